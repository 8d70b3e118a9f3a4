"""A folder of two small cases, one of them with an outcome."""

from __future__ import annotations

import pytest

PROFILE = """\
id: {name}
title: {title}
summary: A pilot.
country: {country}
product: {product}
sources:
  survey: {{citation: "A survey", url: "https://example.org"}}
money: {{code: KES, price_year: 2020}}
answers:
  leader: {lead}
  as_of: 2010
  reached: {{value: 500, unit: household, source: survey}}
  target: 20000
"""
OUTCOME = """\
class: stalls
as_of: 2018
why: It did.
source: report
reach:
  - {year: 2015, households: 900, source: report}
  - {year: 2040, households: 1, source: assumption}
readings:
  - {reader: first, class: stalls, because: a}
  - {reader: second, class: scales, because: b}
sources:
  report: {citation: "A report", url: "https://example.org/r"}
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "cases"
    for name, country, product, lead in (
        ("beans", "Kenya", "Beans", "ngo"),
        ("coffee", "Uganda and Kenya", "Coffee cherry", "firm"),
    ):
        (made / name).mkdir(parents=True)
        text = PROFILE.format(name=name, title=name.title(), country=country, product=product, lead=lead)
        (made / name / "profile.yaml").write_text(text, encoding="utf-8")
    (made / "beans" / "outcome.yaml").write_text(OUTCOME, encoding="utf-8")
    (made / "notes").mkdir()
    return made
