"""Spark, on this machine (`local[*]`) or a cluster (`spark://…`), by PySpark's own session.

Besides tables of its catalog it reads the data files that rules name, CSV with every cell a text.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from ...compiler.dialects import Family
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, listed
from ..tables import csv as table_csv
from ..tables import files as table_files
from ..tables.duckdb import BATCH
from .addresses import driver
from .base import Column, Found, Parts, Rows, Warehouse
from .faults import Fault, Place

NAME: Final = "Spark"
_SETTINGS: Final = {
    "spark.sql.session.timeZone": "UTC",
    # Else `${…}` in a text of the rules would be taken for a variable.
    "spark.sql.variable.substitute": "false",
}
_AT_START: Final = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
_LOCAL: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
}
"""For a run on this machine, where they are not said otherwise."""
_FAMILIES: Final[dict[str, Family]] = {
    "string": "text", "tinyint": "whole", "smallint": "whole", "int": "whole", "bigint": "whole",
    "float": "float", "double": "float", "boolean": "yes/no", "date": "date",
    "timestamp": "instant", "timestamp_ntz": "time", "array<string>": "list",
}  # fmt: skip
_PATIENCE: Final = 10.0
"""Seconds in which a master has to take the connection; Spark by itself would try for minutes."""
_NO_ANSWER: Final = "nothing answers there as a Spark master of the version of pyspark does"
"""Java tells no more of it than that the session has ended."""
_NO_JAVA: Final = (
    "install a Java Runtime of version 17 or later, and set JAVA_HOME if it is not found"
)


def connect(connection: str) -> Spark:
    # We use no pandas, of which it says so when it is loaded.
    warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
    (sql,) = driver(NAME, "spark", "pyspark.sql")
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    local = connection.startswith("local")
    place = Place(NAME, "" if local else connection.removeprefix("spark://"))
    if not local:
        _refuse_dead(place)
    return Spark(place, _session(sql, place, connection, local))


def _refuse_dead(place: Place) -> None:
    """Of several masters one is enough."""
    told = ""
    for address in place.host.split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise DataError(
                f"`spark://{place.host}` is no address of a Spark master",
                "write it with its port, for example `spark://host:7077`",
            )
        try:
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
        except (OSError, OverflowError) as error:
            told = getattr(error, "strerror", None) or str(error)
        else:
            return
    raise place.error("down", told)


def _session(sql: Any, place: Place, master: str, local: bool) -> Any:
    if local and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise DataError("Spark needs Java, and there is none", _NO_JAVA)
    builder = sql.SparkSession.builder.master(master).appName("leadscore")
    wanted = {**(_LOCAL if local else {}), **_AT_START, **_SETTINGS}
    for name, value in wanted.items():
        builder = builder.config(name, value)
    if local:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with tempfile.TemporaryFile("w+") as said:
        try:
            with _stderr_to(said.fileno()):
                return builder.getOrCreate()
        except Exception as error:
            said.seek(0)
            told = (_reason(error) or said.read()) if local else _NO_ANSWER
            raise place.error("down", told) from None


@contextmanager
def _stderr_to(target: int) -> Iterator[None]:
    """What Java says while it starts goes elsewhere: its process inherits what is open."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        os.dup2(target, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class Spark(Warehouse):
    dialect = "spark"
    files: ClassVar[bool] = True

    def __init__(self, place: Place, session: Any) -> None:
        self.place = place
        self.shown = place.shown
        self.session = session
        self.views: list[str] = []

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except DataError:
            raise
        except Exception as error:
            raise _unread(error) or self.place.error(_fault(error), _reason(error)) from None

    # ------------------------------------------------------------ queries

    def run(self, sql: str) -> None:
        with self.told():
            self.session.sql(sql).collect()

    def batches(self, sql: str) -> Iterator[Rows]:
        with self.told():
            rows = self.session.sql(sql).toLocalIterator()
            while batch := list(islice(rows, BATCH)):
                yield batch

    # ------------------------------------------------------------ tables

    def find(self, spelled: str) -> Found:
        if "/" in spelled or spelled.lower().removesuffix(".gz").endswith(
            tuple(table_files.ENDINGS)
        ):
            return self._file(spelled)
        found = self.exists(tuple(spelled.split(".")))
        if found is None:
            raise DataError(f"there is no table `{spelled}` in {self.shown}", self._others(spelled))
        return found

    def exists(self, parts: Parts) -> Found | None:
        with self.told():
            if not self.session.catalog.tableExists(self.quoted(parts)):
                return None
            schema = self.session.table(self.quoted(parts)).schema
        return Found(parts, ".".join(parts), _columns(schema))

    def _others(self, spelled: str) -> str:
        *before, table = spelled.split(".")
        database = ".".join(before)
        with self.told():
            if database and not self.session.catalog.databaseExists(database):
                return f"there is no `{database}` either"
            tables = self.session.catalog.listTables(database or None)
        names = [one.name for one in tables if one.name not in self.views]
        shown = [f"{database}.{name}".lstrip(".") for name in near(table, names) or sorted(names)]
        if not shown:
            return "it has no tables there; give files with --leads and --events"
        return f"tables there: {listed(shown, 5)}"

    def _file(self, spelled: str) -> Found:
        file = table_files.find(spelled)
        with self.told():
            frame = _read(self.session, file)
            view = f"leadscore_{os.getpid()}_{len(self.views)}"
            frame.createOrReplaceTempView(view)
        self.views.append(view)
        return Found((view,), file.shown, _columns(frame.schema))

    # ------------------------------------------------------------ writing

    def quoted(self, parts: Parts) -> str:
        return ".".join("`" + part.replace("`", "``") + "`" for part in parts)

    def create(self, parts: Parts, query: str) -> None:
        self._refuse_passing(parts)
        self.run(f"CREATE TABLE {self.quoted(parts)} AS\n{query}")

    def _refuse_passing(self, parts: Parts) -> None:
        passing = self.session.conf.get("spark.sql.catalogImplementation") == "in-memory"
        if passing and len(parts) < 3:
            raise DataError(
                "this Spark keeps its tables in memory: the result would be gone at once",
                "set spark.sql.catalogImplementation to hive in spark-defaults.conf, name a table "
                "of another catalog, or write to a file",
            )

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        for new, old in made:
            self.drop(old)
            self.run(f"ALTER TABLE {self.quoted(new)} RENAME TO {self.quoted(old)}")

    def drop(self, parts: Parts) -> None:
        self.run(f"DROP TABLE IF EXISTS {self.quoted(parts)}")

    def close(self) -> None:
        """The views end with the session. After Ctrl-C in the middle of a call Java's answers no
        longer fit what is asked, which must not hide why the run ends."""
        with suppress(Exception):
            self.session.stop()


