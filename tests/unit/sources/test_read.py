"""Surveys of every format come in with their labels and codes, and what was understood is said."""

from __future__ import annotations

import datetime as dt
import gzip

import polars as pl
import pyreadstat
import pytest
import xlsxwriter
from polars.testing import assert_series_equal

from outgrow.sources import read_survey
from outgrow.vocabulary import InputError

SECONDS_A_MILLION_ROWS = 30  # measured 3 to 6 on two cores; a shared machine may be several times slower

CUSTOM = "made missing (customary codes, and no other number is negative)"
LEFT = "may stand for missing; left. To make it missing, name it with --missing"


def written(folder, content, name="survey.csv"):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def workbook(file, sheets, dates=()):
    """A workbook with one list of rows a sheet; columns in ``dates`` are formatted as dates."""
    with xlsxwriter.Workbook(file) as book:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(i, j, dt.datetime.combine(cell, dt.time()), form)
                    elif cell is not None:
                        sheet.write(i, j, cell)
    return file


def said(survey, kind):
    return [str(finding) for finding in survey.findings if finding.kind == kind]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,land\n1,0.4\n2,1.5\n", "CSV, separated by commas, UTF-8"),
        ("id;land\n1;0,4\n2;1,5\n", "CSV, separated by semicolons, UTF-8"),
        ("id\tland\n1\t0.4\n2\t1.5\n", "CSV, separated by tabs, UTF-8"),
        ("id|land\n1|0.4\n2|1.5\n", "CSV, separated by bars, UTF-8"),
        ("\ufeffid,land\n1,0.4\n2,1.5\n", "CSV, separated by commas, UTF-8"),
        ("\n\nid,land\r\n1,0.4\r\n2,1.5\r\n", "CSV, separated by commas, UTF-8"),
        ("id,land\n1,0.4\n2,1.5\n".encode("utf-16"), "CSV, separated by commas, UTF-16"),
    ],
)
def test_separators_marks_and_encodings_are_found_out(tmp_path, content, words):
    survey = read_survey(written(tmp_path, content))
    assert survey.fmt == words
    assert survey.frame.to_dict(as_series=False) == {"id": [1, 2], "land": [0.4, 1.5]}


def test_letters_that_are_not_utf8_are_read_as_windows_and_said(tmp_path):
    survey = read_survey(written(tmp_path, "id,village\n1,Thiès\n2,Saré\n".encode("cp1252")))
    assert survey.frame["village"].to_list() == ["Thiès", "Saré"]
    assert said(survey, "encoding") == [
        "line 2 is not UTF-8; the file is read as Windows-1252. If accents look wrong, name the encoding"
    ]


def test_letters_that_were_decoded_wrongly_before_are_pointed_at(tmp_path):
    survey = read_survey(written(tmp_path, "id,village\n1,ThiÃ¨s\n2,SarÃ©\n"))
    assert "2 places look like letters that were decoded wrongly" in said(survey, "encoding")[0]


def test_a_packed_file_is_unpacked(tmp_path):
    survey = read_survey(written(tmp_path, gzip.compress(b"id,land\n1,0.4\n"), "survey.csv.gz"))
    assert survey.frame["land"].to_list() == [0.4]


def test_quoted_answers_may_hold_separators_and_line_breaks(tmp_path):
    survey = read_survey(written(tmp_path, 'id,remark\n1,"late, and\nwet"\n2,"said ""no"""\n'))
    assert survey.frame["remark"].to_list() == ["late, and\nwet", 'said "no"']


@pytest.mark.parametrize(
    ("cells", "values", "kind"),
    [
        (["1,200", "3,500", "12,000,000"], [1200, 3500, 12_000_000], "thousands"),
        (["1,5", "2,25", "7"], [1.5, 2.25, 7.0], "decimal-comma"),
        (["KES 1,200", "KES 300", "Ksh. 5"], [1200, 300, 5], "currencies"),
        (["1200/=", "300 UGX", "5 ugx"], [1200, 300, 5], "currencies"),
        (["NA", "n/a", "4"], [None, None, 4], "missing-words"),
        (["3/12/2024", "25/12/2024"], [dt.date(2024, 12, 3), dt.date(2024, 12, 25)], "dates"),
        (["12/3/2024", "12/25/2024"], [dt.date(2024, 12, 3), dt.date(2024, 12, 25)], "dates"),
    ],
)  # fmt: skip
def test_numbers_and_dates_as_people_type_them(tmp_path, cells, values, kind):
    rows = "\n".join(f'{i};"{cell}"' for i, cell in enumerate(cells))
    survey = read_survey(written(tmp_path, f"id;x\n{rows}\n"))
    assert survey.frame["x"].to_list() == values
    assert len(said(survey, kind)) == 1


