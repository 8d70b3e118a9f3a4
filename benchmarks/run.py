"""How fast outgrow is: one table of ratios and times, each with its range and its target.

Run with ``make bench``; ``run.py --largest`` adds a hundred million households, which take minutes. What is compared
runs in turn (A B A B ...) in one process on the same machine; a ratio is taken round by round, so that it holds when
the machine's speed drifts. Medians are quoted, with the least and the most. A missed target makes the exit status 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from comparison import comparison_figures
from contract import contract_figures
from kernel import SIZES, THREADS, kernel_figures, machine
from poverty import poverty_figures
from process import case_figures, impact_figures, start_figures
from row import Row
from scale import draws_figures, memory_figures, mesa_figures, together_figures
from survey_import import import_figures


def main() -> int:
    """Print the table as it is measured; 1 if a target was missed."""
    print(machine())
    print(f"{'':56}{'median':>10}  {'least .. most':24}target")
    missed = 0
    for row in _rows():
        print(row.line(), flush=True)
        missed += row.missed
    print(f"\n{missed} of the targets missed" if missed else "\nall targets met")
    return 1 if missed else 0


def _rows() -> Iterator[Row]:
    yield from kernel_figures(SIZES, THREADS)
    yield from poverty_figures()
    yield from import_figures()
    yield from contract_figures()
    yield from start_figures()
    yield from case_figures(THREADS)
    yield from mesa_figures(THREADS)
    yield from together_figures(THREADS)
    yield from draws_figures(THREADS)
    yield from memory_figures(THREADS, largest="--largest" in sys.argv)
    yield from comparison_figures()
    yield from impact_figures()


if __name__ == "__main__":
    sys.exit(main())
