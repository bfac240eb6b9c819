"""Activations and losses in 40 digits, written independently; the tests compare with them.

A new activation has its entry in `EXACT`, a new loss in `LOSS`, and nothing else in the tests.
"""

from __future__ import annotations

import mpmath as mp

mp.mp.dps = 40


def _sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def _left(alpha):
    """A rectifier of this slope left of zero."""
    return lambda z: (z, mp.mpf(1)) if z > 0 else (alpha * z, mp.mpf(alpha))


def _clip(z, low, high):
    return min(max(z, mp.mpf(low)), mp.mpf(high))


def _mish(z):
    soft = mp.log1p(mp.exp(z))
    return z * mp.tanh(soft), mp.tanh(soft) + z * _sigmoid(z) * mp.sech(soft) ** 2


def _gelu(z):
    area = mp.erfc(-z / mp.sqrt(2)) / 2
    return z * area, area + z * mp.npdf(z)


def _selu(z):
    scale, alpha = mp.mpf("1.0507009873554805"), mp.mpf("1.6732632423543772")
    if z > 0:
        return scale * z, scale
    return scale * alpha * mp.expm1(z), scale * alpha * mp.exp(z)


def _inside(z, bound, slope):
    return slope if abs(z) < bound else mp.mpf(0)


def _hard_swish(z):
    slope = mp.mpf(0) if z <= -3 else mp.mpf(1) if z >= 3 else z / 3 + mp.mpf(1) / 2
    return z * _clip(z + 3, 0, 6) / 6, slope


ONE, SIXTH, HEIGHT = mp.mpf(1), mp.mpf(1) / 6, mp.mpf("1.7159")
# name -> z -> (f(z), f'(z)) with the default parameters; at kinks as PyTorch has it
EXACT = {
    "linear": lambda z: (z, ONE),
    "sigmoid": lambda z: (_sigmoid(z), _sigmoid(z) * _sigmoid(-z)),
    "tanh": lambda z: (mp.tanh(z), mp.sech(z) ** 2),
    "relu": _left(0),
    "leaky_relu": _left(mp.mpf(0.01)),
    "prelu": _left(mp.mpf(0.25)),
    "rrelu": _left(mp.mpf((1 / 8 + 1 / 3) / 2)),
    "elu": lambda z: (z, ONE) if z > 0 else (mp.expm1(z), mp.exp(z)),
    "relu6": lambda z: (_clip(z, 0, 6), ONE if 0 < z < 6 else mp.mpf(0)),
    "silu": lambda z: (z * _sigmoid(z), _sigmoid(z) * (1 + z * _sigmoid(-z))),
    "hard_swish": _hard_swish,
    "selu": _selu,
    "gelu": _gelu,
    "softplus": lambda z: (mp.log1p(mp.exp(z)), _sigmoid(z)),
    "softsign": lambda z: (z / (1 + abs(z)), 1 / (1 + abs(z)) ** 2),
    "mish": _mish,
    "hard_tanh": lambda z: (_clip(z, -1, 1), _inside(z, 1, ONE)),
    "hard_sigmoid": lambda z: (_clip(z + 3, 0, 6) / 6, _inside(z, 3, SIXTH)),
    "lecun_tanh": lambda z: (HEIGHT * mp.tanh(2 * z / 3), HEIGHT * 2 / 3 * mp.sech(2 * z / 3) ** 2),
}
# A derivative that is a sum with zeros loses digits near them: its error is relative to these
PARTS = {
    "silu": lambda z: _sigmoid(z) + abs(z) * _sigmoid(z) * _sigmoid(-z),
    "mish": lambda z: 2 * mp.tanh(mp.log1p(mp.exp(z))) * (1 + abs(z)),
    "gelu": lambda z: mp.erfc(-z / mp.sqrt(2)) / 2 + abs(z) * mp.npdf(z),
    "hard_swish": lambda z: abs(z) / 3 + mp.mpf(1) / 2,
}
# rounding an exponent u changes exp(u) by u / 2 units
EXPONENT = {"gelu": lambda z: z * z / 2, "lecun_tanh": lambda z: 4 * abs(z) / 3}


# name -> (y, t, m) -> the loss of an output y; `m` has log and where, for arrays or single numbers
LOSS = {
    "mse": lambda y, t, m: (y - t) ** 2,
    "bce": lambda y, t, m: -(t * m.log(y) + (1 - t) * m.log(1 - y)),
    "cross_entropy": lambda y, t, m: -t * m.log(y),
}
