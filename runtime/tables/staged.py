"""Rows that Python has, as a table of the session: by way of a file, so that any number fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import duckdb

from ..errors import DataError
from .duckdb import Session, enough, literal

_FORMAT: Final = (
    "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', "
    "nullstr = '', allow_quoted_nulls = false"
)


def stage(
    session: Session, table: str, columns: Mapping[str, str],
    batches: Iterable[Sequence[Sequence[Any]]],
) -> int:  # fmt: skip
    """Makes a table with columns of these DuckDB types; how many rows it has. What a row has
    beyond the columns is left out."""
    path, rows, width = session.folder / f"{table}.csv", 0, len(columns)
    with enough(session.folder), path.open("w", encoding="utf-8", newline="") as file:
        for batch in batches:
            file.writelines(",".join(map(_cell, row[:width])) + "\n" for row in batch)
            rows += len(batch)
    types = ", ".join(f"{literal(name)}: '{type_}'" for name, type_ in columns.items())
    try:
        session.run(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv({literal(str(path))}, "
            f"columns = {{{types}}}, {_FORMAT})"
        )
    except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise DataError("a key or a figure has too many digits to be fetched") from error
    path.unlink()
    return rows


def _cell(value: Any) -> str:
    """NULL is nothing at all, which an empty text in its quotes is not."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    text = value.decode("utf-8") if isinstance(value, bytes) else str(value)
    return '"' + text.replace('"', '""') + '"'
