"""The catalogue of data sets; `vgsim.parts.examples` and `sequence_data` load them."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.parts.losses import Task
from vgsim.parts.points import PointGenerator, circles, moons, sine, spirals, xor
from vgsim.parts.registry import Parameter, Registry
from vgsim.parts.sequences import (
    RECALL,
    SYMBOLS,
    SequenceGenerator,
    adding,
    copy_memory,
    latch,
    sine_ahead,
    temporal_order,
)
from vgsim.words.language import tr

MOST_FEATURES = 1000  # inputs from the user's table
MOST_STEPS = 500  # steps of a sequence


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data set of the catalogue."""

    name: str
    label: str
    task: Task | None  # None: depends on the file
    classes: int  # 0: regression, or depends on the file
    formula: str  # of one example x and its target y
    origin: str
    teaches: str
    help: str
    points: PointGenerator | None = None  # generates the examples
    parameters: tuple[Parameter, ...] = ()
    features: int = 2
    training: int = 0  # examples in the training part; 0: the user chooses
    class_names: tuple[str, ...] = ()  # of a shipped data set
    steps: int = 0  # default length of a sequence; 0: the data are not sequences
    least_steps: int = 2
    sequence: SequenceGenerator | None = None  # generates sequences of a chosen length
    every_step: bool = False  # whether every step of a sequence has its own target

    @property
    def lengths(self) -> tuple[int, int]:
        """The smallest and largest number of steps of a sequence."""
        return (self.least_steps, MOST_STEPS) if self.sequence else (self.steps, self.steps)


def _noise(
    default: float, help: str = tr("Standard deviation of the noise added to each point")
) -> Parameter:
    return Parameter("noise", tr("noise"), default, 0.0, 1.0, help, title=tr("Noise"))


