"""The same iteration in PyTorch and JAX: forward, loss, backward, statistics, SGD update.

`torch_iteration`, `compiled_iteration` and `jax_iteration` take a prepared tape and return a
function that computes one iteration and returns the loss. Statistics per hidden layer: mean and
standard deviation of a, saturated and dead fraction, norms of dL/da, dL/dz, dW, db and W, the
update ratio, and a histogram of log2 |dL/dz|.
"""

# mypy: ignore-errors

from __future__ import annotations

import numpy as np

from tests.benchmarks.peers import Run
from vgsim.compute.arrays.tape import Tape

RATE = 1e-3
BINS, FIRST = 64, -45


def torch_linear(weight, bias, kind):
    """A PyTorch linear layer with these weights and biases."""
    import torch

    made = torch.nn.Linear(weight.shape[1], weight.shape[0], dtype=kind)
    with torch.no_grad():
        made.weight.copy_(torch.tensor(np.array(weight)))
        made.bias.copy_(torch.tensor(np.array(bias)))
    return made


TORCH = {  # what PyTorch calls the activations that it has
    "linear": "Identity", "sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU",
    "leaky_relu": "LeakyReLU", "prelu": "PReLU", "rrelu": "RReLU", "elu": "ELU", "relu6": "ReLU6",
    "silu": "SiLU", "hard_swish": "Hardswish", "selu": "SELU", "gelu": "GELU",
    "softplus": "Softplus", "softsign": "Softsign", "mish": "Mish", "hard_tanh": "Hardtanh",
    "hard_sigmoid": "Hardsigmoid",
}  # fmt: skip


def _torch_module(tape: Tape):
    from torch import nn

    return getattr(nn, TORCH[tape.plan.activation.name])()


def _torch_network(tape: Tape, linear, active, kind):
    """A Sequential for plain layers; a custom module with normalization, skips or dropout."""
    from torch import nn

    plan, spec = tape.plan, tape.plan.spec
    if spec.normalization == "none" and not plan.joins and not spec.dropout:
        order = [one for pair in zip(linear[:-1], active, strict=True) for one in pair]
        return nn.Sequential(*order, linear[-1])
    norms = {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm, "rms": nn.RMSNorm}

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear, self.active = nn.ModuleList(linear), nn.ModuleList(active)
            self.norms = nn.ModuleList(
                norms[spec.normalization](width, dtype=kind) for width in plan.widths[1:-1]
            ) if plan.normalized else None  # fmt: skip
            self.dropout = nn.Dropout(spec.dropout) if spec.dropout else None

        def forward(self, x):
            out = [x]
            for index, (one, act) in enumerate(zip(self.linear[:-1], self.active, strict=True)):
                u = one(out[-1])
                source = plan.layer(index + 1).source
                if plan.before:
                    u = self.norms[index](u)
                if source and plan.post:
                    u = out[source] + plan.branch_scale * u
                h = act(u)
                if plan.after:
                    h = self.norms[index](h)
                if self.dropout is not None:
                    h = self.dropout(h)
                if source and not plan.post:
                    h = out[source] + plan.branch_scale * h
                out.append(h)
            return self.linear[-1](out[-1])

    return Network()


