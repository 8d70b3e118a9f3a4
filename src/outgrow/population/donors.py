"""Synthetic households drawn from a survey: each takes the standing of a donor, not its name.

Every synthetic household is given a donor with a chance proportional to the donor's raked weight (systematic sampling
within a district, so that shares are met as closely as whole households can). What it takes over is where the donor
stands among all donors in land, yield, other income, household size and distance, as the normal score of the weighted
rank. The dependence between these is therefore the survey's own, whatever its shape, while means and spreads stay those
of each possible world: a survey of one place can lend its shape to another without lending its level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.population.records import VILLAGE
from outgrow.population.traits import Traits, draw_traits
from outgrow.vocabulary import Defect, InputError, Streams, did_you_mean, standard_normal_quantile

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
NORMAL_TRAITS: Final = ("land", "yields", "other_income", "distance", "gain", "deferred")
UNIFORM_TRAITS: Final = ("woman", "size")
FEWEST = 30  # donors below which ranks say little about a population


@dataclass(frozen=True, slots=True)
class Donors:
    """Survey households that lend their standing, with the weight of each.

    Parameters
    ----------
    columns
        Values of each donor by the name of a trait (``land``, ``yields``, ``other_income``, ``distance``, ``size``,
        and ``woman`` as 1 or 0); traits left out are drawn independently. Shape (N,) each, in any unit.
    weights
        Households that each donor stands for, shape (N,), such as `Raked.weights`.
    source
        Where they come from.

    Raises
    ------
    InputError
        All at once: names that are no traits, lengths that differ, missing values, weights that are not positive, or
        fewer than 30 donors.
    """

    columns: Mapping[str, Floats]
    weights: Floats
    source: str = "assumption"

    def __post_init__(self) -> None:
        if defects := _defects(self.columns, np.asarray(self.weights)):
            raise InputError("donors", defects)

    @property
    def size(self) -> int:
        """Number of donors."""
        return int(np.size(self.weights))

    def correlations(self) -> pl.DataFrame:
        """Weighted rank correlations between the columns, as a table: one, other, correlation."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        scores = {name: _scores(values, self.weights) for name, values in self.columns.items()}
        names = list(scores)
        rows = [
            {"one": a, "other": b, "correlation": _correlation(scores[a], scores[b], self.weights)}
            for k, a in enumerate(names)
            for b in names[k + 1 :]
        ]
        return pl.DataFrame(rows, schema={"one": pl.String, "other": pl.String, "correlation": pl.Float64})

    def summary(self) -> str:
        """Who the donors are and what they lend."""
        w = np.asarray(self.weights)
        return (
            f"{self.size} donors ({self.source}) stand for {w.sum():,.0f} households and lend the joint standing of "
            f"{', '.join(self.columns)}; means and spreads are those of the initiative file."
        )


def donors(weights: ArrayLike, *, source: str = "assumption", **columns: ArrayLike) -> Donors:
    """Donors from plain columns, see `Donors`."""
    given = {name: np.asarray(values, dtype=np.float64).ravel() for name, values in columns.items()}
    return Donors(given, np.asarray(weights, dtype=np.float64).ravel(), source)


def draw_from_donors(streams: Streams, households: int, district_weights: Floats, given: Donors) -> Traits:
    """Standard scores of synthetic households, with the dependence between traits that the donors have.

    Parameters
    ----------
    streams
        Random streams of the run; the donor of a household depends on its number and district only.
    households
        Synthetic households wanted; rounded up to whole villages.
    district_weights
        Share of the households in each district, shape (D,).
    given
        The donors.

    Returns
    -------
    Traits
        Traits that no donor has are drawn independently, as by `draw_traits`.
    """
    plain = draw_traits(streams, households, district_weights)
    chosen = _choose(streams, np.repeat(plain.district, VILLAGE), given.weights)
    changed: dict[str, Floats] = {}
    for name, values in given.columns.items():
        if name == "woman":
            # The household's chance is below the share of women exactly where the donor is a woman.
            share = float(np.average(values > 0.5, weights=given.weights))
            changed[name] = _within(values[chosen] > 0.5, share, plain.woman)
        elif name == "size":
            changed[name] = _ranks(values, given.weights, plain.size, chosen)
        else:
            place = streams.uniforms(f"place of {name}", plain.land.size)
            changed[name] = standard_normal_quantile(_ranks(values, given.weights, place, chosen))
    return replace(plain, **changed)  # type: ignore[arg-type]  # the district is never among them


