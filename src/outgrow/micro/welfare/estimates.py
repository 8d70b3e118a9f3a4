"""Numbers estimated from a survey, with their design-based errors: tidy rows and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from scipy.special import expit, logit, ndtri, stdtrit

from outgrow.micro.welfare.influence import NAMES

if TYPE_CHECKING:
    import polars as pl

LEVEL = 0.95
EVERYBODY = "all"
WHOLE = 1000.0  # money from here on is told without decimals
UNSEEN = 1e-9  # a smaller share is arithmetic
NEAR = 0.05  # points; nearer to zero one decimal would say zero
SHARES = {"headcount", "share_below", "share_gaining"}  # their intervals are made on the log-odds


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number of a survey.

    Parameters
    ----------
    measure
        What was measured.
    value, standard_error
        The estimate and its design-based standard error; None where nothing can be said.
    low, high
        Confidence interval.
    degrees_of_freedom
        Clusters less strata.
    rows
        Rows it was computed from.
    group
        Whom it describes.
    unit
        ``share``, or a unit of money.
    """

    measure: str
    value: float
    standard_error: float
    low: float
    high: float
    degrees_of_freedom: int
    rows: int
    group: str = EVERYBODY
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class Estimates:
    """Numbers of one survey.

    Parameters
    ----------
    rows
        One estimate a measure and group.
    design
        How the sample was drawn, in words.
    level
        Confidence level of the intervals.
    notes
        What a reader must know, one sentence each.
    """

    rows: tuple[Estimate, ...]
    design: str
    level: float = LEVEL
    notes: tuple[str, ...] = ()

    def __getitem__(self, measure: str) -> Estimate:
        """The estimate of a measure for everybody."""
        return self.of(measure)

    def of(self, measure: str, group: str = EVERYBODY) -> Estimate:
        """The estimate of a measure for a group.

        Raises
        ------
        KeyError
            When it was not estimated.
        """
        for row in self.rows:
            if row.measure == measure and row.group == group:
                return row
        raise KeyError(f"{measure} of {group}")

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: group, measure, value, standard error, interval, degrees of freedom, rows, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        numbers = dict.fromkeys(("value", "standard_error", "low", "high"), pl.Float64)
        whole = dict.fromkeys(("degrees_of_freedom", "rows"), pl.Int64)
        schema = {"group": pl.String, "measure": pl.String} | numbers | whole | {"unit": pl.String}
        rows = [{name: getattr(row, name) for name in schema} for row in self.rows]
        return pl.DataFrame(rows, schema=schema)

    def summary(self) -> str:
        """Each number with its interval, then the design and the caveats."""
        said = [_sentence(row, self.level) for row in self.rows]
        return " ".join([*said, f"Design: {self.design}.", *self.notes])


def estimate(
    measure: str,
    value: float,
    standard_error: float,
    freedom: int,
    rows: int,
    *,
    group: str = EVERYBODY,
    unit: str = "share",
    level: float = LEVEL,
) -> Estimate:
    """Give a number its interval: on the log-odds for shares of people, symmetric for all others.

    Where everybody or nobody has a property, the sampling error is not zero but unseen: the open end of the interval
    is then the one at which such a sample would still come up with the chance left over, counting clusters as
    independent observations (Clopper and Pearson 1934).

    Examples
    --------
    >>> found = estimate("headcount", 0.5, 0.1, 30, 200)
    >>> round(found.low, 4), round(found.high, 4)
    (0.3064, 0.6936)
    >>> round(estimate("headcount", 0.0, 0.0, 29, 200).high, 4)
    0.1157
    """
    low, high = interval(value, standard_error, freedom, level, share=measure in SHARES)
    return Estimate(measure, value, standard_error, low, high, freedom, rows, group, unit)


def interval(value: float, error: float, freedom: int, level: float, *, share: bool = False) -> tuple[float, float]:
    """Confidence interval of a number from its error and degrees of freedom; see `estimate`."""
    tail = (1 - level) / 2
    if freedom < 1:
        return float("nan"), float("nan")
    t = float(stdtrit(freedom, 1 - tail))
    if share and value in (0.0, 1.0):
        seen = 1 - tail ** (1 / (freedom + 1))
        return (0.0, seen) if value == 0.0 else (1 - seen, 1.0)
    if share and 0 < value < 1:
        half = t * error / (value * (1 - value))
        return float(expit(logit(value) - half)), float(expit(logit(value) + half))
    return value - t * error, value + t * error


def normal_interval(value: float, error: float, level: float = LEVEL) -> tuple[float, float]:
    """Confidence interval of a number whose error is known well."""
    half = float(ndtri((1 + level) / 2)) * error
    return value - half, value + half


def in_words(value: float, unit: str, low: float, high: float, level: float) -> str:
    """A number with its interval, shares as percentages.

    Examples
    --------
    >>> in_words(0.412, "share", 0.35, 0.48, 0.95)
    '41.2 % (95 % interval 35.0 to 48.0)'
    """
    if isnan(low) or isnan(high):
        said = f"{100 * value:.1f} %" if unit == "share" else f"{amount(value)} {unit}".removesuffix(" index").strip()
        return f"{said} (no interval: one cluster)"
    if unit == "share":
        return f"{100 * value:z.1f} % ({100 * level:.0f} % interval {100 * low:z.1f} to {100 * high:z.1f})"
    if unit in ("", "index"):
        return f"{value:.3g} ({100 * level:.0f} % interval {low:.3g} to {high:.3g})"
    return f"{amount(value)} {unit} ({100 * level:.0f} % interval {amount(low)} to {amount(high)})"


def amount(value: float) -> str:
    """An amount with four figures, whole from a thousand on.

    Examples
    --------
    >>> amount(11964.2), amount(4.512)
    ('11,964', '4.512')
    """
    return f"{value:z,.0f}" if abs(value) >= WHOLE else f"{value:,.4g}"


def in_points(value: float, unit: str, low: float, high: float, level: float) -> str:
    """A difference with its interval; differences of shares in percentage points.

    Examples
    --------
    >>> in_points(-0.05, "share", -0.1, 0.0, 0.95)
    '-5.0 points (95 % interval -10.0 to 0.0)'
    """
    if unit != "share":
        return in_words(value, unit, low, high, level)
    value, low, high = (0.0 if abs(x) < UNSEEN else x for x in (value, low, high))
    near = min(abs(100 * x) for x in (value, low, high) if x != 0) if any((value, low, high)) else 1.0
    places = 1 if near >= NEAR else 2  # an end just beside zero is not told as zero
    return (
        f"{100 * value:+z.{places}f} points ({100 * level:.0f} % interval {100 * low:z.{places}f} to "
        f"{100 * high:z.{places}f})"
    )


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def _sentence(row: Estimate, level: float) -> str:
    whom = "" if row.group == EVERYBODY else f" ({row.group})"
    name = NAMES.get(row.measure, row.measure.replace("_", " "))
    said = f"{name}{whom}: {in_words(row.value, row.unit, row.low, row.high, level)}."
    return said[0].upper() + said[1:]
