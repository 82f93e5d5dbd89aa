"""MySQL and MariaDB, by PyMySQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from ...compiler.dialects import Family
from .addresses import completed, driver, parsed, place_of
from .alchemy import Alchemy
from .base import Parts
from .faults import Fault, Place

NAME: Final = "MySQL"
EXAMPLE: Final = "mysql://ann@db.example.com:3306/marketing"
LOGIN: Final = "give the password by MYSQL_PWD, by ?read_default_file=~/.my.cnf, or in the URL"

_CODES: Final[dict[int, Fault]] = {
    1045: "login", 1698: "login", 1044: "permission", 1049: "database", 1142: "permission",
    1143: "permission", 1227: "permission", 1290: "permission", 1370: "permission",
    2002: "down", 2003: "down", 2005: "down", 1040: "down", 2006: "lost", 2013: "lost",
    2055: "lost", 1053: "lost", 1927: "lost", 4031: "lost", 1264: "overflow", 1690: "overflow",
    1116: "limit", 1117: "limit", 1153: "limit", 1436: "limit",
}  # fmt: skip


def connect(connection: str) -> MySQL:
    driver(NAME, "mysql", "sqlalchemy", "pymysql")
    url = parsed(NAME, connection, EXAMPLE).set(drivername="mysql+pymysql")
    url = completed(url, "MYSQL_USER", "MYSQL_PWD")
    # As text the driver would take a password for Latin-1.
    secret = {"password": url.password.encode("utf-8")} if url.password else {}
    options = {"connect_timeout": 10, **secret}
    return MySQL(url, place_of(NAME, url, LOGIN), connect_args=options)


class MySQL(Alchemy):
    families: ClassVar[Mapping[str, Family]] = {"TIMESTAMP": "instant"}
    settings = (
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    )

    def __init__(self, url: Any, place: Place, **options: Any) -> None:
        """Which of the two it is, the server says."""
        super().__init__(url, place, **options)
        self.dialect = "mysql"
        if self.connection.dialect.is_mariadb:
            self.dialect = "mariadb"
            self.place = replace(place, engine="MariaDB")
            self.shown = self.place.shown

    def fault(self, error: BaseException) -> Fault | None:
        code = error.args[0] if error.args else None
        return _CODES.get(code) if isinstance(code, int) else None

    def words(self, error: BaseException) -> str:
        return str(error.args[1]) if len(error.args) > 1 else str(error)

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        """All tables change their names in one statement, which MySQL does wholly or not."""
        moves, gone = [], []
        for new, old in made:
            if self.exists(old):
                gone.append((*old[:-1], f"{new[-1]}_old"))
                moves.append((old, gone[-1]))
            moves.append((new, old))
        renames = ", ".join(f"{self.quoted(a)} TO {self.quoted(b)}" for a, b in moves)
        self.run(f"RENAME TABLE {renames}")
        for table in gone:
            self.drop(table)
