"""XLSForms: the questions of a KoboToolbox or ODK survey, with their groups, repeats, labels and choices."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outgrow.sources.workbook import sheets_of
from outgrow.vocabulary import InputError

MARKUP = re.compile(r"<[^>]*>")
SELECT = re.compile(
    r"(?i)^(?:add )?(select1|select[ _](?:one|multiple|all that apply)|rank)"
    r"(?: prompt using|[ _]external)?(?:[ _]from[ _]file)?(?:[ _]from)?\s+(\S+)"
)
OR_OTHER = re.compile(r"(?i)or[ _](?:specify[ _])?other")
EDGE = re.compile(r"(?i)^(begin|end)[ _](group|repeat|lgroup|looped group)$")
OTHER_WORDS = {"caption": "label", "command": "type", "tag": "name", "value": "name"}  # names of columns in older forms
SILENT = {"audit"}  # kinds that leave no column
Labels = dict[str, str]  # a label in each language


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be chosen: its code and its labels in all languages."""

    name: str
    labels: tuple[str, ...]

    @property
    def label(self) -> str:
        """First label, or the code."""
        return self.labels[0] if self.labels else self.name


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form.

    Parameters
    ----------
    name, kind
        XML name, and type (``integer``, ``select_one`` ...).
    labels
        Its text in all languages, without markup.
    groups
        Groups that it stands in, outermost first, repeats not counted.
    within
        Groups and repeats that it stands in, outermost first.
    label_paths
        Labels of these and of the question itself, one path a language.
    repeat
        Repeat group that it stands in; empty outside of repeats.
    choices
        What can be chosen, in the form's order.
    """

    name: str
    kind: str
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    label_paths: tuple[tuple[str, ...], ...] = ()
    repeat: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def label(self) -> str:
        """First label; empty when there is none."""
        return self.labels[0] if self.labels else ""


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of a survey in their order."""

    file: str
    title: str
    questions: tuple[Question, ...]

    def of(self, repeat: str = "") -> tuple[Question, ...]:
        """Questions of a repeat group, or those outside of repeats."""
        return tuple(question for question in self.questions if question.repeat == repeat)

    @property
    def repeats(self) -> tuple[str, ...]:
        """Repeat groups in their order."""
        return tuple(dict.fromkeys(question.repeat for question in self.questions if question.repeat))


def read_form(path: str | Path) -> Form:
    """Read an XLSForm.

    Parameters
    ----------
    path
        Workbook with the sheets ``survey`` and, for choices, ``choices``.

    Raises
    ------
    InputError
        When it is no XLSForm or its groups do not close.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError.single(
            str(file), "there is no such file", "", "Give the XLSForm from which the survey was made"
        )
    sheets = {name.strip().lower(): rows for name, rows in sheets_of(file).items()}
    if "survey" not in sheets or not sheets["survey"]:
        why = "An XLSForm has a sheet 'survey' with a question in each row"
        said = f"it has no sheet 'survey' but {', '.join(sheets) or 'none'}"
        raise InputError.single(str(file), said, why, "In KoboToolbox: form, three dots, Download XLS")
    survey = list(_records(sheets["survey"]))
    lacking = [word for word in ("type", "name") if not any(word in record for record in survey)]
    if lacking:
        said = f"its sheet 'survey' has no column '{lacking[0]}'"
        raise InputError.single(str(file), said, "Questions are told by type and name", "Give the form itself")
    settings = next(iter(_records(sheets.get("settings", []))), {})
    title = settings.get("form_title") or settings.get("id_string") or settings.get("form_id") or file.stem
    return Form(str(file), title, tuple(_questions(file, survey, _lists(sheets.get("choices", [])))))


def _records(rows: list[list[Any]]) -> Iterator[dict[str, str]]:
    """Rows of a sheet by column name; ``list name`` and ``list_name`` are the same."""
    if not rows:
        return
    names = [str(cell).strip().lower().replace("list name", "list_name") for cell in rows[0]]
    names = [name if OTHER_WORDS.get(name, name) in names else OTHER_WORDS.get(name, name) for name in names]
    for row in rows[1:]:
        record = {name: _text(cell) for name, cell in zip(names, row, strict=False) if name and _text(cell)}
        if record:
            yield record


def _text(cell: Any) -> str:
    """A cell as text: 1.0 is the code 1."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _labels(record: Mapping[str, str]) -> Labels:
    """Label in each language, in the order of the columns; ``label`` alone has the language ''."""
    found = {
        name.removeprefix("label").strip(": "): plain(text)
        for name, text in record.items()
        if name == "label" or name.startswith(("label:", "label "))
    }
    return {language: label for language, label in found.items() if label}


