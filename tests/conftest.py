"""Fixtures that several tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import engines
import pytest
from leadscore.compiler import dialects

ROOT = Path(__file__).parents[1]
pytest_plugins = ["distribution", "pytester"]


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """Finds a real data set by the name of its folder, and skips the test where there is none.

    Data sets are no part of the project: they stand in the folder that LEADSCORE_DATA names, or
    in `shared/data` beside the project.
    """
    home = Path(os.environ.get("LEADSCORE_DATA") or ROOT / ".." / "shared" / "data").resolve()

    def find(name: str) -> Path:
        folder = home / name
        if not folder.is_dir():
            pytest.skip(f"the data set `{name}` is not in {home} (set LEADSCORE_DATA)")
        return folder

    return find


@pytest.fixture(scope="session", params=engines.names())
def engine(request: pytest.FixtureRequest) -> engines.Engine:
    """Each engine that can be started here."""
    return engines.use(request.param)


@pytest.fixture(scope="session", params=engines.names())
def sql_engine(request: pytest.FixtureRequest) -> engines.Engine:
    """Each engine that can be started here and for which there is a dialect."""
    if request.param not in dialects.names():
        pytest.skip(f"there is no dialect `{request.param}`")
    return engines.use(request.param)


VERSIONS = pytest.StashKey[dict[str, str]]()
"""The engines that ran, in all processes of the tests."""


COMPILED = pytest.StashKey[str]()
"""A folder for what Python compiles."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[VERSIONS] = {}
    if "PYTHONDONTWRITEBYTECODE" in os.environ:
        _keep_what_is_compiled(config)


def _keep_what_is_compiled(config: pytest.Config) -> None:
    """For the many programs that tests start, which would each compile the project anew; beside the
    project, where nothing is to be written."""
    config.stash[COMPILED] = mkdtemp(prefix="leadscore-compiled-")
    os.environ["PYTHONPYCACHEPREFIX"] = config.stash[COMPILED]
    del os.environ["PYTHONDONTWRITEBYTECODE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if COMPILED in config.stash:
        shutil.rmtree(config.stash[COMPILED], ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    ran = {engine.name: engine.version for engine in engines.started()}
    session.config.stash[VERSIONS].update(ran)
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["engines"] = ran
    engines.close_all()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of xdist's processes has ended."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[VERSIONS].update(output.get("engines", {}))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    ran = config.stash[VERSIONS]
    if ran:
        terminalreporter.section("engines that ran")
        terminalreporter.line(", ".join(f"{name} {ran[name]}" for name in sorted(ran)))
