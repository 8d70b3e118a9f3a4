"""Were the arms alike before the programme? The balance table, to the definitions of `iebaltab`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design.analysis import covariate_columns
from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, is_numeric, labels, numbers
from outgrow.micro.design.record import Design
from outgrow.micro.design.wording import p_words
from outgrow.micro.regression import COLLINEAR, JointTest, coefficient, joint_test, least_squares
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LARGE = 0.25  # normalised difference above which regression is sensitive to its form (Imbens and Rubin 2015)
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One covariate in one treated arm against the control arm.

    Parameters
    ----------
    covariate, arm
        Which.
    n_control, n_treated, unknown
        Rows with a number on each side, and rows of both without one.
    mean_control, mean_treated, sd_control, sd_treated
        Weighted moments (standard deviations over n - 1).
    difference
        Mean of the treated less mean of the control arm.
    normalised
        The difference over the root of the mean of both variances.
    adjusted, se, t, p
        Coefficient of the arm in a regression with strata effects and robust errors, and its test; the
        coefficient is the difference where there are no strata.
    """

    covariate: str
    arm: str
    n_control: int
    n_treated: int
    unknown: int
    mean_control: float
    mean_treated: float
    sd_control: float
    sd_treated: float
    difference: float
    normalised: float
    adjusted: float
    se: float
    t: float
    p: float


@dataclass(frozen=True, slots=True)
class JointBalance:
    """Whether all covariates together tell an arm from the control arm; rows used and left out, columns not used."""

    arm: str
    test: JointTest
    rows: int
    left_out: int
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """Balance of covariates between arms: a row a covariate and arm, and the joint test of each arm."""

    rows: tuple[BalanceRow, ...]
    joint: tuple[JointBalance, ...]
    control: str

    def to_frame(self) -> pl.DataFrame:
        """One row a covariate and arm."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        names = list(BalanceRow.__slots__)
        return pl.DataFrame([[getattr(row, name) for name in names] for row in self.rows], schema=names, orient="row")

    def joint_frame(self) -> pl.DataFrame:
        """One row an arm: F, both degrees of freedom, p, rows used and left out."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [(j.arm, j.test.f, j.test.df1, j.test.df2, j.test.p, j.rows, j.left_out) for j in self.joint]
        return pl.DataFrame(rows, schema=["arm", "f", "df1", "df2", "p", "rows", "left_out"], orient="row")

    def summary(self) -> str:
        """Say the largest differences, the joint tests, and how many numbers are unknown."""
        large = [r for r in self.rows if abs(r.normalised) > LARGE]
        worst = max(self.rows, key=lambda r: -1.0 if np.isnan(r.normalised) else abs(r.normalised))
        word = "comparison" if len(self.rows) == 1 else "comparisons"
        apart = [
            f"{r.covariate} tells {r.arm} from {self.control} completely." for r in large if np.isinf(r.normalised)
        ]
        told = [
            f"{len(self.rows)} {word} with the control arm ({self.control}): the largest normalised difference is "
            f"{worst.normalised + 0.0:z.2f} ({worst.covariate}, {worst.arm}); {len(large)} "
            f"exceed{'s' if len(large) == 1 else ''} {LARGE:g}.",
            *apart,
        ]
        for j in self.joint:
            if not j.test.df1:
                told.append(f"No covariate can be tested for {j.arm}: none varies, or they decide the arm.")
                continue
            left = f"; {j.left_out:,} rows with an unknown covariate are not in this test" if j.left_out else ""
            told.append(
                f"All covariates together, {j.arm}: F({j.test.df1}, {j.test.df2}) = {j.test.f:.2f}, "
                f"{p_words(j.test.p)}{left}."
            )
            if j.unused:
                told.append(f"Not in this test, because they do not vary or follow from others: {', '.join(j.unused)}.")
        if unknown := sum(r.unknown for r in self.rows):
            told.append(f"{unknown:,} unknown numbers were left out, each of its own row only.")
        return " ".join(told)


