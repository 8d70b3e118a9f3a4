"""The truth table: which configurations have cases, and which of them are consistent with the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from outgrow.conditions.qca.fit import sufficiency_fit
from outgrow.conditions.qca.records import MEMBER, CaseTable, Coding, Configuration, CutOffs, Fit, TruthRow, TruthTable
from outgrow.vocabulary import Defect, InputError

ROUNDING = 1e-9  # a consistency that misses a cut-off by less meets it


def truth_table(table: CaseTable, cut_offs: CutOffs) -> TruthTable:
    """Observed configurations, each with its cases, consistency, PRI and coding.

    A case belongs to the one configuration in which its membership is above 0.5. Consistency and PRI of a
    configuration count the memberships of all cases in it (Ragin 2008, ch. 7).

    Raises
    ------
    InputError
        When a cut-off is out of range.
    """
    defects = list(_wrong(cut_offs))
    if defects:
        raise InputError("truth table", defects)
    members: dict[Configuration, list[int]] = {}
    for position in range(len(table.cases)):
        members.setdefault(_configuration(table, position), []).append(position)
    rows = [_row(table, values, where, cut_offs) for values, where in members.items()]
    order = {"1": 0, "C": 1, "0": 2, "?": 3}
    rows.sort(key=lambda row: (order[row.out], -row.inclusion, row.number))
    names = tuple(condition.name for condition in table.conditions)
    return TruthTable(names, table.outcome, tuple(rows), prod(table.levels), cut_offs)


def row_number(values: Configuration, levels: tuple[int, ...]) -> int:
    """Number of a row in the complete table, from 1, the last condition changing fastest.

    Examples
    --------
    >>> row_number((1, 0, 1, 0, 1), (2, 2, 2, 2, 2))
    22
    """
    number = 0
    for value, count in zip(values, levels, strict=True):
        number = number * count + value
    return number + 1


def _configuration(table: CaseTable, position: int) -> Configuration:
    scores = table.scores[position].tolist()
    return tuple(
        int(score) if condition.kind == "multi-value" else int(score > MEMBER)
        for condition, score in zip(table.conditions, scores, strict=True)
    )


def _row(table: CaseTable, values: Configuration, where: list[int], cut_offs: CutOffs) -> TruthRow:
    fit = sufficiency_fit(table.term(values), table.memberships)
    shown = table.memberships[where]
    return TruthRow(
        number=row_number(values, table.levels),
        values=values,
        cases=tuple(table.cases[place] for place in where),
        inclusion=fit.inclusion,
        pri=fit.pri,
        out=_coding(fit, len(where), cut_offs),
        contradictory=bool(np.any(shown > MEMBER) and np.any(shown < MEMBER)),
    )


def _coding(fit: Fit, cases: int, cut_offs: CutOffs) -> Coding:
    if cases < cut_offs.cases:
        return "?"
    if fit.inclusion >= cut_offs.inclusion - ROUNDING:
        return "1" if np.isnan(fit.pri) or fit.pri >= cut_offs.pri - ROUNDING else "0"
    if cut_offs.lower is not None and fit.inclusion >= cut_offs.lower - ROUNDING:
        return "C"
    return "0"


def _wrong(cut_offs: CutOffs) -> Iterator[Defect]:
    if not 0.0 < cut_offs.inclusion <= 1.0:
        why = "A consistency lies above 0 and is at most 1"
        yield Defect(f"{cut_offs.inclusion:g}", "--incl-cut", why, "Give a number such as 0.8")
    if not 0.0 <= cut_offs.pri <= 1.0:
        yield Defect(f"{cut_offs.pri:g}", "--pri-cut", "A PRI lies between 0 and 1", "Give a number such as 0.5")
    if cut_offs.cases < 1:
        why = "A row without cases is a remainder"
        yield Defect(f"{cut_offs.cases}", "--n-cut", why, "Give 1 or more")
    if cut_offs.lower is not None and not 0.0 <= cut_offs.lower <= cut_offs.inclusion:
        why = "It lies between 0 and the upper cut-off"
        yield Defect(f"{cut_offs.lower:g}", "--lower-cut", why, f"Give at most {cut_offs.inclusion:g}")
