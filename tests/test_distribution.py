"""Tests that share an engine, or what takes long to make, run in one process."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import engines
import pytest
from distribution import LONGEST, NAMES, TOGETHER, group_of, in_order

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/test_shapes.py::test_a_view[view-postgres]", "postgres"),
        ("tests/test_x.py::test_it[spark-numbers]", "spark"),
        ("tests/test_spark.py::test_it", "spark"),
        ("tests/test_vscode.py::test_it[Group]", "vscode"),
        ("tests/test_x.py::test_it[tsql]", "tsql"),
        ("tests/test_differential.py::test_it[postgres]", "differential"),
        ("tests/test_differential.py::test_it[spark]", "spark"),
        ("tests/test_differential.py::test_it", "tests/test_differential.py::test_it"),
        ("tests/test_x.py::test_it[in postgres]", "tests/test_x.py::test_it[in postgres]"),
        ("tests/test_x.py::test_mysql", "tests/test_x.py::test_mysql"),
        (
            "tests/test_x.py::test_it[a/test_spark.py::b]",
            "tests/test_x.py::test_it[a/test_spark.py::b]",
        ),
    ],
)
def test_groups(test: str, group: str) -> None:
    assert group_of(test) == group


def test_files_that_are_named_are_there() -> None:
    files = {*TOGETHER, *LONGEST} - {*NAMES}
    assert [name for name in files if not (TESTS / f"test_{name}.py").exists()] == []


def test_the_longest_come_first_then_the_largest() -> None:
    tests = [
        "test_x.py::test_it", "test_x.py::test_it[duckdb-a]", "test_agreement.py::test_it[1]",
        "test_x.py::test_it[mysql]", "test_differential.py::test_it[sqlite]",
        "test_x.py::test_it[duckdb-b]", "test_x.py::test_it[clickhouse]",
    ]  # fmt: skip
    assert in_order(tests) == [3, 4, 6, 2, 1, 5, 0]


def test_each_group_is_in_one_process(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    names = engines.names()[:3]
    for file in ("a", "b"):
        test = f"@pytest.mark.parametrize('name', {names})\ndef test_it(name): pass\n"
        pytester.makepyfile(**{f"test_{file}": f"import pytest\n{test}"})
    done = pytester.runpytest_subprocess(
        "-v", "-n", "2", "--dist", "loadgroup", "-p", "distribution", "-p", "no:cacheprovider"
    )
    done.assert_outcomes(passed=6)
    processes = defaultdict(set)
    for line in done.outlines:
        if " PASSED " in line:
            processes[line.rpartition("[")[2].strip("] ")].add(line.split("]")[0])
    assert {name: len(found) for name, found in processes.items()} == dict.fromkeys(names, 1)
