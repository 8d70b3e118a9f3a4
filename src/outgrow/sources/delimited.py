"""CSV and its relatives: the encoding, the separator and the decimal mark are found out, and said."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from outgrow.sources.raw import RawTable, unique_names
from outgrow.sources.records import Finding
from outgrow.vocabulary import InputError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SAMPLE_ROWS = 200
LOOKED_AT = 5_000_000  # letters searched for signs of wrong decoding
LARGEST_UNPACKED = 4_000_000_000  # bytes; a larger table is not a survey
DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})")
COMMA_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")
DOUBLY_DECODED = re.compile(r"[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def read_delimited(path: Path, encoding: str | None = None) -> RawTable:
    """Read a delimited file as text.

    Parameters
    ----------
    path
        A ``.csv``, ``.tsv`` or ``.txt`` file, packed with gzip or not.
    encoding
        How its letters are written; found out when None.

    Raises
    ------
    InputError
        For an empty file, one that is not text, or rows with more cells than the header.
    """
    import polars as pl  # noqa: PLC0415  heavy: only when a survey is read

    content = _unpacked(path)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise InputError.single(str(path), "the file is empty", "There is nothing to read", "Export it again")
    text, used, findings = _decoded(path, content, encoding)
    text = text.lstrip("\ufeff\r\n")
    sample = [row for row, _ in zip(_lines(text), range(SAMPLE_ROWS), strict=False)]
    separator = _separator(sample)
    rows = [row for row in csv.reader(sample, delimiter=separator) if row]
    names, renamed = unique_names(rows[0])
    _check_widths(path, rows, len(names), separator)
    columns = dict.fromkeys(names, pl.String)
    try:
        frame = pl.read_csv(
            text.encode(), separator=separator, has_header=False, schema=columns, infer_schema=False
        ).slice(1)
    except pl.exceptions.PolarsError as problem:
        reason = " ".join(str(problem).split(".")[0].split())
        todo = f"Open it and look for stray quotes, line breaks or {SEPARATORS[separator]} inside answers"
        raise InputError.single(str(path), "its rows cannot be told apart", reason, todo) from None
    words = f"CSV, separated by {SEPARATORS[separator]}, {used}"
    return RawTable(frame, words, (*findings, *renamed), decimal_comma=_decimal_comma(rows[1:], separator))


def _unpacked(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as packed:
            return packed.read(LARGEST_UNPACKED)
    except (gzip.BadGzipFile, EOFError) as problem:
        raise InputError.single(str(path), "it cannot be unpacked", str(problem), "Fetch or pack it again") from None


def _decoded(path: Path, content: bytes, encoding: str | None) -> tuple[str, str, list[Finding]]:
    """The text, the name of its encoding, and what to say about it."""
    if encoding is not None:
        try:
            return content.decode(encoding), encoding, []
        except (UnicodeDecodeError, LookupError) as problem:
            said = f"it cannot be read as '{encoding}'"
            raise InputError.single(str(path), said, str(problem), "Leave the encoding out, or give another") from None
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(name), "UTF-8" if name == "utf-8-sig" else "UTF-16", []
    if b"\x00" in content[:4096]:
        why = "It holds zero bytes, which text does not"
        raise InputError.single(str(path), "it is not a text file", why, "Give its real ending, such as .xlsx or .dta")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        return _western(content, problem.start)
    broken = len(DOUBLY_DECODED.findall(text[:LOOKED_AT]))
    if not broken:
        return text, "UTF-8", []
    said = (
        f"{broken} places look like letters that were decoded wrongly before this file was written (such as 'Ã©' "
        "for 'é'); left as they are. Export the file again as UTF-8"
    )
    return text, "UTF-8", [Finding("encoding", "", said, broken, "look")]


def _western(content: bytes, at: int) -> tuple[str, str, list[Finding]]:
    """Text that is not UTF-8: read as Windows-1252, whose unused bytes then stand for themselves."""
    line = content[:at].count(b"\n") + 1
    try:
        text, name = content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = content.decode("latin-1"), "Latin-1"
    said = f"line {line} is not UTF-8; the file is read as {name}. If accents look wrong, name the encoding"
    return text, name, [Finding("encoding", "", said, weight="look")]


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def _separator(sample: list[str]) -> str:
    """The separator under which most rows have as many cells as the header, and more than one."""

    def score(mark: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=mark) if row]
        except csv.Error:
            return 0.0, 0
        if not widths or widths[0] < 2:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    best = max(SEPARATORS, key=score)
    return best if score(best)[1] else ","


def _check_widths(path: Path, rows: list[list[str]], width: int, separator: str) -> None:
    """Refuse rows that have more cells than the header: their answers would stand under wrong names."""
    long = [number for number, row in enumerate(rows, start=1) if len(row) > width and any(row[width:])]
    if long:
        said = f"row {long[0]} has {len(rows[long[0] - 1])} cells, the header {width}"
        why = f"{len(long)} of the first {len(rows)} rows do not fit the header, read as {SEPARATORS[separator]}"
        raise InputError.single(str(path), said, why, "Put answers with separators in quotes, and export it again")


def _decimal_comma(rows: list[list[str]], separator: str) -> bool | None:
    """Whether numbers have a decimal comma; None when no cell tells."""
    if separator == "," and not any(COMMA_NUMBER.fullmatch(cell) for row in rows for cell in row):
        return any(DECIMAL_COMMA.fullmatch(cell.strip()) for row in rows for cell in row) or None
    cells = [cell.strip() for row in rows for cell in row if "," in cell]
    if any(DECIMAL_COMMA.fullmatch(cell) for cell in cells):
        return True
    return False if any(COMMA_NUMBER.fullmatch(cell) and cell.count(",") > 1 for cell in cells) else None
