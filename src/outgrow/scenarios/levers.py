"""Levers: the options of an initiative, pulled in part or whole, alone or together, with their cost where it falls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.initiative import Change, Initiative, Option, entries, to_model_units
from outgrow.scenarios.space import latin_hypercube
from outgrow.scenarios.worlds import Worlds
from outgrow.vocabulary import Defect, InputError, Streams, did_you_mean

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lever:
    """An option of the initiative as something that can be turned up.

    Parameters
    ----------
    id, title, payer
        As in the initiative file.
    cost
        Draws of its cost at full strength, money a season, shape (D,).
    median_cost
        Median of it, money a season: what the firm is charged where it pays.
    """

    id: str
    title: str
    payer: str
    cost: Floats
    median_cost: float


def levers(initiative: Initiative, streams: Streams, draws: int) -> tuple[Lever, ...]:
    """The initiative's options as levers, with draws of their cost from a Latin hypercube."""
    known = entries(initiative)
    names = {option.id: f"options.{option.id}.cost" for option in initiative.options}
    u = latin_hypercube(streams, names.values(), draws) if names else {}
    found = []
    for option in initiative.options:
        entry = known[names[option.id]]
        factor = to_model_units(entry, initiative.money)
        cost = np.asarray(entry.parameter.at(u[names[option.id]]) * factor)
        found.append(Lever(option.id, option.title, option.payer, cost, entry.parameter.middle * factor))
    return tuple(found)


def pull(worlds: Worlds, initiative: Initiative, strengths: Mapping[str, ArrayLike]) -> Worlds:
    """The same worlds with options carried out in part or whole.

    At strength s a lever multiplies by ``1 + s*(m - 1)``, adds ``s*a`` or goes the part s of the way to what it sets,
    and costs the part s of its full cost. What the firm pays comes on the firm's fixed cost. Where several levers
    change one parameter, they act in the order of the file.

    Parameters
    ----------
    worlds
        Worlds without the options.
    initiative
        The case.
    strengths
        From 0 to 1, of each option that is pulled: one number, or one for each world.

    Raises
    ------
    InputError
        For an option that the initiative does not have, or a strength outside 0 to 1.
    """
    _check(initiative, strengths)
    changed = worlds
    for option in initiative.options:
        if option.id in strengths:
            strength = np.asarray(strengths[option.id], dtype=np.float64)
            changed = carry_out(changed, initiative, option, strength)
    return changed


def carry_out(worlds: Worlds, initiative: Initiative, option: Option, strength: ArrayLike = 1.0) -> Worlds:
    """The same worlds with one option carried out in part or whole; see `pull`."""
    strength = np.asarray(strength, dtype=np.float64)
    if np.all(strength == 1.0):  # the whole option, to the last bit as the file has it
        changed = worlds.changed(option.changes)
    else:
        values = dict(worlds.values)
        for change in option.changes:
            values[change.parameter] = _partly(values[change.parameter], change, strength)
        changed = replace(worlds, values=values)
    if option.payer != initiative.firm.actor:
        return changed
    fixed = changed.values["firm.fixed"] + strength * changed.values[f"options.{option.id}.cost"]
    return replace(changed, values={**changed.values, "firm.fixed": fixed})


def _partly(column: Floats, change: Change, strength: Floats) -> Floats:
    if change.multiply is not None:
        return np.asarray(column * (1.0 + strength * (change.multiply - 1.0)))
    if change.add is not None:
        return np.asarray(column + strength * change.add)
    assert change.set is not None
    return np.asarray(column + strength * (change.set - column))


def _check(initiative: Initiative, strengths: Mapping[str, ArrayLike]) -> None:
    known = [option.id for option in initiative.options]
    defects = [
        Defect(f"'{name}' is not an option of {initiative.id}", "strengths", did_you_mean(name, known))
        for name in strengths
        if name not in known
    ]
    defects += [
        Defect(f"{name} at {np.asarray(s).tolist()}", "strengths", "a strength lies between 0 and 1", "correct it")
        for name, s in strengths.items()
        if not (np.all(np.asarray(s) >= 0.0) and np.all(np.asarray(s) <= 1.0))
    ]
    if defects:
        raise InputError("levers", defects)
