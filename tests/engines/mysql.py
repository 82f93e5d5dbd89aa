"""MySQL, as Debian's next release has it, in a folder of its own that `.ci/engines` makes.

It runs from there with the folder's own libraries, so that starting it needs no rights.
"""

from __future__ import annotations

from .base import Engine, Unavailable, home
from .mysql_server import AS_ROOT, MySQLServer


class MySQL(MySQLServer):
    name = "mysql"
    dialect = "mysql"

    def _make_data(self) -> None:
        self._do([*_program(), "--initialize-insecure", f"--datadir={self._data}"])

    def _command(self) -> list[str]:
        return [*_program(), "--mysqlx=OFF", "--disable-log-bin", "--performance-schema=OFF"]


def _program() -> list[str]:
    root = home() / "mysql"
    program = root / "usr/sbin/mysqld"
    loaders = sorted(root.glob("usr/lib*/ld-linux*.so.*"))
    if not program.exists() or not loaders:
        raise Unavailable(f"there is no MySQL in {root}: run `.ci/engines`, as root")
    libraries = [str(path) for path in sorted((root / "usr/lib").glob("*-linux-gnu"))]
    return [
        str(loaders[0]), "--library-path", ":".join(libraries), str(program),
        "--no-defaults", *AS_ROOT, f"--basedir={root}/usr",
    ]  # fmt: skip


def start() -> Engine:
    return MySQL()
