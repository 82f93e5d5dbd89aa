"""A line that is read anew, with other words in some places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from lark import Token

from ..parse.grammar import lexer
from ..parse.tokens import Names, tell_separators

Change: TypeAlias = tuple[int, int, str]
"""Where words start and end, counted from the start of their line, and what is said instead."""
NO_WORDS = ("_NL", "UNCLOSED_BRACKET")


def words_of(text: str, line: list[Token]) -> str:
    """The text of a line, from its first word to its last."""
    last = next((t for t in reversed(line) if t.type not in NO_WORDS), line[0])
    return text[line[0].start_pos or 0 : last.end_pos or 0]


def reread(was: str, line: list[Token], changes: Iterable[Change], names: Names) -> list[Token]:
    """The tokens of a line that read `was`, as it reads after `changes`, at the places of the
    words that they stand for."""
    text, places = _changed(was, line[0].start_pos or 0, changes)
    found = [token for token in lexer()(text + "\n") if token.type != "_NL"]
    for token in found:
        start, end = token.start_pos or 0, (token.end_pos or 1) - 1
        token.start_pos, token.end_pos = places[start][0], places[end][1]
    return tell_separators([*found, *_ends(line, found)], names)


def _ends(line: list[Token], found: list[Token]) -> list[Token]:
    """The ends of a line, with a mark for each bracket that is still open."""
    opened = sum((t.type == "LPAR") - (t.type == "RPAR") for t in found)
    marks = [token for token in line if token.type == "UNCLOSED_BRACKET"]
    return [*marks[: max(0, opened)], *(token for token in line if token.type == "_NL")]


def _changed(was: str, begin: int, changes: Iterable[Change]) -> tuple[str, list[tuple[int, int]]]:
    """The new text, and for each of its characters the stretch of the file it stands for."""
    text, places, at = "", [], 0
    for start, end, said in sorted(changes):
        text += was[at:start] + said
        places += [(begin + i, begin + i + 1) for i in range(at, start)]
        places += [(begin + start, begin + end)] * len(said)
        at = end
    text += was[at:]
    places += [(begin + i, begin + i + 1) for i in range(at, len(was))]
    return text, places
