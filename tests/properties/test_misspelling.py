"""A key misspelt by one letter is always told with its line and the right suggestion."""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from outgrow.initiative import new, read, schema, template
from outgrow.vocabulary import InputError

KEY = re.compile(r"^(?P<lead> *(?:- )?)(?P<key>[a-z_]+):(?= |$)")
LEAST_LETTERS = 3  # of a shorter word, one wrong letter leaves nothing to recognise
ROOM_FOR_A_READING = 30  # examples; each reads a whole file


@lru_cache(maxsize=1)
def required_keys() -> frozenset[str]:
    """Keys that are required wherever they may stand."""
    models = [schema(), *schema()["$defs"].values()]
    required = {key for model in models for key in model.get("required", ())}
    optional = {key for model in models for key in model.get("properties", {})} - required
    return frozenset(key for key in required - optional if len(key) >= LEAST_LETTERS)


@lru_cache(maxsize=1)
def places() -> tuple[int, ...]:
    """Lines of the template that start with a required key."""
    lines = template("demo").splitlines()
    found = (KEY.match(line) for line in lines)
    return tuple(i for i, hit in enumerate(found) if hit is not None and hit["key"] in required_keys())


@st.composite
def misspellings(draw: st.DrawFn) -> tuple[int, str, str]:
    """A line of the template, its key, and the key with one letter changed, dropped or added."""
    line = draw(st.sampled_from(places()))
    hit = KEY.match(template("demo").splitlines()[line])
    assert hit is not None
    key, position = hit["key"], draw(st.integers(0, len(hit["key"]) - 1))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    kind = draw(st.sampled_from(["change", "drop", "add"]))
    middle = {"change": letter, "drop": "", "add": letter + key[position]}[kind]
    return line, key, key[:position] + middle + key[position + 1 :]


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    return new("demo", tmp_path_factory.mktemp("pilot"))


@cache
def known_keys():
    """Every key of the initiative file, at any depth."""
    found = schema()
    inner = {name for model in found["$defs"].values() for name in model.get("properties", {})}
    return inner | set(found["properties"])


@given(misspelling=misspellings())
@settings(
    max_examples=ROOM_FOR_A_READING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@pytest.mark.slow
def test_a_misspelt_key_is_told_with_its_line_and_the_right_word(pilot, misspelling):
    line, key, wrong = misspelling
    if wrong in known_keys():
        reject()
    lines = template("demo").splitlines()
    lines[line] = lines[line].replace(key, wrong, 1)
    (pilot / "initiative.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(pilot)
    told = [str(defect) for defect in caught.value.defects if f"'{wrong}' is not a key" in str(defect)]
    assert len(told) == 1
    assert f"initiative.yaml:{line + 1} (" in told[0]
    assert f"Did you mean '{key}'?" in told[0]
