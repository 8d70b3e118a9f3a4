"""A case may name a survey of donors: it is read, filtered, raked and lends its joint standing."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

import outgrow as og
from outgrow.initiative import DonorSurvey, read
from outgrow.population import donor_households, draw_traits, household_traits
from outgrow.vocabulary import InputError, Streams, standard_normal_quantile

HOUSEHOLDS = 20_000
N = 240


@pytest.fixture
def case(tmp_path):
    """Kenyan tea with a made-up survey beside its file: larger farms have larger other incomes."""
    rng = np.random.default_rng(8)
    land = rng.lognormal(-1.0, 0.7, N)
    other = 50_000 * land * rng.lognormal(0.0, 0.3, N)
    lines = ["county,tea,land_acres,other_income,persons,head_sex,weight"]
    for k in range(N):
        county, tea = ("Kericho", "Bomet", "Nyeri")[k % 3], "yes" if k % 5 else "no"
        missing = "" if k == 7 else f"{other[k]:.2f}"
        lines.append(f"{county},{tea},{land[k]:.4f},{missing},{2 + k % 6},{'F' if k % 4 == 0 else 'M'},{1 + k % 2}")
    (tmp_path / "survey.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read("kenya-tea")

    def with_donors(**changed):
        given = {
            "file": "survey.csv",
            "keep": {"tea": ("yes",)},
            "weight": "weight",
            "columns": {"land": "land_acres", "other_income": "other_income", "size": "persons", "woman": "head_sex"},
            "woman": ("F",),
            "margins": {"county": {"Kericho": 200_000.0, "Bomet": 250_000.0, "Nyeri": 110_000.0}},
            "source": "assumption",
        }
        target = found.initiative.target.model_copy(update={"donors": DonorSurvey(**(given | changed))})
        initiative = found.initiative.model_copy(update={"target": target})
        return replace(found, initiative=initiative, folder=tmp_path)

    return with_donors


def test_rows_are_filtered_and_counted_and_totals_met(case):
    found = donor_households(case())
    assert (found.rows, found.kept, found.complete) == (N, N - N // 5, N - N // 5 - 1)
    assert found.raked is not None
    assert found.raked.after.tolist() == pytest.approx([200_000.0, 250_000.0, 110_000.0])
    assert "Of 240 rows 192 may be donors, and 1 of these lack a value." in found.summary()


def test_the_synthetic_population_has_the_surveys_dependence(case):
    traits = household_traits(case(), Streams(1), HOUSEHOLDS)
    drawn = float(np.corrcoef(traits.land, traits.other_income)[0, 1])
    told = {(r["one"], r["other"]): r["correlation"] for r in donor_households(case()).donors.correlations().to_dicts()}
    assert drawn == pytest.approx(told["land", "other_income"], abs=0.05)
    assert drawn > 0.7


def test_without_donors_traits_are_drawn_from_moments():
    plain = read("kenya-tea")
    one = household_traits(plain, Streams(1), 512)
    assert np.array_equal(one.land, draw_traits(Streams(1), 512, plain.districts.weights).land)
    with pytest.raises(InputError, match="names no survey of donors"):
        donor_households(plain)


@pytest.mark.slow
def test_a_run_and_its_population_report_use_the_donors(case):
    found = og.people(case(), households=HOUSEHOLDS)
    assert found.donors is not None
    assert abs(found.to_frame()["difference"]).max() < 0.1  # whole villages and a few hundred donors
    assert "donors" in found.summary()
    changed = og.run(case(), draws=4, households=512, full=False)
    plain = og.run("kenya-tea", draws=4, households=512, full=False)
    assert changed.ensemble["income"][0, 0] != plain.ensemble["income"][0, 0]


def test_all_that_the_survey_lacks_is_told_at_once(case):
    with pytest.raises(InputError) as told:
        donor_households(case(columns={"land": "land_acre", "woman": "head_sex"}, woman=(), weight="wt"))
    said = str(told.value)
    for part in (
        "no column 'land_acre'",
        "Did you mean 'land_acres'?",
        "no column 'wt'",
        "no answer counts as a woman",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"file": "other.csv"}, "there is no such file"),
        ({"keep": {"tea": ("maybe",)}}, r"answers 'maybe'\. The survey's own words there are 'yes', 'no'"),
        ({"having": {"county": ("Meru",)}}, r"target.donors.having.county: no row is left"),
        ({"weight": "county"}, r"target.donors.weight: 'county' holds no numbers"),
        ({"totals": {"county": 5.0}}, r"target.donors.totals: 'county' holds no numbers"),
        ({"columns": {"land": "county"}}, "'county' holds no numbers"),
        ({"margins": {"county": {"Kericho": 1.0, "Meru": 5.0}}}, "no donor in 'Meru'"),
    ],
)
def test_other_mistakes_are_told(case, changed, said):
    with pytest.raises(InputError, match=said):
        donor_households(case(**changed))


def test_kenyan_farm_households_of_an_open_survey_can_be_donors(case, shared, monkeypatch):
    monkeypatch.setenv("OUTGROW_SHARED", str(shared))
    found = donor_households(
        case(
            data_set="rhomis_mini",
            file="hhinfo.csv.gz",
            keep={"country": ("kenya",)},
            weight="",
            columns={
                "land": "land_owned_ha",
                "size": "hh_size_members",
                "other_income": "off_farm_income_lcu_per_year",
            },
            margins={},
        )
    )
    assert found.kept == 360
    assert found.complete > 100
    assert np.isfinite(found.donors.weights).all()


def test_tea_growers_of_an_open_survey_are_raked_to_the_census(case, shared, monkeypatch):
    """RHoMIS growers of tea in three counties, against the farms with tea that the census of 2019 counted there."""
    monkeypatch.setenv("OUTGROW_SHARED", str(shared))
    with (shared / "data" / "kenya_census" / "V4_T2.21.csv").open(encoding="utf-8") as lines:
        tea = {row["SubCounty"].strip().lower(): row["Tea"] for row in csv.DictReader(lines)}
    counted = {county: float(tea[county]) for county in ("bomet", "kisii", "nandi")}
    growers = case(
        data_set="rhomis_mini",
        file="hhinfo.csv.gz",
        keep={"country": ("kenya",)},
        having={"crop_name": ("tea",)},
        weight="",
        columns={"land": "land_cultivated_ha", "size": "hh_size_members"},
        woman=(),
        margins={"region": counted},
        totals={"hh_size_members": 4.3 * sum(counted.values())},
    )
    found = donor_households(growers)
    assert (found.kept, found.complete) == (43, 43)
    assert found.raked is not None
    assert found.raked.largest_misfit < 1e-9
    assert found.donors.weights.sum() == pytest.approx(sum(counted.values()))
    traits = household_traits(growers, Streams(1), HOUSEHOLDS)
    told = {(r["one"], r["other"]): r["correlation"] for r in found.donors.correlations().to_dicts()}
    drawn = float(np.corrcoef(traits.land, standard_normal_quantile(traits.size))[0, 1])
    assert drawn == pytest.approx(told["land", "size"], abs=0.06)  # ties among 43 donors are spread over their step
