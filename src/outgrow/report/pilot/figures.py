"""Chances of an answer as tables and terminal show them."""

from __future__ import annotations

import math

CERTAIN = 0.001


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
