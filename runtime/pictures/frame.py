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
WON: Final = "var(--series-1)"
OTHERS: Final = "var(--series-2)"
WIDTH: Final = 560
LONGEST: Final = 36
"""Letters of a name beside an axis."""

CONFIG: Final[Spec] = {
    "background": None,
    "padding": {"left": 24, "top": 4, "right": 24, "bottom": 4},
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": GRID,
        "tickColor": GRID, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelLimit": 320,
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


def names_in_order(names: Sequence[str]) -> list[str]:
    """Labels of an axis: shortened, and each different from those before it."""
    seen: dict[str, None] = {}
    for name in names:
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        while short in seen:
            short += "\u200b"
        seen[short] = None
    return list(seen)


_SIZE: Final = re.compile(r'(<svg [^>]*?)width="([0-9.]+)" height="([0-9.]+)"')


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
    # Narrower than a page it shrinks, wider it never grows.
    style = "max-width:100%;height:auto;overflow:visible"
    return _SIZE.sub(rf'\1width="\2" height="\3" style="{style}"', drawn, count=1)
