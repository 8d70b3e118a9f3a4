"""Which round of a survey came first, by what the rounds are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from outgrow.vocabulary import InputError

STAGES = (
    ("before", "pre", "base", "baseline", "start", "initial", "first"),
    ("mid", "midline", "midterm", "during", "interim"),
    ("after", "post", "end", "endline", "final", "last"),
    ("followup",),
)
"""Words that rounds are called by, in the order in which they happen."""


def rounds_in_order(labels: Iterable[Any]) -> list[Any]:
    """Rounds as they followed each other, each once.

    Numbers, dates and words that differ in their numbers only stand in that order; words are known by their usual
    names.

    Parameters
    ----------
    labels
        Label of the round of each row.

    Returns
    -------
    list
        Labels in the order of time.

    Raises
    ------
    InputError
        When words have no order in time: in that of the alphabet a change may be told the wrong way round.

    Examples
    --------
    >>> rounds_in_order(["after", "before"]), rounds_in_order(["10", "9"]), rounds_in_order(["Wave 2", "Wave 10"])
    (['before', 'after'], ['9', '10'], ['Wave 2', 'Wave 10'])
    """
    found: list[Any] = list(np.unique(np.asarray(labels)).tolist())
    if len(found) <= 1 or not all(isinstance(one, str) for one in found):
        return found
    for key in (_as_number, _as_counted(found), _as_stage):
        places = {one: place for one in found if (place := key(one)) is not None}
        if len(set(places.values())) == len(found):
            return sorted(found, key=places.__getitem__)
    listed = ", ".join(f"'{one}'" for one in found[:4])
    why = "These words have no order in time, so that a change might be told the wrong way round"
    todo = "Call them by years or numbers, or baseline and endline, in the file"
    raise InputError.single("rounds of the survey", listed, why, todo, "round")


def _as_number(label: str) -> tuple[float, ...] | None:
    try:
        return (float(label),)
    except ValueError:
        return None


def _as_counted(found: list[str]) -> Callable[[str], tuple[float, ...] | None]:
    """A key by the numbers in labels that differ in nothing else."""
    alike = len({re.sub(r"\d+", "0", one.strip().lower()) for one in found}) == 1

    def key(label: str) -> tuple[float, ...] | None:
        numbers = tuple(float(x) for x in re.findall(r"\d+", label))
        return numbers if alike and numbers else None

    return key


def _as_stage(label: str) -> tuple[float, ...] | None:
    """Stage of a round by its words, then the numbers in it."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"follow[-_ ]up", "followup", label.lower()))
    stages = [place for word in words for place, names in enumerate(STAGES) if word in names]
    if len(set(stages)) != 1:
        return None
    return (float(stages[0]), *(float(x) for x in re.findall(r"\d+", label)))
