"""What all shapes have in common: their place, their comments, and dispatch by name.

Lists of lines come as left-leaning chains (so that the parser can step back to the start of a
line); they are flattened here without recursion.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from lark import Token

from ... import ast
from ...diagnostics import Span
from ...source import Source
from ..lalr import NO_PLACE, Branch

_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|[“”„][^“”„"\n]*[“”"]|(#[^\n]*)')

CHAINS = frozenset((
    "sections", "rules", "by_rows", "when_rows", "class_rows", "grade_rows", "example_lines",
    "columns", "event_kinds", "account_lines", "hand_off_rows",
))  # fmt: skip

QUANTIFIERS = {
    "any_of": "any", "none_of": "no", "at_least": "at least", "at_most": "at most",
    "exactly": "exactly", "more_than": "over", "fewer_than": "under", "from_to": "between",
}  # fmt: skip

PLAIN: dict[str, type[Any]] = {
    "losing": ast.Losing, "fading_out": ast.FadingOut, "at_most_times": ast.AtMostTimes,
    "at_most_per": ast.AtMostPer, "once_per": ast.OncePer, "up_to": ast.UpTo,
    "group_when": ast.GroupWhen, "for_values": ast.ForValues, "for_in": ast.ForIn,
    "for_range": ast.ForRange, "for_unknown": ast.ForUnknown, "for_otherwise": ast.ForOtherwise,
    "band": ast.Band, "pair": ast.Pair, "expect_class": ast.ExpectClass,
    "expect_excluded": ast.ExpectExcluded, "expect_points": ast.ExpectPoints,
}  # fmt: skip

LINES: dict[str, type[Any]] = {
    "use": ast.Use, "let": ast.Let, "list_of": ast.ListOf, "list_from": ast.ListFrom,
    "define": ast.Define, "exclude": ast.Exclude, "ignore": ast.Ignore, "outcome": ast.Outcome,
    "when_rule": ast.WhenRule, "each_rule": ast.EachRule, "every_rule": ast.EveryRule,
    "by_row": ast.ByRow, "when_row": ast.WhenRow, "class_row": ast.ClassRow,
    "account_score": ast.AccountScore, "was": ast.Was,
}  # fmt: skip


class Node:
    """Methods are named after the grammar's rules and aliases."""

    def __init__(self, source: Source, line_ends: dict[int, int]) -> None:
        self.source = source
        self.line_ends = line_ends
        self.before: dict[int, list[str]] = {}
        self.after: dict[int, str] = {}
        self.tail: tuple[str, ...] = ()
        self._place_comments()

    # -- comments

    def _place_comments(self) -> None:
        starts = sorted(self.line_ends)
        tail = []
        for found in _COMMENT.finditer(self.source.text):
            comment = found.group(1)
            if comment is None:
                continue
            at = found.start(1)
            i = bisect_right(starts, at)
            if i and self._beside(starts[i - 1], at) and starts[i - 1] not in self.after:
                self.after[starts[i - 1]] = comment.rstrip()
            elif (j := bisect_left(starts, at)) < len(starts):
                self.before.setdefault(starts[j], []).append(comment.rstrip())
            else:
                tail.append(comment.rstrip())
        self.tail = tuple(tail)

    def _beside(self, start: int, at: int) -> bool:
        """A comment stands beside a statement if words stand before it on its own line."""
        line_start = self.source.text.rfind("\n", 0, at) + 1
        return bool(self.source.text[max(line_start, start) : at].strip())

    # -- the machinery

    def lines(self, chain: object) -> list[Any]:
        """The nodes of a left-leaning chain of lines, first to last."""
        found: list[Branch] = []
        while isinstance(chain, Branch) and chain.data in CHAINS:
            if len(chain.children) == 2:
                found.append(chain.children[1])
            elif chain.children:
                found.append(chain.children[0])
                break
            chain = chain.children[0]
        return [self.node(branch) for branch in reversed(found)]

    def node(self, branch: Any) -> Any:
        if branch is None:
            return None
        if isinstance(branch, Token):
            return branch
        method: Callable[[Branch], Any] = getattr(self, branch.data)
        return method(branch)

    def nodes(self, branches: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(self.node(b) for b in branches if b is not None)

    def span(self, branch: Branch) -> Span:
        if branch.start == NO_PLACE:
            return Span(self.source.path, 0, 0)
        return Span(self.source.path, branch.start, branch.end)

    def line(self, branch: Branch) -> dict[str, Any]:
        start = branch.start
        end = self.line_ends.get(start, branch.end)
        return {
            "span": Span(self.source.path, start, end),
            "before": tuple(self.before.get(start, ())),
            "after": self.after.get(start),
        }

    def _plain(self, cls: type[Any], branch: Branch, *fixed: object) -> Any:
        return cls(*fixed, *(self.node(c) for c in branch.children), span=self.span(branch))

    def _line(self, cls: type[Any], branch: Branch) -> Any:
        return cls(*(self.node(c) for c in branch.children), **self.line(branch))

    def __getattr__(self, name: str) -> Callable[[Branch], Any]:
        """Shapes that are one word: quantifiers, aggregates, first and last."""
        if name in QUANTIFIERS:
            return lambda b: ast.Quantifier(
                QUANTIFIERS[name], self.nodes(b.children), span=self.span(b)
            )
        if name in ("total", "average", "highest", "lowest", "first", "last"):
            return lambda b: name
        if name in LINES:
            return lambda b: self._line(LINES[name], b)
        if name in PLAIN:
            return lambda b: self._plain(PLAIN[name], b)
        raise AttributeError(name)
