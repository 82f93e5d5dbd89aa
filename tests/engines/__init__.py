"""Every engine on which SQL of the compiler is really executed, started when it is asked for.

    engine = start("postgres")
    parts = engine.load("leads", {"id": "whole", "name": "text"}, [(1, "Ann"), (2, None)])
    engine.rows(...)

docs/engines_in_tests.md tells how each is got, and what it makes of each family of columns.
"""

from __future__ import annotations

import atexit
import os
import site
from importlib import import_module
from typing import Final

import pytest

from .base import ZONE, Columns, Engine, EngineError, Family, Row, Unavailable, packages

__all__ = [
    "ZONE", "Columns", "Engine", "EngineError", "Family", "Row", "Unavailable",
    "close_all", "names", "required", "skip_if_slow", "start", "started", "use", "why_not",
]  # fmt: skip

_NAMES: Final = (
    "duckdb", "sqlite", "postgres", "mysql", "mariadb", "clickhouse", "spark", "datafusion",
    "bigquery", "snowflake",
)  # fmt: skip
SLOW: Final = frozenset(("mysql", "mariadb", "spark", "bigquery", "snowflake"))
"""Engines that take minutes for all tests, and run only where they are required."""
_STARTED: dict[str, Engine | Unavailable] = {}

# At the end of the path: what is installed beside the project comes first. The programs that tests
# start find them too.
site.addsitedir(str(packages()))
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, (os.environ.get("PYTHONPATH"), str(packages())))
)


def names() -> tuple[str, ...]:
    return _NAMES


def start(name: str) -> Engine:
    """The engine, one per process; `Unavailable` if it cannot be started."""
    if name not in _STARTED:
        _STARTED[name] = _start(name)
    found = _STARTED[name]
    if isinstance(found, Unavailable):
        raise found
    return found


def why_not(name: str) -> str | None:
    """Why the engine cannot be started here; None if it runs."""
    try:
        start(name)
    except Unavailable as reason:
        return str(reason)
    return None


def started() -> tuple[Engine, ...]:
    """The engines that run in this process."""
    return tuple(each for each in _STARTED.values() if isinstance(each, Engine))


def required(name: str) -> bool:
    """Whether LEADSCORE_REQUIRE_ENGINES (`all`, or names with commas between) demands it."""
    wanted = os.environ.get("LEADSCORE_REQUIRE_ENGINES", "")
    return name in wanted.split(",") or wanted == "all"


def use(name: str) -> Engine:
    """The engine for a test, which is skipped without it, or fails if the engine is required."""
    skip_if_slow(name)
    reason = why_not(name)
    if reason is None:
        return start(name)
    if required(name):
        pytest.fail(f"{name} is required but cannot be started: {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


def skip_if_slow(name: str) -> None:
    """Skips a test of an engine that takes minutes, unless it is required."""
    if name in SLOW and not required(name):
        pytest.skip(f"{name} takes minutes: LEADSCORE_REQUIRE_ENGINES={name}, or all, runs it")


def close_all() -> None:
    for engine in started():
        engine.close()
    _STARTED.clear()


atexit.register(close_all)


def _start(name: str) -> Engine | Unavailable:
    try:
        engine: Engine = import_module(f".{name}", __name__).start()
    except Unavailable as reason:
        return reason
    except ImportError as error:
        return Unavailable(f"{error}: pip install -e '.[engines]', or run `.ci/engines`")
    except Exception as error:
        return Unavailable(f"{name} did not start: {error}")
    return engine
