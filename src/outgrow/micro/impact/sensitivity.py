"""How strong something unseen would have to be to explain an estimate away: Oster's delta and the E-value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import AnalysisData, Design, analysis_data
from outgrow.micro.impact.records import number
from outgrow.micro.regression import absorb, least_squares
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
R2_FACTOR = 1.3  # Oster's R-max: 1.3 times the R2 with the controls, at which 90 % of randomised results survive
STANDS = 1.0  # unseen as telling as seen


@dataclass(frozen=True, slots=True)
class OsterBound:
    """Selection on the unseen, in proportion to selection on the seen.

    Parameters
    ----------
    delta
        How many times as strong the unseen would have to be to bring the estimate to zero; infinite where
        nothing of the kind does.
    adjusted
        The estimate if the unseen were exactly as strong as the seen (Oster's approximation).
    uncontrolled, controlled
        Estimates without and with the covariates.
    r2_uncontrolled, r2_controlled, r2_max
        Shares of variance explained, and the largest that the unseen could bring it to.
    """

    delta: float
    adjusted: float
    uncontrolled: float
    controlled: float
    r2_uncontrolled: float
    r2_controlled: float
    r2_max: float

    def to_frame(self) -> pl.DataFrame:
        """One row."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.DataFrame([{name: getattr(self, name) for name in self.__slots__}])

    def summary(self) -> str:
        """Say what the unseen would have to be."""
        return (
            f"Covariates moved the estimate from {number(self.uncontrolled)} to {number(self.controlled)} (R2 "
            f"{self.r2_uncontrolled:.2f} to {self.r2_controlled:.2f}). To bring it to zero, what was not "
            f"measured would have to select participants {number(self.delta)} times as strongly as what was (delta; R2 "
            f"at most {self.r2_max:.2f})."
        )


def oster_delta(data: Any, design: Design, *, r2_max: float | None = None) -> OsterBound:
    """Oster's delta for an estimate of zero.

    Parameters
    ----------
    data, design
        As in `doubly_robust`; the estimate is the coefficient of the arm in a regression on the covariates.
    r2_max
        Largest R2 that seen and unseen together could reach; 1.3 times the R2 with covariates when left out,
        and 1 at most.

    Raises
    ------
    InputError
        As `analysis_data`, without covariates, and for an ``r2_max`` that is not above the R2 with them.

    Notes
    -----
    Oster (2019), Journal of Business and Economic Statistics 37(2), proposition 2 with the target zero (the
    equation that her Stata program ``psacalc`` solves); strata and other arms count as controls that belong
    in every regression.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> land = rng.normal(size=500)
    >>> joined = (rng.uniform(size=500) < 1 / (1 + np.exp(-land))).astype(int)
    >>> data = {"y": 2 * joined + 0.5 * land + rng.normal(size=500), "joined": joined, "land": land}
    >>> oster_delta(data, Design(kind="matched", outcome="y", arm="joined", covariates="land")).delta > 1
    True
    """
    ready = analysis_data(data, design)
    if not ready.covariates.shape[1]:
        raise InputError.single("Oster's delta", "no covariates", "nothing seen to measure the unseen by", "name some")
    y, d, x = _remainders(ready)
    w = ready.weights
    short = least_squares(y, d[:, None], ["arm"], weights=w)
    names = [f"x{j}" for j in range(x.shape[1])]
    long = least_squares(y, np.column_stack([d, x]), ["arm", *names], weights=w)
    rest = least_squares(d, x, names, weights=w).residuals
    beta0, beta = float(short.coefficients[0]), float(long.coefficients[0])
    top = min(R2_FACTOR * long.r2, 1.0) if r2_max is None else r2_max
    if not long.r2 < top <= 1:
        found = f"{top:g} with an R2 of {long.r2:.3f}"
        raise InputError.single(
            "Oster's delta", found, "the unseen explains something, up to everything", "choose between", "r2_max"
        )
    delta = _delta(beta0, beta, short.r2, long.r2, top, _variance(y, w), _variance(d, w), _variance(rest, w))
    moved = long.r2 - short.r2
    adjusted = beta - (beta0 - beta) * (top - long.r2) / moved if moved > 0 else beta
    return OsterBound(delta, adjusted, beta0, beta, short.r2, long.r2, top)


def _delta(b0: float, b: float, r0: float, r: float, top: float, var_y: float, var_x: float, tau: float) -> float:
    """Delta for a true effect of zero; ``tau`` is the arm's variance that covariates do not explain."""
    shift = b0 - b
    above = b * (r - r0) * var_y * tau + b * var_x * tau * shift**2 + 2 * b**2 * tau * shift * var_x
    above += b**3 * (tau * var_x - tau**2)
    below = (top - r) * var_y * shift * var_x + b * (top - r) * var_y * (var_x - tau)
    below += b**2 * tau * shift * var_x + b**3 * (tau * var_x - tau**2)
    return above / below if below != 0 else math.inf


def _remainders(ready: AnalysisData) -> tuple[Floats, Floats, Floats]:
    """Outcome, arm and covariates without strata and other arms."""
    groups = () if ready.strata is None else (ready.strata,)
    both = absorb(np.column_stack([ready.y, ready.treated, ready.covariates]), groups, ready.weights)
    if not ready.others.shape[1]:
        return both[:, 0], both[:, 1], both[:, 2:]
    names = [f"o{j}" for j in range(ready.others.shape[1])]
    others = absorb(ready.others, groups, ready.weights)
    left = [least_squares(column, others, names, weights=ready.weights).residuals for column in both.T]
    return left[0], left[1], np.stack(left[2:], axis=1)


def _variance(x: Floats, w: Floats) -> float:
    return float(np.average((x - np.average(x, weights=w)) ** 2, weights=w))


@dataclass(frozen=True, slots=True)
class EValue:
    """Strength of an unmeasured confounder, as a risk ratio with both participation and outcome.

    Parameters
    ----------
    point, limit
        What would explain away the estimate, and the end of its interval nearest to nothing (1 where the
        interval holds no effect).
    risk_ratio
        The estimate as an approximate risk ratio.
    """

    point: float
    limit: float
    risk_ratio: float

    def to_frame(self) -> pl.DataFrame:
        """One row."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.DataFrame([{name: getattr(self, name) for name in self.__slots__}])

    def summary(self) -> str:
        """Say how strong a confounder would have to be."""
        return (
            f"E-value {self.point:.2f} (interval {self.limit:.2f}): something unmeasured would have to make both "
            f"taking part and a high outcome {self.point:.2f} times as likely, beyond what was measured, to explain "
            "the estimate away."
        )


def e_value(risk_ratio: float, limit: float | None = None) -> EValue:
    """E-value of a risk ratio and of the end of its interval nearest to 1.

    Raises
    ------
    InputError
        For ratios that are not positive.

    Notes
    -----
    VanderWeele and Ding (2017), Annals of Internal Medicine 167(4).

    Examples
    --------
    >>> found = e_value(3.9, 1.8)
    >>> round(found.point, 2), round(found.limit, 2)
    (7.26, 3.0)
    """
    for x in (risk_ratio, limit if limit is not None else 1.0):
        if not (math.isfinite(x) and x > 0):
            raise InputError.single(
                "E-value", f"{x:g}", "a risk ratio is positive", "give the ratio, not its logarithm"
            )
    crosses = limit is None or (risk_ratio - 1) * (limit - 1) <= 0
    return EValue(_strength(risk_ratio), 1.0 if crosses else _strength(limit or 1.0), risk_ratio)


def e_value_of_difference(estimate: float, se: float, sd: float) -> EValue:
    """E-value of a difference of means: ``exp(0.91 d)`` stands for the risk ratio, d the difference in ``sd``.

    Raises
    ------
    InputError
        When sd is not positive or se is negative.

    Notes
    -----
    Chinn (2000) and VanderWeele and Ding (2017): limits are ``exp(0.91 d -/+ 1.78 se_d)``.

    Examples
    --------
    >>> round(e_value_of_difference(0.5, 0.1, 1.0).point, 3)
    2.529
    """
    if not (sd > 0 and se >= 0):
        todo = "give the outcome's standard deviation"
        raise InputError.single("E-value", f"sd {sd:g}, se {se:g}", "sd is positive and se not negative", todo)
    d, error = estimate / sd, se / sd
    toward = -1.78 * error if d >= 0 else 1.78 * error
    return e_value(math.exp(0.91 * d), math.exp(0.91 * d + toward))


def _strength(ratio: float) -> float:
    """The confounder's risk ratio that explains this one."""
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))
