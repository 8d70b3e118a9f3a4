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
ITSELF, CHOICE, UNSURE_CHOICE = range(3)  # what a spelling means first, second and third
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
        turn = tuple(sorted({way.answer.question.name for way in found}))
        way = found[min(used[turn], len(found) - 1)]
        used[turn] += 1 if len(found) > 1 else 0
        answers[header] = way.answer
        styles[way.style] += 1
    return Matched(answers, tuple(tool), tuple(unknown), _said(styles))


def _said(styles: Counter[str]) -> str:
    return " and ".join(style for style, _ in styles.most_common(2)) if styles else "nothing that the form has"


def _unnumbered(header: str) -> str:
    found = NUMBERED.match(header)
    return found[1] if found else header


def _key(text: str) -> str:
    return plain(text).lower()


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A way to write what a column answers; where two are spelt alike, those of the lowest rank count."""

    rank: int
    answer: Answered
    style: str


def _spellings(questions: tuple[Question, ...]) -> dict[str, list[_Spelling]]:
    """Every way in which an export may write a question, with the answers it may stand for.

    ``crops_other`` is the question of that name, and choice ``other`` of ``crops`` only where there is none.
    """
    known: dict[str, dict[tuple[int, str, str], _Spelling]] = defaultdict(dict)
    for question in questions:
        for path, mark, style in _ways(question):
            for spelt, rank, answer in _with_parts(question, path, mark):
                what = (id(question), answer.choice.name if answer.choice else "", answer.part)
                one = _Spelling(rank, answer, style)
                known[_key(spelt)].setdefault(what, one)
    return {spelt: _foremost(list(ways.values())) for spelt, ways in known.items()}


def _foremost(ways: list[_Spelling]) -> list[_Spelling]:
    first = min(way.rank for way in ways)
    return [way for way in ways if way.rank == first]


def _ways(question: Question) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The question itself: its name alone, with groups, its labels, and labels with groups; with the separator."""
    yield (question.name,), "", "XML names"
    path = (*question.within, question.name)
    for depth in range(len(path) - 1):
        for mark in SEPARATORS:
            yield path[depth:], mark, f"XML names with groups, separated by '{mark}'"
    for label in question.labels:
        yield (label,), "", "labels"
    for labels in question.label_paths:
        for depth in range(len(labels) - 1):
            for mark in SEPARATORS:
                yield labels[depth:], mark, f"labels with groups, separated by '{mark}'"


def _with_parts(question: Question, path: tuple[str, ...], mark: str) -> Iterator[tuple[str, int, Answered]]:
    """The question's own column, and those of its choices or of its coordinates, each with its rank."""
    text = mark.join(path)
    yield text, ITSELF, Answered(question)
    if question.kind in {"select_multiple", "rank"}:
        for choice in question.choices:
            for between in SEPARATORS:
                rank = UNSURE_CHOICE if between == "_" else CHOICE
                for word in (choice.name, *choice.labels):
                    yield f"{text}{between}{word}", rank, Answered(question, choice)
    if question.kind in {"geopoint", "start-geopoint"}:
        before, last = mark.join((*path[:-1], "")), path[-1]
        for part in GEOPOINT_PARTS:
            yield f"{before}_{last}_{part}", CHOICE, Answered(question, None, part)
            for between in ("-", ".", ":", "/", "_"):
                yield f"{text}{between}{part}", CHOICE, Answered(question, None, part)
