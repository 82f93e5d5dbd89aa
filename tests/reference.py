"""What a plan means, read off its definitions as plainly as can be, however slow.

The product has one evaluator in Python, generated and made fast; this one is only here to judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from leadscore.compiler import normal
from leadscore.compiler.lower import walk
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    Accounts,
    All,
    Always,
    AnyOf,
    Arithmetic,
    Class,
    ClassIs,
    Column,
    ColumnValue,
    Compare,
    Days,
    Defined,
    Domain,
    Each,
    Edge,
    Events,
    Every,
    FieldValue,
    Followed,
    Group,
    Ignored,
    Known,
    ListHas,
    Measured,
    Metric,
    MomentIn,
    Not,
    Number,
    NumberIn,
    Once,
    People,
    Plan,
    PointsAre,
    Repeated,
    Rows,
    Rule,
    Span,
    StageWas,
    Tally,
    Test,
    TextIn,
    TextLike,
    Value,
    Yes,
)
from leadscore.dsl.bounded import bounded, has_word
from leadscore.dsl.fold import fold

LIMIT = 10**18
Row = Mapping[str, object]


class Overflow(Exception):
    pass


@dataclass(frozen=True)
class Event:
    kind: str
    at: int
    fields: _Values


def evaluate(
    plan: Plan, lead: Row, events: Iterable[Row], as_of: datetime,
    people: Sequence[int] | None = None, previous: str | None = None,
) -> tuple[Any, ...]:  # fmt: skip
    """As the generated function with breakdown returns it."""
    now = normal.moment(as_of)
    assert isinstance(now, int)
    columns = _Values({c.name: c for c in plan.leads.columns}, lead)
    found = _Lead(plan, now, columns, list(_events(plan, events, now)))
    found.people = {} if people is None else dict(zip(plan.people, people, strict=True))
    found.previous = (previous or "").strip(" ")
    return found.result()


def matches(plan: Plan, events: Iterable[Row], as_of: datetime) -> tuple[int, ...]:
    """For each of `Plan.people` 1 if a person has such an event, else 0."""
    now = normal.moment(as_of)
    assert isinstance(now, int)
    person = _Lead(plan, now, _Values({}, {}), list(_events(plan, events, now)))
    return tuple(int(bool(person.matching(people.events))) for people in plan.people)


# ---------------------------------------------------------------- raw values


class _Values:
    """Of a lead or an event, each read when it is first asked for; none for what it has not."""

    def __init__(self, columns: Mapping[Any, Column], row: Row) -> None:
        self._columns, self._row = columns, row
        self._read: dict[Any, Any] = {}

    def get(self, name: Any) -> Any:
        if name not in self._read:
            column = self._columns.get(name)
            value = None if column is None else read(column, self._row.get(column.name))
            self._read[name] = value
        return self._read[name]


def read(column: Column, raw: object) -> Any:
    """The value of a column; none when unknown."""
    if column.type == "list":
        parts = normal.texts(raw, column.separator) or ()
        return tuple(p for p in parts if fold(p) not in column.unknown_for) or None
    if column.type == "text":
        text = normal.text(raw)
        return None if text is None or fold(text) in column.unknown_for else text
    readers: dict[str, Callable[[object], Any]] = {
        "number": normal.number, "yes/no": normal.yes_no, "date": normal.day, "time": normal.moment,
    }  # fmt: skip
    reader = readers[column.type]
    value = reader(raw)
    if value is None or value is normal.UNREADABLE:
        return None
    return None if value in [reader(code) for code in column.unknown_for] else value


def figures(plan: Plan) -> tuple[Measured | Arithmetic | Every, ...]:
    """All that can be too large, once each: of what is measured only totals, for all else is a
    value of the data or a count."""
    return tuple(dict.fromkeys(
        node for node in walk(replace(plan, accounts=None))
        if isinstance(node, Arithmetic)
        or (isinstance(node, Measured) and node.metric.kind == "total")
        or (isinstance(node, Every) and node.up_to is None)
    ))  # fmt: skip


def overflows(
    plan: Plan, asked: Iterable[Measured | Arithmetic | Every], lead: Row, events: Iterable[Row],
    as_of: datetime,
) -> bool:  # fmt: skip
    """Whether any of these figures is too large for this lead, be it asked for or not: an
    evaluator may stop there or pass it by."""
    if not asked:
        return False
    now = normal.moment(as_of)
    assert isinstance(now, int)
    columns = _Values({c.name: c for c in plan.leads.columns}, lead)
    found = list(_known_events(plan, events, now))
    of_lead = _Lead(plan, now, columns, list(_events(plan, events, now)))
    try:
        return any(_is_too_large(node, of_lead, found, now) for node in asked)
    except Overflow:
        return True


def _is_too_large(
    node: Measured | Arithmetic | Every, of_lead: _Lead, found: list[Event], now: int
) -> bool:
    match node:
        case Measured():
            of_lead.value(node)
        case Arithmetic():
            of_event = any(isinstance(inner, FieldValue) for inner in walk_value(node))
            for terms in [_at_event(e, now) for e in found] if of_event else [of_lead]:
                terms.value(node)
        case Every(value, per, points):
            return (of_lead.value(value) or 0) // per * abs(points) >= LIMIT
    return False


def walk_value(value: Value) -> Iterable[Value]:
    """A value and those that it is made of, but not those inside a metric."""
    yield value
    if isinstance(value, Arithmetic):
        yield from (*walk_value(value.left), *walk_value(value.right))
    elif isinstance(value, Domain | Days):
        yield from walk_value(value.value)


def _known_events(plan: Plan, events: Iterable[Row], now: int) -> Iterable[Event]:
    kinds = {fold(kind.name): kind for source in plan.events for kind in source.kinds}
    for row in events:
        kind = kinds.get(fold(normal.text(row.get("event")) or ""))
        at = normal.moment(row.get("at"))
        if kind is None or not isinstance(at, int) or at > now:
            continue
        fields = _Values({(c.name, c.type): c for c in kind.fields}, row)
        yield Event(kind.name, at, fields)


def _events(plan: Plan, events: Iterable[Row], now: int) -> Iterable[Event]:
    everything = list(_known_events(plan, events, now))
    for event in everything:
        if not any(_is_ignored(event, ignored, everything, now) for ignored in plan.ignored):
            yield event


def _is_ignored(event: Event, ignored: Ignored, everything: list[Event], now: int) -> bool:
    if isinstance(ignored, Events):
        return _fits(event, ignored, now)
    if not _fits(event, ignored.events, now):
        return False
    for other in everything:
        before = event.at - other.at
        near = 0 < before <= ignored.within or (before == 0 and not _fits(event, ignored.by, now))
        if near and _fits(other, ignored.by, now) and _same(event, other, ignored.same):
            return True
    return False


def _fits(event: Event, events: Events, now: int) -> bool:
    return (
        event.kind in events.kinds and within(events.span, event.at, now)
        and (events.where is None or _at_event(event, now).holds(events.where))
    )  # fmt: skip


def _same(one: Event, other: Event, field_: FieldValue | None) -> bool:
    if field_ is None:
        return True
    value = one.fields.get((field_.name, field_.type))
    return value is not None and value == other.fields.get((field_.name, field_.type))


def _at_event(event: Event, now: int) -> _Terms:
    return _Terms(now, lambda value: event.fields.get((value.name, value.type)))


# ---------------------------------------------------------------- values and tests


@dataclass
class _Terms:
    now: int
    look_up: Callable[[Any], Any]

    def value(self, value: Value) -> Any:
        match value:
            case Number(micro):
                return micro
            case ColumnValue() | FieldValue() | Measured() | People():
                return self.look_up(value)
            case Domain(of):
                text = self.value(of)
                if text is None or "@" not in text:
                    return None
                return text[text.rindex("@") + 1 :].strip(" ") or None
            case Days(direction, of):
                at = self.value(of)
                if at is None:
                    return None
                return ((self.now - at) if direction == "since" else (at - self.now)) // DAY * MICRO
            case Arithmetic(op, left, right):
                return _calculated(op, self.value(left), self.value(right))

    def holds(self, test: Test) -> bool:
        match test:
            case Always(holds):
                return holds
            case Not(inner):
                return not self.holds(inner)
            case All(tests):
                return all(self.holds(t) for t in tests)
            case AnyOf(tests):
                return any(self.holds(t) for t in tests)
            case Defined() | PointsAre() | ClassIs() | StageWas() | Followed() | Repeated():
                raise NotImplementedError
            case _:
                value = self.value(test.value)
                return value is not None and _of_known(test, value, self.now)


def _calculated(op: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
    result = {
        "+": lambda: left + right, "-": lambda: left - right,
        "*": lambda: _half_away(left * right, MICRO), "/": lambda: _half_away(left * MICRO, right),
    }[op]()  # fmt: skip
    if abs(result) >= LIMIT * MICRO:
        raise Overflow
    return result


def _half_away(above: int, below: int) -> int:
    sign = 1 if (above < 0) == (below < 0) else -1
    whole, rest = divmod(abs(above), abs(below))
    return sign * (whole + (2 * rest >= abs(below)))


def _of_known(test: Test, value: Any, now: int) -> bool:
    match test:
        case Known():
            return True
        case Yes():
            return value is True
        case Compare(op, _, limit):
            return compared(op, value, limit)
        case NumberIn(_, micros):
            return value in micros
        case TextIn(_, texts):
            return fold(value) in texts
        case TextLike(how, _, texts):
            return any(_like(how, fold(value), text) for text in texts)
        case ListHas(_, texts):
            return any(fold(element) in texts for element in value)
        case MomentIn(_, span):
            return within(span, value, now)
        case _:
            raise NotImplementedError


def compared(op: str, value: int, limit: int) -> bool:
    return {
        "=": value == limit, "!=": value != limit, "<": value < limit, "<=": value <= limit,
        ">": value > limit, ">=": value >= limit,
    }[op]  # fmt: skip


def _like(how: str, value: str, text: str) -> bool:
    match how:
        case "contains":
            return text in value
        case "starts":
            return value.startswith(text)
        case "ends":
            return value.endswith(text)
        case "word":
            return has_word(value, bounded(text))
        case _:
            pieces = {"*": ".*", "?": "."}
            expression = "".join(pieces.get(char) or re.escape(char) for char in text)
            return re.fullmatch(expression, value, re.DOTALL) is not None


def within(span: Span | None, at: int, now: int) -> bool:
    def moment(edge: Edge) -> int:
        return edge.us + (now if edge.base == "as_of" else 0)

    if span is None:
        return True
    lower, upper = span.lower, span.upper
    above = lower is None or at > moment(lower) or (lower.inclusive and at == moment(lower))
    below = upper is None or at < moment(upper) or (upper.inclusive and at == moment(upper))
    return above and below


# ---------------------------------------------------------------- one lead


@dataclass
class _Lead(_Terms):
    plan: Plan
    columns: _Values
    events: list[Event]
    points: dict[str | None, int] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    people: dict[People, int] = field(default_factory=dict)
    previous: str = ""

    def __init__(self, plan: Plan, now: int, columns: _Values, events: list[Event]) -> None:
        super().__init__(now, self._look_up)
        self.plan, self.columns, self.events = plan, columns, events
        self.points, self.classes, self.people = {}, {}, {}

    def _look_up(self, value: Any) -> Any:
        if isinstance(value, ColumnValue):
            return self.columns.get(value.name)
        if isinstance(value, People):
            count = self.people.get(value)
            return None if count is None else count * MICRO
        return self.measured(value.metric)

    @cached_property
    def defines(self) -> dict[str, Test]:
        return {define.name: define.test for define in self.plan.defines}

    def holds(self, test: Test) -> bool:
        match test:
            case Defined(name):
                return self.holds(self.defines[name])
            case PointsAre(op, points, limit):
                return compared(op, self.points[points.group], limit)
            case ClassIs(name, values):
                return self.classes[name] in values
            case Followed():
                return self._followed(test)
            case Repeated():
                return self._repeated(test)
            case StageWas(value):
                return self.previous == value
            case _:
                return super().holds(test)

    def matching(self, events: Events) -> list[Event]:
        return [event for event in self.events if _fits(event, events, self.now)]

    def _followed(self, test: Followed) -> bool:
        return any(
            0 < b.at - a.at <= test.within and _same(a, b, test.same)
            for a in self.matching(test.first) for b in self.matching(test.then)
        )  # fmt: skip

    def _repeated(self, test: Repeated) -> bool:
        """Some event is the first of so many."""
        events = self.matching(test.events)
        for first in events:
            there = [
                e for e in events
                if _same(first, e, test.same)
                and (test.within is None or 0 <= e.at - first.at <= test.within)
            ]  # fmt: skip
            if len(there) >= test.times:
                return True
        return False

    def measured(self, metric: Metric) -> Any:
        events = self.matching(metric.events)
        field_ = metric.field
        values = [e.fields.get((field_.name, field_.type)) for e in events] if field_ else []
        known = [v for v in values if v is not None]
        match metric.kind:
            case "count":
                return len(events) * MICRO
            case "distinct":
                return len(set(known)) * MICRO
            case "days":
                return len({(self.now - e.at) // DAY for e in events}) * MICRO
            case "total":
                if abs(sum(known)) >= LIMIT * MICRO:
                    raise Overflow
                return sum(known) if known else None
            case "lowest":
                return min(known, default=None)
            case "highest":
                return max(known, default=None)
            case "first_at":
                return min((e.at for e in events), default=None)
            case "last_at":
                return max((e.at for e in events), default=None)
            case "first" | "last":
                choose = min if metric.kind == "first" else max
                at = choose((e.at for e in events), default=None)
                there = [v for e, v in zip(events, values, strict=True) if e.at == at]
                return max((v for v in there if v is not None), default=None)

    # -- rules

    def tallied(self, tally: Tally) -> tuple[int, int, int]:
        """Events kept, points of all, points of those kept."""
        entries = [(e, self._gives(tally, e)) for e in self.matching(tally.events)]
        before = sum(points for _, points in entries)
        entries.sort(key=lambda entry: (-entry[0].at, -entry[1]))
        keep, key = tally.keep, tally.keep.once_per
        if key is not None:
            latest: dict[object, tuple[Event, int]] = {}
            for event, points in entries:
                value = event.fields.get((key.name, key.type))
                if value is not None:
                    latest.setdefault(value, (event, points))
            entries = list(latest.values())
        if keep.per_bucket is not None:
            most, width = keep.per_bucket
            buckets: dict[int, list[tuple[Event, int]]] = {}
            for entry in entries:
                buckets.setdefault((self.now - entry[0].at) // width, []).append(entry)
            entries = [entry for bucket in buckets.values() for entry in bucket[:most]]
            entries.sort(key=lambda entry: (-entry[0].at, -entry[1]))
        if keep.times is not None:
            entries = entries[: keep.times]
        return len(entries), before, sum(points for _, points in entries)

    def _gives(self, tally: Tally, event: Event) -> int:
        step = (self.now - event.at) // tally.step_us if tally.step_us else 0
        for row in tally.rows:
            if row.test is None or _at_event(event, self.now).holds(row.test):
                return row.steps[min(step, len(row.steps) - 1)]
        return 0

    def line(self, rule: Rule) -> tuple[int, int, int, int | None]:
        """Count, points before the rule's own limits, points, row."""
        match rule.gives:
            case Once(test, points):
                return (1, points, points, None) if self.holds(test) else (0, 0, 0, None)
            case Every(value, per, points, up_to):
                found = self.value(value)
                count = found // per if found is not None and found >= per else 0
                return count, count * points, _bounded(count * points, up_to), None
            case Each(tally, up_to):
                count, before, points = self.tallied(tally)
                return count, before, _bounded(points, up_to), None
            case Rows(rows, best):
                held = [(i, row.points) for i, row in enumerate(rows) if self.holds(row.test)]
                if not held:
                    return 0, 0, 0, None
                i, points = max(held, key=lambda pair: pair[1]) if best else held[0]
                return 1, points, points, i

    def group(self, group: Group) -> tuple[list[tuple[int, int, int, int | None]], int]:
        """Lines, and the sum before the group's limits."""
        if group.when is not None and not self.holds(group.when):
            return [(0, 0, 0, None)] * len(group.rules), 0
        lines = [self.line(rule) for rule in group.rules]
        return lines, sum(points for _, _, points, _ in lines)

    def result(self) -> tuple[Any, ...]:
        plan = self.plan
        for exclusion in plan.excluded:
            if self.holds(exclusion.test):
                return (exclusion.reason, None, (None,) * len(plan.groups),
                        (None,) * len(plan.classes), (), ())  # fmt: skip
        lines: list[Any] = []
        limits: list[tuple[int | None, int]] = []
        groups = []
        for i, group in enumerate(plan.groups):
            own, total = self.group(group)
            lines += own
            kept = total
            if group.when is None or self.holds(group.when):
                kept = _clamped(total, group.lower, group.upper)
            limits += [(i, kept - total)] if kept != total else []
            groups.append(kept)
            if group.name is not None:
                self.points[group.name] = kept
        total = sum(groups)
        score = self.points[None] = _clamped(total, plan.lower, plan.upper)
        limits += [(None, score - total)] if score != total else []
        for class_ in plan.classes:
            self.classes[class_.name] = self._class(class_)
        return None, score, tuple(groups), tuple(self.classes.values()), tuple(lines), tuple(limits)

    def _class(self, class_: Class) -> str:
        return "".join(
            next(row.value for row in part if self.holds(row.test)) for part in class_.parts
        )


