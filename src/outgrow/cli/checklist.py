"""``outgrow checklist SHEET``: a scored checklist beside the simulation, or an empty one to score."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from outgrow.vocabulary import Defect, InputError

WIDEST_SCREEN = 110


def checklist(
    scores: Path | None = None,
    /,
    *,
    kind: str | None = None,
    sheet: str | None = None,
    run: Path | None = None,
    new: str | None = None,
    excel: bool = False,
    out: Path | None = None,
) -> None:
    """Read a scored checklist (Scaling Scan, ASAT, Scaling Readiness) beside a run, or write one to score.

    Parameters
    ----------
    scores
        A scored sheet, CSV or Excel.
    kind
        Which checklist: scaling-scan, asat or scaling-readiness; found out from the items when left out.
    sheet
        Sheet of a workbook; the first that is not empty when left out.
    run
        Folder that outgrow run wrote: what it says of the same conditions is put beside the scores.
    new
        Write an empty sheet of this checklist instead; --out names the file.
    excel
        Write the scores as a workbook too.
    out
        New folder for page and scores; with --new, the file to write.
    """
    _check(scores, new, out)
    from outgrow.conditions import beside, empty_sheet, read_scores, read_simulated  # noqa: PLC0415  heavy

    if new is not None:
        _write(empty_sheet(new), out)
        return
    from outgrow.report import checklist_screen, save_checklist  # noqa: PLC0415

    found = read_scores(scores or Path(), kind, sheet=sheet)
    comparison = beside(found, read_simulated(run)) if run else None
    console = Console()
    with console.capture() as said:
        console.print(checklist_screen(found, comparison, min(console.width, WIDEST_SCREEN)))
    print("\n".join(line.rstrip() for line in said.get().splitlines()))
    if out is not None:
        print(f"\nPage and scores: {save_checklist(found, comparison, out, excel=excel)}")


def _check(scores: Path | None, new: str | None, out: Path | None) -> None:
    defects = []
    if scores is None and new is None:
        why = "There is nothing to read or write"
        todo = "Give a scored sheet, or --new with scaling-scan, asat or scaling-readiness"
        defects.append(Defect("no sheet", "outgrow checklist", why, todo))
    if scores is not None and new is not None:
        why = "A sheet is read or an empty one is written"
        defects.append(Defect("a sheet and --new", "outgrow checklist", why, "Leave one of them out"))
    if out is not None and out.exists():
        what = "file" if new is not None else "folder"
        defects.append(
            Defect(f"the {what} exists already", f"--out {out}", "What is there is never overwritten", "Choose another")
        )
    if defects:
        raise InputError("outgrow checklist", defects)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(out), "the file cannot be written", reason, "Choose another --out") from None
    print(f"Wrote {out}.")
