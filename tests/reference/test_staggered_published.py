"""Starts in different periods against what R and Stata print, and against other programs.

The county teen employment of Callaway and Sant'Anna (2021) and the Medicaid expansions of Rambachan and Roth's package
HonestDiD come with the Python package ``moderndid``, which is also a second implementation.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import polars as pl
import pytest

from outgrow.micro import Design, ImpactEstimate, estimate_impact, honest_bounds, relative_magnitudes
from outgrow.vocabulary import InputError

LOGIT = 2e-6  # chance of treatment, found by another search than R's
PRINTED_4 = 5e-5  # half a unit of the fourth printed digit
SAME = 1e-9  # two programs' floating point
BOOTSTRAPPED = 0.12  # relative; printed errors are those of 1,000 draws

MINIMUM_WAGE = Design(
    kind="staggered", outcome="lemp", unit="countyreal", period="year", first_treated="first.treat", comparison="never"
)
# R package did 2.5.1, att_gt(lemp ~ lpop, never treated, "dr", bstrap = FALSE) and aggte, as printed to ten digits
# beside the same numbers of Stata's csdid.
R_EVENTS = {
    "+0": (-0.0210603598, 0.0114942117),
    "+1": (-0.0530032043, 0.0163464516),
    "+2": (-0.1404483368, 0.0353781547),
    "+3": (-0.1069038981, 0.0328864930),
}
R_COHORTS = {
    "2004": (-0.0845759462, 0.0245648746),
    "2006": (-0.0201666459, 0.0174696250),
    "2007": (-0.0287813610, 0.0162389530),
}
# The README of did 2.1.1: att_gt without covariates, "reg", errors by the multiplier bootstrap.
README_EVENTS = {
    "+0": (-0.0199, 0.0126),
    "+1": (-0.0510, 0.0163),
    "+2": (-0.1373, 0.0387),
    "+3": (-0.1008, 0.0376),
}
README_COHORTS = {"2004": (-0.0797, 0.0283), "2006": (-0.0229, 0.0168), "2007": (-0.0261, 0.0176)}
# The README of HonestDiD: effect of 2014, robust intervals by m, from a grid of 1,000 points.
README_MEDICAID = {0.5: (0.0240, 0.0672), 1.0: (0.0170, 0.0720), 1.5: (0.00824, 0.0797), 2.0: (-0.000916, 0.0881)}
GRID_POINTS, GRID_REACH = 999, 40.0  # steps of the package's grid, and its width in standard errors


def loaded(name: str) -> pl.DataFrame:
    pytest.importorskip("diff_diff")
    module = pytest.importorskip("moderndid")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = getattr(module, name)()
    return table if isinstance(table, pl.DataFrame) else pl.from_pandas(table)


@pytest.fixture(scope="module")
def counties() -> pl.DataFrame:
    return loaded("load_mpdta")


def numbers(found: ImpactEstimate, family: str) -> dict[str, tuple[float, float]]:
    return {part.label: (part.estimate, part.se) for part in found.parts if part.family == family}


def test_doubly_robust_effects_and_errors_are_those_that_r_and_stata_print(counties):
    found = estimate_impact(counties, MINIMUM_WAGE.but(covariates="lpop"))
    events, cohorts = numbers(found, "periods since the start"), numbers(found, "starters of")
    for label, printed in R_EVENTS.items():
        assert events[label] == pytest.approx(printed, abs=LOGIT)
    assert cohorts.keys() == R_COHORTS.keys()
    for label, printed in R_COHORTS.items():
        assert cohorts[label] == pytest.approx(printed, abs=LOGIT)


def test_effects_without_covariates_are_those_of_the_packages_readme(counties):
    found = estimate_impact(counties, MINIMUM_WAGE)
    for family, table in (("periods since the start", README_EVENTS), ("starters of", README_COHORTS)):
        here = numbers(found, family)
        for label, (estimate, se) in table.items():
            assert here[label][0] == pytest.approx(estimate, abs=PRINTED_4)
            assert here[label][1] == pytest.approx(se, rel=BOOTSTRAPPED)


@pytest.mark.parametrize(("comparison", "theirs"), [("not yet", "notyettreated"), ("never", "nevertreated")])
def test_the_overall_effect_and_its_error_equal_another_program(counties, comparison, theirs):
    module = pytest.importorskip("moderndid")
    found = estimate_impact(counties, MINIMUM_WAGE.but(comparison=comparison))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        groups = module.att_gt(
            data=counties, yname="lemp", tname="year", idname="countyreal", gname="first.treat", xformla="~1",
            control_group=theirs, est_method="reg", boot=False, base_period="universal",
        )  # fmt: skip
        other = module.aggte(groups, type="simple")
        events = module.aggte(groups, type="dynamic")
    assert (found.estimate, found.se) == pytest.approx((other.overall_att, other.overall_se), rel=SAME)
    here = numbers(found, "periods since the start")
    for time, effect, se in zip(events.event_times, events.att_by_event, events.se_by_event, strict=True):
        if time != -1:
            assert here[f"{int(time):+d}"] == pytest.approx((effect, se), rel=1e-6)


def test_nobody_who_never_starts_leaves_nobody_to_compare_with(counties):
    starters = counties.filter(pl.col("first.treat") > 0)
    with pytest.raises(InputError, match="nobody never starts"):
        estimate_impact(starters, MINIMUM_WAGE)
    assert "had not started" in estimate_impact(starters, MINIMUM_WAGE.but(comparison="not yet")).method


@pytest.fixture(scope="module")
def medicaid() -> tuple[np.ndarray, np.ndarray]:
    """Event study of the README: states that expanded in 2014 against those that had not by 2015."""
    table = loaded("load_ehec").filter((pl.col("year") < 2016) & (pl.col("yexp2").fill_null(0) != 2015))
    pf: Any = pytest.importorskip("pyfixest")
    frame = table.with_columns(
        D=(pl.col("yexp2").fill_nan(None).fill_null(0) == 2014).cast(pl.Int64), year=pl.col("year").cast(pl.Int64)
    ).to_pandas()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = pf.feols("dins ~ i(year, D, ref=2013) | stfips + year", frame, vcov={"CRV1": "stfips"})
    return fit.coef().to_numpy(), np.asarray(fit._vcov)


def test_intervals_under_departures_are_those_of_the_packages_readme(medicaid):
    """The package reports points of a grid that it accepts: at most one step inside the ends found here."""
    effects, covariance = medicaid
    step = GRID_REACH * float(np.sqrt(covariance[5, 5])) / GRID_POINTS
    for m, (low, high) in README_MEDICAID.items():
        here = relative_magnitudes(effects, covariance, 5, np.array([1.0, 0.0]), m)
        assert 0 <= low - here[0] + PRINTED_4 <= step + 2 * PRINTED_4
        assert 0 <= here[1] - high + PRINTED_4 <= step + 2 * PRINTED_4


def test_intervals_widen_with_the_departure_and_hold_the_estimate(counties):
    found = honest_bounds(counties, MINIMUM_WAGE, (0.0, 0.5, 1.0, 2.0))
    assert np.all(np.diff(found.lower) < 0)
    assert np.all(np.diff(found.upper) > 0)
    assert found.lower[0] < found.estimate < found.upper[0]
    at_once = honest_bounds(counties, MINIMUM_WAGE, (0.0,), since=0)
    assert at_once.estimate == pytest.approx(R_EVENTS["+0"][0], abs=2e-3)
    with pytest.raises(InputError, match="effects are known 0, 1, 2, 3 periods since the start"):
        honest_bounds(counties, MINIMUM_WAGE, since=7)
