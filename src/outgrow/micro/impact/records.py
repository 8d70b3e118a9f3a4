"""What an estimator hands over: one number with its interval, how it came about, and its caveats."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outgrow.micro.design import LeftOut
from outgrow.micro.design.wording import p_words

if TYPE_CHECKING:
    import polars as pl

Interval = tuple[float, float]
FIGURES = 4
LEAST = 1e-6  # below it a number is told as nothing
ERROR_FIGURES = 2  # of the standard error; what stands behind them says nothing (JCGM 100:2008, 7.2.6)
MOST_PLACES = 9  # behind the point
PLAIN = 1e-4  # below it Python would write powers of ten
BEFORE_AFTER = "change among participants"
ARM = "arm"  # family of the parts that hold one treated arm of several against the control arm
TAKE_UP, ON_TREATED, MOVED = "take-up", "treatment on the treated", "share that the offer moved"


@dataclass(frozen=True, slots=True)
class Part:
    """A number that belongs to an estimate: an event time, an arm, a stage, a group.

    Parameters
    ----------
    family, label
        What kind of part it is (``event time``) and which (``-2``).
    estimate, se, interval, p
        The number, its standard error, interval and two-sided p-value; NaN where there is none.
    n
        Rows behind it; None where that is the estimate's own.
    """

    family: str
    label: str
    estimate: float
    se: float
    interval: Interval
    p: float
    n: int | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of a check.

    Parameters
    ----------
    name
        What was checked.
    passed
        Whether the estimate stands; None where the data cannot tell.
    table
        The numbers behind it.
    text
        One sentence with the number.
    """

    name: str
    passed: bool | None
    table: pl.DataFrame
    text: str

    def summary(self) -> str:
        """The sentence, led by whether the estimate stands."""
        told = {True: "stands", False: "does not stand", None: "cannot be checked"}[self.passed]
        return f"{self.name}: {told}. {self.text}"

    def to_frame(self) -> pl.DataFrame:
        """The numbers behind it."""
        return self.table


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactEstimate:
    """One estimate of what a pilot changed.

    Parameters
    ----------
    outcome, unit
        What was measured, and in what.
    estimand
        What the number is an estimate of, such as ``intention to treat``.
    estimate, se, interval, level
        The number, its standard error and its interval at ``level``.
    df, p
        Degrees of freedom of the t distribution (infinite for a normal one) and two-sided p-value against
        no change.
    n, clusters
        Rows used, and clusters (None where rows were assigned and drawn one by one).
    design, method
        Kind of design; estimator, errors and inference in words.
    reference
        Mean of the outcome on the other side of the comparison, same unit; None where there is none.
    caveats
        What a reader must know before using the number, one sentence each.
    parts
        Numbers that belong to it.
    left_out
        Rows that could not be used, by reason.
    checks
        Robustness checks that were made.
    """

    outcome: str
    unit: str
    estimand: str
    estimate: float
    se: float
    interval: Interval
    level: float
    df: float
    p: float
    n: int
    clusters: int | None
    design: str
    method: str
    reference: float | None = None
    caveats: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    checks: tuple[CheckResult, ...] = ()

    @property
    def relative(self) -> float | None:
        """The estimate as a share of the reference mean; None where that is unknown or not positive."""
        return self.estimate / self.reference if self.reference is not None and self.reference > 0 else None

    def shown(self, x: float, *, sign: bool = False) -> str:
        """A number in the estimate's unit, with no more figures than the standard error leaves meaning to."""
        return by_error(x, self.se, sign=sign)

    @property
    def interval_shown(self) -> str:
        """The interval in words: ``1.2 to 3.4``."""
        return between(self.interval, self.se)

    def summary(self) -> str:
        """Say the number, its interval, what it is held against, and every caveat.

        The change among participants alone is put in words that claim no cause.
        """
        return " ".join(
            [
                self._number(),
                self._basis(),
                *self._arm_by_arm(),
                *self._on_participants(),
                *self._missing(),
                *self.caveats,
            ]
        )

    def to_frame(self) -> pl.DataFrame:
        """The estimate and its parts, one row each; ``family`` is ``estimate`` for the estimate itself."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        own = ("estimate", self.estimand, self.estimate, self.se, *self.interval, self.p, self.n)
        rows = [own, *((x.family, x.label, x.estimate, x.se, *x.interval, x.p, x.n) for x in self.parts)]
        numbers = ("estimate", "se", "low", "high", "p")
        columns = {"family": pl.String, "label": pl.String} | dict.fromkeys(numbers, pl.Float64) | {"n": pl.Int64}
        frame = pl.DataFrame(rows, schema=columns, orient="row").fill_nan(None)
        return frame.with_columns(
            outcome=pl.lit(self.outcome), unit=pl.lit(self.unit), design=pl.lit(self.design), method=pl.lit(self.method)
        )

    def with_checks(self, checks: tuple[CheckResult, ...]) -> ImpactEstimate:
        """Copy with checks."""
        return replace(self, checks=checks)

    def _number(self) -> str:
        within = f"({100 * self.level:g} % interval {self.interval_shown}"
        if self.estimand == BEFORE_AFTER:
            way = "higher" if self.estimate >= 0 else "lower"
            was = f", against {number(self.reference)} before" if self.reference is not None else ""
            return (
                f"{self.outcome} was {self.shown(abs(self.estimate))} {self.unit} {way} after than before "
                f"{within}{was})."
            )
        share = ""
        if self.relative is not None and self.reference is not None and self.reference > self.se:
            part = by_error(100 * self.relative, 100 * self.se / self.reference, sign=True)
            share = f", {part} % of the {number(self.reference)} it is compared with"
        found = f"{self.outcome}, {self.estimand}: {self.shown(self.estimate, sign=True)} {self.unit}"
        return f"{found} {within}{share}; {p_words(self.p)})."

    def _basis(self) -> str:
        groups = f" in {self.clusters:,} clusters" if self.clusters is not None else ""
        return f"{self.method[:1].upper()}{self.method[1:]}; {self.n:,} rows{groups}."

    def _arm_by_arm(self) -> list[str]:
        """The effect of each arm where several count as one."""
        told = [
            f"{part.label} {by_error(part.estimate, part.se, sign=True)} ({between(part.interval, part.se)}; "
            f"{p_words(part.p)})"
            for part in self.parts
            if part.family == ARM
        ]
        return [f"Arm by arm: {'; '.join(told)}."] if told else []

    def _on_participants(self) -> list[str]:
        """The effect on those who took part, where the offer and not the taking part was assigned."""
        found = {part.label: part for part in self.parts if part.family == TAKE_UP}
        if len(found) < 2:
            return []
        main, moved = found[ON_TREATED], found[MOVED]
        return [
            f"On those who took part because of the offer: {by_error(main.estimate, main.se, sign=True)} {self.unit} "
            f"({100 * self.level:g} % interval {between(main.interval, main.se)}); the offer "
            f"moved {100 * moved.estimate:z.1f} of 100 to take part."
        ]

    def _missing(self) -> list[str]:
        if not self.left_out:
            return []
        reasons = "; ".join(f"{x.rows:,} because {x.reason}" for x in self.left_out)
        total = sum(x.rows for x in self.left_out)
        return [f"{total:,} rows were left out: {reasons}."]


def number(x: float | None) -> str:
    """A number with four figures, and never in powers of ten; below a millionth it is told as nothing.

    Examples
    --------
    >>> number(1234.5), number(0.04567), number(-0.00001944), number(-0.0), number(math.inf)
    ('1,234', '0.04567', '-0.00001944', '0', 'unbounded')
    """
    if x is None or math.isnan(x):
        return "unknown"
    if math.isinf(x):
        return "unbounded"
    if round(abs(x), 1) >= 1000:
        return f"{x:z,.0f}"
    if 0 < abs(x) < PLAIN:
        return f"{x:.{FIGURES - 1 - math.floor(math.log10(abs(x)))}f}".rstrip("0") if abs(x) >= LEAST else "0"
    return f"{x + 0.0:.{FIGURES}g}"


def signed(x: float) -> str:
    """A number with its sign.

    Examples
    --------
    >>> signed(11.3137)
    '+11.31'
    """
    said = number(x)
    return f"+{said}" if x > 0 and said[0].isdigit() and said != "0" else said


def by_error(x: float, se: float, *, sign: bool = False) -> str:
    """A number rounded where its standard error has two figures, and to four figures at most.

    Parameters
    ----------
    x, se
        The number and its standard error, in one unit; without an error above 0 the number has four figures.
    sign
        Whether a number above zero has its sign.

    Examples
    --------
    >>> by_error(0.00003412, 0.0006), by_error(-0.00115, 0.0006), by_error(11.3137, 4.27, sign=True)
    ('0.00003', '-0.00115', '+11.3')
    >>> by_error(-0.0001, 0.4), by_error(1234.5, 100.0), by_error(0.04567, math.nan)
    ('0.00', '1,234', '0.04567')
    """
    if not (math.isfinite(x) and math.isfinite(se) and se > 0):
        return signed(x) if sign else number(x)
    places = ERROR_FIGURES - 1 - math.floor(math.log10(se))
    if x:
        places = min(places, max(FIGURES - 1 - math.floor(math.log10(abs(x))), 0))
    said = f"{x:z,.{min(max(places, 0), MOST_PLACES)}f}"
    return f"+{said}" if sign and x > 0 and any(digit in said for digit in "123456789") else said


def between(interval: Interval, se: float) -> str:
    """Both ends of an interval, rounded by the standard error.

    Examples
    --------
    >>> between((-0.00115, 0.0012341), 0.0006), between((-math.inf, 3.0), 1.2)
    ('-0.00115 to 0.00123', 'unbounded to 3.0')
    """
    return f"{by_error(interval[0], se)} to {by_error(interval[1], se)}"
