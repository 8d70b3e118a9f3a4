"""Poverty before and after households chose whether to join, with joiners and stayers apart.

Income per head is ``y = (v + other)/size``. Given ``v_h`` the opportunity cost is normal, so the share that
joins at each return is known, and the index is a one-dimensional integral over returns below the one at the
poverty line (equations of Antle, Stoorvogel and Valdivia 2014). Negative incomes keep their full gap.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from outgrow.micro.adoption import SelfSelection
from outgrow.micro.sample import checked_line
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
TAIL = 12.0  # standard deviations below the mean at which a normal density no longer matters
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)
KINK = np.array([-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0])  # panels where joining changes fast


@dataclass(frozen=True, slots=True)
class SelectionPoverty:
    """Foster-Greer-Thorbecke index of one alpha under self-selection.

    Parameters
    ----------
    before
        Everybody without the initiative.
    after
        Everybody once households have chosen.
    joiners_before, joiners_after
        Those who join, without and with it; None when nobody joins.
    stayers
        Those who stay out; None when everybody joins.
    """

    before: float
    after: float
    joiners_before: float | None
    joiners_after: float | None
    stayers: float | None


def selection_poverty(
    choice: SelfSelection, line: float, alpha: float, other_income: float = 0.0, household_size: float = 1.0
) -> SelectionPoverty:
    """Poverty before and after self-selection.

    Parameters
    ----------
    choice
        The households' returns and choice.
    line
        Poverty line per head and season, positive.
    alpha
        0 for the headcount share, 1 for the gap, 2 for its severity; any number from 0.
    other_income
        Income of the household from everything else, per season.
    household_size
        Persons in the household, positive.

    Returns
    -------
    SelectionPoverty
        Indices of everybody, joiners and stayers.

    Raises
    ------
    InputError
        With every defect of line, alpha, other income and size.

    Examples
    --------
    >>> poverty = selection_poverty(SelfSelection(500, 400, 620, 480, 0.7), 200, 0, 150, 5)
    >>> round(poverty.before, 8), round(poverty.after, 8)
    (0.80921305, 0.63530436)
    """
    _check(alpha, other_income, household_size)
    at_line = checked_line(line) * household_size - other_income
    joining, staying = choice.adoption, float(ndtr(-choice.threshold))

    def below(mean: float, sd: float, kappa: float, joins: bool) -> float:
        slope = -kappa if joins else kappa
        start = choice.threshold if joins else -choice.threshold
        scale = sd / (line * household_size)
        return _integral((at_line - mean) / sd, scale, alpha, start, slope)

    joined = below(choice.mean_with, choice.sd_with, choice.kappa_with, True)
    forgone = below(choice.mean_without, choice.sd_without, choice.kappa_without, True)
    stayed = below(choice.mean_without, choice.sd_without, choice.kappa_without, False)
    return SelectionPoverty(
        before=forgone + stayed,
        after=joined + stayed,
        joiners_before=forgone / joining if joining > 0 else None,
        joiners_after=joined / joining if joining > 0 else None,
        stayers=stayed / staying if staying > 0 else None,
    )


def _check(alpha: float, other_income: float, household_size: float) -> None:
    """Raise with every number that cannot be used."""
    defects = []
    if not 0 <= alpha < math.inf:
        defects.append(Defect(f"{alpha}", "alpha", "alpha is zero or positive", "use 0, 1 or 2"))
    if not math.isfinite(other_income):
        defects.append(Defect(f"{other_income}", "other_income", "it must be a finite number", "correct it"))
    if not 0 < household_size < math.inf:
        why = "a household has a positive number of persons"
        defects.append(Defect(f"{household_size}", "household_size", why, "correct it"))
    if defects:
        raise InputError("poverty under self-selection", defects)


def _integral(top: float, scale: float, alpha: float, start: float, slope: float) -> float:
    """Integral over standardised returns x < top of ``(scale (top - x))^alpha phi(x) Phi(...)``.

    The last factor is the share in the wanted group at x, ``Phi((start + slope x)/sqrt(1 - slope^2))``.
    """
    noise = math.sqrt(1 - slope**2)

    def height(x: Floats) -> Floats:
        group = ndtr((start + slope * x) / noise)
        gap = np.maximum(scale * (top - x), 0.0) ** alpha
        return np.asarray(gap * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi) * group, dtype=np.float64)

    low, high = min(-TAIL, top - TAIL), min(top, TAIL)
    steps = np.linspace(low, high, 2 + int(high - low))
    kink = -start / slope + KINK * noise / abs(slope) if slope else np.empty(0)
    return _panels(height, np.union1d(steps, kink[(kink > low) & (kink < high)]))


def _panels(height: Callable[[Floats], Floats], edges: Floats) -> float:
    """Gauss-Legendre quadrature of a function on consecutive panels."""
    half = np.diff(edges)[:, np.newaxis] / 2
    middle = (edges[1:] + edges[:-1])[:, np.newaxis] / 2
    return float(np.sum(half * NODE_WEIGHTS * height(middle + half * NODES)))
