"""Lessons from simulated cases: what runs of several cases found about the same number, support or option."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from outgrow.conditions.finding import Finding
from outgrow.conditions.lessons.records import Kind, Lesson, in_order
from outgrow.vocabulary import InputError

KINDS: Final[Mapping[str, Kind]] = {"tornado": "number", "lever": "lever", "support": "support", "box": "box"}
WORDS: Final[Mapping[Kind, str]] = {
    "number": "More of '{}'",
    "lever": "The option '{}'",
    "support": "Having {}",
    "box": "Staying within {}",
}
ORDER: Final[Sequence[Kind]] = ("lever", "support", "box", "number")  # what can be decided before what is found
FILES: Final = ("findings.json", "verdict.json")
MOVES: Final = 0.5  # movement of a gate's margin, in its standard deviations, from which a number matters
SURE: Final = 2.0  # standard errors beyond which a gain counts
ALL: Final = "all gates"


@dataclass(frozen=True, slots=True)
class SimulatedCase:
    """What a run found about one case.

    Parameters
    ----------
    id, title
        Which case.
    likeliest
        Its likeliest class.
    scales
        Probability that all gates open.
    gates
        Probability of each gate.
    orphans
        For each function a leaving actor pays for, the share of worlds in which nobody takes it over.
    findings
        What was found about its numbers, supports and options.
    folder
        The run's folder, or where else it comes from.
    """

    id: str
    title: str
    likeliest: str
    scales: float
    gates: Mapping[str, float]
    orphans: Mapping[str, float]
    findings: tuple[Finding, ...]
    folder: str


def read_simulated(folder: str | Path) -> SimulatedCase:
    """Read what a run wrote: the folder of ``outgrow run`` or ``outgrow explore``, or a file of it.

    Of a folder ``findings.json`` is read, which an exploration writes, or else ``verdict.json``.

    Raises
    ------
    InputError
        When there is no such file, or it is not what a run writes.
    """
    place = Path(folder)
    file = next((place / name for name in FILES if (place / name).is_file()), place)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        why = "A simulated case is the folder that 'outgrow run' or 'outgrow explore' wrote"
        raise InputError.single(str(folder), f"there is no {' or '.join(FILES)}", why, "Name such a folder") from None
    except ValueError:
        raise _not_a_verdict(file) from None
    try:
        return _case(found, file)
    except (KeyError, TypeError, AttributeError):
        raise _not_a_verdict(file) from None


def lessons_from_worlds(cases: Sequence[SimulatedCase]) -> tuple[Lesson, ...]:
    """Lessons of several simulated cases, each about one number, support or option and one gate.

    A case bears a lesson out when moving the same thing moved the same gate the same way, and speaks against it when it
    moved it the other way; cases in which nothing moved are neither.

    Raises
    ------
    InputError
        When two runs of the same case are given.
    """
    names = [case.id for case in cases]
    for name in names:
        if names.count(name) > 1:
            why = "Two runs of one case would count twice"
            raise InputError.single("simulated cases", f"'{name}' is given twice", why, "Keep one of them")
    ways: dict[tuple[Kind, str, str], dict[bool, list[tuple[str, Finding]]]] = defaultdict(
        lambda: {True: [], False: []}
    )
    for case in cases:
        for finding in case.findings:
            if finding.kind in KINDS and finding.facilitates is not None:
                key = (KINDS[finding.kind], finding.condition, finding.result)
                ways[key][finding.facilitates].append((case.id, finding))
    ordered = sorted(ways.items(), key=lambda item: (ORDER.index(item[0][0]), -_size(item[1]), item[0]))
    return in_order([_lesson(key, found, len(cases)) for key, found in ordered])


def _size(found: Mapping[bool, list[tuple[str, Finding]]]) -> float:
    """Mean size of what was moved, over the cases in which it moved."""
    sizes = [abs(finding.figure) for side in found.values() for _, finding in side]
    return sum(sizes) / len(sizes)


def _name(kind: Kind, condition: str, sentence: str) -> tuple[str, str]:
    """What a finding is about in words, where its sentence begins with them, and the rest of the sentence."""
    if kind == "number" and ": more of it " in sentence:
        label, _, rest = sentence.rpartition(": more of it ")
        return label.rpartition(" (")[0] or label, f"more of it {rest}"
    if kind == "number" and ": more " in sentence:
        label, _, rest = sentence.rpartition(": more ")
        return label, rest.partition(", ")[2] or rest
    if kind == "lever" and ": from " in sentence:
        label, _, rest = sentence.rpartition(": from ")
        return label, f"from {rest}"
    return condition, sentence


def _lesson(key: tuple[Kind, str, str], found: Mapping[bool, list[tuple[str, Finding]]], cases: int) -> Lesson:
    kind, condition, result = key
    helps = len(found[True]) >= len(found[False])
    support, against = found[helps], found[not helps]
    moved = len(support) + len(against)
    assumed = sum(finding.assumed for _, finding in support)
    way = "helps" if helps else "harms"
    counter = f"; the other way round in {', '.join(name for name, _ in against)}" if against else ""
    resting = f"; in {assumed} of them the number is an assumption" if assumed else ""
    said = support[0][1].sentence
    name, rest = _name(kind, condition, said)
    example = f" {support[0][0]}: {rest}" if said else ""
    return Lesson(
        basis="simulated cases",
        kind=kind,
        conditions=condition,
        result=result,
        sentence=(
            f"{WORDS[kind].format(name)} {way} '{result}' in {len(support)} of {cases} simulated "
            f"case{'s' if cases != 1 else ''}{counter}{resting}.{example}"
        ),
        support=tuple(name for name, _ in support),
        cases=cases,
        consistency=len(support) / moved,
        coverage=len(support) / cases,
        counter_cases=tuple(name for name, _ in against),
        grade="model only",
        why=(
            f"{sum(finding.worlds for _, finding in support):,} worlds of {len(support)} "
            f"case{'s' if len(support) != 1 else ''}"
        ),
    )


def _case(found: dict[str, Any], file: Path) -> SimulatedCase:
    classes = {str(name): float(share) for name, share in found["classes"].items()}
    return SimulatedCase(
        id=str(found["case"]["id"]),
        title=str(found["case"]["title"]),
        likeliest=max(classes, key=lambda name: classes[name]),
        scales=classes.get("scales", 0.0),
        gates={str(gate["gate"]): float(gate["probability"]) for gate in found["gates"]},
        orphans={
            str(one["function"]): float(one["nobody"])
            for one in found.get("functions", ())
            if one["leaving_part"] > 0.0
        },
        findings=tuple(_findings(found)),
        folder=str(file.parent),
    )


def _findings(found: dict[str, Any]) -> Iterator[Finding]:
    """Findings that the run wrote; of a kind that it did not write, those that its drivers and options amount to."""
    known, written = {field.name for field in fields(Finding)}, found.get("findings", ())
    for one in written:
        yield Finding(**{name: value for name, value in one.items() if name in known})
    kinds = {one["kind"] for one in written}
    if "tornado" not in kinds:
        yield from _drivers(found.get("drivers", ()))
    if "lever" not in kinds:
        for option in found.get("options", ()):
            yield from _option(option)


def _drivers(drivers: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """What moving one number from its low to its high end does."""
    for driver in drivers:
        if driver["flips"] or driver["movement"] >= MOVES:
            way = "more helps" if driver["direction"] > 0 else "more harms"
            yield Finding(
                kind="tornado",
                condition=driver["name"],
                result=driver["gate"],
                sentence=f"{driver['label']}: {way}, by {driver['movement']:.2f} standard deviations of the margin.",
                figure=driver["movement"],
                unit="standard deviations of the margin",
                error=None,
                worlds=2,
                facilitates=driver["direction"] > 0,
                assumed=driver["assumed"],
            )


def _option(option: dict[str, Any]) -> Iterator[Finding]:
    """What an option does to each gate and to all of them."""
    for gate, pair in {**option["gates"], ALL: option["scales"]}.items():
        gain, draws = pair["with"] - pair["without"], int(option["draws"])
        error = (sum(p * (1.0 - p) for p in pair.values()) / draws) ** 0.5
        if abs(gain) <= SURE * error or gain == 0.0:
            continue
        yield Finding(
            kind="lever",
            condition=option["id"],
            result=gate,
            sentence=f"{option['title']}: from {pair['without']:.0%} to {pair['with']:.0%} of {draws} worlds.",
            figure=gain,
            unit="share of worlds",
            error=error,
            worlds=draws,
            facilitates=gain > 0.0,
        )


def _not_a_verdict(file: Path) -> InputError:
    why = "It is not what 'outgrow run' or 'outgrow explore' writes"
    return InputError.single(str(file), "no case, verdict and gates can be read from it", why, "Run the case again")
