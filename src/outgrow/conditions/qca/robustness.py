"""How much of a solution survives other cut-offs, other thresholds, and the loss of any one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from outgrow.conditions.qca.analyse import Qca, sets
from outgrow.conditions.qca.asked import Asked, solved
from outgrow.conditions.qca.records import CaseTable, SolutionKind
from outgrow.conditions.qca.truth import truth_table
from outgrow.conditions.qca.wording import Calibration
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Change = Literal["cut-offs", "thresholds", "cases"]
INCLUSION_CUTS: Final = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 1.0)
PRI_CUTS: Final = (0.0, 0.5, 0.65)
CASE_CUTS: Final = (1, 2)
NUDGE: Final = 0.1  # by which a crossover moves, as a share of the way to full exclusion or inclusion
STURDY: Final = 0.8  # share of the reruns from which a term counts as robust


@dataclass(frozen=True, slots=True)
class Rerun:
    """The analysis with one thing changed.

    Parameters
    ----------
    change, text
        What kind of change, and which.
    terms
        Terms of any of its models; empty when it has no solution.
    same
        Whether its models are those of the analysis.
    note
        Why it has no solution.
    """

    change: Change
    text: str
    terms: tuple[str, ...]
    same: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Survival:
    """How often a term comes back, as a share of the reruns of each kind; NaN where there are none.

    Parameters
    ----------
    text
        The term.
    cut_offs, thresholds, cases
        Share by kind of change.
    every
        Share of all reruns.
    lost_without
        Cases without which it is not found.
    """

    text: str
    cut_offs: float
    thresholds: float
    cases: float
    every: float
    lost_without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """What reruns with small changes leave of a solution.

    Parameters
    ----------
    kind
        Which solution.
    survivals
        One for each term of the analysis.
    reruns
        All reruns.
    unchanged
        The models stay the same for inclusion cut-offs above the first and up to the second, all else as asked.
    """

    kind: SolutionKind
    survivals: tuple[Survival, ...]
    reruns: tuple[Rerun, ...]
    unchanged: tuple[float, float]

    def to_frame(self) -> pl.DataFrame:
        """One row a term: share of reruns in which it comes back, by kind of change."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [
                {
                    "term": one.text,
                    "cut_offs": one.cut_offs,
                    "thresholds": one.thresholds,
                    "cases": one.cases,
                    "every": one.every,
                    "lost_without": ", ".join(one.lost_without),
                }
                for one in self.survivals
            ]
        )

    def summary(self) -> str:
        """How robust the solution is, in a paragraph."""
        same = np.mean([one.same for one in self.reruns])
        sturdy = [one.text for one in self.survivals if one.every >= STURDY]
        weak = [f"{one.text} ({one.every:.0%})" for one in self.survivals if one.every < STURDY]
        low, high = self.unchanged
        said = [
            f"In {len(self.reruns)} reruns with other cut-offs, another threshold or one case fewer, the {self.kind} "
            f"solution comes out the same in {same:.0%}; it does for inclusion cut-offs above {low:.3f} and up to "
            f"{high:.3f}."
        ]
        said += [f"Robust (at least {STURDY:.0%} of the reruns): {', '.join(sturdy)}."] if sturdy else []
        said += [f"Not robust: {', '.join(weak)}."] if weak else []
        return " ".join(said)


def robustness(
    found: Qca,
    kind: SolutionKind = "intermediate",
    *,
    inclusion_cuts: Sequence[float] = INCLUSION_CUTS,
    pri_cuts: Sequence[float] = PRI_CUTS,
    case_cuts: Sequence[int] = CASE_CUTS,
    progress: Callable[[int, int], None] | None = None,
) -> Robustness:
    """Rerun an analysis with every combination of cut-offs, with moved thresholds, and without each case.

    Cut-offs are varied together over the grid. Thresholds are moved one at a time: the crossover of a direct
    calibration by a tenth of the way to either side, a threshold of another method to just beyond the next case. What
    is varied and counted follows Skaaning (2011) and Oana and Schneider (2021).

    Parameters
    ----------
    found
        The analysis.
    kind
        Which of its solutions.
    inclusion_cuts, pri_cuts, case_cuts
        Cut-offs to try.
    progress
        Called with reruns done and in all.

    Returns
    -------
    Robustness
        How often each term survives.
    """
    before = _models(found, kind)
    jobs = [*_cut_offs(found, inclusion_cuts, pri_cuts, case_cuts), *moved_thresholds(found), *_cases(found)]
    reruns = []
    for done, (change, text, asked, table) in enumerate(jobs, start=1):
        reruns.append(_rerun(change, text, asked, table, kind, before))
        if progress:
            progress(done, len(jobs))
    terms = found.solution(kind).terms
    survivals = tuple(_survival(term, reruns) for term in terms)
    return Robustness(kind, survivals, tuple(reruns), _unchanged(found, kind, before))


Job = tuple[Change, str, Asked, "CaseTable | None"]


