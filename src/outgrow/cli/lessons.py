"""``outgrow lessons [TABLE]``: what real and simulated cases teach, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter as Option
from rich.console import Console

from outgrow.cli.coded_cases import LIBRARY, coded
from outgrow.cli.progress import progress
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from outgrow.conditions import Lesson, Qca

WIDEST_SCREEN = 110


def lessons(
    table: Path | None = None,
    /,
    *,
    outcome: str | None = None,
    simulated: Annotated[list[Path] | None, Option(consume_multiple=True)] = None,
    conditions: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    calibrate: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    expect: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    incl_cut: float = 0.8,
    pri_cut: float = 0.5,
    n_cut: int = 1,
    labels: Path | None = None,
    out: Path | None = None,
) -> None:
    """Say what real and simulated cases teach, with the cases for and against each lesson.

    Parameters
    ----------
    table
        A CSV file or workbook of coded real cases, as for outgrow qca; or the word library.
    outcome
        Its column with the outcome.
    simulated
        Folders that outgrow run or outgrow explore wrote, one for each simulated case.
    conditions
        Columns to explain the outcome with; all other numeric columns when left out.
    calibrate
        How raw figures become sets, as for outgrow qca.
    expect
        Directional expectations, as for outgrow qca.
    incl_cut
        Least consistency of a row of the truth table that is coded 1.
    pri_cut
        Least PRI of a row that is coded 1.
    n_cut
        Least number of cases of a row.
    labels
        A CSV file with the columns 'condition' and 'label' (and 'absent', if wanted): what each condition is in words.
    out
        New folder for the page, the matrix and the tables.
    """
    _check(table, outcome, simulated, out)
    from outgrow.conditions import (  # noqa: PLC0415  heavy: only once the call is known to be right
        Lessons,
        case_matrix,
        lessons_from_cases,
        lessons_from_worlds,
        qca,
        read_labels,
        read_simulated,
        robustness,
    )
    from outgrow.report import lessons_screen, save_lessons  # noqa: PLC0415

    runs = [read_simulated(folder) for folder in simulated or ()]
    found: list[Lesson] = []
    compared: Qca | None = None
    notes: tuple[str, ...] = ()
    if table is not None:
        asked = coded(table, outcome, conditions, expect)
        compared = qca(
            asked.table,
            asked.outcome or "",
            conditions=asked.conditions,
            calibrate=calibrate or (),
            incl_cut=incl_cut,
            pri_cut=pri_cut,
            n_cut=n_cut,
            expect=asked.expect,
        )
        notes = (*asked.notes, *compared.warnings)
        words = read_labels(labels) if labels else asked.labels
        with progress() as report:
            robust = robustness(compared, progress=lambda done, total: report("reruns", done, total))
        found += lessons_from_cases(compared, robust, labels=words, simulated=runs)
    found += lessons_from_worlds(runs)
    said = Lessons(tuple(found), notes)
    console = Console()
    with console.capture() as screen:
        console.print(lessons_screen(said, min(console.width, WIDEST_SCREEN)))
    print("\n".join(line.rstrip() for line in screen.get().splitlines()).rstrip())
    if out is not None:
        matrix = case_matrix(compared.table if compared else None, runs)
        print(f"\nPage and tables: {save_lessons(said, matrix, out)}")


def _check(table: Path | None, outcome: str | None, simulated: list[Path] | None, out: Path | None) -> None:
    defects = []
    if table is None and not simulated:
        why = "Lessons come from cases"
        defects.append(
            Defect(
                "no cases",
                "outgrow lessons",
                why,
                "Give a table of coded cases, the word library, or --simulated folders",
            )
        )
    if table is not None and outcome is None and str(table) != LIBRARY:
        why = "It cannot be told what to explain"
        defects.append(Defect("a table without its outcome", "--outcome", why, "Name the column with the outcome"))
    if out is not None and out.exists():
        defects.append(
            Defect("the folder exists already", f"--out {out}", "What is there is never overwritten", "Choose another")
        )
    if defects:
        raise InputError("outgrow lessons", defects)
