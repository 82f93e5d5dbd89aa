"""PostgreSQL, by psycopg."""

from __future__ import annotations

from typing import Any, Final

from ...compiler.dialects import Family
from .addresses import driver, parsed, place_of
from .alchemy import Alchemy
from .base import Parts
from .faults import Fault

NAME: Final = "PostgreSQL"
EXAMPLE: Final = "postgresql://ann@db.example.com:5432/marketing"
LOGIN: Final = "give the password by PGPASSWORD, ~/.pgpass or a service of libpq, or in the URL"

_STATES: Final[dict[str, Fault]] = {
    "28P01": "login", "28000": "login", "3D000": "database", "42501": "permission",
    "25006": "permission", "57P01": "lost", "57P02": "lost", "57P03": "down", "22003": "overflow",
    "54000": "limit", "54001": "limit", "54011": "limit",
}  # fmt: skip
_WORDS: Final[tuple[tuple[str, Fault], ...]] = (
    ("password authentication failed", "login"), ("no password supplied", "login"),
    ("no pg_hba.conf entry", "login"), ("role \"", "login"), ("does not exist", "database"),
    ("permission denied for database", "permission"), ("invalid connection option", "options"),
    ("invalid sslmode", "options"), ("definition of service", "options"),
    ("bad value for", "options"), ("unrecognized configuration parameter", "options"),
)  # fmt: skip
"""For what happens before a connection stands, which has no code."""


def connect(connection: str) -> Postgres:
    driver(NAME, "postgres", "sqlalchemy", "psycopg")
    url = parsed(NAME, connection, EXAMPLE).set(drivername="postgresql+psycopg")
    options = {"connect_timeout": 10, "application_name": "leadscore"}
    return Postgres(url, place_of(NAME, url, LOGIN), connect_args={**options, **url.query})


class Postgres(Alchemy):
    dialect = "postgres"
    settings = (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "SET TIME ZONE 'UTC'",
        # Results are fetched to the last row, so plans for the first rows would be slow.
        "SET cursor_tuple_fraction = 1",
    )

    def fault(self, error: BaseException) -> Fault | None:
        state: str | None = getattr(error, "sqlstate", None)
        if state:
            return "lost" if state.startswith("08") else _STATES.get(state)
        words = (fault for text, fault in _WORDS if text in str(error))
        return next(words, "lost" if hasattr(self, "connection") else "down")

    def castable(self, type_: Any) -> bool:
        from sqlalchemy.dialects import postgresql as pg

        spelled = (pg.ENUM, pg.UUID, pg.CITEXT, pg.INET, pg.CIDR, pg.MACADDR)
        return isinstance(type_, spelled)

    def word(self, type_: Any) -> str:
        return super().word(_under(type_))

    def family(self, type_: Any) -> Family:
        return super().family(_under(type_))

    def names(self, schema: str | None) -> list[str]:
        from sqlalchemy import inspect

        inspector: Any = inspect(self.connection)
        return [*super().names(schema), *inspector.get_materialized_view_names(schema)]

    def replace(self, made: Any) -> None:
        """In the transaction in which they were made. A table with the same columns is filled
        anew, so that permissions, indexes and views of it stay."""
        for new, old in made:
            self._replace_one(new, old)
        with self.told():
            self.connection.commit()

    def _replace_one(self, new: Parts, old: Parts) -> None:
        there, made = self.exists(old), self.exists(new)
        if there is None or made is None or there.columns != made.columns:
            super().replace([(new, old)])
            return
        self.run(f"DELETE FROM {self.quoted(old)}")
        self.run(f"INSERT INTO {self.quoted(old)} SELECT * FROM {self.quoted(new)}")
        self.drop(new)

    def discard(self, parts: Parts) -> None:
        """Nothing stays of a transaction that ends before it is committed."""


def _under(type_: Any) -> Any:
    """The type of which a domain is made."""
    while (below := getattr(type_, "data_type", None)) is not None:
        type_ = below
    return type_
