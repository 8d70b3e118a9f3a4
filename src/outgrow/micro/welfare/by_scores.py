"""Poverty from scorecards at every line of a look-up table."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from outgrow.micro.welfare.findings import PpiFinding
from outgrow.micro.welfare.ppi import MEANINGS, OWN_ERROR, PpiTable, ppi_poverty
from outgrow.micro.welfare.sampling import Sampling
from outgrow.vocabulary import Defect, InputError, did_you_mean


def by_scores(
    scores: ArrayLike,
    table: PpiTable,
    plan: Sampling,
    *,
    lines: Sequence[str] = (),
    by: ArrayLike | None = None,
    said: str = "",
) -> PpiFinding:
    """Estimate the poverty rate at each line from scores of the Poverty Probability Index.

    Parameters
    ----------
    scores
        Score of each household, shape (n,).
    table
        The look-up table that belongs to the questions.
    plan
        How the households were drawn.
    lines
        Lines of the table; all whose meaning is known when empty, and all of them where none is.
    by
        Round of each household, shape (n,).
    said
        Whom the rates count.

    Returns
    -------
    PpiFinding
        One rate a line and round.

    Raises
    ------
    InputError
        With every line that the table does not hold, and for scores that are none.
    """
    unknown = [line for line in lines if line not in table.likelihood]
    if unknown:
        known = list(table.likelihood)
        raise InputError(
            "PPI",
            [Defect(f"'{x}'", "lines", "the table has no such line", did_you_mean(x, known)) for x in unknown],
        )
    usual = [line for line in MEANINGS if line in table.likelihood]
    used = list(lines) or usual or list(table.likelihood)
    found = tuple((line, MEANINGS.get(line, line), ppi_poverty(scores, table, line, plan, by=by)) for line in used)
    design = found[0][2].design
    head = f"Rates are means of the chance of being poor that the table gives each score. Table: {table.source}"
    return PpiFinding(lines=found, said=f"{head.rstrip('.')}. {said}".strip(), notes=(f"Design: {design}.", OWN_ERROR))
