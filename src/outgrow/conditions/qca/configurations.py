"""Terms as the table that journals print: a column a configuration, a row a condition, core ones marked.

A condition of an intermediate term is core when a parsimonious term within which it lies has it too, and contributing
when only the intermediate one has it (Fiss 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final, Literal

from outgrow.conditions.qca.analyse import Qca
from outgrow.conditions.qca.records import ANY, Condition, Cube, Model, Term

if TYPE_CHECKING:
    import polars as pl

Role = Literal["core", "contributing", ""]

MARKS: Final = {("core", True): "●", ("core", False): "⊗", ("contributing", True): "•", ("contributing", False): "×"}
LATEX: Final = {"●": r"$\CIRCLE$", "⊗": r"$\bigotimes$", "•": r"$\bullet$", "×": r"$\times$"}
LEGEND: Final = (
    "● core condition present, ⊗ core condition absent, • contributing condition present, "
    "× contributing condition absent, blank: either way."
)


@dataclass(frozen=True, slots=True)
class ConfigurationTable:
    """The first intermediate model as a table of configurations.

    Parameters
    ----------
    outcome
        The outcome.
    conditions
        Conditions that some term has, in their order.
    terms
        The terms.
    marks
        For each condition its mark in each term, shape (conditions, terms).
    model
        The model.
    """

    outcome: str
    conditions: tuple[str, ...]
    terms: tuple[Term, ...]
    marks: tuple[tuple[str, ...], ...]
    model: Model

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Every row as text: conditions, then fit of each term, then fit of all together in the first column."""
        fits: list[tuple[str, ...]] = [
            ("Consistency", *(_figure(term.fit.inclusion) for term in self.terms)),
            ("PRI", *(_figure(term.fit.pri) for term in self.terms)),
            ("Raw coverage", *(_figure(term.fit.coverage) for term in self.terms)),
            ("Unique coverage", *(_figure(term.unique) for term in self.terms)),
            ("Cases", *(", ".join(term.cases) for term in self.terms)),
            ("Deviant cases", *(", ".join(term.deviant) for term in self.terms)),
        ]
        rest = [""] * (len(self.terms) - 1)
        fit = self.model.fit
        together: list[tuple[str, ...]] = [
            ("Solution consistency", _figure(fit.inclusion), *rest),
            ("Solution PRI", _figure(fit.pri), *rest),
            ("Solution coverage", _figure(fit.coverage), *rest),
        ]
        marked = [(name, *marks) for name, marks in zip(self.conditions, self.marks, strict=True)]
        return (*marked, *fits, *together)

    @property
    def heads(self) -> tuple[str, ...]:
        """Names of the columns."""
        return ("", *(str(number) for number in range(1, len(self.terms) + 1)))

    def to_frame(self) -> pl.DataFrame:
        """The rows, with a column for each configuration."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        heads = ["row", *(f"configuration_{number}" for number in range(1, len(self.terms) + 1))]
        return pl.DataFrame([dict(zip(heads, row, strict=True)) for row in self.rows])

    def to_latex(self) -> str:
        r"""A table for LaTeX, with ``booktabs``, and ``wasysym`` for the filled circle.

        Examples
        --------
        >>> from outgrow.conditions.qca import qca
        >>> cases = {"case": ["A", "B", "C", "D"], "BUYER": [1, 1, 0, 0], "OWN": [1, 0, 1, 0], "SCALES": [1, 0, 0, 0]}
        >>> print(configuration_table(qca(cases, "SCALES", incl_cut=1)).to_latex().splitlines()[4])
        BUYER & $\CIRCLE$ \\
        """
        columns = "l" + "c" * len(self.terms)
        lines = [
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            " & ".join(_escaped(head) for head in self.heads) + r" \\",
            r"\midrule",
        ]
        for place, row in enumerate(self.rows):
            if place == len(self.conditions):
                lines.append(r"\midrule")
            lines.append(" & ".join(_escaped(cell) for cell in row) + r" \\")
        return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", f"% {self.outcome}: {LEGEND}", ""])


def configuration_table(found: Qca) -> ConfigurationTable:
    """The first intermediate model with core and contributing conditions (Fiss 2011).

    Where parsimonious models tie, a condition is core when a term of any of them has it.

    Parameters
    ----------
    found
        The analysis.
    """
    model, conditions = found.model, found.table.conditions
    short = [term.cube for one in found.solution("parsimonious").models for term in one.terms]
    used = [place for place in range(len(conditions)) if any(term.cube[place] != ANY for term in model.terms)]
    marks = tuple(tuple(_mark(conditions[place], term.cube, place, short) for term in model.terms) for place in used)
    names = tuple(conditions[place].name for place in used)
    return ConfigurationTable(found.table.outcome, names, model.terms, marks, model)


def _mark(condition: Condition, cube: Cube, place: int, short: Sequence[Cube]) -> str:
    value = cube[place]
    if value == ANY:
        return ""
    core = any(wide[place] == value and _within(cube, wide) for wide in short)
    role: Role = "core" if core else "contributing"
    if condition.kind == "multi-value":
        return f"{MARKS[role, True]} {value}"
    return MARKS[role, bool(value)]


def _within(cube: Cube, wide: Cube) -> bool:
    """Whether a conjunction lies in a wider one."""
    return all(there in (ANY, here) for here, there in zip(cube, wide, strict=True))


def _figure(value: float) -> str:
    return "" if isnan(value) else f"{value:.3f}"


def _escaped(text: str) -> str:
    for sign in "&%$#_{}":
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("~", r"\textasciitilde ")
    for mark, command in LATEX.items():
        text = text.replace(mark, command)
    return text
