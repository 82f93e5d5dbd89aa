"""Conditions: tests of values and of events, and what joins them."""

from __future__ import annotations

from typing import Any

from ... import ast
from ..lalr import Branch
from .node import Node


class Conditions(Node):
    def disjunction(self, b: Branch) -> Any:
        return ast.AnyOf(self.nodes(b.children), span=self.span(b))

    def all_of(self, b: Branch) -> Any:
        return ast.AllOf(self.nodes(b.children), span=self.span(b))

    def not_(self, b: Branch) -> Any:
        return self._plain(ast.Not, b)

    def _negatable(self, cls: type[Any], b: Branch, negated: bool) -> Any:
        value, last = self.nodes(b.children)
        return cls(value, negated, last, span=self.span(b))

    def is_(self, b: Branch) -> Any:
        return self._negatable(ast.Is, b, False)

    def is_not(self, b: Branch) -> Any:
        return self._negatable(ast.Is, b, True)

    def is_in(self, b: Branch) -> Any:
        return self._negatable(ast.IsIn, b, False)

    def is_not_in(self, b: Branch) -> Any:
        return self._negatable(ast.IsIn, b, True)

    def is_known(self, b: Branch) -> Any:
        return ast.IsKnown(self.node(b.children[0]), True, span=self.span(b))

    def is_unknown(self, b: Branch) -> Any:
        return ast.IsKnown(self.node(b.children[0]), False, span=self.span(b))

    def is_between(self, b: Branch) -> Any:
        return self._plain(ast.IsBetween, b)

    def _compare(self, op: str, b: Branch) -> Any:
        value, number = self.nodes(b.children)
        return ast.Compare(value, op, number, span=self.span(b))

    def is_at_least(self, b: Branch) -> Any:
        return self._compare(">=", b)

    def is_at_most(self, b: Branch) -> Any:
        return self._compare("<=", b)

    def is_over(self, b: Branch) -> Any:
        return self._compare(">", b)

    def is_under(self, b: Branch) -> Any:
        return self._compare("<", b)

    def compare(self, b: Branch) -> Any:
        value, op, number = b.children
        return ast.Compare(self.node(value), str(op), self.node(number), False, span=self.span(b))

    def _recent(self, how: str, b: Branch) -> Any:
        value, duration = self.nodes(b.children)
        return ast.Recent(value, how, duration, span=self.span(b))

    def in_last(self, b: Branch) -> Any:
        return self._recent("last", b)

    def in_next(self, b: Branch) -> Any:
        return self._recent("next", b)

    def over_ago(self, b: Branch) -> Any:
        return self._recent("over", b)

    def under_ago(self, b: Branch) -> Any:
        return self._recent("under", b)

    def dated(self, b: Branch) -> Any:
        value, when, date = b.children
        how = when.data.replace("_", " ")
        return ast.Dated(self.node(value), how, self.node(date), span=self.span(b))

    def _text_test(self, b: Branch, negated: bool) -> Any:
        value, how, values = b.children
        return ast.TextTest(
            self.node(value), how.data, negated, self.node(values),
            span=self.span(b),
        )  # fmt: skip

    def text_test(self, b: Branch) -> Any:
        return self._text_test(b, False)

    def not_text_test(self, b: Branch) -> Any:
        return self._text_test(b, True)

    def includes(self, b: Branch) -> Any:
        return self._negatable(ast.Includes, b, False)

    def not_includes(self, b: Branch) -> Any:
        return self._negatable(ast.Includes, b, True)

    def event_test(self, b: Branch) -> Any:
        return self._plain(ast.EventTest, b)

    def order_test(self, b: Branch) -> Any:
        return self._plain(ast.OrderTest, b)

    def close_test(self, b: Branch) -> Any:
        return self._plain(ast.RepeatTest, b)

    def same_test(self, b: Branch) -> Any:
        quantifier, pattern, same, within = (self.node(c) for c in b.children)
        return ast.RepeatTest(quantifier, pattern, within, same, span=self.span(b))

    def people_test(self, b: Branch) -> Any:
        quantifier, _, pattern = b.children
        return ast.PeopleTest(self.node(quantifier), self.node(pattern), span=self.span(b))

    def soon_after(self, b: Branch) -> Any:
        return self._plain(ast.SoonAfter, b)
