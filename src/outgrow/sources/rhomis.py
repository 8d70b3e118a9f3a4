"""The processed format of RHoMIS: known columns with their units, and the tables of crops and livestock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, Finding
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

SIGNATURE = frozenset({
    "hh_size_mae", "hh_size_members", "land_cultivated_ha", "land_owned_ha", "currency_conversion_lcu_to_ppp",
    "livestock_tlu", "hfias_status", "total_income_lcu_per_year", "crop_income_lcu_per_year", "hdds_good_season",
    "foodshortage_months",
})  # fmt: skip
ENOUGH = 5  # columns of the signature that tell the format
KEYS = ("hhid", "id_unique", "id_hh")
LINKED = ("crop", "crop_data", "lstk", "livestock_data", "lstk_prod", "off_farm")
UNITS = (
    (re.compile(r"_usd$"), "USD"),
    (re.compile(r"_kg_per_ha$"), "kg/ha"),
    (re.compile(r"_kcal(_per_hh_per_year)?$"), "kcal"),
    (re.compile(r"_lcu(_per_hh)?_per_year$|_lcu$"), "local currency"),
    (re.compile(r"_ha$"), "ha"),
    (re.compile(r"_kg$"), "kg"),
    (re.compile(r"_tlu$"), "tropical livestock unit"),
    (re.compile(r"_lcu_per_ha$"), "local currency/ha"),
)
UNUSABLE = ("nepal", "palestine")
HIGHEST_INCOME = 100.0  # US dollars a person and day; what lies above are errors of the extract


def is_rhomis(names: list[str]) -> bool:
    """Whether these are the columns of a processed RHoMIS table of households.

    Examples
    --------
    >>> is_rhomis(["hhid", "land_ha"])
    False
    """
    return len(SIGNATURE & set(names)) >= ENOUGH


def key_of(names: list[str]) -> str:
    """Column that identifies a household; empty when there is none."""
    return next((key for key in KEYS if key in names), "")


def with_units(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns with the units that RHoMIS puts into their names."""
    return tuple(
        Column(c.name, c.label, c.values, c.missing, c.unit or _unit(c.name), c.kind, c.group) for c in columns
    )


def _unit(name: str) -> str:
    return next((unit for pattern, unit in UNITS if pattern.search(name)), "")


def linked_files(path: Path) -> dict[str, Path]:
    """Tables of crops and livestock that lie beside the table of households."""
    ending = path.name[len(path.name.split(".", maxsplit=1)[0]) :]
    beside = {name: path.with_name(name + ending) for name in LINKED}
    return {name: file for name, file in beside.items() if file.is_file() and file != path}


def remarks(frame: pl.DataFrame, file: str) -> list[Finding]:
    """What is known to be wrong with rows of the published extracts."""
    found = []
    if "country" in frame.columns:
        count = int(frame["country"].cast(str).str.to_lowercase().is_in(UNUSABLE).sum())
        if count:
            text = f"{counted(count, 'row')} of {' and '.join(UNUSABLE)}, known to be unusable; kept, leave them out"
            found.append(Finding("rhomis", file, text, count, "look"))
    income = "income_per_person_per_day_usd"
    if income in frame.columns:
        count = int((frame[income].cast(float, strict=False) > HIGHEST_INCOME).sum())
        if count:
            text = f"{counted(count, 'row')} with more than {HIGHEST_INCOME:g} USD a person and day; kept, leave out"
            found.append(Finding("rhomis", income, text, count, "look"))
    return found
