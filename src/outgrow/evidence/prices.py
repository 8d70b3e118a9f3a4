r"""How a world price moves: a mean-reverting process fitted to yearly means, and paths drawn from it.

The logarithm of the price returns to a trend (an autoregression of order one; Deaton and Laroque 1992, Review of
Economic Studies 59:1-23):

.. math:: \ln p_t = a + b t + x_t, \quad x_t = \rho x_{t-1} + \sigma \varepsilon_t

fitted by least squares on :math:`\ln p_{t-1}` and *t*. In short series least squares finds too little persistence; the
estimate is corrected by :math:`(2 + 4\rho)/n`, the bias with a trend (Kendall 1954, Biometrika 41:403-404; Marriott and
Pope 1954). Shocks are drawn from a normal distribution, or resampled from the fitted ones in blocks of random length
(stationary bootstrap; Politis and Romano 1994, Journal of the American Statistical Association 89:1303-1313).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Shocks = Literal["normal", "bootstrap"]
Z95 = 1.6448536269514722
FEWEST_YEARS = 12
MOST_PERSISTENT = 0.98  # a price that never returns has no trend to return to


@dataclass(frozen=True, slots=True)
class PriceFit:
    """A fitted price process.

    Parameters
    ----------
    name, source, unit
        What was fitted.
    years, prices
        Yearly means, shape (Y,).
    persistence, persistence_error
        Share of a deviation still there a year later, corrected for its bias, and its standard error.
    volatility
        Standard deviation of the yearly shock to the logarithm.
    trend, trend_error
        Yearly growth of the price's trend and its standard error.
    level
        Logarithm of the trend in the first year.
    shocks
        Fitted shocks with mean zero and standard deviation one, shape (Y - 1,).
    """

    name: str
    source: str
    unit: str
    years: NDArray[np.int64]
    prices: Floats
    persistence: float
    persistence_error: float
    volatility: float
    trend: float
    trend_error: float
    level: float
    shocks: Floats

    @property
    def trend_line(self) -> Floats:
        """Price on the trend in each year, shape (Y,)."""
        return np.asarray(np.exp(self.level + np.log1p(self.trend) * np.arange(self.years.size)))

    @property
    def deviation(self) -> float:
        """Logarithm of the last price over its trend."""
        return float(np.log(self.prices[-1] / self.trend_line[-1]))

    @property
    def half_life(self) -> float:
        """Years in which half of a deviation is gone; infinite where nothing returns."""
        return float(np.log(0.5) / np.log(self.persistence)) if 0.0 < self.persistence < 1.0 else 0.0

    def intervals(self) -> dict[str, tuple[float, float]]:
        """90 % intervals of persistence, volatility and trend, as an initiative file states them."""
        low, high = (self.persistence + sign * Z95 * self.persistence_error for sign in (-1.0, 1.0))
        spread = Z95 / np.sqrt(2.0 * (self.shocks.size - 3))  # relative standard error of a standard deviation
        return {
            "persistence": (max(low, 0.01), min(high, MOST_PERSISTENT)),
            "volatility": (self.volatility * (1.0 - spread), self.volatility * (1.0 + spread)),
            "trend": (self.trend - Z95 * self.trend_error, self.trend + Z95 * self.trend_error),
        }

    def paths(
        self, streams: Streams, draws: int, seasons: int, shocks: Shocks = "normal", block: float = 3.0
    ) -> Floats:
        """Prices relative to the last year's trend, in seasons after the data, shape (D, T).

        Parameters
        ----------
        streams
            Random streams; a path depends on its number only.
        draws, seasons
            Paths and years.
        shocks
            ``normal``, or ``bootstrap`` from the fitted ones.
        block
            Mean length of the blocks of the bootstrap, years.
        """
        season = np.arange(1, seasons + 1)[:, None]
        if shocks == "normal":
            score = streams.normals("fitted price", draws, 0, season)[0]
        else:
            score = _stationary_bootstrap(self.shocks, streams, draws, seasons, block)
        deviation = np.full(draws, self.deviation)
        logs = np.empty((seasons, draws))
        for t in range(seasons):
            deviation = self.persistence * deviation + self.volatility * score[t]
            logs[t] = deviation + np.log1p(self.trend) * (t + 1)
        return np.exp(logs).T

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: year, price, trend."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame({"year": self.years, "price": self.prices, "trend": self.trend_line})

    def summary(self) -> str:
        """The process in a paragraph with its intervals and its caveat."""
        found = self.intervals()
        p, v, g = found["persistence"], found["volatility"], found["trend"]
        odd = _autocorrelation(self.shocks)
        return (
            f"{self.name}, {self.years[0]} to {self.years[-1]} ({self.source}): {self.persistence:.2f} of a deviation "
            f"is still there a year later (90 % interval {p[0]:.2f} to {p[1]:.2f}, half gone in {self.half_life:.1f} "
            f"years), the yearly shock has a standard deviation of {self.volatility:.0%} ({v[0]:.0%} to {v[1]:.0%}), "
            f"and the trend moves by {self.trend:+z.1%} a year ({g[0]:+z.1%} to {g[1]:+z.1%}). Shocks of successive "
            f"years correlate by {odd:+z.2f}; {self.years.size} years tell little of rare ones."
        )


def fit_prices(
    years: ArrayLike, prices: ArrayLike, *, name: str = "price", source: str = "assumption", unit: str = ""
) -> PriceFit:
    """Fit the mean-reverting process to yearly prices.

    Parameters
    ----------
    years, prices
        Successive years and their mean price, deflated where the trend is to be real, shape (Y,).
    name, source, unit
        What it is.

    Raises
    ------
    InputError
        For fewer than 12 years, years that do not follow each other, or prices that are not positive.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fit = fit_prices(np.arange(1900, 2000), np.exp(rng.normal(0.0, 0.1, 100)))
    >>> abs(fit.persistence) < 0.3, round(fit.volatility, 1)
    (True, 0.1)
    """
    when, price = np.asarray(years, dtype=np.int64).ravel(), np.asarray(prices, dtype=np.float64).ravel()
    _check(name, when, price)
    y, t = np.log(price), np.arange(price.size, dtype=np.float64)
    design = np.stack([np.ones(y.size - 1), y[:-1], t[1:]], axis=1)
    (_, rho, _), cov = _least_squares(design, y[1:])
    n = y.size - 1
    persistence = float(np.clip(rho + (2.0 + 4.0 * rho) / n, 0.0, MOST_PERSISTENT))
    level, growth, growth_error = _trend(y, t, persistence)
    deviation = y - level - growth * t
    shock = deviation[1:] - persistence * deviation[:-1]
    volatility = float(np.sqrt(np.sum((shock - shock.mean()) ** 2) / (n - 2)))
    return PriceFit(
        name=name,
        source=source,
        unit=unit,
        years=when,
        prices=price,
        persistence=persistence,
        persistence_error=float(np.sqrt(cov[1, 1])),
        volatility=volatility,
        trend=float(np.expm1(growth)),
        trend_error=growth_error,
        level=level,
        shocks=(shock - shock.mean()) / shock.std(),
    )


def _least_squares(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Coefficients and their covariance."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    residual = y - x @ beta
    return beta, inverse * float(residual @ residual) / (y.size - x.shape[1])


def _trend(y: Floats, t: Floats, rho: float) -> tuple[float, float, float]:
    """Level and growth of the trend by generalised least squares (Prais and Winsten 1954), and growth's error."""
    x = np.stack([np.ones(y.size), t], axis=1)
    first = np.sqrt(1.0 - rho * rho)
    left = np.vstack([first * x[:1], x[1:] - rho * x[:-1]])
    right = np.append(first * y[0], y[1:] - rho * y[:-1])
    (level, growth), cov = _least_squares(left, right)
    return float(level), float(growth), float(np.sqrt(cov[1, 1]))


