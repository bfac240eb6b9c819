"""Losses and their gradients: PyTorch, autograd, differences, 40 digits, and saturated outputs."""

from __future__ import annotations

import itertools

import mpmath as mp
import numpy as np
import pytest

from tests.parts.exact import LOSS
from vgsim.parts.losses import LOSSES, OUTPUTS, encode_targets, output_units, resolve_output
from vgsim.parts.output_layer import loss_and_gradient, predict
from vgsim.parts.registry import UnknownName

PAIRS = [(output, loss) for loss, entry in LOSSES.items() for output in entry.outputs]
EACH_PAIR = pytest.mark.parametrize(("output", "loss"), PAIRS)


def _case(output, outputs, batch=7, scale=2.0):
    rng = np.random.default_rng(3)
    z = scale * rng.normal(size=(batch, outputs))
    task = "classification"
    y = rng.integers(0, max(outputs, 2), batch)
    return z, encode_targets(y, output, task, max(outputs, 2))


@EACH_PAIR
@pytest.mark.parametrize("outputs", [1, 2, 10])
def test_the_gradient_is_the_slope_of_the_loss(output, loss, outputs):
    if output == "softmax" and outputs == 1:
        outputs = 3
    if outputs == 2 and output != "softmax":
        outputs = 1
    z, targets = _case(output, outputs)
    gradient = loss_and_gradient(z, targets, output, loss)[1]
    for i, j in itertools.product(range(len(z)), range(outputs)):
        step = np.zeros_like(z)
        step[i, j] = 1e-5
        up, down = (loss_and_gradient(z + s * step, targets, output, loss)[0] for s in (1, -1))
        assert (up - down) / 2e-5 == pytest.approx(gradient[i, j], abs=1e-9)


@EACH_PAIR
def test_autograd_agrees(output, loss):
    autograd = pytest.importorskip("autograd")
    anp = pytest.importorskip("autograd.numpy")
    z, targets = _case(output, 10)

    def y(z):
        if output == "softmax":
            e = anp.exp(z)
            return e / anp.sum(e, axis=1, keepdims=True)
        return {"linear": z, "tanh": anp.tanh(z), "sigmoid": 1 / (1 + anp.exp(-z))}[output]

    def total(z):
        losses = LOSS[loss](y(z), targets, anp)
        return anp.mean(anp.sum(losses, axis=1) if LOSSES[loss].over == "batch" else losses)

    found, gradient = loss_and_gradient(z, targets, output, loss)
    assert found == pytest.approx(total(z), rel=1e-13)
    assert gradient == pytest.approx(autograd.grad(total)(z), rel=1e-10, abs=1e-16)


@pytest.mark.peers
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("output", "loss"), [each for each in PAIRS if each[1] in ("mse", "bce", "cross_entropy")]
)
def test_pytorch_agrees(output, loss, dtype):
    torch = pytest.importorskip("torch")
    forms = {
        "linear": lambda z: z,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softmax": lambda z: z.softmax(1),
    }
    z, targets = _case(output, 10)
    z = z.astype(dtype)
    zt = torch.tensor(z, requires_grad=True)
    t = torch.tensor(targets.astype(dtype))
    functional = torch.nn.functional
    if loss == "cross_entropy":
        theirs = functional.cross_entropy(zt, t.argmax(1))
    elif loss == "bce":
        theirs = functional.binary_cross_entropy_with_logits(zt, t)
    else:
        theirs = functional.mse_loss(forms[output](zt), t)
    theirs.backward()
    found, gradient = loss_and_gradient(z, targets, output, loss)
    close = {"float64": 1e-14, "float32": 1e-6}[dtype]
    assert gradient.dtype == dtype
    assert found == pytest.approx(theirs.item(), rel=close * 10)
    assert gradient == pytest.approx(zt.grad.numpy(), rel=close * 100, abs=close)


def _exact(z, targets, output, loss):
    """Loss and gradient of one example in 60 digits, the latter by the chain rule."""
    with mp.workdps(60):
        z, t = ([mp.mpf(each) for each in part] for part in (z, targets))
        n = len(z)
        if output == "softmax":
            total = sum(mp.exp(each) for each in z)
            y = [mp.exp(each) / total for each in z]
            slopes = [[y[i] * ((i == j) - y[j]) for j in range(n)] for i in range(n)]
        else:
            y = [mp.tanh(each) if output == "tanh" else 1 / (1 + mp.exp(-each)) for each in z]
            flat = [1 - each * each if output == "tanh" else each * (1 - each) for each in y]
            slopes = [[flat[i] * (i == j) for j in range(n)] for i in range(n)]
        count = 1 if LOSSES[loss].over == "batch" else n
        above = [mp.diff(lambda x, j=j: LOSS[loss](x, t[j], Single), y[j]) for j in range(n)]
        value = sum(LOSS[loss](y[j], t[j], Single) for j in range(n)) / count
        return value, [sum(above[j] * slopes[j][i] for j in range(n)) / count for i in range(n)]


