"""Import of surveys of a million rows: a narrow and a wide CSV file, and a wide Parquet file, time and memory.

Each is read, scanned for personal data, and its copy made, in a process of its own, so that the memory is its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from row import Row

ROWS = 1_000_000
SHARE_OF_CODES = 0.01  # rows with -99
WIDE = 50  # columns besides those of the narrow file
SECONDS = {"narrow": 10.0, "wide": 45.0, "wide, Parquet": 30.0}
GIGABYTES = {"narrow": 1.0, "wide": 2.5, "wide, Parquet": 2.0}
ROUNDS = 2
PEOPLE = np.array(["Amina Wanjiru", "John Otieno", "Grace Akinyi", "Peter Kamau", "Mary Njeri", "Ali Hassan"])
ASKED = """
import sys, time
sys.path.insert(0, sys.argv[2])
from memory import most_held
from outgrow import import_survey
began = time.perf_counter()
done = import_survey(sys.argv[1])
assert done.rows.kept == int(sys.argv[3]), done.rows
assert {entry.column for entry in done.dropped} >= {"farmer_name", "phone"}, done.dropped
print(time.perf_counter() - began, most_held() / 1e9)
"""


def import_figures() -> Iterator[Row]:
    """Rows on the seconds and the memory that an import takes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, file in _files(Path(folder)):
            measured = np.array([_measured(file) for _ in range(ROUNDS)])
            what = f"import, a million rows, {name} ({file.stat().st_size / 1e6:.0f} MB)"
            yield Row(what, measured[:, 0], "s", at_most=SECONDS[name])
            yield Row(f"{what}, memory", measured[:, 1], "GB", at_most=GIGABYTES[name])


def _measured(file: Path) -> tuple[float, float]:
    """Seconds and gigabytes of one import."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", ASKED, str(file), here, str(ROWS)]
    seconds, gigabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(gigabytes)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    narrow = _narrow()
    narrow.write_csv(folder / "narrow.csv")
    yield "narrow", folder / "narrow.csv"
    wide = narrow.hstack(_more(ROWS))
    wide.write_csv(folder / "wide.csv")
    yield "wide", folder / "wide.csv"
    wide.write_parquet(folder / "wide.parquet")
    yield "wide, Parquet", folder / "wide.parquet"


def _narrow() -> pl.DataFrame:
    """Households in villages of fifty, with a name, a telephone number and an income with codes for missing."""
    rng = np.random.default_rng(1)
    number = np.arange(ROWS)
    return pl.DataFrame(
        {
            "hhid": np.char.add("HH", np.char.zfill(number.astype(str), 7)),
            "village_id": number // 50,
            "treat": (number // 50) % 2,
            "farmer_name": PEOPLE[rng.integers(0, PEOPLE.size, ROWS)],
            "phone": np.char.add("+2547", rng.integers(10_000_000, 99_999_999, ROWS).astype(str)),
            "land_acres": rng.gamma(2.0, 1.0, ROWS).round(2),
            "income_kes": np.where(rng.random(ROWS) < SHARE_OF_CODES, -99, rng.integers(1000, 200_000, ROWS)),
        }
    )


def _more(rows: int) -> list[pl.Series]:
    """Whole numbers with codes, amounts, and words with gaps, in turn."""
    rng = np.random.default_rng(2)
    words = np.array(["maize", "beans", "tea", "NA"])
    makers = (
        lambda: np.where(rng.random(rows) < SHARE_OF_CODES, -99, rng.integers(0, 100, rows)),
        lambda: rng.gamma(2.0, 1000.0, rows).round(2),
        lambda: words[rng.integers(0, words.size, rows)],
    )
    return [pl.Series(f"q{j}", makers[j % len(makers)]()) for j in range(WIDE)]
