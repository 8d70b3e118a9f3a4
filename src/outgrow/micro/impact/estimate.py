"""One door to all estimators: the design decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from outgrow.micro.design import Design, arms_of, as_frame, labels
from outgrow.micro.impact.before_after import before_after
from outgrow.micro.impact.did import difference_in_differences
from outgrow.micro.impact.inference import Inference, Method
from outgrow.micro.impact.matched import doubly_robust
from outgrow.micro.impact.rct import intention_to_treat
from outgrow.micro.impact.records import ImpactEstimate
from outgrow.micro.impact.staggered import staggered
from outgrow.vocabulary import Streams

Estimator = Callable[[Any, Design, Inference], ImpactEstimate]
ESTIMATORS: dict[str, Estimator] = {
    "rct": intention_to_treat,
    "did": difference_in_differences,
    "staggered": staggered,
    "matched": doubly_robust,
    "beneficiaries-only": before_after,
}


def estimate_impact(
    data: Any,
    design: Design,
    *,
    inference: Method = "auto",
    level: float = 0.95,
    draws: int = 1999,
    streams: Streams | None = None,
) -> ImpactEstimate:
    """Estimate what a pilot changed, by the estimator that its design allows.

    Parameters
    ----------
    data
        Survey: a polars or pandas frame, an Arrow table, or a mapping from column to values.
    design
        What the columns mean, and how the data came about.
    inference
        ``cluster`` for robust errors and a t distribution, ``wild`` for the wild cluster bootstrap, ``auto``
        for the bootstrap where clusters are fewer than 40 (regressions only: ``rct``, ``did``,
        ``beneficiaries-only``).
    level
        Coverage of the interval.
    draws
        Draws of the bootstrap.
    streams
        Random numbers of the bootstrap; seed 1 when left out.

    Returns
    -------
    ImpactEstimate
        The number with interval, method, caveats and what was left out.

    Raises
    ------
    InputError
        With every defect of design and survey.
    MissingExtraError
        For ``staggered``, when the extra ``econ`` is not installed.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> found = estimate_impact(data, Design(kind="rct", outcome="y", arm="arm", outcome_unit="t/ha"))
    >>> round(found.estimate, 4), round(found.se, 4), found.n
    (3.0, 0.8165, 6)
    """
    how = Inference(inference, level, draws, streams or Streams(1))
    found = ESTIMATORS[design.kind](data, design, how)
    idle = [f"{word} {name}" for word, name in _idle(design)]
    said = [f"Not used by this design: {', '.join(idle)}."] if idle else []
    return replace(found, caveats=(*found.caveats, *_together(data, design), *said))


def _together(data: Any, design: Design) -> Iterator[str]:
    """That several treated arms count as one, where nobody named one of them."""
    if design.kind not in {"rct", "did", "matched"} or not design.arm:
        return
    names = sorted({x for x in labels(as_frame(data)[design.arm].unique()) if x})
    control, treated = arms_of(names, design.control_labels, design.treated_labels)
    if len(treated) > 1:
        listed = f"{', '.join(treated[:-1])} and {treated[-1]}"
        yield f"Arms {listed} are taken together against {' and '.join(control)}."


def _idle(design: Design) -> Iterator[tuple[str, str]]:
    """Columns that the design names and its estimator has no place for, each with its part."""
    changes = design.kind == "did" and design.baseline
    named = (
        ("arm", design.arm, {"rct", "did", "matched"}),
        ("strata", " x ".join(design.strata_columns), {"rct", *(["did"] if changes else [])}),
        ("take-up", design.take_up, {"rct"}),
        ("baseline", design.baseline, {"rct", "did", "matched", "beneficiaries-only"}),
        ("covariates", ", ".join(design.covariate_columns), {"rct", "did", "matched", "staggered"}),
        ("first treated", design.first_treated, {"staggered"}),
    )
    return ((word, name) for word, name, kinds in named if name and design.kind not in kinds)
