"""Stress: a price or a harvest that falls or rises in one season, on top of the luck of a world."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from outgrow.vocabulary import Defect, InputError, did_you_mean

KINDS: Final = {
    "price": "the world price jumps and then returns to its trend as any deviation does",
    "harvest": "every household's harvest of that season changes",
}
WORST = -1.0


@dataclass(frozen=True, slots=True)
class Shock:
    """A relative change in one season.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    season
        In which season, 1 is the first.
    size
        Relative change, above -1: -0.4 takes 40 % away.
    """

    kind: str
    season: int
    size: float


def check_shocks(shocks: Sequence[Shock], seasons: int) -> None:
    """Refuse shocks that cannot happen.

    Raises
    ------
    InputError
        With every shock of an unknown kind, outside the seasons, or of -100 % and worse.
    """
    defects = []
    for shock in shocks:
        where = f"{shock.kind} in season {shock.season}"
        if shock.kind not in KINDS:
            defects.append(
                Defect(f"'{shock.kind}'", "kind", "no shock is of this kind", did_you_mean(shock.kind, [*KINDS]))
            )
        if not 1 <= shock.season <= seasons:
            defects.append(Defect(f"season {shock.season}", where, f"the run has seasons 1 to {seasons}", "correct it"))
        if not math.isfinite(shock.size):
            why, todo = "a relative change is a finite number", "Give one above -1, such as -0.4 or 0.5"
            defects.append(Defect(f"a change of {shock.size}", where, why, todo))
        elif shock.size <= WORST:
            why = "a shock of -100 % or worse leaves nothing, and growth has no way back from nothing"
            defects.append(Defect(f"{shock.size:+z.0%}", where, why, "Give more than -1, such as -0.95"))
    if defects:
        raise InputError("shocks", defects)
