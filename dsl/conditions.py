"""The conditions of a model, each with what was written and what it means, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import ast, terms
from .model import ClassRow, Model
from .terms import Test


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition. `beside` are the tests that hold with it, for they stand under the
    same `and`; its own is among them."""

    node: ast.Expression
    test: Test
    beside: tuple[Test, ...] = ()


def conditions(model: Model) -> Iterator[Part]:
    """Every whole condition of a model, in its sections' order."""
    for define in model.defines.values():
        yield from _part(define.node.test, define.test)
    for exclusion in model.excluded:
        yield from _part(exclusion.node.test, exclusion.test)
    for group in model.groups:
        for clause in group.node.clauses if isinstance(group.node, ast.Group) else ():
            if isinstance(clause, ast.GroupWhen):
                yield from _part(clause.test, group.when)
        for rule in group.rules:
            if isinstance(rule.node, ast.WhenRule):
                yield from _part(rule.node.test, rule.test)
            for row in rule.rows:
                if isinstance(row.node, ast.WhenRow) and row.node.test is not None:
                    yield from _part(row.node.test, row.test)
    for cls in model.classes:
        for class_row in (row for part in cls.parts for row in part):
            if isinstance(class_row.node, ast.ClassRow):
                yield from _class_row(class_row.node, class_row)
    for outcome in model.outcomes.values():
        yield from _part(outcome.node.test, outcome.test)


def _class_row(node: ast.ClassRow, row: ClassRow) -> Iterator[Part]:
    if node.test is not None:
        yield from _part(node.test, row.test)
    if node.until is not None:
        yield from _part(node.until, row.until)


def _part(node: ast.Expression, test: Test | None) -> Iterator[Part]:
    if test is not None:
        yield Part(node, test)


def parts(whole: Part) -> Iterator[Part]:
    """A condition and all conditions that it is made of, down to single tests."""
    yield whole
    node, test = whole.node, whole.test
    if isinstance(node, ast.Bracket):
        yield from parts(Part(node.inner, test, whole.beside))
    elif isinstance(node, ast.Not) and isinstance(test, terms.Not):
        yield from parts(Part(node.inner, test.test, whole.beside))
    elif isinstance(node, ast.AllOf) and isinstance(test, terms.All):
        beside = (*whole.beside, *test.tests)
        for inner, inner_test in zip(node.items, test.tests, strict=True):
            yield from parts(Part(inner, inner_test, beside))
    elif isinstance(node, ast.AnyOf) and isinstance(test, terms.AnyOf):
        for inner, inner_test in zip(node.items, test.tests, strict=True):
            yield from parts(Part(inner, inner_test, whole.beside))


def inner_tests(test: Test | None) -> Iterator[Test]:
    """A test and all tests in it; names of defines stay closed."""
    stack = [test] if test is not None else []
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, terms.Not):
            stack.append(current.test)
        elif isinstance(current, terms.All | terms.AnyOf):
            stack.extend(current.tests)


def events_of(test: Test | None) -> Iterator[terms.Events]:
    """The patterns of events that a test asks for itself."""
    for inner in inner_tests(test):
        if isinstance(inner, terms.Followed):
            yield from (inner.first, inner.then)
        elif isinstance(inner, terms.Repeated):
            yield inner.events
        yield from value_events(getattr(inner, "value", None))


def value_events(value: object) -> Iterator[terms.Events]:
    if isinstance(value, terms.Measured):
        yield value.metric.events
    elif isinstance(value, terms.People):
        yield value.events
    elif isinstance(value, terms.Arithmetic):
        yield from value_events(value.left)
        yield from value_events(value.right)
    elif isinstance(value, terms.Days | terms.Domain):
        yield from value_events(value.value)


def columns_of(test: Test | None) -> Iterator[str]:
    """The columns of the lead that a test reads itself."""
    for inner in inner_tests(test):
        yield from value_columns(getattr(inner, "value", None))


def value_columns(value: object) -> Iterator[str]:
    if isinstance(value, terms.ColumnValue):
        yield value.name
    elif isinstance(value, terms.Arithmetic):
        yield from value_columns(value.left)
        yield from value_columns(value.right)
    elif isinstance(value, terms.Days | terms.Domain):
        yield from value_columns(value.value)
