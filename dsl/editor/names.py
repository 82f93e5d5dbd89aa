"""Every place where a name is written, and what it stands for there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from .. import ast
from ..diagnostics import Span
from ..model import Model
from .analysis import Analysis
from .pieces import MARK


@dataclass(frozen=True, slots=True)
class Symbol:
    """`kind` is one of column, event, field, let, list, define, group, label, value, outcome,
    score; a field's key is `event.field`, a value's `label.value`."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a symbol is named."""

    symbol: Symbol
    node: ast.Node
    defines: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in a file."""

    symbol: Symbol
    file: Path
    span: Span
    defines: bool
    quoted: bool
    """Written as a text in quotes."""


_DEFINITIONS: dict[type, str] = {
    ast.Let: "let", ast.ListOf: "list", ast.ListFrom: "list", ast.Define: "define",
    ast.Group: "group", ast.Label: "label", ast.Grade: "label", ast.Outcome: "outcome",
    ast.EventKind: "event", ast.EventTable: "event",
}  # fmt: skip
_FIELDS = ("field", "same")
_DATA = ("lead", "at", "named", "key", "company", "column", "table")
"""Names of the data's own columns, which are no names of the rules."""


class _Visitor:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.labels = {
            "stage" if isinstance(c.node, ast.Stages) else c.node.name.key for c in model.classes
        }
        if model.accounts is not None:
            self.labels |= {label.name.lower() for label in model.accounts.labels}

    def visit(self, node: object, events: tuple[str, ...] | None) -> Iterator[Mention]:
        """`events` are those whose fields a bare name means; none outside `where`."""
        if isinstance(node, tuple):
            for item in node:
                yield from self.visit(item, events)
        elif isinstance(node, ast.Node):
            yield from self._node(node, events)

    def _node(self, node: ast.Node, events: tuple[str, ...] | None) -> Iterator[Mention]:
        match node:
            case ast.Name():
                yield from self._name(node, events)
            case ast.Column():
                yield from self._column(node, events)
            case ast.Kinds():
                yield from (Mention(Symbol("event", n.key), n) for n in node.names)
            case ast.Pattern():
                yield from self.visit(node.kinds, events)
                yield from self.visit(node.where, self._kinds(node))
                yield from self.visit(node.window, events)
            case ast.Is():
                yield from self._is(node, events)
            case ast.IsIn() | ast.ForIn():
                yield Mention(Symbol("list", node.list_name.key), node.list_name)
                yield from self.visit(getattr(node, "value", None), events)
            case ast.Did():
                yield Mention(Symbol("event", node.event.key), node.event)
                yield from self.visit(node.pairs, (node.event.key,))
            case ast.Stages() | ast.Label():
                yield from self._rows(node)
            case ast.ExpectClass():
                yield Mention(Symbol("label", node.name.key), node.name)
                yield self._value(node.name.key, node.value)
            case ast.Was() | ast.HandOffRow():
                yield self._value("stage", node.stage)
                yield from self.visit(getattr(node, "items", None), events)
            case _:
                yield from self._parts(node, events)

    def _parts(self, node: ast.Node, events: tuple[str, ...] | None) -> Iterator[Mention]:
        name = getattr(node, "name", None) if type(node) in _DEFINITIONS else None
        if isinstance(name, ast.Name):
            yield Mention(Symbol(_DEFINITIONS[type(node)], name.key), name, True)
        if isinstance(node, ast.EventKind | ast.EventTable):
            events = (node.name.key,)
        pattern = getattr(node, "pattern", None) or getattr(node, "first", None)
        inner = self._kinds(pattern) if isinstance(pattern, ast.Pattern) else events
        for part in fields(node):
            value = getattr(node, part.name)
            if value is name or part.name in ("span", "before", "after", *_DATA):
                continue
            if part.name in _FIELDS:
                yield from self.visit(value, inner)
            elif part.name == "clauses" and inner is not None:
                yield from self._clauses(value, inner)
            else:
                yield from self.visit(value, events)

    def _clauses(self, clauses: Iterable[object], events: tuple[str, ...]) -> Iterator[Mention]:
        for clause in clauses:
            once = isinstance(clause, ast.OncePer)
            yield from self.visit(clause, events if once else None)

    def _name(self, node: ast.Name, events: tuple[str, ...] | None) -> Iterator[Mention]:
        if events is not None and not self._known_let(node.key, events):
            yield from (Mention(Symbol("field", f"{event}.{node.key}"), node) for event in events)
            return
        yield Mention(Symbol(self.kind_of(node.key), node.key), node)

    def _known_let(self, key: str, events: tuple[str, ...]) -> bool:
        """Whether a name inside `where` is a value's, and no field's."""
        has = any(
            key in kind.fields for e in events if (kind := self.model.kinds.get(e)) is not None
        )
        return not has and key in self.model.lets

    def kind_of(self, key: str) -> str:
        model = self.model
        tables: tuple[tuple[str, Iterable[str]], ...] = (
            ("define", model.defines), ("column", model.columns), ("let", model.lets),
            ("group", [g.name.lower() for g in model.groups if g.name is not None]),
            ("label", self.labels), ("list", model.lists), ("outcome", model.outcomes),
            ("event", model.kinds),
        )  # fmt: skip
        return next((kind for kind, names in tables if key in names), "score")

    def _column(self, node: ast.Column, events: tuple[str, ...] | None) -> Iterator[Mention]:
        symbol = Symbol("column", node.name.key)
        if events is not None:
            symbol = Symbol("field", f"{events[0]}.{node.name.key}")
        yield Mention(symbol, node.name, True)

    def _is(self, node: ast.Is, events: tuple[str, ...] | None) -> Iterator[Mention]:
        yield from self.visit(node.value, events)
        key = node.value.name.key if isinstance(node.value, ast.Ref) else ""
        if key not in self.labels or events is not None:
            for item in node.values.items:
                if isinstance(item, ast.Ref):
                    yield Mention(Symbol("let", item.name.key), item.name)
            return
        for item in node.values.items:
            named = item.name if isinstance(item, ast.Ref) else item
            if isinstance(named, ast.Name | ast.Text):
                yield self._value(key, named)

    def _value(self, label: str, node: ast.Name | ast.Text, defines: bool = False) -> Mention:
        text = node.text if isinstance(node, ast.Name) else node.value
        return Mention(Symbol("value", f"{label}.{text.lower()}"), node, defines)

    def _rows(self, node: ast.Stages | ast.Label) -> Iterator[Mention]:
        label = "stage" if isinstance(node, ast.Stages) else node.name.key
        if isinstance(node, ast.Label):
            yield Mention(Symbol("label", label), node.name, True)
        for row in node.rows:
            yield self._value(label, row.value, True)
            yield from self.visit((row.test, row.until), None)

    def _kinds(self, pattern: ast.Pattern) -> tuple[str, ...]:
        names = tuple(name.key for name in pattern.kinds.names)
        return names or tuple(self.model.kinds)


