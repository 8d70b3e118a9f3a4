"""The table of published effects, the outside view of a kind, and a pilot held against it."""

from __future__ import annotations

import math

import pytest

from outgrow.evidence import (
    Effect,
    hold_against,
    outside_view,
    pool,
    published_effects,
    published_table,
    standard_error_from_interval,
)
from outgrow.vocabulary import InputError

EXACT = 1e-12


def test_every_row_has_its_source_address_status_and_note():
    table = published_table()
    assert table.height >= 30
    assert table["id"].is_unique().all()
    assert set(table["status"]) == {"seen", "assumption"}
    assert set(table["direction"]) <= {"up", "down", "none"}
    assert set(table["setting"]) == {"pilot", "at scale"}
    for column in ("source", "note", "design", "size", "product", "country"):
        assert table[column].str.len_chars().min() > 0, column
    assert table["url"].str.starts_with("http").all()


def test_an_error_says_where_it_comes_from():
    table = published_table()
    has_error = table["standard_error"].is_not_null() | table["low"].is_not_null()
    assert set(table.filter(has_error)["error_from"]) <= {"printed", "derived", "assumption"}
    assert set(table.filter(~has_error)["error_from"]) == {""}


def test_a_number_that_was_recalled_is_called_an_assumption():
    table = published_table()
    recalled = table.filter(table["note"].str.contains("the size is recalled"))
    assert set(recalled["status"]) == {"assumption"}


def test_losses_and_nulls_are_in_the_table():
    """What has no size is not dropped: a table of successes only would be the bias that it warns of."""
    directions = published_table()["direction"].value_counts()
    counts = dict(directions.iter_rows())
    assert counts["none"] >= 5
    assert counts["down"] >= 1


def test_effects_come_with_errors_from_intervals_and_notes():
    beach = {e.label: e for e in published_effects("digital-advice", "yield")}["beach_2025_yield"]
    assert beach.standard_error == pytest.approx(standard_error_from_interval(0.02, 0.09), rel=EXACT)
    assert beach.scale == "relative change of yield"
    assert "error from the printed interval" in beach.note
    assert "doi.org/10.1016/j.gfs.2025.100866" in beach.source


def test_reviews_and_studies_can_be_taken_apart():
    reviews = {e.label for e in published_effects("field-school", sort="review")}
    studies = {e.label for e in published_effects("field-school", sort="study")}
    assert "waddington_2014_yield" in reviews
    assert "ateka_2018" in studies
    assert not reviews & studies


def test_an_unknown_kind_or_outcome_is_offered_its_neighbours():
    with pytest.raises(InputError) as caught:
        published_effects("contract-framing", "yields")
    assert str(caught.value) == (
        "published effects: 2 defects found.\n"
        "  - kind: 'contract-framing'. the table of published effects has no such kind. "
        "Did you mean 'contract-farming'?\n"
        "  - outcome: 'yields'. the table of published effects has no such outcome. Did you mean 'yield'?"
    )


def test_an_outside_view_is_the_pool_of_its_effects():
    view = outside_view("", "income")
    direct = pool(published_effects("", "income"))
    assert (view.pooled.mean, view.pooled.tau2) == (direct.mean, direct.tau2)
    assert view.leave_one_out().height == len(direct.effects)
    assert {name for name, _, _ in view.without_size} >= {"olounlade_2020", "ashraf_2009_all"}
    assert "are reviews: a mean of many settings" in view.summary()


def test_an_effect_can_be_left_out_and_another_added():
    mine = Effect("mine", 0.3, 0.1, "rct", "relative change of income", "own survey")
    view = outside_view("", "income", more=[mine], without=["ton_2018"])
    assert {e.label for e in view.pooled.effects} >= {"mine", "beach_2025_income"}
    assert "ton_2018" not in {e.label for e in view.pooled.effects}


def test_too_few_effects_need_a_spread_and_none_a_wider_kind():
    with pytest.raises(InputError, match=r"2 effects with a standard error.*give the spread to assume"):
        outside_view("field-school", "yield")
    assert outside_view("field-school", "yield", spread=0.08).pooled.tau2_from == "given"
    with pytest.raises(InputError, match="nothing to pool"):
        outside_view("input-bundle", "yield", spread=0.1)


def test_a_pilot_in_view_is_the_precision_weighted_mean_of_both_numbers():
    view = outside_view("", "income")
    found = hold_against("The pilot", 0.4, 0.15, view).shrunken
    a, b = 1 / 0.15**2, 1 / view.pooled.predictive_sd**2
    assert found.mean == pytest.approx((0.4 * a + view.pooled.mean * b) / (a + b), rel=EXACT)
    assert found.sd == pytest.approx((a + b) ** -0.5, rel=EXACT)


def test_the_paragraph_shows_both_numbers_and_why_they_differ():
    view = outside_view("", "income")
    high, low = (hold_against("The pilot", x, 0.15, view).summary() for x in (0.4, 0.05))
    assert "The pilot measured +40.0 % (standard error 15.0 points)." in high
    assert "let a new setting expect +16.1 %" in high
    assert "pilots are placed where they work" in high
    assert "what is published leans towards success" in low
    far = hold_against("The pilot", 2.0, 0.1, view).summary()
    assert "either this setting is unusual, or one of the two is wrong" in far


def test_the_error_that_would_carry_four_fifths_is_half_the_outside_spread():
    view = outside_view("", "income")
    needed = view.pooled.predictive_sd / 2
    assert hold_against("x", 0.2, needed, view).shrunken.weight_on_pilot == pytest.approx(0.8, rel=EXACT)
    said = hold_against("x", 0.2, 4 * needed, view).summary()
    assert "about 16 times as many clusters" in said
    assert math.isclose(hold_against("x", view.pooled.mean, 0.1, view).distance, 0.0)
