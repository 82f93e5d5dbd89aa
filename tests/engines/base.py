"""What every engine of the tests offers, and what they share."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

from leadscore.compiler.dialects.base import Family

ZONE: Final = "America/New_York"
"""The time zone of every session: not UTC, and with a summer time."""
SEPARATOR: Final = ";"
"""Between the elements of a list where the engine has no arrays."""

Row: TypeAlias = tuple[object, ...]
Columns: TypeAlias = Mapping[str, Family]


class EngineError(Exception):
    """What an engine answers to SQL that it refuses or that fails."""


class Unavailable(Exception):
    """Why an engine cannot be started here, and what would bring it."""


class Engine(ABC):
    """A running engine. What is loaded stays until it is loaded anew or the process ends."""

    name: ClassVar[str]
    dialect: ClassVar[str]
    """Which of the compiler's dialects it is to be asked in."""
    stored: ClassVar[Mapping[Family, Family]] = {}
    """What a family is kept as where the engine has no type for it."""
    version: str
    """As the running engine says it."""
    earliest: ClassVar[datetime] = datetime(1, 1, 2)
    latest: ClassVar[datetime] = datetime(9999, 12, 31, 23, 59, 59, 999999)
    """The moments that its type for `time` holds."""
    earliest_instant: ClassVar[datetime] = earliest
    latest_instant: ClassVar[datetime] = latest
    """The same for `instant`, in UTC."""

    def load(
        self, table: str, columns: Columns, rows: Sequence[Row], required: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Makes a table anew; gives the parts of its name as `Relation` takes them.

        Values are `str`, `int`, `Decimal`, `float`, `bool`, `date`, `datetime` (a naive instant is
        UTC), a tuple of `str` for a list, or None. Columns in `required` are declared NOT NULL
        where the engine has that.
        """
        with self._said():
            return self._load(table, columns, [self._kept(row, columns) for row in rows], required)

    def families(self, columns: Columns) -> dict[str, Family]:
        """What the columns of a table that was loaded are here, as `Relation` takes it."""
        return {name: self.stored.get(family, family) for name, family in columns.items()}

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query, typed: `int`, `Decimal`, `str`, `bool`, `date`, `datetime` (naive;
        instants in UTC), tuples for arrays, None. A `float` is given only where the engine's own
        type is a float. Engines without booleans give 0 and 1."""
        with self._said():
            return plain_rows(self._rows(sql))

    def run(self, sql: str) -> None:
        """Runs a statement that gives no rows."""
        with self._said():
            self._run(sql)

    def seen(self, value: object, family: Family) -> object:
        """What `rows` gives for a value that was loaded into a column of that family."""
        return plain(self._value(value, family))

    def _kept(self, row: Row, columns: Columns) -> Row:
        pairs = zip(row, columns.values(), strict=True)
        return tuple(self._value(value, family) for value, family in pairs)

    def _value(self, value: object, family: Family) -> object:
        """Instants with their zone, decimals as such, lists as text where there are no arrays."""
        if family == "instant" and isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        if family == "decimal" and isinstance(value, int | Decimal):
            return Decimal(value).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        if family == "list" and isinstance(value, list | tuple):
            return SEPARATOR.join(value) if "list" in self.stored else list(value)
        return value

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of the driver as one kind, with the engine's own words."""
        try:
            yield
        except (EngineError, TypeError):
            raise
        except Exception as error:
            raise EngineError(f"{self.name}: {error}") from error

    @abstractmethod
    def close(self) -> None:
        """Ends what was started for it and removes its files."""

    @abstractmethod
    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]: ...

    @abstractmethod
    def _rows(self, sql: str) -> Iterable[Iterable[object]]: ...

    @abstractmethod
    def _run(self, sql: str) -> None: ...


def home() -> Path:
    """Where `.ci/engines` puts what pip alone cannot bring."""
    named = os.environ.get("LEADSCORE_ENGINES_HOME")
    return Path(named) if named else Path.home() / ".cache" / "leadscore-tests"


def packages() -> Path:
    """Python packages of engines that this environment may lack."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return home() / version / "lib" / version / "site-packages"


def quoted(name: str, mark: str = '"') -> str:
    return mark + name.replace(mark, mark * 2) + mark


def declared(
    columns: Columns, types: Mapping[Family, str], required: Collection[str], mark: str = '"'
) -> str:
    """The columns of a CREATE TABLE."""
    return ", ".join(
        f"{quoted(name, mark)} {types[family]}" + (" NOT NULL" if name in required else "")
        for name, family in columns.items()
    )


PLAIN: Final = frozenset((type(None), bool, int, str, Decimal, float, date))


def plain_rows(rows: Iterable[Iterable[object]]) -> list[Row]:
    """By columns, for results may have millions of values: most columns are as they should be."""
    return list(zip(*map(_plain_column, zip(*rows, strict=True)), strict=True))


def _plain_column(column: Row) -> Row:
    return column if PLAIN.issuperset(map(type, column)) else tuple(map(plain, column))


def plain(value: object) -> object:
    """A driver's value as one of the few types that tests compare."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, bool | int | str | Decimal | float | date):
        return value
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    raise TypeError(f"a value of an unknown type came back: {value!r} ({type(value)})")
