"""Times a pass through time against PyTorch and JAX; all keep every dL/dh_t.

PyTorch can keep dL/dh_t only if its cells are called step by step. Its fused layers cannot; they
are measured too, as the best it can do without.
"""

# mypy: ignore-errors

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from tests.benchmarks import peers
from tests.benchmarks.layer_peers import torch_linear
from tests.benchmarks.table import PeerTable
from vgsim.compute.arrays.recurrent_plan import recurrent_plan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import twin
from vgsim.compute.weights.recurrent_initial import set_initial
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

INPUTS, BATCH = 8, 32
# cell, hidden units, steps, precision, and the goal: how many times faster than PyTorch's cells
ROWS = (
    ("vanilla", 32, 200, "float64", 12.0), ("lstm", 32, 200, "float64", 6.0),
    ("gru", 32, 200, "float64", None), ("vanilla", 32, 50, "float64", None),
    ("lstm", 32, 50, "float64", None), ("vanilla", 128, 200, "float32", None),
    ("lstm", 128, 200, "float32", None),
)  # fmt: skip
QUICK = 2  # number of rows in a quick run
NAMES = {"vanilla": "RNN", "lstm": "LSTM", "gru": "GRU"}  # in PyTorch
TABLE = PeerTable(
    {"cell, hidden x steps": "<22", "type": "<8", "ours": ">8"},
    {"numpy": "numpy", "cells": "torch cells", "fused": "torch fused", "jax": "jax"},
    "goal",
    digits=2,
)


def recurrent_tape(cell: str, hidden: int, steps: int, dtype: str) -> RecurrentTape:
    """A tape of random sequences: eight inputs per step, ten classes, loss at the last step."""
    network = NetworkSpec(
        cell=cell, width=hidden, activation="tanh", initializer="pytorch_default", dtype=dtype
    )
    made = Experiment(data=DataSpec("digits_rows", BATCH), lanes=(Lane("", network),))
    plan = recurrent_plan(made, 0)
    tape = RecurrentTape(replace(plan, data=replace(plan.data, steps=steps)))
    set_initial(tape)
    rng = np.random.default_rng(0)
    tape.inputs()[...] = rng.standard_normal((steps, BATCH, INPUTS))
    tape.target()[...] = np.eye(10)[rng.integers(0, 10, BATCH)]
    return tape


def measure(quick: bool) -> None:
    """Measure and print the table."""
    from vgsim.compute.kernels.engine import NumbaEngine

    print("One pass through time, batch 32, 8 inputs a step, loss at the last step: forward and")
    print("backward, every dL/dh_t kept; one thread, medians in milliseconds, [times ours].")
    TABLE.head()
    for cell, hidden, steps, dtype, goal in ROWS[: QUICK if quick else len(ROWS)]:
        tape = partial(recurrent_tape, cell, hidden, steps, dtype)
        runs = peers.prepared({
            "ours": lambda tape=tape: _ours(tape(), NumbaEngine()),
            "numpy": lambda tape=tape: _ours(tape(), twin()),
            "cells": lambda tape=tape: torch_pass(tape(), fused=False),
            "fused": lambda tape=tape: torch_pass(tape(), fused=True),
            "jax": lambda tape=tape: jax_pass(tape()),
        })  # fmt: skip
        apart = peers.farthest(runs)
        times = peers.interleaved(runs, 0.4 if quick else 1.0)
        remarks = [
            *peers.faster(times, {"cells": goal} if goal is not None else {}),
            *peers.differing(apart, dtype),
        ]
        words = [f"{NAMES[cell]}, {hidden} x {steps}", dtype, TABLE.milliseconds(times["ours"])]
        TABLE.row(words, times, remarks)


def _ours(tape: RecurrentTape, engine) -> peers.Run:
    return lambda: engine.iterate(tape, update=False)


def _weights(tape: RecurrentTape) -> dict[str, np.ndarray]:
    """The weights by PyTorch's names, where a GRU's candidate has two separate biases."""
    inputs, state = np.array(tape.input_weight(0)), np.array(tape.recurrent_weight(0))
    bias = np.array(tape.bias(0))
    second = np.zeros_like(bias)
    if tape.plan.cell.name == "gru":
        inputs, state = inputs[:3], state[[0, 1, 3]]
        second = np.stack([np.zeros_like(bias[0]), np.zeros_like(bias[0]), bias[3]])
        bias = bias[:3]
    return {
        "weight_ih": inputs.reshape(-1, inputs.shape[2]),
        "weight_hh": state.reshape(-1, state.shape[2]),
        "bias_ih": bias.ravel(), "bias_hh": second.ravel(),
    }  # fmt: skip


