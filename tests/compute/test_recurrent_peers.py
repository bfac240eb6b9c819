"""Recurrent networks in PyTorch: every dL/dh_t and dL/dc_t, and all gradients of weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import Late, distance
from sequences_nets import run
from test_peers import PEERS

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import Engine

pytestmark = [
    pytest.mark.peers,
    pytest.mark.usefixtures("few_answers"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
torch, F = Late("torch"), Late("torch.nn.functional")

LAYERS = {"vanilla": "RNN", "lstm": "LSTM", "gru": "GRU"}  # in PyTorch; its cells: "RNNCell" ...
NEAR = 1e-9


def torch_weights(tape: RecurrentTape, level: int, copy: int = 0) -> dict[str, Any]:
    """By PyTorch's names; bias_hh is 0 where it would be a second one."""
    inputs, state, bias = (
        np.array(each(level, copy))
        for each in (tape.input_weight, tape.recurrent_weight, tape.bias)
    )
    if tape.plan.cell.name == "gru":  # the candidate's parts n and s are one gate there
        gates_x, gates_h = [0, 1, 2], [0, 1, 3]
        own = np.stack([np.zeros_like(bias[0]), np.zeros_like(bias[0]), bias[3]])
        return {
            "weight_ih": inputs[gates_x].reshape(-1, inputs.shape[2]),
            "weight_hh": state[gates_h].reshape(-1, state.shape[2]),
            "bias_ih": bias[:3].ravel(),
            "bias_hh": own.ravel(),
        }
    return {
        "weight_ih": inputs.reshape(-1, inputs.shape[2]),
        "weight_hh": state.reshape(-1, state.shape[2]),
        "bias_ih": bias.ravel(),
        "bias_hh": np.zeros(bias.size),
    }


class Peer:
    """The network of a tape with PyTorch's own modules, step by step, every state kept."""

    def __init__(self, tape: RecurrentTape) -> None:
        plan = tape.plan
        self.tape, self.plan = tape, plan
        self.cells = []
        for level in range(plan.levels):
            made = getattr(torch.nn, f"{LAYERS[plan.cell.name]}Cell")
            cell = made(plan.inputs(level), plan.hidden, dtype=torch.float64)
            with torch.no_grad():
                for name, value in torch_weights(tape, level).items():
                    getattr(cell, name).copy_(torch.tensor(value))
            self.cells.append(cell)
        self.out_weight = torch.tensor(np.array(tape.output_weight()), requires_grad=True)
        self.out_bias = torch.tensor(np.array(tape.output_bias()), requires_grad=True)
        self.slope = torch.tensor([float(tape.slope(0)[0])], dtype=torch.float64)
        self._pass()

    def _pass(self) -> None:
        plan = self.plan
        x = torch.tensor(np.array(self.tape.inputs()))
        self.h: list[list[Any]] = [[] for _ in self.cells]
        self.c: list[list[Any]] = [[] for _ in self.cells]
        states: list[Any] = [torch.zeros(self.tape.batch, plan.hidden, dtype=torch.float64)] * len(
            self.cells
        )
        carried = list(states)
        for t in range(plan.steps):
            below = x[t]
            for level, cell in enumerate(self.cells):
                state, kept = states[level], carried[level]
                if plan.cut(t):
                    state, kept = state.detach(), kept.detach()
                if plan.cell.name == "lstm":
                    states[level], carried[level] = cell(below, (state, kept))
                    carried[level].retain_grad()
                    self.c[level].append(carried[level])
                elif plan.cell.name == "gru":
                    states[level] = cell(below, state)
                else:
                    z = F.linear(below, cell.weight_ih, cell.bias_ih)
                    z = z + F.linear(state, cell.weight_hh, cell.bias_hh)
                    states[level] = PEERS[plan.activation.name](z, self.slope)
                states[level].retain_grad()
                self.h[level].append(states[level])
                below = states[level]
        top = torch.cat(self.h[-1]) if plan.every else self.h[-1][-1]
        z = top @ self.out_weight.T + self.out_bias
        target = torch.tensor(np.array(self.tape.target()))
        if plan.loss == "cross_entropy":
            self.loss = F.cross_entropy(z, target.argmax(1))
        elif plan.loss == "bce":
            self.loss = F.binary_cross_entropy_with_logits(z, target)
        else:
            self.loss = F.mse_loss(z, target)
        self.loss.backward()


def gradient_of(state: Any) -> Any:
    """Zero where no way leads to the loss."""
    return np.zeros(state.shape) if state.grad is None else state.grad.numpy()


