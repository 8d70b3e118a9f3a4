"""What others have measured, and how far a pilot's own estimate should be believed.

- ``effects``: one published effect with its standard error, design and source; standard errors recovered from
  a printed interval or p-value.
- ``pool``: effects of the same kind combined into one random-effects mean with a prediction interval: the
  effect to expect in a setting nobody has studied yet. ``reml`` estimates how much true effects differ.
- ``bias``: checks that could overturn the pooled mean: small-study asymmetry and leaving each study out.
- ``shrink``: the pilot's estimate drawn towards that outside view, because pilots are placed where they work.
- ``prices``: how a world price moves, fitted to yearly means, and paths drawn from it.
- ``records``: what the room hands over. Both the pilot's number and the shrunken one are always shown.
"""

from outgrow.evidence.bias import egger, leave_one_out
from outgrow.evidence.effects import Effect, standard_error_from_interval, standard_error_from_p
from outgrow.evidence.pool import pool
from outgrow.evidence.prices import PriceFit, fit_prices
from outgrow.evidence.records import EggerTest, PooledEffect, Shrunken, WithoutOne
from outgrow.evidence.reml import reml_variance, restricted_log_likelihood
from outgrow.evidence.shrink import shrink

__all__ = [
    "Effect",
    "EggerTest",
    "PooledEffect",
    "PriceFit",
    "Shrunken",
    "WithoutOne",
    "egger",
    "fit_prices",
    "leave_one_out",
    "pool",
    "reml_variance",
    "restricted_log_likelihood",
    "shrink",
    "standard_error_from_interval",
    "standard_error_from_p",
]
