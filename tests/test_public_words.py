"""What the package exports, and that importing it leaves the process alone."""

from __future__ import annotations

import ast
import os
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest

import vgsim

ROOT = Path(__file__).resolve().parents[1]
WORDS = [word for word in vgsim.__all__ if word != "__version__"]


def _printed(code: str, **environment: str) -> str:
    """What a fresh process prints that has nothing of ours set for it."""
    kept = {k: v for k, v in os.environ.items() if not k.endswith("_THREADS")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_snippet_of_the_help_runs() -> None:
    page = ROOT / "resources/help/commands.md"
    snippet = page.read_text("utf-8").split("```python\n")[1].split("```")[0]
    printed = _printed(snippet, PYTHONIOENCODING="utf-8").splitlines()
    assert printed[0].startswith("Layer 1 receives")
    assert printed[1].startswith("Frame(phase=<Phase.BACKWARD")


def test_importing_it_changes_nothing_and_loads_nothing() -> None:
    code = """
import os, sys
before = dict(os.environ)
import vgsim
assert dict(os.environ) == before
assert not [name for name in sys.modules if name.split(".")[0] in ("numpy", "numba", "PySide6")]
from vgsim import *
assert dict(os.environ) == before
print(simulate(Experiment()).step)
assert dict(os.environ) == before
"""
    assert _printed(code).split() == ["0"]


@pytest.mark.skipif(os.name != "posix", reason="users have homes elsewhere")
def test_a_user_without_a_home_is_given_none_but_by_the_program(tmp_path: Path) -> None:
    code = f"""
import os, pwd
def unknown(user):
    raise KeyError(user)
pwd.getpwuid = unknown
for name in ("HOME", "VGSIM_CACHE", "XDG_CACHE_HOME"):
    os.environ.pop(name, None)
import vgsim, main
from vgsim.compute.kernels.cache import configure
os.chdir({str(tmp_path)!r})
configure()
print("HOME" in os.environ)
main.prepare()
print(os.environ["HOME"])
"""
    assert _printed(code).split() == ["False", os.devnull]
    assert list(tmp_path.iterdir()) == []  # no folder called ~


@pytest.mark.parametrize("word", WORDS)
def test_every_word_says_what_it_is(word: str) -> None:
    said = getattr(vgsim, word).__doc__
    assert said
    assert not said.startswith(f"{word}(")  # what a dataclass says of itself
    assert word in dir(vgsim)


def test_help_shows_them() -> None:
    shown = pydoc.plain(pydoc.render_doc(vgsim))
    assert all(word in shown for word in WORDS)


def test_an_unknown_word_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'simulator'"):
        vgsim.simulator  # noqa: B018


def test_type_checkers_are_told_the_same() -> None:
    tree = ast.parse(Path(vgsim.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    told = {
        each.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    assert told == vgsim._HOME
