"""What a fit says of itself: counts that contradict it, curves cut off early, bands that are wide, a record to keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.initiative import HistoricalPoint, read
from outgrow.micro import bass_peak, bass_share, fit_logistic
from outgrow.population import draw_traits
from outgrow.scenarios import Posterior, explore, fit_history, one_at_a_time, read_posterior
from outgrow.scenarios.diagnosis import before_inflection, conflict_of
from outgrow.scenarios.history import counts, predictions
from outgrow.system import structure_of
from outgrow.vocabulary import InputError, Streams

pytestmark = pytest.mark.slow  # whole runs

CASE = read("kenya-tea")
INITIATIVE = CASE.initiative
SEED, DRAWS, HOUSEHOLDS = 1, 60, 256
ARAH = [(2000, 9.375), (2001, 12.5), (2008, 15.625), (2010, 25.0), (2013, 28.125), (2014, 34.375), (2015, 53.125)]
ARAH += [(2016, 59.375), (2017, 68.75), (2018, 71.875)]  # one district of Bihar, cumulative per cent (reference R-E4)


def point(measure, year, value, **more):
    return HistoricalPoint(measure=measure, year=year, value=value, source="assumption", **more)


@pytest.fixture(scope="module")
def setting():
    streams = Streams(SEED)
    return structure_of(INITIATIVE), draw_traits(streams, HOUSEHOLDS, CASE.districts.weights), streams


@pytest.fixture(scope="module")
def fitted(setting):
    return fit_history(INITIATIVE, *setting, draws=DRAWS, threads=2)


def fit_to(setting, *points, **how):
    return fit_history(INITIATIVE.model_copy(update={"history": points}), *setting, draws=DRAWS, threads=2, **how)


class TestInflection:
    @pytest.mark.parametrize(("innovation", "imitation"), [(0.03, 0.38), (0.01, 0.5)])
    def test_a_bass_curve_is_told_when_its_counts_end_before_the_closed_form_peak(self, fitted, innovation, imitation):
        """The share that a season adds is largest within half a season of the closed form's peak (Bass 1969)."""
        curve = 500_000.0 * bass_share(np.arange(1, INITIATIVE.seasons.count + 1), innovation, imitation)
        peak = INITIATIVE.seasons.first_year + bass_peak(innovation, imitation).time
        start = fitted.after.worlds.values["delivery.coverage.reached"]
        seasons = {**fitted.after.seasons, "members": start[:, None] + np.tile(curve, (DRAWS, 1))}
        bass = replace(fitted.after, seasons=seasons)
        early, late = (point("members", peak + off, 1.0) for off in (-1.0, 1.0))
        assert before_inflection(bass, INITIATIVE, (early,)) == {"members": 1.0}
        assert before_inflection(bass, INITIATIVE, (early, late)) == {"members": 0.0}

    def test_a_curve_that_slows_from_its_first_season_has_its_inflection_at_the_start(self, fitted):
        start = fitted.after.worlds.values["delivery.coverage.reached"]
        slowing = start[:, None] + np.cumsum(1000.0 / np.arange(1, INITIATIVE.seasons.count + 1))[None, :]
        straight = replace(fitted.after, seasons={**fitted.after.seasons, "members": slowing})
        assert before_inflection(straight, INITIATIVE, (point("members", 2012.0, 1.0),)) == {"members": 0.0}

    def test_the_bihar_district_cut_off_before_its_midpoint_is_told_and_the_whole_is_not(self):
        years, shares = np.array(ARAH).T
        whole = fit_logistic(years, shares, ceiling=100.0)
        assert whole.identified
        assert whole.midpoint == pytest.approx(2014.956564, abs=1e-5)
        early = years < whole.midpoint - 0.5
        cut = fit_logistic(years[early], shares[early], ceiling=100.0)
        assert not cut.identified
        assert "before the fitted inflection" in cut.warning


class TestContradiction:
    def test_counts_that_no_world_comes_to_are_told_with_the_worst_of_them(self, setting):
        found = fit_to(setting, point("trained", 2012.0, 250_000.0), point("trained", 2013.0, 260_000.0))
        said = " ".join(found.warnings())
        assert found.conflict.beyond == 0
        assert "The counts contradict the file: none of its worlds lies as far out" in said
        assert "'trained' in 2012.0 lies" in said
        assert "standard deviations above what they foresee" in said
        assert "Even after the fit the worlds do not come to the count of 'trained' in 2012.0 (250,000)" in said
        assert "'delivery.training.capacity' to the high end" in said

    def test_counts_that_the_file_foresees_are_no_contradiction(self, fitted):
        assert fitted.conflict.share > 0.05
        assert not any("The counts contradict the file" in said for said in fitted.warnings())

    def test_the_share_is_uniform_when_the_file_is_right(self):
        """Prior predictive p-values of counts drawn from the file itself spread evenly (Box 1980)."""
        rng, k, draws = np.random.default_rng(3), 3, 400
        mix = rng.normal(size=(k, k))
        points = tuple(point("members", 2012.0 + j, 1.0) for j in range(k))
        shares = []
        for _ in range(200):
            predicted, errors = rng.normal(size=(draws, k)) @ mix, np.full(k, 0.3)
            counted = rng.normal(size=k) @ mix + errors * rng.normal(size=k)
            flat = np.full((draws, 1), 0.5)
            shares.append(conflict_of(("x",), predicted, counted, errors, points, flat, Streams(5)).share)
        # 200 uniform numbers: a share of 0.10 has a standard error of 0.021, their mean one of 0.020.
        assert np.mean(np.array(shares) < 0.10) == pytest.approx(0.10, abs=0.065)
        assert np.mean(shares) == pytest.approx(0.5, abs=0.065)

    def test_fewer_worlds_than_numbers_and_points_not_read_are_told(self, fitted):
        said = " ".join(fitted.warnings())
        assert f"{DRAWS} worlds are no more than the {len(fitted.told)} uncertain numbers" in said
        assert "side_sold_share in 2015.0 (marked as counting something else)" in said

    def test_an_error_that_no_count_can_have_is_told_with_everything_else(self, setting):
        with pytest.raises(InputError) as told:
            fit_history(INITIATIVE, *setting, draws=5, error=0.0, steps=0)
        assert len(told.value.defects) == 3


