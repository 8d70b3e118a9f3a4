"""``outgrow prices SERIES``: how a world price moves, for the section market of an initiative file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rich.console import Console

from outgrow.cli.run import check_free


def prices(
    series: str | None = None,
    /,
    *,
    first: int | None = None,
    last: int | None = None,
    shocks: Literal["normal", "bootstrap", "monthly"] = "normal",
    block: float = 24.0,
    seed: int = 1,
    download: bool = False,
    out: Path | None = None,
) -> None:
    """Fit how a world price moves and print the lines for an initiative file.

    Parameters
    ----------
    series
        Series of the World Bank's Pink Sheet, such as "Tea, Mombasa", or a CSV file with the columns month and price;
        lists the series when left out.
    first
        First year to fit.
    last
        Last year to fit.
    shocks
        How paths beyond the data are drawn: normal, or bootstrap from the fitted yearly shocks, or monthly, which
        resamples the changes of months in blocks.
    block
        Mean length of a block of months.
    seed
        Seed of the paths.
    download
        Download the prices when they are not on this machine.
    out
        Folder for the chart and tables; it must not exist. Nothing is written when left out.
    """
    check_free(out)
    from outgrow.report import prices as price_report  # noqa: PLC0415  loads tables
    from outgrow.sources import price_names  # noqa: PLC0415

    if series is None:
        print("\n".join(price_names(download=download)))
        return
    found = price_report(series, first=first, last=last, shocks=shocks, block=block, seed=seed, download=download)
    console = Console()
    console.print(found.summary(), highlight=False)
    print("\nmarket:")
    print(found.lines())
    if out is not None:
        print(f"\nReport: {found.save(out)}")
