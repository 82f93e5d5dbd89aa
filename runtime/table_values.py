"""How DuckDB reads a cell as its type: for counting what cannot be read."""

from __future__ import annotations

import re
from typing import Final

from ..compiler import normal
from ..compiler.plan import Column
from .table_duckdb import literal
from .table_types import family

_NUMBER_FITS: Final = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def moment(cell: str, type_: str) -> str:
    """SQL: microseconds since the epoch, NULL if the cell is no moment."""
    if family(type_) in ("date", "time", "instant"):
        return f"epoch_us({cell})"
    if family(type_) == "text":
        return _moment(cell)
    return "CAST(NULL AS BIGINT)"


def _moment(cell: str) -> str:
    text = f"trim({cell}, ' ')"
    pattern = literal(normal.MOMENT.pattern)
    day = f"epoch_us(TRY_CAST(substr({text}, 1, 10) AS DATE))"
    hour = f"coalesce(TRY_CAST(substr({text}, 12, 2) AS INTEGER), 0)"
    minute = f"coalesce(TRY_CAST(substr({text}, 15, 2) AS INTEGER), 0)"
    seconds = f"CASE WHEN substr({text}, 17, 1) = ':' THEN substr({text}, 18, 2) END"
    second = f"coalesce(TRY_CAST({seconds} AS INTEGER), 0)"
    fraction = f"regexp_extract({text}, '[.]([0-9]+)', 1)"
    micro = f"CAST(rpad(substr({fraction}, 1, 6), 6, '0') AS BIGINT)"
    zone = f"regexp_extract(substr({text}, 17), '([+-])([0-9][0-9]):?([0-9]*)$', "
    sign = f"CASE {zone}1) WHEN '-' THEN -1 ELSE 1 END"
    offset = (
        f"coalesce(TRY_CAST({zone}2) AS INTEGER), 0) * 60 "
        f"+ coalesce(TRY_CAST({zone}3) AS INTEGER), 0)"
    )
    return (
        f"CASE WHEN regexp_full_match({text}, {pattern}) AND {hour} < 24 AND {minute} < 60 "
        f"AND {second} < 60 AND substr({text}, 1, 4) > '0000' THEN {day} + "
        f"(({hour} * 60 + {minute} - ({sign}) * ({offset})) * 60 + {second}) "
        f"* CAST(1000000 AS BIGINT) + {micro} END"
    )


def fails_to_read(cell: str, type_: str, column: Column) -> str | None:
    """SQL: whether a cell holds something that is not of the column's type; none if all cells of
    that DuckDB type can be read."""
    of = family(type_)
    if column.type in ("text", "list") or of == column.type:
        return None
    if column.type in ("date", "time"):
        return (
            None if of in ("date", "time", "instant") else _fails(cell, moment(cell, type_), column)
        )
    if column.type == "yes/no":
        words = ", ".join(literal(word) for word in sorted(normal.YES | normal.NO))
        return _fails(
            cell, f"CASE WHEN lower({_spelled(cell, of)}) IN ({words}) THEN 1 END", column
        )
    if of == "yes/no" or type_ in _SMALL or _is_small_decimal(type_):
        return None
    return _fails(cell, _number(cell, of), column)


_SMALL: Final = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")


def _is_small_decimal(type_: str) -> bool:
    found = _NUMBER_FITS.fullmatch(type_)
    return found is not None and int(found[1]) - int(found[2]) <= 18


def _spelled(cell: str, of: str) -> str:
    text = f"trim(CAST({cell} AS VARCHAR), ' ')"
    return f"regexp_replace({text}, '[.]0+$', '')" if of in ("float", "decimal") else text


def _number(cell: str, of: str) -> str:
    if of not in ("text", "whole", "decimal", "float"):
        return "CAST(NULL AS BIGINT)"
    value = f"TRY_CAST({cell} AS DECIMAL(38, 6))"
    fits = f"abs({value}) < CAST('1000000000000000000' AS DECIMAL(38, 6))"
    if of != "text":
        return f"CASE WHEN {fits} THEN 1 END"
    pattern = literal(normal.NUMBER.pattern)
    return f"CASE WHEN regexp_full_match(trim({cell}, ' '), {pattern}) AND {fits} THEN 1 END"


def _fails(cell: str, read: str, column: Column) -> str:
    text = f"trim(CAST({cell} AS VARCHAR), ' ')"
    codes = ", ".join(literal(code) for code in column.unknown_for)
    known = f"AND lower({text}) NOT IN ({codes}) " if codes and column.type != "number" else ""
    return f"coalesce({text} <> '' {known}AND ({read}) IS NULL, false)"
