"""The hindcast: the outcome is looked at afterwards, scores count what they say, the page says where it fails."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from outgrow.history import alike, base_rates, blended, brier, hindcast, library, page, score
from outgrow.initiative import read
from outgrow.report import run
from outgrow.vocabulary import InputError

pytestmark = pytest.mark.slow  # whole runs

SMALL = {"draws": 6, "households": 300, "most_households": 300, "threads": 1}
MORE = SMALL | {"draws": 80, "households": 128, "most_households": 128}  # enough for correlations beyond chance
TAUGHT = ("ethiopia-malt-barley", "kenya-gadam-sorghum", "west-africa-sorghum")


@pytest.fixture(scope="module")
def two():
    """Two shipped cases with a count each, predicted in a few worlds."""
    chosen = [
        entry for entry in library() if entry.name in ("kenya-gadam-sorghum", "ghana-organic-mango", "benin-rice")
    ]
    return hindcast(chosen, **SMALL)


def test_a_case_without_an_outcome_is_predicted_and_not_scored(folder):
    found = hindcast(library(folder), **SMALL)
    assert [p.name for p in found.predictions] == ["beans", "coffee"]
    assert [p.name for p in found.scored] == ["beans"]
    assert found.scores == ()
    assert "fewer than two outcomes are known" in found.summary()
    assert "not scored, because what became of it is not documented: coffee" in page(found)


def test_an_outcome_changes_the_score_and_nothing_else(folder):
    before = hindcast(library(folder), **SMALL).predictions
    file = folder / "beans" / "outcome.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("class: stalls", "class: scales"), encoding="utf-8")
    after = hindcast(library(folder), **SMALL).predictions
    assert [p.probabilities for p in before] == [p.probabilities for p in after]
    assert [(t.low, t.high) for t in before[0].reach] == [(t.low, t.high) for t in after[0].reach]


def test_a_run_opens_no_outcome(monkeypatch):
    opened = []
    for place, name in ((Path, "read_bytes"), (Path, "read_text"), (Path, "open"), (io, "open")):
        real = getattr(place, name)

        def watched(*args, real=real, **kwargs):
            opened.append(str(args[0]))
            return real(*args, **kwargs)

        monkeypatch.setattr(place, name, watched)
    read("kenya-gadam-sorghum")
    run("kenya-gadam-sorghum", draws=3, households=256, threads=1, full=False)
    assert any(name.endswith("profile.yaml") for name in opened)
    assert [name for name in opened if "outcome" in name] == []


@pytest.fixture(scope="module")
def gone():
    """Four cases, and the same with another outcome of one of them."""
    chosen = [entry for entry in library() if entry.name in TAUGHT]
    (sorghum,) = [entry for entry in chosen if entry.name == "kenya-gadam-sorghum"]
    other = sorghum.outcome.model_copy(update={"class_": "collapses", "reach": (), "readings": ()})
    changed = [replace(e, outcome=other) if e is sorghum else e for e in chosen]
    return tuple({p.name: p for p in hindcast(some, **MORE).predictions} for some in (chosen, changed))


def test_an_outcome_teaches_other_cases_and_never_its_own(gone):
    before, after = gone
    assert before["kenya-gadam-sorghum"].fitted == after["kenya-gadam-sorghum"].fitted
    moved = [name for name in TAUGHT if before[name].fitted != after[name].fitted]
    assert moved
    assert all(before[name].probabilities == after[name].probabilities for name in TAUGHT)


def test_without_a_fit_nothing_is_fitted(folder):
    known = [entry for entry in library() if entry.name in TAUGHT]
    found = hindcast(known, fit=False, **SMALL)
    assert [s.name for s in found.scores] == ["model", "blend", "base rate", "pilot's pace"]
    assert not found.is_fitted
    assert "| fitted |" not in page(found)
    assert not any(name.startswith("fitted") for name in found.to_frame().columns)


def test_a_case_in_full_stands_on_no_shared_prior():
    (tea,) = [entry for entry in library() if entry.name == "kenya-tea"]
    known = [entry for entry in library() if entry.name in TAUGHT]
    (p,) = hindcast([tea], learn_from=known, **SMALL).predictions
    assert p.fitted == p.probabilities
    assert p.fitted_reach == p.reach


def test_reach_is_judged_within_the_simulated_seasons_only(folder):
    (beans, _) = hindcast(library(folder), **SMALL).predictions
    assert [test.year for test in beans.reach] == [2015.0]
    assert beans.beyond == 1
    test = beans.reach[0]
    assert test.low <= test.middle <= test.high
    assert test.inside is (test.low <= 900 <= test.high)


def test_the_naive_reach_is_the_pilots_pace_and_at_most_everybody(folder):
    (beans, _) = hindcast(library(folder), **SMALL).predictions
    capacity = 500 * np.sqrt(0.2 * 2.0)
    assert beans.reach[0].naive == pytest.approx(500 + 4 * capacity, rel=1e-4)
    assert beans.naive == "scales"


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(folder):
    one, two = (hindcast(library(folder), **SMALL | {"threads": n}) for n in (1, 2))
    assert json.dumps(one.to_dict()) == json.dumps(two.to_dict())
    assert page(one) == page(two)


def test_scores_count_hits_and_compare_with_others(two):
    model, fitted, blend, base, naive = two.scores
    assert [s.name for s in two.scores] == ["model", "fitted", "blend", "base rate", "pilot's pace"]
    assert fitted.brier == pytest.approx(float(np.mean([brier(p.fitted, p.became) for p in two.scored])))
    assert model.cases == base.cases == 2
    assert model.hits == sum(p.hit for p in two.scored)
    assert model.brier == pytest.approx(float(np.mean([brier(p.probabilities, p.became) for p in two.scored])))
    assert base.hits == 0
    assert base.brier == 2.0
    assert naive.brier in (0.0, 1.0, 2.0)
    assert 0.0 <= blend.brier <= 2.0


def test_the_interval_of_the_hit_rate_holds_it(two):
    low, high = two.scores[0].interval
    assert low <= two.scores[0].hit_rate <= high


def test_the_table_has_a_row_a_case_and_probabilities_that_sum_to_one(two):
    frame = two.to_frame()
    assert frame.height == 3
    shares = frame.select([c for c in frame.columns if c.startswith("p_")]).sum_horizontal()
    assert shares.to_list() == pytest.approx([1.0] * 3)


def test_the_page_says_where_it_fails_and_what_it_does_not_show(two):
    text = page(two)
    assert "## What the cases teach together" in text
    for part in ("# How it did against history", "## Where it fails", "## Reach", "does and does not show"):
        assert part in text
    assert all(p.name in text for p in two.predictions)
    assert "The priors were revised once" in text


def test_no_case_at_all_is_told():
    with pytest.raises(InputError, match="no case is left"):
        hindcast(())


def test_a_base_rate_leaves_its_own_case_out():
    rates = base_rates(["scales", "scales", "stalls", "fails"])
    assert rates[0] == pytest.approx({"scales": 1 / 3, "stalls": 1 / 3, "fails": 1 / 3})
    assert "fails" not in rates[3]
    assert all(sum(rate.values()) == pytest.approx(1.0) for rate in rates)


def test_a_perfect_forecast_scores_zero_and_a_certain_miss_two():
    assert brier({"scales": 1.0}, "scales") == 0.0
    assert brier({"scales": 1.0}, "stalls") == 2.0
    assert brier({}, "stalls") == 1.0


def test_the_weight_of_a_blend_comes_from_the_other_cases():
    outcomes = ["scales", "stalls", "scales", "stalls"]
    right = [{name: 1.0} for name in outcomes]
    mixed, weights = blended(right, base_rates(outcomes), outcomes)
    assert weights.tolist() == [1.0] * 4
    assert score("x", "", mixed, outcomes).brier == 0.0
    wrong = [{"fails": 1.0}] * 4
    _, weights = blended(wrong, base_rates(outcomes), outcomes)
    assert weights.max() < 0.5


def test_a_case_told_again_beside_others_that_teach_never_helps_to_predict_itself(gone):
    """Cases beside those asked teach as among them; a second telling with the same answers teaches nothing at all."""
    chosen = [entry for entry in library() if entry.name in TAUGHT]
    (own,) = [entry for entry in chosen if entry.name == "kenya-gadam-sorghum"]
    gone_wrong = own.outcome.model_copy(update={"class_": "fails", "reach": (), "readings": ()})
    anew = {"id": "q", "title": "Quite another title"}
    retold = replace(own.case, fingerprint="other", initiative=own.initiative.model_copy(update=anew))
    again = replace(own, name="again", case=retold, outcome=gone_wrong)
    found = hindcast([own, again], learn_from=chosen, **MORE)
    before = gone[0]["kenya-gadam-sorghum"]
    assert found.teachers == len(TAUGHT) - 1
    assert found.predictions[0] == before
    assert found.predictions[1].fitted == before.fitted
    assert [s.cases for s in found.scores] == [2] * 5
    assert found.together == (("kenya-gadam-sorghum", "again"),)
    assert "kenya-gadam-sorghum and again tell one case" in page(found)


def test_cases_are_alike_by_name_id_title_files_or_answers(folder):
    beans, coffee = library(folder)
    assert alike([beans, coffee]) == (0, 1)
    for mark, value in (("id", "coffee"), ("title", "COFFEE.")):
        changed = replace(beans.case, initiative=beans.initiative.model_copy(update={mark: value}))
        assert alike([replace(beans, case=changed), coffee]) == (0, 0), mark
    assert alike([beans, replace(coffee, case=replace(coffee.case, fingerprint=beans.case.fingerprint))]) == (0, 0)
    bridge = replace(beans, name="coffee")
    assert alike([beans, coffee, bridge]) == (0, 0, 0)


def test_base_rate_and_blend_leave_every_telling_of_a_case_out():
    outcomes, told = ["scales", "scales", "stalls"], [0, 0, 2]
    assert base_rates(outcomes, told) == [{"stalls": 1.0}, {"stalls": 1.0}, {"scales": 1.0}]
    model = [{"scales": 1.0}, {"scales": 1.0}, {"fails": 1.0}]
    _, weights = blended(model, [{"stalls": 1.0}] * 3, outcomes, told)
    assert weights.tolist() == [0.0, 0.0, 1.0]


def test_one_scored_case_says_nothing_of_chance():
    chosen = [entry for entry in library() if entry.name in TAUGHT]
    text = page(hindcast(chosen[:1], learn_from=chosen[1:], fit=False, **SMALL))
    assert "one case, which shows nothing of how far that is chance" in text
    assert "standard error" not in text
    assert "1 counts" not in text


def test_cases_that_came_later_are_scored_apart():
    names = ("ghana-gadco-rice", "kenya-gadam-sorghum", "tanzania-kilombero-rice")
    found = hindcast([entry for entry in library() if entry.name in names], fit=False, **SMALL)
    assert [found.scored[k].name for k in found.later] == ["ghana-gadco-rice", "tanzania-kilombero-rice"]
    model = found.scores[0].over(found.later)
    assert model.hits == sum(found.scored[k].hit for k in found.later)
    assert model.brier == pytest.approx(
        np.mean([brier(found.scored[k].probabilities, found.scored[k].became) for k in (0, 2)])
    )
    assert f"| model | {model.hits} of 2 | {model.brier:.3f} |" in page(found)
    assert found.to_dict()["scores_of_later_cases"][0]["cases"] == 2
