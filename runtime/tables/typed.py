"""Data that brings its own types: Parquet files and Arrow objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape as without_wildcards
from typing import Protocol, runtime_checkable

import duckdb

from ..errors import DataError
from .cells import Raw, in_years, query, reading, unused
from .duckdb import Session, literal, name
from .files import DataFile
from .opened import Loaded, Opened, Pick
from .types import read_as


@runtime_checkable
class ArrowStream(Protocol):
    """Anything with the Arrow PyCapsule interface: a table of pyarrow, polars, pandas, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def opened_parquet(session: Session, file: DataFile) -> Opened:
    """Stays a file, of which a query reads only what it asks for, unless texts in it are to be
    read as their types."""
    source = (
        f"read_parquet({literal(without_wildcards(str(file.path)))}, hive_partitioning = false)"
    )
    try:
        types = session.types(source)
    except duckdb.Error as error:
        raise _damaged(file.shown) from error

    def load(picks: tuple[Pick, ...], table: str) -> Loaded:
        raws = _raws(picks, types)
        made = query(source, picks, raws)
        if made.read and (_has_texts(picks, raws) or _has_odd_years(session, source, picks, raws)):
            session.run(f"CREATE TABLE {name(table)} AS {made.sql}", f"reading {file.shown}")
            return Loaded(read=made.read, unread=made.unread, dotted=made.dotted)
        row = unused("file_row_number", [pick.name for pick in picks])
        place = f", file_row_number AS {name(row)}" if row != "file_row_number" else f", {row}"
        made = query(source, picks, raws, place, ranged=False)
        session.run(f"CREATE VIEW {name(table)} AS {made.sql}")
        return Loaded(place=name(row))

    return Opened(file.shown, tuple(types), 1, load)


def opened_arrow(session: Session, data: ArrowStream, shown: str) -> Opened:
    """Reads the stream once, so that it may be one that can be read only once."""
    source = unused("stream", [row[0] for row in session.rows("SHOW TABLES")])
    with _arrow(shown):
        session.con.register(source, data.__arrow_c_stream__())
        types = session.types(name(source))

    def load(picks: tuple[Pick, ...], table: str) -> Loaded:
        made = query(name(source), picks, _raws(picks, types))
        with _arrow(shown):
            session.run(f"CREATE TABLE {name(table)} AS {made.sql}", f"reading {shown}")
            session.con.unregister(source)
        return Loaded(read=made.read, unread=made.unread, dotted=made.dotted)

    return Opened(shown, tuple(types), 1, load)


@contextmanager
def _arrow(shown: str) -> Iterator[None]:
    """Tells what is wrong with a stream; its producer may raise anything."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        raise DataError(
            f"{shown} cannot be read as an Arrow table", str(error).splitlines()[0]
        ) from error


def _has_texts(picks: tuple[Pick, ...], raws: list[Raw]) -> bool:
    """Whether texts are to be read as another type."""
    pairs = zip(picks, raws, strict=True)
    return any(reading("cell", pick, raw, ranged=False) for pick, raw in pairs)


def _has_odd_years(session: Session, source: str, picks: tuple[Pick, ...], raws: list[Raw]) -> bool:
    tests = [
        in_years(read_as(raw.cell, raw.type), pick, raw)
        for pick, raw in zip(picks, raws, strict=True)
    ]
    asked = " AND ".join(f"coalesce({test}, true)" for test in tests if test)
    found = session.rows(f"SELECT coalesce(bool_and({asked or 'true'}), true) FROM {source}")
    return not found[0][0]


def _raws(picks: tuple[Pick, ...], types: dict[str, str]) -> list[Raw]:
    columns = tuple(types.items())
    return [Raw(name(columns[pick.index][0]), columns[pick.index][1]) for pick in picks]


def _damaged(shown: str) -> DataError:
    return DataError(f"`{shown}` is cut short or damaged", "export or download it again")
