"""The same networks in PyTorch: every gradient, and twenty updates of its SGD."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nets import ENDS, TORCH, Late, distance, lane, layers, numbers, passed

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine

pytestmark = [
    pytest.mark.peers,
    pytest.mark.usefixtures("few_answers"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
torch, F = Late("torch"), Late("torch.nn.functional")

PEERS = {  # activations that PyTorch has
    "linear": lambda z, p: z,
    "sigmoid": lambda z, p: torch.sigmoid(z),
    "tanh": lambda z, p: torch.tanh(z),
    "relu": lambda z, p: F.relu(z),
    "leaky_relu": lambda z, p: F.leaky_relu(z),
    "prelu": lambda z, p: F.prelu(z, p),
    "rrelu": lambda z, p: F.prelu(z, p),  # with the slopes that were drawn
    "elu": lambda z, p: F.elu(z),
    "relu6": lambda z, p: F.relu6(z),
    "silu": lambda z, p: F.silu(z),
    "hard_swish": lambda z, p: F.hardswish(z),
    "selu": lambda z, p: F.selu(z),
    "gelu": lambda z, p: F.gelu(z),
    "softplus": lambda z, p: F.softplus(z, threshold=40),
    "softsign": lambda z, p: F.softsign(z),
    "mish": lambda z, p: F.mish(z),
    "hard_tanh": lambda z, p: F.hardtanh(z),
    # the gradient of F.hardsigmoid has 1/6 in single precision, 3e-8 off
    "hard_sigmoid": lambda z, p: F.relu6(z + 3) / 6,
    "lecun_tanh": lambda z, p: 1.7159 * torch.tanh(2 * z / 3),
}
OUTPUTS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: torch.sigmoid(z),
    "tanh": lambda z: torch.tanh(z),
    "softmax": lambda z: torch.softmax(z, 1),
}


def tensor(array: Any) -> Any:
    return torch.tensor(np.array(array), requires_grad=True)


class Peer:
    """The network of a tape, from its present weights."""

    def __init__(self, tape: Tape) -> None:
        plan, self.tape = tape.plan, tape
        self.weights = [tensor(tape.weight(layer)) for layer in layers(tape)]
        self.biases = [tensor(tape.bias(layer)) for layer in layers(tape)]
        shared = slice(0, 1) if plan.activation.learned and not plan.spec.per_unit else slice(None)
        self.slopes = [tensor(tape.alpha(layer)[shared]) for layer in layers(tape)]

    def loss(self) -> Any:
        """Of the batch in the tape; z and a are kept with their gradients."""
        tape, plan = self.tape, self.tape.plan
        a = torch.tensor(np.array(tape.activation(0)))
        target = torch.tensor(np.array(tape.target()))
        self.z, self.a = [], []
        for layer in layers(tape):
            z = a @ self.weights[layer - 1].T + self.biases[layer - 1]
            hidden = layer < tape.layers
            act = PEERS[plan.activation.name]
            a = act(z, self.slopes[layer - 1]) if hidden else OUTPUTS[plan.output](z)
            z.retain_grad()
            a.retain_grad()
            self.z.append(z)
            self.a.append(a)
        if plan.loss == "cross_entropy":
            return F.cross_entropy(self.z[-1], target.argmax(1))
        if plan.loss == "bce":
            return F.binary_cross_entropy_with_logits(self.z[-1], target)
        return F.mse_loss(a, target)

    def named(self) -> dict[str, Any]:
        """By the names of `nets.numbers`."""
        found = {}
        for layer in layers(self.tape):
            i = layer - 1
            found |= {
                f"preactivation {layer}": self.z[i],
                f"activation {layer}": self.a[i],
                f"grad_weight {layer}": self.weights[i].grad,
                f"grad_bias {layer}": self.biases[i].grad,
                f"grad_preactivation {layer}": self.z[i].grad,
            }
            if layer < self.tape.layers:
                found[f"grad_activation {layer}"] = self.a[i].grad
                if self.tape.plan.activation.learned:
                    gradient = self.slopes[i].grad.expand(len(self.tape.alpha(layer)))
                    found[f"grad_alpha {layer}"] = gradient
        return {name: each.detach().numpy() for name, each in found.items()}


def fields(activation: str, end: int, **more: Any) -> dict[str, Any]:
    _, output, loss = ENDS[end]
    return {
        "activation": activation, "initializer": "he_normal", "depth": 4, "width": 11,
        "output": output, "loss": loss, "bias": 0.07,
    } | more  # fmt: skip


def check(tape: Tape) -> None:
    peer = Peer(tape)
    loss = peer.loss()
    loss.backward()
    found = numbers(tape)
    assert tape.loss == pytest.approx(float(loss.detach()), rel=1e-10)
    for name, expected in peer.named().items():
        assert distance(found[name], expected) <= 1e-10, (name, tape.plan.spec)


@pytest.mark.parametrize("activation", PEERS)
def test_every_gradient(engine: Engine, activation: str) -> None:
    for end, (data, _, loss) in enumerate(ENDS):
        if loss in TORCH:
            check(passed(fields(activation, end), engine, data=data, batch=9))


@pytest.mark.parametrize("per_unit", [False, True])
def test_learned_slopes(engine: Engine, per_unit: bool) -> None:
    more = {"per_unit": per_unit, "alpha": -0.3, "depth": 6}
    check(passed(fields("prelu", 0, **more), engine, data="digits"))


@pytest.mark.parametrize("activation", ["relu", "tanh", "prelu", "gelu", "selu", "softplus"])
@pytest.mark.parametrize("per_unit", [False, True])
def test_sgd(engine: Engine, activation: str, per_unit: bool) -> None:
    """Twenty updates on the same batches."""
    run = lane(fields(activation, 0, per_unit=per_unit), engine, data="digits", batch=32)
    peer = Peer(run.tape)
    values = peer.weights + peer.biases + (peer.slopes if activation == "prelu" else [])
    optimizer = torch.optim.SGD(values, lr=0.1)
    for _ in range(20):
        run.advance(1)
        optimizer.zero_grad()
        peer.loss().backward()
        optimizer.step()
    for layer in layers(run.tape):
        assert distance(run.tape.weight(layer), peer.weights[layer - 1].detach()) <= 1e-9
        assert distance(run.tape.bias(layer), peer.biases[layer - 1].detach()) <= 1e-9
        if activation == "prelu" and layer < run.tape.layers:
            slopes = peer.slopes[layer - 1].detach().expand(len(run.tape.alpha(layer)))
            assert distance(run.tape.alpha(layer), slopes) <= 1e-9
