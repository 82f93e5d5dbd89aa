"""What stands out among values and events: what no rule rewards, what the score misjudges, and
what looks as if it knew the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from .ranking import auc, cells
from .rates import FEW_LEADS, LEVEL, Estimate, Rate, ratio, z_of
from .traits import UNKNOWN, ColumnTraits, Trait

MOST: Final = 10
"""So many of each are told."""
CERTAIN: Final = 0.95
"""A share of winners, or an area under the curve, that is too good to be known beforehand."""
_NAMES: Final = re.compile(
    r"(?<![a-z])(won|lost|closed?|converted|conversion|contract|signed|outcome)(?![a-z])", re.I
)


@dataclass(frozen=True, slots=True)
class Stands:
    """A trait with how many times as often leads with it win; the interval allows for all that
    was looked at."""

    trait: Trait
    lift: Estimate


def unrewarded(traits: Sequence[Trait]) -> tuple[Stands, ...]:
    """Of what no rule reads: what tells winners from others, and still does among leads of the
    same score; the strongest first."""
    unread = [t for t in traits if not t.read]
    found = (s for s in _standing(unread) if _agrees(s, z_of()))
    return tuple(sorted(found, key=_strength, reverse=True)[:MOST])


def misjudged(traits: Sequence[Trait]) -> tuple[Trait, ...]:
    """Of what rules read: leads of whom more or fewer win than others of the same score."""
    known = [t for t in traits if t.read]
    z = z_of(1 - (1 - LEVEL) / max(1, len(traits)))
    found = [t for t in known if abs(t.came.z) > z and t.rate.leads >= FEW_LEADS]
    return tuple(sorted(found, key=lambda t: -abs(t.came.z))[:MOST])


def _standing(traits: Sequence[Trait]) -> Iterator[Stands]:
    level = 1 - (1 - LEVEL) / max(1, len(traits))
    for trait in traits:
        lift = ratio(trait.rate, trait.others, level)
        if lift is not None and lift.unlike_one and trait.rate.leads >= FEW_LEADS:
            yield Stands(trait, lift)


def _agrees(found: Stands, z: float) -> bool:
    """Whether among leads of the same score it points the same way, beyond chance."""
    off = found.trait.came.z
    return off > z if found.lift.value > 1 else off < -z


def _strength(found: Stands) -> float:
    """How far from 1 it is at least."""
    low, high = found.lift.interval.low, found.lift.interval.high
    return low if found.lift.value > 1 else 1 / high if high else float("inf")


# ---------------------------------------------------------------- leaks

Why: TypeAlias = Literal["outcome", "all won", "none won", "filled", "alone", "name", "score"]


@dataclass(frozen=True, slots=True)
class Leak:
    """A suspicion that something knows the outcome.

    outcome   a rule reads what the outcome is made of
    all won   nearly all leads with it won
    none won  nearly none did
    filled    the column is filled for winners, and hardly for others
    alone     by itself it tells winners from others nearly always
    name      by its name it belongs to the end
    score     the score is right too often
    """

    why: Why
    what: str
    """A rule, column or event."""
    value: str | None
    """Of a column; none for the whole column, and for what is none."""
    kind: Literal["rule", "column", "event", "score"]
    read: bool
    """Whether a rule reads it, so that the score has it already."""
    rate: Rate | None = None
    figure: float | None = None
    before: int | None = None
    """Of an event: so many leads had it when they were judged."""

    @property
    def red(self) -> bool:
        """Whether the score may have it already. An event that comes only later is not read."""
        return self.read and self.why != "name" and self.before != 0


def of_rates(
    what: str, value: str | None, kind: Literal["rule", "column", "event"], read: bool,
    rate: Rate, everyone: Rate,
) -> Iterator[Leak]:  # fmt: skip
    """Whether so many of these leads won, or so few, that they were known to."""
    if rate.leads < FEW_LEADS:
        return
    if rate.value >= CERTAIN and rate.interval.low > max(0.85, (1 + everyone.value) / 2):
        yield Leak("all won", what, value, kind, read, rate)
    elif rate.interval.high < everyone.value / 10:
        yield Leak("none won", what, value, kind, read, rate)


def of_column(found: ColumnTraits, everyone: Rate) -> Iterator[Leak]:
    unknown = next((t for t in found.traits if t.value == UNKNOWN), None)
    if unknown is not None and _filled_for_winners(unknown, everyone):
        yield Leak("filled", found.column, None, "column", found.read, unknown.others)
        return
    alone = auc(cells((int(t.rate.value * 10**9), t.rate.won, t.rate.lost) for t in found.traits))
    covered = sum(t.rate.leads for t in found.traits)
    if alone is not None and alone.value > CERTAIN and covered > everyone.leads / 2:
        yield Leak("alone", found.column, None, "column", found.read, figure=alone.value)
        return
    for trait in found.traits:
        if trait.value != UNKNOWN:
            rate = trait.rate
            yield from of_rates(found.column, trait.value, "column", found.read, rate, everyone)


def _filled_for_winners(unknown: Trait, everyone: Rate) -> bool:
    """Most winners have a value, and of those without one nearly none won."""
    known = unknown.others
    filled = known.won >= CERTAIN * everyone.won and known.value > 2 * everyone.value
    return known.leads >= FEW_LEADS and filled and unknown.rate.leads >= FEW_LEADS


def of_event(trait: Trait, everyone: Rate) -> Iterator[Leak]:
    """By all that it happened to, also after they were judged."""
    rate, before = trait.anytime or trait.rate, trait.rate.leads
    for leak in of_rates(trait.of, trait.value, "event", trait.read, rate, everyone):
        yield replace(leak, before=before)


def of_names(columns: Iterable[str], events: Iterable[str]) -> Iterator[Leak]:
    """Of what the rules read."""
    for name in columns:
        if _NAMES.search(name.replace("_", " ")):
            yield Leak("name", name, None, "column", True)
    for name in events:
        if _NAMES.search(name.replace("_", " ")):
            yield Leak("name", name, None, "event", True)
