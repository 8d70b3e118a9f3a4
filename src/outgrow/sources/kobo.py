"""Exports of KoboToolbox and ODK read with their form: names, labels, codes and multiple choices."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from outgrow.sources.headers import Answered, Matched, match_headers
from outgrow.sources.raw import RawTable
from outgrow.sources.records import Column, Finding
from outgrow.sources.values import NOTHING
from outgrow.sources.wording import counted
from outgrow.sources.xlsform import Form, Question
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

LEAST_MATCHED = 0.25  # share of the columns that a form must know, else it is another survey's
SHOWN = 5


def with_form(raw: RawTable, form: Form, file: str, repeat: str = "") -> RawTable:
    """A table with the form's names, labels and codes.

    Columns take the question's XML name (with its groups only where the name occurs twice); answers that were
    exported as labels become codes; a select_multiple has a column ``name/choice`` of 0 and 1 for each choice.

    Raises
    ------
    InputError
        When the form knows less than a quarter of the columns: it is another survey's.
    """
    questions = form.of(repeat)
    matched = match_headers(raw.frame.columns, questions)
    _check_same_survey(raw, form, matched, file)
    names = _names(questions)
    findings = [*raw.findings, *_unmatched(matched, questions, raw.frame.height, file)]
    series: dict[str, pl.Series] = {}
    columns: dict[str, Column] = {}
    for header in raw.frame.columns:
        answer = matched.answers.get(header)
        name = header if answer is None else _name(answer, names)
        while name in series:
            name += "_"
        data = raw.frame[header].alias(name)
        if answer is not None and not answer.part:
            data, found = _coded(data, answer)
            findings += found
        series[name] = data
        columns[name] = _column(name, answer) if answer else replace(raw.columns.get(header, Column(name)), name=name)
    findings += _split_all(series, columns, matched, names)
    said = Finding(
        "form",
        file,
        f"headers are {matched.style}; {counted(len(matched.answers), 'column')} of the form's questions",
    )
    import polars as pl  # noqa: PLC0415

    frame = pl.DataFrame([data.alias(name) for name, data in series.items()])
    return RawTable(frame, f"{raw.fmt}, with form '{form.title}'", (said, *findings), columns, raw.decimal_comma)


def _check_same_survey(raw: RawTable, form: Form, matched: Matched, file: str) -> None:
    asked = len(matched.answers) + len(matched.unknown)
    if asked and len(matched.answers) < LEAST_MATCHED * asked:
        said = f"{len(matched.answers)} of its {asked} columns are questions of the form {form.file}"
        why = "It seems to be the form of another survey"
        raise InputError.single(file, said, why, f"Give the form of this survey; unknown are {_some(matched.unknown)}")


def _unmatched(matched: Matched, questions: tuple[Question, ...], rows: int, file: str) -> list[Finding]:
    """Columns that the form does not have, and questions that the data do not have."""
    found = []
    if matched.unknown:
        text = f"{counted(len(matched.unknown), 'column')} not in the form, kept: {_some(matched.unknown)}"
        found.append(Finding("form", file, text, weight="look"))
    there = {id(answer.question) for answer in matched.answers.values()}
    absent = [
        q.name
        for q in questions
        if id(q) not in there and q.kind not in {"hidden", "calculate", "note", "image", "audio"}
    ]
    if absent:
        found.append(
            Finding(
                "form",
                file,
                f"{counted(len(absent), 'question')} without a column: {_some(absent)}",
                weight="look",
            )
        )
    return found


def _some(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _names(questions: tuple[Question, ...]) -> dict[int, str]:
    """Name of each question's column: its XML name, with groups where that is not enough."""
    count = Counter(question.name for question in questions)
    return {id(q): q.name if count[q.name] == 1 else "/".join((*q.groups, q.name)) for q in questions}


def _name(answer: Answered, names: dict[int, str]) -> str:
    name = names[id(answer.question)]
    if answer.choice is not None:
        return f"{name}/{answer.choice.name}"
    return f"{name}_{answer.part}" if answer.part else name


def _column(name: str, answer: Answered) -> Column:
    question = answer.question
    group = "/".join(question.groups)
    if answer.choice is not None:
        return Column(name, f"{question.label}: {answer.choice.label}", {}, (), "", question.kind, group)
    if answer.part:
        return Column(name, f"{question.label}: {answer.part}", {}, (), "", question.kind, group)
    values = {choice.name: choice.label for choice in question.choices}
    return Column(name, question.label, values, (), "", question.kind, group)


