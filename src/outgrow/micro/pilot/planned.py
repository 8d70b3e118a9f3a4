"""What is asked of a next survey, and the plans that answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from outgrow.micro.design import PowerPlan, TrialSize, WantedEffect

if TYPE_CHECKING:
    import polars as pl

ASKED = "the effect asked about"
USUAL = 0.8  # chance of finding an effect that surveys are planned for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a next survey is to be; None and empty for what is left as the data or the plan has it.

    Parameters
    ----------
    clusters, cluster_sizes, iccs, effects
        Values that are weighed, one or several each.
    sd, size_cv, share_treated, take_up, r2_cluster, r2_unit
        Numbers of the trial, as in `TrialSize`.
    alpha, power
        Two-sided level of the test, and chance wanted of finding an effect.
    """

    clusters: tuple[int, ...] = ()
    cluster_sizes: tuple[float, ...] = ()
    iccs: tuple[float, ...] = ()
    effects: tuple[float, ...] = ()
    sd: float | None = None
    size_cv: float | None = None
    share_treated: float | None = None
    take_up: float | None = None
    r2_cluster: float | None = None
    r2_unit: float | None = None
    alpha: float | None = None
    power: float | None = None

    @property
    def chance(self) -> float:
        """Chance wanted of finding an effect; 0.8 where none is said."""
        return USUAL if self.power is None else self.power

    @property
    def numbers(self) -> dict[str, Any]:
        """Single numbers that were given, by their name in `TrialSize`."""
        names = ("sd", "size_cv", "share_treated", "take_up", "r2_cluster", "r2_unit", "alpha")
        return {name: x for name in names if (x := getattr(self, name)) is not None}

    @property
    def several(self) -> dict[str, tuple[Any, ...]]:
        """Values that are weighed, by their name in `TrialSize`."""
        named = {"clusters": self.clusters, "cluster_size": self.cluster_sizes, "icc": self.iccs}
        return {name: values for name, values in named.items() if values}

    def changed(self, size: TrialSize) -> TrialSize:
        """A trial with the numbers that were given, and the first of the values that are weighed."""
        given: dict[str, Any] = {**{name: values[0] for name, values in self.several.items()}, **self.numbers}
        return replace(size, **given)

    @property
    def wanted(self) -> tuple[WantedEffect, ...]:
        """Effects that are asked about."""
        several = len(self.effects) > 1
        return tuple(WantedEffect(ASKED, x, "", f"{x:g}" if several else "asked about") for x in self.effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerReport:
    """What surveys could find: one plan a question or planned survey.

    Parameters
    ----------
    name
        Case or file; a planned survey where numbers were given.
    origin
        Where the data come from; empty where numbers were given.
    plans
        One a question or planned survey.
    notes
        What could not be worked out, and why.
    """

    name: str
    origin: str
    plans: tuple[PowerPlan, ...]
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> PowerPlan:
        """The plan of a name."""
        for plan in self.plans:
            if plan.name == name:
                return plan
        raise KeyError(name)

    def to_frame(self) -> pl.DataFrame:
        """All plans, one row a size and wanted effect."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.concat([plan.to_frame() for plan in self.plans])

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name, for writing to files."""
        found = {"power": self.to_frame()}
        for plan in self.plans:
            found[f"effects-{plan.name}"] = plan.over_effects()
            found[f"clusters-{plan.name}"] = plan.over_clusters()
            if plan.measured is not None:
                found[f"measured-{plan.name}"] = plan.measured.to_frame()
        return found

    def summary(self) -> str:
        """A paragraph a plan, then notes and origin."""
        said = [plan.summary() for plan in self.plans]
        return "\n\n".join([*said, *self.notes, *([f"Data: {self.origin}"] if self.origin else [])])
