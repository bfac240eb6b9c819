"""Applies a theme to Qt's widgets with a palette, a font and a style sheet."""

from __future__ import annotations

from functools import lru_cache
from string import Template

from PySide6.QtWidgets import QApplication, QWidget

from resources import find
from ui.look.theme import Theme, font, palette


def running_application() -> QApplication:
    """The application of this process."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def apply(application: QApplication, theme: Theme, window: QWidget | None = None) -> None:
    """Set the application's palette and font, and the style sheet of its window.

    The application itself gets no style sheet: when that changes, Qt styles every widget once for
    each of its ancestors, which takes four times as long. Dialogs, menus and tooltips inherit the
    window's.
    """
    application.setPalette(palette(theme))
    application.setFont(font(theme))
    if window is not None and window.styleSheet() != stylesheet(theme):
        window.setStyleSheet(stylesheet(theme))


@lru_cache(maxsize=8)
def stylesheet(theme: Theme) -> str:
    """resources/themes/style.qss with this theme's tokens filled in."""
    template = Template(find("themes/style.qss").read_text(encoding="utf-8"))
    return template.substitute(_substitutions(theme))


def _substitutions(theme: Theme) -> dict[str, str]:
    """All tokens by name, and lengths derived from them."""
    tokens = {name: str(getattr(theme, name)) for name in Theme.__slots__}
    groove = max(4, theme.handle // 4)
    # equal margins above and below, otherwise the handle is drawn square
    groove += (theme.handle - groove) % 2
    check = max(16, round(theme.control_height * 0.55))
    scroll = max(10, theme.spacing + 4)
    lengths = {
        "inner": theme.control_height - 2,  # a 1 px border above and below
        "half": theme.spacing // 2,
        "double": 2 * theme.spacing,
        "reading": max(theme.font_size, theme.label_size),  # sentences
        "tab": theme.control_height - 5,
        "menu_item": theme.control_height - 2 * (theme.spacing // 2),
        "groove": groove,
        "handle_inner": theme.handle - 4,  # a 2 px border on both sides
        "handle_margin": -((theme.handle - groove) // 2),
        "handle_radius": theme.handle // 2,
        "check": check,
        "check_half": check // 2,
        "scroll": scroll,
        "scroll_half": (scroll - 4) // 2,
    }
    marks = find("themes/dark" if theme.dark else "themes/light").as_posix()
    return tokens | {name: str(length) for name, length in lengths.items()} | {"marks": marks}
