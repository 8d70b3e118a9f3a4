"""Finding the files of an open data set on this machine, or downloading them on request, always verified."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from outgrow.sources.registry import DataFile, DataSet, dataset
from outgrow.vocabulary import Defect, InputError

PATIENCE = 60.0  # seconds without an answer after which a download is given up
MIRROR, CACHE = "OUTGROW_SHARED", "OUTGROW_CACHE"
SHOWN_DIGITS = 12


def cache_folder() -> Path:
    """Folder that keeps downloaded data: OUTGROW_CACHE, else the user's own cache folder."""
    if named := os.environ.get(CACHE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "outgrow"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "outgrow"


def find(data: str | DataSet, *, mirror: str | Path | None = None) -> dict[str, Path]:
    """Where the files of a data set lie on this machine; files that are not here are left out.

    Looked for in the mirror given; else in ``data`` of the folder that OUTGROW_SHARED names, or of
    ``../shared``; else in the cache folder. Contents are not verified; `fetch` does that.

    Parameters
    ----------
    data
        Name of a data set, or a `DataSet` of your own.
    mirror
        Folder that holds the data set's folder, or its files.
    """
    entry = _entry(data)
    places = list(_places(entry, mirror))
    found = {file.name: [folder / file.name for folder in places] for file in entry.files}
    present = {name: next((path for path in paths if path.is_file()), None) for name, paths in found.items()}
    return {name: path for name, path in present.items() if path is not None}


def fetch(
    data: str | DataSet,
    files: Iterable[str] | None = None,
    *,
    mirror: str | Path | None = None,
    download: bool = False,
) -> dict[str, Path]:
    """Find the files of a data set, each verified by its SHA-256; download them only when asked to.

    Parameters
    ----------
    data
        Name of a data set, or a `DataSet` of your own.
    files
        Names of the files wanted; all when None.
    mirror
        Folder that holds the data set's folder, or its files; see `find` for where else is looked.
    download
        Whether to download into the cache folder what is not found on this machine.

    Returns
    -------
    dict
        Path of each file by its name.

    Raises
    ------
    InputError
        With a defect for each file that is not here, could not be downloaded, or is not the published one.
    """
    entry = _entry(data)
    wanted = list(entry.files) if files is None else [entry.file(name) for name in files]
    here = find(entry, mirror=mirror)
    paths: dict[str, Path] = {}
    defects: list[Defect] = []
    for file in wanted:
        outcome = _verified(file, here) if file.name in here else _from_afar(entry, file, download=download)
        if isinstance(outcome, Defect):
            defects.append(outcome)
        else:
            paths[file.name] = outcome
    if defects:
        raise InputError(f"data set '{entry.name}'", defects)
    return paths


def _entry(data: str | DataSet) -> DataSet:
    return dataset(data) if isinstance(data, str) else data


def _places(entry: DataSet, mirror: str | Path | None) -> Iterator[Path]:
    """Folders in which the data set's files may lie, nearest first."""
    if mirror is not None:
        yield from (Path(mirror) / entry.folder, Path(mirror) / entry.name, Path(mirror))
        return
    shared = Path(os.environ.get(MIRROR) or Path.cwd().parent / "shared")
    yield shared / "data" / entry.folder
    yield cache_folder() / entry.name


def _verified(file: DataFile, here: Mapping[str, Path]) -> Path | Defect:
    path = here[file.name]
    digits = hashlib.sha256(path.read_bytes()).hexdigest()
    return path if digits == file.sha256 else _another(file, digits, str(path))


def _another(file: DataFile, digits: str, where: str) -> Defect:
    found = f"its SHA-256 begins with {digits[:SHOWN_DIGITS]}, the registry's with {file.sha256[:SHOWN_DIGITS]}"
    why = "It is not the file that was published, or not complete"
    return Defect(found, where, why, "Remove it and fetch it again; to read it as it is, give its own path")


def _from_afar(entry: DataSet, file: DataFile, *, download: bool) -> Path | Defect:
    """The file after a download, or why there is none."""
    kept = cache_folder() / entry.name / file.name
    if not file.address:
        why = f"The registry has no address of it: it was made from {file.made_from} ({entry.address})"
        return Defect("it is not on this machine", file.name, why, f"Put it at {kept}, or set {MIRROR}")
    if not download:
        todo = f"Ask for it with: outgrow data {entry.name} --fetch. Or put it at {kept}, or set {MIRROR}"
        return Defect("it is not on this machine", file.name, "Nothing is downloaded unasked", todo)
    try:
        content = _download(file)
    except (URLError, OSError) as problem:
        reason = f"HTTP {problem.code}" if isinstance(problem, HTTPError) else getattr(problem, "reason", problem)
        todo = f"Try again with a connection, or put the file at {kept}"
        return Defect(f"{file.address} cannot be read", file.name, f"The answer was: {reason}", todo)
    digits = hashlib.sha256(content).hexdigest()
    if digits != file.sha256:
        return _another(file, digits, file.address)
    _keep(content, kept)
    return kept


def _download(file: DataFile) -> bytes:
    """The content at the file's address; not much more than was announced."""
    request = Request(file.address, headers={"User-Agent": "outgrow"})
    with urlopen(request, timeout=PATIENCE) as answer:
        content: bytes = answer.read(file.bytes + 1)
    return content


def _keep(content: bytes, path: Path) -> None:
    """Write whole or not at all, so that a broken off download leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
