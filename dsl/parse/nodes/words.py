"""Names, texts, numbers, dates and what is made of few of them."""

from __future__ import annotations

from typing import Any

from ... import ast
from ...diagnostics import Span
from ..lalr import Branch
from .node import Node
from .spelling import read_date, read_number, unquote


class Words(Node):
    def name(self, b: Branch) -> ast.Name:
        return ast.Name(str(b.children[0]), span=self.span(b))

    def text(self, b: Branch) -> ast.Text:
        return ast.Text(unquote(str(b.children[0])), span=self.span(b))

    def ref(self, b: Branch) -> ast.Ref:
        return self._plain(ast.Ref, b)  # type: ignore[no-any-return]

    def signed(self, b: Branch) -> ast.Number:
        *minus, digits = (str(token) for token in b.children)
        value, decimals = read_number(digits)
        return ast.Number(-value if minus else value, decimals, span=self.span(b))

    def numeral(self, b: Branch) -> ast.Name:
        return ast.Name(str(b.children[0]), span=self.span(b))

    def date(self, b: Branch) -> ast.Date:
        return self._date(b.children[0], b)

    def _date(self, token: Any, b: Branch) -> ast.Date:
        span = Span(self.source.path, token.start_pos, token.end_pos)
        return read_date(str(token), span)

    def values(self, b: Branch) -> ast.Values:
        return ast.Values(self.nodes(b.children), span=self.span(b))

    def unit(self, b: Branch) -> str:
        return str(b.children[0]).rstrip("s")

    def duration(self, b: Branch) -> ast.Duration:
        return self._plain(ast.Duration, b)  # type: ignore[no-any-return]

    def points(self, b: Branch) -> ast.Points:
        *sign, digits = (str(token) for token in b.children)
        value, decimals = read_number(digits)
        value = -value if sign == ["-"] else value
        return ast.Points(value, decimals, bool(sign), span=self.span(b))
