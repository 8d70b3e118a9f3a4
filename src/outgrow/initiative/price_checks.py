"""How the world price moves is said once: by two numbers, or by the monthly prices that it follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outgrow.initiative.describe import Initiative
from outgrow.initiative.lines import Document, LinedDefect

PLACE = ("market", "world_price")
NUMBERS = ("persistence", "volatility")


def check_world_price(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Persistence and volatility stand in the file, or one source of monthly prices that lies beside it."""
    market = initiative.market
    named = market.world_price
    given = [name for name in NUMBERS if getattr(market, name) is not None]
    if named is None:
        for name in NUMBERS:
            if name not in given:
                why = "A world price moves by its persistence and volatility, or follows prices of a 'world_price'"
                yield document.defect(("market",), f"'{name}' is missing", why, "Add it, or the section world_price")
        return
    for name in given:
        why = "The world price follows the prices of 'world_price', and two processes for one price contradict"
        yield document.defect(("market", name), f"'{name}' stands here too", why, "Take one out")
    if bool(named.series) == bool(named.table):
        found = "'series' and 'table' both stand here" if named.series else "neither 'series' nor 'table' stands here"
        why = "The prices are a series of the World Bank or a table beside this file"
        yield document.defect(PLACE, found, why, "Keep one" if named.series else "Name one")
    elif named.table and not (document.file.parent / named.table).is_file():
        found = f"there is no file '{named.table}'"
        yield document.defect((*PLACE, "table"), found, f"It lies in {document.file.parent}", "Correct the name")
    if named.first is not None and named.last is not None and named.first > named.last:
        found = f"the prices run from {named.first} to {named.last}"
        yield document.defect((*PLACE, "first"), found, "The first year comes before the last", "Exchange them")


def price_tables(initiative: Initiative, folder: Path) -> list[Path]:
    """The file of the world price, where it lies beside the initiative file."""
    named = initiative.market.world_price
    return [folder / named.table] if named and named.table else []


def beside(initiative: Initiative, folder: Path) -> Initiative:
    """The initiative with the table of its world price found from anywhere."""
    named = initiative.market.world_price
    if named is None or not named.table:
        return initiative
    found = named.model_copy(update={"table": str((folder / named.table).resolve())})
    return initiative.model_copy(update={"market": initiative.market.model_copy(update={"world_price": found})})
