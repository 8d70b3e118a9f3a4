"""Lessons and the matrix of cases as a page and a folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outgrow.conditions import GRADES, CaseMatrix, Lesson, Lessons
from outgrow.report.charts.matrix import CELL, OUTCOME, matrix_chart
from outgrow.report.new_folder import new_folder
from outgrow.report.page import Figure, drawn, environment
from outgrow.report.tables import Cell, Table

LABELS = 240  # pixels left of the matrix


def lessons_page(found: Lessons, matrix: CaseMatrix) -> str:
    """Lessons as one HTML page that needs nothing but itself."""
    return environment().get_template("lessons.html").render(_content(found, matrix))


def save_lessons(found: Lessons, matrix: CaseMatrix, folder: Path) -> Path:
    """Write ``lessons.html``, ``lessons.csv`` and ``matrix.csv`` into a new folder, and give the page's path.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = lessons_page(found, matrix)
    new_folder(folder, "What is there is never overwritten", "Choose another --out")
    found.to_frame().write_csv(folder / "lessons.csv")
    matrix.to_frame().write_csv(folder / "matrix.csv")
    page = folder / "lessons.html"
    page.write_text(html, encoding="utf-8")
    return page


def _content(found: Lessons, matrix: CaseMatrix) -> dict[str, Any]:
    words = "Conditions and outcome of each case; rows that were simulated are orange and say so"
    real, simulated = found.of("real cases"), found.of("simulated cases")
    return {
        "summary": found.summary(),
        "warnings": found.warnings,
        "real": _table(real, beside=any(one.beside for one in real)) if real else None,
        "simulated": _table(simulated, beside=False) if simulated else None,
        "counts": (sum(row.origin == "real" for row in matrix.rows), sum(row.origin != "real" for row in matrix.rows)),
        "grades": GRADES,
        "matrix": Figure("matrix", words, drawn("matrix", matrix_chart(matrix), words)),
        "width": LABELS + CELL * len(matrix.conditions) + OUTCOME,
    }


def _table(lessons: tuple[Lesson, ...], *, beside: bool) -> Table:
    heads = ("Grade", "Lesson", "Cases", "Consistency", "Coverage", "Counter-cases", *(["Simulated"] if beside else []))
    return Table(heads, [_row(one, beside=beside) for one in lessons], frozenset({3, 4}))


def _row(one: Lesson, *, beside: bool) -> tuple[Cell, ...]:
    row = (
        Cell(one.grade, note=one.kind),
        Cell(one.sentence, note=one.why),
        Cell(f"{len(one.support)} of {one.cases}", note=", ".join(one.support)),
        Cell(f"{one.consistency:.2f}", bar=one.consistency),
        Cell(f"{one.coverage:.2f}", bar=min(one.coverage, 1.0)),
        Cell(", ".join(one.counter_cases) or "none", tone="" if one.counter_cases else "quiet"),
    )
    return (*row, Cell(one.beside or "not simulated", tone="" if one.beside else "quiet")) if beside else row
