"""The analysis from a table of cases to its solutions, as one record that can speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from outgrow.conditions.qca.asked import NECESSARY, Asked, needed, solved
from outgrow.conditions.qca.cases import case_table
from outgrow.conditions.qca.cover import MOST_COVERS
from outgrow.conditions.qca.necessity import necessary_conditions
from outgrow.conditions.qca.raw import read_raw
from outgrow.conditions.qca.records import (
    CaseTable,
    CutOffs,
    Model,
    Necessary,
    Solution,
    SolutionKind,
    TruthTable,
)
from outgrow.conditions.qca.solve import Expectations
from outgrow.conditions.qca.truth import truth_table
from outgrow.conditions.qca.untenable import Untenable, written
from outgrow.conditions.qca.wording import (
    Calibration,
    read_calibrations,
    read_expectations,
    read_outcome,
)
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

KINDS: Final[tuple[SolutionKind, ...]] = ("complex", "intermediate", "parsimonious")
WEAK_PRI = 0.65  # PRI below which a term is nearly as consistent with the absence of the outcome


@dataclass(frozen=True, slots=True, eq=False)
class Qca:
    """A qualitative comparative analysis.

    Parameters
    ----------
    table
        Cases, conditions and outcome as sets.
    truth
        The truth table.
    solutions
        Complex, intermediate and parsimonious solution.
    expectations
        For each condition the values expected to further the outcome, or None.
    necessary, super_sets
        Single conditions held against the outcome as necessary ones; and the conjunctions and alternatives that are
        necessary without being trivial.
    warnings
        What a reader must know.
    asked
        What was asked.
    barred
        Remainders that no solution may assume, and why.
    """

    table: CaseTable
    truth: TruthTable
    solutions: tuple[Solution, ...]
    expectations: Expectations
    necessary: tuple[Necessary, ...]
    super_sets: tuple[Necessary, ...]
    warnings: tuple[str, ...]
    asked: Asked
    barred: tuple[Untenable, ...] = ()

    def solution(self, kind: SolutionKind) -> Solution:
        """The complex, intermediate or parsimonious solution."""
        return next(found for found in self.solutions if found.kind == kind)

    @property
    def model(self) -> Model:
        """The first intermediate model, the one that is usually interpreted."""
        return self.solution("intermediate").models[0]

    def to_frame(self) -> pl.DataFrame:
        """One row a term: solution, model, term, inclusion, pri, coverage, unique, cases; and one a model."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(list(self._rows()))

    def summary(self) -> str:
        """The intermediate solution in a paragraph, with its fit and what limits it."""
        found, model, outcome = self.solution("intermediate"), self.model, self.table.outcome
        ties = f", one of {found.count} models that fit equally few terms" if found.count > 1 else ""
        against = sorted({case for term in model.terms for case in term.deviant})
        said = [
            f"Over {len(self.table.cases)} cases, {model.text} is sufficient for {outcome} (intermediate "
            f"solution{ties}): consistency {model.fit.inclusion:.3f}, PRI {model.fit.pri:.3f}, "
            f"coverage {model.fit.coverage:.3f}."
        ]
        said += [f"Counter-cases: {', '.join(against)}."] if against else []
        said += [f"Not covered: {', '.join(model.uncovered)}."] if model.uncovered else []
        needed = [one.text for one in self.super_sets if one.inclusion >= NECESSARY]
        said += [f"Necessary, and not trivially so: {', '.join(needed)}."] if needed else []
        said += [
            f"It rests on {len(found.assumptions)} of {self.truth.remainders} configurations without cases, and says "
            "nothing about causes by itself."
        ]
        return " ".join(said)

    def _rows(self) -> Iterator[dict[str, Any]]:
        for found in self.solutions:
            for number, model in enumerate(found.models, start=1):
                base = {"solution": found.kind, "model": number}
                for term in model.terms:
                    yield {
                        **base,
                        "term": term.text,
                        "inclusion": term.fit.inclusion,
                        "pri": term.fit.pri,
                        "coverage": term.fit.coverage,
                        "unique": term.unique,
                        "cases": ", ".join(term.cases),
                        "counter_cases": ", ".join(term.deviant),
                    }
                yield {
                    **base,
                    "term": "(all)",
                    "inclusion": model.fit.inclusion,
                    "pri": model.fit.pri,
                    "coverage": model.fit.coverage,
                    "unique": None,
                    "cases": "",
                    "counter_cases": ", ".join(sorted({c for term in model.terms for c in term.deviant})),
                }


