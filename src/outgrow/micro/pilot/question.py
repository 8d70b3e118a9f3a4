"""One question asked of a pilot's data, answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outgrow.evidence import PilotInView, hold_against, outside_view
from outgrow.initiative import Analysis
from outgrow.micro.design import BalanceTable, Design, arms_table, balance, labels, one_row_a_unit
from outgrow.micro.design.columns import arms_of
from outgrow.micro.design.power import WantedEffect
from outgrow.micro.impact import (
    EntryTable,
    GroupEffects,
    ImpactEstimate,
    effects_by_group,
    estimate_impact,
    findable_effect,
    honest_bounds,
    lee_bounds,
    quantile_effects,
    robustness,
    who_entered,
)
from outgrow.micro.impact.records import number
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.pilot.data import Tables, design_of, readings_of, rows_of
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

MATTERS = "the smallest effect that would matter"
ELSEWHERE = "the mean of the published effects"


def answer(analysis: Analysis, tables: Tables) -> Answered:
    """Estimate what a question asks, beside what was printed and what others found.

    Parameters
    ----------
    analysis
        The question.
    tables
        The survey's tables.

    Returns
    -------
    Answered
        The estimate with arms, printed number and outside view, as far as the question names them.

    Raises
    ------
    InputError
        With every defect of table, design and outside view.
    """
    table = tables.table(analysis.file)
    frame = rows_of(table, analysis)
    design = design_of(analysis, table)
    estimate = estimate_impact(frame, design, inference=analysis.inference)
    if analysis.checks:
        estimate = robustness(frame, design, estimate)
    in_view = in_view_of(analysis, estimate)
    groups, unasked = _groups(frame, design, analysis.groups)
    arms = arms_table(frame, design) if design.arm and design.kind != "staggered" else None
    return Answered(
        id=analysis.id,
        text=analysis.text,
        file=analysis.file or tables.survey.file,
        rows_read=table.frame.height,
        rows_kept=frame.height,
        estimate=estimate,
        family=analysis.family,
        arms=arms,
        balance=_balance(frame, design, analysis.balance),
        groups=groups,
        entry=_entry(frame, design, analysis),
        quantiles=quantile_effects(frame, design, analysis.quantiles) if analysis.quantiles else None,
        bounds=lee_bounds(frame, design) if analysis.bounds else None,
        departures=honest_bounds(frame, design, analysis.departures) if analysis.departures else None,
        printed=analysis.published,
        in_view=in_view,
        findable=findable_effect(estimate, wanted_effects(analysis, in_view, estimate.reference)),
        notes=(*readings_of(table, analysis), *_not_in_view(analysis, estimate), *unasked),
    )


def _groups(
    frame: pl.DataFrame, design: Design, columns: tuple[str, ...]
) -> tuple[tuple[GroupEffects, ...], tuple[str, ...]]:
    """Effects by group, and a sentence for each column whose groups cannot be compared: the answer for all stands."""
    found, unasked = [], []
    for column in columns:
        try:
            found.append(effects_by_group(frame, design, column))
        except InputError as problem:
            defect = problem.defects[0]
            unasked.append(f"Who gains, by {column}, cannot be told: {defect.found}; {defect.why}.")
    return tuple(found), tuple(unasked)


def _balance(frame: pl.DataFrame, design: Design, named: tuple[str, ...]) -> BalanceTable | None:
    """Arms compared before the pilot, where the design has arms and the question names what was measured then."""
    if design.kind not in ("rct", "matched") or not design.arm:
        return None
    if not (named or design.baseline or design.covariates):
        return None
    once, ready, _ = one_row_a_unit(
        frame, design.but(covariates=tuple(dict.fromkeys((*design.covariate_columns, *named))))
    )
    before = tuple(ready.baseline if design.period and name == design.outcome else name for name in named)
    return balance(once, ready.but(covariates=design.covariates), before or None)


def _entry(frame: pl.DataFrame, design: Design, analysis: Analysis) -> EntryTable | None:
    """Who took part and who did not, of those who were offered to: one row a household, traits of the first round."""
    if not analysis.entry or not analysis.take_up:
        return None
    once, _, _ = one_row_a_unit(frame, design.but(covariates=analysis.entry))
    if design.kind == "rct":
        words = labels(once[design.arm])
        _, treated = arms_of(sorted({x for x in words if x}), design.control_labels, design.treated_labels)
        once = once.filter([x in treated for x in words])
    known = once.filter(once[analysis.take_up].is_not_null())
    return who_entered(known, analysis.take_up, analysis.entry, weights=analysis.weights, cluster=analysis.cluster)


def wanted_effects(
    analysis: Analysis, in_view: PilotInView | None, reference: float | None
) -> tuple[WantedEffect, ...]:
    """Effects that would matter: the smallest that the file names, and what published effects let one expect."""
    found = []
    if analysis.matters is not None:
        found.append(WantedEffect(MATTERS, analysis.matters.value, analysis.matters.source, "would matter"))
    if in_view is not None and reference and in_view.shrunken.outside_mean != 0:
        mean = in_view.shrunken.outside_mean
        source = f"{100 * mean:.3g} % of the mean it is compared with"
        found.append(WantedEffect(ELSEWHERE, mean * reference, source, "published mean"))
    return tuple(found)


def _not_in_view(analysis: Analysis, estimate: ImpactEstimate) -> Iterator[str]:
    """Why the estimate is not held against published effects though that was asked."""
    if analysis.outside is not None and estimate.relative is None:
        mean = "not known" if estimate.reference is None else f"{number(estimate.reference)} {estimate.unit}"
        yield (f"Not held against published effects, which are shares: the mean that it would be a share of is {mean}.")


def in_view_of(analysis: Analysis, estimate: ImpactEstimate) -> PilotInView | None:
    """The estimate as a share of the comparison's mean, held against published effects."""
    if analysis.outside is None:
        return None
    asked = analysis.outside
    view = outside_view(asked.kind, asked.outcome, spread=asked.spread, without=asked.without)
    if estimate.relative is None or estimate.relative_se is None or not estimate.se > 0:
        return None
    return hold_against("The pilot", estimate.relative, estimate.relative_se, view)
