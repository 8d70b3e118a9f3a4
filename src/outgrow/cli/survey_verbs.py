"""What the verbs that read a survey share: which words name one, where results go, how they are said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from rich.console import Console

from outgrow import __version__

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

RUNS = Path("outgrow-runs")
WIDEST_SCREEN = 110
TABLES = (
    ".csv", ".tsv", ".tab", ".txt", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".pq", ".dta",
    ".sav", ".zsav", ".por",
)  # fmt: skip


class Findings(Protocol):
    """What a survey showed: it has a name and is a table too."""

    @property
    def name(self) -> str:
        """Case or file."""
        ...

    def to_frame(self) -> pl.DataFrame:
        """The numbers."""
        ...


def is_table(name: str) -> bool:
    """Whether the words name a survey, or a table in one (FILE#TABLE), rather than a case."""
    return any(Path(part).suffix.lower() in TABLES for part in (name, name.partition("#")[0]))


def new_runs_folder(found: Findings, verb: str) -> Path:
    """Where results go when nobody says."""
    return RUNS / f"{Path(found.name).stem}-{verb}-{datetime.now():%Y%m%d-%H%M%S}"


F = TypeVar("F", bound=Findings)


def say(
    found: F,
    folder: Path | None,
    doors: Callable[[], tuple[Callable[[F, int], RenderableType], Callable[[F, Path, str], Path]]],
    *,
    as_json: bool,
) -> Path | None:
    """Print findings as JSON, or as a screen with the page's path; write the page where a folder is given.

    ``doors`` gives screen and page; it is called only when one of them is wanted, for it loads the libraries of charts.
    """
    if as_json:
        print(json.dumps(found.to_frame().to_dicts(), ensure_ascii=False))
        if folder is None:
            return None
    screen, save = doors()
    page = save(found, folder, __version__) if folder is not None else None
    if as_json:
        return page
    console = Console()
    with console.capture() as said:
        console.print(screen(found, min(console.width, WIDEST_SCREEN)))
    print(said.get(), end="")
    if page is not None:
        print(f"Page: {page}")
    return page
