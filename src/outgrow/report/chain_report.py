"""The chain of a case by itself: who gains, who pays, does the contract hold, who takes over."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outgrow.conditions import chain_findings
from outgrow.initiative import Case, read
from outgrow.population import household_traits
from outgrow.report.chain_captions import chain_captions
from outgrow.report.new_folder import new_folder, write_json
from outgrow.report.plain import finite
from outgrow.report.records import Background
from outgrow.report.run import Progress, cores, provenance, stages
from outgrow.scenarios import draw_worlds, explore, one_at_a_time
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

if TYPE_CHECKING:
    import polars as pl
    from altair import LayerChart
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True, eq=False)
class ChainReport(Background):
    """Findings along a case's chain that can speak; see `Background` for the fields.

    Examples
    --------
    >>> from outgrow.report import analyse_chain
    >>> found = analyse_chain("kenya-tea", draws=4, households=256, threads=1)
    >>> found.to_frame().columns
    ['section', 'subject', 'measure', 'value']
    """

    def summary(self) -> str:
        """The findings in a paragraph."""
        return "" if self.chain is None else self.chain.summary()

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the numbers: section, subject, measure, value."""
        assert self.chain is not None
        return self.chain.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Everything that was found as plain data for JSON; the same seed gives the same bytes."""
        assert self.chain is not None
        found = {
            "case": {"id": self.initiative.id, "title": self.initiative.title, "money": self.money},
            "findings": chain_captions(self),
            "summary": self.summary(),
            "numbers": self.to_frame().to_dicts(),
            "governance": {"type": self.chain.governance.type.value, "reason": self.chain.governance.reason},
            "taken_over": dict(self.chain.ledger.taken_over),
            "orphans": list(self.chain.ledger.orphans),
            "provenance": dict(self.provenance),
        }
        return {name: finite(part) for name, part in found.items()}

    def screen(self, width: int = 80) -> RenderableType:
        """The findings for a terminal of so many columns."""
        from outgrow.report.chain_screen import chain_screen  # noqa: PLC0415  loads rich

        return chain_screen(self, width)

    def charts(self) -> dict[str, LayerChart]:
        """Altair charts by name, in the order of the page."""
        from outgrow.report.charts import chain_charts  # noqa: PLC0415  loads altair

        return chain_charts(self)

    def save(self, folder: str | Path) -> Path:
        """Write ``chain.html`` (needs no network), ``chain.json`` and ``chain.csv`` into a new folder; give the page.

        Raises
        ------
        InputError
            When the folder exists already.
        """
        from outgrow.report.page import chain_page  # noqa: PLC0415  loads altair and the page's libraries

        where = Path(folder)
        html = chain_page(self)
        new_folder(where)
        write_json(where / "chain.json", self.to_dict())
        self.to_frame().write_csv(where / "chain.csv")
        page = where / "chain.html"
        page.write_text(html, encoding="utf-8")
        return page

    def to_json(self) -> str:
        """The same as `to_dict`, as text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)


def analyse_chain(
    case: str | Path | Case,
    *,
    seed: int = 1,
    draws: int = 200,
    households: int = 20_000,
    threads: int | None = None,
    progress: Progress | None = None,
) -> ChainReport:
    """Account for a case's chain: who gains, who pays, whether the contract holds, who takes over.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a case that comes with outgrow, or a case read
        before.
    seed
        Seed of all random numbers; the same seed gives the same results, whatever the number of threads.
    draws
        Possible worlds in which the firm's case is taken; 60 or more for what information is worth.
    households
        Synthetic households in each world.
    threads
        Threads to compute with; as many as there are processors when left out.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With all defects of the case, for numbers that are out of range, or for a chain whose prices, conversions,
        costs and stated margins do not fit together.
    """
    begun = time.perf_counter()
    found = case if isinstance(case, Case) else read(case)
    initiative, streams = found.initiative, Streams(seed)
    structure, traits = structure_of(initiative), household_traits(found, streams, households)
    worlds, central = draw_worlds(initiative, streams, draws), one_at_a_time(initiative)[0]
    stage = stages(progress)
    ensemble = explore(
        worlds, structure, traits, streams, threads=cores(threads), progress=stage("Simulating possible worlds")
    )
    return ChainReport(
        case=found,
        seed=seed,
        households=traits.size.size,
        ensemble=ensemble,
        chain=chain_findings(initiative, ensemble, central, traits),
        provenance=provenance(found, seed, draws, traits.size.size, None),
        elapsed=time.perf_counter() - begun,
    )
