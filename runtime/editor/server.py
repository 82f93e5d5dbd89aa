"""`leadscore lsp`: each request of an editor answered from a workspace of rule files."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterable
from importlib.metadata import version
from inspect import iscoroutinefunction
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import from_fs_path, to_fs_path

from ...dsl.apply import apply_fixes
from ...dsl.diagnostics import Diagnostic, Span
from ...dsl.editor import complete as completing
from ...dsl.editor import hover as hovering
from ...dsl.editor import outline
from ...dsl.editor.analysis import Analysis
from ...dsl.editor.colours import KINDS, Colours
from ...dsl.editor.complete_data import Data
from ...dsl.editor.complete_words import Item
from ...dsl.editor.names import Place, Symbol, at
from ...dsl.editor.positions import Positions
from ...dsl.editor.rename import Refused, Renaming
from ...dsl.editor.workspace import Workspace
from ...dsl.format import format_text
from . import folder
from .numbers import different
from .reach import Reach
from .told import KEY, Change, Published
from .values import SeenValues
from .worker import Background

QUIET = 0.3
"""Seconds without a key after which lint looks at a file."""
REST = 0.7
"""Seconds after which a word that is typed is taken to be whole."""
ITEMS = {
    "column": lsp.CompletionItemKind.Field, "field": lsp.CompletionItemKind.Property,
    "event": lsp.CompletionItemKind.Event, "list": lsp.CompletionItemKind.Enum,
    "define": lsp.CompletionItemKind.Function, "group": lsp.CompletionItemKind.Class,
    "label": lsp.CompletionItemKind.Enum, "value": lsp.CompletionItemKind.Value,
    "let": lsp.CompletionItemKind.Constant, "word": lsp.CompletionItemKind.Keyword,
    "snippet": lsp.CompletionItemKind.Snippet, "file": lsp.CompletionItemKind.File,
}  # fmt: skip
SYMBOLS = {
    "column": lsp.SymbolKind.Field, "event": lsp.SymbolKind.Event, "group": lsp.SymbolKind.Class,
    "score": lsp.SymbolKind.Class, "label": lsp.SymbolKind.Enum, "leads": lsp.SymbolKind.Struct,
    "events": lsp.SymbolKind.Struct, "example": lsp.SymbolKind.Method, "use": lsp.SymbolKind.File,
    "define": lsp.SymbolKind.Function, "let": lsp.SymbolKind.Constant,
    "list": lsp.SymbolKind.Array, "outcome": lsp.SymbolKind.Boolean, "rule": lsp.SymbolKind.Method,
}  # fmt: skip


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
        if found is None or texts != _texts(analysis):
            return lambda group, rule: None
        return found.words

    def coloured(self, path: Path, numbers: list[int]) -> lsp.SemanticTokens:
        name = str(next(self.answers))
        self.coloured_before[path] = name, numbers
        return lsp.SemanticTokens(numbers, name)


def _texts(analysis: Analysis) -> tuple[str, ...]:
    return tuple(pieced.parsed.source.text for pieced in analysis.files.values())


def _no_refusal(record: logging.LogRecord) -> bool:
    """Leaves out errors that answer a request though nothing has failed."""
    if record.msg.startswith("Unable to deserialize"):
        return False  # it may quote a document; who asked is told
    error = record.exc_info[1] if record.exc_info is not None else None
    return isinstance(error, JsonRpcInternalError) or not isinstance(error, JsonRpcException)


def _by_file(main: Path, found: Iterable[Diagnostic]) -> dict[Path, list[Diagnostic]]:
    told: dict[Path, list[Diagnostic]] = {}
    for diagnostic in found:
        path = Path(os.path.normpath(main.parent / diagnostic.span.path))
        told.setdefault(path, []).append(diagnostic)
    return told


def make_server() -> Server:
    """A server with all that it can answer."""
    # What is known of the files stays; to look through it for garbage would cost a keystroke.
    gc.freeze()
    gc.set_threshold(1_000_000)
    for name in ("pygls.protocol.json_rpc", "pygls.io_"):
        logging.getLogger(name).addFilter(_no_refusal)
    server = Server()
    for name, (answer, options) in FEATURES.items():
        server.feature(name, options)(_bound(server, answer))
    return server


def _bound(server: Server, answer: Callable[[Server, Any], Any]) -> Callable[[Any], Any]:
    def bound(params: Any) -> Any:
        try:
            return answer(server, params)
        except JsonRpcException:
            raise
        except Exception as error:
            raise JsonRpcInternalError(server.has_failed(error)) from error

    async def later(params: Any) -> Any:
        return await bound(params)

    return later if iscoroutinefunction(answer) else bound


# ---------------------------------------------------------------- documents


def did_open(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    path = server.path(params.text_document.uri)
    server.uris[path] = params.text_document.uri
    server.files.put(path, params.text_document.text)
    server.check(path)


def did_change(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    path = server.path(params.text_document.uri)
    text = server.files.open.get(path, Positions(""))
    made = []
    for change in params.content_changes:
        new = change.text
        start, end = 0, len(text.text)
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            first, last = change.range.start, change.range.end
            start = text.raw_offset(first.line, first.character)
            end = text.raw_offset(last.line, last.character)
        made.append(_change(text, start, end, new))
        text = Positions(text.text[:start] + new + text.text[end:])
    server.files.put(path, text.text)
    server.told.changed(path, made)
    server.check(path)


def _change(text: Positions, start: int, end: int, new: str) -> Change:
    mark = len(text.text) - len(text.checked)
    typed = len(new.strip()) <= KEY and end - start <= KEY
    start, end = max(0, start - mark), max(0, end - mark)
    return Change(start, end, start + len(new), typed)


def did_close(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    path = server.path(params.text_document.uri)
    waiting = server.waiting.pop(path, None)
    if waiting is not None:
        waiting.cancel()
    server.files.close(path)
    server.reached.pop(path, None)
    for known in (server.drafts, server.colours, server.coloured_before):
        known.pop(path, None)
    server.publish(server.told.forget(path) | {path})
    server.uris.pop(path, None)


async def begin(server: Server, params: lsp.InitializedParams) -> None:
    """Asks to be told of files that change on disk, by editors that can be asked."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is None or not watched.dynamic_registration:
        return
    options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(WATCHED)])
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    wish = lsp.Registration("files", method, options)
    await server.client_register_capability_async(lsp.RegistrationParams([wish]))


