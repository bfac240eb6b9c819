"""Makes the fonts of resources/fonts from Inter 3.19's (Inter-Regular.otf and Inter-SemiBold.otf).

Run: python3 .ci/fonts.py FOLDER, with the folder that holds the originals. Needs fontTools.

What is changed: digits have equal widths without a font feature, and glyphs do not depend on their
neighbors. A PDF can then tell which character each glyph is: from the tabular digits of the
originals, programs copy characters that do not exist. A tab has a glyph of its own, because Qt
otherwise writes tabs for spaces. The license allows it: Inter has no reserved name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "fonts"
TAB, EN_SPACE = 0x9, 0x2002


def main(originals: Path) -> None:
    """Write both fonts."""
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        font = TTFont(originals / name)
        tabular = _substitutes(font, "tnum")
        for table in font["cmap"].tables:
            kept = {code: g for code, g in table.cmap.items() if g not in tabular.values()}
            table.cmap = {code: tabular.get(glyph, glyph) for code, glyph in kept.items()}
            table.cmap[TAB] = table.cmap[EN_SPACE]
        for feature in _features(font, "calt"):
            feature.LookupListIndex = []
        font.save(FOLDER / name)


def _features(font: TTFont, tag: str) -> list:
    records = font["GSUB"].table.FeatureList.FeatureRecord
    return [record.Feature for record in records if record.FeatureTag == tag]


def _substitutes(font: TTFont, tag: str) -> dict[str, str]:
    """What a feature substitutes: the name of a glyph -> that of another."""
    lookups = font["GSUB"].table.LookupList.Lookup
    found: dict[str, str] = {}
    for feature in _features(font, tag):
        for index in feature.LookupListIndex:
            for table in lookups[index].SubTable:
                found |= getattr(table, "ExtSubTable", table).mapping
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
