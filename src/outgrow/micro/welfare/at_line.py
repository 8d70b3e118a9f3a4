"""Everything that incomes say at one poverty line: poverty, groups, growth and redistribution, persons lifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outgrow.micro.welfare.estimates import EVERYBODY, Estimate, Estimates, amount
from outgrow.micro.welfare.findings import LineFinding
from outgrow.micro.welfare.growth_split import DRAWS, GrowthSplit, growth_split
from outgrow.micro.welfare.incomes import Incomes, Mask
from outgrow.micro.welfare.influence import Measure
from outgrow.micro.welfare.lifted import PersonsLifted, lifted_between, lifted_by_effect
from outgrow.micro.welfare.poverty_change import PovertyChange, poverty_change
from outgrow.micro.welfare.survey_poverty import survey_poverty
from outgrow.vocabulary import InputError

TWO = 2
ELSEWHERE = "other rounds"
SPLIT = (0.0, 1.0)  # share below the line, and gap
FAR = 100.0  # times the median income
MANY_ROWS, FEWER_DRAWS = 200_000, 100  # resamples of a large survey hardly differ
UNWEIGHTED = "The survey has no weights, so these are persons of the sample."


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedLine:
    """A poverty line in the money, person and time of the incomes.

    Parameters
    ----------
    name
        Its name.
    value, low, high
        Its amount, and its 90 % interval where it is not certain.
    said
        How it was made.
    """

    name: str
    value: float
    said: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class IncomeEffect:
    """An estimated effect on income, in the money and time of the incomes.

    Parameters
    ----------
    name
        The question that it answers.
    value, standard_error
        The effect and its error.
    rows
        Rows of those who took part, in the last round, shape (n,).
    household
        Whether it is an amount per household rather than per person.
    """

    name: str
    value: float
    standard_error: float
    rows: Mask
    household: bool


def at_line(
    incomes: Incomes, line: UsedLine, measures: Sequence[Measure], *, effect: IncomeEffect | None = None, seed: int = 1
) -> tuple[LineFinding, tuple[str, ...]]:
    """Work out everything that incomes say at a line.

    Parameters
    ----------
    incomes
        Households with the design behind them.
    line
        The line.
    measures
        Measures of poverty and inequality.
    effect
        Effect on income that is turned into persons.
    seed
        Seed of the resamples behind growth and redistribution.

    Returns
    -------
    tuple
        What was found, and sentences about what could not be.

    Raises
    ------
    InputError
        When a measure cannot be taken of these incomes, such as logarithms of incomes at zero.

    Examples
    --------
    >>> of = np.array
    >>> two = Incomes(income=of([50.0, 90, 120, 60, 110, 130]), persons=np.ones(6), weights=np.ones(6),
    ...     unit="KES/person/day", household=of(list("abcabc")), wave=of([1, 1, 1, 2, 2, 2]))
    >>> found, _ = at_line(two, UsedLine(name="poor", value=100.0, said="A line."), ["headcount"])
    >>> found.between.lifted, round(found.splits[0].change, 4)
    (1.0, -0.3333)
    """
    notes: list[str] = []
    poverty = _poverty(incomes, line.value, measures)
    notes += _far_off(incomes, line)
    two = bool(incomes.rounds)
    found = LineFinding(
        name=line.name, value=line.value, low=line.low, high=line.high, unit=incomes.unit, said=line.said,
        poverty=poverty, at_ends=_at_ends(incomes, line), groups=tuple(_groups(incomes, line.value, measures, notes)),
        splits=tuple(_splits(incomes, line.value, seed, notes)) if two else (),
        between=_between(incomes, line.value, notes) if two else None,
        by_effect=None if effect is None else _by_effect(incomes, line.value, effect, notes),
    )  # fmt: skip
    return found, tuple(notes)


def _poverty(incomes: Incomes, line: float, measures: Sequence[Measure]) -> Estimates | PovertyChange:
    y, plan, rounds = incomes.per_person, incomes.plan(incomes.heads), incomes.rounds
    if len(rounds) == TWO:
        return poverty_change(y, line, incomes.last, plan, measures=measures, money=incomes.unit)
    by = incomes.wave if rounds else None
    return survey_poverty(y, line, plan, by=by, measures=measures, money=incomes.unit)


def _far_off(incomes: Incomes, line: UsedLine) -> Iterator[str]:
    """A line so far from the incomes that the two may be for different times or in different money."""
    middle = float(np.median(incomes.per_person))
    if not 1 / FAR < line.value / max(middle, 1e-300) < FAR and middle > 0:
        ratio = line.value / middle
        times = f"{amount(ratio)} times" if ratio > 1 else f"one part in {amount(1 / ratio)} of"
        yield (
            f"The line {line.name.replace('_', ' ')} is {times} the median income of "
            f"{amount(middle)} {incomes.unit}: look whether both are in the same money and for the same time."
        )


def _at_ends(incomes: Incomes, line: UsedLine) -> tuple[Estimate, Estimate] | None:
    if line.low is None or line.high is None:
        return None
    of_last = np.where(incomes.last, EVERYBODY, ELSEWHERE)
    plan = incomes.plan(incomes.heads)
    low, high = (
        survey_poverty(incomes.per_person, z, plan, by=of_last, measures=["headcount"])["headcount"]
        for z in (line.low, line.high)
    )
    return low, high


def _groups(
    incomes: Incomes, line: float, measures: Sequence[Measure], notes: list[str]
) -> Iterator[tuple[str, Estimates]]:
    """Poverty of the last round by group; households whose group is not known are counted and left out.

    The design is that of all rows, of which a group is a part: it may lie in a single cluster.
    """
    for name, labels in incomes.groups.items():
        known = np.array([x is not None and x != "" for x in labels.tolist()])
        rows = incomes.last & known
        if lost := int((incomes.last & ~known).sum()):
            notes.append(f"{lost:,} rows do not say their {name} and are not in poverty by {name}.")
        if rows.any():
            names, place = np.unique(labels[rows].astype(str), return_inverse=True)
            group = np.full(rows.size, names.size)
            group[rows] = place
            plan = incomes.plan(incomes.heads)
            found = survey_poverty(incomes.per_person, line, plan, by=group, measures=measures, money=incomes.unit)
            kept = tuple(
                replace(row, group=str(names[int(row.group)])) for row in found.rows if int(row.group) < names.size
            )
            yield name, Estimates(kept, found.design, found.level, found.notes)


def _splits(incomes: Incomes, line: float, seed: int, notes: list[str]) -> Iterator[GrowthSplit]:
    """Growth and redistribution between the first and the last round, which share the clusters found in both."""
    first = np.flatnonzero(incomes.wave == incomes.rounds[0])
    last = np.flatnonzero(incomes.last)
    y, rows = incomes.per_person, np.concatenate([first, last])
    draws = DRAWS if rows.size <= MANY_ROWS else FEWER_DRAWS
    for alpha in SPLIT:
        try:
            plan = incomes.plan(incomes.heads, rows)
            yield growth_split(y[first], y[last], line, alpha, together=plan, draws=draws, seed=seed)
        except InputError as problem:
            notes.append(f"Growth and redistribution were not told apart: {problem.defects[0]}")
            return


def _between(incomes: Incomes, line: float, notes: list[str]) -> PersonsLifted | None:
    """Who crossed the line, where the same households were asked in the first and the last round."""
    pairs = _panel(incomes, notes)
    if pairs is None:
        return None
    first, last = pairs
    y = incomes.per_person
    try:
        plan = incomes.plan(incomes.heads, first)
    except InputError as problem:
        notes.append(f"Persons who crossed the line between rounds are not counted: {problem.defects[0].why}.")
        return None
    found = lifted_between(y[first], y[last], line, line, plan)
    same = f"Counted in the {first.size:,} households asked in both rounds, at their size in the first."
    return _said(found, incomes, same)


def _panel(incomes: Incomes, notes: list[str]) -> tuple[np.ndarray, np.ndarray] | None:
    """Rows of the same households in the first and the last round, or why they are not followed."""
    why = ""
    first = np.flatnonzero(incomes.wave == incomes.rounds[0])
    last = np.flatnonzero(incomes.last)
    if incomes.household is None:
        why = "no column identifies households"
    else:
        one, two = incomes.household[first], incomes.household[last]
        if np.unique(one).size < one.size or np.unique(two).size < two.size:
            why = "households stand more than once in a round"
        else:
            _, i, k = np.intersect1d(one, two, return_indices=True)
            if i.size >= TWO:
                if lost := one.size - i.size:
                    notes.append(
                        f"{lost:,} of {one.size:,} households of the first round were not asked in the last; who of "
                        "them crossed the line is not known."
                    )
                return first[i], last[k]
            why = "the rounds do not have the same households"
    notes.append(f"Persons who crossed the line between rounds are not counted: {why}.")
    return None


def _by_effect(incomes: Incomes, line: float, effect: IncomeEffect, notes: list[str]) -> PersonsLifted | None:
    rows = effect.rows
    try:
        plan = incomes.plan(incomes.heads, rows)
    except InputError as problem:
        notes.append(f"Persons lifted by the effect of '{effect.name}' are not counted: {problem.defects[0].why}.")
        return None
    found = lifted_by_effect(
        incomes.per_person[rows], line, effect.value, effect.standard_error, plan,
        persons=incomes.persons[rows] if effect.household else None,
    )  # fmt: skip
    whose = "household" if effect.household else "person"
    return _said(
        found,
        incomes,
        f"The effect is that of the question '{effect.name}', the same amount for every {whose} of the treated arms.",
    )


def _said(found: PersonsLifted, incomes: Incomes, sentence: str) -> PersonsLifted:
    """The finding with what its number counts."""
    more = [sentence] if incomes.weighted else [sentence, UNWEIGHTED]
    return replace(found, basis=" ".join([found.basis, *more]))
