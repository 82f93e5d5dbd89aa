"""Sections of data: leads, events, their columns and fields."""

from __future__ import annotations

from typing import Any

from ... import ast
from ..lalr import Branch
from .node import Node


class Data(Node):
    def type(self, b: Branch) -> str:
        return str(b.children[0])

    def table_name(self, b: Branch) -> Any:
        parts = self.nodes(b.children)
        return ast.Table(".".join(p.text for p in parts), False, span=self.span(b))

    def table_file(self, b: Branch) -> Any:
        return ast.Table(self.node(b.children[0]).value, True, span=self.span(b))

    def column(self, b: Branch) -> Any:
        return self._column(b, **self.line(b))

    def field(self, b: Branch) -> Any:
        return self._column(b, span=self.span(b))

    def _column(self, b: Branch, **line: Any) -> Any:
        name, type_, clauses = (self.node(c) for c in b.children)
        parts = dict(clauses)
        return ast.Column(
            name, type_, parts.get("from"), parts.get("separator"), parts.get("unknown"), **line
        )

    def _tagged(self, tag: str, b: Branch) -> tuple[str, Any]:
        return tag, self.node(b.children[0])

    def from_column(self, b: Branch) -> Any:
        return self._tagged("from", b)

    def separated_by(self, b: Branch) -> Any:
        return self._tagged("separator", b)

    def unknown_for(self, b: Branch) -> Any:
        return self._tagged("unknown", b)

    def one_per(self, b: Branch) -> Any:
        return self._tagged("key", b)

    def company_in(self, b: Branch) -> Any:
        return self._tagged("company", b)

    def of_lead(self, b: Branch) -> Any:
        return self._tagged("lead", b)

    def at_time(self, b: Branch) -> Any:
        return self._tagged("at", b)

    def named_by(self, b: Branch) -> Any:
        return self._tagged("named", b)

    def leads(self, b: Branch) -> Any:
        table, clauses, body = b.children
        parts = dict(self.node(clauses))
        columns = tuple(self.lines(body))
        return ast.Leads(
            self.node(table), parts.get("key"), parts.get("company"), columns, **self.line(b)
        )

    def events(self, b: Branch) -> Any:
        table, clauses, body = b.children
        parts = dict(self.node(clauses))
        return ast.Events(
            self.node(table), parts.get("lead"), parts.get("at"), parts.get("named"),
            tuple(self.lines(body)), **self.line(b),
        )  # fmt: skip

    def event_kind(self, b: Branch) -> Any:
        name, called, fields = (self.node(c) for c in b.children)
        return ast.EventKind(name, called, fields or (), **self.line(b))

    def event_table(self, b: Branch) -> Any:
        name, table, clauses, body = b.children
        parts = dict(self.node(clauses))
        return ast.EventTable(
            self.node(name), self.node(table), parts.get("lead"), parts.get("at"),
            tuple(self.lines(body)), **self.line(b),
        )  # fmt: skip
