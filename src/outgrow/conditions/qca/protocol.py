"""Set-theoretic robustness: how much of a solution, and which cases, small changes of the analysis leave in place.

The robustness protocol of Oana and Schneider (2021): the solution is held against the test set, which is what other
plausible analyses find. What all of them share is its robust core; a case is robust when it lies in that core, shaky
when a change can take it out of the solution, and possible when a change can bring it in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from outgrow.conditions.qca.analyse import Qca
from outgrow.conditions.qca.asked import Asked, solved
from outgrow.conditions.qca.fit import sufficiency_fit
from outgrow.conditions.qca.records import MEMBER, CaseTable, Floats, SolutionKind
from outgrow.conditions.qca.robustness import moved_thresholds
from outgrow.conditions.qca.truth import truth_table

if TYPE_CHECKING:
    import polars as pl

INCLUSION_STEP: Final = 0.05  # by which a cut-off is moved to either side, one at a time
PRI_STEP: Final = 0.1
RANKS: Final = {
    1: "no case changes sides",
    2: "cases may come in, and none goes out",
    3: "cases may go out, and none comes in",
    4: "cases may go out and others come in",
}


@dataclass(frozen=True, slots=True)
class CaseRobustness:
    """Cases with, or without, the outcome by what the tests do to them.

    Parameters
    ----------
    robust
        In the solution and in every test.
    shaky
        In the solution and not in every test.
    possible
        Not in the solution and in some test.
    """

    robust: tuple[str, ...]
    shaky: tuple[str, ...]
    possible: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """Robust cases as a share of all three, 0 to 1; NaN where there is no case."""
        every = len(self.robust) + len(self.shaky) + len(self.possible)
        return len(self.robust) / every if every else float("nan")


@dataclass(frozen=True, slots=True)
class SetRobustness:
    """A solution held against a test set.

    Parameters
    ----------
    kind
        Which solution; its first model.
    tests, unsolved
        What was changed in each test that has a solution, and in each that has none.
    fit_consistency
        Consistency of the solution over that of its robust core, about 1 when the core is as consistent (RF_cons).
    fit_coverage
        Coverage of the robust core over that of the solution, 0 to 1 (RF_cov).
    overlap_least, overlap_most
        Overlap of the solution with what all tests share, and with what any test holds, 0 to 1 (RF_SC_minTS and
        RF_SC_maxTS).
    typical, deviant
        Cases with the outcome, and cases without it (their ratios are RCR_typ and RCR_dev).
    rank
        1 (best) to 4 (RCC_Rank).
    """

    kind: SolutionKind
    tests: tuple[str, ...]
    unsolved: tuple[str, ...]
    fit_consistency: float
    fit_coverage: float
    overlap_least: float
    overlap_most: float
    typical: CaseRobustness
    deviant: CaseRobustness
    rank: int

    def to_frame(self) -> pl.DataFrame:
        """One row a measure: its name, value and cases."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows: list[tuple[str, float | None, str]] = [
            ("RF_cons", self.fit_consistency, ""),
            ("RF_cov", self.fit_coverage, ""),
            ("RF_SC_minTS", self.overlap_least, ""),
            ("RF_SC_maxTS", self.overlap_most, ""),
            ("RCR_typ", self.typical.ratio, ""),
            ("RCR_dev", self.deviant.ratio, ""),
            ("RCC_rank", float(self.rank), ""),
        ]
        for name, group in (("typical", self.typical), ("deviant", self.deviant)):
            for word in ("robust", "shaky", "possible"):
                cases: tuple[str, ...] = getattr(group, word)
                rows.append((f"{word} {name} cases", float(len(cases)), ", ".join(cases)))
        return pl.DataFrame(rows, schema=["measure", "value", "cases"], orient="row")

    def summary(self) -> str:
        """What small changes leave of the solution, in a paragraph."""
        said = [
            f"Against {len(self.tests)} small changes of cut-offs and thresholds, one at a time, the robust core keeps "
            f"{self.fit_coverage:.0%} of the coverage of the {self.kind} solution (RF_cov {self.fit_coverage:.3f}, "
            f"RF_cons {self.fit_consistency:.3f}, overlap {self.overlap_least:.3f} to {self.overlap_most:.3f}); "
            f"{RANKS[self.rank]} (rank {self.rank} of 4)."
        ]
        shaky = (*self.typical.shaky, *self.deviant.shaky)
        possible = (*self.typical.possible, *self.deviant.possible)
        said += [f"Shaky: {', '.join(shaky)}."] if shaky else []
        said += [f"Possible: {', '.join(possible)}."] if possible else []
        said += [f"No solution with {'; '.join(self.unsolved)}."] if self.unsolved else []
        return " ".join(said)


