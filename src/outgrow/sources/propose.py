"""A column mapping proposed from names, labels and values; a person confirms it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from outgrow.sources.income_time import income_time
from outgrow.sources.mapping import ColumnRole, SurveyMapping, target_unit
from outgrow.sources.records import Column, SurveyTable
from outgrow.sources.units import factor, is_unit, unit_of
from outgrow.sources.written_money import CURRENCY_WORDS
from outgrow.vocabulary import CURRENCIES, SURVEY_ROLES, InputError

if TYPE_CHECKING:
    import polars as pl

BY_NAME, BY_LABEL, ENOUGH = 3.0, 2.0, 2.0
EXACT = 1.0  # more for a name that is the word itself
BARE_UNIT = re.compile(r"(?i)(?:unit|units|uom|measure|unit[ _]of[ _](?:measure|measurement)|measurement[ _]unit)")
FEW_SLIPS = 0.1  # share of values below 0 up to which a column may still hold amounts
LEAST_UNIQUE = 0.9  # share of different values in a column that identifies households
LARGEST_AGE, LARGEST_HOUSEHOLD, MOST_GROUPS = 115, 60, 20
YES_WORDS = {"yes", "y", "true", "1", "t", "treated", "treatment", "treat", "oui", "ndiyo"}
CONTROL_WORDS = {
    "control", "control group", "comparison", "comparison group", "contrôle", "controle", "témoin", "temoin",
    "groupe témoin", "groupe temoin", "udhibiti",
}  # fmt: skip
NO_WORDS = {"no", "n", "false", "0", "2", "c", "non", "hapana", *CONTROL_WORDS}
INCOMES = ("crop_income", "other_income", "income", "consumption")

OUTSIDE_BRACKETS = re.compile(r"[/.:](?![^(\[]*[)\]])")  # between groups and question; in (KES/month) it is a unit
BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]")

NUMERIC = {role for role, entry in SURVEY_ROLES.items() if entry.unit} | {"weight"}


NOT_AMOUNTS = re.compile(
    r"\b(?:div|diversity|share|portion|proportion|percent\w*|dummy|whether|likelihood|perc|prop)\b|%|"
    r"^\W*\w?\d*\W*(?:do|did|does) "
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    role: str
    column: Column
    score: float
    why: str


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By role: what names of its columns look like, and what their labels hold."""
    text = (files("outgrow.sources") / "role_words.json").read_text(encoding="utf-8")
    return {
        role: (re.compile("|".join(words["names"])), re.compile("|".join(words["labels"])))
        for role, words in json.loads(text).items()
    }


def propose_mapping(table: SurveyTable, *, product: str = "", country: str = "") -> SurveyMapping:
    """Propose which column plays which part.

    Parameters
    ----------
    table
        The survey.
    product, country
        What is grown and where, for units such as bags.

    Returns
    -------
    SurveyMapping
        Roles in the order in which a person would ask for them, each with the reason; roles that no column
        plays are left out.
    """
    best: dict[str, ColumnRole] = {}
    taken: set[str] = set()
    rounds = _rounds(table)
    candidates = [c for column in table.columns for c in _candidates(column, table, rounds)]
    for candidate in sorted(candidates, key=lambda c: -c.score):
        if candidate.role in best or candidate.column.name in taken or candidate.score < ENOUGH:
            continue
        role = _role(candidate, table)
        if not _converts(role, product, country):
            continue
        best[candidate.role] = role
        taken.add(candidate.column.name)
    return SurveyMapping(tuple(best[role] for role in SURVEY_ROLES if role in best), product, country)


def _converts(role: ColumnRole, product: str, country: str) -> bool:
    """Whether the unit is one of the role's: a price of a litre is none of a product that is weighed."""
    wanted = target_unit(role.role, role.unit)
    if not role.unit or not wanted:
        return True
    try:
        factor(role.unit, wanted, product=product, country=country)
    except InputError:
        return False
    return True


