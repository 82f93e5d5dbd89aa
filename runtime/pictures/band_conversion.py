"""How many of each band of scores won, with the interval in which the true share lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .frame import INK, SOFT, WIDTH, WON, Spec, framed, names_in_order


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    share: float
    low: float
    high: float
    told: str
    """The share in words."""


def band_conversion(shares: Sequence[Share], everyone: float, heading: str = "Score") -> Spec:
    """From the lowest band to the highest; `everyone` is a line across."""
    names = names_in_order([one.name for one in shares])
    rows = [
        {"name": name, "share": one.share, "low": one.low, "high": one.high, "told": one.told}
        for name, one in zip(names, shares, strict=True)
    ]
    x = {"field": "name", "type": "nominal", "sort": None, "title": heading,
         "axis": {"labelAngle": -35 if len(rows) > 6 else 0}}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "title": "Convert", "axis": {"format": ".0%"}}
    return framed(
        rows,
        width=WIDTH,
        height=260,
        layer=[
            {"mark": {"type": "bar", "color": WON, "opacity": 0.35}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {"field": "low", "type": "quantitative"},
                          "y2": {"field": "high"}}},
            {"mark": {"type": "point", "color": INK, "filled": True, "size": 50, "opacity": 1},
             "encoding": {"x": x, "y": y}},
            {"mark": {"type": "text", "baseline": "bottom", "dy": -4, "fontSize": 11},
             "encoding": {"x": x, "y": {"field": "high", "type": "quantitative"},
                          "text": {"field": "told"}}},
            {"data": {"values": [{"all": everyone}]},
             "mark": {"type": "rule", "color": SOFT, "strokeDash": [5, 4]},
             "encoding": {"y": {"field": "all", "type": "quantitative"}}},
            {"data": {"values": [{"all": everyone}]},
             "mark": {"type": "text", "color": SOFT, "align": "left", "x": 4, "dy": -6},
             "encoding": {"y": {"field": "all", "type": "quantitative"},
                          "text": {"value": "all leads"}}},
        ],
    )  # fmt: skip
