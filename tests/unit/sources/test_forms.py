"""Exports of KoboToolbox and ODK are read with their form, however their headers and answers were written."""

from __future__ import annotations

import polars as pl
import pytest
import xlsxwriter

from outgrow.sources import import_survey, read_form, read_survey
from outgrow.vocabulary import InputError

SURVEY = [
    ["type", "name", "label::English (en)", "label::Kiswahili (sw)"],
    ["start", "start", None, None],
    ["begin_group", "hh", "Household", "Kaya"],
    ["text", "hhid", "Household number", "Namba ya kaya"],
    ["select_one sex", "sex", "Sex of the <b>head</b>", "Jinsia"],
    ["begin_group", "farm", "Farm", "Shamba"],
    ["decimal", "area", "Area under tea (acres)", "Eneo la chai (ekari)"],
    ["select_multiple crops", "crops", "Which crops?", "Mazao gani?"],
    ["end_group", None, None, None],
    ["end_group", None, None, None],
    ["geopoint", "place", "Where is the plot?", "Wapi?"],
    ["select_one yesno", "joined", "Joined the pilot?", "Umejiunga?"],
    ["note", "thanks", "Thank you", "Asante"],
    ["begin repeat", "member", "Members", "Watu"],
    ["integer", "age", "Age", "Umri"],
    ["end repeat", None, None, None],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Kiswahili (sw)"],
    ["sex", 1, "Woman", "Mwanamke"],
    ["sex", 2, "Man", "Mwanaume"],
    ["yesno", "1", "Yes", "Ndiyo"],
    ["yesno", "0", "No", "Hapana"],
    ["yesno", "98", "Don't know", "Sijui"],
    ["crops", "maize", "Maize", "Mahindi"],
    ["crops", "beans", "Beans", "Maharagwe"],
    ["crops", "sweet_potato", "Sweet potato", "Viazi vitamu"],
]
EXPECTED = {
    "hhid": ["A1", "A2", "A3"],
    "sex": [1, 2, 1],
    "area": [0.5, 1.5, 2.0],
    "crops/maize": [1, 0, 1],
    "crops/beans": [0, 1, 1],
    "crops/sweet_potato": [0, 1, 0],
    "joined": [1, None, 0],
}


def workbook(file, **sheets):
    with xlsxwriter.Workbook(file) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(i, j, cell)
    return file


@pytest.fixture
def form(tmp_path):
    return workbook(tmp_path / "form.xlsx", survey=SURVEY, choices=CHOICES, settings=[["form_title"], ["Tea"]])


def export(folder, headers, rows, name="export.csv"):
    pl.DataFrame(rows, schema=headers, orient="row").write_csv(folder / name)
    return folder / name


