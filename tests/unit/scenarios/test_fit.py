"""Fitting to history: exact where the exact answer is known, and honest about what the counts do not tell."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import HistoricalPoint, read
from outgrow.population import draw_traits
from outgrow.scenarios import condition, fit_history
from outgrow.scenarios.history import counts, predictions
from outgrow.system import structure_of
from outgrow.vocabulary import InputError, Streams

CASE = read("kenya-tea")
INITIATIVE = CASE.initiative
MEMBERS = 4_000
MONTE_CARLO = 0.06  # four standard errors of a mean or a standard deviation of unit size from so many members


@pytest.fixture(scope="module")
def setting():
    streams = Streams(1)
    return structure_of(INITIATIVE), draw_traits(streams, 512, CASE.districts.weights), streams


@pytest.fixture(scope="module")
def fitted(setting):
    return fit_history(INITIATIVE, *setting, draws=120, threads=2)


def test_a_linear_problem_gets_its_exact_posterior():
    """The normal posterior of a linear model (Gelman et al. 2013, Bayesian Data Analysis, section 14.2)."""
    rng = np.random.default_rng(2)
    g, counted, error = rng.normal(size=(3, 4)), np.array([0.8, -1.2, 0.4]), np.array([0.3, 0.5, 1.0])
    precision = np.eye(4) + g.T @ np.diag(error**-2) @ g
    covariance = np.linalg.inv(precision)
    mean = covariance @ g.T @ (counted / error**2)
    prior = np.stack([Streams(4).normals(f"prior {k}", MEMBERS)[0] for k in range(4)], axis=1)
    after = condition(prior, lambda z: z @ g.T, counted, error, Streams(5), shrink=False)
    assert after.mean(axis=0) == pytest.approx(mean, abs=MONTE_CARLO)
    assert np.cov(after, rowvar=False) == pytest.approx(covariance, abs=MONTE_CARLO)


def test_a_curved_problem_comes_near_brute_force():
    """A logistic curve with unknown ceiling and speed, counted twice before its inflection, against a fine grid."""

    def curve(z):
        ceiling, speed = np.exp(0.5 * z[:, 0]), 0.5 * np.exp(0.3 * z[:, 1])
        return np.log(np.stack([ceiling / (1.0 + np.exp(-speed * (t - 6.0))) for t in (2.0, 4.0)], axis=1))

    counted, error = np.log([0.2, 0.45]), np.array([0.1, 0.1])
    axis = np.linspace(-4.0, 4.0, 401)
    grid = np.stack([a.ravel() for a in np.meshgrid(axis, axis)], axis=1)
    weight = np.exp(-0.5 * (grid**2).sum(axis=1) - 0.5 * (((curve(grid) - counted) / error) ** 2).sum(axis=1))
    weight /= weight.sum()
    mean = weight @ grid
    sd = np.sqrt(weight @ (grid - mean) ** 2)
    prior = np.stack([Streams(4).normals(f"prior {k}", MEMBERS)[0] for k in range(2)], axis=1)
    after = condition(prior, curve, counted, error, Streams(5), steps=8)
    # The smoother is exact for straight lines only: a tenth of a prior standard deviation is what curvature costs here.
    assert after.mean(axis=0) == pytest.approx(mean, abs=0.1)
    assert after.std(axis=0) == pytest.approx(sd, abs=0.1)


@pytest.fixture(scope="module")
def many_small():
    """100 numbers, 30 of which move five counts by little each, fitted by 300 worlds 20 times, and exactly."""
    size, worlds, rows = 100, 300, {True: [], False: []}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        g = np.zeros((5, size))
        g[:, :30] = rng.normal(size=(5, 30)) * 0.9 ** np.arange(30)
        error = np.full(5, 0.3)
        counted = g @ rng.normal(size=size) + error * rng.normal(size=5)
        exact = np.linalg.inv(np.eye(size) + g.T @ np.diag(error**-2) @ g)
        mean = exact @ g.T @ (counted / error**2)
        prior = np.stack([Streams(seed).normals(f"prior {k}", worlds)[0] for k in range(size)], axis=1)
        for shrink, found in rows.items():
            after = condition(prior, lambda z, g=g: z @ g.T, counted, error, Streams(99), shrink=shrink)
            told, silent = (after.mean(axis=0) - mean)[:30], (after - prior).mean(axis=0)[30:]
            width = np.sqrt((after @ g.T).var(axis=0) / np.diag(g @ exact @ g.T))
            found.append([np.sqrt((told**2).mean()), np.sqrt((silent**2).mean()), width.mean()])
    return {shrink: np.mean(found, axis=0) for shrink, found in rows.items()}


def test_numbers_that_no_count_depends_on_are_moved_less_where_chance_is_taken_off(many_small):
    assert many_small[True][1] < 0.7 * many_small[False][1]
    assert many_small[True][0] < many_small[False][0]


def test_many_small_effects_together_are_not_lost(many_small):
    """Bands of predictions are as wide as the exact ones; cutting all small correlations off left them 60 % wider."""
    assert many_small[True][2] == pytest.approx(1.0, abs=0.12)


def test_predictions_lie_on_the_line_between_two_seasons(fitted):
    points = tuple(
        HistoricalPoint(measure="members", year=year, value=1000.0, source="assumption")
        for year in (2012.0, 2012.5, 2013.0)
    )
    found = predictions(fitted.before, INITIATIVE, points)
    assert found[:, 0] == pytest.approx(np.log(fitted.before["members"][:, 1]))
    assert found[:, 1] == pytest.approx((found[:, 0] + found[:, 2]) / 2.0)


def test_points_at_the_start_or_not_comparable_or_later_are_not_read():
    every = counts(INITIATIVE)
    assert {(p.measure, p.year) for p in every.used} == {
        ("trained", 2013.2),
        ("trained", 2014.5),
        ("trained", 2017.0),
        ("members", 2015.2),
        ("members", 2016.5),
    }
    early = counts(INITIATIVE, 2013.5)
    assert [p.year for p in early.used] == [2013.2]
    assert len(early.held) == 4


def test_a_case_without_counts_cannot_be_fitted(setting):
    empty = INITIATIVE.model_copy(update={"history": ()})
    with pytest.raises(InputError, match="no point of the history lies within the simulated years"):
        fit_history(empty, *setting)
    with pytest.raises(InputError, match="50 or more"):
        fit_history(INITIATIVE, *setting, draws=10)


def test_the_fit_moves_towards_the_counts_and_narrows(fitted):
    frame = fitted.to_frame()
    counted, before, after = (np.log(frame[name].to_numpy()) for name in ("counted", "before_50", "after_50"))
    assert np.abs(after - counted).sum() < 0.5 * np.abs(before - counted).sum()
    width = {w: np.log(frame[f"{w}_95"] / frame[f"{w}_05"]).to_numpy().mean() for w in ("before", "after")}
    assert width["after"] < width["before"]
    assert fitted.covers.all()


def test_it_says_what_the_counts_tell_and_what_they_do_not(fitted):
    assert list(fitted.told.values()) == sorted(fitted.told.values(), reverse=True)
    assert "delivery.training.capacity" in list(fitted.told)[:3]
    assert set(fitted.before_inflection) == {"members", "trained"}
    assert "uncertain numbers; these stand as the file has them" in fitted.summary()
    assert fitted.parameters_frame().height == len(fitted.told)


def test_data_that_end_before_the_inflection_are_told(setting):
    early = fit_history(INITIATIVE, *setting, draws=60, until=2013.5, threads=2)
    assert early.before_inflection["trained"] > 0.5
    assert any("end before its inflection" in said for said in early.warnings())
    used = len(early.counts.used)
    before, after = (np.exp(np.log(width[used:]).mean()) for width in early.widths)
    assert f"before the fit it held {int(early.covered_before[used:].sum())}." in early.summary()
    assert f"Its upper end is {after:.1f} times its lower one, {before:.1f} times before the fit." in early.summary()
    assert after < before


@pytest.mark.slow
def test_threads_change_no_bit(setting, fitted):
    again = fit_history(INITIATIVE, *setting, draws=120, threads=1)
    assert all(np.array_equal(again.worlds.values[name], fitted.worlds.values[name]) for name in fitted.worlds.values)
