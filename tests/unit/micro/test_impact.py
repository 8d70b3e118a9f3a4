"""The one door: what each design hands over, in which words, and what it refuses."""

from __future__ import annotations

import re
import sys

import numpy as np
import polars as pl
import pytest

from outgrow.micro import (
    Design,
    Inference,
    TrialSize,
    clusters_needed,
    e_value,
    effects_by_group,
    estimate_family,
    estimate_impact,
    holm,
    honest_bounds,
    lee_bounds,
    minimum_detectable_effect,
    power_of,
    quantile_effects,
    randomisation_inference,
    robustness,
    subgroups,
    treatment_on_treated,
    who_entered,
    wild_cluster_bootstrap,
)
from outgrow.micro.impact import weighting_of
from outgrow.micro.impact.lee import _imbens_manski
from outgrow.micro.impact.resample import bootstrap_draws
from outgrow.vocabulary import InputError, MissingExtraError, Streams

EXACT = 1e-10  # small sums in floating point
CAUSAL = (
    r"\b(effect|impact|cause[ds]?|causal|because of|due to|thanks to|led to|result(s|ed)?|improve[ds]?|gain(s|ed)?)\b"
)

VILLAGES, SIZE = 20, 10


def trial(seed: int = 1) -> pl.DataFrame:
    """Twenty villages, half of them treated, in four districts; true effect 1."""
    rng = np.random.default_rng(seed)
    n = VILLAGES * SIZE
    village = np.repeat(np.arange(VILLAGES), SIZE)
    arm = village % 2
    before = rng.normal(size=n) + rng.normal(size=VILLAGES)[village]
    land = rng.uniform(0.2, 4.0, n)
    joined = (rng.uniform(size=n) < 0.1 + 0.6 * arm).astype(int)
    y = 10 + before + arm + rng.normal(size=n)
    return pl.DataFrame(
        {
            "id": np.arange(n), "village": village, "district": village // 5, "arm": arm, "before": before,
            "land": land, "joined": joined, "y": y, "woman": rng.integers(0, 2, n),
        }
    )  # fmt: skip


def rounds(seed: int = 2) -> pl.DataFrame:
    """Three rounds of 120 units in 24 villages; the programme runs in the last; true effect 1."""
    rng = np.random.default_rng(seed)
    n = 120
    village = np.repeat(np.arange(24), 5)
    t = np.arange(3)
    arm = village % 2
    y = rng.normal(size=(n, 1)) + 0.2 * t + (arm[:, None] * (t == 2)) + 0.5 * rng.normal(size=(n, 3))
    return pl.DataFrame(
        {"id": np.repeat(np.arange(n), 3), "village": np.repeat(village, 3), "arm": np.repeat(arm, 3),
         "t": np.tile(2020 + t, n), "y": y.ravel()}
    )  # fmt: skip


def starters(seed: int = 3) -> pl.DataFrame:
    """Five rounds of 240 units in 24 villages that start in rounds 2, 3, 4 or never."""
    rng = np.random.default_rng(seed)
    n, t = 240, np.arange(5)
    village = np.repeat(np.arange(24), 10)
    start = np.array([0, 2, 3, 4])[village % 4]
    on = (start[:, None] > 0) & (t >= start[:, None])
    y = rng.normal(size=(n, 1)) + 0.1 * t + 1.0 * on + rng.normal(size=(n, 5))
    return pl.DataFrame(
        {"id": np.repeat(np.arange(n), 5), "village": np.repeat(village, 5), "t": np.tile(t, n),
         "start": np.repeat(start, 5), "y": y.ravel()}
    )  # fmt: skip


TRIAL = Design(
    kind="rct", outcome="y", outcome_unit="t/ha", outcome_label="Yield", arm="arm", unit="id", cluster="village",
    assigned="cluster", strata="district", baseline="before",
)  # fmt: skip
DID = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=2022, cluster="village")
STAGGERED = Design(kind="staggered", outcome="y", unit="id", period="t", first_treated="start", cluster="village")


