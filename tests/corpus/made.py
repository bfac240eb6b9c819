"""Files too large to be kept, each made by a line of code; names say the defect."""

from __future__ import annotations

from collections.abc import Callable

_BEGIN, _END = b'{"format":"vgsim/1",', b'"lanes":[{}]}'
_NETWORK, _NETWORK_END = b'{"format":"vgsim/1","lanes":[{"network":{', b"}}]}"
_EDIT = b'{"step":%d,"layer":1,"unit":0,"input":0,"value":1.5}'
_UNKNOWN = b'"wdth%d":1,' * 70_000 % tuple(range(70_000))
_KEY = b'{"' + b"a" * 500 + b'":'


def _edits(text: bytes, count: int) -> bytes:
    lane = b'{"network":{"edits":[' + b",".join([text] * 1000) + b"]}}"
    return b'{"format":"vgsim/1","lanes":[' + b",".join([lane] * count) + b"]}"


# name -> its content, and what is expected as in the files
MADE: dict[str, tuple[Callable[[], bytes], str]] = {
    "paths_of_23_gigabytes.vgsim": (
        lambda: (
            _BEGIN + b'"x":' + _KEY * 600 + b"[" + b"{}," * 150_000 + b"{}]" + b"}" * 600
            + b"," + _END
        ),
        "refused: nested more than 20 deep",
    ),
    "long_keys_over_many_objects.vgsim": (
        lambda: (
            _BEGIN + b'"x":' + _KEY * 17 + b"[" + b'{"b":1,"b":2},' * 30_000 + b"{}]" + b"}" * 17
            + b"," + _END
        ),
        "refused: and 29,981 more",
    ),
    "many_objects.vgsim": (
        lambda: _BEGIN + b'"x":[' + b"{}," * 340_000 + b"{}]," + _END,
        "refused: more than 100,000 values",
    ),
    "half_a_million_brackets.vgsim": (lambda: b"[" * 500_000, "refused: nested more than 20 deep"),
    "unknown_choices_40000.vgsim": (
        lambda: _NETWORK + b'"activation":"sigmoix",' * 40_000 + b'"depth":2' + _NETWORK_END,
        "refused: and 39,981 more",
    ),
    "unknown_keys_70000.vgsim": (
        lambda: _NETWORK + _UNKNOWN + b'"depth":2' + _NETWORK_END,
        "refused: and 69,980 more",
    ),
    "seed_80000_times.vgsim": (
        lambda: _BEGIN + b'"seed":-1,' * 80_000 + _END, "refused: and 79,981 more",
    ),
    "one_key_of_a_megabyte.vgsim": (
        lambda: _BEGIN + b'"' + b"sigmoi" * 170_000 + b'":1,' + _END,
        "refused: there is no setting",
    ),
    "one_choice_of_a_megabyte.vgsim": (
        lambda: _NETWORK + b'"activation":"' + b"sigmoi" * 170_000 + b'"' + _NETWORK_END,
        "refused: is not allowed",
    ),
    "quotes_after_backslashes.vgsim": (lambda: b'{"' + b'\\"' * 500_000, "refused: not JSON"),
    "one_value_more_than_shown.vgsim": (
        lambda: _BEGIN + b'"title":[' + b"1," * 90_000 + b"1]," + _END, "refused: title: [1, 1",
    ),
    "lost_weights_4000.vgsim": (
        lambda: PLAIN[".vgsim"]().replace(b'"unit":0', b'"unit":99'), "refused: and 3,980 more",
    ),
    "one_byte_too_large.vgsim": (lambda: b" " * (2**20 + 1), "refused: at most 1 MiB"),
    "cell_of_131000_digits.csv": (
        lambda: b"a,b\n1,2\n" + b"9" * 131_000 + b"x,3\n", "refused: 131001 characters in one cell",
    ),
    "one_line_of_commas.csv": (lambda: b"," * 2**23, "refused: characters in one line"),
    "blank_lines.csv": (lambda: b"\n" * 2**23, "refused: more than 1000000 lines"),
    "rows_100002.csv": (lambda: b"1,2\n" * 100_002, "refused: more than 100000 rows"),
    "wide_characters.csv": (
        lambda: b"a,b\n" + b"1,2\n" * 90_000 + "𝟗,1\n".encode(), "refused: is not a number",
    ),
    "quotes.csv": (lambda: b'"' * 2**20, "refused: "),
    "quotes_and_blanks.csv": (lambda: b'1 "2" 3 ' * 40_000 + b"\n1 2\n", "refused: columns"),
    "only_comments.csv": (lambda: b"# x\n" * 900_000, "refused: the file is empty"),
    "another_text_in_every_cell.csv": (
        lambda: b"a,b,c\n" + b"".join(b"u%d,v%d,w%d\n" % (k, k, k) for k in range(45_000)),
        "refused: more than 100 different texts",
    ),
    "thousand_columns_of_text.csv": (
        lambda: b"name," * 999 + b"y\n" + b"".join(
            b",".join([b"u%d" % (k % 7)] * 1000) + b"\n" for k in range(300)
        ),
        "refused: 6993 inputs are needed",
    ),
    "hundred_classes_in_utf16.csv": (
        lambda: "".join(f"{k},{k % 9},n{k % 100}\n" for k in range(90_000)).encode("utf-16"),
        "opens",
    ),
    "bytes_that_are_no_utf8.csv": (lambda: b"\xe4,b\n" + b"1,2\n2,1\n" * 45_000, "opens"),
}  # fmt: skip

# what a file of some size may cost: an ordinary one of the same kind
PLAIN: dict[str, Callable[[], bytes]] = {
    ".vgsim": lambda: _edits(_EDIT % 0, 4),
    ".csv": lambda: b"a,b,c\n" + b"1.5,-2.25,3\n2.5,-1.25,4\n" * 15_000,
}
