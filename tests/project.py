"""The command line at work in a starter project, in this process and as users start it."""

from __future__ import annotations

import os
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner, Result
from leadscore.runtime.cli import main
from leadscore.runtime.project import starter

COMMAND = Path(sysconfig.get_path("scripts")) / "leadscore"
AS_OF = datetime(2026, 3, 1)
"""The starter's data ends on the day before."""


def write_starter(folder: Path) -> Path:
    for path, text in starter(AS_OF).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def invoke(*words: str | Path, **environment: str) -> Result:
    """The command in this process: quick."""
    return CliRunner(env=environment).invoke(main, [str(word) for word in words])


def typed(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    return subprocess.run(
        [COMMAND, *words], cwd=folder, env={**os.environ, **environment}, encoding="utf-8",
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def _can_be_interrupted() -> None:
    """A shell has what it runs in the background ignore the sign, and so all that this starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(
    *words: str | Path, folder: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """The command while it runs; it is ended if the test leaves it behind."""
    process = subprocess.Popen(
        [COMMAND, *words], cwd=folder, env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_can_be_interrupted,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