def _columns(schema: Any) -> tuple[Column, ...]:
    types = [(field.name, field.dataType.simpleString()) for field in schema.fields]
    return tuple(Column(name, type_, family(type_)) for name, type_ in types)


def family(type_: str) -> Family:
    if type_.startswith("decimal"):
        return "decimal"
    if re.match(r"(var)?char\(", type_):
        return "text"
    return _FAMILIES.get(type_, "other")


def _read(session: Any, file: table_files.DataFile) -> Any:
    path = Path(file.path).resolve().as_uri()
    match file.format:
        case "parquet":
            return session.read.parquet(path)
        case "json":
            lines = file.ending != ".json"
            return session.read.json(path, primitivesAsString=True, multiLine=not lines)
        case _:
            return _csv(session, file, path)


def _csv(session: Any, file: table_files.DataFile, path: str) -> Any:
    form = table_csv.probe(file)
    if form.encoding == "utf-16" or form.escape != '"':
        raise DataError(
            f"`{file.shown}` cannot be read by Spark",
            'save it as CSV in UTF-8, with quotes in a text doubled: "5"" disk"',
        )
    (types,) = driver(NAME, "spark", "pyspark.sql.types")
    fields = [types.StructField(name, types.StringType()) for name in _unique(form.header)]
    schema = types.StructType(fields)
    return session.read.csv(
        path, schema=schema, sep=form.delimiter, header=True, quote='"', escape='"',
        multiLine=True, enforceSchema=True, mode="FAILFAST", emptyValue="", nullValue="",
    )  # fmt: skip


def _unique(header: Iterable[str]) -> Iterator[str]:
    """Spark does not read a file in which two columns have a name, nor one that has none."""
    seen: set[str] = set()
    for place, name in enumerate(header):
        unique = name if name and fold(name) not in seen else f"{name} (column {place + 1})"
        seen.add(fold(unique))
        yield unique


# ---------------------------------------------------------------- what goes wrong

_JAVA: Final = re.compile(r"(?m)^: (?:\w+\.)+[\w$]+: *(.+)$")
_CONDITION: Final = re.compile(r"\[([A-Z_.]+)\] *")


def _reason(error: BaseException) -> str:
    """The first line of Spark's own words, without those of the bridge to Java."""
    text = str(error)
    lines = [line for line in text.splitlines() if _CONDITION.search(line)]
    if lines:
        return _CONDITION.sub("", lines[0]).strip()
    java = _JAVA.search(text)
    return java[1] if java else text


def _unread(error: BaseException) -> DataError | None:
    found = re.search(r"reading file file:.*/([^/\s]+?)\.(?:\s|$)", str(error))
    if found is None:
        return None
    return DataError(
        f"`{found[1]}` cannot be read by Spark",
        "each row needs as many cells as the header; a run with `--engine duckdb` tells which row",
    )


def _fault(error: BaseException) -> Fault | None:
    text = str(error)
    if "Connection refused" in text or "Answer from Java side is empty" in text:
        return "lost"
    if "PERMISSION" in text or "AccessControlException" in text or "Permission denied" in text:
        return "permission"
    return "overflow" if "ARITHMETIC_OVERFLOW" in text else None
