"""How parts of a movement are called."""

from __future__ import annotations

from typing import Final

from ...dsl.diff import Change
from ..review.words import percent, signed
from .result import EXCLUDED, Effect, Movement


def stage_of(text: str) -> str:
    return text or f"({EXCLUDED})"


def of_all(leads: int, every: int) -> str:
    """
    >>> of_all(30, 200), of_all(0, 0)
    ('30 (15 %)', '0')
    """
    return f"{leads:,} ({percent(leads / every)})" if every else f"{leads:,}"


def ways_of(found: Movement) -> str:
    ways = ((found.up, "up"), (found.down, "down"), (found.excluded, "excluded"))
    return ", ".join(f"{leads:,} {way}" for leads, way in ways if leads)


def change_name(change: Change) -> str:
    return f"{change.kind} `{change.about}`"


MOST_OTHERS: Final = 3
"""So many of the edits that go together are named."""


def with_others(change: Change, together: tuple[Change, ...]) -> str:
    names = [f"`{one.about}`" for one in together]
    if len(names) > MOST_OTHERS + 1:
        names[MOST_OTHERS:] = [f"{len(names) - MOST_OTHERS} others"]
    return f"{change_name(change)} with {', '.join(names)}" if names else change_name(change)


def number(found: float, exact: bool) -> str:
    """
    >>> number(12, True), number(1234.4, False), number(0, False)
    ('12', '≈ 1,234', '0')
    """
    return f"{found:,.0f}" if exact or not found else f"≈ {found:,.0f}"


def scores_of(effect: Effect | None, exact: bool) -> str:
    """
    >>> scores_of(Effect(5, 1, 3, 2), True), scores_of(Effect(4, 0, 0, 4), True)
    ('5 (3 ▲ 2 ▼)', '4 ▼')
    """
    if effect is None:
        return "?"
    told = number(effect.score, exact)
    ways = [(effect.up, "▲"), (effect.down, "▼")]
    if any(round(part) == round(effect.score) for part, _ in ways) and effect.score:
        return told + next(f" {sign}" for part, sign in ways if round(part) == round(effect.score))
    parts = " ".join(f"{number(part, True)} {sign}" for part, sign in ways if part)
    return f"{told} ({parts})" if parts else told


def stages_of(effect: Effect | None, exact: bool) -> str:
    return "?" if effect is None else number(effect.stage, exact)


def steps(units: int | None, scale: int) -> str:
    """
    >>> steps(-5, 1), steps(0, 1), steps(None, 1)
    ('-5', 'stage only', 'excluded')
    """
    if units is None:
        return EXCLUDED
    return signed(units, scale) if units else "stage only"


def class_name(found: Movement) -> str:
    return found.name if found.name == found.old_name else f"{found.old_name}, now {found.name}"
