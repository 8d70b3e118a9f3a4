"""A YAML file read with the line of every entry, so that each defect can say where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from outgrow.vocabulary import Defect, InputError, did_you_mean

Place = tuple[str | int, ...]
LinedDefect = tuple[int, Defect]
DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NAMING_KEYS = ("id", "actor", "name")
MOST_ENTRIES = 200_000  # far above any case; stops a file whose anchors multiply without end

YAML_WORDS = (
    ("mapping values are not allowed", "a second colon stands where none may", "Put the text in quotes"),
    ("'\\t'", "a tab stands at the start of a line", "Indent with spaces"),
    ("expected ',' or ']'", "a list opened with '[' is not closed", "Add the missing ']' or comma"),
    ("expected ',' or '}'", "a bracket opened with '{' is not closed", "Add the missing '}' or comma"),
    ("end of stream", "a quotation mark is never closed", "Close the quotation mark"),
    ("could not find expected ':'", "a key has no colon", "Write 'key: value'"),
    ("expected <block end>", "the indentation does not fit the lines above", "Align it with its neighbours"),
    (
        "undefined alias",
        "a '*' refers to an anchor that does not exist",
        "Put text that starts with '*' in quotes",
    ),
    ("another document", "a second document starts", "Keep one initiative in a file"),
    ("constructor for the tag", "a '!' tag is not known", "Put text that starts with '!' in quotes"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a YAML file and the line of each entry.

    Parameters
    ----------
    file
        The file.
    data
        Content; keys are strings.
    lines
        Line (from 1) of each key and list item, by place.
    defects
        What was found wrong while reading, with lines.
    """

    file: Path
    data: dict[str, Any]
    lines: dict[Place, int]
    defects: list[LinedDefect] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Line of the entry, or of the nearest section around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """File, line and dotted name of an entry."""
        name = self.name(place)
        return f"{self.file}:{self.line(place)}" + (f" ({name})" if name else "")

    def name(self, place: Place) -> str:
        """Dotted name of a place, with list items by their ``id``, ``actor`` or ``name``."""
        words, here = [], self.data
        for step in place:
            here = _step(here, step)
            words.append(_item_name(here, step))
        return ".".join(words)

    def defect(self, place: Place, found: str, why: str, todo: str = "") -> LinedDefect:
        """A defect at a place, with its line."""
        return self.line(place), Defect(found, self.where(place), why, todo)

    def unknown(self, place: Place, found: str, word: str, known: Sequence[str], todo: str) -> LinedDefect:
        """A defect about a word that is not among the known ones, with the nearest of them."""
        hint = did_you_mean(word, list(dict.fromkeys(known)))
        return self.defect(place, found, "", f"{hint} {todo}".strip())


def load(file: Path) -> Document:
    """Read a YAML file whose top level is a mapping.

    Raises
    ------
    InputError
        When the file cannot be read, is not UTF-8, not YAML, empty, or not a mapping.
    """
    text = decode(file)
    try:
        root, data, reader = _parse(text)
    except ReaderError as problem:
        line = text.count("\n", 0, problem.position) + 1
        raise _unreadable(file, line, "a control character stands here", "Remove it") from None
    except MarkedYAMLError as problem:
        raise _not_yaml(file, problem) from None
    except YAMLError as problem:
        raise _unreadable(file, 1, str(problem), "Correct it") from None
    except RecursionError:
        raise _unreadable(file, 1, "brackets are nested too deeply", "Flatten them") from None
    except ValueError as problem:
        raise _no_date(file, text, problem) from None
    if root is None:
        raise _unreadable(file, 1, "the file is empty", "Start from a template: outgrow new NAME")
    if not isinstance(root, MappingNode):
        kind = "a list" if isinstance(root, SequenceNode) else "a single value"
        raise _unreadable(file, 1, f"the top level is {kind}", "Write the initiative as 'key: value' lines")
    document = Document(file, data, reader.lines)
    return replace(document, defects=[_twice(document, *repeated) for repeated in reader.repeated])


def in_order(found: Iterable[LinedDefect]) -> list[Defect]:
    """Defects in order of their lines."""
    return [defect for _, defect in sorted(found, key=itemgetter(0))]


