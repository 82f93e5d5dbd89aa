"""Points by a column that is filled when the outcome is known.

A close date, a deal's amount, the reason for which it was lost: such columns are empty until a lead
has decided. Rules that read them look excellent in hindsight and say nothing beforehand. Told by
the name of the column, in files that declare an outcome.

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

from ..conditions import columns_of, value_columns
from ..diagnostics import Diagnostic, Label
from ..model import Model, Rule

CODE = "W207"
LATE = re.compile(
    r"^(?:(?:close[ds]?|won|lost|churn(?:ed)?|conver(?:ted|sion)|cancel(?:led)?)"
    r"(?:_(?:date|at|on|time|reason|won|lost))?"
    r"|(?:loss|lost|win|churn)_reason|(?:deal|opportunity|contract|order|invoice)_"
    r"(?:amount|value|size|stage|date|start|end|signed|total)|is_customer|lifecycle_?stage"
    r"|customer_since|became_customer\w*"
    r"|first_(?:purchase|order|invoice)\w*|lifetime_value|ltv|arr|mrr|acv)$"
)


def check(model: Model) -> Iterator[Diagnostic]:
    if not model.outcomes:
        return
    # What the outcome itself reads is told as that.
    ends = {name for outcome in model.outcomes.values() for name in columns_of(outcome.test)}
    late = {c.name for c in model.columns.values() if LATE.match(c.name.lower())} - ends
    for rule in (rule for group in model.groups for rule in group.rules) if late else ():
        found = late & _reads(rule)
        if found and max([rule.points, *(row.points for row in rule.rows)]) > 0:
            yield _finding(model, rule, min(found))


def _reads(rule: Rule) -> set[str]:
    tests = [rule.test, *(row.test for row in rule.rows)]
    return {*value_columns(rule.value), *(name for test in tests for name in columns_of(test))}


def _finding(model: Model, rule: Rule, name: str) -> Diagnostic:
    column = model.columns[name.lower()]
    return Diagnostic(
        CODE, "warning", f"`{name}` is mostly filled when the outcome is known", rule.node.span,
        labels=(Label(column.node.span, "the column"),),
        help="take the rule out, or ask for what is known before",
    )  # fmt: skip
