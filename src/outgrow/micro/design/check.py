"""Everything that is wrong with a survey under its design, found at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design.columns import (
    arms_of,
    as_frame,
    codes,
    is_empty,
    is_numeric,
    labels,
    not_numbers,
    numbers,
)
from outgrow.micro.design.record import Design
from outgrow.micro.design.rounds import round_defects
from outgrow.micro.design.wording import NAMED, counted, some
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

ABSENT = "no such column"
FEWEST_CLUSTERS = 2  # of an arm: with one, the arm's effect and the cluster's own luck are the same number


def check_design(data: Any, design: Design) -> None:
    """Hold a survey against its design.

    Parameters
    ----------
    data
        One row a unit, or a unit and period: a polars or pandas frame, or a mapping of columns.
    design
        What the columns mean.

    Raises
    ------
    InputError
        With every defect: columns that are not there, an outcome that is not numeric, all unknown or
        infinite, negative weights, unknown or unrecognised arms, duplicate units, treatment that varies
        inside a cluster though assigned to clusters, arms with a single cluster, strata or clusters with
        treated rows and no controls, units of the endline that are absent at baseline, unknown covariates.

    Examples
    --------
    >>> check_design({"y": [1.0, 2.0], "arm": [0, 1]}, Design(kind="rct", outcome="y", arm="arm"))
    >>> check_design({"y": [1.0, None], "arm": [0, 1], "w": [-1.0, 1.0]},
    ...     Design(kind="rct", outcome="y", arm="arm", weights="w"))
    Traceback (most recent call last):
    outgrow.vocabulary.errors.InputError: survey of y: 1 defect found.
      - w: 1 negative weight (row 1). a row cannot count less than nothing. correct the weights.
    """
    frame = as_frame(data)
    if defects := [*survey_defects(frame, design)]:
        raise InputError(f"survey of {design.outcome}", defects)


def survey_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """All defects; columns that are not there hide what they would show."""
    absent = [name for name in design.needs if name not in frame.columns]
    for name in absent:
        todo = did_you_mean(name, frame.columns)
        yield Defect(ABSENT, name, "the design names it and the survey has none of that name", todo)
    if not frame.height:
        yield Defect("no rows", "survey", "nobody was measured", "give at least one row an arm")
        return
    there = [name for name in design.needs if name in frame.columns]
    yield from _outcome_defects(frame, design.outcome, there)
    yield from _weight_defects(frame, design.weights, there)
    yield from _unknown_labels(frame, design, there)
    if absent:
        return
    yield from _cluster_defects(frame, design)
    yield from _take_up_defects(frame, design)
    yield from _arm_defects(frame, design)
    yield from _covariate_defects(frame, design)
    yield from round_defects(frame, design)


def _outcome_defects(frame: pl.DataFrame, name: str, there: Sequence[str]) -> Iterator[Defect]:
    if name not in there:
        return
    if not is_numeric(frame[name]):
        sample = some(not_numbers(frame[name]))
        yield Defect(
            f"text: {sample}", name, "an outcome is a number", "turn it into numbers, with codes for unknown made empty"
        )
        return
    values = numbers(frame[name])
    if np.all(np.isnan(values)):
        yield Defect(f"all {values.size} values are unknown", name, "nothing was measured", "name another outcome")
    if bad := np.flatnonzero(np.isinf(values)).tolist():
        yield Defect(counted(bad, "infinite value"), name, "it has no place in a mean", "correct or empty it")


def _weight_defects(frame: pl.DataFrame, name: str, there: Sequence[str]) -> Iterator[Defect]:
    if not name or name not in there:
        return
    if not is_numeric(frame[name]):
        yield Defect("text", name, "a weight is a number", "turn it into numbers")
        return
    w = numbers(frame[name])
    if bad := np.flatnonzero(w < 0).tolist():
        yield Defect(
            counted(bad, "negative weight"), name, "a row cannot count less than nothing", "correct the weights"
        )
    if bad := np.flatnonzero(~np.isfinite(w)).tolist():
        yield Defect(
            counted(bad, "unknown weight"), name, "the row's share is not known", "fill or take out these rows"
        )
    if not np.nansum(np.abs(w)) > 0:
        yield Defect("a total of 0", name, "no row counts", "give at least one row a weight")


def _unknown_labels(frame: pl.DataFrame, design: Design, there: Sequence[str]) -> Iterator[Defect]:
    """Rows whose arm, unit, cluster or period is empty."""
    why = {
        design.arm: "the row belongs to neither side of the comparison",
        design.unit: "nobody can say whose row it is",
        design.cluster: "nobody can say what it moves together with",
        design.period: "nobody can say when it was measured",
    }
    for name, reason in why.items():
        if name and name in there and (empty := np.flatnonzero(is_empty(frame[name])).tolist()):
            yield Defect(
                counted(empty, "empty entry"), name, reason, f"fill or take out these rows{_keep(frame, name)}"
            )


def _keep(frame: pl.DataFrame, name: str) -> str:
    """How a question leaves rows without a label out, where there are few labels to name."""
    known = sorted({x for x in labels(frame[name].unique()) if x})
    if not 0 < len(known) <= NAMED:
        return ""
    at_terminal = " ".join(f"--keep {name}={x}" for x in known)
    return f": keep: [[{{column: {name}, one_of: [{', '.join(known)}]}}]] in a question, {at_terminal} at the terminal"


def _cluster_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """One cluster in all: how clusters differ cannot be seen."""
    if design.cluster and frame[design.cluster].drop_nulls().n_unique() == 1:
        why = "luck between clusters cannot be seen"
        yield Defect("1 cluster", design.cluster, why, "name smaller clusters, or none where rows were assigned")


def _take_up_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    if not design.take_up:
        return
    if not is_numeric(frame[design.take_up]):
        yield Defect("text", design.take_up, "take-up is a number from 0 to 1, or yes and no", "turn it into numbers")
        return
    values = numbers(frame[design.take_up])
    if bad := np.flatnonzero((values < 0) | (values > 1)).tolist():
        yield Defect(
            counted(bad, "value outside 0 to 1", "values outside 0 to 1"),
            design.take_up,
            "take-up is a share",
            "correct these rows",
        )


def _arm_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Arms that cannot be told apart, or have nobody to be compared with."""
    if not design.arm or design.kind in {"beneficiaries-only", "staggered"}:
        return
    words = labels(frame[design.arm])
    found = sorted({x for x in words if x is not None})
    control, treated = arms_of(found, design.control_labels, design.treated_labels)
    for name, wanted in (("control", design.control_labels), ("treated", design.treated_labels)):
        for x in wanted:
            if x not in found:
                yield Defect(
                    f"no arm '{x}'", f"{name} of {design.arm}", f"arms found: {some(found)}", did_you_mean(x, found)
                )
    if not control:
        why = "none of the arms, or more than one, has the name of a control"
        yield Defect(f"arms {some(found)}", design.arm, why, _name_control(found))
        return
    if not [x for x in treated if x in found]:
        yield Defect(f"only {some(found)}", design.arm, "nobody was treated", "name the treated arm, or give its rows")
    if not [x for x in control if x in found]:
        return
    side = np.array([1 if x in treated else 0 if x in control else -1 for x in words])
    if design.weights and is_numeric(frame[design.weights]):
        w = numbers(frame[design.weights])
        for arm, word in ((1, "treated"), (0, "control")):
            if np.nansum(w[side == arm]) == 0:
                yield Defect(
                    f"a total of 0 in the {word} arm", design.weights, "nobody in it counts", "correct the weights"
                )
    yield from _group_defects(frame, design, side)


