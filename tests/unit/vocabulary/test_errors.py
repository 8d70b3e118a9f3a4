"""A message says what was found, where, why it is wrong and what to do next."""

from __future__ import annotations

import pytest

from outgrow.vocabulary import (
    Defect,
    InputError,
    MissingExtraError,
    OutgrowError,
    RunError,
    did_you_mean,
)


def test_a_defect_is_a_place_and_sentences():
    assert str(Defect("'a' is missing", "x.yaml:3", "It is needed.", "Add it")) == (
        "x.yaml:3: 'a' is missing. It is needed. Add it."
    )
    assert str(Defect("empty", "", "No rows")) == "empty. No rows."


def test_an_error_lists_all_defects_in_order():
    error = InputError("x.yaml", [Defect("a", "1", "b"), Defect("c", "2", "d", "e")])
    assert str(error) == "x.yaml: 2 defects found.\n  - 1: a. b.\n  - 2: c. d. e."
    assert [defect.found for defect in error.defects] == ["a", "c"]


def test_one_defect_is_singular():
    assert str(InputError.single("x", "a", "b", "c", "d")) == "x: 1 defect found.\n  - d: a. b. c."


def test_a_missing_library_names_its_extra():
    assert str(MissingExtraError("docx", "report", "The Word report")) == (
        "The Word report needs the library 'docx', which is not installed. "
        "Install it with: pip install 'outgrow[report]'"
    )


@pytest.mark.parametrize("error", [InputError("x", []), MissingExtraError("a", "b", "c"), RunError("stopped")])
def test_every_error_is_one_of_ours(error):
    assert isinstance(error, OutgrowError)


def test_a_near_word_is_offered_and_else_all_are_listed():
    assert did_you_mean("kenya-te", ["kenya-tea", "benin-rice"]) == "Did you mean 'kenya-tea'?"
    assert did_you_mean("pric", ["price", "prices", "land"]) == "Did you mean 'price' or 'prices'?"
    assert did_you_mean("xyz", ["land", "crop"]) == "Known: crop, land."
    assert did_you_mean("xyz", []) == ""
