"""A window that reaches back further than data is kept.

Events of more than three years ago are mostly no longer there, and whoever left them out of the
warehouse did not ask this rule. `retention-days` in the settings says how long yours are kept.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +10 when any page_view in the last 3,650 days

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +10 when any page_view in the last 365 days
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast
from ..check.constants import UNITS
from ..diagnostics import Diagnostic
from ..model import Model
from ..terms import DAY

CODE = "W504"


def check(model: Model, retention_days: int = 1_100) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for window in parsed.of(ast.LastWindow):
            if _microseconds(window.duration) > retention_days * DAY:
                yield Diagnostic(
                    CODE, "warning", f"data is kept for {retention_days:,} days", window.span,
                    help="shorten the window; without one all events that there are count",
                )  # fmt: skip


def _microseconds(length: ast.Duration) -> Decimal:
    """0 where a name stands for the number."""
    if not isinstance(length.count, ast.Number) or length.unit not in UNITS:
        return Decimal(0)
    return length.count.value * UNITS[length.unit]
