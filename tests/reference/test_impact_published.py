"""Impacts against the numbers that the trials' authors printed.

Casaburi and Willis (2018), "Time versus state in insurance", American Economic Review 108(12): take-up of crop
insurance by arm, and the difference that paying at harvest makes. The Ugandan trial of milk analysers at collection
centres (IFPRI): farmers' price and the quality of supervised samples. Data and printed numbers are described in the
README of the shared data.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from outgrow.micro import Design, arms_table, estimate_impact
from outgrow.vocabulary import InputError

PRINTED_3 = 5e-4  # half a unit of the third printed digit after the point
PRINTED_1_PERCENT = 5e-4  # a percentage with one digit after the point
UNKNOWN = ["n/a", "NA", ""]


@pytest.fixture(scope="module")
def sugarcane(shared: Path) -> pl.DataFrame:
    return pl.read_csv(shared / "data" / "casaburi_willis_2018_kenya_contract_insurance" / "data_mainexp.csv")


@pytest.fixture(scope="module")
def farmers(shared: Path) -> pl.DataFrame:
    table = pl.read_csv(
        shared / "data" / "rmvc_uganda_dairy_quality" / "prepped_farmers.csv",
        infer_schema_length=None,
        null_values=UNKNOWN,
    )
    return table.with_columns(pl.col("avg_sales_p", "b_avg_sales_p").cast(pl.Float64))


@pytest.fixture(scope="module")
def samples(shared: Path) -> pl.DataFrame:
    """Supervised samples from the day on which the centres of each district had their analysers."""
    path = shared / "data" / "rmvc_uganda_dairy_quality" / "endline__samples.csv"
    table = pl.read_csv(path, infer_schema_length=None, null_values=UNKNOWN)
    early = pl.col("district").is_in(["Kazo", "Mbarara"])
    return table.filter(pl.col("today") >= pl.when(early).then(pl.lit("2024-12-04")).otherwise(pl.lit("2024-12-05")))


SUGARCANE = Design(
    kind="rct", outcome="tookup", outcome_unit="share that took insurance up", arm="treatment", control="A1",
    treated="B", unit="pid1", cluster="fid1", strata="fid1", one_armed="keep",
)  # fmt: skip


def test_take_up_of_insurance_in_each_arm(sugarcane):
    table = arms_table(sugarcane, SUGARCANE).to_frame()
    share = dict(table.select("arm", "mean").iter_rows())
    assert share["A1"] == pytest.approx(0.046, abs=PRINTED_1_PERCENT)
    assert share["A2"] == pytest.approx(0.059, abs=PRINTED_1_PERCENT)
    assert share["B"] == pytest.approx(0.716, abs=PRINTED_1_PERCENT)


def test_paying_at_harvest_against_paying_upfront(sugarcane):
    found = estimate_impact(sugarcane, SUGARCANE)
    assert found.estimate == pytest.approx(0.675, abs=PRINTED_3)
    assert found.n == 605
    assert found.clusters == 171
    assert "hold one side only" in found.summary()


def test_paying_at_harvest_against_both_ways_of_paying_upfront(sugarcane):
    found = estimate_impact(sugarcane, SUGARCANE.but(control=("A1", "A2")))
    assert found.estimate == pytest.approx(0.673, abs=PRINTED_3)


def test_fields_with_one_arm_are_named_before_they_are_used(sugarcane):
    with pytest.raises(InputError, match="nothing inside them can be compared"):
        estimate_impact(sugarcane, SUGARCANE.but(one_armed="refuse"))


def test_price_of_ugandan_dairy_farmers(farmers):
    design = Design(
        kind="rct", outcome="avg_sales_p", outcome_unit="UGX/l", arm="treat", unit="farmer_ID", cluster="catchment",
        assigned="cluster", baseline="b_avg_sales_p", covariates="vid", missing="leave out",
    )  # fmt: skip
    found = estimate_impact(farmers, design)
    assert found.estimate == pytest.approx(11.314, abs=PRINTED_3)
    assert found.n == 1254
    assert sum(x.rows for x in found.left_out) == farmers.height - 1254
    assert "UGX/l" in found.summary()


@pytest.mark.parametrize(
    ("outcome", "printed"), [("Fat", 0.114), ("SNF", 0.081), ("Added.Water", -0.488), ("Protein", 0.029)]
)
def test_quality_of_supervised_samples_by_quantity(samples, outcome, printed):
    design = Design(
        kind="rct", outcome=outcome, outcome_unit="percentage points", arm="treat", control="C", treated="T",
        cluster="catch_ID", assigned="cluster", weights="Qty",
    )  # fmt: skip
    found = estimate_impact(samples, design)
    assert found.estimate == pytest.approx(printed, abs=PRINTED_3)
