"""Poverty of a survey's file without an initiative around it: the questions are asked column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from outgrow.initiative import Analysis, Condition, IncomeUnit, PpiScores, Survey, SurveyColumn, income_unit
from outgrow.micro.pilot.data import Tables, rows_of
from outgrow.micro.pilot.income_rows import incomes_of
from outgrow.micro.pilot.incomes import findings
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
)
from outgrow.sources import SurveyTable
from outgrow.vocabulary import ASSUMPTION, Defect, InputError, did_you_mean

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
        why = "an international line is dollars a day, and the unit of the incomes does not say for how long they are"
        raise InputError.single("poverty line", f"'{question.unit}'", why, f"write it with its time: {SAYS_TIME}")
    if question.price_year is None:
        why = "the line has to be brought into the prices of the incomes"
        todo = "add --price-year, and --price-ratio with --price-source where it is another year than the line's"
        raise InputError.single("poverty line", "no year of the incomes' prices", why, todo)
    if question.price_ratio is None and question.price_year != year:
        why = f"prices of {question.price_year} are not those of {year}"
        todo = f"add --price-ratio, the consumer price index of {question.price_year} over that of {year}"
        raise InputError.single("poverty line", "no price ratio", why, f"{todo}, and --price-source")
    own = question.purchasing_power
    country = question.country.upper() or next(iter(powers_of(unit.code)), "")
    if own is None and not country:
        why = f"no country of the table of purchasing powers has the currency {unit.code}"
        todo = "add --purchasing-power with its source; where incomes are in dollars of purchasing power, write "
        raise InputError.single("poverty line", f"'{line}'", why, f"{todo}the number alone: --line {row['name']}")
    made = line_in_money(
        f"{row['name']}@{year}", country, question.price_year, question.price_ratio or 1.0,
        price_source=question.price_source or f"both are of {year}", days=unit.days, purchasing_power=own,
        purchasing_power_source=question.purchasing_power_source, currency="" if own is None else unit.code,
    )  # fmt: skip
    if made.currency != unit.code:
        why = f"the incomes are in {unit.code}"
        raise InputError.single(
            "poverty line", f"a purchasing power in {made.currency}", why, "correct --country or --unit"
        )
    return UsedLine(name=f"{row['name']}@{year}", value=made.value, said=made.summary())


def _benchmark(question: PovertyQuestion, unit: IncomeUnit) -> Benchmark | None:
    if question.living_income is None:
        return None
    whose = "person" if question.reference_size == 1 else "household"
    source = question.living_income_source or ASSUMPTION
    said = f"Living income: {question.living_income:,.10g} {unit.per(whose)} ({source})."  # type: ignore[arg-type]
    return Benchmark(
        value=question.living_income, unit=unit.per("household"), said=said, reference_size=question.reference_size
    )
