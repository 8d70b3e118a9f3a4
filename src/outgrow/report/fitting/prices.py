"""How a world price moves, as a record that speaks, with the lines for an initiative file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.evidence import PriceFit, PriceProcess, Spread, fit_prices, held_against, price_process
from outgrow.report.fitting.folder import Rows, page_with
from outgrow.report.new_folder import new_folder
from outgrow.sources import price_series, price_table
from outgrow.vocabulary import Streams

if TYPE_CHECKING:
    import polars as pl
    from altair import LayerChart

Floats = NDArray[np.float64]
Shocks = Literal["normal", "bootstrap", "monthly"]
NOMINAL = "These are nominal US dollars: take inflation off the trend before it enters a file in constant prices."
OWN = "Where these prices are nominal, take inflation off the trend before it enters a file in constant prices."
OWN_TABLE = ".csv"
HISTORIES = 1000  # simulated histories, and paths beyond the data
AHEAD = 15  # years beyond the data that are drawn


@dataclass(frozen=True, slots=True, eq=False)
class PriceReport:
    """A fitted price with its chart and its lines for an initiative file.

    Parameters
    ----------
    fit
        The process fitted to yearly means.
    process
        The process of monthly changes; None where paths are drawn from the fit to yearly means.
    shocks
        Whether paths are drawn with normal shocks, with bootstrapped yearly shocks, or from blocks of months.
    seed
        Of the drawn paths.
    spreads
        How far the price moved within some years, and how far it does in the process.
    table
        File of one's own that the prices come from; empty for a series of the World Bank.
    first, last
        Years asked for.
    """

    fit: PriceFit
    process: PriceProcess | None
    shocks: Shocks
    seed: int
    spreads: tuple[Spread, ...]
    table: str = ""
    first: int | None = None
    last: int | None = None

    def summary(self) -> str:
        """The process in a paragraph, and where it is at odds with the prices."""
        said = self.process.summary() if self.process else self.fit.summary()
        odd = [spread.sentence() for spread in self.spreads if not spread.held]
        return " ".join([said, *odd, OWN if self.table else NOMINAL])

    def to_frame(self) -> pl.DataFrame:
        """Year, price and trend."""
        return self.fit.to_frame()

    def lines(self) -> str:
        """Lines for the section ``market`` of an initiative file; the trend, being nominal, is left to its writer."""
        if self.process:
            return self._world_price(self.process)
        family = {"persistence": "beta01", "volatility": "lognormal"}
        source = f'source: price_data, note: "{self.fit.name}, {self.fit.years[0]} to {self.fit.years[-1]}, fitted"'
        return "\n".join(
            f"  {name}: {{low: {low:.3g}, high: {high:.3g}, family: {family[name]}, unit: share, {source}}}"
            for name, (low, high) in self.fit.intervals().items()
            if name in family
        )

    def _world_price(self, process: PriceProcess) -> str:
        where = f'table: "{Path(self.table).name}"' if self.table else f'series: "{self.fit.name}"'
        years = "".join(
            f", {name}: {year}" for name, year in (("first", self.first), ("last", self.last)) if year is not None
        )
        return (
            f"  world_price: {{process: {process.kind}, {where}{years}, block: {process.block:g}, "
            f"source: price_data}}\n"
            f"  # and no persistence and volatility: the price follows these months"
        )

    def charts(self) -> dict[str, LayerChart]:
        """The price, its trend and the paths beyond."""
        from outgrow.report.fitting.charts import price_chart  # noqa: PLC0415  loads altair

        return {f"{self.fit.name}: prices, trend, and nine of ten paths": price_chart(self.fit, self._ahead())}

    def _ahead(self) -> Floats:
        """Paths beyond the data in the unit of the prices, shape (D, T): from the last year, or from its trend."""
        if self.process:
            return float(self.fit.prices[-1]) * np.exp(_simulated(self.fit, self.process, "monthly", self.seed, AHEAD))
        drawn = np.exp(_simulated(self.fit, None, self.shocks, self.seed, AHEAD))
        return np.asarray(float(self.fit.trend_line[-1]) * drawn)

    def save(self, folder: str | Path) -> Path:
        """Write ``prices.html``, ``prices.json`` and ``prices.parquet`` into a new folder."""
        where = new_folder(Path(folder))
        tables = {"How far the logarithm of the price moves: the data beside the process": _spread_rows(self.spreads)}
        page = page_with(f"{self.fit.name}: how the price moves", self.summary(), self.charts(), tables)
        found = {
            "summary": self.summary(),
            "intervals": self.fit.intervals(),
            "lines": self.lines(),
            "spreads": [spread.to_dict() for spread in self.spreads],
        }
        (where / "prices.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        self.to_frame().write_parquet(where / "prices.parquet")
        report = where / "prices.html"
        report.write_text(page, encoding="utf-8")
        return report


def prices(
    name: str,
    *,
    first: int | None = None,
    last: int | None = None,
    shocks: Shocks = "normal",
    block: float = 24.0,
    seed: int = 1,
    mirror: str | Path | None = None,
    download: bool = False,
) -> PriceReport:
    """Fit how a price moves: a World Bank series, or monthly prices of one's own.

    Parameters
    ----------
    name
        Series of the Pink Sheet, such as ``Tea, Mombasa``; or a CSV file with the columns month and price.
    first, last
        Years to fit; all when left out.
    shocks, seed
        How paths are drawn: ``normal`` or ``bootstrap`` shocks around the trend, or ``monthly`` changes in blocks.
    block
        Mean length of a block of monthly changes, months.
    mirror, download
        Where the data set may lie, and whether it may be downloaded.

    Raises
    ------
    InputError
        When the data are not here, the series is unknown or too short, or has gaps.
    """
    own = name.lower().endswith(OWN_TABLE) or Path(name).is_file()
    whole = price_table(name) if own else price_series(name, mirror=mirror, download=download)
    series = whole.between(first, last)
    years, means = series.yearly()
    fit = fit_prices(years, means, name=series.name, source=series.source, unit=series.unit)
    process = price_process(series, "bootstrap", block=block) if shocks == "monthly" else None
    spreads = held_against(np.log(means), _simulated(fit, process, shocks, seed, years.size))
    return PriceReport(fit, process, shocks, seed, spreads, name if own else "", first, last)


def _simulated(fit: PriceFit, process: PriceProcess | None, shocks: Shocks, seed: int, years: int) -> Floats:
    """Logarithm of simulated prices over so many years, shape (D, Y)."""
    streams = Streams(seed)
    if process:
        return process.log_paths(streams, HISTORIES, years)
    return np.log(fit.paths(streams, HISTORIES, years, "bootstrap" if shocks == "bootstrap" else "normal"))


def _spread_rows(spreads: tuple[Spread, ...]) -> Rows:
    heads = ("Years", "In the data", "In the process (90 %)", "Held")
    rows = [
        (str(s.years), f"{s.data:.0%}", f"{s.middle:.0%} ({s.low:.0%} to {s.high:.0%})", "yes" if s.held else "no")
        for s in spreads
    ]
    return heads, rows
