"""A stage that is handed over, and left and entered again by a point.

A lead whose points fade goes under the bar and over it with every click, and each time it is
handed over as new. `until` keeps it in the stage: `MQL when score is at least 50, until score is
under 40`.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement, at most 60 points, losing 50% every 30 days
      +10 for each page_view

    stages
      MQL  when score is at least 50
      Cold otherwise

    hand off
      MQL to "crm" with score

Prefer:

    score "Demo score"

    events
      page_view

    group engagement, at most 60 points, losing 50% every 30 days
      +10 for each page_view

    stages
      MQL  when score is at least 50, until score is under 40
      Cold otherwise

    hand off
      MQL to "crm" with score
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..conditions import events_of, inner_tests
from ..diagnostics import Diagnostic, Label
from ..model import ClassRow, Model

CODE = "W603"


def check(model: Model) -> Iterator[Diagnostic]:
    if not any(_sinks(model)):
        return
    given = {hand.stage: hand for hand in model.hand_offs}
    for cls in model.classes:
        for row in cls.parts[0] if isinstance(cls.node, ast.Stages) else ():
            if row.value in given and row.until is None and _by_points(row):
                label = Label(given[row.value].node.span, "handed over here")
                yield Diagnostic(
                    CODE, "warning", f"`{row.value}` is handed over each time it is reached again",
                    row.node.span, labels=(label,),
                    help="add for example `, until score is under 40`",
                )  # fmt: skip


def _by_points(row: ClassRow) -> bool:
    return any(isinstance(test, terms.PointsAre) for test in inner_tests(row.test))


def _sinks(model: Model) -> Iterator[bool]:
    """For each rule, whether its points can go away by time alone."""
    for group in model.groups:
        for rule in group.rules:
            asked = [rule.events] if rule.events is not None else []
            for test in (rule.test, *(row.test for row in rule.rows)):
                asked += events_of(test)
            yield rule.clauses.fade is not None or any(_sliding(events) for events in asked)


def _sliding(events: terms.Events) -> bool:
    edge = events.span.lower if events.span is not None else None
    return edge is not None and edge.base == "as_of"
