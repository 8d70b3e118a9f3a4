"""Accounts of a chain, actor by actor: who is paid what of the final price, and what is left.

Method: value-chain accounting per unit of the final product (Bellu 2013, "Value Chain Analysis for Policy
Making", FAO EASYPol 129), with the price spread of marketing economics: a stage's value added is its price
less what it pays the stages before it, so that the shares of the stages add up to the final price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from outgrow.chain.bounds import Floats, require
from outgrow.chain.channels import channel_defects, quantities, shares_sold
from outgrow.chain.stages import FINAL, SUBJECT, Stage, stage_defects
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

BALANCE_TOLERANCE = 1e-9
"""Largest gap that counts as balanced, as a share of the largest amount: above rounding, below a cent."""
STATED_TOLERANCE = 5e-3
"""Published margins are rounded to two or three digits: a gap up to this share of the price is rounding."""


class Flow(NamedTuple):
    """What one seller hands to one buyer per unit of the final product: units of its product, and money."""

    seller: str
    buyer: str
    quantity: float
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class ChainAccounts:
    """Accounts of a chain per unit of its final product, one entry an actor in the order of the chain.

    Parameters
    ----------
    actors
        Names, from the first producer to the last seller.
    price_in, price_out
        Paid to the stages before and received, money per unit of the final product, shape (actors,).
    costs
        Own costs, money per unit of the final product.
    margin
        ``price_out - price_in - costs``.
    value_added
        ``price_out - price_in``: what is left to pay costs and to keep.
    value_share
        Value added as a share of the final price.
    labour
        Person-days per unit of the final product.
    flows
        Who sells what to whom.
    """

    actors: tuple[str, ...]
    price_in: Floats
    price_out: Floats
    costs: Floats
    margin: Floats
    value_added: Floats
    value_share: Floats
    labour: Floats
    flows: tuple[Flow, ...]

    @property
    def final_price(self) -> float:
        """What final buyers pay per unit of the final product."""
        return sum(flow.value for flow in self.flows if flow.buyer == FINAL)

    def shares_at(self, gate: str) -> dict[str, float]:
        """Shares of what one actor receives, such as the exporter: its own, and of those whose product it sells on.

        Raises
        ------
        InputError
            For an actor that is not in the chain.

        Examples
        --------
        >>> fish = [Stage("boat", 24.0), Stage("factory", 60.0), Stage("importer", 99.0)]
        >>> {actor: round(share, 3) for actor, share in accounts(fish).shares_at("factory").items()}
        {'boat': 0.4, 'factory': 0.6}
        """
        if gate not in self.actors:
            todo = did_you_mean(gate, self.actors) or "Name one of its actors"
            raise InputError.single(SUBJECT, f"'{gate}'", "the chain has no such actor", todo, "gate")
        reached = self.reach(gate)
        base = self.price_out[self.actors.index(gate)]
        return {
            actor: float(self.value_added[k] * reached[actor] / base)
            for k, actor in enumerate(self.actors)
            if reached[actor] > 0.0
        }

    def reach(self, gate: str) -> dict[str, float]:
        """Part of each actor's product that goes through the gate."""
        made = {actor: sum(f.quantity for f in self.flows if f.seller == actor) for actor in self.actors}
        found = {gate: 1.0}

        def part(actor: str) -> float:
            if actor == FINAL:
                return 0.0
            if actor not in found:
                found[actor] = sum(f.quantity * part(f.buyer) for f in self.flows if f.seller == actor) / made[actor]
            return found[actor]

        return {actor: part(actor) for actor in self.actors}

    def to_frame(self) -> pl.DataFrame:
        """One row an actor."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        names = ("price_in", "price_out", "costs", "margin", "value_added", "value_share", "labour")
        return pl.DataFrame({"actor": list(self.actors)} | {name: getattr(self, name) for name in names})

    def summary(self) -> str:
        """Sentence with each actor's share of the final price and its margin."""
        parts = [
            f"{actor} {share:.1%} (margin {margin:.4g})"
            for actor, share, margin in zip(self.actors, self.value_share, self.margin, strict=True)
        ]
        return f"Of a final price of {self.final_price:.4g}: " + ", ".join(parts) + "."


def accounts(stages: Sequence[Stage]) -> ChainAccounts:
    """Account a chain per unit of its final product.

    Parameters
    ----------
    stages
        From the first producer to the last seller; each sells to the next one unless it says to whom.

    Returns
    -------
    ChainAccounts
        Prices, costs, margin, value added, share of the final price and work of each actor.

    Raises
    ------
    InputError
        For an empty chain, an actor named twice, a price, cost or conversion that cannot be, a loop, a dead end,
        two prices of one transfer that do not agree, or a stated margin that prices and costs do not leave; all
        defects at once, with the gap and its place.

    Examples
    --------
    >>> tea = [Stage("grower", 20.0), Stage("factory", 150.0, conversion=4.5, costs={"fuel": 12.0})]
    >>> print(accounts(tea).summary())
    Of a final price of 150: grower 60.0% (margin 90), factory 40.0% (margin 48).
    """
    require(SUBJECT, stage_defects(stages))
    require(SUBJECT, channel_defects(stages))
    shares = shares_sold(stages)
    units = quantities(stages, shares)
    price_out = np.array([stage.price_out for stage in stages]) * units
    costs = np.array([sum(stage.costs.values()) for stage in stages]) * units
    moved = shares * units[:, np.newaxis]
    price_in = paid(stages, shares, moved, price_out)
    value_added = price_out - price_in
    final = float(price_out @ shares[:, -1])
    found = ChainAccounts(
        actors=tuple(stage.actor for stage in stages),
        price_in=price_in,
        price_out=price_out,
        costs=costs,
        margin=value_added - costs,
        value_added=value_added,
        value_share=value_added / final,
        labour=np.array([stage.labour for stage in stages]) * units,
        flows=flows_of(stages, moved),
    )
    check_balance(found)
    require(SUBJECT, margin_defects(stages, found.margin / units))
    return found


