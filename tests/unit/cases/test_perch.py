"""The perch case gives back what was published of its chain.

Published: Johnson (2010), Aquatic Ecosystem Health and Management 13(1), of the final value in 2007: local 24 % (about
3 % each fisherman, 14 % boat owner, 4 % agent), processor 36 %, international wholesale and retail 39 %. Of the export
value that is, derived, local 40 % (boat owner 23 %) and processor 60 %. The printed shares sum to 99 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.conditions import chain_findings
from outgrow.initiative import read
from outgrow.population import draw_traits
from outgrow.scenarios import draw_worlds, explore, one_at_a_time
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

PRINTED = 0.005  # shares are printed in whole per cent
SUM_PRINTED = 0.99  # of the printed shares


@pytest.fixture(scope="module")
def perch():
    case, streams = read("lake-victoria-nile-perch"), Streams(2)
    worlds = draw_worlds(case.initiative, streams, 4)
    traits = draw_traits(streams, 384, case.districts.weights)
    ensemble = explore(worlds, structure_of(case.initiative), traits, streams)
    return case.initiative, chain_findings(case.initiative, ensemble, one_at_a_time(case.initiative)[0], traits)


@pytest.mark.parametrize(
    ("actors", "share"),
    [
        (("crew",), 0.06),
        (("owners",), 0.14),
        (("agents",), 0.04),
        (("factory",), 0.36),
        (("importer",), 0.39),
        (("crew", "owners", "agents"), 0.24),
    ],
)
def test_shares_of_the_final_price_are_the_published_ones(perch, actors, share):
    _, found = perch
    shares = dict(zip(found.without.actors, found.without.value_share, strict=True))
    assert SUM_PRINTED * sum(shares[a] for a in actors) == pytest.approx(share, abs=PRINTED)


def test_shares_of_the_export_value_are_the_derived_ones(perch):
    _, found = perch
    assert found.export_gate == "factory"
    shares = found.without.shares_at("factory")
    assert shares["factory"] == pytest.approx(0.60, abs=PRINTED)
    assert shares["owners"] == pytest.approx(0.23, abs=PRINTED)
    assert shares["crew"] + shares["owners"] + shares["agents"] == pytest.approx(0.40, abs=PRINTED)


def test_the_factory_sells_at_the_export_unit_value_and_turns_a_third_of_a_fish_into_fillet(perch):
    initiative, _ = perch
    factory = next(stage for stage in initiative.chain if stage.actor == "factory")
    assert factory.price_out.middle == pytest.approx(134.791e6 / 18_785e3, abs=0.005)  # printed as 7.18
    assert factory.conversion.middle == pytest.approx(1.0 / 0.34, abs=0.001)  # fillet 34 % of live weight


def test_members_and_owners_are_those_of_the_boats_and_crew_is_paid_as_before(perch):
    _, found = perch
    without, with_it = found.without, found.with_initiative
    crew, owners = without.actors.index("crew"), without.actors.index("owners")
    assert float(with_it.price_out[crew]) == float(without.price_out[crew])
    assert float(with_it.price_out[owners]) > float(without.price_out[owners])


def test_loans_are_part_of_the_contract_and_make_it_weaker(perch):
    _, found = perch
    assert found.credit is not None
    assert found.credit.today > 0.0
    assert (np.diff(found.credit.premium) < 0.0).all()


def test_work_is_counted_in_boats_and_factory(perch):
    _, found = perch
    work = dict(zip(found.without.actors, found.without.labour, strict=True))
    assert work["crew"] > work["factory"] > 0.0


def test_the_whole_premium_reaches_those_who_sell_on_and_a_part_the_boat(perch):
    initiative, found = perch
    before, after = found.without, found.with_initiative
    rise = dict(zip(before.actors, after.price_out - before.price_out, strict=True))
    assert rise["factory"] == pytest.approx(rise["agents"])
    assert rise["importer"] == pytest.approx(rise["factory"])
    passed = initiative.market.premium_passed.middle
    assert rise["owners"] == pytest.approx(passed * rise["agents"])