def test_a_trial_speaks_with_number_interval_basis_and_caveat():
    found = estimate_impact(trial(), TRIAL, inference="cluster")
    text = found.summary()
    assert text.startswith("Yield, intention to treat: +")
    assert "t/ha (95 % interval " in text
    assert "Least squares with baseline outcome, district fixed effects; cluster-robust standard errors; " in text
    assert "200 rows in 20 clusters." in text
    row = found.to_frame().row(0, named=True)
    assert (row["family"], row["label"], row["outcome"], row["unit"]) == (
        "estimate",
        "intention to treat",
        "Yield",
        "t/ha",
    )
    assert row["estimate"] == found.estimate


def test_few_clusters_bring_the_bootstrap_and_many_do_not():
    assert "wild cluster bootstrap" in estimate_impact(trial(), TRIAL).method
    assert "bootstrap" not in estimate_impact(trial(), TRIAL, inference="cluster").method
    assert Inference().wants_bootstrap(39)
    assert not Inference().wants_bootstrap(40)
    assert not Inference().wants_bootstrap(None)


def test_a_way_of_inference_that_is_not_known_is_offered_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'cluster'"):
        estimate_impact(trial(), TRIAL, inference="clustr")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="an interval covers a share"):
        estimate_impact(trial(), TRIAL, level=95)


def test_the_order_of_rows_changes_no_digit_that_is_shown():
    frame = trial()
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=4)
    one, two = estimate_impact(frame, TRIAL), estimate_impact(shuffled, TRIAL)
    assert two.estimate == pytest.approx(one.estimate, abs=EXACT)
    assert two.interval == pytest.approx(one.interval, abs=1e-3)
    assert two.p == one.p


def test_the_same_seed_gives_the_same_bootstrap_and_another_does_not():
    y, arm, village = (trial()[c].to_numpy().astype(float) for c in ("y", "arm", "village"))
    run = lambda seed: wild_cluster_bootstrap(y, arm, np.empty((y.size, 0)), village.astype(int), streams=Streams(seed))  # noqa: E731
    assert run(1) == run(1)
    assert run(1).interval != run(2).interval


def test_one_cluster_cannot_be_bootstrapped():
    with pytest.raises(InputError, match="luck between clusters cannot be seen"):
        wild_cluster_bootstrap(np.arange(4.0), np.array([0.0, 1, 0, 1]), np.empty((4, 0)), np.zeros(4, dtype=int))


def test_take_up_brings_the_effect_on_those_who_took_part():
    design = TRIAL.but(take_up="joined")
    found = estimate_impact(trial(), design, inference="cluster")
    parts = {p.label: p.estimate for p in found.parts}
    assert parts["treatment on the treated"] == pytest.approx(
        found.estimate / parts["share that the offer moved"], rel=1e-9
    )
    assert treatment_on_treated(trial(), design).estimate == parts["treatment on the treated"]


def test_an_offer_that_moved_little_is_said():
    rng = np.random.default_rng(5)
    data = trial().with_columns(joined=pl.Series(rng.integers(0, 2, VILLAGES * SIZE)))
    found = treatment_on_treated(data, TRIAL.but(take_up="joined"))
    assert "not to be relied on" in found.summary()
    with pytest.raises(InputError, match="nobody knows who took part"):
        treatment_on_treated(trial(), TRIAL)


def test_a_covariate_that_decides_the_arm_is_refused():
    frame = trial().with_columns(copy=pl.col("arm") * 2.0)
    with pytest.raises(InputError, match="nothing is left to compare"):
        estimate_impact(frame, TRIAL.but(covariates="copy", strata=()), inference="cluster")
    with pytest.raises(InputError, match="nothing is left to compare"):
        estimate_impact(frame, TRIAL.but(strata="arm", one_armed="keep", assigned="unit"), inference="cluster")


def test_rounds_of_a_trial_use_the_first_as_baseline():
    found = estimate_impact(rounds(), DID.but(kind="rct", assigned="cluster"), inference="cluster")
    assert found.n == 120
    assert "baseline outcome" in found.method


