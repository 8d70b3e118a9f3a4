"""What others have measured, and how far a pilot's own estimate should be believed.

- ``effects``: one published effect with its standard error, design and source; standard errors recovered from
  a printed interval or p-value.
- ``pool``: effects of the same kind combined into one random-effects mean with a prediction interval: the
  effect to expect in a setting nobody has studied yet. ``reml`` estimates how much true effects differ.
- ``studies``: effects and errors as arrays, or every number that is none.
- ``bias``: checks that could overturn the pooled mean: small-study asymmetry and leaving each study out.
- ``published``: a table of published effects with their sources, by kind of initiative and outcome; ``catalogue``
  writes it as a page.
- ``outside_view``: what that table says of a kind, with nobody counted twice; ``in_view`` holds a pilot's estimate
  against it, with the reason why both numbers differ.
- ``shrink``: the pilot's estimate drawn towards that outside view, because pilots are placed where they work: what
  to expect where the pilot was; ``new_setting`` what to expect where it was not.
- ``prices``: how a world price moves, fitted to yearly means, and paths drawn from it.
- ``price_process``: the process that the world price follows in the season, by resampled months or by that fit;
  ``world_price`` takes it from what a case names, and ``price_spread`` holds a process against the prices.
- ``records``: what the room hands over. Both the pilot's number and the shrunken one are always shown.
"""

from outgrow.evidence.bias import egger, leave_one_out
from outgrow.evidence.catalogue import effects_page
from outgrow.evidence.effects import Effect, standard_error_from_interval, standard_error_from_p
from outgrow.evidence.in_view import PilotInView, hold_against
from outgrow.evidence.outside_view import OutsideView, outside_view
from outgrow.evidence.pool import pool
from outgrow.evidence.price_process import PriceMoves, PriceProcess, price_process
from outgrow.evidence.price_spread import Spread, held_against
from outgrow.evidence.prices import PriceFit, fit_prices
from outgrow.evidence.published import published_effects, published_table
from outgrow.evidence.records import EggerTest, NewSetting, PooledEffect, Shrunken, WithoutOne
from outgrow.evidence.reml import reml_variance, restricted_log_likelihood
from outgrow.evidence.shrink import new_setting, shrink
from outgrow.evidence.world_price import world_price_of

__all__ = [
    "Effect",
    "EggerTest",
    "NewSetting",
    "OutsideView",
    "PilotInView",
    "PooledEffect",
    "PriceFit",
    "PriceMoves",
    "PriceProcess",
    "Shrunken",
    "Spread",
    "WithoutOne",
    "effects_page",
    "egger",
    "fit_prices",
    "held_against",
    "hold_against",
    "leave_one_out",
    "new_setting",
    "outside_view",
    "pool",
    "price_process",
    "published_effects",
    "published_table",
    "reml_variance",
    "restricted_log_likelihood",
    "shrink",
    "standard_error_from_interval",
    "standard_error_from_p",
    "world_price_of",
]
