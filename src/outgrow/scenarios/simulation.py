"""A case simulated: every season of one world or several, as tables with a dictionary of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outgrow.system import LIFE, MEASURE_DICTIONARY, Trajectory
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

COLUMN_WORDS: Final = {
    "scenario": ("word", "The case as it is ('base'), or the option or lever that was added to it."),
    "draw": ("count", "Number of the possible world; the central world is 0 when only one is simulated."),
    "season": ("count", "Season, 1 is the first."),
    "year": ("year", "Calendar year in which the season begins."),
    "household": ("count", "Number of a synthetic household."),
    "payment": ("word", "What a payment is for."),
    "payer": ("word", "Account that pays."),
    "receiver": ("word", "Account that receives."),
    "money": ("money", "What the payments came to in the season."),
}
"""Unit and meaning of the columns that say which row it is."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Seasons of a case in D worlds and K scenarios.

    Parameters
    ----------
    case, title, currency
        Id and title of the case, and the model's money with its price year.
    seed, households
        Seed of all random numbers, and synthetic households in each world.
    first_year, per_year
        When the first season begins, and seasons in a year.
    scenarios
        Names of the scenarios; the first is the case as it is.
    trajectories
        Of each world and scenario, shape (D, K).
    caveat
        What is to be known before the numbers are used; empty when there is nothing.
    """

    case: str
    title: str
    currency: str
    seed: int
    households: int
    first_year: int
    per_year: float
    scenarios: tuple[str, ...]
    trajectories: tuple[tuple[Trajectory, ...], ...]
    caveat: str = ""

    def __getitem__(self, scenario: str) -> tuple[Trajectory, ...]:
        """Trajectories of a scenario, one for each world."""
        return tuple(paths[self.scenarios.index(scenario)] for paths in self.trajectories)

    def to_frame(self) -> pl.DataFrame:
        """One row a scenario, world and season, and a column for every measure."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.concat(
            self._index(scenario, draw, len(next(iter(path.seasons.values())))).hstack(pl.DataFrame(dict(path.seasons)))
            for draw, paths in enumerate(self.trajectories)
            for scenario, path in zip(self.scenarios, paths, strict=True)
        )

    def ledger(self) -> pl.DataFrame:
        """One row a scenario, world, season and kind of payment."""
        import polars as pl  # noqa: PLC0415

        return pl.concat(
            path.ledger.to_frame().select(pl.lit(scenario).alias("scenario"), pl.lit(draw).alias("draw"), pl.all())
            for draw, paths in enumerate(self.trajectories)
            for scenario, path in zip(self.scenarios, paths, strict=True)
            if path.ledger is not None
        )

    def lives(self) -> pl.DataFrame | None:
        """One row a scenario, world, watched household and season; None when none was watched."""
        import polars as pl  # noqa: PLC0415

        tables = [
            path.lives.to_frame().select(pl.lit(scenario).alias("scenario"), pl.lit(draw).alias("draw"), pl.all())
            for draw, paths in enumerate(self.trajectories)
            for scenario, path in zip(self.scenarios, paths, strict=True)
            if path.lives is not None
        ]
        return pl.concat(tables) if tables else None

    def dictionary(self) -> pl.DataFrame:
        """Every column of the tables: table, column, unit, meaning."""
        import polars as pl  # noqa: PLC0415

        lives = self.lives()
        tables = {"seasons": self.to_frame(), "ledger": self.ledger(), **({} if lives is None else {"lives": lives})}
        rows = [
            {"table": table, "column": column, "unit": self._unit(unit), "meaning": meaning}
            for table, frame in tables.items()
            for column in frame.columns
            for unit, meaning in [self._words(table, column)]
        ]
        return pl.DataFrame(rows)

    def summary(self) -> str:
        """What became of the case, in a paragraph, and what is to be known before its numbers are used."""
        return f"{self._story()} Careful: {self.caveat}." if self.caveat else self._story()

    def _story(self) -> str:
        worlds = len(self.trajectories)
        if worlds == 1:
            first, *others = zip(self.scenarios, self.trajectories[0], strict=True)
            more = [f"With {name}, {path['members'][-1]:,.0f} take part at the end." for name, path in others]
            return " ".join([first[1].summary(self.currency), *more])
        ends = {name: sorted(float(path["members"][-1]) for path in self[name]) for name in self.scenarios}
        names = ["in the case as it is", *(f"with {name}" for name in self.scenarios[1:])]
        said = [
            f"{name} {end[worlds // 2]:,.0f} take part at the end in the middle ({end[0]:,.0f} to {end[-1]:,.0f})"
            for name, end in zip(names, ends.values(), strict=True)
        ]
        return f"Over {worlds} possible worlds, " + "; ".join(said) + "."

    def save(self, folder: Path | str) -> Path:
        """Write seasons.parquet, ledger.parquet, lives.parquet where households were watched, and columns.csv.

        Raises
        ------
        InputError
            When the folder exists.
        """
        to = Path(folder)
        if to.exists():
            why = "A run never overwrites what is there"
            raise InputError.single(str(to), "the folder exists already", why, "Choose another --out")
        to.mkdir(parents=True)
        self.to_frame().write_parquet(to / "seasons.parquet")
        self.ledger().write_parquet(to / "ledger.parquet")
        lives = self.lives()
        if lives is not None:
            lives.write_parquet(to / "lives.parquet")
        self.dictionary().write_csv(to / "columns.csv")
        return to

    def _index(self, scenario: str, draw: int, seasons: int) -> pl.DataFrame:
        import polars as pl  # noqa: PLC0415

        return pl.DataFrame(
            {
                "scenario": [scenario] * seasons,
                "draw": [draw] * seasons,
                "season": list(range(1, seasons + 1)),
                "year": [self.first_year + int(t / self.per_year) for t in range(seasons)],
            }
        )

    def _unit(self, unit: str) -> str:
        return unit.replace("money", self.currency)

    @staticmethod
    def _words(table: str, column: str) -> tuple[str, str]:
        if table == "lives" and column in LIFE:
            return LIFE[column][1:]
        return MEASURE_DICTIONARY[column] if column in MEASURE_DICTIONARY else COLUMN_WORDS[column]
