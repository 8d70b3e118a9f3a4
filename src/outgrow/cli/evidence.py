"""``outgrow evidence [OUTCOME]``: what others have measured, pooled, and a pilot's number held against it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outgrow.cli.written import write_text

if TYPE_CHECKING:
    from rich.table import Table

    from outgrow.evidence import OutsideView, PilotInView

WIDEST_SCREEN = 110
PERCENT = 100.0
USES = {"pooled": "pooled", "left out": "no error known", "set aside": "set aside", "result": ""}


def evidence(
    outcome: str = "",
    /,
    *,
    kind: str = "",
    sort: Literal["study", "review"] | None = None,
    spread: float | None = None,
    without: list[str] | None = None,
    pilot: float | None = None,
    error: float | None = None,
    csv: Path | None = None,
    page: Path | None = None,
    json: bool = False,
) -> None:
    """Pool what is published of a kind of initiative, and hold a pilot's number against it.

    Parameters
    ----------
    outcome
        What changed, such as yield, income, price or profit; lists what the table holds when left out.
    kind
        Kind of initiative, such as digital-advice; all when left out.
    sort
        Pool studies or reviews only.
    spread
        Spread of true effects between settings, as a share; needed where fewer than three effects have an error, and
        the least that is believed where more have.
    without
        Name of a published effect to leave out, such as the pilot itself; again for a further one.
    pilot
        The pilot's own effect as a share (0.1 is 10 %).
    error
        Its standard error, as a share.
    csv
        CSV file to write the whole table to.
    page
        Markdown file to write the whole table to, each row with its source and what of it was seen.
    json
        Print the result as JSON and nothing else.
    """
    _check(outcome, kind, pilot, error, json=json)
    from outgrow.evidence import effects_page, hold_against, outside_view, published_table  # noqa: PLC0415  heavy

    for file, text, option in ((csv, published_table().write_csv, "--csv"), (page, effects_page, "--page")):
        if file is not None:
            write_text(file, text(), option)
    if not outcome:
        _print(_holds(kind, sort), ["outgrow evidence OUTCOME pools them."], _written(csv, page))
        return
    view = outside_view(kind, outcome, sort=sort, spread=spread, without=without or ())
    found = None if pilot is None or error is None else hold_against("The pilot", pilot, error, view)
    if json:
        _as_json(view, found)
        return
    said = [view.summary(), *([found.summary()] if found else [])]
    _print(_effects(view), said, _written(csv, page))


def _check(outcome: str, kind: str, pilot: float | None, error: float | None, *, json: bool) -> None:
    """Refuse a call that says half of something."""
    from outgrow.vocabulary import Defect, InputError  # noqa: PLC0415

    defects = []
    if (pilot is None) != (error is None):
        given, missing = ("--pilot", "--error") if error is None else ("--error", "--pilot")
        why = "a number counts by its error against the spread of the others"
        defects.append(Defect(f"{given} without {missing}", "", why, f"add {missing}"))
    if pilot is not None and not isfinite(pilot):
        defects.append(Defect(f"{pilot}", "--pilot", "an effect is a finite number", "write 0.1 for 10 %"))
    if error is not None and not (isfinite(error) and error > 0):
        why = "a standard error is a positive finite number"
        defects.append(Defect(f"{error:g}", "--error", why, "write 0.05 for 5 points"))
    elif error is not None and error >= 1:
        why = f"it is a share, and {PERCENT * error:g} points of error would say nothing about an effect"
        defects.append(Defect(f"{error:g}", "--error", why, "write 0.05 for 5 points, and --pilot 0.1 for 10 %"))
    if not outcome and (pilot is not None or json):
        why = "only effects on one outcome are pooled"
        defects.append(Defect("no outcome is named", "", why, "write outgrow evidence yield"))
    if defects:
        raise InputError("outgrow evidence", defects)


def _holds(kind: str, sort: Literal["study", "review"] | None) -> Table:
    """How many findings there are of each kind and outcome, how many with a size and an error."""
    import polars as pl  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from outgrow.evidence import published_table  # noqa: PLC0415

    counts = (
        published_table(kind, sort=sort)
        .group_by("kind", "outcome", maintain_order=True)
        .agg(
            pl.len().alias("findings"),
            pl.col("estimate").is_not_null().sum().alias("size"),
            pl.col("standard_error").is_not_null().sum().alias("error"),
            (pl.col("error_from") == "assumption").sum().alias("assumed"),
        )
        .sort("kind", "outcome")
    )
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for head in ("kind", "outcome", "findings", "with size", "with error", "assumed"):
        made.add_column(head, justify="left" if head in ("kind", "outcome") else "right", no_wrap=head == "kind")
    for row in counts.iter_rows():
        made.add_row(*map(str, row))
    return made


def _effects(view: OutsideView) -> Table:
    """Effects in per cent with their 95 % intervals and what became of each."""
    from rich.table import Table  # noqa: PLC0415

    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for head in ("effect", "change", "95 % interval", ""):
        made.add_column(head, justify="left" if head in ("effect", "") else "right", no_wrap=True)
    for row in view.to_frame().to_dicts():
        known = row["low"] is not None
        interval = f"{_percent(row['low'])} to {_percent(row['high'])}" if known else "not known"
        made.add_row(row["label"], _percent(row["estimate"]), interval, USES[row["use"]])
    return made


def _percent(x: float) -> str:
    return f"{PERCENT * x:+z.1f} %"


def _as_json(view: OutsideView, found: PilotInView | None) -> None:
    from json import dumps  # noqa: PLC0415

    pooled = view.pooled
    answer: dict[str, object] = {
        "kind": view.kind, "outcome": view.outcome, "mean": pooled.mean, "standard_error": pooled.standard_error,
        "spread": pooled.tau2**0.5, "spread_from": pooled.tau2_from, "interval": pooled.mean_interval,
        "prediction": pooled.prediction, "effects": view.to_frame().to_dicts(), "assumed_errors": view.assumed,
        "leave_one_out": view.leave_one_out().to_dicts(), "summary": view.summary(),
    }  # fmt: skip
    if found is not None:
        answer["pilot"] = {"expected_there": found.shrunken.mean, "sd_there": found.shrunken.sd,
                           "weight_on_pilot_there": found.shrunken.weight_on_pilot,
                           "expected_elsewhere": found.elsewhere.mean, "sd_elsewhere": found.elsewhere.sd,
                           "weight_on_pilot_elsewhere": found.elsewhere.weight_on_pilot,
                           "intervals": found.intervals, "distance": found.distance,
                           "summary": found.summary()}  # fmt: skip
    print(dumps(answer, indent=1, ensure_ascii=False))


def _written(*files: Path | None) -> list[str]:
    return [f"Wrote {file}." for file in files if file is not None]


def _print(table: Table, said: Sequence[str], written: Sequence[str]) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    width = min(console.width, WIDEST_SCREEN)
    with console.capture() as shown:
        console.print(table, width=width)
        for text in said:
            console.print(f"\n{text}", width=width, highlight=False, markup=False)
        for text in written:
            console.print(text, highlight=False, soft_wrap=True)
    print("\n".join(line.rstrip() for line in shown.get().splitlines()))
