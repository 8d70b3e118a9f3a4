"""The table of published effects as a page: each row with what was printed, where, and how much of it was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from outgrow.evidence.published import ERRORS, published_table
from outgrow.evidence.records import Z975

Row = Mapping[str, Any]
HEAD = "| name | outcome | effect (95 % interval) | error | seen |\n|---|---|---|---|---|"
PERCENT = 100.0


def effects_page() -> str:
    """Every published effect as Markdown: counts, a table for each kind, and what is known of each row.

    Returns
    -------
    str
        The text of ``docs/reference/published-effects.md``, ending in one line break.

    Examples
    --------
    >>> print(effects_page().splitlines()[0])
    # The published effects
    """
    rows = published_table().to_dicts()
    parts = ["# The published effects", *_counted(rows)]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        of_kind = [row for row in rows if row["kind"] == kind]
        parts.append(f"## {kind.capitalize().replace('-', ' ')}")
        parts.append("\n".join([HEAD, *map(_line, of_kind)]))
        parts += map(_told, of_kind)
    return "\n\n".join(parts) + "\n"


def _counted(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What the table holds, and how much of it was seen."""
    sized = [row for row in rows if row["estimate"] is not None]
    origins = Counter(row["error_from"] for row in sized)
    known = ", ".join(f"{origins[name]} *{name}*" for name in ERRORS if name and origins[name])
    guessed = sum(row["status"] == "assumption" for row in rows)
    sizes = "1 size is" if guessed == 1 else f"{guessed} sizes are"
    yield (
        f"{len(rows)} findings, {len(sized)} of them with a size as a relative change; of their errors "
        f"{origins['']} were not seen, the others come from: {known}. {sizes} recalled and not seen. This page is "
        "written by `outgrow evidence --page`."
    )
    yield "\n".join(f"- *{name}*: {words}" for name, words in ERRORS.items() if name)
    yield (
        "Where a change in units was printed, the share is that change over the printed mean of the comparison, and "
        "its error the printed one over the same mean, which takes the mean as known. A change x of a logarithm is the "
        "share exp(x) − 1, with error exp(x) times the printed one. "
        "[How they are pooled](../methods/published-effects.md)."
    )


def _line(row: Row) -> str:
    seen = "yes" if row["status"] == "seen" else "**no**"
    error = f"**{row['error_from']}**" if row["error_from"] == "assumption" else row["error_from"] or "not seen"
    if row["estimate"] is None:
        return f"| {row['id']} | {row['outcome']} | {row['direction']}, no size | – | {seen} |"
    return f"| {row['id']} | {row['outcome']} | {_size(row)} | {error} | {seen} |"


def _size(row: Row) -> str:
    """The effect in per cent with its interval: the printed one, or the normal one of its error."""
    middle, error = row["estimate"], row["standard_error"]
    if error is None:
        return _percent(middle)
    low, high = row["low"], row["high"]
    if low is None:
        low, high = middle - Z975 * error, middle + Z975 * error
    return f"{_percent(middle)} ({_percent(low)} to {_percent(high)})"


def _percent(x: float) -> str:
    return f"{PERCENT * x:+z.1f} %".replace("-", "−")


def _told(row: Row) -> str:
    """One paragraph: design, what was printed, note, source with its place."""
    said = [f"**{row['id']}**: {row['design']}, {row['size']}; {row['product']}, {row['country']}, {row['setting']}."]
    if row["change"] is not None:
        error = "" if row["change_error"] is None else f" (error {row['change_error']:,.10g})"
        base = "" if row["base"] is None else f", on a mean of {row['base']:,.10g}"
        said.append(f"Printed: {row['change']:,.10g}{error} {row['unit']}{base}.")
    said.append(f"{row['note'].rstrip('.')}.")
    if row["counted_in"]:
        others = " and ".join(row["counted_in"].split("|"))
        said.append(f"Gives way to {others} in a pool that holds both.")
    said.append(f"[{row['source']}](<{row['url']}>), {row['place']}.")
    return " ".join(said)
