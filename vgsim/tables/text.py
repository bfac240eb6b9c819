"""Decodes a table's file into lines of text, or explains what kind of file it is instead."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO, TextIOWrapper

from vgsim.words.language import tr
from vgsim.words.plain import plain

LARGEST = 64 * 2**20  # bytes
MOST_LINES = 1_000_000  # including blank and comment lines
MOST_COLUMNS = 1001
LONGEST_CELL = 400  # characters
LONGEST_LINE = MOST_COLUMNS * (LONGEST_CELL + 3)
SHOWN = 40  # characters of a cell or a name in a message
_CHUNK = 2**16
_SIGNATURES = (  # first bytes of files that are not plain text
    (b"PK\x03\x04", tr("this is a ZIP archive or an Excel workbook; save the table as CSV")),
    (b"PK\x05\x06", tr("this is an empty ZIP archive")),
    (b"\x1f\x8b", tr("this is a gzip archive; unpack it first")),
    (b"\xd0\xcf\x11\xe0", tr("this is an Excel workbook; save the table as CSV")),
    (b"%PDF", tr("this is a PDF document, not a table")),
    (b"\xff\xfe\0\0", tr("the file is written in UTF-32; save it as UTF-8")),
    (b"\0\0\xfe\xff", tr("the file is written in UTF-32; save it as UTF-8")),
)
_MARKUP = re.compile(rb"<(!doctype|html|head|body|table|\?xml|!--)", re.I)
_JSON = re.compile(rb'(\[\s*)?\{\s*"|\[\s*\[')
_ARFF = re.compile(rb"(%[^\n]*\n|\s)*@relation", re.I)
_LIBSVM = re.compile(rb"[+-]?[\d.]+([ \t]+\d+:[+-]?[\d.]+([eE][+-]?\d+)?)+[ \t]*\r?\n")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Bytes that Windows-1252 text never has: control characters and undefined codes.
_NOT_CP1252 = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
CP1252_NOTE = tr("The file is not UTF-8; it is read as Windows-1252 (Latin-1).")


class TableError(ValueError):
    """A table that cannot be used; the message says where the fault is and what to do."""

    def __init__(self, message: str, line: int = 0, column: str = "", file: str = "") -> None:
        place = [file] if file else []
        place += [tr("line {line}", line=line)] if line else []
        place += [tr("column {column}", column=column)] if column else []
        where = ", ".join(place)
        super().__init__(tr("{place}: {fault}", place=where, fault=message) if place else message)
        self.message = message
        self.line = line
        self.column = column
        self.file = file

    def within(self, file: str) -> TableError:
        """The same error with the name of its file."""
        return TableError(self.message, self.line, self.column, plain(file, SHOWN))


def encoding_of(content: bytes) -> str:
    """The encoding of a table's file, as Python names it.

    Raises:
        TableError: the file is too large or not text.
    """
    if len(content) > LARGEST:
        raise TableError(tr("the file is larger than 64 MiB"))
    for start, message in _SIGNATURES:
        if content.startswith(start):
            raise TableError(message)
    if content[:2] in _UTF16:
        return "utf-16"
    start_of_text = content[:1000].removeprefix(codecs.BOM_UTF8).lstrip()
    if _MARKUP.match(start_of_text):
        raise TableError(tr("this is a web page or XML, not a table; save the table as CSV"))
    if _JSON.match(start_of_text):
        raise TableError(tr("this is JSON, not a table; save the table as CSV"))
    if _ARFF.match(start_of_text):
        raise TableError(tr("this is an ARFF file of Weka; save the table as CSV"))
    if _LIBSVM.match(start_of_text):
        raise TableError(tr("this is in LibSVM's format (index:value); save the table as CSV"))
    zero = content.find(b"\0")
    if zero >= 0:
        many = content.count(b"\0", 0, _CHUNK) * 3 > min(len(content), _CHUNK)
        if many:
            message = tr("there is a zero byte; is it UTF-16? Save it as UTF-8")
        else:
            message = tr("there is a zero byte")
        raise TableError(message, _line_of(content, zero))
    fault = _not_utf8(content)
    if fault is None:
        return "utf-8-sig"
    if content[:fault].isascii() and not _NOT_CP1252.search(content):
        return "cp1252"
    message = tr("this is not UTF-8 text; save the table as UTF-8")
    raise TableError(message, _line_of(content, fault))


def lines_of(content: bytes, encoding: str) -> Iterator[str]:
    """The lines of the text with their line ends, each at most `LONGEST_LINE` characters.

    Raises:
        TableError: a line is too long or not text, or there are too many lines.
    """
    text = TextIOWrapper(BytesIO(content), encoding, newline="")
    number = 0
    try:
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE + 1), ""), 1):
            if len(line) > LONGEST_LINE:
                message = tr("more than {most} characters in one line", most=LONGEST_LINE)
                raise TableError(message, number)
            if number > MOST_LINES:
                raise TableError(tr("there are more than {most} lines", most=MOST_LINES), number)
            if "\0" in line:
                raise TableError(tr("there is a zero byte"), number)
            yield line
    except UnicodeError:
        message = tr("this is not UTF-16 text; save the table as UTF-8")
        raise TableError(message, number + 1) from None


def _not_utf8(content: bytes) -> int | None:
    """The position of the first byte that is not UTF-8, found without keeping the text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            pending = len(decoder.getstate()[0])
            decoder.decode(content[start : start + _CHUNK])
        pending = len(decoder.getstate()[0])
        start = len(content)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return start - pending + error.start
    return None


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1
