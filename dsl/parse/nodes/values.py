"""Values, patterns of events and their windows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ... import ast
from ..lalr import Branch
from .node import Node


class Values(Node):
    def _arithmetic(self, op: str, b: Branch) -> ast.Arithmetic:
        return self._plain(ast.Arithmetic, b, op)  # type: ignore[no-any-return]

    def add(self, b: Branch) -> ast.Arithmetic:
        # A chain of `+` and `-` is bounded by the parser, so recursion is too.
        return self._arithmetic("+", b)

    def subtract(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("-", b)

    def multiply(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("*", b)

    def divide(self, b: Branch) -> ast.Arithmetic:
        return self._arithmetic("/", b)

    def bracket(self, b: Branch) -> ast.Bracket:
        return self._plain(ast.Bracket, b)  # type: ignore[no-any-return]

    def _figure(self, cls: type[Any], b: Branch) -> Any:
        return compared_whole(self._plain(cls, b))

    def number_of(self, b: Branch) -> Any:
        return self._figure(ast.NumberOf, b)

    def number_of_people(self, b: Branch) -> Any:
        return compared_whole(ast.NumberOfPeople(self.node(b.children[-1]), span=self.span(b)))

    def number_of_different(self, b: Branch) -> Any:
        return self._figure(ast.NumberOfDifferent, b)

    def number_of_days(self, b: Branch) -> Any:
        return self._figure(ast.NumberOfDays, b)

    def aggregate_of(self, b: Branch) -> Any:
        return self._figure(ast.AggregateOf, b)

    def pick(self, b: Branch) -> Any:
        return self._figure(ast.Pick, b)

    def days_since_event(self, b: Branch) -> Any:
        return self._figure(ast.DaysSinceEvent, b)

    def days_since(self, b: Branch) -> Any:
        return self._plain(ast.DaysSince, b)

    def days_until(self, b: Branch) -> Any:
        return self._plain(ast.DaysUntil, b)

    def time_of(self, b: Branch) -> Any:
        return self._figure(ast.TimeOf, b)

    def domain_of(self, b: Branch) -> Any:
        return self._plain(ast.DomainOf, b)

    def pattern(self, b: Branch) -> Any:
        return self._plain(ast.Pattern, b)

    def kind(self, b: Branch) -> ast.Kinds:
        return ast.Kinds(self.nodes(b.children), span=self.span(b))

    def any_event(self, b: Branch) -> ast.Kinds:
        return ast.Kinds((), span=self.span(b))

    def kind_list(self, b: Branch) -> ast.Kinds:
        return ast.Kinds(self.nodes(b.children), True, span=self.span(b))

    def last_window(self, b: Branch) -> Any:
        return self._plain(ast.LastWindow, b)

    def between_window(self, b: Branch) -> Any:
        return self._plain(ast.BetweenWindow, b)

    def since_window(self, b: Branch) -> Any:
        return self._plain(ast.SinceWindow, b)


VALUE_TESTS = (
    ast.Is, ast.IsIn, ast.IsKnown, ast.IsBetween, ast.Compare, ast.Recent, ast.Dated, ast.TextTest,
    ast.Includes,
)  # fmt: skip
EVENT_TESTS = (ast.EventTest, ast.OrderTest, ast.RepeatTest, ast.PeopleTest)
CONDITIONS = (*VALUE_TESTS, *EVENT_TESTS, ast.AllOf, ast.AnyOf, ast.Not)


def compared_whole(figure: Any) -> Any:
    """`number of E where (…) is at least 3` asks how many there are: a condition in brackets
    cannot be compared with anything, so what follows it is about the figure."""
    where = figure.pattern.where
    test = where.inner if isinstance(where, ast.Not) else where
    inner: Any = test.value if isinstance(test, VALUE_TESTS) else None
    while isinstance(inner, ast.Bracket):
        inner = inner.inner
    if not isinstance(test, VALUE_TESTS) or not isinstance(test.value, ast.Bracket):
        return figure
    if not isinstance(inner, CONDITIONS):
        return figure
    own: Any = replace(where, inner=test.value) if isinstance(where, ast.Not) else test.value
    whole = replace(figure, pattern=replace(figure.pattern, where=own))
    return replace(test, value=whole, span=figure.span)
