"""What the engines that SQLAlchemy reaches have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from ...compiler.dialects import Family
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, listed
from ..tables.duckdb import BATCH
from .base import Column, Found, Parts, Rows, Warehouse
from .faults import Fault, Place

_NO_PARAMETERS: Final = {"no_parameters": True}
"""Texts of rules may hold any sign that a driver would take for the place of a parameter."""
_SCHEMAS: Final = 20
"""So many are searched for a table that is named without one."""


class Alchemy(Warehouse):
    """A connection of SQLAlchemy; each engine says what it does otherwise."""

    settings: ClassVar[tuple[str, ...]] = ()
    """What is set before anything else."""
    families: ClassVar[Mapping[str, Family]] = {}
    """Types that are not of the family that their class tells, by their name in SQL."""

    def __init__(self, url: Any, place: Place, **options: Any) -> None:
        import sqlalchemy as sa

        self.place = place
        self.shown = place.shown
        with self.told(), self._options_told(url):
            engine = sa.create_engine(url, poolclass=sa.NullPool, **options)
            self.connection = engine.connect()
        with self.told():
            for setting in self.settings:
                self.run(setting)

    # ------------------------------------------------------------ what goes wrong

    def fault(self, error: BaseException) -> Fault | None:
        """What kind of thing has gone wrong, by the driver's own exception."""
        return None

    @contextmanager
    def told(self) -> Iterator[None]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (SQLAlchemyError, *self.errors()) as error:
            raise self._error(getattr(error, "orig", None) or error) from None

    @contextmanager
    def _options_told(self, url: Any) -> Iterator[None]:
        """Drivers fail in many ways over options that they do not know or cannot read."""
        try:
            yield
        except (TypeError, ValueError, AttributeError, OSError) as error:
            if not url.query or isinstance(error, self.errors()):
                raise
            raise self.place.error("options", _said_of_options(error)) from None

    def _error(self, error: BaseException) -> DataError:
        return self.place.error(self.fault(error), self.words(error))

    def words(self, error: BaseException) -> str:
        """What the driver says."""
        return str(error)

    def errors(self) -> tuple[type[BaseException], ...]:
        """Exceptions of the driver that SQLAlchemy does not take for its own."""
        return ()

    # ------------------------------------------------------------ queries

    def run(self, sql: str) -> None:
        with self.told():
            self.connection.exec_driver_sql(sql, execution_options=_NO_PARAMETERS)

    def batches(self, sql: str) -> Iterator[Rows]:
        options = {**_NO_PARAMETERS, "stream_results": True, "max_row_buffer": BATCH}
        with self.told():
            result = self.connection.exec_driver_sql(sql, execution_options=options)
            yield from result.partitions(BATCH)

    # ------------------------------------------------------------ tables

    def find(self, spelled: str) -> Found:
        *before, table = spelled.split(".")
        with self.told():
            schema, names = self._schema(".".join(before))
            name = _alike(table, names)
            found = self.exists(self._parts(schema, name)) if name else None
            advice = "" if found else self._where_else(schema, table, names)
        if found is None:
            raise DataError(f"there is no table `{spelled}` in {self.shown}", advice)
        return found

    def _schema(self, spelled: str) -> tuple[str | None, list[str]]:
        """The schema as the engine spells it, and the names of its tables."""
        if not spelled:
            return None, self.names(None)
        found = _alike(spelled, self.schemas())
        if found is None and "." not in spelled:
            return spelled, []
        return found or spelled, self.names(found or spelled)

    def exists(self, parts: Parts) -> Found | None:
        from sqlalchemy import inspect
        from sqlalchemy.exc import NoSuchTableError

        *before, table = parts
        with self.told():
            try:
                columns = inspect(self.connection).get_columns(table, ".".join(before) or None)
            except NoSuchTableError:
                return None
        found = tuple(self._column(column["name"], column["type"]) for column in columns)
        return Found(parts, ".".join(parts), found) if found else None

    def _column(self, name: str, type_: Any) -> Column:
        castable = self.castable(type_)
        family = "other" if castable else self.family(type_)
        return Column(self.spelled(name), self.word(type_), family, castable)

    def spelled(self, name: str) -> str:
        """As the engine has it: where names are in capitals unless quoted, SQLAlchemy shows
        CONTACTS as contacts."""
        dialect: Any = self.connection.dialect
        return str(dialect.denormalize_name(name)) if dialect.requires_name_normalize else name

    def names(self, schema: str | None) -> list[str]:
        """Of all tables and views of a schema; none for the connection's own."""
        from sqlalchemy import inspect

        inspector = inspect(self.connection)
        return [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]

    def schemas(self) -> list[str]:
        from sqlalchemy import inspect

        with self.told():
            return list(inspect(self.connection).get_schema_names())

    def _parts(self, schema: str | None, table: str) -> Parts:
        return tuple(map(self.spelled, [*(schema or "").split("."), table][0 if schema else 1 :]))

    def _where_else(self, schema: str | None, table: str, names: list[str]) -> str:
        """What may have been meant by a table that is not there."""
        before = f"{schema}." if schema else ""
        close = [before + name for name in near(table, names)]
        close = close or ([] if schema else self._elsewhere(table))
        if close:
            return f"did you mean {listed(close, 3)}?"
        if names:
            return f"tables there: {listed((before + name for name in sorted(names)), 5)}"
        schemas = self.schemas() if schema else []
        if not schema or schema in schemas:
            return "there are no tables that you may see"
        like = near(schema, schemas)
        return f"there is no `{schema}` either" + (f"; did you mean `{like[0]}`?" if like else "")

    def _elsewhere(self, table: str) -> list[str]:
        """The tables of that name in other schemas, of not too many."""
        schemas = self.schemas()[:_SCHEMAS]
        pairs = ((schema, _alike(table, self.names(schema))) for schema in schemas)
        return [f"{schema}.{found}" for schema, found in pairs if found]

    # ------------------------------------------------------------ types

    def castable(self, type_: Any) -> bool:
        """Whether it is no type of texts, but a cast spells it exactly."""
        return False

    def word(self, type_: Any) -> str:
        """A type as SQL has it."""
        try:
            return re.sub(r" COLLATE .*", "", str(type_))
        except Exception:  # a type that SQLAlchemy knows by name only cannot be spelled by it
            return type(type_).__name__

    def family(self, type_: Any) -> Family:
        return self.families.get(self.word(type_).split("(")[0].upper()) or family_of(type_)

    # ------------------------------------------------------------ writing

    def quoted(self, parts: Parts) -> str:
        quote = self.connection.dialect.identifier_preparer.quote_identifier
        return ".".join(quote(part) for part in parts)

    def create(self, parts: Parts, query: str) -> None:
        self.run(f"CREATE TABLE {self.quoted(parts)} AS\n{query}")

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        for new, old in made:
            self.drop(old)
            self.run(f"ALTER TABLE {self.quoted(new)} RENAME TO {self.quoted(old[-1:])}")

    def drop(self, parts: Parts) -> None:
        self.run(f"DROP TABLE IF EXISTS {self.quoted(parts)}")

    def close(self) -> None:
        self.connection.close()
        self.connection.engine.dispose()