CODES = [["A1", 1, 0.5, "maize", 1], ["A2", 2, 1.5, "beans sweet_potato", 98], ["A3", 1, 2.0, "maize beans", 0]]
ENGLISH = [
    ["A1", "Woman", 0.5, "Maize", "Yes"],
    ["A2", "Man", 1.5, "Beans Sweet potato", "Don't know"],
    ["A3", "Woman", 2.0, "Maize Beans", "No"],
]
KISWAHILI = [
    ["A1", "Mwanamke", 0.5, "Mahindi", "Ndiyo"],
    ["A2", "Mwanaume", 1.5, "Maharagwe Viazi vitamu", "Sijui"],
    ["A3", "Mwanamke", 2.0, "Mahindi Maharagwe", "Hapana"],
]
STYLES = {
    "names": (["hhid", "sex", "area", "crops", "joined"], CODES, "XML names"),
    "groups, slash": (
        ["hh/hhid", "hh/sex", "hh/farm/area", "hh/farm/crops", "joined"],
        CODES, "XML names with groups, separated by '/'",
    ),
    "groups, dash": (
        ["hh-hhid", "hh-sex", "hh-farm-area", "hh-farm-crops", "joined"],
        CODES, "XML names with groups, separated by '-'",
    ),
    "groups, dot": (
        ["hh.hhid", "hh.sex", "hh.farm.area", "hh.farm.crops", "joined"],
        CODES, "XML names with groups, separated by '.'",
    ),
    "labels": (
        ["Household number", "Sex of the head", "Area under tea (acres)", "Which crops?", "Joined the pilot?"],
        ENGLISH, "labels",
    ),
    "labels with groups": (
        ["Household/Household number", "Household/Sex of the <b>head</b>", "Household/Farm/Area under tea (acres)",
         "Household/Farm/Which crops?", "Joined the pilot?"],
        ENGLISH, "labels with groups, separated by '/'",
    ),
    "second language": (
        ["Namba ya kaya", "Jinsia", "Eneo la chai (ekari)", "Mazao gani?", "Umejiunga?"], KISWAHILI, "labels",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_way_of_exporting_gives_the_same_table(tmp_path, form, style):
    headers, rows, words = STYLES[style]
    survey = read_survey(export(tmp_path, headers, rows), form=form)
    for name, values in EXPECTED.items():
        assert survey.frame[name].to_list() == values, name
    assert words in next(str(finding) for finding in survey.findings if finding.kind == "form")
    assert survey.missing_codes == {"joined": {"98": 1}}
    assert survey.labels["sex"] == "Sex of the head"
    assert survey.value_labels["sex"] == {"1": "Woman", "2": "Man"}
    assert survey.column("area").group == "hh/farm"
    assert survey.fmt.endswith("with form 'Tea'")


@pytest.mark.parametrize("mark", ["/", ".", "-"])
def test_choices_in_columns_of_their_own_are_recognised(tmp_path, form, mark):
    names = [f"hh{mark}farm{mark}crops{mark}{choice}" for choice in ("maize", "beans", "sweet_potato")]
    headers = ["hhid", "area", *names]
    survey = read_survey(export(tmp_path, headers, [["A1", 0.5, 1, 0, 0], ["A2", 1.5, 0, 1, 1]]), form=form)
    assert survey.frame["crops/sweet_potato"].to_list() == [0, 1]
    assert survey.labels["crops/beans"] == "Which crops?: Beans"


def test_choices_written_as_true_and_false_become_1_and_0(tmp_path, form):
    headers = ["hhid", "crops", "crops/maize", "crops/beans", "crops/sweet_potato"]
    rows = [["A1", "maize", "True", "False", "False"], ["A2", "beans", "True", "True", "False"]]
    survey = read_survey(export(tmp_path, headers, rows), form=form)
    assert survey.frame["crops/maize"].to_list() == [1, 1]
    assert "crops: 1 answer differing from the columns of the choices; the latter are kept" in [
        str(finding) for finding in survey.findings
    ]


def test_repeats_of_a_workbook_become_linked_tables(tmp_path, form):
    file = workbook(
        tmp_path / "export.xlsx",
        Tea=[["hhid", "area", "_index"], ["A1", 0.5, 1], ["A2", 1.5, 2]],
        member=[["age", "_index", "_parent_index"], [44, 1, 1], [12, 2, 1], [30, 3, 9]],
    )  # fmt: skip
    survey = read_survey(file, form=form)
    assert survey.frame["hhid"].to_list() == ["A1", "A2"]
    assert survey.repeats["member"].frame["age"].to_list() == [44, 12, 30]
    assert survey.repeats["member"].labels["age"] == "Age"
    assert "member: 3 rows linked by _parent_index to _index; 1 of them without a row there" in [
        str(finding) for finding in survey.findings
    ]


def test_repeats_of_odk_lie_in_files_beside(tmp_path, form):
    export(tmp_path, ["hhid", "KEY"], [["A1", "uuid:1"], ["A2", "uuid:2"]], "Tea.csv")
    export(tmp_path, ["age", "PARENT_KEY", "KEY"], [[44, "uuid:1", "uuid:1/member[1]"]], "Tea-member.csv")
    survey = read_survey(tmp_path / "Tea.csv", form=form)
    assert survey.repeats["member"].frame["age"].to_list() == [44]


def test_a_form_of_another_survey_is_refused(tmp_path, form):
    file = export(tmp_path, ["farmer", "milk", "price", "cows", "hhid"], [["x", 3, 4, 5, "A1"]])
    with pytest.raises(InputError) as refused:
        read_survey(file, form=form)
    assert str(refused.value) == (
        f"export.csv: 1 defect found.\n  - 1 of its 5 columns are questions of the form {form}. It seems to be the "
        "form of another survey. Give the form of this survey; unknown are farmer, milk, price, cows."
    )


def test_columns_and_questions_without_counterpart_are_said(tmp_path, form):
    survey = read_survey(export(tmp_path, ["hhid", "sex", "extra"], [["A1", 1, "x"]]), form=form)
    said = [str(finding) for finding in survey.findings]
    assert "export.csv: 1 column not in the form, kept: extra" in said
    assert "export.csv: 5 questions without a column: start, area, crops, place, joined" in said


def test_answers_that_are_no_choice_are_said_and_left(tmp_path, form):
    survey = read_survey(export(tmp_path, ["hhid", "sex"], [["A1", "Woman"], ["A2", "x"]]), form=form)
    assert survey.frame["sex"].to_list() == ["1", "x"]
    assert "sex: 1 answer in 1 row that the form does not offer; left" in [str(f) for f in survey.findings]


def test_the_form_itself_is_told_apart_from_data(form):
    with pytest.raises(InputError, match="it is a form"):
        read_survey(form)


def test_a_question_of_the_same_name_in_two_groups_keeps_its_group(tmp_path):
    survey = [
        ["type", "name", "label"],
        ["begin group", "tea", "Tea"], ["integer", "kg", "Kilograms"], ["end group", None, None],
        ["begin group", "milk", "Milk"], ["integer", "kg", "Kilograms"], ["end group", None, None],
    ]  # fmt: skip
    form = workbook(tmp_path / "f.xlsx", survey=survey)
    by_name = read_survey(export(tmp_path, ["tea/kg", "milk/kg"], [[1, 2]]), form=form)
    by_label = read_survey(export(tmp_path, ["Kilograms", "Kilograms_2"], [[1, 2]], "labels.csv"), form=form)
    assert by_name.frame.columns == by_label.frame.columns == ["tea/kg", "milk/kg"]


def test_the_form_is_read_with_groups_repeats_and_languages(form):
    known = read_form(form)
    assert known.title == "Tea"
    assert known.repeats == ("member",)
    area = next(question for question in known.questions if question.name == "area")
    assert area.labels == ("Area under tea (acres)", "Eneo la chai (ekari)")
    assert area.groups == ("hh", "farm")
    sex = next(question for question in known.questions if question.name == "sex")
    assert [(choice.name, choice.label) for choice in sex.choices] == [("1", "Woman"), ("2", "Man")]


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"data": [["a"], [1]]}, "it has no sheet 'survey' but data"),
        ({"survey": [["kind", "name"], ["text", "x"]]}, "its sheet 'survey' has no column 'type'"),
        ({"survey": [["type", "name"], ["begin group", "g"], ["text", "x"]]}, "'g' is not closed"),
        ({"survey": [["type", "name"], ["text", "x"], ["end group", None]]}, "an 'end group' closes nothing"),
    ],
)
def test_forms_that_cannot_be_read_are_told(tmp_path, sheets, words):
    with pytest.raises(InputError, match=words):
        read_form(workbook(tmp_path / "f.xlsx", **sheets))


