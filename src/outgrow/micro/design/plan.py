"""Planning a survey: what each size could find, how many clusters an effect needs, and the curves of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design.measured_outcome import MeasuredOutcome
from outgrow.micro.design.power import (
    FEWEST,
    DetectableEffect,
    TrialSize,
    WantedEffect,
    clusters_needed,
    minimum_detectable_effect,
    power_of,
)
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

POWER = 0.8
SURE = 0.995  # a chance from here on is told as nearly certain
LEAST_SPAN = 0.01  # between chances that are told as a range
WHOLE = 1000.0  # numbers from here on are told without decimals
STEPS = 61  # points of a curve
BEYOND = 1.6  # how far a curve of effects goes beyond the largest detectable one
FAR = 3.0  # times that; effects and sizes further out are told and not drawn
FEWER, MORE = 0.25, 2.5  # how far a curve of clusters goes around the sizes asked for
WORDS = {
    "cluster_size": "a cluster", "icc": "correlation", "take_up": "take-up", "sd": "standard deviation",
    "r2_cluster": "explained between clusters", "r2_unit": "explained within clusters",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a survey of one size could find.

    Parameters
    ----------
    label
        What tells it from the other rows; empty where there is one.
    size
        The trial.
    detectable
        Smallest effect found with the wanted chance, on those who take part.
    wanted
        An effect that would matter; None where none is named.
    chance
        Chance of finding the wanted effect.
    needed
        Clusters that would find it with the wanted chance; None where none is wanted, or no number does.
    """

    label: str
    size: TrialSize
    detectable: DetectableEffect
    wanted: WantedEffect | None = None
    chance: float | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPlan:
    """A planned survey: what it could find at each size that is weighed.

    Parameters
    ----------
    name, title
        Short name, and what the survey asks.
    unit
        What the outcome is counted in.
    power
        Chance wanted of finding an effect.
    rows
        One a size and wanted effect; the first is the plan itself.
    measured
        The survey at hand that says how the outcome varies; None where numbers were given.
    notes
        What a reader must know, one sentence each.
    """

    name: str
    title: str
    unit: str
    power: float
    rows: tuple[PlanRow, ...]
    measured: MeasuredOutcome | None = None
    notes: tuple[str, ...] = ()

    @property
    def sizes(self) -> tuple[tuple[str, TrialSize], ...]:
        """Sizes that are weighed, with their labels, each once."""
        return tuple({row.size: (row.label, row.size) for row in self.rows}.values())

    @property
    def wanted(self) -> tuple[WantedEffect, ...]:
        """Effects that would matter, each once."""
        return tuple({row.wanted: row.wanted for row in self.rows if row.wanted is not None}.values())

    def to_frame(self) -> pl.DataFrame:
        """One row a size and wanted effect: the size, the detectable effect, chance and clusters needed."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        numbers = (
            "cluster_size", "sd", "icc", "share_treated", "take_up", "r2_cluster", "r2_unit", "size_cv", "alpha",
            "power", "standard_error", "detectable", "detectable_assigned", "wanted", "chance",
        )  # fmt: skip
        schema = {"plan": pl.String, "case": pl.String, "unit": pl.String, "clusters": pl.Int64}
        schema |= dict.fromkeys(numbers, pl.Float64) | {"clusters_needed": pl.Int64, "wanted_is": pl.String}
        rows = [
            {
                "plan": self.name, "case": row.label, "unit": self.unit, "power": self.power,
                **{name: getattr(row.size, name) for name in ("clusters", *numbers[:9], "standard_error")},
                "detectable": row.detectable.effect, "detectable_assigned": row.detectable.assigned,
                "wanted": row.wanted.value if row.wanted else None, "chance": row.chance,
                "clusters_needed": row.needed, "wanted_is": row.wanted.name if row.wanted else None,
            }
            for row in self.rows
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=schema)

    def over_effects(self) -> pl.DataFrame:
        """Chance of finding each effect, a curve a size: case, effect, chance."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        top = BEYOND * max(row.detectable.effect for row in self.rows)
        top = max([top, *(1.1 * abs(one.value) for one in self.wanted if 1.1 * abs(one.value) < FAR * top)])
        effects = np.linspace(0.0, top, STEPS)
        rows = [(label, float(x), power_of(float(x), size)) for label, size in self.sizes for x in effects]
        return pl.DataFrame(rows, schema={"case": pl.String, "effect": pl.Float64, "chance": pl.Float64}, orient="row")

    def over_clusters(self) -> pl.DataFrame:
        """Detectable effect at each number of clusters, a curve for what else differs: case, clusters, detectable."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        counts = [size.clusters for _, size in self.sizes]
        least, most = FEWER * min(counts), FAR * max(counts)
        counts += [row.needed for row in self.rows if row.needed is not None and least <= row.needed <= most]
        low, high = max(FEWEST + 1, int(FEWER * min(counts))), max(int(MORE * max(counts)), FEWEST + 3)
        grid = sorted({int(x) for x in np.geomspace(low, high, STEPS)})
        plain = "as measured" if self.measured is not None else "as planned"
        lines: dict[TrialSize, str] = {}
        for label, size in self.sizes:
            lines.setdefault(replace(size, clusters=FEWEST), _others(label) or plain)
        rows = [
            (label, x, minimum_detectable_effect(replace(size, clusters=x), self.power).effect)
            for size, label in lines.items()
            for x in grid
        ]
        schema = {"case": pl.String, "clusters": pl.Int64, "detectable": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def summary(self) -> str:
        """Say what the plan could find, what else is weighed, what wanted effects need, and the caveat."""
        said = [self.title] if self.title else []
        said += [self.measured.summary()] if self.measured is not None else []
        said.append(self._first())
        others = [self._other(row) for row in _each_once(self.rows[1:], self.rows[0].size)]
        said += [f"It is {'; '.join(others)}."] if others else []
        said += [self._about(one) for one in self.wanted]
        return " ".join([*said, *self.notes, "Finding none would not show that a smaller effect is absent."])

    def _first(self) -> str:
        row, s = self.rows[0], self.rows[0].size
        grouped = f"{s.clusters:,} clusters of {s.cluster_size:.3g}"
        who = grouped if s.cluster_size > 1 else f"{s.clusters:,} households"
        taken = f" on those who take part, {_amount(row.detectable.assigned, self.unit)} over all that are assigned"
        on = f"{taken} (take-up {100 * s.take_up:.0f} %)" if s.take_up < 1 else ""
        sds = f" ({row.detectable.effect / s.sd:.2f} standard deviations)" if s.sd != 1 else ""
        return (
            f"{who[:1].upper()}{who[1:]}, {100 * s.share_treated:.0f} % of them treated, find an effect of "
            f"{_amount(row.detectable.effect, self.unit)}{sds}{on} or more with a chance of {100 * self.power:.0f} % "
            f"(two-sided test at {100 * s.alpha:g} %)."
        )

    def _other(self, row: PlanRow) -> str:
        at = "with" if row.label.endswith((" clusters", " households")) else "at"
        return f"{_amount(row.detectable.effect, self.unit)} {at} {row.label}"

    def _about(self, one: WantedEffect) -> str:
        rows = [row for row in self.rows if row.wanted == one and row.chance is not None]
        first = rows[0]
        source = f" ({one.source})" if one.source else ""
        chances = [row.chance for row in rows if row.chance is not None]
        ends = f"{100 * min(chances):.0f} to {100 * max(chances):.0f}"
        span = f" ({ends} % over all that is weighed)" if max(chances) - min(chances) >= LEAST_SPAN else ""
        what = "clusters" if first.size.cluster_size > 1 else "households"
        if first.needed is None:
            needs = "no number of clusters would do"
        elif first.needed <= first.size.clusters:
            needs = f"{first.needed:,} {what} {'are' if first.needed == first.size.clusters else 'would be'} enough"
        else:
            counts = [row.needed for row in rows if row.needed is not None]
            wide = f" ({min(counts):,} to {max(counts):,})" if len(set(counts)) > 1 else ""
            needs = f"{100 * self.power:.0f} % would need {first.needed:,} {what}{wide}"
        return (
            f"{one.name[:1].upper()}{one.name[1:]}, {_amount(one.value, self.unit)}{source}, is found with a chance of "
            f"{chance_words(first.chance or 0.0)}{span}: {needs}."
        )


def plan_power(
    sizes: Sequence[tuple[str, TrialSize]] | TrialSize,
    wanted: Sequence[WantedEffect] = (),
    *,
    power: float = POWER,
    name: str = "plan",
    title: str = "",
    unit: str = "",
    measured: MeasuredOutcome | None = None,
    notes: Sequence[str] = (),
) -> PowerPlan:
    """Weigh surveys of several sizes against effects that would matter.

    Parameters
    ----------
    sizes
        One trial, or several with a label each; the first is the plan itself. `sizes_of` makes them.
    wanted
        Effects that would matter.
    power
        Chance wanted of finding an effect.
    name, title, unit
        Short name, what the survey asks, what the outcome is counted in.
    measured
        The survey that says how the outcome varies.
    notes
        What a reader must know.

    Returns
    -------
    PowerPlan
        For each size the detectable effect; for each wanted effect its chance and the clusters that it needs.

    Raises
    ------
    InputError
        When the power is not between the level of the test and 1, or a wanted effect is none.

    Examples
    --------
    >>> plan = plan_power(TrialSize(clusters=40, cluster_size=20, icc=0.1), [WantedEffect("a fifth", 0.2)])
    >>> plan.rows[0].needed, round(plan.rows[0].chance, 3)
    (116, 0.367)
    """
    listed = [("", sizes)] if isinstance(sizes, TrialSize) else list(sizes)
    if not listed:
        raise InputError.single("plan", "no size", "nothing can be weighed", "give a trial", "sizes")
    nothing = [one.name for one in wanted if not (np.isfinite(one.value) and one.value != 0)]
    if nothing:
        defects = [Defect("0", name, "an effect of 0 is none", "give the effect to be found") for name in nothing]
        raise InputError("plan", defects)
    rows = []
    for label, size in listed:
        detectable = minimum_detectable_effect(size, power)
        rows += [
            PlanRow(label, size, detectable, one, power_of(one.value, size), _needed(one, size, power))
            for one in wanted
        ]
        rows += [] if wanted else [PlanRow(label, size, detectable)]
    return PowerPlan(
        name=name, title=title, unit=unit, power=power, rows=tuple(rows), measured=measured, notes=tuple(notes)
    )


def sizes_of(size: TrialSize, **several: Sequence[float]) -> list[tuple[str, TrialSize]]:
    """Trials like ``size`` with every combination of the values given, labelled by what differs.

    Examples
    --------
    >>> [label for label, _ in sizes_of(TrialSize(clusters=20, cluster_size=10), clusters=(20, 40), icc=(0.05, 0.1))]
    ['20 clusters, correlation 0.05', '20 clusters, correlation 0.1', '40 clusters, correlation 0.05', \
'40 clusters, correlation 0.1']
    """
    many = {name: tuple(dict.fromkeys(values)) for name, values in several.items() if len(values)}
    found = []
    for chosen in product(*many.values()):
        values: dict[str, Any] = dict(zip(many, chosen, strict=True))
        named = {name: x for name, x in values.items() if len(many[name]) > 1}
        label = ", ".join(
            _label(name, x, grouped=size.cluster_size > 1 or "cluster_size" in many) for name, x in named.items()
        )
        found.append((label, replace(size, **values)))
    return found


def one_by_one(
    size: TrialSize, ranges: Mapping[str, Sequence[float]], label: str = "as planned"
) -> list[tuple[str, TrialSize]]:
    """The trial itself, then with one number after the other at the ends of its range."""
    changed = [
        (_label(name, x, grouped=size.cluster_size > 1), replace(size, **_changed(name, x)))
        for name, ends in ranges.items()
        for x in ends
        if x != getattr(size, name)
    ]
    return [(label if changed else "", size), *changed]


def _changed(name: str, x: float) -> dict[str, Any]:
    """One number of a trial, by its name."""
    return {name: int(x) if name == "clusters" else x}


def _label(name: str, x: float, *, grouped: bool) -> str:
    if name == "clusters":
        return f"{int(x):,} {'clusters' if grouped else 'households'}"
    if name == "cluster_size":
        return f"{x:.3g} {WORDS[name]}"
    words = WORDS.get(name, name)
    return f"{words} {x:,.0f}" if x >= WHOLE else f"{words} {x:.2g}"


def _others(label: str) -> str:
    """A label without the number of clusters."""
    return ", ".join(part for part in label.split(", ") if not part.endswith((" clusters", " households")))


def _each_once(rows: Sequence[PlanRow], first: TrialSize) -> Iterator[PlanRow]:
    seen = {first}
    for row in rows:
        if row.size not in seen:
            seen.add(row.size)
            yield row


def _needed(one: WantedEffect, size: TrialSize, power: float) -> int | None:
    try:
        return clusters_needed(one.value, size, power)
    except InputError:
        return None


def chance_words(x: float) -> str:
    """A chance in per cent that is 100 only when it is.

    Examples
    --------
    >>> chance_words(0.3456), chance_words(0.9999)
    ('35 %', 'more than 99.5 %')
    """
    return f"more than {100 * SURE:g} %" if SURE < x < 1 else f"{100 * x:.0f} %"


def _amount(x: float, unit: str) -> str:
    said = f"{x:,.0f}" if abs(x) >= WHOLE else f"{x:.3g}"
    return f"{said} {unit}".rstrip()
