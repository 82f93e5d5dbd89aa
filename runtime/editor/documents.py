"""Documents that are opened, changed, saved, closed; the server's beginning and end."""

from __future__ import annotations

from lsprotocol import types as lsp

from ...dsl.editor.positions import Positions
from .server import Server
from .told import KEY, Change

WATCHED = "**/*.{score,csv,tsv,txt,parquet,jsonl,ndjson,toml}"


def did_open(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    path = server.path(params.text_document.uri)
    server.uris[path] = params.text_document.uri
    server.files.put(path, Positions(params.text_document.text))
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
    server.files.put(path, text)
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


async def shut_down(server: Server, params: None) -> None:
    server.shut = True
    await server.background.stop()
