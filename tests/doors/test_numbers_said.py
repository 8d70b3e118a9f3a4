"""Numbers that a person reads: nothing is said to be minus nought."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import outgrow
from outgrow.micro.impact.records import by_error, number, signed
from outgrow.report.amounts import count, money, money_range, percent, probability, short

SOURCE = Path(outgrow.__file__).parent
SIGNED = re.compile(r":\+,?\.(?:\d|\{[^}]*\})[fg%]\}")  # a format with a sign that keeps the sign of nought
NOUGHTS = (-0.0, -1e-12, -0.0004)


@pytest.mark.parametrize("x", NOUGHTS)
@pytest.mark.parametrize(
    "said",
    [
        lambda x: money(round(x, 3), "KES"), lambda x: money_range(round(x, 3), 0.0, "KES"), count, probability,
        percent, lambda x: short(round(x, 3)), lambda x: percent(x, signed=True), lambda x: number(round(x, 3)),
        lambda x: signed(round(x, 3)), lambda x: by_error(x, 0.1), lambda x: by_error(x, 0.1, sign=True),
    ],
)  # fmt: skip
def test_what_rounds_to_nought_has_no_minus(x, said):
    assert not re.search(r"-0(?:\.0*)?(?![\d.])", said(x))


def test_every_format_with_a_sign_drops_that_of_nought():
    """``+z`` says +0 where ``+`` says -0."""
    kept = [
        f"{file.relative_to(SOURCE)}: {found.group()}"
        for file in sorted(SOURCE.rglob("*.py"))
        for found in SIGNED.finditer(file.read_text(encoding="utf-8"))
    ]
    assert kept == []
