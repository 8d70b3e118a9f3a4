"""Exponential, logarithm and sine that give the same bits on any machine.

The functions use additions, multiplications, divisions and square roots of IEEE 754 binary64 only, which
every conforming machine rounds alike, and never the platform's mathematics library. The season's compiled kernel
repeats the same operations in the same order, so that NumPy and compiled code agree to the last bit.

Polynomials: truncated Taylor/minimax series on reduced ranges (Cody and Waite 1980, "Software Manual for the
Elementary Functions"); the largest error against the platform's library is tested to be a few units in the
last place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOG2E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
SQRT_HALF = 0.7071067811865476
TWO_PI_FRACTION = 6.283185307179586
SHIFT = 6755399441055744.0  # 1.5 * 2**52: adding and taking it away rounds to the nearest whole number

EXP_COEFFICIENTS = (
    1.6059043836821613e-10,
    2.08767569878681e-09,
    2.505210838544172e-08,
    2.755731922398589e-07,
    2.7557319223985893e-06,
    2.48015873015873e-05,
    0.0001984126984126984,
    0.001388888888888889,
    0.008333333333333333,
    0.041666666666666664,
    0.16666666666666666,
    0.5,
    1.0,
    1.0,
)
LOG_COEFFICIENTS = (
    0.09523809523809523,
    0.10526315789473684,
    0.11764705882352941,
    0.13333333333333333,
    0.15384615384615385,
    0.18181818181818182,
    0.2222222222222222,
    0.2857142857142857,
    0.4,
    0.6666666666666666,
)
SIN_COEFFICIENTS = (
    -7.647163731819816e-13,
    1.6059043836821613e-10,
    -2.505210838544172e-08,
    2.7557319223985893e-06,
    -0.0001984126984126984,
    0.008333333333333333,
    -0.16666666666666666,
    1.0,
)
COS_COEFFICIENTS = (
    4.779477332387385e-14,
    -1.1470745597729725e-11,
    2.08767569878681e-09,
    -2.755731922398589e-07,
    2.48015873015873e-05,
    -0.001388888888888889,
    0.041666666666666664,
    -0.5,
    1.0,
)


def horner(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Polynomial with the highest power's coefficient first, by Horner's rule without fused operations."""
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def exp(x: Floats) -> Floats:
    """Exponential of ``x`` (any shape), limited to ``-708..708`` so that it neither overflows nor underflows.

    Examples
    --------
    >>> float(exp(np.array([0.0]))[0])
    1.0
    """
    x = np.minimum(np.maximum(x, -708.0), 708.0)
    k = (x * LOG2E + SHIFT) - SHIFT
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    scale = ((k.astype(np.int64) + 1023) << 52).view(np.float64)
    return horner(EXP_COEFFICIENTS, r) * scale


def log(x: Floats) -> Floats:
    """Natural logarithm of positive, normal ``x`` (any shape)."""
    bits = np.ascontiguousarray(x).view(np.int64)
    mantissa = ((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000).view(np.float64)
    small = mantissa < SQRT_HALF
    exponent = ((bits >> 52) - 1022).astype(np.float64) - np.where(small, 1.0, 0.0)
    m = np.where(small, mantissa + mantissa, mantissa)
    s = (m - 1.0) / (m + 1.0)
    s2 = s * s
    series = s * 2.0 + s * (s2 * horner(LOG_COEFFICIENTS, s2))
    return exponent * LN2_HIGH + (series + exponent * LN2_LOW)


def sin_cos_turn(u: Floats) -> tuple[Floats, Floats]:
    """Sine and cosine of ``u`` turns (``2*pi*u``) for ``u`` in 0..1."""
    quarter = (u * 4.0 + SHIFT) - SHIFT
    r = (u - quarter * 0.25) * TWO_PI_FRACTION
    r2 = r * r
    s = r * horner(SIN_COEFFICIENTS, r2)
    c = horner(COS_COEFFICIENTS, r2)
    q = quarter.astype(np.int64) & 3
    odd = (q & 1) == 1
    sine = np.where(odd, c, s)
    cosine = np.where(odd, s, c)
    sine = np.where(q >= 2, -sine, sine)
    cosine = np.where((q == 1) | (q == 2), -cosine, cosine)
    return sine, cosine
