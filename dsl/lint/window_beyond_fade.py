"""A window that is longer than the points take to fade.

With `fading out over 30 days` an event of 31 days gives nothing, so a window of 90 days promises
what never comes.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +10 for each page_view in the last 90 days, fading out over 30 days, at most 3 times

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +10 for each page_view in the last 90 days, fading out over 90 days, at most 3 times
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..model import Model, Rule
from ..printer import show
from ..terms import DAY
from ._fixes import replaced

CODE = "W501"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            back = _reach(rule)
            fade = rule.clauses.fade
            if fade is not None and fade.percent is None and back > fade.days * DAY:
                yield from _finding(rule, back)


def _reach(rule: Rule) -> int:
    """How far back a rule's window reaches; 0 without one."""
    span = rule.events.span if rule.events is not None else None
    edge = span.lower if span is not None else None
    return -edge.us if edge is not None and edge.base == "as_of" else 0


def _finding(rule: Rule, back: int) -> Iterator[Diagnostic]:
    node = rule.node
    if not isinstance(node, ast.EachRule | ast.PointsForEach):
        return
    window = node.pattern.window
    fading = next((c for c in node.clauses if isinstance(c, ast.FadingOut)), None)
    fix: Fix | None = None
    if fading is not None and isinstance(window, ast.LastWindow):
        # Points fade over whole days, and a window may end within one.
        over = f"{back // DAY + 1:,} days" if back % DAY else show(window.duration)
        fix = replaced(fading, f"fading out over {over}", safe=False)
    yield Diagnostic(
        CODE, "warning", "the older of these events give nothing", (window or node).span,
        labels=(Label(fading.span, "nothing is left after this"),) if fading is not None else (),
        help="let the points fade over the whole window, or shorten it", fix=fix,
    )  # fmt: skip