def _name_control(found: list[str]) -> str:
    """How to say which arm others are compared with, in the file and at the terminal."""
    guess = next((x for x in found if x.lower().startswith(("non", "not", "no "))), found[0] if found else "ARM")
    return (
        f"name the arm that others are compared with: control: [{guess}] in a question, --control '{guess}' at the "
        "terminal, if it is that one"
    )


def _group_defects(frame: pl.DataFrame, design: Design, side: np.ndarray) -> Iterator[Defect]:
    """Clusters and strata in which the comparison cannot be made."""
    if design.cluster:
        groups = codes(frame, (design.cluster,))
        mixed, held = _mixed(groups, side)
        by_cluster = design.assigned == "cluster"
        if mixed and by_cluster:
            named = some(_names(frame[design.cluster], groups, mixed))
            found = f"{len(mixed)} with more than one arm ({named})"
            why = "the design says that whole clusters were assigned"
            yield Defect(found, design.cluster, why, "correct the arm or the cluster, or say assigned='unit'")
        whole = by_cluster or not any(sides >= {0, 1} for sides in held.values())
        for arm, word in ((1, "treated"), (0, "control")):
            count = sum(arm in sides for sides in held.values())
            if whole and 0 < count < FEWEST_CLUSTERS:
                why = "its own luck cannot be told from the effect"
                yield Defect(f"1 {word} cluster", design.cluster, why, "give at least two clusters an arm")
    if design.strata_columns and design.one_armed == "refuse":
        groups = codes(frame, design.strata_columns)
        _, held = _mixed(groups, side)
        for arm, word, other in ((1, "treated", "controls"), (0, "control", "treated")):
            lone = [g for g, sides in held.items() if sides == {arm}]
            if lone:
                named = some(_names(frame[design.strata_columns[0]], groups, lone))
                found = f"{len(lone)} with {word} rows and no {other} ({named})"
                why = "nothing inside them can be compared"
                yield Defect(found, " x ".join(design.strata_columns), why, "merge strata, or say one_armed='keep'")


def _names(column: pl.Series, groups: np.ndarray, wanted: Sequence[int]) -> list[str]:
    """Labels of groups, from the first row of each."""
    first = [int(np.flatnonzero(groups == g)[0]) for g in wanted[: NAMED + 1]]
    known = [x or "unknown" for x in labels(column[first])]
    return [*known, *([""] * (len(wanted) - len(known)))]


def _mixed(groups: np.ndarray, side: np.ndarray) -> tuple[list[int], dict[int, set[int]]]:
    """Groups with more than one arm, and the compared arms that each holds."""
    held: dict[int, set[int]] = {}
    pairs = np.unique(np.stack([groups, side]), axis=1)
    for g, s in pairs.T.tolist():
        held.setdefault(g, set()).add(s)
    mixed = [g for g, sides in held.items() if len(sides) > 1]
    return mixed, {g: sides - {-1} for g, sides in held.items()}


def _covariate_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Baselines and covariates that are unknown, when the design refuses them."""
    if design.baseline and not is_numeric(frame[design.baseline]):
        yield Defect("text", design.baseline, "a baseline outcome is a number", "turn it into numbers")
        return
    known = np.ones(frame.height, dtype=bool)
    if is_numeric(frame[design.outcome]):
        known = np.isfinite(numbers(frame[design.outcome]))
    for name in (design.baseline, *design.covariate_columns):
        if not name or (design.missing != "refuse"):
            continue
        column = frame[name]
        unknown = ~np.isfinite(numbers(column)) if is_numeric(column) else np.asarray(column.is_null().to_numpy())
        if bad := np.flatnonzero(unknown & known).tolist():
            why = (
                "the household was measured at the end and not at the start"
                if name == design.baseline
                else "rows would drop out"
            )
            yield Defect(
                counted(bad, "unknown value"), name, why, "say missing='leave out' or missing='indicator', or fill them"
            )
