"""What README and help say is tried: the scenario, commands, the table of settings, links."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from vgsim.describe.codec import decode, encode
from vgsim.describe.fields import FIELDS, Field
from vgsim.describe.spec import DataSpec
from vgsim.words.glossary import entry_of

pytestmark = pytest.mark.usefixtures("compiled")
ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FORMAT = (ROOT / "resources/help/format.md").read_text("utf-8")
RUN = (ROOT / "resources/help/commands.md").read_text("utf-8")
PLACES = {
    "network": "lanes[].network.",
    "lane": "lanes[].",
    "edit": "lanes[].network.edits[].",
    "layer": "lanes[].network.layers[].",
    "compared": "compared[].",
    "own": "activations[].",
    "own_parameters": "activations[].parameters.",
}
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "resources/help").glob("*.md")),
]
START, END = "<!-- fields -->\n", "<!-- /fields -->"
GLOSSARY = "<!-- glossary -->\n", "<!-- /glossary -->"
FIRST_WORDS = (
    "preactivation", "activation", "slope", "gradient", "gradient_weight", "backward_pass",
    "decade", "vanishing", "exploding", "saturated", "dead", "update_ratio", "lane",
)  # fmt: skip


def _line(field: Field) -> str:
    default = "" if field.default in (None, "", ()) else f"`{json.dumps(field.default)}`"
    group, _, rest = field.path.rpartition(".")
    name = f"{PLACES[group]}{rest}" if group in PLACES else field.path
    allowed = field.allowed if field.kind != "choice" else "a name" + (
        ", or null" if field.optional else "")  # fmt: skip
    meaning = f"{field.help}; null: {field.null}" if field.null else field.help
    return f"| `{name}` | {meaning} | {allowed} | {default} |"


def table() -> str:
    """The table of settings as the help must have it."""
    head = "| key | meaning | allowed | default |\n|---|---|---|---|\n"
    return head + "\n".join(_line(field) for field in FIELDS.values()) + "\n"


def test_table_of_settings_is_complete() -> None:
    assert FORMAT.split(START)[1].split(END)[0] == table()


def words() -> str:
    """The table of the first words as the README must have it."""
    found = [entry for entry in map(entry_of, FIRST_WORDS) if entry is not None]
    rows = (f"| {', '.join(entry.terms)} | {entry.plain} |\n" for entry in found)
    return "| word | meaning |\n|---|---|\n" + "".join(rows)


def test_words_of_the_readme_are_those_of_the_glossary() -> None:
    start, end = GLOSSARY
    assert README.split(start)[1].split(end)[0] == words(), "run python -m tests.test_readme"
    assert words().count("\n") == len(FIRST_WORDS) + 2


def test_scenario_of_the_help_is_valid() -> None:
    text = FORMAT.split("```json\n")[1].split("```")[0]
    assert len(decode(text).lanes) == 2


@pytest.mark.parametrize(
    "line", [x for x in RUN.splitlines() if x.startswith("python3 main.py run")]
)
def test_headless_command_works(line: str, tmp_path: Path) -> None:
    """With small networks and few examples: remedies of one that is ill are tried many times."""
    words = shlex.split(line.replace("out.", f"{tmp_path}/out."))
    made = decode((ROOT / words[3]).read_bytes())
    lanes = [replace(each, network=replace(each.network, depth=5, width=8)) for each in made.lanes]
    words[3] = str(tmp_path / Path(words[3]).name)
    made = replace(made, data=DataSpec("moons", 16, 64), lanes=tuple(lanes))
    Path(words[3]).write_text(encode(made), "utf-8")
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True, timeout=200,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert report["step"] == 100
    assert report["networks"][0]["remedies_tried"]
    assert (tmp_path / "out.npz").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_and_pictures_are_there(page: Path) -> None:
    for name in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / name).exists(), name


def test_set_up_is_two_commands() -> None:
    """They are tried in `tests/setup`."""
    section = README.split("## Set up\n")[1].split("\n## ")[0]
    blocks = section.split("```\n")[1::2]
    assert blocks[0].splitlines() == ["python3 main.py", "python3 main.py test"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in section
    assert Path(blocks[1].split()[-1]).name in project["scripts"]


if __name__ == "__main__":  # after a setting was added, or an entry of the glossary was changed
    head, rest = README.split(GLOSSARY[0])
    text = head + GLOSSARY[0] + words() + GLOSSARY[1] + rest.split(GLOSSARY[1])[1]
    (ROOT / "README.md").write_text(text, "utf-8")
    before, rest = FORMAT.split(START)
    text = before + START + table() + END + rest.split(END)[1]
    (ROOT / "resources/help/format.md").write_text(text, "utf-8")
