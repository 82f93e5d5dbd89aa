"""Tokens to lines: each with its words, its lines under it, and every comment about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lark import Token

from .words import Word, text_of

TAKES_LINES = frozenset((
    "SCORE", "GROUP", "POINTS", "FIRST", "BEST", "STAGES", "LABEL", "GRADE", "EXAMPLE", "LEADS",
    "EVENTS", "EVENT", "ACCOUNTS", "HAND",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own."""

    text: str
    level: int
    spaced: bool
    """A blank line stands before it."""


@dataclass(slots=True)
class Line:
    words: list[Word]
    level: int
    heading: Line | None
    above: list[Comment] = field(default_factory=list)
    spaced: bool = False
    body: list[Line] = field(default_factory=list)
    ragged: bool = False
    """The points of the lines under it stay at their left."""

    @property
    def kind(self) -> str:
        return self.words[0].kind

    def all(self) -> Iterator[Line]:
        """The line itself and those under it."""
        yield self
        for line in self.body:
            yield from line.all()


def read_lines(text: str, tokens: Sequence[Token]) -> tuple[list[Line], list[Comment]]:
    """The lines at the margin, and the comments after the last one."""
    reader = _Reader(text)
    for token in tokens:
        reader.take(token)
    return reader.sections, reader.comments(len(text), 0, 0)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.sections: list[Line] = []
        self.open: list[Line] = []
        """The last line and the headings above it."""
        self.columns: list[int] = []
        """Of each level that is open, where its leftmost line begins."""
        self.level = 0
        self.end = 0
        """Of the last word."""
        self.in_line = False

    def take(self, token: Token) -> None:
        if token.type == "_NL":
            self.in_line = False
        elif token.type in ("_INDENT", "_DEDENT"):
            self.level += 1 if token.type == "_INDENT" else -1
        else:
            self._word(token)

    def _word(self, token: Token) -> None:
        start = token.start_pos or 0
        if not self.in_line:
            self._begin(token, start)
            self.in_line = True
        else:
            words = self.open[-1].words
            self._comments_inside(start)
            if token.type in ("COMMA", "_VALUE_COMMA"):
                words[-1].comma = token.type
            else:
                words.append(Word(token.type, text_of(token)))
        self.end = token.end_pos or 0

    def _begin(self, token: Token, start: int) -> None:
        column = start - self.text.rfind("\n", 0, start) - 1
        above = self.comments(start, self.level, column)
        spaced = self._blank_before(start)
        del self.open[self.level :]
        heading = self.open[-1] if self.open else None
        line = Line([Word(token.type, text_of(token))], self.level, heading, above, spaced)
        (heading.body if heading else self.sections).append(line)
        self.open.append(line)
        known = self.columns[self.level : self.level + 1]
        self.columns[self.level :] = [min([column, *known])]

    def _blank_before(self, start: int) -> bool:
        gap = self.text[self.end : start].split("\n")
        return len(gap) > 2 and not gap[-2].strip()

    # -- comments

    def _comments_inside(self, start: int) -> None:
        gap = self.text[self.end : start]
        if "#" not in gap:
            return
        beside, *below = gap.split("\n")
        last = self.open[-1].words[-1]
        last.add_comments([_comment(beside), *(_comment(line) for line in below)])

    def comments(self, stop: int, level: int, column: int) -> list[Comment]:
        """The comments from the last word up to a line that begins at `stop`; one beside the last
        word goes to that."""
        gap = self.text[self.end : stop]
        if "#" not in gap:
            return []
        beside, *lines = gap.split("\n")
        if self.open:
            self.open[-1].words[-1].add_comments([_comment(beside)])
        else:
            lines.insert(0, beside)
        found: list[Comment] = []
        spaced = False
        deepest = len(self.open)
        for line in lines:
            text = _comment(line)
            if text:
                indent = len(line) - len(line.lstrip())
                deepest = min(deepest, self._level_of(indent, level, column))
                found.append(Comment(text, deepest, spaced))
            spaced = not text
        return found

    def _level_of(self, indent: int, level: int, column: int) -> int:
        """A comment belongs to the line below it, or, further in, to the lines above it."""
        below = min([column, *self.columns[level : level + 1]])
        last = len(self.open) - 1
        if indent <= below or level > last:
            return level
        if self.open[-1].kind in TAKES_LINES and indent > self.columns[last]:
            return last + 1
        fits = (n for n in range(last, level, -1) if self.columns[n] <= indent)
        return next(fits, level)


def _comment(text: str) -> str:
    at = text.find("#")
    return text[at:].rstrip() if at >= 0 else ""
