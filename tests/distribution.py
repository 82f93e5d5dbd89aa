"""Which tests run in the same process under `pytest -n auto --dist loadgroup`.

An engine is started by one process only, a dialect is rendered by one only, and so is what the tests of a file share if it takes long
to make. The random cases of the quick engines are one more group: Python judges each case once for
all of them. All others run wherever there is room.

pytest-xdist has groups of its own, but writes them into the names of tests in a way that pytest 9.2
does not read: there they are lost without a word. So they are made here, of names alone.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import engines
import pytest
from leadscore.compiler import dialects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = frozenset((
    "faults", "lsp", "lsp_protocol", "oracles", "pre_commit", "real_data_courses",
    "real_data_loans", "vscode", "warehouse_spark",
))  # fmt: skip
"""Files whose tests share what takes long to make."""
NAMES: Final = tuple(dict.fromkeys((*engines.names(), *dialects.names())))
RANDOM_CASES: Final = "differential"
"""A file whose tests share what Python gives, whatever quick engine they run on."""
LONGEST: Final = (
    "spark", "bigquery", "mysql", "mariadb", "snowflake", "warehouse_spark",
    RANDOM_CASES, "clickhouse", "agreement",
)  # fmt: skip
"""Groups, and files of single tests, that are to begin first, so that none of them is what a process
still does when the others have nothing left."""


def group_of(test: str) -> str:
    """By an engine or a dialect that a parameter or the file is named for, or by the file; else the
    test alone."""
    file = file_of(test)
    if file in TOGETHER:
        return file
    parameters = test.partition("[")[2].removesuffix("]").split("-")
    found = [name for name in NAMES if name in (file, *parameters)]
    if file == RANDOM_CASES and found and found[0] not in engines.SLOW:
        return file
    return found[0] if found else test


def file_of(test: str) -> str:
    return Path(test.partition("::")[0]).stem.removeprefix("test_")


def in_order(tests: Sequence[str]) -> list[int]:
    """Where the tests stand in the order of their groups: the longest, the largest, single ones."""
    sizes = Counter(map(group_of, tests))

    def rank(place: int) -> tuple[int, int]:
        group, file = group_of(tests[place]), file_of(tests[place])
        firsts = [LONGEST.index(name) for name in (group, file) if name in LONGEST]
        return min(firsts, default=len(LONGEST)), -sizes[group]

    return sorted(range(len(tests)), key=rank)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process of pytest-xdist, whose groups begin in the order of their first tests."""
    if hasattr(config, "workerinput"):
        items[:] = [items[place] for place in in_order([item.nodeid for item in items])]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """None leaves it to pytest-xdist."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # the tests come in order
    return Groups(config, log)
