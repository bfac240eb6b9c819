"""A lesson file: what is read, and what is said about faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from resources import find
from tests.teach.conftest import HEAD, STEP
from vgsim.describe.errors import SpecError
from vgsim.files.bundled import scenarios
from vgsim.teach.lesson import Lesson, Look, Step
from vgsim.teach.reader import read_lesson
from vgsim.teach.toml_text import LARGEST_FILE, line_at, lines_of

Made = Callable[..., Lesson]
PAGE = find("help/lessons.md").read_text("utf-8")
EXAMPLE = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]


def faults(text: str | bytes, folder: Path | None = None) -> list[str]:
    with pytest.raises(SpecError) as error:
        read_lesson(text, "name", folder)
    return str(error.value).splitlines()


def test_the_example_of_the_help_is_a_lesson() -> None:
    found = read_lesson(EXAMPLE, "example")
    assert (found.name, found.minutes, found.kind) == ("example", 5, "lesson")
    assert [lane.network.depth for lane in found.steps[0].scene.experiment.lanes] == [10, 10]
    assert found.claims == ("C2", "C26")  # those of its steps
    question = found.steps[1].question
    assert question is not None
    assert question.run.updates == 300
    assert question.options[0].attempt is not None
    assert question.options[0].attempt.updates == 2000


def test_edits_add_up_until_a_reset() -> None:
    text = HEAD + "".join(
        STEP + line
        for line in (
            'edits = { "lanes.0.network.activation" = "relu" }\nupdates = 50\n',
            'edits = { lanes.0.network.initializer = "he_normal" }\n',  # a path without quotes
            "",
            "reset = true\n",
        )
    )
    steps = read_lesson(text).steps
    networks = [step.scene.experiment.lanes[0].network for step in steps]
    assert [each.activation for each in networks] == ["relu", "relu", "relu", "sigmoid"]
    assert [each.initializer for each in networks] == ["xavier_normal", *["he_normal"] * 2,
                                                       "xavier_normal"]  # fmt: skip
    assert [step.scene.updates for step in steps] == [50, 0, 0, 0]


def test_steps_go_on_from_what_a_task_leads_to_but_not_from_a_run() -> None:
    task = '[step.task]\nsay = "Choose ReLU."\nedits = { lanes.0.network.activation = "relu" }\n'
    asked = (
        '[step.question]\nkind = "layer"\nask = "?"\nquantity = "gradient"\nwhich = "largest"\n'
        "run = { edits = { lanes.0.network.depth = 3 }, updates = 9 }\n"
    )
    claim = '[[step.claim]]\nsay = "x"\nquantity = "loss"\nunder = 9\n'
    first, second, third = read_lesson(
        HEAD + STEP + task + claim + STEP + asked + claim + STEP
    ).steps

    def network(step: Step) -> tuple[str, int]:
        own = step.scene.experiment.lanes[0].network
        return own.activation, own.depth

    assert [network(each) for each in (first, second, third)] == [
        ("sigmoid", 6), ("relu", 6), ("relu", 6)
    ]  # fmt: skip
    read = [step.claims[0].conditions[0].reading for step in (first, second)]
    networks = [each.experiment.lanes[0].network for each in read]
    assert [(each.activation, each.depth) for each in networks] == [("relu", 6), ("relu", 3)]
    assert [each.updates for each in read] == [0, 9]


def test_a_scenario_is_a_start(lesson: Made) -> None:
    head = HEAD[: HEAD.index("[start]")]
    found = read_lesson(f'{head}[start]\nscenario = "01_sigmoid_against_relu"\n{STEP}')
    known = {each.name: each.experiment for each in scenarios()}
    assert found.steps[0].scene.experiment == known["01_sigmoid_against_relu"]


def test_null_is_written_as_a_text_in_an_experiment() -> None:
    head = HEAD[: HEAD.index("[start]")]
    edited = 'edits = [{ step = 0, layer = 1, unit = 0, input = "null", value = 9.0 }]'
    text = f"{head}[start]\nlanes = [{{ network = {{ depth = 2, {edited} }} }}]\n{STEP}"
    (bias,) = read_lesson(text).steps[0].scene.experiment.lanes[0].network.edits
    assert bias.input is None
    assert bias.value == 9.0


def test_so_is_a_file_beside_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "mine.vgsim").write_text('{"format": "vgsim/1", "seed": 12, "lanes": [{}]}')
    head = HEAD[: HEAD.index("[start]")]
    text = f'{head}[start]\nscenario = "mine.vgsim"\n{STEP}'
    assert read_lesson(text, "x", tmp_path).steps[0].scene.experiment.seed == 12
    (only,) = faults(text, tmp_path / "elsewhere")
    assert "start.scenario" in only
    (only,) = faults(text.replace("mine.vgsim", "../mine.vgsim"), tmp_path)
    assert "in the lesson's folder" in only


def test_networks_beside_the_first_one(lesson: Made) -> None:
    found = lesson(
        'beside = [{ title = "ReLU", network.activation = "relu" }, { training.learning_rate = 2 }]'
    )
    first, relu, fast = found.steps[0].scene.experiment.lanes
    assert (first.title, relu.title, fast.title) == ("Sigmoid", "ReLU", "")
    assert relu.network.activation == "relu"
    assert relu.network.depth == fast.network.depth == 6
    assert fast.training is not None
    assert fast.training.learning_rate == 2.0
    assert len({id(lane.identity) for lane in (first, relu, fast)}) == 3


def test_what_a_step_shows(lesson: Made) -> None:
    show = (
        lesson(
            '[step.show]\nstage = "both"\npanel = "gradients"\nlane = 1\nlayer = "last"\n'
            'phase = "backward"\ncontrols = ["network.activation", "data"]\n'
            'look = [{ lane = 1, layer = 4 }, { control = "data.noise" }, { part = "headline" }]'
        )
        .steps[0]
        .show
    )
    assert (show.stage, show.panel, show.lane, show.layer) == ("both", "gradients", 1, "last")
    assert show.controls == ("network.activation", "data")
    assert show.look == (
        Look("layer", "", 1, 4), Look("control", "data.noise"), Look("part", "headline"),
    )  # fmt: skip
    assert lesson().steps[0].show.controls is None  # all of them


def test_a_ratio_takes_over_what_it_does_not_say(lesson: Made) -> None:
    (claim,) = (
        lesson(
            '[[step.claim]]\nsay = "x"\nquantity = "gradient"\nlane = 1\nlayer = 2\nupdates = 7\n'
            'than = { layer = "last" }\nunder = 1'
        )
        .steps[0]
        .claims
    )
    (held,) = claim.conditions
    assert held.than is not None
    first = (held.reading.quantity, held.reading.lane, held.reading.updates)
    assert (held.than.quantity, held.than.lane, held.than.updates) == first
    assert (held.reading.layer, held.than.layer) == (2, "last")


def test_all_faults_at_once_each_with_its_line() -> None:
    text = HEAD + STEP + 'playbak = "pass"\n[[step.claim]]\nsay = "a $x"\nquantity = "gradent"\n'
    text = text.replace("minutes = 5\n", "").replace("depth = 6", "depth = 600")
    found = faults(text)
    lines = text.split("\n")
    assert "minutes is missing" in found[0]
    for words, place in (
        ("600 is not allowed", "network = { depth = 600"),
        ("did you mean playback?", "playbak"),
        ("only one $", "say ="),
        ("did you mean gradient?", "gradent"),
    ):
        (fault,) = [each for each in found if words in each]
        number = int(re.match(r"line (\d+), ", fault)[1])  # type: ignore[index]
        assert place in lines[number - 1] or place in lines[number], fault


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('edits = { "lanes.0.network.depht" = 3 }', "there is no setting"),
        ('edits = { "lanes.7.network.depth" = 3 }', "there is no setting"),
        ('edits = { "lanes.0.network.depth" = 0 }', "from 1 to 200"),
        ("edits = { x = 1 }", "there is no setting"),
        ("reset = 1", "allowed: true"),
        ("updates = 1e3", "a whole number"),
        ("updates = 20001", "from 0 to 20000"),
        ('playback = "plays"', "stay, pass, end, learn"),
        ("formula = 'x'\nformulas = 'y'", "there is no key"),
        ("formula = '\\frac{1}{'", "braces"),
        ("formula = ['a', 2]", "not a text"),
        ('about = ["C94"]', "C1 to C93"),
        ("[step.show]\nlayer = 7", "1 to 6"),
        ("[step.show]\nlane = 2", "from 0 to 1"),
        ("[step.show]\nlook = [{ }]", "one thing"),
        ('[step.show]\nlook = [{ panel = "gradients", lane = 0 }]', "one thing"),
        ('[step.show]\ncontrols = ["network.colour"]', "network.activation"),
        ('[step.show]\nphase = "sideways"', "forward, loss, backward, update"),
        ('[[step.claim]]\nsay = "x"', "quantity is missing"),
        ('[[step.claim]]\nsay = "x"\nquantity = "loss"', "under, over or about"),
        ('[[step.claim]]\nsay = "x"\nquantity = "verdict"\nunder = 1', "is = one of vanishing"),
        ('[[step.claim]]\nsay = "x"\nquantity = "lost"\nis = "yes"', "true or false"),
        ('[[step.claim]]\nsay = "x"\nquantity = "loss"\nlayer = 1\nunder = 1', "has no layer"),
        ('[[step.claim]]\nsay = "x"\nquantity = "loss"\nat = 1\nunder = 1', "has no at"),
        ('[[step.claim]]\nsay = "x"\nquantity = "loss"\nabout = 1', "needs tolerance or factor"),
        ('[[step.claim]]\nsay = "x"\nquantity = "loss"\nover = 2\nunder = 1', "no number is over"),
        ('[step.statement]\nsaid = "x"', "no condition tests"),
        ('[step.task]\nsay = "x"', "the task changes nothing"),
        ('[[step.claim]]\nsay = "{vlaue}"\nquantity = "loss"\nunder = 1', "{value}, {percent}"),
        ('[[step.claim]]\nsay = "${value}$"\nquantity = "loss"\nunder = 1', "cannot hold a"),
        ('[step.statement]\nsaid = "{value}"', "not a measured number here"),
        ('[step.question]\nkind = "choise"', "did you mean choice?"),
        ('[step.question]\nkind = "choice"\nask = "x"', "2 to 6 tables"),
        ('[step.question]\nkind = "number"\nask = "x"\nquantity = "loss"', "tolerance"),
        ('[step.question]\nkind = "layer"\nask = "x"\nquantity = "loss"\nwhich = "smallest"',
         "quantity of a layer"),
        ('[step.question]\nkind = "layer"\nask = "x"\nquantity = "gradient"\nwhich = "first_under"',
         "bound"),
        ('[step.question]\nkind = "sketch"\nask = "x"\nquantity = "gradient"', "per layer"),
        ('[step.question]\nkind = "order"\nask = "x"\nquantity = "verdict"', "is a number"),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_allowed(lesson: Made, lines: str, said: str) -> None:
    with pytest.raises(SpecError) as error:
        lesson(lines)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "format"), (b"\xff\xfea", "UTF-16"), (b"a = '\xff'", "not UTF-8"),
        (b"a = 1\na = 2", "not TOML"), (b"a = [" * 400, "nested more than"),
        (b"a = {b=" * 400, "nested more than"), (b"a.b.c.d.e.f.g.h.i = 1", "parts"),
        (b"[a.b.c.d.e.f.g.h.i]", "parts"), (b"a = " + b"9" * 5000, "cannot be read"),
        (b"a = [" + b"1," * 50_000 + b"]", "values"), (b"\n" * 20_000, "lines"),
        (b" " * (LARGEST_FILE + 1), "larger than a lesson"), (b"a = 9999-99-99", "not TOML"),
    ],
)  # fmt: skip
def test_hostile_text_is_a_sentence(content: bytes, said: str) -> None:
    assert said in "\n".join(faults(content))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('a = "\\sigma"', "line 2, column 8): within double quotes"),
        ("a 1", "the sign = is missing"),
        ("a = x", "has no quotes"), ('a = "x', "break or control"), ("a = 'x", "no closing quote"),
        ("a = 1 2", "more text after a value"), ("a = [1", "closing bracket"),
        ("a = { b = 1", "closing brace"), ("a = 1\na = 2", "given twice"),
        ("[a]\n[a]", "given twice"), ("=", "neither"),
        ("a = { b = 1 }\na.c = 2", "cannot be continued"),
    ],
)  # fmt: skip
def test_why_it_is_not_toml(line: str, said: str) -> None:
    (only,) = faults(f"\n{line}\n")
    assert said in only
    assert "this is not TOML" in only


def test_text_of_a_file_stays_plain(lesson: Made) -> None:
    with pytest.raises(SpecError, match="control character"):
        lesson('source = "a\\u202eb"')
    with pytest.raises(SpecError, match="control character"):
        read_lesson(HEAD + STEP.replace("A sentence.", "A\\u0007 sentence."))


def test_a_faulty_start_is_not_followed_by_faults_of_its_edits() -> None:
    text = HEAD.replace('activation = "tanh"', 'activation = "tahn"') + STEP
    text += 'edits = { "lanes.1.network.cell" = "lstm" }\n'
    (only,) = faults(text)
    assert "did you mean tanh?" in only


def test_lines_are_found_around_texts_of_several_lines() -> None:
    text = (
        "a = \"\"\"\nb = 1\n[c]\n\"\"\"\n[[d]]\ne = 1\n[[d]]\nf = '''x'''\n[d.g]\nh = { i = 2 }\n"
    )
    found = lines_of(text)
    assert found == {"a": 1, "d[0]": 5, "d[0].e": 6, "d[1]": 7, "d[1].f": 8, "d[1].g": 9,
                     "d[1].g.h": 10}  # fmt: skip
    assert line_at("d[1].g.h.i", found) == 10
    assert line_at("nowhere", found) == 0
