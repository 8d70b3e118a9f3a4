"""Checks of the words by which parts of an initiative file refer to each other."""

from __future__ import annotations

from collections.abc import Iterator

from outgrow.initiative.amounts import money_parameters, out_of_range
from outgrow.initiative.describe import Initiative
from outgrow.initiative.lines import NAMING_KEYS, Document, LinedDefect, Place
from outgrow.initiative.section import Section
from outgrow.initiative.values import entries, model_unit, survey_numbers
from outgrow.vocabulary import ASSUMPTION


def check_actors(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Every actor that is referred to is one of the actors."""
    known = [actor.id for actor in initiative.actors or ()]
    for place, actor in _actors_named(initiative):
        if actor not in known:
            said = f"'{actor}' is not one of the actors"
            yield document.unknown(place, said, actor, known, "Correct it or add the actor")


def check_functions(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Every service is delivered by a function of the ledger."""
    known = [function.id for function in initiative.functions]
    for key in ("coverage", "training"):
        function = getattr(initiative.delivery, key).function
        if function not in known:
            said, todo = f"'{function}' is not one of the functions", "Correct it or add the function"
            yield document.unknown(("delivery", key, "function"), said, function, known, todo)


def check_sources(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Every source is a key of the sources, or an assumption."""
    known = [*initiative.sources, ASSUMPTION]
    for place, source in _sources_named(initiative):
        if source not in known:
            said = f"'{source}' is not one of the sources"
            yield document.unknown(place, said, source, known, "Correct it or add the source")


def unused_sources(initiative: Initiative, document: Document) -> list[str]:
    """Sentences about sources that no number refers to."""
    used = {source for _, source in _sources_named(initiative)}
    spare = [key for key in initiative.sources if key not in used]
    return [f"{document.where(('sources', key))}: no number refers to this source." for key in spare]


def check_planned(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Planned surveys take their spread from questions that are asked."""
    known = [analysis.id for analysis in initiative.analyses or ()]
    for i, plan in enumerate(initiative.planned_surveys or ()):
        if plan.question and plan.question not in known:
            said, todo = f"'{plan.question}' is not one of the analyses", "Correct it or write the question"
            yield document.unknown(("planned_surveys", i, "question"), said, plan.question, known, todo)


def check_names(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """No two items of a list have the same name."""
    for place, items in _lists(initiative, ()):
        keys = [next((key for key in NAMING_KEYS if hasattr(item, key)), "") for item in items]
        first: dict[str, int] = {}
        for position, (item, key) in enumerate(zip(items, keys, strict=True)):
            name = getattr(item, key, None)
            if name in first:
                why = f"It stands already in line {document.line((*place, first[name], key))}"
                todo = "Give each its own name"
                yield document.defect((*place, position, key), f"'{name}' is used twice", why, todo)
            elif name is not None:
                first[name] = position


def check_changes(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Options change parameters that exist, and set them to values that make sense."""
    known = entries(initiative)
    for i, option in enumerate(initiative.options):
        for k, change in enumerate(option.changes):
            place: Place = ("options", i, "changes", k)
            entry = known.get(change.parameter)
            if entry is None:
                said = f"'{change.parameter}' is not a parameter of this file"
                near = _nearby(change.parameter, list(known))
                yield document.unknown((*place, "parameter"), said, change.parameter, near, "Correct the dotted name")
            elif change.set is not None:
                unit = model_unit(entry.measures, initiative.money)
                if why := out_of_range(change.set, entry.measures, unit):
                    said = f"{change.set:g} is out of range"
                    yield document.defect((*place, "set"), said, why, "Correct it")


def _actors_named(initiative: Initiative) -> Iterator[tuple[Place, str]]:
    """Every mention of an actor in the sections that could be read."""
    if initiative.initiator is not None:
        yield ("initiator", "actor"), initiative.initiator.actor
        for i, actor in enumerate(initiative.initiator.also_leaving):
            yield ("initiator", "also_leaving", i), actor
    if initiative.firm is not None:
        yield ("firm", "actor"), initiative.firm.actor
    for i, stage in enumerate(initiative.chain or ()):
        yield ("chain", i, "actor"), stage.actor
    for i, function in enumerate(initiative.functions or ()):
        yield ("functions", i, "done_by"), function.done_by
        for payer in function.paid_by:
            yield ("functions", i, "paid_by", payer), payer
        for k, candidate in enumerate(function.candidates):
            yield ("functions", i, "candidates", k, "actor"), candidate.actor
    for i, option in enumerate(initiative.options or ()):
        yield ("options", i, "payer"), option.payer


def _sources_named(initiative: Initiative) -> Iterator[tuple[Place, str]]:
    """Every mention of a source in the sections that could be read."""
    for entry in (*entries(initiative).values(), *survey_numbers(initiative).values()):
        yield (*entry.path, "source"), entry.parameter.source
    if initiative.money is not None:
        for place, parameter in money_parameters(initiative.money):
            yield (*place, "source"), parameter.source
    if initiative.target is not None:
        yield ("target", "districts", "source"), initiative.target.districts.source
    if initiative.market is not None and initiative.market.world_price is not None:
        yield ("market", "world_price", "source"), initiative.market.world_price.source
    for i, point in enumerate(initiative.history or ()):
        yield ("history", i, "source"), point.source
    yield from _surveys_sources(initiative)


def _surveys_sources(initiative: Initiative) -> Iterator[tuple[Place, str]]:
    """Mentions in the questions asked of a survey and in the surveys that are planned."""
    for i, analysis in enumerate(initiative.analyses or ()):
        for name, part in (("published", analysis.published), ("matters", analysis.matters)):
            if part is not None:
                yield ("analyses", i, name, "source"), part.source
    if initiative.survey is not None and initiative.survey.budget is not None:
        for place, quote in initiative.survey.budget.quoted.items():
            yield ("survey", "budget", *place, "source"), quote.source
    for i, plan in enumerate(initiative.planned_surveys or ()):
        for name, guess in plan.guesses.items():
            yield ("planned_surveys", i, name, "source"), guess.source
        if plan.matters is not None:
            yield ("planned_surveys", i, "matters", "source"), plan.matters.source


def _lists(section: Section, place: Place) -> Iterator[tuple[Place, tuple[Section, ...]]]:
    """Every list of sections, with its place."""
    for key in type(section).model_fields:
        value = getattr(section, key)
        if isinstance(value, Section):
            yield from _lists(value, (*place, key))
        elif isinstance(value, tuple) and value and isinstance(value[0], Section):
            yield (*place, key), value
            for position, item in enumerate(value):
                yield from _lists(item, (*place, key, position))


def _nearby(name: str, known: list[str]) -> list[str]:
    """Parameters of the same section, or of all sections when there are none."""
    head = name.partition(".")[0]
    section = [other for other in known if other.partition(".")[0] == head]
    return section or known
