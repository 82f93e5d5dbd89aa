"""What may still come of one lead: events that happen now, and unknown columns that become known.

What is known stays, what has happened cannot be undone, and no time passes. Only a guess is made
here at which values and events a rule or stage waits for; what comes of them says the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Final

from ...compiler.lower import walk
from ...compiler.plan import (
    MICRO,
    All,
    AnyOf,
    ColumnValue,
    Compare,
    Days,
    Defined,
    Domain,
    Each,
    Events,
    Every,
    FieldValue,
    Known,
    ListHas,
    Metric,
    MomentIn,
    Not,
    NumberIn,
    Once,
    Plan,
    PointsAre,
    Rows,
    Rule,
    Test,
    TextIn,
    TextLike,
    Yes,
)
from ..job.python import Event, Lead
from .probe import holding

WAYS: Final = 4
"""So many ways to make one test hold are tried."""
ANY: Final = {"number": "1", "yes/no": "yes"}
"""By type a value where any will do; of text it is `x`."""


class Anything(str):
    """A value in whose place any other would do."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Happens:
    """An event that happens now."""

    kind: str
    fields: tuple[tuple[str, str], ...] = ()
    differs: str | None = None
    """A field that has another value each time."""

    def event(self, at: datetime, time: int) -> Event:
        own = dict(self.fields)
        if self.differs is not None:
            own[self.differs] = f"{own.get(self.differs, 'x')}{time}"
        return {**own, "event": self.kind, "at": at}


@dataclass(frozen=True, slots=True)
class Act:
    """Of one name each column has one value."""

    columns: tuple[tuple[str, str], ...] = ()
    events: tuple[Happens, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.columns or self.events)


class Acts:
    def __init__(self, plan: Plan, lead: Lead, events: Sequence[Event], as_of: datetime) -> None:
        """`events` are those up to `as_of`, which needs a zone."""
        self.plan, self.as_of = plan, as_of
        self.defines = {define.name: define.test for define in plan.defines}
        self.columns = {column.name: column.type for column in plan.leads.columns}
        tests = [*_tests(plan), *self.defines.values()]
        leaves = list(dict.fromkeys(leaf for test in tests for leaf in _leaves(test)))
        known: dict[Test, str] = {
            Known(node): node.name
            for leaf in leaves for node in walk(leaf) if isinstance(node, ColumnValue)
        }  # fmt: skip
        holds = holding(plan, [*leaves, *known], lead, events, as_of)
        self.holds = {leaf: holds[leaf] for leaf in leaves}
        self.unknown = {name for test, name in known.items() if not holds[test]}

    def all(self) -> list[Act]:
        """Each once, those of the rules first."""
        found = [act for g in self.plan.groups for rule in g.rules for act in self._of_rule(rule)]
        found += [act for test in _others(self.plan) for act in self._ways(test, True)]
        return [act for act in dict.fromkeys(found) if act]

    def _of_rule(self, rule: Rule) -> Iterator[Act]:
        match rule.gives:
            case Once(test, points):
                yield from self._ways(test, points > 0)
            case Rows(rows):
                for row in rows:
                    yield from self._ways(row.test, True)
                    yield from self._ways(row.test, False)
            case Every(value, per):
                for node in walk(value):
                    if isinstance(node, ColumnValue) and node.name in self.unknown:
                        yield Act(((node.name, _number(per)),))
                yield from (Act((), (one,)) for one in _events_of(value, _number(per)))
            case Each(tally):
                tests = [row.test for row in tally.rows]
                yield from (
                    Act((), (one,))
                    for test in tests for one in _happening(tally.events, test)
                )  # fmt: skip

    # -- tests

    def _ways(self, test: Test, wanted: bool) -> list[Act]:
        """To make it come out as wanted; an empty one if it does already."""
        match test:
            case Not(inner):
                return self._ways(inner, not wanted)
            case Defined(name):
                return self._ways(self.defines[name], wanted)
            case All(tests) | AnyOf(tests):
                each = [self._ways(one, wanted) for one in tests]
                if isinstance(test, All) != wanted:
                    return list(islice((act for ways in each for act in ways), WAYS * len(each)))
                return list(islice(map(_together, product(*each)), WAYS))
            case _:
                return list(self._of_leaf(test, wanted))

    def _of_leaf(self, leaf: Test, wanted: bool) -> Iterator[Act]:
        if isinstance(leaf, PointsAre) or self.holds.get(leaf, False) == wanted:
            yield Act()
            return
        value = literal(leaf, self.as_of)
        yield from (Act((), (one,)) for one in islice(_events_of(leaf, value), WAYS))
        names = {n.name: n.type for n in walk(leaf) if isinstance(n, ColumnValue)}
        if wanted and value is not None and names and names.keys() <= self.unknown:
            yield Act(tuple((name, value) for name in names))


