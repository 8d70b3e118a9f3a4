"""The tables of a pilot's survey, and the rows that a question uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.initiative import Analysis, Case, Survey
from outgrow.micro.design import Design
from outgrow.micro.design.check import ABSENT, survey_defects
from outgrow.micro.pilot.budget_amounts import with_budget
from outgrow.micro.pilot.kept import rows_kept
from outgrow.micro.pilot.labels import NO, YES, by_label, in_codes, in_labels, labels_of, recoded
from outgrow.sources import SurveyTable, address, dataset, fetch, read_survey, stack_rounds
from outgrow.vocabulary import Defect, InputError, Parameter, did_you_mean

if TYPE_CHECKING:
    import polars as pl

LOOK = "; if it does, say so: --missing, or missing in the section 'survey'"


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Where a survey's tables lie; each is read when it is first asked for.

    Parameters
    ----------
    survey
        The section of the initiative file.
    folder
        Folder of that file.
    download
        Whether missing files of a data set are downloaded.
    mirror
        Folder with the data set's files.
    alone
        Whether the file was named by itself, without an initiative around it.
    index
        Price index by year, for money of rounds in other years.
    """

    survey: Survey
    folder: Path
    download: bool = False
    mirror: Path | None = None
    alone: bool = False
    index: Mapping[int, Parameter] = field(default_factory=dict)
    _read: dict[str, SurveyTable] = field(default_factory=dict, init=False, repr=False)

    def table(self, name: str = "") -> SurveyTable:
        """A table by its file name, read once; the survey's own when none is given.

        Raises
        ------
        InputError
            When the file is not here, is not the published one, or cannot be read.
        """
        wanted = name or self.survey.file
        own = wanted == self.survey.file
        if wanted not in self._read:
            rounds = [self._table(file, own=own) for file in (wanted, *(self.survey.later if own else ()))]
            stacked = stack_rounds(rounds) if len(rounds) > 1 else rounds[0]
            self._read[wanted] = with_budget(stacked, self.survey, self.index) if own else stacked
        return self._read[wanted]

    def _table(self, name: str, *, own: bool) -> SurveyTable:
        """A table as it lies in its file; form and sheet are those of the survey's own."""
        return read_survey(
            self._path(name),
            form=self.folder / self.survey.form if own and self.survey.form else None,
            sheet=self.survey.sheet or None if own else None,
            missing=self.survey.missing,
        )

    def origin(self) -> str:
        """Where the data come from, with their terms."""
        if not self.survey.data_set:
            return f"{' and '.join(str(self.folder / name) for name in (self.survey.file, *self.survey.later))}."
        return dataset(self.survey.data_set).summary()

    def _path(self, name: str) -> Path:
        if self.survey.data_set:
            file, part = address(Path(name))
            wanted = file.as_posix() if part else name
            found = fetch(self.survey.data_set, [wanted], mirror=self.mirror, download=self.download)[wanted]
            return found.with_name(f"{found.name}#{part}") if part else found
        whole = self.folder / name
        path, _ = address(whole)
        if not path.is_file():
            hint = did_you_mean(path.name, [p.name for p in path.parent.glob("*")]) if path.parent.is_dir() else ""
            near = hint if hint.startswith("Did") else ""
            if self.alone:
                why = "Nothing lies under this name"
                raise InputError.single(str(path), "there is no such file", why, near or "Correct the path")
            who = "The section 'survey'" if name in (self.survey.file, *self.survey.later) else "A question"
            why = f"{who} names it, and it is not beside the initiative file"
            todo = near or "Put it there or correct the name"
            raise InputError.single(str(path), "there is no such file", why, todo)
        return whole


def tables_of(case: Case, *, download: bool = False, mirror: Path | None = None) -> Tables:
    """The tables of a case's survey.

    Raises
    ------
    InputError
        When the case has no survey.
    """
    if case.initiative.survey is None:
        why = "Nothing was measured that could be analysed"
        todo = "Add the section 'survey' (outgrow import FILE proposes it) and 'analyses'"
        raise InputError.single(str(case.file), "the case has no survey", why, todo)
    index = case.initiative.money.price_index
    return Tables(case.initiative.survey, case.folder, download, mirror, index=index)