def test_did_shows_periods_and_tests_those_before():
    found = estimate_impact(rounds(), DID, inference="cluster")
    families = [p.family for p in found.parts]
    assert families == ["period", "period", "test"]
    assert [p.label for p in found.parts[:2]] == ["2020", "2022"]
    assert "trends before the start" in found.summary()
    assert found.estimate == pytest.approx(1.0, abs=4 * found.se)


def test_did_with_different_households_each_round():
    found = estimate_impact(rounds(), DID.but(unit=""), inference="cluster")
    assert "Different households were measured in each round" in found.summary()
    assert found.n == 360


def test_units_seen_on_one_side_only_are_left_out_and_counted():
    frame = rounds().filter(~((pl.col("id") == 0) & (pl.col("t") == 2022)))
    found = estimate_impact(frame, DID, inference="cluster")
    assert found.left_out[0].rows == 2
    assert "2 rows were left out: 2 because the id was measured before the start and never after it." in found.summary()


def test_staggered_shows_the_event_study_without_its_reference():
    pytest.importorskip("diff_diff")
    found = estimate_impact(starters(), STAGGERED)
    times = [p.label for p in found.parts if p.family == "periods since the start"]
    assert times == ["-4", "-3", "-2", "+0", "+1", "+2"]
    assert found.estimate == pytest.approx(1.0, abs=4 * found.se)
    assert found.clusters == 24


def test_staggered_counts_always_treated_and_incomplete_units():
    pytest.importorskip("diff_diff")
    frame = starters().with_columns(start=pl.when(pl.col("id") == 1).then(0).otherwise(pl.col("start")))
    frame = frame.with_columns(start=pl.when(pl.col("village") == 2).then(0).otherwise(pl.col("start")))
    early = frame.with_columns(
        t=pl.col("t") + 1, start=pl.when(pl.col("village") == 3).then(1).otherwise(pl.col("start"))
    )
    early = early.filter(~((pl.col("id") == 7) & (pl.col("t") == 3)))
    found = estimate_impact(early, STAGGERED)
    assert {x.reason: x.rows for x in found.left_out} == {
        "the unit had started by the first period": 50,
        "the unit is missing in a period": 4,
    }


def test_staggered_without_anybody_to_compare_is_refused():
    pytest.importorskip("diff_diff")
    with pytest.raises(InputError):
        estimate_impact(starters().with_columns(start=pl.lit(2)), STAGGERED)
    with pytest.raises(InputError, match="nobody starts"):
        estimate_impact(starters().with_columns(start=pl.lit(0)), STAGGERED)


def test_honest_intervals_widen_with_the_departure_and_did_has_them_too():
    pytest.importorskip("diff_diff")
    bounds = honest_bounds(starters(), STAGGERED, (0.0, 1.0, 2.0))
    assert list(bounds.lower) == sorted(bounds.lower, reverse=True)
    assert list(bounds.upper) == sorted(bounds.upper)
    did = honest_bounds(rounds(), DID, (0.0, 1.0))
    assert did.estimate == pytest.approx(
        next(p for p in estimate_impact(rounds(), DID).parts if p.label == "2022").estimate
    )
    assert "robust 95 % intervals" in did.summary()
    with pytest.raises(InputError, match="bounds on trends need units followed"):
        honest_bounds(trial(), TRIAL)


def test_matched_warns_of_the_unseen_and_shows_balance():
    rng = np.random.default_rng(6)
    land, n = rng.normal(size=500), 500
    joined = (rng.uniform(size=n) < 1 / (1 + np.exp(-land))).astype(int)
    data = pl.DataFrame({"y": 1.0 * joined + land + rng.normal(size=n), "joined": joined, "land": land})
    found = estimate_impact(data, Design(kind="matched", outcome="y", arm="joined", covariates="land"))
    assert "everything that decided who took part" in found.summary()
    raw, after = found.parts
    assert abs(raw.estimate - 1) > abs(found.estimate - 1)
    weighting = weighting_of(data, Design(kind="matched", outcome="y", arm="joined", covariates="land"))
    assert after.estimate == weighting.after[0]
    assert abs(weighting.after[0]) < abs(weighting.before[0]) / 5


