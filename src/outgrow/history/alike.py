"""Which documented cases are one case told more than once, so that none of them helps to predict another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from outgrow.history.library import Documented


def alike(entries: Sequence[Documented]) -> tuple[int, ...]:
    """Number of the case that each entry tells: the position of the first entry that tells it.

    Two entries tell one case when the names of their folders, their ids, their titles (letters and digits of them),
    their files, or country, product and all answers of their profiles are the same. A case that is coded anew in other
    words, under another name, is not recognised.

    Parameters
    ----------
    entries
        The cases.
    """
    group = list(range(len(entries)))
    first: dict[Hashable, int] = {}
    for k, entry in enumerate(entries):
        for mark in _marks(entry):
            old, new = group[first.setdefault(mark, k)], group[k]
            group = [min(old, new) if g in (old, new) else g for g in group]
    return tuple(group)


def told_together(entries: Sequence[Documented]) -> tuple[tuple[str, ...], ...]:
    """Names of the entries that are one case, where there is more than one."""
    groups: dict[int, list[str]] = {}
    for number, entry in zip(alike(entries), entries, strict=True):
        groups.setdefault(number, []).append(entry.name)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)


def _marks(entry: Documented) -> Iterator[tuple[str, str]]:
    """What an entry shares with every other that tells the same case; all of the pilot stage, none of the outcome."""
    yield "name", entry.name
    yield "id", entry.initiative.id
    yield "title", "".join(letter for letter in entry.initiative.title.casefold() if letter.isalnum())
    yield "files", entry.case.fingerprint
    if profile := entry.case.profile:
        said = profile.answers.model_dump_json(by_alias=True)
        yield "answers", f"{profile.country}\n{profile.product}\n{profile.money.code}\n{said}".casefold()
