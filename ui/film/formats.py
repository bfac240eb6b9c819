"""The kinds of files that a film can be written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from vgsim.play.film import RATES
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.film.writer import Writer
    from vgsim.play.film import FilmPace


def _webp() -> type[Writer]:
    from ui.film.webp import WebpWriter

    return WebpWriter


def _gif() -> type[Writer]:
    from ui.film.gif import GifWriter

    return GifWriter


def _apng() -> type[Writer]:
    from ui.film.apng import ApngWriter

    return ApngWriter


def _mp4() -> type[Writer]:
    from ui.film.mp4 import Mp4Writer

    return Mp4Writer


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """A kind of file: its name on the screen, its extension, and what writes it."""

    name: str
    suffix: str
    get: Callable[[], type[Writer]]
    needs: str = ""  # the optional package that codes it
    fastest: int = RATES[1]  # frames a second at most

    @property
    def there(self) -> bool:
        """Whether its encoder is installed."""
        return not self.needs or find_spec(self.needs) is not None

    def check(self, pace: FilmPace) -> None:
        """Check that this kind of file can have the frames a second of this film.

        Raises:
            ValueError: it cannot; the text is a sentence.
        """
        if pace.rate > self.fastest:
            raise ValueError(
                tr(
                    "A film of this kind of file has at most {most} frames a second.",
                    most=self.fastest,
                )
            )

    def writer(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> Writer:
        """Begin a film of this kind.

        Raises:
            ValueError: this kind of file cannot have such a film; the text is a sentence.
        """
        return self.get()(file, size, pace)


GIF_FASTEST = 50  # programs show a picture that lasts less than 2/100 s for 10/100 s
FORMATS = (
    FilmFormat(tr("WebP: all colors, small"), ".webp", _webp),
    FilmFormat(tr("GIF: shown everywhere, fewer colors"), ".gif", _gif, fastest=GIF_FASTEST),
    FilmFormat(tr("PNG (animated): all colors"), ".png", _apng),
    FilmFormat(tr("MP4: for video players"), ".mp4", _mp4, "av"),
)


def formats() -> tuple[FilmFormat, ...]:
    """The kinds of files that can be written here."""
    return tuple(each for each in FORMATS if each.there)


def format_of(suffix: str) -> FilmFormat:
    """The kind of file with this extension.

    Raises:
        ValueError: there is none, or its encoder is missing; the text is a sentence.
    """
    suffix = ".png" if suffix.lower() == ".apng" else suffix.lower()
    found = next((each for each in FORMATS if each.suffix == suffix), None)
    if found is None:
        known = ", ".join(each.suffix for each in FORMATS)
        raise ValueError(tr("The name of a film ends in one of these: {known}.", known=known))
    if not found.there:
        raise ValueError(
            tr(
                "For {suffix} the Python package {package} is needed, which is not installed.",
                suffix=found.suffix,
                package=found.needs,
            )
        )
    return found
