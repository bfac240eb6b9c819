"""The experiment as frozen dataclasses of settings, without arrays or derived values."""

from vgsim.describe.spec.compared import Compared
from vgsim.describe.spec.data import DataSpec, without_table
from vgsim.describe.spec.experiment import MAX_LANES, MAX_STAGES, Experiment, Lane, Stage
from vgsim.describe.spec.network import LayerSpec, NetworkSpec, WeightEdit
from vgsim.describe.spec.own import OwnActivation, OwnParameters
from vgsim.describe.spec.training import Rates, TrainingSpec

__all__ = [
    "MAX_LANES", "MAX_STAGES", "Compared", "DataSpec", "Experiment", "Lane", "LayerSpec",
    "NetworkSpec", "OwnActivation", "OwnParameters", "Rates", "Stage", "TrainingSpec", "WeightEdit",
    "without_table",
]  # fmt: skip
