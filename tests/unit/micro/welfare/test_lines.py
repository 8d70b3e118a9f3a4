"""Poverty lines in money, PPI look-ups and Lorenz curves: values and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import (
    fgt,
    gini,
    line_in_money,
    lorenz_curve,
    poverty_lines,
    ppi_poverty,
    ppi_table,
    purchasing_powers,
    sampling,
)
from outgrow.vocabulary import InputError

EXACT = 1e-12


def test_lines_are_kept_apart_by_the_year_of_their_purchasing_powers():
    years = dict(poverty_lines().select("name", "ppp_year").iter_rows())
    assert {years[name] for name in ("1.90", "3.20", "5.50")} == {2011}
    assert {years[name] for name in ("2.15", "3.65", "6.85")} == {2017}
    assert {years[name] for name in ("3.00", "4.20", "8.30")} == {2021}


def test_every_line_and_purchasing_power_has_source_address_and_status():
    for table in (poverty_lines(), purchasing_powers()):
        assert set(table["status"]) <= {"seen", "assumption"}
        assert all(table["source"].str.len_chars() > 10)
        assert all(url.startswith("http") for url in table["url"])


def test_a_line_in_money_is_dollars_times_purchasing_power_times_prices_times_days():
    found = line_in_money("2.15", "UGA", 2024, 1.35, price_source="assumption")
    assert found.value == pytest.approx(2.15 * 1221.087646 * 1.35 * 365, rel=EXACT)
    assert (found.currency, found.unit, found.ppp_year) == ("UGX", "UGX/person", 2017)
    assert "Prices: assumption." in found.summary()


def test_ones_own_purchasing_power_needs_source_and_currency():
    with pytest.raises(InputError) as caught:
        line_in_money("2.15", "KEN", 2024, -1.0, price_source="", purchasing_power=43.9)
    assert str(caught.value) == (
        "poverty line: 4 defects found.\n"
        "  - price_ratio: -1.0. it is a positive finite number. correct it.\n"
        "  - price_source: nothing. a number without a source cannot be judged. name it, or write 'assumption'.\n"
        "  - purchasing_power_source: nothing. a number without a source cannot be judged. "
        "name it, or write 'assumption'.\n"
        "  - currency: nothing. money has a name. give its three letters."
    )


def test_a_country_without_purchasing_power_is_told_where_to_look():
    with pytest.raises(InputError, match=r"no purchasing power for KEN in 2017.*PA\.NUS\.PRVT\.PP"):
        line_in_money("2.15", "KEN", 2024, 1.0, price_source="assumption")


def test_an_unknown_line_is_offered_its_neighbours():
    with pytest.raises(InputError, match=r"'2\.25'. it is no international line. Did you mean '2\.15'\?"):
        line_in_money("2.25", "UGA", 2024, 1.0, price_source="assumption")


def test_the_ppi_rate_is_the_mean_likelihood_and_not_a_share_above_a_cut():
    table = ppi_table({"score": np.arange(101), "nl100": 100 - np.arange(101)}, "made up")
    found = ppi_poverty([10, 90], table, "nl100").rows[0]
    assert found.value == pytest.approx(0.5)
    by = ppi_poverty([10, 90, 30], table, "nl100", sampling(3), by=["a", "b", "a"])
    assert by.of("ppi_rate", "a").value == pytest.approx(0.8)
    assert "national poverty line" in by.summary()


def test_scores_and_lines_that_the_table_does_not_hold_are_refused():
    table = ppi_table({"score": np.arange(101), "nl100": 100 - np.arange(101)}, "made up")
    with pytest.raises(InputError) as caught:
        ppi_poverty([10, 10.5, 101], table, "nl1000")
    assert str(caught.value) == (
        "PPI: 2 defects found.\n"
        "  - line: 'nl1000'. the table has no such line. Did you mean 'nl100'?\n"
        "  - scores: 2 rows (the first is row 2): 10.5. a PPI score is a whole number from 0 to 100. "
        "leave out households without all answers, and say how many."
    )
    with pytest.raises(InputError, match="every score from 0 to 100 stands in the table once"):
        ppi_table({"score": [0, 1], "nl100": [50, 40]}, "made up")
    with pytest.raises(InputError, match="a look-up table has a column 'score'"):
        ppi_table({"points": [0]}, "made up")


def test_a_lorenz_curve_through_all_rows_gives_their_poverty_and_gini():
    rng = np.random.default_rng(2)
    y = np.sort(rng.lognormal(0, 1, 2000))
    curve = lorenz_curve(np.arange(1, 2001) / 2000, np.cumsum(y) / y.sum())
    found = curve.poverty(float(y.mean()), 1.0)
    assert found.gap == pytest.approx(fgt(y, 1.0, 1), abs=1e-9)
    assert found.severity == pytest.approx(fgt(y, 1.0, 2), abs=1e-9)
    assert found.headcount == pytest.approx(fgt(y, 1.0, 0), abs=1 / 2000)
    assert found.gini == pytest.approx(gini(y), abs=1e-9)


@pytest.mark.parametrize("kind", ["beta", "quadratic"])
def test_poverty_of_a_fitted_curve_is_the_integral_under_its_quantiles(kind):
    """Closed forms of Datt (1998) against brute force over a million equal slices of the fitted curve."""
    deciles = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    income = [0.01208828, 0.03441307, 0.06397603, 0.1017231, 0.1491335, 0.2083083, 0.2818985, 0.378568, 0.5234761]
    curve = lorenz_curve(deciles, income, kind)
    found = curve.poverty(208.044, 57.7917)
    grid = np.linspace(1e-9, 1 - 1e-9, 1_000_001)
    y = np.diff(curve.at(grid)) / np.diff(grid) * 208.044
    assert found.headcount == pytest.approx(np.mean(y < 57.7917), abs=2e-6)
    assert found.gap == pytest.approx(np.mean(np.maximum(1 - y / 57.7917, 0)), abs=2e-6)
    assert found.severity == pytest.approx(np.mean(np.maximum(1 - y / 57.7917, 0) ** 2), abs=2e-5)


def test_points_that_are_no_lorenz_curve_are_refused():
    with pytest.raises(InputError, match="check that both columns are cumulative"):
        lorenz_curve([0.5, 1.0], [0.6, 1.0])
    with pytest.raises(InputError, match="give shares, not percentages"):
        lorenz_curve([50, 100], [20, 100])
    with pytest.raises(InputError, match="sort them"):
        lorenz_curve([0.5, 0.4, 1.0], [0.1, 0.2, 1.0])
    with pytest.raises(InputError, match="three coefficients need at least 4 points"):
        lorenz_curve([0.5, 1.0], [0.2, 1.0], "beta")
