"""Typesets the formulas of the activation functions.

Run: python3 .ci/formulas.py. Reads resources/formulas/formulas.json (LaTeX of f and f′ by name) and
writes one SVG each beside it, black, for type of 24 pixels. The program only shows the SVG files.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import ziamath

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "formulas"
SIZE = 24  # pixels of the type


def main() -> None:
    """Write all files again."""
    ziamath.config.svg2 = False  # paths instead of <use>, which Qt does not draw
    formulas = json.loads((FOLDER / "formulas.json").read_text("utf-8"))
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name, pair in formulas.items():
        for part, latex in zip(("value", "slope"), pair, strict=True):
            drawn = ziamath.Latex(latex, size=SIZE, color="#000000").svg()
            text = drawn.replace("<svg ", f'<svg data-latex="{escape(latex)}" ', 1)
            (FOLDER / f"{name}_{part}.svg").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
