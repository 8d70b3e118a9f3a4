"""One function that reads a survey of any usual format, and says everything it did to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from glob import escape as glob_escape
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.sources.currencies import mixed_currencies
from outgrow.sources.delimited import read_delimited
from outgrow.sources.formats import LABELLED, PACKED, PARQUETS, READABLE, WORKBOOKS, address, check_content, ending_of
from outgrow.sources.kobo import with_form
from outgrow.sources.labelled import read_labelled
from outgrow.sources.links import link_findings, repeat_of
from outgrow.sources.missing import without_codes
from outgrow.sources.packed import in_words_of_the_zip, unpacked
from outgrow.sources.parquet import read_parquet
from outgrow.sources.raw import RawTable
from outgrow.sources.records import Column, Finding, SurveyTable
from outgrow.sources.rhomis import is_rhomis, linked_files, remarks, with_units
from outgrow.sources.values import understand
from outgrow.sources.wording import counted
from outgrow.sources.workbook import read_workbook
from outgrow.sources.xlsform import Form, read_form
from outgrow.vocabulary import InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

LOCKED_ROW = r"(?i)not decrypted|missing encrypted"  # in the column Status of ODK Central
MOST_LISTED = 6  # columns named in one finding


def read_survey(
    path: str | Path,
    *,
    form: str | Path | Form | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    missing: Iterable[float] = (),
) -> SurveyTable:
    r"""Read a survey: CSV, Excel, Parquet, Stata or SPSS, with or without its XLSForm.

    Texts become numbers and dates where all of a column allows it; codes for missing become null. Nothing is
    dropped here, personal data included: `import_survey` makes the copy that can be passed on.

    Parameters
    ----------
    path
        The file; its ending tells the format. CSV may be packed with gzip. ``FILE#SHEET`` names a sheet of a
        workbook. A ZIP, as ODK Central and ODK Briefcase give it, holds a table with its repeat groups;
        ``FILE.zip#TABLE`` names one of several.
    form
        XLSForm of a KoboToolbox or ODK export.
    sheet
        Sheet of a workbook; the fullest when None.
    encoding
        How letters are written; found out when None.
    missing
        Codes that mean missing in every column of numbers, besides those that say so themselves.

    Returns
    -------
    SurveyTable
        Rows, meaning of the columns, findings; repeat groups as linked tables.

    Raises
    ------
    InputError
        When the file is absent, empty, of no known format or damaged, or the form is another survey's.
    MissingExtraError
        When the library for its format is not installed.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "plots.csv"
    >>> _ = file.write_text("id;land;yield\n1;0,4;900\n2;1,5;-99\n")
    >>> survey = read_survey(file)
    >>> survey.frame["land"].to_list(), survey.frame["yield"].to_list()
    ([0.4, 1.5], [900, None])
    >>> print(survey.findings[-1])
    yield: -99 in 1 row: made missing (customary codes, and no other number is negative)
    """
    file, part = address(Path(path))
    named = Path(path) if part else file
    file, sheet = _checked(file), part or sheet
    known = read_form(form) if isinstance(form, str | Path) else form
    if ending_of(file) == PACKED:
        return _from_zip(file, known, sheet, encoding, tuple(missing))
    raw, repeats = _opened(file, sheet, encoding)
    if not raw.frame.width:
        raise InputError.single(str(file), "it has no columns", "There is nothing to read", "Export it again")
    codes = tuple(missing)
    main = _table(raw, file, known, "", codes)
    if not main.frame.height:
        why = "It holds names and no answers"
        raise InputError.single(str(file), "it has no rows", why, "Export it again with the submissions")
    return replace(_linked(main, file, known, repeats, codes, encoding), file=str(named))


def _from_zip(
    file: Path, form: Form | None, wanted: str | None, encoding: str | None, missing: tuple[float, ...]
) -> SurveyTable:
    """The survey of a packed folder, with what was left in it said."""
    with unpacked(file, wanted) as packed:
        try:
            found = read_survey(packed.main, form=form, encoding=encoding, missing=missing)
        except InputError as problem:
            raise in_words_of_the_zip(problem, packed.main.parent, file) from None
    said = (*packed.findings, *_locked_rows(found))
    return replace(found, file=f"{file}#{packed.name}" if wanted else str(file), findings=(*said, *found.findings))


def _locked_rows(table: SurveyTable) -> list[Finding]:
    """Submissions that ODK Central exported without having decrypted them: rows without their answers."""
    import polars as pl  # noqa: PLC0415

    status = next((name for name in table.frame.columns if name.lower() == "status"), "")
    if not status or table.frame[status].dtype != pl.String:
        return []
    locked = int(table.frame[status].str.contains(LOCKED_ROW).fill_null(value=False).sum())
    if not locked:
        return []
    text = f"{counted(locked, 'row')} not decrypted, so without answers; export it again with the passphrase"
    return [Finding("encrypted", status, text, locked, "repair")]


def _checked(file: Path) -> Path:
    """The file, when it is there and of a known format."""
    if file.is_dir():
        inside = sorted(f.name for f in file.iterdir() if ending_of(f) in READABLE)
        why = f"It holds {', '.join(inside[:MOST_LISTED])}" if inside else "It holds no survey file"
        raise InputError.single(str(file), "it is a folder", why, "Name the file itself")
    if not file.is_file():
        there = (
            [f.name for f in file.parent.iterdir() if ending_of(f) in (*READABLE, PACKED)]
            if file.parent.is_dir()
            else []
        )
        raise InputError.single(str(file), "there is no such file", "", did_you_mean(file.name, there[:50]))
    if ending_of(file) not in (*READABLE, PACKED):
        why = f"The ending '{ending_of(file) or file.name}' is of no format that can be read"
        raise InputError.single(
            str(file), "its format is unknown", why, f"Give one of {', '.join((*READABLE, PACKED))}"
        )
    if not file.stat().st_size:
        raise InputError.single(str(file), "the file is empty", "There is nothing to read", "Export it again")
    check_content(file)
    return file


def _opened(file: Path, sheet: str | None, encoding: str | None) -> tuple[RawTable, dict[str, RawTable]]:
    ending = ending_of(file)
    if ending in WORKBOOKS:
        return read_workbook(file, sheet)
    if sheet is not None:
        raise InputError.single(str(file), "it has no sheets", "Only workbooks have", "Leave --sheet out")
    if ending in LABELLED:
        return read_labelled(file, encoding), {}
    if ending in PARQUETS:
        return read_parquet(file), {}
    return read_delimited(file, encoding), {}


def _table(raw: RawTable, file: Path, form: Form | None, repeat: str, missing: tuple[float, ...]) -> SurveyTable:
    """A raw table with its form applied, its texts understood and its codes for missing made null."""
    import polars as pl  # noqa: PLC0415

    if form is not None:
        raw = with_form(raw, form, file.name, repeat)
    findings = list(raw.findings)
    columns, series = [], []
    for name in raw.frame.columns:
        data = raw.frame.drop_in_place(name)  # taken out, so that texts and numbers are not held at once
        column = raw.columns.get(data.name, Column(data.name))
        understood = understand(data, decimal_comma=raw.decimal_comma, words=column.words)
        values, column, found = without_codes(understood.data, _in_unit(column, understood.unit), missing)
        series.append(values)
        columns.append(column)
        findings += [*understood.findings, *found]
    frame = pl.DataFrame(series)
    findings += _empty_columns(frame, file.name)
    findings += mixed_currencies(frame, tuple(columns))
    return SurveyTable(frame, tuple(columns), str(file), raw.fmt, _gathered(findings))


def _in_unit(column: Column, unit: str) -> Column:
    if not unit:
        return column
    return Column(column.name, column.label, column.values, column.missing, unit, column.kind, column.group)


def _empty_columns(frame: pl.DataFrame, file: str) -> list[Finding]:
    empty = [name for name in frame.columns if frame[name].null_count() == frame.height]
    if not empty or not frame.height:
        return []
    text = f"{counted(len(empty), 'column')} without an answer in any row: {_some(empty)}"
    return [Finding("empty", file, text, weight="look")]


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_LISTED])
    return shown if len(names) <= MOST_LISTED else f"{shown} and {len(names) - MOST_LISTED} more"


def _gathered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings of the same words about many columns told once, in their order."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        key = (
            finding.kind
            if finding.kind in {"missing-words", "codes"}
            else f"{finding.kind}\0{finding.where}\0{finding.text}"
        )
        kinds.setdefault(key, []).append(finding)
    return tuple(_one(group) for group in kinds.values())


def _one(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    rows = sum(finding.rows for finding in group)
    names = _some([finding.where for finding in group])
    words = {
        "missing-words": f"{rows:,} cells of {len(group)} columns with words for nothing, missing now: {names}",
        "codes": f"values of {len(group)} columns begin with 0, as codes do; left as text: {names}",
    }
    text = words.get(first.kind, first.text)
    return Finding(first.kind, "" if first.kind in words else first.where, text, rows, first.weight)


def _linked(
    main: SurveyTable,
    file: Path,
    form: Form | None,
    repeats: Mapping[str, RawTable],
    missing: tuple[float, ...],
    encoding: str | None,
) -> SurveyTable:
    """The table with its repeat groups: sheets of the workbook, files beside it, or RHoMIS's tables."""
    raws = {sheet: (raw, file) for sheet, raw in repeats.items()}
    if "KEY" in main.frame.columns:
        raws |= _beside(file, encoding)
    tables = dict(_repeat(sheet, raw, where, form, missing) for sheet, (raw, where) in raws.items())
    if is_rhomis(main.frame.columns):
        said = Finding(
            "rhomis", file.name, "the columns are those of processed RHoMIS data; units are taken from their names"
        )
        tables |= {n: _table(read_delimited(f, encoding), f, None, "", missing) for n, f in linked_files(file).items()}
        main = _with(main, with_units(main.columns), (said, *remarks(main.frame, file.name)))
    found = link_findings(main, tables)
    return SurveyTable(main.frame, main.columns, main.file, main.fmt, (*main.findings, *found), tables)


