"""Governance types of Gereffi, Humphrey and Sturgeon (2005), table 1."""

from __future__ import annotations

import pytest

from outgrow.chain import governance_type
from outgrow.vocabulary import InputError


@pytest.mark.parametrize(
    ("complexity", "codifiability", "capability", "kind"),
    [
        ("low", "high", "high", "market"),
        ("high", "high", "high", "modular"),
        ("high", "low", "high", "relational"),
        ("high", "high", "low", "captive"),
        ("high", "low", "low", "hierarchy"),
        ("low", "high", "low", "excluded"),
        ("low", "low", "high", "excluded"),
        ("low", "low", "low", "excluded"),
    ],
)
def test_three_properties_make_the_type(complexity: str, codifiability: str, capability: str, kind: str) -> None:
    assert governance_type(complexity, codifiability, capability).type == kind


def test_an_excluded_combination_is_named() -> None:
    assert governance_type("low", "high", "low").summary() == (
        "Governance: excluded. Simple and codified, yet suppliers fall short: they are left out of the chain."
    )


def test_other_words_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as error:
        governance_type("hgh", "low", "medium")
    assert str(error.value) == (
        "governance type: 2 defects found.\n"
        "  - complexity: 'hgh'. it is either low or high. Did you mean 'high'?\n"
        "  - capability: 'medium'. it is either low or high. Known: high, low."
    )
