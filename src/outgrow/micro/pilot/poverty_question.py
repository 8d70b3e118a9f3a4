"""What is asked of a survey's file about poverty, column by column, and what does not belong together in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outgrow.initiative import Condition, income_unit
from outgrow.micro.welfare import MEASURES, Measure
from outgrow.vocabulary import Defect, InputError, did_you_mean

USUAL: tuple[Measure, ...] = ("headcount", "gap", "severity", "gini", "mean")
ASK = "outgrow poverty"
SAYS_TIME = "--unit KES/person/year, or /household/month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PovertyQuestion:
    """What is asked of a survey's file.

    Parameters
    ----------
    income, consumption
        Column of what a household lives on; consumption comes first where both are given.
    unit
        Unit of that column: money, household or person, and time, such as ``KES/household/year``.
    persons
        Column of the household's members.
    lines
        Poverty lines per person: numbers in the unit of the incomes, or international lines with their year, such as
        ``2.15@2017``.
    country
        Three letters of the country of the purchasing power; found by the currency when empty.
    price_year
        Year of the prices of the incomes; needed for international lines.
    price_ratio, price_source
        Consumer prices of that year over those of the line's year, and where they come from.
    purchasing_power, purchasing_power_source
        Units of money for a dollar in the line's year, where the table that comes along has none, and its source.
    weights, cluster, stratum, household, wave
        Columns of the design: sampling weight, group drawn together, stratum, name of the household, round.
    by
        Columns of groups.
    measures
        Measures of poverty and inequality.
    living_income
        Living income in the money and time of the incomes, of a household; or of a person, where ``reference_size``
        is 1.
    reference_size
        Persons that it is for; None holds every household against the same amount.
    living_income_source
        Where it comes from.
    ppi_score, ppi_table, ppi_lines
        Column of scores of the Poverty Probability Index, look-up table (a file, or one of the data set of published
        ones) and its lines.
    missing
        Codes that stand for no answer, besides those that say so themselves.
    keep
        Rows used: those that meet all conditions of at least one group; all when empty.

    Raises
    ------
    InputError
        With everything that is lacking or does not belong together.

    Examples
    --------
    >>> PovertyQuestion(income="inc", unit="KES/year", persons="size", lines=(45000.0,)).lines
    (45000.0,)
    """

    income: str = ""
    consumption: str = ""
    unit: str = ""
    persons: str = ""
    lines: tuple[float | str, ...] = ()
    country: str = ""
    price_year: int | None = None
    price_ratio: float | None = None
    price_source: str = ""
    purchasing_power: float | None = None
    purchasing_power_source: str = ""
    weights: str = ""
    cluster: str = ""
    stratum: str = ""
    household: str = ""
    wave: str = ""
    by: tuple[str, ...] = ()
    measures: tuple[str, ...] = USUAL
    living_income: float | None = None
    reference_size: float | None = None
    living_income_source: str = ""
    ppi_score: str = ""
    ppi_table: str = ""
    ppi_lines: tuple[str, ...] = ()
    missing: tuple[float, ...] = ()
    keep: tuple[tuple[Condition, ...], ...] = ()

    def __post_init__(self) -> None:
        defects = [*self._lacking(), *self._wrong(), *self._idle()]
        if defects:
            raise InputError(ASK, defects)

    @property
    def lives_on(self) -> str:
        """Column of what a household lives on."""
        return self.consumption or self.income

    def _lacking(self) -> Iterator[Defect]:
        """What a question needs and was not given."""
        asked = bool(self.lines) or self.living_income is not None
        if not asked and not self.ppi_score:
            why = "Poverty is measured against a line, a living income, or by scores"
            yield Defect("nothing is asked", "", why, "Add --line, --living-income or --ppi-score with --ppi-table")
        if asked and not self.lives_on:
            why = "A line and a living income are held against what households live on"
            yield Defect("no column of incomes", "", why, "Add --income COLUMN or --consumption COLUMN")
        if asked and self.lives_on and not self.unit:
            why = "A number without its unit cannot be held against a line"
            yield Defect("no unit of income", "--unit", why, f"Add it, such as {SAYS_TIME}")
        if (self.lines or self.reference_size is not None) and not self.persons:
            why = "Poverty is counted in persons, and incomes are shared by them"
            yield Defect("no column of persons", "--persons", why, "Add --persons COLUMN")
        if self.ppi_score and not self.ppi_table:
            why = "A score says how poor a household is by the table of its country and year"
            yield Defect("no look-up table", "--ppi-table", why, "Add a CSV file, or a published one: ppiKEN2018.csv")
        if self.purchasing_power is not None and not self.purchasing_power_source:
            why = "A number without a source cannot be judged"
            yield Defect("nothing", "--purchasing-power-source", why, "Name it, or write 'assumption'")
        if self.price_ratio is not None and not self.price_source:
            why = "A number without a source cannot be judged"
            yield Defect("nothing", "--price-source", why, "Name it, or write 'assumption'")

    def _wrong(self) -> Iterator[Defect]:
        """Numbers out of range and words that are none."""
        lines = [("--line", x) for x in self.lines if not isinstance(x, str)]
        numbers = {
            "--price-ratio": self.price_ratio, "--purchasing-power": self.purchasing_power,
            "--living-income": self.living_income, "--reference-size": self.reference_size,
        }  # fmt: skip
        for where, number in (*numbers.items(), *lines):
            if number is not None and not (0 < number < float("inf")):
                yield Defect(f"{number:g}", where, "It is a number above 0", "Correct it")
        for measure in self.measures:
            if measure not in MEASURES:
                why = "It is not a measure of poverty or inequality"
                yield Defect(f"'{measure}'", "--measure", why, did_you_mean(measure, MEASURES))
        if self.unit:
            try:
                income_unit(self.unit)
            except InputError as problem:
                yield from (Defect(d.found, "--unit", d.why, d.todo) for d in problem.defects)

    def _idle(self) -> Iterator[Defect]:
        """Options that would say nothing, because what they belong to is not asked."""
        named = any(isinstance(x, str) for x in self.lines)
        pairs: tuple[tuple[object, bool, str, str], ...] = (
            (self.country, named, "--country", "an international line, such as --line 2.15@2017"),
            (self.price_ratio, named, "--price-ratio", "an international line, such as --line 2.15@2017"),
            (self.purchasing_power, named, "--purchasing-power", "an international line, such as --line 2.15@2017"),
            (self.reference_size, self.living_income is not None, "--reference-size", "--living-income"),
            (self.living_income_source, self.living_income is not None, "--living-income-source", "--living-income"),
            (self.ppi_table, bool(self.ppi_score), "--ppi-table", "--ppi-score"),
            (self.ppi_lines, bool(self.ppi_score), "--ppi-line", "--ppi-score"),
            (self.by, bool(self.lines), "--by", "--line"),
        )
        for given, used, option, owner in pairs:
            if given and not used:
                yield Defect(f"{option} stands alone", "", f"It belongs to {owner}", "Add that, or take it out")