def qca(
    table: Any,
    outcome: str,
    *,
    conditions: Sequence[str] | None = None,
    calibrate: Sequence[str] | Mapping[str, str | Calibration] = (),
    incl_cut: float = 0.8,
    pri_cut: float = 0.5,
    n_cut: int = 1,
    lower_cut: float | None = None,
    expect: Sequence[str] | str = (),
    irredundant: bool = False,
    most: int = MOST_COVERS,
    exclude: Sequence[str] | str = (),
    enhanced: bool = False,
) -> Qca:
    """Qualitative comparative analysis: which combinations of conditions go with the outcome.

    Crisp, fuzzy and multi-value conditions; all minimal models of the complex, intermediate and parsimonious solution
    (Ragin 1987, 2008; Schneider and Wagemann 2012; for multi-value conditions Cronqvist and Berg-Schlosser 2009).

    Parameters
    ----------
    table
        A CSV file, a workbook, a dataframe, or a mapping of columns: one row a case, one column a condition, one the
        outcome.
        Columns hold membership in a set (0 to 1) or levels (0, 1, 2, ...), unless ``calibrate`` says how to get them.
    outcome
        Column to explain; ``~SURV`` its absence, ``REACH{2}`` one of its levels.
    conditions
        Columns to explain it with; all other numeric columns when None.
    calibrate
        ``COLUMN=METHOD:THRESHOLDS`` with ``crisp``, ``direct`` (out, crossover, in), ``indirect`` (five) or ``multi``.
    incl_cut, pri_cut, n_cut
        Least consistency, PRI and number of cases of a row that is coded 1.
    lower_cut
        Consistency under which a row is coded 0; rows between the two are coded C and explained by no solution.
    expect
        Directional expectations: ``DEV`` when its presence should further the outcome, ``~DEV`` its absence,
        ``DEV{1,2}`` levels, ``all`` the presence of every condition. Without any, no counterfactual is easy and the
        intermediate solution is the complex one.
    irredundant
        Keep also models with more terms than the smallest, as long as none can be left out.
    most
        How many models to list; all are counted.
    exclude
        Conjunctions of which no case can be, such as ``~DEV*URB``: no solution assumes such a configuration.
    enhanced
        Make no untenable assumption (Schneider and Wagemann 2012, ch. 8): none about a configuration without cases that
        lacks a necessary condition, or that is assumed for the absence of the outcome too.

    Returns
    -------
    Qca
        Truth table, solutions, necessity and warnings.

    Raises
    ------
    InputError
        With every defect of the table and the call; also when no row, or every row, is coded 1.

    Examples
    --------
    >>> cases = {"case": ["A", "B", "C", "D"], "BUYER": [1, 1, 0, 0], "OWN": [1, 0, 1, 0], "SCALES": [1, 0, 0, 0]}
    >>> qca(cases, "SCALES", incl_cut=1).solution("complex").models[0].text
    'BUYER*OWN'
    """
    asked = Asked(
        raw=read_raw(table),
        outcome=read_outcome(outcome),
        conditions=None if conditions is None else tuple(conditions),
        calibrations=read_calibrations(calibrate),
        cut_offs=CutOffs(incl_cut, pri_cut, n_cut, lower_cut),
        expect=(expect,) if isinstance(expect, str) else tuple(expect),
        irredundant=irredundant,
        most=most,
        exclude=(exclude,) if isinstance(exclude, str) else tuple(exclude),
        enhanced=enhanced,
    )
    return analyse(asked, sets(asked))