def test_dates_that_do_not_tell_day_from_month_stay_text(tmp_path):
    survey = read_survey(written(tmp_path, "id,day\n1,3/4/2024\n2,5/6/2024\n"))
    assert survey.frame["day"].to_list() == ["3/4/2024", "5/6/2024"]
    assert said(survey, "dates") == ["day: dates such as 3/4/2024 do not tell day from month; left as text"]


def test_codes_with_leading_zeros_stay_text(tmp_path):
    survey = read_survey(written(tmp_path, "id,x\n007,1\n012,2\n"))
    assert survey.frame["id"].to_list() == ["007", "012"]


def test_a_column_with_an_odd_word_is_pointed_at_and_left(tmp_path):
    rows = "\n".join(f"{i},{i}" for i in range(19))
    survey = read_survey(written(tmp_path, f"id,kg\n{rows}\n19,many\n"))
    assert survey.frame["kg"].dtype == pl.String
    assert said(survey, "not-numbers") == [
        "kg: not numbers in 1 of 20 values ('many' in 1 row), the first in row 20; the whole column is left as text"
    ]


def test_amounts_in_several_currencies_are_not_made_numbers(tmp_path):
    survey = read_survey(written(tmp_path, "id;income\n1;KES 300\n2;USD 4\n3;KES 100\n"))
    assert survey.frame["income"].to_list() == ["KES 300", "USD 4", "KES 100"]
    (finding,) = (f for f in survey.findings if f.kind == "currencies")
    assert finding.weight == "repair"
    assert "more than one currency (kes in 2, usd in 1 rows; the first that differs in row 2)" in finding.text


def test_a_column_that_names_several_currencies_is_pointed_at(tmp_path):
    survey = read_survey(written(tmp_path, "id,income,currency\n1,300,KES\n2,4,UGX\n3,100,Ksh\n"))
    assert said(survey, "currencies") == [
        "currency: it names more than one currency (KES in 2, UGX in 1 rows); amounts that it belongs to must not be "
        "added up or compared before they are exchanged"
    ]


@pytest.mark.parametrize(
    ("cells", "values", "text"),
    [
        ([3, -99, 5], [3, None, 5], f"x: -99 in 1 row: {CUSTOM}"),
        ([3, -99, -5], [3, -99, -5], "x: -99 may stand for missing; left: others are negative too"),
        ([3, 999, 999], [3, 999, 999], f"x: 999 in 2 rows {LEFT}"),
    ],
)  # fmt: skip
def test_customary_codes_for_missing(tmp_path, cells, values, text):
    survey = read_survey(written(tmp_path, "x,y\n" + "\n".join(f"{cell},1" for cell in cells)))
    assert survey.frame["x"].to_list() == values
    assert said(survey, "missing-codes") == [text]


def test_declared_codes_become_missing_and_are_counted(tmp_path):
    survey = read_survey(written(tmp_path, "x,y\n3,999\n999,999\n5,1\n"), missing=[999])
    assert survey.frame.to_dict(as_series=False) == {"x": [3, None, 5], "y": [None, None, 1]}
    assert survey.missing_codes == {"x": {"999": 1}, "y": {"999": 2}}


def test_an_excel_sheet_with_typed_cells_and_dates(tmp_path):
    day = dt.date(2024, 12, 3)
    rows = [["id", "land", "day", "note"], [1, 0.5, day, "a"], [2, 2, day, "3"], [3, None, None, None]]
    survey = read_survey(workbook(tmp_path / "s.xlsx", {"data": rows}, dates=(2,)))
    assert survey.frame["id"].to_list() == [1, 2, 3]
    assert survey.frame["land"].to_list() == [0.5, 2.0, None]
    assert survey.frame["day"].to_list() == [day, day, None]
    assert survey.fmt == "Excel, sheet 'data'"


