"""A question with its answer, and everything that stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outgrow.evidence import PilotInView
from outgrow.initiative import Published
from outgrow.micro.design import ArmsTable, BalanceTable
from outgrow.micro.impact import (
    EntryTable,
    FindableEffect,
    GroupEffects,
    HonestBounds,
    ImpactEstimate,
    LeeBounds,
    QuantileEffects,
)

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
        told = [f"Check that it fails: {self._once(check.summary())}" for check in checks if check.passed is False]
        stood = [check.name for check in checks if check.passed]
        if stood and not told:
            told.append(f"It stands up to {len(stood)} check{'' if len(stood) == 1 else 's'} ({', '.join(stood)}).")
        told += [check.summary()[:1].upper() + check.summary()[1:] for check in checks if check.passed is None]
        return " ".join(told)

    def _once(self, said: str) -> str:
        """A check's words without the bounds that have a paragraph of their own."""
        return said.replace(f" {self.bounds.summary()}", "") if self.bounds is not None else said

    @property
    def checked(self) -> tuple[str, ...]:
        """Names of the checks that the estimate was held against."""
        return tuple(check.name for check in self.estimate.checks)

    def line(self) -> dict[str, Any]:
        """The answer as one row of a table."""
        e = self.estimate
        return {
            "question": self.id,
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
            "printed": self.printed.value if self.printed else None,
            "expected_there": self.in_view.shrunken.mean if self.in_view else None,
            "expected_elsewhere": self.in_view.elsewhere.mean if self.in_view else None,
            "findable": self.findable.effect if self.findable else None,
            "n": e.n,
            "clusters": e.clusters,
        }

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table that the answer holds, by name."""
        parts: dict[str, Any] = {
            f"arms-{self.id}": self.arms,
            f"outside-{self.id}": self.in_view,
            f"studies-{self.id}": self.in_view.view if self.in_view is not None else None,
            f"findable-{self.id}": self.findable,
            f"balance-{self.id}": self.balance,
            **{f"groups-{self.id}-{groups.by}": groups for groups in self.groups},
            f"entry-{self.id}": self.entry,
            f"quantiles-{self.id}": self.quantiles,
            f"bounds-{self.id}": self.bounds,
            f"departures-{self.id}": self.departures,
            f"parts-{self.id}": self.estimate if self.estimate.parts else None,
        }
        found = {name: part.to_frame() for name, part in parts.items() if part is not None}
        if self.estimate.checks:
            found[f"checks-{self.id}"] = _checks(self.estimate)
        return found


def _checks(estimate: ImpactEstimate) -> pl.DataFrame:
    """One row a check: whether the estimate stands, and the sentence with the number."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [(check.name, check.passed, check.text) for check in estimate.checks]
    return pl.DataFrame(rows, schema=["check", "stands", "text"], orient="row")
