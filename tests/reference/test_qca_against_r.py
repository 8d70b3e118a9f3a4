"""Random tables solved by the R package QCA 3.25.1: crisp, fuzzy and multi-value, with remainders and contradictions.

``data/qca_random.jsonl`` holds each table, the cut-offs and expectations it was solved with, and what ``minimize``
printed: the complex, parsimonious and intermediate models of every pair, and fit of the first parsimonious model. The
intermediate solution is held against R for conditions of two levels only: for several levels R opens a condition wholly
where its value is not expected, while here only the expected levels are assumed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from outgrow.conditions import qca

TABLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "qca_random.jsonl").read_text(encoding="utf-8").splitlines()
]
LITERAL = re.compile(r"(~?)(\w+?)(?:\{(\d)\})?$")
SIX_DECIMALS = 5.1e-7  # as printed


def plain(text):
    """A model as a set of terms, a term as a set of names and values, so that ``~A`` is ``A{0}``."""

    def value(literal):
        absent, name, level = LITERAL.match(literal).groups()
        return name, int(level) if level else int(not absent)

    return frozenset(frozenset(value(part) for part in term.strip().split("*")) for term in text.split(" + "))


def solved(table):
    columns = {name: [row[k] for row in table["scores"]] for k, name in enumerate(table["conditions"])}
    names = [f"c{k}" for k in range(len(table["outcome"]))]
    expect = [part for part in table["expect"].split(",") if part]
    cuts = {name: table[name] for name in ("incl_cut", "pri_cut", "n_cut")}
    return qca({"case": names, **columns, "Y": table["outcome"]}, "Y", expect=expect, **cuts)


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_every_model_is_that_of_r(number):
    table = TABLES[number]
    found = solved(table)
    for kind in ("complex", "parsimonious", "intermediate"):
        if table[kind] is not None:
            assert {plain(m.text) for m in found.solution(kind).models} == {plain(text) for text in table[kind]}
    first = plain(table["parsimonious"][0])
    fit = next(m.fit for m in found.solution("parsimonious").models if plain(m.text) == first)
    assert (fit.inclusion, fit.pri, fit.coverage) == pytest.approx(table["fit"], abs=SIX_DECIMALS)


def test_only_expected_levels_are_assumed():
    """Where level 2 is expected of a condition of three levels, level 1 of a remainder is not assumed for it."""
    table = {
        "case": list("abcde"),
        "A": [0, 1, 2, 0, 1],
        "B": [1, 0, 1, 0, 0],
        "C": [1, 1, 0, 0, 0],
        "Y": [1, 0, 1, 0, 0],
    }
    found = qca(table, "Y", incl_cut=1, expect=["A{2}"])
    assert found.solution("parsimonious").models[0].text == "B"
    assert found.model.text == "A{0}*B*C + A{2}*B"
    assert found.solution("intermediate").assumptions == (12,)
