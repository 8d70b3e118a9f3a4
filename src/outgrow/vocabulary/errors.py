"""The error tree: what a person sees when an input cannot be used.

::

    OutgrowError
    ├── InputError          what somebody wrote or supplied is wrong; carries every defect found
    ├── MissingExtraError   a library of an optional extra is not installed
    └── RunError            a run could not go on (names season, step and household where known)

A message always says what was found, where, why it is wrong and what to do next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class OutgrowError(Exception):
    """Root of all errors that outgrow raises on purpose; the command line shows its text, never a traceback."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong with an input.

    Parameters
    ----------
    found
        What stood there, in the words of whoever wrote it.
    where
        File and line, sheet and cell, column and row, or the argument's name.
    why
        Why it cannot be used.
    todo
        What to do next.
    """

    found: str
    where: str
    why: str
    todo: str = ""

    def __str__(self) -> str:
        """One bullet: ``where: found. why. todo``."""
        parts = [f"{self.where}: {self.found}" if self.where else self.found, self.why, self.todo]
        text = ". ".join(part.rstrip(". ") for part in parts if part)
        return text if text.endswith("?") else f"{text}."


class InputError(OutgrowError):
    """Raised once with all defects of an input.

    Parameters
    ----------
    subject
        What was being read or checked, such as a file's name.
    defects
        Everything found wrong with it, in the order of the input.
    """

    def __init__(self, subject: str, defects: Iterable[Defect]) -> None:
        self.subject = subject
        self.defects: tuple[Defect, ...] = tuple(defects)
        count = len(self.defects)
        head = f"{subject}: {count} defect{'s' if count != 1 else ''} found."
        super().__init__("\n".join([head, *(f"  - {defect}" for defect in self.defects)]))

    @classmethod
    def single(cls, subject: str, found: str, why: str, todo: str = "", where: str = "") -> InputError:
        """Build an error with one defect."""
        return cls(subject, [Defect(found, where, why, todo)])


class MissingExtraError(OutgrowError):
    """Raised when a feature needs a library of an extra that is not installed.

    Parameters
    ----------
    library, extra
        The import that failed, and the extra of outgrow that brings it.
    purpose
        What it is needed for.
    """

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the library '{library}', which is not installed. "
            f"Install it with: pip install 'outgrow[{extra}]'"
        )


class RunError(OutgrowError):
    """Raised when a run cannot go on; the text names season, step and household where they are known."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Sentence offering the nearest known words, or listing them when none is near.

    Examples
    --------
    >>> did_you_mean("kenya-te", ["kenya-tea", "benin-rice"])
    "Did you mean 'kenya-tea'?"
    """
    near = difflib.get_close_matches(word, known, n=2, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f"'{n}'" for n in near) + "?"
    return "Known: " + ", ".join(sorted(known)) + "." if known else ""