def test_excel_dates_that_lost_their_format_are_recognised_by_name(tmp_path):
    survey = read_survey(written(tmp_path, "id,interview_date,kg\n1,45629,45629\n2,45630,45630\n"))
    assert survey.frame["interview_date"].to_list() == [dt.date(2024, 12, 3), dt.date(2024, 12, 4)]
    assert survey.frame["kg"].to_list() == [45629, 45630]
    assert said(survey, "dates") == [
        "interview_date: numbers such as 45629 are days as Excel counts them; read as dates (2024-12-03 to 2024-12-04)"
    ]


def test_titles_above_the_names_and_other_sheets_are_said(tmp_path):
    rows = [["Endline survey 2024"], [], ["id", "land", "kg"], [1, 0.5, 3], [2, 1.5, 4]]
    survey = read_survey(workbook(tmp_path / "s.xlsx", {"Read me": [["hello"]], "data": rows}))
    assert survey.frame.columns == ["id", "land", "kg"]
    assert said(survey, "sheets") == [
        "data: the names stand in row 3; 2 rows above not read",
        "s.xlsx: sheet 'data' was read; not read: Read me. To read another, give its name as --sheet",
    ]


def test_a_sheet_can_be_named_and_a_misspelt_one_is_told(tmp_path):
    file = workbook(tmp_path / "s.xlsx", {"a": [["x", "y"], [1, 2]], "b": [["x", "y"], [3, 4], [5, 6]]})
    assert read_survey(file, sheet="a").frame["x"].to_list() == [1]
    with pytest.raises(InputError, match=r"it has no sheet 'bb'. Did you mean 'b'"):
        read_survey(file, sheet="bb")


def test_excel_errors_are_missing(tmp_path):
    survey = read_survey(written(tmp_path, "x,y\n#N/A,1\n4,2\n"))
    assert survey.frame["x"].to_list() == [None, 4]


def test_a_stata_file_keeps_labels_and_its_missing_codes(tmp_path):
    import pandas as pd  # noqa: PLC0415  pyreadstat writes mixed columns from pandas only

    frame = pd.DataFrame({"id": [1, 2, 3, 4], "income": [10, "a", -99, 5], "sex": [1, 2, 1, 2]})
    pyreadstat.write_dta(
        frame, tmp_path / "s.dta", column_labels=["Household", "Income (KES)", "Sex of head"],
        variable_value_labels={"sex": {1: "woman", 2: "man"}}, missing_user_values={"income": ["a"]},
    )  # fmt: skip
    survey = read_survey(tmp_path / "s.dta")
    assert survey.fmt == "Stata file"
    assert survey.labels == {"id": "Household", "income": "Income (KES)", "sex": "Sex of head"}
    assert survey.value_labels == {"sex": {"1": "woman", "2": "man"}}
    assert survey.frame["income"].to_list() == [10, None, None, 5]
    assert survey.missing_codes == {"income": {"a": 1, "-99": 1}}


def test_an_spss_file_keeps_labels_and_its_missing_codes(tmp_path):
    frame = pl.DataFrame({"id": [1.0, 2.0, 3.0, 4.0], "kg": [10.0, -99.0, 998.0, 5.0], "crop": ["tea", "", "x", "tea"]})
    pyreadstat.write_sav(
        frame, tmp_path / "s.sav", column_labels=["Household", "Harvest", "Crop"],
        variable_value_labels={"kg": {-99: "Refused", 998: "Does not farm"}},
        missing_ranges={"kg": [{"lo": 990, "hi": 999}]},
    )  # fmt: skip
    survey = read_survey(tmp_path / "s.sav")
    assert survey.frame["kg"].to_list() == [10, None, None, 5]
    assert survey.missing_codes == {"kg": {"998": 1, "-99": 1}}
    assert survey.frame["crop"].to_list() == ["tea", None, "x", "tea"]
    assert said(survey, "missing-codes") == [
        "kg: 998 (Does not farm) in 1 row declared missing in the file and null now",
        "kg: -99 (Refused) in 1 row: made missing (their labels say so)",
    ]


def test_labelled_negative_codes_become_missing_whatever_the_label(tmp_path):
    frame = pl.DataFrame({"kg": [10.0, -5.0, -7.0]})
    pyreadstat.write_sav(frame, tmp_path / "s.sav", variable_value_labels={"kg": {-7: "Field lost"}})
    survey = read_survey(tmp_path / "s.sav")
    assert survey.frame["kg"].to_list() == [10, -5, None]
    assert said(survey, "missing-codes") == ["kg: -7 (Field lost) in 1 row: made missing (negative codes with a label)"]


