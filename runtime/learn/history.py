"""History, read: raw values of every column for each lead, and when each lead is judged.

Values are read by the readers that scores are made with, so that a band or a text means here what
it means in a rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from ...compiler import normal
from ...dsl.fold import fold
from ..errors import DataError, counted, listed, masked, shortened
from ..infer.columns import GuessedColumn
from ..infer.data import no_column
from ..job.python import stream
from ..tables.duckdb import Progress, opened, silent
from ..tables.keys import number_keys
from ..tables.loaded import choose, load
from .asked import Data, Judged
from .declared import Declared, column_called, reading_plan
from .frame import Bools, Ints

FEWEST: Final = 20
"""Leads of each outcome; with fewer every figure is chance."""


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """All events of the leads, those after the lead's own moment left out."""

    kinds: tuple[str, ...]
    kind: Ints
    lead: Ints
    """The lead's place among those that count."""
    age: Ints
    """Microseconds before the moment of judgement."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    won: Bools
    values: dict[str, list[Any]]
    """By the rules' names of the columns, raw."""
    moments: Ints | None
    """When each lead is judged, in microseconds since the epoch; none where nobody has said."""
    events: Happened | None
    without_outcome: int
    """Leads left out because nobody knows how they ended,"""
    without_moment: int
    """because it is not known when to judge them,"""
    decided_before: int
    """or because the outcome was known by then."""


@dataclass(frozen=True, slots=True)
class _Columns:
    outcome: GuessedColumn
    moment: GuessedColumn | None
    known_at: GuessedColumn | None


def read(data: Data, declared: Declared, tell: Progress = silent) -> History:
    """`DataError` for a key that is there twice, and for an outcome to learn nothing from."""
    plan = reading_plan(declared)
    columns = _asked(data, declared)
    with opened(tell=tell) as session:
        tables = load(session, choose(plan, data.leads, data.events))
        number_keys(session, tables)
        tell("reading history", None)
        rows = sorted(stream(session, tables), key=lambda row: row.place)
    _refuse_twice(data, [row.key for row in rows if row.number is not None], rows)
    return _history(data, columns, rows)


def _asked(data: Data, declared: Declared) -> _Columns:
    judged = data.judged
    return _Columns(
        _column(data, declared, data.outcome),
        _column(data, declared, judged.column) if judged.column is not None else None,
        _column(data, declared, judged.known_at) if judged.known_at is not None else None,
    )


def _column(data: Data, declared: Declared, name: str) -> GuessedColumn:
    found = column_called(declared.columns, name)
    if found is None:
        raise no_column(declared.leads.shown, name, [c.source for c in declared.columns])
    return found


def _refuse_twice(data: Data, keys: list[object], rows: list[Any]) -> None:
    times = Counter(str(normal.text(key)) for key in keys)
    twice = [key for key, count in times.items() if count > 1]
    if twice:
        raise DataError(
            f"`{shortened(data.key)}` does not identify a lead: {counted(len(twice), 'value')} "
            f"such as `{masked(twice[0])}` {'stands' if len(twice) == 1 else 'stand'} there twice",
            "name the column that is different in every row, or leave one row for each lead",
        )


# ---------------------------------------------------------------- which leads count


def _history(data: Data, columns: _Columns, rows: list[Any]) -> History:
    outcomes = _outcomes(columns.outcome, [row.lead[columns.outcome.name] for row in rows])
    moments = _moments(data.judged, columns.moment, rows)
    known = _known_at(columns.known_at, rows)
    ended = [i for i, won in enumerate(outcomes) if won is not None]
    judged = [i for i in ended if moments is None or moments[i] is not None]
    kept = [i for i in judged if not _before(known[i], moments[i] if moments else None)]
    won = np.array([bool(outcomes[i]) for i in kept])
    _refuse_few(columns.outcome, won)
    return History(
        won,
        {name: [rows[i].lead[name] for i in kept] for name in (rows[0].lead if rows else ())},
        np.array([moments[i] for i in kept]) if moments is not None else None,
        _happened([rows[i] for i in kept], [moments[i] for i in kept] if moments else None),
        len(rows) - len(ended), len(ended) - len(judged), len(judged) - len(kept),
    )  # fmt: skip


def _outcomes(column: GuessedColumn, raw: list[Any]) -> list[bool | None]:
    found = [normal.yes_no(value) for value in raw]
    wrong = [v for v, read in zip(raw, found, strict=True) if read is normal.UNREADABLE]
    if wrong:
        values = listed(dict.fromkeys(str(v) for v in wrong), 3)
        raise DataError(
            f"the outcome `{shortened(column.source)}` must be yes or no, and it has {values}",
            "give a column with 1 for leads that bought and 0 for those that did not; leave it "
            "empty where it is still open",
        )
    return [read if isinstance(read, bool) else None for read in found]


def _moments(
    judged: Judged, column: GuessedColumn | None, rows: list[Any]
) -> list[int | None] | None:
    if column is None:
        fixed = _us(judged.as_of) if judged.as_of is not None else None
        return None if fixed is None else [fixed] * len(rows)
    read = [normal.moment(row.lead[column.name]) for row in rows]
    found = [at + judged.plus if isinstance(at, int) else None for at in read]
    if all(at is None for at in found):
        raise DataError(
            f"`{shortened(column.source)}` has no times",
            "name a column with times such as 2026-03-01 09:30",
        )
    return found


def _us(moment: datetime) -> int:
    read = normal.moment(moment)
    assert isinstance(read, int), "a datetime can be read"
    return read


def _known_at(column: GuessedColumn | None, rows: list[Any]) -> list[int | None]:
    if column is None:
        return [None] * len(rows)
    read = [normal.moment(row.lead[column.name]) for row in rows]
    return [at if isinstance(at, int) else None for at in read]


def _before(known: int | None, moment: int | None) -> bool:
    return known is not None and moment is not None and known <= moment


def _refuse_few(column: GuessedColumn, won: Bools) -> None:
    winners, losers = int(won.sum()), int((~won).sum())
    name = shortened(column.source)
    if not winners or not losers:
        all_of_them = "yes" if winners else "no"
        raise DataError(
            f"the outcome `{name}` is {all_of_them} for every lead, so there is nothing to compare"
            if len(won) else f"the outcome `{name}` is not known of any lead",
            "give history that has leads of both kinds",
        )  # fmt: skip
    if min(winners, losers) < FEWEST:
        few = counted(winners, "lead") if winners < losers else counted(losers, "lead")
        kind = "won" if winners < losers else "not won"
        raise DataError(
            f"only {few} of {len(won):,} are {kind}: too few to learn from",
            f"at least {FEWEST} of each kind are needed, and some hundreds to learn well",
        )


# ---------------------------------------------------------------- events


def _happened(rows: list[Any], moments: list[int | None] | None) -> Happened | None:
    if moments is None or not any(row.events for row in rows):
        return None
    kinds: dict[str, int] = {}
    found: list[tuple[int, int, int]] = []
    for place, (row, moment) in enumerate(zip(rows, moments, strict=True)):
        for event in row.events:
            at = normal.moment(event["at"])
            if isinstance(at, int) and moment is not None and at <= moment:
                kind = kinds.setdefault(str(event["event"]), len(kinds))
                found.append((kind, place, moment - at))
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Happened(tuple(kinds), table[:, 0], table[:, 1], table[:, 2])


def folded_text(raw: object, unknown: frozenset[str]) -> str | None:
    """A text as rules compare it; none if it is unknown."""
    read = normal.text(raw)
    found = fold(read) if read is not None else None
    return None if found in unknown else found
