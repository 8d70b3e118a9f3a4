"""Were the arms given to whole groups though rows are taken one by one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outgrow.micro.design import Design, as_frame
from outgrow.micro.design.wording import some
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

if TYPE_CHECKING:
    import polars as pl

NAME = "rows taken one by one"
FEWEST_GROUPS, FEWEST_ROWS = 6, 3  # groups, and rows in a usual one, from which one arm in each is no accident
FIRST = 5_000  # rows in which most columns show already that their groups hold several arms


def groups_with_one_arm(data: Any, design: Design) -> tuple[str, ...]:
    """Columns of which every group lies in one arm; none where the design names clusters already.

    Parameters
    ----------
    data
        The survey with all its columns.
    design
        What the columns mean; the arm is used.

    Examples
    --------
    >>> data = {"y": range(24), "arm": [0, 0, 0, 1, 1, 1] * 4, "village": [i // 3 for i in range(24)]}
    >>> groups_with_one_arm(data, Design(kind="rct", outcome="y", arm="arm"))
    ('village',)
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if design.cluster or not design.arm:
        return ()
    frame = as_frame(data)
    known = {design.outcome, design.arm, design.unit, design.period, design.take_up, design.baseline, design.weights}
    found = []
    for name in frame.columns:
        if name in known or not _names_groups(frame[name]):
            continue
        for rows in (frame.head(FIRST), frame):
            inside = rows.group_by(name).agg(pl.col(design.arm).n_unique())
            alone = inside.filter(pl.col(name).is_not_null())[design.arm].max() == 1
            if not alone:
                break
        else:
            found.append(name)
    return tuple(found)


def _names_groups(column: pl.Series) -> bool:
    """Whether a column can name groups: words or whole numbers, of which enough are used and each often enough."""
    if column.dtype.is_nested() or column.dtype.is_temporal():
        return False
    if column.dtype.is_float() and not bool((column.drop_nulls() % 1 == 0).all()):
        return False
    groups = column.drop_nulls().n_unique()
    return groups >= FEWEST_GROUPS and column.count() >= FEWEST_ROWS * groups


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Does not stand where every group of a column lies in one arm: errors then leave out what a group shares."""
    import polars as pl  # noqa: PLC0415  loaded when a table is made

    names = groups_with_one_arm(data, design)
    frame = as_frame(data)
    table = pl.DataFrame(
        [(name, frame[name].drop_nulls().n_unique()) for name in names],
        schema={"column": pl.String, "groups": pl.Int64}, orient="row",
    )  # fmt: skip
    if not names:
        return CheckResult(NAME, True, table, f"No column's groups lie each in one arm of {design.arm}.")
    text = (
        f"Every group of {some(list(names))} lies in one arm of {design.arm}. If arms were given to whole groups, the "
        f"interval of {estimate.outcome} is too narrow: name them as cluster (--cluster at the terminal)."
    )
    return CheckResult(NAME, False, table, text)
