"""Policy analysis matrix: what policy and market failure give to or take from a system.

Method: Monke, E. A. and S. R. Pearson (1989), "The Policy Analysis Matrix for Agricultural Development",
Cornell University Press.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, Floats, outside, require
from outgrow.vocabulary import Defect

SUBJECT = "policy analysis matrix"


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """Revenue, tradable inputs and domestic factors at one set of prices, arrays of one shape."""

    revenue: ArrayLike
    tradables: ArrayLike
    domestic: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class PolicyMatrix:
    """Profits, transfers and ratios of a policy analysis matrix, each of the inputs' shape.

    Parameters
    ----------
    private_profit, social_profit
        Profit at market prices and at opportunity costs.
    output_transfer, input_transfer, factor_transfer, net_transfer
        Private less social revenue, tradables, domestic factors and profit.
    npc, npi
        Nominal protection coefficients of output and of tradable inputs.
    epc
        Effective protection coefficient: private over social value added.
    drc
        Domestic resource cost ratio: below 1 the country gains from the system.
    pcr
        Private cost ratio: below 1 it is privately profitable.
    pc
        Profitability coefficient: private over social profit.
    srp
        Subsidy ratio to producers: net transfer over social revenue.
    """

    private_profit: Floats
    social_profit: Floats
    output_transfer: Floats
    input_transfer: Floats
    factor_transfer: Floats
    net_transfer: Floats
    npc: Floats
    npi: Floats
    epc: Floats
    drc: Floats
    pcr: Floats
    pc: Floats
    srp: Floats


def policy_analysis_matrix(private: Budget, social: Budget) -> PolicyMatrix:
    """Compare a budget at private prices with the same budget at social prices.

    Parameters
    ----------
    private, social
        The system at market prices and at opportunity costs, money per the same unit (such as a hectare).

    Raises
    ------
    InputError
        If a number is not finite or the denominator of a ratio is zero.

    Examples
    --------
    >>> found = policy_analysis_matrix(Budget(1000, 350, 400), Budget(900, 380, 330))
    >>> round(float(found.drc), 6), round(float(found.pc), 6)
    (0.634615, 1.315789)
    """
    require(SUBJECT, finite_defects("private", private), finite_defects("social", social))
    revenue, tradables, domestic = columns(private)
    social_revenue, social_tradables, social_domestic = columns(social)
    added, social_added = revenue - tradables, social_revenue - social_tradables
    profit, social_profit = added - domestic, social_added - social_domestic
    divisors = {
        "social revenue": social_revenue,
        "social tradables": social_tradables,
        "social value added": social_added,
        "private value added": added,
        "social profit": social_profit,
    }
    require(SUBJECT, zero_defects(divisors))
    return PolicyMatrix(
        private_profit=profit,
        social_profit=social_profit,
        output_transfer=revenue - social_revenue,
        input_transfer=tradables - social_tradables,
        factor_transfer=domestic - social_domestic,
        net_transfer=profit - social_profit,
        npc=revenue / social_revenue,
        npi=tradables / social_tradables,
        epc=added / social_added,
        drc=social_domestic / social_added,
        pcr=domestic / added,
        pc=profit / social_profit,
        srp=(profit - social_profit) / social_revenue,
    )


def columns(budget: Budget) -> tuple[Floats, Floats, Floats]:
    """Revenue, tradables and domestic factors as arrays."""
    return (
        np.asarray(budget.revenue, dtype=np.float64),
        np.asarray(budget.tradables, dtype=np.float64),
        np.asarray(budget.domestic, dtype=np.float64),
    )


def finite_defects(name: str, budget: Budget) -> list[Defect]:
    """Entries of a budget that are not finite numbers."""
    entries = {"revenue": budget.revenue, "tradables": budget.tradables, "domestic": budget.domestic}
    return outside(FINITE, {f"{name} {entry}": value for entry, value in entries.items()})


def zero_defects(divisors: dict[str, Floats]) -> list[Defect]:
    """Denominators that are zero somewhere."""
    return [
        Defect("0", name, "a ratio over it is undefined", "Check the budget or leave the row out")
        for name, values in divisors.items()
        if np.any(values == 0)
    ]
