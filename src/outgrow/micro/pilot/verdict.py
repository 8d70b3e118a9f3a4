"""Does the pilot work, for whom, at what cost: what all answers say together, before anyone reads them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

from outgrow.micro.costs import CostBenefit, CostPerHousehold, SurveyBudget
from outgrow.micro.impact import GroupEffects, ImpactEstimate, OutcomeFamily, holm, sharpened_q
from outgrow.micro.impact.records import BEFORE_AFTER, by_error, number
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.welfare import PovertyChange, WelfareFindings

if TYPE_CHECKING:
    import polars as pl

Finding = Literal["changed", "in doubt", "not shown", "no comparison"]
MEANINGS: dict[Finding, str] = {
    "changed": "chance alone would rarely make such a difference, and the estimate stands up to every check made",
    "in doubt": "taken alone, chance would rarely make such a difference; a check, or counting all questions, says no",
    "not shown": "chance alone could make such a difference, which does not show that nothing changed",
    "no comparison": "nobody outside the pilot was asked, so that a change is no effect",
}
ALL_COUNTED = "all questions counted"  # named beside the checks that do not stand
FOUND = 0.05  # the level of the 95 % intervals shown beside it, so that words and picture agree


@dataclass(frozen=True, slots=True)
class Found:
    """What one question found.

    Parameters
    ----------
    question
        Its name.
    finding
        One of four words; ``MEANINGS`` tells them.
    fallen
        Names of the checks that do not stand, and ``all questions counted`` where the finding is one that luck makes
        among so many questions.
    """

    question: str
    finding: Finding
    fallen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PilotVerdict:
    """What a pilot's own data say, in a paragraph.

    Parameters
    ----------
    found
        One a question, in their order.
    sentences
        Does it work, for whom, at what cost: one or more sentences each; a part that was not asked has none.
    """

    found: tuple[Found, ...]
    sentences: tuple[str, ...]

    def __getitem__(self, question: str) -> Found:
        """What a question found."""
        for one in self.found:
            if one.question == question:
                return one
        raise KeyError(question)

    def to_frame(self) -> pl.DataFrame:
        """One row a question: its finding, what that means, and the checks that do not stand."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [(f.question, f.finding, MEANINGS[f.finding], ", ".join(f.fallen)) for f in self.found]
        names = ("question", "finding", "meaning", "fallen_checks")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def summary(self) -> str:
        """The paragraph."""
        return " ".join(self.sentences)


def pilot_verdict(
    answers: Sequence[Answered],
    families: Sequence[OutcomeFamily] = (),
    costs: CostPerHousehold | None = None,
    benefit: CostBenefit | None = None,
    *,
    welfare: WelfareFindings | None = None,
    budget: SurveyBudget | None = None,
) -> PilotVerdict:
    """Say what the answers show together.

    Parameters
    ----------
    answers
        Each question answered.
    families
        Questions that belong together: a finding must also hold when all of them are counted.
    costs, benefit
        What a household costs, and the three sides of the account; None where that is not known.
    welfare, budget
        How many are poor, and what households earn after their costs; None where it was not asked.

    Returns
    -------
    PilotVerdict
        A finding for each question, and the paragraph.

    Notes
    -----
    A question has found a change when its p-value lies below 0.05 and, in a family, its sharpened q-value too. Both
    are asked, because a sharpened q can lie below its p where many outcomes moved. Questions of no family are counted
    together: one of ten finds a change in four of ten pilots that change nothing, so that a p-value below 0.05 whose q
    among them is not is in doubt (Anderson 2008, Journal of the American Statistical Association 103(484)). Groups are
    said to differ where the F test of equal effects holds after Holm's adjustment for all groupings that were asked.
    That a question finds nothing is never told as no effect (Altman and Bland 1995, "Absence of evidence is not
    evidence of absence", BMJ 311:485).
    """
    lucky = _lucky(answers, families)
    found = tuple(_found(one, families, lucky) for one in answers)
    parts = (
        _worked(answers, found),
        _for_whom(answers),
        _margin(budget),
        _poverty(welfare),
        _at_what_cost(costs, benefit),
    )
    return PilotVerdict(found, tuple(sentence for part in parts for sentence in part))


