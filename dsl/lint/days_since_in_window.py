"""`days since` that its own window decides.

The last page view of the last 30 days is never more than 30 days ago. To ask for silence write
`no page_view in the last 30 days`.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      -10 when days since last page_view in the last 30 days is over 60

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      -10 when days since last page_view is over 60
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..diagnostics import Diagnostic
from ..intervals import compared, intersection, within
from ..model import Model
from ..terms import DAY, MICRO
from ._parts import all_parts

CODE = "W503"


def check(model: Model) -> Iterator[Diagnostic]:
    for part in all_parts(model):
        if isinstance(part.node, ast.Compare) and isinstance(part.test, terms.Compare):
            most = _most_days(part.test.value)
            if most is not None:
                able = ((0.0, most * MICRO),)
                asked = compared(part.test.op, part.test.micro)
                if not intersection(able, asked):
                    yield _finding(part.node, "this can never hold")
                elif within(able, asked):
                    yield _finding(part.node, "this holds for every such event")


def _most_days(value: terms.Value) -> int | None:
    """The most days that can have passed since an event of a window."""
    if not isinstance(value, terms.Days) or not isinstance(value.value, terms.Measured):
        return None
    span = value.value.metric.events.span
    edge = span.lower if span is not None else None
    return -edge.us // DAY if edge is not None and edge.base == "as_of" else None


def _finding(node: ast.Compare, what: str) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", f"{what}: the window is shorter", node.span,
        help="take the window out, or ask for the event with `any` and `no`",
    )  # fmt: skip
