"""What a planned survey could find, from numbers alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from outgrow.micro.design import TrialSize, plan_power, sizes_of
from outgrow.micro.pilot.planned import Asked, PowerReport
from outgrow.vocabulary import InputError


def numbers_power(asked: Asked, *, unit: str = "") -> PowerReport:
    """Plan a survey from numbers alone.

    Parameters
    ----------
    asked
        At least the number of clusters, or an effect, of which the clusters that it needs are then found.
    unit
        What the outcome is counted in; standard deviations where ``sd`` is left out.

    Returns
    -------
    PowerReport
        With one plan.

    Raises
    ------
    InputError
        With every number outside its range; when neither clusters nor an effect are given.

    Examples
    --------
    >>> found = numbers_power(Asked(clusters=(40,), cluster_sizes=(20,), iccs=(0.1,)))
    >>> round(found["numbers"].rows[0].detectable.effect, 3)
    0.346
    """
    if not asked.clusters and not asked.effects:
        why = "power needs a size, or an effect whose size is looked for"
        todo = "give --clusters, or --effect; or name a survey's file or a case"
        raise InputError.single("power", "neither clusters nor an effect", why, todo)
    if not asked.iccs and any(m > 1 for m in asked.cluster_sizes):
        why = "members of a cluster are alike, and a survey that takes them for strangers promises too much"
        todo = "give --icc; 0.05 to 0.2 is usual for yields and incomes within villages, and a survey's file shows it"
        raise InputError.single("power", "clusters without an intra-cluster correlation", why, todo, "icc")
    found = asked if asked.clusters else _with_needed(asked)
    first = _trial(found)
    words = unit or ("" if asked.sd is not None else "standard deviations")
    plan = plan_power(sizes_of(first, **found.several), found.wanted, power=found.chance, name="numbers", unit=words)
    return PowerReport(name="A planned survey", origin="", plans=(plan,))


def _with_needed(asked: Asked) -> Asked:
    """The same with the clusters that the effects need, the most demanding first number of everything else."""
    size = _trial(replace(asked, clusters=(4,)))
    rows = plan_power(size, asked.wanted, power=asked.chance).rows
    missing = [row.wanted.value for row in rows if row.needed is None and row.wanted is not None]
    if missing:
        listed = ", ".join(f"{x:g}" for x in missing)
        raise InputError.single("power", f"an effect of {listed}", "no survey would find it", "look for a larger one")
    return replace(asked, clusters=tuple(sorted({row.needed for row in rows if row.needed is not None})))


def _trial(asked: Asked) -> TrialSize:
    """The first value of everything; every number outside its range is told at once."""
    first: dict[str, Any] = {name: values[0] for name, values in asked.several.items()}
    for position in range(1, max(map(len, asked.several.values()), default=1)):
        for name, values in asked.several.items():
            if position < len(values):
                TrialSize(**{**first, **asked.numbers, name: values[position]})
    return TrialSize(**first, **asked.numbers)
