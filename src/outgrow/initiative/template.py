"""An initiative file to start from, written from the schema: descriptions, units, placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML

from outgrow.initiative.library import INITIATIVE_FILE
from outgrow.initiative.lines import Place
from outgrow.initiative.schema import SCHEMA_FILE, node_at, schema
from outgrow.vocabulary import ASSUMPTION, InputError, is_money

TABLE_FILE = "districts.csv"
CASE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
PLAIN_TEXT = re.compile(r"[A-Za-z][\w .,;'()-]*")
WORDS_OF_YAML = ("true", "false", "null")
WIDTH = 100

HEAD = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
#
# An initiative for outgrow. All numbers here are placeholders: replace each with what is known of your pilot,
# and put the key of one of your sources, or 'assumption', as its source.
#
# A certain number:    {{value: 0.4, unit: ha/household, source: pilot_survey}}
# An uncertain number: {{low: 0.3, high: 0.5, family: normal, unit: ha/household, source: assumption}}
# low and high are its 5 % and 95 % quantiles; families: normal, lognormal, posnormal, uniform, triangular,
# pert, beta01. A number in money has a price_year as well.
"""


def new(name: str, folder: str | Path = ".") -> Path:
    """Write the folder of a new case: initiative file, table of districts and JSON Schema.

    Parameters
    ----------
    name
        Name of the case, in lower-case letters, digits and hyphens.
    folder
        Folder in which the case's folder is made.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    InputError
        For a name that is not allowed, or a folder that exists already or cannot be written.
    """
    made = Path(folder) / _allowed(name)
    contents = {INITIATIVE_FILE: template(name), TABLE_FILE: _packaged("example_districts.csv")}
    contents[SCHEMA_FILE] = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    try:
        made.mkdir(parents=True)
        for file, text in contents.items():
            (made / file).write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        why = "A new case never overwrites what is there"
        raise InputError.single(str(made), "the folder exists already", why, "Choose another name or folder") from None
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(made), "the folder cannot be written", reason, "Choose another folder") from None
    return made


def template(name: str) -> str:
    """Text of an initiative file with placeholder numbers, which passes the check as it stands.

    Parameters
    ----------
    name
        Name of the case.

    Raises
    ------
    InputError
        For a name that is not allowed.

    Examples
    --------
    >>> print(template("my-pilot").splitlines()[0])
    # yaml-language-server: $schema=initiative.schema.json
    """
    example = YAML(typ="safe", pure=True).load(_packaged("example.yaml"))
    example["id"] = _allowed(name)
    example["title"] = name.replace("-", " ").capitalize()
    writer = _Writer(example["money"]["code"], example["money"]["price_year"])
    return HEAD + "\n".join(writer.section((), example, 0)) + "\n"


def _allowed(name: str) -> str:
    if CASE_NAME.fullmatch(name) is None:
        why = "The name of a case is made of lower-case letters, digits and hyphens"
        raise InputError.single(f"name '{name}'", "it cannot name a case", why, "Write it like kenya-tea")
    return name


def _packaged(name: str) -> str:
    return (files("outgrow.initiative") / name).read_text(encoding="utf-8")


class _Writer:
    """Writes example values as YAML lines, with the words of the schema above each key."""

    def __init__(self, currency: str, price_year: int) -> None:
        self._currency, self._price_year = currency, price_year

    def section(self, place: Place, example: dict[str, Any], depth: int, told: bool = True) -> Iterator[str]:
        """Lines of a section's keys; ``told`` says whether to describe them."""
        properties = node_at(place).get("properties") or dict.fromkeys(example)
        for key in properties:
            inner = (*place, key)
            if told:
                yield from _comment(node_at(inner), key, key in example, depth)
            if key in example:
                yield from self.entry(inner, key, example[key], depth, told)

    def entry(self, place: Place, key: str, example: Any, depth: int, told: bool) -> Iterator[str]:
        """Lines of one key and what it holds."""
        node, space = node_at(place), "  " * depth
        if str(node.get("x-model", "")).endswith("/Parameter"):
            yield f"{space}{key}: {self._number(example, node['x-unit'])}"
        elif isinstance(example, dict):
            yield f"{space}{key}:"
            yield from self.section(place, example, depth + 1, told and "properties" in node)
        elif isinstance(example, list):
            yield f"{space}{key}:"
            for position, item in enumerate(example):
                yield from self.item((*place, position), item, depth + 1, told and position == 0)
        else:
            yield from _text(f"{space}{key}:", example, space + "  ")

    def item(self, place: Place, example: dict[str, Any], depth: int, told: bool) -> Iterator[str]:
        """Lines of a list's item: its keys are described in the first item only."""
        lines = list(self.section(place, example, depth + 1, told))
        first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
        yield from (line[2:] for line in lines[:first])
        yield "  " * depth + "- " + lines[first].lstrip()
        yield from lines[first + 1 :]

    def _number(self, example: Any, unit: str) -> str:
        """A parameter in braces: the short form of the example with unit, price year and source."""
        if isinstance(example, list):
            low, high, family = example
            parts = [f"low: {low}", f"high: {high}", f"family: {family}"]
        else:
            parts = [f"value: {example}"]
        written = re.sub(r"\bmoney\b", self._currency, unit)
        parts.append(f"unit: {written}")
        if is_money(written):
            parts.append(f"price_year: {self._price_year}")
        return "{" + ", ".join([*parts, f"source: {ASSUMPTION}"]) + "}"


def _comment(node: dict[str, Any], key: str, given: bool, depth: int) -> Iterator[str]:
    """Description of a key, with a blank line before the sections of the file."""
    space = "  " * depth
    if depth == 0:
        yield ""
    words = node.get("description", "")
    if "enum" in node:
        words += f" One of: {', '.join(node['enum'])}."
    if not given:
        words = f"Optional, and left out here: {key}. {words}"
    yield from wrap(words, WIDTH, initial_indent=f"{space}# ", subsequent_indent=f"{space}# ")


def _text(key: str, example: Any, space: str) -> Iterator[str]:
    """A key with its single value; a long text is folded."""
    if isinstance(example, str) and len(example) > WIDTH:
        yield f"{key} >-"
        yield from wrap(example, WIDTH, initial_indent=space, subsequent_indent=space)
    else:
        yield f"{key} {_scalar(example)}"


def _scalar(example: Any) -> str:
    if isinstance(example, str) and PLAIN_TEXT.fullmatch(example) and example.lower() not in WORDS_OF_YAML:
        return example
    return json.dumps(example, ensure_ascii=False)
