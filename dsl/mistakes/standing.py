"""Fixes for words that do not stand in the file.

A line that cannot be read is read on as it was likely meant. What is wrong with a word of that has
no place of its own: a fix at it would put one word in the place of all that was meant otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ..diagnostics import Diagnostic, Span


def standing(found: Iterable[Diagnostic], told: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What was `found`, without the fixes at words that others put there that were `told`."""
    meant: dict[str, list[Span]] = defaultdict(list)
    before = set(told)
    for diagnostic in before:
        for span in _places(diagnostic):
            meant[span.path].append(span)
    return [
        replace(one, fix=None)
        if one not in before and any(_within(s, meant[s.path]) for s in _places(one))
        else one
        for one in found
    ]  # fmt: skip


def _places(diagnostic: Diagnostic) -> list[Span]:
    return [edit.span for edit in diagnostic.fix.edits] if diagnostic.fix is not None else []


def _within(span: Span, meant: list[Span]) -> bool:
    """Whether a stretch begins or ends with words that were meant otherwise."""
    return any(
        one.start < span.end and span.start < one.end
        and not (span.start < one.start and one.end < span.end)
        for one in meant
    )  # fmt: skip
