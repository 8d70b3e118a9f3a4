"""What somebody who must answer a quick profile needs to know about each question: one data file, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from outgrow.initiative.answers import QUESTIONS, Profile
from outgrow.initiative.schema import node_at

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS_FILE = "questions.yaml"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the quick profile.

    Parameters
    ----------
    key
        Its name in a file.
    text
        The question.
    help
        What is meant by it, in a sentence or two.
    words
        What each word means with which it can be answered; empty where the answer is no word.
    unit
        Unit of the answer, with ``money`` for the currency; None where the answer is no number.
    """

    key: str
    text: str
    help: str
    words: Mapping[str, str]
    unit: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """What is meant, a line for the question and one for each word."""
        return (self.help, *(f"{word}: {meaning}" for word, meaning in self.words.items()))


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every question in the order in which it is asked.

    Examples
    --------
    >>> first = questions()[0]
    >>> first.key, first.text, list(first.words)[:2]
    ('leader', 'Who leads the initiative?', ['ngo', 'donor'])
    """
    text = (files("outgrow.initiative") / QUESTIONS_FILE).read_text(encoding="utf-8")
    known = YAML(typ="safe", pure=True).load(text)
    return tuple(_question(key, known[key]) for key in QUESTIONS)


def _question(key: str, entry: Mapping[str, object]) -> Question:
    node = node_at(("answers", key), Profile)
    words = entry.get("words")
    meanings = {str(word): str(meaning) for word, meaning in words.items()} if isinstance(words, dict) else {}
    return Question(key, node["description"], str(entry["help"]), MappingProxyType(meanings), node.get("x-unit"))