def _choose(streams: Streams, district: NDArray[np.int32], weights: Floats) -> NDArray[np.int64]:
    """Donor of each household: systematic sampling by weight within each district, then shuffled."""
    cumulative = np.cumsum(weights) / np.sum(weights)
    luck = streams.uniforms("donor", district.size)
    chosen = np.empty(district.size, dtype=np.int64)
    for number in np.unique(district):
        rows = np.flatnonzero(district == number)
        start = streams.uniforms("first donor", [int(number)])[0]
        points = (np.arange(rows.size) + start) / rows.size
        order = np.argsort(luck[rows], kind="stable")
        chosen[rows[order]] = np.minimum(np.searchsorted(cumulative, points, side="right"), weights.size - 1)
    return chosen


def _ranks(values: Floats, weights: Floats, place: Floats, chosen: NDArray[np.int64]) -> Floats:
    """Probability of each household: somewhere within its donor's step of the weighted distribution function."""
    low, high = _steps(values, weights)
    inside = low[chosen] + place * (high - low)[chosen]
    return np.clip(inside, 2.0**-33, 1.0 - 2.0**-33)


def _steps(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Both ends of each donor's step of the weighted distribution function; equal values share one step."""
    unique, place = np.unique(values, return_inverse=True)
    share = np.bincount(place, weights, unique.size) / np.sum(weights)
    top = np.cumsum(share)
    return np.asarray((top - share)[place]), np.asarray(np.minimum(top, 1.0)[place])


def _within(yes: NDArray[np.bool_], share: float, luck: Floats) -> Floats:
    """Uniform numbers that lie below ``share`` exactly where ``yes``."""
    return np.where(yes, luck * share, share + luck * (1.0 - share))


def _scores(values: Floats, weights: Floats) -> Floats:
    low, high = _steps(np.asarray(values), np.asarray(weights))
    return standard_normal_quantile(np.clip((low + high) / 2.0, 2.0**-33, 1.0 - 2.0**-33))


def _correlation(a: Floats, b: Floats, weights: Floats) -> float:
    a, b = a - np.average(a, weights=weights), b - np.average(b, weights=weights)
    cross, one, other = (float(np.average(x, weights=weights)) for x in (a * b, a * a, b * b))
    return cross / np.sqrt(one * other) if one > 0.0 and other > 0.0 else float("nan")


def _defects(columns: Mapping[str, Floats], weights: Floats) -> list[Defect]:
    known = [*NORMAL_TRAITS, *UNIFORM_TRAITS]
    found = [
        Defect(
            f"'{name}' is no trait of a household", name, f"traits are {', '.join(known)}", did_you_mean(name, known)
        )
        for name in columns
        if name not in known
    ]
    if weights.size < FEWEST:
        why = f"ranks among fewer than {FEWEST} households say little about a population"
        found.append(Defect(f"{weights.size} donors", "weights", why, "use more donors or the published moments"))
    if not np.isfinite(weights).all() or (weights <= 0.0).any():
        found.append(Defect("weights that are not positive", "weights", "a donor stands for some households"))
    if not columns:
        found.append(Defect("no column", "columns", "donors without a trait have nothing to lend", "give one or more"))
    for name, values in columns.items():
        if np.size(values) != weights.size:
            found.append(Defect(f"{np.size(values)} values", name, f"there are {weights.size} donors"))
        elif not np.isfinite(values).all():
            missing = int((~np.isfinite(values)).sum())
            todo = "leave these donors out, or the column"
            found.append(Defect(f"{missing} missing values", name, "a missing value has no rank", todo))
        elif name == "woman" and not np.isin(values, (0.0, 1.0)).all():
            odd = float(np.asarray(values)[~np.isin(values, (0.0, 1.0))][0])
            found.append(Defect(f"{odd:g}", name, "the registered grower is a woman or not", "write 1 or 0"))
    return found