def set_robustness(found: Qca, kind: SolutionKind = "intermediate") -> SetRobustness | None:
    """Hold a solution against what small changes of the analysis find (Oana and Schneider 2021).

    The test set changes one thing at a time: the inclusion cut-off by 0.05 and that of PRI by 0.1 to either side, the
    number of cases by one, and each threshold of a calibration. Each test counts with the first of its models.

    Parameters
    ----------
    found
        The analysis.
    kind
        Which of its solutions.

    Returns
    -------
    SetRobustness or None
        None when no test has a solution.
    """
    inside, texts, unsolved = [], [], []
    for text, asked, table in _tests(found):
        members = None if table is None else _members(asked, table, kind)
        if members is None:
            unsolved.append(text)
        else:
            inside.append(members)
            texts.append(text)
    if not inside:
        return None
    own = _union(found.table, found, kind)
    least, most = np.min(inside, axis=0), np.max(inside, axis=0)
    core, y = np.minimum(own, least), found.table.memberships
    before, after = sufficiency_fit(own, y), sufficiency_fit(core, y)
    typical, deviant = (_sides(found.table.cases, own, least, most, side) for side in (y > MEMBER, y < MEMBER))
    shaky, possible = bool(typical.shaky or deviant.shaky), bool(typical.possible or deviant.possible)
    return SetRobustness(
        kind=kind,
        tests=tuple(texts),
        unsolved=tuple(unsolved),
        fit_consistency=before.inclusion / after.inclusion,
        fit_coverage=after.coverage / before.coverage,
        overlap_least=_overlap(own, least),
        overlap_most=_overlap(own, most),
        typical=typical,
        deviant=deviant,
        rank=1 + possible + 2 * shaky,
    )


def _tests(found: Qca) -> Iterator[tuple[str, Asked, CaseTable | None]]:
    cut = found.asked.cut_offs
    changed = []
    for step in (-INCLUSION_STEP, INCLUSION_STEP):
        inclusion = round(cut.inclusion + step, 6)
        if 0.5 < inclusion <= 1.0:
            lower = None if cut.lower is None else min(cut.lower, inclusion)
            changed.append((f"inclusion {inclusion:g}", replace(cut, inclusion=inclusion, lower=lower)))
    for step in (-PRI_STEP, PRI_STEP):
        pri = round(cut.pri + step, 6)
        if 0.0 <= pri <= 1.0:
            changed.append((f"PRI {pri:g}", replace(cut, pri=pri)))
    near = [cases for cases in (cut.cases - 1, cut.cases + 1) if cases >= 1]
    changed += [(f"at least {n} case{'s' if n != 1 else ''} a row", replace(cut, cases=n)) for n in near]
    for text, new in changed:
        yield text, replace(found.asked, cut_offs=new), found.table
    for _, text, asked, table in moved_thresholds(found):
        yield text, asked, table


def _members(asked: Asked, table: CaseTable, kind: SolutionKind) -> Floats | None:
    """Membership in the first model, or None where every row or none is coded 1."""
    truth = truth_table(table, asked.cut_offs)
    if not truth.coded("1") or not truth.coded("0", "C"):
        return None
    solutions, _ = solved(asked, table, truth)
    model = next(one for one in solutions if one.kind == kind).models[0]
    return np.asarray(np.max([table.term(term.cube) for term in model.terms], axis=0))


def _union(table: CaseTable, found: Qca, kind: SolutionKind) -> Floats:
    return np.asarray(np.max([table.term(term.cube) for term in found.solution(kind).models[0].terms], axis=0))


def _overlap(one: Floats, other: Floats) -> float:
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def _sides(cases: tuple[str, ...], own: Floats, least: Floats, most: Floats, side: np.ndarray) -> CaseRobustness:
    def named(inside: np.ndarray) -> tuple[str, ...]:
        return tuple(name for name, there in zip(cases, inside & side, strict=True) if there)

    return CaseRobustness(
        robust=named(np.minimum(own, least) > MEMBER),
        shaky=named(np.minimum(own, 1.0 - least) > MEMBER),
        possible=named(np.minimum(1.0 - own, most) > MEMBER),
    )
