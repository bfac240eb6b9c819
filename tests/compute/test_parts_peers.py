"""Normalization, skips, dropout, layers of their own, optimizers and clipping, as in PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import Late, distance, lane, layers
from test_peers import OUTPUTS, PEERS, tensor

from tests.long import longer
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.reference.evaluation import predictions
from vgsim.describe.spec import LayerSpec
from vgsim.parts.optimizers import OPTIMIZERS as CATALOGUE

pytestmark = [
    pytest.mark.peers,
    pytest.mark.usefixtures("few_answers"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
torch, F = Late("torch"), Late("torch.nn.functional")
NAMES = ("weight", "bias", "alpha", "gamma", "beta", "branch_scale")


class Peer:
    """The network of a tape written down anew, with its present weights."""

    def __init__(self, tape: Tape) -> None:
        self.tape, self.plan = tape, tape.plan
        self.values: dict[str, Any] = {}
        for layer in layers(tape):
            for name in NAMES:
                array = np.array(getattr(tape, name)(layer))
                if name == "alpha" and not self.plan.spec.per_unit:
                    array = array[:1]
                self.values[f"{name} {layer}"] = tensor(array)
        self.running = {
            layer: [torch.tensor(np.array(each)) for each in tape.running(layer)]
            for layer in range(1, tape.layers)
        }

    def learned(self) -> dict[str, Any]:
        """What an optimizer is given."""
        found = {}
        for name, value in self.values.items():
            kind, layer = name.split()
            own, hidden = self.plan.layer(int(layer)), int(layer) < self.tape.layers
            wanted = {
                "weight": True,
                "bias": True,
                "alpha": hidden and own.activation.learned,
                "gamma": hidden and self.plan.normalized,
                "beta": hidden and self.plan.normalized and self.plan.spec.normalization != "rms",
                "branch_scale": bool(own.source) and self.plan.learned_branches,
            }[kind]
            if wanted and not own.frozen:
                found[name] = value
        return found

    def norm(self, x: Any, layer: int, train: bool) -> Any:
        kind = self.plan.spec.normalization
        gamma, beta = self.values[f"gamma {layer}"], self.values[f"beta {layer}"]
        if kind == "batch":
            mean, variance = self.running[layer]
            return F.batch_norm(x, mean, variance, gamma, beta, training=train)
        if kind == "layer":
            return F.layer_norm(x, x.shape[1:], gamma, beta)
        return F.rms_norm(x, x.shape[1:], gamma)

    def forward(self, x: Any, train: bool = True) -> Any:
        plan, out = self.plan, [torch.tensor(np.array(x))]
        self.kept: dict[str, Any] = {}

        def keep(name: str, layer: int, value: Any) -> Any:
            value.retain_grad()
            self.kept[f"{name} {layer}"] = value
            return value

        for layer in layers(self.tape):
            z = out[-1] @ self.values[f"weight {layer}"].T + self.values[f"bias {layer}"]
            keep("preactivation", layer, z)
            if layer == self.tape.layers:
                break
            own = plan.layer(layer)
            scale = self.values[f"branch_scale {layer}"]
            u = self.norm(z, layer, train) if plan.before else z
            if own.source and plan.post:
                u = out[own.source] + scale * u
            keep("argument", layer, u)
            h = PEERS[own.activation.name](u, self.values[f"alpha {layer}"])
            if plan.after:
                h = self.norm(h, layer, train)
            if plan.spec.dropout and train:
                h = h * torch.tensor(np.array(self.tape.mask(layer)))
            if own.source and not plan.post:
                h = out[own.source] + scale * h
            out.append(keep("activation", layer, h))
        return z

    def loss(self) -> Any:
        z = self.forward(self.tape.activation(0))
        target = torch.tensor(np.array(self.tape.target()))
        if self.plan.loss == "cross_entropy":
            return F.cross_entropy(z, target.argmax(1))
        if self.plan.loss == "bce":
            return F.binary_cross_entropy_with_logits(z, target)
        return F.mse_loss(OUTPUTS[self.plan.output](z), target)


def check(tape: Tape) -> None:
    """Every number of a pass, and every gradient."""
    peer = Peer(tape)
    loss = peer.loss()
    loss.backward()
    assert tape.loss == pytest.approx(float(loss.detach()), rel=1e-9)
    pairs = []
    for name, value in peer.kept.items():
        kind, layer = name.split()
        found = getattr(tape, kind)(int(layer))
        pairs.append((name, found, value.detach()))
        pairs.append((name, getattr(tape, f"grad_{kind}")(int(layer)), value.grad))
    for name, value in peer.learned().items():
        kind, layer = name.split()
        found = getattr(tape, f"grad_{kind}")(int(layer))
        if kind == "alpha" and not tape.plan.spec.per_unit:
            found = found[:1]
        pairs.append((name, found, value.grad))
    top = max(float(value.grad.abs().max()) for value in peer.kept.values())
    for name, found, expected in pairs:
        floor = 1e-14 * top  # under which sums that cancel leave only their rounding
        size = max(float(np.abs(np.asarray(expected)).max()), floor / 1e-9)
        worst = float(np.abs(found - np.asarray(expected)).max())
        assert worst <= 1e-9 * size, (name, worst / size, tape.plan.spec)


KINDS = st.fixed_dictionaries(
    {
        "activation": st.sampled_from(
            ["sigmoid", "tanh", "relu", "prelu", "elu", "gelu", "softplus", "silu", "linear"]
        ),
        "initializer": st.sampled_from(["xavier_normal", "he_normal", "orthogonal", "lsuv"]),
        "normalization": st.sampled_from(["none", "batch", "layer", "rms"]),
        "normalization_place": st.sampled_from(["before", "after"]),
        "residual": st.integers(0, 3),
        "residual_place": st.sampled_from(["pre", "post"]),
        "branch_scale": st.sampled_from(["one", "inverse_root", "rezero"]),
        "dropout": st.sampled_from([0.0, 0.0, 0.3]),
        "depth": st.integers(1, 8),
        "width": st.integers(5, 19),
        "bias": st.sampled_from([0.0, 0.1]),
        "per_unit": st.booleans(),
        "loss_scale": st.sampled_from([0, 0, 7]),
    }
)
TRAINING = st.fixed_dictionaries(
    {
        "optimizer": st.sampled_from(tuple(CATALOGUE)),
        "weight_decay": st.sampled_from([0.0, 0.01]),
        "clipping": st.sampled_from(["none", "value", "layer_norm", "global_norm"]),
        "clip_at": st.sampled_from([0.01, 0.3]),
    }
)


@given(fields=KINDS, training=TRAINING, end=st.integers(0, 3), batch=st.integers(8, 20))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_every_combination(
    kernels: Engine, fields: dict[str, Any], training: dict[str, Any], end: int, batch: int
) -> None:
    """Two updates, so that γ, β and branch scales have left their starts; then every gradient."""
    data, output, loss = (
        ("digits", "softmax", "cross_entropy"),
        ("moons", "sigmoid", "bce"),
        ("digits", "tanh", "mse"),
        ("sine", "linear", "mse"),
    )[end]
    fields = fields | {"output": output, "loss": loss}
    for engine in (None, kernels):
        run = lane(fields, engine, data=data, batch=batch, rate=0.01, training=training)
        run.advance(2)
        run.run_pass()
        check(run.tape)


def test_layers_of_their_own(engine: Engine) -> None:
    """Another activation and initializer; a frozen layer stays what it was."""
    own = (
        LayerSpec(2, activation="prelu", alpha=0.4),
        LayerSpec(3, activation="tanh", initializer="scaled_identity", gain=0.7),
        LayerSpec(4, frozen=True),
    )
    run = lane({"depth": 5, "width": 7, "layers": own, "activation": "elu"}, engine, batch=9)
    assert np.allclose(run.tape.weight(3), 0.7 * np.eye(7))
    before = np.array(run.tape.weight(4))
    run.advance(3)
    run.run_pass()
    assert np.array_equal(run.tape.weight(4), before)
    assert not np.allclose(run.tape.weight(3), 0.7 * np.eye(7))
    check(run.tape)


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, 0.05, weight_decay=0.01),
    "momentum": lambda p: torch.optim.SGD(p, 0.05, 0.8, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, 0.05, 0.8, weight_decay=0.01, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, 0.002, 0.95, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, 0.01, (0.8, 0.99), weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, 0.01, (0.8, 0.99), weight_decay=0.01),
}
SETTINGS: dict[str, dict[str, Any]] = {
    "sgd": {"learning_rate": 0.05},
    "momentum": {"learning_rate": 0.05, "momentum": 0.8},
    "nesterov": {"learning_rate": 0.05, "momentum": 0.8},
    "rmsprop": {"learning_rate": 0.002, "smoothing": 0.95},
    "adam": {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.99},
    "adamw": {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.99},
}


def follow(run: LaneRun, make: Any, clip: Any, updates: int, tolerance: float) -> None:
    """The same updates here and there; then every learned number and the running statistics."""
    peer = Peer(run.tape)
    learned = peer.learned()
    optimizer = make(list(learned.values()))
    for _ in range(updates):
        run.advance(1)
        optimizer.zero_grad()
        peer.loss().backward()
        clip(learned)
        optimizer.step()
    for name, value in learned.items():
        kind, layer = name.split()
        found = getattr(run.tape, kind)(int(layer))
        expected = value.detach().expand(len(found)) if kind == "alpha" else value.detach()
        if kind == "bias" and run.plan.before and run.plan.spec.normalization == "batch":
            assert np.abs(found - np.asarray(expected)).max() < 1e-12  # rounding is all there is
        else:
            assert distance(found, expected) <= tolerance, name
    if run.plan.spec.normalization == "batch":
        for layer in range(1, run.tape.layers):
            for found, expected in zip(run.tape.running(layer), peer.running[layer], strict=True):
                assert distance(found, expected) <= tolerance
    x = run.plan.data.x_test[:20]
    answers = OUTPUTS[run.plan.output](peer.forward(x, train=False))
    assert distance(predictions(run.tape, x), answers.detach()) <= tolerance


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("other", [False, *longer([True])])
def test_fifty_updates(engine: Engine, name: str, other: bool) -> None:
    activation = ("tanh", "prelu")[(list(OPTIMIZERS).index(name) + other) % 2]
    training = SETTINGS[name] | {"optimizer": name, "weight_decay": 0.01}
    fields = {
        "activation": activation, "depth": 4, "width": 9, "normalization": "layer",
        "residual": 1, "branch_scale": "rezero",
    }  # fmt: skip
    run = lane(fields, engine, data="digits", batch=16, training=training)
    follow(run, OPTIMIZERS[name], lambda learned: None, 50, 1e-7)


def by_layer(learned: dict[str, Any]) -> None:
    for layer in {name.split()[1] for name in learned}:
        torch.nn.utils.clip_grad_norm_(
            [each for name, each in learned.items() if name.split()[1] == layer], 0.05
        )


CLIPS = {
    "value": lambda learned: torch.nn.utils.clip_grad_value_(list(learned.values()), 0.05),
    "layer_norm": by_layer,
    "global_norm": lambda learned: torch.nn.utils.clip_grad_norm_(list(learned.values()), 0.05),
}


@pytest.mark.parametrize("clipping", CLIPS)
@pytest.mark.parametrize("normalization", ["none", "batch", "rms"])
def test_clipping(engine: Engine, clipping: str, normalization: str) -> None:
    """Where it acted the factor says so."""
    training = SETTINGS["momentum"] | {
        "optimizer": "momentum", "clipping": clipping, "clip_at": 0.05,
    }  # fmt: skip
    fields = {
        "activation": "prelu", "depth": 3, "width": 8, "normalization": normalization,
        "initializer": "he_normal", "gain": 1.5,
    }  # fmt: skip
    run = lane(fields, engine, data="digits", batch=16, training=training)

    def decayless(values: Any) -> Any:
        return torch.optim.SGD(values, 0.05, 0.8)

    follow(run, decayless, CLIPS[clipping], 10, 1e-8)
    if clipping != "value":
        assert (run.tape.clipped[1:] < 1).any()