def test_a_form_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_form(tmp_path / "f.xlsx")


def test_the_form_that_is_used_here_is_valid_to_pyxform(form):
    from pyxform.xls2xform import convert  # noqa: PLC0415  slow to import

    assert "<h:title>Tea</h:title>" in convert(str(form)).xform


def test_an_export_is_imported_with_its_form_and_without_positions(tmp_path, form):
    headers = ["hhid", "crops", "place", "_place_latitude", "joined"]
    rows = [[f"A{i}", "maize beans", "-0.5123 36.8123 0 0", -0.5123, 1] for i in range(5)]
    done = import_survey(export(tmp_path, headers, rows), form=form)
    assert [entry.column for entry in done.dropped] == ["place", "place_latitude"]
    assert done.table.frame["crops/beans"].to_list() == [1] * 5
    assert done.mapping.column_of("household") == "hhid"
    assert done.mapping.column_of("joined") == ""  # nobody stayed out, so it tells no arms apart


FARM = [
    ["type", "name", "label::English (en)", "label::Kiswahili (sw)"],
    ["begin_group", "farm", "Farm", "Shamba"],
    ["text", "hhid", "Household ID", "Nambari ya kaya"],
    ["select_multiple crops", "crops", "Which crops?", "Mazao gani?"],
    ["text", "crops_other", "Other crop", "Mengine"],
    ["geopoint", "place", "Where is the plot?", "Wapi?"],
    ["end_group", None, None, None],
    ["begin_repeat", "plots", "Plots", "Mashamba"],
    ["decimal", "area", "Area (acres)", "Eneo"],
    ["begin_repeat", "harvests", "Harvests", "Mavuno"],
    ["decimal", "kg", "Kilograms", "Kilo"],
    ["end_repeat", None, None, None],
    ["end_repeat", None, None, None],
    ["begin_repeat", "members_of_the_household_who_work_on_farm", "Members", "Wanakaya"],
    ["integer", "years", "Age", "Umri"],
    ["end_repeat", None, None, None],
    ["note", "thanks", "Thank you", "Asante"],
]
FARM_CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Kiswahili (sw)"],
    ["crops", "tea", "Tea", "Chai"],
    ["crops", "sweet_potato", "Sweet potato", "Viazi vitamu"],
    ["crops", "other", "Other, specify", "Mengine"],
]
FARM_MAIN = [
    ["001", "tea other", "yams", "-0.9 35.9 0 0", -0.9, 35.9, None, 1],
    ["002", None, None, None, None, None, None, 2],
]
FARM_HEADERS = {
    "XML names": [
        "hhid", "crops", "crops_other", "place", "_place_latitude", "_place_longitude", "thanks", "_index",
    ],
    "XML names with groups, separated by '/'": [
        "farm/hhid", "farm/crops", "farm/crops_other", "farm/place", "farm/_place_latitude", "farm/_place_longitude",
        "thanks", "_index",
    ],
    "labels with groups, separated by '.'": [
        "Shamba.Nambari ya kaya", "Shamba.Mazao gani?", "Shamba.Mengine", "Wapi?", "Shamba._Wapi?_latitude",
        "Shamba._Wapi?_longitude", "Asante", "_index",
    ],
}  # fmt: skip


