"""Lessons on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from outgrow.conditions import Lesson, Lessons

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST = 8  # lessons of a kind on the screen
HEADS: Final = {
    "real cases": "What real cases teach",
    "simulated cases": "What simulated cases imply (the model's answer, not history's)",
}
STYLES: Final = {"strong": "bold bright_blue", "moderate": "bright_blue", "weak": "yellow", "model only": "dim"}


def lessons_screen(found: Lessons, width: int) -> RenderableType:
    """Lessons by what they rest on, for so many columns."""
    parts: list[RenderableType] = []
    for basis, head in HEADS.items():
        lessons = [one for one in found.lessons if one.basis == basis]
        if lessons:
            parts += [Text(head, style="bold"), *_shown(lessons), Text()]
    parts += [Text(f"Note: {warning}", style="yellow") for warning in found.warnings]
    return Constrain(Group(*parts), width)


def _shown(lessons: list[Lesson]) -> Iterator[RenderableType]:
    for one in lessons[:MOST]:
        yield Text.assemble((f"[{one.grade}] ", STYLES[one.grade]), one.sentence)
        yield Padding(Text(f"{one.why}.{' ' + one.beside if one.beside else ''}", style="dim"), (0, 0, 0, 2))
    if len(lessons) > MOST:
        yield Text(f"and {len(lessons) - MOST} more; --out writes them", style="dim")