def _torch_optimizer(tape: Tape, network):
    """The optimizer of the plan, and the function that clips gradients before its step."""
    import torch

    training, values = tape.plan.training, list(network.parameters())
    decay = training.weight_decay
    made = {
        "sgd": lambda: torch.optim.SGD(values, RATE, weight_decay=decay),
        "momentum": lambda: torch.optim.SGD(values, RATE, training.momentum, weight_decay=decay),
        "nesterov": lambda: torch.optim.SGD(
            values, RATE, training.momentum, weight_decay=decay, nesterov=True
        ),
        "rmsprop": lambda: torch.optim.RMSprop(values, RATE, weight_decay=decay),
        "adam": lambda: torch.optim.Adam(values, RATE, weight_decay=decay),
        "adamw": lambda: torch.optim.AdamW(values, RATE, weight_decay=decay),
        "adagrad": lambda: torch.optim.Adagrad(values, RATE, weight_decay=decay),
        "nadam": lambda: torch.optim.NAdam(values, RATE, weight_decay=decay),
    }
    clips = {
        "none": lambda: None,
        "value": lambda: torch.nn.utils.clip_grad_value_(values, training.clip_at),
        "global_norm": lambda: torch.nn.utils.clip_grad_norm_(values, training.clip_at),
        "layer_norm": lambda: [
            torch.nn.utils.clip_grad_norm_(one.parameters(), training.clip_at)
            for one in network.modules()
            if any(True for _ in one.parameters(recurse=False))
        ],
    }
    return made[training.optimizer](), clips[training.clipping]


def torch_iteration(tape: Tape, *, statistics: bool) -> Run:
    """Eager PyTorch with autograd; with `statistics`, hooks keep every gradient."""
    import torch

    torch.set_num_threads(1)
    kind = getattr(torch, tape.plan.format.name)
    x = torch.tensor(np.array(tape.activation(0))).to(kind)
    y = torch.tensor(np.array(tape.target()).argmax(axis=1))
    linear, active = [], []
    for layer in range(1, tape.layers + 1):
        linear.append(torch_linear(tape.weight(layer), tape.bias(layer), kind))
        if layer < tape.layers:
            active.append(_torch_module(tape).to(kind))
    network = _torch_network(tape, linear, active, kind)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer, clip = _torch_optimizer(tape, network)
    low, seen = tape.plan.layer(1).threshold, {}
    table = torch.zeros(tape.layers, 11, dtype=torch.float64)
    histogram = torch.zeros(tape.layers, BINS, dtype=torch.int64)

    def keep(layer):
        def hook(module, inputs, output):
            z = inputs[0]
            z.retain_grad()
            output.retain_grad()
            seen[layer] = z, output
            deviation, mean = torch.std_mean(output.detach(), correction=0)
            table[layer, 0], table[layer, 1] = mean, deviation

        return hook

    if statistics:
        for index, module in enumerate(active):
            module.register_forward_hook(keep(index))
    norm = torch.linalg.vector_norm

    def measure():
        for index, one in enumerate(linear):
            g, w = norm(one.weight.grad), norm(one.weight)
            table[index, 7], table[index, 8] = g, norm(one.bias.grad)
            table[index, 9], table[index, 10] = w, RATE * g / w
            if index in seen:
                z, a = seen[index]
                slope = (z.grad / a.grad).abs()
                table[index, 2] = (slope < low).to(kind).mean()
                table[index, 3] = (slope == 0).to(kind).mean()
                table[index, 4] = (slope.amax(0) == 0).to(kind).mean()
                table[index, 5], table[index, 6] = norm(a.grad), norm(z.grad)
                bins = (torch.frexp(z.grad)[1].flatten() - 1 - FIRST).clamp(0, BINS - 1)
                histogram[index] = torch.bincount(bins, minlength=BINS)

    def iterate():
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(network(x), y)
        loss.backward()
        if statistics:
            with torch.no_grad():
                measure()
        clip()
        optimizer.step()
        return loss.item()

    return iterate


def compiled_iteration(tape: Tape) -> Run:
    """PyTorch's compiler: gradients and update of plain layers in one function; no statistics."""
    import torch

    torch.set_num_threads(1)
    kind = getattr(torch, tape.plan.format.name)
    f = _torch_module(tape).to(kind)
    x = torch.tensor(np.array(tape.activation(0))).to(kind)
    y = torch.tensor(np.array(tape.target()).argmax(axis=1))
    state = [
        (torch.tensor(np.array(tape.weight(layer))).to(kind),
         torch.tensor(np.array(tape.bias(layer))).to(kind))
        for layer in range(1, tape.layers + 1)
    ]  # fmt: skip

    def loss_of(layers, x):
        for weight, bias in layers[:-1]:
            x = f(torch.nn.functional.linear(x, weight, bias))
        return torch.nn.functional.cross_entropy(torch.nn.functional.linear(x, *layers[-1]), y)

    slopes = torch.func.grad_and_value(loss_of)

    @torch.compile(fullgraph=True)
    def step(layers, x):
        gradients, loss = slopes(layers, x)
        moved = [
            (weight - RATE * gw, bias - RATE * gb)
            for (weight, bias), (gw, gb) in zip(layers, gradients, strict=True)
        ]
        return moved, loss

    def iterate():
        state[:], loss = step(state, x)
        return loss.item()

    return iterate