def _stationary_bootstrap(shocks: Floats, streams: Streams, draws: int, seasons: int, block: float) -> Floats:
    """Shocks resampled in blocks of geometric length, shape (T, D)."""
    season = np.arange(1, seasons + 1)[:, None]
    words = streams.words("bootstrapped price", draws, 0, season)
    fresh = words[0].astype(np.float64) * 2.0**-32 < 1.0 / max(block, 1.0)
    start = (words[1].astype(np.int64) * shocks.size) >> 32
    place = np.empty((seasons, draws), dtype=np.int64)
    place[0] = start[0]
    for t in range(1, seasons):
        place[t] = np.where(fresh[t], start[t], (place[t - 1] + 1) % shocks.size)
    return np.asarray(shocks[place])


def _autocorrelation(x: Floats) -> float:
    centred = x - x.mean()
    return float(centred[1:] @ centred[:-1] / (centred @ centred))


def _check(name: str, years: NDArray[np.int64], prices: Floats) -> None:
    defects = []
    if prices.size < FEWEST_YEARS:
        why = "persistence and trend cannot be told apart in so few"
        defects.append(Defect(f"{prices.size} years", "prices", why, f"give {FEWEST_YEARS} or more"))
    if years.size != prices.size:
        defects.append(Defect(f"{years.size} years and {prices.size} prices", "prices", "each year has one price"))
    elif (gaps := np.flatnonzero(np.diff(years) != 1)).size:
        after = ", ".join(str(years[k]) for k in gaps[:5].tolist())
        defects.append(Defect(f"a gap after {after}", "years", "a path with gaps has no changes", "fill or cut it"))
    if not (np.isfinite(prices) & (prices > 0.0)).all():
        defects.append(Defect("prices that are missing or not positive", "prices", "a price has a logarithm"))
    if defects:
        raise InputError(f"price process of '{name}'", defects)
