"""One case predicted from what was known at its pilot stage, and held against what was counted later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import CLASSES, classify, gates
from outgrow.history.library import Documented
from outgrow.history.records import Prediction, ReachTest
from outgrow.history.sharing import Said, Taught, said_by
from outgrow.initiative import Case, is_shared, model_values
from outgrow.population import household_traits, households_needed
from outgrow.scenarios import Ensemble, Worlds, draw_worlds, explore, worlds_at
from outgrow.system import structure_of
from outgrow.vocabulary import Streams, standard_normal_probability, standard_normal_quantile

Floats = NDArray[np.float64]
BAND = (0.05, 0.5, 0.95)
LEAST_PART = 0.01  # of the pilot's reach: fewer households count as that many, so that logarithms stay finite


@dataclass(frozen=True, slots=True)
class Setting:
    """What cases are simulated with.

    Parameters
    ----------
    seed, draws
        Seed of all random numbers, and possible worlds of each case.
    households, most_households
        Synthetic households in each world: the first number, or up to the second where the pilot is a small part of
        its target.
    threads
        Worlds run at once; changes no bit.
    """

    seed: int
    draws: int
    households: int
    most_households: int
    threads: int

    def worlds(self, case: Case) -> Worlds:
        """Possible worlds of a case as its file and the shared priors have them."""
        return draw_worlds(case.initiative, Streams(self.seed), self.draws)

    def simulate(self, case: Case, worlds: Worlds) -> tuple[Ensemble, NDArray[np.str_]]:
        """Worlds of a case, and the class of each; the outcome is not at hand here."""
        initiative, streams = case.initiative, Streams(self.seed)
        number = households_needed(initiative, self.households, max(self.households, self.most_households))
        traits = household_traits(case, streams, number)
        ensemble = explore(worlds, structure_of(initiative), traits, streams, threads=self.threads)
        return ensemble, classify(ensemble, gates(ensemble, initiative), initiative)


def predict(entry: Documented, setting: Setting) -> tuple[Prediction, Said | None]:
    """A case predicted from its own file, and what its outcome says to other cases.

    Parameters
    ----------
    entry
        The case; its outcome is looked at once its worlds are simulated.
    setting
        What it is simulated with.

    Returns
    -------
    tuple
        The prediction, and what the outcome says of shared numbers; None where there is no outcome or nothing shared.
    """
    ensemble, classes = setting.simulate(entry.case, setting.worlds(entry.case))
    tests, beyond = _reach_tests(entry, ensemble)
    made = Prediction(
        name=entry.name,
        title=entry.initiative.title,
        probabilities=_shares(classes),
        naive=_naive_class(entry.case),
        became=entry.outcome.class_ if entry.outcome else None,
        second=entry.outcome.second if entry.outcome else None,
        reach=tests,
        beyond=beyond,
    )
    return made, _says(entry, ensemble, classes, tests)


def predict_fitted(entry: Documented, setting: Setting, taught: Taught, before: Prediction) -> Prediction:
    """A prediction with that of the same worlds moved as other cases teach.

    Parameters
    ----------
    entry, setting
        The case, and what it is simulated with.
    taught
        What the outcomes of others teach; this case's is not among them.
    before
        The prediction from the case's own file.
    """
    worlds = setting.worlds(entry.case)
    names = _shared(entry.case, worlds)
    if not names:
        return replace(before, fitted=before.probabilities, fitted_reach=before.reach)
    moved = standard_normal_probability(taught.moved(names, _scores(worlds, names)))
    u = dict(worlds.probabilities) | dict(zip(names, moved.T, strict=True))
    ensemble, classes = setting.simulate(entry.case, worlds_at(entry.initiative, u))
    off = taught.discrepancy[taught.cells(setting.draws)]
    off *= Streams(setting.seed).normals("error of a reach", setting.draws)[0]
    tests, _ = _reach_tests(entry, ensemble, np.exp(off))
    return replace(before, fitted=_shares(classes), fitted_reach=tests)


def pace(case: Case) -> tuple[float, float, float]:
    """Households reached at the start, newly reached a season, and able to take part, at middle values."""
    values = model_values(case.initiative, {})
    names = ("delivery.coverage.reached", "delivery.coverage.capacity", "target.households")
    start, newly, most = (float(values[name][0]) for name in names)
    return start, newly, most


def _shares(classes: NDArray[np.str_]) -> Mapping[str, float]:
    return {name: float((classes == name).mean()) for name in CLASSES if (classes == name).any()}


def _naive_reach(case: Case, years: float) -> float:
    """Reach so many years after the start had the pilot's pace gone on, at most everybody."""
    start, newly, most = pace(case)
    return min(start + newly * years * case.initiative.seasons.per_year, most)


