"""A run laid aside: its state and record in one file, and the check that it is taken up where it was left."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from outgrow.population import Population
from outgrow.system.branch import Branch
from outgrow.system.state import State
from outgrow.system.structure import Structure
from outgrow.vocabulary import InputError

FORMAT = 2
NOBODY = -1


def fingerprint(
    words: object, structure: Structure, branches: Sequence[Branch], populations: Sequence[Population]
) -> str:
    """Digest of what a saved season belongs to: structure, worlds, households, luck, and ``words`` on the rest."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((FORMAT, words, structure.actors, structure.functions, structure.seasons)).encode())
    for branch, population in zip(branches, populations, strict=True):
        digest.update(repr(sorted((name, float(value).hex()) for name, value in branch.world.items())).encode())
        digest.update(repr((population.size, int(population.flags.sum()))).encode())
        digest.update(population.columns.sum(axis=1).tobytes())
        if branch.luck.moves is not None:
            digest.update(branch.luck.moves.shocks.tobytes())
        digest.update(branch.luck.jump.tobytes() + branch.luck.village_weather.tobytes())
    return digest.hexdigest()


def is_saved(file: Path) -> bool:
    """Whether a file holds a saved season."""
    try:
        with np.load(file, allow_pickle=False) as held:
            return "fingerprint" in held.files
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile):
        return False


def write_saved(file: Path, belongs_to: str, season: int, branches: Sequence[Branch]) -> Path:
    """Write scenarios after a season to an npz file."""
    held: dict[str, Any] = {"fingerprint": np.array(belongs_to), "season": np.array(season)}
    for k, branch in enumerate(branches):
        held |= {f"{k}.{name}": value for name, value in _arrays(branch)}
    with file.open("wb") as out:
        np.savez(out, **held)
    return file


def read_saved(file: Path, belongs_to: str, branches: Sequence[Branch]) -> int:
    """Put scenarios where they were when they were written; the number of the last season that they ran.

    Raises
    ------
    InputError
        When the file is no saved season, or belongs to another run.
    """
    try:
        with np.load(file, allow_pickle=False) as held:
            kept = {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        found = "it is no saved season" if file.is_file() else "there is no such file"
        raise InputError.single(str(file), found, "", "Give a file that a run has saved") from None
    if str(kept.get("fingerprint")) != belongs_to:
        raise InputError.single(
            str(file),
            "a season of another run",
            "case, parameters, households, seed, draw, shocks and watched households must be the same",
            "Take it up with what it was saved with, or start anew",
        )
    for k, branch in enumerate(branches):
        _restore(branch, {name.partition(".")[2]: value for name, value in kept.items() if name.startswith(f"{k}.")})
    return int(kept["season"])


def _arrays(branch: Branch) -> Iterator[tuple[str, Any]]:
    for field in fields(State):
        yield f"state.{field.name}", np.asarray(getattr(branch.state, field.name))
    recorder = branch.recorder
    actors = recorder.structure.actors
    yield "takers", np.array([NOBODY if t is None else actors.index(t) for t in recorder.takers])
    for name in ("rows", "spent", "by_district", "money", "volumes"):
        yield f"record.{name}", np.array(getattr(recorder, name))
    for name in recorder.lives[0] if recorder.lives else ():
        yield f"life.{name}", np.stack([season[name] for season in recorder.lives])


def _restore(branch: Branch, held: dict[str, Any]) -> None:
    state, recorder = branch.state, branch.recorder
    for field in fields(State):
        value, now = held[f"state.{field.name}"], getattr(state, field.name)
        if field.name in ("status", "skill"):
            now[:] = value  # the kernel holds these arrays
        else:
            setattr(state, field.name, value if isinstance(now, np.ndarray) else type(now)(value))
    actors = recorder.structure.actors
    recorder.takers = tuple(None if t == NOBODY else actors[t] for t in held["takers"].tolist())
    recorder.rows = [tuple(row) for row in held["record.rows"].tolist()]
    for name in ("spent", "by_district", "money", "volumes"):
        setattr(recorder, name, list(held[f"record.{name}"]))
    lives = {name.partition(".")[2]: value for name, value in held.items() if name.startswith("life.")}
    seasons = range(len(recorder.rows) if lives else 0)
    recorder.lives = [{name: value[t] for name, value in lives.items()} for t in seasons]