def test_a_covariate_that_tells_participants_apart_is_refused():
    data = {"y": np.arange(20.0), "joined": [0] * 10 + [1] * 10, "member": [0.0] * 10 + [1.0] * 10}
    with pytest.raises(InputError, match="nobody outside is like the participants"):
        estimate_impact(data, Design(kind="matched", outcome="y", arm="joined", covariates="member"))


@pytest.mark.parametrize("inference", ["cluster", "wild"])
def test_participants_alone_get_a_change_and_no_causal_word(inference):
    design = Design(kind="beneficiaries-only", outcome="y", baseline="before", cluster="village", outcome_unit="t/ha")
    found = estimate_impact(trial(), design, inference=inference)
    assert found.estimand == "change among participants"
    assert found.interval[0] < found.estimate < found.interval[1]
    assert re.search(CAUSAL, found.summary(), re.IGNORECASE) is None
    assert "Nobody outside the programme was measured" in found.summary()
    frame = trial()
    assert found.estimate == pytest.approx(float((frame["y"] - frame["before"]).mean()), abs=EXACT)


def test_participants_in_separate_rounds_get_a_difference_of_means():
    frame = rounds()
    design = Design(kind="beneficiaries-only", outcome="y", period="t", treated_from=2022, cluster="village")
    late, early = (frame.filter(keep)["y"].mean() for keep in (pl.col("t") == 2022, pl.col("t") < 2022))
    found = estimate_impact(frame, design)
    assert found.estimate == pytest.approx(late - early, abs=EXACT)
    assert re.search(CAUSAL, found.summary(), re.IGNORECASE) is None
    followed = estimate_impact(frame, design.but(unit="id"))
    assert followed.estimate == pytest.approx(late - early, abs=EXACT)
    assert followed.se < found.se


def test_each_cluster_left_out_gives_the_estimate_of_the_survey_without_it():
    data = trial().with_columns(y=pl.when(pl.col("id") == 3).then(None).otherwise(pl.col("y")))
    design = Design(
        kind="rct",
        outcome="y",
        arm="arm",
        cluster="village",
        strata="district",
        baseline="before",
        covariates=("land",),
    )
    (left,) = [c for c in robustness(data, design).checks if c.name == "one cluster left out"]
    assert left.table.height == VILLAGES
    for cluster, estimate, se in left.table.iter_rows():
        without = estimate_impact(data.filter(pl.col("village") != int(cluster)), design, inference="cluster")
        assert (estimate, se) == pytest.approx((without.estimate, without.se), rel=EXACT)


def test_all_checks_of_each_design_speak():
    pytest.importorskip("diff_diff")
    names = {}
    for key, frame, design in (("rct", trial(), TRIAL), ("did", rounds(), DID), ("staggered", starters(), STAGGERED)):
        found = robustness(frame, design)
        names[key] = [c.name for c in found.checks]
        for check in found.checks:
            assert check.to_frame().height > 0
            assert check.summary().startswith(f"{check.name}: {'stands' if check.passed else 'does not stand'}. ")
    assert names["rct"] == [
        "households lost", "balance at the start", "randomisation inference", "wild cluster bootstrap",
        "one cluster left out", "extreme values",
    ]  # fmt: skip
    assert names["did"][:3] == ["households lost", "trends before the start", "departures from parallel trends"]
    assert names["staggered"][:2] == ["trends before the start", "departures from parallel trends"]


def test_checks_of_a_matched_comparison_fail_where_one_trait_decides():
    rng = np.random.default_rng(7)
    n = 800
    land, unseen = rng.normal(size=n), rng.normal(size=n)
    joined = (rng.uniform(size=n) < 1 / (1 + np.exp(-4 * land))).astype(int)
    data = {"y": 0.02 * joined + land + unseen + rng.normal(size=n), "joined": joined, "land": land}
    found = robustness(data, Design(kind="matched", outcome="y", arm="joined", covariates="land"))
    stands = {c.name: c.passed for c in found.checks}
    assert not stands["overlap"]
    assert not stands["one unmeasured confounder"]


