"""Whether the columns that say when something was hold times, and whether leads judged at one
moment were there by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ..errors import DataError, counted, listed, shortened
from ..tables.duckdb import Session
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
            yield _unread(column, given - known, known, shown)
        if not given and name == "known_at" and asked.won_at is not None:
            yield f"No lead has a time in `{column}`, so nobody was won."
        elif not given and everything.relation.rows:
            yield f"No lead has a time in `{column}`."


def _unread(column: str, strange: int, known: int, shown: list[str]) -> str:
    if not known:
        raise DataError(
            f"no value of the column `{column}` is a time: it says {listed(shown)}",
            "name a column with times such as 2026-03-01 or 2026-03-01 14:30; the one that says "
            "whether a lead was won is named with `--outcome`",
        )
    return (
        f"{counted(strange, 'value')} in column `{column}` cannot be read as a time, such as "
        f"`{shortened(shown[0])}`."
    )


# ---------------------------------------------------------------- leads that were not there yet


def came_notes(session: Session, everything: Everything, asked: Asked) -> Iterator[str]:
    """If all leads are judged at one moment, and a column looks as if some came in later. Needs
    the table `history`."""
    if not isinstance(asked.as_of, datetime) or asked.came_at is not None:
        return
    aside = {*everything.times.values()}
    places = [place for place in range(len(everything.columns)) if place not in aside]
    found = list(_later(session, everything, asked.as_of, _like_times(session, everything, places)))
    if found:
        # Whatever else has a time, a lead came in before it.
        _, later, place = min(found)
        column = shortened(everything.columns[place])
        yield (
            f"{counted(later, 'lead')} that {'counts has' if later == 1 else 'count have'} a "
            f"`{column}` later than {asked.as_of:%Y-%m-%d %H:%M} UTC. If that is when they came "
            f"in, they were not there yet: `--came-at {column}` leaves them out."
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


def _later(
    session: Session, everything: Everything, as_of: datetime, places: list[int]
) -> Iterator[tuple[float, int, int]]:
    """Of columns of times that nearly all leads have, some before and some after: their mean, how
    many are later, and their place."""
    relation = everything.relation
    for place in places:
        read = moment(relation, f"c{place}")
        leads, known, later, mean = session.rows(
            f"SELECT count(*), count(m), count(*) FILTER (m > {micros(as_of)}), avg(m) "
            f"FROM (SELECT {read} AS m FROM {relation.name} AS t JOIN history "
            f"ON history.place = t.{relation.place} WHERE state = 'counts')"
        )[0]
        if 0 < later < known and known >= _NEARLY_ALL * leads:
            yield mean, later, place
