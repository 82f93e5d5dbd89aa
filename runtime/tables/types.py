"""What the types of typed data (Parquet, Arrow, JSON) are to the rules."""

from __future__ import annotations

from typing import Final

from ...compiler.dialects import Family

__all__ = ["Family", "family", "read_as"]

_FAMILIES: Final[dict[str, Family]] = {
    "VARCHAR": "text",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "whole"),
    "DOUBLE": "float",
    "BOOLEAN": "yes/no",
    "DATE": "date",
    "TIMESTAMP": "time",
    "TIMESTAMP WITH TIME ZONE": "instant",
}
"""Types that are taken as they are."""


def family(type_: str) -> Family:
    """The family of a DuckDB type, once `read_as` has made it one that has a family."""
    if type_.startswith("DECIMAL("):
        return "decimal"
    if type_.endswith("]"):
        return "list"
    if type_.startswith("TIMESTAMP_"):
        return "time"
    return "float" if type_ == "FLOAT" else _FAMILIES.get(type_, "text")


def read_as(cell: str, type_: str) -> str:
    """The DuckDB expression for a cell of that type, so that its type has a family.

    A 32-bit float is taken at its own shortest spelling (0.1, not 0.10000000149), nanoseconds
    are cut off, and what has no meaning to rules (structs, intervals) is text.
    """
    if type_ in _FAMILIES or type_ == "VARCHAR[]" or type_.startswith("DECIMAL("):
        return cell
    if type_.endswith("]"):
        return f"CAST({cell} AS VARCHAR[])"
    if type_ == "FLOAT":
        return f"CAST(CAST({cell} AS VARCHAR) AS DOUBLE)"
    if type_ == "TIMESTAMP_NS":
        nanos = f"epoch_ns({cell})"
        return f"make_timestamp(({nanos} - ({nanos} % 1000 + 1000) % 1000) // 1000)"
    if type_.startswith("TIMESTAMP_"):
        return f"CAST({cell} AS TIMESTAMP)"
    if type_ == "BLOB":
        return f"TRY(decode({cell}))"
    return f"CAST({cell} AS VARCHAR)"
