"""The cases that come with outgrow."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

INITIATIVE_FILE = "initiative.yaml"


def shipped_cases() -> dict[str, Path]:
    """Folder of every case that comes with outgrow, by name in alphabetical order.

    Examples
    --------
    >>> all(folder.is_dir() for folder in shipped_cases().values())
    True
    """
    folder = Path(str(files("outgrow"))) / "cases"
    return {file.parent.name: file.parent for file in sorted(folder.glob(f"*/{INITIATIVE_FILE}"))}
