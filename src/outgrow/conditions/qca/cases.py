"""From a table of cases to calibrated sets, with everything that is wrong with it said at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from outgrow.conditions.qca.raw import RawTable, as_number, may_be_thousands
from outgrow.conditions.qca.records import MEMBER, CaseTable, Condition, Floats
from outgrow.conditions.qca.wording import Calibration, Outcome
from outgrow.vocabulary import Defect, InputError, did_you_mean

MOST_CONDITIONS: Final = 18  # two to this power sets are looked through for each row
MOST_LEVELS: Final = 6
FEWEST_CASES: Final = 2
SKEWED: Final = 0.85  # share of the cases on one side of 0.5 from which a condition hardly tells cases apart
YES_NO: Final = frozenset({"yes", "no", "y", "n", "true", "false", "present", "absent"})
NAMES_OF_CASES: Final = ("case", "cases", "id", "name", "")


def case_table(
    raw: RawTable,
    outcome: Outcome,
    *,
    conditions: Sequence[str] | None = None,
    calibrations: Mapping[str, Calibration] | None = None,
) -> CaseTable:
    """Calibrated sets of the conditions and the outcome.

    Parameters
    ----------
    raw
        The table.
    outcome
        What is to be explained.
    conditions
        Columns to explain it with; when None, every other column of numbers.
    calibrations
        How columns of raw figures become sets; the others hold memberships already.

    Raises
    ------
    InputError
        With every defect: unknown columns, one case only, cells that are no numbers, scores outside 0 to 1 or exactly
        0.5, conditions or outcome without variation.
    """
    how = dict(calibrations or {})
    naming = _naming_column(raw, outcome)
    wanted = tuple(conditions) if conditions is not None else _numeric_columns(raw, outcome, naming)
    defects = list(_wrong_columns(raw, outcome, wanted, how))
    defects += _words_for_numbers(raw, outcome, naming) if conditions is None else ()
    if defects:
        raise InputError(raw.source, defects)
    names = tuple(raw.cells[naming]) if naming is not None else tuple(str(i + 1) for i in range(raw.size))
    numbers = {column: list(_numbers(raw, column, names, defects)) for column in (*wanted, outcome.column)}
    defects += _wrong_names(raw, names, naming)
    if defects:
        for column in (*wanted, outcome.column):
            if column not in how:
                defects += _wrong_scores(raw, column, numbers[column], names, half=column != outcome.column)
        raise InputError(raw.source, defects)
    columns = {}
    for column, values in numbers.items():
        columns[column] = _calibrated(raw, column, np.array(values), how.get(column), defects)
    found = [_condition(raw, column, columns[column], names, defects) for column in wanted]
    memberships = _outcome(raw, outcome, columns[outcome.column], names, defects)
    if defects:
        raise InputError(raw.source, defects)
    scores = np.column_stack([columns[column] for column in wanted])
    unused = _left_out(raw, outcome, naming) if conditions is None else ""
    warnings = (*([unused] if unused else []), *_warnings(found, scores, outcome, memberships, names))
    return CaseTable(names, tuple(found), scores, outcome.text, memberships, warnings)


def _naming_column(raw: RawTable, outcome: Outcome) -> str | None:
    """The column with the names of the cases: one of the usual words, else the first one that holds text."""
    usual = [column for column in raw.columns if column.lower() in NAMES_OF_CASES]
    text = [c for c in raw.columns if any(as_number(v) is None for v in raw.cells[c] if v) and c != outcome.column]
    return next(iter([*usual, *text]), None)


def _numeric_columns(raw: RawTable, outcome: Outcome, naming: str | None) -> tuple[str, ...]:
    held = (column for column in raw.columns if column not in (outcome.column, naming))
    return tuple(c for c in held if any(as_number(cell) is not None for cell in raw.cells[c]))


def _left_out(raw: RawTable, outcome: Outcome, naming: str | None) -> str:
    """Which columns are no conditions because they hold no number, in a sentence; empty when there are none."""
    numeric = _numeric_columns(raw, outcome, naming)
    columns = [c for c in raw.columns if c not in (*numeric, outcome.column, naming)]
    shown = [f"{c} (such as '{next(filter(None, raw.cells[c]), '')}')" for c in columns if any(raw.cells[c])]
    return f"Not used as conditions, for they hold no numbers: {', '.join(shown)}." if shown else ""


def _words_for_numbers(raw: RawTable, outcome: Outcome, naming: str | None) -> Iterator[Defect]:
    """Columns that say yes and no, which somebody meant as conditions."""
    for column in raw.columns:
        words = {cell.lower() for cell in raw.cells[column] if cell}
        if column not in (outcome.column, naming) and words and words <= YES_NO:
            why = f"It says {' and '.join(sorted(words))}, and a condition is a number"
            yield Defect(f"column '{column}' holds words", raw.source, why, "Write 1 for yes and 0 for no")


def _wrong_columns(
    raw: RawTable, outcome: Outcome, wanted: Sequence[str], how: Mapping[str, Calibration]
) -> Iterator[Defect]:
    if raw.size < FEWEST_CASES:
        why = "The method compares cases with each other"
        yield Defect(f"{raw.size} case", raw.source, why, "Give at least 2; about 10 to 60 are usual")
    for column, where in [(outcome.column, "--outcome"), *((c, "--conditions") for c in wanted)]:
        if column not in raw.columns:
            todo = did_you_mean(column, list(raw.columns))
            yield Defect(f"'{column}'", where, "The table has no column of that name", todo)
    if outcome.column in wanted:
        why = "An outcome cannot explain itself"
        yield Defect(f"'{outcome.column}' is outcome and condition", "--conditions", why, "Take it out of one of them")
    for column in how:
        if column not in (*wanted, outcome.column):
            why = "It is neither a condition nor the outcome"
            yield Defect(f"'{column}'", "--calibrate", why, did_you_mean(column, [*wanted, outcome.column]))
    if not wanted:
        yield Defect("no conditions", "--conditions", "An outcome is explained by conditions", "Name at least one")
    if len(wanted) > MOST_CONDITIONS:
        why = f"More than {MOST_CONDITIONS} make more configurations than any set of cases can tell apart"
        yield Defect(f"{len(wanted)} conditions", "--conditions", why, "Name those that theory asks for")


def _numbers(raw: RawTable, column: str, names: Sequence[str], defects: list[Defect]) -> Iterator[float]:
    for name, cell in zip(names, raw.cells[column], strict=True):
        value = as_number(cell)
        if value is None:
            found = f"'{cell}'" if cell else "an empty cell"
            defects.append(Defect(found, f"{raw.source}, column {column}, case {name}", *_not_a_number(cell)))
        yield math.nan if value is None else value


def _not_a_number(cell: str) -> tuple[str, str]:
    """Why a cell is no number, and what to do."""
    if not cell:
        return "Unknown is not 0", "Fill it in, or leave the case out"
    if may_be_thousands(cell):
        bare = cell.replace(",", "")
        return (
            "The comma may stand between thousands or before decimals",
            f"Write {bare} or {float(cell.replace(',', '.', 1).replace(',', '')):g}",
        )
    return "It is not a number", "Write a number, or leave the case out"


def _wrong_names(raw: RawTable, names: Sequence[str], naming: str | None) -> Iterator[Defect]:
    for name, count in Counter(names).items():
        if count > 1:
            where = f"{raw.source}, column {naming}"
            why = "Each row is a case of its own"
            yield Defect(f"'{name}' stands there {count} times", where, why, "Give each case its own name")


def _calibrated(raw: RawTable, column: str, values: Floats, how: Calibration | None, defects: list[Defect]) -> Floats:
    if how is None:
        return values
    try:
        return how(values)
    except InputError as problem:
        where = f"--calibrate {column}"
        defects.extend(Defect(d.found, where, d.why, d.todo) for d in problem.defects)
        return values


def _is_levels(values: Floats) -> bool:
    """Whether the values are 0, 1, 2, ... with none left out."""
    seen = np.unique(values)
    return bool(2 < seen.size <= MOST_LEVELS and np.array_equal(seen, np.arange(seen.size)))


def _gap(values: Floats) -> str:
    """The levels that no case has, where the values are levels but for those; else empty."""
    whole = bool(np.all((values >= 0) & (values == np.round(values))))
    if not whole or not 1 < values.max() < MOST_LEVELS:
        return ""
    return " or ".join(str(level) for level in range(int(values.max())) if level not in values)


def _condition(raw: RawTable, column: str, values: Floats, names: Sequence[str], defects: list[Defect]) -> Condition:
    where = f"{raw.source}, column {column}"
    if np.unique(values).size == 1:
        why = "Without variation it cannot tell cases apart, and would pass for necessary"
        defects.append(Defect(f"every case has {values[0]:g}", where, why, "Leave the condition out"))
    if _is_levels(values):
        return Condition(column, "multi-value", int(values.max()) + 1)
    if gap := _gap(values):
        why = f"Levels are 0, 1, 2, ... with none left out; no case has {gap}"
        todo = "Number them anew, or calibrate the column with --calibrate"
        defects.append(Defect(f"whole numbers up to {values.max():g}", where, why, todo))
        return Condition(column, "multi-value", int(values.max()) + 1)
    defects += _outside(where, values, names)
    defects += _halves(where, values, names)
    return Condition(column, "crisp" if np.isin(values, (0.0, 1.0)).all() else "fuzzy")


def _wrong_scores(
    raw: RawTable, column: str, numbers: Sequence[float], names: Sequence[str], *, half: bool
) -> Iterator[Defect]:
    """What is wrong with those scores of a fuzzy column that can be read, told beside the cells that cannot."""
    known = [(n, v) for n, v in zip(names, numbers, strict=True) if not math.isnan(v)]
    if any(v != round(v) for _, v in known):
        where, read, values = f"{raw.source}, column {column}", [n for n, _ in known], np.array([v for _, v in known])
        yield from _outside(where, values, read)
        yield from _halves(where, values, read) if half else ()


def _halves(where: str, values: Floats, names: Sequence[str]) -> Iterator[Defect]:
    for name in (n for n, v in zip(names, values, strict=True) if v == MEMBER):
        why = "A case that is neither in nor out of the set belongs to no row of the truth table"
        todo = "Decide it by what is known of the case, for example 0.51 or 0.49"
        yield Defect("a score of exactly 0.5", f"{where}, case {name}", why, todo)


def _outside(where: str, values: Floats, names: Sequence[str]) -> Iterator[Defect]:
    wrong = [(name, value) for name, value in zip(names, values.tolist(), strict=True) if not 0.0 <= value <= 1.0]
    if wrong:
        name, value = wrong[0]
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        why = "Membership in a set lies between 0 and 1"
        todo = "Calibrate it, for example with --calibrate COLUMN=direct:OUT,CROSSOVER,IN"
        yield Defect(f"a score of {value:g}", f"{where}, case {name}{more}", why, todo)


def _outcome(raw: RawTable, outcome: Outcome, values: Floats, names: Sequence[str], defects: list[Defect]) -> Floats:
    """Membership in the outcome."""
    where = f"{raw.source}, column {outcome.column}"
    if outcome.value is not None:
        values = np.asarray(values == outcome.value, dtype=np.float64)
    elif _is_levels(values):
        why = f"An analysis explains one of them, such as {outcome.column}{{1}}"
        levels = ", ".join(f"{v:g}" for v in np.unique(values))
        defects.append(Defect(f"the outcome has the levels {levels}", where, why, "Name the level in --outcome"))
        return values
    defects += _outside(where, values, names)
    if np.unique(values > MEMBER).size == 1 and not any(d.where == where for d in defects):
        shown = "every case shows" if values[0] > MEMBER else "no case shows"
        why = "What is the same everywhere cannot be explained by what differs"
        defects.append(Defect(f"{shown} the outcome", where, why, "Add cases that came out otherwise"))
    return 1.0 - values if outcome.negated else values


def _warnings(
    conditions: Sequence[Condition], scores: Floats, outcome: Outcome, memberships: Floats, names: Sequence[str]
) -> Iterator[str]:
    for condition, column in zip(conditions, scores.T, strict=True):
        share = float((column > MEMBER).mean())
        if condition.kind != "multi-value" and not 1.0 - SKEWED <= share <= SKEWED:
            side = "in" if share > MEMBER else "out of"
            part = max(share, 1.0 - share)
            yield (
                f"{part:.0%} of the cases are {side} {condition.name}: so skewed a condition is consistent with "
                "almost anything."
            )
    undecided = [name for name, value in zip(names, memberships.tolist(), strict=True) if value == MEMBER]
    if undecided:
        yield (
            f"{', '.join(undecided)}: a score of exactly 0.5 in {outcome.text}, neither with nor without the outcome; "
            "it counts for consistency and coverage, and as no case of either kind."
        )
    if 2 ** len(conditions) > 2 * len(names) and len(conditions) > 4:
        yield (
            f"{len(conditions)} conditions for {len(names)} cases: most configurations have no case, so that the "
            "parsimonious solution rests on many assumptions."
        )
