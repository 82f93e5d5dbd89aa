"""What a plan's tests and values ask for, found before any SQL is written."""

from __future__ import annotations

from collections.abc import Iterable

from .plan import (
    Domain,
    Events,
    Every,
    ListHas,
    Once,
    Plan,
    Rows,
    SoonAfter,
    Test,
    TextIn,
    TextLike,
    Value,
)
from .walk import leaves


def lead_tests(plan: Plan) -> list[Test]:
    """Every test about a lead, in the order in which it is asked."""
    tests = [define.test for define in plan.defines]
    tests += [exclusion.test for exclusion in plan.excluded]
    for group in plan.groups:
        tests += [group.when] if group.when is not None else []
        for rule in group.rules:
            match rule.gives:
                case Once(test):
                    tests.append(test)
                case Rows(rows):
                    tests += [row.test for row in rows]
    tests += [row.test for found in plan.classes for part in found.parts for row in part]
    return tests


def lead_values(plan: Plan) -> list[Value]:
    """Every value of a lead that is read outside a test."""
    rules = (rule for group in plan.groups for rule in group.rules)
    return [rule.gives.value for rule in rules if isinstance(rule.gives, Every)]


def all_events(plan: Plan) -> list[Events]:
    ignored = [i if isinstance(i, Events) else i.events for i in plan.ignored]
    return [*plan.asked, *ignored, *(i.by for i in plan.ignored if isinstance(i, SoonAfter))]


def event_tests(plan: Plan) -> list[Test]:
    """Every test about an event."""
    tests = [events.where for events in all_events(plan) if events.where is not None]
    rows = (row for tally in plan.tallies for row in tally.rows)
    return tests + [row.test for row in rows if row.test is not None]


def texts_of(tests: Iterable[Test]) -> dict[Value, frozenset[str]]:
    """For each text or list that is tested, the folded texts that it is held against."""
    found: dict[Value, set[str]] = {}
    for test in tests:
        for leaf in leaves(test):
            match leaf:
                case TextIn(value, texts) | TextLike(_, value, texts) | ListHas(value, texts):
                    root = value.value if isinstance(value, Domain) else value
                    found.setdefault(root, set()).update(texts)
    return {value: frozenset(texts) for value, texts in found.items()}
