"""The luck of one world: price shocks, and each village's weather and cash offers, for all seasons at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.evidence import PriceMoves, PriceProcess
from outgrow.system.shocks import Shock, check_shocks
from outgrow.system.steps.produce import weather
from outgrow.vocabulary import Streams, portable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Luck:
    """Random numbers of a world above the household; households draw theirs in the kernel from the same key.

    Parameters
    ----------
    price
        Standard normal shock of the world price, shape (T,).
    moves
        Moves of the world price that a case takes from real prices; None where the world's own numbers move it.
    jump
        What a stress adds to the logarithm of the world price, shape (T,).
    village_weather, village_spot
        Factors with mean one on harvests and on cash offers, shape (T, V).
    draw, key
        Number of the world, and the seed as two words.
    streams
        The random streams, for what is drawn once.
    """

    price: Floats
    jump: Floats
    village_weather: Floats
    village_spot: Floats
    draw: int
    key: tuple[int, int]
    streams: Streams
    moves: PriceMoves | None = None

    def price_move(self, world: Mapping[str, float], season: int) -> tuple[float, float, float]:
        """Persistence, size and score of the season's move of the logarithm of the world price."""
        if self.moves is not None:
            return self.moves.persistence, 1.0, float(self.moves.shocks[season - 1])
        return world["market.persistence"], world["market.volatility"], float(self.price[season - 1])


def draw_luck(
    world: Mapping[str, float],
    streams: Streams,
    draw: int,
    seasons: int,
    villages: int,
    shocks: Sequence[Shock] = (),
    process: PriceProcess | None = None,
) -> Luck:
    """Draw the luck of world ``draw`` over all seasons; season and village are part of the key.

    Raises
    ------
    InputError
        For shocks that cannot happen, see `check_shocks`.
    """
    check_shocks(shocks, seasons)
    numbers = np.arange(1, seasons + 1)
    weather_score, spot_score = streams.normals("village season", villages, draw, numbers[:, None])
    jump, harvest = np.zeros(seasons), np.asarray(weather(weather_score, world["market.weather_village"]))
    for shock in shocks:
        if shock.kind == "price":
            jump[shock.season - 1] += float(portable.log(1.0 + shock.size))
        else:
            harvest[shock.season - 1] *= 1.0 + shock.size
    return Luck(
        price=streams.normals("world price", 1, draw, numbers[:, None])[0][:, 0],
        jump=jump,
        village_weather=harvest,
        village_spot=np.asarray(weather(spot_score, world["market.spot_spread_village"])),
        draw=draw,
        key=streams.key,
        streams=streams,
        moves=process.moves(streams, draw, seasons) if process else None,
    )
