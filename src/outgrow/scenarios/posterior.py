"""A fit kept as a record: where each fitted world stands in the distributions of the file, so that any run can use it.

What is kept are probabilities, one for each world and uncertain number: the same place in the file's own distribution
gives the same number to the last bit. A fitted world belongs to the luck under which it was fitted, so the seed is
kept too, and a run on another seed, or of another version of the file, is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Case, Initiative
from outgrow.scenarios.worlds import Worlds, one_at_a_time, uncertain, worlds_at
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
ABOUT, TABLE = "posterior.json", "posterior.parquet"


@dataclass(frozen=True, slots=True)
class Posterior:
    """Fitted worlds by their probabilities, with what they were fitted to.

    Parameters
    ----------
    case, fingerprint
        Id of the case and content of its files.
    seed, households
        Seed of the luck under which the worlds were fitted, and synthetic households in each.
    counts
        Number of counts that the fit read.
    last
        Year of the last of them.
    error
        Standard deviation of the logarithm of a count's error, where the count does not state its own.
    probabilities
        By uncertain number, shape (D,).
    """

    case: str
    fingerprint: str
    seed: int
    households: int
    counts: int
    last: float
    error: float
    probabilities: Mapping[str, Floats]

    @property
    def draws(self) -> int:
        """Number of fitted worlds."""
        return int(next(iter(self.probabilities.values())).size)

    def worlds(self, initiative: Initiative, draws: int) -> Worlds:
        """The first ``draws`` of the fitted worlds.

        Raises
        ------
        InputError
            When more are asked for than were fitted.
        """
        if draws > self.draws:
            why = f"the fit kept {self.draws} worlds, and no more can be drawn from it"
            todo = f"ask for {self.draws} or fewer, or fit again with --draws {draws}"
            raise InputError.single("fitted worlds", f"{draws} draws", why, todo, "draws")
        return worlds_at(initiative, {name: u[:draws] for name, u in self.probabilities.items()})

    def alone(self, initiative: Initiative) -> Worlds:
        """The middle of the fitted worlds, and each number alone at its low and high end among them."""
        return one_at_a_time(initiative, within=self.probabilities)

    def sentence(self) -> str:
        """What the worlds of a run are, for its report."""
        counts = f"{self.counts} count{'s' if self.counts > 1 else ''} up to {self.last:.1f}"
        return f"worlds fitted to {counts}, and not drawn from the file alone"

    def save(self, folder: Path) -> None:
        """Write ``posterior.json`` and ``posterior.parquet`` into a folder that is there."""
        import polars as pl  # noqa: PLC0415  loaded only when something is stored

        table = BytesIO()
        pl.DataFrame({name: np.ascontiguousarray(u) for name, u in self.probabilities.items()}).write_parquet(table)
        (folder / TABLE).write_bytes(table.getvalue())
        about = {name: getattr(self, name) for name in self.__slots__ if name != "probabilities"}
        about["sha256"] = hashlib.sha256(table.getvalue()).hexdigest()
        (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def read_posterior(folder: str | Path, case: Case, seed: int) -> Posterior:
    """A fit that was kept, for a run of a case.

    Parameters
    ----------
    folder
        Where ``outgrow fit`` wrote it.
    case, seed
        What is to be run, with which random numbers.

    Raises
    ------
    InputError
        When there is no fit, its files do not belong together, or it is one of another case, another version of the
        file, or another seed: all of it at once.
    """
    where = Path(folder)
    about, table = _read(where)
    known = tuple(name for name in Posterior.__slots__ if name != "probabilities")
    if missing := [name for name in (*known, "sha256") if name not in about]:
        raise InputError.single(str(where / ABOUT), f"it has no {', '.join(missing)}", "", "fit again")
    found = Posterior(**{name: about[name] for name in known}, probabilities=table)
    if defects := list(_defects(found, case, seed)):
        raise InputError(str(where), defects)
    return found


def _read(where: Path) -> tuple[dict[str, Any], dict[str, Floats]]:
    import polars as pl  # noqa: PLC0415  loaded only when something is read

    missing = [name for name in (ABOUT, TABLE) if not (where / name).is_file()]
    if missing:
        why = "A fit is the folder that outgrow fit wrote"
        todo = "Name that folder, or fit first: outgrow fit CASE --out FOLDER"
        raise InputError.single(str(where), f"there is no {' and no '.join(missing)}", why, todo)
    content = (where / TABLE).read_bytes()
    try:
        about = json.loads((where / ABOUT).read_text(encoding="utf-8"))
    except ValueError as problem:
        raise InputError.single(str(where / ABOUT), "it is not JSON", str(problem), "fit again") from problem
    if not isinstance(about, dict) or about.get("sha256") != hashlib.sha256(content).hexdigest():
        why = "One of the two files was changed or exchanged"
        raise InputError.single(str(where), f"{TABLE} is not the table that {ABOUT} speaks of", why, "fit again")
    frame = pl.read_parquet(BytesIO(content))
    return about, {name: frame[name].to_numpy() for name in frame.columns}


def _defects(found: Posterior, case: Case, seed: int) -> Iterator[Defect]:
    if found.case != case.initiative.id:
        why = "numbers fitted to one case say nothing of another"
        yield Defect(f"a fit of '{found.case}'", "case", why, f"fit '{case.initiative.id}'")
    elif found.fingerprint != case.fingerprint or set(found.probabilities) != set(uncertain(case.initiative)):
        why = f"the files of '{found.case}' have changed since, and with them what a fitted world means"
        yield Defect("a fit of another version", "fingerprint", why, "fit again")
    if found.seed != seed:
        why = "a world was fitted under the luck of its seed, and its numbers belong to that luck"
        yield Defect(f"a fit on seed {found.seed}", "seed", why, f"run with --seed {found.seed}, or fit again")