def _said_of_options(error: BaseException) -> str:
    """Without the insides of a driver."""
    unknown = re.search(r"unexpected keyword argument '(.*?)'", str(error))
    if unknown:
        return f"there is no option `{unknown[1]}`"
    if isinstance(error, OSError):
        return (error.strerror or "").lower()
    return str(error) if isinstance(error, ValueError) else ""


def _alike(wanted: str, names: list[str]) -> str | None:
    """The name itself, else the only one that differs in nothing but case."""
    if wanted in names:
        return wanted
    loose = [name for name in dict.fromkeys(names) if fold(name) == fold(wanted)]
    return loose[0] if len(loose) == 1 else None


def family_of(type_: Any) -> Family:
    """By the class of SQLAlchemy that a type belongs to."""
    from sqlalchemy import types as t

    classes: tuple[tuple[Any, Family], ...] = (
        (t.Boolean, "yes/no"), (t.Integer, "whole"), (t.Float, "float"), (t.Numeric, "decimal"),
        (t.Date, "date"), (t.DateTime, "time"), (t.ARRAY, "list"), (t.String, "text"),
        (t.Enum, "text"),
    )  # fmt: skip
    found: Family = next((name for class_, name in classes if isinstance(type_, class_)), "other")
    return "instant" if found == "time" and type_.timezone else found
