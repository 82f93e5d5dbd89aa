"""History, read: raw values of every column for each lead, and when each lead is judged.

Values are read by the readers that scores are made with, so that a band or a text means here what
it means in a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...compiler import normal
from ...compiler.own_moment import OwnMoment
from ..errors import DataError, counted
from ..history import leads
from ..history.doubts import doubts
from ..history.leads import LEFT_OUT, State, make_history
from ..history.outcome import find_outcome
from ..history.work import read as work_of
from ..job.python import LeadRow, stream
from ..tables.duckdb import Progress, Session, opened, silent
from .asked import Data
from .declared import Declared, column_called, no_times, reading_rules
from .frame import Bools, Ints
from .tallies import Tallies, tallied

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
    tallies: Tallies | None
    left_out: Mapping[State, int]
    """Leads that do not count."""
    notes: tuple[str, ...]
    """What is to be said of the times in it,"""
    doubts: tuple[str, ...]
    """and of how the outcome is known."""


@dataclass(frozen=True, slots=True)
class _Judged:
    moment: int
    won: bool


def read(data: Data, declared: Declared, tell: Progress = silent) -> History:
    """`DataError` for an outcome that is not said or not known, or that there is nothing to learn
    from."""
    with opened(tell=tell) as session:
        work = work_of(session, reading_rules(declared), data.asked, data.leads, data.events)
        outcome = find_outcome(work)
        found = make_history(session, work.tables, work.everything, outcome.ending, data.asked)
        _refuse_no_times(data, declared, found)
        judged = _judged(session)
        refuse_few(outcome.words, found, [one.won for one in judged.values()])
        tell("reading history", None)
        rows = sorted(
            (row for row in stream(session, work.tables) if row.place in judged),
            key=lambda row: row.place,
        )
    # Notes of times are left out below where none matters; these do in any case.
    kept = () if data.dated else outcome.ending.notes
    said = (*kept, *doubts(outcome.timed, data.asked.horizon))
    return _history(data, rows, [judged[row.place] for row in rows], found, said)


def _refuse_no_times(data: Data, declared: Declared, found: leads.History) -> None:
    own = data.asked.as_of
    if isinstance(own, OwnMoment) and found.left_out.get("no moment") == found.leads:
        column = column_called(declared.columns, own.column)
        assert column is not None, "the caller has looked"
        raise no_times(column)


def _judged(session: Session) -> dict[int, _Judged]:
    """The leads that count, by their place."""
    asked = "SELECT place, moment, won FROM history WHERE state = 'counts'"
    return {place: _Judged(moment, won) for place, moment, won in session.rows(asked)}


def _history(
    data: Data, rows: list[LeadRow], judged: list[_Judged], found: leads.History,
    said: tuple[str, ...],
) -> History:  # fmt: skip
    moments = np.array([one.moment for one in judged]) if data.dated else None
    events = _events(rows, moments) if moments is not None else None
    return History(
        np.array([one.won for one in judged], dtype=bool),
        {name: [row.lead[name] for row in rows] for name in rows[0].lead},
        moments,
        _happened(events) if events is not None else None,
        _tallied(events, len(rows)) if events is not None else None,
        found.left_out,
        # Where nobody has said when leads are judged, nothing is later than that.
        found.notes if data.dated else (),
        said,
    )


def refuse_few(outcome: str, found: leads.History, ended: Iterable[bool]) -> None:
    """`DataError` if too few leads of either kind count."""
    won = list(ended)
    winners, losers = sum(won), len(won) - sum(won)
    if not winners or not losers:
        left = [
            f"{LEFT_OUT[state].lower()}: {number:,}" for state, number in found.left_out.items()
        ]
        help = f"left out: {'; '.join(left)}" if left else (
            f"give history that has leads of both kinds; {outcome}"
        )  # fmt: skip
        raise DataError(
            "no lead counts" if not won else f"{_all(len(won))} {'won' if winners else 'lost'}",
            " ".join([*found.notes, f"{help[:1].upper()}{help[1:]}"]) if found.notes else help,
        )
    if min(winners, losers) < FEWEST:
        few = counted(winners, "lead") if winners < losers else counted(losers, "lead")
        kind = "won" if winners < losers else "not won"
        raise DataError(
            f"only {few} of {len(won):,} are {kind}: too few to learn from",
            f"at least {FEWEST} of each kind are needed, and some hundreds to learn well",
        )


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class _Events:
    """Those of all times."""

    kinds: tuple[str, ...]
    table: Ints
    """Of each its kind, its lead, and its age; that of a later one is below 0."""


def _events(rows: list[LeadRow], moments: Ints) -> _Events | None:
    if not any(row.events for row in rows):
        return None
    kinds: dict[str, int] = {}
    found: list[tuple[int, int, int]] = []
    for place, (row, moment) in enumerate(zip(rows, moments.tolist(), strict=True)):
        for event in row.events:
            at = normal.moment(event["at"])
            if isinstance(at, int):
                kind = kinds.setdefault(str(event["event"]), len(kinds))
                found.append((kind, place, moment - at))
    return _Events(tuple(kinds), np.array(found, dtype=np.int64).reshape(-1, 3))


def _happened(events: _Events) -> Happened:
    before = events.table[events.table[:, 2] >= 0]
    there, kind = np.unique(before[:, 0], return_inverse=True)
    return Happened(tuple(events.kinds[i] for i in there), kind, before[:, 1], before[:, 2])


def _tallied(events: _Events, leads: int) -> Tallies:
    kind, lead, age = events.table.T
    return tallied(events.kinds, kind, lead, age < 0, leads)


def _all(leads: int) -> str:
    return "the only lead that counts is" if leads == 1 else f"all {leads:,} leads that count are"
