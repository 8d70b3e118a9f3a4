"""Step 5, price: the world price, the initiative's own supply, the premium market and the rivals' cash price.

The logarithm of the world price returns to its trend. More supply than without the initiative lowers the price by the
demand elasticity. The grower's price follows the index by a pass-through: the first payment is kept as long as the
total covers it. Rivals follow the index in part, pay less where competition is weak, and more as entry answers to what
is sold aside.

The premium market is limited. When households decide to join and to sell aside, nobody knows yet how much all of them
will deliver, so the part of the volume that earns the premium is announced from what is known: what the market takes,
over what was accepted last season (before there was one, everything is announced). What is paid is settled after
selling: what the market pays is shared over what members delivered and was accepted, so that the premium is never paid
on more than the market takes. Where an initiative grows fast, more is therefore announced than is paid; members learn
of it by the next announcement, and their trust counts what was not paid. Were the premium of this season's decisions
this season's own, each household would have to foresee what all others do.

Equations::

    x_t = persistence x_(t-1) + volatility e_t
    index = exp(x_t) (1 + trend)^(t / seasons a year) (S / S_0)^(-share / elasticity)
    p_1 + p_2 = (first + deferred) (1 + pass_through (index - 1))
    announced part = min(1, premium market / accepted last season)
    settled part = min(1, premium market / accepted this season)
    spot = spot_0 (1 + follows (index - 1)) (1 - markdown) (1 + rivalry)
    rivalry' = min(rivalry + entry * share sold aside, most)

with S / S_0 last season's supply over that without the initiative. Sold aside is what households under contract keep
back; what others have always sold for cash draws nobody.

Sources: Deaton and Laroque (1992), Review of Economic Studies 59:1-23, commodity prices; Macchiavello and Morjaria
(2021), Quarterly Journal of Economics 136:1089-1143, rivals' entry and side-selling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from outgrow.vocabulary.portable import exp, log


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one season, money per kg of farm product.

    Parameters
    ----------
    index
        World price relative to the start.
    first, deferred
        The grower's payment soon after delivery and later.
    spot
        Middle of the rivals' cash offers.
    premium_part
        Share of members' accepted volume that earns the premium: as announced, and after selling as settled.
    """

    index: float
    first: float
    deferred: float
    spot: float
    premium_part: float


def next_deviation(deviation: float, persistence: float, volatility: float, score: float) -> float:
    """Log deviation of the world price from its trend."""
    return persistence * deviation + volatility * score


def price_index(
    deviation: float, trend: float, years: float, supply_ratio: float, supply_share: float, elasticity: float
) -> float:
    """World price relative to the start after so many years of its yearly trend, with the answer to supply."""
    own = -supply_share / elasticity * _log(supply_ratio) if elasticity > 0.0 else 0.0
    return float(exp(deviation + years * _log(1.0 + trend) + own))


@lru_cache(maxsize=1024)
def _log(x: float) -> float:
    """Logarithm of one number; a trend's and that of a ratio of one are asked for every season."""
    return float(log(x))


def season_prices(
    *,
    index: float,
    first: float,
    deferred: float,
    pass_through: float,
    spot: float,
    spot_follows: float,
    markdown: float,
    rivalry: float,
    premium_demand: float,
    premium_supply: float,
) -> Prices:
    """Prices that growers meet.

    Parameters
    ----------
    index
        World price relative to the start.
    first, deferred, pass_through
        Contract at the start, and the share of a price change that reaches the grower; the first payment is kept
        as long as the total covers it.
    spot, spot_follows, markdown, rivalry
        Rivals' price at the start, how far it follows, what weak competition takes off, what entry adds (shares).
    premium_demand, premium_supply
        Volume the premium market takes, and volume expected on it, kg.

    Examples
    --------
    >>> p = season_prices(index=1.5, first=1.0, deferred=1.0, pass_through=1.0, spot=2.0, spot_follows=0.5,
    ...                   markdown=0.1, rivalry=0.0, premium_demand=5.0, premium_supply=10.0)
    >>> p.first, p.deferred, round(p.spot, 3), p.premium_part
    (1.0, 2.0, 2.25, 0.5)
    """
    total = max((first + deferred) * (1.0 + pass_through * (index - 1.0)), 0.0)
    now = min(first, total)
    cash = spot * (1.0 + spot_follows * (index - 1.0)) * (1.0 - markdown) * (1.0 + rivalry)
    part = premium_part(premium_demand, premium_supply)
    return Prices(index=index, first=now, deferred=total - now, spot=max(cash, 0.0), premium_part=part)


def premium_part(demand: float, supply: float) -> float:
    """Share of a supply that earns the premium where its market takes so much, kg each; 1 where there is none.

    Examples
    --------
    >>> premium_part(5.0, 20.0), premium_part(5.0, 4.0), premium_part(5.0, 0.0)
    (0.25, 1.0, 1.0)
    """
    return min(1.0, demand / supply) if supply > 0.0 else 1.0