def _found(one: Answered, families: Sequence[OutcomeFamily], lucky: set[str]) -> Found:
    estimate = one.estimate
    fallen = tuple(check.name for check in estimate.checks if check.passed is False)
    if estimate.estimand == BEFORE_AFTER:
        return Found(one.id, "no comparison", fallen)
    if not (estimate.p < FOUND and _q(estimate, families) < FOUND):
        return Found(one.id, "not shown", fallen)
    fallen += (ALL_COUNTED,) if one.id in lucky else ()
    return Found(one.id, "in doubt" if fallen else "changed", fallen)


def _lucky(answers: Sequence[Answered], families: Sequence[OutcomeFamily]) -> set[str]:
    """Questions of no family that find a change alone, and none when all of them are counted."""
    inside = {id(estimate) for family in families for estimate in family.estimates}
    alone = [
        one
        for one in answers
        if id(one.estimate) not in inside and one.estimate.estimand != BEFORE_AFTER and isfinite(one.estimate.p)
    ]
    if not alone:
        return set()
    q = sharpened_q([one.estimate.p for one in alone])
    return {one.id for one, each in zip(alone, q, strict=True) if one.estimate.p < FOUND <= each}


def _q(estimate: ImpactEstimate, families: Sequence[OutcomeFamily]) -> float:
    """Sharpened q in the estimate's family; 0 where it has none, so that its own p decides."""
    for family in families:
        for other, q in zip(family.estimates, family.sharpened_q, strict=True):
            if other is estimate:
                return q
    return 0.0


def _worked(answers: Sequence[Answered], found: Sequence[Found]) -> Iterator[str]:
    """How many questions found a change, then which found one, which are in doubt, which show none."""
    asked = {word: [a for a, f in zip(answers, found, strict=True) if f.finding == word] for word in MEANINGS}
    moved = [*asked["changed"], *asked["in doubt"]]
    compared = len(moved) + len(asked["not shown"])
    if compared:
        many = (
            f"{len(moved) or 'None'} of {compared} questions, taken one by one,"
            if compared > 1
            else "The one question asked"
        )
        finds = "find a" if len(moved) > 1 else "finds a" if moved or compared > 1 else "finds no"
        yield f"{many} {finds} change that chance alone would rarely make."
    yield from (f"Changed: {_numbered(one)}.{_open(one)}" for one in asked["changed"])
    fallen = dict(zip((one.id for one in answers), (f.fallen for f in found), strict=True))
    yield from (
        f"In doubt: {_numbered(one)}. Does not stand: {', '.join(fallen[one.id])}." for one in asked["in doubt"]
    )
    if unlike := [one for one in moved if one.estimate.design != "rct"]:
        names = " ".join(_asked(one) for one in unlike) if len(unlike) < compared else ""
        lead = f"Not drawn by lot: {names}" if names else "Not drawn by lot."
        yield f"{lead} Chance is then not the only other reason: what else tells the arms apart may be one."
    if asked["not shown"]:
        names = " ".join(_asked(one) + _findable(one) for one in asked["not shown"])
        yield f"Not shown: {names} {_may_be_there(asked['not shown'])}"
    if asked["no comparison"]:
        names = " ".join(_asked(one) for one in asked["no comparison"])
        yield f"No comparison: {names} Nobody outside the pilot was asked, so that the change is no effect."


def _asked(one: Answered) -> str:
    return one.text.rstrip("?. ") + "?"


def _findable(one: Answered) -> str:
    """The true effect from which on the survey would probably have found one."""
    if one.findable is None:
        return ""
    return f" ({by_error(one.findable.effect, one.findable.se)} {one.findable.unit})"


def _may_be_there(missed: Sequence[Answered]) -> str:
    """What not finding a change means, with what the numbers in brackets are."""
    powers = {one.findable.power for one in missed if one.findable is not None}
    still = "It may still be there: the intervals say how large it could be."
    if not powers:
        return still
    return (
        f"In brackets: the true effect that would have been found with a chance of {100 * powers.pop():.0f} %. {still}"
    )


