"""``outgrow cases``: the case library listed, filtered, compared, and written as a table or a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from outgrow.cli.written import write_text

if TYPE_CHECKING:
    from rich.table import Table

    from outgrow.history import Documented

WIDEST_SCREEN = 110
COLUMN_WIDTH = 20  # least width in which a case can be read beside others
LEGEND = "pilot: households at the pilot stage, ~ where only a range is known; later: the last count, and its year"
SHORT_LEADS = {"farmer_organisation": "growers", "government": "state", "institution": "institute"}
Only = Annotated[bool, Parameter(negative=())]


def cases(
    *names: str,
    crop: str | None = None,
    country: str | None = None,
    class_: Annotated[str | None, Parameter(name="--class")] = None,
    lead: str | None = None,
    local: Only = False,
    successful: Only = False,
    owned: Only = False,
    known: Only = False,
    folder: Annotated[Path | None, Parameter(name="--cases")] = None,
    table: Path | None = None,
    csv: Path | None = None,
    page: Path | None = None,
) -> None:
    """List the documented cases, filter them, or compare those that are named.

    Parameters
    ----------
    names
        Cases to compare side by side; all are listed when none is named.
    crop, country
        Words that stand in the product and in the country.
    class_
        What became of it: scales, depends, stalls, collapses, bypasses, exhausts, fails, or unknown.
    lead
        Kind of the actor that leads, such as firm, ngo or farmer_organisation.
    local
        Only those in one country whose pilot reached at most a tenth of those who could take part.
    successful
        Only those of which a study with a comparison group found that the pilot's members gained.
    owned
        Only those in which growers, their organisation and the firm held at least half of the decisions.
    known
        Only those of which it is known what became of them.
    folder
        Folder whose sub-folders are cases, or one case's folder, instead of those that come with outgrow.
    table
        CSV file to write the coded conditions of the selected cases to (fuzzy memberships, for QCA).
    csv
        CSV file to write the facts of the selected cases to: who, where, how many, what became of it.
    page
        Markdown file to write the selected cases to, each with its counts, readings and sources.
    """
    from rich.console import Console  # noqa: PLC0415

    from outgrow.history import cases_table, catalogue, library, listing, select  # noqa: PLC0415  heavy

    asked = {"local": local, "successful": successful, "owned": owned, "known": known}
    criteria = [name for name, wanted in asked.items() if wanted]
    chosen = select(library(folder), crop=crop, country=country, became=class_, lead=lead, criteria=criteria)
    chosen = _named(chosen, names)
    if table is not None:
        write_text(table, cases_table("fuzzy", chosen).write_csv(), "--table")
    if csv is not None:
        write_text(csv, listing(chosen).write_csv(), "--csv")
    if page is not None:
        write_text(page, catalogue(chosen), "--page")
    console = Console()
    width = min(console.width, WIDEST_SCREEN)
    with console.capture() as said:
        if names:
            most = max(width // COLUMN_WIDTH, 1)
            for first in range(0, len(chosen), most):
                console.print(_compared(chosen[first : first + most]), width=width)
                console.print()
        elif chosen:
            console.print(_listed(chosen), width=width)
            console.print(LEGEND, width=width, highlight=False, style="dim")
        console.print(_count(chosen), width=width, highlight=False)
        for file in (table, csv, page):
            if file is not None:
                console.print(f"Wrote {file}.", highlight=False, soft_wrap=True)
    print("\n".join(line.rstrip() for line in said.get().splitlines()))


def _named(chosen: tuple[Documented, ...], names: tuple[str, ...]) -> tuple[Documented, ...]:
    """The named cases, in the order in which they were named."""
    from outgrow.vocabulary import Defect, InputError, did_you_mean  # noqa: PLC0415

    known = {entry.name: entry for entry in chosen}
    wrong = [name for name in names if name not in known]
    if wrong:
        hints = {name: did_you_mean(name, list(known)) for name in wrong}
        raise InputError(
            "outgrow cases",
            [Defect(f"'{name}' is not one of the selected cases", "", "", hints[name]) for name in wrong],
        )
    return tuple(known[name] for name in names) if names else chosen


def _listed(chosen: tuple[Documented, ...]) -> Table:
    from rich.table import Table  # noqa: PLC0415

    from outgrow.history import listing  # noqa: PLC0415

    made = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    for head in ("case", "lead", "from", "pilot", "later", "became"):
        made.add_column(head, no_wrap=True, justify="right" if head == "pilot" else "left")
    for row in listing(chosen).to_dicts():
        lead = SHORT_LEADS.get(row["lead"], row["lead"])
        made.add_row(row["case"], lead, str(row["first_year"]), _pilot(row), _last(row), row["class"])
    return made


def _pilot(row: Mapping[str, Any]) -> str:
    """Households at the pilot stage, to two digits behind a tilde where only a range is known."""
    middle = row["reached"]
    return f"~{float(f'{middle:.2g}'):,.0f}" if row["reached_low"] < row["reached_high"] else f"{middle:,.0f}"


def _compared(chosen: tuple[Documented, ...]) -> Table:
    """One column a case: who, where, what, how many, the coded conditions, what became of it."""
    from rich.table import Table  # noqa: PLC0415

    from outgrow.history import CONDITIONS, CRITERIA, cases_table, counted, listing  # noqa: PLC0415

    rows = listing(chosen).to_dicts()
    coded = cases_table("fuzzy", chosen, outcome=False).to_dicts()
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    made.add_column("")
    for entry in chosen:
        made.add_column(entry.name, overflow="fold")
    for key in ("country", "product", "lead", "first_year"):
        made.add_row(key.replace("_", " "), *(str(row[key]).replace("_", " ") for row in rows))
    for key in ("reached", "target"):
        made.add_row(f"households {key}", *(counted(row[f"{key}_low"], row[f"{key}_high"]) for row in rows))
    for criterion in CRITERIA:
        made.add_row(criterion, *("yes" if row[criterion] else "no" for row in rows))
    for condition in CONDITIONS:
        made.add_row(condition.text, *(f"{row[condition.name]:.2f}" for row in coded))
    made.add_row("became", *(str(row["class"]) for row in rows), style="bold")
    made.add_row("or, by another reading", *(_second(row) for row in rows))
    made.add_row("last count", *(_last(row) for row in rows))
    made.add_row("why", *(entry.outcome.why if entry.outcome else "" for entry in chosen))
    return made


def _second(row: Mapping[str, Any]) -> str:
    return str(row["second_reading"]) if row["second_reading"] not in (None, row["class"]) else ""


def _last(row: Mapping[str, Any]) -> str:
    return f"{row['last_count']:,.0f} ({int(row['last_year'])})" if row["last_count"] is not None else ""


def _count(chosen: tuple[Documented, ...]) -> str:
    if not chosen:
        return "No case meets all of this."
    known = [entry.became for entry in chosen if entry.outcome is not None]
    counts = ", ".join(f"{name} {known.count(name)}" for name in dict.fromkeys(sorted(known)))
    number = "1 case" if len(chosen) == 1 else f"{len(chosen)} cases"
    return number + (f"; what became of them: {counts}." if counts else ".")
