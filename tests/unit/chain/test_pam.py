"""Policy analysis matrix."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import Budget, policy_analysis_matrix
from outgrow.vocabulary import InputError


def test_transfers_of_output_inputs_and_factors_make_the_net_transfer() -> None:
    found = policy_analysis_matrix(
        Budget(np.array([1000.0, 800.0]), 350, 400), Budget(np.array([900.0, 850.0]), 380, 330)
    )
    parts = found.output_transfer - found.input_transfer - found.factor_transfer
    np.testing.assert_allclose(parts, found.net_transfer)


def test_without_policy_nothing_is_transferred() -> None:
    same = Budget(1000, 350, 400)
    found = policy_analysis_matrix(same, same)
    assert (found.net_transfer, found.npc, found.epc, found.pc) == (0, 1, 1, 1)


def test_ratios_over_nothing_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as error:
        policy_analysis_matrix(Budget(1, 1, 1), Budget(2, 2, 1))
    assert str(error.value) == (
        "policy analysis matrix: 2 defects found.\n"
        "  - social value added: 0. a ratio over it is undefined. Check the budget or leave the row out.\n"
        "  - private value added: 0. a ratio over it is undefined. Check the budget or leave the row out."
    )


def test_an_entry_that_is_no_number_is_named() -> None:
    with pytest.raises(InputError, match=r"private tradables: nan. it has to be a finite number"):
        policy_analysis_matrix(Budget(1, float("nan"), 1), Budget(1, 2, 3))
