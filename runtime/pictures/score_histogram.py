"""How scores are spread among leads that won, and among those that did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .frame import OTHERS, WIDTH, WON, Spec, framed


@dataclass(frozen=True, slots=True)
class Bar:
    """The leads with scores from `low` to below `high`."""

    low: float
    high: float
    won: int
    lost: int


def score_histogram(bars: Sequence[Bar]) -> Spec:
    """Two histograms under each other, each in shares of its own leads: where few win, their
    bars can still be read."""
    won, lost = sum(bar.won for bar in bars) or 1, sum(bar.lost for bar in bars) or 1
    rows = [
        {"low": bar.low, "high": bar.high, "of": name, "share": share}
        for bar in bars
        for name, share in (("Won", bar.won / won), ("Not won", bar.lost / lost))
    ]
    return framed(
        rows,
        width=WIDTH,
        height=110,
        mark={"type": "bar", "binSpacing": 1},
        encoding={
            "x": {"field": "low", "type": "quantitative", "bin": {"binned": True},
                  "title": "Score", "axis": {"grid": False}},
            "x2": {"field": "high"},
            "y": {"field": "share", "type": "quantitative", "title": None,
                  "axis": {"format": ".0%", "tickCount": 4}},
            "row": {"field": "of", "title": None, "sort": ["Won", "Not won"],
                    "header": {"labelAngle": 0, "labelAlign": "left"}},
            "color": {"field": "of", "legend": None,
                      "scale": {"domain": ["Won", "Not won"], "range": [WON, OTHERS]}},
        },
    )  # fmt: skip
