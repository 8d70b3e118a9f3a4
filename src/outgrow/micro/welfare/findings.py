"""What a survey says of its households' living: poverty at each line, who crossed it, living income, scorecards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outgrow.micro.welfare.estimates import EVERYBODY, LEVEL, Estimate, Estimates, in_points, in_words
from outgrow.micro.welfare.growth_split import GrowthSplit
from outgrow.micro.welfare.influence import NAMES
from outgrow.micro.welfare.lifted import PersonsLifted
from outgrow.micro.welfare.poverty_change import PovertyChange

if TYPE_CHECKING:
    import polars as pl

MAIN = "poverty_line"  # the initiative's own line, target.poverty_line
MANY_GROUPS = 6
Told = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LineFinding:
    """Poverty at one line.

    Parameters
    ----------
    name
        The line's name.
    value, low, high
        The line in the money of the incomes, and its 90 % interval where it is not certain.
    unit
        Money, person and time.
    said
        How the line was made.
    poverty
        Poverty and inequality, or their change between two rounds, or by round where there are more.
    at_ends
        Shares below the line's low and high end, in the last round; None for a certain line.
    groups
        Poverty in the last round by group of households, one table a grouping.
    splits
        What growth and what redistribution did, for the share below the line and the gap; empty without two rounds.
    between
        Persons who crossed the line between the rounds; None where the same households were not asked twice.
    by_effect
        Persons lifted by an estimated effect on income; None where it is not asked.
    """

    name: str
    value: float
    unit: str
    said: str
    poverty: Estimates | PovertyChange
    low: float | None = None
    high: float | None = None
    at_ends: tuple[Estimate, Estimate] | None = None
    groups: tuple[tuple[str, Estimates], ...] = ()
    splits: tuple[GrowthSplit, ...] = ()
    between: PersonsLifted | None = None
    by_effect: PersonsLifted | None = None

    @property
    def title(self) -> str:
        """The name as words."""
        return "the file's line" if self.name == MAIN else self.name.replace("_", " ")

    @property
    def last(self) -> Estimates:
        """Poverty of the last round."""
        return self.poverty.after if isinstance(self.poverty, PovertyChange) else self.poverty

    def told(self) -> Told:
        """Topic and paragraph of everything known at this line."""
        splits = " ".join(split.summary() for split in self.splits)
        of = "" if self.name == MAIN else f", {self.title}"
        head = f"Poverty{of}"
        return (
            (head, " ".join([self.said, self.poverty.summary(), *self._ends()])),
            *((f"By {by}{of}", groups_told(found)) for by, found in self.groups),
            *([(f"Growth and redistribution{of}", splits)] if splits else []),
            *((f"Persons lifted{of}", found.summary()) for found in (self.between,) if found is not None),
            *((f"Lifted by the effect{of}", x.summary()) for x in (self.by_effect,) if x is not None),
        )

    def _ends(self) -> Iterator[str]:
        if self.at_ends is not None:
            low, high = (f"{100 * end.value:.1f} %" for end in self.at_ends)
            yield f"The line itself is not certain: at its low end {low} are below it, at its high end {high}."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LivingIncomeFinding:
    """How far households are from a living income.

    Parameters
    ----------
    value, low, high
        The benchmark in the money of the incomes, and its 90 % interval where it is not certain.
    unit
        Money, whose and for how long.
    said
        What the benchmark is and how households were held against it.
    rounds
        Estimates by round; one, named ``all``, where there are no rounds.
    change
        Change of the shares between the first and the last round.
    at_ends
        Shares below the benchmark's low and high end, in the last round; None for a certain benchmark.
    """

    value: float
    unit: str
    said: str
    rounds: tuple[tuple[str, Estimates], ...]
    change: tuple[Estimate, ...] = ()
    low: float | None = None
    high: float | None = None
    at_ends: tuple[Estimate, Estimate] | None = None

    def summary(self) -> str:
        """The benchmark, and who is how far below it in each round."""
        said = [self.said]
        for name, found in self.rounds:
            lead = "" if name == EVERYBODY else f"Round {name}: "
            said.append(lead + found.summary())
        for row in self.change:
            name = {"share_below": "The share below", "gap_of_all": "The gap of all"}[row.measure]
            said.append(f"{name} changed by {in_points(row.value, row.unit, row.low, row.high, LEVEL)}.")
        if self.change:
            said.append("That is a change between rounds, whatever caused it.")
        if self.at_ends is not None:
            low, high = (f"{100 * end.value:.1f} %" for end in self.at_ends)
            said.append(f"The benchmark is not certain: at its low end {low} are below it, at its high end {high}.")
        return " ".join(said)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: round, group, measure, value, standard error, interval, degrees of freedom, rows, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        parts = [found.to_frame().with_columns(pl.lit(name).alias("round")) for name, found in self.rounds]
        parts = parts or [Estimates((), "").to_frame().with_columns(pl.lit("").alias("round"))]
        if self.change:
            change = Estimates(self.change, "").to_frame()
            parts.append(change.with_columns(pl.lit("change").alias("round")))
        return pl.concat(parts).select("round", pl.exclude("round"))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PpiFinding:
    """Poverty from scores of the Poverty Probability Index.

    Parameters
    ----------
    lines
        Name of each line of the table, what it means, and the rate (by round where there are rounds).
    said
        Which table, and whom the rates count.
    notes
        What a reader must know.
    """

    lines: tuple[tuple[str, str, Estimates], ...]
    said: str
    notes: tuple[str, ...] = ()

    def summary(self) -> str:
        """The rate at each line with its interval, and the caveats."""
        said = [self.said]
        for _, meaning, found in self.lines:
            for row in found.rows:
                whom = "" if row.group == EVERYBODY else f", round {row.group}"
                rate = in_words(row.value, row.unit, row.low, row.high, found.level)
                said.append(f"Below {'the ' if 'line' in meaning else ''}{meaning}{whom}: {rate}.")
        return " ".join([*said, *self.notes])

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: line, meaning, group, measure, value, standard error, interval, rows."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        parts = [
            found.to_frame().with_columns(pl.lit(name).alias("line"), pl.lit(meaning).alias("meaning"))
            for name, meaning, found in self.lines
        ]
        return pl.concat(parts).select("line", "meaning", pl.exclude("line", "meaning"))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WelfareFindings:
    """What a survey says of its households' living.

    Parameters
    ----------
    name, origin
        Case or file, and where the data come from.
    lines
        Poverty at each line, the main one first.
    living_income, ppi
        Distance from a living income, and poverty from scorecards; None where it is not asked.
    notes
        Rows left out and what could not be worked out, one sentence each.
    """

    name: str
    origin: str
    lines: tuple[LineFinding, ...] = ()
    living_income: LivingIncomeFinding | None = None
    ppi: PpiFinding | None = None
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> LineFinding:
        """What was found at a line."""
        for found in self.lines:
            if found.name == name:
                return found
        raise KeyError(name)

    def told(self) -> Told:
        """Topic and paragraph of everything that was found."""
        said = [pair for line in self.lines for pair in line.told()]
        if self.living_income is not None:
            said.append(("Living income", self.living_income.summary()))
        if self.ppi is not None:
            said.append(("Poverty Probability Index", self.ppi.summary()))
        return tuple(said)

    def summary(self) -> str:
        """Everything as paragraphs, then the notes."""
        said = [f"{topic}. {paragraph}" for topic, paragraph in self.told()]
        return "\n\n".join([*said, *([" ".join(self.notes)] if self.notes else [])])

    def to_frame(self) -> pl.DataFrame:
        """One tidy table of all numbers: finding, line, round, group, measure, value, its error and interval, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        text = dict.fromkeys(("finding", "line", "round", "group", "measure"), pl.String)
        numbers = dict.fromkeys(("value", "standard_error", "low", "high"), pl.Float64)
        whole = dict.fromkeys(("degrees_of_freedom", "rows"), pl.Int64)
        schema: dict[str, Any] = {**text, **numbers, **whole, "unit": pl.String}
        rows = [{key: row.get(key) for key in schema} for row in self._rows()]
        return pl.DataFrame(rows, schema=schema).fill_nan(None)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name: poverty, poverty by group, growth and redistribution, persons lifted, and the others."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        kinds = {"poverty": "poverty", "poverty-by-group": "by group", "growth-split": "split", "lifted": "lifted"}
        whole = self.to_frame()
        found = {name: whole.filter(pl.col("finding").str.starts_with(kind)) for name, kind in kinds.items()}
        found = {name: table for name, table in found.items() if table.height}
        if self.lines:
            found["poverty-lines"] = self._lines()
        parts = {"living-income": self.living_income, "ppi": self.ppi}
        return found | {name: part.to_frame() for name, part in parts.items() if part is not None}

    def _lines(self) -> pl.DataFrame:
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [(x.name, x.value, x.low, x.high, x.unit, x.said) for x in self.lines]
        schema = dict.fromkeys(("value", "low", "high"), pl.Float64)
        return pl.DataFrame(rows, {"line": pl.String, **schema, "unit": pl.String, "made": pl.String}, orient="row")

    def _rows(self) -> Iterator[dict[str, Any]]:
        for line in self.lines:
            for row in line_rows(line):
                yield {"line": line.name, **row}
        if self.living_income is not None:
            for row in self.living_income.to_frame().to_dicts():
                yield {"finding": "living income", **row}
        if self.ppi is not None:
            for row in self.ppi.to_frame().to_dicts():
                yield {"finding": "ppi", **row}


