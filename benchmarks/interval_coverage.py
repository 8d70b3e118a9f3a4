"""How often 95 % intervals cover the true effect: simulated surveys with 40 clusters, for each design.

Run with ``python benchmarks/interval_coverage.py [REPETITIONS]``. Prints the table and writes it between the marks of
docs/methods/coverage.md. The seed of a survey is its number, so that a table can be made again. An interval that
covers between 93 and 97 % of the time is called good; a miss makes the exit status 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from outgrow.micro import Design, estimate_impact, treatment_on_treated

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "coverage.md"
MARKS = ("<!-- coverage -->", "<!-- /coverage -->")
REPETITIONS = 2000
LEAST, MOST = 0.93, 0.97
CLUSTERS, SIZE, TRUE = 40, 25, 1.0

Survey = tuple[dict[str, np.ndarray], Design]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line: share of intervals that hold the truth, mean estimate, its spread, and the mean error told."""

    name: str
    covered: float
    mean: float
    spread: float
    told: float
    seconds: float

    @property
    def good(self) -> bool:
        """Whether between 93 and 97 % of the intervals cover."""
        return LEAST <= self.covered <= MOST

    def line(self) -> str:
        """As a row of a Markdown table."""
        numbers = f"{100 * self.covered:.1f} % | {self.mean:.3f} | {self.spread:.3f} | {self.told:.3f}"
        return f"| {self.name} | {numbers} |"


