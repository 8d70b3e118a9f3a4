"""Predict each documented case from what was known at its pilot stage, and hold it against what happened.

The worlds are drawn and run without the outcome; it is looked at afterwards, for the score alone. Nothing is fitted to
a case: profiles are filled in from one file of priors, and the base rate and the blend of a case leave it out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import CLASSES, classify, gates
from outgrow.history.library import Documented
from outgrow.history.records import Prediction, ReachTest
from outgrow.history.scores import Score, base_rates, blended, likeliest, score
from outgrow.initiative import Case, model_values
from outgrow.population import household_traits, households_needed
from outgrow.scenarios import Ensemble, draw_worlds, explore
from outgrow.system import structure_of
from outgrow.vocabulary import InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
BAND = (0.05, 0.5, 0.95)
FEWEST_CASES = 2  # a base rate of the others needs another


@dataclass(frozen=True, slots=True, eq=False)
class Hindcast:
    """Predictions of documented cases and their scores.

    Parameters
    ----------
    predictions
        In the order of the cases.
    scores
        Of the model, the blend, the base rate and the unchanged pace, over the scored cases; empty when fewer than
        two are scored.
    weights
        The model's weight in the blend, for each scored case.
    seed, draws, households
        What the predictions were made with.
    """

    predictions: tuple[Prediction, ...]
    scores: tuple[Score, ...]
    weights: tuple[float, ...]
    seed: int
    draws: int
    households: int

    @property
    def scored(self) -> tuple[Prediction, ...]:
        """Predictions of cases whose outcome is known."""
        return tuple(p for p in self.predictions if p.scored)

    @property
    def last_counts(self) -> tuple[tuple[Prediction, ReachTest], ...]:
        """The last count of each case that has one within the simulated seasons."""
        return tuple((p, p.reach[-1]) for p in self.predictions if p.reach)

    @property
    def coverage(self) -> tuple[int, int]:
        """How many of the last counts lie in their 90 % band, and how many there are."""
        return sum(test.inside for _, test in self.last_counts), len(self.last_counts)

    def error_of_reach(self) -> tuple[float, float]:
        """Median factor by which the middle of the band, and the unchanged pace, are off the last counts."""
        tests = [test for _, test in self.last_counts if test.observed > 0.0]
        if not tests:
            return float("nan"), float("nan")
        factors = [[max(x, 1.0) / test.observed for x in (test.middle, test.naive)] for test in tests]
        middle, naive = np.exp(np.median(np.abs(np.log(factors)), axis=0)).tolist()
        return middle, naive

    def second_reading(self) -> tuple[int, int]:
        """Hits were the other reading of each judged outcome the true one, and how many outcomes were judged twice."""
        hits = sum(p.likeliest == p.second for p in self.scored)
        return hits, sum(p.second != p.became for p in self.scored)

    def summary(self) -> str:
        """The scores in a paragraph."""
        if not self.scores:
            return f"{len(self.predictions)} cases predicted; fewer than two outcomes are known, so nothing is scored."
        model, others = self.scores[0], self.scores[1:]
        inside, counts = self.coverage
        low, high = model.interval
        said = "; ".join(f"{s.name} {s.hits} and {s.brier:.2f}" for s in others)
        return (
            f"The model names what became of {model.hits} of {model.cases} cases ({model.hit_rate:.0%}, 90 % interval "
            f"{low:.0%} to {high:.0%}), with a Brier score of {model.brier:.2f} (0 is best, 2 worst). Hits and Brier "
            f"score of others: {said}. {inside} of {counts} counts of reach lie in their 90 % band."
        )

    def to_frame(self) -> pl.DataFrame:
        """Tidy table with one row a case: class, prediction, probabilities, Brier score, last count and its band."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        each = (
            dict(zip((p.name for p in self.scored), self.scores[0].each.tolist(), strict=True)) if self.scores else {}
        )
        rows = []
        for p in self.predictions:
            test = p.reach[-1] if p.reach else None
            rows.append(
                {
                    "case": p.name,
                    "became": p.became,
                    "predicted": p.likeliest,
                    **{f"p_{name}": p.probabilities.get(name, 0.0) for name in CLASSES},
                    "brier": each.get(p.name),
                    "year": test.year if test else None,
                    "observed": test.observed if test else None,
                    "low": test.low if test else None,
                    "middle": test.middle if test else None,
                    "high": test.high if test else None,
                    "naive": test.naive if test else None,
                }
            )
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data for JSON; the same seed gives the same bytes."""
        return {
            "seed": self.seed,
            "draws": self.draws,
            "households": self.households,
            "cases": self.to_frame().to_dicts(),
            "scores": [{"forecaster": s.name, "hits": s.hits, "cases": s.cases, "brier": s.brier} for s in self.scores],
            "coverage": list(self.coverage),
        }


def hindcast(
    entries: Iterable[Documented],
    *,
    seed: int = 1,
    draws: int = 200,
    households: int = 2_000,
    most_households: int = 20_000,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Hindcast:
    """Predict every case and score those whose outcome is known.

    Parameters
    ----------
    entries
        The cases; see `library`.
    seed
        Seed of all random numbers; the same for every case.
    draws
        Possible worlds of each case.
    households, most_households
        Synthetic households in each world: the first number, or up to the second where the pilot is a small part of
        its target.
    threads
        Threads to compute with; as many as there are processors when left out.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        When there is no case.
    """
    cases = tuple(entries)
    if not cases:
        raise InputError.single("hindcast", "no case is left", "", "Ask for fewer criteria")
    cores = threads or os.cpu_count() or 1
    found = list[Prediction]()
    for entry in cases:
        if progress:
            progress("Predicting cases", len(found), len(cases))
        number = households_needed(entry.initiative, households, max(households, most_households))
        ensemble, classes = _simulate(entry.case, seed, draws, number, cores)
        found.append(_prediction(entry, ensemble, classes))
    if progress:
        progress("Predicting cases", len(found), len(cases))
    scores, weights = _scores([p for p in found if p.scored])
    return Hindcast(tuple(found), scores, weights, seed, draws, households)


def _simulate(case: Case, seed: int, draws: int, households: int, threads: int) -> tuple[Ensemble, NDArray[np.str_]]:
    """The worlds of a case and the class of each; the outcome is not at hand here."""
    initiative, streams = case.initiative, Streams(seed)
    traits = household_traits(case, streams, households)
    worlds = draw_worlds(initiative, streams, draws)
    ensemble = explore(worlds, structure_of(initiative), traits, streams, threads=threads)
    return ensemble, classify(ensemble, gates(ensemble, initiative), initiative)


def _prediction(entry: Documented, ensemble: Ensemble, classes: NDArray[np.str_]) -> Prediction:
    tests, beyond = _reach_tests(entry, ensemble)
    return Prediction(
        name=entry.name,
        title=entry.initiative.title,
        probabilities={name: float((classes == name).mean()) for name in CLASSES if (classes == name).any()},
        naive=_naive_class(entry.case),
        became=entry.outcome.class_ if entry.outcome else None,
        second=entry.outcome.second if entry.outcome else None,
        reach=tests,
        beyond=beyond,
    )


def pace(case: Case) -> tuple[float, float, float]:
    """Households reached at the start, newly reached a season, and able to take part, at middle values."""
    values = model_values(case.initiative, {})
    names = ("delivery.coverage.reached", "delivery.coverage.capacity", "target.households")
    start, newly, most = (float(values[name][0]) for name in names)
    return start, newly, most


def _naive_reach(case: Case, years: float) -> float:
    """Reach so many years after the start had the pilot's pace gone on, at most everybody."""
    start, newly, most = pace(case)
    return min(start + newly * years * case.initiative.seasons.per_year, most)


