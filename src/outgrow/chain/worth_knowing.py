"""What it is worth to the firm to know an uncertain number before it decides to invest.

The firm invests or does not, and gains its net present value or nothing. Knowing all numbers would be worth the EVPI,
knowing one of them its EVPPI: what the *decision* gains, which is not the spread of the outcome that this number makes.
Method: see `evppi_regression`; from a few hundred worlds a regression always finds something, so each EVPPI stands
beside what the same regression finds where there is nothing: the worlds' outcomes dealt to other worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, Floats, outside, require
from outgrow.chain.information import evppi_regression
from outgrow.vocabulary import Defect

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "what is worth knowing"
FEWEST = 60
"""Worlds below which a regression of one number follows noise."""
DEALS = 4
"""Ways in which outcomes are dealt to other worlds for each number, to see what the regression finds in nothing."""
KNOTS = 1
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, slots=True)
class WorthKnowing:
    """What information is worth before investing, money.

    Parameters
    ----------
    expected
        Mean net present value of investing today.
    chance_of_loss
        Share of the worlds in which it is below zero.
    evpi
        Worth of knowing everything.
    evppi
        Worth of knowing one number, by its name, the largest first.
    noise
        Most that the same regression finds among as many numbers that say nothing, dealt four times over: an EVPPI
        below this cannot be told from nothing.
    """

    expected: float
    chance_of_loss: float
    evpi: float
    evppi: Mapping[str, float]
    noise: float

    @property
    def told(self) -> dict[str, float]:
        """EVPPI of those numbers that can be told from nothing."""
        return {name: worth for name, worth in self.evppi.items() if worth > self.noise}

    def to_frame(self) -> pl.DataFrame:
        """One row a number."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        names = list(self.evppi)
        worth = [self.evppi[name] for name in names]
        return pl.DataFrame(
            {"number": names, "evppi": worth, "told_from_nothing": [w > self.noise for w in worth]},
            schema={"number": str, "evppi": float, "told_from_nothing": bool},
        )

    def summary(self) -> str:
        """Sentence with the decision today, the EVPI and the number most worth knowing."""
        today = "invest" if self.expected > 0.0 else "not invest"
        text = (
            f"On what is known today the firm should {today} (net present value {self.expected:,.4g} in the mean, "
            f"below zero in {self.chance_of_loss:.0%} of worlds); knowing everything first is worth {self.evpi:,.4g}"
        )
        if not self.told:
            return f"{text}, and no single number can be told to be worth anything."
        name, worth = next(iter(self.told.items()))
        return f"{text}, and the number most worth knowing is {name} ({worth:,.4g})."


def worth_knowing(benefit: ArrayLike, parameters: Mapping[str, ArrayLike]) -> WorthKnowing:
    """EVPI of the decision to invest, and EVPPI of each number.

    Parameters
    ----------
    benefit
        Net present value of investing in each world, shape (D,), at least 60 of them.
    parameters
        Numbers by name in the same worlds, shape (D,) each; those that do not vary are left out.

    Raises
    ------
    InputError
        For too few worlds, or numbers that are not finite.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> price, rest, idle = rng.normal(size=(3, 4000))
    >>> found = worth_knowing(price + 0.5 * rest, {"price": price, "rest": rest, "idle": idle})
    >>> list(found.told)[:1], found.evpi > found.evppi["price"] > found.evppi["rest"]
    (['price'], True)
    """
    gain = np.asarray(benefit, dtype=np.float64)
    require(SUBJECT, outside(FINITE, {"benefit": gain} | dict(parameters)), size_defects(gain))
    acts = np.column_stack([gain, np.zeros(gain.size)])
    varying = {name: np.asarray(values, dtype=np.float64) for name, values in parameters.items()}
    varying = {name: values for name, values in varying.items() if np.ptp(values) > 0.0}
    found = {name: max(evppi_regression(values, acts, KNOTS), 0.0) for name, values in varying.items()}
    return WorthKnowing(
        expected=float(gain.mean()),
        chance_of_loss=float((gain < 0.0).mean()),
        evpi=float(np.maximum(gain, 0.0).mean() - max(gain.mean(), 0.0)),
        evppi=dict(sorted(found.items(), key=lambda item: -item[1])),
        noise=noise_of(list(varying.values()), acts),
    )


def noise_of(numbers: Sequence[Floats], acts: Floats) -> float:
    """Most that the regression finds in outcomes dealt to other worlds; 0 without a number.

    The outcomes, in the order of each number, are dealt out with a stride that shares no factor with their count and
    near its golden section, and turned on: an order that has nothing to do with the number, and needs no luck.
    """
    count = acts.shape[0]
    stride = next(k for k in range(int(count * GOLDEN), count) if np.gcd(k, count) == 1)
    most = 0.0
    for place, values in enumerate(numbers):
        order = np.argsort(values, kind="stable")
        dealt = acts[order][(np.arange(count) * stride) % count]
        for deal in range(DEALS):
            turned = np.roll(dealt, (place * DEALS + deal) * stride + deal, axis=0)
            most = max(most, evppi_regression(values[order], turned, KNOTS))
    return most


def size_defects(gain: Floats) -> list[Defect]:
    """Too few worlds to learn from, or no row of them."""
    if gain.ndim == 1 and gain.size >= FEWEST:
        return []
    why = f"a regression on fewer than {FEWEST} worlds follows noise"
    return [Defect(f"shape {gain.shape}", "benefit", why, "Simulate more worlds")]
