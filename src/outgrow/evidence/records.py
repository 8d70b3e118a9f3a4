"""What the room hands over: a pooled effect, a shrunken one, and the checks behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from outgrow.evidence.effects import Effect

if TYPE_CHECKING:
    import polars as pl

Interval = tuple[float, float]
Z975 = 1.959963984540054  # half of a normal 95 % interval in standard deviations


@dataclass(frozen=True, slots=True)
class EggerTest:
    """Small-study test: intercept of standardised effects on precision, with its t test."""

    intercept: float
    standard_error: float
    t_value: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """Pooled mean, its standard error and tau2 when the named study is left out."""

    label: str
    mean: float
    standard_error: float
    tau2: float


@dataclass(frozen=True, slots=True)
class PooledEffect:
    """Effects of the same kind combined under random effects.

    Parameters
    ----------
    effects
        The effects that were pooled.
    left_out
        Effects without a standard error, which could not be pooled.
    scale
        What the numbers measure.
    mean, standard_error
        Pooled mean and its standard error.
    tau2, tau2_from
        Variance of true effects between settings, and whether it was estimated (``reml``) or ``given``.
    q, q_degrees_of_freedom, q_p_value
        Cochran's test of equal true effects; the p-value is None for one effect.
    i2
        Share of the observed variance that is between settings; None for one effect.
    interval
        95 % confidence interval of the mean, normal.
    interval_hartung_knapp
        95 % confidence interval of the mean, Hartung-Knapp; None for one effect.
    prediction
        95 % prediction interval of the true effect in a new setting; None for two effects whose tau2 was
        estimated, because it has no degree of freedom left.
    predictive_sd
        Normal standard deviation of the true effect in a new setting, ``sqrt(tau2 + standard_error^2)``.
    leave_one_out
        The pooled result without each effect; empty where too few would remain.
    small_study
        Egger's test; None where it cannot be made.
    notes
        What could not be computed, and why.
    """

    effects: tuple[Effect, ...]
    left_out: tuple[Effect, ...]
    scale: str
    mean: float
    standard_error: float
    tau2: float
    tau2_from: Literal["reml", "given"]
    q: float
    q_degrees_of_freedom: int
    q_p_value: float | None
    i2: float | None
    interval: Interval
    interval_hartung_knapp: Interval | None
    prediction: Interval | None
    predictive_sd: float
    leave_one_out: tuple[WithoutOne, ...] = ()
    small_study: EggerTest | None = None
    notes: tuple[str, ...] = ()

    def summary(self) -> str:
        """Say the pooled number with its interval, what a new setting may see, and every caveat."""
        count = len(self.effects)
        known = "estimated by REML" if self.tau2_from == "reml" else "taken as given"
        sentences = [
            f"Pooled {self.scale} of {count} effect{'s' if count != 1 else ''}: {self.mean:.3g} "
            f"(95 % interval {_range(self.interval)}).",
            f"Standard deviation of true effects between settings: {self.tau2**0.5:.3g}, {known}.",
        ]
        if self.prediction is not None:
            sentences.append(f"A new setting may see {_range(self.prediction)} (95 % prediction interval).")
        if self.small_study is not None:
            sentences.append(f"Small-study test (Egger): p = {self.small_study.p_value:.2g}.")
        return " ".join([*sentences, *self.notes])

    def to_frame(self) -> pl.DataFrame:
        """One row an effect, pooled and left out, then the pooled mean and the new setting.

        ``low`` and ``high`` are 95 % intervals; a row without one has none.
        """
        rows = [_row(e, "pooled") for e in self.effects] + [_row(e, "left out") for e in self.left_out]
        rows.append(("pooled mean", "result", self.mean, *self.interval))
        rows.append(("new setting", "result", self.mean, *(self.prediction or (None, None))))
        return _frame(rows)


@dataclass(frozen=True, slots=True)
class Shrunken:
    """A pilot's estimate combined with the outside view.

    Parameters
    ----------
    mean, sd
        The combined estimate and its standard deviation.
    weight_on_pilot
        Share of the combined mean that comes from the pilot, between 0 and 1.
    pilot_mean, pilot_sd
        The pilot's own estimate and its standard error.
    outside_mean, outside_sd
        What settings of the same kind show, and how much they differ.
    """

    mean: float
    sd: float
    weight_on_pilot: float
    pilot_mean: float
    pilot_sd: float
    outside_mean: float
    outside_sd: float

    def summary(self) -> str:
        """Say both numbers and why they differ."""
        return (
            f"The pilot measured {self.pilot_mean:.3g} (standard error {self.pilot_sd:.3g}). Pilots are "
            f"placed where they work, so it is held against what other settings show: "
            f"{self.outside_mean:.3g} (standard deviation {self.outside_sd:.3g}). The effect to expect is "
            f"{self.mean:.3g} (standard deviation {self.sd:.3g}), with {100 * self.weight_on_pilot:.0f} % of "
            f"the weight on the pilot; the smaller the pilot's own error, the larger that weight."
        )


def frame_of(effects: Sequence[Effect], use: str) -> pl.DataFrame:
    """Effects as rows of `PooledEffect.to_frame`: label, use, estimate and 95 % interval."""
    return _frame([_row(effect, use) for effect in effects])


def _frame(rows: Sequence[tuple[str, str, float, float | None, float | None]]) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    columns = {"label": pl.String, "use": pl.String} | dict.fromkeys(("estimate", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=columns, orient="row")


def _range(interval: Interval) -> str:
    return f"{interval[0]:.3g} to {interval[1]:.3g}"


def _row(effect: Effect, use: str) -> tuple[str, str, float, float | None, float | None]:
    """An effect with its normal 95 % interval."""
    if effect.standard_error is None:
        return effect.label, use, effect.estimate, None, None
    half = Z975 * effect.standard_error
    return effect.label, use, effect.estimate, effect.estimate - half, effect.estimate + half


@dataclass(frozen=True, slots=True)
class NewSetting:
    """The true effect to expect where neither the pilot nor any published effect was measured.

    Parameters
    ----------
    mean, sd
        Its mean and normal standard deviation.
    weight_on_pilot
        Share of the mean that comes from the pilot, between 0 and 1.
    """

    mean: float
    sd: float
    weight_on_pilot: float

    def summary(self) -> str:
        """Say the number and how much of it the pilot carries."""
        return (
            f"In another setting, with the pilot counted as one more study, {self.mean:.3g} is to be expected "
            f"(standard deviation {self.sd:.3g}); {100 * self.weight_on_pilot:.0f} % of it comes from the pilot."
        )
