"""A folder for results that is made anew and never overwrites anything, and what is written into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl


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


def write_findings(
    folder: str | Path, why: str, page: str, html: str, summary: str, tables: Mapping[str, pl.DataFrame]
) -> Path:
    """Write a page, ``summary.txt`` and a CSV file a table into a new folder, and give the page's path.

    Raises
    ------
    InputError
        When the folder exists already, for the reason given.
    """
    place = new_folder(Path(folder), why)
    for name, table in tables.items():
        table.write_csv(place / f"{name}.csv")
    (place / "summary.txt").write_text(summary + "\n", encoding="utf-8")
    written = place / page
    written.write_text(html, encoding="utf-8")
    return written


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Write plain data as JSON, a line an entry."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
