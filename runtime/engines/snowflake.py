"""Snowflake, by snowflake-sqlalchemy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from ...compiler.dialects import Family
from .addresses import completed, driver, parsed, place_of
from .alchemy import Alchemy
from .base import Parts
from .faults import Fault

NAME: Final = "Snowflake"
EXAMPLE: Final = "snowflake://ann@my_org-my_account/marketing/public?warehouse=scoring"
LOGIN: Final = (
    "give them by SNOWFLAKE_USER and SNOWFLAKE_PASSWORD, by ?connection_name= of connections.toml, "
    "or in the URL"
)

_CODES: Final[dict[int, Fault]] = {
    250001: "login", 390100: "login", 390144: "login", 250003: "down", 251001: "down",
    390114: "lost", 390111: "lost", 3001: "permission", 3003: "permission",
}  # fmt: skip


def connect(connection: str) -> Snowflake:
    driver(NAME, "snowflake", "sqlalchemy", "snowflake.sqlalchemy")
    url = completed(parsed(NAME, connection, EXAMPLE), "SNOWFLAKE_USER", "SNOWFLAKE_PASSWORD")
    os.environ.setdefault("SF_TELEMETRY_ENABLED", "false")
    return Snowflake(url, place_of(NAME, url, LOGIN))


class Snowflake(Alchemy):
    dialect = "snowflake"
    settings = ("ALTER SESSION SET TIMEZONE = 'UTC'",)
    families: ClassVar[Mapping[str, Family]] = {
        "TIMESTAMP_NTZ": "time", "TIMESTAMP_LTZ": "instant", "TIMESTAMP_TZ": "instant",
        "DATETIME": "time", "VARIANT": "other", "OBJECT": "other",
    }  # fmt: skip

    def fault(self, error: BaseException) -> Fault | None:
        code: Any = getattr(error, "errno", None)
        return _CODES.get(code)

    def family(self, type_: Any) -> Family:
        found = super().family(type_)
        return "whole" if found == "decimal" and getattr(type_, "scale", None) == 0 else found

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        """Each table changes places with the old one in a single step; permissions stay."""
        for new, old in made:
            if self.exists(old):
                self.run(f"ALTER TABLE {self.quoted(old)} SWAP WITH {self.quoted(new)}")
                self.drop(new)
            else:
                self.run(f"ALTER TABLE {self.quoted(new)} RENAME TO {self.quoted(old)}")
