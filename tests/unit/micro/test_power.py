"""Planning a survey, measuring what its power depends on, and what an evaluation could have found."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.micro import (
    Asked,
    Design,
    TrialSize,
    WantedEffect,
    chance_of_finding,
    clusters_needed,
    estimate_impact,
    findable_effect,
    intracluster_correlation,
    intracluster_interval,
    measure_outcome,
    minimum_detectable_effect,
    numbers_power,
    plan_power,
    power_of,
    sizes_of,
)
from outgrow.vocabulary import InputError

EXACT = 1e-12
NEAR = 0.02  # of shares in a survey of 400 clusters of 25
TRIAL = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "arm": [0, 0, 0, 1, 1, 1]}
DESIGN = Design(kind="rct", outcome="y", arm="arm", outcome_unit="kg")


def survey(seed=3, clusters=400, size=25):
    """Icc 0.2; the baseline explains half of it between clusters and three in ten within."""
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(clusters), size)
    shared, own = rng.normal(size=clusters), rng.normal(size=g.size)
    between = math.sqrt(0.2) * (math.sqrt(0.5) * shared + math.sqrt(0.5) * rng.normal(size=clusters))
    within = math.sqrt(0.8) * (math.sqrt(0.3) * own + math.sqrt(0.7) * rng.normal(size=g.size))
    return {"y": 10 * (between[g] + within), "village": g, "shared": shared[g], "own": own}


def test_what_a_survey_was_made_with_is_measured_in_it():
    data = survey()
    found = measure_outcome(data, "y", unit="kg", cluster="village", covariates=["shared", "own"])
    assert found.sd == pytest.approx(10.0, rel=NEAR)
    assert found.icc == pytest.approx(0.2, abs=NEAR)
    assert found.icc_interval[0] < 0.2 < found.icc_interval[1]
    assert (found.r2_cluster, found.r2_unit) == (pytest.approx(0.5, abs=0.08), pytest.approx(0.3, abs=NEAR))
    assert (found.clusters, found.cluster_size, found.size_cv) == (400, 25.0, 0.0)
    assert found.icc == pytest.approx(intracluster_correlation(data["y"], data["village"]), abs=EXACT)
    assert "shared, own explain" in found.summary()


def test_variation_between_arms_is_not_variation_of_the_outcome():
    data = survey()
    arm = data["village"] % 2
    moved = {**data, "y": data["y"] + 50 * arm, "arm": arm}
    within, without = (measure_outcome(moved, "y", cluster="village", arm=name) for name in ("arm", ""))
    assert within.sd == pytest.approx(10.0, rel=NEAR)
    assert within.icc == pytest.approx(0.2, abs=NEAR)
    assert without.sd > 2 * within.sd


def test_columns_of_clusters_that_say_nothing_explain_nothing():
    """Thirty random columns of forty clusters would explain three quarters of what lies between them by luck."""
    rng = np.random.default_rng(1)
    data = survey(clusters=40, size=10)
    noise = {f"x{i}": rng.normal(size=40)[data["village"]] for i in range(30)}
    found = measure_outcome({**data, **noise}, "y", cluster="village", covariates=list(noise))
    assert found.r2_cluster < 0.5
    assert (
        "30 columns or strata are held constant over 40 clusters: part of what they explain is luck" in found.summary()
    )


def test_the_interval_leaves_out_one_cluster_at_a_time():
    """The sums that spare the loop are the loop."""
    data = survey(clusters=12, size=5)
    y, g = data["y"][:-2], data["village"][:-2]
    sizes = np.bincount(g)
    n0 = (y.size - np.sum(sizes**2) / y.size) / 11

    def f(rho):
        return math.log(1 + n0 * rho / (1 - rho))

    def unclipped(y, g):
        groups = [y[g == k] for k in np.unique(g)]
        n = np.array([x.size for x in groups])
        between = sum(x.size * (x.mean() - y.mean()) ** 2 for x in groups) / (len(groups) - 1)
        within = sum(np.sum((x - x.mean()) ** 2) for x in groups) / (y.size - len(groups))
        own = (y.size - np.sum(n**2) / y.size) / (len(groups) - 1)
        return (between - within) / (between + (own - 1) * within)

    loop = np.array([f(unclipped(y[g != k], g[g != k])) for k in range(12)])
    half = 2.200985 * math.sqrt(11 / 12 * np.sum((loop - loop.mean()) ** 2))  # t(0.975) with 11 degrees of freedom
    ends = [math.exp(f(unclipped(y, g)) + sign * half) for sign in (-1, 1)]
    expected = [min(max((e - 1) / (e + n0 - 1), 0.0), 1.0) for e in ends]
    assert intracluster_interval(y, g) == pytest.approx(expected, abs=1e-6)


def test_rows_one_by_one_have_no_correlation_and_an_adjusted_share():
    data = survey(clusters=60, size=1)
    found = measure_outcome(data, "y", covariates=["own"])
    assert (found.icc, found.cluster_size, found.clusters) == (0.0, 1.0, 60)
    x, y = data["own"], data["y"]
    r2 = np.corrcoef(x, y)[0, 1] ** 2
    assert found.r2_unit == pytest.approx(1 - (1 - r2) * 59 / 58, rel=1e-9)


def test_everything_that_is_wrong_with_a_survey_is_told_at_once():
    data = {"yield": ["lots", "few", "none"], "vilage": [1, 2, 3], "w": [-1.0, 1.0, 1.0], "old": [None, None, None]}
    with pytest.raises(InputError) as caught:
        measure_outcome(data, "yield", cluster="village", weights="w", baseline="old")
    said = str(caught.value)
    assert said.startswith("survey of yield: 4 defects found.")
    assert "the survey has no column 'village'. Did you mean 'vilage'?" in said
    assert "the column 'yield' holds words (few, lots, none)" in said
    assert "1 negative weights" in said
    assert "the column 'old' holds no number" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"y": [2.0] * 6, "g": [1, 1, 2, 2, 3, 3]}, "all outcomes are 2. nothing varies"),
        ({"y": [1.0, 2.0, 3.0], "g": [1, 2, 3]}, "3 rows in 3 clusters"),
        ({"y": [1.0, None, None], "g": [1, 1, 2]}, "1 rows with all answers"),
    ],
)
def test_a_survey_in_which_nothing_can_be_seen_is_refused(data, words):
    with pytest.raises(InputError, match=words):
        measure_outcome(data, "y", cluster="g")


def test_clusters_that_are_needed_are_the_fewest_and_nonsense_is_refused():
    size = TrialSize(clusters=10, cluster_size=10, icc=0.1)
    for effect in (0.2, 0.5, 3.0, 30.0):
        needed = clusters_needed(effect, size)
        rows = dict(sizes_of(size, clusters=(max(needed - 1, 3), needed)))
        assert power_of(effect, rows[f"{needed} clusters"] if len(rows) > 1 else rows[""]) >= 0.8
        assert needed == 3 or power_of(effect, rows[f"{needed - 1} clusters"]) < 0.8
    assert clusters_needed(1e9, size) == 3
    with pytest.raises(InputError, match="no survey would find it"):
        clusters_needed(math.nan, size)
    with pytest.raises(InputError, match="a test finds an effect with at least its level"):
        clusters_needed(0.2, size, power=1.0)


def test_a_plan_holds_each_size_against_each_effect():
    sizes = sizes_of(TrialSize(clusters=20, cluster_size=10, icc=0.05), clusters=(20, 40), icc=(0.05, 0.1))
    wanted = [WantedEffect("a small one", 0.2), WantedEffect("a large one", -0.6)]
    plan = plan_power(sizes, wanted, unit="kg")
    assert len(plan.rows) == len(plan.to_frame()) == 8
    for row in plan.rows:
        assert row.detectable.effect == minimum_detectable_effect(row.size).effect
        assert row.chance == power_of(row.wanted.value, row.size)
        assert row.needed == clusters_needed(row.wanted.value, row.size)
    curve = plan.over_effects()
    assert curve["case"].n_unique() == 4
    assert curve.filter(curve["effect"] == 0)["chance"].to_list() == pytest.approx([0.05] * 4, abs=1e-9)
    over = plan.over_clusters()
    assert sorted(over["case"].unique()) == ["correlation 0.05", "correlation 0.1"]
    first = plan.rows[0].size
    at = over.filter((over["case"] == "correlation 0.05") & (over["clusters"] == 20))["detectable"]
    assert at.to_list() in ([], [pytest.approx(minimum_detectable_effect(first).effect)])
    assert "A large one, -0.6 kg, is found with a chance of" in plan.summary()


def test_an_effect_without_clusters_gives_the_clusters_it_needs():
    found = numbers_power(Asked(effects=(0.3,), cluster_sizes=(20,), iccs=(0.1,)))
    needed = clusters_needed(0.3, TrialSize(clusters=4, cluster_size=20, icc=0.1))
    assert found["numbers"].rows[0].size.clusters == needed
    assert f"{needed} clusters are enough" in found.summary()


def test_what_could_be_found_hangs_on_the_error_alone():
    """The same error with any estimate finds the same effect: no power is computed from what was found."""
    moved = {**TRIAL, "y": [y + 100 * a for y, a in zip(TRIAL["y"], TRIAL["arm"], strict=True)]}
    one, other = (findable_effect(estimate_impact(data, DESIGN)) for data in (TRIAL, moved))
    assert one.effect == pytest.approx(other.effect, rel=1e-9)
    assert chance_of_finding(one.effect / one.se, one.df) == pytest.approx(0.8, abs=1e-9)
    assert one.effect == pytest.approx(minimum_detectable_effect(TrialSize(clusters=6, sd=1.0)).effect, rel=1e-9)
    assert other.found


def test_wanted_effects_are_held_against_error_and_interval():
    estimate = estimate_impact(TRIAL, DESIGN)  # 3.0, standard error 0.8165, 4 degrees of freedom: 0.73 to 5.27
    wanted = [WantedEffect("a", 4.0), WantedEffect("b", 0.5), WantedEffect("c", -9.0, "survey"), WantedEffect("d", 6.0)]
    found = findable_effect(estimate, wanted)
    assert [(one.inside, one.beyond) for one in found.seen] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    for one in found.seen:
        assert one.chance == chance_of_finding(one.wanted.value / estimate.se, 4)
    assert found.to_frame()["chance"].to_list() == [0.8, *(one.chance for one in found.seen)]
    said = found.summary()
    assert (
        "C, -9 kg (survey), would have been found with a chance of more than 99.5 %: the interval excludes it." in said
    )
    assert "B, +0.5 kg, would have been found with a chance of 8 %: the estimate lies beyond it." in said


def test_finding_none_in_a_small_survey_is_said_to_show_little():
    rng = np.random.default_rng(5)
    data = {"y": rng.normal(size=20).tolist(), "arm": [0, 1] * 10}
    found = findable_effect(estimate_impact(data, DESIGN), [WantedEffect("what matters", 0.3)])
    assert not found.found
    assert found.seen[0].chance < 0.2
    assert "the interval holds it, so it is not ruled out although none was found" in found.summary()
    assert "smaller effects are absent" in findable_effect(estimate_impact(data, DESIGN)).summary()


def test_a_change_among_participants_has_no_power():
    data = {"y": [1.0, 2.0, 3.0, 4.0], "y0": [0.5, 1.0, 2.5, 2.0]}
    estimate = estimate_impact(data, Design(kind="beneficiaries-only", outcome="y", baseline="y0"))
    assert findable_effect(estimate) is None
