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
    from outgrow.evidence import hold_against, outside_view, published_effects
    from outgrow.initiative import read, schema, shipped_cases, template
    from outgrow.micro import (
        PilotAnalysis,
        PovertyQuestion,
        WelfareFindings,
        analyse_pilot,
        analyse_poverty,
        analyse_survey,
        survey_poverty,
    )
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
    "PilotAnalysis",
    "PovertyQuestion",
    "PriceReport",
    "Qca",
    "Simulation",
    "Streams",
    "WelfareFindings",
    "__version__",
    "analyse_chain",
    "analyse_pilot",
    "analyse_poverty",
    "analyse_survey",
    "datasets",
    "explore",
    "fetch",
    "fit",
    "hold_against",
    "import_survey",
    "map_columns",
    "outside_view",
    "people",
    "prices",
    "propose_mapping",
    "published_effects",
    "qca",
    "read",
    "read_survey",
    "required",
    "run",
    "schema",
    "shipped_cases",
    "simulate_case",
    "survey_poverty",
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
    "PilotAnalysis": "outgrow.micro",
    "PovertyQuestion": "outgrow.micro",
    "PriceReport": "outgrow.report",
    "Qca": "outgrow.conditions",
    "Simulation": "outgrow.scenarios",
    "Streams": "outgrow.vocabulary",
    "WelfareFindings": "outgrow.micro",
    "analyse_chain": "outgrow.report",
    "analyse_pilot": "outgrow.micro",
    "analyse_poverty": "outgrow.micro",
    "analyse_survey": "outgrow.micro",
    "datasets": "outgrow.sources",
    "explore": "outgrow.report",
    "fetch": "outgrow.sources",
    "fit": "outgrow.report",
    "hold_against": "outgrow.evidence",
    "import_survey": "outgrow.sources",
    "map_columns": "outgrow.sources",
    "outside_view": "outgrow.evidence",
    "people": "outgrow.report",
    "prices": "outgrow.report",
    "propose_mapping": "outgrow.sources",
    "published_effects": "outgrow.evidence",
    "qca": "outgrow.conditions",
    "read": "outgrow.initiative",
    "read_survey": "outgrow.sources",
    "required": "outgrow.report",
    "run": "outgrow.report",
    "schema": "outgrow.initiative",
    "shipped_cases": "outgrow.initiative",
    "simulate_case": "outgrow.scenarios",
    "survey_poverty": "outgrow.micro",
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
