"""What each household of a survey earns and pays, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.welfare import Sampling
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]


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


def check_columns(columns: BudgetColumns) -> None:
    """Raise with everything that is wrong with the amounts.

    Raises
    ------
    InputError
        With columns of other lengths, amounts that are negative or not finite, and a side without lines.
    """
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
