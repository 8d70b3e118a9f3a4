"""Rounds stand in the order of time, by whatever name; a change told the wrong way round is worse than none."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import BudgetColumns, BudgetMoney, survey_budget
from outgrow.micro.welfare import Incomes, rounds_in_order, sampling
from outgrow.vocabulary import InputError


@pytest.mark.parametrize(
    "order",
    [
        ["before", "after"],
        ["pre", "post"],
        ["Baseline", "Midline", "Endline"],
        ["Baseline survey 2022", "Endline 2021"],
        ["endline", "follow-up"],
        ["pre-test", "post-test"],
        ["9", "10"],
        ["Wave 2", "Wave 10"],
        ["2022-03", "2022-11"],
        ["endline 1", "endline 2"],
        [2.0, 10.0],
        [np.datetime64("2022-03-01"), np.datetime64("2023-03-01")],
    ],
)
def test_rounds_follow_each_other_by_their_names(order):
    expected = np.asarray(order).tolist()
    assert rounds_in_order(order) == rounds_in_order(order[::-1]) == expected


@pytest.mark.parametrize("names", [["dry", "wet"], ["baseline", "wet"], ["before and after", "x"], ["first", "before"]])
def test_words_without_an_order_are_refused(names):
    with pytest.raises(InputError, match=r"These words have no order in time.*Call them by years or numbers"):
        rounds_in_order(names)


def test_incomes_know_which_round_is_the_last():
    wave = np.array(["before", "after", "before", "after"])
    some = Incomes(income=np.ones(4), persons=np.ones(4), weights=np.ones(4), unit="KES/person/year", wave=wave)
    assert some.rounds == ["before", "after"]
    assert some.last.tolist() == [False, True, False, True]


@pytest.mark.parametrize(("early", "late"), [("before", "after"), ("pre", "post"), ("1", "2")])
def test_margins_that_rose_are_told_to_have_risen(early, late):
    """Names of rounds change no sign: treated margins rise by 10 a household, the others stay."""
    n = 8
    arm = np.array(["C", "T"] * (n // 2) * 2)
    wave = np.array([early] * n + [late] * n)
    earned = np.arange(2.0 * n) % n + np.where((arm == "T") & (wave == late), 10.0, 0.0)
    columns = BudgetColumns(
        revenue={"milk": earned}, costs={"feed": np.ones(2 * n)}, plan=sampling(2 * n), arm=arm, round=wave,
        treated=("T",), household=np.array([str(i) for i in range(n)] * 2),
    )  # fmt: skip
    found = survey_budget(columns, BudgetMoney("KES", 2024))
    assert found.partial.net.value == pytest.approx(10.0)
    assert found.contrast == f"change from {early} to {late}, treated less control"
    assert found.changes["T"].estimates["net_gain"].value == pytest.approx(10.0)
