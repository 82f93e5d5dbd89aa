"""Which fixes of a line are safe: those after which it can be read.

A fix that is right by itself may stand in a line that is meant otherwise as a whole: `is no more
than 30 days ago` cannot be read with `at most` either. Such a fix is left to people. What is wrong
behind an `and`, a comma or the like is another matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from lark import Token

from ..diagnostics import Diagnostic, Edit
from ..parse.tokens import Names
from .reread import Change, reread, words_of

_JOINTS: Final = frozenset(
    ("AND", "OR", "_VALUE_OR", "COMMA", "_VALUE_COMMA", "BECAUSE", "WHERE", "WHEN")
)


def weighed(
    text: str, line: list[Token], told: Sequence[Diagnostic], names: Names,
    fits: Callable[[list[Token]], int],
) -> list[Diagnostic]:  # fmt: skip
    """What is told of a line, with its fixes safe only as far as they help; `fits` counts the
    tokens at the start of a line that fit."""
    safe = [one for one in told if one.fix is not None and one.fix.safe]
    if not safe:
        return list(told)
    stop = _stop(text, line, safe, names, fits)
    if stop is None or _stop(text, line, [*safe, *told], names, fits) is None:
        return list(told)
    return [_unsafe(one) if one in safe and not _elsewhere(line, one, stop) else one
            for one in told]  # fmt: skip


def _unsafe(one: Diagnostic) -> Diagnostic:
    assert one.fix is not None
    return replace(one, fix=replace(one.fix, safe=False))


def _stop(
    text: str, line: list[Token], told: Sequence[Diagnostic], names: Names,
    fits: Callable[[list[Token]], int],
) -> int | None:  # fmt: skip
    """Where the line does not fit even after the fixes; none if it does."""
    edits = [edit for one in told if one.fix is not None for edit in one.fix.edits]
    begin = line[0].start_pos or 0
    was = words_of(text, line)
    tokens = reread(was, line, _changes(edits, begin, begin + len(was)), names)
    count = fits(tokens)
    return None if count == len(tokens) else tokens[count].start_pos or 0


def _changes(edits: Sequence[Edit], begin: int, end: int) -> list[Change]:
    """The edits within the line, the first of those that touch one another."""
    taken: list[Change] = []
    for edit in edits:
        start, last = edit.span.start - begin, edit.span.end - begin
        inside = start >= 0 and last <= end - begin
        if inside and all(last < first or until < start for first, until, _ in taken):
            taken.append((start, last, edit.text))
    return taken


def _elsewhere(line: list[Token], one: Diagnostic, stop: int) -> bool:
    """Whether another test or clause stands between a mistake and where the line stops."""
    first, last = sorted((one.span.start, stop))
    return any(t.type in _JOINTS and first < (t.start_pos or 0) <= last for t in line)
