"""Names of columns and queries inside the SQL: readable, unique, never in need of quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .plan import (
    DAY,
    MICRO,
    SECOND,
    All,
    AnyOf,
    Compare,
    Edge,
    Events,
    Metric,
    Not,
    NumberIn,
    Span,
    Test,
    TextIn,
    TextLike,
)

LONGEST: Final = 48
_UNITS: Final = (("d", DAY), ("h", 3_600 * SECOND), ("min", 60 * SECOND), ("s", SECOND))


class Names:
    """Hands out names; in SQL, names that differ only in case are one name."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def take(self, *wanted: str) -> str:
        """A free name made of the words of `wanted`."""
        base = slug("_".join(wanted)) or "value"
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._taken.add(name)
        return name


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and single underscores, a letter first.

    >>> slug("Decision maker: 20%!"), slug("2 visits")
    ('decision_maker_20', 'n2_visits')
    """
    made = re.sub(r"[^a-z0-9]+", "_", text.lower())[: 2 * LONGEST].strip("_")
    made = f"n{made}" if made[:1].isdigit() else made
    return made if len(made) <= LONGEST else made[:LONGEST].rsplit("_", 1)[0]


# ---------------------------------------------------------------- what figures are called


def metric(found: Metric) -> str:
    """`n_page_view_path_pricing_7d`, `total_seconds_of_page_view`."""
    what = events(found.events)
    if found.kind == "count":
        return f"n_{what}"
    field = f"_{found.field.name}" if found.field else ""
    return f"{found.kind}{field}_of_{what}"


def events(found: Events) -> str:
    parts = ["_or_".join(found.kinds[:3]) if len(found.kinds) <= 3 else "event"]
    if found.where is not None:
        parts.append(test(found.where))
    if found.span is not None:
        parts.append(span(found.span))
    return "_".join(filter(None, parts))


def test(asked: Test) -> str:
    """A few words of a test."""
    match asked:
        case All(tests) | AnyOf(tests):
            return "_".join(test(part) for part in tests[:2])
        case Not(inner):
            return f"not_{test(inner)}"
        case TextIn(value, texts, list_name):
            words = list_name or "_or_".join(texts[:2])
            return f"{_of(value)}_{slug(words)[:24]}"
        case TextLike(_, value, texts):
            return f"{_of(value)}_{slug('_or_'.join(texts[:2]))[:24]}"
        case Compare(_, value, micro):
            return f"{_of(value)}_{micro // MICRO}"
        case NumberIn(value):
            return _of(value)
        case _:
            return _of(getattr(asked, "value", None))


def _of(value: object) -> str:
    name = getattr(value, "name", None) or getattr(getattr(value, "value", None), "name", "value")
    return str(name)


def span(found: Span) -> str:
    """`7d` for the last seven days, `30d_to_60d` for those between."""
    lower, upper = found.lower, found.upper
    if lower and upper:
        return f"{_ago(upper)}_to_{_ago(lower)}"
    if lower:
        return _ago(lower) if lower.base == "as_of" else f"since_{_ago(lower)}"
    return f"before_{_ago(upper)}" if upper else ""


def _ago(edge: Edge) -> str:
    if edge.base == "as_of":
        return duration(-edge.us)
    return f"day_{edge.us // DAY}"


def duration(us: int) -> str:
    """`7d`, `36h`; a duration ahead of as-of is `in_7d`.

    >>> duration(7 * 86_400_000_000), duration(-90_000_000)
    ('7d', 'in_90s')
    """
    unit, size = next(((u, s) for u, s in _UNITS if us % s == 0), ("us", 1))
    return f"{'in_' if us < 0 else ''}{abs(us) // size}{unit}"
