"""What a person writes to ask for an analysis: calibrations, expectations, and which outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outgrow.conditions.qca.calibrate import METHODS, Floats
from outgrow.conditions.qca.records import Condition
from outgrow.vocabulary import Defect, InputError, did_you_mean

OUTCOME = re.compile(r"^(?P<not>~?)(?P<name>[^{}~]+?)(?:\{(?P<value>\d+)\})?$")
EXPECTED = re.compile(r"^(?P<not>~?)(?P<name>[^{}~=]+?)(?:\{(?P<values>\d+(?:,\d+)*)\})?$")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one column becomes a set.

    Parameters
    ----------
    method
        ``crisp``, ``direct``, ``indirect`` or ``multi``.
    thresholds
        Its thresholds, in the unit of the column.
    """

    method: str
    thresholds: tuple[float, ...]

    def __call__(self, values: Floats) -> Floats:
        """Calibrated values, shape (cases,)."""
        return METHODS[self.method](values, self.thresholds)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which set is explained: a column, one of its levels where it has several, and whether its absence is meant."""

    column: str
    value: int | None
    negated: bool

    @property
    def text(self) -> str:
        """As it was written."""
        level = "" if self.value is None else f"{{{self.value}}}"
        return f"{'~' if self.negated else ''}{self.column}{level}"


def read_calibration(text: str) -> Calibration:
    """Read ``METHOD:THRESHOLD,...`` such as ``direct:400,550,900``.

    Raises
    ------
    InputError
        When the method is not known or a threshold is no number.
    """
    method, _, rest = text.partition(":")
    if method not in METHODS:
        why = "There is no such method of calibration"
        raise InputError.single("calibration", f"'{method}'", why, did_you_mean(method, sorted(METHODS)))
    try:
        thresholds = tuple(float(part) for part in re.split(r"[,/ ]+", rest.strip()) if part)
    except ValueError:
        why = "Thresholds are numbers with commas between them"
        raise InputError.single("calibration", f"'{rest}'", why, f"Write them as in '{method}:400,550,900'") from None
    return Calibration(method, thresholds)


def read_calibrations(texts: Sequence[str] | Mapping[str, str | Calibration]) -> dict[str, Calibration]:
    """Read ``COLUMN=METHOD:THRESHOLD,...`` for several columns; all defects at once.

    Examples
    --------
    >>> read_calibrations(["DEV=direct:400,550,900"])["DEV"].thresholds
    (400.0, 550.0, 900.0)
    """
    pairs = texts.items() if isinstance(texts, Mapping) else [_pair(text) for text in texts]
    found: dict[str, Calibration] = {}
    defects: list[Defect] = []
    for column, written in pairs:
        if not isinstance(written, str):
            found[column] = written
            continue
        try:
            found[column] = read_calibration(written)
        except InputError as problem:
            defects += [Defect(d.found, f"--calibrate {column}", d.why, d.todo) for d in problem.defects]
    if defects:
        raise InputError("calibration", defects)
    return found


def read_outcome(text: str) -> Outcome:
    """Read ``SURV``, ``~SURV`` or ``REACH{2}``.

    Raises
    ------
    InputError
        When it names two outcomes or cannot be read.
    """
    written = [part.strip() for part in re.split(r"[,+;]| and ", text) if part.strip()]
    if len(written) > 1:
        names = " and ".join(f"'{part}'" for part in written)
        why = "One analysis explains one outcome"
        raise InputError.single("outgrow qca", f"two outcomes: {names}", why, "Run it once for each", "--outcome")
    found = OUTCOME.match(text.strip())
    if found is None:
        why = "An outcome is a column, such as SURV, ~SURV for its absence, or REACH{2} for one of its levels"
        raise InputError.single("outgrow qca", f"'{text}'", why, "Name a column of the table", "--outcome")
    value = found["value"]
    return Outcome(found["name"], None if value is None else int(value), bool(found["not"]))


def read_expectations(texts: Sequence[str] | str, conditions: Sequence[Condition]) -> tuple[frozenset[int] | None, ...]:
    """Which values of each condition are expected to further the outcome; None where nothing is.

    Parameters
    ----------
    texts
        ``DEV`` expects its presence, ``~DEV`` its absence, ``DEV{1,2}`` levels; ``all`` the presence of every
        condition (the highest level of one with several). What is not named is open.
    conditions
        The conditions.

    Raises
    ------
    InputError
        When a condition is not known.
    """
    parts = expected_parts(texts)
    if [part.lower() for part in parts] == ["all"]:
        return tuple(frozenset({condition.levels - 1}) for condition in conditions)
    names = [condition.name for condition in conditions]
    expected: dict[str, frozenset[int]] = {}
    defects = []
    for part in parts:
        found = EXPECTED.match(part)
        if found is None or found["name"] not in names:
            name = found["name"] if found else part
            todo = did_you_mean(name, names)
            defects.append(Defect(f"'{part}'", "--expect", "It is not a condition of the analysis", todo))
            continue
        levels = conditions[names.index(found["name"])].levels
        listed = {int(v) for v in found["values"].split(",")} if found["values"] else {levels - 1}
        expected[found["name"]] = frozenset(set(range(levels)) - listed if found["not"] else listed)
    if defects:
        raise InputError("outgrow qca", defects)
    return tuple(expected.get(name) for name in names)


def expected_parts(texts: Sequence[str] | str) -> list[str]:
    """Each expectation as it was written, of one text or several.

    Examples
    --------
    >>> expected_parts(["DEV{1,2},~URB", "LIT"])
    ['DEV{1,2}', '~URB', 'LIT']
    """
    words = [texts] if isinstance(texts, str) else list(texts)
    return [part.strip() for word in words for part in _split(word)]


def _pair(text: str) -> tuple[str, str]:
    column, equals, written = text.partition("=")
    if not equals:
        why = "A calibration is written COLUMN=METHOD:THRESHOLDS"
        raise InputError.single(
            "calibration", f"'{text}'", why, "Write it as in 'DEV=direct:400,550,900'", "--calibrate"
        )
    return column.strip(), written.strip()


def _split(text: str) -> list[str]:
    """Parts between commas that stand outside braces."""
    return [part for part in re.split(r",(?![^{]*\})", text) if part.strip()]
