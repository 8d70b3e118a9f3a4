"""Scores beside what the simulation says of the same condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outgrow.conditions.checklists.records import Item, ScoreSheet
from outgrow.conditions.lessons import SimulatedCase

if TYPE_CHECKING:
    import polars as pl

LONGEST: Final = 40  # letters of a text that can stand in a sentence
APART: Final = 0.4  # difference of score and probability, both 0 to 1, that is worth a talk


@dataclass(frozen=True, slots=True)
class Beside:
    """One condition as people scored it, and as it was simulated.

    Parameters
    ----------
    code, text
        Ingredient, category or component.
    score, share
        The score in points of its scale, and as a share of the scale (0 to 1).
    gates
        Gates that ask about the same thing.
    simulated
        Lowest probability of those gates; None where the simulation says nothing about it.
    remark
        What the two say together.
    """

    code: str
    text: str
    score: float
    share: float
    gates: tuple[str, ...]
    simulated: float | None
    remark: str

    @property
    def name(self) -> str:
        """Its text, or its code where the text is long."""
        return self.text if 0 < len(self.text) <= LONGEST else f"Category {self.code}"

    @property
    def apart(self) -> bool:
        """Whether scorers and simulation disagree enough to talk about it."""
        return self.simulated is not None and abs(self.share - self.simulated) >= APART


@dataclass(frozen=True, slots=True)
class Comparison:
    """A scored checklist beside one simulated case.

    Parameters
    ----------
    sheet
        The scores.
    case
        The simulated case.
    rows
        One a condition, in the order of the checklist.
    """

    sheet: ScoreSheet
    case: SimulatedCase
    rows: tuple[Beside, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row a condition: score, share of the scale, gates, simulated probability, remark."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [
                {
                    "code": row.code,
                    "condition": row.text,
                    "score": row.score,
                    "share_of_scale": row.share,
                    "gates": ", ".join(row.gates),
                    "simulated_probability": row.simulated,
                    "remark": row.remark,
                }
                for row in self.rows
            ],
            infer_schema_length=None,
        )

    def summary(self) -> str:
        """Where scorers and simulation agree and where they do not, in a paragraph."""
        apart = [row for row in self.rows if row.apart]
        silent = sum(row.simulated is None for row in self.rows)
        said = [
            f"Of {len(self.rows)} conditions scored, the simulation of {self.case.id} has something to say of "
            f"{len(self.rows) - silent}; it differs much in {len(apart)}."
        ]
        said += [f"{row.name}: {row.remark}" for row in apart]
        said += ["A score is a judgement and a probability a share of worlds; neither is a measurement of the other."]
        return " ".join(said)


def beside(sheet: ScoreSheet, case: SimulatedCase) -> Comparison:
    """Put scores beside a simulated case.

    Ingredients and categories stand beside the probability of the gate that asks about the same thing, the lowest
    where there are several. A component of Scaling Readiness stands beside the chance that somebody takes over the
    function of the same name when the initiator leaves; the package beside the probability that all gates open.
    """
    rows = _components(sheet, case) if sheet.components else _groups(sheet, case)
    return Comparison(sheet, case, tuple(rows))


def _groups(sheet: ScoreSheet, case: SimulatedCase) -> list[Beside]:
    items: dict[str, Item] = {}
    for one in sheet.scores:
        items.setdefault(one.item.group or one.item.code, one.item)
    return [
        _beside(sheet, code, sheet.checklist.groups.get(code, items[code].text), score, items[code].gates, case.gates)
        for code, score in sheet.by_group().items()
    ]


def _beside(
    sheet: ScoreSheet, code: str, text: str, score: float, gates: tuple[str, ...], chances: Mapping[str, float]
) -> Beside:
    share = sheet.checklist.share(score)
    known = {gate: chances[gate] for gate in gates if gate in chances}
    least = min(known, key=lambda gate: known[gate], default="")
    chance = known[least] if least else None
    what = f"'{least}' opens in {chance:.0%} of worlds" if chance is not None else ""
    return Beside(code, text, score, share, gates, chance, _remark(share, chance, what))


def _components(sheet: ScoreSheet, case: SimulatedCase) -> list[Beside]:
    taken = {name.replace("_", " ").lower(): 1.0 - orphan for name, orphan in case.orphans.items()}
    rows = []
    for number, one in enumerate(sheet.components, start=1):
        chance = taken.get(one.name.replace("_", " ").lower())
        what = f"somebody takes it over in {chance:.0%} of worlds" if chance is not None else ""
        share = one.score / 81.0
        rows.append(Beside(str(number), one.name, float(one.score), share, (), chance, _remark(share, chance, what)))
    package = float(sheet.package or 0)
    what = f"all gates open in {case.scales:.0%} of worlds"
    remark = _remark(package / 81.0, case.scales, what)
    return [*rows, Beside("package", "The package", package, package / 81.0, ("all gates",), case.scales, remark)]


def _remark(share: float, chance: float | None, what: str) -> str:
    if chance is None:
        return "the simulation says nothing about it"
    if share - chance >= APART:
        return f"scored higher than simulated ({what}): what did people see that the file does not say?"
    if chance - share >= APART:
        return f"scored lower than simulated ({what}): is something missing in the file?"
    return what