def _naive_class(case: Case) -> str:
    seasons = case.initiative.seasons
    wanted = float(model_values(case.initiative, {})["ambition.members"][0])
    return "scales" if _naive_reach(case, seasons.count / seasons.per_year) >= wanted else "stalls"


def _reach_tests(entry: Documented, ensemble: Ensemble) -> tuple[tuple[ReachTest, ...], int]:
    """Counts of later years against the simulated reach, in order, and how many lie after the last season."""
    if entry.outcome is None:
        return (), 0
    seasons = entry.initiative.seasons
    ends = seasons.first_year + np.arange(seasons.count + 1) / seasons.per_year
    start = np.broadcast_to(ensemble.worlds.values["delivery.coverage.reached"], (ensemble.draws,))
    members = np.column_stack([start, ensemble["members"]])
    tests, beyond = [], 0
    for point in sorted(entry.outcome.reach, key=lambda p: p.year):
        if point.year > ends[-1]:
            beyond += 1
        elif point.year >= ends[0]:
            then = np.array([np.interp(point.year, ends, path) for path in members])
            low, middle, high = np.quantile(then, BAND).tolist()
            naive = _naive_reach(entry.case, point.year - seasons.first_year)
            tests.append(ReachTest(point.year, point.households, low, middle, high, naive))
    return tuple(tests), beyond


def _scores(scored: list[Prediction]) -> tuple[tuple[Score, ...], tuple[float, ...]]:
    if len(scored) < FEWEST_CASES:
        return (), ()
    outcomes = [str(p.became) for p in scored]
    model, rates = [dict(p.probabilities) for p in scored], base_rates(outcomes)
    mixed, weights = blended(model, rates, outcomes)
    naive = [{p.naive: 1.0} for p in scored]
    return (
        score("model", "worlds drawn from the pilot-stage file", model, outcomes),
        score("blend", "model and base rate, mixed as was best for the other cases", mixed, outcomes),
        score("base rate", "share of each class among the other cases", rates, outcomes),
        score("pilot's pace", "as many new households every season as at the start", naive, outcomes),
    ), tuple(float(w) for w in weights)


def confusions(found: Hindcast) -> dict[tuple[str, str], list[str]]:
    """Names of the cases by what became of them and what was predicted."""
    made: dict[tuple[str, str], list[str]] = {}
    for p in found.scored:
        made.setdefault((str(p.became), likeliest(p.probabilities)), []).append(p.name)
    return made
