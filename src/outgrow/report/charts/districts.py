"""Map of the districts: which part of their households takes part at the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import numpy as np

from outgrow.report.measures import district_shares
from outgrow.report.records import Results
from outgrow.report.style import EMPTY, INK, data, finish

WIDTH, TALLEST = 370.0, 420.0
MARGIN = 0.04  # room around the districts, as a share of the map
LABELLED = 9  # districts whose names stand on the map
LETTER = 6.0  # width of a letter in pixels, and half the height of a line
PALE, DEEP = "#e6f1f8", "#004c7a"

Box = tuple[float, float, float, float]


def district_map(results: Results) -> alt.LayerChart:
    """Districts with households by the median share of members; the frame is drawn around them.

    Longitude and latitude are drawn as they are, which is true to shape near the equator.
    """
    features = list(_features(results))
    counted = [f for f in features if f["properties"]["share"] is not None]
    projection, height = _frame([_box(f["geometry"]["coordinates"]) for f in counted or features])
    share = alt.Color(
        "properties.share:Q",
        scale=alt.Scale(domain=[0, 100], range=[PALE, DEEP]),
        legend=alt.Legend(
            orient="bottom", title="Members, % of households", gradientLength=220, direction="horizontal"
        ),
    )
    others = _shapes([f for f in features if f not in counted], projection).encode(color=alt.value(EMPTY))
    shapes = _shapes(counted, projection).encode(color=share)
    return finish(alt.layer(others, shapes, *_names(counted, projection)), width=WIDTH, height=height)


def _shapes(features: list[dict[str, Any]], projection: dict[str, Any]) -> alt.Chart:
    """Outlines, cut at the frame."""
    collection = {"type": "FeatureCollection", "features": features}
    outlines = alt.InlineData(values=collection, format=alt.JsonDataFormat(property="features", type="json"))
    shapes: alt.Chart = alt.Chart(outlines).mark_geoshape(stroke="white", strokeWidth=0.8, clip=True)
    return shapes.project(**projection)


def _features(results: Results) -> Iterator[dict[str, Any]]:
    """Outlines with name, households and share; the share is None without households."""
    table = results.case.districts
    middle = np.median(district_shares(results.ensemble), axis=0)
    households = results.ensemble.district_households
    place = {name: k for k, name in enumerate(table.names[: middle.size])}
    for outline in (table.outlines or {})["features"]:
        name = str(outline["properties"][table.outline_name])
        k = place.get(name)
        known = k is not None and households[k] > 0.0
        yield {
            "type": "Feature",
            "geometry": outline["geometry"],
            "properties": {
                "name": name,
                "households": float(households[k]) if known else 0.0,
                "share": 100.0 * float(middle[k]) if known else None,
            },
        }


def _names(counted: list[dict[str, Any]], projection: dict[str, Any]) -> list[alt.Chart]:
    """Names of the districts with most households, in the middle of their boxes, each on a white edge."""
    rows: list[dict[str, Any]] = []
    for feature in sorted(counted, key=lambda f: -f["properties"]["households"])[:LABELLED]:
        west, south, east, north = _box(feature["geometry"]["coordinates"])
        row = {"name": feature["properties"]["name"], "lon": (west + east) / 2.0, "lat": (south + north) / 2.0}
        if not any(_too_near(row, other, projection["scale"]) for other in rows):
            rows.append(row)
    base = alt.Chart(data(rows)).encode(longitude="lon:Q", latitude="lat:Q", text="name:N").project(**projection)
    edge = base.mark_text(fontSize=10, stroke="white", strokeWidth=3, color="white", strokeJoin="round")
    return [edge, base.mark_text(fontSize=10, color=INK)]


def _too_near(row: dict[str, Any], other: dict[str, Any], scale: float) -> bool:
    """Whether two names would touch on the map."""
    apart_x, apart_y = abs(row["lon"] - other["lon"]) * scale, abs(row["lat"] - other["lat"]) * scale
    return bool(apart_x < LETTER * (len(row["name"]) + len(other["name"])) / 2.0 and apart_y < 2.0 * LETTER)


def _frame(boxes: list[Box]) -> tuple[dict[str, Any], float]:
    """Projection that fits the boxes into the map's width, and the map's height."""
    west, south = (min(box[k] for box in boxes) for k in (0, 1))
    east, north = (max(box[k] for box in boxes) for k in (2, 3))
    wide, tall = (east - west) * (1.0 + 2.0 * MARGIN), (north - south) * (1.0 + 2.0 * MARGIN)
    height = min(WIDTH * tall / wide, TALLEST)
    scale = min(WIDTH / wide, height / tall)
    translate = [WIDTH / 2.0 - scale * (west + east) / 2.0, height / 2.0 + scale * (south + north) / 2.0]
    return {"type": "identity", "reflectY": True, "scale": scale, "translate": translate}, height


def _box(coordinates: Any) -> Box:
    """West, south, east and north end of nested coordinates."""
    points = np.array(list(_points(coordinates)))
    west, south = points.min(axis=0).tolist()
    east, north = points.max(axis=0).tolist()
    return west, south, east, north


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], list | tuple):
        for part in coordinates:
            yield from _points(part)
    else:
        yield float(coordinates[0]), float(coordinates[1])
