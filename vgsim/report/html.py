"""Writes a report as one HTML file that needs nothing else; each network prints on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from vgsim.files.qr import qr_squares, qr_svg
from vgsim.report.charts import gradient_chart, loss_chart
from vgsim.report.page import Fact, LayerRows, NetworkPage, Report
from vgsim.words.language import tr

_STYLE = """
@page { size: A4; margin: 12mm 14mm }
body { max-width: 184mm; margin: 1.5rem auto; padding: 0 1rem; color: #111; background: #fff }
body { font: 9.5pt/1.35 Inter, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
section + section { border-top: 2px solid #555; margin-top: 2.5em; padding-top: 1.5em }
header { display: flex; justify-content: space-between; gap: 1.5em; align-items: baseline }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1.05em; margin: .9em 0 .25em; break-after: avoid }
p { margin: .25em 0 }
.name { flex: none; white-space: nowrap; color: #444 }
.name i { display: inline-block; border-bottom: 1px solid #777; width: 15em }
.name i.short { width: 6em }
.network { font-size: 1.15em; font-weight: 600; margin-top: .4em; overflow-wrap: anywhere }
.facts { color: #333 }
.facts span { white-space: nowrap; margin-right: 1.1em }
.facts b { font-weight: 600 }
.verdict { border-left: 4px solid #555; padding: .1em 0 .1em .8em; margin: .6em 0 }
.verdict.good { border-color: #15803d } .verdict.warn { border-color: #b45309 }
.verdict.bad { border-color: #b00020 }
.verdict > p:first-child { font-weight: 600; font-size: 1.1em }
.verdict b { font-weight: 600 }
.charts, .tables { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2em; align-items: start }
.tables { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr) }
.charts svg { width: 100%; height: auto }
.charts text { font-family: Inter, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
table { border-collapse: collapse; width: 100%; font-size: .85em }
th, td { text-align: right; padding: .1em .2em; border-bottom: 1px solid #ddd }
th { font-weight: 600; border-color: #555 }
th { white-space: nowrap }
.words th, .words td { text-align: left; overflow-wrap: anywhere }
.words td:first-child { white-space: nowrap }
.gap { text-align: center; color: #555 }
.notes { white-space: pre-wrap; overflow-wrap: anywhere }
.line { border-bottom: 1px solid #999; height: 1.7em }
.share { display: flex; gap: 1em; align-items: flex-start; break-inside: avoid }
.share svg { flex: none; width: 30mm; height: 30mm }
code { font: 6pt/1.25 monospace; overflow-wrap: anywhere }
.made { color: #555; font-size: .85em; margin-top: .6em }
@media print {
  body { margin: 0; max-width: none; padding: 0 }
  section + section { border: 0; margin: 0; padding: 0; break-before: page }
  .charts svg { max-height: 50mm }
}
"""
_LINES = 4  # to write on, if there are no notes


def html(report: Report) -> str:
    """The text of the file."""
    pages = "\n</section>\n<section>\n".join(
        "\n".join(_page(report, page, number)) for number, page in enumerate(report.pages, 1)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<section>\n{pages}\n</section>\n</body>\n</html>\n"
    )


def _page(report: Report, page: NetworkPage, number: int) -> Iterator[str]:
    name, when = escape(tr("Name")), escape(tr("Date"))
    yield (
        f"<header><h1>{escape(report.title)}</h1>"
        f'<div class="name">{name} <i></i> {when} <i class="short"></i></div></header>'
    )
    yield f'<div class="network">{escape(heading(report, page, number))}</div>'
    yield _facts(page.setup)
    yield _facts(page.results)
    yield f'<div class="verdict {page.severity}"><p>{escape(page.verdict)}</p>'
    for each in page.answers:
        yield f"<p><b>{escape(each.question)}</b> {escape(each.sentence)}</p>"
    if report.comparison:
        yield f"<p><b>{escape(tr('Compared:'))}</b> {escape(report.comparison)}</p>"
    yield "</div>"
    yield f'<div class="charts">{loss_chart(page)}{gradient_chart(page)}</div>'
    yield '<div class="tables"><div>'
    yield from _differing(page)
    yield from _changes(page)
    yield "</div><div>"
    yield from _layers(page.layers)
    yield "</div></div>"
    if number == 1:
        yield from _notes(report.notes)
        yield from _share(report)
    else:
        yield f"<p>{escape(tr('Notes and share code are on page 1.'))}</p>"
    yield f'<p class="made">{escape(report.made)}</p>'


def heading(report: Report, page: NetworkPage, number: int) -> str:
    """The title of a page: the network, and which of how many it is."""
    if len(report.pages) == 1:
        return page.title
    return tr(
        "Network {number} of {count}: {title}", number=number, count=len(report.pages),
        title=page.title,
    )  # fmt: skip


def _facts(facts: Iterable[Fact]) -> str:
    spans = (f"<span>{escape(each.label)} <b>{escape(each.value)}</b></span>" for each in facts)
    return f'<p class="facts">{" ".join(spans)}</p>'


def _differing(page: NetworkPage) -> Iterator[str]:
    yield f"<h2>{escape(tr('Settings that are not the default'))}</h2>"
    if not page.differing:
        yield f"<p>{escape(tr('All settings have their defaults.'))}</p>"
        return
    titles = tr("setting"), tr("here"), tr("default")
    yield _table(titles, ((each.label, each.new, each.old) for each in page.differing), "words")
    if page.more_differing:
        yield f"<p>{escape(more(page.more_differing))}</p>"


def _changes(page: NetworkPage) -> Iterator[str]:
    yield f"<h2>{escape(tr('What was changed, and when'))}</h2>"
    if not page.changes:
        yield f"<p>{escape(page.no_changes)}</p>"
        return
    if page.more_changes:
        yield f"<p>{escape(tr('%n earlier change(s), and then:', '', page.more_changes))}</p>"
    titles = tr("when"), tr("what")
    yield _table(titles, ((each.when, each.what) for each in page.changes), "words")


def _layers(rows: LayerRows) -> Iterator[str]:
    yield f"<h2>{escape(tr('Layers'))}</h2>"
    yield _table(rows.titles, rows.rows, "", rows.gap)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]], kind: str, gap: str = "") -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in titles)
    body = []
    for row in rows:
        cells = "".join(f"<td>{escape(each)}</td>" for each in row)
        empty = f'<td class="gap" colspan="20">{escape(gap)}</td>'
        body.append(f"<tr>{cells or empty}</tr>")
    return f'<table class="{kind}"><tr>{head}</tr>{"".join(body)}</table>'


def _notes(notes: str) -> Iterator[str]:
    yield f"<h2>{escape(tr('Notes'))}</h2>"
    yield f'<p class="notes">{escape(notes)}</p>' if notes else '<div class="line"></div>' * _LINES


def _share(report: Report) -> Iterator[str]:
    yield f"<h2>{escape(tr('Share code'))}</h2>"
    if not report.code:
        yield f"<p>{escape(report.no_code)}</p>"
        return
    squares = qr_squares(report.code)
    drawn = "" if squares is None else qr_svg(squares, 136, tr("QR picture of the share code"))
    text = f"<p>{escape(CODE_HELP)}</p><code>{escape(report.code)}</code>"
    yield f'<div class="share">{drawn}<div>{text}</div></div>'


def more(count: int) -> str:
    """How many settings are not listed."""
    return tr("and %n more setting(s)", "", count)


CODE_HELP = tr("It opens this experiment in vgsim: Edit, Paste share code.")
