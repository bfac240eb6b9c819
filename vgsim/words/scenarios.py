"""What a scenario can name: its group, the panel it opens, what its headline compares."""

from __future__ import annotations

from vgsim.words.language import tr

# in the order in which they are listed: key -> title
GROUPS = {
    "first_steps": tr("First steps"),
    "activations": tr("Activation functions"),
    "initialization": tr("Initial weights"),
    "normalization": tr("Normalization and skips"),
    "learning": tr("Losses and optimizers"),
    "time": tr("Through time"),
    "precision": tr("Precision of numbers"),
    "classics": tr("Classic results"),
}
# key -> title of the panel
PANELS = {
    "activation": tr("Activation"), "gradients": tr("Gradient flow"), "learning": tr("Learning"),
    "phase": tr("Phase diagram"), "predictions": tr("Predictions"), "cell": tr("Cell"),
    "chain": tr("Chain rule"), "diagnosis": tr("Diagnosis"), "inspector": tr("Inspector"),
    "checks": tr("Checks"), "over_time": tr("Over time"),
    "histograms": tr("Histograms"),
}  # fmt: skip
LOSS = "loss"
# the loss, or measures of a layer: key -> the beginning of "... at layer 1: 0.3 in Sigmoid"
COMPARED = {
    LOSS: tr("Loss"),
    "gradient_preactivation": tr("Gradient"),
    "gradient_weight": tr("Gradient of the weights"),
    "activation_mean": tr("Mean of the signal"),
    "activation_std": tr("Standard deviation of the signal"),
    "saturated": tr("Saturated units"),
    "dead": tr("Dead units"),
    "alike": tr("Units identical to another one"),
    "learned_slope": tr("Learned slope α"),
    "forget_gate": tr("Fraction of the state that is kept"),
    "update_ratio": tr("Update size ÷ weight size"),
    "factor_scale": tr("Factor of the branch"),
}
