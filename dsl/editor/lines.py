"""A file's lines, and where its sections and their parts begin.

Each physical line is looked at once and remembered by its text. What is told here is what the
lexer and the outline would make of the whole file, so that a part of it can be parsed alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

from lark import Token

from ..mistakes.strays import POINTS
from ..parse.grammar import lexer
from ..parse.outline import Outline
from ..parse.tokens import GOES_ON, STATEMENT_STARTS, Names, defined_names

_BLANK = re.compile(r"[ \t\u00a0]*(?:#[^\n]*)?\r?")
_CONTINUES = re.compile(r"[ \t\u00a0]*(?:and|or|where|because)(?![A-Za-z0-9_])")
_INDENT = re.compile(r"[ \t\u00a0]*")
NO_NAMES = Names()
TOGETHER = 8
"""Lines of a long section that are parsed in one go, on average."""
SECTION_STARTS = frozenset((
    "SCORE", "USE", "LET", "LIST", "DEFINE", "EXCLUDE", "IGNORE", "GROUP", "STAGES", "LABEL",
    "GRADE", "OUTCOME", "EXAMPLE", "LEADS", "EVENTS", "ACCOUNTS", "HAND",
))  # fmt: skip
"""What begins a section wherever the outline stands (`event` could be an event's name)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one physical line is by itself."""

    blank: bool
    continues: bool
    """It goes on with the line above, whatever that is."""
    indent: int = 0
    column: int = 1
    """Of its first token, from 1."""
    first: str = ""
    last: str = ""
    """Kinds of its first and last tokens."""
    delta: int = 0
    least: int = 0
    """Brackets opened less those closed, in all and at the lowest point."""
    width: int = 0
    """Characters before its first token."""
    points: bool = False
    """It begins with points."""
    words: frozenset[str] = frozenset()
    names: Names = NO_NAMES
    values: tuple[str, ...] = ()
    """Its tokens as they are written."""

    def depth(self, before: int) -> int:
        """Open brackets after the line."""
        return max(before + self.delta, self.delta - self.least)


@lru_cache(maxsize=50_000)
def line_of(text: str) -> Line:
    if _BLANK.fullmatch(text):
        return Line(True, False)
    tokens = [t for t in lexer()(text + "\n") if t.type != "_NL"]
    start = _INDENT.match(text)
    width = start.end() if start is not None else 0
    indent = len(text[:width].expandtabs(2))
    delta = least = 0
    for token in tokens:
        delta += (token.type == "LPAR") - (token.type == "RPAR")
        least = min(least, delta)
    return Line(
        False, _CONTINUES.match(text) is not None, indent, tokens[0].column or 1,
        tokens[0].type, tokens[-1].type, delta, least,
        width, POINTS.match(text + "\n", width) is not None,
        frozenset(t.value.lower() for t in tokens if t.type == "NAME"),
        names if (names := defined_names(tokens)) != NO_NAMES else NO_NAMES,
        tuple(str(t.value) for t in tokens),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A line with those that go on with it; `start` counts the comments above it in."""

    start: int
    number: int
    line: Line


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive lines `start` to `stop` of a file, and the statements that begin in them."""

    start: int
    stop: int
    statements: tuple[Statement, ...]


def statements(lines: list[Line]) -> list[Statement]:
    """Where lines begin that do not go on with the one above, as `join_lines` has it."""
    found: list[Statement] = []
    depth, started, last, start = 0, 0, "", 0
    for number, line in enumerate(lines):
        if line.blank:
            continue
        if not (line.continues and found):
            closes = depth and line.column <= started and line.first in STATEMENT_STARTS
            if closes:
                depth = 0
            if not found or (not depth and last not in GOES_ON):
                found.append(Statement(start, number, line))
                started = line.column
        depth = line.depth(depth)
        last = line.last
        start = number + 1
    return found


def sections(lines: list[Line]) -> list[Part]:
    """The parts that can be parsed each on its own: a section's heading begins each but the
    first. All of the file is one part where points at the margin tie sections together."""
    every = statements(lines)
    starts = [
        i for i, one in enumerate(every)
        if i == 0 or (one.line.first in SECTION_STARTS and one.line.indent == 0)
    ]  # fmt: skip
    parts = _parts(every, starts, len(lines))
    return parts if _untied(parts) else _parts(every, starts[:1], len(lines))


def _untied(parts: list[Part]) -> bool:
    """Points at the margin tell how the points of later lines are set."""
    tied = sum(any(s.line.points and not s.line.indent for s in part.statements) for part in parts)
    return tied < 2


def _parts(every: list[Statement], starts: list[int], end: int) -> list[Part]:
    found = []
    for i, first in enumerate(starts):
        after = starts[i + 1] if i + 1 < len(starts) else len(every)
        stop = every[after].number if after < len(every) else end
        begin = every[first].start if i else 0
        found.append(Part(begin, stop, tuple(every[first:after])))
    return found


Level = tuple[int, tuple[tuple[object, ...], ...]]
"""How deep a statement stands, and what is wrong with the indentation there."""


def levels(lines: list[str], found: tuple[Statement, ...]) -> tuple[Level, ...]:
    """The outline of statements; the first one stands at the margin, wherever it begins."""
    first = found[0].number
    text = "\n".join(lines) + "\n"
    starts = (0, *accumulate(len(line) + 1 for line in lines))
    outline = Outline(text[starts[first] :])
    told: list[Level] = [(0, ())]
    said = 0
    for one in found[1:]:
        end = starts[one.number] + one.line.width - starts[first]
        space = lines[one.number][: one.line.width]
        for _ in outline.line(Token("_NL", "\n" + space, end_pos=end)):
            pass
        strays = outline.strays[said:]
        said += len(strays)
        what = tuple((s.start == end, s.code, s.title, s.spaces) for s in strays)
        told.append((len(outline.levels) - 1, what))
    return tuple(told)


def blocks(lines: list[str], part: Part, stub: str) -> list[Part] | None:
    """A section's heading, then its lines with the rows under them, a few together; none where
    lines of the section do not stand as they would each alone under the heading `stub`."""
    told = levels(lines, part.statements)
    if any(level == 0 for level, _ in told[1:]):
        return None
    starts = [0, *(i for i in range(1, len(told)) if told[i] == (1, ()))]
    if starts[1:2] != [1]:
        return None
    found = _parts(list(part.statements), starts, part.stop)
    for first, block in zip(starts[1:], found[1:], strict=True):
        # A line without rows stands alone as it does here.
        here = told[first : first + len(block.statements)]
        if len(here) > 1 and _alone(lines, block, stub) != here:
            return None
    return [replace(found[0], start=part.start), *_together(lines, found[1:], stub)]


def _together(lines: list[str], found: list[Part], stub: str) -> Iterator[Part]:
    """Lines that can be parsed in one go. Where such parts begin hangs on the lines' own words, so
    that a line more or less changes no part but its own; the first line is a part by itself."""
    some: list[Part] = []
    for number, block in enumerate(found):
        first = lines[block.statements[0].number]
        if some and (number < 2 or crc32(first.encode("utf-8", "replace")) % TOGETHER == 0):
            yield from _one(lines, some, stub)
            some = []
        some.append(block)
    yield from _one(lines, some, stub)


def _one(lines: list[str], some: list[Part], stub: str) -> list[Part]:
    inner = tuple(s for block in some for s in block.statements)
    texts = tuple("\n".join(lines[block.start : block.stop]) for block in some)
    if len({s.line.indent for s in inner}) == 1 or _fit_together(texts, stub):
        return [Part(some[0].start, some[-1].stop, inner)]
    return some


@lru_cache(maxsize=20_000)
def _fit_together(texts: tuple[str, ...], stub: str) -> bool:
    """Whether blocks stand under the stub as they do each alone."""

    def stand(text: str) -> tuple[Level, ...]:
        lines = text.split("\n")
        found = statements([line_of(line) for line in lines])
        return _alone(lines, Part(0, len(lines), tuple(found)), stub)

    return stand("\n".join(texts)) == tuple(level for text in texts for level in stand(text))


def _alone(lines: list[str], block: Part, stub: str) -> tuple[Level, ...]:
    moved = tuple(replace(s, number=s.number - block.start + 1) for s in block.statements)
    head = Statement(0, 0, line_of(stub))
    return levels([stub, *lines[block.start : block.stop]], (head, *moved))[1:]
