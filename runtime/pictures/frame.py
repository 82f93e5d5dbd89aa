"""What all pictures share, and drawing them as SVG."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from ..errors import DataError

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, object]

INK: Final = "var(--ink)"
SOFT: Final = "var(--soft)"
GRID: Final = "var(--grid)"
PAPER: Final = "var(--paper)"
WON: Final = "var(--series-1)"
OTHERS: Final = "var(--series-2)"
WIDTH: Final = 560
LONGEST: Final = 36
"""Letters of a name beside an axis."""
_LEAST: Final = 12
"""So many of a name are shown however long what stands behind it."""
_BEFORE: Final = 4
"""Letters that two names have in common are shown before those in which they differ."""

CONFIG: Final[Spec] = {
    "background": None,
    "padding": {"left": 24, "top": 4, "right": 24, "bottom": 4},
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": GRID,
        "tickColor": GRID, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelLimit": 0,
    },
    "text": {"color": INK, "fontSize": 12},
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "orient": "top",
               "columnPadding": 24},
}  # fmt: skip


def framed(rows: Sequence[Row], **parts: Any) -> Spec:
    """A specification over these rows."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [dict(row) for row in rows]},
        "config": CONFIG,
        **parts,
    }


def names_in_order(names: Sequence[str], ends: Sequence[str] = ()) -> list[str]:
    """Labels of an axis: shortened, and each different from those before it. `ends` are set behind
    the names, one each, and never shortened.

    >>> names_in_order(["What is your current occupation"] * 2, [" (+15)", " (+1)"])
    ['What is your current occupati… (+15)', 'What is your current occupation (+1)']
    """
    ends = ends or [""] * len(names)
    rooms = [max(LONGEST - len(end), _LEAST) for end in ends]
    seen: dict[str, str] = {}
    for name, room, end in zip(names, rooms, ends, strict=True):
        short = _short(name, names, room) + end
        while short in seen:
            short += "\u200b" if seen[short] == name else "·"
        seen[short] = name
    return list(seen)


def _short(name: str, others: Sequence[str], room: int) -> str:
    """Cut at its end; in its middle if another name begins alike, so that what differs is seen."""
    if len(name) <= room:
        return name
    first = name[: room - 1]
    alike = [_common(name, one) for one in others if one != name]
    differs = max(alike, default=0)
    if differs < len(first):
        return f"{first}…"
    head = room // 2
    rest = name[max(head, min(differs - _BEFORE, len(name) - (room - head - 1))) :]
    return f"{name[:head]}…{_ended(rest, room - head - 1)}"


def _common(name: str, other: str) -> int:
    """How many letters they have in common before they differ."""
    pairs = enumerate(zip(name, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(name), len(other)))


def _ended(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


_SIZE: Final = re.compile(r'(<svg [^>]*?)width="([0-9.]+)" height="([0-9.]+)"')
_SMALLEST: Final = 0.85
"""Of its size a picture may be shown at; smaller its words could not be read."""


def library() -> Any:
    """What draws; `DataError` if it is not there."""
    try:
        import vl_convert
    except ImportError:
        raise DataError(
            "pictures need a library that is not installed",
            "`pip install 'leadscore[report]'`; a report in .md or .json does without",
        ) from None
    return vl_convert


def svg(spec: Spec) -> str:
    """Drawn without a network or files. `DataError` if the library for it is not there."""
    drawn = library().vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    return _SIZE.sub(_sized, drawn, count=1)


def _sized(found: re.Match[str]) -> str:
    """Narrower than a page it shrinks a little, wider it never grows."""
    width = float(found[2])
    style = f"max-width:100%;min-width:{width * _SMALLEST:.0f}px;height:auto;overflow:visible"
    return f'{found[1]}width="{found[2]}" height="{found[3]}" style="{style}"'
