"""``outgrow cases``: the case library listed, filtered and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.table import Table

    from outgrow.history import Documented

WIDEST_SCREEN = 110


def cases(
    *names: str,
    crop: str | None = None,
    country: str | None = None,
    class_: Annotated[str | None, Parameter(name="--class")] = None,
    lead: str | None = None,
    local: bool = False,
    successful: bool = False,
    owned: bool = False,
    known: bool = False,
    folder: Annotated[Path | None, Parameter(name="--cases")] = None,
    table: Path | None = None,
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
        Folder whose sub-folders are cases, instead of those that come with outgrow.
    table
        CSV file to write the coded conditions of the selected cases to (fuzzy memberships, for QCA).
    """
    from rich.console import Console  # noqa: PLC0415

    from outgrow.history import cases_table, library, select  # noqa: PLC0415  heavy: only when the verb is asked for

    asked = {"local": local, "successful": successful, "owned": owned, "known": known}
    criteria = [name for name, wanted in asked.items() if wanted]
    chosen = select(library(folder), crop=crop, country=country, became=class_, lead=lead, criteria=criteria)
    chosen = _named(chosen, names)
    if table is not None:
        _write(table, cases_table("fuzzy", chosen))
    console = Console()
    width = min(console.width, WIDEST_SCREEN)
    with console.capture() as said:
        if names:
            console.print(_compared(chosen), width=width)
        elif chosen:
            console.print(_listed(chosen), width=width)
        console.print(_count(chosen), width=width, highlight=False)
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

    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for head in ("case", "product", "lead", "became", "from"):
        made.add_column(head, no_wrap=head in ("case", "became", "from"), overflow="fold")
    for entry in chosen:
        x = entry.initiative
        made.add_row(
            entry.name, x.product.split(",")[0], entry.lead.replace("_", " "), entry.became, str(x.seasons.first_year)
        )
    return made


def _compared(chosen: tuple[Documented, ...]) -> Table:
    """One column a case: who, where, what, how many, the coded conditions, what became of it."""
    from rich.table import Table  # noqa: PLC0415

    from outgrow.history import CONDITIONS, CRITERIA, cases_table, listing  # noqa: PLC0415

    rows = listing(chosen).to_dicts()
    coded = cases_table("fuzzy", chosen, outcome=False).to_dicts()
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    made.add_column("")
    for entry in chosen:
        made.add_column(entry.name, overflow="fold")
    for key in ("country", "product", "lead", "first_year"):
        made.add_row(key.replace("_", " "), *(str(row[key]).replace("_", " ") for row in rows))
    for key in ("reached", "target"):
        made.add_row(f"households {key}", *(f"{row[key]:,.0f}" for row in rows))
    for criterion in CRITERIA:
        made.add_row(criterion, *("yes" if row[criterion] else "no" for row in rows))
    for condition in CONDITIONS:
        made.add_row(condition.text, *(f"{row[condition.name]:.2f}" for row in coded))
    made.add_row("became", *(str(row["class"]) for row in rows), style="bold")
    made.add_row("why", *(entry.outcome.why if entry.outcome else "" for entry in chosen))
    return made


def _count(chosen: tuple[Documented, ...]) -> str:
    if not chosen:
        return "No case meets all of this."
    known = [entry.became for entry in chosen if entry.outcome is not None]
    counts = ", ".join(f"{name} {known.count(name)}" for name in dict.fromkeys(sorted(known)))
    return f"{len(chosen)} cases" + (f"; what became of them: {counts}." if counts else ".")


def _write(table: Path, frame: object) -> None:
    from outgrow.vocabulary import InputError  # noqa: PLC0415

    try:
        table.write_text(frame.write_csv(), encoding="utf-8", newline="\n")  # type: ignore[attr-defined]
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(table), "the file cannot be written", reason, "Choose another --table") from None
