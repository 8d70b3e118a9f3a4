"""What each support does: taken away, alone, and in pairs; and what each option adds, alone and in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import QUESTIONS, gates
from outgrow.conditions.supports import Support, supports
from outgrow.initiative import Initiative
from outgrow.scenarios import Runner, Worlds, pull
from outgrow.vocabulary import standard_normal_quantile

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Way = Literal["taken away", "alone", "added"]
MOST_IN_PAIRS = 6  # supports, and options, that are tried in pairs: the strongest
ERROR_OF_PAIRS = 0.05  # chance that any pair is called complement or substitute though none is


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes between two variants of the same worlds.

    Parameters
    ----------
    id, title
        Which support or option, or two joined by ``+``.
    way
        A support taken away from the case, or standing alone where all others are taken away; an option added.
    open, error
        Mean change of the number of gates that open, and its standard error over paired worlds.
    gates
        Change of the probability of each gate, and of ``all gates``.
    members
        Change of the median number of members at the horizon.
    """

    id: str
    title: str
    way: Way
    open: float
    error: float
    gates: dict[str, float]
    members: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two supports, or two options, together against each alone.

    Parameters
    ----------
    ids, titles
        Which two.
    way
        Supports taken away, or options added.
    interaction, error
        Gates that the two open together beyond what each opens by itself, and its standard error.
    verdict
        ``complements``, ``substitutes`` or ``independent``, at a family-wise error of 5 % over all pairs.
    """

    ids: tuple[str, str]
    titles: tuple[str, str]
    way: Way
    interaction: float
    error: float
    verdict: Literal["complements", "substitutes", "independent"]


@dataclass(frozen=True, slots=True)
class Ablation:
    """Supports and options tried one by one and in pairs, in the same worlds under the same luck.

    Parameters
    ----------
    differences
        Of supports taken away, supports alone, and options added.
    pairs
        Those tried.
    base
        Probability of each gate, and of ``all gates``, in the case as it is.
    bare
        The same without any support.
    worlds
        Worlds compared.
    failed
        Worlds that failed in some variant and are left out.
    """

    differences: tuple[Difference, ...]
    pairs: tuple[Pair, ...]
    base: dict[str, float]
    bare: dict[str, float]
    worlds: int
    failed: int

    def of(self, way: Way) -> tuple[Difference, ...]:
        """Differences of one kind, the largest first."""
        return tuple(sorted((d for d in self.differences if d.way == way), key=lambda d: (-abs(d.open), d.id)))

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: id, title, way, open, error, members, and a column for each gate."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = [
            {"id": d.id, "title": d.title, "way": d.way, "gates_open": d.open, "error": d.error, "members": d.members}
            | {f"gate.{name}": change for name, change in d.gates.items()}
            for d in self.differences
        ]
        return pl.DataFrame(rows)

    def findings(self) -> tuple[Finding, ...]:
        """A sentence for each difference, and for each pair that is more or less than its parts."""
        singles = [
            _difference_finding(d, self.worlds) for way in ("taken away", "alone", "added") for d in self.of(way)
        ]
        pairs = [_pair_finding(pair, self.worlds) for pair in self.pairs if pair.verdict != "independent"]
        return (*singles, *pairs)


def _difference_finding(d: Difference, worlds: int) -> Finding:
    gate = max(QUESTIONS, key=lambda name: abs(d.gates[name]))
    said = {
        "taken away": f"Without {d.title}",
        "alone": f"With {d.title} alone, against no support at all,",
        "added": f"With “{d.title}”",
    }[d.way]
    sure = abs(d.open) > 2.0 * d.error
    moved = (
        f"{d.open:+z.2f} gates open on average"
        if sure
        else f"the number of gates that open hardly changes ({d.open:+z.2f})"
    )
    most = f"; '{gate}' by {100 * d.gates[gate]:+z.0f} points" if abs(d.gates[gate]) > 0.0 else ""
    sign = -d.open if d.way == "taken away" else d.open
    return Finding(
        kind="lever" if d.way == "added" else "support",
        condition=d.id,
        result="gates open",
        sentence=f"{said} {moved}{most}.",
        figure=d.open,
        unit="gates",
        error=d.error,
        worlds=worlds,
        facilitates=(sign > 0.0) if sure else None,
    )


def _pair_finding(pair: Pair, worlds: int) -> Finding:
    more = "more" if pair.interaction > 0.0 else "fewer"
    first = f"{pair.titles[0][0].upper()}{pair.titles[0][1:]}"
    return Finding(
        kind="pair",
        condition="+".join(pair.ids),
        result="gates open",
        sentence=f"{first} and {pair.titles[1]} are {pair.verdict}: together they open "
        f"{abs(pair.interaction):.2f} gates {more} than each by itself would add.",
        figure=pair.interaction,
        unit="gates",
        error=pair.error,
        worlds=worlds,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one variant came to: passes of each gate, shape (gates, D), numbers of the worlds, median of the members."""

    passes: NDArray[np.bool_]
    draws: NDArray[np.int64]
    members: float

    @property
    def open(self) -> Floats:
        return np.asarray(self.passes.sum(axis=0), dtype=np.float64)

    @property
    def shares(self) -> Floats:
        return np.append(self.passes.mean(axis=1), self.passes.all(axis=0).mean())