def _matched(bias: float, effect: float = 1.0) -> dict[str, np.ndarray]:
    """Participants with more land, which moves the outcome as told."""
    rng = np.random.default_rng(11)
    land, herd = rng.normal(size=1500), rng.normal(size=1500)
    joined = (rng.uniform(size=1500) < 1 / (1 + np.exp(-0.8 * land - 0.1 * herd))).astype(int)
    y = effect * joined + bias * land + 0.2 * herd + rng.normal(size=1500)
    return {"y": y, "joined": joined, "land": land, "herd": herd}


@pytest.mark.parametrize(("bias", "stands"), [(0.3, True), (2.0, False)])
def test_one_unmeasured_trait_is_held_against_the_strongest_measured_one(bias, stands):
    data = _matched(bias)
    design = Design(kind="matched", outcome="y", arm="joined", covariates=("land", "herd"))
    found = next(c for c in robustness(data, design).checks if c.name == "one unmeasured confounder")
    alone = estimate_impact(data, design)
    without = estimate_impact(data, design.but(covariates=("herd",))).estimate
    row = found.to_frame().to_dicts()[0]
    assert (row["trait_name"], row["trait_without"]) == ("land", pytest.approx(without))
    assert row["limit"] > 1  # the interval excludes no effect in both, so that the E-value alone would never fall
    assert found.passed is stands is (abs(without - alone.estimate) < alone.interval[0])
    assert "Without land, the strongest measured trait, the estimate would be" in found.summary()


def test_with_one_trait_the_strongest_is_held_against_the_plain_difference():
    data = _matched(0.3)
    design = Design(kind="matched", outcome="y", arm="joined", covariates=("land",))
    found = next(c for c in robustness(data, design).checks if c.name == "one unmeasured confounder")
    arms = [data["y"][data["joined"] == a].mean() for a in (1, 0)]
    assert found.to_frame()["trait_without"][0] == pytest.approx(arms[0] - arms[1])


def test_attrition_that_differs_brings_bounds():
    frame = trial().with_columns(
        y=pl.when((pl.col("arm") == 0) & (pl.col("id") % 10 < 4)).then(None).otherwise(pl.col("y"))
    )
    design = TRIAL.but(strata=(), baseline="")
    lost = next(c for c in robustness(frame, design).checks if c.name == "households lost")
    assert "trimmed off" in lost.text
    bounds = lee_bounds(frame, design)
    assert bounds.lower < bounds.upper
    assert bounds.interval[0] < bounds.lower
    assert bounds.arm == "treated"


def test_no_attrition_makes_bounds_a_point():
    bounds = lee_bounds(trial(), TRIAL, draws=50)
    arms = trial().group_by("arm").agg(pl.col("y").mean()).sort("arm")["y"]
    assert (bounds.lower, bounds.upper) == pytest.approx((arms[1] - arms[0],) * 2, abs=EXACT)


def test_a_family_adjusts_and_says_how_many_hold():
    family = estimate_family(trial(), TRIAL, ["y", "land", "woman"], name="income", inference="cluster")
    assert [e.outcome for e in family.estimates] == ["Yield", "land", "woman"]
    p = [e.p for e in family.estimates]
    assert family.holm == pytest.approx(tuple(holm(p)))
    assert "income: 3 outcomes" in family.summary()
    assert family.to_frame().columns[-3:] == ["holm", "benjamini_hochberg", "sharpened_q"]
    with pytest.raises(InputError, match="a p-value lies from 0 to 1"):
        holm([0.2, np.nan])


def test_groups_of_numbers_are_quintiles_and_of_words_themselves():
    frame = trial()
    cut = subgroups(frame, "land")
    assert len(cut.names) == 5
    assert np.bincount(cut.codes).tolist() == [40] * 5
    assert subgroups(frame, "woman").names == ("0", "1")
    with pytest.raises(InputError, match="Did you mean 'land'"):
        subgroups(frame, "lnd")


