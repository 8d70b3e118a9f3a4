"""What the chain hands over: one frozen record of its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from outgrow.chain.accounts import ChainAccounts, compare
from outgrow.chain.bounds import Floats
from outgrow.chain.contract_range import ContractRange
from outgrow.chain.delivery_costs import DeliveryCosts
from outgrow.chain.firm import FirmCase
from outgrow.chain.governance import Governance
from outgrow.chain.handover import PhaseOut
from outgrow.chain.institutions import SettingEffects
from outgrow.chain.ledger import Ledger
from outgrow.chain.regions import SplitSurplus
from outgrow.chain.rollout import RolloutPlan
from outgrow.chain.staging import WorkingCapital
from outgrow.chain.survey import SurveyPlan
from outgrow.chain.worth_knowing import WorthKnowing

if TYPE_CHECKING:
    import polars as pl

Row = tuple[str, str, str, float]


class Spoken(Protocol):
    """A finding that can say itself in a sentence."""

    def summary(self) -> str:
        """The sentence."""
        ...


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Households at which the firm covers its fixed cost in a season.

    Parameters
    ----------
    fixed
        Fixed cost, money per season.
    margin, serve
        What a household brings, and what serving it costs, money per household and season.
    leakage
        Share of the volume sold aside that ``margin`` already holds, 0 to 1.
    households
        Break-even number, infinite where a household costs as much as it brings.
    with_leakage
        The same with ten points more sold aside.
    members
        Members at the horizon, median of the worlds.
    """

    fixed: float
    margin: float
    serve: float
    leakage: float
    households: float
    with_leakage: float
    members: float

    def summary(self) -> str:
        """Sentence with the break-even number and the members there are."""
        if not np.isfinite(self.households):
            return (
                f"A household brings {self.margin:,.4g} and costs {self.serve:,.4g} a season to serve: no number of "
                "households breaks even."
            )
        more = f"{self.with_leakage:,.0f}" if np.isfinite(self.with_leakage) else "no number"
        return (
            f"The firm breaks even at {self.households:,.0f} households ({more} with ten points more sold aside); "
            f"{self.members:,.0f} are members at the horizon."
        )


@dataclass(frozen=True, slots=True, eq=False)
class CreditCurve:
    """Tolerated premium over the contract price, and honour, against inputs on credit, shape (n,) each.

    ``today`` is the credit that the case states, money per household and season; ``premium`` a share of the price.
    """

    credit: Floats
    premium: Floats
    honour: Floats
    today: float


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """A contract under one price rule.

    Parameters
    ----------
    name
        The rule.
    price
        Mean price of an accepted unit over all spot prices, money: what the rule costs a buyer who is always honoured.
    honour
        Chance of delivering.
    tolerated
        Spot price up to which the household delivers; infinite where no price tempts it.
    value
        Value of being inside per season, ``(1-delta)*V_c``, money.
    inside
        Chance of a spot price at which neither side walks away.
    """

    name: str
    price: float
    honour: float
    tolerated: float
    value: float
    inside: float