def villages(rng: np.random.Generator, clusters: int = CLUSTERS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Village and arm of each household, and a baseline that its village shares."""
    village = np.repeat(np.arange(clusters), SIZE)
    arm = rng.permutation(np.arange(clusters) % 2)[village]
    return village, arm, 0.5 * rng.normal(size=clusters)[village] + rng.normal(size=village.size)


def trial(rng: np.random.Generator, clusters: int = CLUSTERS) -> Survey:
    """Villages drawn by lot; effects differ between villages around the truth."""
    village, arm, before = villages(rng, clusters)
    local = TRUE + 0.3 * rng.normal(size=clusters)[village]
    y = 0.6 * before + arm * local + 0.4 * rng.normal(size=clusters)[village] + rng.normal(size=village.size)
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster", baseline="before")
    return {"y": y, "arm": arm, "village": village, "before": before}, design


def few(rng: np.random.Generator) -> Survey:
    """The same with 12 villages: the bootstrap's work."""
    return trial(rng, 12)


def paired(rng: np.random.Generator) -> Survey:
    """Pairs of like villages, one of each drawn into the programme: the cluster-robust error is too small by half."""
    pair = np.repeat(np.arange(CLUSTERS // 2), 2)
    drawn = rng.integers(0, 2, CLUSTERS // 2)[pair]
    village = np.repeat(np.arange(CLUSTERS), SIZE)
    arm = ((np.arange(CLUSTERS) + drawn) % 2)[village]
    like = 0.6 * rng.normal(size=CLUSTERS // 2)[pair]
    y = arm * TRUE + (like + 0.4 * rng.normal(size=CLUSTERS))[village] + rng.normal(size=village.size)
    data = {"y": y, "arm": arm, "village": village, "pair": pair[village]}
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster", strata="pair")
    return data, design


def offered(rng: np.random.Generator) -> Survey:
    """A trial in which six in ten of the treated arm and one in ten of the other take part."""
    data, design = trial(rng)
    joined = (rng.uniform(size=data["y"].size) < 0.1 + 0.5 * data["arm"]).astype(float)
    y = data["y"] - data["arm"] + joined * TRUE + 0.5 * joined * rng.normal(size=joined.size)
    return data | {"y": y, "joined": joined}, design.but(take_up="joined")


def compared(rng: np.random.Generator) -> Survey:
    """Two arms before and after, with a trend of each village's own."""
    village, arm, before = villages(rng)
    after = before + 0.5 + arm * TRUE + 0.3 * rng.normal(size=CLUSTERS)[village] + rng.normal(size=village.size)
    n = village.size
    data = {
        "id": np.tile(np.arange(n), 2), "village": np.tile(village, 2), "arm": np.tile(arm, 2),
        "t": np.repeat([0, 1], n), "y": np.concatenate([before, after]),
    }  # fmt: skip
    design = Design(kind="did", outcome="y", arm="arm", cluster="village", unit="id", period="t", treated_from=1)
    return data, design


def rolled_out(rng: np.random.Generator) -> Survey:
    """Villages that start in periods 2, 3, 4 or never, over five periods."""
    periods, n = 5, CLUSTERS * SIZE
    start = rng.permutation(np.repeat([0, 2, 3, 4], CLUSTERS // 4))
    village = np.repeat(np.arange(CLUSTERS), SIZE)
    t = np.arange(periods)
    on = (start[village, None] > 0) & (t >= start[village, None])
    y = rng.normal(size=(n, 1)) + 0.2 * t + on * TRUE + rng.normal(size=(n, periods))
    y = y + 0.3 * rng.normal(size=(CLUSTERS, periods))[village]
    data = {
        "id": np.repeat(np.arange(n), periods), "village": np.repeat(village, periods), "t": np.tile(t, n),
        "start": np.repeat(start[village], periods), "y": y.ravel(),
    }  # fmt: skip
    return data, Design(kind="staggered", outcome="y", cluster="village", unit="id", period="t", first_treated="start")


def selected(rng: np.random.Generator) -> Survey:
    """Participants who have more land and live nearer, which also moves the outcome."""
    village = np.repeat(np.arange(CLUSTERS), SIZE)
    shared = 0.3 * rng.normal(size=CLUSTERS)[village]
    land, near = rng.normal(size=village.size) + shared, rng.normal(size=village.size)
    joined = (rng.uniform(size=village.size) < 1 / (1 + np.exp(-(0.5 * land + 0.3 * near)))).astype(float)
    y = joined * TRUE + land + near + 0.3 * rng.normal(size=CLUSTERS)[village] + rng.normal(size=village.size)
    data = {"y": y, "joined": joined, "land": land, "near": near, "village": village}
    return data, Design(kind="matched", outcome="y", arm="joined", covariates=("land", "near"), cluster="village")


def followed(rng: np.random.Generator) -> Survey:
    """Participants alone: the truth is their change."""
    village, _, before = villages(rng)
    y = before + TRUE + 0.3 * rng.normal(size=CLUSTERS)[village] + rng.normal(size=village.size)
    design = Design(kind="beneficiaries-only", outcome="y", baseline="before", cluster="village")
    return {"y": y, "before": before, "village": village}, design


CASES: dict[str, tuple[Callable[[np.random.Generator], Survey], Callable[..., object]]] = {
    "rct, intention to treat": (trial, estimate_impact),
    "rct, treatment on the treated": (offered, treatment_on_treated),
    "rct, 12 clusters, wild bootstrap": (few, lambda *x: estimate_impact(*x, draws=399)),
    "rct, 20 pairs of villages, wild bootstrap": (paired, lambda *x: estimate_impact(*x, draws=399)),
    "did": (compared, estimate_impact),
    "staggered": (rolled_out, estimate_impact),
    "matched": (selected, estimate_impact),
    "beneficiaries-only (its change)": (followed, estimate_impact),
}


def coverage_of(name: str, repetitions: int = REPETITIONS) -> Coverage:
    """Simulate surveys of one design and count the intervals that hold the truth."""
    make, estimate = CASES[name]
    began, rows = time.perf_counter(), []
    for i in range(repetitions):
        data, design = make(np.random.default_rng([20261124, i]))
        found = estimate(pl.DataFrame(data), design)
        rows.append((found.interval[0] <= TRUE <= found.interval[1], found.estimate, found.se))
    covered, estimates, told = np.array(rows, dtype=float).T
    seconds = time.perf_counter() - began
    return Coverage(name, covered.mean(), estimates.mean(), estimates.std(ddof=1), told.mean(), seconds)


def main() -> int:
    """Print and write the table; 1 if an interval misses."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS
    print(
        f"{repetitions:,} surveys a design, {CLUSTERS} clusters of {SIZE} households unless said, true effect {TRUE:g}"
    )
    found = []
    for name in CASES:
        found.append(coverage_of(name, repetitions))
        print(f"{found[-1].line()}  {found[-1].seconds:.0f} s", flush=True)
    if repetitions == REPETITIONS:
        _write(found)
    return 0 if all(row.good for row in found) else 1


def _write(found: list[Coverage]) -> None:
    """Put the table between the marks of its page."""
    head = [
        "| design | intervals that cover | mean estimate | spread of estimates | mean standard error |",
        "|---|---|---|---|---|",
    ]
    table = "\n".join([*head, *(row.line() for row in found)])
    before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    PAGE.write_text(f"{before}{MARKS[0]}\n\n{table}\n\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
