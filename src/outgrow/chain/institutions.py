"""What institutions do to a contract: courts, norms, shared information, rival buyers and farmer ownership.

Courts and arbitration raise the chance of enforcement ``m``, norms the sanction ``S``, shared information and
associations the chance of exclusion ``d`` (Fafchamps 2004, "Market Institutions in Sub-Saharan Africa"). A household
under stronger courts complies more and can be worse off: what a breach brought it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import NOT_NEGATIVE, POSITIVE, SHARE, Floats, Range, outside, require
from outgrow.chain.contract import Contract, Numbers, check_spot
from outgrow.chain.contract_value import contract_value

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "institutions"
GRID = np.linspace(-9.0, 12.0, 8401)
"""Standard scores over which the best of several offers is averaged, in steps of 0.0025."""
NEARLY_SURE = 0.99
"""A chance between this and one is not rounded to certainty in words."""
A_POINT = 0.01
"""Of a chance: less than half of it reads as no change."""
AT_LEAST_ONE = Range("there is at least one buyer", low=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A contract and the market around it: everything that its value depends on."""

    contract: Contract
    outside_income: Numbers
    spot_median: Numbers
    spot_sdlog: Numbers


@dataclass(frozen=True, slots=True)
class SettingEffect:
    """What a change of the setting does to the mean household.

    Parameters
    ----------
    name
        What changes.
    honour
        Chance of delivering after the change, 0 to 1.
    tolerated
        Spot price up to which it delivers then.
    value
        Value of being inside per season, ``(1-delta)*V_c``, money.
    honour_change, value_change
        Against the base.
    """

    name: str
    honour: float
    tolerated: float
    value: float
    honour_change: float
    value_change: float


@dataclass(frozen=True, slots=True)
class SettingEffects:
    """Effects of several changes, one at a time, the base first."""

    effects: tuple[SettingEffect, ...]

    @property
    def traps(self) -> tuple[str, ...]:
        """Changes that raise compliance and lower what the household has."""
        return tuple(e.name for e in self.effects if e.honour_change > 0.0 > e.value_change)

    def to_frame(self) -> pl.DataFrame:
        """One row a change."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        names = SettingEffect.__dataclass_fields__
        return pl.DataFrame({name: [getattr(effect, name) for effect in self.effects] for name in names})

    def summary(self) -> str:
        """Sentence with the change that raises compliance most, and those that do so at the household's cost."""
        best = max(self.effects[1:], key=lambda effect: effect.honour_change, default=None)
        if best is None or best.honour_change < A_POINT / 2.0:
            today, most = self.effects[0].honour, max((effect.honour_change for effect in self.effects), default=0.0)
            chance = "above 99%" if NEARLY_SURE < today < 1.0 else f"of {today:.0%}"
            by = " by half a point" if most > 0.0 else ""
            return f"Contracts are honoured with a chance {chance}, and no change raises that{by}."
        text = (
            f"{best.name} raises the chance that contracts are honoured most, by {100 * best.honour_change:.0f} points"
        )
        cost = f"; at the household's cost: {', '.join(self.traps)}" if self.traps else ""
        return f"{text}{cost}."


def setting_effects(base: Setting, changed: Mapping[str, Setting]) -> SettingEffects:
    """Solve the contract in the base and in each changed setting.

    Raises
    ------
    InputError
        For numbers outside their ranges.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 0, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> base = Setting(terms, 360.0, 0.5, 0.25)
    >>> courts = replace(base, contract=replace(terms, enforcement=0.6))
    >>> found = setting_effects(base, {"stronger courts": courts})
    >>> found.traps
    ('stronger courts',)
    """
    solved = {name: solve_one(setting) for name, setting in {"today": base, **changed}.items()}
    honour, _, value = solved["today"]
    return SettingEffects(
        tuple(SettingEffect(name, h, tolerated, v, h - honour, v - value) for name, (h, tolerated, v) in solved.items())
    )


def solve_one(setting: Setting) -> tuple[float, float, float]:
    """Mean honour, tolerated price and value per season of a setting."""
    found = contract_value(setting.contract, setting.outside_income, setting.spot_median, setting.spot_sdlog)
    yearly = (1.0 - np.asarray(setting.contract.patience)) * found.inside
    return float(np.mean(found.honour)), float(np.mean(found.tolerated)), float(np.mean(yearly))


