"""MariaDB, from version 10.6. Checked by running it: MySQL, but for what stands here."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._storing_plans import PLANS
from .mysql import ROOM, MySQL

LONGEST_KEY: Final = 240
"""In characters, of up to four bytes each."""


class MariaDB(MySQL):
    title = "MariaDB"
    collation = "utf8mb4_nopad_bin"
    most_columns = 1_600
    storing = PLANS["mariadb"]

    def key(self, text: Expr) -> Expr:
        """Beyond 1,000 bytes no key is looked up: each is compared with every other."""
        size = sql.call("CHAR_LENGTH", text.copy())
        too_long = sql.compare(">", size, sql.whole(LONGEST_KEY))
        message = f"a key of more than {LONGEST_KEY} characters in MariaDB"
        short = sql.cast(text, f"CHAR({LONGEST_KEY}) CHARACTER SET utf8mb4")
        collated = exp.Collate(this=short, expression=exp.Var(this=self.collation))
        return sql.case([(too_long, self.fail(message, text.copy()))], collated)

    def fail(self, message: str, key: Expr) -> Expr:
        """The name of a lock that is too long, which the engine shows."""
        told = sql.call("RPAD", self.failure(message[-ROOM:], key), sql.whole(300), sql.text(" "))
        return sql.call("IS_FREE_LOCK", told)


DIALECT: Final = MariaDB()
