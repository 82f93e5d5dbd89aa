"""Plans written by hand, and what the Python evaluator makes of them, for several tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from leadscore.compiler.plan import (
    DAY,
    MICRO,
    Column,
    ColumnValue,
    Compare,
    Each,
    EachRow,
    Edge,
    Events,
    EventSource,
    FieldValue,
    Gives,
    Group,
    Keep,
    Kind,
    Leads,
    Measured,
    Metric,
    MetricKind,
    Once,
    Plan,
    Rule,
    Span,
    Table,
    Tally,
    Test,
    TextIn,
    TextLike,
    Value,
)
from leadscore.compiler.python_backend import compile_plan

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)
US = timedelta(microseconds=1)
TITLE, INDUSTRY, EMAIL = (ColumnValue(name, "text") for name in ("title", "industry", "email"))
EMPLOYEES = ColumnValue("employees", "number")
OPTED_OUT = ColumnValue("opted_out", "yes/no")
CREATED, RENEWAL = ColumnValue("created", "date"), ColumnValue("renewal", "time")
INTERESTS = ColumnValue("interests", "list")
PATH, CAMPAIGN = FieldValue("path", "text"), FieldValue("campaign", "text")
SECONDS, PAID = FieldValue("seconds", "number"), FieldValue("paid", "yes/no")

COLUMNS = (
    Column("title", "text", "Job Title"),
    Column("industry", "text", "Industry", ("select", "n/a")),
    Column("email", "text", "Email"),
    Column("employees", "number", "Employees", ("999", "0.5")),
    Column("opted_out", "yes/no", "Opted Out"),
    Column("created", "date", "Created"),
    Column("renewal", "time", "Renewal"),
    Column("interests", "list", "Interests", ("none",), ";"),
)
KINDS = (
    Kind("view", "PageView", (Column("path", "text", "p"), Column("seconds", "number", "s"))),
    Kind("click", "click", (Column("campaign", "text", "c"), Column("paid", "yes/no", "b"))),
    Kind("open", "Émail Open", ()),
)
VIEW, CLICK, OPEN = ("view",), ("click",), ("open",)
ANY = ("click", "open", "view")


def inside(node: object) -> Iterator[object]:
    """A node and all nodes in it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, tuple):
            waiting.extend(node)
        elif dataclasses.is_dataclass(node):
            waiting.extend(getattr(node, f.name) for f in dataclasses.fields(node))


def plan_of(*groups: Group, **changes: Any) -> Plan:
    plan = Plan(
        title="t", scale=1, leads=Leads(Table("given"), "id", COLUMNS),
        events=(EventSource(Table("given"), "lead", "at", "event", KINDS),),
        ignored=(), defines=(), excluded=(), groups=groups, lower=None, upper=None,
        classes=(), metrics=(), tallies=(), fingerprint="f",
    )  # fmt: skip
    plan = dataclasses.replace(plan, **changes)
    nodes = list(inside(plan))
    return dataclasses.replace(
        plan,
        metrics=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Metric))),
        tallies=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Tally))),
    )


def group(*gives: Gives, name: str | None = "fit", **limits: Any) -> Group:
    rules = tuple(Rule(f"rule {i}", g) for i, g in enumerate(gives))
    return Group(name, "Title", rules, **limits)


def run(
    plan: Plan, lead: Mapping[str, object], events: Iterable[Mapping[str, object]] = ()
) -> tuple[Any, ...]:
    """What `full` gives, after a check that `numbers` says the same and the lines add up."""
    evaluator, events = compile_plan(plan), list(events)
    full = evaluator.full(lead, events, AS_OF)
    assert evaluator.numbers(lead, events, AS_OF) == full[:4]
    if full[0] is None:
        assert sum(line[2] for line in full[4]) + sum(added for _, added in full[5]) == full[1]
    return full


def line_of(
    gives: Gives, lead: Mapping[str, object] = {}, events: Iterable[Mapping[str, object]] = ()
) -> tuple[int, int, int, int | None]:
    """(count, before, points, row) of a plan's only rule."""
    line: tuple[int, int, int, int | None] = run(plan_of(group(gives)), lead, events)[4][0]
    return line


def holds(test: Test, lead: Mapping[str, object] = {}, *events: Mapping[str, object]) -> bool:
    return line_of(Once(test, 1), lead, events)[0] == 1


def ago(days: float = 0, us: int = 0) -> datetime:
    return AS_OF - timedelta(days) - us * US


def view(at: object, path: object = None, seconds: object = None) -> dict[str, object]:
    return {"event": "view", "at": at, "path": path, "seconds": seconds}


def click(at: object, campaign: object = None, paid: object = None) -> dict[str, object]:
    return {"event": "click", "at": at, "campaign": campaign, "paid": paid}


def last(days: int, inclusive: bool = False) -> Span:
    return Span(Edge("as_of", -days * DAY, inclusive), None)


def measure(
    kind: MetricKind, kinds: tuple[str, ...], field: FieldValue | None = None,
    where: Test | None = None, span: Span | None = None,
) -> Measured:  # fmt: skip
    return Measured(Metric(kind, Events(kinds, where, span), field))


def at_least(count: int, kinds: tuple[str, ...], **rest: Any) -> Test:
    return Compare(">=", measure("count", kinds, **rest), count * MICRO)


def equals(value: Value, micro: int) -> Test:
    return Compare("=", value, micro)


ALL = Keep()


def tally(
    kinds: tuple[str, ...], *rows: tuple[Test | None, tuple[int, ...]] | tuple[int, ...],
    keep: Keep = ALL, step: int | None = None, up_to: int | None = None, **rest: Any,
) -> Each:  # fmt: skip
    each = tuple(EachRow(None, row) if isinstance(row[0], int) else EachRow(*row) for row in rows)
    return Each(Tally(Events(kinds, **rest), keep, each, step), up_to)


FADING = (8, 4, 2, 1)
BY_PATH = (
    (TextIn(PATH, ("/a",)), (10, 5)),
    (TextLike("starts", PATH, ("/b",)), (3, 2)),
    (TextIn(PATH, ("/c",)), (-4,)),
)
