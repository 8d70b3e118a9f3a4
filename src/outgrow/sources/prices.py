"""Monthly commodity prices of the World Bank (the Pink Sheet) as a series without gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.sources.fetch import fetch
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
DATA_SET = "pinksheet"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Monthly prices.

    Parameters
    ----------
    name, unit, source
        What it is, in what it is counted, and who publishes it.
    first_year, first_month
        Of the first value.
    values
        One price a month, shape (M,).

    Raises
    ------
    InputError
        When a month is missing, or a price is not positive: all months named.
    """

    name: str
    unit: str
    source: str
    first_year: int
    first_month: int
    values: Floats

    def __post_init__(self) -> None:
        if defects := list(self._defects()):
            raise InputError(f"price series '{self.name}'", defects)

    def _defects(self) -> Iterator[Defect]:
        if not self.values.size:
            yield Defect("no prices", self.name, "a series needs at least one month", "choose other years")
        missing = [self.month(int(k)) for k in np.flatnonzero(np.isnan(self.values))]
        if missing:
            shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
            todo = "choose years without gaps, or fill the months by a rule of your own"
            yield Defect(f"{len(missing)} months without a price", shown, "a path with gaps has no changes", todo)
        bad = [self.month(int(k)) for k in np.flatnonzero(~np.isnan(self.values) & ~(self.values > 0.0))]
        if bad:
            yield Defect(f"{len(bad)} prices at or below 0", ", ".join(bad[:6]), "a price has a logarithm", "correct")

    def month(self, position: int) -> str:
        """Month of a value, such as ``2010-03``."""
        count = self.first_month - 1 + int(position)
        return f"{self.first_year + count // MONTHS}-{count % MONTHS + 1:02d}"

    def between(self, first: int | None = None, last: int | None = None) -> PriceSeries:
        """The part from January of one year to December of another.

        Raises
        ------
        InputError
            When no whole year of the series lies between them.
        """
        start = max(((first or self.first_year) - self.first_year) * MONTHS - (self.first_month - 1), 0)
        end = self.values.size if last is None else (last + 1 - self.first_year) * MONTHS - (self.first_month - 1)
        if end - start < MONTHS:
            have = f"{self.month(0)} to {self.month(self.values.size - 1)}"
            found = f"no whole year from {first or 'the start'} to {last or 'the end'}"
            raise InputError.single(f"price series '{self.name}'", found, f"it runs from {have}", "choose other years")
        year, month = (int(part) for part in self.month(start).split("-"))
        return PriceSeries(self.name, self.unit, self.source, year, month, self.values[start:end])

    def yearly(self) -> tuple[NDArray[np.int64], Floats]:
        """Whole calendar years and the mean price of each, shape (Y,) both."""
        skip = (MONTHS - (self.first_month - 1)) % MONTHS
        whole = self.values[skip : skip + (self.values.size - skip) // MONTHS * MONTHS]
        means = whole.reshape(-1, MONTHS).mean(axis=1)
        return self.first_year + (skip > 0) + np.arange(means.size), means

    def seasons(self, months: int) -> tuple[NDArray[np.int64], Floats]:
        """Numbers and mean prices of whole seasons of so many months, the last ending with the series, shape (S,) both.

        Calendar years when a season has twelve months.
        """
        if months == MONTHS:
            return self.yearly()
        skip = self.values.size % months
        means = self.values[skip:].reshape(-1, months).mean(axis=1)
        return np.arange(1, means.size + 1), means

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: month, price."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame({"month": [self.month(k) for k in range(self.values.size)], "price": self.values})


def price_names(*, mirror: str | Path | None = None, download: bool = False) -> tuple[str, ...]:
    """Names of the series in the Pink Sheet's selection."""
    return tuple(_units(mirror, download))


def price_series(name: str, *, mirror: str | Path | None = None, download: bool = False) -> PriceSeries:
    """A monthly series of the World Bank's Pink Sheet, nominal US dollars.

    Parameters
    ----------
    name
        Such as ``Tea, Mombasa``.
    mirror, download
        Where the data set may lie, and whether it may be downloaded, see `fetch`.

    Raises
    ------
    InputError
        When the data are not here, there is no such series, or it has gaps inside.
    """
    units = _units(mirror, download)
    if name not in units:
        near = [f"'{known}'" for known in units if name.strip().lower() in known.lower()] if name.strip() else []
        hint = f"Did you mean {' or '.join(near)}?" if near else did_you_mean(name, list(units))
        raise InputError.single(f"price series '{name}'", "there is none of this name", "", hint)
    months, values = _column(name, mirror, download)
    known = np.flatnonzero(~np.isnan(values))
    part = slice(int(known[0]), int(known[-1]) + 1) if known.size else slice(0, 0)
    year, month = (int(x) for x in months[part.start].split("-"))
    unit = units[name].strip("()").replace("$", "USD").replace("mt", "t")
    return PriceSeries(name, unit, "World Bank, Commodity Price Data (Pink Sheet)", year, month, values[part])


def _units(mirror: str | Path | None, download: bool) -> dict[str, str]:
    path = fetch(DATA_SET, ["units.json"], mirror=mirror, download=download)["units.json"]
    units: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return units


def _column(name: str, mirror: str | Path | None, download: bool) -> tuple[list[str], Floats]:
    import polars as pl  # noqa: PLC0415  loaded only when data are read

    file = "monthly_prices_selected.csv"
    path = fetch(DATA_SET, [file], mirror=mirror, download=download)[file]
    frame = pl.read_csv(path, columns=["month", name], schema_overrides={name: pl.Float64}, null_values=["", "NA"])
    return frame["month"].to_list(), frame[name].fill_null(np.nan).to_numpy()
