"""A column whose texts were understood, and how many values are looked at to see what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.records import Finding

if TYPE_CHECKING:
    import polars as pl

FIRST = 500  # values that are asked before all of a long column


@dataclass(frozen=True, slots=True)
class Understood:
    """A column after its texts were understood: the values, the unit its texts carried, and what to say."""

    data: pl.Series
    unit: str = ""
    findings: tuple[Finding, ...] = ()


def all_look_so(data: pl.Series, pattern: str) -> bool:
    """Whether every value looks so; the first ones are asked before the many."""
    first = data.head(FIRST).str.contains(pattern).all()
    return bool(first) and (data.len() <= FIRST or bool(data.str.contains(pattern).all()))
