"""Ownership: who funded, decided and designed the initiative at its start, and what that does to a hurdle.

Van Tilburg, Kambewa, de Jager and Onduru (2011), "Upscaling smallholder participation in global value
chains", assume that ownership by chain actors from the start is needed for a take-over. How strongly it
works is weakly evidenced, so the strength is an argument without a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import NOT_NEGATIVE, POSITIVE, SHARE, Floats, outside, require
from outgrow.vocabulary import Defect

EQUAL_WEIGHTS = (1.0, 1.0, 1.0)
SHARE_TOLERANCE = 1e-6
"""Shares copied from a report with a handful of decimals still count as summing to one."""


@dataclass(frozen=True, slots=True)
class OwnershipShares:
    """One actor's shares in funding, decision and design at the start, each 0 to 1."""

    funding: float
    decision: float
    design: float


def ownership_index(
    funding: ArrayLike,
    decision: ArrayLike,
    design: ArrayLike,
    weights: tuple[float, float, float] = EQUAL_WEIGHTS,
) -> Floats:
    """Weighted mean of an actor's shares in funding, decision and design.

    Parameters
    ----------
    funding, decision, design
        Shares, 0 to 1, arrays of one shape.
    weights
        Weight of each; they are scaled to sum to one.

    Raises
    ------
    InputError
        For shares outside 0..1, negative weights, or weights that sum to zero.

    Examples
    --------
    >>> round(float(ownership_index(0.2, 0.5, 0.8)), 3)
    0.5
    """
    require(
        "ownership",
        outside(SHARE, {"funding": funding, "decision": decision, "design": design}),
        outside(NOT_NEGATIVE, {"weights": weights}),
        outside(POSITIVE, {"sum of weights": sum(weights)}),
    )
    scaled = np.asarray(weights) / sum(weights)
    return np.asarray(
        scaled[0] * np.asarray(funding) + scaled[1] * np.asarray(decision) + scaled[2] * np.asarray(design)
    )


def ownership_indices(
    shares: Mapping[str, OwnershipShares], weights: tuple[float, float, float] = EQUAL_WEIGHTS
) -> dict[str, float]:
    """Ownership index of every actor, after checking that each kind of share is wholly given out.

    Raises
    ------
    InputError
        If the shares of funding, decision or design do not sum to one over the actors.

    Examples
    --------
    >>> ownership_indices({"NGO": OwnershipShares(1, 0.5, 0.75), "firm": OwnershipShares(0, 0.5, 0.25)})
    {'NGO': 0.75, 'firm': 0.25}
    """
    require("ownership", whole_defects(shares))
    return {
        actor: float(ownership_index(share.funding, share.decision, share.design, weights))
        for actor, share in shares.items()
    }


def hurdle_after_ownership(multiple: ArrayLike, index: ArrayLike, strength: ArrayLike) -> Floats:
    """Hurdle multiple lowered by ownership: ``multiple*(1 - strength*index)``.

    Parameters
    ----------
    multiple
        Value an actor wants per unit of cost before it commits, such as ``V*/I``; above 0.
    index
        Ownership index, 0 to 1.
    strength
        Share of the hurdle that full ownership takes away, 0 to 1.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> float(hurdle_after_ownership(2.0, 0.5, 0.4))
    1.6
    """
    require(
        "hurdle",
        outside(POSITIVE, {"multiple": multiple}),
        outside(SHARE, {"ownership index": index, "strength": strength}),
    )
    lowered: Floats = np.asarray(multiple) * (1.0 - np.asarray(strength) * np.asarray(index))
    return lowered


def whole_defects(shares: Mapping[str, OwnershipShares]) -> list[Defect]:
    """Kinds of ownership whose shares do not sum to one over the actors."""
    totals = {
        kind: sum(getattr(share, kind) for share in shares.values()) for kind in ("funding", "decision", "design")
    }
    return [
        Defect(
            f"shares sum to {total:g}",
            kind,
            f"shares of all actors sum to one and miss it by {total - 1.0:g}",
            "Add the actors left out or correct the shares",
        )
        for kind, total in totals.items()
        if not abs(total - 1.0) <= SHARE_TOLERANCE
    ]