def _beside(file: Path, encoding: str | None) -> dict[str, tuple[RawTable, Path]]:
    """Files of ODK's repeat groups: ``NAME-REPEAT.csv`` beside ``NAME.csv``, with ``PARENT_KEY``."""
    found = {}
    for beside in sorted(file.parent.glob(f"{glob_escape(file.stem)}-*{file.suffix}")):
        raw = read_delimited(beside, encoding)
        if "PARENT_KEY" in raw.frame.columns:
            found[beside.stem[len(file.stem) + 1 :]] = raw, beside
    return found


def _repeat(
    sheet: str, raw: RawTable, file: Path, form: Form | None, missing: tuple[float, ...]
) -> tuple[str, SurveyTable]:
    """A linked table under the name of its repeat group; without the form where the form has no such group."""
    name = repeat_of(sheet, raw.frame.columns, form)
    if form is None or name in form.repeats:
        return name, _table(raw, file, form, name, missing)
    table = _table(raw, file, None, "", missing)
    said = Finding("form", sheet, "the form has no repeat group of this name; read without the form", weight="look")
    return name, _with(table, table.columns, (said,))


def _with(table: SurveyTable, columns: tuple[Column, ...], more: tuple[Finding, ...]) -> SurveyTable:
    return SurveyTable(table.frame, columns, table.file, table.fmt, (*table.findings, *more), table.repeats)
