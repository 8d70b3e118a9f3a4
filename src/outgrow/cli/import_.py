"""``outgrow import FILE``: read a survey, say what is in it, and write the copy that can be passed on."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from outgrow.sources import converted, factors_used, import_survey

if TYPE_CHECKING:
    from outgrow.sources import Finding, ImportedSurvey

NARROWEST, WIDEST = 60, 110
MOST_ALIKE = 6  # findings of one kind on the screen
HEADINGS = {"repair": "To repair", "look": "To look at", "said": "Done"}


def import_(
    file: str,
    /,
    *,
    later: list[Path] | None = None,
    form: Path | None = None,
    out: Path | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    key: Annotated[list[str] | None, Parameter(name="--id")] = None,
    keep: list[str] | None = None,
    missing: list[float] | None = None,
    product: str = "",
    country: str = "",
) -> None:
    """Read a survey, propose what its columns are, and write a copy without personal data.

    Parameters
    ----------
    file
        CSV, Excel, Parquet, Stata or SPSS file, or the ZIP that ODK Central or ODK Briefcase gave; FILE#SHEET names
        a sheet, FILE.zip#TABLE one of several tables.
    later
        File of a later round, such as the endline after the baseline (FILE#SHEET where it is a sheet of the same
        workbook); laid under the first with a column 'round'.
    form
        XLSForm of a KoboToolbox or ODK export.
    out
        Folder for the copy; it must not exist. Nothing is written when left out.
    sheet
        Sheet of a workbook.
    encoding
        How letters are written, such as cp1252; found out when left out.
    key
        Column that identifies a row; give it twice for two columns.
    keep
        Column to keep although it looks personal, after somebody has looked at it.
    missing
        Code that means missing in every column of numbers.
    product
        What is grown, such as maize; units such as bags depend on it.
    country
        Country, for the same reason.
    """
    done = import_survey(
        Path(file),
        later=later or (),
        form=form,
        sheet=sheet,
        encoding=encoding,
        missing=missing or (),
        key=key or (),
        keep=keep or (),
        product=product,
        country=country,
    )
    width = min(max(get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    print("\n".join(_lines(done, width)))
    if out is not None:
        print("\nWritten")
        for what, path in done.save(out).items():
            print(f"  {what:10}  {path}")
    else:
        print("\nNothing was written; --out FOLDER writes the copy, its dictionary and the mapping.")


def _lines(done: ImportedSurvey, width: int) -> Iterator[str]:
    table = done.table
    yield from _wrapped(f"Read {table.file}: {table.fmt}", width, subsequent_indent="  ")
    yield from _wrapped(f"Rows: {done.rows}", width, subsequent_indent="  ")
    copied, dropped = len(table.columns), len(done.dropped)
    yield f"Columns: {copied + dropped:,} read, {copied:,} copied, {dropped:,} left out as personal"
    for name, linked in table.repeats.items():
        gone = sum(table == name for table, _ in done.dropped_linked)
        count = f"{linked.frame.height:,} rows and {linked.frame.width:,} columns copied"
        yield from _wrapped(
            f"Linked table {name}: {count}, {gone} column{'' if gone == 1 else 's'} left out as personal", width
        )
    yield from _left_out(done, width)
    for weight, heading in HEADINGS.items():
        found = [finding for finding in table.findings if finding.weight == weight and finding.kind != "personal"]
        if found:
            yield from ("", heading)
            yield from _listed(found, width)
    yield from _mapping(done, width)


def _left_out(done: ImportedSurvey, width: int) -> Iterator[str]:
    """Every column that was not copied, by what it seems to hold; and those kept although they look personal."""
    gone: dict[str, list[str]] = defaultdict(list)
    for entry in done.dropped:
        gone[entry.holds].append(f"{entry.column} (by its {entry.sign})")
    for table, entry in done.dropped_linked:
        gone[entry.holds].append(f"{table}: {entry.column} (by its {entry.sign})")
    if gone:
        yield from ("", "Left out as personal data (--keep NAME keeps one that is a false alarm)")
    for holds, columns in gone.items():
        yield from _wrapped(f"{holds}: {', '.join(columns)}", width, "  - ", "    ")
    if done.kept:
        yield from ("", "Kept because it was named, though it looks personal")
    for entry in done.kept:
        yield from _wrapped(str(entry), width, "  - ", "    ")


def _wrapped(text: str, width: int, initial_indent: str = "", subsequent_indent: str = "  ") -> list[str]:
    """Lines of a text, broken at spaces only: names and paths stay whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _listed(found: list[Finding], width: int) -> Iterator[str]:
    """Findings of one weight; of many alike the first few and how many more there are."""
    shown: Counter[str] = Counter()
    for finding in found:
        shown[finding.kind] += 1
        if shown[finding.kind] <= MOST_ALIKE:
            yield from _finding(finding, width)
    for kind, count in shown.items():
        if count > MOST_ALIKE:
            yield f"  - {count - MOST_ALIKE} more about {kind.replace('-', ' ')}; --out writes all into findings.csv"


def _finding(finding: Finding, width: int) -> list[str]:
    return _wrapped(str(finding), width, initial_indent="  - ", subsequent_indent="    ")


def _mapping(done: ImportedSurvey, width: int) -> Iterator[str]:
    """The proposal as a table, and what its units rest on."""
    mapping = done.mapping
    yield from ("", "Proposed mapping (correct it, then paste it into the initiative file)")
    if not mapping.roles:
        yield "  no column was recognised; name them in the section 'survey' of the initiative file"
        return
    wide = [max(len(getattr(entry, name)) for entry in mapping.roles) for name in ("role", "column")]
    for entry in mapping.roles:
        unit = entry.unit or (f"by {entry.unit_column}" if entry.unit_column else "")
        treated = f"treated: {', '.join(entry.treated)}" if entry.treated else ""
        start = f"  {entry.role:{wide[0]}}  {entry.column:{wide[1]}}  "
        text = "  ".join(word for word in (unit or treated, f"({entry.why})") if word)
        yield from _wrapped(start + text, width, subsequent_indent="      ")
    parts = {part.summary(): part for factor in factors_used(mapping, done.table) for part in factor.parts}
    for words, part in parts.items():
        mark = "ASSUMED: " if part.assumed else ""
        yield from _wrapped(f"{mark}{words}", width, initial_indent="  ", subsequent_indent="    ")
    for column in converted(mapping, done.table):
        yield from _wrapped(column.summary(), width, initial_indent="  ", subsequent_indent="    ")
