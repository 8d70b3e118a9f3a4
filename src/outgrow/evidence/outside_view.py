"""The outside view of a kind of initiative: what is published of it, pooled so that nobody counts twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.evidence.effects import Effect
from outgrow.evidence.pool import pool
from outgrow.evidence.published import Sort, published_effects, published_table, shares_farmers
from outgrow.evidence.records import Z975, PooledEffect, frame_of
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

ENOUGH = 3  # effects with errors from which their own spread is estimated


@dataclass(frozen=True, slots=True)
class OutsideView:
    """What others have measured of a kind of initiative.

    Parameters
    ----------
    kind, outcome
        Which effects; kind is empty for all kinds.
    pooled
        Effects with errors, pooled.
    without_size
        Findings that have a direction and no size: (name, direction, note).
    reviews
        How many of the pooled effects are means of reviews.
    set_aside
        Effects with an error that were not pooled, so that nobody counts twice, and why.
    assumed
        Names of pooled effects whose error nobody printed.
    """

    kind: str
    outcome: str
    pooled: PooledEffect
    without_size: tuple[tuple[str, str, str], ...]
    reviews: int = 0
    set_aside: tuple[tuple[Effect, str], ...] = ()
    assumed: tuple[str, ...] = ()

    def to_frame(self) -> pl.DataFrame:
        """One row an effect (pooled, left out or set aside), then the pooled mean and the new setting."""
        found = self.pooled.to_frame()
        result = found["use"] == "result"
        aside = frame_of([effect for effect, _ in self.set_aside], "set aside")
        return found.filter(~result).extend(aside).extend(found.filter(result))

    def leave_one_out(self) -> pl.DataFrame:
        """The pooled mean without each effect in turn: label, mean, standard_error, low, high, tau."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (
                r.label,
                r.mean,
                r.standard_error,
                r.mean - Z975 * r.standard_error,
                r.mean + Z975 * r.standard_error,
                r.tau2**0.5,
            )
            for r in self.pooled.leave_one_out
        ]
        schema: dict[str, type[pl.DataType]] = {"left_out": pl.String}
        schema |= dict.fromkeys(("mean", "standard_error", "low", "high", "tau"), pl.Float64)
        return pl.DataFrame(rows, schema=schema, orient="row")

    def summary(self) -> str:
        """The pooled number, what a new setting may see, whether one effect carries it, and what has no size."""
        said = [self.pooled.summary()]
        if self.pooled.tau2 == 0.0 and self.pooled.tau2_from == "reml":
            said.append(
                f"That {len(self.pooled.effects)} effects show no spread does not mean that settings do not differ: "
                "give a spread to believe at least."
            )
        if self.pooled.leave_one_out:
            low = min(self.pooled.leave_one_out, key=lambda r: r.mean)
            high = max(self.pooled.leave_one_out, key=lambda r: r.mean)
            said.append(f"Without {high.label} the mean would be {high.mean:.3g}, without {low.label} {low.mean:.3g}.")
        if self.set_aside:
            parts = "; ".join(
                f"{effect.label} ({effect.estimate:.3g}, standard error {effect.standard_error:.2g}), which {why}"
                for effect, why in self.set_aside
            )
            said.append(f"Set aside, so that nobody counts twice: {parts}.")
        if self.assumed:
            errors = "error of" if len(self.assumed) == 1 else "errors of"
            said.append(f"Not printed but assumed: the {errors} {', '.join(self.assumed)}.")
        if self.reviews:
            count = "1 of the pooled is a review" if self.reviews == 1 else f"{self.reviews} of the pooled are reviews"
            said.append(f"{count}: a mean of many settings, so that single settings differ more than the spread says.")
        said += [f"Without a size: {name} ({direction}). {note}." for name, direction, note in self.without_size]
        return " ".join(said)


