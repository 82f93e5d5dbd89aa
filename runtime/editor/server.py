"""The language server: rule files that are open, what is told of them, work for later."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import from_fs_path, to_fs_path

from ...dsl.diagnostics import Diagnostic, Span
from ...dsl.editor import hover as hovering
from ...dsl.editor.analysis import Analysis
from ...dsl.editor.colours import Colours
from ...dsl.editor.complete_words import Item
from ...dsl.editor.positions import Positions
from ...dsl.editor.workspace import Workspace
from . import folder
from .reach import Reach
from .told import Published
from .values import SeenValues
from .worker import Background

QUIET = 0.3
"""Seconds without a key after which lint looks at a file."""
NOT_YET = "Which examples reach it is being found out."
REST = 0.7
"""Seconds after which a word that is typed is taken to be whole."""


class Protocol(LanguageServerProtocol):
    def structure_message(self, data: dict[str, Any]) -> Any:
        """A request that cannot be read is answered too; by itself it would wait for ever."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, error.to_response_error())
            raise


class Server(LanguageServer):
    def __init__(self) -> None:
        super().__init__("leadscore", version("leadscore"), protocol_cls=Protocol)
        self.files = Workspace()
        self.uris: dict[Path, str] = {}
        self.told = Published()
        self.seen = SeenValues()
        self.background = Background()
        self.shut = False
        """Whether the editor has asked the server to end."""
        self.reached: dict[Path, tuple[tuple[str, ...], Reach]] = {}
        self.waiting: dict[Path, asyncio.Task[None]] = {}
        self.colours: dict[Path, Colours] = {}
        self.coloured_before: dict[Path, tuple[str, list[int]]] = {}
        """The last answer about colours, and how it is named."""
        self.answers = count()
        self.drafts: dict[Path, tuple[object, tuple[Item, ...]]] = {}
        self.drafting: dict[Path, asyncio.Task[None]] = {}

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log of the editor, without any of the data; what answers a request with an error
        is told where that is made."""
        if not isinstance(error, JsonRpcException):
            self.has_failed(error)

    def has_failed(self, error: Exception) -> str:
        message = f"leadscore itself has failed ({type(error).__name__}); please report it"
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, message))
        return message

    # -- places

    def path(self, uri: str) -> Path:
        """The file of a document; one that has no file stands in the folder of the server."""
        found = to_fs_path(uri) if uri.startswith("file:") else None
        if found is not None:
            return Path(os.path.normpath(found))
        name = Path(unquote(urlparse(uri).path) or "untitled").name
        return Path.cwd() / (name if name.endswith(".score") else f"{name}.score")

    def uri(self, path: Path) -> str:
        return self.uris.get(path) or from_fs_path(str(path)) or path.as_uri()

    def range(self, path: Path, span: Span) -> lsp.Range:
        text = self.files.positions(path) or Positions("")
        start, end = text.position(span.start), text.position(span.end)
        return lsp.Range(lsp.Position(*start), lsp.Position(*end))

    def offset(self, path: Path, position: lsp.Position) -> int:
        text = self.files.positions(path) or Positions("")
        return text.offset(position.line, position.character)

    def look(self, uri: str) -> tuple[Path, Analysis, str]:
        """A document's path, what is known of it, and its name in spans."""
        path = self.path(uri)
        analysis = self.files.analysis(path)
        return path, analysis, analysis.model.files[0].source.path

    # -- diagnostics

    def check(self, path: Path) -> None:
        """Errors of a file and of the open files that use it, at once; lint when keys rest."""
        for main in self.files.users(path):
            analysis = self.files.analysis(main)
            errors = _by_file(analysis.path, analysis.diagnostics)
            touched = {main, *errors, *self.told.errors.get(main, ())}
            self.told.errors[main] = errors
            self.publish(touched)
            self.look_closer_later(main)

    def publish(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if path not in self.files.open and not self.told.of(path) and path not in self.uris:
                continue
            shown = [self.diagnostic(path, d) for d in self.told.shown(path)]
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(self.uri(path), shown)
            )

    def diagnostic(self, path: Path, found: Diagnostic) -> lsp.Diagnostic:
        related = [
            lsp.DiagnosticRelatedInformation(
                lsp.Location(self.uri(file), self.range(file, label.span)), label.text
            )
            for label in found.labels
            if (file := Path(os.path.normpath(path.parent / label.span.path)))
        ]
        words = f"{found.title}\n{found.help}" if found.help else found.title
        return lsp.Diagnostic(
            self.range(path, found.span), words, code=found.code, source="leadscore",
            severity=lsp.DiagnosticSeverity.Error if found.severity == "error"
            else lsp.DiagnosticSeverity.Warning,
            related_information=related or None,
        )  # fmt: skip

    def look_closer_later(self, path: Path) -> None:
        old = self.waiting.pop(path, None)
        if old is not None:
            old.cancel()
        self.waiting[path] = asyncio.get_running_loop().create_task(self._look_closer(path))

    async def _look_closer(self, path: Path) -> None:
        await asyncio.sleep(QUIET)
        if path not in self.files.open:
            return
        self.seen.prepare(self.files.analysis(path).model)
        if any(self.told.errors.get(path, {}).values()):
            await asyncio.sleep(REST - QUIET)
            self.publish({path, *self.told.rests(path)})
            self.draft_later(path)
            return
        texts = {file: text.checked for file, text in self.files.open.items()}
        try:
            # A question is seen to its end, or the next one would read its answer.
            found = await asyncio.shield(self.background.warnings(path, texts))
        except RuntimeError as error:
            self.report_server_error(error, None)
            return
        self.told.typing.pop(path, None)
        warnings = _by_file(path, found)
        touched = {path, *warnings, *self.told.warnings.get(path, ())}
        self.told.warnings[path] = warnings
        self.publish(touched)
        await self._run_examples(path, texts)
        self.draft_later(path)

    def draft_later(self, path: Path) -> None:
        """Sections for data that are not declared, once for what is declared and for the files;
        not given up when the next key comes."""
        model = self.files.analysis(path).model
        if len(model.files) > 1 or model.event_sources:
            self.drafts.pop(path, None)
            return
        table = model.leads.table.name if model.leads is not None and model.leads.table else None
        mark = (table, model.leads is None, folder.files(path))
        if path not in self.drafting and self.drafts.get(path, (None,))[0] != mark:
            task = self._draft(path, mark)
            self.drafting[path] = asyncio.get_running_loop().create_task(task)

    async def _draft(self, path: Path, mark: object) -> None:
        texts = {file: text.checked for file, text in self.files.open.items()}
        try:
            self.drafts[path] = mark, await self.background.drafts(path, texts)
        except RuntimeError as error:
            self.drafts[path] = mark, ()
            self.report_server_error(error, None)
        finally:
            self.drafting.pop(path, None)

    async def _run_examples(self, path: Path, texts: dict[Path, str]) -> None:
        analysis = self.files.analysis(path)
        now = _texts(analysis)
        if not analysis.model.examples or self.reached.get(path, ((), None))[0] == now:
            return
        try:
            found = await asyncio.shield(self.background.reach(path, texts))
        except RuntimeError as error:
            self.report_server_error(error, None)
            return
        if found is not None:
            self.reached[path] = now, found

    def reach(self, path: Path, analysis: Analysis) -> hovering.Reached:
        """What is known of the text as it is now."""
        texts, found = self.reached.get(path, ((), None))
        if found is not None and texts == _texts(analysis):
            return found.words
        task = self.waiting.get(path)
        soon = task is not None and not task.done() and not analysis.model.errors
        told = NOT_YET if soon and analysis.model.examples else None
        return lambda group, rule: told

    def coloured(self, path: Path, numbers: list[int]) -> lsp.SemanticTokens:
        name = str(next(self.answers))
        self.coloured_before[path] = name, numbers
        return lsp.SemanticTokens(numbers, name)


def _texts(analysis: Analysis) -> tuple[str, ...]:
    return tuple(pieced.parsed.source.text for pieced in analysis.files.values())


def _by_file(main: Path, found: Iterable[Diagnostic]) -> dict[Path, list[Diagnostic]]:
    told: dict[Path, list[Diagnostic]] = {}
    for diagnostic in found:
        path = Path(os.path.normpath(main.parent / diagnostic.span.path))
        told.setdefault(path, []).append(diagnostic)
    return told
