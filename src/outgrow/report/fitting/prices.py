"""How a world price moves, as a record that speaks, with the lines for an initiative file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outgrow.evidence import PriceFit, fit_prices
from outgrow.report.fitting.folder import page_with
from outgrow.report.new_folder import new_folder
from outgrow.sources import price_series

if TYPE_CHECKING:
    import polars as pl
    from altair import LayerChart

NOMINAL = "These are nominal US dollars: take inflation off the trend before it enters a file in constant prices."


@dataclass(frozen=True, slots=True, eq=False)
class PriceReport:
    """A fitted price with its chart and its lines for an initiative file.

    Parameters
    ----------
    fit
        The fitted process.
    shocks
        Whether paths are drawn with normal or with bootstrapped shocks.
    seed
        Of the drawn paths.
    """

    fit: PriceFit
    shocks: Literal["normal", "bootstrap"]
    seed: int

    def summary(self) -> str:
        """The process in a paragraph."""
        return f"{self.fit.summary()} {NOMINAL}"

    def to_frame(self) -> pl.DataFrame:
        """Year, price and trend."""
        return self.fit.to_frame()

    def lines(self) -> str:
        """Lines for the section ``market`` of an initiative file; the trend, being nominal, is left to its writer."""
        family = {"persistence": "beta01", "volatility": "lognormal"}
        source = f'source: price_data, note: "{self.fit.name}, {self.fit.years[0]} to {self.fit.years[-1]}, fitted"'
        return "\n".join(
            f"  {name}: {{low: {low:.3g}, high: {high:.3g}, family: {family[name]}, unit: share, {source}}}"
            for name, (low, high) in self.fit.intervals().items()
            if name in family
        )

    def charts(self) -> dict[str, LayerChart]:
        """The price, its trend and the paths beyond."""
        from outgrow.report.fitting.charts import price_chart  # noqa: PLC0415  loads altair

        return {f"{self.fit.name}: prices, trend, and nine of ten paths": price_chart(self.fit, self.seed, self.shocks)}

    def save(self, folder: str | Path) -> Path:
        """Write ``prices.html``, ``prices.json`` and ``prices.parquet`` into a new folder."""
        where = new_folder(Path(folder))
        page = page_with(f"{self.fit.name}: how the price moves", self.summary(), self.charts(), {})
        found = {"summary": self.summary(), "intervals": self.fit.intervals(), "lines": self.lines()}
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
    shocks: Literal["normal", "bootstrap"] = "normal",
    seed: int = 1,
    mirror: str | Path | None = None,
    download: bool = False,
) -> PriceReport:
    """Fit the mean-reverting process to a World Bank price.

    Parameters
    ----------
    name
        Series of the Pink Sheet, such as ``Tea, Mombasa``.
    first, last
        Years to fit; all when left out.
    shocks, seed
        How paths are drawn.
    mirror, download
        Where the data set may lie, and whether it may be downloaded.

    Raises
    ------
    InputError
        When the data are not here, the series is unknown or too short, or has gaps.
    """
    series = price_series(name, mirror=mirror, download=download).between(first, last)
    years, means = series.yearly()
    return PriceReport(fit_prices(years, means, name=name, source=series.source, unit=series.unit), shocks, seed)
