"""Gives texts that a person reads in the language of the program.

The source text is English. Qt's `lupdate` finds every `tr("...")` in the sources, with an empty
context; a translator that `use` installs answers with the text of another language.
"""

from __future__ import annotations

from collections.abc import Callable

# (source text, what it is about, count or None) -> translation; None if there is none
Translator = Callable[[str, str, int | None], str | None]

_translator: Translator | None = None


def use(translator: Translator | None) -> None:
    """Translate from now on with this translator; with None, texts are English.

    Many texts are looked up when their module is imported, so this comes before other imports.
    """
    global _translator
    _translator = translator


def tr(text: str, about: str = "", n: int | None = None, /, **parts: object) -> str:
    """A text that a person reads, in the language of the program.

    Args:
        text: the English text, a literal, so that `lupdate` finds it. `{name}` is a placeholder;
            `%n` is the count and `(s)` after a noun its English plural: "%n unit(s)".
        about: what the text is about, where the same English text has two meanings.
        n: the count for `%n` and the plural.
        parts: the values of the placeholders. Without any, braces stay as they are.
    """
    found = None if _translator is None else _translator(text, about, n)
    if found is None:
        found = text if n is None else text.replace("(s)", "" if n == 1 else "s")
    if n is not None:
        found = found.replace("%n", str(n))
    return found.format_map(parts) if parts else found
