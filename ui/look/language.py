"""Chooses the language of the program: that of the system, if there is a translation."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTranslator

from resources import find
from vgsim.words.language import use

_LANGUAGES = "languages"  # folder of vgsim_de.qm, vgsim_pt_BR.qm and so on
_installed: list[QTranslator] = []  # Qt does not keep it


def install(locale: QLocale | None = None) -> bool:
    """Translate from now on into the language of `locale`, by default the system's.

    Many texts are looked up when their module is imported: call this before other imports.

    Returns:
        Whether there is a translation; without one, texts stay English.
    """
    translator = QTranslator()
    if not translator.load(locale or QLocale.system(), "vgsim", "_", str(find(_LANGUAGES))):
        return False
    _installed[:] = [translator]
    use(
        lambda text, about, n: translator.translate("", text, about, -1 if n is None else n) or None
    )
    return True
