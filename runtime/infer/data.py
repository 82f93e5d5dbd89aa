"""A first look at data: what its columns are, which one is the key, which events there are.

For `leadscore init`, which writes the `leads` and `events` sections from it. Guesses are made from
all rows; a person is meant to read and mend them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, listed, shortened
from ..tables.duckdb import DEFAULTS, Session, Settings, name, opened
from ..tables.loaded import Relation, load_all, open_table
from ..tables.opened import Pick
from ..tables.sources import Given
from .columns import GuessedColumn, guess_column
from .names import rule_names
from .whose import MOST, whose

MOST_KINDS: Final = 200
TOGETHER: Final = 50
"""Columns that are looked at together."""
_KEY_WORDS: Final = re.compile(r"(^|_)(id|key|number|no|uuid|guid)$|^email$|_email$")
_TIME_WORDS: Final = re.compile(
    r"(^|_)(at|time|timestamp|datetime|date|ts|occurred|created|when)(_|$)"
)
_KIND_WORDS: Final = re.compile(r"(^|_)(event|activity|action|kind)(_|$)|^type$|^name$")


@dataclass(frozen=True, slots=True)
class GuessedLeads:
    shown: str
    rows: int
    key: str | None
    """The data's column that identifies a lead; nowhere twice."""
    columns: tuple[GuessedColumn, ...]
    """All columns but the key."""


@dataclass(frozen=True, slots=True)
class GuessedKind:
    name: str
    """A legal name for the rules."""
    called: str
    """Its name in the data, spelled as most often; the rules need `called` if it differs."""
    rows: int
    fields: tuple[str, ...]
    """The columns of the data, by their source names, that hold a value for this kind."""


@dataclass(frozen=True, slots=True)
class GuessedEvents:
    shown: str
    rows: int
    lead: str | None
    at: str | None
    named: str | None
    """The columns of the data that say whose event it is, when it was, and what it was. With no
    `named` all rows are of one kind, which has the file's name."""
    kinds: tuple[GuessedKind, ...]
    """The most frequent first; at most `MOST_KINDS`."""
    columns: tuple[GuessedColumn, ...]
    """All others."""
    share: float | None = None
    """Of the events that are of these leads, if that is known."""

    @property
    def strangers(self) -> str | None:
        """If most of the events are of others, a sentence that says so."""
        if self.lead is None or self.share is None or self.share >= MOST:
            return None
        column = shortened(self.lead)
        if not self.share:
            return f"no value of `{column}` in `{self.shown}` is the key of a lead"
        low = "under 1%" if self.share < 0.01 else f"{self.share:.0%}"
        return f"only {low} of the events in `{self.shown}` are of these leads, by `{column}`"


@dataclass(frozen=True, slots=True)
class Guess:
    leads: GuessedLeads
    events: GuessedEvents | None


def guess(
    leads: Given, events: Given | None = None, settings: Settings = DEFAULTS,
    key: str | None = None,
) -> Guess:  # fmt: skip
    """Reads both tables whole; `key` is the column that identifies a lead, if that is known.
    `DataError` if one cannot be read or has no rows."""
    with opened(settings) as session:
        first = _read(session, leads, "leads")
        columns = _columns(session, first)
        key = _named_key(first, columns, key) if key is not None else _key(first, columns)
        guessed = GuessedLeads(
            first.shown, first.rows, key, tuple(c for c in columns if c.source != key)
        )
        if events is None:
            return Guess(guessed, None)
        second = _read(session, events, "events")
        return Guess(guessed, _events(session, first, key, second))


def _read(session: Session, data: Given, table: str) -> Relation:
    """The whole table; of columns with one name (in SQL) only the first."""
    found = open_table(session, data, f"the table of {table}")
    picks = {
        column.lower(): Pick(place, column)
        for place, column in reversed(tuple(enumerate(found.columns)))
        if column.strip()
    }
    chosen = tuple(sorted(picks.values(), key=lambda pick: pick.index))
    relation = load_all(session, found, chosen, table)
    if not relation.rows:
        raise DataError(f"`{found.shown}` has no rows", "give a file with some rows to look at")
    return relation


