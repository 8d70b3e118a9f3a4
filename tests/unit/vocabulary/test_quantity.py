"""Units convert, unlike things never add, and money of two years or currencies is unlike."""

from __future__ import annotations

import pytest

from outgrow.vocabulary import Amount, InputError, conversion, dated_unit, is_money

UNLIKE = "money of different currencies or price years, or different kinds of things, do not convert by themselves"


def test_units_of_the_field_convert():
    assert conversion("t/ha", "kg/ha") == pytest.approx(1000)
    assert conversion("acre", "ha") == pytest.approx(0.404686, rel=1e-5)
    assert conversion("growers", "household") == pytest.approx(1)
    assert conversion(dated_unit("%", None), "share") == pytest.approx(0.01)


def test_money_of_one_year_adds_up():
    total = Amount(2, "KES", 2009) + Amount(3, "KES", 2009)
    assert (total.value, total.unit, total.price_year) == (5, "KES", 2009)
    assert (Amount(2, "KES", 2009) - Amount(3, "KES", 2009)).value == -1


@pytest.mark.parametrize(
    ("other", "unit"),
    [
        (Amount(3, "KES", 2012), "KES_2012"),
        (Amount(3, "USD", 2009), "USD_2009"),
        (Amount(3, "kg"), "kg"),
    ],
)
def test_unlike_amounts_do_not_add(other, unit):
    with pytest.raises(InputError) as caught:
        Amount(2, "KES", 2009) + other
    assert str(caught.value) == (
        f"unit '{unit}': 1 defect found.\n  - it does not measure what 'KES_2009' measures. {UNLIKE}. "
        "give the number in 'KES_2009', or state a deflator or an exchange rate."
    )


def test_deflated_and_exchanged_money_adds_up():
    old, foreign = Amount(10, "KES", 2009).deflated(2012, 1.5), Amount(1, "USD", 2012).exchanged("KES", 85)
    assert (old + foreign).value == pytest.approx(100)


def test_products_and_quotients_carry_unit_and_price_year():
    paid = Amount(10.5, "KES/kg", 2009) * Amount(2, "kg")
    assert paid.to("KES").value == pytest.approx(21)
    assert paid.price_year == 2009
    assert (Amount(3, "kg") / Amount(2, "kg")).unit == "share"
    assert (2 * Amount(3, "kg")).value == 6
    assert (Amount(3, "kg") / 2).value == 1.5


def test_money_without_a_price_year_is_refused():
    with pytest.raises(InputError) as caught:
        Amount(1, "KES")
    assert str(caught.value) == (
        "amount 1 KES: 1 defect found.\n  - money without a price year. "
        "money of different years cannot be compared. add the price year, such as 2015."
    )


def test_an_unknown_unit_is_refused():
    with pytest.raises(InputError, match="unit 'furlongz': 1 defect found"):
        Amount(1, "furlongz")


@pytest.mark.parametrize(
    ("unit", "money"), [("KES/kg", True), ("USD", True), ("kg", False), ("KESS", False), ("share", False)]
)
def test_a_unit_is_money_when_it_names_a_currency(unit, money):
    assert is_money(unit) is money