def did_save(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    path = server.path(params.text_document.uri)
    server.files.touched()
    server.told.typing.pop(path, None)
    server.check(path)


def files_changed(server: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    server.files.touched()
    for path in list(server.files.open):
        server.check(path)


# ---------------------------------------------------------------- questions


def hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    path, analysis, shown = server.look(params.text_document.uri)
    offset = server.offset(path, params.position)
    for found in server.told.of(path):
        if found.span.start <= offset <= found.span.end:
            return _markdown(f"**{found.code}** {found.title}\n\n{found.help or ''}\n\n"
                             f"`leadscore check --explain {found.code}`")  # fmt: skip
    told = hovering.hover(analysis, shown, offset, server.reach(path, analysis))
    return _markdown(told) if told is not None else None


def _markdown(text: str) -> lsp.Hover:
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))


def completion(server: Server, params: lsp.CompletionParams) -> lsp.CompletionList:
    path, analysis, shown = server.look(params.text_document.uri)
    offset = server.offset(path, params.position)
    data = Data(
        lambda column: server.seen.of(analysis.model, column),
        lambda: folder.files(path), lambda file: folder.columns(path, file),
        server.drafts.get(path, (None, ()))[1],
    )  # fmt: skip
    found = completing.complete(analysis, shown, offset, data)
    place = server.range(path, Span(shown, found.start, offset))
    items = [
        lsp.CompletionItem(
            item.label, kind=ITEMS[item.kind], detail=item.detail or None,
            documentation=_shown(item), sort_text=f"{number:04}",
            text_edit=lsp.TextEdit(place, item.insert or item.label),
        )
        for number, item in enumerate(found.items)
    ]  # fmt: skip
    # What is not read yet comes with the next key.
    reading = path in server.drafting or not server.seen.complete
    return lsp.CompletionList(is_incomplete=reading, items=items)


def _shown(item: Item) -> lsp.MarkupContent | None:
    """What is written, where it is more than a line."""
    if item.insert is None or "\n" not in item.insert:
        return None
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, f"```score\n{item.insert}```")


