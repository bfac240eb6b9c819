"""What is there to learn? Data sets with a fixed split; the generated ones come from the seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from resources import find
from vgsim.parts.losses import Task
from vgsim.parts.points import FloatArray, Law, circles, moons, sine, spirals, xor
from vgsim.parts.registry import Parameter, Registry
from vgsim.parts.sequences import (
    RECALL,
    SYMBOLS,
    SequenceLaw,
    adding,
    copy_memory,
    latch,
    sine_ahead,
    temporal_order,
)
from vgsim.parts.tables import read_table

DATA, LABELS = 11, 13  # purposes of random numbers, so that no two share a stream
TEST_EVERY = 5  # one example in five is kept for testing
MOST_FEATURES = 1000  # of a csv
MOST_CLASSES = 20  # of a csv target that holds whole numbers
MOST_STEPS = 500  # of a sequence


@dataclass(frozen=True, slots=True)
class Dataset:
    """Inputs standardized by the training part, or as measured; all arrays are read-only."""

    name: str
    task: Task
    x_train: FloatArray  # (n, features)
    y_train: FloatArray  # (n,) class numbers or values, those of a table standardized
    x_test: FloatArray
    y_test: FloatArray
    classes: int  # 0 for regression
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DataSource:
    """An entry of the menu of data."""

    name: str
    label: str
    task: Task | None  # None: the file says
    classes: int  # 0: regression, or the file says
    formula: str  # an example
    origin: str
    teaches: str
    help: str
    points: Law | None = None  # of a generated set
    parameters: tuple[Parameter, ...] = ()
    features: int = 2
    training: int = 0  # examples of the training part; 0: as many as asked for
    class_names: tuple[str, ...] = ()  # of a table that ships with the program
    steps: int = 0  # of a sequence, unless another number is asked for; 0: no sequence
    least_steps: int = 2
    sequence: SequenceLaw | None = None  # of generated sequences; their length may be chosen
    every_step: bool = False  # whether every step of a sequence has a target of its own

    @property
    def lengths(self) -> tuple[int, int]:
        """Fewest and most steps of a sequence."""
        return (self.least_steps, MOST_STEPS) if self.sequence else (self.steps, self.steps)


def _noise(default: float, help: str = "Deviation of the noise added to a point") -> Parameter:
    return Parameter("noise", "noise", default, 0.0, 10.0, 0.0, 1.0, help)


DATASETS = Registry(
    DataSource(
        "digits", "Handwritten digits", "classification", 10, "x ∈ {0, …, 16}⁸ˣ⁸, y ∈ {0, …, 9}",
        "E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)",
        "Real data: what vanishes here vanishes in practice.",
        "1,797 handwritten digits of 8 × 8 pixels, ten classes.", features=64, training=1442,
    ),
    DataSource(
        "iris", "Iris", "classification", 3, "x ∈ ℝ⁴, y ∈ {0, 1, 2}",
        "R. A. Fisher 1936, UCI Machine Learning Repository (CC BY 4.0)",
        "The oldest example of all: four numbers tell three flowers apart.",
        "150 irises, four measurements, three species.", features=4, training=120,
        class_names=("setosa", "versicolor", "virginica"),
    ),
    DataSource(
        "wine", "Wine", "classification", 3, "x ∈ ℝ¹³, y ∈ {0, 1, 2}",
        "S. Aeberhard and M. Forina 1991, UCI Machine Learning Repository (CC BY 4.0)",
        "Columns of very different size: try it without standardization.",
        "178 wines, thirteen measurements, three cultivars.", features=13, training=144,
        class_names=("first", "second", "third"),
    ),
    DataSource(
        "breast_cancer", "Breast cancer", "classification", 2, "x ∈ ℝ³⁰, y ∈ {0, 1}",
        "W. Wolberg et al. 1993, UCI Machine Learning Repository (CC BY 4.0)",
        "Two classes, thirty columns that say much the same.",
        "569 tumors, thirty measurements, malignant or benign.", features=30, training=456,
        class_names=("malignant", "benign"),
    ),
    DataSource(
        "diabetes", "Diabetes", "regression", 0, "x ∈ ℝ¹⁰, y ∈ ℝ",
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani 2004",
        "Noisy numbers to predict: about half of their variance can be explained at best.",
        "442 patients; the target, 25 to 346, is standardized, as networks start near 0.",
        features=10, training=354,
    ),
    DataSource(
        "moons", "Two moons", "classification", 2, "x = (cos φ, sin φ) or (1 − cos φ, ½ − sin φ)",
        "a standard toy problem", "A curved boundary is needed: one bend is enough.",
        "Two half circles that interlock.", moons, (_noise(0.1),),
    ),
    DataSource(
        "spirals", "Two spirals", "classification", 2, "x = ± r (cos cr, sin cr)",
        "Lang and Witbrock 1988 (made simpler)",
        "Hard to separate without depth: a network that does not learn is seen at once.",
        "Two arms wound into each other.", spirals, (_noise(0.02),),
    ),
    DataSource(
        "circles", "Circles", "classification", 2, "|x| = 1 or ½", "a standard toy problem",
        "No straight line divides an inside from an outside.", "One class inside the other.",
        circles, (_noise(0.05),),
    ),
    DataSource(
        "xor", "XOR", "classification", 2, "y = [x₁ > 0] ⊕ [x₂ > 0]", "Minsky and Papert 1969",
        "The classic that no single layer can learn.",
        "Four clouds, those in opposite corners alike.", xor, (_noise(0.3),),
    ),
    DataSource(
        "sine", "Noisy sine", "regression", 0, "y = sin 2x + noise", "a standard toy problem",
        "Numbers to predict instead of classes: linear output, squared error.",
        "A curve to follow.", sine, (_noise(0.1, "Deviation of the noise added to the target"),),
        features=1,
    ),
    DataSource(
        "latch", "Latch", "classification", 2, "x₁ = ±1, x_t = noise; y = [x₁ > 0]",
        "Bengio, Simard and Frasconi 1994 (made simpler)",
        "One bit to be kept against noise: the purest test of a long memory.",
        "The sign of the first input, asked for after the last.",
        parameters=(_noise(0.3, "Deviation of the noise after the first input"),), features=1,
        class_names=("−1", "+1"), steps=50, sequence=latch,
    ),
    DataSource(
        "adding", "Adding problem", "regression", 0, "y = x_i + x_j, m_i = m_j = 1",
        "Hochreiter and Schmidhuber 1997; as Arjovsky, Shah and Bengio 2016",
        "Answering 1 gives an error of 0.167: below it the network has found the marks.",
        "The sum of the two numbers that carry a mark.", steps=50, sequence=adding,
    ),
    DataSource(
        "copy_memory", "Copy memory", "classification", SYMBOLS + 1, "y_T−9 … y_T = x₁ … x₁₀",
        "Hochreiter and Schmidhuber 1997; as Arjovsky, Shah and Bengio 2016",
        "Ten symbols to be kept over blanks: without memory only the blanks are right.",
        "Say the first ten symbols again, after the marker.", features=SYMBOLS + 2,
        class_names=("blank", *(str(each) for each in range(1, SYMBOLS + 1))),
        steps=RECALL + 20, least_steps=RECALL + 1, sequence=copy_memory, every_step=True,
    ),
    DataSource(
        "temporal_order", "Temporal order", "classification", 4, "y ∈ {AA, BA, AB, BB}",
        "Hochreiter and Schmidhuber 1997; as Pascanu, Mikolov and Bengio 2013",
        "Two signals far apart, whose order counts.",
        "Which of A and B came early, which later.", features=6,
        class_names=("AA", "BA", "AB", "BB"), steps=50, least_steps=10, sequence=temporal_order,
    ),
    DataSource(
        "sine_ahead", "Sine to continue", "regression", 0, "y_t = sin ω(t + 1) from noisy sin ωt",
        "a standard toy problem", "A short memory will do: a vanilla cell learns it, too.",
        "The next value of a sine seen through noise, at every step.",
        parameters=(_noise(0.1, "Deviation of the noise that is seen"),), features=1,
        steps=50, sequence=sine_ahead, every_step=True,
    ),
    DataSource(
        "digits_rows", "Digits, row by row", "classification", 10, "x_t ∈ {0, …, 16}⁸, t = 1 … 8",
        "E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)",
        "Real data read in time: eight steps are still easy.",
        "The handwritten digits, one row of eight pixels a step.", features=8, training=1442,
        steps=8,
    ),
    DataSource(
        "digits_pixels", "Digits, pixel by pixel", "classification", 10, "x_t ∈ {0, …, 16}, t ≤ 64",
        "E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)",
        "The same picture in 64 steps: now it takes a long memory.",
        "The handwritten digits, one pixel a step.", features=1, training=1442, steps=64,
    ),
    DataSource(
        "csv", "Your own table (CSV)", None, 0, "x = (c₁, …, cₙ₋₁), y = cₙ", "your file",
        "Repeated whole numbers (20 at most) in the last column are classes, others values.",
        "Columns of numbers; the last one is the target.",
        features=MOST_FEATURES, training=100_000,
    ),
)  # fmt: skip


def load(
    name: str,
    *,
    seed: int,
    examples: int = 512,
    noise: float | None = None,
    path: str | None = None,
    standardize: bool = True,
    label_noise: float = 0.0,
) -> Dataset:
    """The data set of this name; `examples` counts the training part of a generated one.

    `standardize` False leaves the inputs as they were measured; the values a table asks to predict
    are standardized all the same. `label_noise` is the share (0 to 1) of wrong training labels.

    Raises:
        UnknownName: no such data set.
        OSError, TableError: the user's table cannot be read.
        ValueError: the data are sequences.
    """
    source = DATASETS[name]
    if source.steps:
        raise ValueError(f"{name} is a sequence: see vgsim.parts.sequence_data")
    if source.points is not None:
        level = source.parameters[0].default if noise is None else noise
        made = _generated(name, seed, examples, level, standardize)
    elif name == "digits":
        made = _digits(standardize)
    elif name != "csv":
        made = _shipped(name, standardize)
    elif not path:
        raise FileNotFoundError("no table is chosen")
    else:
        status = Path(path).stat()
        made = _table(path, status.st_mtime_ns, status.st_size, standardize)
    return _mislabeled(made, label_noise, seed) if label_noise else made


def _mislabeled(data: Dataset, share: float, seed: int) -> Dataset:
    """With this share of training labels wrong: any other class, or another example's value.

    More noise keeps the labels that were wrong already. Values change places in pairs, so that
    later pairs leave earlier ones alone; of an odd number the last one stays.
    """
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=(LABELS,))))
    order = rng.permutation(len(data.y_train))
    steps = rng.integers(1, max(data.classes, 2), len(order))
    chosen = order[: round(share * len(order))]
    y = data.y_train.copy()
    if data.classes:
        y[chosen] = (y[chosen] + steps[: len(chosen)]) % data.classes
    else:
        pairs = chosen[: len(chosen) // 2 * 2].reshape(-1, 2)
        y[pairs] = y[pairs[:, ::-1]]
    return _frozen(replace(data, y_train=y))


@lru_cache(maxsize=2)
def _digits(standardize: bool) -> Dataset:
    """One mean and one deviation for all pixels, so that a picture stays a picture."""
    rows = np.load(find("data/digits.npy"))
    pixels, digit = rows[:, :-1].astype(float), rows[:, -1].astype(float)
    test = _tested(digit)
    x = (pixels - pixels[~test].mean()) / pixels[~test].std() if standardize else pixels
    names = tuple(f"row {row}, column {column}" for row in range(1, 9) for column in range(1, 9))
    return _frozen(
        Dataset(
            "digits", "classification", x[~test], digit[~test], x[test], digit[test], 10, names,
            tuple("0123456789"), (8, 8),
        )
    )  # fmt: skip


@lru_cache(maxsize=16)
def _generated(name: str, seed: int, examples: int, noise: float, standardize: bool) -> Dataset:
    source = DATASETS[name]
    assert source.points is not None
    assert source.task is not None
    key = DATA, crc32(name.encode())  # the same numbers wherever the entry stands
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=key)))
    x_train, y_train = source.points(rng, examples, noise)
    x_test, y_test = source.points(rng, max(examples // 4, 4), noise)
    if standardize:
        x_train, x_test = _standardized(x_train, x_test)
    features = ("x", "y")[: x_train.shape[1]]
    names = tuple(str(each) for each in range(source.classes))
    return _frozen(
        Dataset(
            name, source.task, x_train, y_train, x_test, y_test, source.classes, features, names
        )
    )


@lru_cache(maxsize=8)
def _shipped(name: str, standardize: bool) -> Dataset:
    source = DATASETS[name]
    assert source.task is not None
    table = read_table(find(f"data/{name}.csv"))
    x, y = table.values[:, :-1], table.values[:, -1]
    test = _tested(y if source.classes else np.zeros(len(y)))
    y_train, y_test = y[~test], y[test]
    if not source.classes:
        y_train, y_test = _standardized(y_train, y_test)
    x_train, x_test = _standardized(x[~test], x[test]) if standardize else (x[~test], x[test])
    return _frozen(
        Dataset(
            name, source.task, x_train, y_train, x_test, y_test, source.classes,
            table.columns[:-1], source.class_names,
        )
    )  # fmt: skip


@lru_cache(maxsize=4)
def _table(path: str, changed: int, size: int, standardize: bool) -> Dataset:
    """A table's last column is the target; `changed` and `size` tell versions of a file apart."""
    table = read_table(Path(path))
    x, y = table.values[:, :-1], table.values[:, -1]
    found = np.unique(y)
    whole = bool(np.all(found == np.round(found)))
    classified = whole and 1 < len(found) <= min(MOST_CLASSES, len(y) - 1)  # some class repeats
    test = _tested(y if classified else np.zeros(len(y)))
    x_train, x_test = _standardized(x[~test], x[test]) if standardize else (x[~test], x[test])
    names: tuple[str, ...] = ()
    if classified:
        names = tuple(f"{each:.0f}" for each in found)
        y = np.searchsorted(found, y).astype(float)
        y_train, y_test = y[~test], y[test]
    else:
        y_train, y_test = _standardized(y[~test], y[test])
    return _frozen(
        Dataset(
            "csv", "classification" if classified else "regression",
            x_train, y_train, x_test, y_test, len(names), table.columns[:-1], names,
        )
    )  # fmt: skip


def _tested(classes: FloatArray) -> NDArray[np.bool_]:
    """Which examples are for testing: every fifth of each class, or else one of the commonest."""
    test = np.zeros(len(classes), dtype=bool)
    members = [np.flatnonzero(classes == each) for each in np.unique(classes)]
    for places in members:
        test[places[TEST_EVERY - 1 :: TEST_EVERY]] = True
    if not test.any():
        test[max(members, key=len)[-1]] = True
    return test


def _standardized(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both with the training part's mean 0 and deviation 1 in every column; a constant gives 0.

    Columns are first divided by their largest number, so that none is too large to square.
    """
    unit = np.abs(train).max(axis=0)
    unit = np.where(unit > 0, unit, 1.0)
    mean, deviation = (train / unit).mean(axis=0), (train / unit).std(axis=0)
    deviation = np.where(deviation > 1e-12, deviation, np.inf)
    with np.errstate(all="ignore"):
        return (train / unit - mean) / deviation, (test / unit - mean) / deviation


def _frozen(data: Dataset) -> Dataset:
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.setflags(write=False)
    return data
