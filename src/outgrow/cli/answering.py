"""How a quick profile is asked for at a terminal: one question at a time, each answer checked as it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from outgrow.cli.understanding import Answered, Asked, heard, read_answer, read_head
from outgrow.initiative import NEEDED, TypedError, answer_defects, questions

Ask = Callable[[str], str]
Say = Callable[[str], None]
UNKNOWN = ("", "don't know", "dont know", "do not know", "not known", "unknown", "dk", "n/a", "na", "-")
BACK, HELP, STOP = ("back", "b", "<"), ("?", "help"), ("stop", "quit", "exit")
HEAD = (
    ("title", "Name of the initiative?"),
    ("country", "Country?"),
    ("product", "Product, in the form in which households sell it?"),
    ("code", "Currency (three letters, such as KES)?"),
    ("price_year", "Year of the prices?"),
)
HELP_OF_HEAD = {
    "product": (
        "What leaves the farm, such as green leaf, sun-dried cherry or French beans; prices are for a kg of it.",
    ),
    "code": ("The currency in which prices will be told, by its three letters (ISO 4217): KES, GHS, USD.",),
    "price_year": ("The year in which prices were as you will tell them, such as 2023.",),
}
PARTS = {"effect": ("estimate", "standard_error", "design", "measured"), "say": ("growers", "firm", "outside")}
PER_KG = ("outside_price", "premium", "margin")
PER_HOUSEHOLD = ("service_cost", "investment", "credit")


class StoppedError(Exception):
    """The person wants to stop; what was answered is kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask: a head line, a question, or a part of one.

    Parameters
    ----------
    key, part
        Question and the part of it; no part where the question is one answer.
    text
        What is asked.
    help
        Lines shown when somebody asks what is meant.
    """

    key: str
    part: str | None
    text: str
    help: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, ...]:
        """Where the answer stands among the answers."""
        return (self.key, self.part) if self.part else (self.key,)


def ask_profile(ask: Ask, say: Say, data: dict[str, Any]) -> None:
    """Ask all that is open, in order, and put the answers into ``data``, which holds all of them when it is stopped.

    Parameters
    ----------
    ask
        Puts one question and returns what was typed.
    say
        Prints a line.
    data
        Content of a profile file as far as it is known; it is filled in place.

    Raises
    ------
    StoppedError
        When the person stops.
    """
    steps = [Step(key, None, text, HELP_OF_HEAD.get(key, ())) for key, text in HEAD] + list(_steps())
    asked = list[int]()
    position = 0
    state = Answered(data)
    open_before = {step.place for step in steps if not state.has(step.place)}
    while position < len(steps):
        step = steps[position]
        if step.place not in open_before or _left_out(step, state, say):
            position += 1
            continue
        word = _put(ask, say, step, state)
        if word in BACK and asked:
            position = asked.pop()
            state.forget(steps[position].place)
        elif word in BACK:
            say("  This is the first question.")
        else:
            asked.append(position)
            position += 1


def _steps() -> Iterator[Step]:
    """The questions of the profile, those of several parts one part at a time."""
    known = questions()
    for n, question in enumerate(known, 1):
        head = f"{n} of {len(known)}. {question.text}"
        if question.key not in PARTS:
            yield Step(question.key, None, head, question.lines)
        for part in PARTS.get(question.key, ()):
            yield Step(question.key, part, head if part == PARTS[question.key][0] else "", question.lines)


def _left_out(step: Step, state: Answered, say: Say) -> bool:
    """Whether a question makes no sense after the answers before it."""
    if step.part and step.part != PARTS[step.key][0] and not state.has((step.key, PARTS[step.key][0])):
        return True
    needed = ("price",) if step.key in PER_KG else ("price", "volume") if step.key in PER_HOUSEHOLD else ()
    lacking = [key for key in needed if not state.has((key,))]
    if lacking:
        say(f"{step.text}\n  Left out: without {' and '.join(lacking)} it could not be compared with the crop.")
    return bool(lacking)


def _put(ask: Ask, say: Say, step: Step, state: Answered) -> str:
    """Ask until the answer can be used, or a word is given that leads elsewhere."""
    asked = Asked.of(step.key, step.part, state.data)
    question = f"{step.text}{asked.hint}" if step.text else f"   {asked.text}{asked.hint}"
    if step.part and step.text:
        question = f"{step.text}\n   {asked.text}{asked.hint}"
    plain = question
    while True:
        typed = ask(question).strip()
        word = typed.lower()
        if word in BACK:
            return word
        if word in STOP:
            raise StoppedError
        if word in HELP:
            for line in step.help or ("Write it in your own words.",):
                say(f"  {line}")
            question = plain
            continue
        try:
            _take(typed, word, step, asked, state, say)
        except TypedError as problem:
            question = f"{problem} Again:"
            continue
        return word


def _take(typed: str, word: str, step: Step, asked: Asked, state: Answered, say: Say) -> None:
    """Keep an answer if it can be read and agrees with the answers before it."""
    if step.place[0] in dict(HEAD):
        state.put(step.place, read_head(step.key, typed))
        return
    if word in UNKNOWN:
        if step.key in NEEDED:
            raise TypedError("This one is needed: without it there is nothing to simulate.")
        state.put_rest(step.place)
        return
    value, source = read_answer(typed, asked, state.data)
    before = state.copy()
    state.put(step.place, value, source)
    wrong = answer_defects(state.data)
    if wrong and not state.unfinished(step.place):
        state.restore(before)
        said = next(iter(wrong.values())).removesuffix(" Correct one of them.")
        raise TypedError(f"{said} (Write back to correct the answer before.)")
    if echo := heard(value):
        say(f"  {echo}")


def case_name(country: str, title: str) -> str:
    """Name of a folder from the words of a person.

    Examples
    --------
    >>> case_name("Kenya", "Beans for export!")
    'kenya-beans-for-export'
    """
    return re.sub(r"[^a-z0-9]+", "-", f"{country}-{title}".lower()).strip("-") or "profile"
