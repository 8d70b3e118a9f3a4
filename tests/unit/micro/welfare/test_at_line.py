"""Rounds under one design, effects of households, far lines: what stands between columns and findings."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import growth_split, lifted_by_effect, sampling
from outgrow.micro.welfare import Benchmark, IncomeEffect, Incomes, UsedLine, at_benchmark, at_line
from outgrow.vocabulary import InputError

EXACT = 1e-12


def two_rounds(households=40, seed=2, growth=1.2):
    rng = np.random.default_rng(seed)
    income = rng.lognormal(0, 0.8, households)
    persons = rng.integers(1, 8, households).astype(float)
    names = np.array([f"h{i}" for i in range(households)], dtype=object)
    return Incomes(
        income=np.concatenate([income * persons, income * persons * growth]),
        persons=np.tile(persons, 2), weights=np.ones(2 * households), unit="KES/person/day",
        household=np.tile(names, 2), wave=np.repeat([1, 2], households),
    )  # fmt: skip


LINE = UsedLine(name="poor", value=1.0, said="A line.")


def test_rounds_under_one_design_are_resampled_as_a_panel_is():
    """One design over both rounds with households as clusters draws the same households in both."""
    both = two_rounds()
    n = both.income.size // 2
    ids = np.arange(n)
    together = sampling(2 * n, both.heads, clusters=np.tile(ids, 2))
    alone = sampling(n, both.heads[:n], clusters=ids)
    y = both.per_person
    one = growth_split(y[:n], y[n:], 1.0, together=together, draws=80)
    two = growth_split(y[:n], y[n:], 1.0, plan_before=alone, plan_after=alone, draws=80)
    assert one.intervals == pytest.approx(np.array(two.intervals), abs=EXACT)
    assert (one.growth, one.redistribution) == (two.growth, two.redistribution)


def test_a_design_over_both_rounds_describes_all_their_rows():
    with pytest.raises(InputError, match="a design of 3 rows for 2 before and 2 after"):
        growth_split([1.0, 2.0], [1.0, 2.0], 1.0, together=sampling(3))


def test_an_effect_of_a_household_is_shared_by_its_members():
    """A gain of 40 for four members is 10 for each: 105 without it would have been 95."""
    plan = sampling(2, [4.0, 1.0])
    assert lifted_by_effect([105.0, 105.0], 100, 40, 0.0, plan, persons=[4, 1]).lifted == 5.0
    assert lifted_by_effect([111.0, 111.0], 100, 40, 0.0, plan, persons=[4, 1]).lifted == 1.0


@pytest.mark.parametrize(
    ("persons", "relative", "words"),
    [
        ([4.0, 1.0], True, "a share of income is the same for a person and a household"),
        ([4.0], False, "1 sizes for 2 incomes"),
        ([4.0, 0.0], False, "a size that is not above 0"),
    ],
)
def test_sizes_that_do_not_fit_an_effect_are_refused(persons, relative, words):
    with pytest.raises(InputError, match=words):
        lifted_by_effect([1.0, 2.0], 1.0, 0.1, 0.1, sampling(2), persons=persons, relative=relative)


def test_nothing_is_split_or_followed_where_there_is_one_round():
    one = two_rounds()
    rows = one.wave == 1
    cut = Incomes(income=one.income[rows], persons=one.persons[rows], weights=one.weights[rows], unit=one.unit)
    found, notes = at_line(cut, LINE, ["headcount"])
    assert (found.splits, found.between, notes) == ((), None, ())


def test_of_three_rounds_the_first_and_the_last_are_compared():
    both = two_rounds()
    n = both.income.size // 2
    three = Incomes(
        income=np.concatenate([both.income[:n], 0.5 * both.income[:n], both.income[n:]]),
        persons=np.tile(both.persons[:n], 3), weights=np.ones(3 * n), unit=both.unit,
        household=np.tile(both.household[:n], 3), wave=np.repeat([1, 2, 3], n),
    )  # fmt: skip
    two, _ = at_line(both, LINE, ["headcount"])
    found, _ = at_line(three, LINE, ["headcount"])
    assert found.splits[0].change == two.splits[0].change
    assert found.between.lifted == two.between.lifted
    assert {row.group for row in found.poverty.rows} == {"1", "2", "3"}


def test_a_household_twice_in_a_round_cannot_be_followed():
    both = two_rounds()
    names = both.household.copy()
    names[1] = names[0]
    twice = Incomes(
        income=both.income, persons=both.persons, weights=both.weights, unit=both.unit, household=names, wave=both.wave
    )
    found, notes = at_line(twice, LINE, ["headcount"])
    assert found.between is None
    assert notes == (
        "Persons who crossed the line between rounds are not counted: households stand more than once in a round.",
    )


def test_mean_incomes_that_are_not_positive_leave_the_split_out_and_say_so():
    both = two_rounds()
    losses = Incomes(
        income=both.income - 100.0, persons=both.persons, weights=both.weights, unit=both.unit, wave=both.wave,
        household=both.household,
    )  # fmt: skip
    found, notes = at_line(losses, LINE, ["headcount"])
    assert found.splits == ()
    assert any("growth is a ratio of mean incomes, which must be positive" in note for note in notes)


def test_an_uncertain_line_is_told_with_the_shares_at_its_ends():
    line = UsedLine(name="poor", value=1.0, low=0.8, high=1.3, said="A line.")
    found, _ = at_line(two_rounds(), line, ["headcount"])
    low, high = found.at_ends
    assert low.value <= found.last["headcount"].value <= high.value
    assert "at its low end" in found.told()[0][1]


def test_the_effect_counts_rows_that_took_part_only():
    both = two_rounds()
    rows = both.last & (np.arange(both.income.size) % 2 == 0)
    effect = IncomeEffect(name="gain", value=0.1, standard_error=0.0, rows=rows, household=False)
    found, _ = at_line(both, LINE, ["headcount"], effect=effect)
    assert found.by_effect.persons == both.heads[rows].sum()


def test_the_change_of_a_living_income_has_the_error_of_paired_households():
    both = two_rounds()
    n = both.income.size // 2
    found = at_benchmark(both, Benchmark(value=4.0, unit="KES/household/day", said="Made up."))
    gaps = [np.maximum(1 - y / 4.0, 0) for y in (both.income[:n], both.income[n:])]
    difference = gaps[1] - gaps[0]
    row = next(r for r in found.change if r.measure == "gap_of_all")
    assert row.value == pytest.approx(difference.mean(), rel=1e-9)
    assert row.standard_error == pytest.approx(difference.std(ddof=1) / n**0.5, rel=1e-9)


def test_a_change_of_nothing_is_told_as_nothing():
    """Rounds whose incomes differ by a factor have the same Gini, up to the computer's arithmetic."""
    found, _ = at_line(two_rounds(growth=1.1), LINE, ["gini"])
    assert found.poverty.change[0].value == 0.0
    assert found.poverty.p_values == (1.0,)