def with_ownership(contract: Contract, index: ArrayLike, strength: ArrayLike, patronage: ArrayLike = 0.0) -> Contract:
    """The contract under a buyer that its growers own in part.

    Exclusion rises by ``strength*index`` of what is missing to one, the sanction by ``strength*index`` of itself, and
    the price by the patronage refund. How strongly ownership works is weakly evidenced: the strength has no default.

    Parameters
    ----------
    contract
        Terms without ownership.
    index
        Growers' ownership index, 0 to 1.
    strength
        How far full ownership goes, 0 to 1.
    patronage
        Buyer's margin returned to growers, money per unit.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 0, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> owned = with_ownership(terms, index=0.5, strength=0.4, patronage=0.02)
    >>> round(float(owned.exclusion), 2), round(float(owned.sanction), 2), round(float(owned.price), 2)
    (0.84, 24.0, 0.52)
    """
    require(
        SUBJECT, outside(SHARE, {"index": index, "strength": strength}), outside(NOT_NEGATIVE, {"patronage": patronage})
    )
    raised = np.asarray(strength, dtype=np.float64) * np.asarray(index)
    return replace(
        contract,
        exclusion=contract.exclusion + (1.0 - np.asarray(contract.exclusion)) * raised,
        sanction=contract.sanction * (1.0 + raised),
        price=contract.price + np.asarray(patronage, dtype=np.float64),
    )


def spot_with_rivals(spot_median: float, spot_sdlog: float, rivals: float) -> tuple[float, float]:
    """Median and log standard deviation of the best of several rivals' independent lognormal offers.

    The best offer's logarithm has the mean and the standard deviation of the largest of ``rivals`` normals (by
    numerical integration), and is taken as normal again.

    Parameters
    ----------
    spot_median, spot_sdlog
        Of one rival's offer, above zero.
    rivals
        Number of rival buyers, one or more.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> [round(part, 4) for part in spot_with_rivals(0.5, 0.25, 3)]
    [0.6178, 0.187]
    """
    check_spot(spot_median, spot_sdlog)
    require(SUBJECT, outside(AT_LEAST_ONE, {"rivals": rivals}), outside(POSITIVE, {"rivals": rivals}))
    mean, sd = best_of(float(rivals))
    return float(spot_median * np.exp(spot_sdlog * mean)), float(spot_sdlog * sd)


def best_of(number: float) -> tuple[float, float]:
    """Mean and standard deviation of the largest of so many standard normals."""
    density = number * np.exp(-0.5 * GRID**2) / np.sqrt(2.0 * np.pi) * ndtr(GRID) ** (number - 1.0)
    mean = float(np.trapezoid(GRID * density, GRID))
    square = float(np.trapezoid(GRID**2 * density, GRID))
    return mean, float(np.sqrt(square - mean**2))


def credit_curve(setting: Setting, credit: ArrayLike) -> tuple[Floats, Floats]:
    """Tolerated premium over the contract price, as a share of it, and honour, as inputs on credit grow.

    The inputs themselves do not change: what is not advanced is paid in cash, so that ``cost + credit`` stays.

    Parameters
    ----------
    setting
        The contract of one household.
    credit
        Inputs on credit, money per season, shape (n,).

    Returns
    -------
    tuple of numpy.ndarray
        Premium (a share of the contract price) and honour (a chance), each of shape (n,).

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 300, 0, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> premium, honour = credit_curve(Setting(terms, 200.0, 0.5, 0.25), [0.0, 150.0, 300.0])
    >>> bool((np.diff(premium) < 0).all() and (np.diff(honour) < 0).all())
    True
    """
    terms, lent = setting.contract, np.asarray(credit, dtype=np.float64)
    require(SUBJECT, outside(NOT_NEGATIVE, {"credit": lent}), outside(POSITIVE, {"price": terms.price}))
    inputs = np.asarray(terms.cost) + np.asarray(terms.credit)
    varied = replace(terms, credit=lent, cost=np.maximum(inputs - lent, 0.0))
    found = contract_value(varied, setting.outside_income, setting.spot_median, setting.spot_sdlog)
    return np.asarray(found.tolerated / terms.price - 1.0), found.honour
