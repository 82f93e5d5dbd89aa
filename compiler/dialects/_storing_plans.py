"""How each engine keeps results, side by side: one row a dialect.

Executed by the tests where the engine is; the others after the engines' documentation, read back
by a parser.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ._storing import (
    ALONGSIDE,
    APPENDED,
    BESIDE,
    CREATED,
    CREATED_HISTORY,
    DECLARED,
    DECLARED_HISTORY,
    DROPPED_VIEW,
    IN_SESSION,
    MERGED,
    Statements,
    Storing,
)

# ---------------------------------------------------------------- MySQL and MariaDB


def _mysql(collation: str) -> Storing:
    """Statements that make or drop a table end a transaction here, so those that change rows stand
    together. Letters that differ in case, and spaces at an end, would be the same to a key."""
    text = f"CHARACTER SET utf8mb4 COLLATE {collation}"
    return Storing(
        table=(
            "DROP TABLE IF EXISTS {new}",
            "CREATE TABLE {new} AS\n{scores}",
            "CREATE TABLE IF NOT EXISTS {name} LIKE {new}",
            "DROP TABLE IF EXISTS {old}",
            "RENAME TABLE {name} TO {old}, {new} TO {name}",
            "DROP TABLE {old}",
        ),
        merge=(
            DECLARED,
            DECLARED_HISTORY,
            "DROP TEMPORARY TABLE IF EXISTS {scratch}",
            "CREATE TEMPORARY TABLE {scratch} AS\n{scores}",
            "START TRANSACTION",
            _ON_DUPLICATE_KEY,
            APPENDED,
            "COMMIT",
            "DROP TEMPORARY TABLE {scratch}",
        ),
        in_session=False,
        keys_as_text=True,
        types={
            "key": f"VARCHAR(255) {text} NOT NULL",
            "points": "DECIMAL(18, {decimals})",
            "text": f"TEXT {text}",
            "moment": "DATETIME(6) NOT NULL",
            "rules": f"VARCHAR(64) {text} NOT NULL",
        },
    )


_ON_DUPLICATE_KEY: Final = """\
INSERT INTO {name} ({columns})
SELECT {s_columns}
FROM {scratch} AS s
ON DUPLICATE KEY UPDATE
  {set_from_s}"""

# ---------------------------------------------------------------- SQLite

_ON_CONFLICT: Final = """\
INSERT INTO {name} ({columns})
SELECT {s_columns}
FROM {scratch} AS s
WHERE 1 = 1
ON CONFLICT ({key}) DO UPDATE SET
  {set_from_new}"""
"""Without WHERE its parser would take ON for a part of a join."""

_SQLITE: Final = Storing(
    view=("BEGIN IMMEDIATE", *DROPPED_VIEW[1:]),
    # A table cannot be renamed while a view names the one that was dropped.
    table=(
        "BEGIN IMMEDIATE",
        "DROP TABLE IF EXISTS {name}",
        "CREATE TABLE {name} AS\n{scores}",
        "COMMIT",
    ),
    merge=(
        "BEGIN IMMEDIATE",
        DECLARED,
        DECLARED_HISTORY,
        "DROP TABLE IF EXISTS temp.{scratch}",
        "CREATE TEMPORARY TABLE {scratch} AS\n{scores}",
        _ON_CONFLICT,
        APPENDED,
        "DROP TABLE temp.{scratch}",
        "COMMIT",
    ),
    # Columns without a type keep every value as it is.
    types=dict.fromkeys(("key", "points", "text", "moment", "rules"), ""),
)

# ---------------------------------------------------------------- ClickHouse

_CLICKHOUSE_TABLE: Final = "ENGINE = MergeTree ORDER BY tuple()"
_CLICKHOUSE_APPENDED: Final = """\
INSERT INTO {history} ({history_columns})
SELECT {s_history_columns}
FROM {scratch} AS s
WHERE (s.{key}, s.{as_of}, s.{rules}) NOT IN (SELECT {key}, {as_of}, {rules} FROM {history})"""
_CLICKHOUSE_MERGED: Final = """\
SELECT {columns} FROM {scratch}
UNION ALL
SELECT {columns} FROM {name}
WHERE {key} NOT IN (SELECT {key} FROM {scratch})"""
_CLICKHOUSE: Final = Storing(
    table=(f"CREATE OR REPLACE TABLE {{name}} {_CLICKHOUSE_TABLE} AS\n{{scores}}",),
    # It has no transactions: the history is complete before the new table takes its place.
    merge=(
        f"CREATE TABLE IF NOT EXISTS {{name}} {_CLICKHOUSE_TABLE} AS\n{{no_scores}}",
        f"CREATE TABLE IF NOT EXISTS {{history}} {_CLICKHOUSE_TABLE} AS\n{{no_history}}",
        "DROP TABLE IF EXISTS {scratch}",
        f"CREATE TABLE {{scratch}} {_CLICKHOUSE_TABLE} AS\n{{scores}}",
        _CLICKHOUSE_APPENDED,
        "DROP TABLE IF EXISTS {new}",
        f"CREATE TABLE {{new}} {_CLICKHOUSE_TABLE} AS\n{_CLICKHOUSE_MERGED}",
        "EXCHANGE TABLES {new} AND {name}",
        "DROP TABLE {new}",
        "DROP TABLE {scratch}",
    ),
    in_session=False,
)

# ---------------------------------------------------------------- Redshift

_REDSHIFT_MERGED: Final = MERGED.replace(" AS t\n", "\n").replace("t.{key}", "{last_name}.{key}")
"""The table that is merged into goes by its own name."""
_REDSHIFT: Final = Storing(
    view=DROPPED_VIEW,
    table=("BEGIN", *BESIDE, "COMMIT"),
    # What is made of a query is made whether it is there or not; so tables are made like others.
    merge=(
        "BEGIN",
        "CREATE TEMPORARY TABLE {like} AS\n{no_scores}",
        "CREATE TABLE IF NOT EXISTS {name} (LIKE {like})",
        "CREATE TEMPORARY TABLE {like_history} AS\n{no_history}",
        "CREATE TABLE IF NOT EXISTS {history} (LIKE {like_history})",
        "LOCK TABLE {name}, {history}",
        "CREATE TEMPORARY TABLE {scratch} AS\n{scores}",
        _REDSHIFT_MERGED,
        APPENDED,
        "DROP TABLE {scratch}",
        "DROP TABLE {like}",
        "DROP TABLE {like_history}",
        "COMMIT",
    ),
)

# ---------------------------------------------------------------- SQL Server

_TSQL_CREATED: Final = """\
IF OBJECT_ID({name_text}) IS NULL
SELECT * INTO {name} FROM (
{no_scores}
) AS made"""
_TSQL: Final = Storing(
    view=("CREATE OR ALTER VIEW {name} AS\n{scores}",),
    # A query with WITH can only stand in a view, which tables are then made of.
    table=(
        "CREATE OR ALTER VIEW {scratch} AS\n{scores}",
        "SET XACT_ABORT ON",
        "BEGIN TRANSACTION",
        "DROP TABLE IF EXISTS {name}",
        "SELECT * INTO {name} FROM {scratch}",
        "COMMIT",
        "DROP VIEW {scratch}",
    ),
    merge=(
        _TSQL_CREATED,
        _TSQL_CREATED.replace("{name", "{history").replace("{no_scores", "{no_history"),
        "DROP TABLE IF EXISTS {new}",
        "CREATE OR ALTER VIEW {scratch} AS\n{scores}",
        "SELECT * INTO {new} FROM {scratch}",
        "DROP VIEW {scratch}",
        "SET XACT_ABORT ON",
        "BEGIN TRANSACTION",
        MERGED.replace("{name} AS t", "{name} WITH (HOLDLOCK) AS t").replace("{scratch}", "{new}")
        + ";",
        APPENDED.replace("{scratch}", "{new}"),
        "COMMIT",
        "DROP TABLE {new}",
    ),
    in_session=False,
    ordered=False,
    between="\nGO",
)

# ---------------------------------------------------------------- engines much like others

_RENAMED: Final[Statements] = (*BESIDE[:-1], "ALTER TABLE {new} RENAME TO {name}")
_HISTORY_FIRST: Final[Statements] = (
    CREATED,
    CREATED_HISTORY,
    *ALONGSIDE,
    APPENDED,
    MERGED,
    "DROP TABLE {scratch}",
)
"""Without a transaction: a run that stops between the two is completed by the next."""

PLANS: Final[Mapping[str, Storing]] = MappingProxyType({
    "duckdb": Storing(
        merge=(
            "BEGIN",
            CREATED,
            CREATED_HISTORY,
            *IN_SESSION,
            MERGED,
            APPENDED,
            "DROP TABLE {scratch}",
            "COMMIT",
        )
    ),
    "sqlite": _SQLITE,
    "postgres": Storing(
        view=DROPPED_VIEW,
        table=("BEGIN", *BESIDE, "COMMIT"),
        merge=(
            "BEGIN",
            CREATED,
            CREATED_HISTORY,
            "LOCK TABLE {name}, {history} IN SHARE ROW EXCLUSIVE MODE",
            "CREATE TEMPORARY TABLE {scratch} ON COMMIT DROP AS\n{scores}",
            MERGED,
            APPENDED,
            "COMMIT",
        ),
    ),
    "mysql": _mysql("utf8mb4_0900_bin"),
    "mariadb": _mysql("utf8mb4_nopad_bin"),
    "clickhouse": _CLICKHOUSE,
    "spark": Storing(
        table=_RENAMED,
        no_merge="has no MERGE for its own tables, and cannot replace one in a single step",
    ),
    "databricks": Storing(merge=_HISTORY_FIRST, in_session=False),
    "datafusion": Storing(no_merge="has no MERGE, and keeps tables only while it runs"),
    "snowflake": Storing(
        merge=(
            CREATED,
            CREATED_HISTORY,
            *IN_SESSION,
            "BEGIN",
            MERGED,
            APPENDED,
            "COMMIT",
            "DROP TABLE {scratch}",
        ),
        in_session=False,
    ),
    "bigquery": Storing(
        merge=(
            CREATED,
            CREATED_HISTORY,
            "CREATE OR REPLACE TEMP TABLE {scratch} AS\n{scores}",
            "BEGIN TRANSACTION",
            MERGED,
            APPENDED,
            "COMMIT TRANSACTION",
            "DROP TABLE {scratch}",
        )
    ),
    "redshift": _REDSHIFT,
    "trino": Storing(table=_RENAMED, merge=_HISTORY_FIRST, in_session=False),
    "tsql": _TSQL,
})  # fmt: skip
