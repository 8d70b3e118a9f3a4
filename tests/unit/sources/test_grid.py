"""Sheets cell by cell: separators, workbooks, and what is told of a file that cannot be read."""

from __future__ import annotations

import pytest
import xlsxwriter

from outgrow.sources import read_grid
from outgrow.vocabulary import InputError


def workbook(file, **sheets):
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return file


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_each_usual_separator_is_found(tmp_path, separator):
    file = tmp_path / "sheet.csv"
    file.write_text(f"\ufeffa{separator} b \n\n1{separator}2\n", encoding="utf-8")
    grid = read_grid(file)
    assert grid.rows == (("a", "b"), ("1", "2"))
    assert grid.lines == (1, 3)
    assert grid.where(1) == f"{file}:3"


def test_a_workbook_gives_the_first_sheet_that_holds_anything_and_whole_numbers_without_a_point(tmp_path):
    file = workbook(tmp_path / "book.xlsx", Empty=[], Scores=[["", ""], ["a", "b"], [1, 2.5]])
    grid = read_grid(file)
    assert grid.rows == (("a", "b"), ("1", "2.5"))
    assert grid.where(1) == f"{file}, sheet 'Scores', row 3"
    assert read_grid(file, "Scores").rows == grid.rows


def test_a_sheet_that_is_not_there_is_told_with_the_nearest_name(tmp_path):
    file = workbook(tmp_path / "book.xlsx", Scores=[["a"]])
    with pytest.raises(InputError) as problem:
        read_grid(file, "Score")
    assert str(problem.value) == (
        f"{file}: 1 defect found.\n  - 'Score'. The workbook has no sheet of that name. Did you mean 'Scores'?"
    )


def test_files_that_cannot_be_read_are_told(tmp_path):
    no_text, no_book, empty = tmp_path / "a.csv", tmp_path / "b.xlsx", workbook(tmp_path / "c.xlsx", Sheet=[])
    no_text.write_bytes(b"th\xe9,1\n")
    no_book.write_bytes(b"this is no workbook")
    with pytest.raises(InputError, match="it is not UTF-8 text"):
        read_grid(no_text)
    with pytest.raises(InputError, match="it cannot be read as an Excel workbook"):
        read_grid(no_book)
    with pytest.raises(InputError, match="every sheet is empty"):
        read_grid(empty)
    with pytest.raises(InputError, match="the file cannot be opened"):
        read_grid(tmp_path / "none.csv")
