"""Rules and sections whose parts need arranging, and rows of tables."""

from __future__ import annotations

from typing import Any

from ... import ast
from ..lalr import Branch
from .node import Node


class Sections(Node):
    def clauses(self, b: Branch) -> tuple[Any, ...]:
        return self.nodes(b.children)

    group_clauses = clauses
    column_clauses = clauses
    leads_clauses = clauses
    events_clauses = clauses
    given = clauses
    fields = clauses

    def between_limits(self, b: Branch) -> Any:
        return self._plain(ast.Limits, b)

    def upper_limit(self, b: Branch) -> Any:
        return ast.Limits(None, self.node(b.children[0]), span=self.span(b))

    def lower_limit(self, b: Branch) -> Any:
        return ast.Limits(self.node(b.children[0]), None, span=self.span(b))

    def _heading(self, cls: type[Any], b: Branch) -> Any:
        *head, body = b.children
        parts = [self.node(c) for c in head]
        return cls(*parts, tuple(self.lines(body)), **self.line(b))

    def score(self, b: Branch) -> Any:
        return self._heading(ast.Score, b)

    def group(self, b: Branch) -> Any:
        return self._heading(ast.Group, b)

    def points_by(self, b: Branch) -> Any:
        return self._heading(ast.PointsBy, b)

    def points_for_each(self, b: Branch) -> Any:
        return self._heading(ast.PointsForEach, b)

    def first_of(self, b: Branch) -> Any:
        return self._heading(ast.FirstOf, b)

    def best_of(self, b: Branch) -> Any:
        return self._heading(ast.BestOf, b)

    def stages(self, b: Branch) -> Any:
        return self._heading(ast.Stages, b)

    def label(self, b: Branch) -> Any:
        return self._heading(ast.Label, b)

    def grade(self, b: Branch) -> Any:
        return self._heading(ast.Grade, b)

    def example(self, b: Branch) -> Any:
        return self._heading(ast.Example, b)

    def otherwise_row(self, b: Branch) -> Any:
        points, because = (self.node(c) for c in b.children)
        return ast.WhenRow(points, None, because, **self.line(b))

    def class_otherwise(self, b: Branch) -> Any:
        return ast.ClassRow(self.node(b.children[0]), None, **self.line(b))

    def accounts(self, b: Branch) -> Any:
        return self._heading(ast.Accounts, b)

    def hand_off(self, b: Branch) -> Any:
        return self._heading(ast.HandOff, b)

    def hand_off_row(self, b: Branch) -> Any:
        stage, target, *items = self.nodes(b.children)
        return ast.HandOffRow(stage, target, tuple(items), **self.line(b))

    def top_reasons(self, b: Branch) -> Any:
        return ast.TopReasons(self._count(b.children[0]), span=self.span(b))

    def grade_row(self, b: Branch) -> Any:
        group, *bands, otherwise = self.nodes(b.children)
        return ast.GradeRow(group, tuple(bands), otherwise, **self.line(b))

    def for_word(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "word")

    def for_containing(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "contains")

    def for_starting(self, b: Branch) -> Any:
        return self._plain(ast.ForText, b, "starts")

    def for_under(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, "<")

    def for_over(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, ">")

    def for_at_least(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, ">=")

    def for_at_most(self, b: Branch) -> Any:
        return self._plain(ast.ForNumber, b, "<=")