def _coded(data: pl.Series, answer: Answered) -> tuple[pl.Series, list[Finding]]:
    """Answers as codes where they were exported as labels; answers that the form does not have are said."""
    import polars as pl  # noqa: PLC0415

    question = answer.question
    if answer.choice is not None or question.kind != "select_one" or not question.choices:
        return data, []
    texts = data if data.dtype == pl.String else _texts(data)
    codes = {choice.name for choice in question.choices}
    by_label = {label: choice.name for choice in reversed(question.choices) for label in (*choice.labels, choice.name)}
    there = [text for text in texts.unique().to_list() if text is not None]
    strange = [text for text in there if text.strip() not in (*codes, *by_label, *NOTHING, "")]
    if strange:
        count = int(texts.is_in(strange).sum())
        text = f"{counted(len(strange), 'answer')} in {counted(count, 'row')} that the form does not offer; left"
        found = [Finding("form", data.name, text, count, "look")]
    else:
        found = []
    if all(text in codes for text in there if text not in strange and text not in NOTHING):
        return data, found
    return texts.replace(by_label), found


def _texts(data: pl.Series) -> pl.Series:
    """Codes as the form writes them: 1 for 1.0."""
    import polars as pl  # noqa: PLC0415

    if data.dtype.is_float() and bool((data.drop_nulls() == data.drop_nulls().round()).all()):
        data = data.cast(pl.Int64)
    return data.cast(pl.String)


def _split_all(
    series: dict[str, pl.Series], columns: dict[str, Column], matched: Matched, names: dict[int, str]
) -> list[Finding]:
    """Give each select_multiple its columns of 0 and 1, made from the joint column where they are absent."""
    findings: list[Finding] = []
    by_question: dict[str, list[Answered]] = defaultdict(list)
    for answer in matched.answers.values():
        if answer.question.kind == "select_multiple":
            by_question[names[id(answer.question)]].append(answer)
    for name, answers in by_question.items():
        question = answers[0].question
        split = {answer.choice.name for answer in answers if answer.choice is not None}
        for choice in split:
            series[f"{name}/{choice}"] = _zero_one(series[f"{name}/{choice}"])
        if not any(answer.choice is None for answer in answers):
            continue
        made = {choice.name: _chosen(series[name], question, choice.name) for choice in question.choices}
        series[name] = _joint_codes(series[name], question, made)
        differ = sum(int((made[c] != series[f"{name}/{c}"]).sum()) for c in split)
        if differ:
            text = f"{counted(differ, 'answer')} differing from the columns of the choices; the latter are kept"
            findings.append(Finding("form", name, text, differ, "look"))
        absent = [choice for choice in question.choices if choice.name not in split]
        for lacking in absent:
            column = f"{name}/{lacking.name}"
            series[column] = made[lacking.name].alias(column)
            columns[column] = _column(column, Answered(question, lacking))
        if absent:
            findings.append(
                Finding(
                    "form", name, f"several choices in one column; {counted(len(absent), 'column')} of 0 and 1 made"
                )
            )
    return findings


def _zero_one(data: pl.Series) -> pl.Series:
    """1 where chosen, 0 where not: exports write 1 and 0, True and False, or the label and nothing."""
    import polars as pl  # noqa: PLC0415

    if data.dtype.is_numeric() or data.dtype == pl.Boolean:
        return data.cast(pl.Int8, strict=False)
    words = {"1": 1, "0": 0, "true": 1, "false": 0, "yes": 1, "no": 0, "1.0": 1, "0.0": 0}
    return data.str.strip_chars().str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Int8)


def _joint_codes(data: pl.Series, question: Question, chosen: dict[str, pl.Series]) -> pl.Series:
    """Answers that were exported as labels as codes in the form's order; answers in codes stay as they are.

    An answer of which a part is no choice of the form stays as it is.
    """
    import polars as pl  # noqa: PLC0415

    texts = data if data.dtype == pl.String else _texts(data)
    if _in_codes(texts, question):
        return data
    parts = [pl.select(pl.when(flag == 1).then(pl.lit(code))).to_series() for code, flag in chosen.items()]
    joined = pl.select(pl.concat_str(parts, separator=" ", ignore_nulls=True)).to_series()
    return pl.select(pl.when(joined != "").then(joined).otherwise(texts)).to_series().alias(data.name)


def _in_codes(texts: pl.Series, question: Question) -> bool:
    """Whether every word of every answer is a code of the form."""
    codes = {choice.name for choice in question.choices}
    return {word for text in texts.drop_nulls().unique().to_list() for word in text.split()} <= codes


def _chosen(data: pl.Series, question: Question, choice: str) -> pl.Series:
    """Whether a choice stands in a joint column: codes separated by spaces, or labels."""
    import polars as pl  # noqa: PLC0415

    texts = data if data.dtype == pl.String else _texts(data)
    if _in_codes(texts, question):
        return texts.str.split(" ").list.contains(choice).cast(pl.Int8)
    labels = next(c.labels for c in question.choices if c.name == choice)
    inside = [texts.str.contains(rf"(?:^|[\s,;]){re.escape(label)}(?:$|[\s,;])") for label in (*labels, choice)]
    return pl.select(pl.any_horizontal(inside)).to_series().cast(pl.Int8)
