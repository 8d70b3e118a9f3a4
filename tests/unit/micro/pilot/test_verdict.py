"""What a pilot's answers say together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from outgrow.micro import (
    Answered,
    CheckResult,
    Design,
    ImpactEstimate,
    analyse_pilot,
    effects_by_group,
    estimate_impact,
    family_of,
    findable_effect,
    pilot_verdict,
)
from outgrow.micro.impact.records import BEFORE_AFTER, by_error
from outgrow.report import pilot_charts, pilot_screen, save_pilot


def estimate(outcome: str, p: float, **more: object) -> ImpactEstimate:
    """An estimate with a p-value; nothing else of it decides."""
    known = {
        "outcome": outcome, "unit": "kg", "estimand": "intention to treat", "estimate": 2.0, "se": 1.0,
        "interval": (0.0, 4.0), "level": 0.95, "df": 38.0, "p": p, "n": 100, "clusters": 40, "design": "rct",
        "method": "least squares", "reference": 10.0,
    } | more  # fmt: skip
    return ImpactEstimate(**known)


def answered(estimate: ImpactEstimate, family: str = "") -> Answered:
    return Answered(
        id=estimate.outcome, text=f"Did {estimate.outcome} change?", file="x.csv", rows_read=100, rows_kept=100,
        estimate=estimate, family=family,
    )  # fmt: skip


def check(name: str, *, passed: bool | None) -> CheckResult:
    return CheckResult(name, passed, pl.DataFrame(), "A sentence.")


def test_each_finding_has_its_word():
    sure, shaky, none = estimate("yield", 0.01), estimate("price", 0.01), estimate("income", 0.4)
    shaky = shaky.with_checks((check("overlap", passed=False), check("extreme values", passed=True)))
    alone = estimate("land", 0.01, estimand=BEFORE_AFTER)
    found = pilot_verdict([answered(e) for e in (sure, shaky, none, alone)])
    words = {f.question: f.finding for f in found.found}
    assert words == {"yield": "changed", "price": "in doubt", "income": "not shown", "land": "no comparison"}
    assert found["price"].fallen == ("overlap",)
    assert found.sentences == (
        "2 of 3 questions, taken one by one, find a change that chance alone would rarely make.",
        "Changed: Did yield change? +2.0 kg (0.0 to 4.0). No check was made.",
        "In doubt: Did price change? +2.0 kg (0.0 to 4.0). Does not stand: overlap.",
        "Not shown: Did income change? It may still be there: the intervals say how large it could be.",
        "No comparison: Did land change? Nobody outside the pilot was asked, so that the change is no effect.",
    )


def test_a_check_that_the_data_cannot_make_casts_no_doubt_and_is_named():
    """Trends before the start with one round before it: nothing is known, which is no failure."""
    open_ = estimate("yield", 0.01).with_checks((check("trends before the start", passed=None),))
    found = pilot_verdict([answered(open_)])
    assert found["yield"].finding == "changed"
    assert found["yield"].fallen == ()
    assert found.sentences[1] == (
        "Changed: Did yield change? +2.0 kg (0.0 to 4.0). Cannot be checked: trends before the start."
    )


def test_a_finding_must_hold_when_the_family_is_counted():
    estimates = [estimate(f"y{i}", p) for i, p in enumerate((0.04, 0.3, 0.5, 0.6, 0.7, 0.8))]
    answers = [answered(e, "many") for e in estimates]
    assert pilot_verdict(answers[:1])["y0"].finding == "changed"
    assert pilot_verdict(answers, [family_of("many", estimates)])["y0"].finding == "not shown"


def test_one_lucky_question_of_many_without_a_family_is_in_doubt():
    answers = [answered(estimate(f"y{i}", p)) for i, p in enumerate((0.024, 0.002, 0.107, 0.19, 0.25, 0.29, 0.999))]
    found = pilot_verdict(answers)
    assert (found["y0"].finding, found["y0"].fallen) == ("in doubt", ("all questions counted",))
    assert found["y1"].finding == "changed"
    assert "In doubt: Did y0 change? +2.0 kg (0.0 to 4.0). Does not stand: all questions counted." in found.sentences


def test_a_pilot_that_changes_nothing_is_seldom_said_to_change_something():
    """Ten questions of no family under no effect: one by one four of ten pilots would find a change."""
    rng, pilots = np.random.default_rng(3), 200
    p = rng.uniform(size=(pilots, 10))
    said = [
        any(
            f.finding == "changed"
            for f in pilot_verdict([answered(estimate(f"y{i}", x)) for i, x in enumerate(row)]).found
        )
        for row in p
    ]
    assert (p.min(axis=1) < 0.05).mean() > 0.35
    assert np.mean(said) < 0.1  # 5 % of 200 pilots, and three errors of that share


def test_a_comparison_without_a_lottery_is_not_told_as_one():
    answers = [answered(estimate("yield", 0.001, design="matched")), answered(estimate("price", 0.4))]
    said = pilot_verdict(answers).summary()
    assert "Not drawn by lot: Did yield change? Chance is then not the only other reason" in said
    assert "Not drawn by lot" not in pilot_verdict([answered(estimate("yield", 0.001))]).summary()
    assert "Not drawn by lot. Chance" in pilot_verdict(answers[:1]).summary()


def test_a_small_q_does_not_make_a_finding_of_a_large_p():
    estimates = [estimate(f"y{i}", p) for i, p in enumerate((0.001, 0.001, 0.001, 0.001, 0.06))]
    family = family_of("many", estimates)
    assert family.sharpened_q[-1] < 0.05
    assert pilot_verdict([answered(e) for e in estimates], [family])["y4"].finding == "not shown"


def test_one_question_that_finds_nothing_is_not_called_no_effect():
    assert pilot_verdict([answered(estimate("yield", 0.5))]).sentences == (
        "The one question asked finds no change that chance alone would rarely make.",
        "Not shown: Did yield change? It may still be there: the intervals say how large it could be.",
    )


def test_the_pilot_says_its_verdict_at_every_door(pilot, tmp_path):
    found = analyse_pilot(pilot)
    said = found.verdict.summary()
    assert "2 of 2 questions, taken one by one, find a change" in said
    assert f"At what cost: {found.costs.per_reached[0]:,.0f} KES" in said
    assert f"come out ahead in {round(100 * found.benefit['household'].chance)} of 100 draws" in said
    assert found.summary().startswith(said)
    page = save_pilot(found, tmp_path / "out", "0")
    assert all(sentence in page.read_text(encoding="utf-8") for sentence in found.verdict.sentences)
    table = pl.read_csv(tmp_path / "out" / "verdict.csv")
    assert table["finding"].to_list() == ["changed", "changed"]
    console = Console(width=100)
    with console.capture() as shown:
        console.print(pilot_screen(found, 100))
    assert " ".join(shown.get().split()).startswith(f"{found.name} {said}")
    assert "answers" in pilot_charts(found)


@pytest.mark.parametrize(("effects", "word"), [((1.0, 1.1), "not found to gain differently"), ((0.0, 60.0), "differs")])
def test_who_gains_is_told_only_where_groups_differ(effects, word):
    rng = np.random.default_rng(4)
    arm, woman = np.tile([0, 1], 400), np.repeat([0, 1], 400)
    data = {"y": rng.normal(100, 10, 800) + arm * np.array(effects)[woman], "arm": arm, "woman": woman}
    design = Design(kind="rct", outcome="y", arm="arm")
    one = replace(answered(estimate_impact(data, design)), groups=(effects_by_group(data, design, "woman"),))
    assert word in pilot_verdict([one]).summary()


def test_what_was_not_found_is_told_with_what_could_have_been(pilot):
    one = estimate("yield", 0.5)
    found = findable_effect(one)
    said = pilot_verdict([replace(answered(one), findable=found)]).sentences[-1]
    assert said == (
        f"Not shown: Did yield change? ({by_error(found.effect, found.se)} kg) In brackets: the true effect that would "
        "have been found with a chance of 80 %. It may still be there: the intervals say how large it could be."
    )


def test_the_verdict_tells_poverty_with_what_it_does_not_say(pilot):
    found = analyse_pilot(pilot)
    before, after = found.poverty.before["headcount"].value, found.poverty.after["headcount"].value
    (said,) = [sentence for sentence in found.verdict.sentences if sentence.startswith("Poverty: ")]
    assert said.startswith(
        f"Poverty: {100 * before:.1f} % of persons lived below the line before and {100 * after:.1f} % after, a change"
    )
    assert said.endswith("points whatever its cause.")
    alone = pilot_verdict(found.answers, found.families, welfare=found.welfare)
    assert any(sentence.startswith("Poverty: ") for sentence in alone.sentences)
    assert not any("Poverty" in sentence for sentence in pilot_verdict(found.answers).sentences)
