"""Coded answers by their labels: 1 and 2 are Control and Treatment where Stata, SPSS or the form says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from outgrow.initiative import Analysis
from outgrow.micro.design.columns import label
from outgrow.sources import SurveyTable

if TYPE_CHECKING:
    import polars as pl

YES, NO = ("yes", "true", "oui", "ndiyo", "sí"), ("no", "false", "non", "hapana")
MOST_LABELS = 20  # beyond them numbers that have labels are rather a scale than categories


def labels_of(table: SurveyTable, name: str) -> dict[str, str]:
    """Label of each code of a column, where every answer in it has one of its own; empty elsewhere.

    Parameters
    ----------
    table
        The survey's table as it was read.
    name
        Column.
    """
    if name not in table.frame.columns:
        return {}
    known = table.column(name).values
    codes = {label(value) for value in table.frame[name].drop_nulls().unique().to_list()} if known else set()
    found = {code: known[code].strip() for code in codes if code in known}
    whole = codes and len(found) == len(codes) == len({text.lower() for text in found.values()})
    return found if whole and len(found) <= MOST_LABELS else {}


def in_labels(words: Iterable[Any], labels: dict[str, str]) -> tuple[Any, ...]:
    """Answers that a question names by code or label, as labels."""
    return tuple(labels.get(label(word), word) for word in words)


def in_codes(words: Iterable[Any], labels: dict[str, str]) -> tuple[Any, ...]:
    """Answers that a question names by code or label, as codes."""
    codes = {text.lower(): code for code, text in labels.items()}
    return tuple(word if label(word) in labels else codes.get(str(word).strip().lower(), word) for word in words)


def by_label(frame: pl.DataFrame, table: SurveyTable, analysis: Analysis) -> pl.DataFrame:
    """Columns of a question with labels instead of codes, and answers of yes and no as such.

    Arms, strata, groups and covariates become the words that stand for them; outcome, baseline and take-up become
    yes and no where their labels say that. Other numbers stay.
    """
    import polars as pl  # noqa: PLC0415  loaded with the tables

    named = (analysis.arm, *analysis.strata, *analysis.groups, *analysis.entry, *analysis.covariates, *analysis.balance)
    as_read = {name for name in frame.columns if frame.schema[name] == table.frame.schema[name]}  # yes in words is done
    made: list[pl.Series] = []
    for name in dict.fromkeys(one for one in named if one in as_read):
        labels = labels_of(table, name)
        made += [_replaced(frame[name], labels, pl.String())] if labels else []
    for name in as_read.intersection(_answers(frame, analysis)):
        words = {code: word in YES for code, word in _yes_or_no(table, name).items()}
        made += [_replaced(frame[name], words, pl.Boolean())] if words else []
    return frame.with_columns(made)


def _replaced(column: pl.Series, by: Mapping[str, str | bool], dtype: pl.DataType) -> pl.Series:
    """A column with what stands for each code instead of it."""
    known = {value: by[label(value)] for value in column.drop_nulls().unique().to_list()}
    return column.replace_strict(known, default=None, return_dtype=dtype)


def recoded(table: SurveyTable, analysis: Analysis) -> Iterator[str]:
    """A sentence for each outcome, baseline and take-up whose codes are not, or may not be, what they count as."""
    for name in _answers(table.frame, analysis):
        labels = _yes_or_no(table, name)
        if any(code.lower() not in (word, "1" if word in YES else "0") for code, word in labels.items()):
            told = [f"{code} ({word}) counts as {int(word in YES)}" for code, word in sorted(labels.items())]
            yield f"{name}: by its labels {' and '.join(told)}."
        elif not labels and set(table.frame[name].drop_nulls().unique().to_list()) == {1, 2}:
            yield f"{name} holds 1 and 2 only: if 2 means no, its sign is turned; write it as 0 and 1, or label it."


def _answers(frame: pl.DataFrame, analysis: Analysis) -> list[str]:
    named = dict.fromkeys((analysis.outcome, analysis.baseline, analysis.take_up))
    return [name for name in named if name and name in frame.columns]


def _yes_or_no(table: SurveyTable, name: str) -> dict[str, str]:
    """Codes of a column with the words yes and no, where its labels are these."""
    labels = {code: text.lower() for code, text in labels_of(table, name).items()}
    return labels if labels and set(labels.values()) <= {*YES, *NO} else {}
