"""A qualitative comparative analysis as a page and a folder of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from outgrow.conditions import (
    LEGEND,
    Necessary,
    Qca,
    Robustness,
    SetRobustness,
    Solution,
    Term,
    configuration_table,
)
from outgrow.report.charts.truth import CELL, MEASURES, truth_heat_map, xy_plot
from outgrow.report.comparison.qca_report import QcaReport
from outgrow.report.new_folder import new_folder
from outgrow.report.page import Figure, drawn, environment
from outgrow.report.tables import Cell, Table
from outgrow.vocabulary import MissingExtraError

MOST_MODELS = 12  # of a solution, on the page
MOST_PLOTS = 4  # plots of single terms
LABELS = 220  # pixels left of the heat map


def qca_page(shown: QcaReport) -> str:
    """The analysis as one HTML page that needs nothing but itself."""
    return environment().get_template("qca.html").render(_content(shown))


def save_qca(shown: QcaReport, folder: Path, *, excel: bool = False) -> Path:
    """Write page and tables into a new folder, and give the page's path.

    ``qca.html``, ``truth_table.csv``, ``solutions.csv``, ``configurations.csv`` and ``configurations.tex`` (the table
    that journals print), ``necessity.csv``, ``sets.csv`` (calibrated scores), ``absence.csv`` (solutions of the absence
    of the outcome) and, where reruns were asked for, ``robustness.csv``, ``reruns.csv`` and ``set_robustness.csv``; all
    of them in ``qca.xlsx`` too when asked.

    Raises
    ------
    InputError
        When the folder exists already.
    MissingExtraError
        When a workbook is asked for and xlsxwriter is not installed.
    """
    html, tables = qca_page(shown), _tables(shown)
    new_folder(folder, "What is there is never overwritten", "Choose another --out")
    for name, frame in tables.items():
        frame.write_csv(folder / f"{name}.csv")
    (folder / "configurations.tex").write_text(configuration_table(shown.found).to_latex(), encoding="utf-8")
    if excel:
        _workbook(tables, folder / "qca.xlsx")
    page = folder / "qca.html"
    page.write_text(html, encoding="utf-8")
    return page


def _tables(shown: QcaReport) -> dict[str, pl.DataFrame]:
    """Every table by the name of its file."""
    found = shown.found
    tables = {
        "truth_table": found.truth.to_frame(),
        "solutions": found.to_frame(),
        "configurations": configuration_table(found).to_frame(),
        "necessity": _necessity_frame(found),
        "sets": _sets_frame(found),
    }
    if shown.absence.found is not None:
        tables["absence"] = shown.absence.found.to_frame()
    if shown.robust is not None:
        tables |= {"robustness": shown.robust.to_frame(), "reruns": _reruns_frame(shown.robust)}
    if shown.protocol is not None:
        tables["set_robustness"] = shown.protocol.to_frame()
    return tables


def _workbook(tables: Mapping[str, pl.DataFrame], file: Path) -> None:
    """A sheet for each table, with heads in bold and figures to three decimals."""
    try:
        import xlsxwriter  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("xlsxwriter", "report", "Writing Excel files") from None
    with xlsxwriter.Workbook(str(file), {"nan_inf_to_errors": True}) as book:
        bold, figures = book.add_format({"bold": True}), book.add_format({"num_format": "0.000"})
        for name, frame in tables.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, frame.columns, bold)
            for number, row in enumerate(frame.rows(), start=1):
                for place, cell in enumerate(row):
                    if cell is None or (isinstance(cell, float) and isnan(cell)):
                        continue
                    page.write(number, place, cell, figures if isinstance(cell, float) else None)
            page.freeze_panes(1, 0)
            page.autofit()


def _content(shown: QcaReport) -> dict[str, Any]:
    found, robust = shown.found, shown.robust
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
        "protocol": shown.protocol,
        "kinds": _case_table(shown.protocol) if shown.protocol else None,
        "configurations": _configurations(found),
        "legend": LEGEND,
        "absence": shown.absence,
        "absent": _solution_table(shown.absence.found.solution("intermediate"), None) if shown.absence.found else None,
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


def _configurations(found: Qca) -> Table:
    """The table that journals print; its columns of marks and figures are centred by their class."""
    table = configuration_table(found)
    rows = [tuple(Cell(cell) for cell in row) for row in table.rows if any(row[1:])]
    return Table(("Condition", *table.heads[1:]), rows)


def _case_table(protocol: SetRobustness) -> Table:
    rows = []
    for name, group in (("with the outcome", protocol.typical), ("without it", protocol.deviant)):
        cells = (", ".join(cases) or "none" for cases in (group.robust, group.shaky, group.possible))
        rows.append((Cell(f"Cases {name}"), *(Cell(cell, tone="quiet" if cell == "none" else "") for cell in cells)))
    return Table(("", "Robust: in every test", "Shaky: may go out", "Possible: may come in"), rows)


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
