"""From a quick profile to a whole initiative: the answers where there are any, shared wide priors elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from outgrow.initiative.answers import Profile
from outgrow.initiative.priors import is_leaf, number, priors, scaled, significant
from outgrow.initiative.values import entries, to_model_units
from outgrow.vocabulary import ASSUMPTION, Parameter, is_money, standard_normal_quantile

Written = dict[str, Any]
DISTRICT_TABLE = "districts.csv"
OUTSIDERS = {
    "ngo": "The NGO",
    "donor": "The donor",
    "institution": "The institution",
    "government": "The government's agency",
}
FUNDER = "Outside funder"
KNOWN_DESIGNS = ("rct", "did", "matched", "claim")
MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Scales:
    """What relative priors are multiplied by, in units of the model.

    Parameters
    ----------
    price
        Middle price of a kg, money; 1 when it is not known.
    revenue
        Crop revenue of a household and season, money.
    reached
        Households reached by the pilot.
    ambition
        Households wanted.
    """

    price: float
    revenue: float
    reached: float
    ambition: float

    def of(self, per: str | None) -> float:
        """The scale by its name in the file of priors."""
        if per == "ambition_revenue":
            return self.ambition * self.revenue
        return float(getattr(self, per)) if per else 1.0


def expand(profile: Profile) -> Written:
    """The initiative file that a profile stands for, as plain data.

    The same profile and version give the same data: nothing is drawn, and no other case is looked at.

    Parameters
    ----------
    profile
        The answers.

    Examples
    --------
    >>> from outgrow.initiative.answers import Profile
    >>> few = {"leader": {"choice": "ngo"}, "as_of": 2020}
    >>> few |= {key: {"value": n, "unit": "household", "source": "assumption"} for key, n in
    ...         {"reached": 500, "target": 20000}.items()}
    >>> made = expand(Profile.model_validate({"id": "a", "title": "A", "summary": "", "country": "Kenya",
    ...     "product": "Beans", "money": {"code": "KES", "price_year": 2020}, "answers": few}))
    >>> made["ambition"]["members"]["value"], made["seasons"]["first_year"]
    (5000.0, 2021)
    """
    return _Expansion(profile).whole()


class _Expansion:
    def __init__(self, profile: Profile) -> None:
        self.profile, self.answers, self.given = profile, profile.answers, priors()
        self.code, self.year = profile.money.code, profile.money.price_year
        factors = {name: to_model_units(entry, profile.money) for name, entry in entries(profile).items()}
        self.middles = {
            name.removeprefix("answers."): entry.parameter.middle * factors[name]
            for name, entry in entries(profile).items()
        }
        price = self.middles.get("price", 1.0)
        reached = self.middles["reached"]
        default = min(
            reached * self.given["ambition_times_reached"], self.middles["target"] * self.given["ambition_share"]
        )
        self.scales = Scales(
            price=price,
            revenue=price * self.middles.get("volume", float(self.given["numeraire_volume"])),
            reached=reached,
            ambition=self.middles.get("ambition", max(default, reached)),
        )

    def whole(self) -> Written:
        profile, lead = self.profile, self.answers.leader.choice
        made: Written = {key: getattr(profile, key) for key in ("id", "title", "summary", "country", "product")}
        made["sources"] = {}
        made["money"] = profile.money.model_dump(mode="json", exclude_none=True)
        made["seasons"] = {"first_year": self.answers.as_of + 1, **self.given["seasons"]}
        made["actors"], made["initiator"] = self.actors(), self.initiator()
        made["chain"], made["governance"] = self.chain(), self.governance()
        for section in ("target", "participation", "contract", "delivery", "firm"):
            made[section] = self.section(self.given[section], section)
        made["target"] |= {"poverty_line": self.poverty_line(), "districts": self.districts()}
        made["participation"] |= {"evidence": self.evidence(), "least_land": self.least_land()}
        made["contract"] |= self.payments()
        for service, function in (("coverage", "enrolment"), ("training", "training")):
            made["delivery"][service]["function"] = function
        made["firm"] |= self.firm(owned=lead == "farmer_organisation")
        made["functions"] = self.functions()
        for section in ("institutions", "government", "market", "ambition"):
            made[section] = self.section(self.given[section], section)
        made["ambition"] |= {key: self.given[key] for key in ("seasons_after_exit", "wanted_probability")}
        made["options"] = self.options()
        cited = {study["estimate"]["source"] for study in made["participation"]["evidence"]}
        shared = {key: source for key, source in self.given["sources"].items() if key in cited}
        made["sources"] = {key: source.model_dump() for key, source in profile.sources.items()} | shared
        return made

    def section(self, node: Mapping[str, Any], name: str) -> Written:
        """A section of the file of priors with all its numbers."""
        return {
            key: self.number(f"{name}.{key}", inner) if is_leaf(inner) else self.section(inner, f"{name}.{key}")
            for key, inner in node.items()
        }

    def number(self, name: str, leaf: Mapping[str, Any]) -> Written:
        """The answer where the number itself was answered, its prior elsewhere."""
        answer = getattr(self.answers, leaf.get("question", ""), None)
        if leaf.get("answer") and isinstance(answer, Parameter):
            return self.answered(answer, leaf)
        level = getattr(answer, "choice", None)
        return number(leaf, level, self.scales.of(leaf.get("per")), self.code, self.year)

    def answered(self, answer: Parameter, leaf: Mapping[str, Any]) -> Written:
        """The answer as the number itself; in the number's own unit where the question was asked in another one."""
        times, question = float(leaf.get("times", 1.0)), str(leaf["question"])
        asked = entries(self.profile)[f"answers.{question}"]
        if leaf.get("unit", asked.measures.unit) == asked.measures.unit:
            return scaled(answer, times)
        made = scaled(answer, times * to_model_units(asked, self.profile.money))
        unit = str(leaf["unit"]).replace("money", self.code)
        return made | {"unit": unit, "price_year": self.year} if is_money(unit) else made | {"unit": unit}

    def ends(self, leaf: Mapping[str, Any]) -> tuple[float, float, Written]:
        """5 % and 95 % quantiles of a number, and what it says of its source."""
        written = self.number("", leaf)
        parameter = Parameter.model_validate(written)
        low, high = (parameter.at(np.array([0.05, 0.95])) * parameter.factor(str(leaf["unit"]))).tolist()
        return low, high, {key: written[key] for key in ("source", "note") if key in written}

    @property
    def outside_share(self) -> float:
        """Share of the running cost paid by money that leaves."""
        known = self.middles.get("outside_share")
        return significant(self.given["outside_share"][self.answers.leader.choice] if known is None else known)

    @property
    def outsider(self) -> str:
        """The actor whose money leaves."""
        return "agency" if self.answers.leader.choice == "government" else "outsiders"

    def actors(self) -> list[Written]:
        say = self.answers.say
        shares = say.model_dump() if say else self.given["say"][self.answers.leader.choice]
        growers, firm, outside = shares["growers"], shares["firm"], shares["outside"]
        inside = growers + firm
        left = 1.0 - self.outside_share
        paid = {"growers": left * growers / inside, "firm": left * firm / inside} if inside else {"firm": left}
        funding = {"organisation": paid.get("growers", 0.0), "firm": paid.get("firm", 0.0)}
        source = say.source if say else ASSUMPTION

        def owned(actor: str, share: float) -> Written:
            paid_by = significant(funding.get(actor, self.outside_share))
            return {"funding": paid_by, "decision": share, "design": share, "source": source}

        lead = self.answers.leader.choice
        return [
            {"id": "growers", "name": "Growers", "kind": "household"},
            {"id": "organisation", "name": "Growers' organisation", "kind": "farmer_organisation"}
            | {"ownership": owned("organisation", growers)},
            {"id": "firm", "name": "Firm that buys", "kind": "firm", "ownership": owned("firm", firm)},
            {
                "id": self.outsider,
                "name": OUTSIDERS.get(lead, FUNDER),
                "kind": lead if lead in OUTSIDERS else "donor",
                "ownership": owned(self.outsider, outside),
            },
            {"id": "extension_service", "name": "Government extension", "kind": "government"},
        ]

    def initiator(self) -> Written:
        end = self.answers.outside_money_ends
        after = self.given["exit_after"] if end is None else end - self.answers.as_of
        latest = self.given["seasons"]["count"] - self.given["seasons_after_exit"]
        return {"actor": self.outsider, "exit_season": min(max(after, 1), latest)}

    def chain(self) -> list[Written]:
        price = self.price(1.0)
        cost = self.number("", self.given["contract"]["production_cost"])
        firm = {key: self.number("", leaf) for key, leaf in self.given["chain"].items()}
        one = {"value": 1, "unit": "share", "source": ASSUMPTION, "note": "sold as bought"}
        return [
            {"actor": "growers", "price_out": price, "conversion": one, "costs": {"production": cost}},
            {
                "actor": "firm",
                "price_out": firm["firm_price"],
                "conversion": one,
                "costs": {"processing": firm["processing"]},
            },
        ]

    def governance(self) -> Written:
        standard = self.answers.standard
        strict = standard is not None and standard.choice != "none"
        return {
            "complexity": "high" if strict else "low",
            "codifiability": "high",
            "capability": "low" if strict else "high",
            "source": standard.source if standard else ASSUMPTION,
            "note": f"read off the standard: {standard.choice if standard else 'not answered'}",
        }

    def price(self, share: float) -> Written:
        """The price, or a share of it; 1 when nobody answered, for then only ratios matter."""
        if self.answers.price is not None:
            return scaled(self.answers.price, share)
        note = "not known: 1 stands for the price of a kg, and only ratios to it matter"
        unit = f"{self.code}/kg"
        return {"value": share, "unit": unit, "price_year": self.year, "source": ASSUMPTION, "note": note}

    def payments(self) -> Written:
        later = self.number("", self.given["paid_later"])
        part = Parameter.model_validate(later).middle
        return {"first_payment": self.price(1.0 - part), "deferred_payment": self.price(part)}

    def poverty_line(self) -> Written:
        """The line that gives the answered poverty rate, with lognormal incomes around the middle household."""
        low, high, said = self.ends(self.given["poverty_rate"])
        target = self.given["target"]
        cost, other, size = (
            Parameter.model_validate(self.number("", leaf)).middle
            for leaf in (self.given["contract"]["production_cost"], target["other_income"], target["size"])
        )
        kept = self.scales.revenue * (1.0 - cost / self.scales.price)
        head, spread = (kept + other) / size, float(self.given["income_spread"])
        scores = standard_normal_quantile(np.clip([low, high], 0.01, 0.99))
        ends = [significant(x) for x in head * np.exp(spread * scores)]
        note = f"gives the poverty rate of {low:.0%} to {high:.0%} at middling incomes"
        said = {**said, "note": f"{said['note']}; {note}" if said.get("note") else note}
        return _interval(ends, "lognormal", f"{self.code}/person/season") | {"price_year": self.year} | said

    def least_land(self) -> Written:
        """The least land that keeps the answered share of households out."""
        low, high, said = self.ends(self.given["too_small"])
        spread = Parameter.model_validate(self.number("", self.given["target"]["land_spread"])).middle
        scores = standard_normal_quantile(np.clip([low, high], 0.001, 0.99))
        ends = [significant(x) for x in np.exp(spread * scores - spread**2 / 2)]
        note = f"keeps {low:.0%} to {high:.0%} of households out"
        said = {**said, "note": f"{said['note']}; {note}" if said.get("note") else note}
        return _interval(ends, "lognormal", "ha/household") | said

    def districts(self) -> Written:
        return {"table": DISTRICT_TABLE, "name": "district", "weight": "households", "source": ASSUMPTION}

    def evidence(self) -> list[Written]:
        effect = self.answers.effect
        standard = self.answers.standard.choice if self.answers.standard else None
        same_kind = [study for study in self.given["evidence"] if study.get("when", standard) == standard]
        studies = [{key: part for key, part in study.items() if key != "when"} for study in same_kind]
        if effect is None:
            return studies
        errors = self.given["standard_error"]
        design = effect.design.strip().lower()
        kind = next((word for word in KNOWN_DESIGNS if design.startswith(word)), "other")
        guess = {"value": errors[kind], "unit": "share", "source": ASSUMPTION}
        guess["note"] = f"not published; what is usual for the design '{kind}'"
        income = "; of crop income, read as the same change of the yield" if effect.measured == "income" else ""
        first = {
            "id": "our_pilot",
            "role": "pilot",
            "text": (effect.text or "What the pilot's households gained.") + income,
            "estimate": scaled(effect.estimate, 1.0),
            "standard_error": guess if effect.standard_error is None else scaled(effect.standard_error, 1.0),
            "design": effect.design,
        }
        return [first, *(study for study in studies if study["role"] != "pilot")]

    def firm(self, *, owned: bool) -> Written:
        made: Written = {
            "actor": "organisation" if owned else "firm",
            "supplied_before": bool(self.answers.supplied_before),
            "patience": self.given["patience"],
        }
        if owned:
            made["growers_gain_counted"] = self.number("", self.given["owned_by_growers"])
        return made

    def functions(self) -> list[Written]:
        buyer = "organisation" if self.answers.leader.choice == "farmer_organisation" else "firm"
        shares = {self.outsider: self.outside_share, buyer: significant(1.0 - self.outside_share)}
        paid = {actor: share for actor, share in shares.items() if share > 0.0}
        cost = self.given["functions"]
        strict = self.answers.standard is not None and self.answers.standard.choice == "certified"
        common = {
            "paid_by": paid,
            "cost_per_new": self.number("", cost["cost_per_new"]),
            "cost_per_member": self.number("", cost["cost_per_member"]),
            "candidates": self.candidates(),
        }
        teacher = self.outsider if self.outside_share > MIDDLE else buyer
        return [
            {"id": "enrolment", "kind": "certification" if strict else "coordination", "done_by": buyer} | common,
            {"id": "training", "kind": "extension", "done_by": teacher} | common,
        ]

    def candidates(self) -> list[Written]:
        given = self.given["functions"]["candidates"]
        names = {"firm": "firm", "organisation": "organisation", "government": "extension_service"}
        helping = self.answers.government is not None and self.answers.government.choice == "supportive"
        return [
            {"actor": names[who], **self.section(numbers, who)}
            for who, numbers in given.items()
            if who != "government" or helping
        ]

    def options(self) -> list[Written]:
        cost = self.number("", self.given["options"]["double_service_cost"])
        return [
            {
                "id": "train_more",
                "title": "Double the staff that trains and enrols",
                "payer": self.outsider,
                "cost": cost,
                "changes": [
                    {"parameter": "delivery.coverage.capacity", "multiply": 2.0},
                    {"parameter": "delivery.training.capacity", "multiply": 2.0},
                ],
            },
            {
                "id": "cheaper_service",
                "title": "Serve members at half the cost (groups, lead farmers)",
                "payer": "firm",
                "cost": cost,
                "changes": [
                    {"parameter": f"functions.{function}.cost_per_{whom}", "multiply": 0.5}
                    for function in ("enrolment", "training")
                    for whom in ("new", "member")
                ],
            },
            {
                "id": "arbitration",
                "title": "An arbiter near the farms settles broken contracts",
                "payer": "firm",
                "cost": cost,
                "changes": [{"parameter": "institutions.arbitration", "set": 0.3}],
            },
        ]


def _interval(ends: list[float], family: str, unit: str) -> Written:
    """A number of which both ends are known; a value when they are the same."""
    low, high = ends
    if low < high:
        return {"low": low, "high": high, "family": family, "unit": unit}
    return {"value": low, "unit": unit}
