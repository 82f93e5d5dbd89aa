"""From raw cells to the columns of a table: types get a family, texts are read as their type.

Texts are read by the expressions that the SQL for DuckDB reads them by, once, while the table is
made; what cannot be read is kept beside for people to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..compiler import sql_tree as sql
from ..compiler.dialects.duckdb import DIALECT
from ..compiler.plan import Type
from ..compiler.sql_tree import Expr
from .table_duckdb import literal, name
from .table_opened import Pick
from .table_types import family, read_as

_READ: Final[frozenset[Type]] = frozenset(("number", "yes/no", "date", "time"))


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell of the source: its SQL, and its DuckDB type."""

    cell: str
    type: str = "VARCHAR"


@dataclass(frozen=True, slots=True)
class Query:
    sql: str
    read: frozenset[str] = frozenset()
    unread: str | None = None
    """As in `Loaded`."""


def query(source: str, picks: Sequence[Pick], raws: Sequence[Raw], more: str = "") -> Query:
    """The picked columns of a source, each under its name; `more` is put behind them."""
    inner = ", ".join(f"{read_as(raw.cell, raw.type)} AS r{i}" for i, raw in enumerate(raws))
    read = {
        i: reading(f"r{i}", pick.type) for i, pick in enumerate(picks) if is_read(pick, raws[i])
    }
    columns = [f"{read.get(i, f'r{i}')} AS {name(pick.name)}" for i, pick in enumerate(picks)]
    unread = None
    if read:
        unread = unused("unread", [pick.name for pick in picks])
        columns.append(f"{_unread(picks, read)} AS {name(unread)}")
    made = f"SELECT {', '.join(columns)}{more} FROM (SELECT {inner}{more} FROM {source})"
    return Query(made, frozenset(picks[i].name for i in read), unread)


def is_read(pick: Pick, raw: Raw) -> bool:
    return pick.type in _READ and family(raw.type) == "text"


def reading(cell: str, type_: Type | None) -> str:
    """SQL that reads a cell of text as a type; NULL if it cannot be read."""
    readers = {
        "number": DIALECT.number, "yes/no": DIALECT.yes_no,
        "date": DIALECT.day, "time": DIALECT.moment,
    }  # fmt: skip
    return spelled(readers[type_ or ""](sql.name(cell, quoted=True), "text"))


def _unread(picks: Sequence[Pick], read: dict[int, str]) -> str:
    cells = {i: sql.name(f"r{i}", quoted=True) for i in read}
    faults = {i: fault(cells[i], made, picks[i].unknown_for) for i, made in read.items()}
    found = ", ".join(
        f"CASE WHEN {test} THEN {{'c': {i}, 'v': r{i}}} END" for i, test in faults.items()
    )
    some = " OR ".join(faults.values())
    return f"CASE WHEN {some} THEN list_filter([{found}], lambda one: one IS NOT NULL) END"


def fault(text: Expr, read: str, unknown_for: tuple[str, ...] = ()) -> str:
    """SQL: whether a text holds something that could not be read, as far as `read` is NULL."""
    cell, codes = spelled(text), ""
    if unknown_for:
        folded = spelled(DIALECT.fold(text.copy(), frozenset(unknown_for)))
        codes = f" AND trim({folded}, ' ') NOT IN ({', '.join(map(literal, unknown_for))})"
    return (
        f"CASE WHEN ({read}) IS NULL AND {cell} IS NOT NULL THEN trim({cell}, ' ') <> ''{codes} "
        "ELSE false END"
    )


def spelled(tree: Expr) -> str:
    """The text of a tree."""
    text: str = tree.sql(dialect="duckdb")
    return text


def unused(wanted: str, taken: Sequence[str]) -> str:
    """`wanted`, with as many underscores as it needs to be a name of its own."""
    names = {other.lower() for other in taken}
    while wanted in names:
        wanted += "_"
    return wanted
