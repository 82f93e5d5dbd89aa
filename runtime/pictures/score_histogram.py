"""How scores are spread among leads that won, and among those that did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .frame import OTHERS, WIDTH, WON, Spec, framed


@dataclass(frozen=True, slots=True)
class Bar:
    """The leads with scores from `low` to below `high`; of the last bar `high` is among them."""

    low: float
    high: float
    won: int
    lost: int


def score_histogram(bars: Sequence[Bar], alone: bool = False) -> Spec:
    """Two histograms under each other, each in shares of its own leads: where few win, their
    bars can still be read. `alone`: each bar is of the one score `low`, and stands around it."""
    won, lost = sum(bar.won for bar in bars) or 1, sum(bar.lost for bar in bars) or 1
    step = bars[0].high - bars[0].low if bars else 1
    back = step / 2 if alone else 0
    rows = [
        {"low": bar.low - back, "high": bar.high - back, "of": name, "share": share}
        for bar in bars
        for name, share in (("Won", bar.won / won), ("Not won", bar.lost / lost))
    ]
    domain = [bars[0].low - back, bars[-1].high - back] if bars else [0, 1]
    told = "format(datum.value, ',~f')"
    axis: dict[str, Any] = {
        "grid": False, "tickMinStep": step, "labelExpr": told, "labelFlush": False,
        "labelOverlap": "parity", "labelSeparation": 6,
    }  # fmt: skip
    if len(bars) == 1:
        axis["values"] = [bars[0].low] if alone else [bars[0].low, bars[0].high]
    return framed(
        rows,
        width=WIDTH,
        height=110,
        mark={"type": "bar", "binSpacing": 1},
        encoding={
            "x": {"field": "low", "type": "quantitative", "bin": {"binned": True},
                  "title": "Score", "axis": axis, "scale": {"domain": domain, "nice": False}},
            "x2": {"field": "high"},
            "y": {"field": "share", "type": "quantitative", "title": None,
                  "axis": {"format": ".0%", "tickCount": 4}},
            "row": {"field": "of", "title": None, "sort": ["Won", "Not won"],
                    "header": {"labelAngle": 0, "labelAlign": "left"}},
            "color": {"field": "of", "legend": None,
                      "scale": {"domain": ["Won", "Not won"], "range": [WON, OTHERS]}},
        },
    )  # fmt: skip
