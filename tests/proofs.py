"""Everything that a prover claims of a model, held against leads that were really scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agreement import people_of
from cases import Data, key_text, lead_rows, stages_before
from leadscore.compiler.lower import lower
from leadscore.compiler.python_backend import Overflow, compile_plan
from leadscore.dsl import ast, terms
from leadscore.dsl.model import Group, Model, Rule
from leadscore.dsl.prove import Prover
from leadscore.dsl.prove.gives import rule_range
from leadscore.dsl.prove.goals import fires, included, open_group, row_fires
from leadscore.dsl.prove.search import EMPTY, Wanted
from leadscore.dsl.prove.sums import Sums

Raw = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What was proved. Rules by their place, rows by the rule's place and their own."""

    dead: frozenset[int]
    always: frozenset[int]
    dead_rows: frozenset[tuple[int, int]]
    never: frozenset[tuple[str, str]]
    """Values that a stage, label or grade never takes."""

    @property
    def count(self) -> int:
        return len(self.dead) + len(self.always) + len(self.dead_rows) + len(self.never)


def rules_of(model: Model) -> list[tuple[Group, Rule]]:
    return [(group, rule) for group in model.groups for rule in group.rules]


def claims(model: Model, prover: Prover, seconds: float = 0) -> Claims:
    """With `seconds` a solver is asked too, so long for each question."""

    def able(wanted: list[Wanted]) -> bool:
        if not prover.together(wanted):
            return False
        return not seconds or Sums(prover, seconds).settle(wanted) is not False

    base, rules = included(model), rules_of(model)
    dead, always, rows = set(), set(), set()
    for number, (group, rule) in enumerate(rules):
        around = [*base, *open_group(group)]
        if not able([*around, (fires(rule), True)]):
            dead.add(number)
        when = group.when or terms.Always(True)
        if not able([*base, (terms.All((when, fires(rule))), False)]):
            always.add(number)
        if not isinstance(rule.node, ast.PointsForEach):
            rows |= {
                (number, row) for row in range(len(rule.rows))
                if not able([*around, *row_fires(rule, row)])
            }  # fmt: skip
    never = {
        (one.name, value) for one in model.classes for value in one.values
        if not able([*base, (terms.ClassIs(one.name, (value,)), True)])
    }  # fmt: skip
    return Claims(frozenset(dead), frozenset(always), frozenset(rows), frozenset(never))


def raw_results(model: Model, data: Data) -> Iterator[tuple[object, Raw]]:
    """What the evaluator makes of each lead that can be scored and is not left out."""
    plan = lower(model)
    able = list(lead_rows(plan, data))
    evaluator = compile_plan(plan)
    people, before = _people(plan, data, able), stages_before(data)
    for key, lead, events, company in able:
        try:
            found = evaluator.full(
                lead, events, data.as_of, people.get(company), before.get(key_text(key) or "")
            )
        except Overflow:
            continue
        if found[0] is None:
            yield key, found


def _people(plan: Any, data: Data, able: Sequence[Any]) -> dict[str | None, tuple[int, ...]]:
    try:
        return people_of(plan, data, able)
    except Overflow:
        return {}


def refuted(model: Model, prover: Prover, claimed: Claims, key: object, raw: Raw) -> Iterator[str]:
    """What a lead shows to be wrong."""
    _, score, groups, classes, lines, _ = raw
    ranges = prover.group_ranges()
    named = [(g.name, p) for g, p in zip(model.groups, groups, strict=True) if g.name is not None]
    for name, points in [(None, score), *named]:
        low, high = ranges[name]
        if not low <= points <= high:
            yield f"lead {key}: {name or 'score'} is {points}, not from {low} to {high}"
    for one, value in zip(model.classes, classes, strict=True):
        if (one.name, value) in claimed.never:
            yield f"lead {key}: {one.name} is {value}"
    for number, ((_, rule), line) in enumerate(zip(rules_of(model), lines, strict=True)):
        count, _, points, row = line
        if number in claimed.dead and count:
            yield f"lead {key}: `{rule.name}` counted"
        if number in claimed.always and not count:
            yield f"lead {key}: `{rule.name}` did not count"
        if row is not None and (number, row) in claimed.dead_rows:
            yield f"lead {key}: row {row} of `{rule.name}` gave points"
        low, high = rule_range(prover.context, prover.events, EMPTY, rule)
        if not min(low, 0) <= points <= max(high, 0):
            yield f"lead {key}: `{rule.name}` gave {points}, not from {low} to {high}"
