"""Who goes from which stage to which: a table of tiles, old stages down the side and new ones along
the top. How many leads a tile has is told by its number, and roughly by its shade; whether they go
up, down or stay by an arrow and by the colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final, Literal, TypeAlias

from .frame import GRID, INK, OTHERS, SOFT, WON, Spec, framed, names_in_order

Way: TypeAlias = Literal["up", "down", "stays", "other"]
COLOURS: Final[dict[Way, str]] = {"up": WON, "down": OTHERS, "stays": SOFT, "other": SOFT}
MARKS: Final[dict[Way, str]] = {"up": "▲ ", "down": "▼ ", "stays": "= ", "other": "× "}
WIDEST: Final = 92
HIGHEST: Final = 40
BESIDE: Final = 116
"""Height of the words beside the tiles; fewer tiles are higher, or the words would be cut."""
PALEST, DEEPEST = 0.1, 0.5
"""Shades that the numbers can be read on, on light paper and on dark."""


@dataclass(frozen=True, slots=True)
class Tile:
    old: int
    new: int
    """Places of the two stages in their lists."""
    leads: int
    share: str
    way: Way


def stage_movement(old: Sequence[str], new: Sequence[str], tiles: Sequence[Tile]) -> Spec:
    """Tiles without leads are left empty."""
    sides, tops = names_in_order(old), names_in_order(new)
    most = max((tile.leads for tile in tiles), default=1) or 1
    rows = [
        {
            "old": sides[tile.old], "new": tops[tile.new], "way": tile.way,
            "leads": f"{MARKS[tile.way]}{tile.leads:,}", "share": tile.share,
            "shade": PALEST + (DEEPEST - PALEST) * sqrt(tile.leads / most),
        }
        for tile in tiles if tile.leads
    ]  # fmt: skip
    y = {
        "field": "old", "type": "nominal", "sort": sides, "scale": {"domain": sides},
        "title": "by the old rules", "axis": {"domain": False, "ticks": False, "labelLimit": 140,
                 "titlePadding": 14},
    }  # fmt: skip
    x = {"field": "new", "type": "nominal", "sort": tops, "scale": {"domain": tops},
         "title": "by the new rules",
         "axis": {"orient": "top", "domain": False, "ticks": False, "labelAngle": 0,
                  "labelLimit": WIDEST - 4}}  # fmt: skip
    ways = list(COLOURS)
    colour = {"field": "way", "type": "nominal", "legend": None,
              "scale": {"domain": ways, "range": [COLOURS[way] for way in ways]}}  # fmt: skip
    shade = {"field": "shade", "type": "quantitative", "legend": None,
             "scale": {"domain": [0, 1], "range": [0, 1]}}  # fmt: skip
    return framed(
        rows,
        width={"step": WIDEST},
        height={"step": max(HIGHEST, ceil(BESIDE / max(len(sides), 1)))},
        encoding={"x": x, "y": y},
        layer=[
            {"mark": {"type": "rect", "stroke": GRID, "strokeWidth": 1},
             "encoding": {"fill": colour, "fillOpacity": shade}},
            {"mark": {"type": "text", "dy": -6, "color": INK, "fontWeight": "bold"},
             "encoding": {"text": {"field": "leads"}}},
            {"mark": {"type": "text", "dy": 9, "color": INK, "fontSize": 11},
             "encoding": {"text": {"field": "share"}}},
        ],
    )  # fmt: skip
