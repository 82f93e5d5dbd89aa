"""Lint and the examples in a process of their own, so that they never delay a keystroke.

Requests come on stdin and answers go to stdout, each pickled after its length; both ends are ours.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from ...dsl.check.checker import check
from ...dsl.config import ConfigError, lint_config
from ...dsl.diagnostics import Diagnostic
from ...dsl.editor.complete_words import Item
from ...dsl.lint import lint
from ...dsl.model import Model
from ..at_hand import values_at_hand
from .folder import drafts
from .reach import Reach, reach_of

LENGTH = struct.Struct(">Q")
LIMIT = 2**16
"""Bytes that are read ahead."""


Texts: TypeAlias = dict[Path, str]
"""Those that are not saved, by their files."""


def checked(path: Path, texts: Texts) -> Model:
    def read(wanted: Path) -> str | None:
        return texts.get(Path(os.path.normpath(wanted)))

    return check(path, text=texts.get(path), read=read)


def warnings(path: Path, model: Model) -> tuple[Diagnostic, ...]:
    """What lint finds in a file."""
    try:
        return lint(model, lint_config(path), values_at_hand)
    except ConfigError:
        return lint(model, read=values_at_hand)


def reach(path: Path, model: Model) -> Reach:
    """Which examples reach which rules of it."""
    return reach_of(model)


ANSWERS: dict[str, Callable[[Path, Model], object]] = {
    "warnings": warnings, "reach": reach, "drafts": drafts,
}  # fmt: skip


def serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answers until stdin ends; a failure is answered with its name."""
    known: tuple[object, Model] | None = None
    while head := stdin.read(LENGTH.size):
        what, path, texts = pickle.loads(stdin.read(*LENGTH.unpack(head)))
        answer: object
        try:
            # The reach of rules is asked for after the warnings, of the same text.
            if known is None or what == "warnings" or known[0] != (path, texts):
                known = (path, texts), checked(path, texts)
            answer = ANSWERS[what](path, known[1])
        except Exception as error:
            answer = type(error).__name__
        raw = pickle.dumps(answer)
        stdout.write(LENGTH.pack(len(raw)) + raw)
        stdout.flush()


@dataclass(slots=True)
class Background:
    """The other end: one process, asked one thing at a time."""

    _process: asyncio.subprocess.Process | None = None
    _transport: asyncio.SubprocessTransport | None = None
    _keeper: asyncio.Task[None] | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def warnings(self, path: Path, texts: Texts) -> tuple[Diagnostic, ...]:
        found: tuple[Diagnostic, ...] | None = await self._answer(("warnings", path, texts))
        return found or ()

    async def reach(self, path: Path, texts: Texts) -> Reach | None:
        found: Reach | None = await self._answer(("reach", path, texts))
        return found

    async def drafts(self, path: Path, texts: Texts) -> tuple[Item, ...]:
        found: tuple[Item, ...] | None = await self._answer(("drafts", path, texts))
        return found or ()

    async def _answer(self, question: object) -> Any:
        async with self._turn:
            try:
                return await self._ask(question)
            except (OSError, asyncio.IncompleteReadError):
                await self.stop()  # it ended; the next question starts another
                return None

    async def _ask(self, question: object) -> Any:
        process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        raw = pickle.dumps(question)
        process.stdin.write(LENGTH.pack(len(raw)) + raw)
        await process.stdin.drain()
        head = await process.stdout.readexactly(LENGTH.size)
        answer = pickle.loads(await process.stdout.readexactly(*LENGTH.unpack(head)))
        if isinstance(answer, str):
            raise RuntimeError(f"a question in the background has failed ({answer})")
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        loop = asyncio.get_running_loop()
        self._transport, protocol = await loop.subprocess_exec(
            lambda: asyncio.subprocess.SubprocessStreamProtocol(LIMIT, loop),
            sys.executable, "-c", f"from {__name__} import main; main()", stderr=None,
        )  # fmt: skip
        self._process = asyncio.subprocess.Process(self._transport, protocol, loop)
        self._keeper = self._keeper or loop.create_task(self._kept())
        return self._process

    async def _kept(self) -> None:
        """However the server ends, its process ends before the loop does."""
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Ends the process, and what ties it to the loop."""
        process, transport = self._process, self._transport
        self._process = self._transport = None
        if process is not None and transport is not None:
            transport.close()
            await process.wait()


def main() -> None:
    serve(sys.stdin.buffer, sys.stdout.buffer)
