"""``outgrow explain TOPIC``: what the model does, in the words of its own files."""

from __future__ import annotations

import textwrap
from typing import Literal

from rich.console import Console

WIDEST_SCREEN = 110


def explain(topic: Literal["season", "levers"], /) -> None:
    """Explain how the model works.

    Parameters
    ----------
    topic
        season: the nine steps in their order, with equations and sources; levers: what institutions and government
        can do, by how much, and on what ground.
    """
    if topic == "season":
        _season()
    else:
        _levers(min(Console().width, WIDEST_SCREEN))


def _season() -> None:
    from outgrow.system import ORDER, step_words  # noqa: PLC0415  heavy

    print(f"A season has nine steps, always in this order: {', '.join(ORDER)}.\n")
    print("\n\n".join(step_words(step).replace("Equations::", "Equations:") for step in ORDER))


def _levers(width: int) -> None:
    from outgrow.system import public_levers  # noqa: PLC0415  heavy

    print("What institutions and government can do. Pulled with strength 1, a lever has its full effect; each effect")
    print("is an interval of 90 %, with its source. Try one: outgrow simulate CASE --lever finance=0.5")
    for lever in public_levers():
        print(f"\n{lever.id}: {lever.title} ({lever.actor})")
        for effect in lever.effects:
            text = f"{effect.parameter} {effect.sentence()}, felt in step {effect.step}. Source: {effect.size.source}"
            note = f" ({effect.size.note})" if effect.size.note else ""
            print(textwrap.fill(f"{text}{note}.", width, initial_indent="  - ", subsequent_indent="    "))