def _numbered(one: Answered) -> str:
    return f"{_asked(one)} {one.estimate_shown} {one.estimate.unit} ({one.estimate.interval_shown})"


def _open(one: Answered) -> str:
    """Checks that the data cannot make, which count neither for nor against a change; that none was made."""
    if not one.estimate.checks:
        return " No check was made."
    names = [check.name for check in one.estimate.checks if check.passed is None]
    return f" Cannot be checked: {', '.join(names)}." if names else ""


def _for_whom(answers: Sequence[Answered]) -> Iterator[str]:
    """Which groupings of households differ, counting all that were asked."""
    asked: list[GroupEffects] = [groups for one in answers for groups in one.groups]
    if not asked:
        return
    adjusted = holm([groups.equal.p for groups in asked])
    differ = [groups for groups, p in zip(asked, adjusted, strict=True) if p < FOUND]
    for groups in differ:
        most, least = (pick(groups.groups, key=lambda g: g.estimate) for pick in (max, min))
        yield (
            f"For whom: {groups.outcome} differs by {groups.by}, from "
            f"{by_error(least.estimate, least.se, sign=True)} ({least.label}) to "
            f"{by_error(most.estimate, most.se, sign=True)} ({most.label}) {groups.unit}."
        )
    rest = list(dict.fromkeys(groups.by for groups in asked if groups not in differ))
    if rest:
        yield f"For whom: households that differ by {', '.join(rest)} are not found to gain differently."


def _margin(budget: SurveyBudget | None) -> Iterator[str]:
    """What treated households keep more than the others."""
    if budget is None or budget.partial is None:
        return
    net = budget.partial.net
    sure = " No difference was found." if net.low <= 0 <= net.high else ""
    more, low, high = (by_error(x, net.standard_error, sign=x is net.value) for x in (net.value, net.low, net.high))
    yield (f"Margin of a household, {budget.contrast}: {more} {budget.money.sentence} ({low} to {high}).{sure}")


def _poverty(welfare: WelfareFindings | None) -> Iterator[str]:
    """How many are below the main line, what changed, and how many an effect on income lifts over it."""
    if welfare is None or not welfare.lines:
        return
    line = welfare.lines[0]
    poverty = line.poverty
    if isinstance(poverty, PovertyChange):
        before, after = poverty.before["headcount"], poverty.after["headcount"]
        change = next(one for one in poverty.change if one.measure == "headcount")
        yield (
            f"Poverty: {_points(before.value)} % of persons lived below the line before and {_points(after.value)} % "
            f"after, a change of {_points(change.low)} to {_points(change.high)} points whatever its cause."
        )
    elif len(rows := [row for row in poverty.rows if row.measure == "headcount"]) == 1:
        share = rows[0]
        yield (
            f"Poverty: {_points(share.value)} % of persons live below the line ({_points(share.low)} to "
            f"{_points(share.high)} %)."
        )
    if line.by_effect is not None:
        lifted = line.by_effect
        yield (
            f"Through the effect on income {lifted.lifted:z,.0f} of {lifted.persons:,.0f} persons are lifted over the "
            f"line ({lifted.low:z,.0f} to {lifted.high:z,.0f})."
        )


def _points(share: float) -> str:
    return f"{100 * share:z.1f}"


def _at_what_cost(costs: CostPerHousehold | None, benefit: CostBenefit | None) -> Iterator[str]:
    """What a household costs, and how likely benefits exceed costs for households and for society."""
    if costs is not None:
        middle, low, high = costs.per_reached
        yield (
            f"At what cost: {number(middle)} {costs.money} a household reached (90 % interval {number(low)} to "
            f"{number(high)})."
        )
    if benefit is not None:
        household, society = (round(100 * benefit[side].chance) for side in ("household", "society"))
        yield (
            f"Over {benefit.seasons} seasons its households come out ahead in {household} of 100 draws, society "
            f"in {society}."
        )
