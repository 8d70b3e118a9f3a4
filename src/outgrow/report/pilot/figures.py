"""Chances and amounts of an answer as tables and terminal show them: so many figures, no powers of ten."""

from __future__ import annotations

import math

CERTAIN = 0.001
LARGEST_FRACTION = 1000.0  # from here on nobody reads what stands behind the point
DECIMALS = 6  # a number with fewer than this many places of its own is told as nothing


def figure(x: float, figures: int = 4, *, sign: bool = False) -> str:
    """A number with so many figures.

    Examples
    --------
    >>> figure(12345.6), figure(0.0447), figure(-0.00001944, 3), figure(11.3137, sign=True), figure(math.inf)
    ('12,346', '0.0447', '-0.0000194', '+11.31', 'unbounded')
    """
    if not math.isfinite(x):
        return "unknown" if math.isnan(x) else "unbounded"
    mark = "+" if sign and x > 0 else ""
    if round(abs(x), 1) >= LARGEST_FRACTION:
        return f"{mark}{x:,.0f}"
    if abs(x) < 10.0**-DECIMALS:
        return "0"
    places = figures - 1 - math.floor(math.log10(abs(x)))
    said = f"{x:.{max(places, 0)}f}"
    return mark + (said.rstrip("0").rstrip(".") if "." in said else said)


def chance(p: float) -> str:
    """A p-value, never 0 and never 1.

    Examples
    --------
    >>> chance(0.0000012), chance(0.0432), chance(0.99968), chance(math.nan)
    ('< 0.001', '0.043', '> 0.999', 'unknown')
    """
    if not math.isfinite(p):
        return "unknown"
    if p < CERTAIN:
        return f"< {CERTAIN}"
    return f"> {1 - CERTAIN}" if p > 1 - CERTAIN else f"{p:.3f}"
