"""Questions asked of the pilot's data: which table, which rows, which comparison, and what was printed about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from outgrow.initiative.planned import Wanted
from outgrow.initiative.section import Identifier, Section

DesignKind = Literal["rct", "did", "staggered", "matched", "beneficiaries-only"]
Answer = str | float | bool


class Condition(Section):
    """What a row must show to be used: one of several answers, or a value from and up to others."""

    column: str = Field(min_length=1, description="Name of the column.")
    one_of: tuple[Answer, ...] = Field(default=(), description="Answers that are kept.")
    at_least: str | float | None = Field(default=None, description="Least value kept; a date as YYYY-MM-DD.")
    at_most: str | float | None = Field(default=None, description="Largest value kept; a date as YYYY-MM-DD.")

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.one_of and self.at_least is None and self.at_most is None:
            raise ValueError("write 'one_of', 'at_least' or 'at_most', or leave the condition out")
        return self


class Published(Section):
    """What others printed about the same question, shown beside the estimate and never used by it."""

    value: float = Field(description="The number as printed.")
    decimals: int = Field(ge=0, le=8, description="Digits after the point that were printed.")
    source: str = Field(description="Key of the sources.")
    note: str = Field(default="", description="What a reader must know.")


class OutsideKind(Section):
    """Which published effects an estimate is held against."""

    kind: str = Field(default="", description="Kind of initiative in the table of published effects; all if empty.")
    outcome: str = Field(min_length=1, description="Outcome in that table, such as yield, income or price.")
    spread: float | None = Field(
        default=None, gt=0, description="Spread of true effects between settings, where few effects have an error."
    )
    without: tuple[str, ...] = Field(
        default=(), description="Names of published effects left out, such as the pilot's own or one that fits badly."
    )


class Analysis(Section):
    """One comparison: an outcome, who is compared with whom, and what follows for the errors."""

    id: Identifier = Field(description="Short name.")
    text: str = Field(description="The question in words.")
    file: str = Field(default="", description="Table of the data set; the survey's own file when left out.")
    keep: tuple[tuple[Condition, ...], ...] = Field(
        default=(), description="Rows used: those that meet all conditions of at least one list; all when left out."
    )
    unknown: tuple[str, ...] = Field(default=(), description="Words in the table that stand for no answer.")
    design: DesignKind = Field(description="How the data came about.")
    outcome: str = Field(min_length=1, description="Column of the outcome.")
    unit: str = Field(default="", description="What the outcome is counted in.")
    arm: str = Field(default="", description="Column of the arm each row belongs to.")
    control: tuple[Answer, ...] = Field(default=(), description="Arms compared with; found by their usual names.")
    treated: tuple[Answer, ...] = Field(default=(), description="Arms whose change is asked; all others if empty.")
    household: str = Field(default="", description="Column that identifies the household, plot or firm.")
    cluster: str = Field(default="", description="Column of the groups within which outcomes move together.")
    assigned: Literal["unit", "cluster"] = Field(default="unit", description="Whether arms were given to clusters.")
    strata: tuple[str, ...] = Field(default=(), description="Columns of groups within which is compared.")
    weights: str = Field(default="", description="Column of weights.")
    period: str = Field(default="", description="Column of the round.")
    treated_from: str | float | None = Field(default=None, description="First round with the pilot.")
    first_treated: str = Field(default="", description="Column of the round in which a unit starts (staggered).")
    comparison: Literal["not yet", "never"] = Field(
        default="not yet", description="Whom starters are compared with (staggered): who has not yet, or never starts."
    )
    baseline: str = Field(default="", description="Column of the outcome before the pilot.")
    covariates: tuple[str, ...] = Field(default=(), description="Columns measured before the pilot.")
    take_up: str = Field(default="", description="Column of who took part, 0 to 1.")
    missing: Literal["refuse", "leave out", "indicator"] = Field(
        default="leave out", description="What to do with rows that lack baseline or covariates; always counted."
    )
    one_armed: Literal["refuse", "keep"] = Field(default="keep", description="Strata that hold one side only.")
    inference: Literal["auto", "cluster", "wild"] = Field(
        default="auto",
        description="Which errors are used: cluster-robust ones, the wild cluster bootstrap, or the bootstrap where "
        "clusters are fewer than 40.",
    )
    family: str = Field(
        default="",
        description="Questions of one family belong together: their p-values are adjusted.",
    )
    balance: tuple[str, ...] = Field(
        default=(), description="Columns by which arms are compared before the pilot; baseline and covariates if empty."
    )
    groups: tuple[str, ...] = Field(
        default=(), description="Columns measured before the pilot by which it is asked who gains: land, sex, distance."
    )
    entry: tuple[str, ...] = Field(
        default=(), description="Columns by which it is asked who took part and who could not; needs take_up."
    )
    quantiles: tuple[float, ...] = Field(
        default=(),
        description="Shares of households, from the poor end, at which the arms' outcomes are compared (rct).",
    )
    bounds: bool = Field(
        default=False, description="Bound the effect for households that stay, whoever was lost (rct; Lee 2009)."
    )
    departures: tuple[float, ...] = Field(
        default=(),
        description="How many times their largest departure before the start trends may depart after it (did, "
        "staggered).",
    )
    checks: bool = Field(default=True, description="Hold the estimate against all that its design lets one check.")
    published: Published | None = Field(default=None, description="What others printed.")
    matters: Wanted | None = Field(
        default=None, description="Smallest effect that would matter: could this survey have found it?"
    )
    outside: OutsideKind | None = Field(default=None, description="Published effects to hold the estimate against.")

    @model_validator(mode="after")
    def _asks_what_its_design_can_answer(self) -> Analysis:
        told = list(self._misplaced())
        if told:
            raise ValueError("; ".join(told))
        return self

    def _misplaced(self) -> Iterator[str]:
        """Further questions that this design cannot answer, or that are no question."""
        can = {
            "groups": ("rct", "did"), "quantiles": ("rct",), "bounds": ("rct",), "departures": ("did", "staggered"),
        }  # fmt: skip
        for name, designs in can.items():
            if getattr(self, name) and self.design not in designs:
                yield f"'{name}' needs the design {' or '.join(designs)}, not {self.design}"
        if self.entry and not self.take_up:
            yield "'entry' asks who took part: name the column in 'take_up'"
        for q in self.quantiles:
            if not 0 < q < 1:
                yield f"the quantile {q:g} does not lie between 0 and 1: 0.5 is the median"
        for m in self.departures:
            if m < 0:
                yield f"the departure {m:g} is negative: 1 allows as much as before the start"
        if self.departures and not (self.household and self.period):
            yield "'departures' need households followed over periods: name 'household' and 'period'"
