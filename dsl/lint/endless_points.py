"""Points for each event without any end.

Somebody who opens every newsletter, or a mail scanner that does, then outranks all buyers. Let
`up to`, `at most … times`, the group's limit or the score's say how much it can give.

Avoid:

    score "Demo score"

    events
      email_open

    group engagement
      +2 for each email_open

Prefer:

    score "Demo score"

    events
      email_open

    group engagement
      +2 for each email_open, up to 20 points
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from .. import ast
from ..attainable import rule_range
from ..diagnostics import Diagnostic
from ..model import Model

CODE = "W409"


def check(model: Model) -> Iterator[Diagnostic]:
    if model.upper is not None:
        return
    for group in model.groups:
        for rule in group.rules if group.upper is None else ():
            # What fades, or is counted of late, cannot grow for ever.
            recent = rule.events is not None and rule.events.span is not None
            fades = rule.clauses.fade is not None
            bounded = recent or fades or rule.clauses.per_bucket is not None
            endless = isinstance(rule.node, ast.EachRule) and rule_range(rule)[1] == inf
            if endless and not bounded:
                yield Diagnostic(
                    CODE, "warning", "these points have no end", rule.node.span,
                    help="add `up to 20 points` or `at most 5 times`",
                )  # fmt: skip
