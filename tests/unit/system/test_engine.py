"""A run of the shipped cases: the same bits on any kernel, threads and blocks, and guards against nonsense."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import build, draw_traits
from outgrow.scenarios import draw_worlds
from outgrow.system import MEASURES, SYSTEM_MEASURES, simulate, structure_of
from outgrow.vocabulary import RunError, Streams

HOUSEHOLDS = 1_000
TO_THE_CENT = 1e-9  # sums of a thousand households in double precision


@pytest.fixture(scope="module", params=["kenya-tea", "lake-victoria-nile-perch"])
def setting(request):
    case, streams = read(request.param), Streams(11)
    world = draw_worlds(case.initiative, streams, 2)[0]
    population = build(draw_traits(streams, HOUSEHOLDS, case.districts.weights), world)
    return structure_of(case.initiative), world, population, streams


@pytest.fixture(scope="module")
def path(setting):
    return simulate(*setting)


def same(one, other):
    assert all(np.array_equal(one[name], other[name]) for name in one.seasons)
    assert np.array_equal(one.district_members, other.district_members)
    assert np.array_equal(one.spent, other.spent)
    assert one.takers == other.takers


@pytest.mark.parametrize("how", [{"threads": 2}, {"threads": 3}, {"block": 1}, {"threads": 2, "block": 5}])
def test_threads_and_blocks_change_no_bit(setting, path, how):
    same(path, simulate(*setting, **how))


def test_the_numpy_reference_gives_the_same_bits(setting, path):
    same(path, simulate(*setting, kernel="reference"))


def test_another_draw_meets_other_weather(setting, path):
    assert not np.array_equal(path["volume"], simulate(*setting, draw=1)["volume"])


def test_members_are_those_of_last_season_plus_who_joined_less_who_left(path):
    change = np.diff(path["members"])
    # A measure of members counts them before exclusions, which are among those who left.
    assert np.all(path["joined"] >= 0.0)
    assert np.all(path["left"] >= 0.0)
    assert np.all(change <= path["joined"][1:] + TO_THE_CENT * path["members"].max())


def test_members_by_district_sum_to_all_members(path):
    assert path.district_members.sum(axis=1) == pytest.approx(path["members"], rel=TO_THE_CENT)


def test_volume_is_accepted_sold_aside_or_refused(path):
    rest = path["volume"] - path["side_sold"] - path["accepted"]
    assert np.all(rest >= -TO_THE_CENT * path["volume"])


def test_who_leaves_pays_nothing_after_the_exit(setting, path):
    structure = setting[0]
    assert np.all(path.spent[structure.exit_season :][:, :, structure.leaving] == 0.0)
    assert path.spent[: structure.exit_season][:, :, structure.leaving].sum() > 0.0


def test_every_measure_is_recorded_for_every_season(setting, path):
    assert set(path.seasons) == {*MEASURES, *SYSTEM_MEASURES}
    assert {values.shape for values in path.seasons.values()} == {(setting[0].seasons,)}
    assert path.to_frame().height == len(path.seasons) * setting[0].seasons


def test_a_world_without_sense_stops_with_season_measure_and_households(setting):
    structure, world, population, streams = setting
    broken = dict(world) | {"participation.practice_cost": float("nan")}
    with pytest.raises(RunError, match=r"season 1: '\w+' is not a finite number in village \d+ \(households \d+ to"):
        simulate(structure, broken, population, streams)
