"""A number never travels alone: value or 90 % interval, unit, price year, source, note."""

from __future__ import annotations

from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from outgrow.vocabulary.distributions import Family, interval_problem, quantile
from outgrow.vocabulary.quantity import Amount, conversion, dated_unit, is_money

Floats = NDArray[np.float64]
ASSUMPTION = "assumption"
LONG, LONGEST = 1e4, 1e12  # between them a number is written in full and not with a power of ten


class Parameter(BaseModel):
    """One number of an initiative: certain (``value``) or uncertain (a 90 % interval with a family).

    Parameters
    ----------
    value
        The number, when it is taken as certain.
    low, high
        5 % and 95 % quantiles, when it is uncertain.
    family
        normal, lognormal, posnormal, uniform, triangular, pert, beta01, or empirical (with ``values``).
    mode
        Most likely value of a triangular or pert number; the middle of the interval when left out.
    values
        Observed values of an empirical number, drawn with equal chance and interpolated between.
    unit
        Such as ``kg/ha/season``, ``KES/kg``, ``share``.
    price_year
        Year of the prices; required for money.
    source
        Key of the initiative's ``sources``, or ``assumption``.
    note
        What a reader must know to trust or doubt the number.

    Examples
    --------
    >>> p = Parameter(low=2, high=4, family="uniform", unit="kg", source="assumption")
    >>> p.at(np.array([0.5])).tolist()
    [3.0]
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None = None
    low: float | None = None
    high: float | None = None
    family: Family | None = None
    mode: float | None = None
    values: tuple[float, ...] | None = None
    unit: Annotated[str, Field(min_length=1)]
    price_year: int | None = Field(default=None, ge=1900, le=2100)
    source: Annotated[str, Field(min_length=1)]
    note: str = ""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        problems = [*_form_problems(self), *_finite_problems(self)]
        if is_money(self.unit) and self.price_year is None:
            problems.append("money needs its price_year, because money of different years does not add up")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def uncertain(self) -> bool:
        """Whether the number has a spread."""
        return self.value is None

    @property
    def assumed(self) -> bool:
        """Whether nobody has measured it: its source is ``assumption``."""
        return self.source == ASSUMPTION

    @property
    def amount(self) -> Amount:
        """The middle (median) as an amount with unit and price year."""
        return Amount(self.middle, self.unit, self.price_year)

    @property
    def middle(self) -> float:
        """The value, or the median of the distribution."""
        return float(self.at(np.array([0.5]))[0])

    def at(self, u: Floats) -> Floats:
        """Values at probabilities ``u`` (any shape), in the parameter's own unit."""
        if self.value is not None:
            return np.full(np.shape(u), self.value, dtype=np.float64)
        if self.values is not None:
            ordered = np.sort(np.asarray(self.values, dtype=np.float64))
            return np.quantile(ordered, u)
        assert self.low is not None
        assert self.high is not None
        return quantile(self.family or "normal", np.asarray(u, dtype=np.float64), self.low, self.high, self.mode)

    def factor(self, unit: str) -> float:
        """Factor that turns the parameter's numbers into ``unit`` (same price year)."""
        return conversion(dated_unit(self.unit, self.price_year), dated_unit(unit, self.price_year))

    def sentence(self) -> str:
        """The number as a person would say it.

        Examples
        --------
        >>> Parameter(value=0.27, unit="ha", source="x").sentence()
        '0.27 ha'
        """
        year = f" ({self.price_year} prices)" if self.price_year and is_money(self.unit) else ""
        unit = "" if self.unit == "share" else f" {self.unit}"
        if self.value is not None:
            return f"{self.value:,.6g}{unit}{year}"
        low, high = self.at(np.array([0.05, 0.95]))
        return f"{_four(low)} to {_four(high)}{unit}{year}"


def _four(x: float) -> str:
    """A number to four significant digits, in full as long as that reads well."""
    return f"{float(f'{x:.4g}'):,.0f}" if LONG <= abs(x) < LONGEST else f"{x:,.4g}"


def _form_problems(p: Parameter) -> list[str]:
    """What is wrong with the way a number is written."""
    interval: dict[str, Any] = {"low": p.low, "high": p.high}
    given = [name for name, x in {"value": p.value, **interval, "values": p.values}.items() if x is not None]
    problem: str | None = None
    if p.value is not None:
        if len(given) > 1 or p.family not in (None, "fixed"):
            problem = "a number is either a value or an interval, and both are written here"
    elif p.values is not None:
        if p.family != "empirical" or len(given) > 1:
            problem = "a list of values needs 'family: empirical' and no low or high"
        elif len(p.values) == 1:
            problem = "an empirical number needs at least two values"
    elif p.low is None or p.high is None:
        problem = "write either 'value', or 'low' and 'high' with a 'family'"
    elif p.family in (None, "fixed", "empirical"):
        problem = "an interval needs its 'family': normal, lognormal, posnormal, uniform, triangular, pert or beta01"
    else:
        problem = interval_problem(p.family, p.low, p.high, p.mode)
    return [problem] if problem else []


def _finite_problems(p: Parameter) -> list[str]:
    """Numbers that are not numbers."""
    listed = [("value", p.value), ("low", p.low), ("high", p.high), ("mode", p.mode)]
    listed += [("values", x) for x in p.values or ()]
    return [f"'{name}' is not a finite number" for name, x in listed if x is not None and not np.isfinite(x)]
