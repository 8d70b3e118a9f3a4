"""One household's season: the steps that act on households, in order, for arrays or for single numbers.

``season_of_household`` is the one place where the steps meet. The reference kernel calls it with whole columns; the
compiled kernel compiles it, with all that it calls, for one household at a time. Both therefore do the same
operations in the same order and agree to the last bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from outgrow.system.steps.account import poverty_gaps
from outgrow.system.steps.deliver import learn, train
from outgrow.system.steps.join import expected_effect, expected_gain, join_or_stay, utility
from outgrow.system.steps.produce import harvest, weather
from outgrow.system.steps.sell import cash_offer, rejected_share, sells_aside
from outgrow.system.steps.settle import credit_repaid, crop_costs
from outgrow.vocabulary.portable import pick


class Terms(NamedTuple):
    """What every household meets in one season (money in the model's currency; shares unless said otherwise).

    ``first``, ``deferred``, ``spot`` and ``pool`` exist twice: with the initiative, and ``_without`` it under the same
    luck.
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
    income_scale: float
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
    skill: Any


class Luck(NamedTuple):
    """A household's random numbers of the season: two standard normals, two uniforms."""

    weather: Any
    spot: Any
    choice: Any
    place: Any


def season_of_household(h: Household, v: Village, luck: Luck, t: Terms) -> tuple[Any, ...]:
    """A household's season.

    Returns
    -------
    tuple
        Member, trained and skill at the end of the season, then the values of ``account.MEASURES`` in their order.
    """
    # join or leave
    unit_margin = t.first + h.deferred_value * t.deferred - t.production_cost
    believed = expected_effect(h.effect, v.belief, t.own_knowledge)
    prospect = pick(h.trained > 0.5, 1.0, t.train_rate)
    gain = expected_gain(h.volume, believed, prospect, unit_margin, t.practice_cost, t.premium, t.charges)
    odds = utility(gain, t.income_scale, v.peers, v.trust, t.leaning, t.per_gain, t.per_peer, t.per_trust)
    offered = pick(luck.place < t.cover_rate, 1.0, 0.0)
    upheld = pick(luck.place < t.upkeep, 1.0, 0.0)
    member = join_or_stay(h.member, h.eligible, offered, upheld, odds, t.inertia, luck.choice)
    trained = train(h.member * member, h.trained, luck.place, t.train_rate)
    skill = learn(trained, h.skill, t.fidelity, t.learning, t.forgetting, t.follow_up)

    # produce
    shock = weather(luck.weather, t.weather_spread) * v.weather
    base = harvest(h.volume, shock, t.pool)
    lift = h.effect * skill
    volume = base * (1.0 + lift)
    volume_without = harvest(h.volume, shock, t.pool_without)

    # sell
    under = pick(member > 0.5, 1.0, t.supplied_before)
    offer = cash_offer(t.spot, v.spot, luck.spot, t.spot_spread)
    promised = t.first + t.premium * member + h.deferred_value * t.deferred
    aside = sells_aside(offer, promised, t.bond * v.trust, t.side_part, volume, t.stake)
    kept_back = volume * pick(under > 0.5, aside * t.side_part, 1.0)
    delivered = volume - kept_back
    refused = rejected_share(skill * member, t.rejection, t.rejection_trained, t.turned)
    accepted = delivered * (1.0 - refused)

    # sell, without the initiative
    offer_without = cash_offer(t.spot_without, v.spot, luck.spot, t.spot_spread)
    promised_without = t.first_without + h.deferred_value * t.deferred_without
    aside_without = sells_aside(
        offer_without, promised_without, t.bond * t.trust_without, t.side_part, volume_without, t.stake
    )
    kept_back_without = volume_without * pick(t.supplied_before > 0.5, aside_without * t.side_part, 1.0)
    delivered_without = volume_without - kept_back_without
    accepted_without = delivered_without * (1.0 - t.rejection)

    # settle
    premium_paid = accepted * (t.premium * member) * t.received
    paid = accepted * (t.first + t.deferred) * t.received + premium_paid
    repaid = credit_repaid(under, aside, t.enforcement, t.owed, t.fine)
    costs = crop_costs(volume, base, delivered, t.production_cost, t.practice_cost, h.freight)
    income = (
        h.other_income + paid + (volume - accepted) * offer - costs + under * t.credit - t.charges * member - repaid
    )
    paid_without = accepted_without * (t.first_without + t.deferred_without) * t.received
    repaid_without = credit_repaid(t.supplied_before, aside_without, t.enforcement, t.owed, t.fine)
    costs_without = crop_costs(
        volume_without, volume_without, delivered_without, t.production_cost, t.practice_cost, h.freight
    )
    income_without = (
        h.other_income
        + paid_without
        + (volume_without - accepted_without) * offer_without
        - costs_without
        + t.supplied_before * t.credit
        - repaid_without
    )

    # account
    w = h.weight
    wm = w * member
    poor, gap, squared = poverty_gaps(income, h.poverty_need, h.persons)
    poor_without, gap_without, squared_without = poverty_gaps(income_without, h.poverty_need, h.persons)
    w_income = w * income
    w_income_without = w * income_without
    outside = 1.0 - member
    excluded = member * aside * pick(luck.place > 1.0 - t.exclusion, 1.0, 0.0)
    return (
        member - excluded,
        trained,
        skill,
        wm,
        w * trained,
        wm * (1.0 - h.member),
        w * (h.member * outside + excluded),
        w * volume,
        w * volume_without,
        w * accepted,
        w * kept_back,
        wm * volume,
        wm * accepted,
        wm * accepted_without,
        wm * kept_back,
        wm * (income - income_without),
        w_income,
        w_income_without,
        w_income * h.woman,
        w_income_without * h.woman,
        w_income * h.small,
        w_income_without * h.small,
        w_income * outside,
        w_income_without * outside,
        poor,
        gap,
        squared,
        poor_without,
        gap_without,
        squared_without,
        w * trained * lift,
        w * paid,
        w * premium_paid,
        w * repaid,
    )
