"""Writes a handout as one HTML file that needs nothing else: formulas and charts are SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from vgsim.teach.chart import chart, chart_text
from vgsim.teach.prose import Paragraph
from vgsim.teach.sheet import Block
from vgsim.teach.typeset import svg

_STYLE = """
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #111 }
body { font: 11.5pt/1.5 sans-serif }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .3em }
h2 { font-size: 1.15em; margin: 1.6em 0 .3em; break-after: avoid }
p { margin: .4em 0 }
.about { color: #444 }
.strong { font-weight: 600; break-after: avoid }
.option { display: flex; gap: .7em; break-inside: avoid }
.option b { border: 1px solid #555; border-radius: .2em; text-align: center }
.option b { flex: none; width: 1.5em; height: 1.5em }
.formula { text-align: center; margin: .8em 0; break-inside: avoid }
.chart { margin: .8em 0; break-inside: avoid }
.chart svg { max-width: 100%; height: auto }
.line { border-bottom: 1px solid #999; height: 2em }
.answers { break-before: page; border-top: 2px solid #555; margin-top: 3em; padding-top: 1em }
@media print { body { margin: 0; max-width: none } .answers { border: 0; margin: 0; padding: 0 } }
"""
_SIZE = re.compile(  # the baseline of the letters is at 0
    r'width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" '
    r'viewBox="(?P<from_left>[-\d.]+) (?P<from_top>[-\d.]+) '
)
_SCALE = 0.62  # of a formula typeset for 24 pixels next to text of 11.5 points


def html(blocks: Iterable[Block], title: str) -> str:
    """The text of the file."""
    body = "\n".join(_body(blocks))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<section>\n{body}\n</section>\n</body>\n</html>\n"
    )


def _body(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        text = _paragraph(block.text)
        match block.kind:
            case "title":
                yield f"<h1>{text}</h1>"
            case "heading":
                yield f"<h2>{text}</h2>"
            case "formula":
                drawn = _formula(block.formula, inline=False)
                yield f'<div class="formula">{drawn}</div>'
            case "option":
                mark = f"<b>{escape(block.mark)}</b>" if block.mark else ""
                yield f'<div class="option">{mark}<span>{text}</span></div>'
            case "chart":
                label = escape(chart_text(block))
                drawn = f'<div role="img" aria-label="{label}">{chart(block)}</div>'
                yield f'<div class="chart"><p>{text}</p>{drawn}</div>'
            case "write":
                yield '<div class="line"></div>' * block.count
            case "break":
                yield '</section>\n<section class="answers">'
            case _:
                yield f'<p class="{block.kind}">{text}</p>'


def _paragraph(paragraph: Paragraph) -> str:
    return "".join(
        _formula(piece.text, inline=True) if piece.formula else escape(piece.text)
        for piece in paragraph
    )


def _formula(tex: str, *, inline: bool) -> str:
    """The drawing of a formula on the line of the text, or its TeX where it cannot be typeset."""
    drawn, label = svg(tex, block=not inline), escape(tex)
    found = _SIZE.search(drawn)
    if found is None:
        return f"<code>{label}</code>"
    names = ("width", "height", "from_top")
    width, height, top = (float(found[name]) * _SCALE for name in names)
    below = height + top  # the baseline
    sized = (
        f'role="img" aria-label="{label}" width="{width:.2f}" height="{height:.2f}" '
        f'style="vertical-align:{-below:.2f}px" viewBox='
    )
    return drawn.replace(found[0], f'{sized}"{found["from_left"]} {found["from_top"]} ', 1)
