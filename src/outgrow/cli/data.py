"""``outgrow data``: the open data sets that outgrow knows, their terms, and their files."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from outgrow.sources import DataSet, dataset, datasets, find
from outgrow.sources import fetch as fetch_files

WIDTH = 80
PASSED_ON = {"yes": "may be passed on", "no": "not to be passed on", "unclear": "passing on unclear"}


def data(name: str | None = None, /, *, fetch: bool = False, mirror: Path | None = None) -> None:
    """List the open data sets, show the terms of one, or fetch its files.

    Parameters
    ----------
    name
        Data set to show; all are listed when left out.
    fetch
        Get its files: those that are not on this machine are downloaded. Each is verified.
    mirror
        Folder with the files, or with the data set's folder.
    """
    if name is None:
        for entry in datasets().values():
            print(_line(entry, mirror))
        return
    entry = dataset(name)
    print(_terms(entry), file=sys.stderr if fetch else sys.stdout)
    if fetch:
        for path in fetch_files(entry, mirror=mirror, download=True).values():
            print(path)
    else:
        print(_files(entry, mirror))


def _line(entry: DataSet, mirror: Path | None) -> str:
    """Name and title, then how much of it is here and what may be done with it."""
    here = len(find(entry, mirror=mirror))
    title = textwrap.fill(entry.title, WIDTH, initial_indent=f"{entry.name:20}", subsequent_indent=" " * 20)
    return f"{title}\n{'':20}{here} of {len(entry.files)} files here; {PASSED_ON[entry.redistributable]}"


def _terms(entry: DataSet) -> str:
    return "\n".join(
        textwrap.fill(
            f"{word:11}{text}", WIDTH, subsequent_indent=" " * 11, break_on_hyphens=False, break_long_words=False
        )
        for word, text in (
            ("Data set", f"{entry.name}: {entry.title} ({entry.country})"),
            ("Cite as", entry.citation),
            ("Address", entry.address),
            ("Licence", f"{entry.licence} ({PASSED_ON[entry.redistributable]})"),
            ("Note", entry.note),
            ("Checked", entry.checked),
        )
        if text
    )


def _files(entry: DataSet, mirror: Path | None) -> str:
    here = find(entry, mirror=mirror)
    width = max(len(file.name) for file in entry.files)
    lines = []
    for file in entry.files:
        absent = "not here; --fetch downloads it" if file.address else f"not here; made from {file.made_from}"
        lines.append(f"  {file.name:{width}}  {file.bytes / 1000:8,.0f} kB  {here.get(file.name) or absent}")
    return "\n".join(["Files", *lines])
