"""What holds for every household and every season, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgrow.initiative import read
from outgrow.population import VILLAGE, Population, build, draw_traits
from outgrow.scenarios import draw_worlds
from outgrow.system import MEASURES, simulate, structure_of
from outgrow.system.household import (
    Household,
    Luck,
    Terms,
    Village,
    kept_of,
    life_of_household,
    season_of_household,
    sums_without,
    without_initiative,
)
from outgrow.system.kernels import reference
from outgrow.system.terms import lasting_terms
from outgrow.vocabulary import Streams

ROUNDING = 1e-9  # a season's arithmetic in double precision, relative to the largest term
LEAST = 1e-300  # below it numbers lose digits
FEW = settings(max_examples=25, deadline=None)
share = st.floats(0.0, 1.0)
money = st.floats(0.0, 1e5)
price = st.floats(0.0, 200.0)
kg = st.floats(1.0, 1e5)
flag = st.sampled_from([0.0, 1.0])

households = st.builds(
    Household,
    volume=kg,
    effect=st.floats(-0.5, 1.0),
    deferred_value=share,
    freight=st.floats(0.0, 5.0),
    other_income=money,
    persons=st.floats(1.0, 20.0),
    poverty_need=st.floats(1.0, 1e6),
    weight=st.floats(0.1, 50.0),
    woman=flag,
    small=flag,
    eligible=flag,
    member=flag,
    trained=flag,
    barred=flag,
    skill=share,
)
villages = st.builds(
    Village,
    peers=share,
    trust=share,
    belief=st.floats(-0.5, 1.0),
    weather=st.floats(0.1, 3.0),
    spot=st.floats(0.3, 3.0),
)
lucks = st.builds(
    Luck,
    weather=st.floats(0.1, 3.0),
    spot=st.floats(0.3, 3.0),
    choice=st.floats(-20.0, 20.0),
    place=st.floats(1e-6, 1.0),
)
PRICES = {
    "first",
    "deferred",
    "spot",
    "first_without",
    "deferred_without",
    "spot_without",
    "premium",
    "premium_promised",
    "premium_settled",
}
SUMS = {"charges", "credit", "owed", "fine", "stake"}
terms = st.builds(
    Terms,
    **{name: price if name in PRICES else money if name in SUMS else share for name in Terms._fields},
)


@given(households, villages, lucks, terms)
def test_no_money_appears_or_vanishes_in_a_household(h, v, luck, t):
    life = life_of_household(h, v, luck, t)
    into = h.other_income + life.paid + life.cash_sales + life.contracted * t.credit
    out = life.costs + t.charges * life.member + life.repaid
    assert life.income == pytest.approx(into - out, rel=ROUNDING, abs=ROUNDING * (into + out + 1.0))


@given(households, villages, lucks, terms)
def test_no_kilogram_appears_or_vanishes_in_a_household(h, v, luck, t):
    life = life_of_household(h, v, luck, t)
    assert life.accepted + life.refused + life.kept_back == pytest.approx(life.volume, rel=ROUNDING, abs=ROUNDING)


@given(households, villages, lucks, terms)
def test_nobody_gets_more_than_was_due(h, v, luck, t):
    life = life_of_household(h, v, luck, t._replace(premium_settled=min(t.premium_settled, t.premium_promised)))
    assert life.paid <= life.due * (1.0 + ROUNDING) + ROUNDING


PAY = {"premium_paid", "paid", "income"}


@given(households, villages, lucks, terms, st.floats(0.0, 1000.0))
def test_settling_the_premium_moves_what_is_paid_and_nothing_that_is_done(h, v, luck, t, settled):
    one, other = (life_of_household(h, v, luck, terms) for terms in (t, t._replace(premium_settled=settled)))
    assert {name for name in one._fields if getattr(one, name) != getattr(other, name)} <= PAY


@given(households, villages, lucks, terms, st.floats(0.0, 100.0))
def test_a_higher_cash_price_never_lowers_side_selling(h, v, luck, t, more):
    assert life_of_household(h, v, luck, t._replace(spot=t.spot + more)).aside >= life_of_household(h, v, luck, t).aside


@given(households, villages, lucks, terms, st.floats(0.0, 100.0))
def test_a_higher_cash_price_never_draws_in_and_never_moves_who_supplied_before(h, v, luck, t, more):
    plain, dearer = (life_of_household(h, v, luck, t._replace(spot=spot)) for spot in (t.spot, t.spot + more))
    assert dearer.expected_gain <= plain.expected_gain
    if t.supplied_before == 1.0:
        assert dearer.expected_gain == plain.expected_gain


@given(households, villages, lucks, terms, st.floats(0.0, 5.0))
def test_cheaper_carrying_never_keeps_out_who_expects_no_loss_of_yield(h, v, luck, t, less):
    h, v = h._replace(effect=max(h.effect, 0.0)), v._replace(belief=max(v.belief, 0.0))
    near, far = (life_of_household(h._replace(freight=way), v, luck, t) for way in (h.freight, h.freight + less))
    assert near.expected_gain >= far.expected_gain
    assert near.member >= far.member


@given(households, villages, lucks, terms)
def test_a_new_supplier_expects_what_an_honest_season_of_usual_luck_brings(h, v, luck, t):
    # Untrained, of average luck, paid in full and at once what was announced: the expected gain is the real one.
    h = h._replace(member=0.0, trained=0.0, barred=0.0, eligible=1.0, skill=0.0, deferred_value=1.0)
    t = t._replace(
        supplied_before=0.0, train_rate=0.0, premium_promised=t.premium, premium_settled=t.premium, received=1.0,
        turned=0.0, exclusion=0.0, credit=0.0, owed=0.0, fine=0.0, stake=1e12, pool=1.0, cover_rate=2.0, leaning=1e9,
    )  # fmt: skip
    v, luck = v._replace(weather=1.0, spot=1.0), luck._replace(weather=1.0, spot=1.0, choice=-50.0)
    t = t._replace(per_gain=0.0, per_peer=0.0, per_trust=0.0, inertia=0.0)
    inside = life_of_household(h, v, luck, t)
    outside = life_of_household(h, v, luck, t._replace(cover_rate=0.0))
    assert (inside.member, outside.member) == (1.0, 0.0)
    price = t.first + t.deferred + t.premium + t.spot + h.freight + t.production_cost
    size = inside.volume * price + h.other_income + t.charges
    assert inside.income - outside.income == pytest.approx(inside.expected_gain, abs=ROUNDING * (1.0 + size))


@given(households, villages, lucks, terms)
def test_the_poverty_of_a_member_is_that_of_its_household_and_else_nothing(h, v, luck, t):
    found = dict(zip(MEASURES, map(float, one_season(h, v, luck, t)[4:]), strict=True))
    inside = life_of_household(h, v, luck, t).member
    for name in ("headcount", "gap", "squared_gap", "headcount_without", "gap_without", "squared_gap_without"):
        assert found[f"member_{name}"] == inside * found[name]
    assert found["member_persons"] == inside * h.persons


@pytest.fixture(scope="module")
def setting():
    case, streams = read("kenya-tea"), Streams(21)
    world = draw_worlds(case.initiative, streams, 2)[1]
    population = build(draw_traits(streams, 3 * VILLAGE, case.districts.weights), world)
    return structure_of(case.initiative), world, population, streams


@FEW
@given(credit=st.floats(0.0, 3e4), more=st.floats(1.0, 3e4), interest=share, enforcement=share, exclusion=share)
def test_more_credit_never_raises_honour(setting, credit, more, interest, enforcement, exclusion):
    _, world, population, _ = setting
    given_world = world | {
        "contract.interest": interest,
        "contract.enforcement": enforcement,
        "contract.exclusion": exclusion,
    }
    held = reference.households_at(
        slice(0, population.size),
        population.columns,
        population.flags,
        np.ones(population.size, np.uint8),
        np.zeros(population.size),
    )
    score = np.random.default_rng(1).standard_normal(population.size)
    luck = Luck(1.0, np.exp(0.4 * score), -50.0, 0.5)
    around = Village(1.0, 1.0, 0.1, 1.0, 1.0)

    def aside(amount):
        t = lasting_terms(given_world | {"contract.credit": amount}, supplied_before=True)
        t = t._replace(first=14.0, deferred=30.0, spot=30.0, upkeep=1.0, leaning=1e3, pool=1.0)
        return life_of_household(held, around, luck, t).aside

    assert np.all(aside(credit + more) >= aside(credit))


def one_season(h, v, luck, t):
    """State and measures of households, and of their season without the initiative."""
    without = without_initiative(h, v, luck, t)
    sums = sums_without(h, without)
    found = season_of_household(h, v, luck, t, kept_of(without, sums))
    return [np.broadcast_to(x, np.shape(h.volume)) for x in (*found, *sums)]


def many(seed, count=64):
    rng = np.random.default_rng(seed)
    h = Household(
        rng.uniform(1, 1e4, count), rng.normal(0.1, 0.2, count), *rng.uniform(0, 1, (2, count)),
        rng.uniform(0, 1e5, count), rng.uniform(1, 9, count), rng.uniform(1, 1e6, count), rng.uniform(0.5, 2, count),
        *rng.integers(0, 2, (6, count)).astype(float), rng.uniform(0, 1, count),
    )  # fmt: skip
    luck = Luck(
        rng.lognormal(0, 0.3, count), rng.lognormal(0, 0.3, count), rng.logistic(size=count), rng.uniform(size=count)
    )
    return h, luck


@given(villages, terms, st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_does_not_matter(v, t, seed):
    h, luck = many(seed)
    order = np.random.default_rng(seed).permutation(64)
    shuffled = one_season(Household._make(x[order] for x in h), v, Luck._make(x[order] for x in luck), t)
    for plain, mixed in zip(one_season(h, v, luck, t), shuffled, strict=True):
        assert np.array_equal(plain[order], mixed)


@given(villages, terms, st.integers(0, 2**32 - 1))
def test_a_household_that_stands_for_twice_as_many_counts_twice(v, t, seed):
    h, luck = many(seed)
    doubled = one_season(h._replace(weight=2.0 * h.weight, persons=2.0 * h.persons), v, luck, t)
    plain = one_season(h, v, luck, t)
    assert len(plain) == 4 + len(MEASURES)
    for once, twice in zip(plain[:4], doubled[:4], strict=True):
        assert np.array_equal(once, twice)
    for once, twice in zip(plain[4:], doubled[4:], strict=True):
        assert np.all(np.abs(2.0 * once - twice) <= LEAST)  # doubling is exact above it


def test_a_population_and_an_ambition_of_twice_the_size_give_twice_the_numbers(setting):
    structure, world, population, streams = setting
    columns = population.columns.copy()
    columns[[5, 7]] *= 2.0
    extensive = {
        name: 2.0 * value
        for name, value in world.items()
        if name.endswith((".reached", ".capacity", ".budget.first", ".budget.full"))
        or name in ("firm.fixed", "firm.investment", "target.households")
        or name.startswith("firm.strategic.")
    }
    twice = simulate(structure, world | extensive, Population(columns, population.flags, population.district), streams)
    once = simulate(structure, world, population, streams)
    for name in MEASURES:
        assert twice[name] == pytest.approx(2.0 * once[name], rel=1e-6), name
