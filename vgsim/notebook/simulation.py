"""Runs an experiment for a notebook: tables, arrays and pictures of the pass after training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from html import escape
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vgsim.compute.kernels import Engine, Kernels, twin
from vgsim.compute.learning.training import JudgeFunction, Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import GRADES, LaneTrace, Trace, Watch
from vgsim.describe.codec import any_table, no_table
from vgsim.describe.spec import Experiment
from vgsim.describe.validate import validate
from vgsim.files.bundled import SUFFIX, scenarios
from vgsim.files.scenario import ScenarioError, open_scenario
from vgsim.files.trace_file import arrays
from vgsim.notebook.drawing import Figure, draw
from vgsim.notebook.network_run import NetworkRun
from vgsim.notebook.result_table import ResultTable, html_table, table_of
from vgsim.notebook.results import curves, layers, verdicts
from vgsim.theory.judge import Judge
from vgsim.words.nearest import nearest

if TYPE_CHECKING:
    import pandas

EngineName = Literal["numpy", "kernels"]


class Simulation:
    """What `vgsim.simulate` returns: the networks of an experiment after some updates.

    Numbers are computed when they are first asked for; none of them needs a window or a display.

    Attributes:
        experiment: what was simulated.
        step: the number of updates.
        networks: one `NetworkRun` for each network; `run[0]` and `run["ReLU, He"]` choose one.
        layers: a table with all measures of every layer of every network.
        curves: a table with the losses and scores of every network over the updates.
        verdict: a table with one row for each network: does it learn, and if not, why.
        trace: the pass as the program itself uses it, with all details.

    >>> import vgsim
    >>> run = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"), steps=20)
    >>> run
    <Simulation after 20 updates: Sigmoid, ReLU, He>
    >>> [network.verdict.kind for network in run.networks]
    ['vanishing', 'healthy']
    >>> bool(run["Sigmoid"].layer(1).grad_weight.std() < run["ReLU, He"].layer(1).grad_weight.std())
    True
    """

    def __init__(self, trainer: Trainer, watch: Watch) -> None:
        """`trainer` has made its updates, and belongs to this run alone from now on."""
        self._trainer = trainer
        self._watch = watch
        self.experiment: Experiment = trainer.experiment
        self.step: int = trainer.step

    @cached_property
    def trace(self) -> Trace:
        """The pass after the last update, with every measure: a value without functions."""
        costly = self._watch.costly | COSTLY | {GRADES}
        return self._trainer.trace(replace(self._watch, costly=costly))

    @cached_property
    def networks(self) -> tuple[NetworkRun, ...]:
        """The networks in the order of the experiment."""
        trace = self.trace  # first: its pass leaves the arrays in the trainer
        found = arrays(self._trainer)
        return tuple(
            NetworkRun(lane, trace.curves[index], {
                name.removeprefix(f"net{index}/"): array
                for name, array in found.items() if name.startswith(f"net{index}/")
            })
            for index, lane in enumerate(trace.lanes)
        )  # fmt: skip

    @property
    def lanes(self) -> tuple[LaneTrace, ...]:
        """The networks of the trace: the values that all panels of the program show."""
        return self.trace.lanes

    @property
    def comparison(self) -> str:
        """A sentence that compares the networks; empty if there is only one."""
        return self.trace.comparison

    def __getitem__(self, network: int | str) -> NetworkRun:
        """One network by its number, from 0 (−1: the last), or the first one with this title.

        Raises:
            IndexError, KeyError: there is no such network; the message names those there are.
        """
        titles = [each.title for each in self.networks]
        if isinstance(network, int):
            if not -len(titles) <= network < len(titles):
                raise IndexError(f"there is no network {network}; there are {len(titles)}")
            return self.networks[network]
        if network not in titles:
            raise KeyError(f"there is no network {network!r}; there are: {', '.join(titles)}")
        return self.networks[titles.index(network)]

    def __iter__(self) -> Iterator[NetworkRun]:
        return iter(self.networks)

    def __len__(self) -> int:
        return len(self.experiment.lanes)

    @property
    def layers(self) -> ResultTable | pandas.DataFrame:
        """All measures of the last pass: a row for each layer of each network.

        Columns: `network` (its title), `layer` from 1 (of a recurrent network: the time step),
        `output` (whether it is the output layer), `units`, `state` ("healthy", "vanishing" …), and
        every measure by its name in the report of `vgsim run`. NaN: it does not apply there.

        >>> import vgsim
        >>> run = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"))
        >>> list(run.layers.columns[:5])
        ['network', 'layer', 'output', 'units', 'state']
        >>> gradient = run.layers["gradient_preactivation"][run.layers["network"] == "Sigmoid"]
        >>> len(gradient)
        21
        """
        return table_of(layers(self.trace))

    @property
    def curves(self) -> ResultTable | pandas.DataFrame:
        """The course of learning: a row for each recorded update of each network.

        Columns: `network`, `step`, `loss` of the mini-batch, and where it was evaluated (else NaN)
        `train_loss`, `test_loss`, `train_accuracy` and `test_accuracy` (fractions), or for a
        regression `train_mean_squared_error` and `test_mean_squared_error`.
        """
        return table_of(curves(self.trace))

    @property
    def verdict(self) -> ResultTable | pandas.DataFrame:
        """The diagnosis: a row for each network.

        Columns: `network`, `loss`, `kind` ("vanishing", "healthy" …) and `severity` ("good",
        "warn", "bad"), `decades` (powers of ten by which the gradient shrinks from the last hidden
        layer to the first, negative if it shrinks), the answers `arrives`, `step_fits` and `learns`
        as in the report, `sentence` and `cause`.
        """
        return table_of(verdicts(self.trace))

    def plot(
        self, *what: str, theme: str = "light", width: int = 720, height: int = 0,
        theory: bool = True,
    ) -> Figure:  # fmt: skip
        """Draw diagrams, below each other, by the same code as the window; Jupyter shows them.

        No display is needed. The first call loads Qt.

        Args:
            what: measures by name (the columns of `layers`), "loss" or "accuracy". Default: the
                gradient of every layer and, after updates, the loss.
            theme: "light", "dark" or "projector".
            width: of the picture, in pixels.
            height: of the picture, in pixels; 0: 240 for each diagram.
            theory: whether to draw what theory expects for the initial weights, dashed.

        Returns:
            The drawing: shown by Jupyter as SVG; `save` writes a file.

        Raises:
            ValueError: a name is not known, or was not measured.
        """
        return draw(self.trace, what, theme=theme, width=width, height=height, theory=theory)

    def __repr__(self) -> str:
        titles = ", ".join(lane.title for lane in self.trace.lanes)
        return f"<Simulation after {self.step} updates: {titles}>"

    def _repr_html_(self) -> str:
        """What Jupyter shows: loss and verdict of every network, and their comparison."""
        rows = [
            [each.title, f"{each.loss:.4g}", each.score_text, each.verdict.sentence]
            for each in self.networks
        ]
        titles = (f"after {self.step} updates", "loss", "test", "verdict")
        below = f"<p>{escape(self.comparison)}</p>" if self.comparison else ""
        return html_table(titles, rows) + below


def open(name: Path | str, *, allow_outside: bool = False) -> Experiment:
    """The experiment of a scenario file, or of a scenario that is shipped with the program.

    Args:
        name: the path of a file, or the name of a shipped scenario, such as
            "01_sigmoid_against_relu" or "classics/12_selu".
        allow_outside: whether a table outside of the file's folder may be read: for your own files.

    Raises:
        ScenarioError: there is no such file; the message names a shipped scenario like it.
        SpecError: the file does not hold an experiment, or needs a table outside of its folder.
        TypeError: `name` is neither a text nor a path.

    >>> import vgsim
    >>> [lane.network.activation for lane in vgsim.open("01_sigmoid_against_relu").lanes]
    ['sigmoid', 'relu']
    """
    if not isinstance(name, str | Path):
        raise TypeError(f"name is {name!r}; it must be the name of a scenario or of a file")
    shipped = {each.name: each for each in scenarios()}
    wanted = str(name).removesuffix(SUFFIX)
    if wanted in shipped and not Path(name).exists():
        return shipped[wanted].experiment
    try:
        return open_scenario(name, any_table if allow_outside else no_table)
    except ScenarioError as error:
        begins = [each for each in shipped if each.startswith(wanted)] if wanted else []
        if similar := begins[0] if begins else nearest(wanted, shipped):
            raise ScenarioError(f"{error} There is a shipped scenario {similar!r}.") from error
        raise


def simulate(
    experiment: Experiment,
    steps: int = 0,
    watch: Watch | None = None,
    engine: Engine | EngineName = "numpy",
    judge: JudgeFunction | None = None,
    *,
    step: int | None = None,
) -> Simulation:
    """Train all networks of an experiment for `steps` updates.

    The same experiment always gives the same numbers on one machine with one engine.

    Args:
        experiment: what to simulate: `vgsim.open(…)` or `vgsim.Experiment(…)`.
        steps: the number of updates; 0: the networks with their initial weights.
        watch: the layer, unit and example whose details `trace` contains.
        engine: "numpy", or "kernels": the compiled engine, several times as fast; it is compiled on
            its first use, which takes about a minute.
        judge: adds the verdicts; default: those of the program.
        step: another name of `steps`.

    Raises:
        SpecError: a setting is not allowed; the message names all, and what is allowed.
        ValueError: `steps` is negative, or given twice.
        TypeError: `experiment` is no experiment, or `steps` no whole number.

    >>> import vgsim
    >>> relu = vgsim.NetworkSpec(depth=5, activation="relu", initializer="he_normal")
    >>> experiment = vgsim.Experiment(seed=1, lanes=(vgsim.Lane("five", relu),))
    >>> run = vgsim.simulate(experiment, steps=30)
    >>> run["five"].layer(1).weight.shape
    (32, 64)
    >>> run.networks[0].loss < 2.31
    True
    """
    if steps and step is not None:
        raise ValueError("steps and step mean the same; give one of them")
    updates = steps if step is None else step
    if not isinstance(experiment, Experiment):
        raise TypeError(f"experiment is {experiment!r}; give what vgsim.open(name) returns")
    if not isinstance(updates, Integral):
        raise TypeError(f"steps is {updates!r}; it must be a whole number")
    if updates < 0:
        raise ValueError(f"steps is {updates}; it must be 0 or more")
    validate(experiment)
    trainer = Trainer(experiment, watch, _engine(experiment, engine), judge=judge or Judge())
    trainer.advance(updates)
    trainer.evaluate()
    return Simulation(trainer, watch or Watch())


def _engine(experiment: Experiment, engine: Engine | EngineName) -> Engine:
    if not isinstance(engine, str):
        return engine
    if engine == "numpy":
        return twin()
    if engine != "kernels":
        raise ValueError(f'engine is {engine!r}; it must be "numpy" or "kernels"')
    kernels = Kernels()
    kernels.prepare(experiment)
    return kernels.engine(experiment)