@dataclass(frozen=True, slots=True, eq=False)
class ChainFindings:
    """Who gains, who pays and who takes over.

    Parameters
    ----------
    without, with_initiative
        Accounts of the chain without and with the initiative.
    firm
        The firm's recovery of its up-front investment.
    contract
        Self-enforcing range of the contract.
    ledger
        Functions and who takes them over.
    ownership
        Ownership index by actor.
    governance
        Governance type of the chain.
    delivery
        Cost of services by segment, and what comes back.
    capital
        Working capital; None where the case does not state the times.
    scale
        Households at which the firm breaks even.
    knowing
        What it is worth to know before investing; None from too few worlds.
    survey
        The next survey of the effect; None from too few worlds.
    rollout
        Pilot, district and national stage as a tree; None where all worlds recover the investment, or none does.
    credit
        Tolerated premium against inputs on credit.
    settings
        What institutions would do to the contract.
    rules
        The contract under other price rules.
    hand_overs
        For each function that nobody takes over, the nearest candidate and the path of a subsidy that leads it there.
    surplus
        Gains on the market at the horizon; None where the case states no supply elasticity.
    export_gate
        Actor whose sale is the export, or nothing.
    """

    without: ChainAccounts
    with_initiative: ChainAccounts
    firm: FirmCase
    contract: ContractRange
    ledger: Ledger
    ownership: Mapping[str, float]
    governance: Governance
    delivery: DeliveryCosts | None = None
    capital: WorkingCapital | None = None
    scale: BreakEven | None = None
    knowing: WorthKnowing | None = None
    survey: SurveyPlan | None = None
    rollout: RolloutPlan | None = None
    credit: CreditCurve | None = None
    settings: SettingEffects | None = None
    rules: tuple[RuleOutcome, ...] = ()
    hand_overs: Mapping[str, tuple[str, PhaseOut]] = field(default_factory=dict)
    surplus: SplitSurplus | None = None
    export_gate: str = ""

    def summary(self) -> str:
        """Paragraph with the finding of each part of the room."""
        owners = ", ".join(f"{actor} {index:.2f}" for actor, index in self.ownership.items())
        parts = [
            compare(self.without, self.with_initiative).summary(),
            self.firm.summary(),
            self.contract.summary(),
            self.ledger.summary(),
            f"Ownership at the start: {owners}." if owners else "Ownership at the start: not stated.",
            self.governance.summary(),
            *(part.summary() for part in self.further() if part is not None),
        ]
        return " ".join(parts)

    def further(self) -> tuple[Spoken | None, ...]:
        """Findings that a case may or may not have."""
        return (self.delivery, self.capital, self.scale, self.rollout, self.knowing, self.survey, self.settings)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the numbers: section, subject, measure, value; means where there are draws."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        rows = [*self.account_rows(), *self.firm_rows(), *self.contract_rows(), *self.function_rows()]
        rows += [("ownership", actor, "index", float(index)) for actor, index in self.ownership.items()]
        rows += [*self.delivery_rows(), *self.information_rows(), *self.setting_rows()]
        columns = {"section": str, "subject": str, "measure": str, "value": float}
        return pl.DataFrame(rows, schema=columns, orient="row")

    def account_rows(self) -> list[Row]:
        """Rows of the accounts, without and with the initiative."""
        states = (("accounts without", self.without), ("accounts with", self.with_initiative))
        return [
            (state, actor, measure, float(getattr(found, measure)[place]))
            for state, found in states
            for place, actor in enumerate(found.actors)
            for measure in ("value_added", "margin", "value_share", "labour")
        ]

    def firm_rows(self) -> list[Row]:
        """Rows of the firm's case; payback is the mean of the draws in which it comes."""
        paid = self.firm.discounted_payback[np.isfinite(self.firm.discounted_payback)]
        return [
            ("firm", "firm", "npv", float(np.mean(self.firm.npv))),
            ("firm", "firm", "recovers", self.firm.recovers),
            ("firm", "firm", "irr", self.firm.irr.rate),
            ("firm", "firm", "discounted_payback", float(np.mean(paid)) if paid.size else float("nan")),
            ("firm", "firm", "strategic_npv", float(np.mean(self.firm.strategic_npv))),
        ]

    def contract_rows(self) -> list[Row]:
        """Rows of the contract's range."""
        return [
            ("contract", "contract", measure, float(np.mean(getattr(self.contract, measure))))
            for measure in ("low", "high", "below", "inside", "above")
        ]

    def function_rows(self) -> list[Row]:
        """Rows of the ledger: cost, and 1 where a function goes on without subsidy."""
        taken = self.ledger.taken_over
        return [
            row
            for line in self.ledger.lines
            for row in (
                ("functions", line.function, "cost", float(line.cost)),
                ("functions", line.function, "taken_over", float(line.function in taken)),
            )
        ]

    def delivery_rows(self) -> list[Row]:
        """Rows of services, working capital and scale."""
        rows: list[Row] = []
        if self.delivery is not None:
            names = ("per_household", "per_tonne", "recovery")
            rows += [("delivery", "all", n, v) for n, v in zip(names, self.delivery.overall, strict=True)]
            for name in names:
                values = getattr(self.delivery, name).tolist()
                rows += [("delivery", s, name, v) for s, v in zip(self.delivery.segments, values, strict=True)]
        if self.capital is not None:
            tied = ("credit", "stock", "carrying_cost", "peak")
            rows += [("working capital", "firm", n, float(np.mean(getattr(self.capital, n)))) for n in tied]
        if self.scale is not None:
            rows += [("break-even", "firm", n, float(getattr(self.scale, n))) for n in ("households", "with_leakage")]
        return rows

    def information_rows(self) -> list[Row]:
        """Rows of what is worth knowing, the next survey and the staged roll-out."""
        rows: list[Row] = []
        if self.knowing is not None:
            rows += [("information", "all numbers", "evpi", self.knowing.evpi)]
            rows += [("information", name, "evppi", worth) for name, worth in self.knowing.evppi.items()]
            rows += [("information", "a number that says nothing", "evppi", self.knowing.noise)]
        if self.survey is not None:
            rows += [("survey", "effect", "respondents", float(self.survey.best))]
            rows += [("survey", "effect", "net_benefit", self.survey.worth)]
        if self.rollout is not None:
            names = ("value", "without_learning", "committed", "option_value", "learning_value")
            rows += [("roll-out", "firm", name, float(getattr(self.rollout, name))) for name in names]
        return rows

    def setting_rows(self) -> list[Row]:
        """Rows of institutions, price rules and the market's surplus."""
        effects = () if self.settings is None else self.settings.effects
        rows: list[Row] = [
            ("institutions", effect.name, name, float(getattr(effect, name)))
            for effect in effects
            for name in ("honour", "tolerated", "value")
        ]
        rows += [
            ("price rules", rule.name, name, float(getattr(rule, name)))
            for rule in self.rules
            for name in ("price", "honour", "tolerated", "value", "inside")
        ]
        if self.surplus is not None:
            names = ("participants", "non_participants", "consumers", "total")
            rows += [("market surplus", "season at the horizon", n, float(getattr(self.surplus, n))) for n in names]
        return rows
