"""The page of the documentation that says how the model did, written anew from every hindcast."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

import numpy as np
from scipy.stats import binom

from outgrow.conditions import CLASSES
from outgrow.history.hindcast import confusions
from outgrow.history.records import Hindcast, Prediction, ReachTest
from outgrow.history.scores import Score, difference, more_than_chance

SURE = 0.25  # probability of what happened below which a case counts as missed by far
GOOD_COVERAGE = 0.9
CHANCE = 0.05  # probability below which a coverage is too low to be luck
WORTH_TELLING = 0.25  # standard deviations by which a shared number moves


def page(found: Hindcast) -> str:
    """The hindcast as a page in Markdown; the same hindcast gives the same bytes.

    Parameters
    ----------
    found
        The hindcast.
    """
    return "\n".join(_lines(found)).rstrip("\n") + "\n"


def _lines(found: Hindcast) -> Iterator[str]:
    yield "# How it did against history"
    yield ""
    yield "This page is written by `outgrow hindcast --page FILE`; do not edit it by hand."
    yield ""
    yield (
        f"Each documented case is predicted from its pilot-stage file alone, in {found.draws} possible worlds of "
        f"{found.households:,} households or more (seed {found.seed}), and then held against what became of it. What "
        "the files do not know is filled in from one file of wide priors, the same for all cases. No number is fitted "
        "to a case: *model* has the priors as they stand, *fitted* has them moved by what became of the **other** "
        "cases."
    )
    yield ""
    yield from _verdict(found)
    yield from _table_of_scores(found)
    yield from _later(found)
    yield from _where_it_fails(found)
    yield from _classes(found)
    yield from _reach(found)
    yield from _taught(found)
    yield from _limits(found)


def _verdict(found: Hindcast) -> Iterator[str]:
    if not found.scores:
        return
    model, base = found.scores[0], next(s for s in found.scores if s.name == "base rate")
    yield f"**In short.** {found.summary()} The model is {_against(model, base)}."
    yield from _coverage_said(found)
    yield from _hits_said(found.scores)
    yield ""


def _against(one: Score, base: Score) -> str:
    """Whether a forecaster is better than the base rate, and by how much in sight of its error."""
    by, error = difference(one, base)
    side = "better" if by < 0.0 else "**worse**"
    if one.cases == 1:
        sure = "one case, which shows nothing of how far that is chance"
    else:
        more = "more than" if more_than_chance(by, error, one.cases) else "no more than"
        sure = f"standard error {error:.2f}: {more} so few cases show by chance"
    return f"{side} than the base rate of the other cases by {abs(by):.2f} of Brier score ({sure})"


def _coverage_said(found: Hindcast) -> Iterator[str]:
    if found.coverage()[1]:
        yield f"The model's 90 % band of reach {_holds(*found.coverage())}."
    fitted = next((s for s in found.scores if s.name == "fitted"), None)
    if fitted is not None:
        base = next(s for s in found.scores if s.name == "base rate")
        band = f", and its band {_holds(*found.coverage(fitted=True))}" if found.coverage()[1] else ""
        yield f"Fitted to the other cases, it is {_against(fitted, base)}{band}."


def _holds(inside: int, counts: int) -> str:
    """What share a 90 % band holds, how likely so few are by chance, and whether that makes it too narrow."""
    luck = float(binom.cdf(inside, counts, GOOD_COVERAGE))
    narrow = luck < CHANCE
    said = "so it is **too narrow**" if narrow else f"which {_number_of(counts, 'count')} cannot tell from 90 %"
    return f"holds {inside / counts:.0%} of the counts, {said} (were it right, no more would lie in it {_odds(luck)})"


def _odds(probability: float) -> str:
    """How often something of a probability happens, in words; nothing is rounded to never or always."""
    return "less than once in 100 tries" if probability < 0.01 else f"with probability {probability:.2f}"


def _number_of(number: int, thing: str) -> str:
    return f"one {thing}" if number == 1 else f"{number} {thing}s"


def _hits_said(scores: tuple[Score, ...]) -> Iterator[str]:
    """Which forecasters that know less name more classes, and whether the fit helps the class."""
    model, by = scores[0], {s.name: s for s in scores}
    ahead = [f"{name} ({by[name].hits})" for name in ("base rate", "pilot's pace") if by[name].hits > model.hits]
    if ahead:
        yield f"By hits the model ({model.hits}) is **behind** {' and '.join(ahead)}."
    if fitted := by.get("fitted"):
        more, error = difference(fitted, model)
        side = "lower" if more < 0.0 else "higher"
        told = "more than chance" if more_than_chance(more, error, model.cases) else "no more than chance"
        helps = "helps" if more < 0.0 and told == "more than chance" else "is **not** seen to help"
        yield f"The fit {helps} to name the class: its Brier score is {abs(more):.3f} {side}, {told}."


def _table_of_scores(found: Hindcast) -> Iterator[str]:
    if not found.scores:
        return
    yield "## Scores"
    yield ""
    yield "| forecaster | knows | hits | Brier score |"
    yield "|---|---|---|---|"
    for s in found.scores:
        yield f"| {s.name} | {s.text} | {s.hits} of {s.cases} | {s.brier:.3f} |"
    yield ""
    low, high = min(found.weights), max(found.weights)
    weight = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
    hits, judged = found.second_reading()
    yield (
        f"A hit is a case whose likeliest class came true. The Brier score runs from 0 (certain and right) to 2 "
        f"(certain and wrong). In the blend the model has the weight {weight}: what was best for the other cases. "
        f"{judged} outcomes can be read in two ways; by the other reading the model hits {hits} of "
        f"{len(found.scored)}."
    )
    yield ""


def _later(found: Hindcast) -> Iterator[str]:
    """The same scores over the cases in sight of which no prior was set."""
    if not found.scores or not found.later or len(found.later) == len(found.scored):
        return
    yield (
        f"{_number_of(len(found.later), 'case').capitalize()} came in after the shared priors were set, so that nobody "
        "can have set them by what became of these. The scores of these alone, against base rate and fit of all others:"
    )
    yield ""
    yield "| forecaster | hits | Brier score |"
    yield "|---|---|---|"
    for s in (s.over(found.later) for s in found.scores):
        yield f"| {s.name} | {s.hits} of {s.cases} | {s.brier:.3f} |"
    yield ""


def _where_it_fails(found: Hindcast) -> Iterator[str]:
    if not found.scores:
        return
    yield "## Where it fails"
    yield ""
    missed = [p for p in found.scored if not p.hit]
    far = [p for p in missed if p.probabilities.get(str(p.became), 0.0) < SURE]
    yield (
        f"It misses {len(missed)} of {len(found.scored)} cases, and in {len(far)} of them it gave what happened less "
        f"than {SURE:.0%}:"
    )
    yield ""
    for (became, predicted), names in sorted(confusions(found).items()):
        if became != predicted:
            yield f"- {became}, predicted to be '{predicted}': {', '.join(names)}"
    yield ""
    successes = [p for p in found.scored if p.became == "scales"]
    failures = [p for p in found.scored if p.became not in ("scales", "depends")]
    if successes and failures:
        told = [sum(p.probabilities.get("scales", 0.0) for p in some) / len(some) for some in (successes, failures)]
        apart = "higher" if told[0] > told[1] else "**no higher**"
        again = [sum(p.fitted.get("scales", 0.0) for p in some) / len(some) for some in (successes, failures)]
        fitted = f" Fitted, these are {again[0]:.0%} and {again[1]:.0%}." if found.is_fitted else ""
        yield (
            f"The mean probability of scaling is {told[0]:.0%} for the {len(successes)} cases that scaled and "
            f"{told[1]:.0%} for the {len(failures)} that stalled, collapsed, bypassed their smallholders or failed "
            f"(cases that depend on outside money count as neither): {apart} where it should be.{fitted}"
        )
        yield ""


def _classes(found: Hindcast) -> Iterator[str]:
    yield "## Case by case"
    yield ""
    yield from _table_of_classes(found, lambda p: p.probabilities)
    if found.is_fitted:
        yield "Fitted to the other cases:"
        yield ""
        yield from _table_of_classes(found, lambda p: p.fitted)
    shown = _shown(found, lambda p: {**p.probabilities, **p.fitted})
    yield (
        "Probabilities in per cent: the largest is the prediction, and what became of it is bold. "
        + "; ".join(f"*{name}*: it {CLASSES[name]}" for name in shown)
        + "."
    )
    yield ""


def _shown(found: Hindcast, said: Callable[[Prediction], Mapping[str, float]]) -> list[str]:
    return [name for name in CLASSES if any(name in said(p) or name == p.became for p in found.predictions)]


def _table_of_classes(found: Hindcast, said: Callable[[Prediction], Mapping[str, float]]) -> Iterator[str]:
    shown = _shown(found, said)
    yield "| case | became | " + " | ".join(shown) + " |"
    yield "|---|---|" + "---|" * len(shown)
    for p in found.predictions:
        shares = " | ".join(_share(said(p).get(name, 0.0), bold=name == p.became) for name in shown)
        yield f"| {p.name} | {p.became or 'not known'} | {shares} |"
    yield ""


def _share(share: float, *, bold: bool) -> str:
    text = f"{100 * share:.0f}" if share > 0.0 else "·"
    return f"**{text}**" if bold else text


def _reach(found: Hindcast) -> Iterator[str]:
    if not found.last_counts():
        return
    inside, counts = found.coverage()
    middle, naive = found.error_of_reach()
    yield "## Reach"
    yield ""
    yield "| case | year | counted | model, 90 % band | fitted, 90 % band | pilot's pace | model; fitted |"
    yield "|---|---|---|---|---|---|---|"
    for p in found.predictions:
        for test, fitted in zip_longest(p.reach, p.fitted_reach):
            yield _reach_row(p, test, fitted, last=test is p.reach[-1])
    yield ""
    beyond = sum(p.beyond for p in found.predictions)
    held = f", {found.coverage(fitted=True)[0]} in the fitted one" if found.is_fitted else ""
    off = f", fitted by {found.error_of_reach(fitted=True)[0]:.1f}" if found.is_fitted else ""
    yield (
        f"The last count of each case is judged (bold): {inside} of {counts} lie in the model's band{held}. The middle "
        f"of the band is off by a factor of {middle:.1f} in the median case{off}, the pilot's unchanged pace by "
        f"{naive:.1f}. {beyond} counts lie after the last simulated season and are not judged."
    )
    yield ""


def _reach_row(p: Prediction, test: ReachTest, fitted: ReachTest | None, *, last: bool) -> str:
    mark = "**" if last else ""
    lies = "; ".join(_lies(each) for each in (test, fitted) if each)
    bands = " | ".join(f"{each.low:,.0f} to {each.high:,.0f}" if each else "" for each in (test, fitted))
    return f"| {p.name} | {int(test.year)} | {mark}{test.observed:,.0f}{mark} | {bands} | {test.naive:,.0f} | {lies} |"


def _lies(test: ReachTest) -> str:
    return "in" if test.inside else "above" if test.observed > test.high else "below"


def _taught(found: Hindcast) -> Iterator[str]:
    """What the outcomes together say of the numbers that no case knows."""
    if found.taught is None or not found.is_fitted:
        return
    moved = {name: by for name, by in found.taught.shift.items() if abs(by) >= WORTH_TELLING}
    yield "## What the cases teach together"
    yield ""
    yield (
        "Numbers that nobody answered stand on the same prior in every case. Part of what is not known of them is "
        f"common to all cases: {found.taught.common_share:.0%} of the variance by the cases' own account, which says "
        "little about it. [The other outcomes move that part](../methods/shared-priors.md). With all outcomes together "
        "these numbers move by at least a quarter of their standard deviation:"
    )
    yield ""
    yield "| number | moves up (+) or down (-), standard deviations |"
    yield "|---|---|"
    for name, by in moved.items():
        yield f"| `{name}` | {by:+z.2f} |"
    yield ""
    yield (
        f"What the model itself is off by in reach is about a factor of {np.exp(found.taught.off_by):.1f} (one "
        "standard deviation of its logarithm); the fitted bands of profiles hold it, those of whole initiative files do"
        " not. This teaches how documented initiatives differ from the priors, and somebody chose which to document. "
        "It is no measurement of any of these numbers."
    )
    yield ""


def _limits(found: Hindcast) -> Iterator[str]:
    unscored = [p.name for p in found.predictions if not p.scored]
    yield "## What this does and does not show"
    yield ""
    yield (
        f"- {len(found.scored)} cases are few: a hit rate has a wide interval, and two cases more or less change the "
        "order of the forecasters."
    )
    yield (
        "- The library is no random sample. Initiatives that were written about scaled more often than those that "
        "were not, so the base rate of scaling here is far above the real one."
    )
    yield (
        "- Files and outcomes were coded by people who knew the outcome. Questions were answered from sources on the "
        "pilot stage where there are any; where a word is a judgement, two readings stand in the file, and both "
        "come from the makers of this library: they are no independent coders, and no agreement is claimed."
    )
    yield (
        "- The priors were revised once after a first hindcast of the shipped cases, which hit none of 18 with a Brier "
        "score of 1.28: costs had been set at many times those of the two cases written in full, and a pilot's growth "
        "below theirs. The revision took its orders of magnitude from those two files and a review, not from outcomes, "
        "but it was made by people who had seen the scores. Only cases that came in later test these priors."
    )
    if found.is_fitted:
        yield (
            "- The way in which priors are fitted to the other cases was chosen by people who had seen scores, too. It "
            "sets by hand a grid of what is not known and what passes for a chance correlation; each case's own outcome"
            " is left out."
        )
    yield (
        "- Where nobody stated an ambition, it is ten times the pilot and at most half of those who could take part; "
        "whether a case 'scales' hangs on this rule."
    )
    yield (
        "- All cases are judged at the horizon of their file (15 seasons for a profile), outcomes when somebody "
        "last looked, which is often earlier."
    )
    for names in found.together:
        yield f"- {' and '.join(names)} tell one case: each is scored, and none of them helps to predict another."
    if unscored:
        yield f"- Predicted and not scored, because what became of it is not documented: {', '.join(unscored)}."
