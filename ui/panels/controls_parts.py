"""Settings of the cures: normalization, skips, dropout, and how learning goes. All from tables."""

from __future__ import annotations

from ui.panels.controls_rows import Rows, parameter_rows, row
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec
from vgsim.parts.optimizers import OPTIMIZERS, SCHEDULES


def cure_rows(network: NetworkSpec) -> Rows:
    """What holds signals and gradients up on their way; a switch brings its own settings."""
    rows: Rows = [row("network.normalization", network.normalization)]
    if network.normalization != "none":
        rows.append(row("network.normalization_place", network.normalization_place))
    rows.append(row("network.residual", network.residual))
    if network.residual:
        rows.append(row("network.residual_place", network.residual_place))
        rows.append(row("network.branch_scale", network.branch_scale))
    rows.append(row("network.dropout", network.dropout))
    return rows


def learning_rows(experiment: Experiment) -> Rows:
    """Optimizer with its numbers, weight decay, schedule, clipping."""
    training: TrainingSpec = experiment.training
    rows: Rows = [row("training.optimizer", training.optimizer)]
    rows += parameter_rows(OPTIMIZERS[training.optimizer].parameters, training, "training")
    rows.append(row("training.weight_decay", training.weight_decay))
    rows.append(row("training.schedule", training.schedule))
    rows += [
        row(f"training.{name}", getattr(training, name))
        for name in SCHEDULES[training.schedule].settings
    ]
    rows.append(row("training.clipping", training.clipping))
    if training.clipping != "none":
        rows.append(row("training.clip_at", training.clip_at))
    return rows