def _columns(session: Session, relation: Relation) -> tuple[GuessedColumn, ...]:
    """A few columns at a time: the time that a query takes to plan grows with its table."""
    names = rule_names(relation.types)
    wanted = tuple(zip(relation.families.items(), names, strict=True))
    found: list[GuessedColumn] = []
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        cells = ", ".join(name(source) for (source, _), _ in some)
        session.run(f"CREATE OR REPLACE TABLE part AS SELECT {cells} FROM {relation.name}")
        found += (
            guess_column(session, "part", source, family, rule_name)
            for (source, family), rule_name in some
        )
    return tuple(found)


def _key(relation: Relation, columns: tuple[GuessedColumn, ...]) -> str | None:
    """Of the columns that are known and different in every row, the one named like a key, else
    the first; else one named like a key that is nowhere twice and known in nine of ten rows."""
    able = [c for c in columns if c.known == c.different and c.type in ("text", "number")]
    whole = [c for c in able if c.known == relation.rows]
    most = [c for c in able if c.known * 10 >= relation.rows * 9 and _KEY_WORDS.search(c.name)]
    named = [c for c in whole if _KEY_WORDS.search(c.name)]
    return next((c.source for c in [*named, *whole, *most]), None)


def _named_key(relation: Relation, columns: tuple[GuessedColumn, ...], key: str) -> str:
    """The column that is called so, as the data spells it."""
    named = [column.source for column in columns if column.source.strip() == key.strip()]
    named += [c.source for c in columns if fold(c.source.strip()) == fold(key.strip())]
    if named:
        return named[0]
    raise no_column(relation.shown, key, [column.source for column in columns])


def no_column(shown: str, wanted: str, columns: Sequence[str]) -> DataError:
    """`shown` is what has no such column."""
    close = near(wanted, list(columns))
    help = f"did you mean {listed(close)}?" if close else f"it has {listed(columns)}"
    return DataError(f"`{shown}` has no column `{shortened(wanted)}`", help)


# ---------------------------------------------------------------- events


def _events(session: Session, leads: Relation, key: str | None, events: Relation) -> GuessedEvents:
    columns = _columns(session, events)
    lead = whose(session, leads, key, events, columns)
    at = _at(columns)
    rest = tuple(column for column in columns if column.source not in (lead.column, at))
    named = _named(rest)
    fields = tuple(column for column in rest if column.source != named)
    return GuessedEvents(
        events.shown, events.rows, lead.column, at, named,
        _kinds(session, events, named, fields), fields, lead.share,
    )  # fmt: skip


def _at(columns: tuple[GuessedColumn, ...]) -> str | None:
    able = [column for column in columns if column.type in ("time", "date")]
    ranked = sorted(
        able, key=lambda c: (c.type != "time", not _TIME_WORDS.search(c.name), -c.known)
    )
    return ranked[0].source if ranked else None


def _named(columns: tuple[GuessedColumn, ...]) -> str | None:
    """The text column named like a kind of event that is known most often."""
    able = [c for c in columns if c.type == "text" and 1 <= c.different <= MOST_KINDS]
    named = [c for c in able if _KIND_WORDS.search(c.name)]
    return max(named, key=lambda c: c.known).source if named else None


def _kinds(
    session: Session, events: Relation, named: str | None, fields: tuple[GuessedColumn, ...]
) -> tuple[GuessedKind, ...]:
    filled = ", ".join(
        f"count(*) FILTER (trim(CAST({name(field.source)} AS VARCHAR), ' ') <> '')"
        for field in fields
    )
    kind = f"trim(CAST({name(named)} AS VARCHAR), ' ')" if named else "''"
    found = session.rows(
        f"SELECT mode({kind}), count(*){', ' * bool(filled)}{filled} FROM {name(events.name)} "
        f"{f'WHERE {kind} <> {chr(39) * 2} ' * bool(named)}"
        f"GROUP BY lower({kind}) ORDER BY count(*) DESC, lower({kind}) LIMIT {MOST_KINDS}"
    )
    called = [str(row[0]) if named else _stem(events.shown) for row in found]
    return tuple(
        GuessedKind(
            rule_name, call, row[1],
            tuple(f.source for f, rows in zip(fields, row[2:], strict=True) if rows),
        )
        for rule_name, call, row in zip(rule_names(called, "event"), called, found, strict=True)
    )  # fmt: skip


def _stem(shown: str) -> str:
    return shown.split(".")[0].rstrip("s") or "event"
