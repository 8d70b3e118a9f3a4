"""The nine steps of a season, one file each, in the order of `ORDER`.

Steps 3, 4, 6, 7 and 8 act on households; their functions are written once and run on arrays (the reference) and,
compiled, on single households. Steps 1, 2, 5 and 9 act on the whole system or on villages.
"""

from importlib import import_module
from typing import Final

ORDER: Final = ("fund", "deliver", "join", "produce", "price", "sell", "settle", "account", "decide")


def step_words(step: str) -> str:
    """What a step does, its equations and its sources: the text of its file."""
    return (import_module(f"outgrow.system.steps.{step}").__doc__ or "").strip()


__all__ = ["ORDER", "step_words"]
