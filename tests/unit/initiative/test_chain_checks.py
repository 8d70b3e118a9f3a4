"""A chain with a loop or a dead end, and patience that never ends, are told with their line."""

from __future__ import annotations

import pytest

EXPORTER = "  - actor: exporter\n    price_out"


def sells(shares: str) -> str:
    return f"  - actor: exporter\n    sells_to: {shares}\n    price_out"


DEFECTS = {
    "loop": (
        EXPORTER,
        sells("{growers: 0.5, final_buyers: 0.5}"),
        "a loop: growers sells to exporter sells to growers. A product cannot come back to one who sold it: a chain "
        "runs one way, to final buyers. Correct who sells to whom.",
    ),
    "dead end": (
        EXPORTER,
        sells("{final_buyers: 0.0}"),
        "(chain.exporter.sells_to): 'exporter' is a dead end. What it makes goes nowhere, and a chain ends with final "
        "buyers. Say who buys, such as final_buyers.",
    ),
    "more than the whole": (
        EXPORTER,
        sells("{final_buyers: 1.25}"),
        "(chain.exporter.sells_to): the shares that 'exporter' sells sum to 1.25. A stage sells all it makes: 0.25 is "
        "too much. Correct them.",
    ),
    "unknown buyer": (
        EXPORTER,
        sells("{final_buyer: 1.0}"),
        "(chain.exporter.sells_to.final_buyer): 'final_buyer' is no stage of the chain. Did you mean 'final_buyers'? "
        "Correct it, or say final_buyers.",
    ),
    "patience": (
        "  patience: {low: 0.6, high: 0.9, family: beta01",
        "  patience: {value: 1",
        "(contract.patience): 1 reaches 1. With patience of 1 the future is worth endlessly much, and the contract has "
        "no value to compare. Keep it below 1.",
    ),
}


@pytest.mark.parametrize(("old", "spoilt", "sentence"), DEFECTS.values(), ids=DEFECTS.keys())
def test_what_cannot_be_accounted_is_told(spoil, old, spoilt, sentence):
    assert any(sentence in said for _, said in spoil(old, spoilt))
