"""Scenario files that no mutation finds: deep, wide, long, repeated, of any size."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.stress.words import FORMATS, LITERALS, STRINGS

_HEAD = b'{"format":"vgsim/1",'
_TAIL = b',"lanes":[{}]}'
Odd = Callable[[int, Random], bytes]  # of about this many bytes


def odd(random: Random) -> bytes:
    """One of them, of a size from 10 bytes to a little above what is read at all."""
    return random.choice(ODDITIES)(int(10 ** random.uniform(1, 6.05)), random)


def deep(size: int, random: Random) -> bytes:
    """Brackets within brackets, closed or not."""
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"":', b"}]")))
    times = size // (len(opening) + len(closing)) + 1
    inner = opening * times + b"0" + closing * (times if random.random() < 0.7 else 0)
    return random.choice((inner, _HEAD + b'"x":' + inner + _TAIL))


def deep_with_long_keys(size: int, random: Random) -> bytes:
    """Every level has a key as long as all levels, and many nodes at the bottom."""
    share = max(int((size / 3) ** 0.5), 1)
    opening = b'{"' + b"k" * share + b'":'
    nodes = b"[" + b"{}," * (size // 9) + b"{}]"
    return _HEAD + b'"x":' + opening * share + nodes + b"}" * share + _TAIL


def many_keys(size: int, random: Random) -> bytes:
    """Settings that do not exist, each with a name that is nearly that of another."""
    name = random.choice((b"k%d", b"dept%d", b"activatio%d"))
    keys = b",".join(b'"%b":1' % (name % k) for k in range(size // 12 + 1))
    return random.choice((_HEAD + keys + _TAIL, _in_network(keys)))


def repeated_keys(size: int, random: Random) -> bytes:
    """One key again and again, with a value that is wrong, or right."""
    pair = random.choice((
        b'"seed":1', b'"lanes":[{}]', b'"network":{}', b'"activation":"sigmoix"', b'"":0',
        b'"depth":3', b'"' + b"k" * 500 + b'":1',
    ))  # fmt: skip
    pairs = b",".join([pair] * (size // len(pair) + 1))
    return random.choice((_HEAD + pairs + _TAIL, _in_network(pairs)))


def long_key(size: int, random: Random) -> bytes:
    """A key or a value of this length."""
    text = random.choice(STRINGS[:-8] or STRINGS).encode("utf-8", "surrogatepass") or b"y"
    text = (text.replace(b'"', b"").replace(b"\\", b"") or b"y") * (size // len(text) + 1)
    return random.choice((
        _HEAD + b'"' + text + b'":1' + _TAIL,
        _HEAD + b'"title":"' + text + b'"' + _TAIL,
        _in_network(b'"activation":"' + text + b'"'),
    ))  # fmt: skip


def many_items(size: int, random: Random) -> bytes:
    """A list with more than it may have, of what is right, wrong or empty."""
    item = random.choice((
        b"{}", b"[]", b"0", b'""', b'{"network":{}}', b'{"step":0,"layer":1,"unit":0,"value":1}',
        b'{"layer":1}', b'{"step":0,"layr":1}', b'{"until":1,"network":{},"training":{}}',
    ))  # fmt: skip
    items = b"[" + b",".join([item] * (size // (len(item) + 1) + 1)) + b"]"
    name = random.choice((b"edits", b"layers", b"widths"))
    return random.choice((
        _HEAD + b'"lanes":' + items + b"}",
        _HEAD + b'"lanes":[{"before":' + items + b"}]}",
        _in_network(b'"%b":' % name + items),
        _HEAD + b'"data":' + items + _TAIL,
    ))  # fmt: skip


def many_edits(size: int, random: Random) -> bytes:
    """Weights typed in, as many as the size holds, no two the same."""
    value = random.choice((b"1", b"1e300", b"-1e300", b"1e301", b'"x"', b"NaN"))
    edits = b",".join(
        b'{"step":%d,"layer":1,"unit":%d,"value":%b}' % (k, k % 40, value)
        for k in range(size // 45 + 1)
    )
    return _in_network(b'"edits":[' + edits + b"]")


def long_number(size: int, random: Random) -> bytes:
    """A number of this many digits, as a whole number, a fraction or an exponent."""
    digits = b"9" * size
    number = random.choice((digits, b"-" + digits, b"0." + digits, b"1e" + digits, b"1e-" + digits))
    return random.choice((_HEAD + b'"seed":' + number + _TAIL, _in_network(b'"gain":' + number)))


def escapes(size: int, random: Random) -> bytes:
    """A text that is all escapes."""
    escape = random.choice((b"\\u0000", b"\\ud800", b"\\udc00\\ud800", b"\\n", b"\\u200d", b"\\\\"))
    return _HEAD + b'"title":"' + escape * (size // len(escape) + 1) + b'"' + _TAIL


def blank(size: int, random: Random) -> bytes:
    """White space, or zeros, around or instead of a file."""
    filling = random.choice((b" ", b"\n", b"\0", b"\t", b"\xff", b"\x00\x20")) * size
    return random.choice((filling, filling + _HEAD[:-1] + _TAIL, _HEAD[:-1] + _TAIL + filling))


def not_an_object(size: int, random: Random) -> bytes:
    """Valid JSON that is no scenario, or nearly JSON."""
    del size
    return random.choice((
        b"", b"null", b"[]", b"0", b'""', b"{", b"}", b"\xff", b"{}" * 100, b"{}", b"{} {}",
        b'{"format":' + random.choice(LITERALS) + b"}",
    ))  # fmt: skip


def formats(size: int, random: Random) -> bytes:
    """A format of the future, the past, or of digits that are none."""
    del size
    found = random.choice((*FORMATS, *STRINGS)).encode("utf-8", "surrogatepass")
    return b'{"format":"' + found + b'","lanes":[{}]}'


def _in_network(pairs: bytes) -> bytes:
    return _HEAD + b'"lanes":[{"network":{' + pairs + b"}}]}"


ODDITIES: tuple[Odd, ...] = (
    deep, deep_with_long_keys, many_keys, repeated_keys, long_key, many_items, many_edits,
    long_number, escapes, blank, not_an_object, formats,
)  # fmt: skip
