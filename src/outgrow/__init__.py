"""outgrow: will this smallholder pilot scale, and what would it take?

The front door. Each name lives in one room, and its room is loaded when the name is first used::

    import outgrow as og

    dossier = og.run("kenya-tea")
    print(dossier.summary())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outgrow.conditions import Qca, qca
    from outgrow.initiative import read, schema, shipped_cases, template
    from outgrow.report import (
        ChainReport,
        Dossier,
        FittedCase,
        PeopleReport,
        PriceReport,
        analyse_chain,
        explore,
        fit,
        people,
        prices,
        required,
        run,
    )
    from outgrow.scenarios import Simulation, simulate_case
    from outgrow.sources import datasets, fetch, import_survey, map_columns, propose_mapping, read_survey
    from outgrow.vocabulary import InputError, OutgrowError, Parameter, Streams

__version__ = "0.1.0"

__all__ = [
    "ChainReport",
    "Dossier",
    "FittedCase",
    "InputError",
    "OutgrowError",
    "Parameter",
    "PeopleReport",
    "PriceReport",
    "Qca",
    "Simulation",
    "Streams",
    "__version__",
    "analyse_chain",
    "datasets",
    "explore",
    "fetch",
    "fit",
    "import_survey",
    "map_columns",
    "people",
    "prices",
    "propose_mapping",
    "qca",
    "read",
    "read_survey",
    "required",
    "run",
    "schema",
    "shipped_cases",
    "simulate_case",
    "template",
]

_ROOM_OF = {
    "ChainReport": "outgrow.report",
    "Dossier": "outgrow.report",
    "FittedCase": "outgrow.report",
    "InputError": "outgrow.vocabulary",
    "OutgrowError": "outgrow.vocabulary",
    "Parameter": "outgrow.vocabulary",
    "PeopleReport": "outgrow.report",
    "PriceReport": "outgrow.report",
    "Qca": "outgrow.conditions",
    "Simulation": "outgrow.scenarios",
    "Streams": "outgrow.vocabulary",
    "analyse_chain": "outgrow.report",
    "datasets": "outgrow.sources",
    "explore": "outgrow.report",
    "fetch": "outgrow.sources",
    "fit": "outgrow.report",
    "import_survey": "outgrow.sources",
    "map_columns": "outgrow.sources",
    "people": "outgrow.report",
    "prices": "outgrow.report",
    "propose_mapping": "outgrow.sources",
    "qca": "outgrow.conditions",
    "read": "outgrow.initiative",
    "read_survey": "outgrow.sources",
    "required": "outgrow.report",
    "run": "outgrow.report",
    "schema": "outgrow.initiative",
    "shipped_cases": "outgrow.initiative",
    "simulate_case": "outgrow.scenarios",
    "template": "outgrow.initiative",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from its room on first use (PEP 562)."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'outgrow' has no attribute '{name}'")
    value = globals()[name] = getattr(import_module(_ROOM_OF[name]), name)
    return value


def __dir__() -> list[str]:
    """Public names, loaded or not."""
    return sorted(__all__)
