"""Ledger of functions: what happens to each job when the initiator leaves.

A function that nobody takes over without subsidy is an orphan; orphans are the first limiting condition of
upscaling (van Tilburg, Kambewa, de Jager and Onduru 2011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.chain.bounds import require
from outgrow.chain.functions import SUBJECT, FunctionLine, Takeover, takeover_tests
from outgrow.chain.handover import subsidy_free_set
from outgrow.vocabulary import Defect, did_you_mean

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Ledger:
    """Functions with their tests and their future.

    Parameters
    ----------
    lines
        The functions as given.
    tests, subsidised_tests
        Test of every candidate without and with the subsidies.
    taken_over
        Actor by function in the largest set that needs no subsidy.
    """

    lines: tuple[FunctionLine, ...]
    tests: tuple[Takeover, ...]
    subsidised_tests: tuple[Takeover, ...]
    taken_over: Mapping[str, str]

    @property
    def orphans(self) -> tuple[str, ...]:
        """Functions that nobody takes over without subsidy."""
        return tuple(line.function for line in self.lines if line.function not in self.taken_over)

    @property
    def held_by_subsidy(self) -> tuple[str, ...]:
        """Orphans that a candidate would do as long as a subsidy lasts, budgets aside."""
        willing = {test.function for test in self.subsidised_tests if test.passes}
        passing = {test.function for test in self.tests if test.passes}
        return tuple(name for name in self.orphans if name in willing - passing)

    def to_frame(self) -> pl.DataFrame:
        """One row a function and candidate; a function without candidates has one row without an actor."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        with_subsidy = {(test.function, test.actor): test.passes for test in self.subsidised_tests}
        rows = []
        for line in self.lines:
            own = [test for test in self.tests if test.function == line.function]
            rows += [self.row(line, test, with_subsidy[test.function, test.actor]) for test in own]
            if not own:
                rows.append(self.row(line, None, None))
        return pl.DataFrame(rows, schema=COLUMNS)

    def row(self, line: FunctionLine, test: Takeover | None, subsidised: bool | None) -> dict[str, object]:
        """One row of the table."""
        return {
            "function": line.function,
            "done_by": line.done_by,
            "cost": float(line.cost),
            "candidate": test.actor if test else None,
            "worth": float(test.worth) if test else None,
            "required": float(test.required) if test else None,
            "passes": test.passes if test else None,
            "passes_with_subsidy": subsidised,
            "taken_over_by": self.taken_over.get(line.function),
        }

    def summary(self) -> str:
        """Sentence with the functions taken over, held by subsidy and orphaned."""
        taken = ", ".join(f"{function} by {actor}" for function, actor in self.taken_over.items())
        text = f"Of {len(self.lines)} functions {len(self.taken_over)} go on without subsidy"
        text += f" ({taken})" if taken else ""
        text += f"; {len(self.orphans)} are orphans" + (f" ({', '.join(self.orphans)})" if self.orphans else "")
        held = self.held_by_subsidy
        return text + (f", of which a subsidy holds {', '.join(held)}." if held else ".")


COLUMNS = {
    "function": str,
    "done_by": str,
    "cost": float,
    "candidate": str,
    "worth": float,
    "required": float,
    "passes": bool,
    "passes_with_subsidy": bool,
    "taken_over_by": str,
}


def ledger(
    lines: Sequence[FunctionLine],
    strength: float,
    budgets: Mapping[str, float] | None = None,
    subsidies: Mapping[str, float] | None = None,
) -> Ledger:
    """Draw up the ledger: test every candidate, with and without subsidy, and hand over what can be.

    Parameters
    ----------
    lines
        Functions with their candidates.
    strength
        Share of the hurdle that full ownership takes away, 0 to 1.
    budgets
        Money per season that a candidate can spend on functions together; one not named has no limit.
    subsidies
        Money per season paid towards a function's cost, by function; one not named has none.

    Raises
    ------
    InputError
        For lines or numbers that cannot be, or a subsidy of a function that is not in the ledger.

    Examples
    --------
    >>> from outgrow.chain.functions import Candidate
    >>> union = Candidate("union", value=50.0, readiness=0.8, ownership=0.0)
    >>> lines = [
    ...     FunctionLine("aggregation", "NGO", {"NGO": 1.0}, 30.0, (union,)),
    ...     FunctionLine("extension", "NGO", {"NGO": 1.0}, 60.0, (union,)),
    ... ]
    >>> print(ledger(lines, strength=0.0, subsidies={"extension": 30.0}).summary())
    Of 2 functions 1 go on without subsidy (aggregation by union); 1 are orphans (extension), of which a \
subsidy holds extension.
    """
    paid = dict(subsidies or {})
    require(SUBJECT, unknown_defects(lines, paid))
    return Ledger(
        lines=tuple(lines),
        tests=tuple(test for line in lines for test in takeover_tests(line, strength)),
        subsidised_tests=tuple(
            test for line in lines for test in takeover_tests(line, strength, paid.get(line.function, 0.0))
        ),
        taken_over=subsidy_free_set(lines, strength, budgets),
    )


def unknown_defects(lines: Sequence[FunctionLine], subsidies: Mapping[str, float]) -> list[Defect]:
    """Subsidies of functions that the ledger does not have."""
    known = [line.function for line in lines]
    return [
        Defect(f"'{name}'", "subsidies", "the ledger has no such function", did_you_mean(name, known))
        for name in subsidies
        if name not in known
    ]
