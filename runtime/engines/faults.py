"""What goes wrong on the way to an engine, told in the same words whichever engine it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote, quote_plus

from ..errors import DataError, overflow, shortened, too_large

Fault: TypeAlias = Literal[
    "down", "login", "database", "options", "permission", "lost", "table", "overflow", "limit"
]

_TOO_LARGE: Final = re.compile(
    r"(?s)(?:^|Error: |ERROR: |: )([^:]*) (?:has|have) more than 18 digits "
    r"for (lead|company) `(.*?)`"
)
_SHORT: Final = 4
"""A secret of fewer letters may be part of any word."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection goes, without its secrets, for messages."""

    engine: str
    """`PostgreSQL`."""
    host: str = ""
    """With the port, if it is given."""
    user: str = ""
    database: str = ""
    secrets: tuple[str, ...] = ()
    """What no message may hold."""
    login_help: str = ""
    """Where the engine's driver takes credentials from."""

    @property
    def shown(self) -> str:
        return f"{self.engine} on {self.host}" if self.host else self.engine

    def error(self, fault: Fault | None, text: str) -> DataError:
        """What to tell when the driver says `text`."""
        found = _TOO_LARGE.search(text)
        if found is not None:
            return overflow(found[1].strip(" \"'"), found[3], found[2])
        match fault:
            case "down":
                return DataError(
                    f"{self.shown} cannot be reached{self._said(text)}",
                    "check the host and the port, and that the server runs and lets you in",
                )
            case "login":
                return DataError(
                    f"{self.shown} does not accept {self._user} with these credentials",
                    self.login_help,
                )
            case "database":
                return DataError(
                    f"{self.shown} has no database `{self.database}`",
                    "the database stands at the end of the connection's URL, after the host",
                )
            case "options":
                return DataError(
                    f"{self.shown} does not take these options{self._said(text)}",
                    "check what stands behind the `?` of the connection's URL",
                )
            case "permission":
                return DataError(
                    f"{self._user} may not do this in {self.shown}{self._said(text)}",
                    "nothing was changed; ask its administrator for the permission",
                )
            case "lost":
                return DataError(
                    f"the connection to {self.shown} was lost",
                    "nothing was changed; run it again",
                )
            case "overflow":
                return too_large()
            case "limit":
                return DataError(
                    f"{self.shown} cannot take a query of this size{self._said(text)}",
                    "nothing was changed; split the rules, or raise the limit that it names",
                )
            case _:
                return DataError(f"{self.shown} refuses the query{self._said(text)}")

    @property
    def _user(self) -> str:
        return f"user `{self.user}`" if self.user else "this user"

    def _said(self, text: str) -> str:
        """The driver's first line, if nothing secret can be in it."""
        line = scrubbed(_first_line(text), self.secrets)
        return f": {shortened(line, 200)}" if line else ""


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        re.sub(
            r"^(ERROR|FATAL|Error|connection is bad|connection failed): *", "", lines[0]
        ).removesuffix(".")
        if lines
        else ""
    )


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, however a URL spells them; nothing if a secret is so short
    that what is left of the text would give it away.

    >>> scrubbed("no p@ss! in postgresql://ann:p%40ss%21@db", ("p@ss!",))
    'no *** in postgresql://ann:***@db'
    >>> scrubbed("bad password", ("ad",))
    ''
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for spelled in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
            if spelled in text and len(secret) < _SHORT:
                return ""
            text = text.replace(spelled, "***")
    return text


def not_installed(engine: str, extra: str) -> DataError:
    return DataError(
        f"the driver for {engine} is not installed",
        f"install it with: pip install 'leadscore[{extra}]'",
    )
