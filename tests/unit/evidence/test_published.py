"""The table of published effects, the outside view of a kind, and a pilot held against it."""

from __future__ import annotations

import csv
import math
from importlib.resources import files
from pathlib import Path

import pytest

from outgrow.evidence import (
    Effect,
    effects_page,
    hold_against,
    outside_view,
    pool,
    published_effects,
    published_table,
    standard_error_from_interval,
)
from outgrow.vocabulary import InputError

EXACT = 1e-12
PAGE = Path(__file__).parents[3] / "docs/reference/published-effects.md"


def printed_rows():
    """The file as it is written, before anything is computed from it."""
    text = (files("outgrow.evidence") / "published_effects.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_row_has_its_source_address_status_and_note():
    table = published_table()
    assert table.height >= 60
    assert table["id"].is_unique().all()
    assert set(table["status"]) == {"seen", "assumption"}
    assert set(table["direction"]) <= {"up", "down", "none"}
    assert set(table["setting"]) == {"pilot", "at scale"}
    for column in ("source", "note", "design", "size", "product", "country", "place"):
        assert table[column].str.len_chars().min() > 0, column
    assert table["url"].str.starts_with("http").all()


def test_an_error_says_where_it_comes_from():
    table = published_table()
    has_error = table["standard_error"].is_not_null()
    known = {"printed", "quoted", "derived", "re-run", "assumption"}
    assert set(table.filter(has_error)["error_from"]) <= known
    assert set(table.filter(~has_error)["error_from"]) == {""}


def test_a_share_is_made_from_what_was_printed_and_nothing_is_written_twice():
    """Deutschmann et al. print + 295.43 (37.23) kg an acre on a mean of 1,128.39 and call it 26 %."""
    table = {row["id"]: row for row in published_table().to_dicts()}
    acre = table["one_acre_2019_yield"]
    assert acre["estimate"] == pytest.approx(295.43 / 1128.39, rel=EXACT)
    assert acre["standard_error"] == pytest.approx(37.23 / 1128.39, rel=EXACT)
    assert round(acre["estimate"], 2) == 0.26
    video = table["van_campenhout_2021_yield"]
    assert video["estimate"] == pytest.approx(math.exp(0.1) - 1, rel=EXACT)
    assert video["standard_error"] == pytest.approx(math.exp(0.1) * 0.049, rel=EXACT)
    assert round(video["estimate"], 3) == 0.105  # "about 10.5 percent" in the abstract
    for row in printed_rows():
        if row["change"]:
            assert not row["estimate"], row["id"]
            assert not row["standard_error"], row["id"]
            assert row["transformation"] == "log" or (row["transformation"] == "ratio" and float(row["base"]) > 0)
            assert row["unit"], row["id"]
        else:
            assert row["transformation"] in ("", "share"), row["id"]
            assert bool(row["transformation"]) is bool(row["estimate"]), row["id"]


def test_a_printed_effect_agrees_with_its_direction():
    """'none' is said where a normal 95 % interval of a single study holds zero, 'up' and 'down' by the sign."""
    for row in published_table(sort="study").to_dicts():
        if row["standard_error"] is None or row["error_from"] not in ("printed", "re-run"):
            continue
        if row["direction"] == "none":
            assert abs(row["estimate"]) < 1.96 * row["standard_error"], row["id"]
        else:
            assert (row["estimate"] > 0) is (row["direction"] == "up"), row["id"]


def test_farmers_counted_elsewhere_are_in_rows_that_exist_and_never_in_a_ring():
    rows = {row["id"]: row["counted_in"].split("|") if row["counted_in"] else [] for row in printed_rows()}
    for name, others in rows.items():
        assert set(others) <= set(rows), name
        seen, ahead = set(), list(others)
        while ahead:
            one = ahead.pop()
            assert one != name
            if one not in seen:
                seen.add(one)
                ahead += rows[one]


def test_the_page_of_the_table_is_the_table():
    assert PAGE.read_text(encoding="utf-8") == effects_page(), (
        "outgrow evidence --page docs/reference/published-effects.md"
    )
    for row in printed_rows():
        assert f"**{row['id']}**" in effects_page()


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
    assert "printed as a share; error from what the source prints" in beach.note
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


def test_an_outside_view_is_the_pool_of_effects_that_share_no_farmers():
    view = outside_view("", "income")
    aside = {"meemken_2020_income"}
    direct = pool([e for e in published_effects("", "income") if e.label not in aside])
    assert {e.label for e, _ in view.set_aside} == aside
    assert (view.pooled.mean, view.pooled.tau2) == (direct.mean, direct.tau2)
    assert view.leave_one_out().height == len(direct.effects)
    assert {name for name, _, _ in view.without_size} >= {"olounlade_2020", "ashraf_2009_all"}
    said = view.summary()
    assert "of the pooled are reviews: a mean of many settings" in said
    assert "meemken_2020_income (0.19, standard error 0.015), which shares farmers with oya_2017_income" in said
    assert "Not printed but assumed: the errors of ton_2018, oya_2017_income." in said


def test_nobody_counts_twice_and_nothing_is_lost():
    view = outside_view("", "yield")
    pooled = {e.label for e in view.pooled.effects}
    aside = {e.label for e, _ in view.set_aside}
    assert pooled >= {"beach_2025_yield", "one_acre_2019_yield", "assefa_2026_voucher_yield"}
    assert aside == {
        "fabregas_2019", "cole_fernando_2021_yield", "van_campenhout_2021_yield", "cole_harigaya_2021_yield",
        "assefa_2026_advice_yield",
    }  # fmt: skip
    left_out = {e.label for e in view.pooled.left_out}
    silent = {name for name, _, _ in view.without_size}
    assert pooled | aside | left_out | silent == set(published_table("", "yield")["id"])
    assert not pooled & aside
    uses = dict(view.to_frame().select("label", "use").iter_rows())
    assert uses["fabregas_2019"] == "set aside"
    assert list(uses)[-2:] == ["pooled mean", "new setting"]


def test_a_study_counts_again_when_its_review_is_left_out():
    without = ["beach_2025_yield", "fabregas_2019"]
    pooled = outside_view("digital-advice", "yield", without=without).pooled
    assert {e.label for e in pooled.effects} == {
        "cole_fernando_2021_yield", "van_campenhout_2021_yield", "cole_harigaya_2021_yield",
    }  # fmt: skip
    studies = outside_view("digital-advice", "yield", sort="study").pooled
    assert (studies.mean, studies.tau2) == (pooled.mean, pooled.tau2)


def test_a_spread_of_zero_from_a_few_effects_is_not_believed():
    bare = outside_view("digital-advice", "yield", sort="study")
    assert bare.pooled.tau2 == 0.0
    assert "That 3 effects show no spread does not mean that settings do not differ" in bare.summary()
    believed = outside_view("digital-advice", "yield", sort="study", spread=0.05).pooled
    assert (believed.tau2, believed.tau2_from) == (pytest.approx(0.05**2), "given")
    own = outside_view("", "yield")
    assert outside_view("", "yield", spread=0.01).pooled == own.pooled


def test_an_effect_can_be_left_out_and_another_added():
    mine = Effect("mine", 0.3, 0.1, "rct", "relative change of income", "own survey")
    view = outside_view("", "income", more=[mine], without=["ton_2018"])
    assert {e.label for e in view.pooled.effects} >= {"mine", "beach_2025_income"}
    assert "ton_2018" not in {e.label for e in view.pooled.effects}


def test_what_cannot_be_left_out_or_believed_is_told():
    with pytest.raises(InputError) as caught:
        outside_view("", "income", without=["ton_2108"], spread=math.nan)
    assert str(caught.value) == (
        "outside view: 2 defects found.\n"
        "  - without: 'ton_2108'. the table of published effects holds no such row. Did you mean 'ton_2018'?\n"
        "  - spread: nan. a spread is a standard deviation, zero or positive, as a share. 0.1 stands for 10 points."
    )


def test_too_few_effects_need_a_spread_and_none_a_wider_kind():
    with pytest.raises(InputError, match=r"2 effects with a standard error.*give the spread to assume"):
        outside_view("field-school", "yield")
    assert outside_view("field-school", "yield", spread=0.08).pooled.tau2_from == "given"
    with pytest.raises(InputError, match="nothing to pool"):
        outside_view("contract-farming", "yield", spread=0.1)


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
    assert "let a new setting expect +15.6 %" in high
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


def test_a_study_that_gives_way_to_a_review_says_whether_that_was_seen():
    """No review's list of studies was seen, so each such row calls it assumed."""
    sorts = {row["id"]: row["sort"] for row in printed_rows()}
    for row in printed_rows():
        reviews = [name for name in row["counted_in"].split("|") if sorts.get(name) == "review"]
        if reviews and row["sort"] == "study":
            assert "assumed" in row["note"], row["id"]