@pytest.fixture
def farm_form(tmp_path):
    return workbook(tmp_path / "farm.xlsx", survey=FARM, choices=FARM_CHOICES)


def farm_export(file, headers, main, areas="area", kilos="kg"):
    """Sheets as KoboToolbox writes them: names cut at 31 letters, and the parent's name in every row."""
    cut = {
        "plots": [[areas, "_index", "_parent_table_name", "_parent_index"],
                  [0.5, 1, "Tea: endline", 1], [1.5, 2, "Tea: endline", 2]],
        "harvests": [[kilos, "_index", "_parent_table_name", "_parent_index"],
                     [10, 1, "plots", 2], [20, 2, "plots", 1], [30, 3, "plots", 2]],
        "members_of_the_household_who...": [["years", "_index", "_parent_table_name", "_parent_index"],
                                            [44, 1, "Tea: endline", 2]],
    }  # fmt: skip
    return workbook(file, **{"Tea_ endline": [headers, *main]}, **cut)


@pytest.mark.parametrize("style", FARM_HEADERS)
def test_exports_of_kobotoolbox_are_read_however_they_are_written(tmp_path, farm_form, style):
    labels = style.startswith("labels")
    main = [["001", "Chai Mengine", *FARM_MAIN[0][2:]], FARM_MAIN[1]] if labels else FARM_MAIN
    file = farm_export(tmp_path / "export.xlsx", FARM_HEADERS[style], main, "Mashamba.Eneo" if labels else "area")
    survey = read_survey(file, form=farm_form)
    assert style in next(f.text for f in survey.findings if f.kind == "form")
    assert survey.frame.columns == [
        "hhid", "crops", "crops_other", "place", "place_latitude", "place_longitude", "thanks", "_index", "crops/tea",
        "crops/sweet_potato", "crops/other",
    ]  # fmt: skip
    assert survey.frame["crops"].to_list() == ["tea other", None]
    assert survey.frame["crops_other"].to_list() == ["yams", None]
    assert survey.frame["crops/other"].to_list() == [1, None]
    assert set(survey.repeats) == {"plots", "harvests", "members_of_the_household_who_work_on_farm"}
    assert survey.repeats["plots"].labels["area"] == "Area (acres)"


