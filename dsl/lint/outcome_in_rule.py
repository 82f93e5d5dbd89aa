"""Points for what an outcome is made of.

An outcome says how a lead ended, and is there to hold the rules against history. A rule that gives
points for the very event or column knows the end already: it looks excellent in a review and says
nothing about leads that have not decided. A group that is kept for such leads is told, too.

Avoid:

    score "Demo score"

    events
      demo_request
      deal_won

    group engagement
      +40 when any demo_request
      +50 when any deal_won

    outcome customer when any deal_won

Prefer:

    score "Demo score"

    events
      demo_request
      deal_won

    group engagement
      +40 when any demo_request

    outcome customer when any deal_won
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..conditions import columns_of, events_of, inner_tests, value_columns, value_events
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import Group, Model, Outcome, Rule
from ..terms import Test

CODE = "W204"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    rules = [rule for group in model.groups for rule in group.rules]
    for outcome in model.outcomes.values():
        tests = list(_opened(logic, outcome.test))
        # Of one event after another neither alone is the outcome.
        alone = (test for test in tests if not isinstance(test, terms.Followed))
        events = [events for test in alone for events in events_of(test)]
        columns = {column for test in tests for column in columns_of(test)}
        # Of several columns nobody knows which one is the outcome itself.
        column = columns.pop() if len(columns) == 1 and not events else None
        for rule in rules:
            if _gives(rule) and _knows(logic, model, rule, events, column):
                yield _finding(rule.node, outcome)
        for group in (group for group in model.groups if any(map(_gives, group.rules))):
            if _hits(logic, model, *_asked(logic, [group.when]), events, column):
                yield _finding(_when(group), outcome)


def _when(group: Group) -> ast.Node:
    clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
    return next((one for one in clauses if isinstance(one, ast.GroupWhen)), group.node)


def _gives(rule: Rule) -> bool:
    return max([rule.points, *(row.points for row in rule.rows)]) > 0


def _opened(logic: Logic, test: Test | None) -> Iterator[Test]:
    """The tests within a test, those behind names of defines included."""
    for inner in inner_tests(test):
        opened = logic.open(inner)
        if opened is inner:
            yield from (() if isinstance(inner, terms.All | terms.AnyOf | terms.Not) else (inner,))
        else:
            yield from _opened(logic, opened)


def _knows(
    logic: Logic, model: Model, rule: Rule, events: list[terms.Events], column: str | None
) -> bool:
    return _hits(logic, model, *_reads(logic, rule), events, column)


def _hits(
    logic: Logic, model: Model, read: list[terms.Events], columns: set[str],
    events: list[terms.Events], column: str | None,
) -> bool:  # fmt: skip
    if column is not None and column in columns:
        return True
    everything = {kind.name for kind in model.kinds.values()}
    return any(
        # `event`, any event at all, is not meant for this one.
        set(one.kinds) != everything and logic.every_event(_whenever(ended), _whenever(one))
        for one in read for ended in events
    )  # fmt: skip


def _whenever(events: terms.Events) -> terms.Events:
    return terms.Events(events.kinds, events.where)


def _reads(logic: Logic, rule: Rule) -> tuple[list[terms.Events], set[str]]:
    """Events and columns for which a rule gives points, rather than takes them."""
    events, columns = _asked(logic, [rule.test, *(r.test for r in rule.rows if r.points > 0)])
    events += [rule.events] if rule.events is not None else []
    return [*events, *value_events(rule.value)], columns | set(value_columns(rule.value))


def _asked(logic: Logic, tests: list[Test | None]) -> tuple[list[terms.Events], set[str]]:
    events: list[terms.Events] = []
    columns: set[str] = set()
    for test in (inner for whole in tests for inner in _positive(logic, whole)):
        events += events_of(test)
        columns |= set(columns_of(test))
    return events, columns


def _positive(logic: Logic, test: Test | None) -> Iterator[Test]:
    """Tests that ask for something to be so: not those under `not`, and not `no E`."""
    if test is None:
        return
    opened = logic.open(test)
    if isinstance(opened, terms.All | terms.AnyOf):
        for part in opened.tests:
            yield from _positive(logic, part)
    elif not isinstance(opened, terms.Not) and not _asks_for_few(opened):
        yield opened


def _asks_for_few(test: Test) -> bool:
    counted = terms.Measured | terms.People
    if not isinstance(test, terms.Compare) or not isinstance(test.value, counted):
        return False
    return test.op in ("<", "<=") or (test.op == "=" and test.micro == 0)


def _finding(node: ast.Node, outcome: Outcome) -> Diagnostic:
    title = f"this gives points for what makes the outcome `{outcome.name}`"
    return Diagnostic(
        CODE, "warning", title, node.span,
        labels=(Label(outcome.node.span, "the outcome"),),
        help="take the rule out, or `exclude` leads that have reached the outcome",
    )  # fmt: skip
