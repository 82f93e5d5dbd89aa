"""ClickHouse, by its own driver clickhouse-connect."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ...compiler.dialects import Family
from .addresses import completed, driver, parsed, place_of
from .alchemy import Alchemy
from .base import Parts, Rows
from .faults import Fault

NAME: Final = "ClickHouse"
EXAMPLE: Final = "clickhouse://ann@ch.example.com:8123/marketing"
LOGIN: Final = "give them by CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or in the URL"
SETTINGS: Final = {
    "session_timezone": "UTC",
    "max_query_size": "100000000",
    "max_ast_elements": "10000000",
    "max_expanded_ast_elements": "10000000",
    "max_ast_depth": "10000",
    "max_parser_depth": "10000",
}
"""A query cannot say these itself: they are asked while it is being read."""

_CODES: Final[dict[int, Fault]] = {
    516: "login", 192: "login", 193: "login", 194: "login", 81: "database", 497: "permission",
    164: "permission", 159: "lost", 209: "lost", 210: "lost", 307: "limit", 241: "limit",
    62: "limit", 168: "limit", 167: "limit", 306: "limit",
}  # fmt: skip
_SAID: Final = re.compile(r"(?s)DB::Exception: (.*?)(?: \([A-Z_]+\)|\(for url|$)")
_WRAPPED: Final = re.compile(r"(?:Nullable|LowCardinality)\((.*)\)")
_CASTABLE: Final = re.compile(r"(?s)Enum(8|16)\(.*\)|UUID|IPv[46]")
_FAMILIES: Final[tuple[tuple[str, Family], ...]] = (
    (r"String", "text"), (r"U?Int\d+", "whole"), (r"Decimal.*", "decimal"),
    (r"B?Float\d+", "float"), (r"Bool", "yes/no"), (r"Date(32)?", "date"),
    (r"DateTime(64\(\d\))?", "time"), (r"DateTime(64)?\(.*\)", "instant"),
    (r"Array\((Nullable\()?String\)*", "list"),
)  # fmt: skip


def connect(connection: str) -> ClickHouse:
    driver(NAME, "clickhouse", "sqlalchemy", "clickhouse_connect.cc_sqlalchemy")
    url = parsed(NAME, connection, EXAMPLE).set(drivername="clickhousedb+connect")
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    url = completed(url, "CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD")
    return ClickHouse(url, place_of(NAME, url, LOGIN))


class ClickHouse(Alchemy):
    dialect = "clickhouse"

    def __init__(self, url: Any, place: Any) -> None:
        super().__init__(url, place)
        # The driver's cursor takes `%%` for `%` and holds all rows; its client does neither.
        self.client: Any = self.connection.connection.driver_connection.client
        with self.told():
            for name, value in SETTINGS.items():
                self.client.set_client_setting(name, value)

    def fault(self, error: BaseException) -> Fault | None:
        code = getattr(error, "code", None)
        if code is None:
            return "lost" if hasattr(self, "client") else "down"
        return _CODES.get(code)

    def words(self, error: BaseException) -> str:
        """Without the driver's own words around the server's, in which the URL stands."""
        said = _SAID.search(str(error))
        return said[1] if said else ""

    def errors(self) -> tuple[type[BaseException], ...]:
        (exceptions,) = driver(NAME, "clickhouse", "clickhouse_connect.driver.exceptions")
        return (exceptions.ClickHouseError, OSError)

    def run(self, sql: str) -> None:
        with self.told():
            self.client.command(sql)

    def batches(self, sql: str) -> Iterator[Rows]:
        with self.told(), self.client.query_row_block_stream(sql) as blocks:
            yield from blocks

    def word(self, type_: Any) -> str:
        name = str(type_.name)
        while wrapped := _WRAPPED.fullmatch(name):
            name = wrapped[1]
        return name

    def castable(self, type_: Any) -> bool:
        return _CASTABLE.fullmatch(self.word(type_)) is not None

    def family(self, type_: Any) -> Family:
        name = self.word(type_)
        return next((f for pattern, f in _FAMILIES if re.fullmatch(pattern, name)), "other")

    def create(self, parts: Parts, query: str) -> None:
        self.run(
            f"CREATE TABLE {self.quoted(parts)} ENGINE = MergeTree ORDER BY tuple() AS\n{query}"
        )

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        """Each table changes places with the old one in a single step."""
        for new, old in made:
            if self.exists(old):
                self.run(f"EXCHANGE TABLES {self.quoted(new)} AND {self.quoted(old)}")
                self.drop(new)
            else:
                self.run(f"RENAME TABLE {self.quoted(new)} TO {self.quoted(old)}")
