"""Translates the texts of the window.

The source text is English. Qt's `lupdate` finds every `tr("...")` in the sources, with an empty
context. The translator that `use` installs returns the text in another language.
"""

from __future__ import annotations

from collections.abc import Callable

# (source text, what it is about, count or None) -> its translation, or None
Translator = Callable[[str, str, int | None], str | None]

_translator: Translator | None = None


def use(translator: Translator | None) -> None:
    """Use this translator from now on; None: texts are English.

    Many texts are translated when their module is imported, so call this before other imports.
    """
    global _translator
    _translator = translator


def tr(text: str, about: str = "", n: int | None = None, /, **parts: object) -> str:
    """The text in the user's language.

    Args:
        text: the English text; a literal, because `lupdate` reads the source. `{name}` is a
            placeholder, `%n` the count, and `(s)` the English plural: "%n unit(s)".
        about: what the text is about, for a text with two meanings.
        n: the count that `%n` shows and that determines the plural. A count in another format is
            a placeholder: tr("{count} row(s)", "", n, count=f"{n:,}").
        parts: the values of the placeholders. If there are none, braces stay as they are.
    """
    found = None if _translator is None else _translator(text, about, n)
    if found is None:
        found = text if n is None else text.replace("(s)", "" if n == 1 else "s")
    if n is not None:
        found = found.replace("%n", str(n))
    return found.format_map(parts) if parts else found
