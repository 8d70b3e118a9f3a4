"""``outgrow simulate CASE``: the seasons of a case as tables, and the life of any household."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from outgrow.cli.progress import progress
from outgrow.cli.run import check_free
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from outgrow.scenarios import Simulation
    from outgrow.system import Lives, Shock, Trajectory

WIDEST_SCREEN = 110
SHOWN = {
    "members": "members",
    "trained": "trained",
    "aside": "sold aside",
    "price_index": "price",
    "trust": "trust",
    "gain": "gain a member",
    "poor": "poor",
    "firm_cash": "firm's cash",
}


def simulate(
    case: str,
    /,
    *,
    seed: int = 1,
    draws: int | None = None,
    households: int = 20_000,
    option: list[str] | None = None,
    lever: list[str] | None = None,
    shock: list[str] | None = None,
    trace: list[int] | None = None,
    threads: int | None = None,
    store: Path | None = None,
    until: int | None = None,
    save: Path | None = None,
    resume: Path | None = None,
    fitted: Path | None = None,
    out: Path | None = None,
) -> None:
    """Simulate the seasons of a case and write them as tables; no verdict.

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    seed
        Seed of all random numbers; the same seed gives the same results.
    draws
        Possible worlds; the central world alone when left out.
    households
        Synthetic households in each world; millions are written a piece at a time.
    option
        An option of the case to run beside it on the same luck; can be given several times.
    lever
        A lever of institutions or government and its strength, such as finance=0.5 (see: outgrow explain levers).
    shock
        A stress, such as price=-0.4@5 or harvest=-0.3@8 (relative change @ season).
    trace
        Number of a household whose life is printed season by season; can be given several times.
    threads
        Threads to compute with; they change the time and not the numbers.
    store
        New file for the households' columns, when they do not fit the memory.
    until
        Last season to simulate.
    save
        File to save the state to, so that the run can be taken up again: a new one, or one that a run has saved.
    resume
        File of a saved state to go on from.
    fitted
        Folder that outgrow fit wrote: simulate its fitted worlds, or their middle.
    out
        Folder for seasons.parquet, ledger.parquet, lives.parquet and columns.csv; it must not exist. Nothing is
        written when left out.
    """
    check_free(out)
    levers, shocks = _levers(lever or []), _shocks(shock or [])
    from outgrow.scenarios import simulate_case  # noqa: PLC0415  heavy: only once the call is known to be right

    with progress() as report:
        found = simulate_case(
            case,
            seed=seed,
            draws=draws,
            households=households,
            options=option or [],
            levers=levers,
            shocks=shocks,
            watch=trace or [],
            threads=threads,
            store=store,
            until=until,
            save=save,
            resume=resume,
            fitted=fitted,
            progress=report,
        )
    _print(found, traced=bool(trace))
    if out is not None:
        print(f"Tables: {found.save(out)}")


def _levers(words: list[str]) -> dict[str, float]:
    """Levers and strengths from words such as finance=0.5."""
    found, defects = {}, []
    for word in words:
        name, _, strength = word.partition("=")
        try:
            found[name] = float(strength or "1")
        except ValueError:
            defects.append(Defect(word, "--lever", "a lever is pulled with a strength", "Write it as finance=0.5"))
    if defects:
        raise InputError("outgrow simulate", defects)
    return found


def _shocks(words: list[str]) -> list[Shock]:
    """Stresses from words such as price=-0.4@5."""
    from outgrow.system import Shock  # noqa: PLC0415

    found, defects = [], []
    for word in words:
        kind, _, rest = word.partition("=")
        size, _, season = rest.partition("@")
        try:
            found.append(Shock(kind, int(season), float(size)))
        except ValueError:
            why = "a stress is a kind, a relative change and a season"
            defects.append(Defect(word, "--shock", why, "Write it as price=-0.4@5"))
    if defects:
        raise InputError("outgrow simulate", defects)
    return found


def _print(found: Simulation, *, traced: bool) -> None:
    console = Console()
    wide = Console(width=min(console.width, WIDEST_SCREEN))
    if len(found.trajectories) == 1:
        for k, name in enumerate(found.scenarios):
            wide.print(_seasons(found, k, name))
    wide.print(found.summary(), highlight=False)
    ledger = found.trajectories[0][0].ledger
    if ledger is not None and len(found.trajectories) == 1:
        wide.print(ledger.summary(found.currency), highlight=False)
    if traced:
        for name, path in zip(found.scenarios, found.trajectories[0], strict=True):
            if path.lives is not None:
                _lives(wide, path.lives, "" if len(found.scenarios) == 1 else f" ({name})", found.currency)
    sys.stdout.flush()


def _seasons(found: Simulation, k: int, name: str) -> Table:
    path = found.trajectories[0][k]
    title = found.case if k == 0 else f"{found.case}, with {name}"
    title = f"{title}: the central world (members; {found.currency}; firm's cash in millions)"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("season", justify="right")
    for label in SHOWN.values():
        table.add_column(label, justify="right")
    for t in range(path["members"].size):
        members, volume = path["members"][t], path["member_volume"][t]
        row = (
            f"{members:,.0f}",
            f"{path['trained'][t]:,.0f}",
            f"{path['member_side_sold'][t] / volume:.0%}" if volume > 0.0 else "-",
            f"{path['price_index'][t]:.2f}",
            f"{path['trust'][t]:.2f}",
            f"{path['member_gain'][t] / members:z,.0f}" if members > 0.0 else "-",
            _poor(path, t),
            f"{path['firm_cash'][t] / 1e6:z,.1f}",
        )
        table.add_row(str(t + 1), *row)
    return table


def _poor(path: Trajectory, t: int) -> str:
    """Share of members' people below the poverty line."""
    persons = path["member_persons"][t]
    return f"{path['member_headcount'][t] / persons:.1%}" if persons > 0.0 else "-"


def _lives(console: Console, lives: Lives, of: str, currency: str) -> None:
    for k, number in enumerate(lives.households.tolist()):
        title = f"Household {number}{of}: harvest in kg, income with and without the initiative in {currency}"
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for column in ("season", "takes part", "skill", "harvest", "offer", "promised", "sold", "income", "without"):
            table.add_column(column, justify="right")
        value = {name: values[:, k] for name, values in lives.values.items()}
        for t in range(value["income"].size):
            sold = "aside" if value["aside"][t] > 0.5 else "delivered" if value["contracted"][t] > 0.5 else "for cash"
            table.add_row(
                str(t + 1),
                _part(value["member"][t], value["excluded"][t], value["offered"][t]),
                f"{value['skill'][t]:.2f}",
                f"{value['volume'][t]:,.0f}",
                f"{value['offer'][t]:,.2f}",
                f"{value['promised'][t]:,.2f}",
                sold,
                f"{value['income'][t]:z,.0f}",
                f"{value['income_without'][t]:z,.0f}",
            )
        console.print()
        console.print(table)
    console.print(lives.summary(currency), highlight=False)


def _part(member: float, excluded: float, offered: float) -> str:
    if excluded > 0.5:
        return "excluded"
    if member > 0.5:
        return "yes"
    return "no" if offered > 0.5 else "not asked"
