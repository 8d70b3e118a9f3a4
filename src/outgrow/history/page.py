"""The page of the documentation that says how the model did, written anew from every hindcast."""

from __future__ import annotations

from collections.abc import Iterator

from outgrow.conditions import CLASSES
from outgrow.history.hindcast import Hindcast, confusions
from outgrow.history.records import Prediction, ReachTest

SURE = 0.25  # probability of what happened below which a case counts as missed by far
GOOD_COVERAGE = 0.9


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
        "to a case."
    )
    yield ""
    yield from _verdict(found)
    yield from _table_of_scores(found)
    yield from _where_it_fails(found)
    yield from _classes(found)
    yield from _reach(found)
    yield from _limits(found)


def _verdict(found: Hindcast) -> Iterator[str]:
    if not found.scores:
        return
    model, base = found.scores[0], next(s for s in found.scores if s.name == "base rate")
    gain = 1.0 - model.brier / base.brier
    better = (
        f"better than the base rate of the other cases by {gain:.0%} of its Brier score"
        if gain > 0.0
        else f"**worse than the base rate** of the other cases by {-gain:.0%} of its Brier score"
    )
    inside, counts = found.coverage
    yield f"**In short.** {found.summary()} The model is {better}."
    if counts and inside / counts < GOOD_COVERAGE:
        yield f"The 90 % band of reach holds {inside / counts:.0%} of the counts, so it is **too narrow**."
    yield ""


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
        yield (
            f"The mean probability of scaling is {told[0]:.0%} for the {len(successes)} cases that scaled and "
            f"{told[1]:.0%} for the {len(failures)} that stalled, collapsed, bypassed their smallholders or failed "
            f"(cases that depend on outside money count as neither): {apart} where it should be."
        )
        yield ""


def _classes(found: Hindcast) -> Iterator[str]:
    shown = [name for name in CLASSES if any(name in p.probabilities or name == p.became for p in found.predictions)]
    yield "## Case by case"
    yield ""
    yield "| case | became | " + " | ".join(shown) + " |"
    yield "|---|---|" + "---|" * len(shown)
    for p in found.predictions:
        shares = " | ".join(_share(p, name) for name in shown)
        yield f"| {p.name} | {p.became or 'not known'} | {shares} |"
    yield ""
    yield (
        "Probabilities in per cent: the largest is the prediction, and what became of it is bold. "
        + "; ".join(f"*{name}*: it {CLASSES[name]}" for name in shown)
        + "."
    )
    yield ""


def _share(p: Prediction, name: str) -> str:
    share = p.probabilities.get(name, 0.0)
    text = f"{100 * share:.0f}" if share > 0.0 else "·"
    return f"**{text}**" if name == p.became else text


def _reach(found: Hindcast) -> Iterator[str]:
    if not found.last_counts:
        return
    inside, counts = found.coverage
    middle, naive = found.error_of_reach()
    yield "## Reach"
    yield ""
    yield "| case | year | counted | predicted, 90 % band | middle | pilot's pace | in the band |"
    yield "|---|---|---|---|---|---|---|"
    for p in found.predictions:
        for test in p.reach:
            yield _reach_row(p, test, last=test is p.reach[-1])
    yield ""
    beyond = sum(p.beyond for p in found.predictions)
    yield (
        f"The last count of each case is judged (bold): {inside} of {counts} lie in the band. The middle of the band "
        f"is off by a factor of {middle:.1f} in the median case, the pilot's unchanged pace by {naive:.1f}. "
        f"{beyond} counts lie after the last simulated season and are not judged."
    )
    yield ""


def _reach_row(p: Prediction, test: ReachTest, *, last: bool) -> str:
    mark = "**" if last else ""
    inside = "yes" if test.inside else "no, below it" if test.observed < test.low else "no, above it"
    return (
        f"| {p.name} | {int(test.year)} | {mark}{test.observed:,.0f}{mark} | {test.low:,.0f} to {test.high:,.0f} | "
        f"{test.middle:,.0f} | {test.naive:,.0f} | {inside} |"
    )


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
        "but it was made by people who had seen the scores. Only cases that come in later can test these priors."
    )
    yield (
        "- Where nobody stated an ambition, it is ten times the pilot and at most half of those who could take part; "
        "whether a case 'scales' hangs on this rule."
    )
    yield (
        "- All cases are judged at the horizon of their file (15 seasons for a profile), outcomes when somebody "
        "last looked, which is often earlier."
    )
    if unscored:
        yield f"- Predicted and not scored, because what became of it is not documented: {', '.join(unscored)}."
