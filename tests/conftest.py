"""Fixtures that all kinds of tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: speed is measured in benchmarks, never by a deadline of a property.
settings.register_profile("outgrow", deadline=None)
settings.load_profile("outgrow")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared reference data, or skip with the reason."""
    named = os.environ.get("OUTGROW_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not (folder / "reference").is_dir():
        pytest.skip(f"shared reference data not found at {folder}; set OUTGROW_SHARED to its folder")
    return folder