def test_the_catch_of_a_common_pool_is_that_of_all_households_in_tonnes():
    case = read("lake-victoria-nile-perch")
    streams = Streams(SEED)
    traits = draw_traits(streams, HOUSEHOLDS, case.districts.weights)
    ensemble = explore(one_at_a_time(case.initiative).first(1), structure_of(case.initiative), traits, streams)
    end = case.initiative.seasons.first_year + 3.0
    found = predictions(ensemble, case.initiative, (point("catch", end, 1.0),))
    assert np.exp(found[0, 0]) == pytest.approx(float(ensemble["volume"][0, 2]) / 1000.0)
    assert {p.measure for p in counts(case.initiative).used} == {"effort", "stock", "catch", "members"}


def test_a_count_that_is_known_better_draws_the_worlds_closer(setting):
    exact, vague = (fit_to(setting, point("trained", 2014.0, 30_000.0, error=e), steps=1) for e in (0.05, 1.0))
    off = [abs(np.log(f.predicted_after[1, 0] / 30_000.0)) for f in (exact, vague)]
    assert off[0] < off[1]
    assert (exact.errors[0], vague.errors[0]) == (0.05, 1.0)


class TestPosterior:
    @pytest.fixture
    def kept(self, fitted, tmp_path):
        fitted.posterior(CASE, SEED, HOUSEHOLDS).save(tmp_path)
        return tmp_path

    def test_a_run_of_the_kept_worlds_has_the_bits_of_the_fit(self, kept, fitted, setting):
        found = read_posterior(kept, CASE, SEED)
        again = explore(found.worlds(INITIATIVE, DRAWS), *setting)
        assert all(np.array_equal(again[name], fitted.after[name]) for name in again.seasons)
        assert found.worlds(INITIATIVE, 7).draws == 7

    def test_the_central_world_is_the_middle_of_the_fitted_ones(self, kept, fitted):
        alone = read_posterior(kept, CASE, SEED).alone(INITIATIVE)
        name = "delivery.training.capacity"
        assert alone.values[name][0] == pytest.approx(np.median(fitted.worlds.values[name]), rel=0.02)
        plain = one_at_a_time(INITIATIVE)
        place = list(alone.probabilities).index(name)
        moved = [w.probabilities[name][2 + 2 * place] - w.probabilities[name][1 + 2 * place] for w in (alone, plain)]
        assert 0.0 < moved[0] < moved[1] == pytest.approx(0.9)

    def test_another_case_version_or_seed_is_refused(self, kept):
        other = read("lake-victoria-nile-perch")
        with pytest.raises(InputError) as told:
            read_posterior(kept, other, 2)
        assert all(part in str(told.value) for part in ("a fit of 'kenya-tea'", "run with --seed 1"))
        changed = replace(CASE, fingerprint="0" * 64)
        with pytest.raises(InputError, match="a fit of another version"):
            read_posterior(kept, changed, SEED)

    def test_more_worlds_than_were_fitted_are_refused(self, kept):
        with pytest.raises(InputError, match=f"kept {DRAWS} worlds"):
            read_posterior(kept, CASE, SEED).worlds(INITIATIVE, DRAWS + 1)

    def test_a_folder_without_a_fit_and_a_table_that_was_changed_are_told(self, kept, tmp_path_factory):
        with pytest.raises(InputError, match=r"there is no posterior.json and no posterior.parquet"):
            read_posterior(tmp_path_factory.mktemp("empty"), CASE, SEED)
        table = kept / "posterior.parquet"
        table.write_bytes(table.read_bytes() + b" ")
        with pytest.raises(InputError, match=r"not the table that posterior.json speaks of"):
            read_posterior(kept, CASE, SEED)

    def test_its_sentence_says_what_it_was_fitted_to(self, fitted):
        kept = fitted.posterior(CASE, SEED, HOUSEHOLDS)
        assert isinstance(kept, Posterior)
        assert kept.sentence() == "worlds fitted to 5 counts up to 2017.0, and not drawn from the file alone"
