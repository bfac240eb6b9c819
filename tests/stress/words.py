"""Values that readers of files have to cope with."""

from __future__ import annotations

from vgsim.describe.fields import FIELDS

NUMBERS = (
    0, -0.0, 1, -1, 2, 3, 5, 0.5, 0.1, 0.99, 0.999999, 100, 200, 201, 256, 257, 500, 1000,
    100_000, 100_001, 1e6, 1e15, 5e-324, 1e-320, 1e300, -1e300, 1e301, 1e308, -1e308,
    2**31 - 1, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, 10**299, 10**300, 10**400,
)  # fmt: skip
LITERALS = (  # as they are written in a file, some against the rules
    b"1e999", b"-1e999", b"NaN", b"Infinity", b"-Infinity", b"1e-999", b"-0", b"0" * 400,
    b"9" * 4299, b"9" * 4301, b"1e400", b"1.0", b"01", b"+1", b".5", b"5.", b"0x10", b"1_000",
    b"true", b"null", b"[]", b"{}", "²".encode(), "٣".encode(),
)  # fmt: skip
UNICODE = (  # one text of every class that has ever hurt a reader
    "\0", "\t", "\x1b[31m", "\x7f", "\x85", "\u00a0", "\u00ad", "\u200b", "\u200c", "\u200d",
    "\u2028", "\u202e", "\u2066", "\ufeff", "\ufffe", "\ud800", "\udfff\ud800", "\ue000",
    "\U000e0041", "\U0010ffff", "é", "e\u0301", "Ａ", "ß", "İ", "ﬃ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "نمی\u200cخواهم", "a" + "\u0300" * 60,
)  # fmt: skip
MARKUP = ("<b>x</b>", "<img src='file:///secret.png'>", "&lt;", "%s%n", "{0}", "$HOME", "`id`")
PATHS = (  # of tables; the first two are there
    "t.csv", "sub/t.csv", "", ".", "..", "/", "sub", "missing.csv", "../x.csv", "sub/../t.csv",
    "/etc/passwd", "/dev/zero", "/proc/kmsg", "\\\\host\\share\\x.csv", "//host/share/x.csv",
    "C:\\x.csv", "C:x.csv", "NUL", "CON.csv", "file:///etc/passwd", "http://host/x.csv",
    "~/x.csv", "pipe.csv", "loop.csv", "t.csv/", "t.csv\0", "a" * 300 + ".csv",
    "x/" * 2000 + "t.csv", "\udcff.csv", "t.csv ",
)  # fmt: skip
FORMATS = (
    "vgsim/1", "vgsim/2", "vgsim/0", "vgsim/-1", "vgsim/", "vgsim", "VGSIM/1", "vgsim/1 ",
    "vgsim/²", "vgsim/١", "vgsim/" + "9" * 20, "vgsim/" + "9" * 4301, "vgsim/1.5",
)  # fmt: skip
TEXTS = ("", " ", "NaN", "null", "a" * 199, "a" * 201, "a" * 1001, "a" * 5000)
STRINGS = (*UNICODE, *MARKUP, *PATHS, *FORMATS, *TEXTS)
CHOICES = tuple(
    sorted(
        {each for field in FIELDS.values() if field.kind == "choice" for each in field.choices()}
    )
)
KEYS = tuple(
    sorted(
        {path.rsplit(".", 1)[-1] for path in FIELDS}
        | {"format", "lanes", "network", "data", "training", "before", "edits", "layers"}
    )
)