def _rounds(table: SurveyTable) -> int:
    """Rounds that the rows are of, by the columns that are called so; 1 where none is."""
    names, labels = _patterns()["wave"]
    called = [c for c in table.columns if names.fullmatch(c.name.lower()) or labels.search(c.label.lower())]
    counts = [table.frame[column.name].drop_nulls().n_unique() for column in called]
    return max((count for count in counts if count <= MOST_GROUPS), default=1)


def _names_a_control(data: pl.Series, column: Column) -> bool:
    """Whether an answer is called control or comparison, as arms are."""
    answers = data.drop_nulls().unique()
    if not 1 < answers.len() <= MOST_GROUPS:
        return False
    words = [_plain(value) for value in answers.to_list()]
    return any(column.values.get(word, word).strip().lower() in CONTROL_WORDS for word in words)


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _candidates(column: Column, table: SurveyTable, rounds: int) -> Iterator[_Candidate]:
    data = table.frame[column.name]
    if not data.count():
        return
    header = OUTSIDE_BRACKETS.split(column.name)[-1].lower() or column.name.lower()
    leaf = BRACKETED.sub("", header).strip().replace(" ", "_").replace("-", "_") or header
    for role, (names, labels) in _patterns().items():
        score, why = 0.0, []
        if names.fullmatch(leaf):
            score += BY_NAME + (EXACT if leaf.startswith(role) else 0.0)
            why.append("name")
        label = column.label or (header if " " in column.name else "")  # headers may be labels
        if labels.search(label.lower()):
            score += BY_LABEL
            why.append("label")
        if role == "treatment" and _names_a_control(data, column):
            score += BY_LABEL
            why.append("answers")
        if score and _plausible(role, data, column, rounds):
            yield _Candidate(role, column, score + _fullness(data) + _favour(role, column), " and ".join(why))


def _fullness(data: pl.Series) -> float:
    return data.count() / max(data.len(), 1)


def _favour(role: str, column: Column) -> float:
    """Among several areas, that under cultivation; among incomes, the total."""
    words = column.words.lower()
    known = 0.5 * (bool(column.unit) and role in NUMERIC)
    if role == "land":
        return known + 0.5 * ("cultivat" in words or "area" in words)
    if role in {"income", "consumption"}:
        return known + 1.5 * ("total" in words)
    return known


def _plausible(role: str, data: pl.Series, column: Column, rounds: int) -> bool:
    """Whether the values can be what the role needs."""
    import polars as pl  # noqa: PLC0415

    count = data.drop_nulls().n_unique()
    if role in NUMERIC:
        return _amounts(role, data, column)
    fits = {
        "household": data.dtype == pl.String or rounds * count / max(data.len(), 1) >= LEAST_UNIQUE,
        "date": data.dtype in (pl.Date, pl.Datetime),
        "cluster": 1 < count < data.len(),
    } | dict.fromkeys(("treatment", "joined", "wave", "stratum", "sex"), 1 < count <= MOST_GROUPS)
    return fits.get(role, True)


def _amounts(role: str, data: pl.Series, column: Column) -> bool:
    """Whether a column holds amounts that can be the role's: no codes, no shares, no impossible ages."""
    if not data.dtype.is_numeric() or any(
        NOT_AMOUNTS.search(words.lower().replace("_", " ")) for words in (column.name, column.label)
    ):
        return False
    least, most = data.min(), data.max()
    if not isinstance(least, int | float) or not isinstance(most, int | float):
        return False
    if column.values and data.drop_nulls().n_unique() <= len(column.values):
        return False
    highest = {"age": LARGEST_AGE, "household_size": LARGEST_HOUSEHOLD}.get(role, float("inf"))
    slips = least < 0 and float((data < 0).sum()) <= FEW_SLIPS * data.count()  # told by check_parts
    return most <= highest and (least >= 0 or slips or role in {"income", "crop_income", "other_income"})


