r"""Survey donors reweighted so that they add up to known totals (raking), with a report of how well they fit.

The new weights are those closest to the design weights, in the raking distance, that meet every total exactly
(Deville and Särndal 1992, Journal of the American Statistical Association 87:376-382):

.. math:: w_i = d_i e^{x_i \cdot \lambda}, \quad \sum_i w_i x_i = t

where :math:`x_i` are the donor's indicators of each category, and numbers whose total is known. Over categories alone
this is iterative proportional fitting (Deming and Stephan 1940). The multipliers are found by Newton's method; of
margins that repeat each other (all totals sum to the same population) the repetition is left to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
MOST_STEPS = 100  # Newton steps; a problem with a solution takes about ten
CLOSE = 1e-10  # relative misfit of a total that counts as met
SAME_SUM = 1e-6  # relative difference between margins' sums that is rounding in a published table
HALVINGS = 40
HOUSEHOLDS = "households"  # the total that is kept where no margin counts the population


@dataclass(frozen=True, slots=True)
class Raked:
    """Donors' weights after raking, and how well the totals are met.

    Parameters
    ----------
    weights
        New weight of each donor, shape (N,).
    totals
        Names of the totals, such as ``region: north`` or ``land``.
    wanted, before, after
        Each total as published, under the design weights, and now, shape (K,).
    steps
        Newton steps taken.
    """

    weights: Floats
    totals: tuple[str, ...]
    wanted: Floats
    before: Floats
    after: Floats
    steps: int

    @property
    def design_effect(self) -> float:
        """Kish's factor by which unequal weights raise a variance, ``n sum(w^2) / sum(w)^2`` (Kish 1965)."""
        w = self.weights
        return float(w.size * np.sum(w * w) / np.sum(w) ** 2)

    @property
    def largest_misfit(self) -> float:
        """Largest relative distance of a total from what was wanted."""
        return _farthest(self.after, self.wanted)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: total, wanted, before, after, misfit."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        misfit = (self.after - self.wanted) / np.where(self.wanted == 0.0, 1.0, self.wanted)
        columns = (self.totals, self.wanted, self.before, self.after, misfit)
        return pl.DataFrame(dict(zip(("total", "wanted", "before", "after", "misfit"), columns, strict=True)))

    def summary(self) -> str:
        """How well the donors stand for the population, and what it costs in precision."""
        n = self.weights.size
        far = _farthest(self.before, self.wanted)
        return (
            f"{n} donors stand for {self.weights.sum():,.0f} households and meet {len(self.totals)} totals to "
            f"{self.largest_misfit:.1g} (before: up to {far:.0%} off). Unequal weights make them worth "
            f"{n / self.design_effect:,.0f} equal ones (design effect {self.design_effect:.2f}); the heaviest donor "
            f"carries {self.weights.max() / self.weights.sum():.1%}."
        )


def _farthest(found: Floats, wanted: Floats) -> float:
    """Largest relative distance of a total from what is wanted; absolute where nothing is wanted."""
    return float(np.max(np.abs(found - wanted) / np.where(wanted == 0.0, 1.0, np.abs(wanted))))


def rake(
    design_weights: ArrayLike,
    margins: Mapping[str, tuple[ArrayLike, Mapping[str, float]]],
    numbers: Mapping[str, tuple[ArrayLike, float]] | None = None,
) -> Raked:
    """Reweight donors to known totals.

    Parameters
    ----------
    design_weights
        Positive weight of each donor, shape (N,).
    margins
        By name of a variable: each donor's category, shape (N,), and the population's households in each category.
        All margins count the same population; without any, the households are those of the design weights.
    numbers
        By name: each donor's value, shape (N,), and its total over the population.

    Raises
    ------
    InputError
        All at once: weights that are not positive, lengths that differ, categories without donors or without a total,
        margins that count different populations, a total outside what any weighting of the donors could give.

    Examples
    --------
    >>> found = rake([1.0, 1.0, 1.0], {"region": (["n", "n", "s"], {"n": 10.0, "s": 30.0})})
    >>> found.weights.round(6).tolist()
    [5.0, 5.0, 30.0]
    """
    design = _numbers("design_weights", design_weights)
    categories = {name: (np.asarray(values).ravel().astype(str), wanted) for name, (values, wanted) in margins.items()}
    sizes = {name: (_numbers(name, x), float(t)) for name, (x, t) in (numbers or {}).items()}
    if not categories and not sizes:
        todo = "Give the households in each category of a variable, or the total of a number"
        raise InputError.single("raking", "no total is given", "there is nothing to meet", todo)
    if not categories and design.size:
        sizes = {HOUSEHOLDS: (np.ones(design.size), float(design.sum()))} | sizes
    if defects := [*_defects(design, categories), *_number_defects(design, categories, sizes)]:
        raise InputError("raking", defects)
    names, columns, wanted = _auxiliaries(categories, sizes)
    start = design * _population(categories, design) / design.sum()
    weights, steps = _newton(start, columns, wanted, names)
    return Raked(weights, names, wanted, columns.T @ start, columns.T @ weights, steps)


def _numbers(name: str, values: ArrayLike) -> Floats:
    """Values as numbers."""
    try:
        return np.asarray(values, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        odd = next((v for v in np.asarray(values, dtype=object).ravel() if not _is_number(v)), values)
        raise InputError.single(
            "raking", f"'{odd}'", "a number is wanted for every donor", "Correct it", name
        ) from None


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]  # what cannot be a number is what is looked for
    except (TypeError, ValueError):
        return False
    return True