def decode(file: Path) -> str:
    """Text of a UTF-8 file.

    Raises
    ------
    InputError
        When the file cannot be opened or a byte of it is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        found = f"byte {problem.start} (0x{problem.object[problem.start]:02x}) is not UTF-8 text"
        raise _unreadable(file, line, found, "Save the file with the encoding UTF-8") from None
    except OSError as problem:
        reason = (problem.strerror or "it cannot be opened").capitalize()
        raise InputError.single(
            str(file), "the file cannot be opened", reason, "Check its name and who may read it"
        ) from None


def _parse(text: str) -> tuple[Node | None, Any, _Reader]:
    """Root node, its content, and the reader that knows its lines."""
    yaml = YAML(typ="safe", pure=True)
    root, reader = yaml.compose(text), _Reader(yaml)
    return root, {} if root is None else reader.read(root, ()), reader


def _twice(document: Document, line: int, place: Place) -> LinedDefect:
    why = f"It stands already in line {document.line(place)}"
    where = f"{document.file}:{line} ({document.name(place)})"
    return line, Defect(f"'{place[-1]}' is written twice", where, why, "Keep one of the two")


def _no_date(file: Path, text: str, problem: ValueError) -> InputError:
    """A value that has the form of a date, for which the reader of YAML makes one, and is no day of the calendar."""
    for line, written in enumerate(text.splitlines(), 1):
        for found in DATE.finditer(written):
            try:
                date(*map(int, found.groups()))
            except ValueError as reason:
                return _unreadable(file, line, f"{found[0]} is no date: {reason}", "Correct it")
    return _unreadable(file, 1, str(problem), "Correct it")


def _unreadable(file: Path, line: int, found: str, todo: str) -> InputError:
    return InputError.single(str(file), found, "It cannot be read as an initiative", todo, f"{file}:{line}")


def _not_yaml(file: Path, problem: MarkedYAMLError) -> InputError:
    """A YAML error in plain words, at the line where what is wrong began."""
    said = f"{problem.problem}"
    words = next((entry for entry in YAML_WORDS if entry[0] in said), None)
    mark = problem.problem_mark
    if problem.context_mark is not None and words is not None and "closed" in words[1]:
        mark = problem.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    found, todo = (words[1], words[2]) if words else (said, "Correct the YAML")
    where = f"{file}:{line}, column {column}"
    return InputError.single(str(file), found, "The file is not valid YAML", todo, where)


class _Reader:
    """Turns YAML nodes into plain values while noting their lines and the keys that are written twice."""

    def __init__(self, yaml: YAML) -> None:
        self.lines: dict[Place, int] = {}
        self.repeated: list[tuple[int, Place]] = []
        self._scalar = yaml.constructor.construct_object
        self._open: list[int] = []
        self._count = 0

    def read(self, node: Node, place: Place) -> Any:
        self._count += 1
        if id(node) in self._open or self._count > MOST_ENTRIES:
            raise MarkedYAMLError(problem="anchors repeat without end", problem_mark=node.start_mark)
        self._open.append(id(node))
        made = self._value(node, place)
        self._open.pop()
        return made

    def _value(self, node: Node, place: Place) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        return self._list(node, place) if isinstance(node, SequenceNode) else self._scalar(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(self.read(key_node, place))
            inner, line = (*place, key), key_node.start_mark.line + 1
            if key in made:
                self.repeated.append((line, inner))
                continue
            self.lines[inner] = line
            made[key] = self.read(value_node, inner)
        return made

    def _list(self, node: SequenceNode, place: Place) -> list[Any]:
        made = []
        for position, item in enumerate(node.value):
            inner = (*place, position)
            self.lines[inner] = item.start_mark.line + 1
            made.append(self.read(item, inner))
        return made


def _step(here: Any, step: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(str(step))
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _item_name(item: Any, step: str | int) -> str:
    """Word for a step: a list item's own name where it has one, else the key or position."""
    if isinstance(step, int) and isinstance(item, dict):
        named = (item[key] for key in NAMING_KEYS if isinstance(item.get(key), str))
        return next(named, str(step)).replace(".", "").replace(" ", "_")
    return str(step)
