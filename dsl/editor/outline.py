"""A file's parts: sections and what stands in them, for outlines, folding and searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import ast
from ..attainable import group_ranges
from ..check.rules import rule_name
from ..diagnostics import Span
from ..walk import walk
from ..words import said
from .analysis import Analysis
from .hover import _points

_KINDS: dict[type, str] = {
    ast.Group: "group", ast.Score: "score", ast.Stages: "label", ast.Label: "label",
    ast.Grade: "label", ast.Leads: "leads", ast.Events: "events", ast.EventTable: "event",
    ast.Example: "example", ast.Define: "define", ast.Let: "let", ast.ListOf: "list",
    ast.ListFrom: "list", ast.Outcome: "outcome", ast.Accounts: "leads", ast.HandOff: "label",
    ast.Exclude: "define", ast.Ignore: "define", ast.Use: "use",
}  # fmt: skip


_APART = (ast.Group, ast.Stages, ast.Label, ast.Example)
"""Sections in which a mistake changes no points of another group."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section or a line in one; `head` is its own line, `whole` all that stands in it."""

    name: str
    kind: str
    head: Span
    whole: Span
    parts: tuple[Part, ...] = ()


def parts(analysis: Analysis, path: str) -> tuple[Part, ...]:
    sections = analysis.files[path].parsed.file.sections
    return tuple(_part(analysis, s, _KINDS.get(type(s), "define")) for s in sections)


def _part(analysis: Analysis, node: ast.Node, kind: str) -> Part:
    head = analysis.place(node.span)
    inner = tuple(_part(analysis, line, _line_kind(line)) for line in _lines(node))
    ends = [head.end, *(part.whole.end for part in inner)]
    if isinstance(node, ast.Example | ast.Grade):
        ends += [analysis.place(part.span).end for part in walk(node)]
    whole = Span(head.path, head.start, max(ends))
    return Part(_name(node), kind, head, whole, inner)


def _lines(node: ast.Node) -> Iterator[ast.Node]:
    for name in ("rules", "columns", "kinds", "fields", "rows", "lines"):
        if isinstance(node, ast.Example):
            return
        for line in getattr(node, name, ()):
            if isinstance(line, ast.Line) and not isinstance(node, ast.EventKind | ast.Grade):
                yield line


def _line_kind(node: ast.Node) -> str:
    if isinstance(node, ast.Column):
        return "column"
    return "event" if isinstance(node, ast.EventKind) else "rule"


def _name(node: ast.Node) -> str:
    if isinstance(node, ast.Example):
        return node.title.value
    if isinstance(node, ast.Stages | ast.Leads | ast.Events | ast.Accounts | ast.HandOff):
        return type(node).__name__.lower().replace("handoff", "hand off")
    if isinstance(node, ast.Score):
        return node.title.value if node.title is not None else "score"
    if isinstance(node, ast.Use):
        return node.path.value
    name = getattr(node, "name", None)
    if isinstance(name, ast.Name):
        return name.text
    if isinstance(node, ast.ClassRow):
        return node.value.text if isinstance(node.value, ast.Name) else node.value.value
    if isinstance(node, ast.Rule):
        return rule_name(node)
    return said(node).splitlines()[0] if not isinstance(node, ast.GradeRow) else node.group.text


def folds(analysis: Analysis, path: str) -> Iterator[Span]:
    """What can be folded: all that has lines of its own."""
    stack = list(parts(analysis, path))
    while stack:
        part = stack.pop()
        yield part.whole
        stack.extend(part.parts)


def hints(analysis: Analysis, path: str) -> Iterator[tuple[int, str]]:
    """At the end of each group's heading, and of the score's, the points in reach; a mistake in
    one group says nothing of another."""
    sections = analysis.files[path].parsed.file.sections
    spans = {id(s): _part(analysis, s, "").whole for s in sections if isinstance(s, _APART)}
    wrong = [d.span for d in analysis.diagnostics if d.severity == "error"]
    if not all(any(_within(at, whole) for whole in spans.values()) for at in wrong):
        return
    ranges = group_ranges(analysis.model)
    for section in sections:
        if not isinstance(section, ast.Group | ast.Score):
            continue
        name = section.name.text if isinstance(section, ast.Group) else None
        mistaken = any(name is None or _within(at, spans[id(section)]) for at in wrong)
        if name in ranges and not mistaken:
            low, high = (_bound(value, analysis.model.scale) for value in ranges[name])
            yield analysis.place(section.span).end, f"{low} to {high} points in reach"


def _within(span: Span, whole: Span) -> bool:
    return span.path == whole.path and whole.start <= span.start <= whole.end


def _bound(value: float, scale: int) -> str:
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞"
    return _points(value, scale)
