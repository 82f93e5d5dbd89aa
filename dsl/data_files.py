"""What the columns of a data file hold, where the file is at hand and small.

CSV is read here; any other format by a reader that the caller has, since that takes a database.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import TypeAlias

from .fold import fold

MOST_BYTES = 20_000_000
MOST_COMPRESSED = 2_000_000
MOST_VALUES = 1_000
MOST_LISTS = 50_000
"""Different cells of a column of lists; the values in them may be few all the same."""
ENDINGS = {".csv": ",;\t|", ".txt": ",;\t|", ".tsv": "\t"}
CHUNK = 5_000
"""Rows that are counted at once, column by column."""

Wanted: TypeAlias = tuple[str, str]
"""The folded name of a column, and what separates the values in its cells, if anything does."""
Counts: TypeAlias = Mapping[Wanted, "Counter[str]"]
"""How often each value is there; nothing of a column that is missing, is there twice, or has more
than `MOST_VALUES`."""
Reader: TypeAlias = Callable[[Path, frozenset[Wanted]], Counts]
"""Reads a file that is no CSV; gives nothing if it cannot be read, and never raises."""


def unread(path: Path, wanted: frozenset[Wanted]) -> Counts:
    """Reads nothing."""
    return {}


def counts(path: Path, wanted: frozenset[Wanted], read: Reader) -> Counts:
    """Empty for a file that is not there, too large, or cannot be read to its end."""
    ending = path.suffix.lower()
    try:
        state = path.stat()
        most = MOST_COMPRESSED if ending == ".gz" else MOST_BYTES
        if state.st_size > most or not path.is_file():
            return {}
        reader = _csv if ending in ENDINGS else read
        return _known(reader, path, wanted, state.st_mtime_ns)
    except (OSError, ValueError, csv.Error):
        return {}


@lru_cache(maxsize=16)
def _known(reader: Reader, path: Path, wanted: frozenset[Wanted], changed: int) -> Counts:
    """An editor asks for the same file again and again; `changed` says that it is another one."""
    return reader(path, wanted)


def most_cells(separator: str) -> int:
    """How many different cells a column may have."""
    return MOST_LISTS if separator else MOST_VALUES


def split(cells: Counter[str], separator: str) -> Counter[str]:
    if not separator:
        return cells
    values: Counter[str] = Counter()
    for cell, times in cells.items():
        for part in cell.split(separator):
            values[part] += times
    return values


def few(found: Counts) -> Counts:
    """Without the columns of too many values."""
    return {one: values for one, values in found.items() if len(values) <= MOST_VALUES}


# ---------------------------------------------------------------- CSV


def _csv(path: Path, wanted: frozenset[Wanted]) -> Counts:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        delimiter = max(ENDINGS[path.suffix.lower()], key=head.count)
        names = [fold(name.strip()) for name in next(csv.reader([head], delimiter=delimiter), [])]
        there = {one: names.index(one[0]) for one in wanted if names.count(one[0]) == 1}
        cells = _cells(csv.reader(file, delimiter=delimiter), _limits(there))
    return few({one: split(cells[i], one[1]) for one, i in there.items() if i in cells})


def _limits(there: Mapping[Wanted, int]) -> dict[int, int]:
    """How many different cells a column may have, by its place."""
    limits: dict[int, int] = {}
    for (_, separator), i in there.items():
        limits[i] = max(limits.get(i, 0), most_cells(separator))
    return limits


def _cells(rows: Iterator[list[str]], limits: Mapping[int, int]) -> dict[int, Counter[str]]:
    """By the place of a column; those of too many different cells are given up."""
    cells: dict[int, Counter[str]] = {i: Counter() for i in limits}
    while some := list(islice(rows, CHUNK)):
        columns = list(zip_longest(*some, fillvalue=""))
        for i in list(cells):
            cells[i].update(columns[i] if i < len(columns) else ())
            if len(cells[i]) > limits[i]:
                del cells[i]
    return cells
