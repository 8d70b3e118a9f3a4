"""A copy of a survey that can be worked with and passed on: no personal data, one row an id, columns named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.sources.links import MAIN, Link, link_of, orphans
from outgrow.sources.mapping import SurveyMapping, with_units
from outgrow.sources.parquet import write_survey
from outgrow.sources.part_checks import check_parts
from outgrow.sources.personal import PersonalColumn, scan_personal
from outgrow.sources.propose import propose_mapping
from outgrow.sources.read import read_survey
from outgrow.sources.records import Finding, SurveyTable
from outgrow.sources.rounds import stack_rounds
from outgrow.sources.rows import RowCount, sort_rows
from outgrow.sources.wording import counted
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

SURVEY_FILE = "survey.parquet"


@dataclass(frozen=True, slots=True)
class ImportedSurvey:
    """A survey cleaned for use, and what became of everything in the file.

    Parameters
    ----------
    table
        Rows that were kept, without personal columns; its ``findings`` hold all that is to be said.
    mapping
        Proposed part of each column.
    rows
        How many rows went where.
    aside
        Rows set aside, with the reason and their number in the file.
    dropped
        Columns that were not copied because they hold personal data.
    kept
        Columns that look personal and were kept because somebody named them.
    dropped_linked
        Columns of linked tables that were not copied, each with its table.
    """

    table: SurveyTable
    mapping: SurveyMapping
    rows: RowCount
    aside: pl.DataFrame
    dropped: tuple[PersonalColumn, ...]
    kept: tuple[PersonalColumn, ...] = ()
    dropped_linked: tuple[tuple[str, PersonalColumn], ...] = ()

    def to_frame(self) -> pl.DataFrame:
        """The rows that were kept."""
        return self.table.frame

    def summary(self) -> str:
        """Say what was read, where the rows went, and which columns were left behind."""
        gone = ", ".join(f"{entry.column} ({entry.holds})" for entry in self.dropped)
        columns = f"{counted(len(self.dropped), 'column')} with personal data not copied: {gone}." if gone else (
            "No column looked personal; the scan can miss some, so read the columns before you pass the file on."
        )  # fmt: skip
        roles = ", ".join(f"{entry.role} = {entry.column}" for entry in self.mapping.roles)
        return f"{self.table.summary()} {self.rows}. {columns} Proposed: {roles or 'no column is recognised'}."

    def save(self, folder: str | Path) -> dict[str, Path]:
        """Write the copy, its linked tables, the column dictionary, the mapping, the findings and what was set aside.

        Parameters
        ----------
        folder
            Folder to make; it must not exist.

        Returns
        -------
        dict
            Path of each file by what it is.

        Raises
        ------
        InputError
            When the folder exists or cannot be made.
        """
        return _save(self, Path(folder))


def import_survey(
    path: str | Path | SurveyTable,
    *,
    later: Iterable[str | Path] = (),
    form: str | Path | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    missing: Iterable[float] = (),
    key: Sequence[str] = (),
    keep: Iterable[str] = (),
    product: str = "",
    country: str = "",
) -> ImportedSurvey:
    """Read a survey and make the copy that can be worked with: without personal data, one row an id.

    Parameters
    ----------
    path
        The file, or a table that was read already.
    later
        Files of later rounds, in their order; they are laid under the first with a column ``round``. A round in
        a sheet of its own is ``FILE#SHEET``.
    form, sheet, encoding, missing
        As in `read_survey`, for every round.
    key
        Columns that identify a row together; proposed (household, with wave) when empty.
    keep
        Columns to keep although they look personal: false alarms that a person has looked at.
    product, country
        What is grown and where, for units such as bags.

    Raises
    ------
    InputError
        As `read_survey`, and when a column that is named does not exist.
    """
    codes = tuple(missing)

    def read(file: str | Path) -> SurveyTable:
        return read_survey(file, form=form, sheet=sheet, encoding=encoding, missing=codes)

    files = [*([] if isinstance(path, SurveyTable) else [path]), *later]
    _check_twice(files)
    table = path if isinstance(path, SurveyTable) else read(path)
    rounds = [table, *map(read, files[0 if isinstance(path, SurveyTable) else 1 :])]
    if len(rounds) > 1:
        table = stack_rounds(rounds)
    named = tuple(keep)
    _check_named(table, {"--id": key, "--keep": named})
    personal = scan_personal(table)
    dropped = tuple(entry for entry in personal if entry.column not in named)
    kept = tuple(entry for entry in personal if entry.column in named)
    clean = _without(table, dropped)
    mapping = propose_mapping(clean, product=product, country=country)
    columns, lost = _key(tuple(key), mapping, table, dropped)
    heights = [one.frame.height for one in rounds]
    order = sort_rows(clean.frame, [name for name in columns if name in clean.frame.columns], heights)
    _check_kept(table, order.count)
    parts = check_parts(order.kept, mapping, order.rows, heights, aside=order.aside.height)
    findings = (*clean.findings, *lost, *order.findings, *parts, *_personal(dropped, kept), *_unused(named, kept))
    repeats = _repeats(clean, order.kept, named)
    done = replace(
        clean,
        frame=order.kept,
        columns=with_units(clean.columns, mapping),
        findings=(*findings, *repeats.findings),
        repeats=repeats.tables,
    )
    return ImportedSurvey(done, mapping, order.count, order.aside, dropped, kept, repeats.dropped)


def _check_twice(files: Sequence[str | Path]) -> None:
    """Refuse a round that is given twice: its households would be counted as two rounds."""
    seen = [str(file) for file in files]
    again = sorted({file for file in seen if seen.count(file) > 1})
    if again:
        why = "Every household would stand in both with the same answers"
        todo = "Give the later round's own file; of a workbook its sheet, as FILE.xlsx#SHEET"
        raise InputError(again[0], [Defect(f"'{file}' is given as two rounds", "--later", why, todo) for file in again])


def _check_named(table: SurveyTable, named: Mapping[str, Sequence[str]]) -> None:
    everywhere = [*table.frame.columns, *(name for t in table.repeats.values() for name in t.frame.columns)]
    defects = [
        Defect(f"there is no column '{name}'", option, "", did_you_mean(name, everywhere))
        for option, names in named.items()
        for name in names
        if name not in everywhere
    ]
    if defects:
        raise InputError(table.file, defects)


def _check_kept(table: SurveyTable, count: RowCount) -> None:
    """Refuse a survey of which no row is left."""
    if not count.kept:
        why = "There is nobody to learn from"
        todo = "Export it again with its submissions; another column may be the id, name it with --id"
        raise InputError.single(table.file, f"no row is left. {count}", why, todo)


def _without(table: SurveyTable, dropped: tuple[PersonalColumn, ...]) -> SurveyTable:
    names = {entry.column for entry in dropped}
    columns = tuple(column for column in table.columns if column.name not in names)
    findings = tuple(finding for finding in table.findings if finding.where not in names)
    return replace(table, frame=table.frame.drop(names), columns=columns, findings=findings)


def _key(
    key: tuple[str, ...], mapping: SurveyMapping, table: SurveyTable, dropped: tuple[PersonalColumn, ...]
) -> tuple[tuple[str, ...], list[Finding]]:
    """Columns that identify a row, and what to say when they may not be copied."""
    gone = [name for name in key if name in {entry.column for entry in dropped}]
    if gone:
        why = "it holds personal data, so rows cannot be identified by it in the copy"
        todo = "Give each household a number of its own in the file, or keep it with --keep if this is a false alarm"
        defects = [Defect(f"'{name}' is the id and looks personal", "--id", why, todo) for name in gone]
        raise InputError(table.file, defects)
    if key:
        return key, []
    household, wave = mapping.column_of("household"), mapping.column_of("wave")
    if not household:
        return (), []
    alone = table.frame[household].drop_nulls()
    return ((household,) if alone.n_unique() == alone.len() or not wave else (household, wave)), []


def _personal(dropped: tuple[PersonalColumn, ...], kept: tuple[PersonalColumn, ...]) -> list[Finding]:
    said = [
        Finding("personal", e.column, f"seems to hold {e.holds}, by its {e.sign}; not copied", e.rows) for e in dropped
    ]
    return said + [
        Finding(
            "personal", e.column, f"seems to hold {e.holds}, by its {e.sign}; kept because it was named", e.rows, "look"
        )
        for e in kept
    ]


def _unused(named: tuple[str, ...], kept: tuple[PersonalColumn, ...]) -> list[Finding]:
    needless = [name for name in named if name not in {entry.column for entry in kept}]
    return [Finding("personal", name, "did not look personal; --keep was not needed") for name in needless]


def _repeats(table: SurveyTable, kept: pl.DataFrame, named: tuple[str, ...]) -> _Repeats:
    """Linked tables without personal columns and without rows whose parent, or its parent, was set aside."""
    made: dict[str, SurveyTable] = {}
    dropped, findings = [], []
    everything = {MAIN: table.frame, **{name: linked.frame for name, linked in table.repeats.items()}}
    frames = {MAIN: kept}
    for name, link in _outermost_first(everything):
        linked = table.repeats[name]
        personal = scan_personal(linked)
        gone = tuple(entry for entry in personal if entry.column not in named)
        left = tuple(entry for entry in personal if entry.column in named)
        clean = _without(linked, gone)
        dropped += [(name, entry) for entry in gone]
        said_of = [*clean.findings, *_personal(gone, left)]
        findings += [replace(said, where=f"{name}: {said.where}" if said.where else name) for said in said_of]
        if link is not None:
            lost = orphans(clean.frame, frames[link.table], link)
            if lost.any():
                text = f"{counted(int(lost.sum()), 'row')} whose row in {_said(link)} was set aside or is not there"
                findings.append(Finding("repeats", name, f"{text}; not copied", int(lost.sum()), "look"))
                clean = replace(clean, frame=clean.frame.filter(~lost))
        made[name], frames[name] = clean, clean.frame
    return _Repeats(made, tuple(dropped), findings)


@dataclass(frozen=True, slots=True)
class _Repeats:
    """Linked tables that are copied, columns of them that are not, and what there is to say."""

    tables: dict[str, SurveyTable]
    dropped: tuple[tuple[str, PersonalColumn], ...]
    findings: list[Finding]


def _said(link: Link) -> str:
    return "the main table" if link.table == MAIN else f"'{link.table}'"


def _outermost_first(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, Link | None]]:
    """Linked tables with their links, each after the table that it hangs on."""
    links = {name: link_of(name, frames) for name in frames if name != MAIN}
    done = {MAIN}
    while links:
        ready = [name for name, link in links.items() if link is None or link.table in done] or list(links)
        for name in ready:
            yield name, links.pop(name)
            done.add(name)


def _save(done: ImportedSurvey, folder: Path) -> dict[str, Path]:
    import polars as pl  # noqa: PLC0415

    try:
        folder.mkdir(parents=True, exist_ok=False)
    except FileExistsError:
        raise InputError.single(
            str(folder), "the folder exists already", "An import never overwrites what is there", "Choose another --out"
        ) from None
    except OSError as problem:
        raise InputError.single(
            str(folder), "the folder cannot be made", str(problem.strerror), "Choose another --out"
        ) from None
    files = {"survey": folder / SURVEY_FILE, "columns": folder / "columns.csv", "mapping": folder / "mapping.yaml"}
    write_survey(done.table, files["survey"])
    dictionaries = [done.table.dictionary().select(pl.lit("survey").alias("table"), pl.all())]
    for name, linked in done.table.repeats.items():
        files[name] = folder / f"{name}.parquet"
        write_survey(linked, files[name])
        dictionaries.append(linked.dictionary().select(pl.lit(name).alias("table"), pl.all()))
    pl.concat(dictionaries).write_csv(files["columns"])
    files["mapping"].write_text(done.mapping.to_yaml(SURVEY_FILE), encoding="utf-8", newline="\n")
    files["findings"] = folder / "findings.csv"
    rows = [(f.weight, f.kind, f.where, f.text, f.rows) for f in done.table.findings]
    pl.DataFrame(rows, schema=["weight", "kind", "where", "text", "rows"], orient="row").write_csv(files["findings"])
    if done.aside.height:
        files["set aside"] = folder / "set-aside.parquet"
        done.aside.write_parquet(files["set aside"])
    return files