def sets(asked: Asked) -> CaseTable:
    """The calibrated cases of what was asked."""
    return case_table(asked.raw, asked.outcome, conditions=asked.conditions, calibrations=asked.calibrations)


def analyse(asked: Asked, table: CaseTable) -> Qca:
    """Analyse calibrated cases as asked.

    Raises
    ------
    InputError
        When no row, or every row, is coded 1.
    """
    expectations = read_expectations(asked.expect, table.conditions)
    truth = truth_table(table, asked.cut_offs)
    _check(truth, asked)
    (complex_, parsimonious, between), barred = solved(asked, table, truth)
    solutions = (complex_, between, parsimonious)
    return Qca(
        table=table,
        truth=truth,
        solutions=solutions,
        expectations=expectations,
        necessary=necessary_conditions(table),
        super_sets=needed(table),
        warnings=(*table.warnings, *written(barred), *_warnings(truth, solutions, expectations)),
        asked=asked,
        barred=barred,
    )


def _check(truth: TruthTable, asked: Asked) -> None:
    """Refuse a table in which there is nothing to minimise."""
    on, rows = truth.coded("1"), truth.coded("1", "0", "C")
    source, cut = asked.raw.source, asked.cut_offs
    if on and len(on) < len(rows):
        return
    if on:
        why = "Nothing tells cases with the outcome from cases without it"
        todo = "Raise --incl-cut, or add cases and conditions"
        found = f"every row of the truth table is coded 1 ({len(on)} of {len(on)})"
    elif truth.contradictory and len(truth.contradictory) == len(truth.rows):
        found = f"every row of the truth table is contradictory ({len(truth.rows)} of {len(truth.rows)})"
        why = "Cases that share all conditions differ in the outcome, so that these conditions cannot explain it"
        todo = "Add the condition in which such cases differ, or check their scores"
    else:
        found = f"no row of the truth table is coded 1 ({len(truth.rows)} rows)"
        best = max(truth.rows, key=lambda row: row.inclusion)
        why = (
            f"The most consistent one has inclusion {best.inclusion:.3f}, PRI {best.pri:.3f} and "
            f"{len(best.cases)} case{'s' if len(best.cases) != 1 else ''}; asked are at least {cut.inclusion:g}, "
            f"{cut.pri:g} and {cut.cases}"
        )
        todo = "Look at the truth table before lowering a cut-off"
    raise InputError(source, [Defect(found, "truth table", why, todo)])


def _warnings(truth: TruthTable, solutions: Sequence[Solution], expectations: Expectations) -> Iterator[str]:
    if torn := truth.contradictory:
        cases = "; ".join(", ".join(row.cases) for row in torn[:3])
        yield (
            f"{len(torn)} of {len(truth.rows)} rows are contradictory, with and without the outcome for the same "
            f"conditions: {cases}{' and others' if len(torn) > 3 else ''}."
        )
    if all(wanted is None for wanted in expectations):
        yield "No expectation was given, so that the intermediate solution is the complex one."
    for found in solutions:
        if found.count > 1:
            many = f"{found.count:,}" if found.counted_all else f"more than {found.count:,}"
            listed = "" if found.count == len(found.models) else f", of which {len(found.models):,} are listed"
            yield f"{many} {found.kind} models fit equally well{listed}: none of them is the result by itself."
    weak = [
        term.text
        for term in next(s for s in solutions if s.kind == "intermediate").models[0].terms
        if term.fit.pri < WEAK_PRI
    ]
    if weak:
        yield f"{', '.join(weak)}: PRI below {WEAK_PRI:g}, nearly as consistent with the absence of the outcome."
