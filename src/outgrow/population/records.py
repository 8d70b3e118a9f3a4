"""The synthetic households as columns, in the order of their villages and districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]

VILLAGE: Final = 128
"""Synthetic households in a village: neighbours who see each other, and the chunk over which sums run."""

WOMAN: Final = 1
SMALL: Final = 2
ELIGIBLE: Final = 4


COLUMNS: Final = (
    "volume",
    "effect",
    "deferred_value",
    "freight",
    "other_income",
    "persons",
    "poverty_need",
    "weight",
)
"""Rows of ``Population.columns``:

- volume: sales volume without the initiative, kg per household and season
- effect: own relative change of the yield under full skill, share
- deferred_value: worth at delivery of one unit of money that is paid later, share
- freight: cost of carrying a kg to the buying point, money per kg
- other_income: income from everything else, money per household and season
- persons: weighted number of persons that the household stands for
- poverty_need: poverty line times household size, money per household and season
- weight: households that it stands for
"""


@dataclass(frozen=True, slots=True)
class Population:
    """Households of one possible world; N is a whole number of villages of `VILLAGE` households.

    Parameters
    ----------
    columns
        The columns named in `COLUMNS`, shape (8, N).
    flags
        Bits `WOMAN` (registered grower is a woman), `SMALL` (smallest third of the land), `ELIGIBLE`, shape (N,).
    district
        District number of each village, shape (N / VILLAGE,), in rising order.

    Raises
    ------
    InputError
        When the shapes do not fit together.
    """

    columns: Floats
    flags: Flags
    district: NDArray[np.int32]

    def __post_init__(self) -> None:
        size = self.flags.size
        fits = self.columns.shape == (len(COLUMNS), size) and self.district.shape == (size // VILLAGE,)
        if size == 0 or size % VILLAGE or not fits:
            raise InputError.single(
                "population",
                f"columns of shape {self.columns.shape}, {size} flags, {self.district.size} villages",
                f"{len(COLUMNS)} columns are wanted, households come in villages of {VILLAGE}, each in a district",
                "use population.from_columns, which pads the last village",
            )

    def __getitem__(self, column: str) -> Floats:
        """One column by name, shape (N,)."""
        return np.asarray(self.columns[COLUMNS.index(column)])

    @property
    def size(self) -> int:
        """Number of synthetic households."""
        return self.flags.size

    @property
    def villages(self) -> int:
        """Number of villages."""
        return self.district.size

    @property
    def households(self) -> float:
        """Households that the population stands for."""
        return float(self["weight"].sum())

    @property
    def bytes_per_household(self) -> float:
        """Memory of all columns for one synthetic household."""
        return float((self.columns.nbytes + self.flags.nbytes + self.district.nbytes) / self.size)
