"""Accounts of a linear chain, actor by actor: who is paid what of the final price, and what is left.

Method: value-chain accounting per unit of the final product (Bellu 2013, "Value Chain Analysis for Policy
Making", FAO EASYPol 129), with the price spread of marketing economics: a stage's value added is its price
less what it pays the stage before it, so that the shares of the stages add up to the final price.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, Floats, outside, require
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "chain accounts"
BALANCE_TOLERANCE = 1e-9
"""Largest gap that counts as balanced, as a share of the largest amount: above rounding, below a cent."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One actor's place in a linear chain, in units of the actor's own product.

    Parameters
    ----------
    actor
        Who it is, once in the chain.
    price_out
        Price received per unit of its own product.
    conversion
        Units of the previous stage's product needed for one unit of its own; 1 for the first stage.
    costs
        Own costs by name per unit of its own product, without what it pays the previous stage; what a
        by-product brings is a negative cost.
    price_in
        Price it says it pays per unit of the previous stage's product, when that was asked; it has to agree
        with the price that the previous stage says it receives. The default takes the seller's word.
    """

    actor: str
    price_out: float
    conversion: float = 1.0
    costs: Mapping[str, float] = field(default_factory=dict)
    price_in: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChainAccounts:
    """Accounts of a chain per unit of its final product, one entry an actor in the order of the chain.

    Parameters
    ----------
    actors
        Names, from the first producer to the last seller.
    price_in, price_out
        Paid to the previous stage and received, money per unit of the final product, shape (actors,).
    costs
        Own costs, money per unit of the final product.
    margin
        ``price_out - price_in - costs``.
    value_added
        ``price_out - price_in``: what is left to pay costs and to keep.
    value_share
        Value added as a share of the final price.
    """

    actors: tuple[str, ...]
    price_in: Floats
    price_out: Floats
    costs: Floats
    margin: Floats
    value_added: Floats
    value_share: Floats

    def to_frame(self) -> pl.DataFrame:
        """One row an actor."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        names = ("price_in", "price_out", "costs", "margin", "value_added", "value_share")
        return pl.DataFrame({"actor": list(self.actors)} | {name: getattr(self, name) for name in names})

    def summary(self) -> str:
        """Sentence with each actor's share of the final price and its margin."""
        parts = [
            f"{actor} {share:.1%} (margin {margin:.4g})"
            for actor, share, margin in zip(self.actors, self.value_share, self.margin, strict=True)
        ]
        return f"Of a final price of {self.price_out[-1]:.4g}: " + ", ".join(parts) + "."


def accounts(stages: Sequence[Stage]) -> ChainAccounts:
    """Account a chain per unit of its final product.

    Parameters
    ----------
    stages
        From the first producer to the last seller.

    Returns
    -------
    ChainAccounts
        Prices, costs, margin, value added and share of the final price of each actor.

    Raises
    ------
    InputError
        For an empty chain, an actor named twice, a price, cost or conversion that cannot be, or two prices
        of one transfer that do not agree; all defects at once.

    Examples
    --------
    >>> tea = [Stage("grower", 20.0), Stage("factory", 150.0, conversion=4.5, costs={"fuel": 12.0})]
    >>> print(accounts(tea).summary())
    Of a final price of 150: grower 60.0% (margin 90), factory 40.0% (margin 48).
    """
    require(SUBJECT, stage_defects(stages))
    factors = units_per_final(np.array([stage.conversion for stage in stages]))
    price_out = np.array([stage.price_out for stage in stages]) * factors
    costs = np.array([sum(stage.costs.values()) for stage in stages]) * factors
    price_in = paid(stages, price_out, factors)
    value_added = price_out - price_in
    found = ChainAccounts(
        actors=tuple(stage.actor for stage in stages),
        price_in=price_in,
        price_out=price_out,
        costs=costs,
        margin=value_added - costs,
        value_added=value_added,
        value_share=value_added / price_out[-1],
    )
    check_balance(found)
    return found


def check_balance(found: ChainAccounts) -> None:
    """Check that what one actor pays is what another receives, and that the shares are the whole price.

    Raises
    ------
    InputError
        Says by how much and where the accounts do not balance.
    """
    gaps = found.price_in[1:] - found.price_out[:-1]
    defects = [
        Defect(
            f"{buyer} pays {found.price_in[i + 1]:.6g}, {seller} receives {found.price_out[i]:.6g}",
            f"{seller} to {buyer}",
            f"transfers have to sum to zero and miss it by {gaps[i]:.6g} per unit of the final product",
            "Ask both for price and conversion again, or add the actor between them",
        )
        for i, (seller, buyer) in enumerate(zip(found.actors, found.actors[1:], strict=False))
        if abs(gaps[i]) > BALANCE_TOLERANCE * max(found.price_in[i + 1], found.price_out[i])
    ]
    total = float(found.value_share.sum())
    place = int(np.argmax(np.abs(found.value_share)))
    if abs(total - 1.0) > BALANCE_TOLERANCE * max(1.0, abs(found.value_share[place])):
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
            f"{actor} {100 * share[i]:+.1f} points of the final price (margin {margin[i]:+.4g})"
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


def units_per_final(conversions: Floats) -> Floats:
    """Units of each stage's product in one unit of the final product."""
    return np.append(np.cumprod(conversions[:0:-1])[::-1], 1.0)


def paid(stages: Sequence[Stage], price_out: Floats, factors: Floats) -> Floats:
    """Price paid to the previous stage per unit of the final product: the buyer's word, else the seller's."""
    said = [
        price_out[i - 1] if stage.price_in is None else stage.price_in * factors[i - 1]
        for i, stage in enumerate(stages)
        if i > 0
    ]
    return np.array([0.0, *said])


def stage_defects(stages: Sequence[Stage]) -> list[Defect]:
    """All that is wrong with the stages of a chain."""
    if not stages:
        raise InputError.single(SUBJECT, "no stage", "a chain has at least one actor", "Name its stages")
    defects: list[Defect] = []
    for number, stage in enumerate(stages):
        defects += own_defects(stage)
        if stage.actor in [earlier.actor for earlier in stages[:number]]:
            defects.append(
                Defect(
                    f"'{stage.actor}' again",
                    f"stage {number + 1}",
                    "an actor stands once in a chain",
                    "Give each stage its own name",
                )
            )
    return defects + end_defects(stages)


def own_defects(stage: Stage) -> list[Defect]:
    """What is wrong with the numbers of one stage, each looked at alone."""
    return [
        *outside(NOT_NEGATIVE, {f"price_out of {stage.actor}": stage.price_out}),
        *outside(POSITIVE, {f"conversion of {stage.actor}": stage.conversion}),
        *outside(FINITE, {f"{name} cost of {stage.actor}": cost for name, cost in stage.costs.items()}),
        *outside(NOT_NEGATIVE, {} if stage.price_in is None else {f"price_in of {stage.actor}": stage.price_in}),
    ]


def end_defects(stages: Sequence[Stage]) -> list[Defect]:
    """What is wrong with the first and the last stage of a chain because of their place."""
    defects = []
    first, last = stages[0], stages[-1]
    if first.conversion != 1.0 or first.price_in is not None:
        defects.append(
            Defect(
                f"conversion {first.conversion:g}, price_in {first.price_in}",
                first.actor,
                "the first stage buys from no earlier one: its conversion is 1 and it has no price_in",
                "Move bought inputs to its costs",
            )
        )
    if last.price_out == 0:
        defects.append(
            Defect("final price 0", last.actor, "shares of nothing are undefined", "Give the price it sells at")
        )
    return defects