def test_parquet_comes_in_with_its_types(tmp_path):
    frame = pl.DataFrame(
        {"id": [1, 2], "crop": pl.Series(["tea", "maize"], dtype=pl.Categorical), "day": [dt.date(2024, 1, 1)] * 2}
    )
    frame.write_parquet(tmp_path / "s.parquet")
    survey = read_survey(tmp_path / "s.parquet")
    assert survey.frame.schema == {"id": pl.Int64, "crop": pl.String, "day": pl.Date}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("s.csv", b"", "the file is empty"),
        ("s.csv", b" \n\n", "the file is empty"),
        ("s.csv", b"id,land\n", "it has no rows. It holds names and no answers"),
        ("s.csv", b"PK\x03\x04\x00\x00", "Its first bytes are those of an Excel workbook"),
        ("s.csv", b"\x01\x02\x00\x07\x00\x00", "it is not a text file"),
        ("s.csv", b"a,b\n1,2,3\n4,5,6\n", "row 2 has 3 cells, the header 2"),
        ("s.docx", b"x", "its format is unknown"),
        ("s.xlsx", b"PK\x03\x04\x00\x00", "it cannot be read as an Excel workbook"),
        ("s.xlsx", b"id,land\n1,2\n", "not what its ending '.xlsx' says. It holds plain text. Give it the ending .csv"),
        (
            "s.xls",
            b"<html><table><tr><td>id",
            "those of a web page. Open it in a spreadsheet program",
        ),
        ("s.xlsx", b"\xd0\xcf\x11\xe0\x00", "or one with a password. Open it in a spreadsheet program, take off any"),
        ("s.sav", b"PAR1\x00\x00", "those of a Parquet table. Give it the ending .parquet"),
        ("s.dta", b"\x72\x02\x01\x00", "it cannot be read as Stata file"),
        ("s.parquet", b"PAR1\x00\x00", "it cannot be read as Parquet"),
        ("s.zip", b"PK\x03\x04", "it cannot be unpacked. It is damaged, or packed in a way that is not known here"),
        ("s.csv.gz", b"x", "it cannot be unpacked"),
    ],
)
def test_files_that_cannot_be_read_are_told(tmp_path, name, content, words):
    with pytest.raises(InputError) as refused:
        read_survey(written(tmp_path, content, name))
    assert words in str(refused.value)
    assert refused.value.defects[0].todo


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path):
    written(tmp_path, "a,b\n1,2\n", "endline.csv")
    with pytest.raises(InputError, match=r"there is no such file. Did you mean 'endline.csv'"):
        read_survey(tmp_path / "endlin.csv")
    with pytest.raises(InputError, match=r"it is a folder. It holds endline.csv"):
        read_survey(tmp_path)


def test_an_empty_workbook_is_told(tmp_path):
    with pytest.raises(InputError, match="the workbook is empty"):
        read_survey(workbook(tmp_path / "s.xlsx", {"a": []}))


def test_names_that_occur_twice_or_not_at_all_are_made_usable(tmp_path):
    survey = read_survey(written(tmp_path, "id,kg,kg,\n1,2,3,4\n"))
    assert survey.frame.columns == ["id", "kg", "kg_2", "column_4"]
    assert "the one in place 3 is now 'kg_2'" in said(survey, "names")[0]


def test_columns_without_any_answer_are_said(tmp_path):
    survey = read_survey(written(tmp_path, "id,remark\n1,\n2,\n"))
    assert said(survey, "empty") == ["survey.csv: 1 column without an answer in any row: remark"]


def test_the_record_tells_columns_and_sums_up(tmp_path):
    survey = read_survey(written(tmp_path, "id,kg\n1,2\n2,-99\n"))
    assert survey.column("kg").missing == (("-99", "", 1),)
    with pytest.raises(InputError, match=r"it has no column 'kgs'. Did you mean 'kg'"):
        survey.column("kgs")
    assert survey.summary() == f"{tmp_path / 'survey.csv'}: 2 rows and 2 columns (CSV, separated by commas, UTF-8)."
    assert survey.dictionary().row(1, named=True)["codes_made_missing"] == "-99= (1)"
    assert survey.to_frame() is survey.frame


