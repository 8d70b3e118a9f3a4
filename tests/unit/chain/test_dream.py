"""Surplus of regions over seasons, split between participants, other producers and consumers."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    Region,
    appraise_programme,
    dream,
    regional_surplus,
    spillover_shift,
    split_surplus,
    surplus_path,
)
from outgrow.vocabulary import InputError

SAME = 1e-9  # the same formulas in another order
HERE, THERE = Region("here", 100.0, 80.0, 0.8, 0.4), Region("there", 400.0, 420.0, 0.5, 0.3)


def test_full_participation_gives_the_reference_of_two_regions() -> None:
    found = dream(300.0, [HERE, THERE], [[30.0, 0.0]], [[1.0, 0.0]])
    assert found.participants[0, 0] == pytest.approx(2532.22243, abs=5e-6)  # as printed
    assert found.non_participants[0, 1] == pytest.approx(-2181.77269, abs=5e-6)
    assert found.consumers[0] == pytest.approx([439.95747, 2307.67499], abs=5e-6)
    assert found.total[0] == pytest.approx(3098.08219, abs=5e-6)


def test_spillover_reaches_the_participants_of_the_other_region() -> None:
    theta = [[1.0, 0.4], [0.4, 1.0]]
    found = dream(300.0, [HERE, THERE], [[30.0, 0.0]], [[1.0, 1.0]], spillover=theta)
    assert found.participants[0] == pytest.approx([1952.45137, 416.79965], abs=5e-6)
    assert found.total[0] == pytest.approx(7880.32877, abs=5e-6)


def test_spillover_waits_for_its_lag() -> None:
    theta, lag = [[1.0, 0.4], [0.4, 1.0]], [[0, 1], [1, 0]]
    own = [[30.0, 0.0], [30.0, 0.0]]
    found = dream(300.0, [HERE, THERE], own, np.ones((2, 2)), spillover=theta, lag=lag)
    direct = dream(300.0, [HERE, THERE], spillover_shift(own, theta, lag), np.ones((2, 2)))
    np.testing.assert_allclose(found.participants, direct.participants)


def test_one_region_splits_its_producers_as_the_closed_economy_does() -> None:
    found = dream(300.0, [Region("all", 1000.0, 1000.0, 0.8, 0.4)], [[60.0]], [[0.25]])
    split = split_surplus(300.0, 1000.0, 0.25, 0.8, 0.4, 0.2)
    assert found.participants[0, 0] == pytest.approx(split.participants, rel=SAME)
    assert found.non_participants[0, 0] == pytest.approx(split.non_participants, rel=SAME)
    assert found.consumers[0, 0] == pytest.approx(split.consumers, rel=SAME)


def test_growth_is_that_of_one_market() -> None:
    region = Region("all", 1000.0, 1000.0, 0.8, 0.4, supply_growth=0.01, demand_growth=0.03)
    shift = np.array([0.0, 10.0, 20.0, 30.0])
    found = dream(300.0, [region], shift[:, None], np.ones((4, 1)))
    path = surplus_path(300.0, 1000.0, 0.8, 0.4, shift / 300.0, supply_growth=0.01, demand_growth=0.03)
    np.testing.assert_allclose(found.price_without, path.price_without, rtol=SAME)
    np.testing.assert_allclose(found.total, path.total, rtol=SAME)


def test_wedges_stay_between_regions() -> None:
    far = Region("far", 400.0, 420.0, 0.5, 0.3, wedge=-40.0)
    found = dream(300.0, [HERE, far], [[30.0, 0.0]], [[1.0, 0.0]])
    direct = regional_surplus(300.0, [0, -40.0], [100, 400], [80, 420], [0.8, 0.5], [0.4, 0.3], [30, 0])
    assert float(found.price[0]) == pytest.approx(float(direct.price[0]), rel=SAME)
    assert found.non_participants[0, 1] == pytest.approx(float(direct.producers[1]), rel=SAME)


def test_the_programme_is_appraised_on_the_whole_gain() -> None:
    costs = [5000.0, 0.0, 0.0]
    found = dream(300.0, [HERE, THERE], [[0.0, 0.0], [30.0, 0.0], [30.0, 0.0]], np.ones((3, 2)), costs=costs, rate=0.05)
    assert found.appraisal is not None
    assert found.appraisal.npv == pytest.approx(appraise_programme(found.total, costs, 0.05).npv)
    assert "net present value" in found.summary()
    assert found.to_frame().shape == (6, 5)


def test_all_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match=r"shape \(1, 1\)"):
        dream(300.0, [HERE, THERE], [[30.0]], [[1.0]])
    with pytest.raises(InputError, match=r"adoption: 1\.5"):
        dream(300.0, [HERE, THERE], [[30.0, 0.0]], [[1.5, 0.0]])
    with pytest.raises(InputError, match="no market in season"):
        dream(300.0, [Region("all", 1e3, 1e3, 0.8, 0.4, supply_growth=0.5)], np.zeros((12, 1)), np.zeros((12, 1)))
