r"""Conditions of each case, coded from its pilot-stage file alone, for comparison across cases.

A raw condition is a number read off the file's middle values; its membership (fuzzy) follows the direct method of
calibration (Ragin 2008, Redesigning Social Inquiry, chapter 5): with full exclusion *e*, cross-over *c* and full
inclusion *i*, the log-odds of membership are :math:`\ln 19\,(x-c)/(i-c)` above the cross-over and
:math:`\ln 19\,(x-c)/(c-e)` below; crisp is membership above one half. Anchors are stated here once for all cases;
cross-overs lie between the shares that people write, so that no case is neither in nor out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from outgrow.conditions import direct
from outgrow.history.library import Documented, library
from outgrow.initiative import Initiative, model_values
from outgrow.micro import effect_evidence

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["raw", "fuzzy", "crisp"]
Values = Mapping[str, float]
OUTSIDERS = ("ngo", "donor", "institution", "government")
GROWERS = ("household", "farmer_organisation")
HALF = 0.5
SUCCESS: Final = {"scales": 1.0, "depends": 0.67, "stalls": 0.33}
"""Membership of a class in success; every other class has none, an unknown outcome is missing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of success, and how it is coded.

    Parameters
    ----------
    name
        Upper-case word.
    text
        What full membership means.
    raw
        The number behind it.
    anchors
        Full exclusion, cross-over, full inclusion.
    """

    name: str
    text: str
    raw: Callable[[Initiative, Values], float]
    anchors: tuple[float, float, float]

    def membership(self, x: float) -> float:
        """Fuzzy membership of a raw value, by the direct method.

        Examples
        --------
        >>> round(Condition("A", "", lambda i, v: 0.0, (400.0, 550.0, 900.0)).membership(720.0), 4)
        0.8069
        """
        return float(direct([x], self.anchors)[0])


def _say(kinds: tuple[str, ...], line: str) -> Callable[[Initiative, Values], float]:
    def share(initiative: Initiative, _: Values) -> float:
        owned = [(a.kind, a.ownership) for a in initiative.actors if a.ownership is not None]
        return float(sum(getattr(o, line) for kind, o in owned if kind in kinds))

    return share


def _recovery(initiative: Initiative, v: Values) -> float:
    """Present value at the ambition of the margin less cost to serve, over the up-front investment and enrolment."""
    served = sum(v[f"functions.{line.id}.cost_per_member"] for line in initiative.functions)
    enrol = sum(v[f"functions.{line.id}.cost_per_new"] for line in initiative.functions)
    gained = _effect(initiative, v) if initiative.firm.supplied_before else 1.0
    yearly = v["ambition.members"] * (v["firm.margin"] * v["target.volume"] * gained - served) - v["firm.fixed"]
    years = initiative.seasons.count / initiative.seasons.per_year
    rate = v["firm.hurdle"]
    annuity = (1.0 - (1.0 + rate) ** -years) / rate * initiative.seasons.per_year
    return float(yearly * annuity / (v["firm.investment"] + v["ambition.members"] * enrol))


def _effect(initiative: Initiative, v: Values) -> float:
    return effect_evidence(initiative, v).mean


def _enforced(_: Initiative, v: Values) -> float:
    return 1.0 - (1.0 - v["contract.enforcement"]) * (1.0 - v["institutions.arbitration"])


def _price(v: Values) -> float:
    return v["contract.first_payment"] + v["contract.deferred_payment"]


def _premium(_: Initiative, v: Values) -> float:
    return v["market.premium"] * v["market.premium_passed"] / _price(v)


def _credit(_: Initiative, v: Values) -> float:
    return v["contract.credit"] / (_price(v) * v["target.volume"])


CONDITIONS: Final = (
    Condition(
        "OUTSIDE", "outsiders (NGO, donor, agency) decide at the start", _say(OUTSIDERS, "decision"), (0.1, 0.47, 0.7)
    ),
    Condition("FIRM", "the firm decides at the start", _say(("firm",), "decision"), (0.15, 0.47, 0.85)),
    Condition("GROWERS", "growers and their organisation share decisions", _say(GROWERS, "decision"), (0.0, 0.17, 0.5)),
    Condition("OWNMONEY", "firm and growers pay", _say((*GROWERS, "firm"), "funding"), (0.2, 0.47, 0.8)),
    Condition("RECOVERS", "the up-front investment is recovered at the ambition", _recovery, (0.0, 1.0, 3.0)),
    Condition("EFFECT", "members gain, after shrinkage", _effect, (0.0, 0.07, 0.15)),
    Condition("ENFORCED", "a contract can be enforced", _enforced, (0.02, 0.1, 0.4)),
    Condition("CREDIT", "inputs are advanced", _credit, (0.01, 0.08, 0.25)),
    Condition("FINANCE", "households can borrow", lambda _, v: v["institutions.finance_access"], (0.05, 0.2, 0.4)),
    Condition(
        "EXTENSION", "trained households are visited again", lambda _, v: v["institutions.follow_up"], (0.05, 0.33, 0.7)
    ),
    Condition("STANDARD", "a strict standard rejects", lambda _, v: v["contract.rejection"], (0.01, 0.08, 0.15)),
    Condition("PREMIUM", "the end market pays a premium", _premium, (0.005, 0.05, 0.15)),
    Condition("RIVALS", "other buyers come in", lambda _, v: v["market.rival_entry"], (0.005, 0.05, 0.15)),
    Condition(
        "LARGER", "larger suppliers are as cheap", lambda _, v: _price(v) / v["firm.alternative_cost"], (0.4, 0.75, 1.0)
    ),
    Condition(
        "CLEAN", "government leaves payments intact", lambda _, v: 1.0 - v["government.leakage"], (0.85, 0.95, 0.98)
    ),
    Condition(
        "LEAP",
        "the ambition is far above the pilot",
        lambda _, v: math.log10(v["ambition.members"] / v["delivery.coverage.reached"]),
        (0.3, 0.8, 2.0),
    ),
)
"""The conditions, in the order of the chapter: ownership, recovery, gain, institutions, market, scale."""


def cases_table(
    kind: Kind = "fuzzy", entries: Iterable[Documented] | None = None, *, outcome: bool = True
) -> pl.DataFrame:
    """Table with one row a case and one column a condition, for comparison across cases.

    Parameters
    ----------
    kind
        ``raw`` numbers, ``fuzzy`` memberships or ``crisp`` 0 and 1.
    entries
        Cases; the shipped ones when left out.
    outcome
        Add ``SUCCESS`` (of scales 1, depends 0.67, stalls 0.33, others 0; crisp above one half) and drop cases whose
        outcome is not known.

    Returns
    -------
    polars.DataFrame
        Columns ``case``, ``class``, the conditions, and ``SUCCESS``.
    """
    import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

    chosen = library() if entries is None else tuple(entries)
    rows = [_row(entry, kind, outcome) for entry in chosen if entry.outcome is not None or not outcome]
    return pl.DataFrame(rows)


def _row(entry: Documented, kind: Kind, outcome: bool) -> dict[str, str | float | int]:
    initiative = entry.initiative
    values = {name: float(column[0]) for name, column in model_values(initiative, {}).items()}
    row: dict[str, str | float | int] = {"case": entry.name, "class": entry.became}
    for condition in CONDITIONS:
        raw = condition.raw(initiative, values)
        row[condition.name] = raw if kind == "raw" else _coded(condition.membership(raw), kind)
    if outcome:
        success = SUCCESS.get(entry.became, 0.0)
        row["SUCCESS"] = success if kind == "raw" else _coded(success, kind)
    return row


def _coded(membership: float, kind: Kind) -> float | int:
    rounded = round(membership, 4)
    return int(rounded > HALF) if kind == "crisp" else rounded
