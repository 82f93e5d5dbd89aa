"""Every case of the suite on every engine."""

from __future__ import annotations

from collections.abc import Iterator

import agreement
import duckdb
import pytest
from conformance import files, runs


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with agreement.connect() as con:
        yield con


@pytest.mark.parametrize("name", files.names())
def test_python(name: str) -> None:
    suite = files.load(name)
    assert not runs.deviations(suite, agreement.by_python(suite.plan, suite.data))


@pytest.mark.parametrize("name", files.names())
def test_duckdb(name: str, con: duckdb.DuckDBPyConnection) -> None:
    suite = files.load(name)
    found = agreement.by_duckdb(con, suite.plan, suite.data, units=False)
    assert not runs.deviations(suite, found)
