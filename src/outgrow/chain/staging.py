"""What a firm ties up while it serves households: working capital, and investment in stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import NOT_NEGATIVE, SHARE, Floats, outside, require


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCapital:
    """Money tied up between paying and being paid.

    Parameters
    ----------
    credit, stock
        Tied up on average over the season in inputs on credit, and in produce paid for and not yet sold, money.
    carrying_cost
        What that costs a season at the firm's cost of capital, money.
    peak
        Most that is tied up at once, when all credit is out at the start of buying, money.
    """

    credit: Floats
    stock: Floats
    carrying_cost: Floats
    peak: Floats

    def summary(self) -> str:
        """Sentence with what is tied up and what that costs."""
        tied = np.mean(self.credit + self.stock)
        return (
            f"On average {tied:,.4g} is tied up over the season ({np.mean(self.peak):,.4g} at most), which costs "
            f"{np.mean(self.carrying_cost):,.4g} a season."
        )


def working_capital(
    credit: ArrayLike,
    purchases: ArrayLike,
    *,
    credit_part: ArrayLike,
    stock_part: ArrayLike,
    rate: ArrayLike,
    deferred_share: ArrayLike = 0.0,
) -> WorkingCapital:
    """Working capital of buying from households and lending to them.

    Parameters
    ----------
    credit
        Inputs on credit to all households, money per season.
    purchases
        What is paid for all their produce, money per season.
    credit_part, stock_part
        Part of the season that a loan is out, and that produce waits between payment and sale, 0 or more.
    rate
        Cost of capital per season, 0 or more.
    deferred_share
        Part of the purchases that is paid after the sale and ties nothing up, 0 to 1.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> found = working_capital(30_000, 200_000, credit_part=0.5, stock_part=0.1, rate=0.2)
    >>> float(found.credit), float(found.stock), float(found.carrying_cost), float(found.peak)
    (15000.0, 20000.0, 7000.0, 50000.0)
    """
    parts = {"credit": credit, "purchases": purchases, "credit_part": credit_part, "stock_part": stock_part}
    require(
        "working capital",
        outside(NOT_NEGATIVE, parts | {"rate": rate}),
        outside(SHARE, {"deferred_share": deferred_share}),
    )
    lent = np.asarray(credit, dtype=np.float64)
    stock = np.asarray(purchases, dtype=np.float64) * (1.0 - np.asarray(deferred_share)) * np.asarray(stock_part)
    tied = lent * np.asarray(credit_part)
    return WorkingCapital(
        credit=np.asarray(tied),
        stock=np.asarray(stock),
        carrying_cost=np.asarray((tied + stock) * np.asarray(rate)),
        peak=np.asarray(lent + stock),
    )


@dataclass(frozen=True, slots=True)
class InvestmentStage:
    """A step of the firm's investment, taken when members reach a number.

    Parameters
    ----------
    name
        Such as collection centre, second line.
    from_members
        Households served from which it is needed.
    investment
        Money, once.
    fixed
        What it adds to the fixed cost of every season from then on, money.
    """

    name: str
    from_members: float
    investment: float
    fixed: float = 0.0


def staged_costs(stages: Sequence[InvestmentStage], members: ArrayLike) -> tuple[Floats, Floats]:
    """Investment and fixed cost of each season when the firm builds only what its members need.

    A stage that was built stays, also when members fall.

    Parameters
    ----------
    stages
        Steps of the investment, named once.
    members
        Households served, shape (..., seasons).

    Returns
    -------
    tuple of numpy.ndarray
        Investment and fixed cost, money per season, each of the members' shape.

    Raises
    ------
    InputError
        For negative numbers.

    Examples
    --------
    >>> stages = [InvestmentStage("pilot", 1, 100.0, 10.0), InvestmentStage("district", 500, 400.0, 30.0)]
    >>> invested, fixed = staged_costs(stages, [50, 300, 600, 400])
    >>> invested.tolist(), fixed.tolist()
    ([100.0, 0.0, 400.0, 0.0], [10.0, 10.0, 40.0, 40.0])
    """
    served = np.asarray(members, dtype=np.float64)
    numbers = {
        f"{field} of {stage.name}": getattr(stage, field)
        for stage in stages
        for field in ("from_members", "investment", "fixed")
    }
    require("staged investment", outside(NOT_NEGATIVE, {"members": served} | numbers))
    most = np.maximum.accumulate(served, axis=-1)
    investment, fixed = np.zeros_like(served), np.zeros_like(served)
    for stage in stages:
        built = (most >= stage.from_members).astype(np.float64)
        investment += stage.investment * np.diff(built, axis=-1, prepend=0.0)
        fixed += stage.fixed * built
    return investment, fixed
