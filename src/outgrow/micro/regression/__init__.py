"""Least squares as evaluations use it: absorbed groups, survey weights, cluster-robust errors, instruments.

One engine for everything in this room that regresses, so that an impact, a balance test and an attrition test
follow the same rule for standard errors.

- ``absorb``: group means taken out of columns (fixed effects).
- ``fit``: coefficients and their robust covariance; ``inference`` a t-interval and a joint F test of them.
- ``instrument``: two-stage least squares.
"""

from outgrow.micro.regression.absorb import absorb, codes_of, is_nested
from outgrow.micro.regression.fit import COLLINEAR, Fit, cluster_sums, independent, least_squares
from outgrow.micro.regression.inference import Coefficient, JointTest, coefficient, joint_test, t_interval, t_p_value
from outgrow.micro.regression.instrument import two_stage

__all__ = [
    "COLLINEAR",
    "Coefficient",
    "Fit",
    "JointTest",
    "absorb",
    "cluster_sums",
    "codes_of",
    "coefficient",
    "independent",
    "is_nested",
    "joint_test",
    "least_squares",
    "t_interval",
    "t_p_value",
    "two_stage",
]
