"""Tables of Arrow, by which several engines are loaded and read without loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
from leadscore.compiler.dialects.base import Family

from .base import Columns, Row

TYPES: Final[dict[Family, pa.DataType]] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "decimal": pa.decimal128(24, 6),
    "float": pa.float64(),
    "yes/no": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
    "instant": pa.timestamp("us", "UTC"),
    "list": pa.list_(pa.string()),
}


def table(columns: Columns, rows: list[Row]) -> pa.Table:
    cells: list[tuple[object, ...]] = list(zip(*rows, strict=True)) or [() for _ in columns]
    arrays = [
        pa.array(column, TYPES[family])
        for column, family in zip(cells, columns.values(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=list(columns))


def rows(found: pa.Table) -> Iterator[tuple[Any, ...]]:
    """By position, as two columns may have one name; moments cut to microseconds."""
    lists = [_microseconds(column).to_pylist() for column in found.columns]
    return zip(*lists, strict=True)


def _microseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_timestamp(column.type):
        return column
    return column.cast(pa.timestamp("us", "UTC" if column.type.tz else None), safe=False)
