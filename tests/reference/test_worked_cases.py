"""The published numbers of the two worked cases, given back to their printed digits by the public command."""

from __future__ import annotations

import json
from functools import cache

import pytest

from outgrow.cli import main
from outgrow.micro import analyse_pilot

PRINTED = {
    "uganda-dairy-quality": {
        "price": "11.314",
        "fat": "0.114",
        "solids": "0.081",
        "added_water": "-0.488",
        "protein": "0.029",
    },
    "kenya-sugarcane-contract": {"at_harvest": "0.675", "at_harvest_pooled": "0.673"},
}
SLOW = pytest.mark.slow
TAKE_UP = {"A1": "4.6", "A2": "5.9", "B": "71.6"}  # percent, as printed


@pytest.fixture(autouse=True)
def _mirror(shared, monkeypatch):
    monkeypatch.setenv("OUTGROW_SHARED", str(shared))


@cache
def analysed(case):
    """A case's answers, computed once for all tests here."""
    return analyse_pilot(case)


@pytest.mark.parametrize("case", sorted(PRINTED))
def test_every_printed_number_is_given_back(case):
    given_back(case, {row["question"]: row for row in analysed(case).to_frame().to_dicts()})


@pytest.mark.parametrize("case", ["kenya-sugarcane-contract", pytest.param("uganda-dairy-quality", marks=SLOW)])
def test_the_command_gives_back_every_printed_number(case, capsys):
    assert main(["micro", case, "--json"]) == 0
    given_back(case, {row["question"]: row for row in json.loads(capsys.readouterr().out)})


def given_back(case, rows):
    """Every number of a case has the printed digits."""
    for question, printed in PRINTED[case].items():
        digits = len(printed.partition(".")[2])
        assert f"{rows[question]['estimate']:.{digits}f}" == printed, question
        assert rows[question]["printed"] == float(printed)


def test_the_price_of_ugandan_milk_rests_on_the_printed_number_of_farmers():
    found = analysed("uganda-dairy-quality")["price"]
    assert (found.estimate.n, found.estimate.clusters, found.agrees) == (1254, 92, True)


def test_take_up_of_insurance_by_arm_is_as_printed():
    arms = analysed("kenya-sugarcane-contract")["at_harvest"].arms.to_frame()
    shares = dict(arms.select("arm", "mean").iter_rows())
    assert {arm: f"{100 * share:.1f}" for arm, share in shares.items()} == TAKE_UP


@pytest.mark.slow
def test_numbers_of_the_initiative_files_are_those_that_the_command_gives():
    """Evidence that cites the trial stands in the file with the digits that its own question gives."""
    dairy = analysed("uganda-dairy-quality")
    wet, dry = dairy["litres_wet"].estimate, dairy["litres_dry"].estimate
    assert round(wet.relative, 4) == 0.0001
    assert round(wet.se / wet.reference, 3) == 0.060
    assert round(dry.relative, 4) == -0.0432
    assert round(dry.se / dry.reference, 4) == 0.0405
    cane = analysed("kenya-sugarcane-contract")["deliveries"].estimate
    assert round(cane.relative, 3) == 0.0
    assert round(cane.se / cane.reference, 3) == 0.072
