"""One household's season: the steps that act on households, in order, for arrays or for single numbers.

``life_of_household`` is the one place where the steps meet. The reference kernel calls it with whole columns; the
compiled kernel compiles it, with all that it calls, for one household at a time. Both therefore do the same
operations in the same order and agree to the last bit. What it returns is everything that happened to the household;
``season_of_household`` keeps what the next season and the accounts need.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from outgrow.system.steps.account import poverty_gaps
from outgrow.system.steps.deliver import learn, train
from outgrow.system.steps.join import (
    choice_score,
    expected_effect,
    expected_gain,
    join_or_stay,
    over_outside,
    utility,
)
from outgrow.system.steps.produce import harvest, weather
from outgrow.system.steps.sell import cash_factor, cash_offer, refused_by_standard, rejected_share, sells_aside
from outgrow.system.steps.settle import credit_repaid, crop_costs
from outgrow.vocabulary.portable import normals_of, pick, uniform_of


class Terms(NamedTuple):
    """What every household meets in one season (money in the model's currency; shares unless said otherwise).

    ``first``, ``deferred``, ``spot`` and ``pool`` exist twice: with the initiative, and ``_without`` it under the same
    luck. ``premium`` is what was announced before the harvest, on which households decide, ``premium_settled`` what
    they are paid after selling, and ``premium_promised`` the whole premium, had its market taken everything.
    """

    cover_rate: float
    upkeep: float
    train_rate: float
    fidelity: float
    learning: float
    forgetting: float
    follow_up: float
    leaning: float
    per_gain: float
    per_peer: float
    per_trust: float
    inertia: float
    own_knowledge: float
    charges: float
    weather_spread: float
    pool: float
    pool_without: float
    first: float
    deferred: float
    premium: float
    spot: float
    spot_spread: float
    first_without: float
    deferred_without: float
    spot_without: float
    supplied_before: float
    bond: float
    trust_without: float
    side_part: float
    stake: float
    rejection: float
    rejection_trained: float
    turned: float
    received: float
    production_cost: float
    practice_cost: float
    enforcement: float
    credit: float
    owed: float
    fine: float
    exclusion: float
    premium_promised: float
    premium_settled: float


class Village(NamedTuple):
    """What the households of one village share in a season."""

    peers: Any
    trust: Any
    belief: Any
    weather: Any
    spot: Any


class Household(NamedTuple):
    """A household's columns (see `Population`) and its state at the start of the season."""

    volume: Any
    effect: Any
    deferred_value: Any
    freight: Any
    other_income: Any
    persons: Any
    poverty_need: Any
    weight: Any
    woman: Any
    small: Any
    eligible: Any
    member: Any
    trained: Any
    barred: Any
    skill: Any


class Luck(NamedTuple):
    """A household's luck of the season.

    ``weather`` and ``spot`` are factors with mean one on its harvest and on its cash offer, ``choice`` a standard
    logistic score, ``place`` a uniform number that says when its turn comes.
    """

    weather: Any
    spot: Any
    choice: Any
    place: Any


class Life(NamedTuple):
    """What happened to a household in a season; see ``life.LIFE`` for units and meanings."""

    believed: Any
    expected_gain: Any
    log_odds: Any
    offered: Any
    upheld: Any
    member: Any
    trained: Any
    skill: Any
    shock: Any
    lift: Any
    volume: Any
    contracted: Any
    offer: Any
    promised: Any
    aside: Any
    kept_back: Any
    refused: Any
    accepted: Any
    excluded: Any
    due: Any
    premium_paid: Any
    paid: Any
    cash_sales: Any
    freight: Any
    costs: Any
    repaid: Any
    income: Any


class Without(NamedTuple):
    """A household's season had there been no initiative, under the same luck."""

    offer: Any
    aside: Any
    volume: Any
    accepted: Any
    income: Any


def scores(w0: Any, w1: Any, w2: Any, w3: Any) -> tuple[Any, Any, Any, Any]:
    """Random words as luck that is the same for all scenarios: two standard normals, a logistic score, a uniform."""
    z0, z1 = normals_of(w0, w1)
    return z0, z1, choice_score(uniform_of(w2)), uniform_of(w3)


def factors(z0: Any, z1: Any, weather_spread: Any, spot_spread: Any) -> tuple[Any, Any]:
    """Factors with mean one on the harvest and on the cash offer."""
    return weather(z0, weather_spread), cash_factor(z1, spot_spread)


def life_of_household(h: Household, v: Village, luck: Luck, t: Terms) -> Life:
    """Everything that happens to a household in a season, in the order of the steps."""
    # join or leave
    contract = t.first + h.deferred_value * t.deferred
    unit_margin = contract - h.freight - t.production_cost
    believed = expected_effect(h.effect, v.belief, t.own_knowledge)
    prospect = pick(h.trained > 0.5, 1.0, t.train_rate)
    better = over_outside(contract, t.spot, t.rejection, h.freight, t.supplied_before)
    premium = t.premium * (1.0 - t.rejection)
    gain = expected_gain(h.volume, believed, prospect, unit_margin, t.practice_cost, premium, t.charges, better)
    odds = utility(gain, v.peers, v.trust, t.leaning, t.per_gain, t.per_peer, t.per_trust)
    offered = pick(luck.place < t.cover_rate, 1.0, 0.0)
    upheld = pick(luck.place < t.upkeep, 1.0, 0.0)
    may_enter = h.eligible * (1.0 - h.barred)
    member = join_or_stay(h.member, may_enter, offered, upheld, odds, t.inertia, luck.choice)
    trained = train(h.member * member, h.trained, luck.place, t.train_rate)
    skill = learn(trained, h.skill, t.fidelity, t.learning, t.forgetting, t.follow_up * member)

    # produce
    shock = luck.weather * v.weather
    base = harvest(h.volume, shock, t.pool)
    lift = h.effect * skill
    volume = base * (1.0 + lift)

    # sell
    under = pick(member > 0.5, 1.0, t.supplied_before)
    offer = cash_offer(t.spot, v.spot, luck.spot)
    promised = contract + t.premium * member
    aside = sells_aside(offer, promised, t.bond * v.trust, t.side_part, volume, t.stake)
    kept_back = volume * pick(under > 0.5, aside * t.side_part, 1.0)
    delivered = volume - kept_back
    by_standard = refused_by_standard(skill * member, t.rejection, t.rejection_trained)
    refused = rejected_share(by_standard, t.turned)
    accepted = delivered * (1.0 - refused)
    excluded = member * aside * pick(luck.place > 1.0 - t.exclusion, 1.0, 0.0)

    # settle
    due = delivered * (1.0 - by_standard) * (t.first + t.deferred + t.premium_promised * member)
    premium_paid = accepted * (t.premium_settled * member) * t.received
    paid = accepted * (t.first + t.deferred) * t.received + premium_paid
    repaid = credit_repaid(under, aside, t.enforcement, t.owed, t.fine)
    costs = crop_costs(volume, base, delivered, t.production_cost, t.practice_cost, h.freight)
    cash_sales = (volume - accepted) * offer
    income = h.other_income + paid + cash_sales - costs + under * t.credit - t.charges * member - repaid
    return Life(
        believed,
        gain,
        odds,
        offered,
        upheld,
        member,
        trained,
        skill,
        shock,
        lift,
        volume,
        under,
        offer,
        promised,
        aside,
        kept_back,
        delivered * refused,
        accepted,
        excluded,
        due,
        premium_paid,
        paid,
        cash_sales,
        delivered * h.freight,
        costs,
        repaid,
        income,
    )


def without_initiative(h: Household, v: Village, luck: Luck, t: Terms) -> Without:
    """The same household and luck had there been no initiative; it knows nothing of the household's state."""
    volume = harvest(h.volume, luck.weather * v.weather, t.pool_without)
    offer = cash_offer(t.spot_without, v.spot, luck.spot)
    promised = t.first_without + h.deferred_value * t.deferred_without
    aside = sells_aside(offer, promised, t.bond * t.trust_without, t.side_part, volume, t.stake)
    kept_back = volume * pick(t.supplied_before > 0.5, aside * t.side_part, 1.0)
    delivered = volume - kept_back
    accepted = delivered * (1.0 - t.rejection)
    paid = accepted * (t.first_without + t.deferred_without) * t.received
    repaid = credit_repaid(t.supplied_before, aside, t.enforcement, t.owed, t.fine)
    costs = crop_costs(volume, volume, delivered, t.production_cost, t.practice_cost, h.freight)
    income = h.other_income + paid + (volume - accepted) * offer - costs + t.supplied_before * t.credit - repaid
    return Without(offer, aside, volume, accepted, income)


WITHOUT_TERMS = (
    "weather_spread",
    "spot_spread",
    "pool_without",
    "first_without",
    "deferred_without",
    "spot_without",
    "supplied_before",
    "bond",
    "trust_without",
    "side_part",
    "stake",
    "rejection",
    "received",
    "production_cost",
    "practice_cost",
    "enforcement",
    "credit",
    "owed",
    "fine",
)
"""Terms that `without_initiative` reads: scenarios that agree in them share it."""


class Kept(NamedTuple):
    """What is kept of a household's season without the initiative to hold its season with it against."""

    accepted: Any
    income: Any
    gap: Any
    squared_gap: Any


def kept_of(without: Without, sums: tuple[Any, ...]) -> Kept:
    """What is kept, from the season without the initiative and its `sums_without`."""
    return Kept(without.accepted, without.income, sums[5], sums[6])


def sums_without(h: Household, without: Without) -> tuple[Any, ...]:
    """The last ``account.WITHOUT`` of ``account.MEASURES``."""
    w_income = h.weight * without.income
    poor, gap, squared = poverty_gaps(without.income, h.poverty_need, h.persons)
    return (
        h.weight * without.volume,
        w_income,
        w_income * h.woman,
        w_income * h.small,
        poor,
        gap,
        squared,
    )


def season_of_household(h: Household, v: Village, luck: Luck, t: Terms, without: Kept) -> tuple[Any, ...]:
    """A household's season as the next season and the accounts need it.

    Parameters
    ----------
    h, v, luck, t
        Household, village, luck and terms.
    without
        Its season without the initiative, see `without_initiative` and `kept_of`.

    Returns
    -------
    tuple
        Member, trained, barred and skill at the end of the season, then the values of ``account.MEASURES`` in their
        order up to those of `sums_without`.
    """
    life = life_of_household(h, v, luck, t)
    w = h.weight
    wm = w * life.member
    poor, gap, squared = poverty_gaps(life.income, h.poverty_need, h.persons)
    w_income = w * life.income
    outside = 1.0 - life.member
    barred = pick(life.excluded > 0.5, 1.0, h.barred)
    return (
        life.member - life.excluded,
        life.trained,
        barred,
        life.skill,
        wm,
        w * life.trained,
        wm * (1.0 - h.member),
        w * (h.member * outside + life.excluded),
        w * life.volume,
        w * life.accepted,
        w * life.kept_back,
        wm * life.volume,
        wm * life.accepted,
        wm * without.accepted,
        wm * life.kept_back,
        wm * (life.income - without.income),
        w_income,
        w_income * h.woman,
        w_income * h.small,
        w_income * outside,
        w * without.income * outside,
        poor,
        gap,
        squared,
        h.persons * life.member,
        poor * life.member,
        gap * life.member,
        squared * life.member,
        pick(without.income < h.poverty_need, h.persons, 0.0) * life.member,
        without.gap * life.member,
        without.squared_gap * life.member,
        w * life.trained * life.lift,
        w * life.paid,
        w * life.premium_paid,
        w * life.repaid,
        w * barred,
        w * life.contracted,
        w * life.refused,
        w * life.due,
        w * life.cash_sales,
        w * life.freight,
        w * life.costs,
    )
