"""Worlds on disk: a folder with a manifest, a dictionary of columns, and one Parquet part for each chunk of worlds.

A part is written beside its place, flushed, and moved there in one step; so a part is there whole or not at all,
whatever moment a run is killed at. The manifest says what the parts are of, and a folder of anything else is refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from outgrow.scenarios.part import Part, Setting
from outgrow.vocabulary import Defect, InputError, RunError

if TYPE_CHECKING:
    import polars as pl

FORMAT = 1
MANIFEST, COLUMNS = "manifest.json", "columns.json"
WORDS: Final = {
    "format": "layout of the folder",
    "case": "initiative",
    "fingerprint": "content of the initiative file and its tables",
    "outgrow": "version of outgrow",
    "seed": "seed",
    "households": "synthetic households in each world",
    "design": "design of the worlds",
    "chunk": "worlds in a part",
}


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of simulated worlds.

    Parameters
    ----------
    folder
        Where it lies.
    chunk
        Worlds in a part.
    """

    folder: Path
    chunk: int

    def seasons_file(self, part: int) -> Path:
        """Rows by draw and season; written last, so that it marks the part as complete."""
        return self.folder / f"seasons-{part:06d}.parquet"

    def worlds_file(self, part: int) -> Path:
        """Rows by draw."""
        return self.folder / f"worlds-{part:06d}.parquet"

    def complete(self, parts: int) -> list[int]:
        """Numbers of the parts that are there and can be read; broken ones are taken away."""
        return [part for part in range(parts) if self._whole(part)]

    def _whole(self, part: int) -> bool:
        files = self.worlds_file(part), self.seasons_file(part)
        if not all(file.is_file() for file in files):
            return False
        if all(_readable(file) for file in files):
            return True
        for file in files:
            file.unlink(missing_ok=True)
        return False

    def write(self, number: int, part: Part) -> None:
        """Store a part.

        Raises
        ------
        RunError
            When the disk is full or cannot be written to.
        """
        seasons, worlds = part.frames()
        self._replace(self.worlds_file(number), _parquet(worlds))
        self._replace(self.seasons_file(number), _parquet(seasons))

    def read(self, number: int) -> Part:
        """A part as it was stored."""
        import polars as pl  # noqa: PLC0415  loaded only when something is stored

        seasons, worlds = (pl.read_parquet(f) for f in (self.seasons_file(number), self.worlds_file(number)))
        return Part(_columns(seasons), _columns(worlds))

    def _replace(self, file: Path, content: bytes) -> None:
        beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        try:
            with beside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(file)
        except OSError as problem:
            _forget(beside)
            kept = len(list(self.folder.glob("seasons-*.parquet"))) * self.chunk
            raise RunError(
                f"{file}: the simulated worlds could not be written ({problem.strerror or problem}). About {kept:,} "
                f"worlds that were finished are kept in {self.folder}. Make room on the disk and give the same command "
                f"again: it goes on where it stopped."
            ) from None


def open_store(
    folder: Path, setting: Setting, design: Mapping[str, Any], chunk: int, columns: Sequence[Mapping[str, str]] = ()
) -> Store:
    """Open a folder of worlds, or begin it.

    Parameters
    ----------
    folder
        New, empty, or begun before with the same initiative, version, seed, households, design and chunk.
    setting
        What all worlds share.
    design
        What the worlds are: names and sizes that tell one design from another.
    chunk
        Worlds in a part.
    columns
        Name, unit and meaning of each column, for ``columns.json``.

    Raises
    ------
    InputError
        When the folder holds something else; names every difference.
    """
    manifest = {
        "format": FORMAT,
        "case": setting.case,
        "fingerprint": setting.fingerprint,
        "outgrow": version("outgrow"),
        "seed": setting.seed,
        "households": setting.households,
        "design": dict(design),
        "chunk": chunk,
    }
    store = Store(folder, chunk)
    if folder.exists():
        _check(folder, manifest)
        for left in folder.glob("*.tmp"):
            _forget(left)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError.single(
            str(folder), f"the folder cannot be made ({problem.strerror})", "results are stored in it", "name another"
        ) from None
    if not (folder / MANIFEST).is_file():
        store._replace(folder / COLUMNS, _json(list(columns)))
        store._replace(folder / MANIFEST, _json(manifest))
    return store


def _check(folder: Path, wanted: Mapping[str, Any]) -> None:
    """Refuse a folder that holds something else."""
    file = folder / MANIFEST
    if not file.is_file():
        if not folder.is_dir() or any(
            not entry.name.endswith(".tmp") and entry.name != COLUMNS for entry in folder.iterdir()
        ):
            why = "it is not a folder of simulated worlds, and nothing that is there is overwritten"
            raise InputError.single(str(folder), f"it exists and has no {MANIFEST}", why, "name another folder")
        return
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError.single(str(file), "it cannot be read", "it says what the worlds are", "name another folder")
    defects = list(_differences(found, wanted))
    if defects:
        raise InputError(str(folder), defects)


def _differences(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Defect]:
    for key, value in wanted.items():
        if found.get(key) != value:
            yield Defect(
                f"it was begun with {found.get(key)!r}, and {value!r} is asked for",
                WORDS[key],
                "Worlds of the two cannot stand in one folder",
                "Name another folder, or ask for what it was begun with",
            )


def _parquet(frame: pl.DataFrame) -> bytes:
    """The same bytes for the same table."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _readable(file: Path) -> bool:
    """Whether a table has its footer, which is written last."""
    import polars as pl  # noqa: PLC0415

    try:
        pl.read_parquet_schema(file)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True


def _columns(frame: pl.DataFrame) -> dict[str, Any]:
    return {name: frame[name].to_numpy() for name in frame.columns}


def _forget(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return
