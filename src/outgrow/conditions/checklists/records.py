"""What a scored checklist is: an edition, its items, and the scores that somebody gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

ChecklistName = Literal["scaling-scan", "asat", "scaling-readiness"]


@dataclass(frozen=True, slots=True)
class Item:
    """One ingredient or criterion.

    Parameters
    ----------
    code, text
        Its code, and its name or wording where that is known.
    group
        Code of its category; empty where there are none.
    gates
        Gates of the verdict that ask about the same thing; none where the simulation says nothing about it.
    """

    code: str
    text: str
    group: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist in the edition that is known here.

    Parameters
    ----------
    name, title, what
        Its short name, its title, and what it scores.
    edition, names
        The edition, and what it is called on sheets.
    others
        Other editions that can be told apart, with what they are.
    low, high
        Ends of the scale.
    items
        Ingredients or criteria, in their order; none for Scaling Readiness, whose components each initiative names.
    groups
        Wording of the categories by their code.
    citation, url
        Where it comes from.
    checked
        What of this was checked against the source, and what was not.
    """

    name: ChecklistName
    title: str
    what: str
    edition: str
    names: tuple[str, ...]
    others: Mapping[str, str]
    low: int
    high: int
    items: tuple[Item, ...]
    groups: Mapping[str, str]
    citation: str
    url: str
    checked: str

    def share(self, score: float) -> float:
        """A score as a share of the scale, 0 to 1."""
        return (score - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Score:
    """What an item, or a group of them, was given.

    Parameters
    ----------
    item
        The item.
    score
        The score, in points of the scale; None where it was left open.
    note
        What the scorers wrote beside it.
    """

    item: Item
    score: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a package that is scored for Scaling Readiness.

    Parameters
    ----------
    name
        What it is.
    readiness, use
        Innovation readiness and innovation use, 0 to 9.
    core
        Whether the package cannot do without it.
    note
        What the scorers wrote beside it.
    """

    name: str
    readiness: int
    use: int
    core: bool = True
    note: str = ""

    @property
    def score(self) -> int:
        """Readiness times use, 0 to 81."""
        return self.readiness * self.use


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A checklist that somebody scored.

    Parameters
    ----------
    checklist
        Which, in the edition known here.
    edition
        The edition that the sheet names; empty where it names none.
    scores
        Score of each item in the checklist's order; empty for Scaling Readiness.
    components
        Components of Scaling Readiness; empty for the others.
    source
        File it was read from.
    warnings
        What a reader must know.
    """

    checklist: Checklist
    edition: str
    scores: tuple[Score, ...]
    components: tuple[Component, ...]
    source: str
    warnings: tuple[str, ...] = ()

    @property
    def bottleneck(self) -> tuple[Component, ...]:
        """Core components with the lowest readiness times use; several when they tie."""
        core = [one for one in self.components if one.core]
        least = min((one.score for one in core), default=0)
        return tuple(one for one in core if one.score == least)

    @property
    def package(self) -> int | None:
        """Scaling readiness of the package: that of its bottleneck, 0 to 81; None for other checklists."""
        return self.bottleneck[0].score if self.bottleneck else None

    def weakest(self) -> tuple[Score, ...]:
        """Items with the lowest score; several when they tie."""
        given = [one for one in self.scores if one.score is not None]
        least = min((one.score for one in given if one.score is not None), default=0.0)
        return tuple(one for one in given if one.score == least)

    def by_group(self) -> dict[str, float]:
        """Mean score of each category, or of each item where there are no categories."""
        found: dict[str, list[float]] = {}
        for one in self.scores:
            if one.score is not None:
                found.setdefault(one.item.group or one.item.code, []).append(one.score)
        return {name: sum(scores) / len(scores) for name, scores in found.items()}

    def _lowest(self) -> list[str]:
        """Names of the weakest items, or of the categories with the lowest mean."""
        if not self.checklist.groups:
            return [one.item.text or one.item.code for one in self.weakest()]
        means = self.by_group()
        return [f"category {code} ({mean:.1f})" for code, mean in means.items() if mean == min(means.values())]

    def to_frame(self) -> pl.DataFrame:
        """One row an item or component, with its score."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        if self.components:
            return pl.DataFrame(
                [
                    {
                        "component": one.name,
                        "readiness": one.readiness,
                        "use": one.use,
                        "core": "yes" if one.core else "no",
                        "score": one.score,
                        "bottleneck": "yes" if one in self.bottleneck else "",
                        "note": one.note,
                    }
                    for one in self.components
                ]
            )
        return pl.DataFrame(
            [
                {
                    "code": one.item.code,
                    "item": one.item.text,
                    "group": one.item.group,
                    "score": one.score,
                    "note": one.note,
                }
                for one in self.scores
            ],
            infer_schema_length=None,
        )

    def summary(self) -> str:
        """What the scores say, in a paragraph."""
        title = f"{self.checklist.title} ({self.checklist.edition})"
        if self.components:
            names = " and ".join(one.name for one in self.bottleneck)
            first = self.bottleneck[0]
            return (
                f"{title}: the bottleneck of {len(self.components)} components is {names} (readiness "
                f"{first.readiness} times use {first.use} = {first.score} of 81), which is the readiness of the "
                "package. It is a judgement of those who scored it."
            )
        given = [one.score for one in self.scores if one.score is not None]
        weakest = ", ".join(self._lowest())
        return (
            f"{title}: {len(given)} of {len(self.scores)} scored, on average {sum(given) / len(given):.1f} on a scale "
            f"of {self.checklist.low} to {self.checklist.high}; lowest: {weakest}. It is a judgement of those "
            "who scored it."
        )