def compare(tape: RecurrentTape) -> None:
    peer, plan = Peer(tape), tape.plan
    assert tape.loss == pytest.approx(float(peer.loss.detach()), rel=1e-12)
    for level, cell in enumerate(peer.cells):
        for found, states in ((tape.grad_hidden, peer.h), (tape.grad_cell_state, peer.c)):
            if states[level]:
                expected = np.stack([gradient_of(each) for each in states[level]])
                mine = found(level)[1:]
                for t in range(plan.steps):  # each by its own size, however small
                    assert distance(mine[t], expected[t]) < NEAR, (level, t)
        ours = torch_weights(tape, level, 1)
        for name in ("weight_ih", "weight_hh", "bias_ih"):
            assert distance(ours[name], getattr(cell, name).grad.numpy()) < NEAR, name
        if plan.cell.name == "gru":
            h = plan.hidden
            hh = cell.bias_hh.grad.numpy()[2 * h :]
            assert distance(ours["bias_hh"][2 * h :], hh) < NEAR
    assert distance(tape.output_weight(1), peer.out_weight.grad.numpy()) < NEAR
    assert distance(tape.output_bias(1), peer.out_bias.grad.numpy()) < NEAR


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ("latch", {"width": 5}),
        ("adding", {"width": 9, "stack": 2, "recurrence": "orthogonal"}),
        ("copy_memory", {"width": 17, "stack": 3}),
        ("temporal_order", {"width": 33, "spectral_radius": 1.5}),
        ("sine_ahead", {"width": 6, "truncation": 7}),
        ("digits_rows", {"width": 40, "loss_at": "every", "forget_bias": 3.0}),
    ],
)
def test_every_gradient_through_time_is_torchs(
    cell: str, data: str, fields: dict[str, Any], engine: Engine
) -> None:
    if cell == "vanilla":
        fields = {name: value for name, value in fields.items() if name != "forget_bias"}
    lane = run({"cell": cell, **fields}, engine, data=data, length=None if "d" in data[0] else 30)
    lane.run_pass()
    compare(lane.tape)


@pytest.mark.parametrize("activation", sorted(PEERS))
def test_a_vanilla_cell_takes_every_activation(activation: str, engine: Engine) -> None:
    fields = {"cell": "vanilla", "width": 6, "activation": activation, "stack": 1}
    lane = run(fields, engine, data="adding", length=12)
    lane.run_pass()
    if activation != "rrelu":  # its slopes are drawn by unit
        compare(lane.tape)


@given(
    cell=st.sampled_from(["vanilla", "lstm", "gru"]),
    width=st.integers(1, 20),
    stack=st.integers(1, 3),
    length=st.integers(2, 25),
    at=st.sampled_from(["last", "every"]),
    truncation=st.integers(0, 9),
    recurrence=st.sampled_from(["uniform", "gaussian", "orthogonal", "identity"]),
    seed=st.integers(0, 99),
)
@settings(max_examples=15)
def test_any_shape_agrees(cell: str, engine_pair: list[Engine], **wish: Any) -> None:
    seed, length = wish.pop("seed"), wish.pop("length")
    fields = {"cell": cell, **{("loss_at" if k == "at" else k): v for k, v in wish.items()}}
    for engine in engine_pair:
        lane = run(fields, engine, seed=seed, length=length, batch=5)
        lane.run_pass()
        compare(lane.tape)


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_the_fused_layers_of_torch_give_the_same_weights_gradients(
    cell: str, engine: Engine
) -> None:
    """The documented equations and the order of gates, by torch.nn.RNN, LSTM and GRU themselves."""
    lane = run({"cell": cell, "width": 11, "stack": 2}, engine, length=20)
    lane.run_pass()
    tape, plan = lane.tape, lane.plan
    layer = getattr(torch.nn, LAYERS[cell])(1, 11, 2, dtype=torch.float64)
    with torch.no_grad():
        for level in range(2):
            for name, value in torch_weights(tape, level).items():
                getattr(layer, f"{name}_l{level}").copy_(torch.tensor(value))
    out, _ = layer(torch.tensor(np.array(tape.inputs())))
    weight = torch.tensor(np.array(tape.output_weight()))
    z = out[-1] @ weight.T + torch.tensor(np.array(tape.output_bias()))
    assert plan.loss in ("bce", "cross_entropy")
    target = torch.tensor(np.array(tape.target()))
    loss = (
        F.binary_cross_entropy_with_logits(z, target)
        if plan.loss == "bce"
        else F.cross_entropy(z, target)
    )
    loss.backward()
    assert tape.loss == pytest.approx(float(loss.detach()), rel=1e-12)
    for level in range(2):
        ours = torch_weights(tape, level, 1)
        for name in ("weight_ih", "weight_hh", "bias_ih"):
            assert distance(ours[name], getattr(layer, f"{name}_l{level}").grad.numpy()) < NEAR
