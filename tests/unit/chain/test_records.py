"""Findings of a chain as one record."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from outgrow.chain import (
    Candidate,
    ChainFindings,
    FunctionLine,
    Stage,
    accounts,
    firm_case,
    governance_type,
    ledger,
    self_enforcing_range,
)


@pytest.fixture
def findings() -> ChainFindings:
    firm = Candidate("factory", 50.0, 0.8, 0.25)
    return ChainFindings(
        without=accounts([Stage("grower", 15.0), Stage("factory", 30.0)]),
        with_initiative=accounts([Stage("grower", 18.0), Stage("factory", 32.0)]),
        firm=firm_case([[-100.0, 60.0, 70.0], [-100.0, 20.0, 30.0]], 0.1),
        contract=self_enforcing_range(0.4, 0.65, 0.5, 0.25),
        ledger=ledger(
            [
                FunctionLine("extension", "NGO", {"NGO": 1.0}, 30.0, (firm,)),
                FunctionLine("arbitration", "NGO", {"NGO": 1.0}, 10.0),
            ],
            strength=0.2,
        ),
        ownership={"NGO": 0.75, "factory": 0.25},
        governance=governance_type("high", "high", "low"),
    )


def test_summary_says_the_finding_of_every_part(findings: ChainFindings) -> None:
    text = findings.summary()
    for words in (
        "grower +6.2 points of the final price",
        "recovered in 50% of draws",
        "Strategic value, not included",
        "The contract enforces itself from 0.4 to 0.65",
        "1 are orphans (arbitration)",
        "NGO 0.75, factory 0.25",
        "Governance: captive.",
    ):
        assert words in text


def test_table_is_tidy_and_holds_the_numbers_of_the_parts(findings: ChainFindings) -> None:
    table = findings.to_frame()
    assert table.columns == ["section", "subject", "measure", "value"]
    assert not table.select("section", "subject", "measure").is_duplicated().any()
    picked = dict(
        table.select(pl.concat_str("section", "subject", "measure", separator="/").alias("key"), "value").iter_rows()
    )
    assert picked["accounts with/grower/value_share"] == pytest.approx(18 / 32)
    assert picked["accounts without/grower/value_share"] == pytest.approx(0.5)
    assert picked["firm/firm/recovers"] == 0.5
    assert picked["functions/extension/taken_over"] == 1
    assert picked["functions/arbitration/taken_over"] == 0
    assert picked["ownership/NGO/index"] == 0.75


def test_ownership_that_was_not_stated_is_said_to_be_so(findings: ChainFindings) -> None:
    assert "Ownership at the start: not stated." in replace(findings, ownership={}).summary()
