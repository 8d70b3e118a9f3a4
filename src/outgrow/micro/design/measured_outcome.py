"""The record of how an outcome varies, and a trial among such people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.micro.design.power import TrialSize

if TYPE_CHECKING:
    import polars as pl

Interval = tuple[float, float]
WHOLE = 1000.0  # numbers from here on are told without decimals
LEAST_CV = 0.005  # variation of cluster sizes below which they are told as equal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredOutcome:
    """How an outcome varies between and within clusters, and what was known of it before.

    Parameters
    ----------
    outcome, unit
        What was measured, and in what.
    mean, sd
        Mean, and standard deviation; within arms where there are any.
    icc, icc_interval
        Share of the variance between clusters, with its 95 % interval; 0 without clusters.
    r2_cluster, r2_unit
        Shares of the variance between and within clusters that the columns held constant explain.
    rows, clusters
        Rows used, and clusters; rows again where there are none.
    cluster_size, size_cv
        Mean size of the clusters, and its coefficient of variation.
    held
        Columns held constant.
    left_out
        Rows without outcome or a column held constant.
    notes
        What a reader must know, one sentence each.
    within_arms
        Whether the rows lie in arms, within which ``sd`` is.
    """

    outcome: str
    unit: str
    mean: float
    sd: float
    icc: float
    icc_interval: Interval
    r2_cluster: float
    r2_unit: float
    rows: int
    clusters: int
    cluster_size: float
    size_cv: float
    held: tuple[str, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
    within_arms: bool = False

    @property
    def clustered(self) -> bool:
        """Whether rows lie in clusters."""
        return self.cluster_size > 1

    @property
    def sizes_said(self) -> str:
        """How many rows clusters hold, in words."""
        if self.size_cv < LEAST_CV:
            return f"{self.cluster_size:.3g} rows each"
        return f"{self.cluster_size:.3g} rows on average, with a coefficient of variation of {self.size_cv:.2f}"

    def size(
        self,
        *,
        clusters: int | None = None,
        cluster_size: float | None = None,
        icc: float | None = None,
        size_cv: float | None = None,
        share_treated: float = 0.5,
        take_up: float = 1.0,
        alpha: float = 0.05,
    ) -> TrialSize:
        """A trial among such people; as large as this survey where nothing else is said."""
        return TrialSize(
            clusters=self.clusters if clusters is None else clusters,
            cluster_size=self.cluster_size if cluster_size is None else cluster_size,
            sd=self.sd,
            icc=self.icc if icc is None else icc,
            share_treated=share_treated,
            take_up=take_up,
            r2_cluster=self.r2_cluster,
            r2_unit=self.r2_unit,
            size_cv=self.size_cv if size_cv is None else size_cv,
            alpha=alpha,
        )

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: measure, value, low, high, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        low, high = self.icc_interval if self.clustered else (None, None)
        rows: list[tuple[str, float, float | None, float | None, str]] = [
            ("mean", self.mean, None, None, self.unit),
            ("standard deviation", self.sd, None, None, self.unit),
            ("intra-cluster correlation", self.icc, low, high, "share"),
            ("explained between clusters", self.r2_cluster, None, None, "share"),
            ("explained within clusters", self.r2_unit, None, None, "share"),
            ("rows", float(self.rows), None, None, "row"),
            ("clusters", float(self.clusters), None, None, "cluster"),
            ("rows in a cluster", self.cluster_size, None, None, "row"),
            ("variation of cluster sizes", self.size_cv, None, None, "share"),
        ]
        columns = {"measure": pl.String} | dict.fromkeys(("value", "low", "high"), pl.Float64) | {"unit": pl.String}
        return pl.DataFrame(rows, schema=columns, orient="row")

    def summary(self) -> str:
        """Say how the outcome varies, and how sure that is."""
        unit = f" {self.unit}" if self.unit else ""
        said = [
            f"{self.outcome}: mean {_plain(self.mean)}{unit}, standard deviation "
            f"{_plain(self.sd)}{' within arms' if self.within_arms else ''} ("
            f"{self.rows:,} rows{f' in {self.clusters:,} clusters' if self.clustered else ''})."
        ]
        if self.clustered:
            low, high = self.icc_interval
            said.append(
                f"Between clusters lie {100 * self.icc:.1f} % of the variance (95 % interval {100 * low:.1f} to "
                f"{100 * high:.1f}); clusters hold {self.sizes_said}."
            )
        if self.held:
            between = f"{100 * self.r2_cluster:.0f} % of the variance between and " if self.clustered else ""
            within = f"{100 * self.r2_unit:.0f} % of that within clusters" if self.clustered else (
                f"{100 * self.r2_unit:.0f} % of the variance"
            )  # fmt: skip
            said.append(f"{', '.join(self.held)} explain{'s' if len(self.held) == 1 else ''} {between}{within}.")
        if self.left_out:
            said.append(f"{self.left_out:,} rows without an answer were left out.")
        return " ".join([*said, *self.notes])


def _plain(x: float) -> str:
    """An amount to four digits, without powers of ten."""
    return f"{x:,.0f}" if abs(x) >= WHOLE else f"{x:.4g}"
