"""The JSON Schema of an initiative file, from which editors complete and check while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from outgrow.initiative.describe import Initiative
from outgrow.initiative.section import Section

SCHEMA_FILE = "initiative.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = "urn:outgrow:initiative:1"

PARAMETER = "A number with unit and source: a value, or a 90 % interval with its family."
PARAMETER_KEYS = {
    "value": "The number, when it is taken as certain.",
    "low": "5 % quantile, when the number is uncertain.",
    "high": "95 % quantile, when the number is uncertain.",
    "family": "Distribution of an uncertain number; 'empirical' goes with a list of values.",
    "mode": "Most likely value of a triangular or pert number; the middle when left out.",
    "values": "Observed values of an empirical number.",
    "unit": "Unit, such as kg/household/season, KES/kg or share.",
    "price_year": "Year of the prices; required for money.",
    "source": "Key of the sources, or 'assumption'.",
    "note": "What a reader must know to trust or doubt the number.",
}
PARAMETER_FORMS = (("value",), ("low", "high", "family"), ("values", "family"))


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of an initiative file, with descriptions and units.

    ``x-unit`` is the unit of the model, in which ``x-least`` and ``x-most`` bound what makes sense.

    Examples
    --------
    >>> schema()["$defs"]["Contract"]["properties"]["first_payment"]["x-unit"]
    'money/kg'
    """
    return deepcopy(_schema(Initiative))


def node_at(place: tuple[str | int, ...], grammar: type[Section] = Initiative) -> dict[str, Any]:
    """Part of the schema that describes what stands at a place of the file; empty where nothing may stand.

    Parameters
    ----------
    place
        Keys and list positions from the top of the file.
    grammar
        What kind of file it is.

    Examples
    --------
    >>> node_at(("chain", 0, "costs", "freight"))["x-unit"]
    'money/kg'
    """
    whole = _schema(grammar)
    node = whole
    for step in place:
        node = _resolve(_inside(node, step), whole)
    return node


def keys_at(place: tuple[str | int, ...], grammar: type[Section] = Initiative) -> list[str]:
    """Keys that a section of the file may have.

    Examples
    --------
    >>> keys_at(("seasons",))
    ['first_year', 'count', 'per_year']
    """
    return list(node_at(place, grammar).get("properties", {}))


@lru_cache(maxsize=4)
def _schema(grammar: type[Section]) -> dict[str, Any]:
    made = grammar.model_json_schema()
    if (parameter := made["$defs"].get("Parameter")) is not None:
        parameter["description"] = PARAMETER
        parameter["oneOf"] = [{"required": list(form)} for form in PARAMETER_FORMS]
        for key, words in PARAMETER_KEYS.items():
            parameter["properties"][key]["description"] = words
    for node in _nodes(made):
        _tidy(node)
    return {"$schema": DIALECT, "$id": IDENTITY, **made}


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a schema, outermost first."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _nodes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _nodes(inner)


def _tidy(node: dict[str, Any]) -> None:
    """Drop titles that only repeat a key, and close the mappings whose keys follow a pattern."""
    if isinstance(node.get("title"), str):
        del node["title"]
    if "patternProperties" in node:
        node["additionalProperties"] = False


def _inside(node: dict[str, Any], step: str | int) -> dict[str, Any]:
    if isinstance(step, int):
        found = node.get("items")
    else:
        inner = next(iter(node.get("patternProperties", {}).values()), node.get("additionalProperties"))
        found = node.get("properties", {}).get(step, inner)
    return found if isinstance(found, dict) else {}


def _resolve(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed and, where it may be left out, the form that it has when given."""
    given = [form for form in node.get("anyOf", ()) if form.get("type") != "null"]
    if given:
        node = {**given[0], **{key: part for key, part in node.items() if key != "anyOf"}}
    if "$ref" in node:
        target = whole["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = {
            **target,
            **{key: part for key, part in node.items() if key != "$ref"},
            "x-model": node["$ref"],
        }
    return node