def outside_view(
    kind: str,
    outcome: str,
    *,
    sort: Sort | None = None,
    spread: float | None = None,
    more: Sequence[Effect] = (),
    without: str | Sequence[str] = (),
) -> OutsideView:
    """Pool what is published of a kind of initiative.

    Nobody counts twice: a study that a pooled review holds gives way to it, a review to a stricter one with which it
    shares studies, and an arm of a trial to another that was held against the same households. A few studies that
    happened to be found are never preferred to a review of all; ``sort="study"`` pools them alone.

    Parameters
    ----------
    kind, outcome
        As in `published_effects`; an empty kind takes all.
    sort
        ``study`` or ``review`` to pool these only; both when left out.
    spread
        Standard deviation of true effects between settings, as a share: needed where fewer than three effects have an
        error. From three on their own spread is estimated, and this one is the least that is believed, for REML puts
        the spread of a few effects at zero more often than not.
    more
        Effects of your own to pool with them, on the same scale; they count as studies.
    without
        Names of effects to leave out, such as the pilot itself.

    Returns
    -------
    OutsideView
        Pooled effects with prediction interval, small-study test and leave-one-out, as far as their number allows.

    Raises
    ------
    InputError
        When nothing with an error is published of this kind and outcome, or too little without ``spread``; for a name
        in ``without`` that the table does not hold.

    Examples
    --------
    >>> view = outside_view("", "yield")
    >>> len(view.pooled.effects), [effect.label for effect, _ in view.set_aside][:2]
    (8, ['fabregas_2019', 'cole_fernando_2021_yield'])
    """
    without = (without,) if isinstance(without, str) else without
    _check(spread, without)
    found = [e for e in published_effects(kind, outcome, sort=sort) if e.label not in set(without)]
    table = published_table(kind, outcome, sort=sort)
    sorts: dict[str, str] = dict(table.select("id", "sort").iter_rows())
    measured = [e for e in (*found, *more) if e.standard_error is not None]
    if not measured:
        why = f"of {kind or 'all kinds'} and {outcome} the table holds {len(found)} effects, none with a standard error"
        todo = "give effects of your own in 'more', or take a wider kind"
        raise InputError.single("outside view", "nothing to pool", why, todo, "kind")
    aside = _set_aside(measured)
    counted = [e for e in measured if e.label not in aside]
    if len(counted) < ENOUGH and spread is None:
        found_text = f"{len(counted)} effect{'s' if len(counted) != 1 else ''} with a standard error"
        why = "so few do not show how far true effects differ between settings"
        raise InputError.single("outside view", found_text, why, "give the spread to assume, with its reason", "spread")
    unmeasured = [e for e in (*found, *more) if e.standard_error is None]
    pooled = _pooled([*counted, *unmeasured], len(counted), spread)
    silent = table.filter(table["estimate"].is_null()).select("id", "direction", "note")
    rest = tuple((str(a), str(b), str(c)) for a, b, c in silent.iter_rows() if a not in set(without))
    reviews = sum(sorts.get(e.label) == "review" for e in pooled.effects)
    beside = tuple((e, aside[e.label]) for e in measured if e.label in aside)
    origin: dict[str, str] = dict(table.select("id", "error_from").iter_rows())
    assumed = tuple(e.label for e in pooled.effects if origin.get(e.label) == "assumption")
    return OutsideView(kind, outcome, pooled, rest, reviews, beside, assumed)


def _check(spread: float | None, without: Sequence[str]) -> None:
    """Raise with a spread that is none, and names that the table does not hold: a misspelt pilot would be pooled."""
    known = published_table()["id"].to_list()
    defects = [
        Defect(f"'{name}'", "without", "the table of published effects holds no such row", did_you_mean(name, known))
        for name in without
        if name not in known
    ]
    if spread is not None and not (math.isfinite(spread) and spread >= 0):
        why = "a spread is a standard deviation, zero or positive, as a share"
        defects.append(Defect(f"{spread:g}", "spread", why, "0.1 stands for 10 points"))
    if defects:
        raise InputError("outside view", defects)


def _set_aside(measured: Sequence[Effect]) -> dict[str, str]:
    """Effects that would count farmers a second time, by name, and why."""
    there = {e.label for e in measured}
    given_way = {e.label: sorted(shares_farmers(e.label) & there) for e in measured}
    return {name: f"shares farmers with {' and '.join(others)}" for name, others in given_way.items() if others}


def _pooled(effects: Sequence[Effect], measured: int, spread: float | None) -> PooledEffect:
    """The pool with its own spread, or with the given one where that is larger or there are too few effects."""
    if measured < ENOUGH:
        return pool(effects, tau=spread)
    own = pool(effects)
    return own if spread is None or own.tau2 >= spread**2 else pool(effects, tau=spread)
