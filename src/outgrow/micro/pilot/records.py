"""What is handed over: each question answered, and the pilot as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outgrow.evidence import PilotInView
from outgrow.initiative import Published
from outgrow.micro.costs import CostBenefit, CostPerHousehold, SurveyBudget
from outgrow.micro.design import ArmsTable, BalanceTable
from outgrow.micro.impact import (
    EntryTable,
    FindableEffect,
    GroupEffects,
    HonestBounds,
    ImpactEstimate,
    LeeBounds,
    OutcomeFamily,
    QuantileEffects,
)
from outgrow.micro.pilot.verdict import PilotVerdict, pilot_verdict
from outgrow.micro.welfare import Estimates, PovertyChange, WelfareFindings

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answered:
    """A question with its answer.

    Parameters
    ----------
    id, text
        Name of the question, and the question.
    file
        Table that it was asked of.
    rows_read, rows_kept
        Rows of the table, and rows that meet the question's conditions.
    estimate
        The answer.
    family
        Larger question that it belongs to; empty for none.
    arms
        Mean of the outcome by arm; None where there are none.
    balance
        The arms before the pilot; None where nothing measured then is named.
    groups
        The effect in groups of households, one table a grouping.
    entry
        Who took part and who did not; None where it is not asked.
    quantiles
        The arms' outcomes from the poor to the rich end; None where it is not asked.
    bounds
        The effect for households that stay, whoever was lost; None where it is not asked.
    departures
        The effect when trends depart after the start; None where it is not asked.
    printed
        What others printed about the same question.
    in_view
        The answer held against published effects; None where the question names none.
    findable
        What the survey could have found, and whether effects that would matter could have been seen; None where
        nothing is compared.
    notes
        What reading the table did to the numbers used, and what could not be done, one sentence each.
    """

    id: str
    text: str
    file: str
    rows_read: int
    rows_kept: int
    estimate: ImpactEstimate
    family: str = ""
    arms: ArmsTable | None = None
    balance: BalanceTable | None = None
    groups: tuple[GroupEffects, ...] = ()
    entry: EntryTable | None = None
    quantiles: QuantileEffects | None = None
    bounds: LeeBounds | None = None
    departures: HonestBounds | None = None
    printed: Published | None = None
    in_view: PilotInView | None = None
    findable: FindableEffect | None = None
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool | None:
        """Whether the estimate gives the printed number back to its last digit; None where nothing was printed."""
        if self.printed is None:
            return None
        return bool(round(self.estimate.estimate, self.printed.decimals) == self.printed.value)

    @property
    def estimate_shown(self) -> str:
        """The number with its sign: to the digits that were printed, else as far as its error leaves meaning to."""
        if self.printed is None:
            return self.estimate.shown(self.estimate.estimate, sign=True)
        return f"{self.estimate.estimate:+z,.{self.printed.decimals}f}"

    def summary(self) -> str:
        """The question, the number with its interval and caveats, and what stands beside it."""
        return " ".join([self.text.rstrip("?") + "?", *(text for _, text in self.told())])

    def told(self) -> tuple[tuple[str, str], ...]:
        """Topic and paragraph of everything that the answer says, the number first."""
        said = [("", " ".join([self.estimate.summary(), *self.notes]))]
        kept = self.rows_read - self.rows_kept
        if kept:
            out = f"{kept:,} of {self.rows_read:,} rows of {self.file} do not meet the question's conditions."
            said.append(("Rows", out))
        if self.printed is not None:
            shown = f"{self.printed.value:+z,.{self.printed.decimals}f}"
            same = "the same to the last digit" if self.agrees else "which this does not give back"
            said.append(("Printed", f"Printed by its authors: {shown}, {same}."))
        if self.findable is not None:
            said.append(("Could have found", self.findable.summary()))
        if self.in_view is not None:
            said.append(("Beside others", self.in_view.summary()))
        if self.balance is not None:
            said.append(("Balance", f"Before the pilot: {self.balance.summary()}"))
        said += [(f"By {groups.by}", groups.summary()) for groups in self.groups]
        if self.entry is not None:
            whom = ", of those offered" if self.estimate.design == "rct" else ""
            said.append(("Entry", f"Who took part{whom}: {self.entry.summary()}"))
        parts = {"Quantiles": self.quantiles, "Bounds": self.bounds, "Departures": self.departures}
        said += [(topic, part.summary()) for topic, part in parts.items() if part is not None]
        if self.estimate.checks:
            said.append(("Checks", self._checks()))
        return tuple(said)

    def _checks(self) -> str:
        """Checks that the estimate fails, each in its words, or that it stands up to all."""
        checks = self.estimate.checks
        told = [f"Check that it fails: {check.summary()}" for check in checks if check.passed is False]
        stood = [check.name for check in checks if check.passed]
        if stood and not told:
            told.append(f"It stands up to {len(stood)} check{'' if len(stood) == 1 else 's'} ({', '.join(stood)}).")
        told += [check.summary()[:1].upper() + check.summary()[1:] for check in checks if check.passed is None]
        return " ".join(told)

    @property
    def checked(self) -> tuple[str, ...]:
        """Names of the checks that the estimate was held against."""
        return tuple(check.name for check in self.estimate.checks)


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
        return pilot_verdict(self.answers, self.families, self.costs, self.benefit)

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
        return pl.DataFrame([_line(found) for found in self.answers], schema=full).fill_nan(None)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name, for writing to files."""
        found = {"answers": self.to_frame(), "verdict": self.verdict.to_frame()}
        for a in self.answers:
            if a.arms is not None:
                found[f"arms-{a.id}"] = a.arms.to_frame()
            if a.in_view is not None:
                found[f"outside-{a.id}"] = a.in_view.to_frame()
                found[f"studies-{a.id}"] = a.in_view.view.to_frame()
            if a.findable is not None:
                found[f"findable-{a.id}"] = a.findable.to_frame()
            if a.balance is not None:
                found[f"balance-{a.id}"] = a.balance.to_frame()
            found |= {f"groups-{a.id}-{groups.by}": groups.to_frame() for groups in a.groups}
            if a.entry is not None:
                found[f"entry-{a.id}"] = a.entry.to_frame()
            more = {"quantiles": a.quantiles, "bounds": a.bounds, "departures": a.departures}
            found |= {f"{name}-{a.id}": part.to_frame() for name, part in more.items() if part is not None}
            if a.estimate.parts:
                found[f"parts-{a.id}"] = a.estimate.to_frame()
            if a.estimate.checks:
                found[f"checks-{a.id}"] = _checks(a.estimate)
        found |= {f"family-{family.name.replace(' ', '-')}": family.to_frame() for family in self.families}
        if self.budget is not None:
            if self.budget.partial is not None:
                found["partial-budget"] = self.budget.partial.to_frame()
            found |= {f"changes-{arm}": changes.to_frame() for arm, changes in self.budget.changes.items()}
        found |= self.welfare.tables() if self.welfare is not None else {}
        parts = {"budget": self.budget, "costs": self.costs, "benefit": self.benefit}
        return found | {name: part.to_frame() for name, part in parts.items() if part is not None}


def _checks(estimate: ImpactEstimate) -> pl.DataFrame:
    """One row a check: whether the estimate stands, and the sentence with the number."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [(check.name, check.passed, check.text) for check in estimate.checks]
    return pl.DataFrame(rows, schema=["check", "stands", "text"], orient="row")


def _line(found: Answered) -> dict[str, Any]:
    e = found.estimate
    return {
        "question": found.id,
        "outcome": e.outcome,
        "unit": e.unit,
        "estimand": e.estimand,
        "design": e.design,
        "method": e.method,
        "estimate": e.estimate,
        "se": e.se,
        "low": e.interval[0],
        "high": e.interval[1],
        "p": e.p,
        "reference": e.reference,
        "printed": found.printed.value if found.printed else None,
        "expected_there": found.in_view.shrunken.mean if found.in_view else None,
        "expected_elsewhere": found.in_view.elsewhere.mean if found.in_view else None,
        "findable": found.findable.effect if found.findable else None,
        "n": e.n,
        "clusters": e.clusters,
    }
