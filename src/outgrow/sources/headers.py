"""Which question each column of an export answers: by XML name or label, with or without groups."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outgrow.sources.xlsform import Choice, Question, plain

SEPARATORS = ("/", ".", "-", ":", "_")
GEOPOINT_PARTS = ("latitude", "longitude", "altitude", "precision", "accuracy")
OF_THE_TOOL = re.compile(
    r"^(?:_.*|__version__|meta[/.:-].*|instanceid|instancename|key|parent_key|submissiondate|set-of-.*|"
    r"submitterid|submittername|attachmentspresent|attachmentsexpected|status|reviewstate|deviceid|edits|formversion|"
    r"start|end|today|username|subscriberid|simserial|simid|phonenumber|imei)$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(.*)_(\d+)$")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a column answers: a question, and for a split select_multiple one of its choices."""

    question: Question
    choice: Choice | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """Columns and what they answer.

    Parameters
    ----------
    answers
        Question of each column that has one.
    tool
        Columns of the tool (``_uuid``, ``_submission_time``).
    unknown
        Columns that the form does not have.
    style
        How the headers were written, in words.
    """

    answers: dict[str, Answered]
    tool: tuple[str, ...]
    unknown: tuple[str, ...]
    style: str


def match_headers(headers: Iterable[str], questions: tuple[Question, ...]) -> Matched:
    """Find the question of each column.

    Parameters
    ----------
    headers
        Names of the columns in their order.
    questions
        Questions of the table: those outside of repeats, or those of one repeat.
    """
    known = _spellings(questions)
    answers: dict[str, Answered] = {}
    styles: Counter[str] = Counter()
    used: Counter[tuple[str, ...]] = Counter()
    tool: list[str] = []
    unknown: list[str] = []
    for header in headers:
        found = known.get(_key(header)) or known.get(_key(_unnumbered(header)))
        if not found:
            (tool if OF_THE_TOOL.match(header.strip()) else unknown).append(header)
            continue
        turn = tuple(sorted({q.question.name for q, _ in found}))
        answer, style = found[min(used[turn], len(found) - 1)]
        used[turn] += 1 if len(found) > 1 else 0
        answers[header] = answer
        styles[style] += 1
    return Matched(answers, tuple(tool), tuple(unknown), _said(styles))


def _said(styles: Counter[str]) -> str:
    return " and ".join(style for style, _ in styles.most_common(2)) if styles else "nothing that the form has"


def _unnumbered(header: str) -> str:
    found = NUMBERED.match(header)
    return found[1] if found else header


def _key(text: str) -> str:
    return plain(text).lower()


def _spellings(questions: tuple[Question, ...]) -> dict[str, list[tuple[Answered, str]]]:
    """Every way in which an export may write a question, with the answers it may stand for."""
    known: dict[str, list[tuple[Answered, str]]] = defaultdict(list)
    for question in questions:
        for text, style in _ways(question):
            for spelt, answer in _with_parts(question, text):
                entry = known[_key(spelt)]
                if all(other.question is not question or other.choice is not answer.choice for other, _ in entry):
                    entry.append((answer, style))
    return known


def _ways(question: Question) -> Iterator[tuple[str, str]]:
    """The question itself: its name alone, with groups, its labels, and labels with groups."""
    yield question.name, "XML names"
    path = (*((question.repeat,) if question.repeat else ()), *question.groups, question.name)
    for depth in range(len(path) - 1):
        for mark in SEPARATORS:
            yield mark.join(path[depth:]), f"XML names with groups, separated by '{mark}'"
    for label in question.labels:
        yield label, "labels"
        if question.group_labels:
            yield "/".join((*question.group_labels, label)), "labels with groups, separated by '/'"


def _with_parts(question: Question, text: str) -> Iterator[tuple[str, Answered]]:
    """The question's own column, and those of its choices or of its coordinates."""
    yield text, Answered(question)
    if question.kind in {"select_multiple", "rank"}:
        for choice in question.choices:
            for mark in SEPARATORS:
                for word in (choice.name, *choice.labels):
                    yield f"{text}{mark}{word}", Answered(question, choice)
    if question.kind in {"geopoint", "start-geopoint"}:
        for part in GEOPOINT_PARTS:
            for spelt in (f"_{text}_{part}", f"{text}-{part}", f"{text}.{part}", f"{text}:{part}", f"{text}/{part}"):
                yield spelt, Answered(question, None, part)
