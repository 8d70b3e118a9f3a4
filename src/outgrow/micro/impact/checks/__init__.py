"""Checks that could overturn an estimate, each a file behind one protocol.

- Trials: ``lost`` (attrition), ``alike`` (balance), ``lottery`` (randomisation inference).
- Trials and comparisons over time without clusters: ``whole_groups`` (arms that look as if given to groups).
- Comparisons over time: ``pre_trend``, ``trends`` (how far they may depart).
- Matched: ``overlap``, ``weighted_balance``, ``unseen`` (Oster's delta), ``confounder`` (E-value).
- All: ``few_clusters`` (bootstrap), ``leave_one_out`` (one cluster), ``outliers``.
"""

from outgrow.micro.impact.checks.protocol import Check

__all__ = ["Check"]
