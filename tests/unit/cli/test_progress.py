"""A bar for whoever watches at a terminal."""

from __future__ import annotations

import pytest
from rich.console import Console

from outgrow.cli.progress import plain_lines, progress


def test_a_terminal_gets_a_bar_that_vanishes(monkeypatch, capsys):
    monkeypatch.setattr("outgrow.cli.progress.Console", lambda **_: Console(stderr=True, force_terminal=True, width=80))
    with progress() as report:
        report("worlds", 1, 4)
        report("worlds", 4, 4)
    said = capsys.readouterr()
    assert said.out == ""
    assert "worlds" in said.err
    assert "4/4" in said.err


@pytest.mark.parametrize("total", [0, 1, 3, 1000])
def test_plain_lines_are_at_most_five_a_stage(total, capsys):
    report = plain_lines()
    for done in range(total + 1):
        report("worlds", done, total)
    lines = capsys.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 5
    assert lines[-1] == f"worlds: {total} of {total}"
