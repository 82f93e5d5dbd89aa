"""From raw cells to the columns of a table: types get a family, texts are read as their type.

Texts are read by the expressions that the SQL for DuckDB reads them by, once, while the table is
made; what cannot be read is kept beside for people to see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ...compiler import sql_tree as sql
from ...compiler.dialects.duckdb import DIALECT
from ...compiler.plan import Type
from ...compiler.sql_tree import Expr
from .duckdb import literal, name
from .opened import Pick
from .points import dotted
from .types import Family, family, read_as

READ: Final[tuple[Type, ...]] = ("number", "yes/no", "date", "time")
"""Types that not every text can be read as."""
_MOMENTS: Final[dict[Family, str]] = {
    "date": "DATE", "time": "TIMESTAMP", "instant": "TIMESTAMPTZ",
}  # fmt: skip
_YEARS: Final = {
    "DATE": ("0001-01-01", "9999-12-31"),
    "TIMESTAMP": ("0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"),
    "TIMESTAMPTZ": ("0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"),
}


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
    dotted: Mapping[str, str] = field(default_factory=dict)
    """As in `Loaded`."""


def query(
    source: str, picks: Sequence[Pick], raws: Sequence[Raw], more: str = "", ranged: bool = True
) -> Query:
    """The picked columns of a source, each under its name; `more` is put behind them. Unless
    `ranged`, all moments are known to lie in the years that the rules know."""
    inner = ", ".join(f"{read_as(raw.cell, raw.type)} AS r{i}" for i, raw in enumerate(raws))
    made = [reading(f"r{i}", *pair, ranged) for i, pair in enumerate(zip(picks, raws, strict=True))]
    read = {i: sql_ for i, sql_ in enumerate(made) if sql_ is not None}
    columns = [f"{read.get(i, f'r{i}')} AS {name(pick.name)}" for i, pick in enumerate(picks)]
    unread = None
    if read:
        unread = unused("unread", [pick.name for pick in picks])
        columns.append(f"{_unread(picks, read)} AS {name(unread)}")
    names = [pick.name for pick in picks]
    texts = [i for i in read if picks[i].type == "number" and family(raws[i].type) == "text"]
    points = {i: unused(f"dotted{i}", names) for i in texts}
    columns += [f"{dotted(f'trim(r{i})')} AS {name(column)}" for i, column in points.items()]
    text = f"SELECT {', '.join(columns)}{more} FROM (SELECT {inner}{more} FROM {source})"
    dots = {picks[i].name: column for i, column in points.items()}
    return Query(text, frozenset(picks[i].name for i in read), unread, dots)


def reading(cell: str, pick: Pick, raw: Raw, ranged: bool) -> str | None:
    """SQL that reads a cell as the pick's type, NULL if it cannot be read; none if it is taken as
    it is."""
    if pick.type in READ and family(raw.type) == "text":
        return read_cell(sql.name(cell, quoted=True), pick.type, "text")
    test = in_years(cell, pick, raw) if ranged else None
    return f"CASE WHEN {test} THEN {cell} END" if test else None


def read_cell(cell: Expr, type_: Type, of: Family) -> str:
    """SQL that reads a cell as one of the types `READ`, as the rules' own SQL does."""
    readers: dict[Type, Callable[[Expr, Family], Expr]] = {
        "number": DIALECT.number,
        "yes/no": DIALECT.yes_no,
        "date": DIALECT.day,
        "time": DIALECT.moment,
    }
    return spelled(readers[type_](cell, of))


def in_years(cell: str, pick: Pick, raw: Raw) -> str | None:
    """SQL: whether a moment lies in the years 1 to 9999; none for a cell that is no moment."""
    kind = _MOMENTS.get(family(raw.type)) if pick.type in ("date", "time") else None
    if kind is None:
        return None
    lower, upper = (f"CAST({literal(text)} AS {kind})" for text in _YEARS[kind])
    return f"{cell} BETWEEN {lower} AND {upper}"


def _unread(picks: Sequence[Pick], read: dict[int, str]) -> str:
    cells = {i: sql.cast(sql.name(f"r{i}", quoted=True), "VARCHAR") for i in read}
    faults = {i: fault(cells[i], made, picks[i].unknown_for) for i, made in read.items()}
    found = ", ".join(
        f"CASE WHEN {test} THEN {{'c': {i}, 'v': CAST(r{i} AS VARCHAR)}} END"
        for i, test in faults.items()
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
