"""``outgrow power [CASE_OR_FILE]``: what a survey of a size could find, and how large one must be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from outgrow.cli.conditions import conditions
from outgrow.cli.run import check_free
from outgrow.cli.survey_verbs import is_table, new_runs_folder, say
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from outgrow.micro import Asked, PowerReport

Many = Parameter(consume_multiple=True)
OF_A_SURVEY = ("outcome", "unit", "cluster", "baseline", "covariates", "strata", "weights", "arm", "missing", "keep")
OF_A_CASE = ("question", "download", "mirror")


def power(
    case_or_file: str | None = None,
    /,
    *,
    clusters: Annotated[list[int] | None, Many] = None,
    cluster_size: Annotated[list[float] | None, Many] = None,
    effect: Annotated[list[float] | None, Many] = None,
    icc: Annotated[list[float] | None, Many] = None,
    sd: float | None = None,
    share_treated: float | None = None,
    take_up: float | None = None,
    r2_cluster: float | None = None,
    r2_unit: float | None = None,
    size_cv: float | None = None,
    alpha: float | None = None,
    power: float | None = None,
    outcome: str = "",
    unit: str = "",
    cluster: str = "",
    baseline: str = "",
    covariates: list[str] | None = None,
    strata: list[str] | None = None,
    weights: str = "",
    arm: str = "",
    keep: list[str] | None = None,
    missing: list[float] | None = None,
    question: Annotated[list[str] | None, Many] = None,
    download: bool = False,
    mirror: Path | None = None,
    out: Path | None = None,
    json: bool = False,
) -> None:
    """Say what a survey of a size could find, and how large one must be to find an effect.

    From numbers alone, from a baseline or pilot survey that shows how the outcome varies, or for the questions and
    planned surveys of a case.

    Parameters
    ----------
    case_or_file
        Nothing, to plan from numbers; a survey's file (CSV, Excel, Parquet, Stata, SPSS); or a case.
    clusters
        Clusters of both arms together, households where arms go to households; several are compared. As many as the
        survey at hand has when left out.
    cluster_size
        Households measured in each cluster; several are compared.
    effect
        Effect to be found, on those who take part; several are compared. Without one, the smallest that is found.
    icc
        Share of the outcome's variance between clusters; several are compared. A survey's file shows it.
    sd
        Standard deviation of the outcome; without it effects are counted in standard deviations.
    share_treated
        Share of the clusters in the treated arm; half when left out.
    take_up
        Share of the treated arm that takes part, less that of the control arm; all when left out.
    r2_cluster
        Share of the variance between clusters that baseline and covariates explain.
    r2_unit
        Share of the variance within clusters that they explain.
    size_cv
        Coefficient of variation of cluster sizes.
    alpha
        Two-sided level of the test; 0.05 when left out.
    power
        Chance wanted of finding an effect; 0.8 when left out.
    outcome
        Of a survey: column of the outcome.
    unit
        What the outcome is counted in.
    cluster
        Of a survey: column of the groups that arms are to be given to.
    baseline
        Of a survey: column of the same outcome at an earlier round.
    covariates
        Of a survey: column that the analysis will hold constant.
    strata
        Of a survey: column of groups within which arms are to be drawn.
    weights
        Of a survey: column of weights.
    arm
        Of a survey: column of the arm, where there is one already.
    keep
        Of a survey: rows used, as COLUMN=ANSWER, 'COLUMN>=VALUE', 'COLUMN<=VALUE' or COLUMN=LOW..HIGH; give it again
        for a further answer or column.
    missing
        Of a survey: code that stands for no answer, such as -99, besides those that say so themselves.
    question
        Of a case: question or planned survey; give it again for a further one. All when left out.
    download
        Of a case: download files of an open data set that are not on this machine; each is verified.
    mirror
        Of a case: folder with the data set's files.
    out
        Folder for page and tables; it must not exist. Nothing is written when left out and only numbers are given;
        otherwise outgrow-runs/NAME-power-DATE-TIME.
    json
        Print the table as JSON and nothing else.
    """
    check_free(out, "A plan")
    of_survey: dict[str, object] = {
        "outcome": outcome, "cluster": cluster, "baseline": baseline, "covariates": tuple(covariates or ()),
        "strata": tuple(strata or ()), "weights": weights, "arm": arm, "missing": tuple(missing or ()), "keep": keep,
    }  # fmt: skip
    of_case: dict[str, object] = {"question": question, "download": download, "mirror": mirror}
    of_a_table = case_or_file is not None and is_table(case_or_file)
    what = "numbers alone" if case_or_file is None else "a survey's file" if of_a_table else "a case"
    misplaced = {} if of_a_table else of_survey | ({"unit": unit} if what == "a case" else {})
    misplaced |= {} if what == "a case" else of_case
    _refuse(misplaced, what)
    from outgrow.micro import Asked, case_power, numbers_power  # noqa: PLC0415  heavy: only for a right call

    asked = Asked(
        clusters=tuple(clusters or ()), cluster_sizes=tuple(cluster_size or ()), iccs=tuple(icc or ()),
        effects=tuple(effect or ()), sd=sd, size_cv=size_cv, share_treated=share_treated, take_up=take_up,
        r2_cluster=r2_cluster, r2_unit=r2_unit, alpha=alpha, power=power,
    )  # fmt: skip
    if case_or_file is None:
        found = numbers_power(asked, unit=unit)
    elif of_a_table:
        found = _of_survey(case_or_file, of_survey, unit, asked)
    else:
        found = case_power(case_or_file, asked=asked, questions=question or (), download=download, mirror=mirror)
    _say(found, out, as_json=json)


def _refuse(given: Mapping[str, object], what: str) -> None:
    """Options that would be ignored are refused."""
    names = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if names:
        why = {
            "numbers alone": "They name columns of a survey or parts of a case, and neither is named",
            "a case": "A case says in its own file which columns its questions use",
            "a survey's file": "They are parts of a case",
        }[what]
        todo = "Leave them out, or name what they belong to: outgrow power FILE"
        raise InputError.single("outgrow power", f"{', '.join(names)} stand with {what}", why, todo)


def _of_survey(file: str, of_survey: Mapping[str, object], unit: str, asked: Asked) -> PowerReport:
    from outgrow.initiative import Analysis  # noqa: PLC0415  heavy: only for a survey
    from outgrow.micro import survey_power  # noqa: PLC0415  heavy: only for a survey

    if not of_survey["outcome"]:
        why = "A table does not say what is hoped for"
        todo = f"Add --outcome; outgrow import {file} shows its columns"
        raise InputError(f"outgrow power {file}", [Defect("no --outcome", "--outcome", why, todo)])
    wanted = of_survey["keep"]
    keep = None
    if isinstance(wanted, list) and wanted:
        keep = Analysis.model_validate(
            {"id": "answer", "text": "?", "design": "beneficiaries-only", "outcome": of_survey["outcome"],
             "keep": conditions(wanted)}
        )  # fmt: skip
    columns = {name: value for name, value in of_survey.items() if name not in ("outcome", "keep")}
    return survey_power(file, str(of_survey["outcome"]), unit=unit, keep=keep, asked=asked, **columns)  # type: ignore[arg-type]


def _say(found: PowerReport, out: Path | None, *, as_json: bool) -> None:
    def doors() -> tuple[Callable[[PowerReport, int], RenderableType], Callable[[PowerReport, Path, str], Path]]:
        from outgrow.report import power_screen, save_power  # noqa: PLC0415  loads the libraries of charts and pages

        return power_screen, save_power

    wanted = out is not None or as_json or not found.origin  # a plan from numbers alone is written only where asked
    page = say(found, out if wanted else new_runs_folder(found, "power"), doors, as_json=as_json)
    if as_json and page is not None:
        print(f"Page: {page}", file=sys.stderr)
