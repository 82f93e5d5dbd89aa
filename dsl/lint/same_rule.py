"""Two rules that ask the same.

A lead gets the points of both, mostly because one was copied. Rules of different groups are
compared, too, and so are two spellings of one condition: values or parts in another order, `not (no
page_view)` and `any page_view`.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" because "Decision maker"
      +10 when title contains word "CEO" because "Chief executive"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +30 when title contains word "CEO" because "Decision maker"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import Group, Model, Rule
from ._alike import events_alike, spelled_alike
from ._fixes import line_out

CODE = "W307"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    first: dict[object, Rule] = {}
    for group in model.groups:
        for rule in group.rules:
            key = _key(logic, group, rule)
            earlier = first.setdefault(key, rule) if key is not None else rule
            if earlier is not rule:
                yield _finding(model, rule, earlier)


def _key(logic: Logic, group: Group, rule: Rule) -> object:
    """What a rule asks; rules of groups with other conditions ask something else."""
    if isinstance(rule.node, ast.WhenRule) and rule.test is not None:
        return group.when, spelled_alike(logic, rule.test)
    if isinstance(rule.node, ast.EachRule) and rule.events is not None:
        return group.when, events_alike(logic, rule.events), rule.clauses
    if isinstance(rule.node, ast.EveryRule) and rule.value is not None:
        return group.when, rule.value, rule.per, rule.clauses
    if isinstance(rule.node, ast.PointsBy):
        return group.when, rule.node.value, tuple((row.points, row.test) for row in rule.rows)
    return None


def _finding(model: Model, rule: Rule, earlier: Rule) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "this rule asks what another one asks", rule.node.span,
        labels=(Label(earlier.node.span, "the other rule"),),
        help="put their points into one of them", fix=line_out(model, rule.node),
    )  # fmt: skip
