"""Examples: the lead, what it did, what is expected."""

from __future__ import annotations

from typing import Any

from ... import ast
from ...diagnostics import Span
from ..lalr import Branch
from .spelling import read_number
from .words import Words


class Examples(Words):
    def yes(self, b: Branch) -> Any:
        return ast.YesNo(True, span=self.span(b))

    def no(self, b: Branch) -> Any:
        return ast.YesNo(False, span=self.span(b))

    def unknown(self, b: Branch) -> Any:
        return ast.Unknown(span=self.span(b))

    def as_of(self, b: Branch) -> Any:
        return ast.AsOf(self._date(b.children[0], b), **self.line(b))

    def lead_line(self, b: Branch) -> Any:
        return ast.LeadLine(self.node(b.children[0]) or (), **self.line(b))

    def did(self, b: Branch) -> Any:
        return self._did(False, b)

    def colleague_did(self, b: Branch) -> Any:
        return self._did(True, b)

    def _did(self, colleague: bool, b: Branch) -> Any:
        count, event, moment, given = b.children
        number = None
        if count is not None:
            number = self._count(count)
        return ast.Did(
            number, self.node(event), self.node(moment), self.node(given) or (), colleague,
            **self.line(b),
        )  # fmt: skip

    def _count(self, token: Any) -> ast.Number:
        value, decimals = read_number(str(token))
        return ast.Number(
            value, decimals, span=Span(self.source.path, token.start_pos, token.end_pos)
        )

    def ago(self, b: Branch) -> Any:
        count, unit = b.children
        return ast.Ago(self._count(count), self.node(unit), span=self.span(b))

    def at_date(self, b: Branch) -> Any:
        return self._date(b.children[0], b)

    def expect(self, b: Branch) -> Any:
        return ast.Expect(self.nodes(b.children), **self.line(b))

    def _expect_number(self, op: str, b: Branch) -> Any:
        name, number = self.nodes(b.children)
        return ast.ExpectNumber(name, op, number, span=self.span(b))

    def expect_number(self, b: Branch) -> Any:
        return self._expect_number("=", b)

    def expect_at_least(self, b: Branch) -> Any:
        return self._expect_number(">=", b)

    def expect_at_most(self, b: Branch) -> Any:
        return self._expect_number("<=", b)

    def expect_no_points(self, b: Branch) -> Any:
        return self._plain(ast.ExpectPoints, b, None)
