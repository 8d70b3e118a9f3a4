"""For how long, and for whom, an income was asked, from the words of its question."""

from __future__ import annotations

import re

SPANS = {
    "day": r"days?|daily|jours?|journalier|siku",
    "week": r"weeks?|weekly|semaines?|hebdomadaire|wiki",
    "month": r"months?|monthly|mois|mensuel(?:le)?s?|mwezi|miezi",
    "season": r"seasons?|seasonal|saisons?|msimu",
    "year": r"years?|yearly|annual(?:ly)?|ann?um|pa|ans?|ann[ée]es?|annuel(?:le)?s?|mwaka",
}
COUNTED = {("7", "day"): "week", ("30", "day"): "month", ("12", "month"): "year", ("365", "day"): "year"}
A_PERSON = re.compile(r"(?:per|par|kwa)[ _]?(?:person|capita|head|personne|t[êe]te|mtu)|/(?:person|capita|personne)")


def income_time(words: str) -> str:
    """What follows the currency in the unit of an income: ``/month``, ``/person/year``; empty where no time is said.

    Parameters
    ----------
    words
        Name and label of the column.

    Examples
    --------
    >>> income_time("Revenu (FCFA/mois)"), income_time("Income per person in the last 12 months")
    ('/month', '/person/year')
    >>> income_time("Income of the past 3 months"), income_time("Monthly income of last year")
    ('', '')
    """
    text = words.lower().replace("_", " ")
    found = {COUNTED.get((count, span), "" if count not in {"", "1"} else span) for count, span in _spans(text)}
    span = found.pop() if len(found) == 1 else ""
    return f"{'/person' if A_PERSON.search(text) else ''}/{span}" if span else ""


def _spans(text: str) -> list[tuple[str, str]]:
    """Number before each word of time, and the time."""
    return [
        (match[1] or "", span)
        for span, pattern in SPANS.items()
        for match in re.finditer(rf"(?:(?<![\w])(\d+)[ -]?)?(?<![\w])(?:{pattern})(?![\w])", text)
    ]
