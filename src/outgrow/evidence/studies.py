"""Effects and their errors as arrays that can be computed with, or every reason why not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
LARGEST = 1e50  # beyond this, squares and their squares leave double precision


def studies(
    what: str, estimates: ArrayLike, errors: ArrayLike, *, least: int, of: str = "standard error"
) -> tuple[Floats, Floats]:
    """Effects with their standard errors (or variances), as arrays of one length.

    Parameters
    ----------
    what
        What they are for, as the error names it.
    estimates, errors
        Effects, and their standard errors or variances, shape (k,).
    least
        Fewest effects that will do.
    of
        What the errors are: ``standard error`` or ``variance``.

    Returns
    -------
    tuple of ndarray
        Both in double precision.

    Raises
    ------
    InputError
        With every number that is not one: other shapes, fewer than ``least``, effects that are not finite, errors
        that are not positive and finite.

    Examples
    --------
    >>> y, s = studies("example", [0.1, 0.3], [0.05, 0.1], least=2)
    >>> y.tolist(), s.tolist()
    ([0.1, 0.3], [0.05, 0.1])
    """
    y, s = _array(what, "estimates", estimates), _array(what, f"{of}s", errors)
    defects = list(_defects(y, s, least, of))
    if defects:
        raise InputError(what, defects)
    return y, s


def _array(what: str, name: str, numbers: ArrayLike) -> Floats:
    try:
        return np.asarray(numbers, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError.single(what, f"{name}: {numbers!r:.80}", "they are numbers", "give numbers", name) from None


def _defects(y: Floats, s: Floats, least: int, of: str) -> Iterator[Defect]:
    if y.ndim != 1 or y.shape != s.shape:
        found = f"{'x'.join(map(str, y.shape)) or '1'} estimates and {'x'.join(map(str, s.shape)) or '1'} {of}s"
        yield Defect(found, "", f"each effect has one {of}", "give lists of one length")
        return
    if len(y) < least:
        yield Defect(f"{len(y)} effect{'' if len(y) == 1 else 's'}", "", f"{least} are needed", "add studies")
    for i in np.flatnonzero(~(np.abs(y) < LARGEST)):
        yield Defect(f"{y[i]:g}", f"estimate {i + 1}", "an effect is a finite number", "correct it, or leave it out")
    for i in np.flatnonzero(~((s > 1 / LARGEST) & (s < LARGEST))):
        yield Defect(f"{s[i]:g}", f"{of} {i + 1}", f"a {of} is positive and finite", "correct it, or leave it out")
