"""The cases that come with outgrow."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

INITIATIVE_FILE = "initiative.yaml"
PROFILE_FILE = "profile.yaml"
CASE_FILES = (INITIATIVE_FILE, PROFILE_FILE)
"""Files that make a folder a case, the first one found being read."""


def shipped_cases() -> dict[str, Path]:
    """Folder of every case that comes with outgrow, by name in alphabetical order.

    Examples
    --------
    >>> all(folder.is_dir() for folder in shipped_cases().values())
    True
    """
    return cases_in(Path(str(files("outgrow"))) / "cases")


def cases_in(folder: Path) -> dict[str, Path]:
    """Folder of every case in a folder, by name in alphabetical order; other folders are passed over.

    Parameters
    ----------
    folder
        Folder whose sub-folders are looked at.
    """
    return {inner.name: inner for inner in sorted(folder.iterdir()) if case_file(inner) is not None}


def case_file(folder: Path) -> Path | None:
    """The file of a folder that describes its case, or None."""
    return next((folder / name for name in CASE_FILES if (folder / name).is_file()), None)
