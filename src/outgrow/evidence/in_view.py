"""A pilot's estimate held against the outside view of its kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.evidence.outside_view import OutsideView
from outgrow.evidence.records import NewSetting, Shrunken
from outgrow.evidence.shrink import new_setting, shrink

if TYPE_CHECKING:
    import polars as pl

Z90 = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
FAR = 2.0  # standard deviations from which a pilot is called unusual


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
            f"{100 * needed:.1f} points, about {factor:.2g} times as many clusters."
        )


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
    >>> from outgrow.evidence import outside_view
    >>> found = hold_against("The pilot", 0.40, 0.15, outside_view("", "income"))
    >>> 0.19 < found.shrunken.mean < 0.40
    True
    """
    return PilotInView(label, shrink(estimate, standard_error, view.pooled.mean, view.pooled.predictive_sd), view)


def _between(mean: float, sd: float) -> str:
    return f"{_percent(mean - Z90 * sd)} to {_percent(mean + Z90 * sd)}"


def _percent(x: float) -> str:
    return f"{100 * x:+z.1f} %"
