"""Poverty likelihood from ten questions: a Poverty Probability Index score looked up in its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.sample import rows_told
from outgrow.micro.welfare.codes import codes_of
from outgrow.micro.welfare.domains import domain_means
from outgrow.micro.welfare.estimates import EVERYBODY, LEVEL, Estimates, estimate
from outgrow.micro.welfare.sampling import Floats, Sampling, sampling
from outgrow.sources import dataset, fetch, read_survey
from outgrow.vocabulary import Defect, InputError, did_you_mean

HIGHEST = 100
REGISTRY = "ppi_tables"
PERCENT = 100.0
MEANINGS = {
    "nl100": "national poverty line", "nlAbsolute": "national absolute poverty line", "nlFood": "national food line",
    "nl150": "150 % of the national line", "nl200": "200 % of the national line", "extreme": "extreme poverty line",
    "ppp125": "1.25 USD a day (2005 PPP)", "ppp190": "1.90 USD a day (2011 PPP)",
    "ppp320": "3.20 USD a day (2011 PPP)", "ppp550": "5.50 USD a day (2011 PPP)",
    "ppp215": "2.15 USD a day (2017 PPP)", "ppp365": "3.65 USD a day (2017 PPP)",
    "ppp685": "6.85 USD a day (2017 PPP)",
}  # fmt: skip
OWN_ERROR = (
    "The interval holds the sampling of households only; the table's own error, which its publisher gives for each "
    "line, comes on top, and a table of another year or country does not fit."
)


@dataclass(frozen=True, slots=True, eq=False)
class PpiTable:
    """A look-up table of the Poverty Probability Index.

    Parameters
    ----------
    likelihood
        Chance of being poor at scores 0 to 100, shape (101,), by name of the line, as shares.
    source
        Country, year and publisher.
    """

    likelihood: Mapping[str, Floats]
    source: str


def ppi_table(columns: Mapping[str, ArrayLike], source: str) -> PpiTable:
    """Check a published look-up table.

    Parameters
    ----------
    columns
        ``score`` (0 to 100) and one column a poverty line, in percent, as published.
    source
        Country, year and publisher.

    Returns
    -------
    PpiTable
        The table with likelihoods as shares.

    Raises
    ------
    InputError
        With every defect: no score column, scores missing or twice, percentages out of range.

    Examples
    --------
    >>> table = ppi_table({"score": range(101), "nl100": np.linspace(90, 0, 101)}, "example")
    >>> float(table.likelihood["nl100"][50])
    0.45
    """
    if "score" not in columns:
        why = "a look-up table has a column 'score' from 0 to 100"
        raise InputError.single("PPI table", ", ".join(columns), why, "rename the column of scores", "score")
    score = np.asarray(columns["score"], dtype=np.float64)
    defects = []
    if sorted(score.tolist()) != list(range(HIGHEST + 1)):
        why = "every score from 0 to 100 stands in the table once"
        defects.append(Defect(f"{score.size} scores", "score", why, "use the table as published"))
    table = {}
    for name, column in columns.items():
        if name == "score":
            continue
        chance = np.asarray(column, dtype=np.float64) / PERCENT
        if not ((chance >= 0) & (chance <= 1)).all():
            defects.append(Defect("numbers outside 0..100", name, "likelihoods are percentages", "check the column"))
        table[name] = chance[np.argsort(score)] if chance.size == score.size else chance
    if defects:
        raise InputError("PPI table", defects)
    return PpiTable(table, source)


def ppi_table_of(
    file: str, *, data_set: str = REGISTRY, download: bool = False, mirror: str | Path | None = None
) -> PpiTable:
    """Read a look-up table of the registry, verified by its hash.

    Parameters
    ----------
    file
        File of the data set, such as ``ppiKEN2018.csv``.
    data_set
        Data set of the registry.
    download
        Whether a file that is not on this machine is downloaded, where it has an address.
    mirror
        Folder with the data set's files.

    Raises
    ------
    InputError
        When the data set has no such file, it is not here or not the published one, or it is no look-up table.

    Examples
    --------
    >>> ppi_table_of("ppiKEN1999.csv")
    Traceback (most recent call last):
        ...
    outgrow.vocabulary.errors.InputError: data set 'ppi_tables': 1 defect found.
      - it has no file 'ppiKEN1999.csv'. Did you mean 'ppiKEN2018.csv' or 'ppiKEN2011.csv'?
    """
    entry = dataset(data_set)
    path = fetch(entry, [entry.file(file).name], mirror=mirror, download=download)[file]
    return ppi_table_in(path, f"{Path(file).stem}, {entry.citation}")


def ppi_table_in(path: Path, source: str = "") -> PpiTable:
    """Read a look-up table from a file of your own: ``score`` and one column of percentages a line.

    Parameters
    ----------
    path
        The file.
    source
        Country, year and publisher; the file's name when empty.

    Raises
    ------
    InputError
        When the file cannot be read, or is no look-up table.
    """
    frame = read_survey(path).frame
    columns = {
        name: frame[name].to_numpy() for name in frame.columns if name == "score" or frame[name].dtype.is_numeric()
    }
    try:
        return ppi_table(columns, source or f"{path.name}, a file of your own")
    except InputError as problem:
        raise InputError(f"PPI table {path.name}", problem.defects) from None


def ppi_poverty(
    scores: ArrayLike,
    table: PpiTable,
    line: str,
    plan: Sampling | None = None,
    *,
    by: ArrayLike | None = None,
    level: float = LEVEL,
) -> Estimates:
    """Estimate the poverty rate of households from their PPI scores.

    Parameters
    ----------
    scores
        Score of each household, whole numbers from 0 to 100, shape (n,).
    table
        The look-up table that belongs to the questions, from `ppi_table`.
    line
        Name of a poverty line of the table.
    plan
        How the households were drawn.
    by
        Group of each household.
    level
        Confidence level.

    Returns
    -------
    Estimates
        ``ppi_rate``: the mean likelihood, for everybody or by group.

    Raises
    ------
    InputError
        With every defect: a line that the table does not hold, scores that are not whole numbers from 0 to 100.

    Notes
    -----
    Schreiner (2014), "How do the Poverty Scorecard and the PAT differ?": the rate of a group is the mean of its
    members' likelihoods, never the share of those above a cut-off.

    Examples
    --------
    >>> table = ppi_table({"score": range(101), "nl100": np.linspace(100, 0, 101)}, "example")
    >>> round(ppi_poverty([20, 40, 60], table, "nl100").rows[0].value, 6)
    0.6
    """
    s = np.asarray(scores, dtype=np.float64).ravel()
    defects = []
    if line not in table.likelihood:
        why = "the table has no such line"
        defects.append(Defect(f"'{line}'", "line", why, did_you_mean(line, list(table.likelihood))))
    wrong = np.flatnonzero(~(np.isfinite(s) & (s >= 0) & (s <= HIGHEST) & (s == np.floor(s))))
    if wrong.size or not s.size:
        found = f"{rows_told(wrong)}: {s[wrong[0]]:g}" if wrong.size else "no rows"
        why = "a PPI score is a whole number from 0 to 100"
        defects.append(Defect(found, "scores", why, "leave out households without all answers, and say how many"))
    group, names, found_defects = codes_of(by, s.size, "by")
    defects += found_defects
    if defects:
        raise InputError("PPI", defects)
    drawn = plan or sampling(s.size)
    codes = np.zeros(s.size, dtype=np.int64) if group is None else group
    labels = names or [EVERYBODY]
    chance = table.likelihood[line][s.astype(np.int64)]
    d = domain_means([chance], drawn, codes, len(labels))
    rows = [
        estimate(
            "ppi_rate", float(d.value[i, 0]), float(d.standard_error[i, 0]), int(d.degrees_of_freedom[i]),
            int(d.rows[i]), group=str(name), level=level,
        )
        for i, name in enumerate(labels)
    ]  # fmt: skip
    meant = f"Poverty line: {MEANINGS.get(line, line)}; table: {table.source}."
    return Estimates(tuple(rows), drawn.sentence(), level, (meant, OWN_ERROR))
