"""The Python evaluator: which events there are, and what is measured over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    SECOND,
    All,
    Arithmetic,
    Compare,
    Days,
    Edge,
    Events,
    EventSource,
    Every,
    FieldValue,
    Kind,
    Known,
    Measured,
    Metric,
    MetricKind,
    MomentIn,
    Not,
    Once,
    Span,
    Table,
    Test,
    TextIn,
    Value,
    Yes,
)
from leadscore.compiler.python_backend import compile_plan
from python_plans import (
    ANY,
    AS_OF,
    CLICK,
    OPEN,
    PAID,
    PATH,
    SECONDS,
    TITLE,
    US,
    VIEW,
    ago,
    at_least,
    click,
    equals,
    group,
    holds,
    last,
    line_of,
    measure,
    plan_of,
    run,
    view,
)

# ---------------------------------------------------------------- which events there are


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event": "view", "at": ago(1)}, True),
        ({"event": " VIEW ", "at": ago(1)}, True),
        ({"event": "pageview", "at": ago(1)}, True),
        ({"event": "page view", "at": ago(1)}, False),
        ({"event": None, "at": ago(1)}, False),
        ({"event": ["view"], "at": ago(1)}, False),
        ({"at": ago(1)}, False),
        ({"event": "view"}, False),
        ({"event": "view", "at": "yesterday"}, False),
        ({"event": "view", "at": "2026-02-28 12:00"}, True),
        ({"event": "view", "at": "2026-03-01T12:00:00"}, True),
        ({"event": "view", "at": "2026-03-01 12:00:01"}, False),
        ({"event": "view", "at": " 2026-02-28 12:00:01 "}, True),
        ({"event": "view", "at": "2026-02-30 12:00:00"}, False),
        ({"event": "view", "at": "2026-W09-7T12:00:00"}, False),
        ({"event": "view", "at": "2026-02-28_12:00:00"}, False),
        ({"event": "view", "at": "2026-02-28T12:00+01"}, True),
        ({"event": "view", "at": date(2026, 2, 28)}, True),
        ({"event": "view", "at": ago()}, True),
        ({"event": "view", "at": ago(0, -1)}, False),  # later than as-of
        ({"event": "view", "at": ago().replace(tzinfo=None)}, True),
        ({"event": "view", "at": ago(0, -1).replace(tzinfo=None)}, False),
        ({"event": "view", "at": ago().astimezone(timezone(timedelta(hours=1)))}, True),
    ],
)  # fmt: skip
def test_which_events_there_are(event: dict[str, object], expected: bool) -> None:
    assert holds(at_least(1, VIEW), {}, event) is expected
    naive = AS_OF.replace(tzinfo=None)
    plan = plan_of(group(Once(at_least(1, VIEW), 1)))
    assert compile_plan(plan).numbers({}, [event], naive)[1] == expected


def test_names_are_found_again_after_other_spellings() -> None:
    events = [{"event": name, "at": ago(1)} for name in ("émail open", "x", "OPEN", "x", "open")]
    assert holds(equals(measure("count", OPEN), 3 * MICRO), {}, *events, *[])


def test_naive_and_aware_moments_may_be_mixed() -> None:
    naive, aware = ago(7, -1).replace(tzinfo=None), ago(7, -1)
    late = ago(7).replace(tzinfo=None), ago(7)
    count = measure("count", OPEN, span=last(7))
    for order in ((naive, aware, *late), (aware, *late, naive), (*late, naive, aware)):
        events = [{"event": "open", "at": at} for at in order]
        assert holds(equals(count, 2 * MICRO), {}, *events)
    newest = measure("last", VIEW, PATH)
    events = [view(naive, "/a"), view(aware + US, "/b"), view(naive, "/c")]
    assert holds(TextIn(newest, ("/b",)), {}, *events)


@pytest.mark.parametrize("days", [True, False])
@pytest.mark.parametrize(
    ("span", "at", "expected"),
    [
        (last(7), ago(7), 0),
        (last(7), ago(7, -1), 1),
        (last(7, inclusive=True), ago(7), 1),
        (last(7, inclusive=True), ago(7, 1), 0),
        (Span(Edge("as_of", -60 * DAY, False), Edge("as_of", -30 * DAY, True)), ago(30), 1),
        (Span(Edge("as_of", -60 * DAY, False), Edge("as_of", -30 * DAY, True)), ago(30, -1), 0),
        (Span(None, Edge("as_of", -30 * DAY, False)), ago(30), 0),
        (Span(None, Edge("as_of", -30 * DAY, False)), ago(30, 1), 1),
        (Span(Edge("as_of", -90 * 60 * SECOND, False), None), ago(0, 90 * 60 * SECOND), 0),
        (Span(Edge("as_of", -90 * 60 * SECOND, False), None), ago(0, 90 * 60 * SECOND - 1), 1),
        (Span(Edge("epoch", 1_772_280_000 * SECOND, True), None), ago(1), 1),
        (Span(Edge("epoch", 1_772_280_000 * SECOND, False), None), ago(1), 0),
        (Span(Edge("as_of", -(10**17), False), None), ago(7), 1),  # before the year 1
        (Span(Edge("as_of", -(10**25), False), None), ago(7), 1),
    ],
)
def test_windows(days: bool, span: Span, at: datetime, expected: int) -> None:
    """Alone, windows compare moments; where the event's days are needed, they compare days."""
    count = Once(equals(measure("count", OPEN, span=span), expected * MICRO), 1)
    rules = [count, Every(measure("days", OPEN), MICRO, 1, None)] if days else [count]
    assert run(plan_of(group(*rules)), {}, [{"event": "open", "at": at}])[4][0][0] == 1


