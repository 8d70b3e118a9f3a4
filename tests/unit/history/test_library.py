"""The case library: what is read, how it is filtered, what is wrong with an outcome file."""

from __future__ import annotations

from pathlib import Path

import pytest

from outgrow.history import CONDITIONS, CRITERIA, cases_table, catalogue, library, listing, read_outcome, select
from outgrow.initiative import shipped_cases
from outgrow.vocabulary import InputError

A_DAY = 1 / 365  # decimal years are kept to a thousandth


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


def test_the_folder_of_one_case_is_a_library_of_one(folder):
    assert names(library(folder / "beans")) == ["beans"]


def test_a_sub_folder_that_holds_no_case_is_not_passed_over_in_silence(folder):
    """Its outcome would be lost, and nobody would know."""
    lost = folder / "lost"
    lost.mkdir()
    (lost / "outcome.yaml").write_text("class: scales\n", encoding="utf-8")
    (folder / "pictures").mkdir()
    with pytest.raises(InputError) as caught:
        library(folder)
    (defect,) = caught.value.defects
    assert "the folder has no initiative.yaml or profile.yaml. It has outcome.yaml" in str(defect)


def test_filters_take_words_in_any_case_of_letters(folder):
    assert names(select(library(folder), became="Stalls", lead="Farmer organisation")) == []
    assert names(select(library(folder), became="STALLS")) == ["beans"]


def test_a_list_gives_the_interval_of_a_count_and_the_last_count_afterwards(folder):
    row = listing(library(folder)).to_dicts()[0]
    assert row["reached_low"] <= row["reached"] <= row["reached_high"]
    assert (row["last_year"], row["second_reading"]) == (2040.0, "scales")


def test_a_page_has_every_case_with_its_counts_readings_and_sources(folder):
    entries = library(folder)
    text = catalogue(entries)
    assert text.startswith("# Documented cases\n\n2 initiatives as they stood")
    for entry in entries:
        assert f"## {entry.name}\n" in text
    assert "stalls / scales" in text
    assert "What became of it is not documented: it is predicted and not scored." in text
    for source in entries[0].outcome.sources.values():
        assert source.citation in text


def test_the_page_of_the_documentation_is_that_of_the_shipped_cases():
    file = Path(__file__).parents[3] / "docs" / "reference" / "cases.md"
    assert file.read_text(encoding="utf-8") == catalogue(library()), "outgrow cases --page docs/reference/cases.md"


def test_dates_are_read_as_decimal_years(folder):
    """Closed form: 2 July begins when half of a year of 365 days, less half a day, is over."""
    file = folder / "beans" / "outcome.yaml"
    text = file.read_text(encoding="utf-8").replace("year: 2040", "year: 2019-07-02")
    file.write_text(text.replace("as_of: 2018", "as_of: 2020-03"), encoding="utf-8")
    outcome = read_outcome(folder / "beans")
    assert outcome.reach[-1].year == pytest.approx(2019 + 182 / 365, abs=A_DAY)
    assert outcome.as_of == pytest.approx(2020 + 60 / 366, abs=A_DAY)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("2019-13-02", "2019-13-02 is no date: month must be in 1..12"),
        ("2019-02-30", "2019-02-30 is no date: day is out of range for month"),
        ("2 July 2019", "'2 July 2019' stands here. Here belongs a number"),
    ],
)
def test_a_date_that_is_none_is_refused(folder, wrong, reason):
    (said,) = spoilt(folder, "year: 2040", f"year: {wrong}")
    assert reason in said


def test_a_count_of_the_pilot_stage_is_no_outcome_of_it(folder):
    file = folder / "beans" / "outcome.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("year: 2040", "year: 2009"), encoding="utf-8")
    with pytest.raises(InputError, match="2009 lies before the outcome can begin"):
        library(folder)


def test_defects_of_every_kind_in_an_outcome_are_told_at_once(folder):
    file = folder / "beans" / "outcome.yaml"
    text = file.read_text(encoding="utf-8").replace("class: stalls\nas_of", "class: stall\nas_off", 1)
    file.write_text(text.replace("source: report\nreach", "source: reportt\nreach"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_outcome(folder / "beans")
    said = [str(defect) for defect in caught.value.defects]
    assert len(said) == 3
    assert "Did you mean 'as_of'?" in said[1]
    assert "'reportt' is not one of the sources" in said[2]


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


@pytest.mark.slow
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
