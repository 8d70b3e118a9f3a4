"""The case library: documented initiatives, each with what became of it where that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outgrow.history.outcome import OUTCOME_FILE, Outcome, ReachPoint, before_the_pilot, read_outcome
from outgrow.initiative import CASE_FILES, Case, Initiative, case_file, cases_in, model_values, read, shipped_cases
from outgrow.vocabulary import Defect, InputError, did_you_mean

COMPARED: Final = ("rct", "did", "matched", "staggered")
PILOT_SIZE = 0.1  # share of the target population up to which a pilot counts as local


@dataclass(frozen=True, slots=True, eq=False)
class Documented:
    """A case of the library.

    Parameters
    ----------
    name
        Name of its folder.
    case
        The initiative as it stood at the pilot stage.
    outcome
        What became of it; None where that is not documented.
    """

    name: str
    case: Case
    outcome: Outcome | None

    @property
    def initiative(self) -> Initiative:
        """The initiative."""
        return self.case.initiative

    @property
    def lead(self) -> str:
        """Kind of the actor with the largest say in decisions at the start."""
        owners = [a for a in self.initiative.actors if a.ownership is not None]
        return max(owners, key=lambda a: a.ownership.decision if a.ownership else 0.0).kind

    @property
    def became(self) -> str:
        """Class of the outcome, or 'unknown'."""
        return self.outcome.class_ if self.outcome else "unknown"

    @property
    def last_count(self) -> ReachPoint | None:
        """The latest count of those who took part, where there is one."""
        return max(self.outcome.reach, key=lambda point: point.year, default=None) if self.outcome else None

    def meets(self, criterion: str) -> bool:
        """Whether it meets a criterion of `CRITERIA`."""
        return _RULES[criterion](self)

    def summary(self) -> str:
        """The case in a sentence or two."""
        x = self.initiative
        head = f"{x.title} ({x.country}; {x.product}). It describes the pilot before {x.seasons.first_year}."
        if self.outcome is None:
            return f"{head} What became of it is not documented."
        return f"{head} What became of it by {self.outcome.as_of:g}: {self.outcome.class_}. {self.outcome.why}"


CRITERIA: Final = {
    "local": "in one country, and the pilot had reached at most a tenth of those who could take part",
    "successful": "a study with a comparison group found that the pilot's members gained",
    "owned": "growers, their organisation and the firm held at least half of the decisions at the start",
    "known": "what became of it is documented",
}
"""Criteria by which initiatives are selected; all but 'known' look at the pilot stage only."""


def _reached(entry: Documented) -> float:
    values = model_values(entry.initiative, {})
    return float(values["delivery.coverage.reached"][0] / values["target.households"][0])


def _local(entry: Documented) -> bool:
    country = entry.initiative.country
    return " and " not in country and "," not in country and _reached(entry) <= PILOT_SIZE


def _successful(entry: Documented) -> bool:
    return any(
        study.role == "pilot" and study.design.lower().startswith(COMPARED) and _middle(study.estimate) > 0.0
        for study in entry.initiative.participation.evidence
    )


def _middle(estimate: object) -> float:
    return float(getattr(estimate, "middle", 0.0) or 0.0)


def _owned(entry: Documented) -> bool:
    inside = ("household", "farmer_organisation", "firm")
    return (
        sum(a.ownership.decision for a in entry.initiative.actors if a.ownership is not None and a.kind in inside)
        >= 0.5
    )


_RULES: Final[dict[str, Callable[[Documented], bool]]] = {
    "local": _local,
    "successful": _successful,
    "owned": _owned,
    "known": lambda entry: entry.outcome is not None,
}


def library(folder: str | Path | None = None) -> tuple[Documented, ...]:
    """Read all cases, in alphabetical order of their names.

    Parameters
    ----------
    folder
        Folder whose sub-folders are cases, or the folder of one case; the cases that come with outgrow when left out.

    Raises
    ------
    InputError
        When there is no such folder or no case in it, or with all defects of all cases.
    """
    folders = shipped_cases() if folder is None else _folders(Path(folder))
    found, defects = list[Documented](), list[Defect]()
    for name, place in folders.items():
        try:
            found.append(_documented(name, place))
        except InputError as problem:
            defects += problem.defects
    defects += [] if folder is None else _without_a_case(Path(folder), folders)
    if defects:
        raise InputError(str(folder or "the shipped cases"), defects)
    return tuple(found)


def _documented(name: str, place: Path) -> Documented:
    """A case with its outcome, or the defects of both files at once."""
    case, outcome, defects = None, None, list[Defect]()
    try:
        case = read(place)
    except InputError as problem:
        defects += problem.defects
    try:
        outcome = read_outcome(place)
    except InputError as problem:
        defects += problem.defects
    if case is not None and outcome is not None:
        early = before_the_pilot(outcome, case.initiative.seasons.first_year, place / OUTCOME_FILE)
        defects += [defect for _, defect in early]
    if defects or case is None:
        raise InputError(str(place), defects)
    return Documented(name, case, outcome)


def _without_a_case(folder: Path, cases: Mapping[str, Path]) -> list[Defect]:
    """Sub-folders that were meant as cases and have no file that describes one."""
    others = [inner for inner in sorted(folder.iterdir()) if inner.is_dir() and inner not in cases.values()]
    found = []
    for inner in others:
        if there := sorted(file.name for file in inner.iterdir() if file.suffix.lower() in (".yaml", ".yml")):
            said = f"the folder has no {' or '.join(CASE_FILES)}"
            todo = "Call the file that describes the pilot so, or take the folder out"
            found.append(Defect(said, str(inner), f"It has {', '.join(there)}", todo))
    return [] if folder in cases.values() else found


def _folders(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise InputError.single(str(folder), "there is no such folder", "", "Name a folder whose sub-folders are cases")
    if case_file(folder) is not None:
        return {folder.resolve().name: folder}
    found = cases_in(folder)
    if not found and (others := _without_a_case(folder, {})):
        raise InputError(str(folder), others)
    if not found:
        why = "A case is a folder with initiative.yaml or profile.yaml in it"
        raise InputError.single(str(folder), "no case lies in this folder", why, "Start one with: outgrow profile")
    return found


def select(
    entries: Iterable[Documented],
    *,
    crop: str | None = None,
    country: str | None = None,
    became: str | None = None,
    lead: str | None = None,
    criteria: Iterable[str] = (),
) -> tuple[Documented, ...]:
    """Cases that meet all that is asked.

    Parameters
    ----------
    entries
        Cases to select from.
    crop, country
        Words that stand in the product and in the country, in any case of letters.
    became
        Class of the outcome, or ``unknown``.
    lead
        Kind of the actor that leads.
    criteria
        Keys of `CRITERIA` that must all be met.

    Raises
    ------
    InputError
        For a class, lead or criterion that is not known.
    """
    entries = tuple(entries)
    became, lead = _known("class", became, CLASSES_AND_UNKNOWN), _known("lead", lead, LEADS)
    wanted = tuple(_known("criterion", criterion, tuple(CRITERIA)) or criterion for criterion in criteria)
    return tuple(
        entry
        for entry in entries
        if _holds(crop, entry.initiative.product)
        and _holds(country, entry.initiative.country)
        and became in (None, entry.became)
        and lead in (None, entry.lead)
        and all(entry.meets(criterion) for criterion in wanted)
    )


LEADS: Final = ("household", "farmer_organisation", "firm", "ngo", "donor", "institution", "government")
CLASSES_AND_UNKNOWN: Final = ("scales", "depends", "stalls", "collapses", "bypasses", "exhausts", "fails", "unknown")


def _holds(word: str | None, text: str) -> bool:
    return word is None or word.lower() in text.lower()


def _known(what: str, word: str | None, known: tuple[str, ...]) -> str | None:
    """The word of a filter, in any case of letters and with hyphens or spaces, or a refusal."""
    if word is None:
        return None
    meant = word.strip().lower().replace("-", "_").replace(" ", "_")
    if meant not in known:
        raise InputError.single(what, f"'{word}' is not one of them", "", did_you_mean(meant, known))
    return meant