def _location(server: Server, place: Place) -> lsp.Location:
    file = Path(os.path.normpath(place.file))
    return lsp.Location(server.uri(file), server.range(file, place.span))


def _named(server: Server, params: Any) -> tuple[Path, list[Place], list[Place]]:
    """The names under the cursor, and all places where what they stand for is named."""
    path, analysis, shown = server.look(params.text_document.uri)
    here = at(analysis, shown, server.offset(path, params.position))
    symbols: set[Symbol] = {place.symbol for place in here}
    return path, here, server.files.mentions(path, symbols) if symbols else []


def definition(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
    _, _, places = _named(server, params)
    return [_location(server, place) for place in places if place.defines]


def references(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    _, _, places = _named(server, params)
    wanted = params.context.include_declaration
    return [_location(server, p) for p in places if wanted or not p.defines]


def prepare_rename(server: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    path, here, places = _named(server, params)
    if not any(place.defines for place in places):
        return None
    return server.range(path, here[0].span)


def rename(server: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit:
    path, here, _ = _named(server, params)
    try:
        found = Renaming(server.files, path, tuple(here), params.new_name).edits()
    except Refused as why:
        raise JsonRpcException(str(why), lsp.LSPErrorCodes.RequestFailed) from None
    return lsp.WorkspaceEdit({
        server.uri(file): [lsp.TextEdit(server.range(file, e.span), e.text) for e in edits]
        for file, edits in found.items()
    })  # fmt: skip


def formatting(server: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
    path, _, shown = server.look(params.text_document.uri)
    text = server.files.open.get(path)
    if text is None:
        return []
    new = format_text(text.checked)  # as it is, if it cannot be read
    whole = Span(shown, 0, len(text.checked))
    return [lsp.TextEdit(server.range(path, whole), new)] if new != text.checked else []


def folding(server: Server, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
    path, analysis, shown = server.look(params.text_document.uri)
    ranges = (server.range(path, span) for span in outline.folds(analysis, shown))
    lines = {(r.start.line, r.end.line) for r in ranges if r.start.line < r.end.line}
    return [lsp.FoldingRange(start, end) for start, end in sorted(lines)]


def colours(server: Server, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
    path, numbers = _colours(server, params.text_document.uri)
    return server.coloured(path, numbers)


def colours_since(
    server: Server, params: lsp.SemanticTokensDeltaParams
) -> lsp.SemanticTokens | lsp.SemanticTokensDelta:
    """What is different from the answer before; all, if the editor knows another one."""
    path, numbers = _colours(server, params.text_document.uri)
    before, known = server.coloured_before.get(path, ("", []))
    found = server.coloured(path, numbers)
    if before != params.previous_result_id:
        return found
    return lsp.SemanticTokensDelta(different(known, numbers), found.result_id)


def colours_in(server: Server, params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens:
    first, last = params.range.start.line, params.range.end.line
    return lsp.SemanticTokens(_colours(server, params.text_document.uri, first, last)[1])


def _colours(
    server: Server, uri: str, first: int = 0, last: int | None = None
) -> tuple[Path, list[int]]:
    path, analysis, _ = server.look(uri)
    text = server.files.positions(path) or Positions("")
    some = text.split()[first : last + 1 if last is not None else None]
    return path, server.colours.setdefault(path, Colours()).numbers(analysis.model, some, first)


def symbols(server: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    path, analysis, shown = server.look(params.text_document.uri)
    return [_symbol(server, path, part) for part in outline.parts(analysis, shown)]


def _symbol(server: Server, path: Path, part: outline.Part) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        part.name or "?", SYMBOLS[part.kind], server.range(path, part.whole),
        server.range(path, part.head), children=[_symbol(server, path, p) for p in part.parts],
    )  # fmt: skip


def all_symbols(server: Server, params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
    found = []
    files = dict.fromkeys(f for p in list(server.files.open) for f in server.files.project(p))
    for path in files:
        analysis = server.files.analysis(path)
        for part in outline.parts(analysis, analysis.model.files[0].source.path):
            if params.query.lower() in part.name.lower():
                place = lsp.Location(server.uri(path), server.range(path, part.head))
                found.append(lsp.WorkspaceSymbol(place, part.name, SYMBOLS[part.kind]))
    return found


def inlay_hints(server: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    path, analysis, shown = server.look(params.text_document.uri)
    first, last = params.range.start.line, params.range.end.line
    found = []
    for offset, words in outline.hints(analysis, shown):
        place = server.range(path, Span(shown, offset, offset)).start
        if first <= place.line <= last:
            found.append(lsp.InlayHint(place, words, padding_left=True))
    return found


def actions(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    path = server.path(params.text_document.uri)
    start = server.offset(path, params.range.start)
    end = server.offset(path, params.range.end)
    every = server.told.of(path)
    found = [d for d in every if d.span.start <= end and start <= d.span.end]
    made = [_fix(server, path, d) for d in found if d.fix is not None]
    made += [_allow(server, path, d) for d in found if d.severity == "warning"]
    safe = [d.fix for d in every if d.fix is not None and d.fix.safe]
    if safe:
        made.append(_fix_all(server, path, safe))
    return made


def _fix(server: Server, path: Path, found: Diagnostic) -> lsp.CodeAction:
    assert found.fix is not None
    edit = _edits(server, path, [(e.span, e.text) for e in found.fix.edits])
    return lsp.CodeAction(
        found.fix.title, kind=lsp.CodeActionKind.QuickFix, edit=edit,
        diagnostics=[server.diagnostic(path, found)], is_preferred=found.fix.safe,
    )  # fmt: skip


def _edits(server: Server, path: Path, edits: list[tuple[Span, str]]) -> lsp.WorkspaceEdit:
    changes: dict[str, list[lsp.TextEdit]] = {}
    for span, text in edits:
        file = Path(os.path.normpath(path.parent / span.path))
        made = lsp.TextEdit(server.range(file, span), text)
        changes.setdefault(server.uri(file), []).append(made)
    return lsp.WorkspaceEdit(changes)


def _fix_all(server: Server, path: Path, fixes: list[Any]) -> lsp.CodeAction:
    shown = server.files.analysis(path).model.files[0].source.path
    text = server.files.read(path) or ""
    applied = apply_fixes(fixes, {shown: text})
    new = applied.texts.get(shown, text)
    edit = _edits(server, path, [(Span(shown, 0, len(text)), new)])
    kind = lsp.CodeActionKind.SourceFixAll
    return lsp.CodeAction("fix all that is safe to fix", kind=kind, edit=edit)


def _allow(server: Server, path: Path, found: Diagnostic) -> lsp.CodeAction:
    text = server.files.read(path) or ""
    start = text.rfind("\n", 0, found.span.start) + 1
    indent = text[start : len(text) - len(text[start:].lstrip(" "))]
    words = f"{indent}# allow: {found.code} because …\n"
    edit = _edits(server, path, [(Span(found.span.path, start, start), words)])
    title = f"allow {found.code} here, because …"
    return lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, edit=edit)


def shut_down(server: Server, params: None) -> None:
    server.shut = True
    server.background.stop()


_TRIGGERS = lsp.CompletionOptions(trigger_characters=['"', " "])
_LEGEND = lsp.SemanticTokensLegend(list(KINDS), ["declaration"])
WATCHED = "**/*.{score,csv,tsv,txt,parquet,jsonl,ndjson,toml}"
FEATURES: dict[str, tuple[Callable[[Server, Any], Any], Any]] = {
    lsp.INITIALIZED: (begin, None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (did_open, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (did_change, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (did_close, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (did_save, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (files_changed, None),
    lsp.TEXT_DOCUMENT_HOVER: (hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (completion, _TRIGGERS),
    lsp.TEXT_DOCUMENT_DEFINITION: (definition, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (references, None),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (prepare_rename, None),
    lsp.TEXT_DOCUMENT_RENAME: (rename, lsp.RenameOptions(prepare_provider=True)),
    lsp.TEXT_DOCUMENT_FORMATTING: (formatting, None),
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: (folding, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (symbols, None),
    lsp.WORKSPACE_SYMBOL: (all_symbols, None),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (colours, _LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: (colours_since, _LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: (colours_in, _LEGEND),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (inlay_hints, None),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (actions, None),
    lsp.SHUTDOWN: (shut_down, None),
}
