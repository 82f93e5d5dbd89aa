"""MariaDB, from version 10.6. Checked by running it: MySQL, but for what stands here."""

from __future__ import annotations

from typing import Final

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._storing_plans import PLANS
from .mysql import ROOM, MySQL


class MariaDB(MySQL):
    title = "MariaDB"
    collation = "utf8mb4_nopad_bin"
    most_columns = 1_600
    storing = PLANS["mariadb"]

    def fail(self, message: str, key: Expr) -> Expr:
        """The name of a lock that is too long, which the engine shows."""
        told = sql.call("RPAD", self.failure(message[-ROOM:], key), sql.whole(300), sql.text(" "))
        return sql.call("IS_FREE_LOCK", told)


DIALECT: Final = MariaDB()
