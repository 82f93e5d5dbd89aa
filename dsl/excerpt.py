"""Lines of a source as a terminal may show them, with parts underlined.

Nothing of the file reaches the terminal as a control character; tabs and wide characters keep the
underlining in place, and a long line is cut around the part that matters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from .diagnostics import Span
from .source import Source

TAB = "    "
MOST_LINES = 4
"""Lines shown of one underlined part; of longer ones the first two and the last."""
NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A part to underline, and a word or two to put beside the underlining."""

    span: Span
    note: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What of a mark lies on one line: columns from 0, `stop` not in it."""

    line: int
    start: int
    stop: int
    note: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an excerpt. `number` is none for underlining and for a gap."""

    number: int | None
    text: str
    kind: str
    """`source`, `primary`, `secondary` or `gap`."""


@lru_cache(4096)
def glyph(char: str) -> str:
    """What stands for a character on a terminal: itself, unless it steers the terminal or the
    direction of writing.

    >>> glyph("a"), glyph("\\x1b"), glyph("\\u202e")
    ('a', '␛', '\ufffd')
    """
    if char == "\t":
        return TAB
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "␡"
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char


@lru_cache(4096)
def cells(char: str) -> int:
    """How many cells of a terminal a character takes."""
    shown = glyph(char)
    if unicodedata.combining(shown[0]) or unicodedata.category(shown[0]) in ("Mn", "Me"):
        return 0
    return len(shown) * (2 if unicodedata.east_asian_width(shown[0]) in "WF" else 1)


def clean(text: str) -> str:
    """`text` without anything that steers a terminal."""
    return text if text.isascii() and text.isprintable() else "".join(map(glyph, text))


def width(text: str) -> int:
    return sum(map(cells, text))


def excerpt(source: Source, marks: Iterable[Mark], room: int) -> list[Row]:
    """Rows that show the lines of `marks`, each at most about `room` cells wide."""
    parts = sorted(
        (part for mark in marks for part in _parts(source, mark)),
        key=lambda p: (p.line, not p.primary, p.start),
    )
    rows: list[Row] = []
    previous = 0
    for line, on_line in groupby(parts, key=lambda p: p.line):
        if previous and line > previous + 1:
            rows.append(Row(None, "…", "gap"))
        rows.extend(_line_rows(source.line(line), list(on_line), max(room, NARROWEST)))
        previous = line
    return rows


def _parts(source: Source, mark: Mark) -> Iterator[Part]:
    first, start = source.position(mark.span.start)
    last, stop = source.position(max(mark.span.start, mark.span.end))
    if stop == 1 and last > first:  # up to and including a line's end
        last, stop = last - 1, len(source.line(last - 1)) + 1
    lines = list(range(first, last + 1))
    if len(lines) > MOST_LINES:
        lines = [*lines[:2], lines[-1]]
    for line in lines:
        text = source.line(line)
        begin = start - 1 if line == first else len(text) - len(text.lstrip())
        end = stop - 1 if line == last else len(text.rstrip())
        yield Part(line, begin, end, mark.note if line == last else "", mark.primary)


def _line_rows(text: str, parts: list[Part], room: int) -> Iterator[Row]:
    whole = len(text) <= 4 * room and width(text) <= room
    if whole:
        yield Row(parts[0].line, clean(text), "source")
    for part in parts:
        shown, before, under = _cut(text, part, room)
        if not whole:
            yield Row(part.line, shown, "source")
        sign = "^" if part.primary else "-"
        underlining = " " * before + sign * max(1, under)
        kind = "primary" if part.primary else "secondary"
        yield Row(None, f"{underlining} {clean(part.note)}".rstrip(), kind)


def _cut(text: str, part: Part, room: int) -> tuple[str, int, int]:
    """The text around a part, the cells before the part, and the cells it takes."""
    low, high = _window(text, part, room)
    if low > 0 or high < len(text):
        low, high = _window(text, part, room - 2)
    left, right = "…" if low > 0 else "", "…" if high < len(text) else ""
    shown = left + clean(text[low:high]) + right
    start = min(max(part.start, low), high)
    before = len(left) + width(text[low:start])
    return shown, before, width(text[start : min(part.stop, high)])


def _window(text: str, part: Part, room: int) -> tuple[int, int]:
    """From where to where the text fits into `room`: the part first, then what is around it."""
    low = high = min(part.start, len(text))
    most = low + 4 * room
    while high < min(part.stop, len(text), most) and room >= cells(text[high]):
        room -= cells(text[high])
        high += 1
    grows = True
    while grows:
        grows = False
        if low > 0 and room >= cells(text[low - 1]):
            low -= 1
            room -= cells(text[low])
            grows = True
        if high < min(len(text), most) and room >= cells(text[high]):
            room -= cells(text[high])
            high += 1
            grows = True
    return low, high