def _cut_offs(
    found: Qca, inclusion_cuts: Sequence[float], pri_cuts: Sequence[float], case_cuts: Sequence[int]
) -> Iterator[Job]:
    cut = found.asked.cut_offs
    for inclusion in inclusion_cuts:
        for pri in pri_cuts:
            for n in case_cuts:
                lower = None if cut.lower is None else min(cut.lower, inclusion)
                new = replace(cut, inclusion=inclusion, pri=pri, cases=n, lower=lower)
                if new != cut:
                    text = f"inclusion {inclusion:g}, PRI {pri:g}, cases {n}"
                    yield "cut-offs", text, replace(found.asked, cut_offs=new), found.table


def moved_thresholds(found: Qca) -> Iterator[Job]:
    """The analysis with each threshold of a calibration moved, one at a time."""
    for column, how in found.asked.calibrations.items():
        values = np.array([float(cell) for cell in found.asked.raw.cells[column]])
        for new in _nudged(how, values):
            moved = replace(found.asked, calibrations={**found.asked.calibrations, column: new})
            written = ", ".join(f"{t:g}" for t in new.thresholds)
            try:
                table = sets(moved)
            except InputError:
                table = None
            yield "thresholds", f"{column} {new.method} {written}", moved, table


def _nudged(how: Calibration, values: np.ndarray) -> Iterator[Calibration]:
    if how.method == "direct":
        out, crossover, full = how.thresholds
        for end in (out, full):
            yield Calibration("direct", (out, crossover + NUDGE * (end - crossover), full))
        return
    seen = np.unique(values)
    for place, threshold in enumerate(how.thresholds):
        below, above = seen[seen < threshold], seen[seen >= threshold]
        moves = [float(below[-1])] if below.size else []
        moves += [float(np.nextafter(above[0], np.inf))] if above.size else []
        for move in moves:
            thresholds = (*how.thresholds[:place], move, *how.thresholds[place + 1 :])
            steps = np.diff(thresholds)
            if np.all(steps > 0) or np.all(steps < 0):
                yield Calibration(how.method, thresholds)


def _cases(found: Qca) -> Iterator[Job]:
    for position, name in enumerate(found.table.cases):
        yield "cases", name, found.asked, found.table.without(position)


def _rerun(
    change: Change, text: str, asked: Asked, table: CaseTable | None, kind: SolutionKind, before: frozenset[str]
) -> Rerun:
    models = None if table is None else _solved(asked, table, kind)
    if models is None:
        return Rerun(change, text, (), False, "nothing left to explain")
    terms = tuple(dict.fromkeys(term for model in models for term in model.split(" + ")))
    return Rerun(change, text, terms, frozenset(models) == before)


def _solved(asked: Asked, table: CaseTable, kind: SolutionKind) -> tuple[str, ...] | None:
    """Models of one kind as text, or None where every row or none is coded 1."""
    truth = truth_table(table, asked.cut_offs)
    on, off = truth.coded("1"), truth.coded("0", "C")
    if not on or not off:
        return None
    solutions, _ = solved(asked, table, truth)
    return tuple(_written(model.text) for model in next(s for s in solutions if s.kind == kind).models)


def _models(found: Qca, kind: SolutionKind) -> frozenset[str]:
    return frozenset(_written(model.text) for model in found.solution(kind).models)


def _written(text: str) -> str:
    """A model whose terms stand in an order that does not depend on their fit."""
    return " + ".join(sorted(text.split(" + ")))


def _survival(term: str, reruns: Sequence[Rerun]) -> Survival:
    def share(*changes: Change) -> float:
        kept = [term in one.terms for one in reruns if one.change in changes]
        return float(np.mean(kept)) if kept else float("nan")

    lost = tuple(one.text for one in reruns if one.change == "cases" and term not in one.terms)
    every = share("cut-offs", "thresholds", "cases")
    return Survival(term, share("cut-offs"), share("thresholds"), share("cases"), every, lost)


def _unchanged(found: Qca, kind: SolutionKind, before: frozenset[str]) -> tuple[float, float]:
    """Range of the inclusion cut-off with the same models: only rows' consistencies change the table."""
    cut = found.asked.cut_offs
    steps = sorted({0.0, 1.0} | {row.inclusion for row in found.truth.rows})
    high = low = cut.inclusion
    for step in (step for step in steps if step >= cut.inclusion):
        if not _same(found, kind, step, before):
            break
        high = step
    for step in (step for step in reversed(steps) if step < cut.inclusion):
        low = step
        if step == 0.0 or not _same(found, kind, step, before):
            break
    return (low, high)


def _same(found: Qca, kind: SolutionKind, inclusion: float, before: frozenset[str]) -> bool:
    cut = found.asked.cut_offs
    lower = None if cut.lower is None else min(cut.lower, inclusion)
    asked = replace(found.asked, cut_offs=replace(cut, inclusion=inclusion, lower=lower))
    models = _solved(asked, found.table, kind)
    return models is not None and frozenset(models) == before
