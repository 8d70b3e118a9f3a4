"""``outgrow poverty FILE``: poverty of a survey's households, without an initiative around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.cli.conditions import conditions
from outgrow.cli.run import check_free
from outgrow.cli.survey_verbs import is_table, new_runs_folder, say
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from outgrow.initiative import Condition
    from outgrow.micro import WelfareFindings

USUAL = ("headcount", "gap", "severity", "gini", "mean")


def poverty(
    file: str,
    /,
    *,
    income: str = "",
    consumption: str = "",
    unit: str = "",
    persons: str = "",
    line: list[str] | None = None,
    country: str = "",
    price_year: int | None = None,
    price_ratio: float | None = None,
    price_source: str = "",
    purchasing_power: float | None = None,
    purchasing_power_source: str = "",
    weights: str = "",
    cluster: str = "",
    stratum: str = "",
    household: str = "",
    round: str = "",  # noqa: A002  the word for it in a survey
    by: list[str] | None = None,
    measure: list[str] | None = None,
    living_income: float | None = None,
    reference_size: float | None = None,
    living_income_source: str = "",
    ppi_score: str = "",
    ppi_table: str = "",
    ppi_line: list[str] | None = None,
    missing: list[float] | None = None,
    keep: list[str] | None = None,
    mirror: Path | None = None,
    out: Path | None = None,
    json: bool = False,
    seed: int = 1,
) -> None:
    """Measure poverty in a survey: at lines, before and after, against a living income, by scores.

    Parameters
    ----------
    file
        A survey (CSV, Excel, Parquet, Stata, SPSS).
    income
        Column of what a household earns.
    consumption
        Column of what it consumes; comes before income where both are given.
    unit
        Unit of that column with its time, such as KES/household/year, KES/month or USD/person/day.
    persons
        Column of the members of the household.
    line
        Poverty line per person: a number in the unit of the incomes, or an international line with the year of its
        purchasing powers, such as 2.15@2017. Give it again for a further line.
    country
        Of an international line: three letters, such as UGA; found by the currency when left out.
    price_year
        Year of the prices of the incomes; an international line needs it.
    price_ratio
        Of an international line: consumer prices of that year over those of the line's year.
    price_source
        Where the ratio comes from, or assumption.
    purchasing_power
        Of an international line: units of money for a dollar in the line's year, where the table lacks them.
    purchasing_power_source
        Where it comes from, or assumption.
    weights
        Column of sampling weights of households.
    cluster
        Column of the groups that were drawn together, such as villages.
    stratum
        Column of strata.
    household
        Column that identifies a household, by which it is followed from round to round.
    round
        Column of the round: with two, poverty before and after, growth and redistribution, persons lifted.
    by
        Column of groups that are told apart in the last round; give it again for a further one.
    measure
        Measure wanted: headcount, gap, severity, watts, sen_shorrocks_thon, gini, theil, mean_log_deviation, mean.
    living_income
        Living income of a household, in the money and time of the incomes.
    reference_size
        Persons that the living income is for; larger households then need more. 1 where it is a person's.
    living_income_source
        Where the living income comes from.
    ppi_score
        Column of scores of the Poverty Probability Index.
    ppi_table
        Look-up table: a CSV file beside the survey, or a published one such as ppiKEN2018.csv.
    ppi_line
        Line of the look-up table, such as nl100; all whose meaning is known when left out.
    missing
        Code that stands for no answer, such as -99, besides those that say so themselves.
    keep
        Rows used, as COLUMN=ANSWER, 'COLUMN>=VALUE', 'COLUMN<=VALUE' or COLUMN=LOW..HIGH; those on different columns
        hold together.
    mirror
        Folder with published look-up tables.
    out
        Folder for page and tables; it must not exist. Default: outgrow-runs/NAME-poverty-DATE-TIME.
    json
        Print all numbers as JSON and nothing else.
    seed
        Seed of the resamples behind growth and redistribution.
    """
    check_free(out, "An analysis")
    _is_survey(file)
    from outgrow.micro import PovertyQuestion, analyse_poverty  # noqa: PLC0415  heavy: only once the call is known

    question = PovertyQuestion(
        income=income, consumption=consumption, unit=unit, persons=persons, lines=_lines(line or ()), country=country,
        price_year=price_year, price_ratio=price_ratio, price_source=price_source, purchasing_power=purchasing_power,
        purchasing_power_source=purchasing_power_source, weights=weights, cluster=cluster, stratum=stratum,
        household=household, wave=round, by=tuple(by or ()), living_income=living_income,
        reference_size=reference_size, living_income_source=living_income_source, ppi_score=ppi_score,
        ppi_table=ppi_table, ppi_lines=tuple(ppi_line or ()), missing=tuple(missing or ()),
        keep=_kept(keep or ()),
        measures=tuple(measure or USUAL),
    )  # fmt: skip
    _say(analyse_poverty(file, question, mirror=mirror, seed=seed), out, as_json=json)


def _is_survey(name: str) -> None:
    """A case asks its own questions; it is measured by another verb."""
    if not is_table(name):
        why = "It is no survey: poverty of a case is asked in its own file, in survey.columns and survey.welfare"
        todo = f"Run outgrow micro {name}, or name a CSV, Excel, Parquet, Stata or SPSS file"
        raise InputError.single("outgrow poverty", f"'{name}'", why, todo)


def _kept(written: Sequence[str]) -> tuple[tuple[Condition, ...], ...]:
    """Rows that are used, as the conditions of an initiative file."""
    from outgrow.initiative import Condition  # noqa: PLC0415  heavy: only once the call is known

    return tuple(tuple(Condition.model_validate(one) for one in group) for group in conditions(written))


def _lines(written: Sequence[str]) -> tuple[float | str, ...]:
    """Numbers as numbers, names of international lines as they are."""
    found: list[float | str] = []
    for one in written:
        try:
            found.append(one if "@" in one else float(one.replace(",", "")))
        except ValueError:
            why = "A line is a number in the unit of the incomes, or an international line with its year"
            raise InputError.single(
                "outgrow poverty", f"--line {one}", why, "Write --line 45000 or --line 2.15@2017"
            ) from None
    return tuple(found)


def _say(found: WelfareFindings, out: Path | None, *, as_json: bool) -> None:
    def doors() -> tuple[
        Callable[[WelfareFindings, int], RenderableType], Callable[[WelfareFindings, Path, str], Path]
    ]:
        from outgrow.report import save_welfare, welfare_screen  # noqa: PLC0415  loads the libraries of charts and pages

        return welfare_screen, save_welfare

    folder = out if out is not None or as_json else new_runs_folder(found, "poverty")
    say(found, folder, doors, as_json=as_json)
