"""Linked tables: which table the rows of a repeat group belong to, by which columns, and under which sheet name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.headers import match_headers
from outgrow.sources.records import Finding, SurveyTable
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

    from outgrow.sources.xlsform import Form

MAIN = ""  # name of the main table among the linked ones
LINKS = (("_parent_index", "_index"), ("PARENT_KEY", "KEY"), ("hhid", "hhid"))
LONGEST_SHEET = 31  # letters that Excel allows in the name of a sheet
CUT = re.compile(r"\.{3}(?:[ _]?\(?\d+\)?)?$")  # how KoboToolbox ends a name that was too long
FORBIDDEN = re.compile(r"[\[\]*?:/\\]")  # signs that no sheet may be called by


@dataclass(frozen=True, slots=True)
class Link:
    """Where a linked table hangs.

    Parameters
    ----------
    table
        Name of the table that its rows belong to; ``MAIN`` for the main one.
    child, parent
        Column here, and column there, whose values are equal.
    """

    table: str
    child: str
    parent: str


def link_of(name: str, frames: Mapping[str, pl.DataFrame]) -> Link | None:
    """Find the table that the rows of a linked table belong to: the main one, or an outer repeat group.

    KoboToolbox names it in ``_parent_table_name``; in exports of ODK the keys tell.

    Parameters
    ----------
    name
        The linked table.
    frames
        Every table by name, the main one under ``MAIN``.
    """
    frame = frames[name]
    for child, parent in LINKS:
        if child not in frame.columns:
            continue
        outer = _named(name, frames) if child == "_parent_index" else _holding(name, frames, child, parent)
        if outer is not None and parent in frames[outer].columns:
            return Link(outer, child, parent)
    return None


def _named(name: str, frames: Mapping[str, pl.DataFrame]) -> str:
    """The table that ``_parent_table_name`` names; the main one where it names none of the linked ones."""
    frame = frames[name]
    told = frame["_parent_table_name"].drop_nulls().cast(str) if "_parent_table_name" in frame.columns else None
    if told is None or not told.len():
        return MAIN
    return next((other for other in frames if other not in (MAIN, name) and is_sheet_of(other, told[0])), MAIN)


def _holding(name: str, frames: Mapping[str, pl.DataFrame], child: str, parent: str) -> str | None:
    """The table in which most of the keys stand; of equals the main one."""
    keys = frames[name][child].cast(str).drop_nulls().unique()
    there = {
        other: int(keys.is_in(frame[parent].cast(str).implode()).sum())
        for other, frame in frames.items()
        if other != name and parent in frame.columns
    }
    return max(there, key=lambda other: (there[other], other == MAIN), default=None)


def orphans(child: pl.DataFrame, parent: pl.DataFrame, link: Link) -> pl.Series:
    """Whether each row of a linked table lacks the row that it belongs to."""
    return ~child[link.child].cast(str).is_in(parent[link.parent].cast(str).unique().implode()).fill_null(value=False)


def link_findings(main: SurveyTable, tables: Mapping[str, SurveyTable]) -> list[Finding]:
    """Say how each linked table hangs, and how many of its rows hang nowhere."""
    frames = {MAIN: main.frame, **{name: table.frame for name, table in tables.items()}}
    return [_finding(name, frames) for name in tables]


def _finding(name: str, frames: Mapping[str, pl.DataFrame]) -> Finding:
    link = link_of(name, frames)
    if link is None:
        text = "its rows cannot be linked: neither _parent_index and _index nor PARENT_KEY and KEY are there"
        return Finding("repeats", name, text, frames[name].height, "repair")
    lost = int(orphans(frames[name], frames[link.table], link).sum())
    where = f" of '{link.table}'" if link.table != MAIN else ""
    text = f"{counted(frames[name].height, 'row')} linked by {link.child} to {link.parent}{where}"
    if not lost:
        return Finding("repeats", name, text, frames[name].height)
    return Finding("repeats", name, f"{text}; {lost:,} of them without a row there", lost, "look")


def repeat_of(sheet: str, headers: list[str], form: Form | None) -> str:
    """Repeat group that a sheet or file holds, by its name and, among several, its columns; itself when none.

    Sheet names are cut at 31 letters, may carry the form's name before, and have no colons or slashes.
    """
    fits = [name for name in (form.repeats if form else ()) if is_sheet_of(sheet, name)]
    if form is None or not fits:
        return sheet
    return max(fits, key=lambda name: len(match_headers(headers, form.of(name)).answers))


def is_sheet_of(sheet: str, name: str) -> bool:
    """Whether a sheet may be the one of a table of that name.

    Examples
    --------
    >>> is_sheet_of("members_of_the_household_who...", "members_of_the_household_who_work_on_farm")
    True
    >>> is_sheet_of("tea-plots", "plots"), is_sheet_of("plots~1", "plots"), is_sheet_of("plot", "plots")
    (True, True, False)
    """
    kept = FORBIDDEN.sub("_", name)
    cut = CUT.sub("", sheet)
    if cut != sheet:
        return len(kept) > LONGEST_SHEET - len("...") and kept.startswith(cut)
    bare = re.sub(r"~\d+$", "", sheet)
    return bare in (name, kept, kept[:LONGEST_SHEET]) or bare.endswith((f"-{name}", f"/{name}"))
