"""Which rows of a table of events are of which kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ...compiler import normal
from ...compiler.plan import EventSource, Kind
from ...dsl.fold import fold
from .duckdb import Session, literal
from .keys import text_of
from .loaded import Relation

KEPT: Final = 1000
"""So many names of undeclared events are kept."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of events in one table, as they are spelled there."""

    text: str | None
    """SQL for an event's name; none if all events are of one kind."""
    spelled: dict[str, tuple[str, ...]]
    """Kind → its spellings."""
    others: tuple[tuple[str, int], ...]
    """Names that no kind has, with their rows; the most frequent first, at most `KEPT`."""
    rest: int
    """Rows of all such names."""

    def test(self, kinds: Sequence[Kind]) -> str:
        """SQL: whether a row of `t` is of one of these kinds."""
        if self.text is None:
            return "true"
        listed = ", ".join(literal(one) for kind in kinds for one in self.spelled[kind.name])
        return f"{self.text} IN ({listed})" if listed else "false"

    def number(self, kinds: Sequence[Kind]) -> str:
        """SQL: the place of its kind, NULL if it is of none."""
        if self.text is None:
            return "0"
        found = [(i, kind) for i, kind in enumerate(kinds) if self.spelled[kind.name]]
        whens = " ".join(f"WHEN {self.test((kind,))} THEN {i}" for i, kind in found)
        return f"CASE {whens} END" if whens else "CAST(NULL AS INTEGER)"


def names_of(session: Session, relation: Relation, source: EventSource) -> Names:
    spelled: dict[str, list[str]] = {kind.name: [] for kind in source.kinds}
    if source.named is None:
        return Names(None, dict.fromkeys(spelled, ()), (), 0)
    kind_of = kinds_by_name(source)
    others: list[tuple[str, int]] = []
    rest = 0
    text = f"coalesce({text_of(relation, source.named)}, '')"
    sql = f"SELECT {text}, count(*) FROM {relation.name} AS t GROUP BY 1 ORDER BY 2 DESC, 1"
    for one, rows in session.stream(sql):
        kind = kind_of(one)
        if kind is not None:
            spelled[kind].append(one)
            continue
        rest += rows
        if len(others) < KEPT:
            others.append((one or "no name", rows))
    kinds = {kind: tuple(found) for kind, found in spelled.items()}
    return Names(text, kinds, tuple(others), rest)


def kinds_by_name(source: EventSource) -> Callable[[object], str | None]:
    """From an event's name in the data to its name in the rules, none if they do not know it."""
    if source.named is None:
        only = source.kinds[0].name
        return lambda raw: only
    known = {fold(kind.called.strip(" ")): kind.name for kind in source.kinds}
    seen: dict[object, str | None] = {}

    def find(raw: object) -> str | None:
        if raw in seen:
            return seen[raw]
        text = normal.text(raw)
        kind = None if text is None else known.get(fold(text))
        if len(seen) < KEPT:
            seen[raw] = kind
        return kind

    return find