def jax_iteration(tape: Tape) -> Run:
    """JAX in one jit: hidden layers in a scan, hand-written backward pass, same statistics."""
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    functions = {
        "sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu,
        "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    }  # fmt: skip
    f = functions[tape.plan.activation.name]
    low, n = tape.plan.layer(1).threshold, tape.layers
    slope = jax.vmap(jax.vmap(jax.grad(f)))
    norm = jnp.linalg.norm
    dtype = tape.plan.dtype
    rate = dtype(RATE)

    def matrices(layer):
        return jnp.array(np.array(tape.weight(layer)).T), jnp.array(np.array(tape.bias(layer)))

    hidden = [matrices(layer) for layer in range(2, n)]
    state = [
        matrices(1),
        (jnp.stack([w for w, _ in hidden]), jnp.stack([b for _, b in hidden])),
        matrices(n),
    ]
    x, t = jnp.array(np.array(tape.activation(0))), jnp.array(np.array(tape.target()))

    def forward_layer(a, parameters):
        z = a @ parameters[0] + parameters[1]
        g, y = slope(z), f(z)
        size = jnp.abs(g)
        statistics = jnp.stack(
            [y.mean(), y.std(), (size < low).mean().astype(dtype),
             (size.max(0) == 0).mean().astype(dtype)]
        )  # fmt: skip
        return y, (y, g, statistics)

    def parameters_of(a, d, parameters):
        gw, gb = a.T @ d, d.sum(0)
        w = norm(parameters[0])
        numbers = jnp.stack([norm(gw), norm(gb), w, rate * norm(gw) / w])
        moved = parameters[0] - rate * gw, parameters[1] - rate * gb
        return moved, gw, gb, numbers

    def backward_layer(d, kept):
        a, _, parameters, before = kept
        moved, gw, gb, numbers = parameters_of(a, d, parameters)
        da = d @ parameters[0].T
        dz = da * before
        bins = jnp.clip(jnp.frexp(dz)[1].ravel() - 1 - FIRST, 0, BINS - 1)
        counts = jnp.zeros(BINS, jnp.int32).at[bins].add(1)
        return dz, (moved, gw, gb, numbers, da, dz, norm(da), norm(dz), counts)

    @jax.jit
    def step(first, inner, last):
        a1, (_, g1, s1) = forward_layer(x, first)
        top, (activations, slopes, statistics) = jax.lax.scan(forward_layer, a1, inner)
        z = top @ last[0] + last[1]
        log_p = jax.nn.log_softmax(z)
        loss = -(log_p * t).sum(1).mean()
        d = ((jnp.exp(log_p) - t) / z.shape[0]).astype(dtype)
        below = jnp.concatenate([a1[None], activations])
        gates = jnp.concatenate([g1[None], slopes])
        d, kept_last = backward_layer(d, (below[-1], None, last, gates[-1]))
        d, kept = jax.lax.scan(
            backward_layer, d, (below[:-1], slopes, inner, gates[:-1]), reverse=True
        )
        kept_first = parameters_of(x, d, first)
        return kept_first[0], kept[0], kept_last[0], loss, (s1, statistics, kept_first, kept)

    def iterate():
        state[0], state[1], state[2], loss, rest = step(*state)
        jax.block_until_ready(rest)
        return float(loss)

    return iterate