DATASETS = Registry(
    DataSource(
        "digits", tr("Handwritten digits"), "classification", 10,
        "x ∈ {0, …, 16}⁸ˣ⁸, y ∈ {0, …, 9}",
        tr("E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)"),
        tr("Real data: gradients that vanish here vanish in practice."),
        tr("1,797 handwritten digits of 8 × 8 pixels, ten classes."),
        features=64, training=1442,
    ),
    DataSource(
        "iris", "Iris", "classification", 3, "x ∈ ℝ⁴, y ∈ {0, 1, 2}",
        "R. A. Fisher 1936, UCI Machine Learning Repository (CC BY 4.0)",
        tr("The classic example: four numbers distinguish three flowers."),
        tr("150 irises, four measurements, three species."),
        features=4, training=120, class_names=("setosa", "versicolor", "virginica"),
    ),
    DataSource(
        "wine", tr("Wine"), "classification", 3, "x ∈ ℝ¹³, y ∈ {0, 1, 2}",
        tr("S. Aeberhard and M. Forina 1991, UCI Machine Learning Repository (CC BY 4.0)"),
        tr("Columns of very different size: try it without standardization."),
        tr("178 wines, thirteen measurements, three cultivars."),
        features=13, training=144, class_names=(tr("first"), tr("second"), tr("third")),
    ),
    DataSource(
        "breast_cancer", tr("Breast cancer"), "classification", 2, "x ∈ ℝ³⁰, y ∈ {0, 1}",
        "W. Wolberg et al. 1993, UCI Machine Learning Repository (CC BY 4.0)",
        tr("Two classes, thirty strongly correlated columns."),
        tr("569 tumors, thirty measurements, malignant or benign."),
        features=30, training=456, class_names=(tr("malignant"), tr("benign")),
    ),
    DataSource(
        "diabetes", tr("Diabetes"), "regression", 0, "x ∈ ℝ¹⁰, y ∈ ℝ",
        tr("B. Efron, T. Hastie, I. Johnstone and R. Tibshirani 2004"),
        tr("Noisy numbers to predict: the best models explain about half of their variance."),
        tr("442 patients; the target, from 25 to 346, is standardized unless you switch that "
           "off."),
        features=10, training=354,
    ),
    DataSource(
        "moons", tr("Two moons"), "classification", 2,
        tr("x = (cos φ, sin φ) or (1 − cos φ, ½ − sin φ)"), tr("a standard toy problem"),
        tr("A curved boundary is needed: one bend is enough."),
        tr("Two half circles that interlock."),
        moons, (_noise(0.1),),
    ),
    DataSource(
        "spirals", tr("Two spirals"), "classification", 2, "x = ± r (cos cr, sin cr)",
        tr("Lang and Witbrock 1988 (made simpler)"),
        tr("Hard to separate without depth: it shows at once whether a network learns."),
        tr("Two arms wound into each other."),
        spirals, (_noise(0.02),),
    ),
    DataSource(
        "circles", tr("Circles"), "classification", 2, tr("|x| = 1 or ½"),
        tr("a standard toy problem"),
        tr("No straight line separates the inside from the outside."),
        tr("One class inside the other."),
        circles, (_noise(0.05),),
    ),
    DataSource(
        "xor", "XOR", "classification", 2, "y = [x₁ > 0] ⊕ [x₂ > 0]", tr("Minsky and Papert 1969"),
        tr("The classic problem that no single layer can learn."),
        tr("Four clouds; opposite corners have the same class."),
        xor, (_noise(0.3),),
    ),
    DataSource(
        "sine", tr("Noisy sine"), "regression", 0, tr("y = sin 2x + noise"),
        tr("a standard toy problem"),
        tr("Numbers to predict instead of classes: linear output, squared error."),
        tr("A curve to follow."),
        sine, (_noise(0.1, tr("Standard deviation of the noise added to the target")),), features=1,
    ),
    DataSource(
        "latch", tr("Latch"), "classification", 2, tr("x₁ = ±1, xₜ = noise; y = [x₁ > 0]"),
        tr("Bengio, Simard and Frasconi 1994 (made simpler)"),
        tr("One bit to remember in spite of noise: the simplest test of a long memory."),
        tr("At the last step, give the sign of the first input."),
        parameters=(_noise(0.3, tr("Standard deviation of the noise after the first input")),),
        features=1, class_names=("−1", "+1"), steps=50, sequence=latch,
    ),
    DataSource(
        "adding", tr("Adding problem"), "regression", 0, "y = xᵢ + xⱼ, mᵢ = mⱼ = 1",
        tr("Hochreiter and Schmidhuber 1997; as Arjovsky, Shah and Bengio 2016"),
        tr("Always predicting 1 gives an error of 0.167; a smaller error shows that the "
           "network uses the marks."),
        tr("The sum of the two numbers that carry a mark."),
        steps=50, sequence=adding,
    ),
    DataSource(
        "copy_memory", tr("Copy memory"), "classification", SYMBOLS + 1,
        tr("last ten y = x₁ … x₁₀"),
        tr("Hochreiter and Schmidhuber 1997; as Arjovsky, Shah and Bengio 2016"),
        tr("Ten symbols to remember over many blanks: without memory only the blanks are right."),
        tr("Repeat the first ten symbols after the marker."),
        features=SYMBOLS + 2,
        class_names=(tr("blank"), *(str(each) for each in range(1, SYMBOLS + 1))),
        steps=RECALL + 20, least_steps=RECALL + 1, sequence=copy_memory, every_step=True,
    ),
    DataSource(
        "temporal_order", tr("Temporal order"), "classification", 4, "y ∈ {AA, BA, AB, BB}",
        tr("Hochreiter and Schmidhuber 1997; as Pascanu, Mikolov and Bengio 2013"),
        tr("Two signals far apart; their order is the class."),
        tr("The class says in which order A and B occurred."),
        features=6, class_names=("AA", "BA", "AB", "BB"), steps=50, least_steps=10,
        sequence=temporal_order,
    ),
    DataSource(
        "sine_ahead", tr("Sine to continue"), "regression", 0,
        tr("yₜ = sin ω(t + 1) from noisy sin ωt"), tr("a standard toy problem"),
        tr("A short memory is enough: even a vanilla cell learns it."),
        tr("Predict the next value of a noisy sine, at every step."),
        parameters=(_noise(0.1, tr("Standard deviation of the noise in the input")),), features=1,
        steps=50, sequence=sine_ahead, every_step=True,
    ),
    DataSource(
        "digits_rows", tr("Digits, row by row"), "classification", 10,
        "xₜ ∈ {0, …, 16}⁸, t = 1 … 8",
        tr("E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)"),
        tr("Real data as a sequence: eight steps are still easy."),
        tr("The handwritten digits, one row of eight pixels per step."),
        features=8, training=1442, steps=8,
    ),
    DataSource(
        "digits_pixels", tr("Digits, pixel by pixel"), "classification", 10,
        "xₜ ∈ {0, …, 16}, t ≤ 64",
        tr("E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository (CC BY 4.0)"),
        tr("The same picture in 64 steps: this needs a long memory."),
        tr("The handwritten digits, one pixel per step."),
        features=1, training=1442, steps=64,
    ),
    DataSource(
        "csv", tr("Your own table (CSV)"), None, 0, "x = (c₁, …, cₙ₋₁), y = cₙ", tr("your file"),
        tr("Text, and small whole numbers that repeat, are classes; other numbers are values."),
        tr("One column, usually the last, is predicted from the others."),
        features=MOST_FEATURES, training=100_000,
    ),
)  # fmt: skip
