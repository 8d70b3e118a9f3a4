"""The initiative file's poverty lines and living income, in the money, person and time of the survey's incomes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from outgrow.initiative import (
    IncomeUnit,
    Initiative,
    LivingIncome,
    PovertyLine,
    Survey,
    entries,
    income_role,
    income_unit,
    time_factor,
    to_model_units,
)
from outgrow.micro.welfare import (
    MAIN,
    Benchmark,
    MoneyLine,
    UsedLine,
    international_line,
    line_in_money,
    powers_of,
)
from outgrow.vocabulary import Defect, InputError, Parameter

ENDS = np.array([0.05, 0.5, 0.95])
Ends = tuple[float, float, float]


def unit_of_incomes(initiative: Initiative, survey: Survey) -> IncomeUnit:
    """Unit of the survey's incomes.

    Raises
    ------
    InputError
        When the column has no unit, or one that is no income, or other money than the model's.
    """
    role = income_role(survey)
    column = survey.columns[role]  # type: ignore[index]
    where = f"survey.columns.{role}"
    why = f"the poverty line of the file is in {initiative.money.code} of {initiative.money.price_year}"
    todo = "give the column its unit and price_year, or the line in the survey's money"
    if not column.unit:
        raise InputError.single(f"survey column '{column.column}'", "no unit", why, todo, where)
    try:
        unit = income_unit(column.unit, initiative.seasons.per_year)
    except InputError as problem:
        found = problem.defects[0]
        raise InputError.single(f"survey column '{column.column}'", found.found, found.why, found.todo, where) from None
    if unit.code != initiative.money.code:
        found_there = f"{column.unit} of {column.price_year or 'no year'}"
        raise InputError.single(f"survey column '{column.column}'", found_there, why, todo, where)
    return unit


def lines_of(initiative: Initiative, survey: Survey) -> tuple[UsedLine, ...]:
    """The line of ``target.poverty_line``, then those of ``survey.welfare``.

    Raises
    ------
    InputError
        With every line that cannot be turned into the money of the incomes.
    """
    unit, year = unit_of_incomes(initiative, survey), year_of_incomes(initiative, survey)
    asked = survey.welfare.lines if survey.welfare is not None else ()
    made: list[UsedLine] = []
    defects: list[Defect] = []
    for line in (None, *asked):
        name = "target.poverty_line" if line is None else f"survey.welfare.lines.{line.id}"
        try:
            made.append(_main(initiative, unit, year) if line is None else _further(initiative, line, unit, year))
        except InputError as problem:
            defects += [
                Defect(d.found, f"{name}, {d.where}" if d.where else name, d.why, d.todo) for d in problem.defects
            ]
    if defects:
        raise InputError("poverty lines", defects)
    return tuple(made)


def benchmark_of(initiative: Initiative, survey: Survey, living: LivingIncome) -> Benchmark:
    """The living income of the file in the money and time of the incomes.

    Raises
    ------
    InputError
        When its money, year or time does not convert.
    """
    unit, year = unit_of_incomes(initiative, survey), year_of_incomes(initiative, survey)
    own = income_unit(living.benchmark.unit, initiative.seasons.per_year)
    low, middle, high = _amount(initiative, living.benchmark, unit, year)
    whose = "person" if own.whose == "person" else "household"
    certain = not living.benchmark.uncertain
    return Benchmark(
        value=middle, low=None if certain else low, high=None if certain else high, unit=unit.per("household"),
        said=f"Living income: {living.benchmark.sentence()} ({source_of(initiative, living.benchmark)}).",
        reference_size=1.0 if whose == "person" else living.reference_size,
    )  # fmt: skip


def year_of_incomes(initiative: Initiative, survey: Survey) -> int:
    """Price year of the incomes; the model's where the column does not say."""
    column = survey.columns[income_role(survey)]  # type: ignore[index]
    return column.price_year or initiative.money.price_year


def source_of(initiative: Initiative, number: Parameter) -> str:
    """The citation behind a number, or that it is assumed."""
    found = initiative.sources.get(number.source)
    return number.source if found is None else found.citation.rstrip(".")


def _main(initiative: Initiative, unit: IncomeUnit, year: int) -> UsedLine:
    entry = entries(initiative)["target.poverty_line"]
    season = income_unit(f"{initiative.money.code}/person/season", initiative.seasons.per_year)
    factor = to_model_units(entry, initiative.money) * time_factor(season, unit)
    factor *= prices(initiative, initiative.money.price_year, year)[0]
    ends = (entry.parameter.at(ENDS) * factor).tolist()
    return _used(MAIN, entry.parameter, ends, initiative, unit, year)


