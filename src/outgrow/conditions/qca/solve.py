"""The three solutions of a truth table: complex, parsimonious and intermediate, each with all its minimal models."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

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
MOST_WORK = 14_000_000  # sets of conditions looked through for them, over rows and sets of counterfactuals
MOST_PAIRS = 2_000  # pairs of a complex and a parsimonious model that are looked at

Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


class _Sides(NamedTuple):
    """Prime implicants and models of the complex (full) and of the parsimonious (spare) solution."""

    full_cubes: Sequence[Cube]
    full: Covers
    spare_cubes: Sequence[Cube]
    spare: Covers


def solve(
    table: CaseTable,
    truth: TruthTable,
    expectations: Expectations,
    *,
    irredundant: bool = False,
    most: int = MOST_COVERS,
    barred: Sequence[Configuration] = (),
) -> tuple[Solution, Solution, Solution]:
    """Complex, parsimonious and intermediate solution.

    Rows coded 1 are explained. The complex solution covers nothing else; the parsimonious one may cover any remainder;
    the intermediate one only easy counterfactuals (Ragin 2008, ch. 9). They come from each complex term that lies in
    a parsimonious one: remainders in the parsimonious term that differ from the complex term only in conditions where
    they have an expected value and the complex term has not. Where complex or parsimonious models tie, each pair of
    them gives its own easy counterfactuals, and the models of all pairs are put together.

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
    barred
        Remainders that no solution may cover.
    """
    on = [row.values for row in truth.coded("1")]
    off = [*(row.values for row in truth.coded("0", "C")), *barred]
    complex_cubes = prime_implicants(on, table.levels)
    spare_cubes = prime_implicants(on, table.levels, off=off)
    spare = _covers(spare_cubes, on, irredundant=irredundant, most=most)
    full = _covers(complex_cubes, on, irredundant=irredundant, most=most)
    complex_solution = _solution("complex", table, complex_cubes, full, on)
    parsimonious = _solution("parsimonious", table, spare_cubes, spare, on)
    sides = _Sides(complex_cubes, full, spare_cubes, spare)
    between = _intermediate(table, on, sides, expectations, irredundant=irredundant, most=most)
    return complex_solution, parsimonious, between


def _covers(cubes: Sequence[Cube], on: Sequence[Configuration], *, irredundant: bool, most: int) -> Covers:
    """Minimal models as positions of cubes."""
    return minimal_covers(within(np.array(cubes), np.array(on)), irredundant=irredundant, most=most)


def _intermediate(
    table: CaseTable,
    on: Sequence[Configuration],
    sides: _Sides,
    expectations: Expectations,
    *,
    irredundant: bool,
    most: int,
) -> Solution:
    """Models of every set of easy counterfactuals that a complex and a parsimonious model give."""
    easy = _counterfactuals(on, expectations)
    most_bases = min(MOST_BASES, max(1, MOST_WORK // (len(on) << len(table.levels))))
    bases, complete = _bases(easy, sides, expectations, most_bases)
    every = np.concatenate([np.array(on), easy])
    agreements = np.array([agreement(row, every) for row in on])
    cubes: dict[Cube, int] = {}
    models: dict[tuple[int, ...], None] = {}
    for assumed in bases:
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


def _bases(easy: Ints, sides: _Sides, expectations: Expectations, most: int) -> tuple[list[Truths], bool]:
    """Easy counterfactuals of each pair of a complex and a parsimonious model, each choice once; whether these are all.

    A counterfactual is easy for a pair when it lies in a term of the parsimonious model, and a complex term within that
    term becomes it by expected values only.
    """
    if not len(easy):
        return [np.zeros(0, dtype=bool)], sides.full.complete and sides.full.count == len(sides.full.listed)
    full, spare = _used(sides.full), _used(sides.spare)
    wide, narrow = np.array([sides.spare_cubes[c] for c in spare]), np.array([sides.full_cubes[c] for c in full])
    inside = within(wide, easy)
    reached = np.array([_reached(cube, easy, expectations) for cube in narrow])
    parts = within(wide, narrow)  # an open condition of a complex term is no value of a parsimonious one
    complete = all(one.complete and one.count == len(one.listed) for one in (sides.full, sides.spare))
    at, to = {c: k for k, c in enumerate(full)}, {c: k for k, c in enumerate(spare)}
    found: dict[bytes, Truths] = {}
    for pair, (chosen, wider) in enumerate(product(sides.full.listed, sides.spare.listed)):
        if pair >= MOST_PAIRS:
            return list(found.values()), False
        terms = [at[c] for c in chosen]
        assumed = np.zeros(len(easy), dtype=bool)
        for term in (to[c] for c in wider):
            held = [k for k in terms if parts[term, k]]
            assumed |= inside[term] & reached[held].any(axis=0)
        if len(found) == most and assumed.tobytes() not in found:
            return list(found.values()), False
        found.setdefault(assumed.tobytes(), assumed)
    return list(found.values()), complete


def _used(covers: Covers) -> list[int]:
    return sorted({c for chosen in covers.listed for c in chosen})


def _reached(cube: Cube, easy: Ints, expectations: Expectations) -> Truths:
    """Which counterfactuals a complex term becomes when some of its unexpected values become expected ones."""
    reached = np.ones(len(easy), dtype=bool)
    for place, (value, wanted) in enumerate(zip(cube, expectations, strict=True)):
        if value != ANY:
            values = {int(value)} | (set(wanted) if wanted is not None and value not in wanted else set())
            reached &= np.isin(easy[:, place], list(values))
    return reached


def within(cubes: Ints, rows: Ints) -> Truths:
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