class Single:
    """The functions that `LOSS` needs, for single numbers."""

    log = mp.log

    @staticmethod
    def where(condition, yes, no):
        return yes if condition else no


@pytest.mark.parametrize(("output", "loss"), [p for p in PAIRS if p[0] != "linear"])
@pytest.mark.parametrize("height", [5.0, 18.0, 30.0, 45.0])
@pytest.mark.parametrize("right", [True, False])
def test_a_sure_output_keeps_its_gradient(output, loss, height, right):
    """Right or wrong by a wide margin, it is exact, also where y - t would round to 0."""
    targets = np.array([[1.0, 0.0, 0.0]]) if output != "tanh" else np.array([[1.0, -1.0, -1.0]])
    z = np.array([[height, -height, -height - 1]]) * (1 if right else -1)
    found, gradient = loss_and_gradient(z, targets, output, loss)
    value, slopes = _exact(z[0], targets[0], output, loss)
    assert found == pytest.approx(float(value), rel=1e-13, abs=0)
    assert gradient[0] == pytest.approx([float(each) for each in slopes], rel=1e-12, abs=0)
    assert np.all(gradient != 0)


@EACH_PAIR
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_logits_of_a_thousand_are_finite_and_silent(output, loss, dtype):
    z = np.array([[1000, -1000, 0], [-1000, 1000, 0], [0, 0, 0]], dtype)
    targets = encode_targets(np.array([0, 0, 2]), output, "classification", 3)
    found, gradient = loss_and_gradient(z, targets, output, loss)
    assert np.isfinite(found)
    assert np.isfinite(gradient).all()
    assert gradient.dtype == dtype
    if loss == "cross_entropy":
        assert found == pytest.approx((0 + 2000 + np.log(3)) / 3)
    if loss == "bce":
        assert found == pytest.approx((2000 + 5 * np.log(2)) / 9)


@EACH_PAIR
def test_nan_and_infinity_stay_visible_in_silence(output, loss):
    targets = encode_targets(np.array([0, 1]), output, "classification", 3)
    z = np.array([[np.nan, 0, 0], [1, 2, 3]])
    found, gradient = loss_and_gradient(z, targets, output, loss)
    assert np.isnan(found)
    assert np.isnan(gradient[0, 0])
    assert np.isfinite(gradient[1]).all()
    loss_and_gradient(np.array([[np.inf, -np.inf, 0], [1, 2, 3]]), targets, output, loss)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_probability_of_zero_costs_infinity(dtype):
    """A target whose preactivation is -∞: -ln 0 = ∞, as in PyTorch."""
    z = np.array([[-2.0, -np.inf], [3.0, 1.0]], dtype)
    for targets, wanted in (
        ([[0, 1], [1, 0]], np.inf),
        ([[1, 0], [1, 0]], 0.5 * np.log1p(np.exp(-2))),
    ):
        loss, gradient = loss_and_gradient(z, np.array(targets, dtype), "softmax", "cross_entropy")
        assert loss == pytest.approx(wanted, rel=1e-3)
        assert np.isfinite(gradient).all()
    z[0, 1] = np.nan
    assert np.isnan(loss_and_gradient(z, np.eye(2, dtype=dtype), "softmax", "cross_entropy")[0])


@pytest.mark.parametrize("output", OUTPUTS)
def test_predictions_are_the_outputs(output):
    z = np.array([[1.0, -2.0, 0.5], [1000.0, 0.0, -1000.0]])
    y = predict(z, output)
    expected = {
        "linear": z,
        "sigmoid": [[0.7310585786300049, 0.11920292202211755, 0.6224593312018546], [1, 0.5, 0]],
        "tanh": np.tanh(z),
        "softmax": [[0.6037489, 0.030058888, 0.3661923], [1, 0, 0]],
    }
    assert y == pytest.approx(np.array(expected[output]), rel=1e-6)


