"""The nine steps of a season, one file each, in the order of `ORDER`.

Steps 3, 4, 6, 7 and 8 act on households; their functions are written once and run on arrays (the reference) and,
compiled, on single households. Steps 1, 2, 5 and 9 act on the whole system or on villages.
"""

from typing import Final

ORDER: Final = ("fund", "deliver", "join", "produce", "price", "sell", "settle", "account", "decide")

__all__ = ["ORDER"]
