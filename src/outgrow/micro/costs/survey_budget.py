"""Budgets of a survey's households: revenue, costs and margin by arm and round, and what tells the arms apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
from outgrow.micro.welfare import LEVEL, Estimate, Estimates, Sampling, covariance, sampling
from outgrow.micro.welfare.estimates import interval
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
ROUNDS = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BudgetColumns:
    """Households' amounts, one row a household and round, n rows without gaps.

    Parameters
    ----------
    revenue, costs
        Amounts of money of each line, shape (n,).
    days
        Days of unpaid family labour, shape (n,); None where nobody asked.
    land
        Area, in the unit of the money's ``land_unit``, shape (n,); None where nobody asked.
    quantity, product
        Quantity of the product whose break-even is asked, shape (n,), and its line of revenue.
    arm, round
        Labels, shape (n,); empty text for one arm or round.
    treated
        Labels of the arms that were offered the pilot.
    household
        Labels by which households are found again in the next round, shape (n,); None where they are not followed.
    plan
        How the rows were drawn.
    """

    revenue: Mapping[str, Floats]
    costs: Mapping[str, Floats]
    plan: Sampling
    arm: NDArray[np.str_]
    round: NDArray[np.str_]
    treated: tuple[str, ...] = ()
    days: Floats | None = None
    land: Floats | None = None
    quantity: Floats | None = None
    product: str = ""
    household: NDArray[np.str_] | None = None
    cluster: NDArray[np.str_] | None = None

    @property
    def total_revenue(self) -> Floats:
        """Revenue of each row."""
        return np.asarray(sum(self.revenue.values(), np.zeros(self.plan.rows)))

    @property
    def total_costs(self) -> Floats:
        """Cash costs of each row."""
        return np.asarray(sum(self.costs.values(), np.zeros(self.plan.rows)))

    @property
    def margin(self) -> Floats:
        """Gross margin of each row: revenue less cash costs."""
        return self.total_revenue - self.total_costs


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """A number and what each row adds to it."""

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
    _check(columns)
    groups = _groups(columns)
    plan, rows = columns.plan, []
    for group, inside in groups.items():
        for name, measured in _measures(columns, money, inside).items():
            rows.append(_estimate(name, measured, columns, inside, level, group.label))
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
        notes=tuple(notes),
    )


def _groups(columns: BudgetColumns) -> dict[Group, Flags]:
    """Rows of each arm and round, arms compared with first and rounds in order."""
    found: dict[Group, Flags] = {}
    for wave in sorted(set(columns.round.tolist())):
        arms = sorted(set(columns.arm[columns.round == wave].tolist()), key=lambda a: (a in columns.treated, a))
        for arm in arms:
            inside = np.asarray((columns.arm == arm) & (columns.round == wave))
            found[Group(arm, wave, bool(arm) and arm in columns.treated)] = inside
    return found


def _measures(columns: BudgetColumns, money: BudgetMoney, inside: Flags) -> dict[str, _Measured]:
    """Everything that is said of a group of rows."""
    w, n = columns.plan.weights, int(inside.sum())
    on = inside.astype(np.float64)

    def ratio(tops: Sequence[Floats], bottoms: Sequence[Floats], unit: str) -> _Measured:
        return _Measured(*quotient([on * x for x in tops], [on * x for x in bottoms], w), unit, n)

    def mean(x: Floats, unit: str = money.sentence) -> _Measured:
        return ratio([x], [np.ones(on.size)], unit)

    revenue, costs, margin = columns.total_revenue, columns.total_costs, columns.margin
    found = {f"revenue: {name}": mean(x) for name, x in columns.revenue.items()}
    found[REVENUE] = mean(revenue)
    found |= {f"cost: {name}": mean(x) for name, x in columns.costs.items()}
    found |= {COSTS: mean(costs), MARGIN: mean(margin)}
    found[POSITIVE] = _share(mean((margin > 0).astype(np.float64), "share"))
    labour = np.zeros(on.size)
    if columns.days is not None and money.wage is not None:
        labour = columns.days * money.wage
        found |= {DAYS: mean(columns.days, "day"), LABOUR: mean(labour), NET: mean(margin - labour)}
        found[POSITIVE_NET] = _share(mean((margin - labour > 0).astype(np.float64), "share"))
        if (w * on * columns.days).sum() > 0:
            found[RETURN_TO_DAY] = ratio([margin], [columns.days], f"{money.code}/day")
    land = columns.land
    if land is not None and (w * on * land).sum() > 0:
        per = f"{money.code}/{money.land_unit}"
        found[money.per_land(REVENUE)] = ratio([revenue], [land], per)
        found[money.per_land(COSTS)] = ratio([costs], [land], per)
        found[money.per_land(MARGIN)] = ratio([margin], [land], per)
        if NET in found:
            found[money.per_land(NET)] = ratio([margin - labour], [land], per)
    q = columns.quantity
    if q is not None and (w * on * q).sum() > 0:
        own = columns.revenue[columns.product]
        burden = costs - (revenue - own)
        price = f"{money.code}/{money.quantity_unit}"
        found[PRICE] = ratio([own], [q], price)
        found[BREAK_EVEN_PRICE] = ratio([burden], [q], price)
        if NET in found:
            found[f"{BREAK_EVEN_PRICE}, {LABOUR} paid"] = ratio([burden + labour], [q], price)
        if land is not None and (w * on * land).sum() > 0 and (w * on * own).sum() > 0:
            each = f"{money.quantity_unit}/{money.land_unit}"
            found[YIELD] = ratio([q], [land], each)
            found[BREAK_EVEN_YIELD] = ratio([burden, q], [own, land], each)
    return found


def quotient(tops: Sequence[Floats], bottoms: Sequence[Floats], weights: Floats) -> tuple[float, Floats]:
    """A product of weighted totals over another, and what each row adds to it (its linearised value).

    Parameters
    ----------
    tops, bottoms
        Columns whose totals are multiplied, shape (n,) each.
    weights
        Shape (n,).

    Examples
    --------
    >>> value, influence = quotient([np.array([1.0, 3.0])], [np.ones(2)], np.ones(2))
    >>> value, influence.tolist()
    (2.0, [-0.5, 0.5])
    """
    over = [float(weights @ x) for x in tops]
    under = [float(weights @ x) for x in bottoms]
    below = float(np.prod(under))
    value = float(np.prod(over)) / below
    influence = np.zeros_like(weights)
    for j, x in enumerate(tops):
        influence += x * float(np.prod(over[:j] + over[j + 1 :])) / below
    for x, total in zip(bottoms, under, strict=True):
        influence -= value * x / total
    return value, influence


def _share(measured: _Measured) -> _Measured:
    return _Measured(measured.value, measured.influence, "share", measured.rows, share=True)


def _estimate(name: str, m: _Measured, columns: BudgetColumns, inside: Flags, level: float, group: str) -> Estimate:
    """A number with its design-based interval; its degrees of freedom are those of the clusters that hold its rows."""
    error = float(covariance(m.influence, columns.plan)[0, 0] ** 0.5)
    here = np.unique(columns.plan.cluster_of_row[inside])
    free = int(here.size - np.unique(columns.plan.stratum[here]).size)
    low, high = interval(m.value, error, free, level, share=m.share)
    return Estimate(name, m.value, error, low, high, free, m.rows, group, m.unit)


def _difference(
    columns: BudgetColumns, money: BudgetMoney, groups: Mapping[Group, Flags], level: float
) -> tuple[str, Estimates | None]:
    """Treated less control; with two rounds the change of one less the change of the other."""
    waves = sorted(set(columns.round.tolist()))
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
    full = {name: found for name, found in parts.items() if len(found) == 2 * len(signs)}
    rows = []
    for name, found in full.items():
        value = sum(sign * m.value for sign, m in found)
        influence = np.sum([sign * m.influence for sign, m in found], axis=0)
        joined = _Measured(float(value), np.asarray(influence), found[0][1].unit, sum(m.rows for _, m in found))
        rows.append(_estimate(name, joined, columns, np.ones(columns.plan.rows, dtype=bool), level, "difference"))
    contrast = (
        f"change from {waves[0]} to {waves[1]}, treated less control"
        if len(waves) == ROUNDS
        else "treated less control"
    )
    return contrast, Estimates(tuple(rows), columns.plan.sentence(), level)


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
    waves = sorted(set(columns.round.tolist()))
    if columns.household is None or len(waves) != ROUNDS:
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


def _check(columns: BudgetColumns) -> None:
    """Raise with everything that is wrong with the amounts."""
    named = {f"revenue.{name}": x for name, x in columns.revenue.items()}
    named |= {f"costs.{name}": x for name, x in columns.costs.items()}
    extra = {"family labour": columns.days, "land": columns.land, "quantity": columns.quantity}
    named |= {name: x for name, x in extra.items() if x is not None}
    defects = []
    for name, x in named.items():
        if x.shape != (columns.plan.rows,):
            found = f"{x.size} amounts for {columns.plan.rows} rows"
            defects.append(Defect(found, name, "every row has one amount", "match the columns"))
        elif (bad := np.flatnonzero(~(np.isfinite(x) & (x >= 0)))).size:
            why = "an amount is zero or positive and finite"
            todo = "correct them; money that was lost belongs to the other side of the budget"
            defects.append(Defect(f"{bad.size} rows, first at {bad[0] + 1}", name, why, todo))
    if not columns.revenue or not columns.costs:
        defects.append(Defect("no lines", "revenue or costs", "a margin has both", "name at least one of each"))
    if defects:
        raise InputError("budgets of the survey", defects)
