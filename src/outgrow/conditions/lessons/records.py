"""What a lesson is: a sentence, what bears it out, what speaks against it, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import polars as pl

Basis = Literal["real cases", "simulated cases"]
Kind = Literal["combination", "necessary", "contrast", "number", "lever", "support", "box"]
Grade = Literal["strong", "moderate", "weak", "model only"]

GRADES: Final[dict[Grade, str]] = {
    "strong": "at least 5 cases, consistency of at least 0.9, no counter-case, and in at least 80 % of the reruns",
    "moderate": "at least 3 cases, consistency of at least 0.8, and in at least half of the reruns",
    "weak": "fewer cases, a counter-case that weighs, or gone in most reruns",
    "model only": "rests on simulated worlds: it says what the model implies, not what happened",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson.

    Parameters
    ----------
    basis
        Whether it rests on real or on simulated cases; never on both.
    kind
        How it was found: a sufficient ``combination``, a ``necessary`` condition or a ``contrast`` among real cases; a
        ``number`` moved, a ``lever`` added, a ``support`` taken away or a ``box`` found among simulated ones.
    conditions, result
        What it is about, and what it bears on: for a contrast that speaks against the outcome, its absence.
    sentence
        The lesson in words, with its figures.
    support, cases
        Cases that bear it out, and cases that could have.
    consistency
        How far cases with the conditions show the result, 0 to 1.
    coverage
        Share of the result that they account for, 0 to 1.
    counter_cases
        Cases that speak against it.
    grade, why
        How far it can be trusted, and the reason.
    beside
        What the other kind of cases says of the same conditions, in words; empty where it says nothing.
    """

    basis: Basis
    kind: Kind
    conditions: str
    result: str
    sentence: str
    support: tuple[str, ...]
    cases: int
    consistency: float
    coverage: float
    counter_cases: tuple[str, ...]
    grade: Grade
    why: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Lessons, those from real cases first and the better founded before the others.

    Parameters
    ----------
    lessons
        The lessons.
    warnings
        What a reader must know about the cases they come from.
    """

    lessons: tuple[Lesson, ...]
    warnings: tuple[str, ...] = ()

    def of(self, basis: Basis) -> tuple[Lesson, ...]:
        """Lessons that rest on real, or on simulated, cases."""
        return tuple(lesson for lesson in self.lessons if lesson.basis == basis)

    def to_frame(self) -> pl.DataFrame:
        """One row a lesson."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = [
            {
                **asdict(lesson),
                "support": ", ".join(lesson.support),
                "support_count": len(lesson.support),
                "counter_cases": ", ".join(lesson.counter_cases),
            }
            for lesson in self.lessons
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def summary(self) -> str:
        """The best founded lesson of each kind of case, and what is left to doubt."""
        real, simulated = self.of("real cases"), self.of("simulated cases")
        said = []
        if real and real[0].grade == "weak":
            said.append(f"No lesson from real cases is better than weak. The first of them: {real[0].sentence}")
        elif real:
            said.append(f"Best founded among real cases ({real[0].grade}): {real[0].sentence}")
        said += [f"Among simulated cases (what the model implies): {simulated[0].sentence}"] if simulated else []
        strong = sum(lesson.grade == "strong" for lesson in real)
        said += [
            f"{len(real)} lessons rest on real cases, {strong} of them strongly; {len(simulated)} on simulated ones."
        ]
        return " ".join(said)


def in_order(lessons: list[Lesson]) -> tuple[Lesson, ...]:
    """Real before simulated, then by grade, consistency and support; equal simulated ones as they come."""
    grades = list(GRADES)
    return tuple(
        sorted(
            lessons,
            key=lambda one: (
                one.basis == "simulated cases",
                grades.index(one.grade),
                -one.consistency,
                -len(one.support),
                one.conditions if one.basis == "real cases" else "",
            ),
        )
    )
