"""Fitting the uncertain numbers of a case to its history: a sample of worlds that agree with what was counted.

The result is a posterior and no point: as many worlds as went in, each with its own numbers, moved as far as the counts
and their errors ask for and no further. It says which numbers the history told something about, which only together,
and whether the data end before the inflection of a curve, when ceiling and speed cannot be told apart (Mahajan, Muller
and Bass 1990, Journal of Marketing 54:1-26; Srinivasan and Mason 1986, Marketing Science 5:169-178).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Initiative
from outgrow.population import Traits
from outgrow.scenarios.diagnosis import before_inflection, conflict_of, together, told
from outgrow.scenarios.fitted import BAND, FittedParameters
from outgrow.scenarios.history import Counts, counts, errors_of, predictions
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.run import explore
from outgrow.scenarios.smoother import STEPS, condition
from outgrow.scenarios.worlds import Worlds, draw_worlds, worlds_at
from outgrow.system import Structure
from outgrow.vocabulary import Defect, InputError, Streams, standard_normal_probability, standard_normal_quantile

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
COUNT_ERROR = 0.15  # standard deviation of the logarithm of a count: reports round, and dates are approximate
FEWEST = 50  # worlds below which covariances are mostly chance
LARGEST_ERROR = 2.0  # a count known to a factor of seven tells nothing


def fit_history(
    initiative: Initiative,
    structure: Structure,
    traits: Traits,
    streams: Streams,
    *,
    draws: int = 300,
    until: float | None = None,
    error: float = COUNT_ERROR,
    steps: int = STEPS,
    threads: int = 1,
    progress: Progress | None = None,
) -> FittedParameters:
    """Fit all uncertain numbers of an initiative to its history.

    Parameters
    ----------
    initiative, structure, traits, streams
        The case, its households and random streams, as for `explore`.
    draws
        Worlds in the sample.
    until
        Use counts up to this year only, and hold later ones back to test the fit.
    error
        Standard deviation of the logarithm of a count's error, where the count does not state its own.
    steps
        Steps of the smoother; each simulates all worlds once.
    threads
        Worlds run at once; changes no bit.
    progress
        Called with worlds done and to do.

    Raises
    ------
    InputError
        When there is no count to fit to, too few worlds, or an error that no count can have.
    """
    if defects := list(_defects(draws, error, steps)):
        raise InputError("fit", defects)
    found, done = counts(initiative, until), [0]
    errors = errors_of(found.all, error)

    def simulated(worlds: Worlds) -> Ensemble:
        ensemble = explore(worlds, structure, traits, streams, threads=threads)
        done[0] += worlds.draws
        if progress:
            progress(done[0], (steps + 1) * draws)
        return ensemble

    prior = draw_worlds(initiative, streams, draws)
    names = tuple(prior.probabilities)
    before = simulated(prior)
    first = [before]

    def predict(scores: Floats) -> Floats:
        ensemble = first.pop() if first else simulated(_worlds(initiative, names, scores))
        return predictions(ensemble, initiative, found.used)

    scores = standard_normal_quantile(np.stack([prior.probabilities[name] for name in names], axis=1))
    counted, wide = np.log([point.value for point in found.used]), errors[: len(found.used)]
    after_scores = condition(scores, predict, counted, wide, streams, steps=steps)
    after = simulated(_worlds(initiative, names, after_scores))
    fitted = np.stack([after.worlds.probabilities[name] for name in names], axis=1)
    foreseen = predictions(before, initiative, found.used)
    return FittedParameters(
        worlds=after.worlds,
        before=before,
        after=after,
        counts=found,
        error=error,
        errors=errors,
        predicted_before=_band(before, initiative, found),
        predicted_after=_band(after, initiative, found),
        told=told(names, scores, after_scores),
        together=together(names, scores, after_scores),
        before_inflection=before_inflection(after, initiative, found.used),
        conflict=conflict_of(names, foreseen, counted, wide, found.used, fitted, streams),
    )


def _defects(draws: int, error: float, steps: int) -> Iterator[Defect]:
    if draws < FEWEST:
        why = "what a count says about a number is read from their covariance over worlds"
        yield Defect(f"{draws} worlds", "draws", why, f"ask for {FEWEST} or more; 300 is usual")
    if not 0.0 < error <= LARGEST_ERROR:
        why = f"it is the standard deviation of a logarithm, above 0 and at most {LARGEST_ERROR:g}"
        yield Defect(f"an error of {error:g}", "error", why, "0.15 stands for counts known to about 15 %")
    if steps < 1:
        yield Defect(f"{steps} steps", "steps", "each step moves the worlds once", "give 1 or more; 4 is usual")


def _worlds(initiative: Initiative, names: tuple[str, ...], scores: Floats) -> Worlds:
    u = standard_normal_probability(scores)
    return worlds_at(initiative, dict(zip(names, u.T, strict=True)))


def _band(ensemble: Ensemble, initiative: Initiative, found: Counts) -> Floats:
    return np.exp(np.quantile(predictions(ensemble, initiative, found.all), BAND, axis=0))
