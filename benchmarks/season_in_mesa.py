"""The same season as Mesa agents, as one writes a Mesa model: an object a household, an ``AgentSet`` that steps.

Arithmetic and order are those of ``outgrow.system.household``; luck comes from each agent's own generator, or is given,
so that the sums can be held against the reference before anything is timed. Needs mesa (a developers' dependency).
"""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np
from inputs import Inputs

from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN
from outgrow.system.household import Terms, Village
from outgrow.system.steps.account import MEASURES


class Household(mesa.Agent):
    """A household with its columns and state as attributes."""

    def __init__(self, model: mesa.Model, row: np.ndarray, flags: int, state: int, skill: float, village: int) -> None:
        super().__init__(model)
        (
            self.usual,
            self.effect,
            self.deferred_value,
            self.freight,
            self.other_income,
            self.persons,
            self.need,
            self.weight,
        ) = row.tolist()
        self.woman, self.small = bool(flags & WOMAN), bool(flags & SMALL)
        self.eligible = bool(flags & ELIGIBLE)
        self.member, self.trained, self.barred = bool(state & 1), bool(state & 2), bool(state & 4)
        self.skill, self.village = skill, village
        self.given: tuple[float, float, float, float] | None = None

    def luck(self) -> tuple[float, float, float, float]:
        """Two standard normals, a logistic score and a uniform."""
        if self.given is not None:
            return self.given
        random = self.random
        chance = random.random()
        return random.gauss(0.0, 1.0), random.gauss(0.0, 1.0), math.log(chance / (1.0 - chance)), random.random()

    def step(self) -> None:  # noqa: PLR0915  a season is told in one piece
        """One season."""
        t, v, add = self.model.terms, self.model.villages[self.village], self.model.add
        z0, z1, score, place = self.luck()
        was_member = self.member
        # join or leave
        contract = t.first + self.deferred_value * t.deferred
        margin = contract - self.freight - t.production_cost
        believed = t.own_knowledge * self.effect + (1.0 - t.own_knowledge) * v.belief
        prospect = 1.0 if self.trained else t.train_rate
        better = (1.0 - t.supplied_before) * ((1.0 - t.rejection) * (contract - t.spot) - self.freight)
        gain = self.usual * (prospect * believed * (margin - t.practice_cost) + t.premium + better) - t.charges
        odds = t.leaning + t.per_gain * gain + t.per_peer * v.peers + t.per_trust * (v.trust - 0.5)
        if was_member:
            self.member = score < odds + t.inertia and place < t.upkeep
        else:
            self.member = score < odds - t.inertia and self.eligible and not self.barred and place < t.cover_rate
        if was_member and self.member and not self.trained and place < t.train_rate:
            self.trained = True
        taught = t.learning * max(t.fidelity - self.skill, 0.0) if self.trained else 0.0
        self.skill += taught - t.forgetting * self.skill * (1.0 - t.follow_up if self.trained and self.member else 1.0)
        # produce
        shock = math.exp(z0 * t.weather_spread - 0.5 * t.weather_spread**2) * v.weather
        base = self.usual * shock * t.pool
        lift = self.effect * self.skill
        volume, volume_without = base * (1.0 + lift), self.usual * shock * t.pool_without
        # sell
        part = math.exp(z1 * t.spot_spread - 0.5 * t.spot_spread**2) * v.spot
        premium = t.premium if self.member else 0.0
        under = self.member or t.supplied_before > 0.5
        offer = t.spot * part
        promised = contract + premium
        aside = (offer - promised - t.bond * v.trust) * (t.side_part * volume) > t.stake
        kept_back = volume * (t.side_part if aside else 0.0) if under else volume
        delivered = volume - kept_back
        shown = min(self.skill, 1.0) if self.member else 0.0
        by_standard = t.rejection + (t.rejection_trained - t.rejection) * shown
        refused = delivered * (1.0 - (1.0 - by_standard) * (1.0 - t.turned))
        accepted = delivered - refused
        excluded = self.member and aside and place > 1.0 - t.exclusion
        # settle
        full_premium = t.premium_promised if self.member else 0.0
        due = delivered * (1.0 - by_standard) * (t.first + t.deferred + full_premium)
        premium_paid = accepted * (t.premium_settled if self.member else 0.0) * t.received
        paid = accepted * (t.first + t.deferred) * t.received + premium_paid
        repaid = (t.enforcement * (t.owed + t.fine) if aside else t.owed) if under else 0.0
        carrying = delivered * self.freight
        costs = volume * t.production_cost + max(volume - base, 0.0) * t.practice_cost + carrying
        cash_sales = (volume - accepted) * offer
        charges, credit = (t.charges if self.member else 0.0), (t.credit if under else 0.0)
        income = self.other_income + paid + cash_sales - costs + credit - charges - repaid
        accepted_without, income_without = self._without(t, v, part, volume_without)
        # account
        w, poor, poor_without = self.weight, self._gaps(income), self._gaps(income_without)
        add("members", w if self.member else 0.0)
        add("trained", w if self.trained else 0.0)
        add("joined", w if self.member and not was_member else 0.0)
        add("left", w if (was_member and not self.member) or excluded else 0.0)
        add("volume", w * volume)
        add("volume_without", w * volume_without)
        add("accepted", w * accepted)
        add("side_sold", w * kept_back)
        if self.member:
            add("member_volume", w * volume)
            add("member_accepted", w * accepted)
            add("member_accepted_without", w * accepted_without)
            add("member_side_sold", w * kept_back)
            add("member_gain", w * (income - income_without))
            add("member_persons", self.persons)
        else:
            add("outside_income", w * income)
            add("outside_income_without", w * income_without)
        add("income", w * income)
        add("income_without", w * income_without)
        if self.woman:
            add("women_income", w * income)
            add("women_income_without", w * income_without)
        if self.small:
            add("small_income", w * income)
            add("small_income_without", w * income_without)
        for name, with_it, without in zip(("headcount", "gap", "squared_gap"), poor, poor_without, strict=True):
            add(name, with_it)
            add(f"{name}_without", without)
            if self.member:
                add(f"member_{name}", with_it)
                add(f"member_{name}_without", without)
        add("lift", w * lift if self.trained else 0.0)
        add("paid", w * paid)
        add("premium_paid", w * premium_paid)
        add("repaid", w * repaid)
        self.barred = self.barred or excluded
        add("barred", w if self.barred else 0.0)
        add("contracted", w if under else 0.0)
        add("refused", w * refused)
        add("due", w * due)
        add("cash_sales", w * cash_sales)
        add("freight", w * carrying)
        add("costs", w * costs)
        self.member = self.member and not excluded

    def _without(self, t: Terms, v: Village, part: float, volume: float) -> tuple[float, float]:
        """Accepted volume and income without the initiative."""
        supplied, offer = t.supplied_before > 0.5, t.spot_without * part
        promised = t.first_without + self.deferred_value * t.deferred_without
        aside = (offer - promised - t.bond * t.trust_without) * (t.side_part * volume) > t.stake
        delivered = volume - (volume * (t.side_part if aside else 0.0) if supplied else volume)
        accepted = delivered * (1.0 - t.rejection)
        paid = accepted * (t.first_without + t.deferred_without) * t.received
        repaid = (t.enforcement * (t.owed + t.fine) if aside else t.owed) if supplied else 0.0
        costs = volume * t.production_cost + delivered * self.freight
        credit = t.credit if supplied else 0.0
        return accepted, self.other_income + paid + (volume - accepted) * offer - costs + credit - repaid

    def _gaps(self, income: float) -> tuple[float, float, float]:
        if income >= self.need:
            return 0.0, 0.0, 0.0
        gap = 1.0 - income / self.need
        return self.persons, self.persons * gap, self.persons * gap * gap


class ChainModel(mesa.Model):
    """Households of the benchmark's inputs as agents."""

    def __init__(self, given: Inputs) -> None:
        super().__init__(seed=1)
        self.terms = Terms(*given.terms[0].tolist())
        self.villages = [Village(*column) for column in given.villages[0].T.tolist()]
        for i in range(given.skill.shape[1]):
            Household(
                self,
                given.columns[0][:, i],
                int(given.flags[0, i]),
                int(given.state[0, i]),
                float(given.skill[0, i]),
                i // VILLAGE,
            )
        self.sums = dict.fromkeys(MEASURES, 0.0)

    def add(self, measure: str, amount: float) -> None:
        """Add to a measure of the season."""
        self.sums[measure] += amount

    def step(self) -> None:
        """One season of all households."""
        self.sums = dict.fromkeys(MEASURES, 0.0)
        self.agents.do("step")

    def same_luck(self, luck: Any) -> None:
        """Give every agent its luck, rows of numbers as in ``Household.luck``."""
        for agent, row in zip(self.agents, np.stack(luck, axis=1).tolist(), strict=True):
            agent.given = tuple(row)
