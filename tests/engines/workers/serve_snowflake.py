"""Snowflake's SQL by fakesnow, which translates it and runs it on DuckDB.

Its numbers are mended: fakesnow sums them as floats, and DuckDB divides them as floats, where
Snowflake's manual says of both that they are exact. Tables are made past it, for it cannot name a
column with a quote.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any, Final

import fakesnow
import snowflake.connector
from fakesnow import transforms
from pipe import serve
from sqlglot import exp

ZONE: Final = "America/New_York"
STORED: Final = {
    "text": "VARCHAR", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP", "instant": "TIMESTAMPTZ",
    "list": "VARCHAR",
}  # fmt: skip
"""What fakesnow makes of Snowflake's types in DuckDB."""


class Database:
    def __init__(self) -> None:
        self.con = snowflake.connector.connect(database="DATA", schema="PUBLIC")
        self.con._duck_conn.execute(f"SET TimeZone = '{ZONE}'")

    def load(
        self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]], required: list[str]
    ) -> None:
        name = _quoted(table)
        listed = ", ".join(
            f"{_quoted(column)} {STORED[family]}" + (" NOT NULL" if column in required else "")
            for column, family in columns.items()
        )
        duckdb = self.con._duck_conn
        duckdb.execute(f"CREATE OR REPLACE TABLE {name} ({listed})")
        marks = ", ".join(f"unnest(CAST(? AS {STORED[family]}[]))" for family in columns.values())
        cells = [list(column) for column in zip(*rows, strict=True)]
        if cells:
            duckdb.execute(f"INSERT INTO {name} SELECT {marks}", cells)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.con.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def exact(tree: exp.Expression) -> exp.Expression:
    """A sum as it is; a division that leaves no rest, `(a - MOD(a, b)) / b`, without floats."""
    if isinstance(tree, exp.Div) and isinstance(even := tree.this.unnest(), exp.Sub):
        rest = even.expression.unnest()
        if isinstance(rest, exp.Mod) and rest.expression.unnest() == tree.expression.unnest():
            above, below = (exp.cast(side, "INT128") for side in (even, rest.expression))
            return exp.IntDiv(this=above, expression=below)
    return tree


if __name__ == "__main__":
    sys.setrecursionlimit(50_000)  # of its parser, which goes as deep as the brackets do
    transforms.numeric_agg_implicit_cast = exact
    with fakesnow.patch():
        database = Database()
        serve(
            {"load": database.load, "rows": database.rows, "version": lambda: version("fakesnow")}
        )
