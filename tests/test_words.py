"""Plain English: the texts that a user reads, and the docstrings of rooms that are done."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from vgsim.words.glossary import entries

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [
    ROOT / "main.py",
    *(path for room in ("vgsim", "ui") for path in sorted((ROOT / room).rglob("*.py"))),
]
SCENARIOS = sorted((ROOT / "resources/scenarios").rglob("*.vgsim"))
LESSONS = sorted((ROOT / "resources/lessons").rglob("*.toml"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "resources/help").glob("*.md"))]

# word that is refused -> what to write instead
EVERYWHERE = {
    r"anew": "again",
    r"likewise": "say what it is",
    r"nobody|somebody|whoever": "name who it is, or use the passive",
    r"so many": "this many",
    r"(?:a|the) person": "the user",
    r"told|said": "shown, written",
    r"lacks": "is missing, has no",
    r"beside": "besides, next to, in addition to",
    r"lies?": "is",
    r"(?:are|is) the most(?! \w)": "at most ... are possible",
    r"but for": "except, apart from",
    r"takes? away|taken away|takes? back": "remove, undo",
    r"mends?": "corrects, fixes",
    r"what there is": "say what it is",
}
IN_TEXTS = EVERYWHERE | {
    r"shall": "will, must",
    r"stands? (?!for)": "is",
    r"asked": "requested",
    r"(?<!standard )deviations?(?! over)": "standard deviation",
    r"shares? of": "fraction of",
    r"ways? back": "backward pass",
    r"whatever": "any, every",
    r"(?:not|no longer) finite": "NaN or infinite",
    r"some \d+": "about",
    r"samples?": "example, one word for one thing",
    r"as \w+ has it": "in the form of ...",
    r"comes? home|way home": "comes back, path",
    r"heirs?|in vain|typed in|knows": "use the plain word",
    r"is to be|are to be": "must be, will be",
    r"one hand less|came out otherwise|no measured number": "use the plain word",
}
# a network predicts; questions, of lessons and of message boxes, have answers
IN_OTHER_TEXTS = IN_TEXTS | {r"answers?|answered": "prediction, output"}
WITH_QUESTIONS = (
    "vgsim/teach/", "vgsim/cli/", "ui/panels/lesson/", "ui/dialogs/lessons.py",
    "ui/session/course.py",
    "ui/shell/lessons.py", "ui/exchange/lessons.py",
)  # fmt: skip
# in a lesson people say things, and numbers lie between others
IN_LESSONS = {
    pattern: instead
    for pattern, instead in IN_TEXTS.items()
    if pattern not in (r"told|said", r"lies?", r"stands? (?!for)", r"asked", r"ways? back")
} | {
    r"one can read": "you may read",
    r"hands? on": "passes on",
    r"all but the same|do not do|does not do": "use the plain word",
    r"so argues?": "subject first: its authors argue",
}
# a part of a name -> what to use instead
IN_NAMES = {
    "told": "text, reading", "said": "text, details", "spoken": "text", "asked": "requested",
    "wish": "request", "deed": "request, kind", "dress": "style, theme", "anew": "again",
    "beside": "next_to", "lie": "place, area", "lacking": "missing", "law": "distribution",
    "people": "user", "nobody": "none", "heir": "successor", "curtain": "screen", "wake": "trail",
    "trust": "checks", "knowledge": "predictions", "weigh": "norms", "lent": "borrowed",
    "sink": "gradients", "squash": "sigmoid, tanh", "squashed": "tanh", "halvings": "exp_parts",
    "lose": "loss", "lifted": "rescaled", "taught": "relevant", "living": "active",
    "carried": "cell_state", "stretches": "singular_values", "akin": "shares", "chief": "main",
    "middling": "intermediate", "tempered": "softened", "dressed": "themed", "furnish": "start",
    "spoils": "worsens", "standings": "results", "misfits": "unsuited", "desk": "saved",
    "shelf": "saved", "aired": "padded", "woken": "signal", "compute_plane": "diagram, plane",
    "surroundings": "structure", "understood": "readings",
}  # fmt: skip
ALLOWED = {  # (file, text that holds the word) -> why
    ("ui/curves/theory.py", "2017), starting at"): "standard and deviation, on two lines of source",
}


@cache
def _nodes(path: Path) -> list[ast.AST]:
    """What the tests read of a file's tree, which is walked once for all of them."""
    wanted = ast.Constant | ast.Expr | ast.FunctionDef | ast.ClassDef | ast.arg
    return [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, wanted)
        or (isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store))
    ]


