"""Times the classroom default with each option switched on, against PyTorch with the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.benchmarks import peers
from tests.benchmarks.kernels import DEFAULT, ours, prepared_tape
from tests.benchmarks.layer_peers import torch_iteration
from tests.benchmarks.table import PeerTable
from vgsim.compute.arrays.tape import Tape

# Options to switch on one at a time: name, settings of the network, settings of the training
SWITCHES: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("as it is", {}, {}),
    ("batch norm", {"normalization": "batch"}, {}),
    ("batch norm after f", {"normalization": "batch", "normalization_place": "after"}, {}),
    ("layer norm", {"normalization": "layer"}, {}),
    ("RMS norm", {"normalization": "rms"}, {}),
    ("skips", {"residual": 1}, {}),
    ("skips before f", {"residual": 1, "residual_place": "post"}, {}),
    ("dropout", {"dropout": 0.2}, {}),
    ("momentum", {}, {"optimizer": "momentum"}),
    ("Nesterov", {}, {"optimizer": "nesterov"}),
    ("RMSProp", {}, {"optimizer": "rmsprop"}),
    ("Adam", {}, {"optimizer": "adam"}),
    ("AdamW", {}, {"optimizer": "adamw", "weight_decay": 0.01}),
    ("Adagrad", {}, {"optimizer": "adagrad"}),
    ("NAdam", {}, {"optimizer": "nadam"}),
    ("clip values", {}, {"clipping": "value", "clip_at": 0.1}),
    ("clip each layer", {}, {"clipping": "layer_norm", "clip_at": 0.1}),
    ("clip all", {}, {"clipping": "global_norm", "clip_at": 0.1}),
    ("float16", {"dtype": "float16"}, {}),
    ("float16, scaled", {"dtype": "float16", "loss_scale": 10}, {}),
    ("bfloat16", {"dtype": "bfloat16"}, {}),
    ("all together", {"normalization": "batch", "residual": 1, "dropout": 0.2},
     {"optimizer": "adam", "clipping": "global_norm"}),
)  # fmt: skip
GOALS = {"torch": 45, "bare": 10}
TABLE = PeerTable(
    {"switch": "<20", "ours": ">8", "x plain": ">8"},
    {"torch": "torch+stats", "bare": "torch bare"},
)


def measure(quick: bool) -> None:
    """Measure and print the table."""
    print("The classroom default, 20 x 16, batch 64, sigmoid, with each switch thrown; medians in")
    print("milliseconds; goals: 45 times as fast as PyTorch with statistics, 10 times as bare.")
    TABLE.head()
    plain = 0.0
    for name, network, training in SWITCHES:
        tape = partial(prepared_tape, DEFAULT, "float64", "sigmoid", network, training)
        runs = peers.prepared(_makers(tape))
        times = peers.interleaved(runs, 0.3 if quick else 1.0)
        plain = plain or times["ours"]
        missed = [
            peer
            for peer, goal in GOALS.items()
            if peer in times and times[peer] / times["ours"] < goal
        ]
        words = [name, TABLE.milliseconds(times["ours"]), f"{times['ours'] / plain:.2f}"]
        TABLE.row(words, times, [f"below the goal: {', '.join(missed)}"] if missed else [])


def _makers(tape: Callable[[], Tape]) -> dict[str, Callable[[], peers.Run]]:
    from vgsim.compute.kernels.engine import NumbaEngine

    return {
        "ours": lambda: ours(tape(), NumbaEngine()),
        "torch": lambda: torch_iteration(tape(), statistics=True),
        "bare": lambda: torch_iteration(tape(), statistics=False),
    }
