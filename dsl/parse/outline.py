"""The outline of a file as tokens: where lines begin further in, and where further out.

A file whose indentation is at fault is read as it was likely meant; what is wrong stands in
`mistakes.strays`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lark import Token

from ..mistakes.strays import (
    HEADS,
    POINTED,
    POINTS,
    ROW,
    TABLES,
    Stray,
    begins_section,
    belongs,
    first_word,
    odd_first,
    section_indented,
    section_inside,
    too_far_out,
    unlike_all,
)

TAB = 2
INDENTED = re.compile(r" *(?=[^\s])")


@dataclass(slots=True)
class Level:
    """A level of the outline that is open."""

    indent: int
    edge: int | None
    """Where the points of its lines end, once one begins with points."""
    head: str = ""
    """The first word of the heading that opened it."""
    opened: Token | None = None
    """The end of line before its first line."""
    lines: int = 1


class Outline:
    """Indentation as tokens; lenient where a line fits no level (noted in `strays`).

    Points are often written right-aligned, so a line that begins with points belongs to the
    level at which its points begin *or end* in the same column as those above.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.strays: list[Stray] = []
        self.levels = [Level(0, None)]
        self.after_points = False
        self.word = first_word(text, 0)
        """The first word of the line before."""

    def process(self, stream: Iterable[Token]) -> Iterator[Token]:
        token: Token | None = None
        for token in stream:
            yield token
            if token.type == "_NL":
                yield from self.line(token)
        while token is not None and len(self.levels) > 1:
            self.levels.pop()
            yield Token.new_borrow_pos("_DEDENT", "", token)

    def line(self, end: Token) -> Iterator[Token]:
        """What the line after `end` does to the outline."""
        start = end.end_pos or 0
        indent = len(end.rsplit("\n", 1)[1].expandtabs(TAB))
        found = POINTS.match(self.text, start)
        edge = indent + len(found.group()) if found else None
        level = self._fitting(end, indent, edge)
        table = POINTED.match(self.text, start) is not None
        self.after_points = edge is not None and not table
        if level is None:
            self.levels.append(Level(indent, edge, self.word, end))
            yield Token.new_borrow_pos("_INDENT", "", end)
        else:
            while len(self.levels) - 1 > level:
                self.levels.pop()
                yield Token.new_borrow_pos("_DEDENT", "", end)
            self.levels[-1].lines += 1
            if self.levels[-1].edge is None:
                self.levels[-1].edge = edge
        self.word = "points" if table else first_word(self.text, start)

    # -- the level of a line; none if it opens one

    def _fitting(self, end: Token, indent: int, edge: int | None) -> int | None:
        start = end.end_pos or 0
        if start >= len(self.text):
            return 0
        if not indent and begins_section(self.text, start):
            return 0
        if indent and section_indented(self.text, start, self._heads()):
            self.strays.append(section_inside(self.text, end))
            return 0
        row = ROW.match(self.text, start) is not None
        level = self._level(indent, edge, row)
        if level is None:
            return self._between(end, indent) if indent < self.levels[-1].indent else (
                self._deeper(end, indent)
            )  # fmt: skip
        if level and self.levels[level].indent == self.levels[level - 1].indent:
            level -= not belongs(self.text, start, self.levels[level].head)
        if self.word in HEADS and self._stands_beside(end, level, indent):
            return None
        return self._further_in(end, level) if level < len(self.levels) - 1 else level

    def _heads(self) -> Iterator[str]:
        """The first words of the headings that a line may stand under."""
        yield self.word
        yield from (level.head for level in self.levels)

    def _stands_beside(self, end: Token, level: int, indent: int) -> bool:
        """Whether a line that stands beside the heading above it was meant to stand under it."""
        if level != len(self.levels) - 1 or not belongs(self.text, end.end_pos or 0, self.word):
            return False
        if self.word not in TABLES and indent:
            return False
        self.strays.append(too_far_out(self.text, end, self.word, indent + TAB))
        return True

    def _further_in(self, end: Token, level: int) -> int:
        """A line that belongs to a level further in, by its words."""
        start = end.end_pos or 0
        if level and belongs(self.text, start, self.levels[level].head):
            return level
        for inner in range(len(self.levels) - 1, level, -1):
            if belongs(self.text, start, self.levels[inner].head):
                place = self.levels[inner]
                self.strays.append(too_far_out(self.text, end, place.head, place.indent))
                return inner
        return level

    def _between(self, end: Token, indent: int) -> int:
        """A line that begins like none above, but less far in than the last."""
        top = self.levels[-1]
        if top.lines == 1 and self.levels[-2].indent < indent and self._agree(end, indent):
            self._move(indent)
            return len(self.levels) - 1
        self.strays.append(unlike_all(self.text, end))
        inner = range(1, len(self.levels))
        return min(inner, key=lambda level: abs(indent - self.levels[level].indent), default=0)

    def _deeper(self, end: Token, indent: int) -> int | None:
        """A line further in than the one above, which takes no lines of its own."""
        top = self.levels[-1]
        row = POINTS.match(self.text, end.end_pos or 0) is not None
        alike = self.word not in HEADS and row == self.after_points
        if len(self.levels) < 2 or top.lines > 1 or not alike or not self._agree(end, indent):
            return None
        self._move(indent)
        return len(self.levels) - 1

    def _agree(self, end: Token, indent: int) -> bool:
        """Whether it is the first line of its level that is indented oddly, and not this one."""
        if indent == self.levels[-2].indent + TAB:
            return True
        odd = self.levels[-1].indent != self.levels[-2].indent + TAB
        after = self.text.find("\n", end.end_pos or 0) + 1
        found = INDENTED.match(self.text, after) if odd and after else None
        return found is not None and len(found.group()) == indent

    def _move(self, indent: int) -> None:
        top = self.levels[-1]
        if top.opened is not None:
            self.strays.append(odd_first(self.text, top.opened, indent))
        top.indent, top.edge = indent, None

    def _level(self, indent: int, edge: int | None, row: bool) -> int | None:
        """The level that a line belongs to, if one of those above fits."""
        last = len(self.levels) - 1
        exact = next((n for n in range(last, -1, -1) if self.levels[n].indent == indent), None)
        if edge is None:
            return exact if exact is not None else self._left_of_points(indent)
        if row and self.after_points and edge == self.levels[last].edge:
            return last
        return exact or self._level_of_points(indent, edge, exact)

    def _level_of_points(self, indent: int, edge: int, exact: int | None) -> int | None:
        """The level of a line that begins with points; under a heading they open their own."""
        last = len(self.levels) - 1
        if indent > self.levels[last].indent:
            return last if self.after_points else None
        for level in range(last, 0, -1):
            if edge == self.levels[level].edge:
                return level
        if last and self.after_points and indent > self.levels[last - 1].indent:
            return last
        return exact

    def _left_of_points(self, indent: int) -> int | None:
        """The level whose first line has its points set to the right, so that the level's other
        lines begin further left than that."""
        for level in range(len(self.levels) - 1, 0, -1):
            first = self.levels[level]
            if first.edge is not None and self.levels[level - 1].indent < indent < first.indent:
                first.indent = indent
                return level
        return None
