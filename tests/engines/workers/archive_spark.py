"""Writes down the classes that Spark loads, so that later starts take half of the time.

The argument is the folder for it; what is there already is kept.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

QUERY = """
    SELECT k, COUNT(*), SUM(CAST(v AS BIGINT)), MAX(MAX(v)) OVER (PARTITION BY k ORDER BY k)
    FROM VALUES ('a', 1), ('b', 2) AS t(k, v) GROUP BY k ORDER BY k
"""


def write(archive: Path) -> None:
    written = archive.with_suffix(f".{os.getpid()}")
    options = f"-XX:ArchiveClassesAtExit={written} -XX:TieredStopAtLevel=1 -Xlog:disable"
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.extraJavaOptions", options).getOrCreate()
    session.sql(QUERY).toArrow()
    java = session.sparkContext._gateway.proc
    session.stop()
    java.stdin.close()
    java.wait()
    written.rename(archive)


if __name__ == "__main__":
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    archive = Path(sys.argv[1]) / f"spark-{pyspark.__version__}.jsa"
    if not archive.exists():
        write(archive)
