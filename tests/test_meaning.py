"""What must hold for every rule file and every lead, whatever the rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cases import Data, Row, lead_rows
from generate_data import data
from generate_files import Made
from hypothesis import given
from leadscore.compiler.plan import Plan
from leadscore.compiler.python_backend import Overflow, compile_plan
from leadscore.dsl import ast
from leadscore.dsl.check.rules import rule_name
from leadscore.dsl.printer import print_file
from reading import MAIN, plan_of, printed
from strategies import randoms, rule_files, some_files

LEADS = 15
Raw = tuple[Any, ...]
Scorer = Callable[[Row, list[Row]], Raw | None]
COUNTS = (3, 0, 1, 2)
"""How many people at the company have the events that rules ask for, for one after another."""


def scorer(plan: Plan, found: Data) -> Scorer:
    evaluate = compile_plan(plan).full

    counts = tuple(COUNTS[i % len(COUNTS)] for i, _ in enumerate(plan.people))

    def score(lead: Row, events: list[Row]) -> Raw | None:
        try:
            return evaluate(lead, events, found.as_of, counts)
        except Overflow:
            return None

    return score


def people(made: Made, random: Random) -> tuple[Plan, Data, list[tuple[Row, list[Row]]]]:
    plan = plan_of(printed(made))
    found = data(random, plan, LEADS, all_text=random.random() < 0.5)
    return plan, found, [(row.lead, row.events) for row in lead_rows(plan, found)]


def plan_with(made: Made, change: Callable[[ast.Score | ast.Group], ast.Section]) -> Plan:
    """The plan after a change to each section that holds rules."""
    sections = tuple(
        change(s) if isinstance(s, ast.Score | ast.Group) and s.rules else s
        for s in made.file.sections
    )
    return plan_of({**printed(made), MAIN: print_file(replace(made.file, sections=sections))})


@some_files(60)
@given(rule_files(), randoms())
def test_the_breakdown_adds_up_to_the_score(made: Made, random: Random) -> None:
    plan, found, leads = people(made, random)
    score = scorer(plan, found)
    for lead, events in leads:
        result = score(lead, events)
        if result is None or result[0] is not None:
            continue
        _, total, groups, _, lines, limits = result
        assert sum(points for _, _, points, _ in lines) + sum(added for _, added in limits) == total
        for i, (start, group) in enumerate(zip(starts(plan), plan.groups, strict=True)):
            own = sum(points for _, _, points, _ in lines[start : start + len(group.rules)])
            assert own + sum(added for j, added in limits if j == i) == groups[i]


def starts(plan: Plan) -> Iterator[int]:
    """Where the lines of each group begin."""
    start = 0
    for group in plan.groups:
        yield start
        start += len(group.rules)


@some_files(60)
@given(rule_files(), randoms())
def test_a_rule_that_cannot_fire_changes_nothing(made: Made, random: Random) -> None:
    plan, found, leads = people(made, random)
    points = ast.Points(Decimal(random.choice((7, -7))), 0, True)
    one = ast.Number(Decimal(1))
    never = ast.Compare(one, "<", one)
    idle = ast.WhenRule(points, never, ast.Text("never"))
    other = plan_with(made, lambda s: replace(s, rules=(*s.rules, idle)))
    before, after = scorer(plan, found), scorer(other, found)
    for lead, events in leads:
        old, new = before(lead, events), after(lead, events)
        if old is None or new is None:
            continue
        assert new[:4] == old[:4]
        assert new[5] == old[5]
        assert [line for line in new[4] if any(line[:3])] == [
            line for line in old[4] if any(line[:3])
        ]


@some_files(60)
@given(rule_files(), randoms())
def test_order_of_rules_does_not_matter(made: Made, random: Random) -> None:
    plan, found, leads = people(made, random)
    other = plan_with(made, lambda s: replace(s, rules=tuple(reversed(s.rules))))
    before, after = scorer(plan, found), scorer(other, found)
    for lead, events in leads:
        old, new = before(lead, events), after(lead, events)
        if old is None or new is None:
            continue
        assert new[:4] == old[:4]
        assert new[5] == old[5]
        assert by_name(other, new) == by_name(plan, old)


def by_name(plan: Plan, result: Raw) -> dict[tuple[str | None, str], Any]:
    names = [(group.name, rule.name) for group in plan.groups for rule in group.rules]
    return dict(zip(names, result[4], strict=False))


@some_files(60)
@given(rule_files(), randoms())
def test_order_of_events_does_not_matter(made: Made, random: Random) -> None:
    plan, found, leads = people(made, random)
    score = scorer(plan, found)
    for lead, events in leads:
        shuffled = random.sample(events, len(events))
        assert score(lead, shuffled) == score(lead, events)


@some_files(60)
@given(rule_files(), randoms())
def test_what_does_not_exist_changes_nothing(made: Made, random: Random) -> None:
    """Later events, events without a readable time, of other names, and columns nobody asks for."""
    plan, found, leads = people(made, random)
    score = scorer(plan, found)
    later = found.as_of + timedelta(microseconds=1)
    for lead, events in leads:
        others = [{**event, "at": random.choice((later, None, "soon"))} for event in events]
        others += [{**event, "event": random.choice(("other", None, ""))} for event in events]
        more = {**lead, "nobody asks": 1}
        assert score(more, random.sample([*events, *others], len(events) * 3)) == score(
            lead, events
        )


@some_files(60)
@given(rule_files(), randoms())
def test_a_rule_under_another_group_gives_the_same(made: Made, random: Random) -> None:
    """A group without limits or conditions is only a heading: rules may be moved to a new one."""
    plan, found, leads = people(made, random)
    plain = [s for s in made.file.sections if isinstance(s, ast.Group) and not s.clauses]
    if not plain or len({rule_name(r) for g in plain for r in g.rules}) < 2:
        return
    chosen = random.choice(plain)
    apart = replace(chosen, name=ast.Name("apart"), title=None, rules=chosen.rules[1:])
    sections: list[ast.Section] = []
    for section in made.file.sections:
        if section is chosen:
            sections += [apart, replace(chosen, rules=chosen.rules[:1])]
        else:
            sections.append(section)
    file = replace(made.file, sections=tuple(sections))
    other = plan_of({**printed(made), MAIN: print_file(file)})
    place = [g.name for g in plan.groups].index(chosen.name.text)
    before, after = scorer(plan, found), scorer(other, found)
    for lead, events in leads:
        old, new = before(lead, events), after(lead, events)
        if old is None or new is None or old[0] is not None:
            continue
        assert sum(new[2][place : place + 2]) == old[2][place]