def test_nested_windows_of_one_kind() -> None:
    rules = [Once(at_least(1, VIEW, span=last(n)), 1) for n in range(1, 41)]
    full = run(plan_of(group(*rules)), {}, [view(ago(20)), view(ago(33))])
    assert [line[2] for line in full[4]] == [0] * 20 + [1] * 20
    full = run(plan_of(group(*rules[19:22])), {}, [view(ago(20, 1))])
    assert [line[2] for line in full[4]] == [0, 1, 1]


def test_kinds_are_told_apart() -> None:
    def counts(*kinds: tuple[str, ...]) -> tuple[int, ...]:
        rules = [Every(measure("count", names), MICRO, 1, None) for names in kinds]
        events = [view(ago(1)), click(ago(1)), click(ago(2)), {"event": "other", "at": ago(1)}]
        return tuple(line[2] for line in run(plan_of(group(*rules)), {}, events)[4])

    assert counts(VIEW, CLICK, OPEN, ANY) == (1, 2, 0, 3)
    assert counts(ANY) == (3,)
    assert counts(VIEW) == (1,)
    assert counts(("click", "open"), ("click", "view")) == (2, 3)


def test_many_kinds() -> None:
    names = [f"kind {n}" for n in range(11)]
    source = EventSource(Table("given"), "l", "a", "e", tuple(Kind(n, n, ()) for n in names))
    rules = [Every(measure("count", (name,)), MICRO, 1, None) for name in names]
    events = [{"event": name, "at": ago(1)} for n, name in enumerate(names) for _ in range(n)]
    full = run(plan_of(group(*rules), events=(source,)), {}, events)
    assert [line[2] for line in full[4]] == list(range(11))


def test_ignored_events_do_not_exist() -> None:
    ignored = (Events(VIEW, Compare("<", SECONDS, 2 * MICRO)), Events(OPEN))
    counts = Every(measure("count", ANY), MICRO, 1, None)
    seen = Once(at_least(1, VIEW, where=TextIn(PATH, ("/a",))), 10)
    plan = plan_of(group(counts, seen), ignored=ignored)
    events = [view(ago(1), "/a", 1), view(ago(1), "/b", 2), {"event": "open", "at": ago(1)}]
    assert run(plan, {}, events)[1] == 1
    assert run(plan, {}, [*events, view(ago(1), "/a"), click(ago(2))])[1] == 13


def test_a_field_that_a_kind_lacks_is_unknown() -> None:
    without = Events(ANY, Not(TextIn(PATH, ("/a",))))
    count = Once(equals(Measured(Metric("count", without)), 2 * MICRO), 1)
    assert line_of(count, {}, [view(ago(1), "/a"), view(ago(1), "/b"), click(ago(1))])[0] == 1
    same_name = FieldValue("path", "number")
    assert not holds(at_least(1, VIEW, where=Known(same_name)), {}, view(ago(1), 5))


