"""The outside view of a kind of initiative, and a pilot's estimate held against it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.evidence.effects import Effect
from outgrow.evidence.pool import pool
from outgrow.evidence.published import published_effects, published_table
from outgrow.evidence.records import NewSetting, PooledEffect, Shrunken
from outgrow.evidence.shrink import new_setting, shrink
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Z90 = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
ENOUGH = 3  # effects with errors from which their own spread is estimated
FAR = 2.0  # standard deviations from which a pilot is called unusual


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
    """

    kind: str
    outcome: str
    pooled: PooledEffect
    without_size: tuple[tuple[str, str, str], ...]
    reviews: int = 0

    def to_frame(self) -> pl.DataFrame:
        """One row an effect, pooled and left out, the pooled mean, and the new setting."""
        return self.pooled.to_frame()

    def leave_one_out(self) -> pl.DataFrame:
        """The pooled mean without each effect in turn: label, mean, standard_error, low, high, tau."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (
                r.label,
                r.mean,
                r.standard_error,
                r.mean - 1.96 * r.standard_error,
                r.mean + 1.96 * r.standard_error,
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
        if self.pooled.leave_one_out:
            low = min(self.pooled.leave_one_out, key=lambda r: r.mean)
            high = max(self.pooled.leave_one_out, key=lambda r: r.mean)
            said.append(f"Without {high.label} the mean would be {high.mean:.3g}, without {low.label} {low.mean:.3g}.")
        if self.reviews:
            count = (
                f"{self.reviews} of them is a review" if self.reviews == 1 else f"{self.reviews} of them are reviews"
            )
            said.append(
                f"{count}: a mean of many settings, so that single settings differ more than the spread says, and a "
                "study inside a review counts twice."
            )
        said += [f"Without a size: {name} ({direction}). {note}." for name, direction, note in self.without_size]
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class PilotInView:
    """A pilot's estimate beside the outside view, and what follows for the pilot's place and for others.

    Parameters
    ----------
    label
        Name of the pilot.
    shrunken
        Both numbers and the combined one.
    view
        The outside view.
    """

    label: str
    shrunken: Shrunken
    view: OutsideView

    @property
    def elsewhere(self) -> NewSetting:
        """The effect to expect in another setting, with the pilot counted as one more study."""
        s, pooled = self.shrunken, self.view.pooled
        return new_setting(s.pilot_mean, s.pilot_sd, pooled.mean, pooled.standard_error, pooled.tau2**0.5)

    @property
    def distance(self) -> float:
        """How far the pilot lies from the outside mean, in standard deviations of their difference."""
        s = self.shrunken
        return (s.pilot_mean - s.outside_mean) / math.hypot(s.pilot_sd, s.outside_sd)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: which number, value, standard deviation, 90 % interval, and the pilot's weight in it."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        s, new = self.shrunken, self.elsewhere
        rows = [
            ("pilot alone", s.pilot_mean, s.pilot_sd, 1.0),
            ("outside view", s.outside_mean, s.outside_sd, 0.0),
            ("to expect there", s.mean, s.sd, s.weight_on_pilot),
            ("to expect elsewhere", new.mean, new.sd, new.weight_on_pilot),
        ]
        wide = [(name, x, sd, x - Z90 * sd, x + Z90 * sd, w) for name, x, sd, w in rows]
        schema: dict[str, type[pl.DataType]] = {"number": pl.String}
        schema |= dict.fromkeys(("value", "sd", "low", "high", "weight_on_pilot"), pl.Float64)
        return pl.DataFrame(wide, schema=schema, orient="row")

    def summary(self) -> str:
        """Both numbers, why they differ, and how much each counts."""
        s, new = self.shrunken, self.elsewhere
        return " ".join(
            [
                f"{self.label} measured {_percent(s.pilot_mean)} (standard error {100 * s.pilot_sd:.1f} points). "
                f"{self._others()} let a new setting expect {_percent(s.outside_mean)} (standard deviation "
                f"{100 * s.outside_sd:.1f} points).",
                self._why(),
                f"Where the pilot was, the effect to expect is {_percent(s.mean)} (90 % interval "
                f"{_between(s.mean, s.sd)}): {100 * s.weight_on_pilot:.0f} % of it comes from the pilot, because its "
                f"own error is {s.pilot_sd / s.outside_sd:.1f} times the spread between settings.",
                self._what_would_help(),
                f"Elsewhere, where the pilot is one study among others, it is {_percent(new.mean)} (90 % interval "
                f"{_between(new.mean, new.sd)}), {100 * new.weight_on_pilot:.0f} % of it from the pilot: however sure "
                "a pilot is of itself, settings differ.",
            ]
        )

    def _others(self) -> str:
        """How many published effects there are, of what kind."""
        count = len(self.view.pooled.effects)
        kind = "the same kind" if self.view.kind else "all kinds"
        return f"{count} published effect{'s' if count != 1 else ''} of {kind}"

    def _why(self) -> str:
        away = self.distance
        if abs(away) >= FAR:
            return (
                f"They lie {abs(away):.1f} standard deviations apart: either this setting is unusual, or one of the "
                "two is wrong; do not scale on the mean of both before knowing which."
            )
        why = "by no more than luck and the differences between settings explain"
        if away > 0:
            return (
                f"They differ {why}; pilots are placed where they work and watched closely, so the higher number is "
                "the one to distrust."
            )
        return (
            f"They differ {why}; what is published leans towards success, so the pilot's lower number deserves its "
            "weight."
        )

    def _what_would_help(self) -> str:
        """The error at which the pilot would carry four fifths of the weight."""
        needed = self.shrunken.outside_sd / 2
        if self.shrunken.pilot_sd <= needed:
            return "A larger pilot would change this little; a pilot in another place would tell more."
        factor = (self.shrunken.pilot_sd / needed) ** 2
        return (
            f"For the pilot to carry four fifths of the weight its standard error would have to fall to "
            f"{100 * needed:.1f} points, about {factor:.0f} times as many clusters."
        )


def outside_view(
    kind: str,
    outcome: str,
    *,
    spread: float | None = None,
    more: Sequence[Effect] = (),
    without: Sequence[str] = (),
) -> OutsideView:
    """Pool what is published of a kind of initiative.

    Parameters
    ----------
    kind, outcome
        As in `published_effects`; an empty kind takes all.
    spread
        Standard deviation of true effects between settings, as a share, used where fewer than three effects have an
        error; from three on their own spread is estimated.
    more
        Effects of your own to pool with them, on the same scale.
    without
        Names of effects to leave out, such as a study that is part of a review, or the pilot itself.

    Returns
    -------
    OutsideView
        Pooled effects with prediction interval, small-study test and leave-one-out, as far as their number allows.

    Raises
    ------
    InputError
        When nothing with an error is published of this kind and outcome, or too little without ``spread``.

    Examples
    --------
    >>> view = outside_view("", "income")
    >>> len(view.pooled.effects), view.pooled.prediction is not None
    (4, True)
    """
    found = [e for e in published_effects(kind, outcome) if e.label not in set(without)]
    effects = [*found, *more]
    measured = [e for e in effects if e.standard_error is not None]
    if not measured:
        why = f"of {kind or 'all kinds'} and {outcome} the table holds {len(found)} effects, none with a standard error"
        todo = "give effects of your own in 'more', or take a wider kind"
        raise InputError.single("outside view", "nothing to pool", why, todo, "kind")
    if len(measured) < ENOUGH and spread is None:
        found_text = f"{len(measured)} effects with a standard error"
        why = "so few do not show how far true effects differ between settings"
        raise InputError.single("outside view", found_text, why, "give the spread to assume, with its reason", "spread")
    pooled = pool(effects, tau=spread if len(measured) < ENOUGH else None)
    table = published_table(kind, outcome)
    silent = table.filter(table["estimate"].is_null()).select("id", "direction", "note")
    rest = tuple((str(a), str(b), str(c)) for a, b, c in silent.iter_rows() if a not in set(without))
    sorts = dict(table.select("id", "sort").iter_rows())
    reviews = sum(sorts.get(e.label) == "review" for e in pooled.effects)
    return OutsideView(kind, outcome, pooled, rest, reviews)


def hold_against(label: str, estimate: float, standard_error: float, view: OutsideView) -> PilotInView:
    """Shrink a pilot's estimate towards the outside view.

    Parameters
    ----------
    label
        Name of the pilot.
    estimate, standard_error
        Its effect as a share (0.1 is 10 %), and the error of that.
    view
        From `outside_view`, without the pilot itself.

    Returns
    -------
    PilotInView
        Both numbers, the combined one, and the paragraph that says why they differ.

    Raises
    ------
    InputError
        As `shrink`.

    Examples
    --------
    >>> found = hold_against("The pilot", 0.40, 0.15, outside_view("", "income"))
    >>> 0.19 < found.shrunken.mean < 0.40
    True
    """
    return PilotInView(label, shrink(estimate, standard_error, view.pooled.mean, view.pooled.predictive_sd), view)


def _between(mean: float, sd: float) -> str:
    return f"{_percent(mean - Z90 * sd)} to {_percent(mean + Z90 * sd)}"


def _percent(x: float) -> str:
    return f"{100 * x:+.1f} %"