def _different(labels: Labels) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels.values()))


def plain(text: str) -> str:
    """A label without markup, emphasis and line breaks.

    Examples
    --------
    >>> plain("**How much** land?<br/> (<i>acres</i>)")
    'How much land? (acres)'
    """
    bare = html.unescape(MARKUP.sub(" ", text)).replace("**", "").replace("__", "")
    return " ".join(bare.split()).replace("( ", "(").replace(" )", ")")


def _lists(rows: list[list[Any]]) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, dict[str, Choice]] = {}
    for record in _records(rows):
        if "list_name" in record and "name" in record:
            name = record["name"]
            lists.setdefault(record["list_name"], {}).setdefault(name, Choice(name, _different(_labels(record))))
    return {name: tuple(choices.values()) for name, choices in lists.items()}


@dataclass(slots=True)
class _Place:
    """Where the reading of a form stands: open groups and repeats, outermost first."""

    open: list[tuple[str, str, Labels]] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        return tuple(name for kind, name, _ in self.open if kind == "group")

    def within(self) -> tuple[str, ...]:
        return tuple(name for _, name, _ in self.open)

    def label_paths(self, name: str, labels: Labels) -> tuple[tuple[str, ...], ...]:
        """Path of labels in each language; what has no label there goes by its name."""
        steps = [*((name, labels) for _, name, labels in self.open), (name, labels)]
        languages = dict.fromkeys(language for _, labels in steps for language in labels)
        return tuple(tuple(labels.get(language, name) for name, labels in steps) for language in languages)

    def repeat(self) -> str:
        return next((name for kind, name, _ in reversed(self.open) if kind == "repeat"), "")


def _questions(file: Path, survey: list[dict[str, str]], lists: dict[str, tuple[Choice, ...]]) -> Iterator[Question]:
    place = _Place()
    for record in survey:
        kind = " ".join(record.get("type", "").split())
        name = record.get("name", "")
        labels = _labels(record)
        edge = EDGE.match(kind)
        if edge:
            _move(file, place, edge, name, labels)
        elif kind and name and kind.lower() not in SILENT:
            select = SELECT.match(kind)
            word = _kind(select[1].lower()) if select else kind.lower()
            choices = lists.get(select[2], ()) if select else ()
            if select and OR_OTHER.search(kind):
                choices = (*choices, Choice("other", ("Other",)))
            paths = place.label_paths(name, labels)
            yield Question(
                name, word, _different(labels), place.names(), place.within(), paths, place.repeat(), choices
            )
    if place.open:
        raise _unclosed(file, f"'{place.open[-1][1]}' is not closed")


def _kind(word: str) -> str:
    """Type of a question with choices, however the form writes it."""
    if word == "rank":
        return word
    return "select_multiple" if "multiple" in word or "all" in word else "select_one"


def _move(file: Path, place: _Place, edge: re.Match[str], name: str, labels: Labels) -> None:
    """Enter or leave a group or repeat."""
    kind = "group" if edge[2].lower() == "group" else "repeat"
    if edge[1].lower() == "begin":
        place.open.append((kind, name, labels))
    elif not place.open or place.open[-1][0] != kind:
        raise _unclosed(file, f"an 'end {kind}' closes nothing")
    else:
        place.open.pop()


def _unclosed(file: Path, said: str) -> InputError:
    return InputError.single(
        str(file), said, "Groups and repeats close in the order in which they open", "Repair the form"
    )
