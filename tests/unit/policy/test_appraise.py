"""An option is appraised on the same worlds and luck as the case without it."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import Change, Option, read
from outgrow.policy import appraise
from outgrow.population import draw_traits, same_households
from outgrow.scenarios import carry_out, draw_worlds, explore, explore_together
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

DRAWS, HOUSEHOLDS = 6, 384
CASE = read("kenya-tea")


@pytest.fixture(scope="module")
def setting():
    streams = Streams(2)
    structure = structure_of(CASE.initiative)
    traits = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights)
    ensemble = explore(draw_worlds(CASE.initiative, streams, DRAWS), structure, traits, streams)
    return ensemble, structure, traits, streams


def appraised(setting, *options, **how):
    initiative = CASE.initiative.model_copy(update={"options": options})
    return appraise(initiative, *setting, draws=DRAWS, **how)


def option(name, payer="idh", **change):
    first = CASE.initiative.options[0]
    change = Change(**change)
    return Option(id=first.id, title=name, payer=payer, cost=first.cost, changes=(change,))


def test_an_option_that_changes_nothing_changes_nothing(setting):
    (found,) = appraised(setting, option("nothing", parameter="firm.margin", multiply=1.0))
    assert found.scales[0] == found.scales[1]
    assert all(without == with_it for without, with_it in found.gates.values())
    assert found.members[0] == found.members[1]
    assert (found.helps, found.lifted) == (0.0, 0.0)


def test_the_firm_bears_what_it_pays_and_others_spare_it(setting):
    change = {"parameter": "firm.fixed", "multiply": 1.0}
    by_firm, by_donor = (appraised(setting, option("cost", payer, **change))[0] for payer in ("ktda", "idh"))
    assert by_donor.gates["pays"][0] == by_donor.gates["pays"][1]
    assert by_firm.gates["pays"][1] <= by_firm.gates["pays"][0]


def test_money_for_the_firm_opens_pays_and_ranks_first(setting):
    rich = option("rich firm", parameter="firm.margin", add=1000.0)
    poor = option("poor firm", parameter="firm.margin", multiply=0.0)
    found = appraised(setting, poor, rich)
    assert found[0].option.title == "rich firm"
    assert found[0].gates["pays"][1] > found[0].gates["pays"][0]
    assert found[0].error <= 0.5 * np.sqrt(2.0 / DRAWS)


def test_costs_come_as_quantiles_in_model_money_and_progress_is_told(setting):
    told = []
    (found,) = appraised(
        setting,
        option("x", parameter="firm.margin", multiply=1.0),
        progress=lambda done, total: told.append((done, total)),
    )
    assert found.cost == pytest.approx((20e6, 48.99e6, 120e6), rel=1e-4)  # lognormal: the middle is the root of 20*120
    assert told == [(world, DRAWS) for world in range(1, DRAWS + 1)]


def test_options_in_one_pass_have_the_bits_of_single_runs(setting):
    """Some options share their households with others and some do not; neither changes a bit."""
    _, structure, traits, streams = setting
    base = draw_worlds(CASE.initiative, streams, DRAWS)
    bigger = option("bigger farms", parameter="target.land", multiply=2.0)
    options = (*CASE.initiative.options, bigger, *CASE.initiative.options[:2])  # nine: more than one pass takes
    changed = [carry_out(base, CASE.initiative, each) for each in options]
    households = [[same_households(one[0], two[0]) for two in changed] for one in changed]
    assert any(any(row[:k]) for k, row in enumerate(households))
    assert not all(households[0])
    for together, variant in zip(
        explore_together(changed, structure, traits, streams, threads=2), changed, strict=True
    ):
        alone = explore(variant, structure, traits, streams)
        assert all(np.array_equal(together[name], alone[name]) for name in alone.seasons)
        for name in ("spent", "takers", "district_members", "district_households", "households", "persons"):
            assert np.array_equal(getattr(together, name), getattr(alone, name))


def test_no_options_are_no_work(setting):
    assert appraised(setting) == ()
