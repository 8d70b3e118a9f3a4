"""A question may ask more than one number: who gains, who took part, were arms alike, does the estimate stand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outgrow.initiative import Analysis
from outgrow.micro import analyse_survey, balance, effects_by_group, family_of, robustness, who_entered
from outgrow.micro.pilot.question import design_of
from outgrow.sources import read_survey

N = 400


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    rng = np.random.default_rng(6)
    village = np.repeat(np.arange(40), N // 40)
    arm = (village % 2).astype(int)
    woman, land = rng.integers(0, 2, N), rng.lognormal(0.0, 0.5, N)
    took = arm * (rng.random(N) < 0.4 + 0.4 * (land > 1.0))
    income = 10.0 + land + arm * (1.0 + woman) + rng.normal(size=N)
    lines = ["id,village,arm,woman,land,took,income"]
    columns = zip(village, arm, woman, land, took, income, strict=True)
    lines += [f"{k},{v},{a},{w},{x:.5f},{t},{y:.5f}" for k, (v, a, w, x, t, y) in enumerate(columns)]
    path = tmp_path_factory.mktemp("survey") / "endline.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def question(**changed):
    given = {
        "id": "income", "text": "Does it raise income?", "design": "rct", "outcome": "income", "arm": "arm",
        "control": ("0",), "household": "id", "cluster": "village", "assigned": "cluster", "take_up": "took",
    }  # fmt: skip
    return Analysis(**(given | changed))


@pytest.fixture(scope="module")
def full(survey):
    asked = question(balance=("land", "woman"), groups=("woman", "land"), entry=("land", "woman"))
    return analyse_survey(survey, asked)["income"]


def test_arms_are_compared_on_the_columns_named(full):
    assert full.balance is not None
    assert {row.covariate for row in full.balance.rows} == {"land", "woman"}
    assert "Before the pilot: 2 comparisons with the control arm (0)" in full.summary()


def test_the_effect_is_told_in_each_group(full):
    by_woman, by_land = full.groups
    assert [group.label for group in by_woman.groups] == ["0", "1"]
    assert len(by_land.groups) == 5
    men, women = (group.estimate for group in by_woman.groups)
    assert women - men == pytest.approx(1.0, abs=0.6)  # two groups of 200 with noise of one
    assert "Groups of woman differ" in full.summary()


def test_it_is_told_who_took_part(full):
    assert full.entry is not None
    assert "Who took part, of those offered:" in full.summary()
    assert {row.trait for row in full.entry.rows} == {"land", "woman"}


def test_the_estimate_is_held_against_its_checks_unless_that_is_not_wanted(survey, full):
    assert "randomisation inference" in full.checked
    assert f"It stands up to {len(full.checked)} checks" in full.summary()
    assert analyse_survey(survey, question(checks=False))["income"].checked == ()


def test_tables_hold_what_the_paragraphs_say(survey):
    found = analyse_survey(survey, question(balance=("land",), groups=("woman",), entry=("land",)))
    assert {"balance-income", "groups-income-woman", "entry-income"} <= set(found.tables())


def test_what_is_told_is_what_the_functions_give(survey, full):
    frame = pl.read_csv(survey, schema_overrides={"arm": pl.String})
    design = design_of(question(), read_survey(survey))
    assert full.groups[0].to_frame().equals(effects_by_group(frame, design, "woman").to_frame())
    assert full.balance.to_frame().equals(balance(frame, design, ("land", "woman")).to_frame())
    offered = frame.filter(frame["arm"] == "1")
    assert full.entry.to_frame().equals(who_entered(offered, "took", ["land", "woman"], cluster="village").to_frame())
    assert [c.name for c in full.estimate.checks] == [c.name for c in robustness(frame, design).checks]


def test_a_family_adjusts_the_p_values_that_its_questions_gave(full):
    together = family_of("welfare", [full.estimate, full.estimate])
    assert together.holm[0] == pytest.approx(min(2.0 * full.estimate.p, 1.0))
    assert "welfare: 2 outcomes" in together.summary()
