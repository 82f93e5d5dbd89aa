"""What rules could ask of what a lead did: how often, how lately, on how many days."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import numpy as np

from ...dsl import ast
from ...dsl.printer import show
from ...dsl.terms import DAY
from .features import FEWEST
from .frame import Amount, Bools, Flag, Floats, Ints
from .history import Happened

WINDOWS: Final = (1, 3, 7, 14, 30, 60, 90, 180, 365)
"""Days."""
MOST_WINDOWS: Final = 3
MOST_KINDS: Final = 30
EVERY_KIND: Final = "event"
"""What constraints call events of whatever kind."""


def of_events(happened: Happened, leads: int) -> Iterator[Amount | Flag]:
    reach = np.bincount(happened.kind, minlength=len(happened.kinds))
    often = sorted(range(len(happened.kinds)), key=lambda k: (-reach[k], happened.kinds[k]))
    for kind in often[:MOST_KINDS]:
        chosen = happened.kind == kind
        if len(np.unique(happened.lead[chosen])) >= FEWEST:
            yield from _of_kind(happened, (happened.kinds[kind],), chosen, leads)
    if len(often) > 1:
        yield from _of_kind(happened, (), np.ones(len(happened.kind), dtype=bool), leads)


def _of_kind(
    happened: Happened, kinds: tuple[str, ...], chosen: Bools, leads: int
) -> Iterator[Amount | Flag]:
    lead, age = happened.lead[chosen], happened.age[chosen]
    for days in (None, *_windows(age)):
        pattern = _pattern(kinds, days)
        counts = _count(lead if days is None else lead[age < days * DAY], leads)
        some = ast.EventTest(ast.Quantifier("any"), pattern)
        yield Flag(**_shared(kinds, some), holds=counts > 0)
        yield Amount(**_shared(kinds, ast.NumberOf(pattern)), values=counts)
    pattern = _pattern(kinds, None)
    on_days = np.unique(np.stack([lead, age // DAY]), axis=1)[0]
    yield Amount(**_shared(kinds, ast.NumberOfDays(pattern)), values=_count(on_days, leads))
    latest = np.full(leads, np.nan)
    np.fmin.at(latest, lead, (age // DAY).astype(np.float64))
    yield Amount(**_shared(kinds, ast.DaysSinceEvent("last", pattern)), values=latest)


def _shared(kinds: tuple[str, ...], expression: ast.Expression) -> dict[str, Any]:
    words = show(expression)
    return {
        "expression": expression, "title": words[:1].upper() + words[1:],
        "source": kinds[0] if kinds else EVERY_KIND, "place": "engagement",
    }  # fmt: skip


def _pattern(kinds: tuple[str, ...], days: int | None) -> ast.Pattern:
    window = None
    if days is not None:
        window = ast.LastWindow(ast.Duration(ast.Number(Decimal(days)), "day"))
    return ast.Pattern(ast.Kinds(tuple(map(ast.Name, kinds))), None, window)


def _count(lead: Ints, leads: int) -> Floats:
    return np.bincount(lead, minlength=leads).astype(np.float64)


def _windows(age: Ints) -> list[int]:
    """Those that part events best: nearest to holding a quarter, a half, three quarters."""
    shares = {days: float((age < days * DAY).mean()) for days in WINDOWS}
    able = {days: share for days, share in shares.items() if 0.05 <= share <= 0.95}
    wanted = (0.25, 0.5, 0.75)[:MOST_WINDOWS]
    found = {min(able, key=lambda d: (abs(able[d] - share), d)) for share in wanted if able}
    return sorted(found)