TASKS = ("classification", "regression")


@pytest.mark.parametrize("task", TASKS)
def test_what_is_left_open_is_filled_to_fit(task):
    """Every choice of output, loss or both gives a pair that fits, or is refused."""
    for output, loss in itertools.product([None, *OUTPUTS], [None, *LOSSES]):
        try:
            chosen = resolve_output(output, loss, task)
        except ValueError:
            assert (output, loss) != (None, None)
            continue
        assert chosen[0] in LOSSES[chosen[1]].outputs
        assert task in LOSSES[chosen[1]].tasks
        assert output in (None, chosen[0])
        assert loss in (None, chosen[1])
        assert resolve_output(*chosen, task) == chosen


@pytest.mark.parametrize(
    ("chosen", "task", "resolved"),
    [
        ((None, None), "classification", ("softmax", "cross_entropy")),
        ((None, None), "regression", ("linear", "mse")),
        (("sigmoid", None), "classification", ("sigmoid", "bce")),
        (("softmax", None), "classification", ("softmax", "cross_entropy")),
        (("tanh", None), "classification", ("tanh", "mse")),
        (("linear", None), "classification", ("linear", "mse")),
        (("sigmoid", None), "regression", ("sigmoid", "mse")),
        ((None, "bce"), "classification", ("sigmoid", "bce")),
        ((None, "cross_entropy"), "classification", ("softmax", "cross_entropy")),
        ((None, "mse"), "classification", ("linear", "mse")),
        (("sigmoid", "mse"), "classification", ("sigmoid", "mse")),
        (("softmax", "mse"), "classification", ("softmax", "mse")),
    ],
)
def test_the_promised_pairs(chosen, task, resolved):
    assert resolve_output(*chosen, task) == resolved


@pytest.mark.parametrize(
    ("chosen", "task"),
    [
        (("tanh", "bce"), "classification"),
        (("sigmoid", "cross_entropy"), "classification"),
        (("softmax", "bce"), "classification"),
        ((None, "bce"), "regression"),
        ((None, "cross_entropy"), "regression"),
        (("softmax", None), "regression"),
        (("softmax", "mse"), "regression"),
    ],
)
def test_what_does_not_go_together_is_refused(chosen, task):
    with pytest.raises(ValueError, match=r"\w+ .*(use|goes with)"):
        resolve_output(*chosen, task)


def test_unknown_names_are_refused():
    for chosen in (("softmaks", None), (None, "ms"), ("softmaks", "mse")):
        with pytest.raises(UnknownName):
            resolve_output(*chosen, "classification")


def test_targets_are_encoded_for_their_output():
    y = np.array([2.0, 0.0, 1.0])
    one_hot = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    for output in OUTPUTS:
        encoded = encode_targets(y, output, "classification", 3)
        expected = 2 * np.array(one_hot) - 1 if output == "tanh" else one_hot
        assert np.array_equal(encoded, expected)
        assert encoded.dtype == np.float64
        assert encoded.shape[1] == output_units(output, "classification", 3)
    y = np.array([1.0, 0.0])
    assert encode_targets(y, "softmax", "classification", 2).tolist() == [[0, 1], [1, 0]]
    assert encode_targets(y, "sigmoid", "classification", 2).tolist() == [[1], [0]]
    assert encode_targets(y, "linear", "classification", 2).tolist() == [[1], [0]]
    assert encode_targets(y, "tanh", "classification", 2).tolist() == [[1], [-1]]
    assert encode_targets(np.array([0.5, -3]), "linear", "regression", 0).tolist() == [[0.5], [-3]]
    for output in ("linear", "sigmoid", "tanh"):
        assert output_units(output, "regression", 0) == 1
        assert output_units(output, "classification", 2) == 1
    assert output_units("softmax", "classification", 2) == 2


def test_a_batch_has_the_gradient_of_each_example():
    """The Jacobian of softmax is computed in blocks of examples."""
    rng = np.random.default_rng(5)
    z = rng.normal(size=(600, 12))
    targets = np.eye(12)[rng.integers(0, 12, 600)]
    whole = loss_and_gradient(z, targets, "softmax", "mse")[1]
    parts = [loss_and_gradient(z[k : k + 1], targets[k : k + 1], "softmax", "mse")[1]
             for k in range(600)]  # fmt: skip
    assert whole * 600 == pytest.approx(np.concatenate(parts), rel=1e-12, abs=1e-18)
