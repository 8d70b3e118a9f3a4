"""Fitted bands beside the same counts used as weights on many worlds, which is exact but for chance.

Run: python benchmarks/fitted_bands.py [CASE] [WORLDS]
"""

from __future__ import annotations

import sys

import numpy as np

from outgrow.initiative import read
from outgrow.population import draw_traits
from outgrow.scenarios import draw_worlds, explore, fit_history
from outgrow.scenarios.history import counts, errors_of, predictions
from outgrow.system import structure_of
from outgrow.vocabulary import Streams, standard_normal_quantile

HOUSEHOLDS, FITTED, SHOWN = 256, 300, 6
BAND = (0.05, 0.5, 0.95)


def main(name: str, worlds: int) -> None:
    """Print medians and bands of each count, and means of the numbers told most, both ways."""
    case, streams, other = read(name), Streams(1), Streams(77)
    initiative, structure = case.initiative, structure_of(case.initiative)
    traits = draw_traits(streams, HOUSEHOLDS, case.districts.weights)
    found = counts(initiative)
    counted, errors = np.log([p.value for p in found.used]), errors_of(found.used, 0.15)
    drawn = draw_worlds(initiative, other, worlds)
    seen = predictions(explore(drawn, structure, traits, other, threads=2), initiative, found.used)
    fit = -0.5 * (((seen - counted) / errors) ** 2).sum(axis=1)
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    print(f"{name}: {worlds} worlds weighted, worth {1.0 / np.sum(weight**2):.0f} equal ones; {FITTED} fitted")
    fitted = fit_history(initiative, structure, traits, streams, draws=FITTED, threads=2)
    for k, point in enumerate(found.used):
        order = np.argsort(seen[:, k])
        place = np.searchsorted(np.cumsum(weight[order]), BAND)
        exact, near = np.exp(seen[order, k][place]), fitted.predicted_after[:, k]
        print(f"  {point.measure} {point.year}: {point.value:,.6g}, weighted {exact.round(3)}, fitted {near.round(3)}")
    for number in list(fitted.told)[:SHOWN]:
        prior, after = (standard_normal_quantile(w.probabilities[number]) for w in (drawn, fitted.worlds))
        print(f"  {number}: mean score {weight @ prior:.2f} weighted, {after.mean():.2f} fitted")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "kenya-tea", int(sys.argv[2]) if len(sys.argv) > 2 else 6_000)
