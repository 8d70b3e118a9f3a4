"""What incomes and poverty lines are counted in: which money, whose, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from outgrow.vocabulary import CURRENCIES, InputError, did_you_mean

Whose = Literal["household", "person", ""]
DAYS_OF_YEAR = 365.0
WHOSE: dict[str, Whose] = {
    "household": "household", "households": "household", "hh": "household", "farmer": "household",
    "person": "person", "persons": "person", "people": "person", "capita": "person", "head": "person",
}  # fmt: skip
TIMES = {"day": 365.0, "week": 365.0 / 7, "month": 12.0, "year": 1.0}
AS_SPOKEN = {
    "FCFA": "XOF (West Africa) or XAF (Central Africa)", "CFA": "XOF (West Africa) or XAF (Central Africa)",
    "KSH": "KES", "KSHS": "KES", "USH": "UGX", "TSH": "TZS", "FRW": "RWF", "BIRR": "ETB", "CEDI": "GHS",
}  # fmt: skip
HOW_TO_WRITE = "write it like KES/year, KES/household/month or KES/person/day"


@dataclass(frozen=True, slots=True)
class IncomeUnit:
    """A unit of income, read.

    Parameters
    ----------
    code
        Currency, three letters.
    whose
        ``household`` or ``person``; empty where the unit does not say.
    time
        ``day``, ``week``, ``month``, ``year`` or ``season``; empty where the unit does not say.
    a_year
        How often that time fits into a year; None where it is not known.
    """

    code: str
    whose: Whose
    time: str
    a_year: float | None

    @property
    def days(self) -> float | None:
        """Days that the time lasts; None where it is not known."""
        return None if self.a_year is None else DAYS_OF_YEAR / self.a_year

    def per(self, whose: Whose) -> str:
        """The unit as people write it, for a person or a household.

        Examples
        --------
        >>> income_unit("KES/month").per("person")
        'KES/person/month'
        """
        return "/".join(part for part in (self.code, whose, self.time) if part)


def income_unit(unit: str, seasons_per_year: float | None = None) -> IncomeUnit:
    """Read a unit of income such as ``KES``, ``KES/year``, ``KES/person/day``.

    Parameters
    ----------
    unit
        As written.
    seasons_per_year
        Seasons of the initiative in a year, for ``KES/season``; a unit without a time is taken as one season's. None
        outside an initiative: such times are then not known.

    Raises
    ------
    InputError
        When it is no money, or is counted by something else than persons, households and time.

    Examples
    --------
    >>> income_unit("KES/person/day")
    IncomeUnit(code='KES', whose='person', time='day', a_year=365.0)
    >>> income_unit("KES", 1.5).per("person")
    'KES/person/season'
    """
    code, *parts = [part.strip() for part in unit.split("/")]
    if code not in CURRENCIES:
        spoken = AS_SPOKEN.get(code.upper())
        hint = f"{code} is {spoken}." if spoken else did_you_mean(code.upper(), CURRENCIES) if code else ""
        why = "an income is counted in money, by its three letters"
        raise InputError.single("unit of income", f"'{unit}'", why, f"{hint} {HOW_TO_WRITE}".strip())
    whose: Whose = ""
    time = ""
    for part in parts:
        word = part.removesuffix("s") if part.removesuffix("s") in (*TIMES, "season") else part
        if part in WHOSE and not whose:
            whose = WHOSE[part]
        elif word in (*TIMES, "season") and not time:
            time = word
        else:
            hint = did_you_mean(part, [*WHOSE, *TIMES, "season"])
            why = f"'{part}' says neither whose the income is nor for how long"
            raise InputError.single("unit of income", f"'{unit}'", why, f"{hint} {HOW_TO_WRITE}".strip())
    if not time and seasons_per_year is not None:
        time = "season"
    return IncomeUnit(code, whose, time, TIMES.get(time, seasons_per_year if time else None))


def time_factor(first: IncomeUnit, second: IncomeUnit) -> float:
    """What an amount for the time of the first unit is multiplied by to be one for the time of the second.

    Raises
    ------
    InputError
        When the one says its time and the other does not, or a season's length is not known.

    Examples
    --------
    >>> time_factor(income_unit("KES/month"), income_unit("KES/year"))
    12.0
    """
    if first.time == second.time:
        return 1.0
    if first.a_year is None or second.a_year is None:
        names = [f"'{one.per(one.whose)}'" for one in (first, second)]
        why = "amounts for different times are not compared"
        todo = "write both with their time, such as KES/person/year"
        raise InputError.single("unit of income", f"{names[0]} beside {names[1]}", why, todo)
    return first.a_year / second.a_year