def test_the_sugarcane_trial_comes_in_the_same_from_stata_and_csv(shared):
    folder = shared / "data" / "casaburi_willis_2018_kenya_contract_insurance"
    stata, text = (read_survey(folder / f"data_mainexp.{ending}") for ending in ("dta", "csv"))
    assert stata.frame.shape == text.frame.shape == (605, 28)
    assert stata.labels["l_area"] == "Plot Size (Acres)"
    assert stata.value_labels["savings_1"] == {"0": "no", "1": "yes"}
    rates = stata.frame.group_by("treatment").agg(pl.col("tookup").mean() * 100).sort("treatment")["tookup"].round(1)
    assert rates.to_list() == [4.6, 5.9, 71.6]  # published take-up: upfront, discounted, at harvest
    for name in ("acres", "tookup", "l_area", "deliv_tons"):
        assert_series_equal(stata.frame[name].cast(float), text.frame[name].cast(float), rel_tol=1e-6)


def test_rhomis_comes_in_with_units_and_linked_tables(shared):
    survey = read_survey(shared / "data" / "rhomis_mini" / "hhinfo.csv.gz")
    assert survey.frame.height == 5000
    assert survey.frame.filter(pl.col("country") == "kenya").height == 360
    assert survey.units["land_cultivated_ha"] == "ha"
    assert survey.units["crop_yield_kg_per_ha"] == "kg/ha"
    assert set(survey.repeats) == {"crop", "lstk", "lstk_prod"}
    assert len(said(survey, "rhomis")) == 3


