"""A lesson as frozen values: steps, claims, questions, challenges. `reader` makes them of a file.

Every experiment in them is complete and valid: to show a lesson, no edit has to be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vgsim.describe.spec import Experiment

Kind = Literal["lesson", "challenge"]
Play = Literal["stay", "pass", "end", "learn"]
QuestionKind = Literal["choice", "choices", "number", "layer", "curve", "order", "sketch"]
Layer = int | Literal["last", "output", "all"]  # a layer or time step from 1; last: hidden
Which = Literal["smallest", "largest", "first_under", "first_over"]
Word = str | bool
MOST_OPTIONS = 6  # the keys 1 to 6 count votes


@dataclass(frozen=True, slots=True)
class Scene:
    """An experiment, how far it is trained, and how the animation then plays.

    `playback`: "stay" changes nothing, "pass" plays one pass from its start, "end" shows the end of
    a pass, "learn" lets the networks learn up to `updates` where it can be watched.
    """

    experiment: Experiment
    updates: int = 0
    playback: Play = "stay"


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity that a run gives: which one, where, after how many updates of which networks."""

    quantity: str  # a name in `quantities.QUANTITIES`
    experiment: Experiment
    updates: int = 0
    lane: int = 0  # from 0
    layer: Layer = 1
    at: float = 0.0  # where a curve of a function is read
    function: str = ""  # the activation whose curve is read; empty: the lane's


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence about one reading that is true or false. Every bound that is not None holds.

    With `than`, what is compared is the ratio of both readings.
    """

    reading: Reading
    than: Reading | None = None
    under: float | None = None
    over: float | None = None
    about: float | None = None
    tolerance: float | None = None  # largest difference from `about`
    factor: float | None = None  # largest ratio to `about`, in either direction
    equals: tuple[Word, ...] = ()  # the word or truth value is one of these


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the lesson, and the conditions that make it true: all of them, on each seed."""

    say: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A popular statement, judged in two parts by running: does it help here, is the reason true?

    A part without conditions is not judged.
    """

    text: str
    helps: tuple[Condition, ...] = ()
    reason: tuple[Condition, ...] = ()
    because: str = ""  # what to say about both answers


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """An answer that can be chosen. Whether it is right is found by running `right_when`.

    Of a wrong one, `misconception` names the idea behind it, and `attempt` is the counter-example.
    """

    text: str
    right_when: tuple[Condition, ...]
    answer: str  # the feedback to those who choose it
    misconception: str = ""
    attempt: Scene | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things that are put in order, or a curve that can be chosen."""

    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Question:
    """A prediction before a run. `run` is what *Run* shows when the prediction is in.

    `options` belong to choice and choices, `items` to curve and order; `reading` to number, layer
    and sketch: there its layer is "all".
    """

    kind: QuestionKind
    ask: str
    run: Scene
    explain: str = ""
    hint: str = ""
    options: tuple[AnswerOption, ...] = ()
    items: tuple[Item, ...] = ()
    reading: Reading | None = None
    which: Which = "smallest"  # of layer and curve: which one is right
    bound: float | None = None  # of first_under and first_over
    tolerance: float | None = None  # of number; of sketch: decades per layer
    factor: float | None = None  # of number
    unit: str = ""  # of number, after the field


@dataclass(frozen=True, slots=True)
class Look:
    """What the ring marks: a panel, a network, a layer, a control, or a part of the window.

    `name` is the panel's key, the setting's path ("network.activation") or the part's name. `lane`
    is counted from 0, `layer` as in `Layer`; None: not meant.
    """

    kind: Literal["panel", "lane", "layer", "control", "part"]
    name: str = ""
    lane: int | None = None
    layer: Layer | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """What a step shows. None leaves it as it is; `controls` None shows all of them."""

    stage: str | None = None
    panel: str | None = None
    lane: int | None = None
    layer: Layer | None = None
    measure: str | None = None  # what the headline compares, a key of `COMPARED`
    phase: str | None = None  # forward, loss, backward, update: where the pass stops
    controls: tuple[str, ...] | None = None  # paths of settings: "network.activation"
    look: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeTask:
    """Something that the learner does, or has done with *Do it for me*: it leads to the scene.

    `changed.task_done` says whether it is done.
    """

    say: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson. `text` has paragraphs and formulas: see `prose.paragraphs`.

    `scene` is what the step begins with. Its claims are true after its task or its question's run.
    """

    title: str
    text: str
    scene: Scene
    formulas: tuple[str, ...] = ()  # TeX, each on a line of its own
    show: Show = Show()
    claims: tuple[Claim, ...] = ()
    question: Question | None = None
    statement: Statement | None = None
    task: ChallengeTask | None = None
    about: tuple[str, ...] = ()  # numbers of popular claims that the step shows or corrects: "C26"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to reach a challenge's goal."""

    title: str
    edits: tuple[tuple[str, object], ...]  # path in the experiment, value
    scene: Scene
    cost: str = ""  # what it costs, in a sentence


@dataclass(frozen=True, slots=True)
class Challenge:
    """A goal that the program checks by running; not reached at the start.

    `goal` reads the experiment of the start. `goal_of(experiment)` has the same conditions for the
    learner's experiment.
    """

    say: str
    scene: Scene  # how it starts; `updates` is where the goal is checked
    goal: tuple[Condition, ...]
    allowed: tuple[str, ...]  # paths that may be changed, or beginnings of them
    at_most: int  # settings that may be changed
    hints: tuple[str, ...] = ()
    solutions: tuple[Solution, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson or a challenge."""

    name: str  # of its file without the ending: "01_forward_and_backward"
    title: str
    about: str  # one sentence for the page of contents
    minutes: int
    level: int  # 1 to 3
    kind: Kind
    steps: tuple[Step, ...]
    claims: tuple[str, ...] = ()  # numbers of popular claims, those of its steps included
    source: str = ""
    challenge: Challenge | None = None
