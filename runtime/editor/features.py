"""`leadscore lsp`: a server with all that it can answer."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInternalError

from ...dsl.editor.colours import KINDS
from ...dsl.mistakes.rewrites import rewrites as _loaded_before_the_first_mistake  # noqa: F401
from . import answers, documents
from .server import Server


def _no_refusal(record: logging.LogRecord) -> bool:
    """Leaves out errors that answer a request though nothing has failed."""
    if record.msg.startswith("Unable to deserialize"):
        return False  # it may quote a document; who asked is told
    error = record.exc_info[1] if record.exc_info is not None else None
    return isinstance(error, JsonRpcInternalError) or not isinstance(error, JsonRpcException)


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


_TRIGGERS = lsp.CompletionOptions(trigger_characters=['"', " "])
_LEGEND = lsp.SemanticTokensLegend(list(KINDS), ["declaration"])
FEATURES: dict[str, tuple[Callable[[Server, Any], Any], Any]] = {
    lsp.INITIALIZED: (documents.begin, None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (documents.did_open, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (documents.did_change, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (documents.did_close, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (documents.did_save, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (documents.files_changed, None),
    lsp.TEXT_DOCUMENT_HOVER: (answers.hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (answers.completion, _TRIGGERS),
    lsp.TEXT_DOCUMENT_DEFINITION: (answers.definition, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (answers.references, None),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (answers.prepare_rename, None),
    lsp.TEXT_DOCUMENT_RENAME: (answers.rename, lsp.RenameOptions(prepare_provider=True)),
    lsp.TEXT_DOCUMENT_FORMATTING: (answers.formatting, None),
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: (answers.folding, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (answers.symbols, None),
    lsp.WORKSPACE_SYMBOL: (answers.all_symbols, None),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (answers.colours, _LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: (answers.colours_since, _LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: (answers.colours_in, _LEGEND),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (answers.inlay_hints, None),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (answers.actions, None),
    lsp.SHUTDOWN: (documents.shut_down, None),
}
