"""Tornado: what each number does to each result when it alone moves from its low to its high end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.conditions.drivers import Driver
from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import Gate

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Bar:
    """One number and one gate.

    Parameters
    ----------
    name
        Dotted name of the number.
    gate
        Name of the gate.
    low, middle, high
        The gate's margin with the number at its 5 %, 50 % and 95 % quantile, all others at their medians.
    unit
        Of the margins.
    """

    name: str
    gate: str
    low: float
    middle: float
    high: float
    unit: str

    @property
    def swing(self) -> float:
        """From the low to the high end."""
        return self.high - self.low

    @property
    def turns(self) -> bool:
        """Whether the gate opens at one end and not at the other."""
        return (self.low >= 0.0) != (self.high >= 0.0)


@dataclass(frozen=True, slots=True)
class Tornado:
    """Bars of every number and gate, and the ranking over all gates.

    Parameters
    ----------
    bars
        For each gate, the widest first.
    drivers
        The numbers, the one that moves the verdict most first.
    """

    bars: dict[str, tuple[Bar, ...]]
    drivers: tuple[Driver, ...]

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: parameter, gate, low, middle, high, unit, turns."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = [bar for bars in self.bars.values() for bar in bars]
        return pl.DataFrame(
            {
                "parameter": [bar.name for bar in rows],
                "gate": [bar.gate for bar in rows],
                "low": [bar.low for bar in rows],
                "middle": [bar.middle for bar in rows],
                "high": [bar.high for bar in rows],
                "unit": [bar.unit for bar in rows],
                "turns": [bar.turns for bar in rows],
            }
        )

    def findings(self, shown: int = 10) -> tuple[Finding, ...]:
        """A sentence for each of the numbers that move the verdict most."""
        return tuple(_finding(driver, len(self.drivers)) for driver in self.drivers[:shown] if driver.movement > 0.0)


def _finding(driver: Driver, numbers: int) -> Finding:
    way = "opens" if driver.direction > 0 else "closes"
    turns = f", and turns {' and '.join(driver.flips)}" if driver.flips else ""
    known = "an assumption that nobody has measured" if driver.assumed else "a measured number"
    return Finding(
        kind="tornado",
        condition=driver.name,
        result=driver.gate,
        sentence=f"{driver.label} ({driver.value}), {known}: more of it {way} '{driver.gate}' by "
        f"{driver.movement:.2f} standard deviations over its 90% interval{turns}.",
        figure=driver.movement * driver.direction,
        unit="standard deviations of the gate's margin",
        error=None,
        worlds=2 * numbers + 1,
        facilitates=driver.direction > 0,
        assumed=driver.assumed,
    )


def tornado(alone_gates: Sequence[Gate], drivers: Sequence[Driver], names: Sequence[str]) -> Tornado:
    """Read the bars off the gates of the ``one_at_a_time`` worlds.

    Parameters
    ----------
    alone_gates
        Gates of these worlds: the central one, then two for each name.
    drivers
        The ranking, see `outgrow.conditions.drivers`.
    names
        Of the numbers, in the order of the worlds.
    """
    bars = {}
    for gate in alone_gates:
        middle = float(gate.margin[0])
        ends = zip(names, gate.margin[1::2].tolist(), gate.margin[2::2].tolist(), strict=True)
        found = [Bar(name, gate.name, low, middle, high, gate.unit) for name, low, high in ends]
        bars[gate.name] = tuple(sorted(found, key=lambda bar: (-abs(bar.swing), bar.name)))
    return Tornado(bars, tuple(drivers))
