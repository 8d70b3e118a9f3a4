"""Mathematics and random words that give the same bits on any machine, written once for arrays and for loops.

The functions use additions, multiplications, divisions and square roots of IEEE 754 binary64, and whole-number
operations, which every conforming machine rounds alike; never the platform's mathematics library. NumPy runs them
on arrays of any shape; the season's compiled kernel compiles the very same functions for single numbers. Only
`pick`, `to_bits` and `from_bits` differ between the two, and none of them rounds.

Sources: Cody and Waite (1980), "Software Manual for the Elementary Functions", for the reduced ranges; Taylor series
on them; Box and Muller (1958) for normals; Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as
1, 2, 3", for Philox4x32-10.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LOG2E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
SQRT_HALF = 0.7071067811865476
TURN = 6.283185307179586
SHIFT = 6755399441055744.0  # 1.5 * 2**52: adding and taking it away rounds to the nearest whole number
SHIFT_BITS = np.int64(0x4338000000000000)  # bits of SHIFT; a small whole number k in the sum stands above them
TWO52 = 4503599627370496.0
TWO52_BITS = np.int64(0x4330000000000000)
MANTISSA = np.int64(0x000FFFFFFFFFFFFF)
HALF_BITS = np.int64(0x3FE0000000000000)
UNIT_INTERVAL = 2.0**-32
EXP_LIMIT = 708.0

MASK = np.uint64(0xFFFFFFFF)
WORD_BITS = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)


def pick(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the condition holds, else ``no``."""
    return np.where(condition, yes, no)


def to_bits(x: Any) -> Any:
    """The 64 bits of a binary64 number as a signed whole number."""
    return np.asarray(x, dtype=np.float64).view(np.int64)


def from_bits(bits: Any) -> Any:
    """The binary64 number with those 64 bits."""
    return np.asarray(bits, dtype=np.int64).view(np.float64)


def exp(x: Any) -> Any:
    """Exponential of ``x``, which is first limited to -708..708, so that it neither overflows nor underflows.

    Examples
    --------
    >>> float(exp(0.0))
    1.0
    """
    x = pick(x < EXP_LIMIT, x, EXP_LIMIT)
    x = pick(x > -EXP_LIMIT, x, -EXP_LIMIT)
    shifted = x * LOG2E + SHIFT
    k = shifted - SHIFT
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = r * 1.6059043836821613e-10 + 2.08767569878681e-09
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 0.0001984126984126984
    p = p * r + 0.001388888888888889
    p = p * r + 0.008333333333333333
    p = p * r + 0.041666666666666664
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * from_bits((to_bits(shifted) - SHIFT_BITS + np.int64(1023)) << np.int64(52))


def log(x: Any) -> Any:
    """Natural logarithm of positive, normal ``x``.

    Examples
    --------
    >>> float(log(1.0))
    0.0
    """
    bits = to_bits(x)
    mantissa = from_bits((bits & MANTISSA) | HALF_BITS)
    exponent = from_bits((bits >> np.int64(52)) | TWO52_BITS) - (TWO52 + 1022.0)
    small = mantissa < SQRT_HALF
    exponent = pick(small, exponent - 1.0, exponent)
    m = pick(small, mantissa + mantissa, mantissa)
    s = (m - 1.0) / (m + 1.0)
    q = s * s
    p = q * 0.09523809523809523 + 0.10526315789473684
    p = p * q + 0.11764705882352941
    p = p * q + 0.13333333333333333
    p = p * q + 0.15384615384615385
    p = p * q + 0.18181818181818182
    p = p * q + 0.2222222222222222
    p = p * q + 0.2857142857142857
    p = p * q + 0.4
    p = p * q + 0.6666666666666666
    series = s * 2.0 + s * (q * p)
    return exponent * LN2_HIGH + (series + exponent * LN2_LOW)


def sin_cos_turn(u: Any) -> tuple[Any, Any]:
    """Sine and cosine of ``u`` turns (``2*pi*u``) for ``u`` in 0..1.

    Examples
    --------
    >>> sine, cosine = sin_cos_turn(0.25)
    >>> float(sine), abs(float(cosine))
    (1.0, 0.0)
    """
    shifted = u * 4.0 + SHIFT
    r = (u - (shifted - SHIFT) * 0.25) * TURN
    q = r * r
    s = q * -7.647163731819816e-13 + 1.6059043836821613e-10
    s = s * q - 2.505210838544172e-08
    s = s * q + 2.7557319223985893e-06
    s = s * q - 0.0001984126984126984
    s = s * q + 0.008333333333333333
    s = s * q - 0.16666666666666666
    s = s * q + 1.0
    s = s * r
    c = q * 4.779477332387385e-14 - 1.1470745597729725e-11
    c = c * q + 2.08767569878681e-09
    c = c * q - 2.755731922398589e-07
    c = c * q + 2.48015873015873e-05
    c = c * q - 0.001388888888888889
    c = c * q + 0.041666666666666664
    c = c * q - 0.5
    c = c * q + 1.0
    quarter = to_bits(shifted) & np.int64(3)
    odd = (quarter & np.int64(1)) == np.int64(1)
    sine = pick(odd, c, s)
    cosine = pick(odd, s, c)
    sine = pick(quarter >= np.int64(2), -sine, sine)
    cosine = pick((quarter == np.int64(1)) | (quarter == np.int64(2)), -cosine, cosine)
    return sine, cosine


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Philox4x32-10 of four counter words under a key of two; all words are uint64 below 2**32."""
    for _ in range(10):
        product0 = MULTIPLIER_0 * c0
        product1 = MULTIPLIER_1 * c2
        c0 = (product1 >> WORD_BITS) ^ c1 ^ k0
        c2 = (product0 >> WORD_BITS) ^ c3 ^ k1
        c1 = product1 & MASK
        c3 = product0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def uniform_of(word: Any) -> Any:
    """A 32-bit word as a number strictly between 0 and 1, in steps of 2**-32."""
    return ((from_bits(word | np.uint64(TWO52_BITS)) - TWO52) + 0.5) * UNIT_INTERVAL


def normals_of(first: Any, second: Any) -> tuple[Any, Any]:
    """Two words as two independent standard normals (Box and Muller 1958)."""
    radius = np.sqrt(log(uniform_of(first)) * -2.0)
    sine, cosine = sin_cos_turn(uniform_of(second))
    return radius * cosine, radius * sine
