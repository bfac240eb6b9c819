"""The report to hand in: one page about each network, as values, as HTML and as SVG charts."""