def _population(categories: Mapping[str, tuple[NDArray[np.str_], Mapping[str, float]]], design: Floats) -> float:
    """Households that all margins count."""
    for _, wanted in categories.values():
        return float(sum(wanted.values()))
    return float(design.sum())


def _auxiliaries(
    categories: Mapping[str, tuple[NDArray[np.str_], Mapping[str, float]]], sizes: Mapping[str, tuple[Floats, float]]
) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names, columns (N, K) and wanted totals (K,)."""
    names, columns, wanted = [], [], []
    for name, (values, totals) in categories.items():
        for category, total in totals.items():
            if total == 0.0:
                continue
            names.append(f"{name}: {category}")
            columns.append((values == str(category)).astype(np.float64))
            wanted.append(float(total))
    for name, (x, total) in sizes.items():
        names.append(name)
        columns.append(x)
        wanted.append(total)
    return tuple(names), np.stack(columns, axis=1), np.array(wanted)


def _newton(start: Floats, columns: Floats, wanted: Floats, names: tuple[str, ...]) -> tuple[Floats, int]:
    """Weights that meet the totals, by a damped Newton method on the convex dual."""
    scale: Floats = np.maximum(np.abs(wanted), 1e-12)
    x, target = columns / scale, wanted / scale
    multiplier = np.zeros(target.size)
    weights = start.copy()
    for step in range(1, MOST_STEPS + 1):
        miss = x.T @ weights - target
        if np.max(np.abs(miss)) < CLOSE:
            return weights, step - 1
        hessian = x.T @ (x * weights[:, None])
        direction: Floats = np.asarray(np.linalg.lstsq(hessian, -miss, rcond=1e-13)[0], dtype=np.float64)
        multiplier, weights = _damped(start, x, target, multiplier, direction)
    unmet = int(np.argmax(np.abs(x.T @ weights - target)))
    raise InputError.single(
        "raking",
        f"no positive weights meet all totals together; '{names[unmet]}' is furthest off",
        "the donors in it are too few or too alike for these totals to hold at once",
        "join small categories, drop a total, or use more donors",
    )


def _damped(start: Floats, x: Floats, target: Floats, at: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """A step that lowers the dual ``sum(w) - target.multiplier``, halved until it does."""
    value = float(np.sum(start * np.exp(np.clip(x @ at, -500, 500))) - target @ at)
    size = 1.0
    for _ in range(HALVINGS):
        there = at + size * direction
        weights = start * np.exp(np.clip(x @ there, -500, 500))
        if float(weights.sum() - target @ there) <= value + 1e-12 * abs(value):
            return there, weights
        size /= 2.0
    return there, weights


def _defects(
    design: Floats, categories: Mapping[str, tuple[NDArray[np.str_], Mapping[str, float]]]
) -> Iterator[Defect]:
    if not design.size or not np.isfinite(design).all() or (design <= 0.0).any():
        why = "a donor stands for some households"
        yield Defect("weights that are not positive", "design_weights", why, "leave such donors out")
    sums = {name: float(sum(wanted.values())) for name, (_, wanted) in categories.items()}
    for name, (values, wanted) in categories.items():
        if values.size != design.size:
            yield Defect(f"{values.size} values", name, f"there are {design.size} donors", "give one value a donor")
            continue
        yield from _category_defects(name, values, wanted)
    first = next(iter(sums.values()), 0.0)
    for name, total in sums.items():
        if abs(total - first) > SAME_SUM * max(abs(first), 1.0):
            why = f"the margin '{next(iter(sums))}' counts {first:,.0f}"
            todo = "all margins count the same population; scale one to the other"
            yield Defect(f"the totals sum to {total:,.0f}", name, why, todo)


def _category_defects(name: str, values: NDArray[np.str_], wanted: Mapping[str, float]) -> Iterator[Defect]:
    have, want = set(values.tolist()), {str(category) for category in wanted}
    for category in sorted(have - want):
        why = "donors of this category would count for nobody"
        yield Defect(f"no total for '{category}'", name, why, "add its total or leave its donors out")
    totals = {str(category): float(total) for category, total in wanted.items()}
    for category in sorted(have & want):
        if totals[category] == 0.0:
            why = "donors of this category would count for nobody"
            yield Defect(f"the total of '{category}' is 0", name, why, "leave its donors out")
    for category in sorted(want - have):
        if totals[category] > 0.0:
            why = "nobody in the survey can stand for these households"
            yield Defect(f"no donor in '{category}'", name, why, "join it with a neighbouring category")
    if any(not np.isfinite(total) or total < 0.0 for total in wanted.values()):
        yield Defect("a total that is negative or missing", name, "a total counts households", "correct it")


def _number_defects(
    design: Floats,
    categories: Mapping[str, tuple[NDArray[np.str_], Mapping[str, float]]],
    sizes: Mapping[str, tuple[Floats, float]],
) -> Iterator[Defect]:
    households = _population(categories, design) if design.size else 0.0
    for name, (x, total) in sizes.items():
        if x.size != design.size or not np.isfinite(x).all():
            yield Defect("values missing", name, f"there are {design.size} donors", "give one number a donor")
        elif not x.min() * households <= total <= x.max() * households:
            why = f"donors range from {x.min():,.4g} to {x.max():,.4g} a household"
            todo = "check unit and population of the total"
            yield Defect(f"a mean of {total / households:,.4g} a household is out of reach", name, why, todo)
