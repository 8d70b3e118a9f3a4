"""What became of a documented initiative: a file that the model never reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from outgrow.initiative import Document, LinedDefect, Section, Source, defects_of, in_order, load
from outgrow.vocabulary import ASSUMPTION, InputError

OUTCOME_FILE = "outcome.yaml"
Class = Literal["scales", "depends", "stalls", "collapses", "bypasses", "exhausts", "fails"]


class ReachPoint(Section):
    """How many households took part in a later year."""

    year: float = Field(ge=1900, le=2200, description="When, as a decimal year.")
    households: float = Field(ge=0, description="Households that took part.")
    source: str = Field(description="Key of the sources, or assumption.")
    note: str = Field(default="", description="What a reader must know to trust or doubt the number.")


class ClassReading(Section):
    """How one reader of the sources judged the outcome, kept where two readings are possible."""

    reader: str = Field(description="Who read, such as 'first' or a name.")
    class_: Class = Field(alias="class", description="The reader's class.")
    because: str = Field(description="What in the sources speaks for it.")


class Outcome(Section):
    """What became of it."""

    class_: Class = Field(alias="class", description="What became of it, in the words of the verdict.")
    as_of: float = Field(ge=1900, le=2200, description="Year in which this was judged.")
    why: str = Field(description="Why, by those who studied it.")
    source: str = Field(description="Key of the sources.")
    reach: tuple[ReachPoint, ...] = Field(default=(), description="Reach by year.")
    readings: tuple[ClassReading, ...] = Field(default=(), description="Two readings where it is a judgement.")
    sources: dict[str, Source] = Field(default={}, description="Where this comes from.")

    @property
    def second(self) -> Class:
        """The other reading's class, or the class where there is only one."""
        others = [reading.class_ for reading in self.readings if reading.class_ != self.class_]
        return others[0] if others else self.class_


def read_outcome(folder: Path) -> Outcome | None:
    """Read the outcome beside a case, or None where there is none.

    Parameters
    ----------
    folder
        The case's folder.

    Raises
    ------
    InputError
        With all defects of the file.
    """
    file = folder / OUTCOME_FILE
    if not file.is_file():
        return None
    document = load(file)
    try:
        outcome = Outcome.model_validate_json(json.dumps(document.data, default=str), strict=True)
    except ValidationError as problem:
        found = [*document.defects, *defects_of(problem, document, Outcome)]
        raise InputError(str(file), in_order(found)) from None
    if found := [*document.defects, *_checks(outcome, document)]:
        raise InputError(str(file), in_order(found))
    return outcome


def _checks(outcome: Outcome, document: Document) -> Iterator[LinedDefect]:
    known = [*outcome.sources, ASSUMPTION]
    named: list[tuple[tuple[str | int, ...], str]] = [(("source",), outcome.source)]
    named += [(("reach", i, "source"), point.source) for i, point in enumerate(outcome.reach)]
    for place, source in named:
        if source not in known:
            said = f"'{source}' is not one of the sources"
            yield document.unknown(place, said, source, known, "Correct it or add the source")
    first: dict[float, int] = {}
    for i, point in enumerate(outcome.reach):
        if point.year in first:
            why = f"It stands already in line {document.line(('reach', first[point.year], 'year'))}"
            said = f"the reach of {point.year:g} is given twice"
            yield document.defect(("reach", i, "year"), said, why, "Keep one of the two")
        first.setdefault(point.year, i)
    if outcome.readings and outcome.class_ not in {reading.class_ for reading in outcome.readings}:
        why = "The class is one of the readings"
        yield document.defect(("class",), f"no reading is '{outcome.class_}'", why, "Correct the class or the readings")
