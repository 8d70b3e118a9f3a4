"""The ledger of a season: who paid whom, and where every kilogram went; it must balance to the cent.

Money moves from one account to another, so that over all accounts it cannot appear or vanish. What can go wrong is that
an account misses a line. So the ledger is held against sums taken elsewhere: what households receive and pay against
their incomes, what was paid against what was promised less what was withheld and leaked, and the harvest against what
was accepted, refused and sold for cash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.system.steps.price import Prices
from outgrow.system.structure import Structure
from outgrow.vocabulary import RunError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

CENT: Final = 0.01
ROUNDING: Final = 1e-11  # of the turnover: sums of millions of numbers in double precision
HOUSEHOLDS, BUYERS, CASH_BUYERS = "households", "buyers downstream", "cash buyers"
SUPPLIERS, CARRIERS, LIVELIHOODS = "inputs and labour", "carriers", "other livelihoods"
PROVIDERS, LEAKED = "staff and services", "leaked"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of payment: what it is for, who pays and who receives."""

    name: str
    payer: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Payments and volumes of every season.

    Parameters
    ----------
    lines
        Kinds of payment.
    money
        What each came to, money, shape (T, L).
    volumes
        Harvest, accepted, refused and sold for cash instead of delivered, kg, shape (T, 4).
    """

    lines: tuple[Line, ...]
    money: Floats
    volumes: Floats

    @property
    def accounts(self) -> tuple[str, ...]:
        """Everybody who pays or receives, in the order of the lines."""
        return tuple(dict.fromkeys(name for line in self.lines for name in (line.payer, line.receiver)))

    def balance(self, account: str) -> Floats:
        """What an account received less what it paid, money, shape (T,)."""
        sign = np.array([(line.receiver == account) - (line.payer == account) for line in self.lines], dtype=np.float64)
        return np.asarray(self.money @ sign)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table with one row a season and kind of payment: season, payment, payer, receiver, money."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        seasons, lines = self.money.shape
        return pl.DataFrame(
            {
                "season": np.repeat(np.arange(1, seasons + 1), lines),
                "payment": [line.name for line in self.lines] * seasons,
                "payer": [line.payer for line in self.lines] * seasons,
                "receiver": [line.receiver for line in self.lines] * seasons,
                "money": self.money.ravel(),
            }
        )

    def summary(self, currency: str = "money") -> str:
        """Turnover and what is left with the households over all seasons, with the name of the money."""
        total, left = float(self.money.sum()), float(self.balance(HOUSEHOLDS).sum())
        return (
            f"Over {self.money.shape[0]} seasons {total:,.0f} {currency} changed hands among {len(self.accounts)} "
            f"accounts, which balance to the cent in each season; households keep {left:,.0f} of what they receive."
        )


def lines_of(structure: Structure) -> tuple[Line, ...]:
    """Kinds of payment of an initiative."""
    firm, lender = structure.actors[structure.firm], structure.actors[structure.lender]
    fixed = (
        Line("sales", BUYERS, firm),
        Line("premium", BUYERS, firm),
        Line("payments for deliveries", firm, HOUSEHOLDS),
        Line("payments that leaked", firm, LEAKED),
        Line("cash sales", CASH_BUYERS, HOUSEHOLDS),
        Line("other income", LIVELIHOODS, HOUSEHOLDS),
        Line("growing and picking", HOUSEHOLDS, SUPPLIERS),
        Line("carrying", HOUSEHOLDS, CARRIERS),
        Line("keeping the standard", HOUSEHOLDS, SUPPLIERS),
        Line("fees", HOUSEHOLDS, firm),
        Line("credit", lender, HOUSEHOLDS),
        Line("repayment", HOUSEHOLDS, lender),
        Line("fixed cost and investment", firm, PROVIDERS),
    )
    served = tuple(Line(f"functions paid by {actor}", actor, PROVIDERS) for actor in structure.actors)
    lost = tuple(Line(f"leaked from {actor}", actor, LEAKED) for actor in structure.actors)
    return (*fixed, *served, *lost)


def season_money(
    world: Mapping[str, float],
    total: Mapping[str, float],
    *,
    prices: Prices,
    spent: Floats,
    other_income: float,
    firm_fixed: float,
) -> Floats:
    """What each kind of payment came to in a season, money, in the order of `lines_of`.

    Parameters
    ----------
    world, total, prices
        Parameters, sums over households by name, and prices of the season.
    spent
        What each actor spent on all functions, money, shape (A,).
    other_income
        Income of all households from everything else, money.
    firm_fixed
        Fixed cost and investment that the firm bears this season, money.
    """
    leakage = world["government.leakage"]
    premium = world["market.premium"] * prices.premium_part
    promised = promised_money(world, total, prices)
    fixed = (
        total["accepted"] * (prices.first + prices.deferred + world["firm.margin"]),
        premium * total["member_accepted"],
        total["paid"],
        promised * world["contract.kept"] * leakage,
        total["cash_sales"],
        other_income,
        total["costs"] - total["freight"],
        total["freight"],
        world["participation.compliance_cost"] * total["members"],
        world["firm.fee"] * total["members"],
        world["contract.credit"] * total["contracted"],
        total["repaid"],
        firm_fixed,
    )
    return np.concatenate([fixed, spent * (1.0 - leakage), spent * leakage])


def promised_money(world: Mapping[str, float], total: Mapping[str, float], prices: Prices) -> float:
    """What the season's prices promise for the accepted volume, money."""
    premium = world["market.premium"] * prices.premium_part * world["market.premium_passed"]
    return total["accepted"] * (prices.first + prices.deferred) + premium * total["member_accepted"]


def check_balance(
    season: int,
    lines: tuple[Line, ...],
    money: Floats,
    total: Mapping[str, float],
    promised: float,
    received: float,
) -> None:
    """Hold a season's ledger against incomes, promises and the harvest.

    Raises
    ------
    RunError
        Naming the season and what does not balance, with both sides.
    """
    into = sum(float(m) for line, m in zip(lines, money, strict=True) if line.receiver == HOUSEHOLDS)
    out = sum(float(m) for line, m in zip(lines, money, strict=True) if line.payer == HOUSEHOLDS)
    kg = (total["accepted"], total["refused"], total["side_sold"])
    sides = (
        ("the households' receipts less payments, and their income", into - out, total["income"], into + out),
        ("payments for deliveries, and what was promised less what was withheld and leaked", total["paid"],
         promised * received, promised),
        ("the harvest, and what was accepted, refused and sold for cash", total["volume"], sum(kg), total["volume"]),
    )  # fmt: skip
    for words, one, other, size in sides:
        if not abs(one - other) <= max(CENT, ROUNDING * abs(size)):
            raise RunError(
                f"season {season}: the ledger does not balance: {words} differ ({one:,.2f} and {other:,.2f}). "
                "This is a mistake of outgrow, not of the case; please report it with the case and the seed."
            )
