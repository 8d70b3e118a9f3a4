"""Lessons from coded real cases: combinations, necessary conditions and contrasts, each with its counter-cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import comb, isnan
from pathlib import Path
from typing import Final

import numpy as np

from outgrow.conditions.lessons.records import Grade, Lesson, in_order
from outgrow.conditions.lessons.simulated import SimulatedCase
from outgrow.conditions.qca import CaseTable, Condition, Necessary, Qca, Robustness, Term
from outgrow.conditions.qca.raw import read_raw
from outgrow.conditions.qca.records import ANY, MEMBER
from outgrow.vocabulary import InputError

FULL, FAIR, STURDY, HALF = 0.9, 0.8, 0.8, 0.5
MANY, SOME = 5, 3  # cases of a strong and of a moderate lesson
TELLING = 0.3  # difference of two shares from which a contrast is worth a sentence
CHANCE: Final = 0.05

Labels = Mapping[str, str]


def lessons_from_cases(
    found: Qca,
    robust: Robustness | None = None,
    *,
    labels: Labels | None = None,
    simulated: Sequence[SimulatedCase] = (),
) -> tuple[Lesson, ...]:
    """Lessons of a comparison of real cases.

    Parameters
    ----------
    found
        The comparison.
    robust
        How often its terms come back; without it no combination is called strong.
    labels
        What a condition, or the outcome, is in words: a phrase for its presence by column.
    simulated
        Simulated cases; what they say of the same conditions is put beside a lesson and never into it.

    Returns
    -------
    tuple
        Lessons, the best founded first.
    """
    words = labels or {}
    lessons = [
        *_combinations(found, robust, words),
        *_necessary(found, words),
        *_contrasts(found.table, words),
    ]
    return in_order([replace(one, beside=_beside(one, found, simulated)) for one in lessons])


def read_labels(file: str | Path) -> dict[str, str]:
    """What each condition is in words, from a CSV file with the columns ``condition`` and ``label``.

    A third column ``absent`` may say what its absence is; that is kept under the name with ``~`` before it.

    Raises
    ------
    InputError
        When a column is missing.
    """
    raw = read_raw(file)
    missing = [name for name in ("condition", "label") if name not in raw.columns]
    if missing:
        why = "It says for each condition what it is in words"
        todo = "Give it the columns 'condition' and 'label'"
        raise InputError.single(raw.source, f"no column '{missing[0]}'", why, todo)
    there = dict(zip(raw.cells["condition"], raw.cells["label"], strict=True))
    absent = zip(raw.cells["condition"], raw.cells.get("absent", [""] * raw.size), strict=True)
    return there | {f"~{name}": words for name, words in absent if words}


def phrase(condition: Condition, value: int, labels: Labels) -> str:
    """A value of a condition in words.

    Examples
    --------
    >>> phrase(Condition("BUYER", "crisp"), 0, {"BUYER": "a buyer is committed"})
    'it is not so that a buyer is committed'
    >>> phrase(Condition("BUYER", "crisp"), 0, {"~BUYER": "no buyer is committed"})
    'no buyer is committed'
    """
    label = labels.get(condition.name, condition.name)
    if condition.kind == "multi-value":
        return f"{label} at level {value}"
    return label if value else labels.get(f"~{condition.name}", _denied(label, condition.name))


def _denied(label: str, name: str) -> str:
    """The absence of a condition, in words where it has words."""
    return f"not {name}" if label == name else f"it is not so that {label}"


def _listed(parts: Sequence[str], last: str = "and") -> str:
    """Parts in a row, as ``a, b and c``."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _spelled(cube: Sequence[int], table: CaseTable, labels: Labels) -> str:
    parts = [phrase(c, v, labels) for c, v in zip(table.conditions, cube, strict=True) if v != ANY]
    return _listed(parts)


def _outcome(table: CaseTable, labels: Labels) -> str:
    name = table.outcome.lstrip("~")
    label = labels.get(name, name)
    return f"no {label}" if table.outcome.startswith("~") else label


