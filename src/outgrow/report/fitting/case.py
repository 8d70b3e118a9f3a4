"""A case fitted to its history, with what that does to the six gates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.conditions import Gate, gates
from outgrow.initiative import Case, model_unit, read
from outgrow.population import household_traits
from outgrow.report.amounts import short
from outgrow.report.fitting.folder import Rows, page_with
from outgrow.report.new_folder import new_folder
from outgrow.scenarios import FittedParameters, fit_history
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

if TYPE_CHECKING:
    import polars as pl
    from altair import LayerChart

Progress = Callable[[str, int, int], None]
LEAST_TOLD = 0.01  # share of a variance below which a number is not listed as told


@dataclass(frozen=True, slots=True, eq=False)
class FittedCase:
    """A case's fit to its history.

    Parameters
    ----------
    case, seed, households
        What was fitted, with which random numbers, on how many synthetic households.
    fitted
        The fitted worlds.
    before, after
        The six gates before and after the fit.
    """

    case: Case
    seed: int
    households: int
    fitted: FittedParameters
    before: tuple[Gate, ...]
    after: tuple[Gate, ...]

    def summary(self) -> str:
        """The fit in a paragraph with its caveats, and what it does to the gates."""
        return " ".join([self.finding(), *self.fitted.warnings()])

    def finding(self) -> str:
        """What the fit found, and what it does to the gates."""
        moved = ", ".join(
            f"{b.name} {b.probability:.0%} to {a.probability:.0%}"
            for b, a in zip(self.before, self.after, strict=True)
            if b.probability != a.probability
        )
        return f"{self.fitted.finding()} Gates: {moved or 'unchanged'}."

    def to_frame(self) -> pl.DataFrame:
        """One row a count, see `FittedParameters.to_frame`."""
        return self.fitted.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Everything that was found as plain data for JSON."""
        f = self.fitted
        return {
            "case": self.case.initiative.id,
            "fingerprint": self.case.fingerprint,
            "outgrow": version("outgrow"),
            "seed": self.seed,
            "draws": f.worlds.draws,
            "households": self.households,
            "error_of_a_count": f.error,
            "summary": self.summary(),
            "warnings": list(f.warnings()),
            "counts": f.to_frame().to_dicts(),
            "parameters": self.parameters_frame().to_dicts(),
            "conflict": {"share": f.conflict.share, "pushed": [list(end) for end in f.conflict.pushed]},
            "gates": {b.name: [b.probability, a.probability] for b, a in zip(self.before, self.after, strict=True)},
        }

    def parameters_frame(self) -> pl.DataFrame:
        """What the history told about every number: parameter, unit, told, and its quantiles before and after."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        listed, money = self.fitted.worlds.listed, self.case.initiative.money
        units = {name: model_unit(entry.measures, money) for name, entry in listed.items()}
        found = self.fitted.parameters_frame()
        unit = [units.get(name, "share") for name in found["parameter"]]  # what is not listed is the drawn effect
        return found.insert_column(1, pl.Series("unit", unit, pl.String))

    def charts(self) -> dict[str, LayerChart]:
        """For each measure that was counted: the worlds before and after, and the counts."""
        from outgrow.report.fitting.charts import fitted_charts  # noqa: PLC0415  loads altair

        return fitted_charts(self.fitted, self.case.initiative)

    def save(self, folder: str | Path) -> Path:
        """Write the page and its data into a new folder, and give the page's path.

        ``fit.html``, ``fit.json``, ``counts.parquet``, ``parameters.parquet`` and ``worlds.parquet`` (every number of
        every fitted world); and ``posterior.json`` with ``posterior.parquet``, from which a run takes the fitted
        worlds.

        Raises
        ------
        InputError
            When the folder exists already.
        """
        import polars as pl  # noqa: PLC0415  loaded only when tables are written

        where = new_folder(Path(folder))
        title = f"{self.case.initiative.title}: fitted to its history"
        tables = {
            "Counts and what the worlds predict": _counts_rows(self.fitted),
            "What the history tells": _told_rows(self.parameters_frame()),
            "The six gates": _gate_rows(self),
        }
        page = page_with(title, self.finding(), self.charts(), tables, self.fitted.warnings())
        (where / "fit.json").write_text(json.dumps(self.to_dict(), indent=1) + "\n", encoding="utf-8")
        self.fitted.to_frame().write_parquet(where / "counts.parquet")
        self.parameters_frame().write_parquet(where / "parameters.parquet")
        pl.DataFrame({n: np.array(c) for n, c in self.fitted.worlds.values.items()}).write_parquet(
            where / "worlds.parquet"
        )
        self.fitted.posterior(self.case, self.seed, self.households).save(where)
        report = where / "fit.html"
        report.write_text(page, encoding="utf-8")
        return report


def fit(
    case: str | Path | Case,
    *,
    seed: int = 1,
    draws: int = 300,
    households: int = 4_000,
    until: float | None = None,
    error: float = 0.15,
    threads: int = 1,
    progress: Progress | None = None,
) -> FittedCase:
    """Fit all uncertain numbers of a case to what was counted in reality.

    Parameters
    ----------
    case
        A file, a folder, the name of a shipped case, or a case read before.
    seed, draws, households
        Random numbers, worlds and synthetic households in each.
    until
        Use counts up to this year only; later ones test the fit.
    error
        Standard deviation of the logarithm of a count's error.
    threads
        Worlds run at once; changes no number.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With all defects of the case, or when it has no history to fit to.
    """
    found = case if isinstance(case, Case) else read(case)
    initiative, streams = found.initiative, Streams(seed)
    traits = household_traits(found, streams, households)

    def told(done: int, total: int) -> None:
        if progress:
            progress("Fitting to the history", done, total)

    fitted = fit_history(
        initiative,
        structure_of(initiative),
        traits,
        streams,
        draws=draws,
        until=until,
        error=error,
        threads=threads,
        progress=told,
    )
    before, after = (gates(ensemble, initiative) for ensemble in (fitted.before, fitted.after))
    return FittedCase(found, seed, traits.size.size, fitted, before, after)


def _band(row: dict[str, Any], when: str) -> str:
    low, middle, high = (short(row[f"{when}_{q}"]) for q in ("05", "50", "95"))
    return f"{middle} ({low} to {high})"


def _counts_rows(fitted: FittedParameters) -> Rows:
    heads = ("Measure", "Year", "Counted", "Read by the fit", "Before (90 %)", "After (90 %)", "Covered")
    rows = [
        (
            row["measure"],
            f"{row['year']:.1f}",
            short(row["counted"]),
            "yes" if row["used"] else "held back",
            _band(row, "before"),
            _band(row, "after"),
            "yes" if row["covered"] else "no",
        )
        for row in fitted.to_frame().to_dicts()
    ]
    return heads, rows


def _told_rows(parameters: pl.DataFrame) -> Rows:
    heads = ("Number", "Unit", "Variance told", "Before (90 %)", "After (90 %)")
    rows = [
        (
            row["parameter"],
            row["unit"],
            f"{row['told']:.0%}",
            _band(row, "before"),
            _band(row, "after"),
        )
        for row in parameters.to_dicts()[:15]
        if row["told"] > LEAST_TOLD
    ]
    return heads, rows


def _gate_rows(found: FittedCase) -> Rows:
    rows = [
        (b.name, b.question, f"{b.probability:.0%}", f"{a.probability:.0%}")
        for b, a in zip(found.before, found.after, strict=True)
    ]
    return ("Gate", "Question", "Before", "After"), rows
