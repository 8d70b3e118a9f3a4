"""Rows that a question uses: answers, bounds and dates, held against columns of their own kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from outgrow.initiative import Analysis, Condition
from outgrow.micro.design.columns import label
from outgrow.micro.design.wording import NAMED, some
from outgrow.micro.impact.records import number
from outgrow.micro.pilot.labels import in_codes, labels_of
from outgrow.sources import SurveyTable
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

WHOLE = r"\.0$"  # rounds and codes that a file holds as 2.0 are written as 2
DAY = "YYYY-MM-DD"
ISO_DATE = r"^\d{4}-\d{2}-\d{2}"


def rows_kept(frame: pl.DataFrame, table: SurveyTable, analysis: Analysis) -> pl.DataFrame:
    """Rows that meet all conditions of at least one of a question's lists; all where it has none.

    Parameters
    ----------
    frame
        The table's rows, with words for no answer made missing.
    table
        The table as it was read, whose labels a condition may use.
    analysis
        The question.

    Raises
    ------
    InputError
        With every bound that is of another kind than its column, and when no row is kept.
    """
    if wrong := [*_bound_defects(frame, analysis)]:
        raise InputError(f"{table.file}, analysis '{analysis.id}'", wrong)
    keep = tuple(tuple(_by_code(one, table) for one in conditions) for conditions in analysis.keep)
    kept = frame.filter(_any(keep, frame.schema)) if keep else frame
    if not kept.height:
        why = f"None of {frame.height:,} rows meets the conditions"
        raise InputError.single(f"analysis '{analysis.id}'", "no row is kept", why, _seen(frame, analysis), table.file)
    return kept


def _by_code(condition: Condition, table: SurveyTable) -> Condition:
    """A condition whose answers may be named by their labels."""
    return condition.model_copy(update={"one_of": in_codes(condition.one_of, labels_of(table, condition.column))})


def _seen(frame: pl.DataFrame, analysis: Analysis) -> str:
    """What the columns of the conditions hold, so that 'keep' can be corrected."""
    names = dict.fromkeys(condition.column for conditions in analysis.keep for condition in conditions)
    held = "; ".join(f"{name}: {_held(frame[name])}" for name in names)
    return f"Correct 'keep'. The table holds {held}"


def _held(column: pl.Series) -> str:
    """Values of a column in a few words: from the least to the largest where they are many numbers or dates."""
    if column.dtype.is_numeric() and column.drop_nulls().n_unique() > NAMED:
        return f"{number(float(column.min()))} to {number(float(column.max()))}"  # type: ignore[arg-type]
    if column.dtype.is_temporal():
        return " to ".join(str(end) for end in (column.min(), column.max()))
    return some(_answers(column))


def _answers(column: pl.Series) -> list[str]:
    return sorted({label(value) for value in column.drop_nulls().unique().to_list()})


def _bound_defects(frame: pl.DataFrame, analysis: Analysis) -> Iterator[Defect]:
    """Bounds that cannot be held against the values of their column: a date among numbers, a number among texts."""
    for condition in (one for conditions in analysis.keep for one in conditions):
        column = frame[condition.column]
        for bound in (condition.at_least, condition.at_most):
            if bound is not None and not _comparable(column, bound):
                dated = column.dtype.is_temporal()
                held = (
                    "dates" if dated else "numbers" if column.dtype.is_numeric() else f"texts: {some(_answers(column))}"
                )
                todo = (
                    "write the bound as YYYY-MM-DD"
                    if dated
                    else "write the bound as the column does, or name the answers"
                )
                yield Defect(f"the bound {label(bound)}", condition.column, f"the column holds {held}", todo)


def _comparable(column: pl.Series, bound: str | float) -> bool:
    """Whether values and bound are of one kind; texts are compared where all are dates as YYYY-MM-DD."""
    import polars as pl  # noqa: PLC0415  loaded with the tables

    if not isinstance(bound, str):
        return column.dtype.is_numeric() or not column.count()
    if column.dtype == pl.String:
        return bool(column.drop_nulls().str.contains(ISO_DATE).all())
    return column.dtype.is_temporal()


def _any(alternatives: Sequence[Sequence[Condition]], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    import polars as pl  # noqa: PLC0415  loaded with the tables

    found = pl.lit(value=False)
    for conditions in alternatives:
        together = pl.lit(value=True)
        for condition in conditions:
            together = together & _holds(condition, schema[condition.column])
        found = found | together
    return found


def _holds(condition: Condition, dtype: pl.DataType) -> pl.Expr:
    """Whether a row meets a condition; dates are compared as text in the form YYYY-MM-DD, moments by their day."""
    import polars as pl  # noqa: PLC0415  loaded with the tables

    column = pl.col(condition.column)
    holds = pl.lit(value=True)
    if condition.one_of:
        plain = column.cast(pl.String).str.replace(WHOLE, "")
        holds = holds & plain.is_in([_text(x).removesuffix(".0") for x in condition.one_of])
    for bound, compare in ((condition.at_least, pl.Expr.ge), (condition.at_most, pl.Expr.le)):
        if bound is not None:
            day = column.dt.date() if dtype == pl.Datetime else column
            seen = day.cast(pl.String).str.head(len(DAY)) if isinstance(bound, str) else column
            holds = holds & compare(seen, pl.lit(bound))
    return holds.fill_null(value=False)


def _text(answer: str | float | bool) -> str:
    """An answer as a table shows it."""
    if isinstance(answer, bool):
        return str(answer).lower()
    return f"{answer:g}" if isinstance(answer, float) else str(answer)
