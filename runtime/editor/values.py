"""Values that a project's own data hold, for completion: read in the background, a few of each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from glob import escape as without_wildcards
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Literal

from ...dsl import ast
from ...dsl.model import Column, Model

MOST_ROWS = 20_000
MOST_VALUES = 100
LONGEST = 80
"""Characters; longer texts are no values to choose from."""
MOST_DIFFERENT = 5_000
MEMORY = "256MB"
PARQUET = ".parquet"
JSON: dict[str, Literal["auto", "newline_delimited"]] = {
    ".json": "auto",
    ".jsonl": "newline_delimited",
    ".ndjson": "newline_delimited",
}
DELIMITERS = {".csv": ",;\t|", ".tsv": "\t", ".txt": ",;\t|"}


@dataclass(slots=True)
class SeenValues:
    """Tables of values by file; an answer is empty until its file has been read."""

    _tables: dict[tuple[Path, int], dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _reading: set[tuple[Path, int]] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether no file is being read."""
        return not self._reading

    def of(self, model: Model, column: Column) -> tuple[str, ...]:
        """Values of a column, the most frequent first."""
        for node in _sources(model, column):
            path = model.resolve(node.name, node)
            try:
                mark = (path, path.stat().st_mtime_ns)
            except OSError:
                continue
            if mark not in self._tables:
                self._tables[mark] = {}
                self._reading.add(mark)
                Thread(target=self._read, args=(mark,), daemon=True).start()
            return self._tables[mark].get(column.source.strip().lower(), ())
        return ()

    def prepare(self, model: Model) -> None:
        """Begins to read the data of a model, so that they are there when they are asked for."""
        for column in list(model.columns.values())[:1]:
            self.of(model, column)
        for kind in model.kinds.values():
            for column in list(kind.fields.values())[:1]:
                self.of(model, column)

    def _read(self, mark: tuple[Path, int]) -> None:
        try:
            self._tables[mark] = read_values(mark[0])
        except Exception:  # of many kinds; data that cannot be read have no values
            return
        finally:
            self._reading.discard(mark)


def _sources(model: Model, column: Column) -> Iterator[ast.Table]:
    """The files that hold a column, as the rules name them."""
    tables = [model.leads.table] if model.leads is not None else []
    for kind in model.kinds.values():
        if column in kind.fields.values():
            tables = [model.event_sources[kind.source].table]
    for table in tables:
        if table is not None and table.is_file:
            yield table


Values = dict[str, tuple[str, ...]]


def read_values(path: Path) -> Values:
    """Values of each column of a data file by its name in lower case, the most frequent first."""
    kind = path.suffix.lower()
    if kind in DELIMITERS:
        return _of_text(path, DELIMITERS[kind])
    return _of_typed(path, kind) if kind in (PARQUET, *JSON) else {}


def _of_text(path: Path, delimiters: str) -> Values:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = file.readline()
        delimiter = max(delimiters, key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        return _counted(names, csv.reader(file, delimiter=delimiter))


def _of_typed(path: Path, kind: str) -> Values:
    """Of the columns that hold texts."""
    import duckdb

    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as connection:
        pattern = without_wildcards(str(path))
        table = (
            connection.read_parquet(pattern)
            if kind == PARQUET
            else connection.read_json(pattern, format=JSON[kind])
        )
        kinds = zip(table.columns, table.types, strict=True)
        names = [name for name, type in kinds if str(type) == "VARCHAR"]
        if not names:
            return {}
        texts = table.limit(MOST_ROWS).select(*map(duckdb.ColumnExpression, names))
        return _counted(names, texts.fetchall())


def _counted(names: list[str], rows: Iterable[Sequence[str | None]]) -> Values:
    counts: list[Counter[str]] = [Counter() for _ in names]
    for row in islice(rows, MOST_ROWS):
        for count, cell in zip(counts, row, strict=False):
            if cell and cell.strip() and len(cell) <= LONGEST and len(count) < MOST_DIFFERENT:
                count[cell.strip()] += 1
    return {
        name.strip().lower(): tuple(value for value, _ in count.most_common(MOST_VALUES))
        for name, count in zip(names, counts, strict=True)
    }
