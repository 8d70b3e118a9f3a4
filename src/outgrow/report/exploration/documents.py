"""An exploration and what is required, as records that can speak: on a screen, and as a folder of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.report.exploration.records import ExplorationResults, RequirementResults

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True, eq=False)
class Exploration(ExplorationResults):
    """What matters for a case, what facilitates it and what limits it; see `ExplorationResults` for the fields."""

    def screen(self, width: int = 80) -> RenderableType:
        """The findings for a terminal of so many columns."""
        from outgrow.report.exploration.screens import exploration_screen  # noqa: PLC0415  loads rich

        return exploration_screen(self, width)

    def save(self, folder: str | Path) -> Path:
        """Write page, findings and tables into a folder, beside the worlds where they are kept; give the page's path.

        ``explore.html`` (needs no network), ``findings.json``, ``findings.parquet``, ``variance.parquet``,
        ``tornado.parquet`` and ``supports.parquet``.

        Raises
        ------
        RunError
            When they cannot be written.
        """
        from outgrow.report.exploration.folder import save_exploration  # noqa: PLC0415  loads the page's libraries

        return save_exploration(self, Path(folder))


@dataclass(frozen=True, slots=True, eq=False)
class RequirementReport(RequirementResults):
    """What a case needs to scale; see `RequirementResults` for the fields."""

    def screen(self, width: int = 80) -> RenderableType:
        """What is required, for a terminal of so many columns."""
        from outgrow.report.exploration.screens import requirement_screen  # noqa: PLC0415  loads rich

        return requirement_screen(self, width)

    def save(self, folder: str | Path) -> Path:
        """Write ``required.html``, ``required.json`` and ``settings.parquet`` into a folder; give the page's path.

        Raises
        ------
        RunError
            When they cannot be written.
        """
        from outgrow.report.exploration.folder import save_requirement  # noqa: PLC0415  loads the page's libraries

        return save_requirement(self, Path(folder))
