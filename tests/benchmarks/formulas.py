"""Times typed formulas against the built-in functions that they equal."""

from __future__ import annotations

from tests.benchmarks import peers
from tests.benchmarks.table import PeerTable
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, OwnActivation

FORMULAS = {
    "sigmoid": "1 / (1 + exp(-x))",
    "tanh": "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
    "relu": "max(0, x)",
    "leaky_relu": "where(x > 0, x, 0.01*x)",
    "elu": "where(x > 0, x, exp(x) - 1)",
    "relu6": "min(max(0, x), 6)",
    "silu": "x / (1 + exp(-x))",
    "hard_swish": "x * min(max(0, x + 3), 6) / 6",
    "selu": "1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * (exp(x) - 1))",
    "gelu": "x/2 * (1 + erf(x / sqrt(2)))",
    "softplus": "log(1 + exp(x))",
    "softsign": "x / (1 + abs(x))",
    "mish": "x * tanh(ln(1 + e^x))",
    "hard_tanh": "min(max(-1, x), 1)",
    "hard_sigmoid": "min(max(0, x + 3), 6) / 6",
    "lecun_tanh": "1.7159 * tanh(2*x / 3)",
}
GOAL = 1.3  # times the built-in kernel
UPDATES = 20  # of a call
TABLE = PeerTable(
    {"built-in": "<14", "typed as": "<44", "ours": ">8", "typed": ">8", "ratio": ">6"}, {}
)


def measure(quick: bool) -> None:
    """Measure and print the table."""
    print(
        f"{UPDATES} updates of 20 layers of 32 units, batch 64, float64; medians in milliseconds;"
    )
    print(f"goal: a typed formula takes at most {GOAL} times as long as the built-in function.")
    TABLE.head()
    kernels = Kernels()
    for name, text in FORMULAS.items():
        mine = OwnActivation("mine", text)
        runs = {"ours": _run(kernels, name, mine), "typed": _run(kernels, mine.key, mine)}
        times = peers.interleaved(runs, 0.3 if quick else 1.0)
        ratio = times["typed"] / times["ours"]
        words = [name, text[:44], *(TABLE.milliseconds(each) for each in times.values())]
        missed = [f"above the goal of {GOAL}"] if ratio > GOAL else []
        TABLE.row([*words, f"{ratio:.2f}"], {}, missed)


def _run(kernels: Kernels, activation: str, mine: OwnActivation) -> peers.Run:
    network = NetworkSpec(depth=20, width=32, activation=activation)
    made = Experiment(
        data=DataSpec("moons", 64), lanes=(Lane("", network),), activations=(mine,)
    )  # fmt: skip
    kernels.prepare(made)
    trainer = Trainer(made, engine=kernels.engine(made))
    return lambda: trainer.advance(UPDATES)
