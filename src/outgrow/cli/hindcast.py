"""``outgrow hindcast``: predict documented cases from their pilot stage, and score the predictions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from outgrow.cli.progress import progress
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from outgrow.history import Hindcast

WIDEST_SCREEN = 110
AS_JSON = json
LEGEND = (
    "model: the likeliest class of the simulated worlds, in brackets the share of worlds in which what happened "
    "happens; yellow: missed."
)
LEGEND_OF_FIT = "fitted: the same with shared priors fitted to what became of other cases."
LEGEND_OF_REACH = "counted: households at the last count, beside the simulated 90 % band of that year."


def hindcast(
    *names: str,
    folder: Annotated[Path | None, Parameter(name="--cases")] = None,
    seed: int = 1,
    draws: int = 200,
    households: int = 2_000,
    threads: int | None = None,
    fit: bool = True,
    page: Path | None = None,
    json: bool = False,
) -> None:
    """Predict each documented case from its pilot-stage file, and score what is known.

    Parameters
    ----------
    names
        Cases to predict; all when none is named.
    folder
        Folder whose sub-folders are cases (with outcome.yaml where it is known), instead of those of outgrow, which
        still teach.
    seed
        Seed of all random numbers; the same seed gives the same predictions.
    draws
        Possible worlds of each case.
    households
        Synthetic households in each world; up to ten times as many where the pilot is a small part of its target.
    threads
        Threads to compute with; as many as there are processors when left out.
    fit
        Whether to predict each case once more with the shared priors fitted to what became of all other cases.
    page
        Markdown file to write the hindcast to, such as the page of the documentation.
    json
        Print the results as JSON and nothing else on standard output.
    """
    _check(draws, households, threads)
    from outgrow.history import hindcast as predict  # noqa: PLC0415  heavy: only once the call is known to be right
    from outgrow.history import library  # noqa: PLC0415
    from outgrow.history import page as page_of  # noqa: PLC0415

    entries = library(folder)
    if unknown := [name for name in names if name not in {entry.name for entry in entries}]:
        raise InputError("outgrow hindcast", [Defect(f"'{name}' is not one of the cases", "", "") for name in unknown])
    asked = tuple(entry for entry in entries if not names or entry.name in names)
    others = (*entries, *library()) if folder and fit else entries if fit else ()
    with progress() as report:
        found = predict(
            asked,
            learn_from=others,
            fit=fit,
            seed=seed,
            draws=draws,
            households=households,
            most_households=10 * households,
            threads=threads,
            progress=report,
        )
    if page is not None:
        _write(page, page_of(found))
    if json:
        print(AS_JSON.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False))
    else:
        _print(found, page)


def _check(draws: int, households: int, threads: int | None) -> None:
    defects = []
    if draws < 2:
        why = "At least 2 possible worlds are needed to say how uncertain a result is"
        defects.append(Defect(f"{draws} is too few", "--draws", why, "Give 2 or more; 200 is usual"))
    if households < 1:
        why = "At least 1 household is needed in a world"
        defects.append(Defect(f"{households} is too few", "--households", why, "Give 1 or more; 2000 is usual"))
    if threads is not None and threads < 1:
        why = "At least 1 thread is needed to compute"
        defects.append(Defect(f"{threads} is too few", "--threads", why, "Give 1 or more, or leave it out"))
    if defects:
        raise InputError("outgrow hindcast", defects)


def _write(page: Path, text: str) -> None:
    try:
        page.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(page), "the file cannot be written", reason, "Choose another --page") from None


def _print(found: Hindcast, page: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    width = min(console.width, WIDEST_SCREEN)
    with console.capture() as said:
        console.print(_classes(found), width=width)
        console.print()
        legend = f"{LEGEND} {LEGEND_OF_FIT}" if found.is_fitted else LEGEND
        console.print(legend, width=width, highlight=False, style="dim")
        if found.last_counts():
            console.print()
            console.print(_reach(found), width=width)
            console.print()
            console.print(LEGEND_OF_REACH, width=width, highlight=False, style="dim")
        console.print()
        console.print(found.summary(), width=width, highlight=False)
        if page is not None:
            console.print(f"Wrote {page}.", highlight=False, soft_wrap=True)
    print("\n".join(line.rstrip() for line in said.get().splitlines()))


def _classes(found: Hindcast) -> Table:
    forecasters = ["model", "fitted"] if found.is_fitted else ["model"]
    made = _empty("case", "became", *forecasters)
    for p in found.predictions:
        said = [_said(p.likeliest, p.probabilities, p.became)]
        if found.is_fitted:
            said.append(_said(p.likeliest_fitted, p.fitted, p.became))
        best = p.likeliest_fitted if found.is_fitted else p.likeliest
        style = "" if best == p.became or not p.scored else "yellow"
        made.add_row(p.name, p.became or "not known", *said, style=style)
    return made


def _reach(found: Hindcast) -> Table:
    made = _empty("case", "year", "counted", "model", *(["fitted"] if found.is_fitted else []))
    for p, test in found.last_counts():
        tests = [test, *p.fitted_reach[-1:]]
        bands = [f"{_short(each.low)} to {_short(each.high)}" for each in tests]
        style = "" if tests[-1].inside else "yellow"
        made.add_row(p.name, str(int(test.year)), _short(test.observed), *bands, style=style)
    return made


def _empty(*headers: str) -> Table:
    from rich.table import Table  # noqa: PLC0415

    made = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    for header in headers:
        made.add_column(header, no_wrap=True)
    return made


def _said(best: str, shares: Mapping[str, float], became: str | None) -> str:
    """The likeliest class with its share of worlds, and in brackets that of what came true."""
    true = f" ({shares.get(became, 0.0):.0%})" if became else ""
    return f"{best} {shares[best]:.0%}{true}"


def _short(x: float) -> str:
    """A count in few characters."""
    if x >= 999_500:
        return f"{x / 1e6:.1f}m"
    return f"{x / 1e3:.0f}k" if x >= 9_950 else f"{x:,.0f}"