def _role(candidate: _Candidate, table: SurveyTable) -> ColumnRole:
    """The candidate with its unit, or the column that holds the unit, and the answers that count as treated."""
    role, column = candidate.role, candidate.column
    why = f"by its {candidate.why}"
    if role in {"treatment", "joined"}:
        return ColumnRole(role, column.name, treated=_treated(table.frame[column.name], column), why=why)
    if not SURVEY_ROLES[role].unit:
        return ColumnRole(role, column.name, why=why)
    beside = _unit_column(column, table)
    if beside:
        return ColumnRole(role, column.name, unit_column=beside, why=f"{why}; unit of each row in '{beside}'")
    unit, from_where = _unit(role, column)
    return ColumnRole(role, column.name, unit, why=f"{why}; unit {from_where}")


def _treated(data: pl.Series, column: Column) -> tuple[str, ...]:
    """Answers that count as 1; empty for more than two, where a person has to say."""
    values = sorted(map(_plain, data.drop_nulls().unique()))
    if len(values) != 2:
        return ()
    for value in values:
        other = values[1 - values.index(value)]
        word, another = (column.values.get(code, code).strip().lower() for code in (value, other))
        if (word in YES_WORDS and another in NO_WORDS) or (another in CONTROL_WORDS and word not in NO_WORDS):
            return (value,)
    return ()


def _unit_column(column: Column, table: SurveyTable) -> str:
    """Column that holds the unit of each row: of the same name with ``unit`` in it, or called so and the next one."""
    stem = re.sub(r"(?i)[_ ]?(?:qty|quantity|amount|size)$", "", column.name)
    named = re.compile(rf"(?i){re.escape(stem)}\w*[_ .]?units?|units?[_ .]?{re.escape(stem)}")
    names = [other.name for other in table.columns]
    after = names[names.index(column.name) + 1 :][:1]
    fits = [name for name in names if name != column.name and named.fullmatch(name)]
    fits += [name for name in after if BARE_UNIT.fullmatch(re.split(r"[/.:]", name)[-1])]
    return next((name for name in fits if _holds_units(table.column(name), table.frame[name])), "")


def _holds_units(column: Column, data: pl.Series) -> bool:
    """Whether all answers, or the labels of their codes, are units."""
    answers = data.drop_nulls().cast(str).unique().to_list()
    return bool(answers) and all(is_unit(column.values.get(answer, answer)) for answer in answers[:50])


def _unit(role: str, column: Column) -> tuple[str, str]:
    """Unit of a column's numbers, from what is known of it, its name or its label."""
    wanted = SURVEY_ROLES[role].unit
    if column.unit and "money" not in wanted:
        return column.unit, "as known"
    if "money" in wanted:
        return _money_unit(role, column)
    for source, words in (("in its name", _words(column.name)), ("in its label", _words(column.label))):
        for word in words:
            known = unit_of(word, base=wanted)
            if known is not None and len(word) > 1:
                return known.unit, source
    if wanted in {"year", "person"}:
        return wanted, "taken for granted"
    return wanted, "ASSUMED: check it"


def _money_unit(role: str, column: Column) -> tuple[str, str]:
    words = _words(column.words)
    codes = [CURRENCY_WORDS[word] for word in words if CURRENCY_WORDS.get(word)]
    currency = column.unit if column.unit in CURRENCIES else next(iter(codes), "")
    if not currency and "lcu" in words:
        return "local currency", "as known"
    if role in INCOMES:
        return _income_unit(currency, column)
    per = next((u.unit for word in words if len(word) > 1 and (u := unit_of(word)) and u.base in {"kg", "l"}), "")
    if currency and per:
        return f"{currency}/{per}", "in its cells or words"
    return "", "UNKNOWN: state it, such as KES/kg"


def _income_unit(currency: str, column: Column) -> tuple[str, str]:
    """Currency with the time that was asked about; without one a season's income would be taken."""
    if not currency:
        return "", "UNKNOWN: state currency and time, such as KES/year"
    time = income_time(column.words)
    if time:
        return currency + time, "in its cells or words"
    return currency, f"in its cells or words, its time UNKNOWN: state it, such as {currency}/year or {currency}/month"


def _words(text: str) -> list[str]:
    """Words of a name or label, and pairs of them, longest first."""
    single = [word for word in re.split(r"[^a-z0-9$€£²]+", text.lower()) if word]
    return [f"{a} {b}" for a, b in pairwise(single)] + single
