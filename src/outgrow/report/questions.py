"""Which answer of a quick profile to improve first: the questions ranked by how far they move the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from outgrow.conditions import Driver
from outgrow.initiative import QUESTIONS, Case, Profile, asked, node_at
from outgrow.report.records import Results
from outgrow.vocabulary import ASSUMPTION, InputError

State = Literal["open", "assumed", "sourced"]
STATES: dict[State, str] = {
    "open": "not answered",
    "assumed": "answered without a source",
    "sourced": "answered with a source",
}


@dataclass(frozen=True, slots=True)
class Improvement:
    """A question, and what a better answer to it is worth to the verdict.

    Parameters
    ----------
    question, text
        Its key in the profile, and the question as it is asked.
    state
        Whether it was answered, and with a source.
    movement
        Largest move of a gate's margin when one of the numbers that it informs goes from its 5 % to its 95 %
        quantile, in standard deviations of that margin over all worlds.
    gate
        The gate that moves most.
    flips
        Gates that pass at one end and fail at the other.
    number
        The number that moves it, as the verdict took it.
    """

    question: str
    text: str
    state: State
    movement: float
    gate: str
    flips: tuple[str, ...]
    number: str

    def sentence(self) -> str:
        """The question with what hangs on it."""
        flips = f", and decides '{', '.join(self.flips)}' alone" if self.flips else ""
        return f"{self.text} ({STATES[self.state]}; taken as {self.number}; moves '{self.gate}'{flips})"


def improvements(results: Results) -> tuple[Improvement, ...]:
    """Questions of the profile by what a better answer would move, the most first; settled ones are left out.

    Parameters
    ----------
    results
        A run of a case that was read from a quick profile.

    Raises
    ------
    InputError
        When the case is not a quick profile.
    """
    case = results.case
    found = [_improvement(key, drivers, case) for key, drivers in _by_question(results.verdict.drivers, case)]
    return tuple(sorted(found, key=lambda one: (-one.movement, one.question)))


def unasked(results: Results) -> tuple[Driver, ...]:
    """Drivers that no question informs: what a survey would find out and the full file has room for."""
    return tuple(driver for driver in results.verdict.drivers if asked(driver.name) is None)


def first_steps(results: Results, most: int = 3) -> str:
    """Say which answers to improve first, and what else moves the verdict."""
    lines = [f"{n}. {one.sentence()}" for n, one in enumerate(improvements(results)[:most], 1)]
    text = "Improve first:\n" + "\n".join(lines) if lines else "No answer moves the verdict by itself."
    return f"{text}\n{words}" if (words := beyond(results)) else text


def beyond(results: Results, most: int = 2) -> str:
    """What moves the verdict and no question of the profile informs, in a sentence; nothing where there is none."""
    labels = list(dict.fromkeys(driver.label.lower().rstrip(".") for driver in unasked(results)))[:most]
    return f"Beyond the questions, it moves with what only the full file asks: {'; '.join(labels)}." if labels else ""


def _by_question(drivers: Iterable[Driver], case: Case) -> Iterator[tuple[str, list[Driver]]]:
    groups: dict[str, list[Driver]] = {}
    for driver in drivers:
        question = asked(driver.name)
        if question is not None:
            groups.setdefault(question, []).append(driver)
    yield from ((key, groups[key]) for key in QUESTIONS if key in groups)


def _improvement(question: str, drivers: list[Driver], case: Case) -> Improvement:
    strongest = max(drivers, key=lambda driver: driver.movement)
    flips = tuple(dict.fromkeys(gate for driver in drivers for gate in driver.flips))
    return Improvement(
        question=question,
        text=str(node_at(("answers", question), Profile).get("description", question)),
        state=_state(question, case),
        movement=strongest.movement,
        gate=strongest.gate,
        flips=flips,
        number=strongest.value,
    )


def _state(question: str, case: Case) -> State:
    if case.profile is None:
        why = "Only a quick profile has questions; a full file ranks its assumptions instead"
        raise InputError.single(
            case.initiative.id, "this is no quick profile", why, "See its assumptions by: outgrow run"
        )
    answer = getattr(case.profile.answers, question)
    if answer is None:
        return "open"
    source = getattr(answer, "source", None) or getattr(getattr(answer, "estimate", None), "source", ASSUMPTION)
    return "assumed" if source == ASSUMPTION else "sourced"