# ---------------------------------------------------------------- companies


def accounts(
    plan: Plan, leads: Iterable[tuple[str | None, str | None, int | None]]
) -> list[tuple[str, int | None, tuple[str | None, ...], int]]:
    """From company (in normal form), reason of exclusion and points of every lead: company, score,
    labels and number of leads, in the order of the output."""
    assert plan.accounts is not None
    of: dict[str, list[int]] = {}
    for company, excluded, points in leads:
        if company is not None:
            of.setdefault(company, []).extend([] if excluded is not None else [points or 0])
    rows = [(company, *_account(plan, plan.accounts, points)) for company, points in of.items()]
    known = [row for row in rows if row[1] is not None]
    known.sort(key=lambda row: row[0].encode())
    known.sort(key=lambda row: row[1] or 0, reverse=True)
    return known + sorted((r for r in rows if r[1] is None), key=lambda row: row[0].encode())


def _account(
    plan: Plan, accounts: Accounts, points: list[int]
) -> tuple[int | None, tuple[str | None, ...], int]:
    if not points:
        return None, (None,) * len(accounts.labels), 0
    average = _half_away(sum(points) * (MICRO // plan.scale), len(points))
    score = {
        "total": sum(points), "highest": max(points), "lowest": min(points), "average": average,
    }[accounts.how]  # fmt: skip
    micro = average if accounts.how == "average" else score * (MICRO // plan.scale)
    known = {"score": micro, "leads": len(points) * MICRO}
    company = _Lead(plan, 0, known, [])
    for label in accounts.labels:
        company.classes[label.name] = company._class(label)
    return score, tuple(company.classes.values()), len(points)


def _bounded(points: int, up_to: int | None) -> int:
    return points if up_to is None else max(-up_to, min(up_to, points))


def _clamped(points: int, lower: int | None, upper: int | None) -> int:
    if upper is not None:
        points = min(points, upper)
    return points if lower is None else max(points, lower)
