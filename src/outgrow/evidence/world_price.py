"""The process that a case says its world price follows, from the prices it names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from outgrow.evidence.price_process import MONTHS, Kind, PriceProcess, price_process
from outgrow.initiative import Initiative
from outgrow.sources import price_series, price_table
from outgrow.vocabulary import InputError


def world_price_of(initiative: Initiative) -> PriceProcess | None:
    """The fitted process of the case's world price; None where the file states persistence and volatility itself.

    Raises
    ------
    InputError
        When the prices are not on this machine, are too few, or have gaps; or a season is no whole number of months.
    """
    named = initiative.market.world_price
    if named is None:
        return None
    months = MONTHS / initiative.seasons.per_year
    if months != round(months):
        found = f"{initiative.seasons.per_year:g} seasons in a year"
        why = "a price follows months, and a season has a whole number of them"
        raise InputError.single(initiative.id, found, why, "give 1, 2, 3, 4, 6 or 12", "market.world_price")
    changed = Path(named.table).stat().st_mtime_ns if named.table else 0
    return _fitted(
        named.process, named.series, named.table, changed, named.first, named.last, named.block, round(months)
    )


@lru_cache(maxsize=8)
def _fitted(
    kind: Kind, series: str, table: str, changed: int, first: int | None, last: int | None, block: float, months: int
) -> PriceProcess:
    """The process, worked out once for the same prices; ``changed`` is when the table last was."""
    whole = price_table(Path(table)) if table else price_series(series)
    return price_process(whole.between(first, last), kind, months=months, block=block)
