"""Tables of what the verdict rests on: every number with its source, the studies, the counts of history."""

from __future__ import annotations

from collections import Counter

from outgrow.conditions import Driver
from outgrow.evidence import Effect
from outgrow.initiative import Entry
from outgrow.report.amounts import percent, written
from outgrow.report.prose import driver_label, parameter_label
from outgrow.report.records import Results
from outgrow.report.tables import Cell, Table, web_address
from outgrow.vocabulary import ASSUMPTION

EVIDENCE = "evidence"  # source of the effect, which comes from several studies
SHARES = {"side_sold_share", "stock", "effort"}
COUNTED = {
    "members": "members",
    "trained": "trained",
    "side_sold_share": "sold aside",
    "stock": "stock relative to the start",
    "effort": "effort relative to the start",
    "catch": "catch of all, tonnes a season",
}


def drivers_table(results: Results) -> Table:
    """Every number with a spread that the simulation reads, the one that moves the verdict most first."""
    heads = ("", "What", "Number", "Source", "Moves", "Gates that turn")
    most = max((driver.movement for driver in results.verdict.drivers), default=1.0) or 1.0
    rows = [_driver(rank, driver, most, results) for rank, driver in enumerate(results.verdict.drivers, start=1)]
    return Table(heads, rows, frozenset({0}))


def _driver(rank: int, driver: Driver, most: float, results: Results) -> tuple[Cell, ...]:
    entry = results.ensemble.worlds.listed.get(driver.name)
    known = entry is not None and driver.source != EVIDENCE
    number = written(entry.parameter) if entry is not None and known else driver.value
    way = "more helps" if driver.direction > 0 else "more harms"
    moves = Cell(f"{driver.gate} by {driver.movement:.2f}", note=way, bar=driver.movement / most)
    return (
        Cell(str(rank)),
        Cell(driver_label(driver, results), note=driver.name),
        Cell(number),
        source_cell(driver.source, driver.note, results),
        moves if driver.movement > 0.0 else Cell("nothing", tone="quiet"),
        Cell(", ".join(driver.flips) or "none", tone="" if driver.flips else "quiet"),
    )


def certain_table(results: Results) -> Table:
    """Every other number of the file: taken as certain, or read by another part than the simulated seasons."""
    ranked = {driver.name for driver in results.verdict.drivers}
    rows = [
        (
            Cell(parameter_label(entry.name, entry.label, results.initiative), note=entry.name),
            Cell(written(entry.parameter)),
            source_cell(entry.parameter.source, entry.parameter.note, results),
        )
        for entry in _others(results, ranked)
    ]
    return Table(("What", "Number", "Source"), rows)


def _others(results: Results, ranked: set[str]) -> list[Entry]:
    return [entry for name, entry in results.ensemble.worlds.listed.items() if name not in ranked]


def source_cell(source: str, note: str, results: Results) -> Cell:
    """Where a number comes from, with its note."""
    if source == ASSUMPTION:
        return Cell("assumption", note=note, tone="assumed")
    if source == EVIDENCE:
        return Cell("the studies", note=note, link="#evidence")
    found = results.initiative.sources.get(source)
    words = found.citation.split(",")[0].split(":")[0] if found else source
    return Cell(words, note=note, link=f"#source-{source}" if found else "")


def studies_table(results: Results) -> Table:
    """Every study with what became of it."""
    known = results.ensemble.worlds.known
    texts = {study.id: study.text for study in results.initiative.participation.evidence}
    pooled = [(e, "about the pilot: used") for e in known.pilot.effects]
    pooled += [(e, "elsewhere: the pilot is held against it") for e in known.outside.effects]
    shown = [(effect, f"not used: {why}") for effect, why in known.shown]
    rows = [_study(effect, use, texts[effect.label], results) for effect, use in [*pooled, *shown]]
    rows += [_unseen(study, f"not used: {why}", texts[study]) for study, why in known.unseen]
    return Table(("Study", "Effect on the yield", "Design", "Source", "Use"), rows, frozenset({1}))


def _study(effect: Effect, use: str, text: str, results: Results) -> tuple[Cell, ...]:
    error = effect.standard_error
    return (
        Cell(effect.label.replace("_", " ").capitalize(), note=text),
        Cell(percent(effect.estimate, signed=True), note=f"standard error {percent(error)}" if error else ""),
        Cell(effect.design),
        source_cell(effect.source, "", results),
        Cell(use),
    )


def _unseen(study: str, use: str, text: str) -> tuple[Cell, ...]:
    name = study.replace("_", " ").capitalize()
    return Cell(name, note=text), Cell("size not known"), Cell(""), Cell(""), Cell(use)


def history_table(results: Results) -> Table:
    """What was counted in the real case."""
    rows = [
        (
            Cell(f"{point.year:.1f}".removesuffix(".0")),
            Cell(COUNTED[point.measure]),
            Cell(percent(point.value) if point.measure in SHARES else f"{point.value:z,.0f}"),
            source_cell(point.source, point.note, results),
        )
        for point in results.initiative.history
    ]
    return Table(("Year", "What", "Counted", "Source"), rows, frozenset({0, 2}))


def sources_table(results: Results) -> list[tuple[str, str, str, int]]:
    """Key, citation, web address and number of uses of each source."""
    used = Counter(entry.parameter.source for entry in results.ensemble.worlds.listed.values())
    return [
        (key, source.citation, web_address(source.url), used[key]) for key, source in results.initiative.sources.items()
    ]
