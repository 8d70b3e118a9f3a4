"""Poverty from a published Lorenz curve: grouped data, a mean and a line are enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import beta as beta_function
from scipy.special import hyp2f1

from outgrow.micro.sample import checked_line
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
Kind = Literal["points", "quadratic", "beta"]
LEAST_POINTS = 4
TINY = 1e-12
NODES = 20001  # points of the trapezoid rule under a fitted curve


@dataclass(frozen=True, slots=True)
class LorenzPoverty:
    """Poverty and inequality that a Lorenz curve implies for a mean and a line."""

    headcount: float
    gap: float
    severity: float
    gini: float


@dataclass(frozen=True, slots=True, eq=False)
class LorenzCurve:
    """A Lorenz curve, as points or fitted. Made by `lorenz_curve`.

    Parameters
    ----------
    kind
        ``points``: equal incomes between neighbouring points; ``quadratic`` or ``beta``: fitted.
    coefficients
        (a, b, c) of the general quadratic curve, (theta, gamma, delta) of the Beta curve; none for points.
    population, income
        Cumulative shares of persons and of income, from (0, 0) to (1, 1), shape (k,).
    residual
        Sum of squared distances between curve and points.
    """

    kind: Kind
    coefficients: tuple[float, ...]
    population: Floats
    income: Floats
    residual: float

    def at(self, p: ArrayLike) -> Floats:
        """Share of income of the poorest ``p``.

        Examples
        --------
        >>> lorenz_curve([0.5, 0.75, 0.9, 1.0], [0.2, 0.4, 0.6, 1.0]).at([0.5]).tolist()
        [0.2]
        """
        x = np.asarray(p, dtype=np.float64)
        if self.kind == "points":
            return np.interp(x, self.population, self.income)
        a, b, c = self.coefficients
        return _beta_curve(x, a, b, c) if self.kind == "beta" else _quadratic_curve(x, a, b, c)

    @property
    def gini(self) -> float:
        """Gini coefficient: one less twice the area under the curve."""
        if self.kind == "points":
            return float(1 - 2 * np.trapezoid(self.income, self.population))
        if self.kind == "beta":
            theta, gamma, delta = self.coefficients
            return float(2 * theta * beta_function(1 + gamma, 1 + delta))
        grid = np.linspace(0.0, 1.0, NODES)
        return float(1 - 2 * np.trapezoid(self.at(grid), grid))

    def poverty(self, mean: float, line: float) -> LorenzPoverty:
        """Poverty for a mean income and a line in the same unit.

        Raises
        ------
        InputError
            When mean or line is not positive, or the fitted curve has no such headcount.
        """
        z, mu = checked_line(line), checked_line(mean)
        indices = {"points": _from_points, "quadratic": _from_quadratic, "beta": _from_beta}[self.kind]
        headcount, gap, severity = indices(self, z / mu)
        return LorenzPoverty(headcount, gap, severity, self.gini)


def lorenz_curve(population: ArrayLike, income: ArrayLike, kind: Kind = "points") -> LorenzCurve:
    """Take or fit a Lorenz curve through published points.

    Parameters
    ----------
    population, income
        Cumulative shares of persons, poorest first, and of their income, shape (k,); the point (1, 1) may be left
        out, as may (0, 0).
    kind
        ``points`` (for a hundred points or so), ``quadratic`` or ``beta`` (for deciles).

    Returns
    -------
    LorenzCurve
        The curve.

    Raises
    ------
    InputError
        With every defect: columns that do not match, shares outside 0 to 1, points that fall or bend the wrong way,
        too few points for a fit.

    Notes
    -----
    General quadratic: Villasenor and Arnold (1989), Journal of Econometrics 40; Beta: Kakwani (1980), Econometrica
    48. Both fitted by least squares, and poverty read off, as in Datt (1998), "Computational tools for poverty
    measurement and analysis", IFPRI FCND discussion paper 50.

    Examples
    --------
    >>> curve = lorenz_curve([0.25, 0.5, 0.75, 1.0], [0.25, 0.5, 0.75, 1.0])
    >>> round(curve.gini, 12)
    0.0
    """
    p, share = _checked(population, income)
    if kind == "points":
        return LorenzCurve(kind, (), p, share, 0.0)
    inner = (p > 0) & (p < 1)
    x, y = p[inner], share[inner]
    if x.size < LEAST_POINTS:
        why = f"three coefficients need at least {LEAST_POINTS} points between 0 and 1"
        raise InputError.single("Lorenz curve", f"{x.size} points", why, "use kind='points'", "population")
    coefficients = _fit_beta(x, y) if kind == "beta" else _fit_quadratic(x, y)
    made = LorenzCurve(kind, coefficients, p, share, 0.0)
    return LorenzCurve(kind, coefficients, p, share, float(np.sum((made.at(x) - y) ** 2)))


def _fit_quadratic(p: Floats, share: Floats) -> tuple[float, ...]:
    design = np.column_stack([p**2 - share, share * (p - 1), p - share])
    found = np.linalg.lstsq(design, share * (1 - share), rcond=None)[0]
    return tuple(float(x) for x in found)


def _fit_beta(p: Floats, share: Floats) -> tuple[float, ...]:
    design = np.column_stack([np.ones_like(p), np.log(p), np.log(1 - p)])
    theta, gamma, delta = np.linalg.lstsq(design, np.log(p - share), rcond=None)[0]
    return float(np.exp(theta)), float(gamma), float(delta)


def _beta_curve(p: Floats, theta: float, gamma: float, delta: float) -> Floats:
    return np.asarray(p - theta * p**gamma * (1 - p) ** delta)


def _quadratic_terms(a: float, b: float, c: float) -> tuple[float, float, float, float]:
    e = -(a + b + c + 1)
    m, n = b**2 - 4 * a, 2 * b * e - 4 * c
    return e, m, n, float(np.sqrt(n**2 - 4 * m * e**2))


def _quadratic_curve(p: Floats, a: float, b: float, c: float) -> Floats:
    e, m, n, _ = _quadratic_terms(a, b, c)
    return np.asarray(-(b * p + e + np.sqrt(np.maximum(m * p**2 + n * p + e**2, 0.0))) / 2)


def _from_points(curve: LorenzCurve, line: float) -> tuple[float, float, float]:
    """Indices from bins of equal incomes; the headcount interpolates incomes between the middles of bins."""
    width = np.diff(curve.population)
    income = np.diff(curve.income) / width  # relative to the mean
    gaps = np.maximum(1 - income / line, 0.0)
    middle = curve.population[:-1] + width / 2
    headcount = float(np.interp(line, income, middle, left=0.0, right=1.0))
    return headcount, float(np.sum(width * gaps)), float(np.sum(width * gaps**2))


def _from_quadratic(curve: LorenzCurve, line: float) -> tuple[float, float, float]:
    a, b, c = curve.coefficients
    _, m, n, r = _quadratic_terms(a, b, c)
    slope = b + 2 * line
    head = -(n + r * slope / np.sqrt(slope**2 - m)) / (2 * m)
    if not 0 <= head <= 1:
        raise _no_headcount(float(head))
    below = float(curve.at(head))
    gap = head - below / line
    first, second = (r - n) / (2 * m), -(r + n) / (2 * m)
    ends = np.log((1 - head / first) / (1 - head / second))
    severity = 2 * gap - head - (a * head + b * below - r / 16 * ends) / line**2
    return float(head), float(gap), float(severity)


def _from_beta(curve: LorenzCurve, line: float) -> tuple[float, float, float]:
    theta, gamma, delta = curve.coefficients

    def slope(p: float) -> float:
        return float(theta * p**gamma * (1 - p) ** delta * (gamma / p - delta / (1 - p)) - (1 - line))

    if not slope(TINY) * slope(1 - TINY) < 0:
        raise _no_headcount(float("nan"))
    head = float(brentq(slope, TINY, 1 - TINY, xtol=1e-14))
    gap = head - float(curve.at(head)) / line
    part = 1 - 1 / line
    squares = (
        gamma**2 * _incomplete(head, 2 * gamma - 1, 2 * delta + 1)
        - 2 * gamma * delta * _incomplete(head, 2 * gamma, 2 * delta)
        + delta**2 * _incomplete(head, 2 * gamma + 1, 2 * delta - 1)
    )
    return head, gap, part * (2 * gap - part * head) + theta**2 * squares / line**2


def _incomplete(x: float, a: float, b: float) -> float:
    """Incomplete Beta function, also where b is negative."""
    return float(x**a / a * hyp2f1(a, 1 - b, a + 1, x))


def _no_headcount(found: float) -> InputError:
    why = "the fitted curve is not valid at this line"
    return InputError.single("Lorenz curve", f"a headcount of {found:g}", why, "fit the other form, or use points")


def _checked(population: ArrayLike, income: ArrayLike) -> tuple[Floats, Floats]:
    """Points from (0, 0) to (1, 1), or everything that is wrong with them."""
    p, share = (np.asarray(x, dtype=np.float64).ravel() for x in (population, income))
    if p.size != share.size or p.size < 2:
        found = f"{p.size} shares of persons and {share.size} of income"
        raise InputError.single("Lorenz curve", found, "every point has both", "match the columns", "income")
    for column, name in ((p, "population"), (share, "income")):
        if not (np.isfinite(column).all() and column.min() >= 0 and column.max() <= 1):
            why = "shares lie between 0 and 1"
            raise InputError.single("Lorenz curve", "numbers outside", why, "give shares, not percentages", name)
    if p[0] > 0:
        p, share = np.append(0.0, p), np.append(0.0, share)
    if p[-1] < 1:
        p, share = np.append(p, 1.0), np.append(share, 1.0)
    defects = []
    if (np.diff(p) <= 0).any():
        defects.append(Defect("shares that do not rise", "population", "points run from poor to rich", "sort them"))
    if (np.diff(share) < 0).any() or (share > p + TINY).any():
        why = "the poorest p persons have at most the share p of income, and never less than fewer of them"
        defects.append(Defect("points off a Lorenz curve", "income", why, "check that both columns are cumulative"))
    if defects:
        raise InputError("Lorenz curve", defects)
    return p, share