def test_only_what_the_rules_read_is_read() -> None:
    class Watched(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            read.add(key)
            return super().get(key, default)

    read: set[str] = set()
    test = All((TextIn(TITLE, ("vp",)), at_least(1, VIEW, where=TextIn(PATH, ("/",)))))
    events = [Watched(event="view", at=ago(1), path="/", seconds=5)]
    compile_plan(plan_of(group(Once(test, 1)))).full(Watched(title="VP", email="x"), events, AS_OF)
    assert read == {"title", "path"}


# ---------------------------------------------------------------- metrics

VISITS = [
    view(ago(1), "/a", 10),
    view(ago(1, 1), "/A", "2.5"),
    view(ago(3, -1), " /a ", None),
    view(ago(3), "", "?"),
]


@pytest.mark.parametrize(
    ("value", "micro"),
    [
        (measure("count", VIEW), 4 * MICRO),
        (measure("distinct", VIEW, PATH), 2 * MICRO),  # "/a" and "/A"
        (measure("distinct", VIEW, SECONDS), 2 * MICRO),
        (measure("days", VIEW), 3 * MICRO),  # ages 1, 1, 2 and 3 days
        (measure("total", VIEW, SECONDS), 12_500_000),
        (measure("lowest", VIEW, SECONDS), 2_500_000),
        (measure("highest", VIEW, SECONDS), 10_000_000),
        (measure("last", VIEW, SECONDS), 10_000_000),
        (Days("since", measure("first_at", VIEW)), 3 * MICRO),
        (Days("since", measure("last_at", VIEW)), MICRO),
        (Arithmetic("/", measure("total", VIEW, SECONDS), measure("count", VIEW)), 3_125_000),
    ],
)
def test_metrics(value: Value, micro: int) -> None:
    assert holds(equals(value, micro), {}, *VISITS)
    assert holds(equals(value, micro), {}, *reversed(VISITS))
    assert not holds(equals(value, micro + 1), {}, *VISITS)


@pytest.mark.parametrize("kind", ["total", "lowest", "highest", "first", "last"])
def test_figures_over_no_known_value_are_unknown(kind: MetricKind) -> None:
    figure = measure(kind, VIEW, SECONDS)
    for events in ([], [view(ago(1), "/", "?")]):
        assert not holds(Known(figure), {}, *events)
        assert not holds(Compare("<", figure, MICRO), {}, *events)
        assert not holds(Compare(">=", figure, 0), {}, *events)
        assert line_of(Every(figure, MICRO, 5, None), {}, events)[1] == 0


def test_moments_over_no_event_are_unknown() -> None:
    for kind in ("first_at", "last_at"):
        assert not holds(Known(measure(kind, VIEW)))
        assert not holds(MomentIn(measure(kind, VIEW), Span(None, None)))
    assert holds(equals(measure("count", VIEW), 0))
    assert holds(Known(measure("distinct", VIEW, PATH)))


def test_a_total_of_zero_is_known() -> None:
    total = measure("total", VIEW, SECONDS)
    assert holds(equals(total, 0), {}, view(ago(1), "/", 0))
    assert holds(Compare("<", total, MICRO), {}, view(ago(1), "/", -1), view(ago(1), "/", 1))


@pytest.mark.parametrize(
    ("field", "values", "is_greatest"),
    [
        (PATH, ["/b", "/é", "/z", None], lambda value: TextIn(value, ("/é",))),  # by UTF-8 bytes
        (PATH, ["/B", "/a"], lambda value: TextIn(value, ("/a",))),
        (SECONDS, [2, "10", None], lambda value: equals(value, 10 * MICRO)),
        (PAID, [False, True, None], Yes),
        (PAID, [None, False], lambda value: All((Known(value), Not(Yes(value))))),
    ],
)
def test_of_several_first_or_last_values_the_greatest(
    field: FieldValue, values: list[object], is_greatest: Callable[[Value], Test]
) -> None:
    make, kinds = (click, CLICK) if field is PAID else (view, VIEW)
    tied = [{**make(ago(2)), field.name: value} for value in values]
    later, earlier = {**make(ago(1)), field.name: 99}, {**make(ago(3)), field.name: "zz"}
    last_of, first_of = measure("last", kinds, field), measure("first", kinds, field)
    for value, events in ((last_of, [*tied, earlier]), (first_of, [later, *tied])):
        assert holds(is_greatest(value), {}, *events)
        assert holds(is_greatest(value), {}, *reversed(events))


def test_the_last_value_is_unknown_if_the_last_event_has_none() -> None:
    assert not holds(Known(measure("last", VIEW, PATH)), {}, view(ago(2), "/a"), view(ago(1)))
    assert not holds(Known(measure("last", ANY, PATH)), {}, view(ago(2), "/a"), click(ago(1)))
    assert holds(Known(measure("last", ANY, PATH)), {}, view(ago(1), "/a"), click(ago(1)))


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("limit", [-1, 0, 1, 2_500_000, 3 * MICRO])
def test_counting_no_further_than_asked(op: Any, limit: int) -> None:
    """A count that is only compared stops where nothing changes any more."""
    compare = {"=": int.__eq__, "!=": int.__ne__, "<": int.__lt__, "<=": int.__le__,
               ">": int.__gt__, ">=": int.__ge__}[op]  # fmt: skip
    for where in (None, TextIn(PATH, ("/",))):
        test = Compare(op, measure("count", VIEW, where=where), limit)
        for count in range(6):
            events = [view(ago(1), "/")] * count
            assert holds(test, {}, *events) is compare(count * MICRO, limit)


def test_one_metric_for_several_comparisons() -> None:
    count = measure("count", VIEW)
    rules = [Once(Compare(">=", count, n * MICRO), 1) for n in (1, 3, 2)]
    assert run(plan_of(group(*rules)), {}, [view(ago(1))] * 2)[1] == 2
