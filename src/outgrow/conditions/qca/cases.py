"""From a table of cases to calibrated sets, with everything that is wrong with it said at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from outgrow.conditions.qca.records import MEMBER, CaseTable, Condition, Floats
from outgrow.conditions.qca.wording import Calibration, Outcome
from outgrow.sources import read_grid
from outgrow.vocabulary import Defect, InputError, did_you_mean

MOST_CONDITIONS: Final = 18  # two to this power sets are looked through for each row
MOST_LEVELS: Final = 6
FEWEST_CASES: Final = 2
SKEWED: Final = 0.85  # share of the cases on one side of 0.5 from which a condition hardly tells cases apart
NAMES_OF_CASES: Final = ("case", "cases", "id", "name", "")


class RawTable(NamedTuple):
    """A table as it was written: where it comes from, its columns in order, and text by column."""

    source: str
    columns: tuple[str, ...]
    cells: dict[str, list[str]]

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.cells[self.columns[0]]) if self.columns else 0


def read_raw(table: Any) -> RawTable:
    """A table from a CSV file or workbook, a dataframe of any library, or a mapping of columns.

    Raises
    ------
    InputError
        When the file cannot be read or has no rows.
    """
    if isinstance(table, RawTable):
        return table
    if isinstance(table, str | Path):
        return _read_file(Path(table))
    if isinstance(table, Mapping):
        columns = {str(name): list(values) for name, values in table.items()}
    else:
        columns = {str(name): list(table[name]) for name in table.columns}
    cells = {name: ["" if value is None else str(value) for value in values] for name, values in columns.items()}
    return RawTable("table", tuple(cells), cells)


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
    if defects:
        raise InputError(raw.source, defects)
    names = tuple(raw.cells[naming]) if naming is not None else tuple(str(i + 1) for i in range(raw.size))
    numbers = {column: list(_numbers(raw, column, names, defects)) for column in (*wanted, outcome.column)}
    defects += _wrong_names(raw, names, naming)
    if defects:
        raise InputError(raw.source, defects)
    columns = {}
    for column, values in numbers.items():
        columns[column] = _calibrated(raw, column, np.array(values), how.get(column), defects)
    found = [_condition(raw, column, columns[column], names, defects) for column in wanted]
    memberships = _outcome(raw, outcome, columns[outcome.column], names, defects)
    if defects:
        raise InputError(raw.source, defects)
    scores = np.column_stack([columns[column] for column in wanted])
    warnings = tuple(_warnings(found, scores, outcome, memberships, names))
    return CaseTable(names, tuple(found), scores, outcome.text, memberships, warnings)


def _read_file(file: Path) -> RawTable:
    grid = read_grid(file)
    if len(grid.rows) < 2:
        why = "A table has a line of column names and a line for each case"
        raise InputError.single(str(file), "it has no cases", why, "Fill it in")
    columns = grid.rows[0]
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        why = "It cannot be told which of them is meant"
        raise InputError.single(str(file), f"column '{twice[0]}' stands in it twice", why, "Rename one of them")
    cells = {name: [row[k] if k < len(row) else "" for row in grid.rows[1:]] for k, name in enumerate(columns)}
    return RawTable(str(file), columns, cells)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _naming_column(raw: RawTable, outcome: Outcome) -> str | None:
    """The column with the names of the cases: one of the usual words, else the first one that holds text."""
    usual = [column for column in raw.columns if column.lower() in NAMES_OF_CASES]
    text = [c for c in raw.columns if any(_number(v) is None for v in raw.cells[c] if v) and c != outcome.column]
    return next(iter([*usual, *text]), None)


def _numeric_columns(raw: RawTable, outcome: Outcome, naming: str | None) -> tuple[str, ...]:
    held = (column for column in raw.columns if column not in (outcome.column, naming))
    return tuple(c for c in held if any(_number(cell) is not None for cell in raw.cells[c]))


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
        value = _number(cell)
        if value is None:
            found = f"'{cell}'" if cell else "an empty cell"
            why = "Unknown is not 0" if not cell else "It is not a number"
            todo = "Fill it in, or leave the case out"
            defects.append(Defect(found, f"{raw.source}, column {column}, case {name}", why, todo))
        yield math.nan if value is None else value


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


def _condition(raw: RawTable, column: str, values: Floats, names: Sequence[str], defects: list[Defect]) -> Condition:
    where = f"{raw.source}, column {column}"
    if np.unique(values).size == 1:
        why = "Without variation it cannot tell cases apart, and would pass for necessary"
        defects.append(Defect(f"every case has {values[0]:g}", where, why, "Leave the condition out"))
    if _is_levels(values):
        return Condition(column, "multi-value", int(values.max()) + 1)
    defects += _outside(where, values, names)
    for name in (n for n, v in zip(names, values, strict=True) if v == MEMBER):
        why = "A case that is neither in nor out of the set belongs to no row of the truth table"
        todo = "Decide it by what is known of the case, for example 0.51 or 0.49"
        defects.append(Defect("a score of exactly 0.5", f"{where}, case {name}", why, todo))
    return Condition(column, "crisp" if np.isin(values, (0.0, 1.0)).all() else "fuzzy")


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