def ablation(initiative: Initiative, runner: Runner, worlds: Worlds) -> Ablation:
    """Try every support and option one by one, then the strongest in pairs.

    Parameters
    ----------
    initiative
        The case.
    runner
        Where and how the worlds run.
    worlds
        Worlds of the case as it is.
    """
    held = supports(initiative, worlds)
    names = {support.id: support.title for support in held} | {option.id: option.title for option in initiative.options}
    bare = _without(worlds, held)
    singles: dict[tuple[str, ...], Worlds] = {("base",): worlds, ("bare",): bare}
    for support in held:
        singles["taken away", support.id] = _without(worlds, [support])
        singles["alone", support.id] = _without(worlds, [other for other in held if other is not support])
    for option in initiative.options:
        singles["added", option.id] = pull(worlds, initiative, {option.id: 1.0})
    seen, failed = _run(runner, initiative, "ablation", "Taking supports away, adding options", singles)
    differences = tuple(
        _difference(key[0], key[1], names[key[1]], seen["bare",] if key[0] == "alone" else seen["base",], now)  # type: ignore[arg-type]
        for key, now in seen.items()
        if len(key) == 2
    )
    chosen = _in_pairs(differences)
    doubles = _doubles(initiative, worlds, {s.id: s for s in held}, chosen)
    both, more_failed = _run(runner, initiative, "pairs", "Trying pairs", {("base",): worlds, **doubles})
    return Ablation(
        differences=differences,
        pairs=_pairs(both, seen, names),
        base=_shares(seen["base",]),
        bare=_shares(seen["bare",]),
        worlds=seen["base",].passes.shape[1],
        failed=failed + more_failed,
    )


def _without(worlds: Worlds, taken: Sequence[Support]) -> Worlds:
    return worlds.changed(change for support in taken for change in support.changes)


def _run(
    runner: Runner, initiative: Initiative, name: str, stage: str, variants: Mapping[tuple[str, ...], Worlds]
) -> tuple[dict[tuple[str, ...], _Seen], int]:
    spec = {"variants": ["/".join(key) for key in variants], "worlds": next(iter(variants.values())).draws}
    found = runner.variants(name, stage, list(variants.values()), spec)
    seen = {}
    for key, ensemble in zip(variants, found.ensembles, strict=True):
        passes = np.array([gate.passes for gate in gates(ensemble, initiative)])
        seen[key] = _Seen(passes, found.draws, float(np.median(ensemble["members"][:, -1])))
    return seen, len({failure.draw for failure in found.failures})


def _shares(seen: _Seen) -> dict[str, float]:
    return dict(zip((*QUESTIONS, "all gates"), seen.shares.tolist(), strict=True))


def _difference(way: Way, name: str, title: str, before: _Seen, after: _Seen) -> Difference:
    change = after.open - before.open
    return Difference(
        id=name,
        title=title,
        way=way,
        open=float(change.mean()),
        error=_error(change),
        gates=dict(zip((*QUESTIONS, "all gates"), (after.shares - before.shares).tolist(), strict=True)),
        members=after.members - before.members,
    )


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else 0.0


def _in_pairs(differences: Sequence[Difference]) -> dict[Way, list[str]]:
    """The strongest supports and options that do anything, in the order of the case."""
    chosen: dict[Way, list[str]] = {}
    for way in ("taken away", "added"):
        own = [d for d in differences if d.way == way and any(d.gates.values())]
        strong = sorted(own, key=lambda d: (-abs(d.open), -max(map(abs, d.gates.values()))))[:MOST_IN_PAIRS]
        chosen[way] = [d.id for d in own if d in strong]
    return chosen


def _doubles(
    initiative: Initiative, worlds: Worlds, held: Mapping[str, Support], chosen: Mapping[Way, Sequence[str]]
) -> dict[tuple[str, ...], Worlds]:
    doubles: dict[tuple[str, ...], Worlds] = {}
    for one, other in combinations(chosen["taken away"], 2):
        doubles["taken away", one, other] = _without(worlds, [held[one], held[other]])
    for one, other in combinations(chosen["added"], 2):
        doubles["added", one, other] = pull(worlds, initiative, {one: 1.0, other: 1.0})
    return doubles


def _pairs(
    both: Mapping[tuple[str, ...], _Seen], seen: Mapping[tuple[str, ...], _Seen], names: Mapping[str, str]
) -> tuple[Pair, ...]:
    doubles = [key for key in both if len(key) == 3]
    if not doubles:
        return ()
    limit = float(standard_normal_quantile(np.array([1.0 - 0.5 * ERROR_OF_PAIRS / len(doubles)]))[0])
    found = [_pair(key, both[key], seen, names, limit) for key in doubles]
    return tuple(sorted(found, key=lambda pair: (-abs(pair.interaction), pair.ids)))


def _pair(
    key: tuple[str, ...], two: _Seen, seen: Mapping[tuple[str, ...], _Seen], names: Mapping[str, str], limit: float
) -> Pair:
    """The interaction of having both: v(both) - v(one) - v(other) + v(neither), whichever of them the case has."""
    way, one, other = key
    neither, first, second = seen["base",], seen[way, one], seen[way, other]
    _, here, there = np.intersect1d(two.draws, neither.draws, return_indices=True)
    extra = two.open[here] - first.open[there] - second.open[there] + neither.open[there]
    size, error = float(extra.mean()), _error(extra)
    verdict: Literal["complements", "substitutes", "independent"] = "independent"
    if abs(size) > limit * error:
        verdict = "complements" if size > 0.0 else "substitutes"
    return Pair((one, other), (names[one], names[other]), way, size, error, verdict)  # type: ignore[arg-type]
