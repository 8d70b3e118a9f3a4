"""Could one unmeasured trait explain the estimate away? The E-value, beside the strongest measured trait."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from outgrow.micro.design import Design, analysis_data
from outgrow.micro.impact.matched import doubly_robust
from outgrow.micro.impact.records import CheckResult, ImpactEstimate, by_error
from outgrow.micro.impact.sensitivity import e_value_of_difference

NAME = "one unmeasured confounder"


@dataclass(frozen=True, slots=True)
class StrongestTrait:
    """The measured trait without which the estimate moves most.

    Parameters
    ----------
    name
        Column.
    without
        The estimate with every trait but this one.
    moved
        How far that lies from the estimate, in the outcome's unit, without its sign.
    """

    name: str
    without: float
    moved: float


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when a trait that biases as much as the strongest measured one leaves the interval off no effect.

    The E-value says how strong a trait would have to be; by itself it is above 1 wherever the interval excludes no
    effect, so it is held against what was measured (D'Agostino McGowan and Greevy 2020, "Contextualizing E-values",
    arXiv:2011.07030; Cinelli and Hazlett 2020, Journal of the Royal Statistical Society B 82(1)).
    """
    ready = analysis_data(data, design)
    spread = [float(ready.y[ready.treated == a].std(ddof=1)) for a in (0, 1)]
    found = e_value_of_difference(estimate.estimate, estimate.se, float(np.sqrt(np.mean(np.square(spread)))))
    trait = strongest_trait(data, design, estimate)
    near = min(abs(end) for end in estimate.interval) if found.limit > 1 else 0.0
    stands = found.limit > 1 and trait.moved < near
    told = (
        f"Without {trait.name}, the strongest measured trait, the estimate would be "
        f"{by_error(trait.without, estimate.se, sign=True)}: one as strong that nobody measured "
        f"{'would leave the interval off' if stands else 'could bring the interval to'} no effect."
    )
    table = found.to_frame().with_columns(**{f"trait_{key}": value for key, value in _literals(trait).items()})
    return CheckResult(NAME, stands, table, f"{found.summary()} {told}")


def strongest_trait(data: Any, design: Design, estimate: ImpactEstimate) -> StrongestTrait:
    """Leave out the baseline and each covariate in turn, and find the one that moves the estimate most.

    Traits that say nearly the same hide each other: without one the other still stands in.
    """
    found = []
    for name in dict.fromkeys(name for name in (design.baseline, *design.covariate_columns) if name):
        rest = tuple(other for other in design.covariate_columns if other != name)
        baseline = "" if name == design.baseline else design.baseline
        without = _without(data, design.but(covariates=rest, baseline=baseline) if rest else None, design)
        found.append(StrongestTrait(name, without, abs(without - estimate.estimate)))
    return max(found, key=lambda trait: trait.moved)


def _without(data: Any, rest: Design | None, design: Design) -> float:
    """The estimate with the traits that are left; the plain difference of means where none is."""
    if rest is not None:
        return doubly_robust(data, rest).estimate
    ready = analysis_data(data, design)
    means = [np.average(ready.y[ready.treated == a], weights=ready.weights[ready.treated == a]) for a in (0, 1)]
    return float(means[1] - means[0])


def _literals(trait: StrongestTrait) -> dict[str, Any]:
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    return {key: pl.lit(value) for key, value in asdict(trait).items()}
