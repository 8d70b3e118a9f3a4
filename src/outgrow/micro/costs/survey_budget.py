"""Budgets of a survey's households: revenue, costs and margin by arm and round, and what tells the arms apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.costs.budget_columns import BudgetColumns, check_columns
from outgrow.micro.costs.budget_records import (
    BREAK_EVEN_PRICE,
    BREAK_EVEN_YIELD,
    COSTS,
    DAYS,
    LABOUR,
    MARGIN,
    NET,
    POSITIVE,
    POSITIVE_NET,
    PRICE,
    RETURN_TO_DAY,
    REVENUE,
    YIELD,
    BudgetMoney,
    Group,
    PartialBudgetOfArms,
    SurveyBudget,
)
from outgrow.micro.costs.household_budgets import HouseholdBudgets, household_budgets
from outgrow.micro.welfare import LEVEL, Estimate, Estimates, Sampling, covariance, rounds_in_order, sampling
from outgrow.micro.welfare.estimates import interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
ROUNDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """A number and what each cluster adds to it."""

    value: float
    influence: Floats
    unit: str
    rows: int
    share: bool = False


def survey_budget(
    columns: BudgetColumns,
    money: BudgetMoney,
    *,
    left_out: Sequence[tuple[str, int]] = (),
    notes: Sequence[str] = (),
    level: float = LEVEL,
) -> SurveyBudget:
    """Add up what households of each arm and round earn and pay, and hold the arms against each other.

    Parameters
    ----------
    columns
        Amounts of each household.
    money
        Currency with its price year, unit of area, and what a day of family labour is worth.
    left_out
        Rows that could not be used, by reason.
    notes
        What a reader must know.
    level
        Confidence level.

    Returns
    -------
    SurveyBudget
        Means per household and per area, return to a day of family labour, break-even price and yield, share of
        households with a positive margin; the arms' difference as a partial budget; and where the same households were
        asked twice, each one's change and how many gained.

    Raises
    ------
    InputError
        With columns of other lengths, amounts that are negative or not finite, and fewer than two rows.

    Notes
    -----
    Means and ratios of totals with linearised design-based errors. CIMMYT (1988), From Agronomic Data to Farmer
    Recommendations; FAO (2016), Handbook on Agricultural Cost of Production Statistics, on unpaid family labour.

    Examples
    --------
    >>> one = np.array(["", "", ""])
    >>> columns = BudgetColumns(revenue={"milk": np.array([10.0, 20.0, 30.0])}, plan=sampling(3), arm=one, round=one,
    ...     costs={"feed": np.array([4.0, 8.0, 9.0])})
    >>> survey_budget(columns, BudgetMoney("KES", 2024)).of("gross margin").value
    13.0
    """
    check_columns(columns)
    groups = _groups(columns)
    plan, rows = columns.plan, []
    for group, inside in groups.items():
        rows += _estimates(_measures(columns, money, inside), columns, inside, level, group.label)
    contrast, difference = _difference(columns, money, groups, level)
    return SurveyBudget(
        money=money,
        groups=tuple(groups),
        revenue=tuple(columns.revenue),
        costs=tuple(columns.costs),
        product=columns.product,
        estimates=Estimates(tuple(rows), plan.sentence(), level),
        difference=difference,
        contrast=contrast,
        partial=_partial(columns, difference) if difference is not None else None,
        changes=_changes(columns, money, level),
        quantiles={group.label: _quantiles(columns.margin, plan.weights, inside) for group, inside in groups.items()},
        left_out=tuple(left_out),
        notes=(*notes, *_untold(columns, compared=difference is not None)),
    )


def _groups(columns: BudgetColumns) -> dict[Group, Flags]:
    """Rows of each arm and round, arms compared with first and rounds in order."""
    found: dict[Group, Flags] = {}
    for wave in rounds_in_order(columns.round):
        arms = sorted(set(columns.arm[columns.round == wave].tolist()), key=lambda a: (a in columns.treated, a))
        for arm in arms:
            inside = np.asarray((columns.arm == arm) & (columns.round == wave))
            found[Group(arm, wave, bool(arm) and arm in columns.treated)] = inside
    return found


def _measures(columns: BudgetColumns, money: BudgetMoney, inside: Flags) -> dict[str, _Measured]:
    """Everything that is said of a group of rows, from the weighted totals of its clusters."""
    n, total = int(inside.sum()), _totals(columns.plan, inside)
    ones = total(np.ones(inside.size))

    def ratio(tops: Sequence[Floats], bottoms: Sequence[Floats], unit: str) -> _Measured:
        return _Measured(*quotient(tops, bottoms), unit, n)

    def mean(x: Floats, unit: str = money.sentence) -> _Measured:
        return ratio([x], [ones], unit)

    earned = {name: total(x) for name, x in columns.revenue.items()}
    paid = {name: total(x) for name, x in columns.costs.items()}
    revenue, costs = (np.asarray(sum(lines.values(), np.zeros(ones.size))) for lines in (earned, paid))
    margin = revenue - costs
    found = {f"revenue: {name}": mean(x) for name, x in earned.items()}
    found[REVENUE] = mean(revenue)
    found |= {f"cost: {name}": mean(x) for name, x in paid.items()}
    found |= {COSTS: mean(costs), MARGIN: mean(margin)}
    own_margin = columns.margin
    found[POSITIVE] = _share(mean(total((own_margin > 0).astype(np.float64)), "share"))
    labour = np.zeros(ones.size)
    if columns.days is not None and money.wage is not None:
        days = total(columns.days)
        labour = days * money.wage
        found |= {DAYS: mean(days, "day"), LABOUR: mean(labour), NET: mean(margin - labour)}
        left = own_margin - columns.days * money.wage
        found[POSITIVE_NET] = _share(mean(total((left > 0).astype(np.float64)), "share"))
        if days.sum() > 0:
            found[RETURN_TO_DAY] = ratio([margin], [days], f"{money.code}/day")
    land = total(columns.land) if columns.land is not None else np.zeros(ones.size)
    if land.sum() > 0:
        per = f"{money.code}/{money.land_unit}"
        lines = {REVENUE: revenue, COSTS: costs, MARGIN: margin} | ({NET: margin - labour} if NET in found else {})
        found |= {money.per_land(name): ratio([x], [land], per) for name, x in lines.items()}
    q = total(columns.quantity) if columns.quantity is not None else np.zeros(ones.size)
    if q.sum() > 0:
        own, price = earned[columns.product], f"{money.code}/{money.quantity_unit}"
        burden = costs - (revenue - own)
        found |= {PRICE: ratio([own], [q], price), BREAK_EVEN_PRICE: ratio([burden], [q], price)}
        if NET in found:
            found[f"{BREAK_EVEN_PRICE}, {LABOUR} paid"] = ratio([burden + labour], [q], price)
        if land.sum() > 0 and own.sum() > 0:
            each = f"{money.quantity_unit}/{money.land_unit}"
            found |= {YIELD: ratio([q], [land], each), BREAK_EVEN_YIELD: ratio([burden, q], [own, land], each)}
    return found


def _totals(plan: Sampling, inside: Flags) -> Callable[[Floats], Floats]:
    """What adds a column up to weighted totals of the clusters, over the rows of a group."""
    cluster, weights = plan.cluster_of_row[inside], plan.weights[inside]

    def total(x: Floats) -> Floats:
        return np.asarray(np.bincount(cluster, weights * x[inside], plan.clusters), dtype=np.float64)

    return total


def quotient(tops: Sequence[Floats], bottoms: Sequence[Floats]) -> tuple[float, Floats]:
    """A product of totals over another, and what each cluster adds to it (its linearised value).

    Parameters
    ----------
    tops, bottoms
        Weighted totals of each cluster, shape (c,) each; their sums are multiplied.

    Examples
    --------
    >>> value, influence = quotient([np.array([1.0, 3.0])], [np.ones(2)])
    >>> value, influence.tolist()
    (2.0, [-0.5, 0.5])
    """
    over, under = ([float(x.sum()) for x in side] for side in (tops, bottoms))
    below = float(np.prod(under))
    value = float(np.prod(over)) / below
    influence = np.zeros_like(bottoms[0])
    for j, x in enumerate(tops):
        influence += x * float(np.prod(over[:j] + over[j + 1 :])) / below
    for x, whole in zip(bottoms, under, strict=True):
        influence -= value * x / whole
    return value, influence


def _share(measured: _Measured) -> _Measured:
    return _Measured(measured.value, measured.influence, "share", measured.rows, share=True)


def _estimates(
    measures: Mapping[str, _Measured], columns: BudgetColumns, inside: Flags, level: float, group: str
) -> list[Estimate]:
    """Numbers with design-based intervals; their degrees of freedom are those of the clusters that hold the rows."""
    plan, clusters = columns.plan, _of_clusters(columns.plan)
    here = np.bincount(plan.cluster_of_row[inside], minlength=plan.clusters) > 0
    free = int(here.sum() - np.unique(plan.stratum[here]).size)
    found = []
    for name, m in measures.items():
        error = float(covariance(m.influence, clusters)[0, 0] ** 0.5)
        low, high = interval(m.value, error, free, level, share=m.share)
        found.append(Estimate(name, m.value, error, low, high, free, m.rows, group, m.unit))
    return found


def _of_clusters(plan: Sampling) -> Sampling:
    """The same design with one row a cluster, whose values are added up already."""
    return replace(plan, weights=np.ones(plan.clusters), cluster=None)


def _difference(
    columns: BudgetColumns, money: BudgetMoney, groups: Mapping[Group, Flags], level: float
) -> tuple[str, Estimates | None]:
    """Treated less control; with two rounds the change of one less the change of the other."""
    waves = rounds_in_order(columns.round)
    known = set(columns.arm.tolist())
    treated = np.isin(columns.arm, columns.treated)
    if not columns.treated or not known - set(columns.treated) or not treated.any():
        return "", None
    if len(waves) > ROUNDS:
        return "", None
    signs = {waves[-1]: 1.0} | ({waves[0]: -1.0} if len(waves) == ROUNDS else {})
    parts: dict[str, list[tuple[float, _Measured]]] = {}
    for wave, sign in signs.items():
        for side, arms in ((1.0, treated), (-1.0, ~treated)):
            inside = np.asarray(arms & (columns.round == wave))
            if not inside.any():
                return "", None
            for name, measured in _measures(columns, money, inside).items():
                parts.setdefault(name, []).append((sign * side, measured))
    joined = {name: _joined(found) for name, found in parts.items() if len(found) == 2 * len(signs)}
    rows = _estimates(joined, columns, np.ones(columns.plan.rows, dtype=bool), level, "difference")
    contrast = (
        f"change from {waves[0]} to {waves[1]}, treated less control"
        if len(waves) == ROUNDS
        else "treated less control"
    )
    return contrast, Estimates(tuple(rows), columns.plan.sentence(), level)


def _joined(found: Sequence[tuple[float, _Measured]]) -> _Measured:
    """A sum of numbers with their signs."""
    influence = np.sum([sign * m.influence for sign, m in found], axis=0)
    value = float(sum(sign * m.value for sign, m in found))
    return _Measured(value, np.asarray(influence), found[0][1].unit, sum(m.rows for _, m in found))


def _partial(columns: BudgetColumns, difference: Estimates) -> PartialBudgetOfArms:
    """The four lines of a partial budget, from what tells the arms' lines apart."""
    gained = {name: difference.of(f"revenue: {name}", "difference") for name in columns.revenue}
    spent = {name: difference.of(f"cost: {name}", "difference") for name in columns.costs}

    def up(rows: Mapping[str, Estimate], sign: float) -> dict[str, float]:
        return {name: abs(row.value) for name, row in rows.items() if sign * row.value > 0}

    return PartialBudgetOfArms(
        extra_revenue=up(gained, 1.0),
        saved_cost=up(spent, -1.0),
        extra_cost=up(spent, 1.0),
        lost_revenue=up(gained, -1.0),
        net=difference.of(MARGIN, "difference"),
    )


