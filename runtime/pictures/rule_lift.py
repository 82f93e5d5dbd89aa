"""How many times as often leads with each rule win as those without, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .frame import INK, OTHERS, SOFT, WIDTH, WON, Spec, framed, names_in_order

_LEAST: Final = 0.02
_MOST: Final = 50.0
"""Further out an interval is cut."""
GIVES, TAKES = "gives points", "takes points"


@dataclass(frozen=True, slots=True)
class Lift:
    name: str
    given: str
    """Its points in words, if the rule has rows that give others."""
    value: float
    low: float
    high: float
    gives: bool
    """Points; else it takes some."""


def rule_lift(lifts: Sequence[Lift]) -> Spec:
    """In the order given, from the top down. A rule that gives points should lie to the right of
    1, one that takes points to the left."""
    ends = [f" ({lift.given})" if lift.given else "" for lift in lifts]
    names = names_in_order([lift.name for lift in lifts], ends)
    rows = [
        {"name": name, "value": _kept(one.value), "low": _kept(one.low), "high": _kept(one.high),
         "points": GIVES if one.gives else TAKES}
        for name, one in zip(names, lifts, strict=True)
    ]  # fmt: skip
    scale = {"type": "log", "domain": _domain(lifts), "nice": False}
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    title = "times as often won as without it"
    kinds = {"domain": [GIVES, TAKES]}
    return framed(
        rows,
        width=WIDTH - 120,
        height={"step": 20},
        layer=[
            {"data": {"values": [{"one": 1}]}, "mark": {"type": "rule", "color": SOFT},
             "encoding": {"x": {"field": "one", "type": "quantitative", "scale": scale}}},
            {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"y": y, "x2": {"field": "high"},
                          "x": {"field": "low", "type": "quantitative", "scale": scale}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {
                 "y": y,
                 "x": {"field": "value", "type": "quantitative", "scale": scale, "title": title,
                       "axis": {"values": [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50],
                                "format": "~g"}},
                 "color": {"field": "points", "title": None,
                           "scale": {**kinds, "range": [WON, OTHERS]}},
                 "shape": {"field": "points", "title": None,
                           "scale": {**kinds, "range": ["triangle-up", "triangle-down"]}}}},
        ],
    )  # fmt: skip


def _kept(value: float) -> float:
    return min(_MOST, max(_LEAST, value))


def _domain(lifts: Sequence[Lift]) -> list[float]:
    ends = [_kept(end) for one in lifts for end in (one.low, one.high)]
    return [min(0.5, *ends) / 1.1, max(2, *ends) * 1.1] if ends else [0.5, 2]
