"""Spark, on two cores of this machine, in a Java of its own beside this process."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import pyarrow.parquet as pq
import pyspark
from leadscore.compiler.dialects.base import Family
from pyspark.sql import SparkSession

from . import arrow
from .base import ZONE, Columns, Engine, Row, Unavailable, home, quoted

TYPES: Final[dict[Family, str]] = {
    "text": "STRING", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP_NTZ", "instant": "TIMESTAMP",
    "list": "ARRAY<STRING>",
}  # fmt: skip
SETTINGS: Final = {
    "spark.sql.session.timeZone": ZONE,
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
}
FOR_SMALL_TABLES: Final = {
    # Tables are small and queries many, so that planning is what takes time: making Java of each
    # query takes longer than to run it step by step, as Spark does where that fails.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
_OTHERS: Final = re.compile("[^A-Za-z0-9_]")
"""No table of its catalog may have these in its name."""


class Spark(Engine):
    name = "spark"
    dialect = "spark"

    def __init__(self, *, small: bool = True) -> None:
        """For the small tables of tests, or as it comes for large ones."""
        self.folder = Path(mkdtemp(prefix="leadscore-spark-"))
        self.session = self._session(small)
        self.version = str(self.session.version)
        self.loaded = 0

    def _session(self, small: bool) -> SparkSession:
        if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
            raise Unavailable("there is no Java: install a Java Runtime of version 17 or later")
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").appName("leadscore")
        for name, value in (SETTINGS | (FOR_SMALL_TABLES if small else {})).items():
            builder = builder.config(name, value)
        builder = builder.config("spark.sql.warehouse.dir", str(self.folder / "warehouse"))
        builder = builder.config("spark.driver.extraJavaOptions", _java_options(small))
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        return session

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        self.loaded += 1
        folder = self.folder / str(self.loaded)
        folder.mkdir()
        pq.write_table(arrow.table(columns, rows), folder / "rows.parquet")
        schema = ", ".join(f"{quoted(c, '`')} {TYPES[family]}" for c, family in columns.items())
        name = _OTHERS.sub("_", table)
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._run(f"CREATE TABLE {name} ({schema}) USING parquet LOCATION '{folder}'")
        return (name,)

    def _rows(self, sql: str) -> Iterator[tuple[object, ...]]:
        return arrow.rows(self.session.sql(sql).toArrow())

    def _run(self, sql: str) -> None:
        self.session.sql(sql)

    def close(self) -> None:
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def archive() -> Path:
    """Where the classes of a first run are kept, so that later runs start in a third of the time."""
    return home() / f"spark-{pyspark.__version__}.jsa"


def _java_options(small: bool) -> str:
    options = ["-XX:ReservedCodeCacheSize=240m", "-Xlog:disable"]
    options += ["-XX:TieredStopAtLevel=1"] if small else []
    if archive().exists():
        options.append(f"-XX:SharedArchiveFile={archive()}")
    return " ".join(options)


def start() -> Engine:
    return Spark()
