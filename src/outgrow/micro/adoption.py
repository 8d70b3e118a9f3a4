"""Who joins when households choose by their own gain: closed forms for jointly normal returns.

A household has a return ``v1`` without and ``v2`` with the initiative, jointly normal. It joins when its
opportunity cost ``omega = v1 - v2`` is below the payment ``a`` for joining (minus the unpriced barrier).
With ``mu = mean1 - mean2``, ``sigma^2 = sd1^2 + sd2^2 - 2 rho sd1 sd2`` and ``tau = (a - mu)/sigma`` the
share that joins is ``Phi(tau)``, and with ``kappa_h`` the correlation of ``v_h`` and ``omega``::

    E[v_h | join] = mean_h - sd_h kappa_h phi(tau) / Phi(tau)
    E[v_h | stay] = mean_h + sd_h kappa_h phi(tau) / (1 - Phi(tau))

Source: Antle, Stoorvogel and Valdivia (2014), "New parsimonious simulation methods and tools to assess future
food and environmental security of farm populations", Philosophical Transactions of the Royal Society B 369;
Heckman and Honore (1990), "The empirical content of the Roy model", Econometrica 58(5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfcx, ndtr

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SelfSelection:
    """Households that choose between a return without and a return with the initiative.

    Parameters
    ----------
    mean_without, sd_without
        Mean and standard deviation of the return without the initiative (money per household and season).
    mean_with, sd_with
        The same with it.
    correlation
        Correlation of a household's two returns, strictly between -1 and 1. It is not identified without
        panel data: report results over a grid (`adoption_over_correlation`).
    payment
        Opportunity cost up to which households join: a payment for joining, less barriers nobody prices. It
        is not counted as income.

    Raises
    ------
    InputError
        With every defect: numbers that are not finite, spreads that are not positive, a correlation out of
        range.

    Examples
    --------
    >>> choice = SelfSelection(500, 400, 620, 480, 0.7)
    >>> round(choice.adoption, 8), round(choice.att, 8), round(choice.mean_after, 7)
    (0.63462333, 326.60746688, 707.2727191)
    """

    mean_without: float
    sd_without: float
    mean_with: float
    sd_with: float
    correlation: float
    payment: float = 0.0

    def __post_init__(self) -> None:
        defects = [
            Defect(f"{getattr(self, name)}", name, "it must be a finite number", "correct it")
            for name in ("mean_without", "mean_with", "payment")
            if not math.isfinite(getattr(self, name))
        ]
        defects += [
            Defect(f"{getattr(self, name)}", name, "a spread is a positive finite number", "correct it")
            for name in ("sd_without", "sd_with")
            if not 0 < getattr(self, name) < math.inf
        ]
        if not -1 < self.correlation < 1:
            why = "at -1 and 1 a household's two returns are the same number; the range is open"
            defects.append(Defect(f"{self.correlation}", "correlation", why, "use a number such as 0.99"))
        if defects:
            raise InputError("self-selection", defects)

    @property
    def mean_cost(self) -> float:
        """Mean opportunity cost of joining, ``mean_without - mean_with``."""
        return self.mean_without - self.mean_with

    @property
    def sd_cost(self) -> float:
        """Standard deviation of the opportunity cost."""
        apart = (self.sd_without - self.sd_with) ** 2
        return math.sqrt(apart + 2 * (1 - self.correlation) * self.sd_without * self.sd_with)

    @property
    def threshold(self) -> float:
        """Standardised opportunity cost up to which households join, tau."""
        return (self.payment - self.mean_cost) / self.sd_cost

    @property
    def kappa_without(self) -> float:
        """Correlation of the return without the initiative and the opportunity cost."""
        return (self.sd_without - self.correlation * self.sd_with) / self.sd_cost

    @property
    def kappa_with(self) -> float:
        """Correlation of the return with the initiative and the opportunity cost."""
        return (self.correlation * self.sd_without - self.sd_with) / self.sd_cost

    @property
    def adoption(self) -> float:
        """Share of households that join."""
        return float(ndtr(self.threshold))

    @property
    def without_joiners(self) -> float:
        """Mean return without the initiative of those who join (what they give up)."""
        return self.mean_without - self.sd_without * self.kappa_without * _hazard(self.threshold)

    @property
    def with_joiners(self) -> float:
        """Mean return with the initiative of those who join."""
        return self.mean_with - self.sd_with * self.kappa_with * _hazard(self.threshold)

    @property
    def without_stayers(self) -> float:
        """Mean return without the initiative of those who stay out."""
        return self.mean_without + self.sd_without * self.kappa_without * _hazard(-self.threshold)

    @property
    def with_stayers(self) -> float:
        """Mean return that those who stay out would have with the initiative."""
        return self.mean_with + self.sd_with * self.kappa_with * _hazard(-self.threshold)

    @property
    def att(self) -> float:
        """Mean gain of those who join (average effect on the treated)."""
        return self.sd_cost * _hazard(self.threshold) - self.mean_cost

    @property
    def atu(self) -> float:
        """Mean gain that those who stay out would have (average effect on the untreated)."""
        return -self.sd_cost * _hazard(-self.threshold) - self.mean_cost

    @property
    def ate(self) -> float:
        """Mean gain if everybody joined."""
        return -self.mean_cost

    @property
    def mean_after(self) -> float:
        """Mean return of the whole population once households have chosen."""
        return self.mean_without + self.adoption * self.att


def adoption_over_correlation(choice: SelfSelection, correlations: ArrayLike) -> Floats:
    """Share that joins for each of many correlations, all else as in ``choice``.

    Parameters
    ----------
    choice
        The households; its own correlation is not used.
    correlations
        Correlations strictly between -1 and 1, shape (n,).

    Returns
    -------
    ndarray
        Shares, shape (n,).

    Raises
    ------
    InputError
        When a correlation is out of range.

    Examples
    --------
    >>> adoption_over_correlation(SelfSelection(300, 200, 330, 200, 0.0), [0.0, 0.99]).round(4).tolist()
    [0.5422, 0.8556]
    """
    grid = np.asarray(correlations, dtype=np.float64)
    return np.array([replace(choice, correlation=float(rho)).adoption for rho in grid])


def _hazard(t: float) -> float:
    """Ratio of normal density and distribution ``phi(t)/Phi(t)``, stable far in the tails."""
    return math.sqrt(2 / math.pi) / float(erfcx(-t / math.sqrt(2)))
