"""Poverty of a survey's file without an initiative around it: the questions are asked column by column."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from outgrow.initiative import Analysis, IncomeUnit, PpiScores, Survey, SurveyColumn, income_unit
from outgrow.micro.pilot.data import Tables, rows_of
from outgrow.micro.pilot.income_rows import incomes_of
from outgrow.micro.pilot.incomes import findings
from outgrow.micro.pilot.poverty_question import ASK, SAYS_TIME, PovertyQuestion
from outgrow.micro.pilot.scores import scored, table_of
from outgrow.micro.welfare import (
    MEASURES,
    Benchmark,
    Measure,
    PpiFinding,
    UsedLine,
    WelfareFindings,
    international_line,
    line_in_money,
    powers_of,
    purchasing_powers,
)
from outgrow.sources import SurveyTable
from outgrow.vocabulary import ASSUMPTION, Defect, InputError


def analyse_poverty(
    file: str | Path, question: PovertyQuestion, *, mirror: str | Path | None = None, seed: int = 1
) -> WelfareFindings:
    """Measure poverty in a survey's file: at lines, before and after, against a living income, by scores.

    Parameters
    ----------
    file
        CSV, Excel, Parquet, Stata or SPSS.
    question
        Which columns, which lines.
    mirror
        Folder with published look-up tables.
    seed
        Seed of resamples.

    Returns
    -------
    WelfareFindings
        Poverty at each line with design-based errors; with two rounds the change, growth and redistribution, and
        persons lifted.

    Raises
    ------
    InputError
        With all defects of file, columns and lines.
    """
    path = Path(file)
    survey = Survey(file=path.name, columns=_columns(question), missing=question.missing)
    tables = Tables(survey, path.parent, alone=True)
    table, kept = _kept(tables.table(), question)
    ppi: PpiFinding | None = None
    notes: tuple[str, ...] = ()
    if question.ppi_score:
        asked = PpiScores(column=question.ppi_score, table=question.ppi_table, lines=question.ppi_lines)
        look_up = table_of(question.ppi_table, path.parent, Path(mirror) if mirror else None)
        ppi, notes = scored(asked, table, survey, look_up)
    if not question.lines and question.living_income is None:
        return WelfareFindings(name=path.name, origin=tables.origin(), ppi=ppi, notes=(*kept, *notes))
    unit = income_unit(question.unit)
    lines, defects = _lines(question, unit)
    try:
        incomes, _, lost = incomes_of(table, survey, unit, question.by)
    except InputError as problem:
        raise InputError(problem.subject, [*problem.defects, *defects]) from None
    if defects:
        raise InputError(ASK, defects)
    found = findings(incomes, lines, _measures(question), benchmark=_benchmark(question, unit), seed=seed)
    return WelfareFindings(
        name=path.name, origin=tables.origin(), lines=found.lines, living_income=found.living_income, ppi=ppi,
        notes=(*kept, *lost, *found.notes, *notes),
    )  # fmt: skip


def _columns(question: PovertyQuestion) -> dict[str, SurveyColumn]:
    """Columns by their part; a survey of scores alone names them as one that plays no part in the design."""
    roles = {
        "household_size": question.persons, "weight": question.weights, "cluster": question.cluster,
        "stratum": question.stratum, "household": question.household, "wave": question.wave,
    }  # fmt: skip
    columns = {role: SurveyColumn(column=name) for role, name in roles.items() if name}
    if question.lives_on:
        role = "consumption" if question.consumption else "income"
        columns[role] = SurveyColumn(column=question.lives_on, unit=question.unit, price_year=question.price_year)
    return columns or {"date": SurveyColumn(column=question.ppi_score)}


def _measures(question: PovertyQuestion) -> tuple[Measure, ...]:
    """The measures wanted, which the question has checked."""
    return tuple(m for m in MEASURES if m in question.measures)


def _kept(table: SurveyTable, question: PovertyQuestion) -> tuple[SurveyTable, tuple[str, ...]]:
    """The table with the rows that are used, and a sentence about the others."""
    if not question.keep:
        return table, ()
    asked = Analysis(
        id="poverty", text="Who is poor?", design="beneficiaries-only",
        outcome=question.keep[0][0].column, keep=question.keep,
    )  # fmt: skip
    kept = rows_of(table, asked)
    lost = table.frame.height - kept.height
    return replace(table, frame=kept), (f"{lost:,} of {table.frame.height:,} rows do not meet the conditions.",)


def _lines(question: PovertyQuestion, unit: IncomeUnit) -> tuple[tuple[UsedLine, ...], list[Defect]]:
    """Lines in the money of the incomes, and what is wrong with the others."""
    made: list[UsedLine] = []
    defects: list[Defect] = []
    for line in dict.fromkeys(question.lines):
        try:
            made.append(_international(line, question, unit) if isinstance(line, str) else _own(line, question, unit))
        except InputError as problem:
            defects += [Defect(d.found, f"--line {line}", d.why, d.todo) for d in problem.defects]
    return tuple(made), defects


def _own(line: float, question: PovertyQuestion, unit: IncomeUnit) -> UsedLine:
    year = f" in prices of {question.price_year}" if question.price_year else ""
    said = f"Line: {line:,.10g} {unit.per('person')}{year}, as given."
    return UsedLine(name=f"{line:,.10g}", value=float(line), said=said)


def _international(line: str, question: PovertyQuestion, unit: IncomeUnit) -> UsedLine:
    row = international_line(line)
    year = int(row["ppp_year"])
    if unit.days is None:
        why = "An international line is dollars a day, and the unit of the incomes does not say for how long they are"
        raise InputError.single("poverty line", f"'{question.unit}'", why, f"Write it with its time: {SAYS_TIME}")
    if question.price_year is None:
        why = "The line has to be brought into the prices of the incomes"
        todo = "Add --price-year, and --price-ratio with --price-source where it is another year than the line's"
        raise InputError.single("poverty line", "no year of the incomes' prices", why, todo)
    if question.price_ratio is None and question.price_year != year:
        why = f"Prices of {question.price_year} are not those of {year}"
        todo = f"Add --price-ratio, the consumer price index of {question.price_year} over that of {year}"
        raise InputError.single("poverty line", "no price ratio", why, f"{todo}, and --price-source")
    own = question.purchasing_power
    country = question.country.upper() or next(iter(powers_of(unit.code)), "")
    if own is None and not country:
        why = f"No country of the table of purchasing powers has the currency {unit.code}"
        todo = "Add --purchasing-power with its source; where incomes are in dollars of purchasing power, write "
        raise InputError.single("poverty line", f"'{line}'", why, f"{todo}the number alone: --line {row['name']}")
    if own is None and (lack := _no_power(country, year)):
        todo = (
            f"Look up PA.NUS.PRVT.PP of {country} in {year} at the World Bank, and add --purchasing-power with "
            "--purchasing-power-source"
        )
        raise InputError.single("poverty line", f"no purchasing power for {country} in {year}", lack, todo)
    made = line_in_money(
        f"{row['name']}@{year}", country, question.price_year, question.price_ratio or 1.0,
        price_source=question.price_source or f"both are of {year}", days=unit.days, purchasing_power=own,
        purchasing_power_source=question.purchasing_power_source, currency="" if own is None else unit.code,
    )  # fmt: skip
    if made.currency != unit.code:
        why = f"The incomes are in {unit.code}"
        raise InputError.single(
            "poverty line", f"a purchasing power in {made.currency}", why, "Correct --country or --unit"
        )
    return UsedLine(name=f"{row['name']}@{year}", value=made.value, said=made.summary())


def _no_power(country: str, year: int) -> str:
    """Why the table of purchasing powers has none for a country and year; empty where it has."""
    table = purchasing_powers()
    known = [f"{name} {of}" for name, of in table.select("country", "ppp_year").iter_rows()]
    return "" if f"{country} {year}" in known else f"The table that comes along has {', '.join(known)}"


def _benchmark(question: PovertyQuestion, unit: IncomeUnit) -> Benchmark | None:
    if question.living_income is None:
        return None
    whose = "person" if question.reference_size == 1 else "household"
    source = question.living_income_source or ASSUMPTION
    said = f"Living income: {question.living_income:,.10g} {unit.per(whose)} ({source})."  # type: ignore[arg-type]
    return Benchmark(
        value=question.living_income, unit=unit.per("household"), said=said, reference_size=question.reference_size
    )
