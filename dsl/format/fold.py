"""One line that is too long, or holds comments, as several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .words import FILLED, WHERE, Word

WIDTH = 100
INDENT = 2


def fold(words: Sequence[Word], first: int, rest: int) -> list[str]:
    """The lines of text: the first begins in column `first` (from 0), the others in `rest`."""
    lines: list[str] = []
    start = first
    for part in _parts(words):
        pieces = list(_folded(part, start, rest, False))
        lines += [" " * at + _shown(piece) for at, piece in pieces]
        last = part[-1]
        if last.beside:
            lines[-1] += "  " + last.beside
        lines += [" " * rest + comment for comment in last.below]
        # In brackets a line must not begin where the whole began.
        start = max(rest, first + 1)
    return lines


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Cut after each word that has a comment, for that ends its line."""
    start = 0
    for i, word in enumerate(words, 1):
        if word.commented or i == len(words):
            yield words[start:i]
            start = i


def _folded(
    words: Sequence[Word], first: int, rest: int, inner: bool
) -> Iterator[tuple[int, Sequence[Word]]]:
    """Pieces of a line with their columns; `inner`: of a line that is broken elsewhere already."""
    rank = min((word.rank for word in words[1:] if word.rank), default=0)
    if not rank or first + _width(words) <= WIDTH:
        yield first, words
        return
    if inner and rank >= WHERE:
        rest += INDENT
    if rank >= FILLED:
        yield from _filled(words, first, rest, rank)
        return
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i].rank == rank:
            yield from _folded(words[start:i], rest if start else first, rest, True)
            start = i


def _filled(
    words: Sequence[Word], first: int, rest: int, rank: int
) -> Iterator[tuple[int, Sequence[Word]]]:
    """As much on each line as there is room for."""
    start, column, used = 0, first, first
    stop = 0
    for i, word in enumerate(words):
        if word.rank == rank and i > start:
            stop = i
        used += _room(word, i == start)
        if used > WIDTH and stop > start:
            yield column, words[start:stop]
            start, column = stop, rest
            used = rest + _width(words[start : i + 1])
    yield column, words[start:]


def _room(word: Word, is_first: bool) -> int:
    return len(word.shown) + (0 if is_first or word.tight else 1 + word.pad)


def _width(words: Sequence[Word]) -> int:
    return sum(_room(word, i == 0) for i, word in enumerate(words))


def _shown(words: Sequence[Word]) -> str:
    shown = words[0].shown
    for word in words[1:]:
        shown += word.shown if word.tight else " " * (1 + word.pad) + word.shown
    return shown
