"""A qualitative comparative analysis as a page and a folder of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from outgrow.conditions import Necessary, Qca, Robustness, Solution, Term
from outgrow.report.charts.truth import CELL, MEASURES, truth_heat_map, xy_plot
from outgrow.report.new_folder import new_folder
from outgrow.report.page import Figure, drawn, environment
from outgrow.report.tables import Cell, Table

MOST_MODELS = 12  # of a solution, on the page
MOST_PLOTS = 4  # plots of single terms
LABELS = 220  # pixels left of the heat map


def qca_page(found: Qca, robust: Robustness | None) -> str:
    """The analysis as one HTML page that needs nothing but itself."""
    return environment().get_template("qca.html").render(_content(found, robust))


def save_qca(found: Qca, robust: Robustness | None, folder: Path) -> Path:
    """Write page and tables into a new folder, and give the page's path.

    ``qca.html``, ``truth_table.csv``, ``solutions.csv``, ``necessity.csv``, ``sets.csv`` (calibrated scores) and, where
    reruns were asked for, ``robustness.csv`` and ``reruns.csv``.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = qca_page(found, robust)
    new_folder(folder, "What is there is never overwritten", "Choose another --out")
    found.truth.to_frame().write_csv(folder / "truth_table.csv")
    found.to_frame().write_csv(folder / "solutions.csv")
    _necessity_frame(found).write_csv(folder / "necessity.csv")
    _sets_frame(found).write_csv(folder / "sets.csv")
    if robust is not None:
        robust.to_frame().write_csv(folder / "robustness.csv")
        _reruns_frame(robust).write_csv(folder / "reruns.csv")
    page = folder / "qca.html"
    page.write_text(html, encoding="utf-8")
    return page


def _content(found: Qca, robust: Robustness | None) -> dict[str, Any]:
    plots = {"solution": xy_plot(found)}
    if len(found.model.terms) > 1:
        plots |= {f"term-{n}": xy_plot(found, term) for n, term in enumerate(found.model.terms[:MOST_PLOTS], start=1)}
    words = {"solution": "The intermediate solution and the outcome"}
    words |= {f"term-{n}": term.text for n, term in enumerate(found.model.terms, start=1)}
    heat = "Every observed configuration: dark where the condition is present, framed red where cases disagree"
    return {
        "found": found,
        "summary": found.summary(),
        "heat": Figure("truth", heat, drawn("truth", truth_heat_map(found), heat)),
        "plots": [Figure(name, words[name], drawn(name, plot, words[name])) for name, plot in plots.items()],
        "solutions": [(one, _solution_table(one, robust)) for one in _in_order(found)],
        "necessity": _necessity_table((*found.super_sets, *found.necessary)),
        "robust": robust,
        "survivals": _survival_table(robust) if robust else None,
        "most": MOST_MODELS,
        "width": LABELS + CELL * (len(found.truth.conditions) + len(MEASURES)),
    }


def _in_order(found: Qca) -> list[Solution]:
    return [found.solution("intermediate"), found.solution("parsimonious"), found.solution("complex")]


def _solution_table(solution: Solution, robust: Robustness | None) -> Table:
    heads = ("Model", "Term", "Inclusion", "PRI", "Coverage", "Unique", "Cases", "Counter-cases")
    survives = {one.text: one.every for one in robust.survivals} if robust and robust.kind == solution.kind else {}
    rows: list[tuple[Cell, ...]] = []
    for number, model in enumerate(solution.models[:MOST_MODELS], start=1):
        rows += [_term_row(number, term, survives.get(term.text)) for term in model.terms]
        missed = f"not covered: {', '.join(model.uncovered)}" if model.uncovered else ""
        figures = (model.fit.inclusion, model.fit.pri, model.fit.coverage)
        rows.append(
            (
                Cell(str(number)),
                Cell("all terms together", note=missed),
                *(Cell(_figure(x)) for x in figures),
                Cell(""),
                Cell(""),
                Cell(""),
            )
        )
    return Table(heads, rows, frozenset({2, 3, 4, 5}))


def _term_row(number: int, term: Term, survives: float | None) -> tuple[Cell, ...]:
    note = "" if survives is None else f"in {survives:.0%} of the reruns"
    figures = (term.fit.inclusion, term.fit.pri, term.fit.coverage, term.unique)
    return (
        Cell(str(number)),
        Cell(term.text, note=note),
        *(Cell(_figure(x)) for x in figures),
        Cell(", ".join(term.cases)),
        Cell(", ".join(term.deviant) or "none", tone="" if term.deviant else "quiet"),
    )


def _necessity_table(sets: Sequence[Necessary]) -> Table:
    rows = [
        (
            Cell(one.text),
            Cell(_figure(one.inclusion)),
            Cell(_figure(one.relevance)),
            Cell(_figure(one.coverage)),
            Cell(", ".join(one.against) or "none", tone="" if one.against else "quiet"),
        )
        for one in dict.fromkeys(sets)
    ]
    return Table(
        ("Set", "Inclusion", "Relevance", "Coverage", "With the outcome without it"), rows, frozenset({1, 2, 3})
    )


def _survival_table(robust: Robustness) -> Table:
    rows = [
        (
            Cell(one.text),
            *(Cell(_share(x)) for x in (one.cut_offs, one.thresholds, one.cases)),
            Cell(_share(one.every), bar=None if isnan(one.every) else one.every),
            Cell(", ".join(one.lost_without) or "none", tone="" if one.lost_without else "quiet"),
        )
        for one in robust.survivals
    ]
    heads = ("Term", "Other cut-offs", "Other thresholds", "One case fewer", "All reruns", "Lost without")
    return Table(heads, rows, frozenset({1, 2, 3, 4}))


def _necessity_frame(found: Qca) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "set": one.text,
                "inclusion": one.inclusion,
                "relevance": one.relevance,
                "coverage": one.coverage,
                "against": ", ".join(one.against),
            }
            for one in dict.fromkeys((*found.super_sets, *found.necessary))
        ]
    )


def _sets_frame(found: Qca) -> pl.DataFrame:
    table = found.table
    columns = {c.name: table.scores[:, k].tolist() for k, c in enumerate(table.conditions)}
    return pl.DataFrame({"case": list(table.cases), **columns, table.outcome: table.memberships.tolist()})


def _reruns_frame(robust: Robustness) -> pl.DataFrame:
    return pl.DataFrame(list(_reruns(robust)))


def _reruns(robust: Robustness) -> Iterator[dict[str, Any]]:
    for one in robust.reruns:
        yield {
            "change": one.change,
            "what": one.text,
            "same": one.same,
            "terms": ", ".join(one.terms),
            "note": one.note,
        }


def _figure(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3f}"


def _share(value: float) -> str:
    return "-" if isnan(value) else f"{value:.0%}"
