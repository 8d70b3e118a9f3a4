"""What every column of the saved tables is: its unit and its meaning."""

from __future__ import annotations

from typing import Final, NamedTuple

from outgrow.conditions import Verdict
from outgrow.initiative import model_unit
from outgrow.report.prose import parameter_label
from outgrow.report.records import Results
from outgrow.scenarios import CLAIMED, EFFECT
from outgrow.system import MEASURE_DICTIONARY


class Column(NamedTuple):
    """Unit and meaning; ``money`` in a unit stands for the case's currency and price year."""

    unit: str
    meaning: str


SEASON_COLUMNS: Final = {name: Column(unit, meaning) for name, (unit, meaning) in MEASURE_DICTIONARY.items()}
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