def _naive_class(case: Case) -> str:
    seasons = case.initiative.seasons
    wanted = float(model_values(case.initiative, {})["ambition.members"][0])
    return "scales" if _naive_reach(case, seasons.count / seasons.per_year) >= wanted else "stalls"


def _reach_tests(entry: Documented, ensemble: Ensemble, off: Floats | float = 1.0) -> tuple[tuple[ReachTest, ...], int]:
    """Counts of later years against the simulated reach, in order, and how many lie after the last season.

    ``off`` multiplies each world's reach by what the model itself is off by, up to everybody who could take part.
    """
    if entry.outcome is None:
        return (), 0
    seasons = entry.initiative.seasons
    end = seasons.first_year + seasons.count / seasons.per_year
    most = ensemble.worlds.values["target.households"]
    tests, beyond = [], 0
    for point in sorted(entry.outcome.reach, key=lambda p: p.year):
        if point.year > end:
            beyond += 1
        elif point.year >= seasons.first_year:
            then = np.minimum(_reach_in(point.year, entry.case, ensemble) * off, most)
            low, middle, high = np.quantile(then, BAND).tolist()
            naive = _naive_reach(entry.case, point.year - seasons.first_year)
            tests.append(ReachTest(point.year, point.households, low, middle, high, naive))
    return tuple(tests), beyond


def _reach_in(year: float, case: Case, ensemble: Ensemble) -> Floats:
    """Members of each world in a year, between seasons by straight lines, shape (D,)."""
    seasons = case.initiative.seasons
    ends = seasons.first_year + np.arange(seasons.count + 1) / seasons.per_year
    start = np.broadcast_to(ensemble.worlds.values["delivery.coverage.reached"], (ensemble.draws,))
    members = np.column_stack([start, ensemble["members"]])
    return np.array([np.interp(year, ends, path) for path in members])


def _shared(case: Case, worlds: Worlds) -> list[str]:
    """Uncertain numbers of a case that stand on priors shared by all cases."""
    if case.profile is None:
        return []
    return [name for name in worlds.probabilities if is_shared(case.profile.answers, name)]


def _scores(worlds: Worlds, names: list[str]) -> Floats:
    return standard_normal_quantile(np.stack([worlds.probabilities[name] for name in names], axis=1))


def _says(
    entry: Documented, ensemble: Ensemble, classes: NDArray[np.str_], tests: tuple[ReachTest, ...]
) -> Said | None:
    """The class that came true, and the last count of reach where there is one and somebody still took part."""
    names = _shared(entry.case, ensemble.worlds)
    if entry.outcome is None or not names:
        return None
    predicted, true, counted = [(classes == entry.outcome.class_).astype(np.float64)], [1.0], [False]
    if tests and tests[-1].observed > 0.0:
        least = LEAST_PART * pace(entry.case)[0]
        reach = _reach_in(tests[-1].year, entry.case, ensemble)
        predicted.append(np.log(np.maximum(reach, least)))
        true.append(float(np.log(max(tests[-1].observed, least))))
        counted.append(True)
    scores = _scores(ensemble.worlds, names)
    return said_by(entry.name, names, scores, np.stack(predicted, axis=1), np.array(true), np.array(counted))
