"""Points by a column that is filled when the outcome is known.

A close date, a deal's amount, the reason for which it was lost: such columns are empty until a lead
has decided. Rules that read them look excellent in hindsight and say nothing beforehand. Told by
the name of the column, in files that declare an outcome; names that hardly mean anything else, such
as `converted` and `close_date`, and values such as `"Closed Won"`, are told of without one.

Avoid:

    score "Demo score"

    leads
      title       text
      deal_amount number

    events
      deal_won

    group fit
      +20 when title contains word "CEO"
      +40 when deal_amount is over 10,000

    outcome customer when any deal_won

Prefer:

    score "Demo score"

    leads
      title       text
      budget      number

    events
      deal_won

    group fit
      +20 when title contains word "CEO"
      +40 when budget is over 10,000

    outcome customer when any deal_won
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TypeGuard

from .. import ast
from ..conditions import columns_of, value_columns
from ..diagnostics import Diagnostic, Label
from ..model import Model, Row, Rule
from ..walk import walk

CODE = "W207"
HELP = "take the rule out, or ask for what is known before"
LATE = re.compile(
    r"^(?:(?:close[ds]?|won|lost|churn(?:ed)?|conver(?:ted|sion)|cancel(?:led)?)"
    r"(?:_(?:date|at|on|time|reason|won|lost))?"
    r"|(?:loss|lost|win|churn)_reason|(?:deal|opportunity|contract|order|invoice)_"
    r"(?:amount|value|size|stage|date|start|end|signed|total)|is_customer|lifecycle_?stage"
    r"|customer_since|became_customer\w*"
    r"|first_(?:purchase|order|invoice)\w*|lifetime_value|ltv|arr|mrr|acv)$"
)
ENDED = re.compile(
    r"^(?:(?:is_|has_|was_)?(?:closed?_)?(?:converted|won|lost|churned|closed)"
    r"(?:_(?:date|at|on|time|reason))?"
    r"|(?:close|conversion|churn|won|lost)_date|(?:loss|lost|win|churn)_reason|deal_stage"
    r"|became_customer\w*)$"
)
"""Names of what is known at the end only, whatever a file scores."""
LAST_WORD = re.compile(
    r"^(?:deal |opportunity )?(?:closed(?:[ -]+(?:won|lost|by\b.*))?|won|converted|churned)$",
    re.IGNORECASE,
)
"""Values that are given when a lead has ended."""


def check(model: Model) -> Iterator[Diagnostic]:
    # What the outcome itself reads is told as that.
    ends = {name for outcome in model.outcomes.values() for name in columns_of(outcome.test)}
    names = LATE if model.outcomes else ENDED
    late = {c.name for c in model.columns.values() if names.match(c.name.lower())} - ends
    for rule in (rule for group in model.groups for rule in group.rules):
        found = late & _reads(rule) if late else ()
        if found and max([rule.points, *(row.points for row in rule.rows)]) > 0:
            yield _finding(model, rule, min(found))
        else:
            yield from _by_values(model, rule, ends)


def _by_values(model: Model, rule: Rule, ends: set[str]) -> Iterator[Diagnostic]:
    """Points for a value by which a column of the leads says that a lead has ended."""
    gives = [rule.node] if rule.points > 0 and not rule.rows else []
    nodes = list(chain.from_iterable(map(walk, [*gives, *(r.node for r in _good_rows(rule))])))
    denied = {id(one) for node in nodes if isinstance(node, ast.Not) for one in walk(node)}
    for node in nodes:
        if id(node) in denied:
            continue
        if isinstance(node, ast.Is | ast.Includes) and not node.negated:
            value: object = node.value
        elif isinstance(node, ast.ForValues):
            value = getattr(rule.node, "value", None)
        else:
            continue
        said = next(filter(_ends, node.values.items), None)
        column = model.columns.get(value.name.key) if isinstance(value, ast.Ref) else None
        if said is not None and column is not None and column.name not in ends:
            yield Diagnostic(
                CODE, "warning", f"`{column.name}` is `{said.value}` only once a lead has ended",
                rule.node.span, labels=(Label(said.span, "the value"),), help=HELP,
            )  # fmt: skip
            return


def _good_rows(rule: Rule) -> Iterator[Row]:
    return (row for row in rule.rows if row.points > 0)


def _ends(value: ast.Node) -> TypeGuard[ast.Text]:
    return isinstance(value, ast.Text) and LAST_WORD.match(value.value.strip()) is not None


def _reads(rule: Rule) -> set[str]:
    tests = [rule.test, *(row.test for row in rule.rows)]
    return {*value_columns(rule.value), *(name for test in tests for name in columns_of(test))}


def _finding(model: Model, rule: Rule, name: str) -> Diagnostic:
    column = model.columns[name.lower()]
    return Diagnostic(
        CODE, "warning", f"`{name}` is mostly filled when the outcome is known", rule.node.span,
        labels=(Label(column.node.span, "the column"),),
        help=HELP,
    )  # fmt: skip
