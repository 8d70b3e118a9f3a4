"""A folder for results that is made anew and never overwrites anything, and data written into it as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from outgrow.vocabulary import InputError


def new_folder(
    folder: Path, why: str = "a run never overwrites what is there", todo: str = "choose another folder"
) -> Path:
    """Make the folder and give it back, or say that it exists.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise InputError.single(str(folder), "the folder exists already", why, todo) from None
    return folder


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Write plain data as JSON, a line an entry."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
