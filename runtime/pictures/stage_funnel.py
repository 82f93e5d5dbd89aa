"""How many leads are in each stage, and how many of them won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .frame import INK, OTHERS, WIDTH, WON, Spec, framed, names_in_order

LABELS: Final = 1.8
"""So many times the longest bar, to have room for the words behind it."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    leads: int
    won: int
    told: str
    """Both in words."""


def stage_funnel(steps: Sequence[Step]) -> Spec:
    """In the order given, from the top down; the part that won is the inner bar."""
    names = names_in_order([step.name for step in steps])
    rows = [
        {"name": name, "leads": step.leads, "won": step.won, "told": step.told}
        for name, step in zip(names, steps, strict=True)
    ]
    most = max((step.leads for step in steps), default=1) or 1
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    scale = {"domain": [0, most * LABELS]}
    x = {"field": "leads", "type": "quantitative", "title": "Leads", "scale": scale,
         "axis": {"format": ",d", "tickCount": 5}}  # fmt: skip
    inner = {"field": "won", "type": "quantitative", "title": "Leads", "scale": scale}
    return framed(
        rows,
        width=WIDTH,
        height={"step": 38},
        layer=[
            {"mark": {"type": "bar", "color": OTHERS, "opacity": 0.45, "height": 26},
             "encoding": {"y": y, "x": x}},
            {"mark": {"type": "bar", "color": WON, "height": 14}, "encoding": {"y": y, "x": inner}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "color": INK},
             "encoding": {"y": y, "x": x, "text": {"field": "told"}}},
        ],
    )  # fmt: skip
