"""What a lesson shows, as one value, and what may be requested of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # keeps slow imports out of the way of the first paint
    from vgsim.teach.keys import Answer
    from vgsim.teach.lesson import Lesson, Question, Reading, Step
    from vgsim.teach.live import Attempt, Measured

# "read": there is no question; "ask": a prediction is missing; "ready": it was made, or skipped;
# "running": the run is shown; "answered": the result is shown
QuestionStage = Literal["read", "ask", "ready", "running", "answered"]


@dataclass(frozen=True, slots=True)
class Vote:
    """The hands of a class for each option, counted twice; who raised them is not known.

    `counts` holds one or two votes. `open`: hands are being counted, the numbers are hidden.
    """

    counts: tuple[tuple[int, ...], ...] = ()
    open: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the numbers are hidden, so that no vote follows another one."""
        return self.open


@dataclass(frozen=True, slots=True)
class LessonState:
    """The lesson that is open. `lesson` None: none is.

    `attempt`: the option whose counter-example is shown. `chosen`: the item of a question about
    curves that was picked last. `changed`: the experiment is no longer that of the step. `tried`:
    the newest check of a challenge. `hints`: how many of a challenge's hints are shown, `solved`:
    whether its solutions are. `done`: the task of the step is done.
    """

    lesson: Lesson | None = None
    index: int = 0
    stage: QuestionStage = "read"
    measured: Measured | None = None
    answer: Answer | None = None
    attempt: int | None = None
    chosen: int | None = None
    changed: bool = False
    vote: Vote = Vote()
    tried: Attempt | None = None
    checking: bool = False
    hints: int = 0
    solved: bool = False
    done: bool = False

    @property
    def prepared(self) -> bool:
        """Whether nothing on the screen is left to be typeset, measured or checked."""
        measured = self.measured
        ready = measured is not None and measured.complete and not self.checking
        return self.lesson is None or ready

    @property
    def step(self) -> Step | None:
        """The step that is shown; None: there is none."""
        steps = self.lesson.steps if self.lesson is not None else ()
        return steps[self.index] if self.index < len(steps) else None

    @property
    def question(self) -> Question | None:
        """The question of this step."""
        return self.step.question if self.step is not None else None

    @property
    def asking(self) -> bool:
        """Whether a question is open whose answer must not be seen yet."""
        return self.question is not None and self.stage in ("ask", "ready")

    @property
    def about_curves(self) -> bool:
        """Whether the curves of the functions would answer the question, which is still open."""
        return bool(self._of_functions())

    @property
    def curves(self) -> tuple[str, ...]:
        """The functions whose curves are the items of the open question; empty: it is another."""
        question = self.question
        if question is None or question.kind != "curve" or not self._of_functions():
            return ()
        return tuple(curve_of(each.reading) for each in question.items)

    @property
    def tells_values(self) -> bool:
        """Whether the curves of f would answer the open question; otherwise those of f′ would."""
        return "function_value" in self._of_functions()

    def _of_functions(self) -> tuple[str, ...]:
        """The quantities of functions that the open question reads."""
        if self.question is None or not self.asking:
            return ()
        from vgsim.teach.keys import readings_in
        from vgsim.teach.quantities import QUANTITIES

        names = (each.quantity for each in readings_in(self.question))
        return tuple(each for each in names if QUANTITIES[each].where == "function")

    @property
    def lanes(self) -> tuple[int, ...]:
        """The networks that the step is about, counted from 0, the most important ones first.

        Those that it marks, then those of its question: after the run those of the right answer.
        """
        question, step = self.question, self.step
        looks = step.show.look if step is not None else ()
        marked = tuple(look.lane for look in looks if look.lane is not None)
        if question is None:
            return marked
        from vgsim.teach.keys import lanes_of

        measured = self.measured if self.stage == "answered" else None
        return (*marked, *lanes_of(question, measured.key if measured is not None else None))

    @property
    def early(self) -> bool:
        """Whether the step's claims would give away what the learner has to find out."""
        waiting = self.question is not None and self.stage != "answered"
        task = self.step is not None and self.step.task is not None and not self.done
        return waiting or (task and self.question is None)

    @property
    def count(self) -> int:
        """How many steps there are; a challenge is one more step, the last."""
        if self.lesson is None:
            return 0
        return len(self.lesson.steps) + (self.lesson.challenge is not None)

    @property
    def controls(self) -> tuple[str, ...] | None:
        """The settings that are visible, or groups of them; None: all of them.

        Those that the step names; in a challenge, those that may be changed.
        """
        if self.step is not None:
            return self.step.show.controls
        if self.lesson is None or self.lesson.challenge is None:
            return None
        paths = (each.split(".") for each in self.lesson.challenge.allowed)
        short = (".".join(path[2:] if path[0] == "lanes" else path) for path in paths)
        return tuple(dict.fromkeys(short)) or None

    @property
    def in_challenge(self) -> bool:
        """Whether the challenge is shown, not one of the steps before it."""
        lesson = self.lesson
        return lesson is not None and lesson.challenge is not None and self.step is None


def curve_of(reading: Reading) -> str:
    """The activation function whose curve a reading reads."""
    return reading.function or reading.experiment.lanes[reading.lane].network.activation


class LessonRequests(Protocol):
    """Requests about lessons. Those about a step do nothing if no lesson is open."""

    @property
    def open(self) -> bool:
        """Whether a lesson is open."""

    def browse(self) -> None:
        """Show the contents: all lessons and challenges."""

    def page(self, direction: int) -> None:
        """Go one step of the lesson forward (1) or back (-1); without a lesson, one phase."""

    def finish(self) -> None:
        """Leave the lesson after its last step, and show the contents."""

    def new_from_here(self) -> None:
        """Write a first version of a lesson from what is shown now."""

    def leave(self) -> None:
        """Leave the lesson and bring back what was there before."""

    def show_again(self) -> None:
        """Set everything as the step needs it, and play it."""

    def predict(self, answer: Answer) -> None:
        """Take a prediction; then the run is allowed."""

    def choose(self, item: int) -> None:
        """Pick an item of a question about curves, in the list or in the picture."""

    def change_mind(self) -> None:
        """Take the prediction back."""

    def skip(self) -> None:
        """Allow the run without a prediction."""

    def start_run(self) -> None:
        """Show the run of the question, and then the answer."""

    def show_answer(self) -> None:
        """Show the answer without waiting for the end of the run."""

    def show_attempt(self, option: int) -> None:
        """Show the counter-example of an option."""

    def open_vote(self) -> None:
        """Begin to count hands."""

    def count_hand(self, option: int, by: int) -> None:
        """Count one hand more (1) or less (-1) for an option."""

    def close_vote(self) -> None:
        """End the vote; its numbers are shown."""

    def check_goal(self) -> None:
        """Check whether the challenge's goal is reached."""

    def show_hint(self) -> None:
        """Show one more hint of the challenge."""

    def show_solution(self, index: int) -> None:
        """Show the solutions of the challenge, and set the experiment to one of them."""

    def point(self, index: int) -> None:
        """Move the keyboard focus to what the ring of this number marks."""
