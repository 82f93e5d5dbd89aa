"""What `and` and `or` join otherwise than it was meant.

A field that is asked for behind `where`, but outside of it: `any page_view where path is "/a" and
seconds is over 5`, where `and` begins another condition. A second event or field where there can be
one: `at least 3 people at the company with A and B`, `with the same visit and path`. A text without
quotes after one that has them: `country is "DE" or Austria`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from .. import ast
from ..check.symbols import Symbols
from ..diagnostics import Diagnostic, Edit, Fix, Span, near
from ..words import said
from .asked import after_denied, is_event, more_events

Found: TypeAlias = tuple[Diagnostic, int, int] | None
"""What is said of the first such condition, and which of the items (from, up to) are meant."""


def joined_to_events(items: Sequence[ast.Expression], joint: str, symbols: Symbols) -> Found:
    return outside_where(items, joint, symbols) or _one_more(items, joint, symbols)


def _one_more(items: Sequence[ast.Expression], joint: str, symbols: Symbols) -> Found:
    for i, (before, item) in enumerate(pairwise(items), 1):
        if not isinstance(item, ast.Ref) or item.name.key in symbols.names:
            continue
        if isinstance(before, ast.Not) and {
            is_event(before.inner, symbols),
            is_event(item, symbols),
        } == {True}:
            return after_denied(before.inner, item, joint), i - 1, i + 1
        if isinstance(before, ast.PeopleTest) and item.name.key in symbols.kinds:
            return _second_event(before, item, joint), i, i + 1
        if isinstance(before, ast.EventTest) and item.name.key in symbols.kinds:
            stop = i + 1
            while stop < len(items) and is_event(items[stop], symbols):
                stop += 1
            return more_events(before, items[i:stop], joint), i, stop
        same = before.same if isinstance(before, ast.OrderTest | ast.RepeatTest) else None
        if same is not None and any(item.name.key in k.fields for k in symbols.kinds.values()):
            return _second_field(same, item), i, i + 1
    return None


def _second_event(people: ast.PeopleTest, event: ast.Ref, joint: str) -> Diagnostic:
    with_ = "people at the company with"
    names = " or ".join([*(name.text for name in people.pattern.kinds.names), event.name.text])
    help = f"write `{with_} ({names})`"
    if joint == "and":
        help += f", or ask for both: `… and {said(people.quantifier)} {with_} {event.name.text}`"
    title = f"`{with_}` takes one event, or several in brackets"
    return Diagnostic("E104", "error", title, event.span, help=help)


def _second_field(same: ast.Name, field: ast.Ref) -> Diagnostic:
    help = f"write either `with the same {same.text}` or `with the same {field.name.text}`"
    return Diagnostic("E101", "error", "`with the same` takes one field", field.span, help=help)


def outside_where(items: Sequence[ast.Expression], joint: str, symbols: Symbols) -> Found:
    for i, item in enumerate(items[1:], 1):
        pattern = _open_pattern(items[i - 1])
        if pattern is None or not _of_field(item, pattern, symbols):
            continue
        stop = i + 1
        while stop < len(items) and _of_field(items[stop], pattern, symbols):
            stop += 1
        return _told(pattern, items[i:stop], joint), i, stop
    return None


def bare_after_text(items: Sequence[ast.Expression], symbols: Symbols) -> ast.Ref | None:
    """The first word that is no condition and follows a text in quotes."""
    for before, item in pairwise(items):
        text = isinstance(before, ast.Is) and isinstance(before.values.items[-1], ast.Text)
        if text and isinstance(item, ast.Ref) and _means_nothing(item.name, symbols):
            return item
    return None


def _means_nothing(name: ast.Name, symbols: Symbols) -> bool:
    if name.key in symbols.names or name.key in symbols.kinds or symbols.excused(name):
        return False
    return not near(name.text, [*symbols.names, *symbols.kinds])


def _open_pattern(item: ast.Expression) -> ast.Pattern | None:
    """The events that a condition ends with, if their `where` has no brackets."""
    pattern = item.pattern if isinstance(item, ast.EventTest) else None
    if pattern is None or pattern.where is None or pattern.window is not None:
        return None
    return None if isinstance(pattern.where, ast.Bracket) else pattern


def _of_field(item: ast.Expression, pattern: ast.Pattern, symbols: Symbols) -> bool:
    name = _asked(item)
    if name is None or name.key in symbols.names or symbols.excused(name):
        return False
    kinds = [symbols.kinds.get(kind.key) for kind in pattern.kinds.names]
    return any(kind is not None and name.key in kind.fields for kind in kinds)


def _asked(item: ast.Expression) -> ast.Name | None:
    """The name that a condition is about."""
    inner = item.inner if isinstance(item, ast.Not) else item
    about = getattr(inner, "value", inner)
    return about.name if isinstance(about, ast.Ref) else None


def _told(pattern: ast.Pattern, lost: Sequence[ast.Expression], joint: str) -> Diagnostic:
    where, name = pattern.where, _asked(lost[0])
    assert where is not None
    assert name is not None
    inside = f" {joint} ".join(said(test) for test in (where, *lost))
    first, last = where.span, lost[-1].span
    edits = (
        Edit(Span(first.path, first.start, first.start), "("),
        Edit(Span(last.path, last.end, last.end), ")"),
    )
    help = f"put brackets around them: `{said(pattern.kinds)} where ({inside})`"
    title = f"`{name.text}` is a field of the event, and `where` ends before `{joint}`"
    fix = Fix("put brackets around them", edits, safe=False)
    return Diagnostic("E101", "error", title, name.span, help=help, fix=fix)
