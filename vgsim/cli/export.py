"""`vgsim export FILE --to torch DIR`: writes every network as a script for PyTorch."""

from __future__ import annotations

from pathlib import Path

from vgsim.bridge.export import STEM, exported, names
from vgsim.cli.arguments import quoted
from vgsim.cli.output import complain
from vgsim.cli.run import advance, trainer_of
from vgsim.compute.kernels import Kernels
from vgsim.describe.codec import any_table, no_table
from vgsim.files.atomic import atomic_write
from vgsim.files.scenario import open_scenario
from vgsim.words.lists import listed


def export(scenario: Path, folder: Path, steps: int, *, allow_outside: bool = False) -> str:
    """Train the networks of a scenario, write them, and return the text to print.

    A network that cannot be exported is reported; the others are written.

    Args:
        scenario: the scenario file.
        folder: where to write; it is made if it does not exist. Nothing in it is overwritten.
        steps: updates before the export.
        allow_outside: whether a table outside the scenario's folder may be read.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input or the folder is at fault.
        ValueError: a file exists already, or no network can be exported.
    """
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    for name in names(STEM, len(experiment.lanes)):
        for path in (folder / f"{name}.py", folder / f"{name}.safetensors"):
            if path.exists() or path.is_symlink():
                raise ValueError(f"{path} exists already; name another folder")
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)  # before the training, which may take long
    kernels = Kernels()
    trainer = trainer_of(experiment, kernels)
    advance(trainer, steps)
    found = exported(trainer)
    for text in found.refused:
        complain(text)
    if not found.files:
        if new:
            folder.rmdir()
        raise ValueError("nothing was written")
    written: list[Path] = []
    try:
        for name, content in found.files.items():
            atomic_write(folder / name, content)
            written.append(folder / name)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    scripts = [str(path) for path in written if path.suffix == ".py"]
    needed = "pip install torch safetensors numpy"
    return f"written: {listed(scripts)}\nrun: {needed}; python {quoted(scripts[0])}"
