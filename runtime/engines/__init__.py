"""Scoring where the data is: which engines there are, found by how a connection is written.

One module for each kind of engine, with nothing but what differs; a new one is its module and its
line in `MODULES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from ...dsl.diagnostics import near
from ..errors import DataError
from ..tables.duckdb import Progress, silent
from .base import Warehouse

MODULES: Final = {
    "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql",
    "clickhouse": "clickhouse", "spark": "spark", "local": "spark", "snowflake": "snowflake",
    "bigquery": "bigquery",
}  # fmt: skip
"""How a connection begins → its module."""

KNOWN: Final = (
    "postgresql://…, mysql://…, mariadb://…, clickhouse://…, spark://…, local[*], snowflake://… "
    "and bigquery://…"
)

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_LOCAL: Final = re.compile(r"local(\[([0-9]+|\*)\])?")


def checked(connection: str) -> str:
    """The connection as it came, if there is an engine for it; else `DataError`, which shows
    nothing of it but how it begins: the rest may hold a password."""
    if _begins(connection) in MODULES:
        return connection
    scheme = _SCHEME.match(connection)
    if scheme is None:
        raise DataError(
            f"{_shown(connection)} is no engine: choose duckdb, python or a connection",
            f"connections are {KNOWN}",
        )
    close = near(scheme[1].lower(), MODULES)
    raise DataError(
        f"there is no engine for `{scheme[1]}://…`",
        f"did you mean `{close[0]}://…`?" if close else f"connections are {KNOWN}",
    )


def _begins(connection: str) -> str:
    if _LOCAL.fullmatch(connection):
        return "local"
    scheme = _SCHEME.match(connection)
    return scheme[1].lower() if scheme else ""


def _shown(connection: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_.*\[\]-]{1,40}", connection)
    return f"`{connection}`" if plain else "that"


@contextmanager
def opened(connection: str, tell: Progress = silent) -> Iterator[Warehouse]:
    """The engine behind a connection; `DataError` if it cannot be reached. What it has made and
    not put in place is gone when it closes."""
    module = import_module(f".{MODULES[_begins(checked(connection))]}", __name__)
    tell("connecting", None)
    warehouse: Warehouse = module.connect(connection)
    try:
        yield warehouse
    finally:
        warehouse.close()