def _further(initiative: Initiative, line: PovertyLine, unit: IncomeUnit, year: int) -> UsedLine:
    if line.amount is not None:
        return _used(line.id, line.amount, _amount(initiative, line.amount, unit, year), initiative, unit, year)
    found = _international(initiative, line, unit, year)
    spread = math.sqrt(sum(_log_half(x) ** 2 for x in (line.price_ratio, line.purchasing_power) if x is not None))
    ends = (found.value * math.exp(-spread), found.value * math.exp(spread)) if spread else (None, None)
    return UsedLine(name=line.id, value=found.value, low=ends[0], high=ends[1], said=found.summary())


def _international(initiative: Initiative, line: PovertyLine, unit: IncomeUnit, year: int) -> MoneyLine:
    row = international_line(line.international)
    if unit.days is None:
        why = "an international line is dollars a day, and the incomes do not say for how long they are"
        raise InputError.single("poverty line", f"'{unit.per(unit.whose)}'", why, "add the time: KES/year", "unit")
    if line.price_ratio is not None:
        ratio, source = line.price_ratio.middle, source_of(initiative, line.price_ratio)
    else:
        ratio, source = prices(initiative, int(row["ppp_year"]), year)
    own = line.purchasing_power
    country = line.country or next(iter(powers_of(unit.code)), unit.code)
    made = line_in_money(
        f"{row['name']}@{row['ppp_year']}", country, year, ratio, price_source=source, days=unit.days,
        purchasing_power=None if own is None else own.middle,
        purchasing_power_source="" if own is None else source_of(initiative, own),
        currency="" if own is None else unit.code,
    )  # fmt: skip
    if made.currency != unit.code:
        why = f"the survey's incomes are in {unit.code}"
        todo = "correct 'country', or give purchasing_power with its source"
        raise InputError.single("poverty line", f"a purchasing power in {made.currency}", why, todo, "country")
    return made


def _used(
    name: str, number: Parameter, ends: Sequence[float], initiative: Initiative, unit: IncomeUnit, year: int
) -> UsedLine:
    """A line from a number of the file, told with what it is in the incomes' money where that differs."""
    low, middle, high = (float(x) for x in ends)
    said = f"Line: {number.sentence()} ({source_of(initiative, number)})"
    if abs(middle / number.middle - 1) > 1e-9:
        said += f", taken as {middle:,.6g} {unit.per('person')} in prices of {year}"
    elif number.uncertain:
        said += f", taken at its middle, {middle:,.6g}"
    certain = not number.uncertain
    return UsedLine(
        name=name, value=middle, low=None if certain else low, high=None if certain else high, said=f"{said}."
    )


def _amount(initiative: Initiative, number: Parameter, unit: IncomeUnit, year: int) -> Ends:
    """5 % quantile, median and 95 % quantile of an amount of the file in the money and time of the incomes."""
    own = income_unit(number.unit, initiative.seasons.per_year)
    if own.code != unit.code:
        why = f"the survey's incomes are in {unit.code}"
        raise InputError.single("amount", f"'{number.unit}'", why, f"give it in {unit.code}")
    factor = time_factor(own, unit) * prices(initiative, number.price_year or year, year)[0]
    low, middle, high = (float(x) for x in number.at(ENDS) * factor)
    return low, middle, high


def prices(initiative: Initiative, start: int, end: int) -> tuple[float, str]:
    """Consumer prices of one year over those of another by the file's index, and where they come from.

    Raises
    ------
    InputError
        When the index lacks a year.
    """
    if start == end:
        return 1.0, f"both are of {end}"
    index = initiative.money.price_index
    lacking = [year for year in (start, end) if year not in index]
    if lacking:
        found = f"prices of {start} beside prices of {end}"
        why = f"money.price_index has no value for {' and '.join(map(str, lacking))}"
        todo = f"add money.price_index.{lacking[0]}, or price_ratio to an international line"
        raise InputError.single("prices", found, why, todo, "price_ratio")
    sources = dict.fromkeys(source_of(initiative, index[year]) for year in (start, end))
    return index[end].middle / index[start].middle, f"money.price_index ({'; '.join(sources)})"


def _log_half(number: Parameter) -> float:
    """Half the 90 % interval of a number on the logarithm."""
    low, _, high = number.at(ENDS)
    return 0.0 if not number.uncertain else float(np.log(high / low)) / 2


def line_defects(initiative: Initiative) -> Iterator[Defect]:
    """What is wrong with the lines and the living income of a file that has incomes to hold against them."""
    survey = initiative.survey
    if survey is None or not income_role(survey) or "household_size" not in survey.columns:
        return
    try:
        lines_of(initiative, survey)
        if survey.welfare is not None and survey.welfare.living_income is not None:
            benchmark_of(initiative, survey, survey.welfare.living_income)
    except InputError as problem:
        yield from problem.defects
