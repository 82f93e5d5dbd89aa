"""Whether the columns that say when something was hold times, and whether leads judged at one
moment were there by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..errors import DataError, counted, listed, shortened
from ..tables.duckdb import Session
from ..tables.keys import key_text
from ..tables.loaded import Tables
from ..tables.unread import micros, moment
from .asked import Asked
from .everything import Everything

_SHOWN: Final = 3
_SAMPLE: Final = 1000
"""Rows in which columns of times are looked for."""
_NEARLY_ALL: Final = 0.95
"""Of the leads have a time in a column that may say when they came in."""


def read_notes(session: Session, everything: Everything, asked: Asked) -> Iterator[str]:
    """What is to be said of the columns of times that are asked for. `DataError` for one without
    any."""
    for name, place in everything.times.items():
        column = everything.columns[place]
        cell, read = everything.cell(place), moment(everything.relation, name)
        table = f"{everything.relation.name} AS t"
        given, known = session.rows(f"SELECT count({cell}), count({read}) FROM {table}")[0]
        if given > known:
            strange = f"SELECT DISTINCT {cell} FROM {table} WHERE {everything.unread(name)}"
            shown = [value for (value,) in session.rows(f"{strange} ORDER BY 1 LIMIT {_SHOWN}")]
            yield _unread(name, column, given - known, known, shown)
        if not given and name == "known_at" and asked.won_at is not None:
            yield f"No lead has a time in `{column}`, so nobody was won."
        elif not given and everything.relation.rows:
            yield f"No lead has a time in `{column}`."


def _unread(name: str, column: str, strange: int, known: int, shown: list[str]) -> str:
    if not known:
        won = "; the one that says whether a lead was won is named with `--outcome`"
        other = won if name == "known_at" else ""
        raise DataError(
            f"no value of the column `{column}` is a time: it says {listed(shown)}",
            f"name a column with times such as 2026-03-01 or 2026-03-01 14:30{other}",
        )
    return (
        f"{counted(strange, 'value')} in column `{column}` cannot be read as a time, such as "
        f"`{shortened(shown[0])}`."
    )


# ---------------------------------------------------------------- leads that were not there yet


def came_notes(
    session: Session, tables: Tables, everything: Everything, asked: Asked
) -> Iterator[str]:
    """If all leads are judged at one moment, and a column looks as if some came in later, or all.
    Needs the table `history`."""
    if not isinstance(asked.as_of, datetime) or asked.came_at is not None:
        return
    aside = {*everything.times.values()}
    places = [place for place in range(len(everything.columns)) if place not in aside]
    known = list(_known(session, everything, asked.as_of, _like_times(session, everything, places)))
    some = [one for one in known if 0 < one.later < one.leads]
    # Whatever else has a time, a lead came in before it.
    if some:
        yield _some_came(min(some, key=_mean), everything, asked.as_of)
    elif known and all(one.later for one in known) and not _acted(session, tables, asked.as_of):
        yield _all_came(min(known, key=_mean), everything, asked.as_of)


def _some_came(found: _Known, everything: Everything, as_of: datetime) -> str:
    column, one = shortened(everything.columns[found.place]), found.later == 1
    return (
        f"{counted(found.later, 'lead')} that {'counts has' if one else 'count have'} a `{column}` "
        f"later than {_minute(as_of)}. If that is when they came in, they were not there yet: "
        f"`--came-at {column}` leaves them out."
    )


def _all_came(found: _Known, everything: Everything, as_of: datetime) -> str:
    column, one = shortened(everything.columns[found.place]), found.leads == 1
    who = "The only lead that counts has" if one else f"All {found.leads:,} leads that count have"
    return (
        f"{who} a `{column}` later than {_minute(as_of)}. If that is when they came in, nobody was "
        "there yet: judge them later, or each at its own moment (`--as-of-column`)."
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _acted(session: Session, tables: Tables, as_of: datetime) -> bool:
    """Whether a lead that counts had done something by then, so that it was there."""
    return any(
        session.rows(
            f"SELECT 1 FROM {relation.name} AS t WHERE {moment(relation, source.at)} <= "
            f"{micros(as_of)} AND {key_text(relation, source.lead)} IN "
            "(SELECT key FROM history WHERE state = 'counts') LIMIT 1"
        )
        for relation, source in zip(tables.events, tables.plan.events, strict=True)
    )


def _like_times(session: Session, everything: Everything, places: list[int]) -> list[int]:
    counts = ", ".join(
        f"count({everything.cell(place)}), count({moment(everything.relation, f'c{place}')})"
        for place in places
    )
    if not counts:
        return []
    some = f"(SELECT * FROM {everything.relation.name} LIMIT {_SAMPLE}) AS t"
    row = session.rows(f"SELECT {counts} FROM {some}")[0]
    pairs = zip(places, row[::2], row[1::2], strict=True)
    return [place for place, given, known in pairs if known and known >= _NEARLY_ALL * given]


@dataclass(frozen=True, slots=True)
class _Known:
    """A column of times that nearly all leads have."""

    place: int
    mean: float
    leads: int
    """So many have a time."""
    later: int
    """So many of these have one after the moment."""


def _mean(one: _Known) -> float:
    return one.mean


def _known(
    session: Session, everything: Everything, as_of: datetime, places: list[int]
) -> Iterator[_Known]:
    relation = everything.relation
    for place in places:
        read = moment(relation, f"c{place}")
        leads, known, later, mean = session.rows(
            f"SELECT count(*), count(m), count(*) FILTER (m > {micros(as_of)}), avg(m) "
            f"FROM (SELECT {read} AS m FROM {relation.name} AS t JOIN history "
            f"ON history.place = t.{relation.place} WHERE state = 'counts')"
        )[0]
        if known and known >= _NEARLY_ALL * leads:
            yield _Known(place, mean, known, later)
