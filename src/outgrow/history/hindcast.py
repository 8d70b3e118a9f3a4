"""Predict each documented case from what was known at its pilot stage, and hold it against what happened.

The worlds are drawn and run without the outcome; it is looked at afterwards, for the score, and for what it teaches
the predictions of *other* cases. Nothing is fitted to a case: profiles are filled in from one file of priors, and the
fitted priors, the base rate and the blend of a case leave it out, under whatever name it is told again (`alike`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from outgrow.history.alike import alike, told_together
from outgrow.history.library import Documented
from outgrow.history.predict import Setting, predict, predict_fitted
from outgrow.history.records import Hindcast, Prediction
from outgrow.history.scores import Score, base_rates, blended, score
from outgrow.history.sharing import Said, learn
from outgrow.vocabulary import InputError

Progress = Callable[[str, int, int], None]
FEWEST_CASES = 2  # a base rate of the others, and a fit to them, need another


def hindcast(
    entries: Iterable[Documented],
    *,
    learn_from: Iterable[Documented] = (),
    fit: bool = True,
    seed: int = 1,
    draws: int = 200,
    households: int = 2_000,
    most_households: int = 20_000,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Hindcast:
    """Predict every case and score those whose outcome is known.

    Parameters
    ----------
    entries
        The cases; see `library`.
    learn_from
        Further cases whose outcomes may teach the predictions, and count in the base rate. One that is also among the
        entries, by name, title or content, is left out.
    fit
        Whether to predict each case a second time with the shared priors fitted to all other cases.
    seed
        Seed of all random numbers; the same for every case.
    draws
        Possible worlds of each case.
    households, most_households
        Synthetic households in each world: the first number, or up to the second where the pilot is a small part of
        its target.
    threads
        Threads to compute with; as many as there are processors when left out.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        When there is no case.
    """
    asked = tuple(entries)
    if not asked:
        raise InputError.single("hindcast", "no case is left", "", "Ask for fewer criteria")
    others = _others(asked, learn_from)
    setting = Setting(seed, draws, households, most_households, threads or os.cpu_count() or 1)
    found, said, told = list[Prediction](), list[Said | None](), alike((*asked, *others))
    for entry in _counted("Predicting cases", (*asked, *others), progress):
        prediction, says = predict(entry, setting)
        found.append(prediction)
        said.append(says)
    taught = None
    known = {number for number, p in zip(told, found, strict=True) if p.scored}
    if fit and len(known) >= FEWEST_CASES:
        taught = learn(_each_once(said, told))
        for k, entry in enumerate(_counted("Predicting them as other cases teach", asked, progress)):
            rest = learn(_each_once(said, told, but=told[k]))
            found[k] = predict_fitted(entry, setting, rest, found[k])
    scores, weights = _scores(found, len(asked), told) if len(known) >= FEWEST_CASES else ((), ())
    teachers = sum(p.scored for p in found[len(asked) :])
    together = told_together(asked)
    return Hindcast(tuple(found[: len(asked)]), scores, weights, taught, teachers, together, seed, draws, households)


def confusions(found: Hindcast) -> dict[tuple[str, str], list[str]]:
    """Names of the cases by what became of them and what was predicted."""
    made: dict[tuple[str, str], list[str]] = {}
    for p in found.scored:
        made.setdefault((str(p.became), p.likeliest), []).append(p.name)
    return made


def _others(asked: Sequence[Documented], learn_from: Iterable[Documented]) -> tuple[Documented, ...]:
    """Cases with an outcome that none of those asked tells, each once."""
    known = tuple(e for e in learn_from if e.outcome)
    told = alike((*asked, *known))
    return tuple(e for k, e in enumerate(known, start=len(asked)) if told[k] == k)


def _each_once(said: Sequence[Said | None], told: Sequence[int], but: int = -1) -> list[Said]:
    """What every case but one says; of a case that is told more than once, the first that says something."""
    first: dict[int, Said] = {}
    for says, number in zip(said, told, strict=True):
        if says and number != but:
            first.setdefault(number, says)
    return list(first.values())


def _counted(stage: str, entries: Sequence[Documented], progress: Progress | None) -> Iterable[Documented]:
    for done, entry in enumerate(entries):
        if progress:
            progress(stage, done, len(entries))
        yield entry
    if progress:
        progress(stage, len(entries), len(entries))


def _scores(
    found: Sequence[Prediction], asked: int, told: Sequence[int]
) -> tuple[tuple[Score, ...], tuple[float, ...]]:
    """Scores over the known cases among the first ``asked``; the others count in base rate and blend."""
    known = [p for p in found if p.scored]
    numbers = [number for number, p in zip(told, found, strict=True) if p.scored]
    shown = range(sum(p.scored for p in found[:asked]))
    if not shown:
        return (), ()
    outcomes = [str(p.became) for p in known]
    model, rates = [dict(p.probabilities) for p in known], base_rates(outcomes, numbers)
    mixed, weights = blended(model, rates, outcomes, numbers)
    forecasts = [
        ("model", "worlds drawn from the pilot-stage file", model),
        ("fitted", "the same with shared priors fitted to the other cases", [dict(p.fitted) for p in known]),
        ("blend", "model and base rate, mixed as was best for the other cases", mixed),
        ("base rate", "share of each class among the other cases", rates),
        ("pilot's pace", "as many new households every season as at the start", [{p.naive: 1.0} for p in known]),
    ]
    truth = [outcomes[k] for k in shown]
    made = tuple(
        score(name, text, [each[k] for k in shown], truth)
        for name, text, each in forecasts
        if all(each[k] for k in shown)
    )
    return made, tuple(float(weights[k]) for k in shown)
