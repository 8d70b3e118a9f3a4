"""What the worlds mean for a household and along the chain, on a small run of the shipped case."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.conditions import chain_findings, net_gain, pilot_findings
from outgrow.initiative import read
from outgrow.micro import fgt
from outgrow.population import build, draw_traits
from outgrow.scenarios import draw_worlds, explore, one_at_a_time
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

DRAWS, HOUSEHOLDS = 8, 1280
SAME_ARITHMETIC = 1e-12  # the same sums in another order


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    streams = Streams(3)
    worlds = draw_worlds(case.initiative, streams, DRAWS)
    traits = draw_traits(streams, HOUSEHOLDS, case.districts.weights)
    ensemble = explore(worlds, structure_of(case.initiative), traits, streams)
    return case.initiative, worlds, traits, ensemble, one_at_a_time(case.initiative)[0]


def test_net_gain_is_extra_harvest_at_received_price_less_costs(tea):
    _, worlds, *_ = tea
    v = {name: column[0] for name, column in worlds.values.items()}
    received = (v["contract.first_payment"] + v["contract.deferred_payment"]) * v["contract.kept"]
    received *= 1.0 - v["government.leakage"]
    kg = received - v["contract.production_cost"] - v["participation.practice_cost"]
    by_hand = v["target.volume"] * v["participation.effect"] * kg - v["participation.compliance_cost"] - v["firm.fee"]
    assert net_gain(worlds.values)[0] == pytest.approx(by_hand, rel=SAME_ARITHMETIC)


def test_poverty_before_is_that_of_the_central_population(tea):
    initiative, worlds, traits, _, central = tea
    found = pilot_findings(initiative, worlds, central, traits)
    people = build(traits, central)
    price = (central["contract.first_payment"] + central["contract.deferred_payment"]) * central["contract.kept"]
    price *= 1.0 - central["government.leakage"]
    income = people["other_income"] + people["volume"] * (price - central["contract.production_cost"])
    by_hand = float(fgt(income / people["poverty_need"], 1.0, 0, people["persons"]))
    assert found.poverty_before[0] == pytest.approx(by_hand, rel=SAME_ARITHMETIC)
    assert found.poverty_after[1] < found.poverty_before[1]


def test_pilot_findings_show_both_effects_and_the_studies_not_used(tea):
    initiative, worlds, traits, _, central = tea
    found = pilot_findings(initiative, worlds, central, traits)
    assert found.effect.pilot_mean == pytest.approx(worlds.known.pilot.mean, rel=SAME_ARITHMETIC)
    assert found.effect.outside_mean == pytest.approx(0.13, rel=SAME_ARITHMETIC)
    between = sorted([found.effect.pilot_mean, found.effect.mean, found.effect.outside_mean])
    assert between[1] == found.effect.mean
    assert any("company_claims" in warning for warning in found.warnings)


def test_value_shares_sum_to_one_and_growers_keep_about_three_quarters(tea):
    initiative, _, traits, ensemble, central = tea
    found = chain_findings(initiative, ensemble, central, traits)
    for state in (found.without, found.with_initiative):
        assert float(np.sum(state.value_share)) == pytest.approx(1.0, abs=SAME_ARITHMETIC)
    growers = dict(zip(found.without.actors, found.without.value_share, strict=True))["growers"]
    assert 0.70 < growers < 0.78  # 75-76 % of turnover was published for 2015/16 and 2016/17


def test_firm_case_discounts_the_flow_it_would_have_alone(tea):
    initiative, worlds, traits, ensemble, central = tea
    found = chain_findings(initiative, ensemble, central, traits)
    rate = worlds.values["firm.hurdle"][:, None]
    by_hand = (ensemble["firm_cash_alone"] / (1.0 + rate) ** np.arange(initiative.seasons.count)).sum(axis=1)
    assert np.asarray(found.firm.npv) == pytest.approx(by_hand, rel=1e-9)  # powers against repeated products


def test_ledger_holds_every_function_once_with_the_part_that_leaves(tea):
    initiative, _, traits, ensemble, central = tea
    found = chain_findings(initiative, ensemble, central, traits)
    assert [line.function for line in found.ledger.lines] == [line.id for line in initiative.functions]
    members = float(np.median(ensemble["members"][:, initiative.initiator.exit_season - 1]))
    extension = found.ledger.lines[0]
    assert extension.cost == pytest.approx(
        0.6 * central["functions.extension.cost_per_member"] * members, rel=SAME_ARITHMETIC
    )
