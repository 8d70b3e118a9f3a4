"""What institutions and government can do: levers that change a mechanism's parameters, by how much and on what ground.

A lever is never a score. Pulled with strength 1 it multiplies a parameter, adds to it, or closes a share of what is
missing to 1; with less strength that much of the effect. The size of each effect is an uncertain number with a source,
or an assumption with a wide interval. The table is ``public_levers.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np

from outgrow.system.terms import OPTIONAL
from outgrow.vocabulary import Defect, InputError, Parameter, Streams, did_you_mean

How = Literal["multiply", "add", "towards"]
POOL = "common_pool."
WORDS = {"multiply": "times {low:g} to {high:g}", "add": "plus {low:g} to {high:g}", "towards": "{low:.0%} to {high:.0%} of what is missing to 1"}  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class Effect:
    """What a lever does to one parameter at full strength.

    Parameters
    ----------
    step
        Step of the season in which it is felt.
    parameter
        Dotted name.
    how
        ``multiply`` by the size, ``add`` it, or go that share of the way ``towards`` 1.
    size
        Uncertain number with its source.
    """

    step: str
    parameter: str
    how: How
    size: Parameter

    def sentence(self) -> str:
        """By how much, as a person would say it."""
        return WORDS[self.how].format(low=self.size.low, high=self.size.high)

    def on(self, value: float, strength: float, u: float) -> float:
        """The parameter after the lever was pulled, with the effect's size at its quantile ``u``."""
        size = float(self.size.at(np.array([u]))[0])
        if self.how == "multiply":
            return value * (1.0 + strength * (size - 1.0))
        if self.how == "add":
            return min(value + strength * size, 1.0)
        return value + strength * size * (1.0 - value)


@dataclass(frozen=True, slots=True)
class PublicLever:
    """Something that institutions or government can do.

    Parameters
    ----------
    id, title
        Short name and what it is.
    actor
        ``government`` or ``institution``.
    effects
        What it does to parameters.
    """

    id: str
    title: str
    actor: str
    effects: tuple[Effect, ...]


@lru_cache(maxsize=1)
def public_levers() -> tuple[PublicLever, ...]:
    """All levers of institutions and government.

    Examples
    --------
    >>> [lever.id for lever in public_levers()][:3]
    ['infrastructure', 'information', 'level_playing_field']
    """
    text = files("outgrow.system").joinpath("public_levers.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return tuple(
        PublicLever(name, own[0]["title"], own[0]["actor"], tuple(map(_effect, own)))
        for name in dict.fromkeys(row["lever"] for row in rows)
        if (own := [row for row in rows if row["lever"] == name])
    )


def _effect(row: Mapping[str, str]) -> Effect:
    size = Parameter(
        low=float(row["low"]),
        high=float(row["high"]),
        family="uniform",
        unit="share",
        source=row["source"],
        note=row["note"],
    )
    return Effect(row["step"], row["parameter"], row["how"], size)  # type: ignore[arg-type]  # tested against How


def pulled(
    world: Mapping[str, float], strengths: Mapping[str, float], streams: Streams | None = None, draw: int = 0
) -> dict[str, float]:
    """A world after levers were pulled.

    Parameters
    ----------
    world
        Value of every parameter by dotted name, in units of the model.
    strengths
        From 0 to 1 by the id of a lever.
    streams, draw
        Draw the sizes of the effects for that world; their medians when left out.

    Raises
    ------
    InputError
        For levers that do not exist and strengths outside 0 to 1.

    Examples
    --------
    >>> after = pulled({"government.transport": 2.0}, {"infrastructure": 1.0})
    >>> round(after["government.transport"], 3)
    1.35
    """
    known = {lever.id: lever for lever in public_levers()}
    _check(strengths, list(known))
    after = dict(world)
    for name, strength in strengths.items():
        for effect in known[name].effects:
            if effect.parameter.startswith(POOL) and f"{POOL}start" not in world:
                continue  # a chain without a common pool
            value = after.get(effect.parameter, OPTIONAL.get(effect.parameter))
            if value is None:
                continue
            stream = f"public lever {name} {effect.parameter}"
            u = float(streams.uniforms(stream, 1, draw)[0]) if streams else 0.5
            after[effect.parameter] = effect.on(value, strength, u)
    return after


def _check(strengths: Mapping[str, float], known: list[str]) -> None:
    defects = [
        Defect(f"'{name}'", "levers", "this is no lever of institutions or government", did_you_mean(name, known))
        for name in strengths
        if name not in known
    ]
    defects += [
        Defect(f"{strength:g}", name, "a strength lies between 0 and 1", "correct it")
        for name, strength in strengths.items()
        if not 0.0 <= strength <= 1.0
    ]
    if defects:
        raise InputError("levers of institutions and government", defects)