def _changes(columns: BudgetColumns, money: BudgetMoney, level: float) -> dict[str, HouseholdBudgets]:
    """Each household's own change between two rounds, by arm, where households are followed."""
    waves = rounds_in_order(columns.round)
    if columns.household is None or len(waves) != ROUNDS or _twice(columns):
        return {}
    before, after = (np.flatnonzero(columns.round == wave) for wave in waves)
    _, first, last = np.intersect1d(columns.household[before], columns.household[after], return_indices=True)
    early, late = before[first], after[last]
    found = {}
    for arm in sorted(set(columns.arm[late].tolist()), key=lambda a: (a in columns.treated, a)):
        mine = columns.arm[late] == arm
        i, j = early[mine], late[mine]
        if i.size < 2:
            continue
        lines = _four_lines(columns, i, j)
        clusters = columns.cluster[j] if columns.cluster is not None else None
        if clusters is not None and np.unique(clusters).size < 2:
            continue
        plan = sampling(i.size, columns.plan.weights[j], clusters=clusters, lone="centre")
        extra, saved, cost, lost = lines
        found[arm or "all"] = household_budgets(extra, saved, cost, lost, plan, money=money.sentence, level=level)
    return found


def _twice(columns: BudgetColumns) -> int:
    """Rows whose household stands in their round already."""
    if columns.household is None:
        return 0
    pairs = {*zip(columns.household.tolist(), columns.round.tolist(), strict=True)}
    return columns.plan.rows - len(pairs)


