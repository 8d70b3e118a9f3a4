"""The files of an exploration and of what is required, beside the folders of their worlds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from outgrow.report.exploration.pages import exploration_page, requirement_page
from outgrow.report.exploration.records import ExplorationResults, RequirementResults
from outgrow.vocabulary import RunError


def save_exploration(found: ExplorationResults, folder: Path) -> Path:
    """Write ``explore.html``, ``findings.json`` and the tables, and give the page's path."""
    tables = {
        "findings.parquet": found.to_frame(),
        "variance.parquet": found.variance.to_frame(),
        "tornado.parquet": found.tornado.to_frame(),
        "supports.parquet": found.ablation.to_frame(),
    }
    return _write(folder, "explore.html", exploration_page(found), "findings.json", found.to_dict(), tables)


def save_requirement(report: RequirementResults, folder: Path) -> Path:
    """Write ``required.html``, ``required.json`` and the table of settings, and give the page's path."""
    tables = {"settings.parquet": report.to_frame()}
    return _write(folder, "required.html", requirement_page(report), "required.json", report.to_dict(), tables)


def _write(folder: Path, page: str, html: str, data: str, content: Any, tables: dict[str, Any]) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(html, encoding="utf-8")
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / data).write_text(text + "\n", encoding="utf-8")
        for name, table in tables.items():
            table.write_parquet(folder / name)
    except OSError as problem:
        raise RunError(
            f"{folder}: the report could not be written ({problem.strerror or problem}). The simulated worlds are "
            f"kept; make room on the disk and give the same command again."
        ) from None
    return folder / page
