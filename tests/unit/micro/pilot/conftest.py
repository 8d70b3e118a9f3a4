"""A small pilot with a survey beside its initiative file."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outgrow.initiative import new

SECTIONS = """
survey:
  file: farmers.csv
  columns:
    household: {column: id}
    cluster: {column: village}
    treatment: {column: arm, treated: [T]}
    wave: {column: round}
    income: {column: income, unit: KES, price_year: 2024}
    household_size: {column: persons}
analyses:
  - id: yields
    text: "Do trained farmers harvest more?"
    keep:
      - [{column: round, one_of: [2]}]
    unknown: ["no answer"]
    design: rct
    outcome: yield
    unit: kg/ha
    arm: arm
    control: [C]
    treated: [T]
    household: id
    cluster: village
    assigned: cluster
    baseline: yield_before
    published: {value: 100.0, decimals: 0, source: pilot_survey, note: "made up"}
    outside: {kind: field-school, outcome: yield, spread: 0.08}
  - id: late
    text: "And in villages asked late?"
    keep:
      - [{column: round, one_of: [2]}, {column: day, at_least: "2024-06-10"}]
    unknown: ["no answer"]
    design: rct
    outcome: yield
    arm: arm
    control: [C]
    treated: [T]
    cluster: village
    assigned: cluster
"""
EFFECT = 100.0


def farmers() -> pl.DataFrame:
    """Forty villages of eight farmers in two rounds; training adds 100 kg a hectare in the second."""
    rng = np.random.default_rng(12)
    village = np.repeat(np.arange(40), 8)
    treated = village % 2 == 1
    before = 900 + rng.normal(0, 60, 40)[village] + rng.normal(0, 120, 320)
    after = before + EFFECT * treated + rng.normal(0, 60, 320)
    income = rng.lognormal(12.2, 0.7, 320)
    day = np.where(village < 20, "2024-06-05", "2024-06-20")
    first = pl.DataFrame({"id": np.arange(320), "village": village, "arm": np.where(treated, "T", "C")})
    first = first.with_columns(persons=pl.Series(rng.integers(3, 8, 320)), day=pl.Series(day))
    rounds = [
        first.with_columns(
            round=pl.lit(number),
            income=pl.Series(income * (1 + 0.2 * (number - 1))),
            yield_before=pl.Series(before),
            **{"yield": pl.Series([f"{x:.1f}" for x in (before, after)[number - 1]])},
        )
        for number in (1, 2)
    ]
    frame = pl.concat(rounds)
    late = (pl.col("round") == 2) & (pl.col("id") < 3)
    return frame.with_columns(pl.when(late).then(pl.lit("no answer")).otherwise(pl.col("yield")).alias("yield"))


@pytest.fixture
def pilot(tmp_path, build_pilot):
    """Folder of a case whose survey lies beside it."""
    return build_pilot(tmp_path)


@pytest.fixture(scope="session")
def build_pilot():
    """Writes such a case into a folder."""
    return _build


def _build(place):
    folder = new("demo", place)
    farmers().write_csv(folder / "farmers.csv")
    file = folder / "initiative.yaml"
    file.write_text(file.read_text(encoding="utf-8") + SECTIONS, encoding="utf-8")
    return folder
