"""Value of information: what it is worth to know before deciding.

Deciding between acting and not acting on an uncertain net benefit, or between several acts. Method:
Raiffa and Schlaifer (1961), "Applied Statistical Decision Theory"; Hubbard (2014), "How to Measure
Anything", chapter 7; regression estimate of Strong, Oakley and Brennan (2014), Medical Decision Making
34(3): 311-326.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, SHARE, Floats, outside, require
from outgrow.vocabulary import Defect, InputError

SUBJECT = "value of information"
KNOTS = 4
LEAST_SAMPLES_PER_TERM = 10
"""Below this many samples a term the regression follows noise and overstates what information is worth."""
PROBABILITY_TOLERANCE = 1e-6
"""Probabilities copied with a handful of decimals still count as summing to one."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoActions:
    """Acting against not acting, on a normal net benefit; arrays of the inputs' broadcast shape.

    Parameters
    ----------
    evpi
        Expected value of perfect information: the expected loss of the better action.
    loss_of_acting, loss_of_not_acting
        Expected opportunity loss of either action.
    chance_of_loss
        Chance that the net benefit is negative.
    """

    evpi: Floats
    loss_of_acting: Floats
    loss_of_not_acting: Floats
    chance_of_loss: Floats


def two_actions_normal(mean: ArrayLike, sd: ArrayLike) -> TwoActions:
    """Expected losses and EVPI of acting on a normal net benefit: ``EVPI = sigma*L(|mu|/sigma)``.

    Parameters
    ----------
    mean, sd
        Of the net benefit of acting over not acting; ``sd`` above zero.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> found = two_actions_normal(625_000, 25 * 45_596.7623934)
    >>> round(float(found.evpi), 2), round(float(found.chance_of_loss), 6)
    (208954.01, 0.291748)
    """
    require(SUBJECT, outside(FINITE, {"mean": mean}), outside(POSITIVE, {"sd": sd}))
    expected, spread = np.asarray(mean, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    acting = np.asarray(spread * unit_loss(expected / spread))
    idle = np.asarray(spread * unit_loss(-expected / spread))
    return TwoActions(
        evpi=np.minimum(acting, idle),
        loss_of_acting=acting,
        loss_of_not_acting=idle,
        chance_of_loss=np.asarray(ndtr(-expected / spread)),
    )


def evpi_states(probabilities: ArrayLike, payoffs: ArrayLike) -> float:
    """EVPI of choosing an act when one of finitely many states will hold.

    Parameters
    ----------
    probabilities
        Of the states, shape (states,), summing to one.
    payoffs
        Of each act in each state, shape (acts, states).

    Raises
    ------
    InputError
        For shapes that do not fit, or probabilities that are none.

    Examples
    --------
    >>> payoffs = [[200, 50, -120], [0, 0, 0], [90, 60, -20]]
    >>> round(evpi_states([0.3, 0.5, 0.2], payoffs), 6)
    29.0
    """
    chances, table = np.asarray(probabilities, dtype=np.float64), np.asarray(payoffs, dtype=np.float64)
    require(SUBJECT, outside(SHARE, {"probabilities": chances}), outside(FINITE, {"payoffs": table}))
    require(SUBJECT, state_defects(chances, table))
    return float(table.max(axis=0) @ chances - (table @ chances).max())


def evppi_normal_sum(mean: ArrayLike, sds: ArrayLike) -> Floats:
    """EVPPI of each of independent normal parts whose sum is the net benefit of acting.

    ``EVPPI_i = sd_i*L(|mu|/sd_i)``: learning part i moves the expected net benefit of the *decision*.
    This is not the EVPI of a decision in which only part i is uncertain and the rest is fixed at some
    other value.

    Parameters
    ----------
    mean
        Of the sum, a number.
    sds
        Of the parts, zero or more, any shape.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> evppi_normal_sum(27_500, [27_356.8, 13_678.4]).round(0).tolist()
    [2257.0, 113.0]
    """
    require(SUBJECT, outside(FINITE, {"mean": mean}), outside(NOT_NEGATIVE, {"sds": sds}))
    return loss_of_spread(np.asarray(mean, dtype=np.float64), np.asarray(sds, dtype=np.float64))


def evppi_regression(parameters: ArrayLike, benefits: ArrayLike, knots: int = KNOTS) -> float:
    """EVPPI of one or more parameters from samples, by regressing net benefits on them.

    Method: least squares of every act's benefit on a cubic spline of each parameter (truncated powers,
    knots at equally spaced quantiles), added up over parameters without interactions; then the mean of
    the largest fitted benefit less the largest mean (Strong, Oakley and Brennan 2014, with this spline in
    the place of their GAM).

    Parameters
    ----------
    parameters
        Samples of the parameters of interest, shape (samples,) or (samples, parameters).
    benefits
        Net benefit of every act in the same samples, shape (samples, acts).
    knots
        Inner knots of each spline, zero or more.

    Raises
    ------
    InputError
        For shapes that do not fit, numbers that are not finite, a parameter that does not vary, or fewer than
        10 samples for each term of the regression.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> known, rest = rng.normal(size=20_000), rng.normal(size=20_000)
    >>> benefits = np.column_stack([known + rest, np.zeros(20_000)])
    >>> abs(evppi_regression(known, benefits) - 0.3989) < 0.02
    True
    """
    columns = np.asarray(parameters, dtype=np.float64)
    columns = columns[:, np.newaxis] if columns.ndim == 1 else columns
    table = np.asarray(benefits, dtype=np.float64)
    require(SUBJECT, outside(FINITE, {"parameters": columns, "benefits": table}))
    require(SUBJECT, sample_defects(columns, table, knots))
    splines = [spline(column, knots) for column in columns.T]
    design = np.column_stack([np.ones(len(columns)), *splines])
    fitted = design @ np.linalg.lstsq(design, table, rcond=None)[0]
    return float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())


