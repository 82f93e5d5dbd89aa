"""Columns: the lines under one heading, set under one another."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import Line
from .words import POINT_SIGNS, Word

HOLD_POINTS = frozenset(("SCORE", "GROUP", "POINTS", "FIRST", "BEST"))
CELLS = {
    "STAGES": (1,), "LABEL": (1,), "HAND": (1, 3), "GRADE": (1,), "LEADS": (1, 2),
    "EVENT": (1, 2), "EVENTS": (1, 3),
}  # fmt: skip
"""Before which words of a line columns begin, by the heading."""
WIDE = frozenset(("GRADE", "LEADS", "EVENT", "EVENTS"))
"""Tables with two spaces before the second column; in the others lines read as sentences."""


def points_pads(heading: Line) -> dict[int, int]:
    """By position, how much further in a line begins so that points end in one column."""
    if heading.kind not in HOLD_POINTS or heading.ragged:
        return {}
    widths = {
        i: _points_width(line.words)
        for i, line in enumerate(heading.body)
        if line.kind in POINT_SIGNS
    }
    widest = max(widths.values(), default=0)
    return {i: widest - width for i, width in widths.items()}


def _points_width(words: Sequence[Word]) -> int:
    sign = words[0].kind != "NUMBER"
    return len(words[0].text) + (len(words[1].text) if sign else 0)


def align(heading: Line) -> None:
    """Sets the words that begin a column under one another."""
    starts = CELLS.get(heading.kind, ())
    gap = 1 if heading.kind in WIDE else 0
    from_word = 0
    for column, start in enumerate(starts):
        rows = [line.words for line in heading.body if _has_cell(heading.kind, line.words, start)]
        widths = [_cell_width(words[from_word:start]) for words in rows]
        for words, width in zip(rows, widths, strict=True):
            if len(words) > start:
                words[start].pad = max(widths) - width + (0 if column and start == 3 else gap)
        from_word = start


def _has_cell(heading: str, words: Sequence[Word], start: int) -> bool:
    """Whether a row has a column that ends before word `start`."""
    called = heading != "EVENTS" or start == 1 or (len(words) > 1 and words[1].kind == "CALLED")
    return called and len(words) >= start


def _cell_width(words: Sequence[Word]) -> int:
    return sum(len(word.shown) + 1 for word in words)