def torch_pass(tape: RecurrentTape, *, fused: bool) -> peers.Run:
    """PyTorch's cells in a loop, which keeps every dL/dh_t; or `fused`, all steps in one call.

    A fused layer does not give the gradients of single steps.
    """
    import torch

    torch.set_num_threads(1)
    plan = tape.plan
    dtype = torch.float64 if plan.dtype is np.float64 else torch.float32
    name = NAMES[plan.cell.name]
    module = getattr(torch.nn, name if fused else f"{name}Cell")(INPUTS, plan.hidden, dtype=dtype)
    with torch.no_grad():
        for part, value in _weights(tape).items():
            getattr(module, f"{part}_l0" if fused else part).copy_(torch.tensor(value))
    out = torch_linear(tape.output_weight(), tape.output_bias(), dtype)
    x = torch.tensor(np.array(tape.inputs()))
    classes = torch.tensor(np.array(tape.target()).argmax(axis=1))
    learned = [*module.parameters(), *out.parameters()]

    def in_one_call():
        return module(x)[0][-1]

    def step_by_step():
        h = torch.zeros(BATCH, plan.hidden, dtype=dtype)
        c = torch.zeros_like(h)
        for t in range(plan.steps):
            if plan.cell.has_cell_state:
                h, c = module(x[t], (h, c))
                c.retain_grad()
            else:
                h = module(x[t], h)
            h.retain_grad()
            kept.append(h)
        return h

    kept = []
    last_state = in_one_call if fused else step_by_step

    def run() -> float:
        kept.clear()
        for parameter in learned:
            parameter.grad = None
        loss = torch.nn.functional.cross_entropy(out(last_state()), classes)
        loss.backward()
        return loss.item()

    return run


def jax_pass(tape: RecurrentTape) -> peers.Run:
    """One jit with a scan; the gradient with respect to zeros added to every h_t is dL/dh_t."""
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    plan, hidden = tape.plan, tape.plan.hidden
    weights = {name: jnp.array(value) for name, value in _weights(tape).items()}
    weights["out"] = jnp.array(np.array(tape.output_weight()))
    weights["out_bias"] = jnp.array(np.array(tape.output_bias()))
    x, target = jnp.array(np.array(tape.inputs())), jnp.array(np.array(tape.target()))

    def step(w, state, x_t):
        h, c = state
        seen = x_t @ w["weight_ih"].T + w["bias_ih"]
        own = h @ w["weight_hh"].T + w["bias_hh"]
        if plan.cell.name == "vanilla":
            return jnp.tanh(seen + own), c
        if plan.cell.name == "lstm":
            i, f, g, o = jnp.split(seen + own, 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return jax.nn.sigmoid(o) * jnp.tanh(c), c
        parts = zip(jnp.split(seen, 3, axis=1), jnp.split(own, 3, axis=1), strict=True)
        (xr, hr), (xz, hz), (xn, hn) = parts
        r, z = jax.nn.sigmoid(xr + hr), jax.nn.sigmoid(xz + hz)
        return (1 - z) * jnp.tanh(xn + r * hn) + z * h, c

    def loss(w, added):
        def forward(state, now):
            x_t, extra = now
            h, c = step(w, state, x_t)
            return (h + extra, c), None

        zero = jnp.zeros((BATCH, hidden), x.dtype)
        (h, _), _ = jax.lax.scan(forward, (zero, zero), (x, added))
        z = h @ w["out"].T + w["out_bias"]
        return -(jax.nn.log_softmax(z) * target).sum(1).mean()

    both = jax.jit(jax.value_and_grad(loss, argnums=(0, 1)))
    added = jnp.zeros((plan.steps, BATCH, hidden), x.dtype)

    def run() -> float:
        value, gradients = both(weights, added)
        jax.block_until_ready(gradients)
        return float(value)

    return run
