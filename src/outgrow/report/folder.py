"""A run's folder: the page, the verdict as JSON, and the tables with a dictionary of their columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from outgrow.report.columns import Column, season_columns, world_columns
from outgrow.report.new_folder import new_folder, write_json
from outgrow.report.page import page
from outgrow.report.plain import plain
from outgrow.report.records import Results


def save(results: Results, folder: Path) -> Path:
    """Write everything into a new folder and give the page's path.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = page(results)
    new_folder(folder)
    write_json(folder / "verdict.json", plain(results))
    results.ensemble.to_frame().write_parquet(folder / "seasons.parquet")
    worlds_table(results).write_parquet(folder / "worlds.parquet")
    write_json(
        folder / "columns.json",
        {
            "seasons.parquet": _dictionary(season_columns(results)),
            "worlds.parquet": _dictionary(world_columns(results)),
        },
    )
    report = folder / "report.html"
    report.write_text(html, encoding="utf-8")
    return report


def worlds_table(results: Results) -> pl.DataFrame:
    """One row a world: its class, the margin of each gate, and the value of every parameter."""
    verdict, worlds = results.verdict, results.ensemble.worlds
    return pl.DataFrame(
        {
            "draw": range(worlds.draws),
            "class": verdict.worlds.tolist(),
            **{f"gate.{gate.name}": gate.margin for gate in verdict.gates},
            **{name: worlds.values[name].copy() for name in worlds.values},
        }
    )


def _dictionary(columns: dict[str, Column]) -> list[dict[str, str]]:
    return [{"name": name, **column._asdict()} for name, column in columns.items()]
