"""How many synthetic households it takes to follow a pilot."""

from __future__ import annotations

import pytest

from outgrow.initiative import read
from outgrow.population import households_needed, too_coarse
from outgrow.population.resolution import FEWEST_IN_PILOT, WANTED_IN_PILOT, pilot_households


def test_the_pilot_gets_its_share_of_the_synthetic_households():
    mango = read("ghana-organic-mango").initiative
    share = 1300 / (8000 * 25000) ** 0.5
    assert pilot_households(mango, 1000) == pytest.approx(1000 * share, rel=1e-5)


def test_a_small_pilot_gets_more_households_within_bounds():
    mango, coffee = (read(name).initiative for name in ("ghana-organic-mango", "rwanda-maraba-coffee"))
    assert households_needed(mango, 2000, 20_000) == 2000
    needed = households_needed(coffee, 2000, 20_000)
    assert needed == pytest.approx(WANTED_IN_PILOT * 500_000 / 1500, abs=1)
    assert households_needed(coffee, 2000, 5000) == 5000


def test_a_pilot_of_a_few_synthetic_households_is_told():
    coffee = read("rwanda-maraba-coffee").initiative
    least = round(FEWEST_IN_PILOT * 500_000 / 1500)
    assert too_coarse(coffee, least + 100) == ""
    assert "its growth cannot be followed" in too_coarse(coffee, least - 100)
