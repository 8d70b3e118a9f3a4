"""Numbers that charts, captions and tables share, worked out from the simulated worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import LAST_SEASONS
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble

Floats = NDArray[np.float64]
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
GROUP_LABELS: Final = {
    "members": "Members",
    "women": "Women growers",
    "small": "Smallest third of farms",
    "outside": "Non-members",
    "all": "All households",
}


def bands(values: Floats) -> Floats:
    """Quantiles 5, 25, 50, 75 and 95 % over the worlds that have a number, shape (5, T).

    Parameters
    ----------
    values
        One row a world, shape (D, T); a season without any number gets NaN.

    Examples
    --------
    >>> bands(np.array([[1.0, np.nan], [3.0, np.nan]]))[2].tolist()
    [2.0, nan]
    """
    columns = [column[~np.isnan(column)] for column in np.asarray(values, dtype=np.float64).T]
    empty = np.full(len(QUANTILES), np.nan)
    return np.stack([np.quantile(seen, QUANTILES) if seen.size else empty for seen in columns], axis=1)


def ratio(above: Floats, below: Floats) -> Floats:
    """Ratio, NaN where there is nothing to divide by."""
    return np.asarray(np.where(below > 0.0, above / np.where(below > 0.0, below, 1.0), np.nan))


def poverty_rate(ensemble: Ensemble, measure: str) -> Floats:
    """A poverty measure per person of the target population, shape (D, T)."""
    return np.asarray(ensemble[measure] / ensemble.persons[:, None])


def side_sold_share(ensemble: Ensemble) -> Floats:
    """Share of members' volume that is sold aside, NaN without members, shape (D, T)."""
    return ratio(ensemble["member_side_sold"], ensemble["member_volume"])


def cumulative_cash(ensemble: Ensemble, measure: str) -> Floats:
    """Running sum of the firm's cash flow, money, shape (D, T)."""
    return np.asarray(np.cumsum(ensemble[measure], axis=1))


def lifted(ensemble: Ensemble) -> Floats:
    """Persons fewer below the poverty line than without the initiative, mean of the last seasons, shape (D,)."""
    fewer = ensemble["headcount_without"] - ensemble["headcount"]
    return np.asarray(fewer[:, -LAST_SEASONS:].mean(axis=1))


def group_gains(ensemble: Ensemble) -> dict[str, Floats]:
    """Relative change of income over the last seasons by label of the group, NaN in worlds without it, shape (D,)."""

    def late(name: str) -> Floats:
        return np.asarray(ensemble[name][:, -LAST_SEASONS:].sum(axis=1))

    sums = {name: (late(f"{name}_income"), late(f"{name}_income_without")) for name in ("women", "small", "outside")}
    everybody = late("income"), late("income_without")
    outside = sums["outside"]
    sums |= {"all": everybody, "members": (everybody[0] - outside[0], everybody[1] - outside[1])}
    gains = {GROUP_LABELS[name]: ratio(with_it, without) - 1.0 for name, (with_it, without) in sums.items()}
    return {label: gains[label] for label in GROUP_LABELS.values()}


def spending(ensemble: Ensemble) -> dict[str, Floats]:
    """Median over the worlds of what each actor spends a season, those who spend nothing left out, shape (T,)."""
    middle = np.median(ensemble.spent, axis=0)
    return {actor: middle[:, place] for place, actor in enumerate(ensemble.actors) if middle[:, place].any()}


def district_shares(ensemble: Ensemble) -> Floats:
    """Members per household at the horizon in each district, NaN without households, shape (D, K)."""
    return ratio(
        ensemble.district_members, np.broadcast_to(ensemble.district_households, ensemble.district_members.shape)
    )


def takeovers(ensemble: Ensemble, function: int) -> dict[str, float]:
    """Share of the worlds in which each actor takes a function over, likeliest first; who never does is left out."""
    shares = {actor: float((ensemble.takers[:, function] == k).mean()) for k, actor in enumerate(ensemble.actors)}
    return dict(sorted(((a, p) for a, p in shares.items() if p > 0.0), key=lambda item: -item[1]))


def leaving_part(paid_by: Mapping[str, float], initiative: Initiative) -> float:
    """Part of a function's cost paid by actors whose money ends."""
    leaving = {initiative.initiator.actor, *initiative.initiator.also_leaving}
    return sum(part for actor, part in paid_by.items() if actor in leaving)
