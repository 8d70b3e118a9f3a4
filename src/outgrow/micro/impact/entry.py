"""Who could not enter: participation by land, gender, distance and poverty, and what stood in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design import as_frame, codes, is_numeric, labels, numbers
from outgrow.micro.design.wording import p_words
from outgrow.micro.impact.subgroups import QUINTILES, subgroups
from outgrow.micro.regression import joint_test, least_squares
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One group of one trait: rows, share of all, share that could enter (None where not asked), share that did."""

    trait: str
    group: str
    rows: int
    share: float
    could: float | None
    joined: float


@dataclass(frozen=True, slots=True)
class EntryTable:
    """Who took part, and who could not.

    Parameters
    ----------
    rows
        One a trait and group.
    differences
        For each trait the p-value of the test that all groups took part alike.
    barriers
        Reasons given by those who did not take part, with their weighted shares of all reasons given.
    unknown
        For each trait the rows in which it is unknown.
    joined, could
        Shares of all.
    """

    rows: tuple[EntryRow, ...]
    differences: dict[str, float]
    barriers: tuple[tuple[str, float], ...]
    unknown: dict[str, int]
    joined: float
    could: float | None

    def to_frame(self) -> pl.DataFrame:
        """One row a trait and group."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        names = list(EntryRow.__slots__)
        values = [[*(getattr(r, n) for n in names), self.differences[r.trait]] for r in self.rows]
        numeric = dict.fromkeys(("share", "could", "joined", "p"), pl.Float64)
        return pl.DataFrame(values, schema=["trait", "group", "rows", *numeric], orient="row").cast(numeric)  # type: ignore[arg-type]

    def summary(self) -> str:
        """Say who took part least, by trait, and the first reason."""
        if self.joined in (0.0, 1.0):
            who = "Nobody" if not self.joined else "Everybody"
            told = [f"{who} took part, so that no group can be told from another."]
            return " ".join([*told, *self._barriers()])
        told = [f"{100 * self.joined:.1f} % took part."]
        if self.could is not None:
            told = [f"{100 * self.could:.1f} % could enter and {100 * self.joined:.1f} % took part."]
        for trait, p in self.differences.items():
            groups = [r for r in self.rows if r.trait == trait]
            low, high = min(groups, key=lambda r: r.joined), max(groups, key=lambda r: r.joined)
            told.append(
                f"By {trait}: from {100 * low.joined:.1f} % ({low.group}) to {100 * high.joined:.1f} % "
                f"({high.group}), {p_words(p)}."
            )
        told += self._barriers()
        for trait, count in self.unknown.items():
            if count:
                told.append(f"{trait} is unknown in {count:,} rows, which are in none of its groups.")
        return " ".join(told)

    def _barriers(self) -> list[str]:
        if not self.barriers:
            return []
        reason, share = self.barriers[0]
        return [f"The reason given most: {reason} ({100 * share:.0f} % of reasons)."]


def who_entered(
    data: Any,
    joined: str,
    traits: Sequence[str],
    *,
    could: str = "",
    reason: str = "",
    weights: str = "",
    cluster: str = "",
    groups: int = QUINTILES,
) -> EntryTable:
    """Participation by groups of households.

    Parameters
    ----------
    data
        Those who were to be reached, participants and others, one row each.
    joined
        Column, 0 or 1, of who took part.
    traits
        Columns such as land, gender, distance to the buyer, poverty score; numbers are cut into ``groups``.
    could
        Column, 0 or 1, of who met what entry asks for (land, a standard, a fee), where it was measured.
    reason
        Column of why a household did not take part.
    weights, cluster
        Columns of weights and clusters.
    groups
        How many; 5 for quintiles.

    Raises
    ------
    InputError
        With every column that is not there, or whose values are not 0, 1 or unknown where they must be.

    Examples
    --------
    >>> data = {"in": [1, 0, 0, 1, 1, 1, 0, 1], "woman": [1, 1, 1, 1, 0, 0, 0, 0]}
    >>> [(r.group, r.joined) for r in who_entered(data, "in", ["woman"]).rows]
    [('0', 0.75), ('1', 0.5)]
    """
    frame = as_frame(data)
    _checked(frame, joined, traits, could, reason, weights, cluster)
    y = numbers(frame[joined])
    w = numbers(frame[weights]) if weights else np.ones(frame.height)
    g = codes(frame, (cluster,)) if cluster else None
    able = numbers(frame[could]) if could else None
    rows: list[EntryRow] = []
    differences, unknown = {}, {}
    for trait in traits:
        cut = subgroups(frame, trait, groups, weights)
        known = cut.codes >= 0
        unknown[trait] = int((~known).sum())
        total = float(w[known].sum())
        for k, name in enumerate(cut.names):
            here = cut.codes == k
            can = None if able is None else float(np.average(able[here], weights=w[here]))
            share, mean = float(w[here].sum()) / total, float(np.average(y[here], weights=w[here]))
            rows.append(EntryRow(trait, name, int(here.sum()), share, can, mean))
        dummies = np.stack([cut.codes[known] == k for k in range(1, len(cut.names))], axis=1).astype(np.float64)
        names = [f"group {k}" for k in range(1, len(cut.names))]
        fit = least_squares(y[known], dummies, names, weights=w[known], clusters=None if g is None else g[known])
        used = [name for name in names if name in fit.names]
        differences[trait] = joint_test(fit, used).p if used else float("nan")
    overall = None if able is None else float(np.average(able, weights=w))
    barriers = _reasons(frame, reason, y, w) if reason else ()
    return EntryTable(tuple(rows), differences, barriers, unknown, float(np.average(y, weights=w)), overall)


def _checked(
    frame: pl.DataFrame, joined: str, traits: Sequence[str], could: str, reason: str, weights: str, cluster: str
) -> None:
    """Columns that are there, and yes or no where that is asked."""
    wanted = [x for x in (joined, could, reason, weights, cluster, *traits) if x]
    defects = [
        Defect("no such column", name, "the question names it", did_you_mean(name, frame.columns))
        for name in wanted
        if name not in frame.columns
    ]
    if not traits:
        defects.append(
            Defect("no traits", "traits", "nothing to look at participation by", "name land, gender, distance")
        )
    for name in (joined, could):
        if name and name in frame.columns:
            x = numbers(frame[name]) if is_numeric(frame[name]) else np.array([np.nan])
            if not np.isin(x, (0.0, 1.0)).all():
                defects.append(
                    Defect("values other than 0 and 1, or unknown", name, "it says yes or no", "correct these rows")
                )
    if weights and weights in frame.columns and not (numbers(frame[weights]) >= 0).all():
        defects.append(
            Defect("negative or unknown weights", weights, "a row cannot count less than nothing", "correct them")
        )
    if not frame.height:
        defects.append(Defect("no rows", "survey", "nobody to look at", "give at least one row"))
    if defects:
        raise InputError("who entered", defects)


def _reasons(frame: pl.DataFrame, reason: str, y: np.ndarray, w: np.ndarray) -> tuple[tuple[str, float], ...]:
    """Shares of the reasons given by those outside, the commonest first."""
    words = labels(frame[reason])
    totals: dict[str, float] = {}
    for word, inside, weight in zip(words, y, w, strict=True):
        if word and inside == 0:
            totals[word] = totals.get(word, 0.0) + float(weight)
    total = sum(totals.values())
    return tuple((word, x / total) for word, x in sorted(totals.items(), key=lambda item: (-item[1], item[0])))
