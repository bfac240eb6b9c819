"""The lesson that is open: its step, the prediction, the run, and what is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.exchange.lessons import LessonState, QuestionStage
from ui.session.saved_state import SavedState, save_state, unlock
from ui.session.scene import SceneShow, scene_of
from ui.worker.study import Study
from vgsim.describe.about import About
from vgsim.teach.changed import task_done
from vgsim.teach.live import Measured, measured
from vgsim.teach.runs import Runs
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.exchange.progress import Progress
    from ui.session.session import Session
    from vgsim.compute.traces.trace import Trace
    from vgsim.describe.spec import Experiment
    from vgsim.teach.keys import Answer
    from vgsim.teach.lesson import Lesson, Scene


class Course(QObject):
    """Follows one lesson at a time. All methods do nothing if no lesson is open."""

    changed = Signal(object)  # LessonState
    entered = Signal()  # a lesson begins; nothing has been changed yet
    left = Signal()  # everything is as it was before the lesson

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.state = LessonState()
        self._answers: dict[int, LessonState] = {}  # what is known of steps that were left
        self._saved: SavedState | None = None  # what was there before the lesson
        self._wanted: Experiment | None = None  # what the step shows
        self._engine = ""  # what computed when the measuring began
        self._busy = False  # while a step is being shown
        self._runs = Runs(session.studies.kernels, patient=False)
        self._study = Study("lesson", self)
        session.studies.also_close(self._study)
        self._study.progressed.connect(self._measured)
        self._painted = QTimer(self, singleShot=True)  # the step is painted before it is measured
        self._painted.timeout.connect(self._measure)
        self._scene = SceneShow(session)
        self._scene.finished.connect(self._shown)
        session.learner.refused.connect(self._refuse)
        session.player.refused.connect(self._refuse)
        session.document.changed.connect(self._edited)
        session.live_changed.connect(self._look_at_task)
        session.document.loaded.connect(self._other_document)

    @property
    def open(self) -> bool:
        """Whether a lesson is open."""
        return self.state.lesson is not None

    # the way through the lesson

    def begin(self, lesson: Lesson, index: int = 0) -> None:
        """Open a lesson at a step; an open one is left first."""
        self.leave()
        self.entered.emit()
        self._answers, self._runs = {}, Runs(self._session.studies.kernels, patient=False)
        self._busy = True
        first = scene_of(lesson, 0)
        self._saved = save_state(self._session, first.experiment, About())
        self._busy = False
        self.state = LessonState(lesson)
        self.go(index)

    def go(self, index: int) -> None:
        """Show a step; numbers outside of the lesson do nothing."""
        lesson = self.state.lesson
        if lesson is None or not 0 <= index < self.state.count:
            return
        if self.state.stage == "answered" or self.state.done:
            self._answers[self.state.index] = self.state
        fresh = LessonState(lesson, index)
        fresh = replace(fresh, stage="ask" if fresh.question is not None else "read")
        self.state = self._answers.get(index, fresh)
        self._show_step()
        self._painted.start(0)

    def leave(self) -> None:
        """Bring back what was there before the lesson."""
        if self._saved is None:
            return
        saved = self._end()
        self._busy = True
        saved.restore(self._session)
        self._busy = False
        self.left.emit()
        self.changed.emit(self.state)

    def show_again(self) -> None:
        """Set everything as the step needs it, and play it; a task is done."""
        task = self.state.step.task if self.state.step is not None else None
        if task is not None and not self.state.done:
            self.show_scene(task.scene)
        elif self.open:
            self._show_step()

    # the question

    def predict(self, answer: Answer) -> None:
        """Take a prediction; then the run is allowed."""
        if self.state.stage == "ask":
            self.update(stage="ready", answer=answer)

    def change_mind(self) -> None:
        """Take the prediction back."""
        if self.state.stage == "ready":
            self.update(stage="ask", answer=None)

    def skip(self) -> None:
        """Allow the run without a prediction."""
        if self.state.stage == "ask":
            self.update(stage="ready", answer=None)

    def start_run(self) -> None:
        """Show the run of the question, and then the answer."""
        question = self.state.question
        if question is not None and self.state.stage == "ready":
            if self._would_tell():  # the pass shows the answer when it arrives
                self._session.results.begin()
            self.update(stage="running")
            self.show_scene(question.run)

    def show_answer(self) -> None:
        """Show the answer without waiting for the end of the run."""
        if self.state.stage == "running":
            self._scene.stop()
            self._shown()

    def show_attempt(self, option: int) -> None:
        """Show the counter-example of an option."""
        question = self.state.question
        if question is not None and self.state.stage == "answered":
            scene = question.options[option].attempt
            if scene is not None:
                self.update(attempt=option)
                self.show_scene(scene)

    # what is shown

    def _show_step(self) -> None:
        """Show the scene of the step, or the run of its question if that has been answered."""
        state = self.state
        lesson, question = state.lesson, state.question
        assert lesson is not None
        answered = question is not None and state.stage == "answered"
        if state.stage == "running":
            state = self.state = replace(state, stage="ready")
        self.state = replace(state, attempt=None, changed=False)
        self._look()
        if question is not None and answered:
            self.show_scene(question.run)
        else:
            self.show_scene(scene_of(lesson, state.index), held=self._would_tell())
        self._publish()

    def show_scene(self, scene: Scene, *, held: bool = False) -> None:
        """Show a scene of the lesson; `held`: without telling the answer."""
        show = self.state.step.show if self.state.step is not None else None
        self._busy, self._wanted = True, scene.experiment
        self._lock(learner=False, player=False)
        lesson = self.state.lesson
        label = lesson.title if lesson is not None else ""
        self._scene.show(scene, label, show.phase if show is not None else None, held=held)
        self._busy = False
        self._relock()

    def _would_tell(self) -> bool:
        """Whether the picture of the step itself tells the answer, which is not known yet."""
        question, step = self.state.question, self.state.step
        if question is None or step is None or self.state.stage not in ("ask", "ready"):
            return False
        scene, run = step.scene, question.run
        return run.experiment == scene.experiment and run.updates == scene.updates

    def _look(self) -> None:
        """Select what the step names."""
        step, viewer = self.state.step, self._session.viewer
        if step is None:
            return
        show, lanes = step.show, step.scene.experiment.lanes
        lane = show.lane if show.lane is not None else min(viewer.watch.lane, len(lanes) - 1)
        network = lanes[lane].network
        depth = network.depth
        layer = {"last": depth, "output": depth + 1, "all": 1}.get(str(show.layer), show.layer)
        measure = show.measure or viewer.watch.measure
        viewer.watch_layer(lane, int(layer) if layer is not None else viewer.watch.layer, measure)

    def _relock(self) -> None:
        asking, held = self.state.stage == "ask", self.state.stage in ("ask", "ready")
        self._session.results.set_held(held)
        self._lock(learner=asking, player=asking and self._would_tell())

    def _lock(self, *, learner: bool, player: bool) -> None:
        self._session.learner.locked = learner
        self._session.player.locked = player

    @Slot()
    def _shown(self) -> None:
        """A scene was shown to its end."""
        if self.state.stage == "running":
            self.update(stage="answered")

    @Slot()
    def _refuse(self) -> None:
        text = tr("Predict first: choose an answer in the lesson. A teacher can skip it.")
        self._session.document.message.emit("note", text)

    # what is measured

    @Slot()
    def _measure(self) -> None:
        state, runs = self.state, self._runs
        lesson, step = state.lesson, state.step
        if lesson is None or (state.measured is not None and state.measured.complete):
            return
        self._engine = self._engine_name()

        def work(stopped: Any) -> Iterator[tuple[Lesson, int, Measured]]:
            for found in measured(lesson, step, runs, stopped):
                yield lesson, state.index, found

        self._study.begin(work)

    @Slot(object)
    def _measured(self, progress: Progress) -> None:
        if progress.error is not None:
            raise progress.error
        if progress.picture is not None and self.open:
            lesson, index, found = progress.picture
            if lesson is self.state.lesson and index == self.state.index:  # or the news is late
                self.update(measured=found)
            if self._engine != self._engine_name():  # the screen shows what was measured
                self._engine = self._engine_name()
                self._session.engine_ready()

    def _engine_name(self) -> str:
        """What computes the experiment on the screen now."""
        return self._session.studies.kernels.engine(self._session.experiment).name

    # changes from outside

    @Slot(object)
    def _edited(self, experiment: Experiment) -> None:
        if self.open and not self._busy:
            self.update(changed=experiment != self._wanted, tried=None)

    @Slot(object)
    def _look_at_task(self, trace: Trace) -> None:
        """Note when the task of the step has been done."""
        task = self.state.step.task if self.state.step is not None else None
        if task is None or self.state.done or self._busy:
            return
        here = trace.experiment == self._session.experiment
        if here and task_done(task, trace.experiment, trace.step):
            self.update(done=True)

    @Slot()
    def _other_document(self) -> None:
        """Another document was opened inside the lesson: the lesson ends, and undo leads back."""
        if self.open and not self._busy:
            saved = self._end()
            self._session.document.keep_reachable(saved.documents)
            self._session.dispatcher.set_lesson(False)
            self._session.learner.rewind()
            self.left.emit()
            self.changed.emit(self.state)

    def _end(self) -> SavedState:
        """Close the lesson; what was there before is still to be brought back."""
        saved, self._saved = self._saved, None
        assert saved is not None
        self._study.stop()
        self._scene.stop()
        unlock(self._session)
        self.state = LessonState()
        self._session.learner.set_goal(saved.goal)
        return saved

    def update(self, stage: QuestionStage | None = None, **changes: Any) -> None:
        """Change fields of the state, and publish it."""
        self.state = replace(self.state, stage=stage or self.state.stage, **changes)
        self._relock()
        self._publish()

    def _publish(self) -> None:
        self.changed.emit(self.state)
