"""What the model would have said of documented cases, and how well all of them were said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import CLASSES
from outgrow.history.scores import Score, likeliest
from outgrow.history.sharing import Taught

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
SEEN: Final = frozenset(
    {
        "benin-rice",
        "east-africa-coffee-initiative",
        "ethiopia-malt-barley",
        "ghana-allanblackia",
        "ghana-organic-mango",
        "ghana-pineapple",
        "india-chip-potato",
        "kenya-drumnet",
        "kenya-eurepgap-vegetables",
        "kenya-gadam-sorghum",
        "kenya-one-acre-fund",
        "kenya-sugarcane-contract",
        "kenya-tea",
        "lake-victoria-nile-perch",
        "madagascar-green-beans",
        "rwanda-maraba-coffee",
        "senegal-french-beans",
        "tanzania-jatropha",
        "uganda-dairy-quality",
        "uganda-organic-coffee",
        "west-africa-sorghum",
    }
)
"""Cases in sight of which the shared priors were set and revised; all others came later and test them."""


@dataclass(frozen=True, slots=True)
class ReachTest:
    """A count of a later year against what was predicted for it.

    Parameters
    ----------
    year, observed
        When, and how many households took part.
    low, middle, high
        5 %, 50 % and 95 % quantiles of the simulated reach in that year.
    naive
        Reach had the pilot's pace gone on unchanged.
    """

    year: float
    observed: float
    low: float
    middle: float
    high: float
    naive: float

    @property
    def inside(self) -> bool:
        """Whether the count lies in the 90 % band."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was predicted for a case from its pilot-stage file.

    Parameters
    ----------
    name, title
        The case.
    probabilities
        Of each class.
    naive
        Class that an unchanged pace of the pilot would lead to.
    became, second
        What became of it, and the other reading where there are two; None where it is not documented.
    reach
        Counts of later years against the prediction, in order of their years.
    beyond
        Counts after the last simulated season, which are not judged.
    fitted, fitted_reach
        The same two once the shared priors have been fitted to what became of the other cases; empty without others.
    """

    name: str
    title: str
    probabilities: Mapping[str, float]
    naive: str
    became: str | None
    second: str | None
    reach: tuple[ReachTest, ...]
    beyond: int
    fitted: Mapping[str, float] = field(default_factory=dict)
    fitted_reach: tuple[ReachTest, ...] = ()

    @property
    def likeliest(self) -> str:
        """The class with the highest probability; of equals the first in the order of the classes."""
        return likeliest(self.probabilities)

    @property
    def likeliest_fitted(self) -> str:
        """The same with fitted priors."""
        return likeliest(self.fitted)

    @property
    def scored(self) -> bool:
        """Whether what became of it is known."""
        return self.became is not None

    @property
    def hit(self) -> bool:
        """Whether the likeliest class is what became of it."""
        return self.likeliest == self.became


@dataclass(frozen=True, slots=True, eq=False)
class Hindcast:
    """Predictions of documented cases and their scores.

    Parameters
    ----------
    predictions
        In the order of the cases.
    scores
        Of each forecaster over the scored cases; empty when fewer than two outcomes are known.
    weights
        The model's weight in the blend, for each scored case.
    taught
        What all known outcomes together teach about the shared priors; None when fewer than two are known.
    teachers
        Cases beside those predicted whose outcomes taught.
    together
        Names of predicted entries that tell one case, which therefore teach each other nothing.
    seed, draws, households
        What the predictions were made with.
    """

    predictions: tuple[Prediction, ...]
    scores: tuple[Score, ...]
    weights: tuple[float, ...]
    taught: Taught | None
    teachers: int
    together: tuple[tuple[str, ...], ...]
    seed: int
    draws: int
    households: int

    @property
    def scored(self) -> tuple[Prediction, ...]:
        """Predictions of cases whose outcome is known."""
        return tuple(p for p in self.predictions if p.scored)

    @property
    def later(self) -> tuple[int, ...]:
        """Positions among the scored of cases that came in after the shared priors were set."""
        return tuple(k for k, p in enumerate(self.scored) if p.name not in SEEN)

    @property
    def is_fitted(self) -> bool:
        """Whether the shared priors were fitted to other cases."""
        return any(p.fitted for p in self.predictions)

    def last_counts(self, *, fitted: bool = False) -> tuple[tuple[Prediction, ReachTest], ...]:
        """The last count of each case that has one within the simulated seasons."""
        tests = ((p, p.fitted_reach if fitted else p.reach) for p in self.predictions)
        return tuple((p, found[-1]) for p, found in tests if found)

    def coverage(self, *, fitted: bool = False) -> tuple[int, int]:
        """How many of the last counts lie in their 90 % band, and how many there are."""
        tests = self.last_counts(fitted=fitted)
        return sum(test.inside for _, test in tests), len(tests)

    def error_of_reach(self, *, fitted: bool = False) -> tuple[float, float]:
        """Median factor by which the middle of the band, and the unchanged pace, are off the last counts."""
        tests = [test for _, test in self.last_counts(fitted=fitted) if test.observed > 0.0]
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
            cases = f"{len(self.predictions)} case{'s' if len(self.predictions) > 1 else ''}"
            return f"{cases} predicted; fewer than two outcomes are known, so nothing is scored."
        model, others = self.scores[0], self.scores[1:]
        inside, counts = self.coverage()
        low, high = model.interval
        cases = "one case" if model.cases == 1 else f"{model.cases} cases"
        said = "; ".join(f"{s.name} {s.hits} and {s.brier:.2f}" for s in others)
        told = f" {inside} of {counts} counts of reach lie in their 90 % band" if counts else ""
        if counts == 1:
            told = f" {inside} of one count of reach lies in its 90 % band"
        if counts and self.is_fitted:
            told += f", {self.coverage(fitted=True)[0]} once fitted to the other cases"
        return (
            f"The model names what became of {model.hits} of {cases} ({model.hit_rate:.0%}, 90 % interval "
            f"{low:.0%} to {high:.0%}), with a Brier score of {model.brier:.2f} (0 is best, 2 worst). Hits and Brier "
            f"score of others: {said}.{told}{'.' if told else ''}"
        )

    def to_frame(self) -> pl.DataFrame:
        """Tidy table with one row a case: class, probabilities, Brier score, last count and its band, also fitted."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        scored = [p.name for p in self.scored]
        each = {s.name: dict(zip(scored, s.each.tolist(), strict=True)) for s in self.scores}
        rows = []
        for p in self.predictions:
            row: dict[str, object] = {"case": p.name, "became": p.became, "predicted": p.likeliest}
            row |= {f"p_{name}": p.probabilities.get(name, 0.0) for name in CLASSES}
            row |= {"brier": each.get("model", {}).get(p.name)} | _count_row(p.reach[-1] if p.reach else None, "")
            if self.is_fitted:
                row |= {"fitted_predicted": p.likeliest_fitted}
                row |= {f"fitted_p_{name}": p.fitted.get(name, 0.0) for name in CLASSES}
                row |= {"fitted_brier": each.get("fitted", {}).get(p.name)}
                row |= _count_row(p.fitted_reach[-1] if p.fitted_reach else None, "fitted_")
            rows.append(row)
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data for JSON; the same seed gives the same bytes."""
        return {
            "seed": self.seed,
            "draws": self.draws,
            "households": self.households,
            "cases": self.to_frame().to_dicts(),
            "scores": [_plain(s) for s in self.scores],
            "scores_of_later_cases": [_plain(s.over(self.later)) for s in self.scores] if self.later else [],
            "coverage": list(self.coverage()),
            "coverage_fitted": list(self.coverage(fitted=True)),
            "shift": self.taught.shift if self.taught else {},
        }


def _plain(s: Score) -> dict[str, object]:
    return {"forecaster": s.name, "hits": s.hits, "cases": s.cases, "brier": s.brier}


def _count_row(test: ReachTest | None, prefix: str) -> dict[str, object]:
    """The last count and its band; the count itself and the unchanged pace do not hang on a fit."""
    names = ("low", "middle", "high") if prefix else ("year", "observed", "low", "middle", "high", "naive")
    return {f"{prefix}{name}": getattr(test, name) if test else None for name in names}
