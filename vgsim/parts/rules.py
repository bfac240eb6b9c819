"""The rules of the activations: each returns the value f(z) and the exact derivative f'(z).

NumPy and the kernels run the same rule; `vgsim.parts.elementary` lists what it may use. `z` is the
preactivation, `p` and `q` are the entry's parameters (`p` may be the learned or random slope of a
unit). Derivatives keep full relative accuracy deep in saturation; values at kinks are PyTorch's.
NaN gives NaN for both; an infinite z gives the limits (only a slope of exactly 0 times infinity is
NaN, as in PyTorch). Comparisons with NaN are false, which is why chains of `select` end in `z`;
limiting z to ±HIGHEST avoids products of infinity and 0.
"""

# `bind` injects the names, so that one source serves all precisions, in NumPy and in the kernels.
# ruff: noqa: F821
# mypy: ignore-errors


def linear(z, p, q):
    return z, select(z == z, ONE, z)


def sigmoid(z, p, q):
    e = exp(-absolute(z))
    r = ONE / (ONE + e)
    er = e * r
    return select(z >= ZERO, r, er), er * r


def tanh(z, p, q):
    u = TWO * absolute(z)
    e = exp(-u)
    r = ONE / (ONE + e)
    return copysign(-expm1(-u) * r, z), FOUR * (e * r * r)


def relu(z, p, q):
    return select(z <= ZERO, ZERO, z), select(z <= ZERO, ZERO, select(z > ZERO, ONE, z))


def leaky_relu(z, p, q):
    return select(z > ZERO, z, p * z), select(z > ZERO, ONE, select(z <= ZERO, p, z))


def elu(z, p, q):
    left = select(z > ZERO, ZERO, z)
    return select(z > ZERO, z, p * expm1(left)), select(z > ZERO, ONE, p * exp(left))


def relu6(z, p, q):
    slope = select(z <= ZERO, ZERO, select(z >= SIX, ZERO, select(z < SIX, ONE, z)))
    return select(z <= ZERO, ZERO, select(z >= SIX, SIX, z)), slope


def silu(z, p, q):
    e = exp(-absolute(z))
    r = ONE / (ONE + e)
    er = e * r
    s = select(z >= ZERO, r, er)
    left = select(z < -HIGHEST, -HIGHEST, z)
    w = select(left > HIGHEST, HIGHEST, left)
    return left * s, s + w * (er * r)


def hard_swish(z, p, q):
    value = select(z <= -THREE, ZERO, select(z >= THREE, z, z * ((z + THREE) * SIXTH)))
    # 2z + 3 is exact near its zero, where z / 3 + ½ has no correct digit
    slope = select(z <= -THREE, ZERO, select(z >= THREE, ONE, (TWO * z + THREE) * SIXTH))
    return value, slope


def selu(z, p, q):
    left = select(z > ZERO, ZERO, z)
    value = select(z > ZERO, SELU_SCALE * z, SELU_LEFT * expm1(left))
    return value, select(z > ZERO, SELU_SCALE, SELU_LEFT * exp(left))


def gelu(z, p, q):
    u = absolute(z)
    tail = normal_tail(u)
    area = select(z < ZERO, tail, ONE - tail)
    density = INVERSE_SQRT_2PI * exp(-HALF * u * u)  # the same exponential as in normal_tail
    left = select(z < -HIGHEST, -HIGHEST, z)
    w = select(left > HIGHEST, HIGHEST, left)
    return left * area, area + w * density


def softplus(z, p, q):
    e = exp(-absolute(z))
    r = ONE / (ONE + e)
    return select(z > ZERO, z, ZERO) + log1p(e), select(z >= ZERO, r, e * r)


def softsign(z, p, q):
    left = select(z < -HIGHEST, -HIGHEST, z)
    w = select(left > HIGHEST, HIGHEST, left)
    r = ONE / (ONE + absolute(w))
    return w / (ONE + absolute(w)), r * r


def mish(z, p, q):
    # with e = exp(-|z|): tanh(softplus z) = n / d
    e = exp(-absolute(z))
    n = select(z >= ZERO, ONE + TWO * e, e * (e + TWO))
    d = select(z >= ZERO, n + TWO * e * e, n + TWO)
    r = ONE / d
    slope = FOUR * (ONE + e) * (select(z >= ZERO, e * e, e) * r) * r
    left = select(z < -HIGHEST, -HIGHEST, z)
    w = select(left > HIGHEST, HIGHEST, left)
    return left * (n * r), n * r + w * slope


def hard_tanh(z, p, q):
    slope = select(z <= -ONE, ZERO, select(z >= ONE, ZERO, select(z < ONE, ONE, z)))
    return select(z <= -ONE, -ONE, select(z >= ONE, ONE, z)), slope


def hard_sigmoid(z, p, q):
    slope = select(z <= -THREE, ZERO, select(z >= THREE, ZERO, select(z < THREE, SIXTH, z)))
    return select(z <= -THREE, ZERO, select(z >= THREE, ONE, (z + THREE) * SIXTH)), slope


def lecun_tanh(z, p, q):
    u = FOUR * absolute(z) / THREE  # not 4/3 · |z|: exp(-u) multiplies the error of u by u
    e = exp(-u)
    r = ONE / (ONE + e)
    return copysign(LECUN_HEIGHT * (-expm1(-u) * r), z), LECUN_SLOPE * (FOUR * (e * r * r))