def mentions(model: Model, nodes: object) -> Iterator[Mention]:
    """The names in nodes of a model's files."""
    return _Visitor(model).visit(nodes, None)


def places(analysis: Analysis) -> Iterator[Place]:
    """All names in all files of an analysis."""
    for pieced in analysis.files.values():
        for mention in mentions(analysis.model, pieced.parsed.file.sections):
            yield placed(analysis, mention)


def placed(analysis: Analysis, mention: Mention) -> Place:
    span = analysis.place(mention.node.span)
    quoted = isinstance(mention.node, ast.Text)
    return Place(mention.symbol, analysis.file(span), span, mention.defines, quoted)


def sections_at(analysis: Analysis, path: str, offset: int) -> list[ast.Node]:
    """The sections of a file, and the rules of long ones, that may hold an offset."""
    pieced = analysis.files[path]
    found = [piece for start, piece in pieced.pieces if start <= offset][-1:]
    if not found:
        return list(pieced.parsed.file.sections)
    long: list[ast.Node] = [s for s in pieced.parsed.file.sections if s.span.path == found[0].path]
    inside = found[0].nodes if MARK in found[0].path else ()
    return [*inside, *long]


def at(analysis: Analysis, path: str, offset: int) -> list[Place]:
    """What a name stands for at an offset; several for a field of several events."""
    found = []
    for mention in mentions(analysis.model, tuple(sections_at(analysis, path, offset))):
        place = placed(analysis, mention)
        if place.span.path == path and place.span.start <= offset <= place.span.end:
            found.append(place)
    return list({(p.symbol, p.span): p for p in found}.values())