def test_a_repeat_inside_a_repeat_follows_its_own_parent(tmp_path, farm_form):
    others = [[f"{i:03}", "tea", None, None, None, None, None, i] for i in range(4, 14)]
    main = [*FARM_MAIN, ["001", "tea", None, None, None, None, None, 3], *others]  # 001 has two different answers
    survey = read_survey(farm_export(tmp_path / "export.xlsx", FARM_HEADERS["XML names"], main), form=farm_form)
    assert "harvests: 3 rows linked by _parent_index to _index of 'plots'" in [str(f) for f in survey.findings]
    done = import_survey(survey, key=["hhid"])
    assert done.table.frame["hhid"].to_list() == ["002", *(f"{i:03}" for i in range(4, 14))]
    assert done.table.repeats["plots"].frame["area"].to_list() == [1.5]
    assert done.table.repeats["harvests"].frame["kg"].to_list() == [10, 30]
    assert {entry.column for entry in done.dropped} == {"place", "place_latitude", "place_longitude"}


def test_a_nested_repeat_of_odk_is_linked_by_the_key_of_its_parent(tmp_path):
    export(tmp_path, ["hhid", "KEY"], [["A1", "uuid:1"], ["A2", "uuid:2"]], "Tea.csv")
    export(tmp_path, ["area", "PARENT_KEY", "KEY"], [[1, "uuid:1", "uuid:1/plots[1]"]], "Tea-plots.csv")
    export(tmp_path, ["kg", "PARENT_KEY", "KEY"], [[9, "uuid:1/plots[1]", "uuid:1/plots[1]/h[1]"]], "Tea-h.csv")
    survey = read_survey(tmp_path / "Tea.csv")
    assert "h: 1 row linked by PARENT_KEY to KEY of 'plots'" in [str(f) for f in survey.findings]


def test_a_sheet_that_is_no_repeat_of_the_form_is_read_without_it(tmp_path, form):
    file = workbook(
        tmp_path / "export.xlsx",
        Tea=[["hhid", "area", "_index"], ["A1", 0.5, 1]],
        trees=[["height", "_index", "_parent_index"], [4, 1, 1]],
    )
    survey = read_survey(file, form=form)
    assert survey.repeats["trees"].frame["height"].to_list() == [4]
    assert "trees: the form has no repeat group of this name; read without the form" in [
        str(f) for f in survey.repeats["trees"].findings
    ]


@pytest.mark.parametrize(
    ("written", "kind", "codes"),
    [
        ("select one from crops", "select_one", ["tea", "maize"]),
        ("select_one crops", "select_one", ["tea", "maize"]),
        ("select all that apply from crops", "select_multiple", ["tea", "maize"]),
        ("select_multiple crops or_other", "select_multiple", ["tea", "maize", "other"]),
        ("select one from crops or specify other", "select_one", ["tea", "maize", "other"]),
        ("add select multiple prompt using crops", "select_multiple", ["tea", "maize"]),
        ("rank crops", "rank", ["tea", "maize"]),
    ],
)
def test_choices_are_found_however_old_the_form_is(tmp_path, written, kind, codes):
    survey = [["type", "name", "caption"], [written, "q", "Which crop?"]]
    choices = [["list name", "value", "caption"], ["crops", "tea", "Tea"], ["crops", "maize", "Maize"]]
    (question,) = read_form(workbook(tmp_path / "old.xlsx", survey=survey, choices=choices)).questions
    assert (question.kind, question.label) == (kind, "Which crop?")
    assert [choice.name for choice in question.choices] == codes
