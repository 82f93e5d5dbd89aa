"""How much scores change: for each step how many leads. Who gains is told from who loses by the
side of zero, and by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .frame import INK, OTHERS, WIDTH, WON, Spec, framed, names_in_order


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    leads: int
    gains: bool
    told: str


def score_changes(steps: Sequence[Step]) -> Spec:
    """In the order given, from the top down."""
    names = names_in_order([step.name for step in steps])
    rows = [
        {"name": name, "leads": step.leads, "told": step.told,
         "way": "gains" if step.gains else "loses"}
        for name, step in zip(names, steps, strict=True)
    ]  # fmt: skip
    most = max((step.leads for step in steps), default=1) or 1
    y = {"field": "name", "type": "nominal", "sort": None, "title": "Change of the score",
         "axis": {"titleAngle": 0, "titleAlign": "right", "titleX": -6, "titleY": -10}}  # fmt: skip
    x = {
        "field": "leads", "type": "quantitative", "title": "Leads",
        "scale": {"domain": [0, most * 1.35]}, "axis": {"format": ",d", "tickCount": 5},
    }  # fmt: skip
    colour = {"field": "way", "type": "nominal", "legend": None,
              "scale": {"domain": ["gains", "loses"], "range": [WON, OTHERS]}}  # fmt: skip
    return framed(
        rows,
        width=WIDTH,
        height={"step": 24},
        encoding={"y": y, "x": x},
        layer=[
            {"mark": {"type": "bar", "height": 16}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "color": INK},
             "encoding": {"text": {"field": "told"}}},
        ],
    )  # fmt: skip