def paid(stages: Sequence[Stage], shares: Floats, moved: Floats, price_out: Floats) -> Floats:
    """Paid to the stages before, per unit of the final product: the buyer's word, else the sellers'."""
    received = price_out @ shares[:, :-1]
    bought = moved[:, :-1].sum(axis=0)
    said = [np.nan if stage.price_in is None else stage.price_in for stage in stages]
    return np.asarray(np.where(np.isnan(said), received, np.array(said) * bought))


def flows_of(stages: Sequence[Stage], moved: Floats) -> tuple[Flow, ...]:
    """Every transfer, in the order of the sellers, at the seller's price."""
    buyers = [*(stage.actor for stage in stages), FINAL]
    return tuple(
        Flow(stage.actor, buyers[k], float(moved[number, k]), float(moved[number, k] * stage.price_out))
        for number, stage in enumerate(stages)
        for k in np.flatnonzero(moved[number])
    )


def margin_defects(stages: Sequence[Stage], margins: Floats) -> list[Defect]:
    """Margins stated that prices and costs do not leave, with the gap per unit of the stage's own product."""
    return [
        Defect(
            f"a stated margin of {stage.margin:.6g}, and {left:.6g} left by prices and costs",
            stage.actor,
            f"the two miss each other by {stage.margin - left:.6g} per unit of its product",
            "Ask again for its price, what it pays, its costs or its margin",
        )
        for stage, left in zip(stages, margins.tolist(), strict=True)
        if stage.margin is not None and abs(stage.margin - left) > STATED_TOLERANCE * stage.price_out
    ]


def check_balance(found: ChainAccounts) -> None:
    """Check that what one actor pays is what others receive, and that the shares are the whole price.

    Raises
    ------
    InputError
        Says by how much and where the accounts do not balance.
    """
    defects = []
    for place, buyer in enumerate(found.actors):
        flows = [flow for flow in found.flows if flow.buyer == buyer]
        pays, received = float(found.price_in[place]), sum(flow.value for flow in flows)
        if abs(pays - received) > BALANCE_TOLERANCE * max(pays, received):
            sellers = " and ".join(flow.seller for flow in flows)
            defects.append(
                Defect(
                    f"{buyer} pays {pays:.6g}, {sellers} {'receives' if len(flows) == 1 else 'receive'} {received:.6g}",
                    f"{sellers} to {buyer}",
                    f"transfers have to sum to zero and miss it by {pays - received:.6g} per unit of the final product",
                    "Ask both for price and conversion again, or add the actor between them",
                )
            )
    total = float(found.value_share.sum())
    place = int(np.argmax(np.abs(found.value_share)))
    if abs(total - 1.0) > BALANCE_TOLERANCE * max(1.0, abs(found.value_share[place])) and not defects:
        defects.append(
            Defect(
                f"shares of the final price sum to {total:.6g}",
                f"the chain, largest share {found.actors[place]}",
                f"they have to sum to one and miss it by {total - 1.0:.6g}",
                "Correct the prices so that each stage buys what the stage before it sells",
            )
        )
    require(SUBJECT, defects)


@dataclass(frozen=True, slots=True, eq=False)
class ChainComparison:
    """Accounts of a chain before and after, actors matched by name.

    An actor that is in one of the chains only has value added, margin and share of zero in the other, because
    it has no part in it. Shapes are (actors,); money is per unit of each chain's final product.
    """

    actors: tuple[str, ...]
    value_added: tuple[Floats, Floats]
    margin: tuple[Floats, Floats]
    value_share: tuple[Floats, Floats]

    def to_frame(self) -> pl.DataFrame:
        """One row an actor, with before, after and change of each account."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        columns: dict[str, object] = {"actor": list(self.actors)}
        for name in ("value_added", "margin", "value_share"):
            before, after = getattr(self, name)
            columns |= {f"{name}_before": before, f"{name}_after": after, f"{name}_change": after - before}
        return pl.DataFrame(columns)

    def summary(self) -> str:
        """Sentence with each actor's change of share and margin."""
        share = self.value_share[1] - self.value_share[0]
        margin = self.margin[1] - self.margin[0]
        parts = [
            f"{actor} {100 * share[i]:+z.1f} points of the final price (margin {margin[i]:+z.4g})"
            for i, actor in enumerate(self.actors)
        ]
        return "From before to after: " + ", ".join(parts) + "."


def compare(before: ChainAccounts, after: ChainAccounts) -> ChainComparison:
    """Put the accounts of two states of a chain side by side, such as without and with the initiative.

    Examples
    --------
    >>> old = accounts([Stage("grower", 15.0), Stage("trader", 18.0), Stage("factory", 30.0)])
    >>> new = accounts([Stage("grower", 18.0), Stage("factory", 30.0)])
    >>> compare(old, new).actors
    ('grower', 'trader', 'factory')
    """
    actors = tuple(dict.fromkeys([*before.actors, *after.actors]))
    return ChainComparison(
        actors=actors,
        value_added=(at(before, before.value_added, actors), at(after, after.value_added, actors)),
        margin=(at(before, before.margin, actors), at(after, after.margin, actors)),
        value_share=(at(before, before.value_share, actors), at(after, after.value_share, actors)),
    )


def at(found: ChainAccounts, values: Floats, actors: Sequence[str]) -> Floats:
    """Values in the order of ``actors``, zero for one that has no part in the chain."""
    by_name = dict(zip(found.actors, values, strict=True))
    return np.array([by_name.get(actor, 0.0) for actor in actors])