def test_groups_that_are_too_small_are_named_and_left_out():
    frame = trial().with_columns(
        kind=pl.when(pl.col("id") < 4).then(pl.lit("rare")).otherwise(pl.col("woman").cast(pl.String))
    )
    found = effects_by_group(frame, TRIAL, "kind")
    assert [g.label for g in found.groups] == ["0", "1"]
    assert any("rare: 0 treated and 4 other rows, too few" in note for note in found.notes)
    assert "Groups were not assigned" in found.summary()
    with pytest.raises(InputError, match="groups are held against each other by regression"):
        effects_by_group(frame, STAGGERED.but(cluster=""), "kind")


def test_groups_of_a_panel_are_those_of_the_unit():
    frame = rounds().with_columns(half=(pl.col("id") < 60).cast(pl.Int64))
    found = effects_by_group(frame, DID, "half")
    assert sum(g.n or 0 for g in found.groups) == 120


def test_quantiles_beyond_the_distribution_and_other_designs_are_refused():
    with pytest.raises(InputError, match="a quantile lies between 0 and 1"):
        quantile_effects(trial(), TRIAL, [0.0, 0.5])
    with pytest.raises(InputError, match="use them with rct"):
        quantile_effects(rounds(), DID)
    found = quantile_effects(trial(), TRIAL, [0.5], draws=50)
    assert "a household may have changed its place" in found.summary()


def test_who_entered_names_the_groups_left_out_and_the_reasons():
    rng = np.random.default_rng(8)
    n = 300
    land = rng.uniform(0, 5, n)
    able = (land > 1).astype(int)
    inside = able * rng.integers(0, 2, n)
    why = np.where(able == 0, "too little land", np.where(inside == 0, "no time", ""))
    data = pl.DataFrame({"in": inside, "land": land, "woman": rng.integers(0, 2, n), "able": able, "why": why})
    table = who_entered(data, "in", ["land", "woman"], could="able", reason="why")
    poorest = table.rows[0]
    assert (poorest.could, poorest.joined) == (0.0, 0.0)
    assert table.differences["land"] < 0.001 < table.differences["woman"]
    assert {word for word, _ in table.barriers} == {"too little land", "no time"}
    assert sum(share for _, share in table.barriers) == pytest.approx(1.0)
    with pytest.raises(InputError) as caught:
        who_entered(data, "inn", ["land", "wman"], could="land")
    assert str(caught.value).startswith("who entered: 3 defects found.")


def test_lotteries_need_a_trial_and_keep_strata():
    with pytest.raises(InputError, match="there was no lottery to hold again"):
        randomisation_inference(rounds(), DID)
    test = randomisation_inference(trial(), TRIAL, draws=199)
    assert not test.exact
    assert (test.level, test.lotteries) == ("village", 199)
    assert 0 < test.p <= 1


def test_sizes_that_cannot_be_are_listed_together():
    with pytest.raises(InputError) as caught:
        TrialSize(clusters=2, icc=1.5, sd=-1.0)
    assert str(caught.value).startswith("size of the trial: 3 defects found.")
    with pytest.raises(InputError, match="a test finds an effect with at least its level"):
        minimum_detectable_effect(TrialSize(clusters=40), power=0.01)


def test_the_detectable_effect_has_the_power_asked_for_and_dilutes_with_take_up():
    size = TrialSize(clusters=40, cluster_size=20, icc=0.1, take_up=0.5)
    found = minimum_detectable_effect(size)
    assert power_of(found.effect, size) == pytest.approx(0.8, abs=1e-9)
    assert found.assigned == found.effect / 2
    assert (
        power_of(
            found.effect, TrialSize(clusters=clusters_needed(found.effect, size), cluster_size=20, icc=0.1, take_up=0.5)
        )
        >= 0.8
    )
    assert "take-up 50 %" in found.summary()
    with pytest.raises(InputError, match="no survey would find it"):
        clusters_needed(0.0, size)


def test_a_ratio_below_one_has_the_strength_of_its_inverse():
    assert e_value(0.5).point == pytest.approx(e_value(2.0).point, abs=EXACT)
    assert e_value(2.0, 0.9).limit == 1.0
    with pytest.raises(InputError, match="a risk ratio is positive"):
        e_value(-1.0)


def test_periods_and_starts_that_are_no_whole_numbers_are_named():
    frame = starters().with_columns(t=pl.format("round {}", "t"))
    with pytest.raises(InputError, match=r"t: values such as round 0, round 1.*write them as 1, 2, 3 or as years"):
        estimate_impact(frame, STAGGERED)


