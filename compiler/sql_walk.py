"""What a plan's tests and values ask for, found before any SQL is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .plan import (
    All,
    AnyOf,
    Arithmetic,
    Compare,
    Days,
    Domain,
    Events,
    Every,
    Known,
    ListHas,
    MomentIn,
    Not,
    NumberIn,
    Once,
    Plan,
    Rows,
    SoonAfter,
    Test,
    TextIn,
    TextLike,
    Value,
    Yes,
)


def leaves(test: Test) -> Iterator[Test]:
    """The tests inside, without `All`, `AnyOf` and `Not`."""
    waiting = [test]
    while waiting:
        match found := waiting.pop():
            case All(tests) | AnyOf(tests):
                waiting.extend(reversed(tests))
            case Not(inner):
                waiting.append(inner)
            case _:
                yield found


def value_of(leaf: Test) -> Value | None:
    match leaf:
        case (
            Yes(value) | Known(value) | Compare(_, value) | NumberIn(value) | TextIn(value)
            | TextLike(_, value) | ListHas(value) | MomentIn(value)
        ):  # fmt: skip
            return value
        case _:
            return None


def values_in(value: Value) -> Iterator[Value]:
    """The value, and all values that it is made of."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        yield value
        match value:
            case Arithmetic(_, left, right):
                waiting += (right, left)
            case Domain(of) | Days(_, of):
                waiting.append(of)


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
