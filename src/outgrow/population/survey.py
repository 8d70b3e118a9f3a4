"""The synthetic households of a case: from its donors where it names a survey, from published moments otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Case, DonorSurvey
from outgrow.population.donors import Donors, draw_from_donors
from outgrow.population.large import check_scores
from outgrow.population.rake import Raked, rake
from outgrow.population.traits import Traits, check_households, draw_traits
from outgrow.sources import SurveyTable, fetch, read_survey
from outgrow.vocabulary import Defect, InputError, Streams, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
USES: Final = {"weight": "a weight says how many households a donor stands for", "total": "a total adds up numbers"}
PLACES: Final = {"weight": "weight", "total": "totals"}
ANSWERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class DonorHouseholds:
    """Donors of a case, with what became of the survey's rows.

    Parameters
    ----------
    donors
        The donors with their raked weights.
    raked
        How well known totals are met; None when the case states none.
    rows, kept, complete
        Rows of the survey, those that may be donors, and those of them without a missing value.
    """

    donors: Donors
    raked: Raked | None
    rows: int
    kept: int
    complete: int

    def summary(self) -> str:
        """Who the donors are, how many rows they came from, and how well totals are met."""
        lost = f"Of {self.rows} rows {self.kept} may be donors, and {self.kept - self.complete} of these lack a value."
        fit = self.raked.summary() if self.raked else "No totals are known; design weights stand as they are."
        return f"{self.donors.summary()} {lost} {fit}"


def household_traits(case: Case, streams: Streams, households: int) -> Traits:
    """Standard scores of a case's synthetic households.

    Parameters
    ----------
    case
        The case; where ``target.donors`` names a survey, its households lend their joint standing.
    streams
        Random streams of the run.
    households
        Synthetic households wanted; rounded up to whole villages.

    Raises
    ------
    InputError
        When the survey cannot be read or does not have what the case says of it, and for a number of households that
        cannot be or does not fit the memory.
    """
    check_households(households)
    check_scores(households)
    weights = case.districts.weights
    if case.initiative.target.donors is None:
        return draw_traits(streams, households, weights)
    return draw_from_donors(streams, households, weights, donor_households(case).donors)


def donor_households(case: Case) -> DonorHouseholds:
    """The donors that a case names, raked to the totals that it states.

    Raises
    ------
    InputError
        All at once: columns that the survey does not have, no row left, or totals that cannot be met.
    """
    named = case.initiative.target.donors
    if named is None:
        found = "the case names no survey of donors"
        raise InputError.single(case.initiative.id, found, "", "add the section target.donors", "target.donors")
    table = read_survey(_path(case, named), sheet=named.sheet or None)
    _check(table, named)
    frame = table.frame
    kept = _kept(frame, named)
    chosen = kept.drop_nulls([*named.columns.values(), *([named.weight] if named.weight else []), *named.totals])
    columns: dict[str, Floats] = {
        str(trait): _numbers(chosen, trait, column, named) for trait, column in named.columns.items()
    }
    design = _numbers(chosen, "weight", named.weight, named) if named.weight else np.ones(chosen.height)
    raked = _raked(chosen, named, design)
    donors = Donors(columns, raked.weights if raked else design, named.source)
    return DonorHouseholds(donors, raked, frame.height, kept.height, chosen.height)


def _path(case: Case, named: DonorSurvey) -> Path:
    if named.data_set:
        return fetch(named.data_set, [named.file])[named.file]
    path = case.folder / named.file
    if not path.is_file():
        why = f"the file belongs into {case.folder}"
        raise InputError.single(str(path), "there is no such file", why, "put it there", "target.donors.file")
    return path


def _check(table: SurveyTable, named: DonorSurvey) -> None:
    """Report every column that the survey does not have."""
    wanted = [*named.columns.values(), *named.keep, *named.having, *named.margins, *named.totals]
    wanted += [named.weight] if named.weight else []
    have = table.frame.columns
    defects = [
        Defect(f"the survey has no column '{column}'", "target.donors", "", did_you_mean(column, have))
        for column in dict.fromkeys(wanted)
        if column not in have
    ]
    if "woman" in named.columns and not named.woman:
        todo = "list them under 'woman'"
        defects.append(Defect("no answer counts as a woman", "target.donors.woman", "answers differ by survey", todo))
    if defects:
        raise InputError(str(named.file), defects)


def _kept(frame: pl.DataFrame, named: DonorSurvey) -> pl.DataFrame:
    """Rows that may be donors."""
    import polars as pl  # noqa: PLC0415  loaded with the survey

    wanted = [("keep", column, list(answers)) for column, answers in named.keep.items()]
    wanted += [("having", column, list(answers)) for column, answers in named.having.items()]
    wanted += [("margins", column, list(totals)) for column, totals in named.margins.items()]
    for section, column, answers in wanted:
        said = pl.col(column).cast(pl.String)
        several = said.str.split(" ").list.set_intersection(answers).list.len() > 0
        left = frame.filter(several if section == "having" else said.is_in(answers))
        if left.is_empty():
            why = f"no household that is left so far answers {' or '.join(repr(a) for a in answers)}"
            todo = f"The survey's own words there are {_answers(frame[column])}"
            if section == "keep" and frame[column].cast(pl.String).str.contains(" ").any():
                todo += "; where one cell holds several answers, ask for one of them under 'having'"
            raise InputError.single(named.file, "no row is left", why, todo, f"target.donors.{section}.{column}")
        frame = left
    return frame


def _answers(column: pl.Series) -> str:
    """The commonest answers in a column, as a person would write them in the file."""
    counted = column.drop_nulls().cast(str).value_counts(sort=True)
    shown = ", ".join(f"'{answer}'" for answer in counted[column.name].head(ANSWERS_SHOWN))
    return f"{shown} and {counted.height - ANSWERS_SHOWN} more" if counted.height > ANSWERS_SHOWN else shown or "none"


def _numbers(frame: pl.DataFrame, trait: str, column: str, named: DonorSurvey) -> Floats:
    import polars as pl  # noqa: PLC0415  loaded with the survey

    if trait == "woman":
        return frame[column].cast(pl.String).is_in(list(named.woman)).to_numpy().astype(np.float64)
    try:
        return np.asarray(frame[column].cast(pl.Float64).to_numpy(), dtype=np.float64)
    except pl.exceptions.InvalidOperationError:
        raise InputError.single(
            named.file,
            f"'{column}' holds no numbers",
            USES.get(trait, f"'{trait}' is ranked by its numbers"),
            "name another column",
            f"target.donors.{PLACES.get(trait, f'columns.{trait}')}",
        ) from None


def _raked(frame: pl.DataFrame, named: DonorSurvey, design: Floats) -> Raked | None:
    if not named.margins and not named.totals:
        return None
    import polars as pl  # noqa: PLC0415  loaded with the survey

    margins = {column: (frame[column].cast(pl.String).to_numpy(), totals) for column, totals in named.margins.items()}
    numbers = {column: (_numbers(frame, "total", column, named), total) for column, total in named.totals.items()}
    return rake(design, margins, numbers)
