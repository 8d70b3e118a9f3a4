"""The dossier: what a run found, said in sentences, tables, charts, on a screen and as a folder of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outgrow.report.prose import answer, binding, uncertainty
from outgrow.report.records import Results

if TYPE_CHECKING:
    import polars as pl
    from altair import LayerChart
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True, eq=False)
class Dossier(Results):
    """Results of a run that can speak; see `Results` for the fields.

    Examples
    --------
    >>> from outgrow.report import run
    >>> dossier = run("kenya-tea", draws=4, households=256, threads=1, full=False)
    >>> dossier.to_frame().shape
    (6, 5)
    """

    def summary(self) -> str:
        """The verdict in a paragraph."""
        return f"{answer(self.verdict)} What binds: {binding(self.verdict)} {uncertainty(self)}"

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the gates: gate, question, probability, Monte Carlo error, reason."""
        return self.verdict.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Everything that was found as plain data for JSON; the same seed gives the same bytes."""
        from outgrow.report.plain import plain  # noqa: PLC0415  loaded when asked for

        return plain(self)

    def screen(self, width: int = 80) -> RenderableType:
        """The verdict for a terminal of so many columns, at most 40 lines."""
        from outgrow.report.screen import screen  # noqa: PLC0415  loads rich

        return screen(self, width)

    def charts(self) -> dict[str, LayerChart]:
        """Altair charts by name, in the order of the page."""
        from outgrow.report.charts import charts  # noqa: PLC0415  loads altair

        return charts(self)

    def save(self, folder: str | Path) -> Path:
        """Write the page and its data into a new folder, and give the page's path.

        ``report.html`` (needs no network), ``verdict.json``, ``seasons.parquet`` (every measure of every world and
        season), ``worlds.parquet`` (every parameter, gate margin and class by world) and ``columns.json`` (unit and
        meaning of every column).

        Raises
        ------
        InputError
            When the folder exists already.
        """
        from outgrow.report.folder import save  # noqa: PLC0415  loads the libraries of page and tables

        return save(self, Path(folder))
