"""The floating-point formats a network can be computed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.registry import Registry
from vgsim.words.language import tr

Carrier = type[np.float32] | type[np.float64]


@dataclass(frozen=True, slots=True)
class Format:
    """A binary floating-point format. Arrays of type `carrier` hold its numbers.

    float16 and bfloat16 are computed as accelerators do: products are summed in float32, and every
    stored array is rounded to the format, to nearest, ties to even.
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    carrier: Carrier
    digits: int  # bits of the significand, including the leading one
    normal: int  # exponent of the smallest normal number
    largest: float

    @property
    def smallest_exponent(self) -> int:
        """Binary exponent of the smallest (subnormal) number above 0."""
        return self.normal - self.digits + 1

    @property
    def bytes(self) -> int:
        """Bytes of one number in its carrier."""
        return int(np.dtype(self.carrier).itemsize)

    @property
    def needs_rounding(self) -> bool:
        """Whether results must be rounded, because the carrier is wider than the format."""
        return self.digits < 24

    @property
    def smallest_normal(self) -> float:
        """The smallest positive number with all digits."""
        return 2.0**self.normal

    def rounded(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values rounded to the format, in its carrier; the same array if nothing changes."""
        if not self.needs_rounding:
            return values.astype(self.carrier, copy=False)
        with np.errstate(all="ignore"):
            if self.name == "float16":
                return values.astype(np.float16).astype(np.float32)
            bits = np.asarray(values, np.float32).view(np.uint32)
            rounded = bits + (0x7FFF + ((bits >> 16) & 1))  # to nearest, ties to even
            found = (rounded & np.uint32(0xFFFF0000)).view(np.float32)
            return np.where(np.isnan(values), np.float32(np.nan), found)


FORMATS = Registry(
    Format(
        "float64", tr("64 bits"), tr("53 binary digits, 4.9·10⁻³²⁴ … 1.8·10³⁰⁸"), "IEEE 754",
        tr("A sigmoid's gradient becomes exactly 0 after about 510 layers."),
        np.float64, 53, -1022, float(np.finfo(np.float64).max),
    ),
    Format(
        "float32", tr("32 bits"), tr("24 binary digits, 1.4·10⁻⁴⁵ … 3.4·10³⁸"), "IEEE 754",
        tr("A sigmoid's gradient becomes exactly 0 after about 70 layers."),
        np.float32, 24, -126, float(np.finfo(np.float32).max),
    ),
    Format(
        "float16", tr("16 bits, half"), tr("11 binary digits, 6.0·10⁻⁸ … 65504"), "IEEE 754",
        tr("A sigmoid's gradient becomes exactly 0 after ten layers: hence loss scaling."),
        np.float32, 11, -14, 65504.0,
    ),
    Format(
        "bfloat16", tr("16 bits, bfloat"), tr("8 binary digits, 9.2·10⁻⁴¹ … 3.4·10³⁸"),
        tr("Wang and Kanwar 2019"),
        tr("Almost the range of 32 bits, but only two decimal digits."),
        np.float32, 8, -126, 3.3895313892515355e38,
    ),
)  # fmt: skip