def _tests(plan: Plan) -> Iterator[Test]:
    for group in plan.groups:
        for rule in group.rules:
            match rule.gives:
                case Once(test):
                    yield test
                case Rows(rows):
                    yield from (row.test for row in rows)
        for rule in group.rules:
            for node in walk(rule.gives):
                if isinstance(node, ColumnValue):
                    yield Known(node)
    yield from _others(plan)


def _others(plan: Plan) -> Iterator[Test]:
    """What groups and stages ask for."""
    yield from (group.when for group in plan.groups if group.when is not None)
    yield from (row.forgetful.test for row in plan.stages)


def _leaves(test: Test) -> Iterator[Test]:
    match test:
        case All(tests) | AnyOf(tests):
            for one in tests:
                yield from _leaves(one)
        case Not(inner):
            yield from _leaves(inner)
        case _ if any(isinstance(n, ColumnValue | Events) for n in walk(test)):
            yield test


def _together(acts: Sequence[Act]) -> Act:
    columns = {name: value for act in acts for name, value in act.columns}
    events = dict.fromkeys(event for act in acts for event in act.events)
    return Act(tuple(columns.items()), tuple(events))


# ---------------------------------------------------------------- events


def _events_of(node: object, value: str | None) -> Iterator[Happens]:
    """An event of each pattern that the node asks for; of the field that it looks at, the value."""
    for part in walk(node):
        if isinstance(part, Metric):
            for one in _happening(part.events, None):
                yield _with(one, part, value)
        elif isinstance(part, Events):
            yield from _happening(part, None)


def _with(one: Happens, metric: Metric, value: str | None) -> Happens:
    if metric.field is None:
        return one
    name = metric.field.name
    if metric.kind == "distinct":
        return replace(one, differs=name)
    own = dict(one.fields)
    own.setdefault(name, value if value is not None else _anything(metric.field.type))
    return replace(one, fields=tuple(own.items()))


def _happening(pattern: Events, more: Test | None) -> Iterator[Happens]:
    tests = [test for test in (pattern.where, more) if test is not None]
    for kind in pattern.kinds[:WAYS]:
        for fields in islice(_fields(All(tuple(tests)), True), WAYS):
            yield Happens(kind, tuple(fields.items()))


def _fields(test: Test, wanted: bool) -> Iterator[Mapping[str, str]]:
    """Values of the event's fields with which the test comes out as wanted: a field without a
    value fulfils none."""
    match test:
        case Not(inner):
            yield from _fields(inner, not wanted)
        case All(tests) | AnyOf(tests):
            each = [list(islice(_fields(one, wanted), WAYS)) for one in tests]
            if isinstance(test, All) == wanted:
                for some in product(*each):
                    yield {name: value for one in some for name, value in one.items()}
            else:
                yield from (one for ways in each for one in ways)
        case _:
            names = [node.name for node in walk(test) if isinstance(node, FieldValue)]
            value = literal(test, None)
            if not wanted:
                yield {}
            elif value is not None:
                yield dict.fromkeys(names, value)


# ---------------------------------------------------------------- values


def literal(leaf: Test, now: datetime | None) -> str | None:
    """A value that fulfils a test of one; none if that is not easily said."""
    match leaf:
        case TextIn(value, texts) | TextLike("contains" | "word" | "starts" | "ends", value, texts):
            return f"x@{texts[0]}" if isinstance(value, Domain) else texts[0]
        case TextLike("matches", _, texts):
            return texts[0].replace("*", "").replace("?", "x")
        case ListHas(_, texts):
            return texts[0]
        case NumberIn(_, micros):
            return _number(micros[0])
        case Compare(op, value, micro):
            return _compared(op, micro, value, now)
        case Yes():
            return "yes"
        case Known(value):
            return _any(value, now)
        case MomentIn() if now is not None:
            return now.isoformat()
        case _:
            return None


def _compared(op: str, micro: int, value: object, now: datetime | None) -> str | None:
    bound = micro + {">": MICRO, "<": -MICRO, "!=": MICRO}.get(op, 0)
    if not isinstance(value, Days):
        return _number(bound)
    if now is None:
        return None
    ahead = -1 if value.direction == "since" else 1
    return (now + ahead * timedelta(days=bound // MICRO)).isoformat()


def _any(value: object, now: datetime | None) -> str | None:
    if not isinstance(value, ColumnValue | FieldValue):
        return Anything("x@x")  # the domain of an address
    if value.type in ("date", "time"):
        return Anything(now.isoformat()) if now is not None else None
    return _anything(value.type)


def _anything(kind: str) -> Anything:
    return Anything(ANY.get(kind, "x"))


def _number(micro: int) -> str:
    return f"{Decimal(micro) / MICRO:f}"
