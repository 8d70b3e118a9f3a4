"""Findings at household level speak in a paragraph and a table."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from outgrow.evidence import Effect, pool, shrink
from outgrow.micro import MicroFindings
from outgrow.vocabulary import InputError

FINDINGS = MicroFindings(
    effect=shrink(0.30, 0.10, 0.10, 0.10),
    pooled=None,
    net_gain=4200.0,
    net_gain_low=-300.0,
    net_gain_high=9100.0,
    money="KES (2012 prices)",
    poverty_before=(0.40, 0.15, 0.08),
    poverty_after=(0.35, 0.12, 0.06),
    cost_per_household=6076.0,
    benefit_cost=1.8,
    warnings=("The pilot chose its factories.",),
)


def test_summary_says_number_interval_and_caveat():
    assert FINDINGS.summary() == (
        "Expected effect (relative change): 0.2 (90 % interval 0.0837 to 0.316); the pilot alone measured "
        "0.3. A household's net gain is 4,200 KES (2012 prices) a season (90 % interval -300 to 9,100), "
        "which may be a loss. Poverty among the pilot's households goes from 40.0 % to 35.0 % (headcount), "
        "the poverty gap from 15.0 % to 12.0 %. Reaching a household costs 6,076 KES (2012 prices); the "
        "household's own benefits are 1.8 times its costs. The pilot chose its factories."
    )


def test_sure_gain_without_own_cost_is_said_so():
    text = replace(FINDINGS, net_gain_low=100.0, benefit_cost=None).summary()
    assert "may be a loss" not in text
    assert "the household bears no cost of its own" in text


def test_table_is_tidy_and_names_every_unit():
    table = FINDINGS.to_frame()
    assert table.columns == ["measure", "value", "low", "high", "unit"]
    assert table["measure"].is_unique().all()
    assert table["unit"].null_count() == 0
    row = table.filter(table["measure"] == "net gain").row(0)
    assert row == ("net gain", 4200.0, -300.0, 9100.0, "KES (2012 prices)/household/season")
    assert table.filter(table["measure"] == "FGT2 after")["value"].item() == 0.06


def test_pooled_effect_has_its_row():
    outside = pool([Effect("a", 0.1, 0.05, "did", "yield", "example")], tau=0.05)
    table = replace(FINDINGS, pooled=outside).to_frame()
    value, low = table.filter(table["measure"] == "effect, pooled mean").row(0)[1:3]
    assert value == pytest.approx(0.1)
    assert low == pytest.approx(0.1 - 1.6448536 * math.hypot(0.05, 0.05))


def test_findings_that_are_not_numbers_are_refused_together():
    with pytest.raises(InputError) as caught:
        replace(FINDINGS, net_gain=10_000.0, cost_per_household=math.nan, poverty_after=(0.1, math.inf, 0.0))
    assert [d.where for d in caught.value.defects] == ["poverty_after", "cost_per_household", "net_gain"]
