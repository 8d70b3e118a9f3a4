"""A scored sheet in: which checklist it is, which edition, and what each item was given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from outgrow.conditions.checklists.editions import checklist, checklists
from outgrow.conditions.checklists.records import Checklist, Component, Item, Score, ScoreSheet
from outgrow.sources import Grid, read_grid
from outgrow.vocabulary import Defect, InputError

HEADS: Final = {
    "code": ("code", "no", "nr", "number", "id"),
    "item": ("item", "ingredient", "criterion", "criteria", "scaling ingredient", "component", "innovation", "name"),
    "score": ("score", "scores", "rating", "points", "average", "mean"),
    "readiness": ("readiness", "innovation readiness"),
    "use": ("use", "innovation use"),
    "core": ("core",),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "justification", "evidence"),
}
YES, NO = ("yes", "y", "1", "true", "core"), ("no", "n", "0", "false", "complementary", "enabling")
MOST_NAMED = 5

Columns = dict[str, int]


def read_scores(path: str | Path, name: str | None = None, *, sheet: str | None = None) -> ScoreSheet:
    """Read a scored sheet.

    The sheet has a row of column names (``code`` or ``item`` with ``score``; or ``component``, ``readiness``, ``use``
    and ``core``), anywhere below it a row for each item, and may have a row ``edition`` with the edition beside it.

    Parameters
    ----------
    path
        A CSV file or a workbook.
    name
        Which checklist; found out from the items when None.
    sheet
        Sheet of a workbook; the first that is not empty when None.

    Returns
    -------
    ScoreSheet
        Scores in the checklist's order.

    Raises
    ------
    InputError
        With every defect: a sheet of no known checklist or of another edition whose items differ, items scored twice,
        scores that are no numbers or outside the scale.
    """
    grid = read_grid(path, sheet)
    head, columns = _head(grid)
    known = checklist(name) if name else _recognised(grid, head, columns)
    edition, rows = _edition(grid, head)
    if not known.items:
        return _readiness(grid, known, edition, columns, rows)
    return _scored(grid, known, edition, columns, rows)


def _head(grid: Grid) -> tuple[int, Columns]:
    """The row of column names, and where each column stands."""
    for number, row in enumerate(grid.rows):
        columns: Columns = {}
        for place, cell in enumerate(row):
            for column, words in HEADS.items():
                if cell.lower().strip(" :") in words:
                    columns.setdefault(column, place)
        names, figures = columns.keys() & {"code", "item"}, columns.keys() & {"score", "readiness"}
        if names and figures:
            return number, columns
    why = "A scored sheet has a row of column names: 'code' or 'item' with 'score'; or 'component', 'readiness', 'use'"
    todo = "Add it, or start from: outgrow checklist --new NAME --out FILE"
    raise InputError.single(grid.file, "no column names were found", why, todo)


def _edition(grid: Grid, head: int) -> tuple[str, list[int]]:
    """The edition that the sheet names, and the numbers of the rows with items."""
    edition, rows = "", []
    for number, row in enumerate(grid.rows):
        if row[0].lower().strip(" :") in ("edition", "version"):
            edition = next((cell for cell in row[1:] if cell), "")
        elif number > head:
            rows.append(number)
    return edition, rows


def _recognised(grid: Grid, head: int, columns: Columns) -> Checklist:
    """The checklist whose items most rows are."""
    if {"readiness", "use"} <= columns.keys():
        return checklist("scaling-readiness")
    rows = grid.rows[head + 1 :]
    best = max(
        (known for known in checklists().values() if known.items),
        key=lambda known: sum(_matched(row, columns, known) is not None for row in rows),
    )
    hits = sum(_matched(row, columns, best) is not None for row in rows)
    if 2 * hits < len(rows) or not hits:
        titles = ", ".join(f"{known.title} ({known.edition})" for known in checklists().values())
        found = f"{hits} of its {len(rows)} rows are items of a known checklist"
        why = f"Known are: {titles}{_other_list(len(rows))}"
        raise InputError.single(grid.file, found, why, "Name the items as that edition does, or give --kind")
    return best


def _other_list(rows: int) -> str:
    """A known relative that has as many items, in words."""
    for known in checklists().values():
        if str(rows) in known.others:
            return f"; {rows} items are those of {known.others[str(rows)]}, which is not read"
    return ""


def _cell(row: Sequence[str], columns: Columns, column: str) -> str:
    place = columns.get(column)
    return row[place] if place is not None and place < len(row) else ""


def _matched(row: Sequence[str], columns: Columns, known: Checklist) -> Item | None:
    """The item that a row scores, by its code, or its name where there is no code."""
    code, text = _cell(row, columns, "code"), _cell(row, columns, "item")
    for item in known.items:
        if text and item.text and _plain(text) == _plain(item.text):
            return item
    for written in (code, text.split(" ")[0]):
        for item in known.items:
            same = _plain(written) == _plain(item.code)
            if written and same and (not text or not item.text or known.name == "asat" or text == written):
                return item
    return None


def _plain(text: str) -> str:
    """Letters and digits only, so that 'Awareness & demand' is 'Awareness and demand'."""
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("&", "and"))


def _scored(grid: Grid, known: Checklist, edition: str, columns: Columns, rows: Sequence[int]) -> ScoreSheet:
    defects: list[Defect] = []
    found: dict[str, Score] = {}
    strange = []
    for number in rows:
        row, where = grid.rows[number], grid.where(number)
        item = _matched(row, columns, known)
        if item is None:
            strange.append((where, _cell(row, columns, "item") or _cell(row, columns, "code")))
            continue
        if item.code in found:
            why = "It was scored above already"
            defects.append(Defect(f"item {item.code} twice", where, why, "Keep one of the two"))
            continue
        score = _number(_cell(row, columns, "score"), known, f"{where}, item {item.code}", defects)
        text = _cell(row, columns, "item")
        written = replace(item, text=item.text or text)
        found[item.code] = Score(written, score, _cell(row, columns, "note"))
    defects += _strange(grid, known, edition, strange, len(found))
    if not any(one.score is not None for one in found.values()) and not defects:
        why = "An empty sheet says nothing"
        defects.append(Defect("no item has a score", grid.file, why, f"Score from {known.low} to {known.high}"))
    if defects:
        raise InputError(grid.file, defects)
    scores = tuple(found.get(item.code, Score(item, None)) for item in known.items)
    return ScoreSheet(known, edition, scores, (), grid.file, tuple(_warnings(known, edition, scores)))


def _number(text: str, known: Checklist, where: str, defects: list[Defect]) -> float | None:
    """A score within the scale; None where it was left open."""
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        why = f"A score is a number from {known.low} to {known.high}"
        defects.append(Defect(f"'{text}'", where, why, "Correct it, or leave it empty"))
        return None
    if not known.low <= value <= known.high:
        why = (
            f"{known.title} ({known.edition}) is scored from {known.low} to {known.high}; other editions have other "
            "scales, and turning one into the other would be a guess"
        )
        defects.append(Defect(f"a score of {text}", where, why, "Score it on this scale"))
    return value


def _strange(
    grid: Grid, known: Checklist, edition: str, strange: Sequence[tuple[str, str]], matched: int
) -> Iterator[Defect]:
    """Rows that are no item of this edition, told in one go."""
    if not strange:
        return
    names = ", ".join(f"'{text}'" for _, text in strange[:MOST_NAMED])
    more = f" and {len(strange) - MOST_NAMED} more" if len(strange) > MOST_NAMED else ""
    named = f"The sheet names the edition '{edition}'{_which(known, edition)}; known" if edition else "Known"
    rows = len(strange) + matched
    yield Defect(
        f"{len(strange)} of {rows} rows are no items of {known.title} ({known.edition}): {names}{more}",
        strange[0][0],
        f"{named} here is the edition {known.edition} with {len(known.items)} items",
        "Score that edition, or rename the items that are the same in both",
    )


def _which(known: Checklist, edition: str) -> str:
    """What another edition is, in brackets."""
    meant = known.others.get(edition.lower())
    return f" ({meant})" if meant else ""


def _same_edition(known: Checklist, edition: str) -> bool:
    return not edition or edition.lower() in known.names


def _edition_warning(known: Checklist, edition: str) -> Iterator[str]:
    if not _same_edition(known, edition):
        yield (
            f"The sheet names the edition '{edition}'{_which(known, edition)}, and known here is {known.edition}: the "
            "items have the same names and the scores fit the scale, but what earns a score may differ."
        )


def _warnings(known: Checklist, edition: str, scores: Sequence[Score]) -> Iterator[str]:
    yield from _edition_warning(known, edition)
    left = [one.item.code for one in scores if one.score is None]
    if left:
        named = ", ".join(left[:MOST_NAMED]) + (f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else "")
        yield f"{len(left)} of {len(scores)} items have no score: {named}. They count neither as low nor as high."


def _readiness(grid: Grid, known: Checklist, edition: str, columns: Columns, rows: Sequence[int]) -> ScoreSheet:
    defects: list[Defect] = []
    found: list[Component] = []
    for number in rows:
        row, where = grid.rows[number], grid.where(number)
        name = _cell(row, columns, "item") or _cell(row, columns, "code")
        levels = [_level(_cell(row, columns, c), c, known, f"{where}, {name}", defects) for c in ("readiness", "use")]
        if not name:
            defects.append(Defect("no name", where, "Each row is a component of the package", "Name it"))
        if name and name in [one.name for one in found]:
            defects.append(Defect(f"'{name}' twice", where, "It was scored above already", "Keep one of the two"))
        core = _core(_cell(row, columns, "core"), f"{where}, {name}", defects)
        found.append(Component(name, levels[0], levels[1], core, _cell(row, columns, "note")))
    if not any(one.core for one in found) and not defects:
        why = "The bottleneck is the weakest of the core components"
        defects.append(Defect("no core component", grid.file, why, "Say 'yes' under 'core' for at least one"))
    if defects:
        raise InputError(grid.file, defects)
    return ScoreSheet(known, edition, (), tuple(found), grid.file, tuple(_edition_warning(known, edition)))


def _level(text: str, column: str, known: Checklist, where: str, defects: list[Defect]) -> int:
    whole = re.sub(r"[.,]0+$", "", text)  # 8.0 is 8
    if whole.isdigit() and known.low <= int(whole) <= known.high:
        return int(whole)
    why = f"Innovation {column} is a whole number from {known.low} to {known.high}"
    defects.append(Defect(f"'{text}'" if text else "an empty cell", where, why, "Correct it"))
    return 0


def _core(text: str, where: str, defects: list[Defect]) -> bool:
    if not text or text.lower() in YES:
        return True
    if text.lower() not in NO:
        defects.append(Defect(f"'{text}' under core", where, "A component is core or it is not", "Write yes or no"))
    return False
