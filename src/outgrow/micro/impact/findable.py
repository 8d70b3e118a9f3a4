"""What an evaluation could have found: the effect that its own standard error lets it see, beside the one it estimates.

Never the power at the estimate itself: that is the p-value once more (Hoenig and Heisey 2001).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outgrow.micro.design import WantedEffect, chance_of_finding, chance_words, detectable_errors
from outgrow.micro.impact.records import BEFORE_AFTER, ImpactEstimate, Interval, number, signed

if TYPE_CHECKING:
    import polars as pl

POWER = 0.8


@dataclass(frozen=True, slots=True)
class SeenEffect:
    """A wanted effect and what the evaluation says of it.

    Parameters
    ----------
    wanted
        The effect.
    chance
        Chance that an evaluation with this standard error finds an effect of that size.
    inside
        Whether the estimate's interval holds it.
    beyond
        Whether the estimate lies beyond it, seen from no effect, and the interval excludes it.
    """

    wanted: WantedEffect
    chance: float
    inside: bool
    beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindableEffect:
    """The smallest effect that an evaluation finds with a stated chance, from its own standard error.

    Parameters
    ----------
    effect, unit
        The effect, positive, in the outcome's unit.
    share
        The same as a share of the mean that the estimate is compared with; None where that is unknown.
    power, alpha
        Chance of finding it, and two-sided level of the test.
    se, df
        Standard error and degrees of freedom of the estimate.
    found
        Whether the estimate's interval excludes no effect.
    interval
        The estimate's interval.
    seen
        Effects that would matter, and whether they could have been seen.
    bootstrap
        Whether interval and p-value come from a bootstrap, which this leans on only in its standard error.
    """

    effect: float
    unit: str
    share: float | None
    power: float
    alpha: float
    se: float
    df: float
    found: bool
    interval: Interval
    seen: tuple[SeenEffect, ...] = ()
    bootstrap: bool = False

    def to_frame(self) -> pl.DataFrame:
        """One row for the detectable effect, and one for each effect that would matter."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows: list[tuple[Any, ...]] = [("smallest effect found", self.effect, self.power, None, "own standard error")]
        rows += [(s.wanted.name, s.wanted.value, s.chance, s.inside, s.wanted.source) for s in self.seen]
        schema = {"which": pl.String, "effect": pl.Float64, "chance": pl.Float64, "in_interval": pl.Boolean}
        frame = pl.DataFrame(rows, schema=schema | {"source": pl.String}, orient="row")
        return frame.with_columns(unit=pl.lit(self.unit), se=pl.lit(self.se), df=pl.lit(float(self.df)))

    def summary(self) -> str:
        """Say the effect, whether those that matter could have been seen, and what finding none means."""
        share = f" ({number(100 * self.share)} % of the mean it is compared with)" if self.share is not None else ""
        free = "" if math.isinf(self.df) else f", {self.df:,.0f} degrees of freedom"
        said = [
            f"With its standard error ({number(self.se)}{free}) this comparison finds a true effect of "
            f"{number(self.effect)} {self.unit}{share} with a chance of {100 * self.power:.0f} %, and smaller ones "
            "less often."
        ]
        said += [self._about(one) for one in self.seen]
        if not self.found and not self.seen:
            said.append("That none was found does not show that smaller effects are absent.")
        if self.bootstrap:
            said.append("It is worked out by the t test; the bootstrap's interval may ask for a little more.")
        return " ".join(said)

    def _about(self, one: SeenEffect) -> str:
        source = f" ({one.wanted.source})" if one.wanted.source else ""
        name = f"{one.wanted.name[:1].upper()}{one.wanted.name[1:]}"
        chance = chance_words(one.chance)
        amount = f"{signed(one.wanted.value)} {self.unit}".rstrip()
        said = f"{name}, {amount}{source}, would have been found with a chance of {chance}"
        if one.inside:
            verdict = "the interval holds it, so it is not ruled out"
            if not self.found:
                verdict += " although none was found" if one.chance < self.power else ""
            return f"{said}: {verdict}."
        where = "the estimate lies beyond it" if one.beyond else "the interval excludes it"
        return f"{said}: {where}."


def findable_effect(
    estimate: ImpactEstimate, wanted: Sequence[WantedEffect] = (), *, power: float = POWER
) -> FindableEffect | None:
    """What an evaluation of this precision could have found, whatever it did find.

    Parameters
    ----------
    estimate
        The evaluation; only standard error, degrees of freedom and level decide what could be found.
    wanted
        Effects that would matter: published ones, or what the pilot's file asks for.
    power
        Chance with which the effect is to be found.

    Returns
    -------
    FindableEffect or None
        None where there is no standard error, and for a change among participants alone, which no comparison tells
        from what would have happened anyway.

    Raises
    ------
    InputError
        When power is not between the level of the test and 1.

    Notes
    -----
    Bloom (1995), Evaluation Review 19(5); Hoenig and Heisey (2001), "The abuse of power", The American Statistician
    55(1), on why the power at the estimate itself says nothing that the p-value does not.

    Examples
    --------
    >>> from outgrow.micro.design import Design
    >>> from outgrow.micro.impact.rct import intention_to_treat
    >>> data = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> found = findable_effect(intention_to_treat(data, Design(kind="rct", outcome="y", arm="arm")))
    >>> round(found.effect, 2), found.df
    (3.07, 4.0)
    """
    if estimate.estimand == BEFORE_AFTER or not (math.isfinite(estimate.se) and estimate.se > 0):
        return None
    alpha = 1 - estimate.level
    effect = detectable_errors(estimate.df, alpha, power) * estimate.se
    mean = estimate.reference
    low, high = estimate.interval
    return FindableEffect(
        effect=effect,
        unit=estimate.unit,
        share=effect / mean if mean is not None and mean > 0 else None,
        power=power,
        alpha=alpha,
        se=estimate.se,
        df=estimate.df,
        found=not low <= 0 <= high,
        interval=estimate.interval,
        seen=tuple(_seen(one, estimate, alpha) for one in wanted),
        bootstrap="bootstrap" in estimate.method,
    )


def _seen(wanted: WantedEffect, estimate: ImpactEstimate, alpha: float) -> SeenEffect:
    low, high = estimate.interval
    inside = low <= wanted.value <= high
    beyond = not inside and (low > wanted.value if wanted.value > 0 else high < wanted.value)
    return SeenEffect(wanted, chance_of_finding(wanted.value / estimate.se, estimate.df, alpha), inside, beyond)
