"""The section 'survey.welfare' of an initiative file: what may be asked of incomes, and what is refused."""

from __future__ import annotations

from typing import get_args

import pytest

from outgrow.initiative import WelfareMeasure, entries, income_unit, new, read, time_factor
from outgrow.micro.welfare import MEASURES
from outgrow.vocabulary import InputError

GOOD = """
survey:
  file: survey.csv
  columns:
    household: {column: hhid}
    income: {column: income, unit: KES/household/year, price_year: 2024}
    household_size: {column: persons}
  outcomes:
    tea: {column: tea_income, unit: KES/month, price_year: 2024}
  welfare:
    lines:
      - {id: national, amount: {value: 3252, unit: KES/person/month, price_year: 2024, source: assumption}}
      - {id: extreme, international: 2.15@2017, purchasing_power: {value: 40, unit: KES/USD, price_year: 2017, source: pilot_survey}, price_ratio: {value: 1.5, unit: share, source: assumption}}
    groups: [sex]
    living_income:
      benchmark: {value: 400e3, unit: KES/household/year, price_year: 2024, source: assumption}
      reference_size: 5
    ppi: {column: score, table: ppiKEN2018.csv, lines: [nl100]}
    lifted_by: tea
analyses:
  - {id: tea, text: "More?", design: rct, outcome: tea_income, unit: KES/month, arm: arm, control: [C]}
"""  # noqa: E501  a line of a file


@pytest.fixture
def written(tmp_path):
    """Writes an initiative file with these sections and reads it."""
    file = new("demo", tmp_path) / "initiative.yaml"
    start = file.read_text(encoding="utf-8")

    def of(sections):
        file.write_text(start + sections, encoding="utf-8")
        return read(file).initiative

    return of


def test_lines_benchmark_scores_and_question_are_read(written):
    welfare = written(GOOD).survey.welfare
    assert [line.id for line in welfare.lines] == ["national", "extreme"]
    assert welfare.lines[1].international == "2.15@2017"
    assert welfare.living_income.reference_size == 5.0
    assert (welfare.ppi.table, welfare.lifted_by) == ("ppiKEN2018.csv", "tea")
    assert welfare.measures == ("headcount", "gap", "severity", "gini", "mean")


def test_an_international_line_may_be_written_as_a_number(written):
    assert written(GOOD.replace("2.15@2017", "2.15")).survey.welfare.lines[1].international == 2.15


def test_numbers_of_the_survey_are_no_parameters_of_the_model(written):
    """They would be drawn in every world and ranked among what matters, though no season reads them."""
    assert not [name for name in entries(written(GOOD)) if name.startswith("survey")]


def test_measures_of_the_file_are_those_that_are_computed():
    assert get_args(WelfareMeasure) == MEASURES


@pytest.mark.parametrize(
    ("old", "spoilt", "words"),
    [
        (
            "KES/person/month, price_year: 2024",
            "KES/household/month, price_year: 2024",
            r"'KES/household/month' is not a person's\. A poverty line is what one person needs",
        ),
        (
            "KES/person/month, price_year: 2024",
            "USD/person/month, price_year: 2024",
            r"'USD/person/month' is other money\. The survey's incomes are in KES",
        ),
        (
            "KES/person/month, price_year: 2024",
            "KES/person/month, price_year: 2016",
            r"The incomes are in prices of 2024, and money\.price_index does not know both years\. Add",
        ),
        (
            "KES/person/month",
            "KES/person/moth",
            r"'KES/person/moth' does not fit\..*Did you mean 'month'",
        ),
        ("value: 3252", "value: -3252", r"-3,252 KES/person/month \(2024 prices\) is out of range\. It is above 0"),
        ("assumption}}\n      - {id: extreme", "knbs}}\n      - {id: extreme", "'knbs' is not one of the sources"),
        ("{id: national, amount", "{id: national, international: 3.65, amount", "Write either 'amount' or 'intern"),
        ("{id: national, amount", "{id: national, country: KEN, amount", "'country' belongs to an international"),
        ("id: extreme", "id: national", "'national' is used twice"),
        ("unit: KES/USD", "unit: KES/EUR", "A purchasing power is units of the incomes' money for a dollar: KES/USD"),
        ("unit: share", "unit: kg", "the unit 'kg' does not fit. A ratio of price levels has no unit"),
        (
            "400e3, unit: KES/household/year",
            "400e3, unit: KES/year",
            "'KES/year' does not say whose it is. A living income belongs to a household or to a person",
        ),
        ("lifted_by: tea", "lifted_by: te", r"'te' is not one of the analyses\. Did you mean 'tea'\?"),
        ("design: rct, outcome", "design: beneficiaries-only, outcome", "'tea' compares participants before and after"),
        ("column: tea_income", "column: coffee", "the outcome 'tea_income' of 'tea' is no known money"),
        ("KES/month, price_year: 2024}", "KES/month, price_year: 2020}", "Bring both into the money of one year"),
        (
            "    household_size: {column: persons}\n",
            "",
            "'lines' stands here. Poverty is counted in persons, and no column says how many a household has",
        ),
        (
            "    income: {column: income, unit: KES/household/year, price_year: 2024}\n",
            "",
            "It is held against what households live on, and no column says that",
        ),
        (
            "KES/household/year, price_year: 2024}\n    h",
            "KES/plot, price_year: 2024}\n    h",
            "'KES/plot' does not fit",
        ),
        ("groups:", "group:", "Did you mean 'groups'"),
        ("groups: [sex]", "measures: [headcont]", "Did you mean 'headcount'"),
    ],
)
def test_what_does_not_fit_is_said(written, old, spoilt, words):
    assert old in GOOD
    with pytest.raises(InputError, match=words):
        written(GOOD.replace(old, spoilt, 1))


def test_a_broken_survey_is_told_once_and_not_as_missing_data(written):
    with pytest.raises(InputError) as caught:
        written(GOOD.replace("groups:", "group:"))
    assert "has no data to ask" not in str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "factor"),
    [
        ("KES/month", "KES/year", 12.0),
        ("KES/person/day", "KES/person/year", 365.0),
        ("KES/season", "KES/year", 2.0),
        ("KES", "KES/person/season", 1.0),
        ("KES/household/week", "KES/day", 1 / 7),
    ],
)
def test_times_of_incomes_convert(first, second, factor):
    assert time_factor(income_unit(first, 2.0), income_unit(second, 2.0)) == pytest.approx(factor, rel=1e-12)


def test_an_amount_without_time_is_not_compared_with_one_that_has_it():
    with pytest.raises(InputError, match="amounts for different times are not compared"):
        time_factor(income_unit("KES"), income_unit("KES/year"))


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("kes/year", r"'kes/year'\. an income is counted in money.*Did you mean 'KES'"),
        ("KES/acre", r"'acre' says neither whose the income is nor for how long"),
        ("KES/day/month", "'month' says neither"),
        ("", "an income is counted in money"),
    ],
)
def test_what_is_no_unit_of_income_is_said(unit, words):
    with pytest.raises(InputError, match=words):
        income_unit(unit)
