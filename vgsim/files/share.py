"""Share codes: an experiment as one line of text, short enough for a chat or a QR picture.

A code is `VG1:` and the base64url text, without `=`, of the zlib-compressed JSON of a scenario
file (RFC 4648, section 5; RFC 1950). Like any file from elsewhere, it is not trusted.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import replace
from typing import NoReturn

from vgsim.describe.about import About
from vgsim.describe.codec import encode
from vgsim.describe.errors import Fault, SpecError
from vgsim.describe.spec import DataSpec, Experiment
from vgsim.files.code_text import LONGEST, PREFIX, WRAPPED, cleaned
from vgsim.words.language import tr

LARGEST = 2**18  # bytes of its JSON
_LONGEST_TEXT = 4 * LONGEST  # characters, with the line breaks and marks that mail programs add
_CODE = re.compile("[A-Za-z0-9_-]*")


class NoCodeError(ValueError):
    """An experiment has no share code; the message says why, and what to do instead."""


def share_code(experiment: Experiment, about: About | None = None) -> str:
    """The code of an experiment, without the user's notes.

    Raises:
        NoCodeError: it uses the user's own table, or is too large.
    """
    data = (experiment.data, *(lane.data for lane in experiment.lanes))
    if any(each is not None and each.name == "csv" for each in data):
        raise NoCodeError(
            tr(
                "A share code has no room for your own table. Save the experiment, and pass on the "
                "file together with the table."
            )
        )
    tree = json.loads(encode(_without_paths(experiment), about=about))
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8")
    code = PREFIX + urlsafe_b64encode(zlib.compress(content, 9)).decode("ascii").rstrip("=")
    if len(code) > LONGEST or len(content) > LARGEST:
        raise NoCodeError(
            tr(
                "This experiment does not fit into a share code: it needs {count} characters, and "
                "a code has at most {most}. Save the experiment, and pass on the file.",
                count=f"{len(code):,}", most=f"{LONGEST:,}",
            )
        )  # fmt: skip
    return code


def content_of_code(text: str) -> bytes:
    """The JSON in a share code; line breaks and spaces in it do not matter.

    Raises:
        SpecError: the code is damaged, or was made by a newer program.
    """
    if len(text) > _LONGEST_TEXT:
        _refuse(tr("the text is too long for a share code"))
    code = cleaned(text).rstrip(WRAPPED + "=.,;")
    if not code.startswith(PREFIX):
        _refuse(tr("a share code begins with VG1:"))
    body = code.removeprefix(PREFIX)
    if not _CODE.fullmatch(body):
        _refuse(tr("the share code has a character that no code has"))
    try:
        content = _inflated(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (zlib.error, Error):
        content = None
    if content is None:
        _refuse(tr("the share code is damaged or not complete; copy all of it"))
    return content


def _inflated(packed: bytes) -> bytes | None:
    """The content of the compressed bytes; None if there is more or less than one whole stream.

    Raises:
        zlib.error: they are damaged.
        SpecError: the content is larger than any experiment's.
    """
    stream = zlib.decompressobj()
    content = stream.decompress(packed, LARGEST + 1)
    if len(content) > LARGEST:
        _refuse(tr("the share code holds more than an experiment can have"))
    return content if stream.eof and not stream.unused_data else None


def _without_paths(experiment: Experiment) -> Experiment:
    """The experiment without notes and paths, which are private; generated data have no path."""
    lanes = (
        each if each.data is None else replace(each, data=_without_path(each.data))
        for each in experiment.lanes
    )
    return replace(experiment, notes="", data=_without_path(experiment.data), lanes=tuple(lanes))


def _without_path(data: DataSpec) -> DataSpec:
    return replace(data, path=None)


def _refuse(message: str) -> NoReturn:
    raise SpecError((Fault("", "", "", message=message),))
