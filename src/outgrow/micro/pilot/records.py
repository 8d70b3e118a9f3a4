"""What is handed over: the pilot as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outgrow.micro.costs import CostBenefit, CostPerHousehold, SurveyBudget
from outgrow.micro.impact import OutcomeFamily
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.pilot.verdict import PilotVerdict, pilot_verdict
from outgrow.micro.welfare import Estimates, PovertyChange, WelfareFindings

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PilotAnalysis:
    """A pilot at micro level: what it changed, what to expect elsewhere, poverty, costs.

    Parameters
    ----------
    name
        Case or file.
    origin
        Where the data come from, with their terms.
    answers
        Each question answered.
    families
        Questions that belong together, with p-values adjusted for their number.
    welfare
        What the survey says of its households' living: poverty at each line, persons lifted, living income, scores;
        None when none of it was asked.
    budget
        Revenue, costs and margin of the survey's households; None when they were not asked.
    costs, benefit
        What a household costs, and three sides of the account; None for a bare survey.
    notes
        What could not be worked out, and why.
    """

    name: str
    origin: str
    answers: tuple[Answered, ...]
    families: tuple[OutcomeFamily, ...] = ()
    welfare: WelfareFindings | None = None
    budget: SurveyBudget | None = None
    costs: CostPerHousehold | None = None
    benefit: CostBenefit | None = None
    notes: tuple[str, ...] = ()

    @property
    def poverty(self) -> Estimates | PovertyChange | None:
        """Poverty at the file's own line, or its change between two rounds; None when incomes were not asked."""
        return self.welfare.lines[0].poverty if self.welfare is not None and self.welfare.lines else None

    def __getitem__(self, name: str) -> Answered:
        """The answer to a question."""
        for found in self.answers:
            if found.id == name:
                return found
        raise KeyError(name)

    @property
    def verdict(self) -> PilotVerdict:
        """Does it work, for whom, at what cost: what the answers say together."""
        return pilot_verdict(
            self.answers, self.families, self.costs, self.benefit, welfare=self.welfare, budget=self.budget
        )

    def summary(self) -> str:
        """Everything as paragraphs: the verdict, one a question, then poverty, costs and notes."""
        parts = [self.verdict.summary(), *(found.summary() for found in self.answers)]
        parts += [family.summary() for family in self.families]
        parts += [f"{topic}. {said}" for topic, said in (self.welfare.told() if self.welfare is not None else ())]
        parts += [part.summary() for part in (self.budget, self.costs, self.benefit) if part is not None]
        return "\n\n".join([*parts, *self.notes, f"Data: {self.origin}"])

    def to_frame(self) -> pl.DataFrame:
        """One row a question: estimate, standard error, interval, p, rows, clusters, unit, method, printed number,
        the effect to expect where the pilot was and elsewhere (shares of the comparison's mean), and the smallest
        effect that the survey finds with a chance of 80 %.
        """
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        numbers = ("estimate", "se", "low", "high", "p", "reference", "printed",
                   "expected_there", "expected_elsewhere", "findable")  # fmt: skip
        schema = dict.fromkeys(("question", "outcome", "unit", "estimand", "design", "method"), pl.String)
        full: dict[str, Any] = schema | dict.fromkeys(numbers, pl.Float64) | {"n": pl.Int64, "clusters": pl.Int64}
        return pl.DataFrame([found.line() for found in self.answers], schema=full).fill_nan(None)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name, for writing to files."""
        found = {"answers": self.to_frame(), "verdict": self.verdict.to_frame()}
        for answered in self.answers:
            found |= answered.tables()
        found |= {f"family-{family.name.replace(' ', '-')}": family.to_frame() for family in self.families}
        if self.budget is not None:
            if self.budget.partial is not None:
                found["partial-budget"] = self.budget.partial.to_frame()
            found |= {f"changes-{arm}": changes.to_frame() for arm, changes in self.budget.changes.items()}
        found |= self.welfare.tables() if self.welfare is not None else {}
        parts = {"budget": self.budget, "costs": self.costs, "benefit": self.benefit}
        return found | {name: part.to_frame() for name, part in parts.items() if part is not None}
