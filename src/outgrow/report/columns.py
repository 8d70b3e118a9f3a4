"""What every column of the saved tables is: its unit and its meaning."""

from __future__ import annotations

from typing import Final, NamedTuple

from outgrow.conditions import Verdict
from outgrow.initiative import model_unit
from outgrow.report.prose import parameter_label
from outgrow.report.records import Results
from outgrow.scenarios import CLAIMED, EFFECT
from outgrow.system import SYSTEM_MEASURES


class Column(NamedTuple):
    """Unit and meaning; ``money`` in a unit stands for the case's currency and price year."""

    unit: str
    meaning: str


WITHOUT = "had there been no initiative, under the same weather and luck."
SEASON_COLUMNS: Final = {
    "members": Column("household", "Households that take part in the season."),
    "trained": Column("household", "Households that take part and have been trained."),
    "joined": Column("household", "Households that joined in the season."),
    "left": Column("household", "Households that left or were put out in the season."),
    "volume": Column("kg", "Volume that all households harvested."),
    "volume_without": Column("kg", f"The same {WITHOUT}"),
    "accepted": Column("kg", "Volume delivered to the firm and not refused."),
    "side_sold": Column("kg", "Volume that was sold to others."),
    "member_volume": Column("kg", "Volume that members harvested."),
    "member_accepted": Column("kg", "Members' volume delivered to the firm and not refused."),
    "member_accepted_without": Column("kg", f"The same households' accepted volume {WITHOUT}"),
    "member_side_sold": Column("kg", "Members' volume that was sold to others."),
    "member_gain": Column("money", "Members' income less what it would have been without the initiative."),
    "income": Column("money", "Income of all households."),
    "income_without": Column("money", f"The same {WITHOUT}"),
    "women_income": Column("money", "Income of households whose registered grower is a woman."),
    "women_income_without": Column("money", f"The same {WITHOUT}"),
    "small_income": Column("money", "Income of the third of the households with the smallest farms."),
    "small_income_without": Column("money", f"The same {WITHOUT}"),
    "outside_income": Column("money", "Income of households that take no part in the season."),
    "outside_income_without": Column("money", f"The same {WITHOUT}"),
    "headcount": Column("person", "Persons below the poverty line."),
    "gap": Column("person", "Sum over the poor of their distance to the line, as a share of the line."),
    "squared_gap": Column("person", "Sum over the poor of the square of that distance."),
    "headcount_without": Column("person", f"Persons below the poverty line {WITHOUT}"),
    "gap_without": Column("person", f"Sum of the distances {WITHOUT}"),
    "squared_gap_without": Column("person", f"Sum of their squares {WITHOUT}"),
    "lift": Column("household", "Sum over trained households of the relative change of their yield."),
    "paid": Column("money", "What the firm paid for the volume, premium included."),
    "premium_paid": Column("money", "The premium's part of it."),
    "repaid": Column("money", "Credit that households paid back, with interest."),
    **{name: Column(unit, meaning) for name, (unit, meaning) in SYSTEM_MEASURES.items()},
}
INDEX_COLUMNS: Final = {
    "draw": Column("number", "Number of the possible world, from 0."),
    "season": Column("number", "Number of the season, from 1."),
}


def season_columns(results: Results) -> dict[str, Column]:
    """Columns of ``seasons.parquet``."""
    measured = {name: SEASON_COLUMNS[name] for name in results.ensemble.seasons}
    return {name: _dated(column, results.money) for name, column in (INDEX_COLUMNS | measured).items()}


def world_columns(results: Results) -> dict[str, Column]:
    """Columns of ``worlds.parquet``."""
    columns = {
        "draw": INDEX_COLUMNS["draw"],
        "class": Column("word", "What becomes of the initiative in this world."),
        **_gate_columns(results.verdict),
        **_parameter_columns(results),
    }
    return {name: _dated(column, results.money) for name, column in columns.items()}


def _gate_columns(verdict: Verdict) -> dict[str, Column]:
    return {
        f"gate.{gate.name}": Column(gate.unit, f"{gate.question} Margin by which the gate is passed (0 or more).")
        for gate in verdict.gates
    }


def _parameter_columns(results: Results) -> dict[str, Column]:
    worlds, initiative = results.ensemble.worlds, results.initiative
    drawn = {
        EFFECT: Column("share", "Relative change of the yield under full skill, after shrinkage."),
        CLAIMED: Column("share", "The same as the pilot's own studies have it."),
    }
    listed = {
        name: Column(model_unit(entry.measures, initiative.money), parameter_label(name, entry.label, initiative) + ".")
        for name, entry in worlds.listed.items()
    }
    known = listed | drawn
    return {name: known[name] for name in worlds.values}


def _dated(column: Column, money: str) -> Column:
    return column._replace(unit=column.unit.replace("money", money))
