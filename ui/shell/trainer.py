"""Makes the trainer of the window's experiment; called in the thread that computes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vgsim.compute.kernels import Engine
    from vgsim.compute.learning.training import Trainer
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.spec import Experiment


def make_trainer(
    experiment: Experiment, watch: Watch, engine: Engine, before: Trainer | None = None
) -> Trainer:
    """Make a trainer on this engine; it reuses the previous trainer's results for equal networks.

    Raises:
        SpecError: the experiment turns out to be impossible when its table is read.
    """
    from vgsim.compute.learning.training import Trainer
    from vgsim.describe.errors import Fault, SpecError
    from vgsim.theory.judge import Judge

    try:
        # without notes, so that networks are equal, and reused, after a change of the notes
        bare = replace(experiment, notes="")
        trainer = Trainer(bare, watch, engine, before, None if before else Judge())
    except ValueError as error:
        sources = {(lane.data or experiment.data).name for lane in experiment.lanes}
        if "csv" not in sources:
            raise
        raise SpecError((Fault("", "", "", message=str(error)),)) from error
    trainer.experiment = experiment
    return trainer
