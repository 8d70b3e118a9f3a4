"""What is wrong with a survey is found in every format, with its row, and it is said where each row went."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pyreadstat
import pytest
import xlsxwriter

from outgrow.sources import import_survey, read_survey

HOUSEHOLDS = 60


def survey() -> dict[str, list]:
    """Ten villages of six households; two rows share an id, one has none, one weight is negative, two incomes -99."""
    n = range(HOUSEHOLDS)
    columns = {
        "hhid": [f"K{i:03}" for i in n],
        "village_id": [f"V{i // 6}" for i in n],
        "treat": [i // 6 % 2 for i in n],
        "weight": [1.5] * HOUSEHOLDS,
        "income": [1000.0 + 37 * i for i in n],
        "date": [dt.date(2024, 6, 1) + dt.timedelta(days=i % 20) for i in n],
        "sales": [None] * HOUSEHOLDS,
    }
    columns["hhid"][5], columns["hhid"][20] = "K004", None
    columns["weight"][7] = -2.0
    columns["income"][8] = columns["income"][9] = -99.0
    columns["treat"][13] = 1
    return columns


def written(folder, ending, columns):
    """The same survey in each format, in bytes and cells as the programs write them."""
    path = folder / f"survey{ending}"
    frame = pl.DataFrame(columns, schema_overrides={"sales": pl.Float64})
    if ending == ".csv":
        path.write_bytes(frame.with_columns(place=pl.lit("Kampala é")).write_csv().encode("cp1252"))
    elif ending == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            frame.write_excel(book)
    else:
        write = {".dta": pyreadstat.write_dta, ".sav": pyreadstat.write_sav}[ending]
        write(frame.to_pandas(), str(path))
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".dta", ".sav"])
def test_every_format_says_the_same_with_its_rows(tmp_path, ending):
    done = import_survey(written(tmp_path, ending, survey()))
    said = "\n".join(map(str, done.table.findings))
    assert str(done.rows) == (
        "60 rows read, 57 kept; set aside: 1 without an id; 2 of ids that occur with different answers"
    )
    assert done.aside["row"].to_list() == [5, 6, 21]
    assert "set aside (rows 5, 6)" in said
    assert "set aside (row 21)" in said
    assert "weight: 1 value below 0 (row 8), and a row cannot count less than nothing" in said
    assert "income: -99 in 2 rows: made missing" in said
    assert "treat: 1 of 10 clusters (village_id: V2) holds more than one arm" in said
    assert "1 column without an answer in any row: sales" in said
    assert done.table.frame["date"].dtype.is_temporal()
    assert ("is not UTF-8" in said) == (ending == ".csv")


def test_rows_of_rounds_are_counted_in_their_own_file(tmp_path):
    base = written(tmp_path, ".csv", survey())
    end = survey()
    end["hhid"] = [f"K{i + 6:03}" for i in range(HOUSEHOLDS)]
    later = written(tmp_path, ".xlsx", end)
    done = import_survey(base, later=[later])
    said = "\n".join(map(str, done.table.findings))
    assert "(row 8 of round 1; row 8 of round 2)" in said
    assert "set aside (rows 5, 6 of round 1)" in said
    absent = "7 households of round 2 were absent in round 1, counted without the rows set aside. All are kept"
    assert f"53 are in round 2 and 4 are not; {absent}" in said
    assert "Excel, sheet 'Sheet1'" in done.table.fmt
    assert "Windows-1252" in done.table.fmt


def test_days_that_excel_counted_are_dates_where_the_others_are(tmp_path):
    """Half a column formatted as dates became text as a whole."""
    path = tmp_path / "mixed.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "d mmm yyyy"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["hhid", "harvested", "kg"])
        for i in range(6):
            page.write_row(i + 1, 0, [f"K{i}"])
            day = dt.datetime(2024, 6, 1 + i)
            if i % 2:
                page.write_datetime(i + 1, 1, day)
            else:
                page.write_number(i + 1, 1, (day - dt.datetime(1899, 12, 30)).days)
            page.write_number(i + 1, 2, 45000 + i)
    table = read_survey(path)
    assert table.frame["harvested"].to_list() == [dt.date(2024, 6, 1 + i) for i in range(6)]
    assert table.frame["kg"].to_list() == [45000 + i for i in range(6)]
    assert [str(f) for f in table.findings if f.kind == "dates"] == [
        "harvested: 3 cells among dates with a number instead, as Excel counts days (the first in row 2 of the sheet); "
        "read as dates"
    ]


def test_dollars_among_bare_amounts_and_codes_are_mixed_currencies(tmp_path):
    """A -99 among them hid it: it is no amount of money."""
    path = tmp_path / "s.csv"
    path.write_text("hhid,income\n" + "".join(f"K{i},{x}\n" for i, x in enumerate(["900", "-99", "USD 30", "1200"])))
    (found,) = [f for f in read_survey(path).findings if f.kind == "currencies"]
    assert found.weight == "repair"
    assert "(none in 3, usd in 1 rows; the first that differs in row 3)" in found.text


def test_what_was_done_to_a_linked_table_is_said(tmp_path):
    """Its findings were made and never shown."""
    (tmp_path / "Tea.csv").write_text("hhid,KEY\nA1,uuid:1\nA2,uuid:2\n", encoding="utf-8")
    plots = "".join(f"{x},uuid:{1 + i % 2},uuid:{1 + i % 2}/p[{i}]\n" for i, x in enumerate([0.5, -99, 1.5, 0.7]))
    (tmp_path / "Tea-plots.csv").write_text("area,PARENT_KEY,KEY\n" + plots, encoding="utf-8")
    said = [str(finding) for finding in import_survey(tmp_path / "Tea.csv", key=["hhid"]).table.findings]
    assert "plots: area: -99 in 1 row: made missing (customary codes, and no other number is negative)" in said
