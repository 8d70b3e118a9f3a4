"""The section 'survey' of an initiative file: what it may say of the columns, and what is refused."""

from __future__ import annotations

import pytest

from outgrow.initiative import new, read
from outgrow.vocabulary import InputError

GOOD = """
survey:
  file: survey.parquet
  missing: [-99]
  columns:
    household: {column: hhid}
    treatment: {column: arm, treated: [T]}
    land: {column: land, unit: acre}
    income: {column: income, unit: KES, price_year: 2024}
  outcomes:
    milk_price: {column: q46, unit: UGX/litre, price_year: 2024}
"""


@pytest.fixture
def with_survey(tmp_path):
    """Writes an initiative file with a survey section and reads it."""
    file = new("demo", tmp_path) / "initiative.yaml"
    start = file.read_text(encoding="utf-8")

    def written(section):
        file.write_text(start + section, encoding="utf-8")
        return read(file).initiative.survey

    return written


def test_a_survey_is_read_with_its_columns_and_outcomes(with_survey):
    survey = with_survey(GOOD)
    assert survey.columns["treatment"].treated == ("T",)
    assert survey.columns["land"].unit == "acre"
    assert survey.outcomes["milk_price"].unit == "UGX/litre"
    assert survey.missing == (-99.0,)


def test_a_file_without_a_survey_has_none(with_survey):
    assert with_survey("") is None


@pytest.mark.parametrize(
    ("old", "spoilt", "words"),
    [
        ("unit: acre", "unit: acre, unit_column: u", "'unit' and 'unit_column' stand here"),
        (", price_year: 2024}\n  outcomes", "}\n  outcomes", "'KES' has no 'price_year'"),
        (
            "unit: acre",
            "treated: [T]",
            r"'treated' stands here\. Answers that count as 1 belong to treatment and joined",
        ),
        ("    land:", "    lande:", "lande"),
        ("column: hhid", "columns: hhid", r"Did you mean 'column'"),
        ("  file: survey.parquet\n", "", "'file' is missing"),
    ],
)
def test_what_does_not_fit_is_said(with_survey, old, spoilt, words):
    with pytest.raises(InputError, match=words):
        with_survey(GOOD.replace(old, spoilt))
