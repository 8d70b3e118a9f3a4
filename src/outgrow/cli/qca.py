"""``outgrow qca TABLE --outcome W``: which combinations of conditions go with an outcome, across cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter as Option
from rich.console import Console

from outgrow.cli.coded_cases import LIBRARY, coded
from outgrow.cli.progress import progress
from outgrow.vocabulary import Defect, InputError

WIDEST_SCREEN = 110


def qca(
    table: Path,
    /,
    *,
    outcome: list[str] | None = None,
    conditions: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    calibrate: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    incl_cut: float = 0.8,
    pri_cut: float = 0.5,
    n_cut: int = 1,
    lower_cut: float | None = None,
    expect: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    exclude: Annotated[list[str] | None, Option(consume_multiple=True)] = None,
    enhanced: bool = False,
    irredundant: bool = False,
    models: int = 1000,
    robustness: bool = True,
    excel: bool = False,
    out: Path | None = None,
) -> None:
    """Compare cases: which combinations of conditions go with an outcome?

    Parameters
    ----------
    table
        A CSV file or workbook: one row a case, one column a condition, one the outcome; or the word library for the
        cases that come with outgrow.
    outcome
        Column to explain; ~SURV explains its absence, REACH{2} one of its levels. Only the library has one of its own.
    conditions
        Columns to explain it with, such as DEV,URB; all other numeric columns when left out.
    calibrate
        How raw figures become sets, such as DEV=direct:400,550,900 (full exclusion, crossover, full inclusion);
        crisp, indirect and multi are the other methods.
    incl_cut
        Least consistency of a row of the truth table that is coded 1.
    pri_cut
        Least PRI of a row that is coded 1.
    n_cut
        Least number of cases of a row.
    lower_cut
        Consistency under which a row is coded 0; between the two it is coded C and left unexplained.
    expect
        Directional expectations, such as DEV,~URB; all expects every condition to further the outcome.
    exclude
        Conjunctions of which no case can be, such as ~DEV*URB: no solution assumes them.
    enhanced
        Make no untenable assumption: none about configurations that lack a necessary condition, or that the absence of
        the outcome assumes too.
    irredundant
        Keep also models with more terms than the smallest.
    models
        How many models of a solution to list; all are counted.
    robustness
        Rerun it with other cut-offs and thresholds and without each case, and hold it against small changes.
    excel
        Write the tables as a workbook too.
    out
        New folder for the page, the charts and the tables.
    """
    _check(table, outcome or [], models, out)
    from outgrow.conditions import other_side, set_robustness  # noqa: PLC0415  heavy: only once the call is right
    from outgrow.conditions import qca as analyse  # noqa: PLC0415
    from outgrow.conditions import robustness as rerun  # noqa: PLC0415
    from outgrow.report import QcaReport, qca_screen, save_qca  # noqa: PLC0415

    asked = coded(table, next(iter(outcome or ()), None), conditions, expect)
    found = analyse(
        asked.table,
        asked.outcome or "",
        conditions=asked.conditions,
        calibrate=calibrate or (),
        incl_cut=incl_cut,
        pri_cut=pri_cut,
        n_cut=n_cut,
        lower_cut=lower_cut,
        expect=asked.expect,
        irredundant=irredundant,
        most=models,
        exclude=exclude or (),
        enhanced=enhanced,
    )
    robust = protocol = None
    if robustness:
        with progress() as report:
            robust = rerun(found, progress=lambda done, total: report("reruns", done, total))
        protocol = set_robustness(found)
    shown = QcaReport(found, other_side(found), robust, protocol)
    console = Console()
    with console.capture() as said:
        console.print(qca_screen(shown, min(console.width, WIDEST_SCREEN)))
    print("\n".join(line.rstrip() for line in said.get().splitlines()))
    if out is not None:
        print(f"\nPage and tables: {save_qca(shown, out, excel=excel)}")


def _check(table: Path, outcome: list[str], models: int, out: Path | None) -> None:
    defects = []
    if not outcome and str(table) != LIBRARY:
        why = "It cannot be told what to explain"
        defects.append(Defect("no outcome", "--outcome", why, "Name the column with the outcome"))
    if len(outcome) > 1:
        names = " and ".join(f"'{name}'" for name in outcome)
        why = "One analysis explains one outcome"
        defects.append(Defect(f"two outcomes: {names}", "--outcome", why, "Run it once for each"))
    if models < 1:
        defects.append(
            Defect(f"{models} is too few", "--models", "A solution has at least one model", "Give 1 or more")
        )
    if out is not None and out.exists():
        defects.append(
            Defect("the folder exists already", f"--out {out}", "What is there is never overwritten", "Choose another")
        )
    if defects:
        raise InputError("outgrow qca", defects)
