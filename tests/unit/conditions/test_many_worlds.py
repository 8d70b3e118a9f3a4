"""Questions about many worlds, each on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import evppi_normal_sum
from outgrow.conditions import (
    QUESTIONS,
    Gate,
    ablation,
    bottleneck,
    discover,
    drivers,
    findings_frame,
    gates,
    information_value,
    information_values,
    lever_curves,
    outputs,
    share_error,
    simulate_until,
    strongest,
    supports,
    tornado,
    variance_study,
)
from outgrow.conditions.sensitivity.indices import SobolIndices
from outgrow.conditions.sensitivity.variance import OTHERS, Importance, factors_of
from outgrow.initiative import read
from outgrow.scenarios import LUCK, Ensemble, Runner, draw_worlds, one_at_a_time, setting_of, stack, uncertain
from outgrow.vocabulary import InputError, Streams, standard_normal_quantile

pytestmark = pytest.mark.slow  # whole runs

SEED, HOUSEHOLDS = 2, 256
SAME_ARITHMETIC = 1e-12


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    return case.initiative, Runner(setting_of(case, HOUSEHOLDS, SEED))


@pytest.fixture(scope="module")
def worlds(tea):
    initiative, runner = tea
    return simulate_until(initiative, runner, Streams(SEED), error=0.05, most=128)


def gate(name, margin):
    return Gate(name, "?", np.asarray(margin, dtype=float), "share", "so")


def test_the_error_of_a_share_is_wilsons_and_never_zero():
    assert share_error(0.3, 10_000) == pytest.approx(np.sqrt(0.3 * 0.7 / 10_000), rel=1e-3)
    assert share_error(0.0, 64) == pytest.approx(1.0 / 128.0 / (1.0 + 1.0 / 64.0), rel=SAME_ARITHMETIC)


def test_worlds_are_drawn_until_every_gate_is_known_well_enough(tea, worlds):
    initiative, runner = tea
    assert worlds.simulated.ensemble.draws == 128
    assert worlds.reached == (max(worlds.errors) <= 0.05)
    more = simulate_until(initiative, runner, Streams(SEED), error=0.04, most=256)
    assert more.simulated.ensemble.draws == 256
    assert more.reached
    for name in ("members", "trained"):  # the first worlds of a longer run
        assert np.array_equal(more.simulated.ensemble[name][:128], worlds.simulated.ensemble[name])
    none = simulate_until(initiative, runner, Streams(SEED), error=0.001, most=128)
    assert not none.reached
    assert "more than the 0.1% asked for: the most worlds allowed were drawn" in none.summary()


@pytest.mark.parametrize(("error", "most", "why"), [(0.0, 128, "between 0 and 0.5"), (0.1, 64, "first round has 128")])
def test_an_error_or_limit_that_makes_no_sense_is_refused(tea, error, most, why):
    initiative, runner = tea
    with pytest.raises(InputError, match=why):
        simulate_until(initiative, runner, Streams(SEED), error=error, most=most)


def test_the_binding_gate_is_the_closed_one_furthest_from_opening():
    # margins in their own standard deviations: gate b varies ten times as much, so that -2 is nearer than a's -1
    a, b = gate("a", [-1.0, 1.0, 1.0, -1.0]), gate("b", [-2.0, 20.0, -20.0, 3.0])
    found = bottleneck((a, b))
    assert found.binding.tolist() == ["a", "none", "b", "a"]
    assert found.shares == {"a": 0.5, "b": 0.25, "none": 0.25}
    assert found.alone == {"a": 0.25, "b": 0.25}
    assert found.findings()[0].sentence.startswith("'a' is what holds the initiative back in 50% of possible worlds")


def test_outputs_hold_each_gate_all_gates_and_their_number(tea, worlds):
    initiative, _ = tea
    by_name = {o.name: o for o in outputs(worlds.simulated.ensemble, worlds.gates, initiative)}
    passes = np.array([g.passes for g in worlds.gates])
    assert np.array_equal(by_name["all gates"].values, passes.all(axis=0))
    assert np.array_equal(by_name["gates open"].values, passes.sum(axis=0))
    assert set(QUESTIONS) < set(by_name)


@pytest.fixture(scope="module")
def ranked(tea, worlds):
    initiative, runner = tea
    alone = one_at_a_time(initiative)
    ran = runner.run("alone", "x", alone, {}, np.zeros(alone.draws, dtype=int))
    moved = gates(ran.ensemble, initiative)
    return moved, drivers(ran.ensemble, moved, worlds.gates)


def test_tornado_bars_are_the_margins_at_both_ends(tea, ranked):
    initiative, _ = tea
    moved, order = ranked
    names = uncertain(initiative)
    found = tornado(moved, order, names)
    works = {bar.name: bar for bar in found.bars["works"]}
    place = names.index("participation.effect")
    margin = moved[0].margin
    assert works["participation.effect"].low == margin[1 + 2 * place]
    assert works["participation.effect"].high == margin[2 + 2 * place]
    assert found.bars["works"][0].name == "participation.effect"
    assert found.to_frame().height == 6 * len(names)
    sentences = [finding.sentence for finding in found.findings()]
    assert any("an assumption that nobody has measured" in sentence for sentence in sentences)


def test_factors_are_the_named_numbers_all_others_and_luck(tea):
    initiative, _ = tea
    factors, left_out = factors_of(initiative, ["market.premium", "contract.first_payment"])
    assert list(factors) == ["market.premium", OTHERS, LUCK]
    assert left_out == ("contract.first_payment",)  # a number without a spread
    assert sorted(name for group in factors.values() for name in group) == sorted(uncertain(initiative))


def test_a_factor_that_no_number_is_called_by_is_told(tea):
    initiative, _ = tea
    with pytest.raises(InputError, match=r"'market.premum'.*Did you mean 'market.premium'"):
        factors_of(initiative, ["market.premum"])


def test_the_effect_accounts_for_the_net_gain_and_shares_sum_to_one(tea, ranked):
    initiative, runner = tea
    names = strongest(ranked[1], 2)
    assert names[0] == "participation.effect"
    found = variance_study(initiative, runner, Streams(SEED), names, base=16, walks=8)
    gain = found.importances["net gain"]
    assert gain.sobol.total[0] > 0.6
    assert gain.sobol.total[-1] == 0.0  # luck has no bearing on a trained member's gain
    assert gain.shapley is not None
    assert gain.shapley.shares.sum() == pytest.approx(1.0, abs=1e-9)
    assert (found.runs, found.failed, found.base, found.walks) == (16 * 6 + 8 * 2, 0, 16, 8)
    assert found.to_frame().height == 4 * len(found.importances)
    assert "From 112 worlds" in found.summary()


def test_value_of_information_is_that_of_normal_sums(tea):
    """Against the closed form for two normal parts: benefit = 1 + 2*x - 1*y, and a third number without bearing."""
    initiative, _ = tea
    drawn = draw_worlds(initiative, Streams(1), 2048)
    z = {n: standard_normal_quantile(drawn.probabilities[n]) for n in ("market.premium", "firm.margin")}
    benefit = 1.0 + 2.0 * z["market.premium"] - z["firm.margin"]
    empty = np.zeros((2048, 1))
    ensemble = Ensemble(
        drawn, {"members": empty}, empty, empty, empty, np.zeros(1), ("firm",), ("f",), empty[:, 0], empty[:, 0]
    )
    found = information_value("Somebody's decision", benefit, ensemble, Streams(1))
    first, second = evppi_normal_sum(1.0, [2.0, 1.0]).tolist()
    by_name = {worth.name: worth for worth in found.worths}
    assert by_name["market.premium"].evppi == pytest.approx(first, rel=0.03)  # a regression on 2,048 draws
    assert by_name["firm.margin"].evppi == pytest.approx(second, rel=0.1)
    assert found.evpi == pytest.approx(float(evppi_normal_sum(1.0, np.sqrt(5.0))), rel=0.02)
    assert [worth.name for worth in found.measure_first] == ["market.premium", "firm.margin"]
    assert "scaling up is better on average" in found.summary()


def test_a_decision_that_nothing_would_change_is_worth_no_measurement(tea, worlds):
    ensemble = worlds.simulated.ensemble
    sure = information_value("A sure decision", np.full(ensemble.draws, 5.0), ensemble, Streams(1))
    assert (sure.evpi, sure.measure_first) == (0.0, ())
    assert sure.summary().endswith("No measurement would change the decision.")


def test_both_decisions_are_weighed_and_too_few_worlds_refused(tea, worlds):
    initiative, _ = tea
    found = information_values(worlds.simulated.ensemble, initiative, Streams(1), discount=0.05)
    assert [value.benefit.size for value in found] == [128, 128]
    assert all(value.evpi >= max((w.evppi for w in value.worths), default=0.0) for value in found)
    with pytest.raises(InputError, match="the regression needs 80 worlds"):
        information_values(worlds.simulated.ensemble.at(np.arange(20)), initiative, Streams(1), discount=0.05)


@pytest.fixture(scope="module")
def ablated(tea, worlds):
    initiative, runner = tea
    kept = [option for option in initiative.options if option.id in ("premium_commitment", "pay_sooner")]
    small = initiative.model_copy(update={"options": tuple(kept)})
    return small, ablation(small, runner, worlds.simulated.ensemble.worlds.first(16))


def test_taking_a_support_away_is_running_the_changed_worlds(tea, worlds, ablated):
    _, runner = tea
    initiative, found = ablated
    some = worlds.simulated.ensemble.worlds.first(16)
    premium = next(s for s in supports(initiative, some) if s.id == "premium")
    ran = [runner.run("x", "x", w, {}).ensemble for w in (some, some.changed(premium.changes))]
    before, after = (np.array([g.passes for g in gates(e, initiative)]).sum(axis=0) for e in ran)
    told = next(d for d in found.of("taken away") if d.id == "premium")
    assert told.open == pytest.approx(float((after - before).mean()), abs=SAME_ARITHMETIC)
    assert told.error == pytest.approx(float((after - before).std(ddof=1) / 4.0), abs=SAME_ARITHMETIC)


def test_pairs_say_what_two_do_beyond_each(tea, worlds, ablated):
    _, runner = tea
    initiative, found = ablated
    pair = next(p for p in found.pairs if p.way == "added")
    some = worlds.simulated.ensemble.worlds.first(16)
    from outgrow.scenarios import pull  # noqa: PLC0415

    settings = [{}, {"pay_sooner": 1.0}, {"premium_commitment": 1.0}, {"pay_sooner": 1.0, "premium_commitment": 1.0}]
    opened = [
        np.array(
            [g.passes for g in gates(runner.run("x", "x", pull(some, initiative, s), {}).ensemble, initiative)]
        ).sum()
        for s in settings
    ]
    assert pair.interaction == pytest.approx(
        (opened[3] - opened[1] - opened[2] + opened[0]) / 16.0, abs=SAME_ARITHMETIC
    )


def test_every_finding_is_a_sentence_with_its_figure(ablated):
    _, found = ablated
    findings = found.findings()
    assert {f.kind for f in findings} >= {"support", "lever"}
    assert all(f.sentence.endswith(".") and np.isfinite(f.figure) and f.worlds == 16 for f in findings)
    assert findings_frame(findings).height == len(findings)
    assert any(f.condition == "premium_commitment" and f.facilitates for f in findings)


def test_lever_curves_begin_at_the_case_as_it_is(tea, worlds, ablated):
    _, runner = tea
    initiative, found = ablated
    curves = lever_curves(initiative, runner, worlds.simulated.ensemble.worlds.first(16))
    assert [curve.lever for curve in curves] == ["pay_sooner", "premium_commitment"]
    for curve in curves:
        assert curve.gates["pays"][0] == found.base["pays"]
        whole = next(d for d in found.of("added") if d.id == curve.lever)
        assert curve.gates["pays"][-1] - curve.gates["pays"][0] == pytest.approx(
            whole.gates["pays"], abs=SAME_ARITHMETIC
        )


def test_a_planted_condition_is_discovered_and_said(worlds):
    ensemble = worlds.simulated.ensemble
    u = ensemble.worlds.probabilities["market.premium"]
    planted = gate("reaches", np.where(u > 0.6, 1.0, -1.0))
    found = discover(ensemble, (planted,), Streams(1), ["market.premium", "firm.hurdle", "target.land"])
    opens = next(one for one in found if one.result == "reaches" and one.wanted)
    assert {limit.name for limit in opens.limits} == {"market.premium"}
    assert opens.steady
    sentence = opens.findings({"market.premium": "The premium"}, {})[0].sentence
    assert sentence.startswith("Where The premium is at least ")
    assert "'reaches' opens in" in sentence


def test_what_hardly_ever_happens_is_not_searched(worlds):
    ensemble = worlds.simulated.ensemble
    rare = gate("pays", np.where(np.arange(ensemble.draws) == 0, 1.0, -1.0))
    assert discover(ensemble, (rare,), Streams(1), ["market.premium"]) == ()


def test_stacked_worlds_keep_their_order(worlds):
    some = worlds.simulated.ensemble.worlds.first(3)
    assert np.array_equal(stack([some, some]).values["market.premium"], np.tile(some.values["market.premium"], 2))


def test_a_summary_skips_indices_that_do_not_stand_out_and_says_names_in_words():
    total, error = np.array([0.6, 0.5, 0.4, 0.002]), np.array([0.4, 0.4, 0.05, 0.0005])
    sobol = SobolIndices(first=total, total=total, first_error=error, total_error=error, mean=3.0, variance=1.0)
    one = Importance("gates open", "Number of gates that open", "number", ("a", "b", "c", "d"), sobol, None)
    said = one.summary({"c": "Cost of the standard", "d": "Hardly anything"})
    assert said == (
        "Number of gates that open: the variance hangs most on Cost of the standard 40% (standard error 5%) "
        "(total indices)."
    )
