"""``outgrow explain TOPIC``: what the model does, in the words of its own files."""

from __future__ import annotations

import textwrap
from typing import Literal

from rich.console import Console

WIDEST_SCREEN = 110
EQUATION = "    "  # how an equation stands in the text of a step


def explain(topic: Literal["season", "levers"], /) -> None:
    """Explain how the model works.

    Parameters
    ----------
    topic
        season: the nine steps in their order, with equations and sources; levers: what institutions and government
        can do, by how much, and on what ground.
    """
    width = min(Console().width, WIDEST_SCREEN)
    if topic == "season":
        _season(width)
    else:
        _levers(width)


def _season(width: int) -> None:
    from outgrow.system import ORDER, step_words  # noqa: PLC0415  heavy

    print(textwrap.fill(f"A season has nine steps, always in this order: {', '.join(ORDER)}.", width))
    for step in ORDER:
        for paragraph in step_words(step).replace("Equations::", "Equations:").split("\n\n"):
            print(f"\n{_filled(paragraph, width)}")


def _filled(paragraph: str, width: int) -> str:
    """A paragraph at the width of the screen; equations, which are indented, keep a line each."""
    if not paragraph.startswith(EQUATION):
        return textwrap.fill(paragraph, width)
    lines = paragraph.splitlines()
    return "\n".join(textwrap.fill(line, width, subsequent_indent=f"{EQUATION}    ") for line in lines)


def _levers(width: int) -> None:
    from outgrow.system import public_levers  # noqa: PLC0415  heavy

    text = (
        "What institutions and government can do. Pulled with strength 1, a lever has its full effect; each effect is "
        "an interval of 90 %, with its source. Try one: outgrow simulate CASE --lever finance=0.5"
    )
    print(textwrap.fill(text, width))
    for lever in public_levers():
        print()
        print(textwrap.fill(f"{lever.id}: {lever.title} ({lever.actor})", width))
        for effect in lever.effects:
            text = f"{effect.parameter} {effect.sentence()}, felt in step {effect.step}. Source: {effect.size.source}"
            note = f" ({effect.size.note})" if effect.size.note else ""
            print(textwrap.fill(f"{text}{note}.", width, initial_indent="  - ", subsequent_indent="    "))
