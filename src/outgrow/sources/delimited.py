"""CSV and its relatives: the encoding, the separator and the decimal mark are found out, and said."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.sources.raw import RawTable, header_at, title_finding, unique_names
from outgrow.sources.records import Finding
from outgrow.sources.wording import counted
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SAMPLE_ROWS, SAMPLE_BYTES = 200, 2_000_000
FIRST = 4096  # bytes by which a file is told from a text
EMPTY = b"\x00 \t\r\n\xef\xbb\xbf"
UNCLOSED = "a quote opens and does not close"
PIECE = 1 << 24  # bytes that are decoded at a time
EVERY_OTHER = 0.8  # share of every other byte that is zero in UTF-16 of Latin letters
MOST_LINES = 1000  # lines of one quoted answer, above which its quote was never closed
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
    content = _unpacked(path)
    if not content[:FIRST].strip(EMPTY) and not content.strip(EMPTY):
        raise InputError.single(str(path), "the file is empty", "There is nothing to read", "Export it again")
    content, used, findings = _as_utf8(path, content, encoding)
    sample = _sample(content)
    separator, announced = _separator(sample)
    rows, lines = _rows(sample[announced:], separator)
    start = header_at(rows)
    skipped = len("".join(sample[: announced + lines[start]]).encode())
    names, renamed = unique_names(rows[start])
    if titles := sum(any(row) for row in rows[:start]):
        findings.append(title_finding("", titles))
    _check_widths(path, rows[start:], len(names), separator)
    if skipped:
        content = content[skipped:]
    frame = _parsed(path, content, names, separator, announced + lines[start])
    findings += _short(path, content, frame, separator)
    words = f"CSV, separated by {SEPARATORS[separator]}, {used}"
    return RawTable(frame, words, (*findings, *renamed), decimal_comma=_decimal_comma(rows[start + 1 :], separator))


def _parsed(path: Path, content: bytes, names: list[str], separator: str, above: int) -> pl.DataFrame:
    """All cells as text; a file whose rows do not fit its header is refused with the line of the first."""
    import polars as pl  # noqa: PLC0415  heavy: only when a survey is read

    columns = dict.fromkeys(names, pl.String)
    try:
        return pl.read_csv(content, separator=separator, has_header=False, schema=columns, infer_schema=False).slice(1)
    except pl.exceptions.PolarsError:
        line, what = _first_misfit(content, len(names), separator)
        todo = f"Open it and look there for stray quotes, line breaks or {SEPARATORS[separator]} inside answers"
        why = "Answers would stand under wrong names"
        raise InputError.single(
            str(path), f"its rows cannot be told apart: {what}", why, todo, f"line {above + line}"
        ) from None


def _first_misfit(content: bytes, width: int, separator: str) -> tuple[int, str]:
    """Line of the first row that does not fit, and what is wrong with it."""
    reader = csv.reader(_text_lines(content), delimiter=separator)
    begins = 1
    try:
        for row in reader:
            if len(row) > width and any(row[width:]):
                return begins, f"a row has {len(row)} cells, the header {width}"
            if reader.line_num - begins > MOST_LINES:
                return begins, UNCLOSED
            last, begins = begins, reader.line_num + 1
    except csv.Error:
        return begins, UNCLOSED
    return last, UNCLOSED


def _short(path: Path, content: bytes, frame: pl.DataFrame, separator: str) -> list[Finding]:
    """Rows with fewer cells than the header: an answer may hold a line break, and then the rest stands elsewhere."""
    if not frame.width or not frame.height or not frame.to_series(frame.width - 1).null_count():
        return []
    rows = csv.reader(_text_lines(content), delimiter=separator)
    try:
        short = [place for place, row in enumerate(rows) if any(row) and len(row) < frame.width]
    except csv.Error:
        return []
    if not short:
        return []
    first = "the first in row " + str(short[0])
    text = (
        f"{counted(len(short), 'row')} with fewer cells than the header, {first} below the names; the rest is "
        "missing. A line break inside an answer cuts a row in two"
    )
    return [Finding("rows", path.name, text, len(short), "look")]


def _text_lines(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _sample(content: bytes) -> list[str]:
    """First lines with their ends; rows of them may hold line breaks."""
    text = content[:SAMPLE_BYTES].decode("utf-8", errors="ignore")
    return [line for line, _ in zip(io.StringIO(text, newline=""), range(SAMPLE_ROWS), strict=False)]


def _rows(sample: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """Filled rows of the sample, and how many lines stand before each."""
    reader = csv.reader(sample, delimiter=separator)
    rows, lines, before = [], [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(before)
            before = reader.line_num
    except csv.Error:
        pass  # the reading of the whole file says what is wrong
    return (rows, lines) if rows else ([[""]], [0])


def _unpacked(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as packed:
            content = packed.read(LARGEST_UNPACKED + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise InputError.single(str(path), "it cannot be unpacked", str(problem), "Fetch or pack it again") from None
    if len(content) > LARGEST_UNPACKED:
        why = f"Unpacked it holds more than {LARGEST_UNPACKED // 10**9} gigabytes"
        raise InputError.single(str(path), "it is too large", why, "Unpack it and read it in parts")
    return content


def _as_utf8(path: Path, content: bytes, encoding: str | None) -> tuple[bytes, str, list[Finding]]:
    """The content in UTF-8 without its mark, the name of its encoding, and what to say about it."""
    if encoding is not None:
        try:
            return content.decode(encoding).lstrip("\ufeff").encode(), encoding, []
        except (UnicodeDecodeError, LookupError) as problem:
            said = f"it cannot be read as '{encoding}'"
            raise InputError.single(str(path), said, str(problem), "Leave the encoding out, or give another") from None
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            if name == "utf-8-sig":
                content = content[len(mark) :]
                break
            return _from_utf16(path, content, name), "UTF-16", []
    if b"\x00" in content[:FIRST]:
        name = _utf16_without_mark(content[:FIRST])
        if name:
            return _from_utf16(path, content, name), "UTF-16 without its mark", []
        why = "It holds zero bytes, which text does not"
        raise InputError.single(str(path), "it is not a text file", why, "Give its real ending, such as .xlsx or .dta")
    wrong = _first_not_utf8(content)
    if wrong is not None:
        text, name, found = _western(content, wrong)
        return text.encode(), name, found
    broken = len(DOUBLY_DECODED.findall(content[:LOOKED_AT].decode("utf-8", errors="ignore")))
    if b"\n" not in content[:LOOKED_AT] and b"\r" in content[:LOOKED_AT]:
        content = content.replace(b"\r", b"\n")
    if not broken:
        return content, "UTF-8", []
    said = (
        f"{broken} places look like letters that were decoded wrongly before this file was written (such as 'Ã©' "
        "for 'é'); left as they are. Export the file again as UTF-8"
    )
    return content, "UTF-8", [Finding("encoding", "", said, broken, "look")]


def _from_utf16(path: Path, content: bytes, name: str) -> bytes:
    try:
        return content.decode(name).lstrip("\ufeff").encode()
    except UnicodeDecodeError as problem:
        why = f"It begins as UTF-16 and goes on otherwise: {problem.reason}"
        raise InputError.single(str(path), "it is damaged", why, "Export it again as UTF-8") from None


def _utf16_without_mark(first: bytes) -> str:
    """Name of the encoding when every other byte is zero, as in UTF-16 of Latin letters; else empty."""
    even, odd = first[0::2].count(0) / max(len(first) // 2, 1), first[1::2].count(0) / max(len(first) // 2, 1)
    if odd > EVERY_OTHER and even < 1 - EVERY_OTHER:
        return "utf-16-le"
    return "utf-16-be" if even > EVERY_OTHER and odd < 1 - EVERY_OTHER else ""


def _first_not_utf8(content: bytes) -> int | None:
    """Place of the first byte that is not UTF-8, read in pieces so that the text need not be held twice."""
    if content.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), PIECE):
        try:
            decoder.decode(content[start : start + PIECE], final=start + PIECE >= len(content))
        except UnicodeDecodeError as problem:
            return max(start + problem.start - 3, 0)
    return None


def _western(content: bytes, at: int) -> tuple[str, str, list[Finding]]:
    """Text that is not UTF-8: read as Windows-1252, whose unused bytes then stand for themselves."""
    line = content[:at].count(b"\n") + 1
    try:
        text, name = content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = content.decode("latin-1"), "Latin-1"
    said = f"line {line} is not UTF-8; the file is read as {name}. If accents look wrong, name the encoding"
    return text, name, [Finding("encoding", "", said, weight="look")]


def _separator(sample: list[str]) -> tuple[str, int]:
    """The separator under which most rows are equally wide, and how many lines announce it (``sep=;``)."""
    announced = re.fullmatch(r'"?sep=(.)"?\s*', sample[0]) if sample else None
    if announced and announced[1] in SEPARATORS:
        return announced[1], 1

    def score(mark: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=mark) if row]
        except csv.Error:
            return 0.0, 0
        usual = Counter(width for width in widths if width > 1).most_common(1)
        return (usual[0][1] / len(widths), usual[0][0]) if usual else (0.0, 0)

    best = max(SEPARATORS, key=score)
    return (best if score(best)[1] else ","), 0


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