def _combinations(found: Qca, robust: Robustness | None, labels: Labels) -> Iterator[Lesson]:
    solution = found.solution("intermediate")
    models = solution.models
    survives = {one.text: one.every for one in robust.survivals} if robust else {}
    with_outcome = np.flatnonzero(found.table.memberships > MEMBER)
    seen: dict[str, Term] = {term.text: term for model in reversed(models) for term in model.terms}
    for text in solution.terms:
        term = seen[text]
        share = sum(text in [t.text for t in model.terms] for model in models) / len(models)
        grade, why = _grade(len(term.cases), term.fit.inclusion, len(term.deviant), survives.get(text), in_models=share)
        cases = len(term.cases) + len(term.deviant)
        yield Lesson(
            basis="real cases",
            kind="combination",
            conditions=text,
            result=found.table.outcome,
            sentence=(
                f"Where {_spelled(term.cube, found.table, labels)}, {_outcome(found.table, labels)} followed in "
                f"{len(term.cases)} of {cases} cases{_against(term.deviant)}; they are {len(term.cases)} of the "
                f"{len(with_outcome)} cases with {_outcome(found.table, labels)}."
            ),
            support=term.cases,
            cases=cases,
            consistency=term.fit.inclusion,
            coverage=term.fit.coverage,
            counter_cases=term.deviant,
            grade=grade,
            why=why,
        )


def _necessary(found: Qca, labels: Labels) -> Iterator[Lesson]:
    table = found.table
    with_outcome = [name for name, y in zip(table.cases, table.memberships, strict=True) if y > MEMBER]
    for one in found.super_sets:
        support = tuple(name for name in with_outcome if name not in one.against)
        grade, why = _grade(len(support), one.inclusion, len(one.against), None)
        yield Lesson(
            basis="real cases",
            kind="necessary",
            conditions=one.text,
            result=table.outcome,
            sentence=(
                f"{_sentence_start(_outcome(table, labels))} hardly occurred without this: "
                f"{_set_words(one, table, labels)}. It was so in {len(support)} of the {len(with_outcome)} cases with "
                f"{_outcome(table, labels)}{_against(one.against)}."
            ),
            support=support,
            cases=len(with_outcome),
            consistency=one.inclusion,
            coverage=one.coverage,
            counter_cases=one.against,
            grade=grade,
            why=f"{why}; relevance {one.relevance:.2f}",
        )


def _contrasts(table: CaseTable, labels: Labels) -> Iterator[Lesson]:
    """Single conditions: the share with the outcome among cases with and without them."""
    y = table.memberships > MEMBER
    tests = []
    for place, condition in enumerate(table.conditions):
        for value in range(condition.levels) if condition.kind == "multi-value" else (1,):
            x = table.literal(place, value) > MEMBER
            if x.any() and not x.all():
                tests.append((condition, value, x, _fisher(x, y)))
    for condition, value, x, p in tests:
        there, elsewhere = float(y[x].mean()), float(y[~x].mean())
        if abs(there - elsewhere) < TELLING:
            continue
        helps = there > elsewhere
        agree = x == y if helps else x != y
        names = np.array(table.cases, dtype=object)
        against = tuple(names[x & (y != helps)])
        adjusted = min(1.0, p * len(tests))
        grade: Grade = "moderate" if adjusted < CHANCE else "weak"
        more = "more often" if helps else "less often"
        yield Lesson(
            basis="real cases",
            kind="contrast",
            conditions=condition.literal(value),
            result=table.outcome if helps else _opposite(table.outcome),
            sentence=(
                f"{_sentence_start(_outcome(table, labels))} came {more} where {phrase(condition, value, labels)}: in "
                f"{int(y[x].sum())} of {int(x.sum())} cases, against {int(y[~x].sum())} of {int((~x).sum())} elsewhere."
            ),
            support=tuple(names[x & (y == helps)]),
            cases=int(x.sum()),
            consistency=there if helps else 1.0 - there,
            coverage=float((agree & (y == helps) & x).sum() / max((y == helps).sum(), 1)),
            counter_cases=against,
            grade=grade,
            why=(
                f"exact test p = {p:.3f}, and {adjusted:.3f} once it is allowed for that {len(tests)} conditions were "
                "looked at; one condition at a time says nothing about combinations"
            ),
        )


