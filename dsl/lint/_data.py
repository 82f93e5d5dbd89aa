"""What the data files that a model names hold, where they are at hand: small ones in CSV.

Nothing is said of a file that is not there, too large, cannot be read to its end, or has no such
column; nor of a column with so many values that those not seen yet are to be expected.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import TypeAlias

from .. import ast
from ..diagnostics import distance
from ..fold import fold
from ..model import Column, Model

MOST_BYTES = 20_000_000
MOST_VALUES = 1_000
SHORTEST_NEAR, LONG = 5, 8
"""Letters from which on one may be another one, and from which on two."""
FEWEST_OF_NEAR = 3
SHOWN = 5
ENDINGS = {".csv": ",;\t|", ".txt": ",;\t|", ".tsv": "\t"}
CHUNK = 5_000
"""Rows that are counted at once, column by column."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How often each value is there, by its folded form, and how it is first spelled."""

    file: str
    counts: Counter[str]
    spelled: dict[str, str]

    def usual(self) -> str:
        """The most frequent values, to choose from."""
        return ", ".join(f"`{self.spelled[text]}`" for text, _ in self.counts.most_common(SHOWN))

    def near(self, text: str) -> str | None:
        """The value that a text not seen is likely meant for, as it is spelled there."""
        close = (o for o, n in self.counts.most_common() if n >= FEWEST_OF_NEAR and _near(text, o))
        found = next(close, None)
        return None if found is None else self.spelled[found]

    def settled(self, fewest: int) -> bool:
        """Whether a value that is not among so many rows will hardly come: there are few values,
        and next to none that is there only once."""
        once = sum(n == 1 for n in self.counts.values())
        total = self.counts.total()
        return total >= fewest and len(self.counts) * 10 <= total and once * 10 <= len(self.counts)


def _near(text: str, other: str) -> bool:
    letters, others = (_letters(one) for one in (text, other))
    if letters == others:
        return bool(letters)
    plain = "".join(c for c in letters if not c.isdigit())
    if len(plain) < SHORTEST_NEAR or plain == "".join(c for c in others if not c.isdigit()):
        return False  # `Region 1` and `Region 2`
    limit = 2 if len(text) >= LONG else 1
    return distance(text, other, limit) <= limit


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def column_seen(model: Model, column: Column, table: ast.Table | None) -> Seen | None:
    """What a column holds, but for the values that mean unknown."""
    separator = column.separator if column.type == "list" else ""
    found = named_seen(model, column.source, table, separator)
    if found is None:
        return None
    known = {text: n for text, n in found.counts.items() if text not in column.unknown_for}
    return Seen(found.file, Counter(known), found.spelled)


def named_seen(
    model: Model, name: str, table: ast.Table | None, separator: str = ""
) -> Seen | None:  # fmt: skip
    if table is None or not table.is_file:
        return None
    cells = _columns(model.resolve(table.name, table)).get(fold(name.strip(" ")))
    return None if cells is None else _folded(Path(table.name).name, cells, separator)


def sources(model: Model, key: str) -> Iterator[tuple[Column, ast.Table | None]]:
    """The columns and fields of a name, with the tables that they are in."""
    if key in model.columns:
        yield model.columns[key], model.leads.table if model.leads is not None else None
    for kind in model.kinds.values():
        if key in kind.fields:
            yield kind.fields[key], model.event_sources[kind.source].table


def _folded(file: str, cells: Counter[str], separator: str) -> Seen:
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for cell, times in cells.items():
        for part in cell.split(separator) if separator else (cell,):
            text = fold(part.strip())
            if text:
                counts[text] += times
                spelled.setdefault(text, part.strip())
    return Seen(file, counts, spelled)


# ---------------------------------------------------------------- files

Columns: TypeAlias = Mapping[str, "Counter[str]"]
"""Cells by the folded names of their columns."""


def _columns(path: Path) -> Columns:
    delimiters = ENDINGS.get(path.suffix.lower())
    try:
        state = path.stat()
        if delimiters is None or state.st_size > MOST_BYTES or not path.is_file():
            return {}
        return _read(path, delimiters, state.st_mtime_ns)
    except (OSError, UnicodeError, csv.Error):
        return {}


@lru_cache(maxsize=16)
def _read(path: Path, delimiters: str, changed: int) -> Columns:
    """An editor asks for the same file again and again; `changed` says that it is another one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        delimiter = max(delimiters, key=head.count)
        names = [fold(name.strip()) for name in next(csv.reader([head], delimiter=delimiter), [])]
        cells = _counted(csv.reader(file, delimiter=delimiter), len(names))
    return {name: cells[i] for i, name in enumerate(names) if i in cells and names.count(name) == 1}


def _counted(rows: Iterator[list[str]], width: int) -> dict[int, Counter[str]]:
    """By the place of a column; those of too many values are given up."""
    cells: dict[int, Counter[str]] = {i: Counter() for i in range(width)}
    while some := list(islice(rows, CHUNK)):
        columns = list(zip_longest(*some, fillvalue=""))
        for i in list(cells):
            cells[i].update(columns[i] if i < len(columns) else ())
            if len(cells[i]) > MOST_VALUES:
                del cells[i]
    return cells