def evsi_normal(mean: ArrayLike, sd: ArrayLike, noise_sd: ArrayLike, size: ArrayLike) -> Floats:
    """Expected value of a sample of a normal net benefit, before deciding to act.

    The mean after the sample is normal with standard deviation ``sd**2/sqrt(sd**2 + noise_sd**2/size)``.

    Parameters
    ----------
    mean, sd
        Of the net benefit per unit as believed now; ``sd`` zero or more.
    noise_sd
        Standard deviation of one observation, above zero.
    size
        Observations, zero or more.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> evsi_normal(0.0, 1.0, 2.0, [0, 4, 1e12]).round(4).tolist()
    [0.0, 0.2821, 0.3989]
    """
    require(
        SUBJECT,
        outside(FINITE, {"mean": mean}),
        outside(NOT_NEGATIVE, {"sd": sd, "size": size}),
        outside(POSITIVE, {"noise_sd": noise_sd}),
    )
    variance, count = np.square(np.asarray(sd, dtype=np.float64)), np.asarray(size, dtype=np.float64)
    total = count * variance + np.square(np.asarray(noise_sd, dtype=np.float64))
    learned = np.sqrt(variance * (count * variance / total))
    return loss_of_spread(np.asarray(mean, dtype=np.float64), learned)


def net_benefit_of_sampling(
    units: ArrayLike, evsi: ArrayLike, size: ArrayLike, fixed: ArrayLike, per_respondent: ArrayLike
) -> Floats:
    """Expected net benefit of sampling (ENBS): ``units*EVSI(n) - (fixed + per_respondent*n)``, and 0
    without a sample.

    Parameters
    ----------
    units
        Units that the decision is about, such as households.
    evsi
        Expected value of the sample per unit, from `evsi_normal`.
    size
        Observations ``n``.
    fixed, per_respondent
        Cost of a survey and of each respondent.

    Raises
    ------
    InputError
        If a number is negative or not finite.

    Examples
    --------
    >>> net_benefit_of_sampling(100_000, [0.0, 0.5], [0, 400], 10_000, 25).tolist()
    [0.0, 30000.0]
    """
    given = {"units": units, "evsi": evsi, "size": size, "fixed": fixed, "per_respondent": per_respondent}
    require(SUBJECT, outside(NOT_NEGATIVE, given))
    count = np.asarray(size, dtype=np.float64)
    cost = np.where(count > 0, np.asarray(fixed) + np.asarray(per_respondent) * count, 0.0)
    return np.asarray(np.asarray(units) * np.asarray(evsi) - cost)


def unit_loss(distance: Floats) -> Floats:
    """Unit normal loss ``L(u) = phi(u) - u*Phi(-u)``."""
    density = np.exp(-0.5 * np.square(distance)) / np.sqrt(2.0 * np.pi)
    return np.asarray(density - distance * ndtr(-distance))


def loss_of_spread(mean: Floats, sd: Floats) -> Floats:
    """``sd*L(|mean|/sd)``, and 0 where nothing is uncertain."""
    centre, spread = np.broadcast_arrays(np.abs(mean), sd)
    uncertain = spread > 0
    distance = np.divide(centre, spread, out=np.zeros(spread.shape), where=uncertain)
    return np.where(uncertain, spread * unit_loss(distance), 0.0)


def spline(values: Floats, knots: int) -> Floats:
    """Cubic truncated-power basis of one standardised variable, shape (samples, 3 + knots)."""
    scaled = (values - values.mean()) / values.std()
    at = np.quantile(scaled, np.linspace(0.0, 1.0, knots + 2)[1:-1])
    powers = [scaled, scaled**2, scaled**3]
    return np.column_stack([*powers, *(np.maximum(scaled - knot, 0.0) ** 3 for knot in at)])


def state_defects(chances: Floats, table: Floats) -> list[Defect]:
    """What is wrong with probabilities and payoffs."""
    if table.ndim != 2 or chances.shape != table.shape[1:]:
        found = f"shape {table.shape} for {chances.size} states"
        return [Defect(found, "payoffs", "it has to be (acts, states)", "One row an act")]
    if abs(chances.sum() - 1.0) > PROBABILITY_TOLERANCE:
        why = f"they have to sum to one and miss it by {chances.sum() - 1.0:g}"
        return [Defect(f"sum {chances.sum():g}", "probabilities", why, "Correct them")]
    return []


def sample_defects(columns: Floats, table: Floats, knots: int) -> list[Defect]:
    """What is wrong with samples for a regression."""
    if columns.ndim != 2 or table.ndim != 2 or len(columns) != len(table):
        raise InputError.single(
            SUBJECT,
            f"shapes {columns.shape} and {table.shape}",
            "they have to be (samples, parameters) and (samples, acts)",
            "Give the same samples of both",
            "parameters and benefits",
        )
    defects = outside(NOT_NEGATIVE, {"knots": knots})
    terms = 1 + (3 + knots) * columns.shape[1]
    if len(columns) < LEAST_SAMPLES_PER_TERM * terms:
        why = f"the regression has {terms} terms and needs {LEAST_SAMPLES_PER_TERM} samples for each"
        defects.append(Defect(f"{len(columns)} samples", "parameters", why, "Draw more samples"))
    elif np.any(columns.std(axis=0) == 0):
        defects.append(Defect("a constant column", "parameters", "nothing is learned from it", "Leave it out"))
    return defects
