"""Events asked for like columns, columns like events, and stages by their name alone:
`not page_view`, `no opted_out`, `any page_view or email_open`, `Warm when not Hot`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .. import ast
from ..check.symbols import Symbols
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..words import said

_TURNED: Final = {"any": "", "no": "not "}


def denied_event(node: ast.Not, event: ast.Ref, symbols: Symbols) -> Diagnostic | None:
    """What is said of `not page_view`, if it is that."""
    if not is_event(event, symbols):
        return None
    name = event.name.text
    title = f"`{name}` is an event, and that it has not happened is `no`"
    return _put("E104", title, node.span, f"no {name}")


def after_denied(denied: ast.Expression, event: ast.Expression, joint: str) -> Diagnostic:
    """What is said of `not page_view or email_open`."""
    one, other = said(denied), said(event)
    title = "each event is asked for by itself, or several in brackets"
    help = (
        f"write `no {one} {joint} any {other}`, or `no ({one} or {other})` if neither has happened"
    )
    return Diagnostic("E104", "error", title, event.span, help=help)


def counted_column(node: ast.EventTest, symbols: Symbols) -> Diagnostic | None:
    """What is said of `no opted_out`, if it is that."""
    names, how, pattern = node.pattern.kinds.names, node.quantifier.how, node.pattern
    if len(names) != 1 or how not in _TURNED or pattern.where or pattern.window:
        return None
    name = names[0]
    column = symbols.columns.get(name.key)
    if column is None or column.type != "yes/no" or name.key in symbols.kinds:
        return None
    title = f"`{name.text}` is a column of yes and no, not an event"
    return _put("E104", title, node.span, f"{_TURNED[how]}{name.text}")


def is_event(item: ast.Expression, symbols: Symbols) -> bool:
    if not isinstance(item, ast.Ref) or item.name.key in symbols.names:
        return False
    return item.name.key in symbols.kinds


def more_events(asked: ast.EventTest, items: Sequence[ast.Expression], joint: str) -> Diagnostic:
    """What is said of `any page_view or email_open`; `items` are the events that stand alone."""
    how, pattern = said(asked.quantifier), asked.pattern
    names = [*(name.text for name in pattern.kinds.names), *(said(item) for item in items)]
    first, last = pattern.kinds.span, items[-1].span
    each = f" {joint} ".join(f"{how} {name}" for name in names)
    together = f"{how} ({' or '.join(names)})"
    span = Span(first.path, first.start, last.end)
    title = "how often an event happened is asked of each, or of several in brackets"
    if pattern.where or pattern.window:
        more = f" {joint} ".join(f"{how} {said(item)} …" for item in items)
        help = f"write it of each: `… {joint} {more}`, or `{how} ({' or '.join(names)}) …`"
        return Diagnostic("E104", "error", title, span, help=help)
    if how == "any" and joint == "and":
        edits = tuple(Edit(Span(i.span.path, i.span.start, i.span.start), "any ") for i in items)
        fix = Fix(f"write `{each}`", edits, safe=False)
        return Diagnostic("E104", "error", title, span, help=fix.title, fix=fix)
    if how in ("any", "no") and joint == "or":
        fix = Fix(f"write `{together}`", (Edit(span, together[len(how) + 1 :]),), safe=False)
        return Diagnostic("E104", "error", title, span, help=fix.title, fix=fix)
    help = f"write `{each}`, or `{together}`"
    if how == "no":
        both = f"not ({each.replace('no ', 'any ')})"
        help = f"write `{together}` if none of them has happened, `{both}` if not all have"
    return Diagnostic("E104", "error", title, span, help=help)


def stage_alone(name: ast.Name, symbols: Symbols, known: bool) -> tuple[str, str] | None:
    """Title and help for a stage that is asked for by its name alone; `known` where stages may be
    asked for."""
    stages = symbols.classes.get("stage")
    if not isinstance(stages, ast.Stages) or name.key not in map(_key, stages.rows):
        return None
    if known:
        return f"`{name.text}` is a stage, not a column", f"write `stage is {name.text}`"
    title = f"`{name.text}` is a stage, and not known here"
    return title, "leave it out: stages are read from the top, and the first that holds is taken"


def _key(row: ast.ClassRow) -> str:
    value = row.value
    return value.key if isinstance(value, ast.Name) else value.value.lower()


def _put(code: str, title: str, span: Span, right: str) -> Diagnostic:
    fix = Fix(f"write `{right}`", (Edit(span, right),), safe=False)
    return Diagnostic(code, "error", title, span, help=fix.title, fix=fix)
