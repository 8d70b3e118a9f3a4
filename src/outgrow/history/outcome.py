"""What became of a documented initiative: a file that the model never reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from outgrow.initiative import Document, LinedDefect, Section, Source, defects_of, in_order, load
from outgrow.vocabulary import ASSUMPTION, InputError

OUTCOME_FILE = "outcome.yaml"
DATE = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
YEAR_DIGITS = 3  # of a decimal year: a third of a day
UNREAD = "unread"
STAND_IN: Final[dict[str, Any]] = {"class": "scales", "as_of": 2200, "why": "", "source": UNREAD, "sources": {}}
"""What takes the place of a part that cannot be read, so that the others are checked; no check refuses it."""
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

    Years are decimal (2018.5 is the middle of 2018) or dates such as 2018-07-01.

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
    document = replace(document, data=_with_decimal_years(document.data))
    outcome, found = _read(document)
    if outcome is not None:
        found += _checks(outcome, document)
    if found or document.defects or outcome is None:
        raise InputError(str(file), in_order([*document.defects, *found]))
    return outcome


def _read(document: Document) -> tuple[Outcome | None, list[LinedDefect]]:
    """The outcome, or as much of it as can be read so that the rest is checked too, and what was refused."""
    try:
        return _valid(document.data), []
    except ValidationError as problem:
        found = defects_of(problem, document, Outcome)
        refused = {tuple(error["loc"]) for error in problem.errors()}
    wrong = {str(place[0]) for place in refused if place}
    kept = STAND_IN | {key: part for key, part in document.data.items() if key not in wrong}
    for key in ("reach", "readings"):
        items = document.data.get(key)
        if key in wrong and isinstance(items, list):
            kept[key] = [item for n, item in enumerate(items) if not any(p[:2] == (key, n) for p in refused)]
    try:
        return _valid(kept), found
    except ValidationError:
        return None, found


def _valid(data: dict[str, Any]) -> Outcome:
    return Outcome.model_validate_json(json.dumps(data, default=str), strict=True)


def _with_decimal_years(data: dict[str, Any]) -> dict[str, Any]:
    """The data with each date where a year belongs as a decimal year; anything else is left for the check to judge."""
    reach = data.get("reach")
    made = {**data, "as_of": _decimal(data["as_of"])} if "as_of" in data else dict(data)
    if isinstance(reach, list):
        made["reach"] = [
            {**p, "year": _decimal(p["year"])} if isinstance(p, dict) and "year" in p else p for p in reach
        ]
    return made


def _decimal(year: Any) -> Any:
    if not isinstance(year, str | date) or not (found := DATE.fullmatch(str(year))):
        return year
    try:
        day = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return year
    start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return round(day.year + (day - start).days / (end - start).days, YEAR_DIGITS)


def _checks(outcome: Outcome, document: Document) -> Iterator[LinedDefect]:
    written = document.data.get("sources")
    known = [*(written if isinstance(written, dict) else {}), ASSUMPTION]
    named: list[tuple[tuple[str | int, ...], str]] = [(("source",), outcome.source)]
    places = _places(document)
    named += [(("reach", i, "source"), point.source) for i, point in zip(places, outcome.reach, strict=True)]
    for place, source in named:
        if source not in known and source != UNREAD:
            said = f"'{source}' is not one of the sources"
            yield document.unknown(place, said, source, known, "Correct it or add the source")
    first: dict[float, int] = {}
    for i, point in zip(places, outcome.reach, strict=True):
        if point.year in first:
            why = f"It stands already in line {document.line(('reach', first[point.year], 'year'))}"
            said = f"the reach of {point.year:g} is given twice"
            yield document.defect(("reach", i, "year"), said, why, "Keep one of the two")
        first.setdefault(point.year, i)
    if outcome.readings and outcome.class_ not in {reading.class_ for reading in outcome.readings}:
        why = "The class is one of the readings"
        yield document.defect(("class",), f"no reading is '{outcome.class_}'", why, "Correct the class or the readings")


def _places(document: Document) -> list[int]:
    """Positions in the file of the counts that could be read."""
    items = document.data.get("reach")
    return [n for n, item in enumerate(items) if _is_point(item)] if isinstance(items, list) else []


def _is_point(item: Any) -> bool:
    try:
        ReachPoint.model_validate_json(json.dumps(item, default=str), strict=True)
    except ValidationError:
        return False
    return True


def before_the_pilot(outcome: Outcome, first_year: int, file: Path) -> list[LinedDefect]:
    """Dates of an outcome that lie in the pilot stage, which can be no outcome of it.

    Parameters
    ----------
    outcome
        What became of the case.
    first_year
        First simulated year of the case, the one after its pilot stage.
    file
        The outcome file.
    """
    document = load(file)
    why = f"The case describes the pilot to the end of {first_year - 1}; what became of it comes later"
    todo = "Correct the year, or describe an earlier stage"
    dates: list[tuple[tuple[str | int, ...], float]] = [(("as_of",), outcome.as_of)]
    dates += [(("reach", i, "year"), point.year) for i, point in enumerate(outcome.reach)]
    return [
        document.defect(place, f"{year:g} lies before the outcome can begin", why, todo)
        for place, year in dates
        if year < first_year
    ]
