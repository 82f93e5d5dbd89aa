"""An engine in a process of its own, with an environment of its own: calls over a pipe."""

from __future__ import annotations

import os
import pickle
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from .base import EngineError, Unavailable, home

SCRIPTS: Final = Path(__file__).parent / "workers"
ENDING: Final = 5.0
"""Seconds that a process has to end by itself."""


class Worker:
    def __init__(self, environment: str, script: str, *arguments: str) -> None:
        """`environment` is a virtual environment below `home()`."""
        python = home() / environment / "bin" / "python"
        if not python.exists():
            raise Unavailable(f"there is no {python}: run `.ci/engines`")
        self.log = TemporaryFile()  # noqa: SIM115 - as long as the process
        self.process = subprocess.Popen(
            [str(python), str(SCRIPTS / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        )

    def ask(self, call: str, *arguments: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        try:
            pickle.dump((call, arguments), self.process.stdin)
            self.process.stdin.flush()
            done, answer = pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError) as error:
            raise EngineError(f"its process has ended: {self._last_words()}") from error
        if not done:
            raise RuntimeError(answer)
        return answer

    def _last_words(self) -> str:
        self.process.wait()
        self.log.seek(0)
        return self.log.read()[-400:].decode("utf-8", "replace")

    def close(self) -> None:
        """It ends when its input does, but not in the middle of a query."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