def _untold(columns: BudgetColumns, *, compared: bool) -> Iterator[str]:
    """What is not told, and why."""
    waves = len(rounds_in_order(columns.round))
    if not compared and len(set(columns.arm.tolist())) > 1:
        why = (
            "there are more than two rounds"
            if waves > ROUNDS
            else "no arm is known as the treated one, or one side is missing in a round"
        )
        yield f"Arms are not held against each other: {why}."
    if waves == ROUNDS and (twice := _twice(columns)):
        yield f"Changes of households are not told: {twice:,} rows repeat a household in its round."


def _four_lines(columns: BudgetColumns, i: NDArray[np.int64], j: NDArray[np.int64]) -> tuple[Floats, ...]:
    """Extra revenue, saved cost, extra cost and lost revenue of each household, line by line."""
    revenue = [x[j] - x[i] for x in columns.revenue.values()]
    costs = [x[j] - x[i] for x in columns.costs.values()]

    def total(changes: Sequence[Floats], sign: float) -> Floats:
        return np.asarray(sum((np.maximum(sign * x, 0.0) for x in changes), np.zeros(i.size)))

    return total(revenue, 1.0), total(costs, -1.0), total(costs, 1.0), total(revenue, -1.0)


def _quantiles(x: Floats, weights: Floats, inside: Flags) -> tuple[tuple[float, float], ...]:
    """Weighted quantiles of the rows of a group: (share, amount)."""
    y, w = x[inside], weights[inside]
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(w[order]) / w.sum()
    places = np.minimum(np.searchsorted(reached, QUANTILES), y.size - 1)
    return tuple((q, float(y[order][k])) for q, k in zip(QUANTILES, places, strict=True))
