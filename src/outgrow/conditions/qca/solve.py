"""The three solutions of a truth table: complex, parsimonious and intermediate, each with all its minimal models."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.qca.cover import MOST_COVERS, Covers, minimal_covers
from outgrow.conditions.qca.fit import sufficiency_fit
from outgrow.conditions.qca.minimise import agreement, prime_implicants, prime_implicants_with
from outgrow.conditions.qca.records import (
    ANY,
    MEMBER,
    CaseTable,
    Configuration,
    Cube,
    Fit,
    Floats,
    Model,
    Solution,
    SolutionKind,
    Term,
    TruthTable,
)
from outgrow.conditions.qca.truth import row_number

Expectations = Sequence[frozenset[int] | None]
MOST_ASSUMED = 100_000  # remainders that are numbered
MOST_BASES = 60  # different sets of easy counterfactuals that are minimised with

Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


def solve(
    table: CaseTable,
    truth: TruthTable,
    expectations: Expectations,
    *,
    irredundant: bool = False,
    most: int = MOST_COVERS,
) -> tuple[Solution, Solution, Solution]:
    """Complex, parsimonious and intermediate solution.

    Rows coded 1 are explained. The complex solution covers nothing else; the parsimonious one may cover any remainder;
    the intermediate one only easy counterfactuals (Ragin 2008, ch. 9): remainders that a parsimonious model assumes
    to show the outcome, and that differ from a row coded 1 only in conditions where they have an expected value and
    that row has not. Where parsimonious models tie, each gives its own easy counterfactuals, and the models of all of
    them are put together.

    Parameters
    ----------
    table, truth
        Cases and their truth table, with at least one row coded 1 and one coded otherwise.
    expectations
        For each condition the values expected to further the outcome, or None.
    irredundant
        Keep also models with more terms than the smallest, as long as no term can be left out.
    most
        How many models to list.
    """
    on = [row.values for row in truth.coded("1")]
    off = [row.values for row in truth.coded("0", "C")]
    complex_cubes = prime_implicants(on, table.levels)
    spare_cubes = prime_implicants(on, table.levels, off=off)
    spare = _covers(spare_cubes, on, irredundant=irredundant, most=most)
    complex_solution = _solution(
        "complex", table, complex_cubes, _covers(complex_cubes, on, irredundant=irredundant, most=most), on
    )
    parsimonious = _solution("parsimonious", table, spare_cubes, spare, on)
    between = _intermediate(table, on, spare_cubes, spare, expectations, irredundant=irredundant, most=most)
    return complex_solution, parsimonious, between


def _covers(cubes: Sequence[Cube], on: Sequence[Configuration], *, irredundant: bool, most: int) -> Covers:
    """Minimal models as positions of cubes."""
    return minimal_covers(_within(np.array(cubes), np.array(on)), irredundant=irredundant, most=most)


def _intermediate(
    table: CaseTable,
    on: Sequence[Configuration],
    spare_cubes: Sequence[Cube],
    spare: Covers,
    expectations: Expectations,
    *,
    irredundant: bool,
    most: int,
) -> Solution:
    """Models of every set of easy counterfactuals that a parsimonious model gives."""
    easy = _counterfactuals(on, expectations)
    bases = _bases(easy, spare_cubes, spare)
    every = np.concatenate([np.array(on), easy])
    agreements = np.array([agreement(row, every) for row in on])
    cubes: dict[Cube, int] = {}
    models: dict[tuple[int, ...], None] = {}
    complete = spare.complete and spare.count == len(spare.listed) and len(bases) <= MOST_BASES
    for assumed in bases[:MOST_BASES]:
        if len(models) >= most:
            complete = False
            break
        found = prime_implicants_with(on, table.levels, agreements, assumed)
        tied = _covers(found, on, irredundant=irredundant, most=most)
        complete = complete and tied.complete and tied.count == len(tied.listed)
        for chosen in tied.listed:
            places = sorted(cubes.setdefault(found[c], len(cubes)) for c in chosen)
            models.setdefault(tuple(places), None)
    listed = Covers(tuple(models)[:most], len(models), complete)
    return _solution("intermediate", table, list(cubes), listed, on)


def _bases(easy: Ints, cubes: Sequence[Cube], spare: Covers) -> list[Truths]:
    """Which easy counterfactuals each parsimonious model assumes, each choice once."""
    used = sorted({c for chosen in spare.listed for c in chosen})
    inside = dict(zip(used, _within(np.array([cubes[c] for c in used]), easy), strict=True))
    found: dict[bytes, Truths] = {}
    for chosen in spare.listed:
        assumed = np.any([inside[c] for c in chosen], axis=0)
        found.setdefault(assumed.tobytes(), assumed)
    return list(found.values())


def _within(cubes: Ints, rows: Ints) -> Truths:
    """Which rows lie in which cubes, shape (cubes, rows)."""
    inside = np.ones((len(cubes), len(rows)), dtype=bool)
    for place in range(cubes.shape[1]):
        value = cubes[:, place, None]
        inside &= (value == ANY) | (value == rows[None, :, place])
    return inside


def _counterfactuals(on: Sequence[Configuration], expectations: Expectations) -> Ints:
    """Configurations reached from a row coded 1 by changing unexpected values into expected ones, shape (E, k)."""
    found: set[Configuration] = set()
    for row in on:
        choices: list[tuple[int, ...]] = []
        for value, wanted in zip(row, expectations, strict=True):
            choices.append((value,) if wanted is None or value in wanted else (value, *sorted(wanted)))
        found.update(product(*choices))
    return np.array(sorted(found - set(on)), dtype=np.int64).reshape(-1, len(expectations))


def _solution(
    kind: SolutionKind, table: CaseTable, cubes: Sequence[Cube], found: Covers, on: Sequence[Configuration]
) -> Solution:
    members = {c: table.term(cubes[c]) for chosen in found.listed for c in chosen}
    fits = {c: sufficiency_fit(x, table.memberships) for c, x in members.items()}
    models = [_model(table, cubes, chosen, members, fits) for chosen in found.listed]
    models.sort(key=lambda m: (len(m.terms), -m.fit.inclusion, -m.fit.coverage, m.text))
    return Solution(
        kind=kind,
        models=tuple(models),
        count=found.count,
        counted_all=found.complete,
        implicants=len(cubes),
        assumptions=_assumptions(models[0], table.levels, set(on)) if models else (),
    )


def _model(
    table: CaseTable,
    cubes: Sequence[Cube],
    chosen: Sequence[int],
    members: dict[int, Floats],
    fits: dict[int, Fit],
) -> Model:
    y = table.memberships
    columns = np.array([members[c] for c in chosen])
    union = columns.max(axis=0)
    whole = sufficiency_fit(union, y)
    inside, named = columns > MEMBER, np.array(table.cases, dtype=object)
    unique = (np.minimum(union, y) - np.minimum(_without_each(columns), y)).sum(axis=1) / y.sum()
    with_it, without_it = inside & (y > MEMBER), inside & (y < MEMBER)
    terms = [
        Term(
            cube=tuple(cubes[c]),
            text=table.write(cubes[c]),
            fit=fits[c],
            unique=float(unique[place]),
            cases=tuple(named[with_it[place]]),
            deviant=tuple(named[without_it[place]]),
        )
        for place, c in enumerate(chosen)
    ]
    terms.sort(key=lambda term: (-term.fit.inclusion, -term.fit.coverage, term.text))
    return Model(tuple(terms), whole, tuple(named[(union < MEMBER) & (y > MEMBER)]))


def _without_each(columns: Floats) -> Floats:
    """Union of all columns but one, for each, shape (columns, cases)."""
    if len(columns) == 1:
        return np.zeros_like(columns)
    second, first = np.sort(columns, axis=0)[-2:]
    return np.asarray(np.where((columns == first) & (first > second), second, first))


def _assumptions(model: Model, levels: tuple[int, ...], on: set[Configuration]) -> tuple[int, ...]:
    """Numbers of the configurations that a model covers beyond those it explains."""
    found: set[int] = set()
    for term in model.terms:
        choices = [range(count) if v == ANY else (v,) for v, count in zip(term.cube, levels, strict=True)]
        for values in product(*choices):
            if values not in on:
                found.add(row_number(values, levels))
            if len(found) >= MOST_ASSUMED:
                return tuple(sorted(found))
    return tuple(sorted(found))
