"""``outgrow new NAME``: start a case."""

from __future__ import annotations

from pathlib import Path

from outgrow.initiative import new as write_case


def new(name: str, /, *, folder: Path = Path()) -> None:
    """Start a case: a folder with an initiative file, a table of districts and the schema.

    Parameters
    ----------
    name
        Name of the case, in lower-case letters, digits and hyphens.
    folder
        Folder in which the case's folder is made.
    """
    made = write_case(name, folder)
    print(f"Wrote {made}. Replace its placeholder numbers, then run: outgrow check {made}")
