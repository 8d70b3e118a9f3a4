"""Which file is of which format: by its ending, held against its first bytes."""

from __future__ import annotations

from pathlib import Path

from outgrow.vocabulary import InputError

DELIMITED = (".csv", ".tsv", ".tab", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUETS = (".parquet", ".pq")
LABELLED = {".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS", ".por": "SPSS portable"}
PACKED = ".zip"
READABLE = (*DELIMITED, *WORKBOOKS, *PARQUETS, *LABELLED)
FIRST_BYTES = 4096
BEGINNINGS = (
    (b"PK\x03\x04", "an Excel workbook or another packed file", ".xlsx", (".xlsx", ".xlsm", ".xlsb", ".ods", ".zip")),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password", ".xls", (".xls",)),
    (b"PAR1", "a Parquet table", ".parquet", PARQUETS),
    (b"$FL2", "an SPSS file", ".sav", (".sav", ".zsav")),
    (b"$FL3", "an SPSS file", ".zsav", (".sav", ".zsav")),
    (b"<stata_dta>", "a Stata file", ".dta", (".dta",)),
    (b"\x1f\x8b", "a file packed with gzip", ".csv.gz", ()),
    (b"%PDF", "a PDF document", "", ()),
    (b"\x89PNG", "a picture", "", ()),
)  # first bytes, what they tell, the ending it should have, and endings that agree


def address(path: Path) -> tuple[Path, str | None]:
    """A file and, where the path names one behind ``#``, the sheet of a workbook or the table of a packed folder.

    Examples
    --------
    >>> [str(part) for part in address(Path("rounds.xlsx#Endline"))]
    ['rounds.xlsx', 'Endline']
    >>> [str(part) for part in address(Path("farm #2.csv"))]
    ['farm #2.csv', 'None']
    """
    name = path.name
    if "#" not in name or path.is_file():
        return path, None
    for place in (i for i, letter in enumerate(name) if letter == "#"):
        file, part = path.with_name(name[:place] or "#"), name[place + 1 :]
        if part and (file.is_file() or ending_of(file) in (*READABLE, PACKED)):
            return file, part
    return path, None


def ending_of(file: Path) -> str:
    """Ending of the format: ``.csv`` of ``plots.csv.gz``.

    Examples
    --------
    >>> ending_of(Path("Plots.CSV.gz"))
    '.csv'
    """
    return Path(file.stem).suffix.lower() if file.suffix.lower() == ".gz" else file.suffix.lower()


def check_content(file: Path) -> None:
    """Refuse a file whose first bytes tell another format than its ending.

    Raises
    ------
    InputError
        With what the file seems to hold, and what to do about it.
    """
    if file.suffix.lower() == ".gz":
        return
    with file.open("rb") as opened:
        first = opened.read(FIRST_BYTES)
    ending = ending_of(file)
    for mark, holds, right, agree in BEGINNINGS:
        if first.startswith(mark) and ending not in agree:
            locked = ending in WORKBOOKS and right == ".xls"
            todo = "Open it in a spreadsheet program, take off any password, and save it as .xlsx or .csv"
            rename = f"Give it the ending {right}, or export it again" if right else "Give the survey's own file"
            raise _other(file, holds, todo if locked else rename)
    if ending in (*WORKBOOKS, *PARQUETS, ".dta", ".sav", ".zsav") and _is_text(first):
        web = first.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table"))
        todo = "Open it in a spreadsheet program and save it as .xlsx" if web else "Give it the ending .csv"
        raise _other(file, "a web page" if web else "text", todo)


def _is_text(first: bytes) -> bool:
    """Whether bytes are letters only: no zero bytes, no control characters."""
    return bool(first) and not any(byte < 9 or 13 < byte < 32 for byte in first)


def _other(file: Path, holds: str, todo: str) -> InputError:
    why = f"Its first bytes are those of {holds}" if holds != "text" else "It holds plain text"
    return InputError.single(str(file), f"it is not what its ending '{file.suffix}' says", why, todo)