def rows_of(table: SurveyTable, analysis: Analysis) -> pl.DataFrame:
    """Rows that a question uses, with its words for no answer made missing and its numbers read as numbers.

    Raises
    ------
    InputError
        With every column that the table does not have together with what is wrong with the others, and when no row
        is kept.
    """
    frame = _yes_and_no(_known(table.frame, analysis), analysis)
    missing = [d for name in columns_of(analysis) if (d := _absent(name, table)) is not None]
    if missing:
        others = [d for d in survey_defects(frame, design_of(analysis, table)) if d.found != ABSENT]
        raise InputError(f"{table.file}, analysis '{analysis.id}'", [*missing, *others])
    if spoilt := [*_spoilt(table, analysis)]:
        raise InputError(f"{table.file}, analysis '{analysis.id}'", spoilt)
    return by_label(rows_kept(frame, table, analysis), table, analysis)


def _spoilt(table: SurveyTable, analysis: Analysis) -> Iterator[Defect]:
    """Outcome and baseline that reading left as text because their amounts cannot be added up."""
    named = {analysis.outcome, analysis.baseline}
    for finding in table.findings:
        mixed = finding.kind == "currencies" and finding.weight == "repair" and finding.where in named
        if mixed and not table.frame[finding.where].dtype.is_numeric():
            yield Defect(finding.text, finding.where, "an outcome is in one currency", "exchange them in the file")


def readings_of(table: SurveyTable, analysis: Analysis) -> tuple[str, ...]:
    """What reading the table did to numbers of the columns that a question uses: codes taken as no answer, and such."""
    used = set(columns_of(analysis))
    found = [finding for finding in table.findings if finding.rows and finding.where in used]
    read = tuple(f"{finding}{LOOK if finding.weight == 'look' else ''}." for finding in found)
    return (*read, *recoded(table, analysis))


def columns_of(analysis: Analysis) -> Iterator[str]:
    """Columns that a question reads."""
    named = (
        analysis.outcome, analysis.arm, analysis.household, analysis.cluster, *analysis.strata, analysis.weights,
        analysis.period, analysis.first_treated, analysis.baseline, *analysis.covariates, analysis.take_up,
        *analysis.balance, *analysis.groups, *analysis.entry,
        *(condition.column for conditions in analysis.keep for condition in conditions),
    )  # fmt: skip
    return (name for name in dict.fromkeys(named) if name)


def _known(frame: pl.DataFrame, analysis: Analysis) -> pl.DataFrame:
    """Words for no answer become missing, and columns of text that then hold numbers only become numbers."""
    if not analysis.unknown:
        return frame
    import polars as pl  # noqa: PLC0415  loaded with the tables

    for name in columns_of(analysis):
        if name in frame.columns and frame[name].dtype == pl.String:
            cleaned = frame[name].replace(dict.fromkeys(analysis.unknown))
            numbers = cleaned.cast(pl.Float64, strict=False)
            all_numbers = numbers.null_count() == cleaned.null_count()
            frame = frame.with_columns((numbers if all_numbers else cleaned).alias(name))
    return frame


def _yes_and_no(frame: pl.DataFrame, analysis: Analysis) -> pl.DataFrame:
    """Outcome, baseline and take-up answered with yes and no become yes-no columns."""
    import polars as pl  # noqa: PLC0415  loaded with the tables

    for name in {analysis.outcome, analysis.baseline, analysis.take_up} & set(frame.columns):
        if frame[name].dtype == pl.String:
            words = frame[name].str.strip_chars().str.to_lowercase().replace("", None)
            if words.drop_nulls().n_unique() > 0 and words.drop_nulls().is_in([*YES, *NO]).all():
                frame = frame.with_columns(words.is_in(list(YES)).alias(name))
    return frame


def design_of(analysis: Analysis, table: SurveyTable) -> Design:
    """The question's comparison as a design; arms and the first round may be named by their labels."""
    arms = labels_of(table, analysis.arm)
    rounds = labels_of(table, analysis.period)
    (start,) = in_codes((analysis.treated_from,), rounds) if analysis.treated_from is not None else (None,)
    return Design(
        kind=analysis.design, outcome=analysis.outcome, outcome_unit=analysis.unit or "units of the outcome",
        arm=analysis.arm, control=in_labels(in_codes(analysis.control, arms), arms),
        treated=in_labels(in_codes(analysis.treated, arms), arms), unit=analysis.household,
        cluster=analysis.cluster, assigned=analysis.assigned, strata=analysis.strata, weights=analysis.weights,
        period=analysis.period, treated_from=start, first_treated=analysis.first_treated,
        baseline=analysis.baseline, covariates=analysis.covariates, take_up=analysis.take_up,
        missing=analysis.missing, one_armed=analysis.one_armed, comparison=analysis.comparison,
    )  # fmt: skip


def _absent(name: str, table: SurveyTable) -> Defect | None:
    if name in table.frame.columns:
        return None
    hint = did_you_mean(name, table.frame.columns)
    return Defect(f"the table has no column '{name}'", table.file, "", hint)
