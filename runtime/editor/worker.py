"""Lint in a process of its own, so that it never delays a keystroke.

Requests come on stdin and answers go to stdout, each pickled after its length; both ends are ours.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ...dsl.check import check
from ...dsl.config import ConfigError, lint_config
from ...dsl.diagnostics import Diagnostic
from ...dsl.lint import lint

LENGTH = struct.Struct(">Q")


def warnings(path: Path, texts: dict[Path, str]) -> tuple[Diagnostic, ...]:
    """What lint finds in a file; `texts` are those that are not saved."""

    def read(wanted: Path) -> str | None:
        return texts.get(Path(os.path.normpath(wanted)))

    model = check(path, text=texts.get(path), read=read)
    try:
        return lint(model, lint_config(path))
    except ConfigError:
        return lint(model)


def serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answers until stdin ends; a failure is answered with its name."""
    while head := stdin.read(LENGTH.size):
        path, texts = pickle.loads(stdin.read(*LENGTH.unpack(head)))
        answer: object
        try:
            answer = warnings(path, texts)
        except Exception as error:
            answer = type(error).__name__
        raw = pickle.dumps(answer)
        stdout.write(LENGTH.pack(len(raw)) + raw)
        stdout.flush()


@dataclass(slots=True)
class Linter:
    """The other end: one process, asked one thing at a time."""

    _process: Any = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def warnings(self, path: Path, texts: dict[Path, str]) -> tuple[Diagnostic, ...]:
        async with self._turn:
            try:
                return await self._ask((path, texts))
            except (OSError, asyncio.IncompleteReadError):
                self.stop()  # it ended; the next question starts another
                return ()

    async def _ask(self, question: object) -> tuple[Diagnostic, ...]:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", f"from {__name__} import main; main()",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        raw = pickle.dumps(question)
        self._process.stdin.write(LENGTH.pack(len(raw)) + raw)
        await self._process.stdin.drain()
        head = await self._process.stdout.readexactly(LENGTH.size)
        answer = pickle.loads(await self._process.stdout.readexactly(*LENGTH.unpack(head)))
        if isinstance(answer, str):
            raise RuntimeError(f"lint has failed ({answer})")
        found: tuple[Diagnostic, ...] = answer
        return found

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.stdin.close()
            process.terminate()


def main() -> None:
    serve(sys.stdin.buffer, sys.stdout.buffer)
