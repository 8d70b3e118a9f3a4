"""The case library: what is read, how it is filtered, what is wrong with an outcome file."""

from __future__ import annotations

import pytest

from outgrow.history import CONDITIONS, CRITERIA, cases_table, library, listing, read_outcome, select
from outgrow.initiative import shipped_cases
from outgrow.vocabulary import InputError


def names(entries):
    return [entry.name for entry in entries]


def spoilt(folder, old, new):
    file = folder / "beans" / "outcome.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_outcome(folder / "beans")
    return [str(d).replace(str(file), "outcome.yaml") for d in caught.value.defects]


def test_a_folder_of_an_outsider_is_read_with_and_without_outcomes(folder):
    found = library(folder)
    assert names(found) == ["beans", "coffee"]
    assert [entry.became for entry in found] == ["stalls", "unknown"]
    assert found[0].outcome.second == "scales"
    assert found[1].summary().endswith("What became of it is not documented.")
    assert "by 2018: stalls" in found[0].summary()


def test_the_shipped_library_holds_every_shipped_case():
    assert names(library()) == list(shipped_cases())


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"crop": "COFFEE"}, ["coffee"]),
        ({"country": "kenya"}, ["beans", "coffee"]),
        ({"became": "unknown"}, ["coffee"]),
        ({"lead": "firm"}, ["coffee"]),
        ({"criteria": ["local"]}, ["beans"]),
        ({"criteria": ["known"]}, ["beans"]),
        ({"criteria": ["owned"]}, ["coffee"]),
        ({"criteria": ["successful"]}, []),
        ({"crop": "beans", "became": "scales"}, []),
    ],
)
def test_cases_are_filtered(folder, asked, left):
    assert names(select(library(folder), **asked)) == left


@pytest.mark.parametrize("asked", [{"became": "scale"}, {"lead": "frim"}, {"criteria": ["locl"]}])
def test_a_filter_that_is_not_known_is_refused_with_a_suggestion(folder, asked):
    with pytest.raises(InputError, match="Did you mean"):
        select(library(folder), **asked)


def test_a_pilot_counts_as_successful_when_a_comparison_showed_a_gain():
    found = names(select(library(), criteria=["successful"]))
    assert {"kenya-drumnet", "benin-rice", "kenya-tea"} <= set(found)
    assert "lake-victoria-nile-perch" not in found


def test_the_list_has_a_row_a_case_and_a_column_a_criterion(folder):
    frame = listing(library(folder))
    assert frame.height == 2
    assert set(CRITERIA) <= set(frame.columns)


def test_a_folder_that_is_not_there_or_holds_no_case_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no such folder"):
        library(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no case lies in this folder"):
        library(tmp_path)


def test_all_defects_of_all_cases_are_told_at_once(folder):
    for name in ("beans", "coffee"):
        file = folder / name / "profile.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("as_of: 2010", "as_of: soon"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        library(folder)
    assert len(caught.value.defects) == 2


def test_a_class_that_is_no_class_is_refused(folder):
    (said,) = spoilt(folder, "class: stalls\nas_of", "class: stall\nas_of")
    assert "'stall' is not one of the choices. Did you mean 'stalls'" in said


def test_two_outcomes_in_one_file_are_refused(folder):
    (said,) = spoilt(folder, "class: stalls\nas_of", "class: stalls\nclass: scales\nas_of")
    assert "'class' is written twice. It stands already in line 1" in said


def test_two_counts_of_one_year_are_refused(folder):
    (said,) = spoilt(folder, "year: 2040", "year: 2015")
    assert "the reach of 2015 is given twice. It stands already in line 6" in said


def test_an_unknown_source_is_refused(folder):
    (said,) = spoilt(folder, "source: report\nreach", "source: reportt\nreach")
    assert "'reportt' is not one of the sources. Did you mean 'report'?" in said


def test_a_class_that_no_reader_gave_is_refused(folder):
    (said,) = spoilt(folder, "class: stalls\nas_of", "class: fails\nas_of")
    assert "no reading is 'fails'" in said


def test_conditions_are_coded_for_every_case_and_success_only_where_it_is_known(folder):
    entries = library(folder)
    assert cases_table("fuzzy", entries)["case"].to_list() == ["beans"]
    every = cases_table("fuzzy", entries, outcome=False)
    assert every.height == 2
    assert "SUCCESS" not in every.columns
    assert every.columns[2:] == [condition.name for condition in CONDITIONS]


def test_memberships_lie_between_zero_and_one_and_crisp_is_their_half(folder):
    fuzzy, crisp = (cases_table(kind) for kind in ("fuzzy", "crisp"))
    for condition in CONDITIONS:
        column = fuzzy[condition.name]
        assert 0.0 <= column.min() <= column.max() <= 1.0
        assert crisp[condition.name].to_list() == [int(x > 0.5) for x in column.to_list()]
        assert 0.5 not in column.to_list()
    assert set(crisp["SUCCESS"].to_list()) == {0, 1}


def test_the_shipped_cases_differ_in_most_conditions():
    fuzzy = cases_table("fuzzy")
    varied = [c.name for c in CONDITIONS if fuzzy[c.name].n_unique() > 1]
    assert len(varied) >= 12