def _opposite(outcome: str) -> str:
    return outcome[1:] if outcome.startswith("~") else f"~{outcome}"


def _fisher(x: np.ndarray, y: np.ndarray) -> float:
    """Two-sided exact test of a two by two table (Fisher 1935): tables no likelier than the one seen."""
    n, rows, columns, seen = x.size, int(x.sum()), int(y.sum()), int((x & y).sum())

    def chance(k: int) -> float:
        return comb(columns, k) * comb(n - columns, rows - k) / comb(n, rows)

    here = chance(seen)
    every = (chance(k) for k in range(max(0, rows + columns - n), min(rows, columns) + 1))
    return min(1.0, sum(p for p in every if p <= here * (1.0 + 1e-9)))


def _grade(
    support: int, consistency: float, counter: int, survives: float | None, *, in_models: float = 1.0
) -> tuple[Grade, str]:
    """Grade of a lesson from real cases, with its reason."""
    known = survives is not None and not isnan(survives)
    kept = survives if survives is not None and known else HALF
    reasons = [f"{support} case{'s' if support != 1 else ''}", f"consistency {consistency:.2f}"]
    reasons += [f"{counter} counter-case{'s' if counter != 1 else ''}"] if counter else ["no counter-case"]
    reasons += [f"in {survives:.0%} of the reruns"] if known else []
    reasons += [f"in {in_models:.0%} of the tied models"] if in_models < 1.0 else []
    if support >= MANY and consistency >= FULL and not counter and kept >= STURDY and in_models == 1.0:
        return "strong", ", ".join(reasons)
    if support >= SOME and consistency >= FAIR and kept >= HALF and in_models >= HALF:
        return "moderate", ", ".join(reasons)
    return "weak", ", ".join(reasons)


def _beside(lesson: Lesson, found: Qca, simulated: Sequence[SimulatedCase]) -> str:
    """Mean simulated probability of scaling in the coded cases with and without the conditions of a combination."""
    chance = {one.id: one.scales for one in simulated}
    if lesson.kind == "necessary" or not chance:
        return ""
    members = _members(lesson, found)
    known = [(chance[name], inside) for name, inside in zip(found.table.cases, members, strict=True) if name in chance]
    there = [p for p, inside in known if inside]
    elsewhere = [p for p, inside in known if not inside]
    if not there or not elsewhere:
        return ""
    return (
        f"Simulated: the probability of scaling averages {np.mean(there):.0%} in {len(there)} cases with it and "
        f"{np.mean(elsewhere):.0%} in {len(elsewhere)} without."
    )


def _members(lesson: Lesson, found: Qca) -> list[bool]:
    table = found.table
    if lesson.kind == "combination":
        terms = (t for model in found.solution("intermediate").models for t in model.terms)
        cube = next(t.cube for t in terms if t.text == lesson.conditions)
        return list((table.term(cube) > MEMBER).tolist())
    for place, condition in enumerate(table.conditions):
        for value in range(condition.levels):
            if condition.literal(value) == lesson.conditions:
                return list((table.literal(place, value) > MEMBER).tolist())
    return [False] * len(table.cases)


def _set_words(one: Necessary, table: CaseTable, labels: Labels) -> str:
    """A necessary set in words: each literal by its phrase."""
    sign, word = ("*", "and") if "*" in one.text else ("+", "or")
    literals = {c.literal(v): phrase(c, v, labels) for c in table.conditions for v in range(c.levels)}
    return _listed([literals[part] for part in one.text.split(sign)], word)


def _against(cases: Sequence[str]) -> str:
    return f" (against it: {', '.join(cases)})" if cases else ""


def _sentence_start(words: str) -> str:
    return words[:1].upper() + words[1:]
