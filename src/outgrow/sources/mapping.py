"""Which column plays which part, and the table in the model's words and units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, SurveyTable
from outgrow.sources.units import Factor, factor, in_unit
from outgrow.vocabulary import CURRENCIES, SURVEY_ROLES, Defect, InputError, did_you_mean, is_money

if TYPE_CHECKING:
    import polars as pl

FREE = "outcome:"


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """A column and the part it plays.

    Parameters
    ----------
    role
        One of the survey roles, or ``outcome:NAME`` for an outcome of your own.
    column
        Its name in the table.
    unit
        Unit of its numbers; empty where the role has none.
    unit_column
        Column that holds the unit of each row, instead of ``unit``.
    treated
        For ``treatment`` and ``joined``: values that count as 1; every other answer is 0.
    why
        Why it was proposed.
    """

    role: str
    column: str
    unit: str = ""
    unit_column: str = ""
    treated: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """Columns of a survey by the part they play, with product and country for its units.

    Parameters
    ----------
    roles
        One entry a role.
    product, country
        What is grown and where; units such as bags depend on them.
    """

    roles: tuple[ColumnRole, ...]
    product: str = ""
    country: str = ""

    def column_of(self, role: str) -> str:
        """Column of a role; empty when none plays it."""
        return next((entry.column for entry in self.roles if entry.role == role), "")

    def to_frame(self) -> pl.DataFrame:
        """One row a role: role, column, unit, unit_column, treated, why."""
        import polars as pl  # noqa: PLC0415

        rows = [(r.role, r.column, r.unit, r.unit_column, ", ".join(r.treated), r.why) for r in self.roles]
        names = ("role", "column", "unit", "unit_column", "treated", "why")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def to_yaml(self, file: str) -> str:
        """The ``survey`` section of an initiative file."""
        grown = {"product": self.product, "country": self.country}
        lines = ["survey:", f"  file: {_quoted(file)}"]
        lines += [*(f"  {key}: {_quoted(word)}" for key, word in grown.items() if word), "  columns:"]
        lines += [f"    {r.role}: {_entry(r)}" for r in self.roles if not r.role.startswith(FREE)]
        free = [r for r in self.roles if r.role.startswith(FREE)]
        if free:
            lines += ["  outcomes:", *(f"    {r.role[len(FREE) :]}: {_entry(r)}" for r in free)]
        return "\n".join(lines) + "\n"


def _entry(role: ColumnRole) -> str:
    parts = [f"column: {_quoted(role.column)}"]
    parts += [f"unit: {_quoted(role.unit)}"] if role.unit else []
    parts += [f"unit_column: {_quoted(role.unit_column)}"] if role.unit_column else []
    parts += [f"treated: [{', '.join(map(_quoted, role.treated))}]"] if role.treated else []
    why = "; ".join(word for word in (role.why, "add its price_year" if is_money(role.unit) else "") if word)
    return "{" + ", ".join(parts) + "}" + (f"  # {why}" if why else "")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def map_columns(table: SurveyTable, mapping: SurveyMapping) -> pl.DataFrame:
    """The table in the model's words: a column a role, in the role's unit; outcomes under their own names.

    Treatment and take-up become 1 and 0 where the mapping says which values count; areas are in hectares,
    quantities in kilograms, distances in kilometres; money stays in the unit that the mapping states.

    Raises
    ------
    InputError
        With every column that is not in the table and every unit that cannot be converted.
    """
    import polars as pl  # noqa: PLC0415

    defects: list[Defect] = list(_absent(table, mapping))
    series: list[pl.Series] = []
    for entry in () if defects else mapping.roles:
        try:
            series.append(_mapped(table, entry, mapping).alias(entry.role.removeprefix(FREE)))
        except InputError as problem:
            defects += problem.defects
    if defects:
        raise InputError(f"survey {table.file}", defects)
    return pl.DataFrame(series)


def _absent(table: SurveyTable, mapping: SurveyMapping) -> Iterator[Defect]:
    for entry in mapping.roles:
        if entry.role not in SURVEY_ROLES and not entry.role.startswith(FREE):
            hint = did_you_mean(entry.role, list(SURVEY_ROLES))
            yield Defect(f"'{entry.role}' is not a role of a column", entry.column, "", hint)
        for name in (entry.column, entry.unit_column):
            if name and name not in table.frame.columns:
                hint = did_you_mean(name, table.frame.columns)
                yield Defect(f"the table has no column '{name}'", entry.role, "", hint)


def _mapped(table: SurveyTable, entry: ColumnRole, mapping: SurveyMapping) -> pl.Series:
    import polars as pl  # noqa: PLC0415

    data = table.frame[entry.column]
    if entry.treated:
        return _among(data, entry.treated, table.column(entry.column).values, needed=entry.role == "treatment")
    wanted = target_unit(entry.role, entry.unit)
    if not wanted or not (entry.unit or entry.unit_column):
        return data
    if not data.dtype.is_numeric():
        left = next((f.text for f in table.findings if f.where == entry.column and f.weight == "repair"), "")
        why = f"The role '{entry.role}' has a unit, and the column holds {data.dtype}{left and f': {left}'}"
        todo = "Repair the column in the file" if left else "Choose another column"
        raise InputError.single(entry.role, f"the column '{entry.column}' holds no numbers", why, todo)
    units: str | pl.Series = entry.unit
    if entry.unit_column:
        labels = table.column(entry.unit_column).values
        texts = table.frame[entry.unit_column].cast(pl.String)
        units = texts.replace(dict(labels)) if labels else texts
    return in_unit(data, units, wanted, product=mapping.product, country=mapping.country)


def _among(data: pl.Series, answers: tuple[str, ...], labels: Mapping[str, str], *, needed: bool) -> pl.Series:
    """1 where the answer is one of those, by code or label, else 0; missing stays missing."""
    import polars as pl  # noqa: PLC0415

    codes = {text.strip().lower(): code for code, text in labels.items()}
    named = [answer if answer in labels else codes.get(answer.strip().lower(), answer) for answer in answers]
    texts = data.cast(pl.String)
    if data.dtype.is_numeric():
        texts = texts.str.replace(r"\.0$", "")
        named = [name.removesuffix(".0") for name in named]
    chosen = [name.lower() for name in named] if data.dtype == pl.Boolean else named
    found = texts.is_in(chosen)
    if needed and data.count() and not found.any():
        there = sorted({labels.get(text, text) for text in texts.drop_nulls().unique().to_list()})
        why = "Everybody would count as 0"
        todo = did_you_mean(answers[0], there[:50])
        raise InputError.single(data.name, f"no answer is {' or '.join(answers)}", why, todo)
    return found.cast(pl.Int8)


def target_unit(role: str, unit: str) -> str:
    """Unit that a role's numbers are converted to; for money and outcomes, from the unit that the column has.

    Examples
    --------
    >>> target_unit("land", "acre"), target_unit("price", "UGX/litre"), target_unit("income", "KES")
    ('ha', 'UGX/kg', 'KES')
    """
    wanted = SURVEY_ROLES[role].unit if role in SURVEY_ROLES else unit
    if "money" not in wanted:
        return wanted
    currency = next((code for code in CURRENCIES if code in unit), unit.split("/", maxsplit=1)[0])
    return wanted.replace("money", currency) if "/" in wanted or "/" not in unit else unit


def factors_used(mapping: SurveyMapping, table: SurveyTable | None = None) -> list[Factor]:
    """The factors of the mapping's units, for saying what they rest on.

    Parameters
    ----------
    mapping
        The columns and their units.
    table
        The survey, for the units that stand in columns of their own; those that cannot be converted are left
        out, as `map_columns` tells.
    """
    pairs = [(entry.unit, target_unit(entry.role, entry.unit)) for entry in mapping.roles if entry.unit]
    known = [factor(u, to, product=mapping.product, country=mapping.country) for u, to in pairs if to and to != u]
    return [*known, *(_in_columns(mapping, table) if table is not None else ())]


def _in_columns(mapping: SurveyMapping, table: SurveyTable) -> Iterator[Factor]:
    """Factors of the units that stand in rows."""
    for entry in mapping.roles:
        wanted = target_unit(entry.role, entry.unit)
        if not entry.unit_column or not wanted:
            continue
        labels = table.column(entry.unit_column).values
        words = table.frame[entry.unit_column].drop_nulls().cast(str).unique().sort().to_list()
        for word in words:
            try:
                yield factor(labels.get(word, word), wanted, product=mapping.product, country=mapping.country)
            except InputError:
                continue


def with_units(columns: Iterable[Column], mapping: SurveyMapping) -> tuple[Column, ...]:
    """Columns with the units that the mapping states."""
    units = {entry.column: entry.unit for entry in mapping.roles if entry.unit}
    return tuple(
        Column(c.name, c.label, c.values, c.missing, units.get(c.name, c.unit), c.kind, c.group) for c in columns
    )
