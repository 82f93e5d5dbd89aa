"""MariaDB, from the system's packages."""

from __future__ import annotations

from shutil import which
from typing import Final

from .base import Engine, Unavailable
from .mysql_server import AS_ROOT, MySQLServer

PACKAGES: Final = "apt-get install mariadb-server-core mariadb-client-core"


class MariaDB(MySQLServer):
    name = "mariadb"
    dialect = "mariadb"

    def _make_data(self) -> None:
        self._do([
            _found("mariadb-install-db"), "--no-defaults", f"--datadir={self._data}",
            *AS_ROOT, "--auth-root-authentication-method=normal", "--skip-test-db",
        ])  # fmt: skip

    def _command(self) -> list[str]:
        return [_found("mariadbd"), "--no-defaults", *AS_ROOT]


def _found(program: str) -> str:
    path = which(program) or which(program, path="/usr/sbin:/usr/bin")
    if path is None:
        raise Unavailable(f"there is no `{program}`: {PACKAGES}, or run `.ci/engines`")
    return path


def start() -> Engine:
    return MariaDB()