def balance(data: Any, design: Design, covariates: tuple[str, ...] | None = None) -> BalanceTable:
    """Compare arms before the programme, covariate by covariate and all together.

    Parameters
    ----------
    data
        Survey, one row a unit.
    design
        What the columns mean; its strata, clusters and weights are used as in the estimate.
    covariates
        Columns to compare; the design's baseline and covariates when left out. Categories count as
        indicators of each but the first.

    Returns
    -------
    BalanceTable
        For every treated arm against the control arm. Rows with an unknown number are left out of that
        covariate's line alone, and counted.

    Raises
    ------
    InputError
        As `check_design`, and without covariates.

    Notes
    -----
    Definitions of ``iebaltab`` (World Bank, DIME, ietoolkit 7): normalised difference ``(m1 - m0) /
    sqrt((v1 + v0)/2)`` (Imbens and Rubin 2015), tests from a regression on the arm with fixed effects and the
    requested errors, F test of all covariates in a regression of the arm on them.

    Examples
    --------
    >>> data = {"y": [0.0] * 6, "arm": [0, 0, 0, 1, 1, 1], "land": [1.0, 2.0, 3.0, 2.0, 3.0, 4.0]}
    >>> row = balance(data, Design(kind="rct", outcome="y", arm="arm", covariates="land")).rows[0]
    >>> row.difference, row.normalised
    (1.0, 1.0)
    """
    frame = as_frame(data)
    wanted = (
        tuple(covariates)
        if covariates is not None
        else tuple(x for x in (design.baseline, *design.covariate_columns) if x)
    )
    looser = design.but(covariates=wanted, baseline="", missing="leave out")
    if not wanted:
        raise InputError.single(
            "balance", "no covariates", "nothing to compare", "name columns measured before", "covariates"
        )
    check_design(frame, looser)
    words = np.asarray(labels(frame[design.arm]))
    control, arms = arms_of(sorted(set(words.tolist())), design.control_labels, design.treated_labels)
    names, columns = _columns(frame, looser, wanted)
    w = numbers(frame[design.weights]) if design.weights else np.ones(frame.height)
    strata = codes(frame, design.strata_columns) if design.strata_columns else None
    clusters = codes(frame, (design.cluster,)) if design.cluster else None
    rows, joint = [], []
    for arm in arms:
        pair = np.isin(words, [*control, arm])
        side = (words[pair] == arm).astype(np.float64)
        groups = () if strata is None else (strata[pair],)
        inside = None if clusters is None else clusters[pair]
        rows += [_row(name, arm, columns[pair, j], side, w[pair], groups, inside) for j, name in enumerate(names)]
        joint.append(_joint(arm, columns[pair], names, side, w[pair], groups, inside))
    return BalanceTable(tuple(rows), tuple(joint), " and ".join(control))


def _columns(frame: pl.DataFrame, design: Design, wanted: tuple[str, ...]) -> tuple[list[str], Floats]:
    """Covariates with their unknown numbers left unknown."""
    names, columns = [], []
    for name in dict.fromkeys(wanted):
        if is_numeric(frame[name]):
            found = [(name, numbers(frame[name]))]
        else:
            unknown = np.asarray(frame[name].is_null().to_numpy(), dtype=bool)
            kinds, indicators = covariate_columns(frame, design.but(covariates=name))
            found = [
                (k, np.where(unknown, NAN, x))
                for k, x in zip(kinds, indicators.T, strict=True)
                if not k.endswith(" unknown")
            ]
        for label, x in found:
            names.append(label)
            columns.append(x)
    return names, np.column_stack(columns)


def _row(
    name: str, arm: str, x: Floats, side: Floats, w: Floats, groups: tuple[Codes, ...], clusters: Codes | None
) -> BalanceRow:
    known = np.isfinite(x)
    (n0, m0, s0), (n1, m1, s1) = (_moments(x[known & (side == a)], w[known & (side == a)]) for a in (0, 1))
    spread = np.sqrt((s0**2 + s1**2) / 2)
    normalised = (m1 - m0) / spread if spread > 0 else _without_spread(m1 - m0)
    adjusted, se, t, p = NAN, NAN, NAN, NAN
    if n0 and n1:
        fit = least_squares(
            x[known], side[known][:, None], ["arm"], weights=w[known], groups=tuple(g[known] for g in groups),
            clusters=None if clusters is None else clusters[known],
        )  # fmt: skip
        if "arm" in fit.names:
            c = coefficient(fit, "arm")
            adjusted, se, p = c.estimate, c.se, c.p
            t = adjusted / se if se > 0 else NAN
    return BalanceRow(
        name, arm, n0, n1, int((~known).sum()), m0, m1, s0, s1, m1 - m0, float(normalised), adjusted, se, t, p
    )


def _joint(
    arm: str,
    columns: Floats,
    names: list[str],
    side: Floats,
    w: Floats,
    groups: tuple[Codes, ...],
    clusters: Codes | None,
) -> JointBalance:
    """Regression of the arm on all covariates, rows with every number only."""
    known = np.isfinite(columns).all(axis=1)
    left = int((~known).sum())
    if not 0 < side[known].sum() < known.sum():
        return JointBalance(arm, JointTest(NAN, 0, 0, NAN), int(known.sum()), left)
    fit = least_squares(
        side[known], columns[known], names, weights=w[known], groups=tuple(g[known] for g in groups),
        clusters=None if clusters is None else clusters[known],
    )  # fmt: skip
    used = [name for name in names if name in fit.names]
    if 1 - fit.r2 < COLLINEAR:  # nothing is left over from which an error could be told
        used = []
    unused = tuple(name for name in names if name not in fit.names)
    test = joint_test(fit, used) if used else JointTest(NAN, 0, 0, NAN)
    return JointBalance(arm, test, int(known.sum()), left, unused)


def _without_spread(difference: float) -> float:
    """Normalised difference of a column that varies in neither arm: none, or one that tells them apart completely."""
    return 0.0 if difference == 0 else float(np.copysign(np.inf, difference))


def _moments(x: Floats, w: Floats) -> tuple[int, float, float]:
    """Rows, weighted mean and standard deviation."""
    if not x.size or not w.sum() > 0:
        return int(x.size), NAN, NAN
    mean = float(np.average(x, weights=w))
    if x.size < 2:
        return 1, mean, NAN
    return int(x.size), mean, float(np.sqrt(np.average((x - mean) ** 2, weights=w) * x.size / (x.size - 1)))