def test_starts_may_be_words_and_covariates_categories():
    pytest.importorskip("diff_diff")
    frame = starters().with_columns(
        start=pl.when(pl.col("start") == 0).then(pl.lit("never")).otherwise(pl.col("start").cast(pl.String)),
        district=pl.when(pl.col("village") < 12).then(pl.lit("north")).otherwise(pl.lit("south")),
    )
    plain = estimate_impact(starters(), STAGGERED)
    assert estimate_impact(frame, STAGGERED).estimate == pytest.approx(plain.estimate, abs=EXACT)
    assert "doubly robust with district" in estimate_impact(frame, STAGGERED.but(covariates="district")).method


def test_too_few_rows_and_outcomes_that_do_not_vary_are_refused():
    data = {"y": [1.0, 2.0], "arm": [0, 1]}
    with pytest.raises(InputError, match="2 rows for 2 numbers to estimate"):
        estimate_impact(data, Design(kind="rct", outcome="y", arm="arm"))
    with pytest.raises(InputError, match="all outcomes are 3"):
        estimate_impact({"y": [3.0] * 4, "arm": [0, 1, 0, 1]}, Design(kind="rct", outcome="y", arm="arm"))


def test_an_arm_whose_weights_are_all_zero_is_named():
    data = {"y": [1.0, 2.0, 3.0, 5.0], "arm": [0, 0, 1, 1], "w": [1.0, 1.0, 0.0, 0.0]}
    with pytest.raises(InputError, match="a total of 0 in the treated arm"):
        estimate_impact(data, Design(kind="rct", outcome="y", arm="arm", weights="w"))


def test_a_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "diff_diff", None)
    with pytest.raises(MissingExtraError, match=r"outgrow\[econ\]"):
        estimate_impact(starters(), STAGGERED)
    with pytest.raises(MissingExtraError, match="diff-diff"):
        honest_bounds(starters(), STAGGERED)


