"""The texts in columns of a data file that is no CSV, counted: what lint compares values with."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import duckdb

from ...dsl.data_files import MOST_VALUES, Counts, Wanted, few, most_cells, split
from ...dsl.fold import fold
from ..errors import DataError
from .duckdb import Session, Settings, name, opened
from .loaded import Relation, load_all, open_table
from .opened import Opened, Pick

SETTINGS: Final = Settings(threads=1)


def counted(path: Path, wanted: frozenset[Wanted]) -> Counts:
    """Nothing for a file that cannot be read: `run` tells why."""
    try:
        with opened(SETTINGS) as session:
            return few(_counted(session, open_table(session, path, ""), wanted))
    except (DataError, duckdb.Error, OSError, ValueError):
        return {}


def _counted(session: Session, data: Opened, wanted: frozenset[Wanted]) -> Counts:
    there = _there(data, wanted)
    if not there:
        return {}
    picks = tuple(Pick(place, f"c{place}") for place in sorted(set(there.values())))
    relation = load_all(session, data, picks, "data")
    found = {one: _values(session, relation, f"c{at}", one[1]) for one, at in there.items()}
    return {one: values for one, values in found.items() if values is not None}


def _there(data: Opened, wanted: frozenset[Wanted]) -> dict[Wanted, int]:
    """The places of the columns that are there once."""
    names = [fold(column.strip()) for column in data.columns]
    return {one: names.index(one[0]) for one in wanted if names.count(one[0]) == 1}


def _values(
    session: Session, relation: Relation, column: str, separator: str
) -> Counter[str] | None:  # fmt: skip
    family = relation.families[column]
    if family == "list" and separator:
        return _groups(session, relation, f"unnest({name(column)})", MOST_VALUES)
    if family != "text":
        return None
    cells = _groups(session, relation, name(column), most_cells(separator))
    return None if cells is None else split(cells, separator)


def _groups(session: Session, relation: Relation, value: str, most: int) -> Counter[str] | None:
    """How often each value is there, in the order of their first rows."""
    values = f"SELECT {value} AS v, {relation.place} AS place FROM {name(relation.name)}"
    rows = session.rows(
        f"SELECT v, count(*) FROM ({values}) WHERE v IS NOT NULL GROUP BY v "
        f"ORDER BY min(place), v LIMIT {most + 1}"
    )
    return Counter(dict(rows)) if len(rows) <= most else None
