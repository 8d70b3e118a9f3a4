"""A quick profile written to a folder: the answers, and the whole initiative that they were filled up to."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from outgrow.initiative.answers import QUESTIONS, Profile
from outgrow.initiative.expand import DISTRICT_TABLE
from outgrow.initiative.library import INITIATIVE_FILE, PROFILE_FILE
from outgrow.initiative.lines import load
from outgrow.initiative.profile import read_profile
from outgrow.initiative.questions import questions
from outgrow.initiative.schema import SCHEMA_FILE, schema
from outgrow.initiative.shorthand import written_out
from outgrow.vocabulary import InputError

WIDTH = 110
HEAD = """\
# Filled in from the quick profile beside it: what was answered keeps its source, and everything else is a shared wide
# prior marked 'source: assumption'. Replace what you come to know; outgrow reads this file before the profile.
"""
PROFILE_HEAD = "# A quick profile for outgrow. Questions without an answer are filled in from shared wide priors.\n"


def write_profile(data: dict[str, Any], folder: Path) -> Path:
    """Write a new folder with the profile, the initiative filled in from it, its table of districts and the schema.

    Parameters
    ----------
    data
        Content of a profile file.
    folder
        The new folder.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        With all defects of the profile, or when the folder exists or cannot be written.
    """
    if folder.exists():
        why = "A profile never overwrites what is there"
        raise InputError.single(str(folder), "the folder exists already", why, "Choose another --out")
    try:
        folder.mkdir(parents=True)
        file = folder / PROFILE_FILE
        file.write_text(profile_text(data), encoding="utf-8", newline="\n")
        try:
            profile, expanded, _ = read_profile(load(file))
        except InputError:
            file.unlink()
            folder.rmdir()
            raise
        contents = {
            INITIATIVE_FILE: HEAD + _yaml(expanded.data),
            DISTRICT_TABLE: _table(profile),
            SCHEMA_FILE: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
        }
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(folder), "the folder cannot be written", reason, "Choose another --out") from None
    return folder


def profile_text(data: dict[str, Any]) -> str:
    """A profile file with each question above its answer, and the open questions as comments."""
    head = {key: part for key, part in written_out(data).items() if key != "answers"}
    lines = [PROFILE_HEAD + _yaml(head) + "answers:"]
    answers = written_out(data).get("answers", {})
    unknown = [key for key in answers if key not in QUESTIONS]
    asked = {question.key: question for question in questions()}
    for key in (*QUESTIONS, *unknown):
        lines.append("")
        if key in asked:
            said = (asked[key].text, *asked[key].lines)
            lines += [f"  # {line}" for words in said for line in wrap(words, WIDTH, subsequent_indent="  ")]
        if answers.get(key) is None:
            lines.append(f"  # {key}:")
        else:
            lines += [f"  {line}" for line in _yaml({key: answers[key]}).rstrip("\n").split("\n")]
    return "\n".join(line for n, line in enumerate(lines) if line or n > 1) + "\n"


def _table(profile: Profile) -> str:
    """One district that holds all households."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([["district", "households"], [profile.country, 1]])
    return text.getvalue()


def _yaml(data: Any) -> str:
    writer = YAML()
    writer.width = 10_000
    writer.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    writer.dump(_styled(data, top=True), text)
    return text.getvalue()


def _styled(data: Any, *, top: bool = False) -> Any:
    """Data with small mappings on one line."""
    if isinstance(data, dict):
        made = CommentedMap((key, _styled(part)) for key, part in data.items() if part is not None)
        if not top and _is_small(data):
            made.fa.set_flow_style()
        return made
    if isinstance(data, list | tuple):
        return CommentedSeq(_styled(part) for part in data)
    return data


def _is_small(data: dict[str, Any]) -> bool:
    """Whether a mapping reads best on one line: a number, a word, a few of them."""
    return bool(data) and not any(isinstance(part, dict | list) and part for part in data.values())
