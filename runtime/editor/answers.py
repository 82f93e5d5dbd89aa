"""Each question of an editor, answered from the workspace of rule files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from ...dsl.apply import apply_fixes
from ...dsl.diagnostics import Diagnostic, Span
from ...dsl.editor import complete as completing
from ...dsl.editor import hover as hovering
from ...dsl.editor import outline
from ...dsl.editor.colours import Colours
from ...dsl.editor.complete_data import Data
from ...dsl.editor.complete_words import Item
from ...dsl.editor.names import Place, Symbol, at
from ...dsl.editor.positions import Positions
from ...dsl.editor.rename import Refused, Renaming
from ...dsl.format import format_text
from . import folder
from .numbers import different
from .server import Server

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
