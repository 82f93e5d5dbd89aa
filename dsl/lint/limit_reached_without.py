"""Points that never matter, for a limit is reached without them.

Whoever is over 250 is over 50 as well: if that alone gives all that the group can give, points for
being over 250 add nothing. The same of points taken off where nothing is left to take them from.

Avoid:

    score "Demo score"

    leads
      employees number
      opted_out yes/no

    group size, at most 20 points
      +20 when employees is over 50
      +10 when employees is over 250

Prefer:

    score "Demo score"

    leads
      employees number
      opted_out yes/no

    group size, at most 30 points
      +20 when employees is over 50
      +10 when employees is over 250
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from .. import ast
from ..attainable import limited, rule_range
from ..diagnostics import Diagnostic, Label
from ..model import Group, Model, Rule
from ..prove.gives import rule_range as range_in
from ..prove.goals import fires, included, open_group
from ..prove.search import Search, State
from ._fixes import line_out
from ._limits import Kept, kept
from ._proofs import Proofs, proofs

CODE = "W410"
FIX = "unsafe"
MOST_RULES = 60
"""Rules of larger groups are not held against one another."""
MOST_WAYS = 4
STEPS = 400


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        limits = kept(model, group)
        if limits is not None and len(group.rules) <= MOST_RULES:
            yield from _group(model, group, limits)


def _group(model: Model, group: Group, limits: Kept) -> Iterator[Diagnostic]:
    ranges = {id(rule): rule_range(rule) for rule in group.rules}
    most = sum(max(0, rule.points) for rule in group.rules if isinstance(rule.node, ast.WhenRule))
    most += sum(max(0, row.points) for rule in group.rules for row in rule.rows)
    for rule in group.rules:
        low, high = ranges[id(rule)]
        gives = low >= 0 and limits.upper is not None and most - max(0, rule.points) >= limits.upper
        takes = high <= 0 and limits.lower is not None and low < 0
        if (gives or takes) and _idle(proofs(model), group, limits, rule, takes):
            yield _finding(model, limits, rule)


def _idle(asked: Proofs, group: Group, limits: Kept, rule: Rule, takes: bool) -> bool:
    """Whether the limit is reached without the rule wherever it counts. Without any way for it
    to count it is told as that."""
    if _alone(group, limits, rule, takes):
        return False
    wanted = [*included(asked.model), *open_group(group), (fires(rule), True)]
    search = Search(asked.prover.context, STEPS, asked.prover.events.consistent)
    found = 0
    for state in search.ways(wanted):
        found += 1
        if found > MOST_WAYS or not _reached(asked, group, limits, rule, state, takes):
            return False
    return found > 0 and not search.cut


def _alone(group: Group, limits: Kept, rule: Rule, takes: bool) -> bool:
    """Whether that is told as points which a limit always takes away."""
    others = [rule_range(other) for other in group.rules if other is not rule]
    if takes:
        high = sum(max(r[1], 0) for r in others)
        return limits.lower is not None and high <= limits.lower
    return limits.upper is not None and sum(r[0] for r in others) >= limits.upper


def _reached(
    asked: Proofs, group: Group, limits: Kept, rule: Rule, state: State, takes: bool
) -> bool:
    total: float = 0
    for other in group.rules:
        if other is not rule:
            given = range_in(asked.prover.context, asked.prover.events, state, other)
            total += given[1] if takes else given[0]
            if total == (inf if takes else -inf):
                return False
    low, high = limited((total, total), limits.lower, limits.upper)
    return low == limits.lower if takes else high == limits.upper


def _finding(model: Model, limits: Kept, rule: Rule) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "these points never change what the group gives", rule.node.span,
        labels=(Label(limits.node.span, "reached without them wherever they count"),),
        help="take the rule out, or move the limit", fix=line_out(model, rule.node),
    )  # fmt: skip
