"""A number is a value or an interval, has a unit and a source, and money has a price year."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from outgrow.vocabulary import Parameter


def number(**given):
    return Parameter(**{"unit": "kg", "source": "assumption", **given})


def test_a_value_is_certain_and_the_same_at_every_probability():
    p = number(value=3)
    assert not p.uncertain
    assert p.assumed
    assert p.at(np.array([[0.1, 0.9]])).tolist() == [[3.0, 3.0]]
    assert p.sentence() == "3 kg"


def test_an_interval_is_uncertain_and_its_middle_is_the_median():
    p = number(low=4, high=9, family="lognormal", source="survey")
    assert p.uncertain
    assert not p.assumed
    assert p.middle == pytest.approx(6)
    assert p.sentence() == "4 to 9 kg"


def test_an_empirical_number_runs_between_its_observed_values():
    p = number(values=(3, 1, 2), family="empirical")
    assert p.at(np.array([0.0, 0.5, 0.75, 1.0])).tolist() == [1.0, 2.0, 2.5, 3.0]


def test_money_says_its_price_year_and_shares_no_unit():
    assert number(value=10.5, unit="KES/kg", price_year=2009).sentence() == "10.5 KES/kg (2009 prices)"
    assert number(value=0.25, unit="share").sentence() == "0.25"


def test_an_amount_carries_unit_and_price_year():
    amount = number(value=10.5, unit="KES/kg", price_year=2009).amount
    assert (amount.value, amount.unit, amount.price_year) == (10.5, "KES/kg", 2009)


def test_a_factor_turns_the_number_into_another_unit():
    assert number(value=1, unit="t").factor("kg") == pytest.approx(1000)


def test_a_number_never_changes():
    with pytest.raises(ValidationError):
        number(value=1).value = 2


WRONG = {
    "value and interval": ({"value": 1, "low": 0}, "both are written here"),
    "value with a family": ({"value": 1, "family": "normal"}, "both are written here"),
    "nothing": ({}, "write either 'value', or 'low' and 'high' with a 'family'"),
    "half an interval": ({"low": 1, "family": "normal"}, "write either 'value', or 'low' and 'high'"),
    "no family": ({"low": 1, "high": 2}, "an interval needs its 'family'"),
    "values without empirical": ({"values": (1, 2)}, "a list of values needs 'family: empirical'"),
    "one value": ({"values": (1,), "family": "empirical"}, "an empirical number needs at least two values"),
    "not a number": ({"value": float("nan")}, "'value' is not a finite number"),
    "infinite value": (
        {"values": (1, float("inf")), "family": "empirical"},
        "'values' is not a finite number",
    ),
    "money without a year": ({"value": 1, "unit": "KES"}, "money needs its price_year"),
    "no source": ({"value": 1, "source": ""}, "at least 1 character"),
    "no unit": ({"value": 1, "unit": ""}, "at least 1 character"),
    "unknown key": ({"value": 1, "valuue": 1}, "Extra inputs are not permitted"),
}


@pytest.mark.parametrize(("given", "why"), WRONG.values(), ids=WRONG.keys())
def test_a_number_written_wrongly_is_refused_with_the_reason(given, why):
    with pytest.raises(ValidationError, match=why):
        number(**given)
