"""What an exploration found, and what is required, as the rest of the folder reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from outgrow.conditions import (
    Ablation,
    Bottleneck,
    Discovery,
    Enough,
    Finding,
    Gate,
    InformationValue,
    LeverCurve,
    Tornado,
    VarianceStudy,
    findings_frame,
)
from outgrow.initiative import Case
from outgrow.policy import Requirement
from outgrow.report.amounts import money, probability

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class ExplorationResults:
    """What matters for a case, what facilitates it and what limits it.

    Parameters
    ----------
    case
        The case as it was read.
    enough
        The worlds, and how well the gates are known in them.
    classes
        Probability of each class that occurs, the likeliest first.
    bottleneck
        The gate that binds in each world.
    tornado
        Each number moved alone.
    variance
        Sobol indices and Shapley effects.
    information
        Value of information of the firm's decision and of everybody's.
    ablation
        Supports and options taken away, alone and in pairs.
    curves
        Gates against the strength of each lever.
    discoveries
        Boxes in which gates open or stay closed.
    labels, assumed
        What each number is, and whether nobody has measured it, by dotted name.
    certain
        Numbers without a spread, which are left out.
    provenance
        What the results were made from.
    """

    case: Case
    enough: Enough
    classes: Mapping[str, float]
    bottleneck: Bottleneck
    tornado: Tornado
    variance: VarianceStudy
    information: tuple[InformationValue, ...]
    ablation: Ablation
    curves: tuple[LeverCurve, ...]
    discoveries: tuple[Discovery, ...]
    labels: Mapping[str, str]
    assumed: Mapping[str, bool]
    certain: tuple[str, ...]
    provenance: Mapping[str, str | int | float]

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The six gates."""
        return self.enough.gates

    @property
    def money(self) -> str:
        """Currency with its price year."""
        used = self.case.initiative.money
        return f"{used.code} ({used.price_year} prices)"

    def say(self, amount: float) -> str:
        """Money in words."""
        return money(amount, self.case.initiative.money.code)

    @property
    def scales(self) -> float:
        """Probability that all gates open."""
        return self.classes.get("scales", 0.0)

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Numbers that move the verdict and that nobody has measured, the one that moves it most first."""
        return tuple(d.name for d in self.tornado.drivers if d.assumed and d.movement > 0.0)

    def findings(self) -> tuple[Finding, ...]:
        """Every finding as a sentence with its figure."""
        worlds = self.enough.simulated.ensemble.draws
        gates = [_gate(gate, error, worlds) for gate, error in zip(self.gates, self.enough.errors, strict=True)]
        return (
            *gates,
            *self.bottleneck.findings(),
            *self.tornado.findings(),
            *self.variance.findings(self.assumed),
            *(finding for value in self.information for finding in value.findings(self.money, say=self.say)),
            *self.ablation.findings(),
            *(finding for found in self.discoveries for finding in found.findings(self.labels, self.assumed)),
        )

    def summary(self) -> str:
        """What holds it back, what matters and what to measure first, in a paragraph."""
        binds = next((f.sentence for f in self.bottleneck.findings()), "No gate is closed in any world.")
        unmeasured = self.unmeasured[:3]
        named = f" Not measured by anybody: {'; '.join(self.labels[n] for n in unmeasured)}." if unmeasured else ""
        return (
            f"All six gates open in {probability(self.scales)} of possible worlds. {self.enough.summary()} {binds} "
            f"{self.variance.summary(self.labels)}{named} "
            f"{' '.join(value.summary(self.say) for value in self.information)}"
        )

    def to_frame(self) -> pl.DataFrame:
        """Every finding as a row."""
        return findings_frame(self.findings())

    def to_dict(self) -> dict[str, Any]:
        """Findings and figures as plain data for JSON."""
        return {
            "case": {"id": self.case.initiative.id, "title": self.case.initiative.title, "money": self.money},
            "gates": [
                {"gate": g.name, "probability": g.probability, "error": e}
                for g, e in zip(self.gates, self.enough.errors, strict=True)
            ],
            "classes": dict(self.classes),
            "binding": self.bottleneck.shares,
            "failed": len(self.enough.simulated.failures) + self.variance.failed + self.ablation.failed,
            "variance": self.variance.to_frame().to_dicts(),
            "tornado": self.tornado.to_frame().to_dicts(),
            "information": [
                {
                    "decision": v.decision,
                    "mean": v.mean,
                    "regret": v.regret,
                    "evpi": v.evpi,
                    "evppi": v.to_frame().to_dicts(),
                }
                for v in self.information
            ],
            "findings": [asdict(finding) for finding in self.findings()],
            "unmeasured": list(self.unmeasured),
            "without_spread": list(self.certain),
            "provenance": dict(self.provenance),
        }


def _gate(gate: Gate, error: float, worlds: int) -> Finding:
    return Finding(
        kind="gate",
        condition=gate.name,
        result=gate.name,
        sentence=f"'{gate.name}' opens in {probability(gate.probability)} of possible worlds: {gate.reason}.",
        figure=gate.probability,
        unit="share of worlds",
        error=error,
        worlds=worlds,
    )


@dataclass(frozen=True, slots=True, eq=False)
class RequirementResults:
    """What a case needs to scale.

    Parameters
    ----------
    case
        The case as it was read.
    requirement
        What was found.
    provenance
        What the results were made from.
    """

    case: Case
    requirement: Requirement
    provenance: Mapping[str, str | int | float]

    @property
    def money(self) -> str:
        """Currency with its price year."""
        used = self.case.initiative.money
        return f"{used.code} ({used.price_year} prices)"

    def say(self, amount: float) -> str:
        """Money in words."""
        return money(amount, self.case.initiative.money.code)

    def findings(self) -> tuple[Finding, ...]:
        """What is required and the price of each gate, as sentences."""
        return self.requirement.findings(self.money, self.say)

    def summary(self) -> str:
        """What is required, or why nothing suffices, in a paragraph."""
        return self.requirement.summary(self.say)

    def to_frame(self) -> pl.DataFrame:
        """Every setting tried."""
        return self.requirement.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Everything that was found as plain data for JSON."""
        found = self.requirement
        solution = found.solution

        def rows(settings: Any) -> list[dict[str, Any]]:
            return [
                {**found._row(tried), "payers": found.payers(tried), "words": found.words(tried)} for tried in settings
            ]

        return {
            "case": {"id": self.case.initiative.id, "title": self.case.initiative.title, "money": self.money},
            "wanted": solution.wanted,
            "reachable": found.reachable,
            "because": found.because(),
            "summary": self.summary(),
            "exact": solution.exact,
            "required": rows([solution.best])[0] if solution.best else None,
            "likeliest": rows([solution.likeliest])[0],
            "nearly_as_cheap": rows(solution.near),
            "pareto": rows(found.pareto),
            "frontier": rows(solution.frontier),
            "shadow_prices": found.shadow_prices,
            "cost_without_gate": found.cost_without,
            "findings": [asdict(finding) for finding in self.findings()],
            "failed": found.failed,
            "provenance": dict(self.provenance),
        }
