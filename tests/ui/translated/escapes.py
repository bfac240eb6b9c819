"""Finds what escaped translation in the texts of a window that speaks the pseudo-language."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from resources import find
from tests.pseudo import is_tr, outside, values
from ui.dialogs.about import LICENSES
from ui.dialogs.help import PAGES
from vgsim.files.bundled import scenarios
from vgsim.teach.library import entries as lessons
from vgsim.words.glossary import entries

ROOT = Path(__file__).resolve().parents[3]

# Names are the same in every language: of functions, methods, data, people, formats and keys.
NAMES = (
    "vgsim", "NaN", "ReLU", "ReLU6", "Leaky ReLU", "PReLU", "RReLU", "ELU", "SELU", "GELU", "SiLU",
    "SiLU (Swish)", "Tanh", "Sigmoid", "Softplus", "Softsign", "Softmax", "Mish", "Hard swish",
    "Hard tanh", "Hard sigmoid", "LeCun tanh", "LSTM", "GRU", "RNN", "LSUV", "ReZero", "Adam",
    "NAdam", "AdamW", "Adagrad", "RMSProp", "SGD", "Nesterov", "Xavier", "LeCun", "He", "Iris",
    "XOR", "PyTorch", "NumPy", "Numba", "Python", "Linux", "Qt", "Qt for Python and Qt", "Inter",
    "offscreen", "llvmlite", "pyqtgraph", "platformdirs", "ziamath", "Segno", "float16", "bfloat16",
    "float32", "float64", "IEEE 754", "UCI Machine Learning Repository (CC BY 4.0)", "PNG", "SVG",
    "PDF", "CSV", "CET", "Ctrl", "Shift", "Alt", "Esc", "Space", "Home", "End", "Left", "Right",
    "Return", "PgUp", "PgDown", "SIL Open Font License 1.1", *(terms for _, _, terms in LICENSES),
)  # fmt: skip
# functions and quantities in formulas
SYMBOLS = (
    "min", "max", "ln", "log", "exp", "tanh", "cos", "sin", "fan_in", "fan_out", "cr", "AA", "BA",
    "AB", "BB", "L = mean", "L = −mean", "y_class", "Π mean z",
    "log10", "var", "mean z",
)  # fmt: skip
QT = ("Scroll Left", "Scroll Right", "OK", "Cancel", "Close", "Save", "Discard", "Don't Save")
CITED = r"(?:[A-Z]\. )*[A-Z][\w'-]+(?: et al\.)?,? \d{4}"  # Krizhevsky 2010
FILE = r"[\w/-]*\w\.(?:csv|vgsim)\b"
NUMBER = r"\d[\d.,]*[eE][+-]?\d+"
LINE = 20  # letters: a painted line of a text is longer
LONGEST_SYMBOL = 3  # letters: a value of a placeholder with more, all small, is a word


def escaped(text: str) -> str:
    """What of a text did not come through `tr` and is no name; empty if there is nothing."""
    if not re.search(r"[A-Za-z]{2,}", outside(text)):
        return ""  # what takes long would leave even less
    rest = _without_names(outside(_without_files(text)))
    return rest if re.search(r"[A-Za-z]{2,}", rest) else ""


def untranslated_value(text: str) -> str:
    """What a placeholder holds that is a word and did not come through `tr`."""
    if re.search(r"\w[\].]\w+:? ", text):  # a line about a file names its keys and their values
        return ""
    inside = _plain(values(_without_files(text)))
    if _is_line(inside.strip(" :…")):
        return ""
    rest = _without_names(re.sub(r"“[^”]*”", " ", inside))
    words = re.findall(rf"(?<![\w_.])[a-z]{{{LONGEST_SYMBOL + 1},}}(?![\w_.])", rest)
    return " ".join(words)


def source(words: str) -> str:
    """The files from which a text may come: those with a literal that has its longest word."""
    longest = max(re.findall(r"[A-Za-z_]+", words), key=len)
    fitting = [(name, text) for name, text in _literals() if longest in text]
    exact = [name for name, text in fitting if _plain(text) in words]
    return ", ".join(list(dict.fromkeys(exact or [name for name, _ in fitting]))[:3]) or "?"


def _plain(text: str) -> str:
    """On one line; a tooltip may have been broken after a hyphen."""
    return re.sub(r"(?<=\w)- (?=\w)", "-", " ".join(text.split()))


@cache
def _without_files(text: str) -> str:
    """Without texts of files, which are translated as such: scenarios, glossary, help."""
    text = _plain(text)
    for each in _told():
        text = text.replace(each, " ")
    cut = text.removesuffix("…").strip()
    if _is_line(cut):
        return ""
    if cut != text and any(each.startswith(cut) for each in (*_told(), *NAMES)):
        return ""
    start, _, end = text.partition("…")  # a title that is cut in its middle, or at its start
    if start and end:
        return "" if any(_begins_and_ends(each, start, end) for each in _told()) else text
    inner = end.removesuffix("…")
    whole = inner and not inner.startswith(" ") and any(inner in each for each in _told())
    return "" if whole else text


def _begins_and_ends(text: str, start: str, end: str) -> bool:
    return text.startswith(start) and text.endswith(end)


def _is_line(text: str) -> bool:
    """Whether this is one line of a file's text that wraps."""
    if len(text) > LINE:
        return any(text in each for each in _told())
    return len(text) > LINE // 2 and any(each.startswith(f"{text} ") for each in _told())


@cache
def _told() -> tuple[str, ...]:
    """Texts of the scenarios and of the glossary, titles of pages; the longest first."""
    told = []
    for entry in entries():
        told += [f"{entry.term}: {entry.plain}", entry.plain, entry.precise, entry.source]
    for each in scenarios():
        told += [each.title, each.about.note, each.about.source]
        titles = (lane.title for lane in each.experiment.lanes)
        told += [title for title in titles if _without_names(title)]
    for lesson in lessons():
        told += [lesson.title, lesson.about]
    pages = (find(f"help/{name}.md").read_text("utf-8").partition("\n")[0] for name in PAGES)
    told += [page.removeprefix("# ").partition(":")[0] for page in pages]
    return tuple(sorted({_plain(text) for text in told if text}, key=len, reverse=True))


def _without_names(text: str) -> str:
    known = sorted((*NAMES, *QT, *SYMBOLS), key=len, reverse=True)
    names = "|".join(map(re.escape, known))
    text = re.sub(rf"{FILE}|{CITED}|{NUMBER}", " ", text)
    text = re.sub(rf"(?<![^\W_])(?:{names})(?![^\W_])", " ", text)
    return _plain(re.sub(r"[A-Z]\w*…", " ", text))  # a name that is cut


@cache
def _literals() -> tuple[tuple[str, str], ...]:
    """File and text of every literal that is not the text of a `tr`."""
    found = []
    for path in (*ROOT.glob("ui/**/*.py"), *ROOT.glob("vgsim/**/*.py")):
        name = path.relative_to(ROOT).as_posix()
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        told = {id(node.args[0]) for node in nodes if isinstance(node, ast.Call) and is_tr(node)}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [(name, node.value)] * (id(node) not in told)
    return tuple(found)