def paired_villages(seed, treated_in_all=None):
    """Sixty villages without any effect, half of them treated in pairs, or a few of all."""
    rng = np.random.default_rng([2024, seed])
    village = np.repeat(np.arange(60), 5)
    pairs = np.concatenate([rng.permutation(2) for _ in range(30)])
    arm = pairs if treated_in_all is None else rng.permutation((np.arange(60) < treated_in_all).astype(int))
    y = 0.6 * rng.normal(size=60)[village] + rng.normal(size=village.size)
    return {"y": y, "arm": arm[village], "village": village, "pair": village // 2}


PAIRED = Design(kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster", strata="pair")
SURVEYS, MOST_FOUND = 100, 11  # of 100 tests at 5 % more than 11 find something in 1 of 250 tries; the t test finds 16


@pytest.mark.parametrize(("design", "treated"), [(PAIRED, None), (PAIRED.but(strata=""), 4)])
def test_a_test_keeps_its_level_where_clusters_are_scarce_in_strata_or_on_a_side(design, treated):
    """Pairs of villages with effects of pairs, and 4 treated of 60: the t test finds an effect in one of six."""
    found = [
        sum(
            estimate_impact(paired_villages(i, treated), design, inference=way, draws=199).p < 0.05
            for i in range(SURVEYS)
        )
        for way in ("auto", "cluster")
    ]
    assert found[0] <= MOST_FOUND < found[1]


def test_why_the_bootstrap_is_asked_for_many_clusters_is_said():
    assert "for strata of 2 clusters on average" in estimate_impact(paired_villages(1), PAIRED).method
    few = estimate_impact(paired_villages(1, 4), PAIRED.but(strata=""))
    assert "for treatment that varies as in 4.6 clusters" in few.method
    within = paired_villages(1) | {"arm": np.tile([0, 1], 150)}
    assert "bootstrap" not in estimate_impact(within, PAIRED.but(assigned="unit")).method


def test_the_error_of_a_share_knows_the_luck_of_the_mean_that_it_is_a_share_of():
    """Gains of a half: with the control mean taken as known the error is a fifth too small."""
    rng = np.random.default_rng(12)
    village = np.repeat(np.arange(40), 5)
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster")
    found = []
    for _ in range(500):
        y = 10 + 5 * (village % 2) + 4 * rng.normal(size=40)[village] + 4 * rng.normal(size=village.size)
        e = estimate_impact({"y": y, "arm": village % 2, "village": village}, design)
        found.append((e.relative, e.relative_se, e.se / e.reference))
    relative, told, plain = np.array(found).T
    spread = relative.std(ddof=1)  # known to 3 %
    assert told.mean() == pytest.approx(spread, rel=0.1)
    assert plain.mean() < 0.85 * spread


@pytest.mark.slow
def test_calculations_with_normal_numbers_take_the_error_that_the_interval_tells():
    """Pairs of villages: Stata's error is too small by the root of two, and what is built on it must not be."""
    found = [estimate_impact(paired_villages(i), PAIRED) for i in range(40)]
    ratio = np.mean([e.normal_error / e.se for e in found])
    assert ratio == pytest.approx(np.sqrt(2), rel=0.1)  # 29 degrees of freedom add 4 %
    many = estimate_impact(
        {"y": np.arange(4000.0) % 7, "arm": np.arange(4000) % 2}, Design(kind="rct", outcome="y", arm="arm")
    )
    assert many.normal_error == pytest.approx(many.se, rel=1e-3)


def test_quantiles_of_strata_with_unlike_shares_treated_are_weighted_to_the_same_mix():
    """A quarter of the poor and three quarters of the rich stratum treated, and no effect: no quantile may move."""
    rich = np.repeat([0, 1], 400)
    arm = np.concatenate([np.tile([0, 0, 0, 1], 100), np.tile([0, 1, 1, 1], 100)])
    y = np.zeros(800)
    for s, a in ((0, 0), (0, 1), (1, 0), (1, 1)):
        here = (rich == s) & (arm == a)
        y[here] = 10 * s + np.linspace(0, 1, here.sum())
    design = Design(kind="rct", outcome="y", arm="arm", strata="s")
    found = quantile_effects({"y": y, "arm": arm, "s": rich}, design, [0.25, 0.75], draws=20)
    assert [abs(e.estimate) < 0.02 for e in found.effects] == [True, True]


def test_bounds_mirror_when_arms_change_places():
    rng = np.random.default_rng(21)
    arm, y = np.tile([0, 1], 300), rng.normal(size=600)
    y[(arm == 0) & (y < -1)] = np.nan  # the low outcomes of the control arm were lost
    y = np.where(np.isnan(y), None, y).tolist()
    design = Design(kind="rct", outcome="y", arm="arm", control="0")
    one = lee_bounds({"y": y, "arm": arm}, design, draws=20)
    other = lee_bounds({"y": y, "arm": arm}, design.but(control="1"), draws=20)
    assert (other.lower, other.upper) == pytest.approx((-one.upper, -one.lower), rel=1e-12)
    assert abs(one.upper) < 0.2 < -one.lower  # the truth, none, is the bound at which the lowest of the treated go


def test_the_interval_of_bounds_covers_the_effect_and_not_the_whole_set():
    """Imbens and Manski (2004): 1.96 errors where the bounds meet, 1.645 where they lie far apart."""
    assert _imbens_manski(0.0, 1.0, 0.95) == pytest.approx(1.959964, abs=1e-6)
    assert _imbens_manski(20.0, 1.0, 0.95) == pytest.approx(1.644854, abs=1e-6)


def test_clusters_drawn_again_keep_the_unbiased_variance_of_a_mean():
    values, strata, clusters = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 7.0]), np.zeros(6, dtype=int), np.arange(6)
    drawn = bootstrap_draws(
        lambda times: np.array([np.sum(times * (values - 3.0)) / 6]), strata, clusters, 4000, Streams(3), "test"
    )
    assert drawn.std() == pytest.approx(
        values.std(ddof=1) / np.sqrt(6), rel=0.05
    )  # 4,000 draws: 1 %; counts below 0 cut
