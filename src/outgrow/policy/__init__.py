"""What could be done: the initiative's options appraised on the same worlds and luck as the case without them."""

from outgrow.policy.appraise import Appraisal, appraise

__all__ = ["Appraisal", "appraise"]