@pytest.mark.slow
def test_a_million_rows_are_read_in_seconds(tmp_path):
    import time  # noqa: PLC0415

    n = 1_000_000
    frame = pl.DataFrame({"id": pl.int_range(n, eager=True)}).with_columns(
        land=(pl.col("id") % 97) / 10, kg=pl.when(pl.col("id") % 100 == 0).then(-99).otherwise(pl.col("id") % 1000),
        day=pl.lit("2024-12-03"), village=pl.format("village {}", pl.col("id") % 500),
    )  # fmt: skip
    frame.write_csv(tmp_path / "s.csv")
    start = time.perf_counter()
    survey = read_survey(tmp_path / "s.csv")
    assert time.perf_counter() - start < SECONDS_A_MILLION_ROWS
    assert survey.frame.height == n
    assert survey.missing_codes == {"kg": {"-99": n // 100}}


def test_an_answer_that_says_none_is_an_answer(tmp_path):
    survey = read_survey(written(tmp_path, "id,schooling\n1,None\n2,Primary\n"))
    assert survey.frame["schooling"].to_list() == ["None", "Primary"]


def test_amounts_in_the_range_of_excel_dates_stay_amounts(tmp_path):
    survey = read_survey(written(tmp_path, "id,end_income\n1,45629\n2,45630\n"))
    assert survey.frame["end_income"].to_list() == [45629, 45630]


def test_large_codes_keep_all_their_digits(tmp_path):
    survey = read_survey(written(tmp_path, "id,x\n9007199254740993,1\n12345678901234567890123,2\n"))
    assert survey.frame["id"].to_list() == ["9007199254740993", "12345678901234567890123"]


TITLED = [
    "Endline survey of tea farmers 2024\nid,land,kg\n1,0.5,80\n2,1.5,90\n",
    "Endline survey of tea farmers 2024,,\n,,\nid,land,kg\n1,0.5,80\n2,1.5,90\n",
    "Who,Farm,\nid,land,kg\n1,0.5,80\n2,1.5,90\n",
    '"Endline,\nof 2024",,\nid,land,kg\n1,0.5,80\n2,1.5,90\n',
]


@pytest.mark.parametrize("content", TITLED)
def test_titles_above_the_names_are_not_taken_for_names(tmp_path, content):
    survey = read_survey(written(tmp_path, content))
    assert survey.frame.columns == ["id", "land", "kg"]
    assert survey.frame["land"].to_list() == [0.5, 1.5]
    assert said(survey, "sheets") == ["the names stand in row 2; 1 row above not read"]


def test_a_column_without_a_name_does_not_make_the_first_answers_names(tmp_path):
    survey = read_survey(written(tmp_path, "id,,village\nA1,x,Sigor\nA2,y,Litein\n"))
    assert survey.frame.columns == ["id", "column_2", "village"]
    assert survey.frame.height == 2


def test_a_separator_that_is_announced_is_used(tmp_path):
    survey = read_survey(written(tmp_path, "sep=;\nid;land\n1;0,4\n2;1,5\n"))
    assert survey.frame["land"].to_list() == [0.4, 1.5]


def test_utf_16_is_known_without_its_mark(tmp_path):
    survey = read_survey(written(tmp_path, "id,village\n1,Thiès\n".encode("utf-16-le")))
    assert survey.frame["village"].to_list() == ["Thiès"]
    assert "UTF-16 without its mark" in survey.fmt


@pytest.mark.parametrize(
    ("content", "values", "words"),
    [
        ("id;x;y\n1;1.100,50;0,5\n2;12.000,00;1,5\n", [1100.5, 12000.0], "a point between thousands"),
        ("id;x;y\n1;1.100;0,5\n2;12.000;1,5\n", [1100, 12000], "a point between thousands"),
        ("id,x,y\n1,1 100,0.5\n2,12 000,1.5\n", [1100, 12000], "a space or an apostrophe between thousands"),
        ("id,x,y\n1,1\u00a0100,0.5\n2,900,1.5\n", [1100, 900], "a space or an apostrophe between thousands"),
    ],
)
def test_thousands_are_read_in_every_style(tmp_path, content, values, words):
    survey = read_survey(written(tmp_path, content))
    assert survey.frame["x"].to_list() == values
    assert any(words in finding for finding in said(survey, "thousands"))


def test_a_number_below_one_with_a_point_is_no_thousand(tmp_path):
    survey = read_survey(written(tmp_path, "id;x;y\n1;0.125;0,5\n2;0.250;1,5\n"))
    assert survey.frame["x"].to_list() == [0.125, 0.25]


@pytest.mark.parametrize("other", ["100", "100/="])
def test_dollars_among_bare_numbers_or_shillings_are_not_added_up(tmp_path, other):
    survey = read_survey(written(tmp_path, f"id,income\n1,$100\n2,{other}\n3,{other}\n"))
    assert survey.frame["income"].dtype == pl.String
    (finding,) = [finding for finding in survey.findings if finding.kind == "currencies"]
    assert finding.weight == "repair"
    assert "more than one currency" in finding.text


def test_bare_numbers_among_shillings_are_pointed_at(tmp_path):
    survey = read_survey(written(tmp_path, "id,income\n1,KES 100\n2,200\n"))
    assert survey.frame["income"].to_list() == [100, 200]
    assert [f.weight for f in survey.findings if f.kind == "currencies"] == ["look"]


def test_dates_with_the_month_as_a_word_are_dates(tmp_path):
    survey = read_survey(written(tmp_path, "id,day\n1,3-Mar-2024\n2,14 December 2024\n"))
    assert survey.frame["day"].to_list() == [dt.date(2024, 3, 3), dt.date(2024, 12, 14)]


def test_numbers_among_words_for_no_answer_are_numbers(tmp_path):
    survey = read_survey(written(tmp_path, "id,kg\n1,80\n2,don't know\n3,90\n4,Refused\n"))
    assert survey.frame["kg"].to_list() == [80, None, 90, None]
    assert said(survey, "missing-words") == [
        "kg: 'don't know' in 1 row, 'Refused' in 1 row: made missing; the rest are numbers"
    ]


def test_a_row_that_does_not_fit_is_named_by_its_line_however_late(tmp_path):
    rows = "".join(f"{i},V,1\n" for i in range(1000))
    with pytest.raises(InputError, match="line 1003: its rows cannot be told apart: a row has 5 cells, the header 3"):
        read_survey(written(tmp_path, f"Title\nid,village,land\n{rows}7,V,1,2,3\n"))
    with pytest.raises(InputError, match=r"line 1002: .*a quote opens and does not close"):
        read_survey(written(tmp_path, f'id,village,land\n{rows}7,"V,1\n'))


def test_rows_that_are_cut_short_are_pointed_at(tmp_path):
    survey = read_survey(written(tmp_path, "id,note,land\n1,fine,2\n2,rain\nfailed,3\n4,,\n"))
    assert said(survey, "rows") == [
        "survey.csv: 2 rows with fewer cells than the header, the first in row 2 below the names; the rest is missing. "
        "A line break inside an answer cuts a row in two"
    ]


def test_per_cents_are_numbers(tmp_path):
    survey = read_survey(written(tmp_path, "id,share\n1,12%\n2,7.5 %\n"))
    assert survey.frame["share"].to_list() == [12.0, 7.5]
    assert survey.units == {"share": "%"}
