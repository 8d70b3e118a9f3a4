"""Published poverty numbers given back by the verb 'poverty', as a person would ask for them."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from outgrow.cli import main

PRINTED = 5e-7  # half of the last digit that the reference prints, 12.12871 %
STORED = 0.001  # gap, squared gap and Gini stored by PovcalNet, here from a hundred groups of equal incomes
STORED_HEADCOUNT = 0.013  # the line lies within a group of about one percent of persons
TABLE_DIGITS = 5e-4  # likelihoods in percent with one decimal
SAME = 1e-9  # the same arithmetic in another order


def asked(capsys, file, *words):
    """Values of a call with --json, by line and measure."""
    assert main(["poverty", str(file), *words, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return {(r["line"], r["measure"]): r for r in rows}


@pytest.mark.parametrize(
    ("incomes", "line", "printed"),
    [
        (np.arange(1, 101), "25.25", {"headcount": 0.25, "gap": 0.1212871, "severity": 0.0792324, "watts": 0.2271705}),
        (
            np.arange(1, 101) ** 2,
            "1275.25",
            {"headcount": 0.35, "gap": 0.2330817, "severity": 0.1854572, "watts": 0.6600906},
        ),
        (
            np.array([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]),
            "2000",
            {"headcount": 0.2, "gap": 0.0998, "severity": 0.06042625, "watts": 0.1620141},
        ),
    ],
)
def test_indices_printed_by_other_programs(tmp_path, capsys, incomes, line, printed):
    """Stata's module ``poverty`` on 1..100 and their squares, and R's package ineq on its own example."""
    file = tmp_path / "incomes.csv"
    pl.DataFrame({"y": incomes, "persons": np.ones(incomes.size, int)}).write_csv(file)
    measures = [word for measure in printed for word in ("--measure", measure)]
    words = ("--income", "y", "--unit", "KES/person/year", "--persons", "persons", "--line", line, *measures)
    found = asked(capsys, file, *words)
    for measure, value in printed.items():
        assert next(r["value"] for (_, m), r in found.items() if m == measure) == pytest.approx(value, abs=PRINTED)


@pytest.mark.parametrize("name", ["KEN_3_1994", "KEN_3_1997", "KEN_3_2005.38"])
def test_a_survey_made_of_povcalnets_lorenz_curve_gives_its_stored_poverty(shared, tmp_path, capsys, name):
    """A row for each step of the curve, with the persons of the step as its weight and their mean as its income."""
    stored = json.loads((shared / "data" / "povcalnet_lorenz" / f"{name}.json").read_text(encoding="utf-8"))
    mean, line = stored["sample"]["mean_month_ppp"], stored["inputs"]["line_month_ppp"]
    p, share = (np.concatenate([[0.0], stored["lorenz"][k]]) for k in ("p", "L"))
    steps = np.diff(p)
    file = tmp_path / "steps.csv"
    pl.DataFrame({"c": mean * np.diff(share) / steps, "w": steps, "persons": np.ones(steps.size, int)}).write_csv(file)
    words = ("--consumption", "c", "--unit", "USD/person/month", "--persons", "persons", "--weights", "w")
    found = asked(capsys, file, *words, "--line", str(line))
    value = {m: r["value"] for (_, m), r in found.items()}
    assert value["headcount"] == pytest.approx(stored["dist"]["HC"], abs=STORED_HEADCOUNT)
    assert value["gap"] == pytest.approx(stored["dist"]["PG"], abs=STORED)
    assert value["severity"] == pytest.approx(stored["dist"]["FGT2"], abs=STORED)
    assert value["gini"] == pytest.approx(stored["dist"]["Gini"], abs=STORED)
    assert value["mean"] == pytest.approx(mean * share[-1], rel=1e-6)


def test_kenyas_line_of_1_90_is_povcalnets_own(shared, tmp_path, capsys):
    """1.90 dollars a day of 2011 in shillings of 2011: what PovcalNet multiplies by, 35.4296 a dollar."""
    file = tmp_path / "one.csv"
    pl.DataFrame({"c": [60.0, 67.3, 67.4, 90.0], "persons": [1, 1, 1, 1]}).write_csv(file)
    words = ("--consumption", "c", "--unit", "KES/person/day", "--persons", "persons", "--price-year", "2011")
    found = asked(capsys, file, *words, "--line", "1.90@2011")
    assert found["1.90@2011", "headcount"]["value"] == 0.5  # 67.316 shillings lie between the two in the middle


@pytest.mark.parametrize(
    ("table", "line", "scores", "percent"),
    [
        ("ppiKEN2011.csv", "nl100", [5, 5], 95.0),
        ("ppiKEN2018.csv", "nl100", [50, 50], 30.2),
        ("ppiKEN2018.csv", "nl100", [0, 1], (88.0 + 87.4) / 2),
        ("ppiKEN2024.csv", "ppp215", [0, 0], 93.06),
    ],
)
def test_rates_by_scores_are_those_of_the_published_tables(
    shared, monkeypatch, tmp_path, capsys, table, line, scores, percent
):
    """Rows of the tables of Innovations for Poverty Action for Kenya."""
    monkeypatch.setenv("OUTGROW_SHARED", str(shared))
    file = tmp_path / "scores.csv"
    pl.DataFrame({"score": scores, "hh": [1, 2]}).write_csv(file)
    found = asked(capsys, file, "--ppi-score", "score", "--ppi-table", table, "--ppi-line", line)
    assert found[line, "ppi_rate"]["value"] == pytest.approx(percent / 100, abs=TABLE_DIGITS / 10)


def test_kenyan_farm_households_by_the_verb_and_by_hand(shared, capsys):
    """360 rows of the RHoMIS extract, drawn in its projects: values by hand, the error by the formula written out."""
    file = shared / "data" / "rhomis_mini" / "hhinfo.csv.gz"
    column = "income_per_person_per_day_usd"
    found = asked(
        capsys, file, "--income", column, "--unit", "USD/person/day", "--persons", "hh_size_members", "--line", "1.90",
        "--cluster", "id_form", "--keep", "country=kenya", "--keep", f"{column}<=100",
    )  # fmt: skip
    frame = pl.read_csv(file, infer_schema_length=None).filter(pl.col("country") == "kenya", pl.col(column) <= 100)
    frame = frame.drop_nulls([column, "hh_size_members"]).filter(pl.col("hh_size_members") > 0)
    y, w = frame[column].to_numpy(), frame["hh_size_members"].to_numpy()
    gap = np.maximum(1 - y / 1.9, 0)
    mean = np.sum(w * gap) / w.sum()
    totals = frame.with_columns(u=pl.Series(w * (gap - mean) / w.sum())).group_by("id_form").agg(pl.col("u").sum())["u"]
    clusters = totals.len()
    error = np.sqrt(clusters / (clusters - 1) * np.sum((totals - totals.mean()).to_numpy() ** 2))
    assert found["1.9", "gap"]["value"] == pytest.approx(mean, rel=SAME)
    assert found["1.9", "gap"]["standard_error"] == pytest.approx(error, rel=SAME)
    assert found["1.9", "headcount"]["value"] == pytest.approx(np.sum(w * (y < 1.9)) / w.sum(), rel=SAME)
    assert found["1.9", "gap"]["degrees_of_freedom"] == clusters - 1
