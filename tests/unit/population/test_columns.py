"""A user's own households."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.population import COLUMNS, ELIGIBLE, VILLAGE, Population, from_columns
from outgrow.vocabulary import InputError


def whole(defect):
    """Whether a defect says what was found, where and why."""
    return bool(defect.found and defect.where and defect.why)


def test_columns_come_back_by_name_in_their_units():
    people = from_columns(
        volume=[10.0, 20.0],
        effect=[0.1, -0.2],
        deferred_value=0.5,
        freight=2.0,
        other_income=[1.0, 2.0],
        size=[2.0, 5.0],
        poverty_line=100.0,
        weight=[3.0, 4.0],
    )
    assert people["volume"][:2].tolist() == [10.0, 20.0]
    assert people["effect"][:2].tolist() == [0.1, -0.2]
    assert people["persons"][:2].tolist() == [6.0, 20.0]
    assert people["poverty_need"][:2].tolist() == [200.0, 500.0]
    assert people["freight"][:2].tolist() == [2.0, 2.0]
    assert people.flags[:2].tolist() == [ELIGIBLE, ELIGIBLE]
    assert people.households == 7.0


@pytest.mark.parametrize(("given", "held"), [(1, 128), (128, 128), (129, 256)])
def test_the_last_village_is_padded_with_households_that_stand_for_nobody(given, held):
    people = from_columns(volume=np.ones(given), effect=0.0)
    assert people.size == held
    assert people.villages == held // VILLAGE
    assert people.households == given
    assert people["persons"][given:].sum() == 0.0


def test_all_defects_are_told_at_once():
    with pytest.raises(InputError) as told:
        from_columns(
            volume=[1.0, 2.0, 3.0], effect=[0.1, 0.2], other_income=[1.0, np.nan, 2.0], weight=[1.0, -1.0, 1.0]
        )
    found = {defect.where: defect for defect in told.value.defects}
    assert set(found) == {"effect", "other_income", "weight"}
    assert all(whole(defect) for defect in told.value.defects)
    assert "row 1" in found["other_income"].found
    assert "2 values" in found["effect"].found


def test_an_infinite_volume_is_named_with_its_row():
    with pytest.raises(InputError, match=r"volume: not a finite number in row 2"):
        from_columns(volume=[1.0, 2.0, np.inf], effect=0.0)


def test_a_table_is_not_a_column():
    with pytest.raises(InputError, match="effect"):
        from_columns(volume=np.ones(4), effect=np.ones((2, 2)))


def test_no_households_are_refused():
    with pytest.raises(InputError):
        from_columns(volume=[], effect=[])


def test_shapes_that_do_not_fit_are_refused():
    columns, flags = np.ones((len(COLUMNS), VILLAGE)), np.zeros(VILLAGE, dtype=np.uint8)
    with pytest.raises(InputError, match="from_columns"):
        Population(columns[:, :-1], flags[:-1], np.zeros(1, dtype=np.int32))
    with pytest.raises(InputError):
        Population(columns[:-1], flags, np.zeros(1, dtype=np.int32))
    with pytest.raises(InputError):
        Population(columns, flags, np.zeros(2, dtype=np.int32))


def test_memory_is_that_of_the_arrays():
    people = from_columns(volume=np.ones(VILLAGE), effect=0.0)
    assert people.bytes_per_household == len(COLUMNS) * 8 + 1 + 4 / VILLAGE


def test_a_missing_weight_is_a_defect_and_no_warning():
    with pytest.raises(InputError, match="weight"):
        from_columns(volume=[1.0, 2.0], effect=0.0, weight=np.nan)


def test_an_empty_column_beside_single_numbers_is_told_as_no_rows():
    with pytest.raises(InputError, match="no rows"):
        from_columns(volume=[], effect=0.0)


@pytest.mark.parametrize("flags", [-1.0, 300.0, 4.5])
def test_flags_that_are_no_bits_are_refused(flags):
    with pytest.raises(InputError, match="flags"):
        from_columns(volume=[1.0], effect=0.0, flags=flags)


@pytest.mark.parametrize("column", ["size", "poverty_line"])
def test_a_household_of_less_than_nobody_is_refused(column):
    with pytest.raises(InputError, match=column):
        from_columns(volume=[1.0], effect=0.0, **{column: -2.0})
