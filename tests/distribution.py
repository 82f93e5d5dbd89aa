"""Which tests run in the same process under `pytest -n auto --dist loadgroup`.

An engine is started by one process only, and so is what the tests of a file share if it takes long
to make. All others run wherever there is room.

pytest-xdist has groups of its own, but writes them into the names of tests in a way that pytest 9.2
does not read: there they are lost without a word. So they are made here, of names alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import engines
import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = frozenset(("lsp", "lsp_protocol", "pre_commit", "vscode", "warehouse_spark"))
"""Files whose tests share what takes long to make."""


def group_of(test: str) -> str:
    """By an engine that a parameter or the file is named for, or by the file; else the test alone."""
    file = Path(test.partition("::")[0]).stem.removeprefix("test_")
    if file in TOGETHER:
        return file
    parameters = test.partition("[")[2].removesuffix("]").split("-")
    found = [name for name in engines.names() if name in (file, *parameters)]
    return found[0] if found else test


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """None leaves it to pytest-xdist. The largest groups come first, single tests last."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Groups(config, log)