@cache
def _documented(path: Path) -> set[int]:
    """The identities of the constants that stand alone: docstrings."""
    return {
        id(node.value)
        for node in _nodes(path)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _texts(path: Path) -> Iterator[str]:
    """Every string of a file that may be shown: with a blank, or a capitalized word."""
    documented = _documented(path)
    for node in _nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            shown = " " in node.value.strip() or re.match(r"[A-Z][a-z]", node.value)
            if shown and id(node) not in documented:
                yield node.value


def _prose(path: Path) -> Iterator[str]:
    """Every docstring of a file, and its comments if one of them may have a refused word."""
    documented = _documented(path)
    for node in _nodes(path):
        if isinstance(node, ast.Constant) and id(node) in documented:
            yield str(node.value)
    source, suspicious = path.read_text("utf-8"), _any_of(tuple(EVERYWHERE))
    if not any("#" in line and suspicious.search(line) for line in source.splitlines()):
        return  # a comment is on one line
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _names(path: Path) -> Iterator[str]:
    """Every name that a file defines: of functions, classes, arguments and variables."""
    for node in _nodes(path):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute):
            yield node.id if isinstance(node, ast.Name) else node.attr


def _private(names: Iterator[str]) -> list[str]:
    """Each name with a part that has a plainer word."""
    found = []
    for name in sorted(set(names)):
        parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
        found += [f"{name}: {IN_NAMES[part]}" for part in parts & IN_NAMES.keys()]
    return found


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


def _refused(texts: Iterator[str], words: dict[str, str]) -> list[str]:
    """Each text with a refused word, and what to write instead."""
    found = []
    suspicious = _any_of(tuple(words))
    for text in texts:
        if not suspicious.search(text):
            continue
        for pattern, instead in words.items():
            if match := re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                found.append(f"{match.group(0)!r} ({instead}) in {text!r}")
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _faults(paths: Sequence[Path], search: Callable[[Path], list[str]]) -> list[str]:
    """What is found in files, each with the file's name."""
    return [f"{_name(path)}: {found}" for path in paths for found in search(path)]


def test_texts_on_the_screen_have_no_refused_word() -> None:
    def search(path: Path) -> list[str]:
        allowed = [text for name, text in ALLOWED if name == _name(path)]
        texts = (each for each in _texts(path) if not any(text in each for text in allowed))
        words = IN_TEXTS if _name(path).startswith(WITH_QUESTIONS) else IN_OTHER_TEXTS
        return _refused(texts, words)

    assert _faults(SOURCES, search) == []


def test_the_glossary_has_no_refused_word() -> None:
    texts = (text for entry in entries() for text in (*entry.terms, entry.plain, entry.precise))
    assert _refused(texts, IN_OTHER_TEXTS) == []


def test_scenarios_have_no_refused_word() -> None:
    def search(path: Path) -> list[str]:
        made = json.loads(path.read_text("utf-8"))
        titles = [each["title"] for each in made["lanes"]]
        texts = made.get("title", ""), made.get("note", ""), *titles
        return _refused(iter(texts), IN_OTHER_TEXTS)

    assert SCENARIOS
    assert _faults(SCENARIOS, search) == []


def _strings(tree: object) -> Iterator[str]:
    """Every text in what a lesson file holds."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from _strings(each)


def test_lessons_have_no_refused_word() -> None:
    def search(path: Path) -> list[str]:
        made = tomllib.loads(path.read_text("utf-8"))
        return _refused((text for text in _strings(made) if " " in text), IN_LESSONS)

    assert LESSONS
    assert _faults(LESSONS, search) == []


def test_help_pages_have_no_refused_word() -> None:
    def search(path: Path) -> list[str]:
        text = re.sub(r"`[^`\n]+`", "", path.read_text("utf-8"))  # without keys of files
        return _refused(iter(text.splitlines()), EVERYWHERE)

    assert _faults(PAGES, search) == []


def test_docstrings_and_comments_have_no_refused_word() -> None:
    assert _faults(SOURCES, lambda path: _refused(_prose(path), EVERYWHERE)) == []


def test_names_have_no_refused_word() -> None:
    assert _faults(SOURCES, lambda path: _private(_names(path))) == []


def test_no_allowed_exception_is_left_over() -> None:
    for name, text in ALLOWED:
        assert any(text in each for each in _texts(ROOT / name)), (name, text)


def test_a_refused_word_is_found() -> None:
    assert _refused(iter(["Shares of the loss", "one standard deviation"]), IN_TEXTS) == [
        "'Shares of' (fraction of) in 'Shares of the loss'"
    ]


def test_a_refused_name_is_found() -> None:
    assert _private(iter(["_wish_for", "LawOfNames", "lawful"])) == [
        "LawOfNames: distribution", "_wish_for: request"
    ]  # fmt: skip
