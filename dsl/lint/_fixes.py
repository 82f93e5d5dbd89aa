"""Edits that several rules make."""

from __future__ import annotations

from collections.abc import Sequence

from .. import ast
from ..diagnostics import Edit, Fix, Span
from ..model import Model


def replaced(node: ast.Node, text: str, *, safe: bool) -> Fix:
    """Writes `text` in the place of a node."""
    return Fix(f"write `{text}`", (Edit(node.span, text),), safe)


def inserted(at: int, path: str, text: str) -> Edit:
    return Edit(Span(path, at, at), text)


def source_of(model: Model, node: ast.Node) -> str:
    """The text of the file that a node stands in."""
    return model.sources[node.span.path].text


def written(model: Model, node: ast.Node) -> str:
    return source_of(model, node)[node.span.start : node.span.end]


def one_out(model: Model, items: Sequence[ast.Node], which: int) -> Edit | None:
    """Takes one of several parts out, with the comma or the word that joins it to its neighbour;
    none if a comment would go with it."""
    if len(items) < 2:
        return None
    span = items[which].span
    if which > 0:
        cut = Span(span.path, items[which - 1].span.end, span.end)
    else:
        cut = Span(span.path, span.start, items[1].span.start)
    taken = source_of(model, items[which])[cut.start : cut.end]
    joint = taken.replace(written(model, items[which]), "", 1)
    brackets = "(" in joint or ")" in joint
    return None if "#" in joint or brackets else Edit(cut, "")


def line_out(model: Model, node: ast.Line, what: str = "take it out") -> Fix | None:
    """Takes a line out; none if comments hang on it, or if it has lines of its own."""
    if node.before or node.after is not None:
        return None
    text = source_of(model, node)
    start = text.rfind("\n", 0, node.span.start) + 1
    stop = text.find("\n", node.span.end)
    stop = len(text) if stop < 0 else stop + 1
    if text[start : node.span.start].strip() or text[node.span.end : stop].strip():
        return None
    if _indent(text[stop:].lstrip("\r\n")) > _indent(text[start:]):
        return None
    return Fix(what, (Edit(Span(node.span.path, start, stop), ""),), safe=False)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def moved_above(model: Model, node: ast.Line, other: ast.Line) -> Fix | None:
    """Puts a line of its own above another of the same file; none if comments hang on it."""
    out = line_out(model, node)
    if out is None or other.span.path != node.span.path or other.before:
        return None
    text = source_of(model, node)
    (cut,) = out.edits
    line = text[cut.span.start : cut.span.end].rstrip("\r\n") + "\n"
    start = text.rfind("\n", 0, other.span.start) + 1
    if text[start : other.span.start].strip():
        return None
    return Fix("move it up", (inserted(start, node.span.path, line), cut), safe=False)
