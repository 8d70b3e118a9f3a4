"""A small pilot to spoil: the template in a folder of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from outgrow.initiative import new, read
from outgrow.vocabulary import InputError

Spoil = Callable[[str, str], list[tuple[int, str]]]


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    """Folder of a pilot that passes the check."""
    return new("demo", tmp_path)


@pytest.fixture
def spoil(pilot: Path) -> Spoil:
    """Change the initiative file; return each defect's line, counted from the change, and its sentence."""

    def change(old: str, spoilt: str) -> list[tuple[int, str]]:
        file = pilot / "initiative.yaml"
        text = file.read_text(encoding="utf-8")
        start = text.index(old)
        file.write_text(text[:start] + spoilt + text[start + len(old) :], encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read(pilot)
        assert caught.value.subject == str(file)
        first = text.count("\n", 0, start) + 1
        return [_place(str(defect), file, first) for defect in caught.value.defects]

    return change


def _place(sentence: str, file: Path, first: int) -> tuple[int, str]:
    found = re.fullmatch(rf"{re.escape(str(file))}:(\d+)(.*)", sentence)
    assert found is not None, sentence
    return int(found[1]) - first, found[2].lstrip()
