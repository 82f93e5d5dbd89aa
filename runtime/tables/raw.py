"""Cells as the Python evaluator takes them quickest, without changing what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...compiler.plan import Type
from .duckdb import Session, name
from .keys import text_of
from .loaded import Relation

EXACT: Final = 10**9
"""Smaller numbers with six decimals have at most 15 digits: a float shows them as they are."""


def raw_cells(
    session: Session, relation: Relation, columns: Sequence[tuple[str, Type | None]]
) -> list[str]:
    """SQL for cells of `t`, given the columns and what the rules read them as."""
    decimals = [
        column
        for column, type_ in columns
        if type_ == "number" and relation.families[column] == "decimal"
    ]
    quick = _quick(session, relation, list(dict.fromkeys(decimals)))
    return [quick.get(column) or _cell(relation, column, type_) for column, type_ in columns]


def _cell(relation: Relation, column: str, type_: Type | None) -> str:
    cell = f"t.{name(column)}"
    if relation.families[column] != "instant":
        return cell
    # without a zone DuckDB gives a plain datetime, which the evaluator takes for UTC
    shown = type_ in ("text", "list")
    return text_of(relation, column) if shown else f"({cell} AT TIME ZONE 'UTC')"


def _quick(session: Session, relation: Relation, columns: Sequence[str]) -> dict[str, str]:
    """Decimals as whole numbers, or as floats, if all of a column can be."""
    if not columns:
        return {}
    cells = [f"t.{name(column)}" for column in columns]
    asked = ", ".join(f"bool_and({cell} = trunc({cell})), max(abs({cell}))" for cell in cells)
    found = session.rows(f"SELECT {asked} FROM {relation.name} AS t")[0]
    types = {}
    for column, cell, whole, largest in zip(columns, cells, found[::2], found[1::2], strict=True):
        if whole and largest < 10**18:
            types[column] = f"CAST({cell} AS BIGINT)"
        elif largest is not None and largest < EXACT and _places(relation.types[column]) <= 6:
            types[column] = f"CAST({cell} AS DOUBLE)"
    return types


def _places(type_: str) -> int:
    """Of `DECIMAL(24,6)`."""
    return int(type_.rstrip(")").rpartition(",")[2])
