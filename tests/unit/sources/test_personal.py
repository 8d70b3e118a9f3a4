"""Personal data are found by name, label, question type and content, and innocent columns are left alone."""

from __future__ import annotations

import polars as pl
import pytest

from outgrow.sources import Column, SurveyTable, read_survey, scan_personal

PEOPLE = ["Amina Wanjiru", "John Otieno", "Grace Akinyi", "Peter Kamau", "Mary Njeri", "Ali Hassan"] * 8
PEOPLE = [f"{name[:-1]}{'aeiou'[i % 5]}{'nrst'[i % 4]}" for i, name in enumerate(PEOPLE)]


def table(name, values, label="", kind="", codes=None):
    frame = pl.DataFrame({name: values})
    return SurveyTable(frame, (Column(name, label, codes or {}, kind=kind),), "s.csv", "CSV")


@pytest.mark.parametrize(
    ("name", "label", "values", "holds", "sign"),
    [
        ("respondent_name", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("hh/head_name", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("q1", "Name of the household head", ["Amina", "Juma", "Ali"], "names", "label"),
        ("enumerator", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("phone", "", [712345678, 722345678, 733345678], "telephone numbers", "name"),
        ("q2", "Mobile number of the farmer", ["0712345678"] * 3, "telephone numbers", "label"),
        ("email", "", ["a@b.org", "c@d.org", "e@f.org"], "e-mail addresses", "name"),
        ("_gps_latitude", "", [-0.51234, -0.52345, -0.53456], "positions", "name"),
        ("national_id", "", [23456789, 29876543, 31234567], "identity numbers", "name"),
        ("q3", "Passport number", ["A123", "B234", "C345"], "identity numbers", "label"),
        ("mpesa_number", "", ["0712345678"] * 3, "bank accounts", "name"),
        ("q4", "Date of birth", ["1980-01-01", "1970-02-03", "1990-05-06"], "dates of birth", "label"),
        ("_submitted_by", "", ["amina", "juma", "ali"], "user names", "name"),
        ("x1", "", ["0712 345 678", "+254722345678", "none"], "telephone numbers", "content"),
        ("x2", "", [254712345678, 254722345679, 254733345670], "telephone numbers", "content"),
        ("x3", "", ["call me on a.b@c.org", "no", "yes"], "e-mail addresses", "content"),
        ("x4", "", ["-0.51234 36.81234 1700 4.5"] * 3, "positions", "content"),
        ("x5", "", ["CM85012107ABCD", "CF90012107ABCE", "CM77012107XYZA"], "identity numbers", "content"),
        ("x6", "", PEOPLE, "names", "content"),
        ("instanceName", "", ["Amina Wanjiru - V3", "Juma Ali - V4", "Ali Koech - V4"], "names", "name"),
        ("meta/instanceName", "", ["Amina V3", "Juma V4", "Ali V4"], "names", "name"),
        ("x7", "", [name.lower() for name in PEOPLE], "names", "content"),
        ("q4", "Name of the extension officer", ["Mr Koech", "Mr Langat"] * 20, "names", "label"),
        ("fname", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("child1_name", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("nom_producteur", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("supervisor", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("next of kin", "", ["Amina", "Juma", "Ali"], "names", "name"),
        ("téléphone", "", ["77 123 45 67"] * 3, "telephone numbers", "name"),
        ("x8", "", [712345678.0, 722345679.0, 733345670.0], "telephone numbers", "content"),
        ("x9", "", ["(+254) 712-345-678", "00254 722 345 678", "none"], "telephone numbers", "content"),
        ("et", "", ["0911234567", "0921234567", "0931234567"], "telephone numbers", "content"),
        ("comments", "", ["good"] * 500 + ["call my brother on 0722 123 456 please"], "telephone numbers", "content"),
        ("lat" + "titude", "", [-0.51234, -0.52345, -0.53456], "positions", "name"),  # as it is often misspelt
        ("utm_x", "", [250123.4, 250200.1, 250300.9], "positions", "name"),
        ("x10", "", ["POINT (36.81 -0.51)"] * 3, "positions", "content"),
        ("x11", "", ["1°17'31\"S 36°49'19\"E"] * 3, "positions", "content"),
        ("x12", "", ["-0.51 36.81 0 0; -0.5123 36.8123 0 0".replace("-0.51 36.81", "-0.5111 36.8111")] * 3,
         "positions", "content"),
        ("nid", "", [23456789, 29876543, 31234567], "identity numbers", "name"),
        ("x13", "", ["A012345678K", "A112345678B", "P012345678C"], "identity numbers", "content"),
        ("address", "", ["Plot 4", "Kericho Road", "Near the mill"], "addresses", "name"),
        ("x14", "", ["P.O. Box 123 Kericho", "Box 44", "PO Box 7"], "addresses", "content"),
        ("x15", "", ["1699.jpg", "1700.jpg", "1701.png"], "photographs and recordings", "content"),
        ("_submission__submitted_by", "", ["amina", "juma", "ali"], "user names", "name"),
    ],
)  # fmt: skip
def test_personal_columns_are_found(name, label, values, holds, sign):
    (found,) = scan_personal(table(name, values, label))
    assert (found.column, found.holds, found.sign) == (name, holds, sign)
    assert not any(str(value) in str(found) for value in values if str(value) not in name)


def test_the_type_of_a_question_tells():
    assert scan_personal(table("place", ["-1 36 0 0"], kind="geopoint"))[0].sign == "question type"


@pytest.mark.parametrize(
    ("name", "label", "values"),
    [
        ("village_name", "", ["Kapsoit", "Chepkolon", "Ainamoi"]),
        ("name", "Name of the crop", ["maize", "beans"] * 20),
        ("variety_name", "", ["H614", "H6213", "SC Duma 43"]),
        ("has_phone", "Do you have a mobile phone?", [1, 0, 1]),
        ("phone_owned", "", ["Yes", "No", "Yes"]),
        ("latitude", "", [-0.5, 1.2, 11.2]),
        ("hhid", "Household id", ["KE-001", "KE-002", "KE-003"]),
        ("milk_price", "", [900, 950, 1000]),
        ("platform", "Latest platform used", ["a", "b", "c"]),
        ("harvest_kg", "", [712.5, 100.0, 80.0]),
        ("income", "", [120_000_000, 80_000_000, 5_000_000]),
        ("remark", "", ["late", "rain in March", "no"]),
        ("hhid", "", list(range(700_000_001, 700_000_101))),
        ("q7", "Total value of sales through mobile money account", [1_200_000, 500_000, 3_000_000]),
        ("plot_code", "", [f"0712{i:06}" for i in range(60)]),
        ("q40", "How much do you spend on mobile phone airtime (UGX)?", [20_000, 15_000, 30_000]),
        ("hh_id_no", "", [10_000_001, 10_000_002, 10_000_003]),
        ("x", "", [0.25, 1.5, 3.75]),
        ("q9", "How long have you grown tea?", [0.25, 1.5, 3.75]),
        ("buyer", "Name of the buyer", ["Kericho Gold", "Finlay Tea"] * 20),
        ("respondent_type", "", ["Household Head", "Spouse"] * 20),
        ("farmer_group", "", ["Umoja Farmers", "Tuungane Group"] * 20),
        ("start", "", ["2024-11-01T08:00:00.000+03:00", "2024-11-02T08:30:00.000+03:00", "2024-11-03T09:00:00Z"]),
        ("_uuid", "", ["21636369-8b52-9b4a-97b7-50923ceb3ffd", "07123456-8b52-9b4a-97b7-50923ceb3ffd", "a"]),
        ("amount", "", ["1,234,567", "2,345,678", "900"]),
    ],
)
def test_innocent_columns_are_left_alone(name, label, values):
    assert scan_personal(table(name, values, label)) == ()


def test_names_behind_the_codes_of_an_enumerator_are_found():
    codes = {"1": "Jane Wafula", "2": "Peter Koech", "3": "Ali Hassan"}
    assert scan_personal(table("enumerator", [1, 2, 3, 1], codes=codes))[0].holds == "names"
    assert scan_personal(table("education", [1, 2], codes={"1": "Primary School", "2": "Secondary School"})) == ()


def test_an_empty_column_holds_nothing():
    assert scan_personal(table("phone", pl.Series([None, None], dtype=pl.String))) == ()


def test_shared_data_from_which_names_were_removed_raise_no_alarm(shared):
    folder = shared / "data"
    for file in (
        "rmvc_uganda_dairy_quality/prepped_farmers.csv",
        "casaburi_willis_2018_kenya_contract_insurance/data_mainexp.dta",
        "rhomis_mini/hhinfo.csv.gz",
    ):
        assert scan_personal(read_survey(folder / file)) == ()


NEAR_KERICHO = {"x": [35.28123, 35.29345, 35.31456], "y": [-0.36123, -0.37345, -0.38456]}
OUTCOME = [1.23456, 2.34567, 0.98765]


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"y": OUTCOME}, []),  # the outcome of every textbook
        ({"x": [0.12345, -1.23456, 0.54321], "y": [-0.5432, 1.2345, 2.3456]}, []),  # standardised
        (NEAR_KERICHO, ["x", "y"]),
        ({"latitude": NEAR_KERICHO["y"], "x": NEAR_KERICHO["x"]}, ["latitude", "x"]),
        ({"gps/x": NEAR_KERICHO["x"], "gps/y": NEAR_KERICHO["y"]}, ["gps/x", "gps/y"]),
        ({"x": [1, 0, 1], "y": OUTCOME}, []),
    ],
)
def test_a_column_called_y_is_half_a_position_only_beside_the_other_half(columns, found):
    frame = pl.DataFrame(columns)
    survey = SurveyTable(frame, tuple(Column(name) for name in frame.columns), "s.csv", "CSV")
    assert [(one.column, one.holds) for one in scan_personal(survey)] == [(name, "positions") for name in found]
