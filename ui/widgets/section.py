"""A section that can be folded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr


class Section(QWidget):
    """A button with an arrow that shows or hides a widget."""

    def __init__(self, title: str, content: QWidget, *, opened: bool = False) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.content = content
        self.button = QToolButton()
        self.button.setProperty("role", "flat")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_title(title)
        self.button.clicked.connect(self._toggle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(content)
        content.setVisible(opened)

    def set_theme(self, theme: Theme) -> None:
        """Draw the arrow in the color of a theme."""
        self._theme = theme
        self._show_arrow()

    def set_title(self, title: str) -> None:
        """Set the text of the button."""
        self.button.setText(title)
        self.button.setAccessibleName(title)
        set_tooltip(self.button, tr("Show or hide: {title}", title=title))

    def _toggle(self) -> None:
        self.content.setVisible(self.content.isHidden())
        self._show_arrow()

    def _show_arrow(self) -> None:
        if self._theme is not None:
            name = "less" if self.content.isHidden() else "more"
            show_icon(self.button, name, self._theme.muted, self._theme.font_size)
