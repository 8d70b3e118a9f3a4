"""``outgrow micro CASE_OR_FILE``: what a pilot's own data show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outgrow.cli.conditions import conditions
from outgrow.cli.run import check_free
from outgrow.cli.survey_verbs import is_table, new_runs_folder, say
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from rich.console import RenderableType

    from outgrow.micro import PilotAnalysis

AS_ASKED = "as asked"


def micro(
    case_or_file: str,
    /,
    *,
    design: Literal["rct", "did", "staggered", "matched", "beneficiaries-only"] | None = None,
    outcome: str = "",
    unit: str = "",
    arm: str = "",
    control: list[str] | None = None,
    treated: list[str] | None = None,
    household: str = "",
    cluster: str = "",
    assigned: Literal["unit", "cluster"] | None = None,
    strata: list[str] | None = None,
    weights: str = "",
    baseline: str = "",
    covariates: list[str] | None = None,
    period: str = "",
    treated_from: str = "",
    first_treated: str = "",
    comparison: Literal["not-yet", "never"] | None = None,
    take_up: str = "",
    missing: list[float] | None = None,
    keep: list[str] | None = None,
    inference: Literal["auto", "cluster", "wild"] | None = None,
    balance: list[str] | None = None,
    groups: list[str] | None = None,
    entry: list[str] | None = None,
    quantiles: list[float] | None = None,
    bounds: bool = False,
    departures: list[float] | None = None,
    against: str = "",
    kind: str = "",
    spread: float | None = None,
    without: list[str] | None = None,
    matters: float | None = None,
    download: bool = False,
    mirror: Path | None = None,
    out: Path | None = None,
    json: bool = False,
    seed: int = 1,
) -> None:
    """Say what a pilot's own data show: impact, the outside view, poverty, cost and benefit.

    Parameters
    ----------
    case_or_file
        A case (YAML file, folder, or name), whose file names its survey and its questions; or a survey (CSV, Excel,
        Parquet, Stata, SPSS, a ZIP of ODK, FILE#SHEET), of which one question is asked with the options below.
    design
        Of a survey: how its data came about.
    outcome
        Of a survey: column of the outcome.
    unit
        Of a survey: what the outcome is counted in.
    arm
        Of a survey: column that says who was in which arm.
    control
        Of a survey: arm compared with; give it twice for two.
    treated
        Of a survey: arm whose change is asked.
    household
        Of a survey: column that identifies a household.
    cluster
        Of a survey: column of the groups within which outcomes move together; arms given to whole groups are found.
    assigned
        Of a survey: whether arms were given to clusters; a cluster with both arms is then refused.
    strata
        Of a survey: column within which is compared.
    weights
        Of a survey: column of sampling weights.
    baseline
        Of a survey: column of the outcome before the pilot.
    covariates
        Of a survey: column measured before the pilot.
    period
        Of a survey: column of the round.
    treated_from
        Of a survey: first round with the pilot.
    first_treated
        Of a survey: column of the round in which a unit starts.
    comparison
        Of a survey: whom starters are compared with, those that have not yet started or those that never do.
    take_up
        Of a survey: column of who took part.
    missing
        Of a survey: code that stands for no answer, such as -99, besides those that say so themselves.
    keep
        Of a survey: rows used, as COLUMN=ANSWER, 'COLUMN>=VALUE', 'COLUMN<=VALUE' or COLUMN=LOW..HIGH, where values
        are numbers or dates (YYYY-MM-DD); give it again for a further answer or column, and --keep or between
        groups of which rows may meet either.
    inference
        Of a survey: errors robust to clusters, the wild cluster bootstrap, or (auto) the bootstrap below 40 clusters.
    balance
        Of a survey: column by which the arms are compared before the pilot.
    groups
        Of a survey: column measured before the pilot by which it is asked who gains.
    entry
        Of a survey: column by which it is asked who took part and who did not; needs --take-up.
    quantiles
        Of a survey: share of households, from the poor end, at which the arms are compared, such as 0.1.
    bounds
        Of a survey: bound the effect for households that stay, whoever was lost.
    departures
        Of a survey: how many times their largest departure before the start trends may depart after it.
    against
        Of a survey: outcome in the table of published effects to hold the answer against, such as yield or income.
    kind
        Of a survey: kind of initiative in that table.
    spread
        Of a survey: spread of true effects between settings, as a share, where few are published.
    without
        Of a survey: name of a published effect to leave out, such as the pilot's own; give it again for a further one.
    matters
        Of a survey: smallest effect that would matter, in the outcome's unit, below 0 where less is better; could this
        survey have found it?
    download
        Download files of an open data set that are not on this machine; each is verified.
    mirror
        Folder with the data set's files.
    out
        Folder for page and tables; it must not exist. Default: outgrow-runs/NAME-micro-DATE-TIME.
    json
        Print the table of answers as JSON and nothing else.
    seed
        Seed of the draws behind costs and benefits.
    """
    check_free(out, "An analysis")
    asked = {
        "design": design, "outcome": outcome, "unit": unit, "arm": arm, "control": tuple(control or ()),
        "treated": tuple(treated or ()), "household": household, "cluster": cluster, "assigned": assigned,
        "strata": tuple(strata or ()),
        "weights": weights, "baseline": baseline, "covariates": tuple(covariates or ()), "period": period,
        "treated_from": treated_from or None, "first_treated": first_treated,
        "comparison": (comparison or "").replace("-", " "), "take_up": take_up,
        "inference": inference, "balance": tuple(balance or ()), "groups": tuple(groups or ()),
        "entry": tuple(entry or ()), "quantiles": tuple(quantiles or ()), "bounds": bounds,
        "departures": tuple(departures or ()), "keep": conditions(keep or ()),
    }  # fmt: skip
    if is_table(case_or_file):
        found = _of_survey(case_or_file, asked, tuple(missing or ()), _outside(against, kind, spread, without), matters)
    else:
        of_survey = {"missing": missing, "against": against, "kind": kind, "spread": spread, "without": without,
                     "matters": matters is not None}  # fmt: skip
        _refuse({**asked, **of_survey}, case_or_file)
        from outgrow.micro import analyse_pilot  # noqa: PLC0415  heavy: only once the call is known to be right

        found = analyse_pilot(case_or_file, download=download, mirror=mirror, seed=seed)
    _say(found, out, as_json=json)


def _outside(against: str, kind: str, spread: float | None, without: list[str] | None) -> dict[str, object] | None:
    """Published effects to hold the answer against; the other options alone name none."""
    if against:
        return {"kind": kind, "outcome": against, "spread": spread, "without": tuple(without or ())}
    given = [f"--{name}" for name, x in (("kind", kind), ("spread", spread), ("without", without)) if x]
    if given:
        why = "Published effects are found by their outcome"
        found = f"{' and '.join(given)} without --against"
        raise InputError.single("outgrow micro", found, why, "Add --against yield")
    return None


def _of_survey(
    file: str,
    asked: Mapping[str, object],
    missing: tuple[float, ...],
    outside: Mapping[str, object] | None,
    matters: float | None,
) -> PilotAnalysis:
    from pydantic import ValidationError  # noqa: PLC0415  heavy: only for a survey

    from outgrow.initiative import Analysis  # noqa: PLC0415  heavy: only for a survey
    from outgrow.micro import analyse_survey  # noqa: PLC0415  heavy: only for a survey

    needed = [name for name in ("design", "outcome") if not asked[name]]
    if needed:
        why = "A table does not say how its data came about, nor what was hoped for"
        todo = f"Add --design and --outcome; outgrow import {file} shows its columns"
        defects = [Defect(f"no --{name}", f"--{name}", why, todo) for name in needed]
        raise InputError(f"outgrow micro {file}", defects)
    given = {name: value for name, value in asked.items() if value}
    text = f"What did the pilot change in {asked['outcome']}?"
    if asked["design"] == "beneficiaries-only":
        text = f"How did {asked['outcome']} change?"
    given["matters"] = None if matters is None else {"value": matters, "source": AS_ASKED}
    try:
        analysis = Analysis.model_validate({"id": "answer", "text": text, **given, "outside": outside})
    except ValidationError as error:
        raise InputError(
            f"outgrow micro {file}", [one for found in error.errors() for one in _option(found)]
        ) from error
    return analyse_survey(file, analysis, missing=missing)


def _option(found: ErrorDetails) -> list[Defect]:
    """What is wrong with an option, in the words of the section 'analyses'."""
    where = "--" + "-".join(str(part) for part in found["loc"] if isinstance(part, str)).replace("_", "-")
    said = str(found["msg"]).removeprefix("Value error, ")
    todo = "Correct the option, or leave it out"
    return [Defect(one, where if found["loc"] else "", "", todo) for one in said.split("; ")]


def _refuse(asked: Mapping[str, object], case: str) -> None:
    """A case asks its own questions: options of a survey would be ignored, so they are refused."""
    given = [name for name, value in asked.items() if value]
    if given:
        why = "A case asks the questions of its own file"
        todo = "Leave them out, or name a survey's file"
        words = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise InputError.single(f"outgrow micro {case}", f"{words} stand with a case", why, todo)


def _say(found: PilotAnalysis, out: Path | None, *, as_json: bool) -> None:
    def doors() -> tuple[Callable[[PilotAnalysis, int], RenderableType], Callable[[PilotAnalysis, Path, str], Path]]:
        from outgrow.report import pilot_screen, save_pilot  # noqa: PLC0415  loads the libraries of charts and pages

        return pilot_screen, save_pilot

    folder = out if out is not None or as_json else new_runs_folder(found, "micro")
    say(found, folder, doors, as_json=as_json)