def groups_told(found: Estimates) -> str:
    """The first measure in each group; where there are many, the lowest and the highest of those with an interval."""
    first = found.rows[0].measure
    rows = [row for row in found.rows if row.measure == first]
    name = NAMES.get(first, first)
    said = f"{name[0].upper()}{name[1:]}: "
    if len(rows) > MANY_GROUPS:
        rows = sorted(rows, key=lambda row: row.value)
        sure = [row for row in rows if row.low == row.low] or rows
        said += f"from {_in_group(sure[0], found.level)} to {_in_group(sure[-1], found.level)}, in {len(rows)} groups"
        said += f", {len(rows) - len(sure)} of them without an interval." if len(sure) < len(rows) else "."
    else:
        said += "; ".join(_in_group(row, found.level) for row in rows) + "."
    return " ".join([said, f"Design: {found.design}.", *found.notes])


def _in_group(row: Estimate, level: float) -> str:
    return f"{row.group} {in_words(row.value, row.unit, row.low, row.high, level)}"


def line_rows(line: LineFinding) -> Iterator[dict[str, Any]]:
    """Every number at one line as a row of the tidy table."""
    for row in line.poverty.to_frame().to_dicts():
        yield {"finding": "poverty", **row}
    for by, found in line.groups:
        for row in found.to_frame().to_dicts():
            yield {"finding": f"by group: {by}", **row}
    for split in line.splits:
        for row in split.to_frame().to_dicts():
            part = {"measure": f"{split.name}: {row.pop('part')}", "unit": "share"}
            yield {"finding": "split", "group": EVERYBODY, **row, **part}
    for kind, lifted in (("between rounds", line.between), ("by the effect", line.by_effect)):
        for row in lifted.to_frame().to_dicts() if lifted is not None else ():
            yield {"finding": f"lifted {kind}", "group": EVERYBODY, **row, "unit": "person"}
