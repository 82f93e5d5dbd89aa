"""What the SQL computes: every kind of node on small data, worked out by hand, run in DuckDB."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    SECOND,
    All,
    Always,
    AnyOf,
    Arithmetic,
    Class,
    ClassIs,
    ClassRow,
    Column,
    Compare,
    Days,
    Define,
    Defined,
    Domain,
    Edge,
    Events,
    EventSource,
    Every,
    Exclusion,
    Keep,
    Kind,
    Known,
    Leads,
    ListHas,
    MomentIn,
    Not,
    Number,
    NumberIn,
    Once,
    Points,
    PointsAre,
    Row,
    Rows,
    Span,
    Table,
    TextIn,
    TextLike,
    Value,
    Yes,
)
from leadscore.compiler.sql_backend import Physical, Relation, render
from python_plans import (
    AS_OF,
    BY_PATH,
    CAMPAIGN,
    CLICK,
    CREATED,
    EMAIL,
    EMPLOYEES,
    FADING,
    INDUSTRY,
    INTERESTS,
    KINDS,
    OPEN,
    OPTED_OUT,
    PAID,
    PATH,
    RENEWAL,
    SECONDS,
    TITLE,
    VIEW,
    ago,
    click,
    equals,
    group,
    last,
    measure,
    plan_of,
    tally,
    view,
)
from sql_runs import FLOATS, hold, holds, line_of, put, rows, score, scores

# ---------------------------------------------------------------- tests

LIKE = TextLike


@pytest.mark.parametrize(
    ("title", "test", "expected"),
    [
        (" VP Sales ", TextIn(TITLE, ("vp sales",)), True),
        ("VP Sales", TextIn(TITLE, ("vp", "vp sales")), True),
        ("VP  Sales", TextIn(TITLE, ("vp sales",)), False),
        ("Äöü É Σςσ \u212a ſ", TextIn(TITLE, ("äöü é σσσ k s",)), True),
        ("İstanbul", TextIn(TITLE, ("istanbul",)), False),
        ("İstanbul", TextIn(TITLE, ("İstanbul",)), True),
        ("ISTANBUL", TextIn(TITLE, ("istanbul", "ıstanbul")), True),
        ("ıstanbul", TextIn(TITLE, ("istanbul",)), False),
        ("İx", LIKE("ends", TITLE, ("ix",)), False),
        ("STRASSE", TextIn(TITLE, ("straße",)), False),
        ("STRAẞE", TextIn(TITLE, ("straße",)), True),
        ("Ⅷ", TextIn(TITLE, ("ⅷ",)), True),
        ("a%b_c", LIKE("contains", TITLE, ("%b_",)), True),
        ("axbyc", LIKE("contains", TITLE, ("%b_",)), False),
        (" Chief", LIKE("starts", TITLE, ("x", "chief")), True),
        ("the chief ", LIKE("ends", TITLE, ("chief",)), True),
        ("Vice-President", LIKE("word", TITLE, ("vice president",)), True),
        ("SVP", LIKE("word", TITLE, ("vp",)), False),
        ("(VP)", LIKE("word", TITLE, ("ceo", "vp")), True),
        ("éVP", LIKE("word", TITLE, ("vp",)), False),
        ("C/C++ dev", LIKE("word", TITLE, ("c++",)), True),
        ("objC++", LIKE("word", TITLE, ("c++",)), False),
        ("xc++c++", LIKE("word", TITLE, ("c++",)), False),
        ("xa+a+a", LIKE("word", TITLE, ("a+a",)), False),
        ("R&D, US", LIKE("word", TITLE, ("r&d",)), True),
        ("VP of Sales", LIKE("matches", TITLE, ("vp*sales",)), True),
        ("VP of Sales!", LIKE("matches", TITLE, ("vp*sales",)), False),
        ("V\nP", LIKE("matches", TITLE, ("v?p",)), True),
        ("v😀p", LIKE("matches", TITLE, ("v?p",)), True),
        ("vp", LIKE("matches", TITLE, ("v?p",)), False),
        ("[a.b]^$\\|", LIKE("matches", TITLE, ("[a.?]*$\\|",)), True),
        ("[axb]^$\\|", LIKE("matches", TITLE, ("[a.?]*$\\|",)), False),
        ("a\x00b", TextIn(TITLE, ("a\x00b",)), True),
        ("", LIKE("matches", TITLE, ("*",)), False),
        ("   ", Known(TITLE), False),
        ("x", Known(TITLE), True),
        (None, Known(TITLE), False),
        ("it's", TextIn(TITLE, ("it's",)), True),
    ],
)
def test_text(title: str | None, test: Any, expected: bool) -> None:
    assert hold([test, Not(test)], {"title": title}) == [expected, not expected]


@pytest.mark.parametrize(
    ("email", "domain"),
    [("a@x@ Acme.IO ", "acme.io"), ("a@", None), ("acme.io", None), ("@a b", "a b"), (None, None)],
)
def test_domain(email: str | None, domain: str | None) -> None:
    tests = [Known(Domain(EMAIL)), TextIn(Domain(EMAIL), (domain or "x",))]
    assert hold(tests, {"email": email}) == [domain is not None] * 2


def test_values_that_mean_unknown() -> None:
    assert not holds(Known(INDUSTRY), {"industry": " SELECT "})
    assert hold([Known(INDUSTRY), TextIn(INDUSTRY, ("n/b",))], {"industry": "N/B"}) == [True, True]
    known, least = Known(EMPLOYEES), Compare(">=", EMPLOYEES, 0)
    assert hold([known, least], {"employees": 999}) == [False, False]
    assert hold([known, least], {"employees": 998}) == [True, True]
    assert hold([known], {"employees": 0.5}, types=FLOATS) == [False]
    assert hold([Known(INTERESTS), ListHas(INTERESTS, ("none",))], {"interests": "None; "}) == [
        False,
        False,
    ]


UNKNOWN = [
    Yes(OPTED_OUT), Known(OPTED_OUT), Known(EMPLOYEES), Known(CREATED), Known(INTERESTS),
    Compare("!=", EMPLOYEES, MICRO), Compare("<", EMPLOYEES, MICRO), NumberIn(EMPLOYEES, (0,)),
    ListHas(INTERESTS, ("a",)), MomentIn(CREATED, Span(None, None)), TextIn(INDUSTRY, ("a", "b")),
    TextIn(Domain(EMAIL), ("a",)), Compare(">=", Days("since", RENEWAL), -DAY),
    Compare("<", Arithmetic("+", EMPLOYEES, Number(MICRO)), 0), Yes(measure("last", CLICK, PAID)),
    TextIn(measure("first", VIEW, PATH), ("a",)), Known(measure("total", VIEW, SECONDS)),
    Known(measure("last_at", VIEW)),
]  # fmt: skip


def test_a_test_of_an_unknown_value_is_false_and_its_opposite_true() -> None:
    assert hold(UNKNOWN) == [False] * len(UNKNOWN)
    assert hold([Not(test) for test in UNKNOWN]) == [True] * len(UNKNOWN)
    assert hold([Not(Not(test)) for test in UNKNOWN]) == [False] * len(UNKNOWN)
    mixed: list[Any] = [
        Not(All((Always(True), UNKNOWN[0]))), Not(AnyOf((UNKNOWN[0], UNKNOWN[5]))),
        AnyOf((UNKNOWN[0], Not(UNKNOWN[1]))), All((Not(UNKNOWN[0]), Not(UNKNOWN[8]))),
        Not(AnyOf((Not(UNKNOWN[0]), UNKNOWN[1]))), All(()), Not(AnyOf(())), Not(Defined("never")),
    ]  # fmt: skip
    plan = plan_of(
        group(*(Once(test, 1) for test in mixed)), defines=(Define("never", Yes(OPTED_OUT)),)
    )
    counts = [line["count"] for line in score(plan)["lines"]]
    assert counts == [1, 1, 1, 1, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("op", "limit", "expected"),
    [
        ("=", 50, [False, True, False]), ("!=", 50, [True, False, True]),
        ("<", 50, [True, False, False]), ("<=", 50, [True, True, False]),
        (">", 50, [False, False, True]), (">=", 50, [False, True, True]),
        ("=", 49.5, [False, False, False]), ("!=", 49.5, [True, True, True]),
        ("<", 49.5, [True, False, False]), ("<=", 49.5, [True, False, False]),
        (">", 49.5, [False, True, True]), (">=", 49.5, [False, True, True]),
        (">", -0.5, [True, True, True]), ("<", -48.5, [False, False, False]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("floats", [False, True])
def test_numbers(op: Any, limit: float, expected: list[bool], floats: bool) -> None:
    test = Compare(op, EMPLOYEES, int(limit * MICRO))
    leads = [{"id": 1, "employees": 49}, {"id": 2, "employees": 50}, {"id": 3, "employees": 51}]
    types = {"types": FLOATS} if floats else {}
    plan = plan_of(group(Once(test, 1), name="hit"))
    found = {row["id"]: row["hit"] == 1 for row in scores(plan, leads, **types)}
    assert [found[1], found[2], found[3]] == expected
    between = All((Compare(">=", EMPLOYEES, 49_500_000), Compare("<=", EMPLOYEES, 50_500_000)))
    assert [holds(between, lead) for lead in leads] == [False, True, False]


def test_a_number_of_nineteen_digits_is_unknown() -> None:
    assert holds(Known(EMPLOYEES), {"employees": 10**18 - 1})
    assert not holds(Known(EMPLOYEES), {"employees": 10**18})
    assert not holds(Known(EMPLOYEES), {"employees": -(10**18)})


def test_a_tenth_is_a_tenth() -> None:
    assert hold([equals(EMPLOYEES, 100_000)], {"employees": 0.1}, types=FLOATS) == [True]
    assert hold([equals(EMPLOYEES, 300_000)], {"employees": 0.1 + 0.2}, types=FLOATS) == [True]


def test_lists() -> None:
    has = [ListHas(INTERESTS, ("api", "x")), ListHas(INTERESTS, ("a,b",)), ListHas(INTERESTS, ())]
    assert hold(has, {"interests": " API ;; a,b"}) == [True, True, False]
    assert hold(has, {"interests": "apis"}) == [False, False, False]


def test_moments_at_the_edges_of_a_span() -> None:
    half_open = Span(Edge("as_of", -DAY, False), Edge("as_of", 0, True))
    closed = Span(Edge("as_of", -DAY, True), Edge("epoch", 10**17, False))
    leads = [{"id": i, "renewal": ago(1, us)} for i, us in ((1, 1), (2, 0), (3, -1))]
    leads += [{"id": 4, "renewal": ago(0)}, {"id": 5, "renewal": ago(0, -1)}, {"id": 6}]
    for span, expected in ((half_open, [0, 0, 1, 1, 0, 0]), (closed, [0, 1, 1, 1, 1, 0])):
        plan = plan_of(group(Once(MomentIn(RENEWAL, span), 1)))
        found = {row["id"]: row["score"] for row in scores(plan, leads)}
        assert [found[i] for i in range(1, 7)] == expected


def test_days_are_rounded_down() -> None:
    cases = {0: 0, DAY - 1: 0, DAY: 1, -1: -1, -DAY: -1, -DAY - 1: -2}
    leads = [{"id": i, "renewal": ago(0, us)} for i, us in enumerate(cases)]
    since = [Once(equals(Days("since", RENEWAL), days * MICRO), 1) for days in cases.values()]
    until = [Once(equals(Days("until", RENEWAL), days * MICRO), 1) for days in (0, -1, 1)]
    found = scores(plan_of(group(*since, *until)), leads)
    counts = {row["id"]: [line["count"] for line in row["lines"]] for row in found}
    for i, days in enumerate(cases.values()):
        assert counts[i][:6] == [int(days == other) for other in cases.values()]
    assert [counts[i][6:] for i in (0, 1, 3, 4)] == [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]]


# ---------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("+", 1.5, 0.25, 1_750_000),
        ("-", 1.5, 2.75, -1_250_000),
        ("*", -1.5, 0.000001, -2),  # -1.5 millionths: half away from zero
        ("*", 2.5, 0.000001, 3),
        ("*", 1e9, 1e8, 10**23),
        ("/", 1, 3, 333_333),
        ("/", -2, 3, -666_667),
        ("/", 1, -2_000_000, -1),
        ("/", -5, -2, 2_500_000),
        ("/", 0, -7, 0),
        ("/", 5, 0, None),
    ],
)
def test_arithmetic(op: Any, left: float, right: float, expected: int | None) -> None:
    value = Arithmetic(op, EMPLOYEES, Number(round(right * MICRO)))
    exact = [Known(value), equals(value, expected or 0), Known(Arithmetic("-", Number(0), value))]
    wanted = [expected is not None] * 3
    assert hold(exact, {"employees": left}, types=FLOATS) == wanted
    if left == int(left):
        assert hold(exact, {"employees": int(left)}) == wanted


def test_arithmetic_of_figures_over_events() -> None:
    average = Arithmetic("/", measure("total", VIEW, SECONDS), measure("count", VIEW))
    events = [view(ago(1), None, seconds) for seconds in (1, 2, 2)]
    assert hold([equals(average, 1_666_667)], {}, *events) == [True]
    assert hold([Known(average)]) == [False]


def test_arithmetic_within_a_test_of_events() -> None:
    seconds = Arithmetic("*", SECONDS, Number(1_500_000))
    long = Events(VIEW, All((Compare(">=", seconds, 3 * MICRO), Known(seconds))))
    value = measure("count", VIEW, where=long.where)
    events = [view(ago(1), None, 1), view(ago(1), None, 2), view(ago(1))]
    assert hold([equals(value, MICRO)], {}, *events) == [True]


@pytest.mark.parametrize(
    "value",
    [
        Arithmetic("+", EMPLOYEES, Number(10**24 - MICRO)),
        Arithmetic("*", EMPLOYEES, Number(10**24 - MICRO)),
        Arithmetic("/", EMPLOYEES, Number(1)),
        Arithmetic("-", Number(2 - 10**24), EMPLOYEES),
    ],
)
def test_a_result_of_nineteen_digits_ends_the_query_and_names_the_lead(value: Value) -> None:
    plan = plan_of(group(Once(Known(value), 1)))
    with pytest.raises(duckdb.Error, match="more than 18 digits for lead `77`"):
        scores(plan, [{"id": 77, "employees": 10**17 * 9}])
    assert scores(plan, [{"id": 77}])[0]["score"] == 0


def test_points_of_nineteen_digits_end_the_query_but_not_for_an_excluded_lead() -> None:
    endless = group(Every(EMPLOYEES, MICRO, 10, None), when=Yes(OPTED_OUT))
    plan = plan_of(endless, excluded=(Exclusion(TextIn(TITLE, ("out",)), "out"),))
    lead: dict[str, object] = {"id": "77", "employees": 10**17, "opted_out": True}
    with pytest.raises(duckdb.Error, match="more than 18 digits for lead `77`"):
        scores(plan, [lead])
    assert scores(plan, [{**lead, "title": "Out"}])[0]["score"] is None
    assert scores(plan, [{**lead, "opted_out": False}])[0]["score"] == 0
    assert scores(plan, [{**lead, "employees": 10**17 - 1}])[0]["score"] == 10**18 - 10


# ---------------------------------------------------------------- figures over events


def test_windows_to_the_microsecond() -> None:
    value = measure("count", VIEW, span=last(7))
    inside = [view(ago(7, -1)), view(ago(0))]
    outside = [view(ago(7)), view(ago(7, 1)), view(ago(0, -1))]
    assert hold([equals(value, 2 * MICRO)], {}, *inside, *outside) == [True]
    closed = measure("count", VIEW, span=Span(Edge("as_of", -7 * DAY, True), None))
    assert hold([equals(closed, MICRO)], {}, view(ago(7)), view(ago(7, 1))) == [True]
    between = Span(Edge("as_of", -7 * DAY, False), Edge("as_of", -3 * DAY, True))
    value = measure("count", VIEW, span=between)
    assert hold([equals(value, MICRO)], {}, view(ago(3)), view(ago(3, -1)), view(ago(7))) == [True]


def test_counts_are_zero_and_other_figures_unknown_without_events() -> None:
    zero = [equals(measure("count", VIEW), 0), equals(measure("distinct", VIEW, PATH), 0),
            equals(measure("days", VIEW), 0)]  # fmt: skip
    assert hold(zero) == [True] * 3
    assert hold(zero, {}, {"event": "open", "at": ago(1)}) == [True] * 3


def test_different_values_are_told_by_their_own_spelling() -> None:
    paths = ["/a", " /a ", "/A", "", "  ", None, "/b"]
    value = measure("distinct", VIEW, PATH)
    assert hold([equals(value, 3 * MICRO)], {}, *(view(ago(1), p) for p in paths)) == [True]
    value = measure("distinct", VIEW, SECONDS)
    events = [view(ago(1), None, s) for s in (0.1, 0.1000000001, 0.2, None)]
    assert hold([equals(value, 2 * MICRO)], {}, *events, types=FLOATS) == [True]


def test_days_are_counted_back_from_as_of() -> None:
    value = measure("days", VIEW)
    events = [view(ago(0)), view(ago(1, -1)), view(ago(1)), view(ago(2, -1)), view(ago(9))]
    assert hold([equals(value, 3 * MICRO)], {}, *events) == [True]


def test_totals_and_extremes() -> None:
    events = [view(ago(i), None, s) for i, s in ((1, 0.1), (2, 0.2), (3, None), (4, -5))]
    values = [measure(kind, VIEW, SECONDS) for kind in ("total", "lowest", "highest")]
    tests = [equals(v, micro) for v, micro in zip(values, (-4_700_000, -5 * MICRO, 200_000), strict=True)]  # fmt: skip
    assert hold(tests, {}, *events, types=FLOATS) == [True] * 3


def test_first_and_last() -> None:
    """At one moment the greatest value; unknown only if nothing is known there."""
    events = [
        view(ago(9), "/old"), view(ago(9), "/older"), view(ago(9), None), view(ago(5), "/x"),
        view(ago(2), "B"), view(ago(2), "a"), view(ago(2), " "),
    ]  # fmt: skip
    first, end = measure("first", VIEW, PATH), measure("last", VIEW, PATH)
    tests = [TextIn(first, ("/older",)), TextIn(end, ("a",)), TextIn(end, ("b",))]
    assert hold(tests, {}, *events) == [True, True, False]
    silent = [*events, view(ago(1)), view(ago(10), "  ")]
    assert hold([Known(first), Known(end)], {}, *silent) == [False, False]
    seconds = measure("last", VIEW, SECONDS)
    events = [view(ago(1), None, s) for s in (9, 10, None)]
    assert hold([equals(seconds, 10 * MICRO)], {}, *events) == [True]
    paid = [measure("first", CLICK, PAID), measure("last", CLICK, PAID)]
    clicks = [click(ago(2), paid=False), click(ago(2), paid=True), click(ago(1), paid=False)]
    assert hold([Yes(paid[0]), Yes(paid[1]), Known(paid[1])], {}, *clicks) == [True, False, True]


def test_moments_of_first_and_last() -> None:
    events = [view(ago(9, 1)), view(ago(3)), view(ago(0, -1))]
    first, end = measure("first_at", VIEW), measure("last_at", VIEW)
    tests = [equals(Days("since", first), 9 * MICRO), equals(Days("since", end), 3 * MICRO),
             MomentIn(end, Span(Edge("as_of", -3 * DAY, True), None))]  # fmt: skip
    assert hold(tests, {}, *events) == [True] * 3


def test_tests_of_events() -> None:
    where = All(
        (TextLike("starts", PATH, ("/Pricing".lower(),)), Not(Compare(">", SECONDS, MICRO)))
    )
    value = measure("count", ("click", "view"), where=where)
    events = [view(ago(1), "/PRICING", 1), view(ago(1), "/pricing"), view(ago(1), "/pricing", 2),
              view(ago(1), "x/pricing"), click(ago(1), "/pricing")]  # fmt: skip
    assert hold([equals(value, 2 * MICRO)], {}, *events) == [True]
    many = measure("count", VIEW, where=TextIn(PATH, tuple(f"/p{i}" for i in range(40))))
    assert hold([equals(many, MICRO)], {}, view(ago(1), "/P39"), view(ago(1), "/p40")) == [True]


def test_ignored_events_do_not_exist() -> None:
    plan = plan_of(
        group(tally(("click", "view"), (1,)), Once(Known(measure("last_at", CLICK)), 100)),
        ignored=(Events(CLICK, Yes(PAID)), Events(VIEW, Compare("<", SECONDS, 2 * MICRO))),
    )
    events = [click(ago(1), paid=True), view(ago(1), None, 1), view(ago(1), None, 2), view(ago(1))]
    assert score(plan, {}, *events)["score"] == 2
    assert score(plan, {}, *events, click(ago(1)))["score"] == 103


# ---------------------------------------------------------------- for each event

DAILY = (view(ago(0)), view(ago(0, 5)), view(ago(0, 7)), view(ago(1)), view(ago(5)))


@pytest.mark.parametrize(
    ("keep", "count", "points"),
    [
        (Keep(), 5, 50),
        (Keep(times=3), 3, 30),
        (Keep(per_bucket=(1, DAY)), 3, 30),
        (Keep(per_bucket=(2, DAY)), 4, 40),
        (Keep(per_bucket=(2, DAY), times=3), 3, 30),
        (Keep(per_bucket=(1, 4 * DAY)), 2, 20),
        (Keep(per_bucket=(1, 3600 * SECOND), times=1), 1, 10),
    ],
)
def test_limits_on_events_that_give_the_same(keep: Keep, count: int, points: int) -> None:
    assert line_of(tally(VIEW, (10,), keep=keep), {}, *DAILY) == (count, 50, points, None)


@pytest.mark.parametrize(
    ("keep", "count", "points"),
    [  # ages in steps of a day: 0, 0, 0, 1, 5, worth 8, 8, 8, 4, 1
        (Keep(), 5, 29),
        (Keep(times=2), 2, 16),
        (Keep(times=4), 4, 28),
        (Keep(times=9), 5, 29),
        (Keep(per_bucket=(2, DAY)), 4, 21),
        (Keep(per_bucket=(2, DAY), times=3), 3, 20),
    ],
)
def test_fading(keep: Keep, count: int, points: int) -> None:
    assert line_of(tally(VIEW, FADING, keep=keep, step=DAY), {}, *DAILY) == (
        count, 29, points, None,
    )  # fmt: skip


def test_the_edges_of_steps_and_a_fade_of_many() -> None:
    events = [view(ago(1, -1)), view(ago(1)), view(ago(2, -1)), view(ago(2))]
    assert line_of(tally(VIEW, (8, 4, 2), step=DAY), {}, *events)[2] == 8 + 4 + 4 + 2
    many = tuple(range(40, 0, -1))
    assert line_of(tally(VIEW, many, step=DAY), {}, *events, view(ago(100)))[2] == 40 + 39 + 39 + 38 + 1  # fmt: skip
    kept = tally(VIEW, many, step=DAY, keep=Keep(times=2))
    assert line_of(kept, {}, *events) == (2, 156, 79, None)


def test_rows_by_field() -> None:
    events = [view(ago(1), "/A"), view(ago(1), "/bc"), view(ago(1), "/c"), view(ago(1), "/d")]
    assert line_of(tally(VIEW, *BY_PATH), {}, *events) == (4, 9, 9, None)
    faded = tally(VIEW, *BY_PATH, step=DAY)
    assert line_of(faded, {}, *events)[2] == 5 + 2 - 4
    assert line_of(tally(VIEW, *BY_PATH, (None, (7,))), {}, *events)[2] == 10 + 3 - 4 + 7


def test_limits_with_rows_keep_the_latest_and_at_one_moment_those_that_give_most() -> None:
    events = [view(ago(2), "/a"), view(ago(1), "/c"), view(ago(1), "/b"), view(ago(1), "/d")]
    assert line_of(tally(VIEW, *BY_PATH, keep=Keep(times=1)), {}, *events) == (1, 9, 3, None)
    assert line_of(tally(VIEW, *BY_PATH, keep=Keep(times=2)), {}, *events) == (2, 9, 3, None)
    assert line_of(tally(VIEW, *BY_PATH, keep=Keep(times=4)), {}, *events) == (4, 9, 9, None)


def test_once_per_value() -> None:
    clicks = [click(ago(9), "a"), click(ago(3), "a "), click(ago(3), "A"), click(ago(1)),
              click(ago(1), " ")]  # fmt: skip
    once = Keep(once_per=CAMPAIGN)
    assert line_of(tally(CLICK, (10,), keep=once), {}, *clicks) == (2, 50, 20, None)
    faded = tally(CLICK, (8, 4, 2, 1), keep=once, step=2 * DAY)
    assert line_of(faded, {}, *clicks) == (2, 1 + 4 + 4 + 8 + 8, 8, None)
    limited = Keep(once_per=CAMPAIGN, times=1)
    assert line_of(tally(CLICK, (10,), keep=limited), {}, *clicks) == (1, 50, 10, None)


def test_limits_apply_in_their_order() -> None:
    """Once per path first: of /x the latest, which then takes the place of its day."""
    keep = Keep(once_per=PATH, per_bucket=(1, DAY), times=2)
    events = [
        view(ago(0, 9), "/x", 1), view(ago(3), "/x", 9), view(ago(0, 8), "/y", 2),
        view(ago(2), "/z", 3), view(ago(1), "/w", 4), view(ago(1, 5), "/v", 5),
    ]  # fmt: skip
    by_seconds = [(equals(SECONDS, i * MICRO), (10**i,)) for i in range(1, 6)]
    got = line_of(tally(VIEW, *by_seconds, keep=keep), {}, *events)
    # kept: /y (the later of its day), then /w of the day before
    assert got == (2, 111_110, 100 + 10_000, None)


def test_points_of_a_rule_are_bounded_by_size() -> None:
    assert line_of(tally(VIEW, (10,), up_to=25), {}, *DAILY) == (5, 50, 25, None)
    assert line_of(tally(VIEW, (-10,), up_to=25), {}, *DAILY) == (5, -50, -25, None)
    mixed = tally(VIEW, *BY_PATH, up_to=3)
    assert line_of(mixed, {}, view(ago(1), "/c"))[2] == -3
    assert line_of(mixed, {}, view(ago(1), "/a"))[2] == 3


def test_two_limits_of_a_kind_do_not_mix() -> None:
    plan = plan_of(
        group(
            tally(VIEW, (1,), keep=Keep(per_bucket=(2, DAY))),
            tally(CLICK, (100,), keep=Keep(per_bucket=(2, DAY))),
        )
    )
    events = [view(ago(0)), view(ago(0)), view(ago(0)), click(ago(0)), click(ago(0)), click(ago(2))]
    assert score(plan, {}, *events)["score"] == 302


# ---------------------------------------------------------------- rules


def test_every() -> None:
    gives = Every(EMPLOYEES, 60 * MICRO, 2, 5)
    found = [line_of(gives, {"employees": n}) for n in (-60, 59, 60, 119, 180, 10**17, None)]
    assert found == [
        (0, 0, 0, None), (0, 0, 0, None), (1, 2, 2, None), (1, 2, 2, None), (3, 6, 5, None),
        (10**17 // 60, 2 * (10**17 // 60), 5, None), (0, 0, 0, None),
    ]  # fmt: skip
    fine = Every(EMPLOYEES, 100_000, -1, None)
    assert line_of(fine, {"employees": 0.35}, types=FLOATS) == (3, -3, -3, None)
    assert line_of(Every(EMPLOYEES, 1, 1, 9), {"employees": 10**17}) == (10**23, 10**23, 9, None)


def test_first_of_and_best_of() -> None:
    rows_ = (
        Row(Compare(">", EMPLOYEES, 0), 5, "some"), Row(Compare(">", EMPLOYEES, 9 * MICRO), 9, "many"),
        Row(Compare(">", EMPLOYEES, 8 * MICRO), 9, "more"), Row(Always(True), -2, "otherwise"),
    )  # fmt: skip
    first, best = Rows(rows_, best=False), Rows(rows_, best=True)
    found = [line_of(gives, {"employees": n}) for n in (10, 9, 1, 0) for gives in (first, best)]
    assert found == [
        (1, 5, 5, "some"), (1, 9, 9, "many"), (1, 5, 5, "some"), (1, 9, 9, "more"),
        (1, 5, 5, "some"), (1, 5, 5, "some"), (1, -2, -2, "otherwise"), (1, -2, -2, "otherwise"),
    ]  # fmt: skip
    assert line_of(Rows(rows_[:1], best=False)) == (0, 0, 0, None)
    assert line_of(Once(Always(True), 0)) == (1, 0, 0, None)


# ---------------------------------------------------------------- groups and results


def yes(points: int) -> Once:
    return Once(Yes(OPTED_OUT), points)


@pytest.mark.parametrize(
    ("points", "limits", "expected", "added"),
    [
        (30, {"upper": 20}, 20, -10), (-30, {"lower": -20}, -20, 10), (15, {"upper": 20}, 15, None),
        (3, {"lower": 5, "upper": 9}, 5, 2), (0, {"lower": 5}, 5, 5),
    ],
)  # fmt: skip
def test_limits_of_a_group(points: int, limits: Any, expected: int, added: int | None) -> None:
    found = score(plan_of(group(yes(points), yes(0), **limits)), {"opted_out": True})
    assert (found["fit"], found["score"]) == (expected, expected)
    told = [(x["group"], x["rule"], x["points"], x["count"]) for x in found["lines"] if x["kind"] == "limit"]  # fmt: skip
    assert told == ([] if added is None else [("fit", "limit of fit", added, None)])


def test_limits_of_the_score() -> None:
    plan = plan_of(group(yes(30)), group(yes(-70), name="b"), lower=0, upper=100)
    found = score(plan, {"opted_out": True})
    assert (found["score"], found["fit"], found["b"]) == (0, 30, -70)
    line = found["lines"][-1]
    assert (line["group"], line["rule"], line["points"]) == (None, "limit of the score", 40)


def test_a_group_for_some_leads_only() -> None:
    limited = group(Once(Always(True), 7), tally(VIEW, (1,)), lower=5, when=Yes(OPTED_OUT))
    plan = plan_of(limited, lower=0, upper=9)
    assert score(plan, {"opted_out": True})["score"] == 7
    for opted_out in (False, None):
        found = score(plan, {"opted_out": opted_out}, view(ago(1)))
        assert (found["score"], found["fit"]) == (0, 0)
        assert [(x["count"], x["before"], x["points"]) for x in found["lines"]] == [(0, 0, 0)] * 2


def test_rules_without_a_group_have_no_column() -> None:
    found = score(plan_of(group(yes(3), name=None)), {"opted_out": True})
    assert (found["score"], [x["group"] for x in found["lines"]]) == (3, [None])
    assert list(found) == ["id", "score", "excluded", "as_of", "rules", "lines"]


def test_groups_read_those_above_and_classes_everything() -> None:
    stage = Class(
        "stage",
        ((ClassRow(PointsAre(">=", Points(None), 12), "Hot"), ClassRow(Always(True), "Cold")),),
    )
    grade = Class(
        "grade",
        (
            (ClassRow(PointsAre(">", Points("fit"), 9), "A"), ClassRow(Always(True), "B")),
            (ClassRow(ClassIs("stage", ("Warm", "Hot")), "1"), ClassRow(Always(True), "2")),
        ),
    )
    over = PointsAre(">", Points("fit"), 8)
    plan = plan_of(
        group(yes(10)), group(Once(over, 2), Once(Not(over), 1), name="b"),
        group(Once(PointsAre("=", Points("b"), 2), 0), name="c", when=Not(over)),
        classes=(stage, grade),
    )  # fmt: skip
    columns = ("score", "stage", "grade")
    told = [score(plan, {"opted_out": x})[c] for x in (True, False) for c in columns]
    assert told == [12, "Hot", "A1", 1, "Cold", "B2"]


def test_conditions_with_a_name() -> None:
    big, boss = Compare(">", EMPLOYEES, 9 * MICRO), TextLike("word", TITLE, ("ceo",))
    defines = (Define("big", big), Define("boss", All((Defined("big"), boss))))
    plan = plan_of(group(Once(Defined("boss"), 1), Once(Not(Defined("big")), 10)), defines=defines)
    leads = [({"title": "CEO", "employees": 10}, 1), ({"title": "CEO"}, 10), ({"employees": 10}, 0)]
    assert [score(plan, lead)["score"] for lead, _ in leads] == [points for _, points in leads]


def test_excluded_leads_have_no_results_and_no_lines() -> None:
    plan = plan_of(
        group(yes(10)), classes=(Class("stage", ((ClassRow(Always(True), "Cold"),),)),), lower=50,
        excluded=(Exclusion(Yes(OPTED_OUT), "said no"), Exclusion(Known(TITLE), "titled")),
    )  # fmt: skip
    for lead, reason in (
        ({"opted_out": True, "title": "x"}, "said no"),
        ({"title": "x"}, "titled"),
    ):
        found = score(plan, lead)
        assert [found[c] for c in ("score", "fit", "stage", "excluded")] == [
            None,
            None,
            None,
            reason,
        ]
        assert found["lines"] == []
    assert score(plan)["excluded"] is None


@pytest.mark.parametrize(("scale", "shown"), [(1, "15"), (10, "1.5"), (10_000, "0.0015")])
def test_points_with_decimals(scale: int, shown: str) -> None:
    plan = replace(plan_of(group(yes(15), upper=14), upper=13), scale=scale)
    found = score(plan, {"opted_out": True})
    assert type(found["score"]).__name__ == ("int" if scale == 1 else "Decimal")
    assert str(found["lines"][0]["points"]) == shown
    assert [line["points"] * scale for line in found["lines"]] == [15, -1, -1]


def test_order_from_high_to_low_then_by_the_bytes_of_the_key() -> None:
    plan = plan_of(
        group(Every(EMPLOYEES, MICRO, 1, None)), excluded=(Exclusion(Known(TITLE), "x"),)
    )
    leads = [{"id": i, "employees": n, "title": t} for i, n, t in (
        (9, 1, None), (10, 1, None), (2, 5, None), (8, 99, "x"), (70, 3, "x"), (3, None, None),
    )]  # fmt: skip
    assert [row["id"] for row in scores(plan, leads)] == [2, 10, 9, 3, 70, 8]


# ---------------------------------------------------------------- leads and their events

BARE = Leads(Table("given"), "id", ())
TEXT_KEYS = {"id": "text", "lead": "text", "event": "text", "at": "time"}


def keyed(plan: Any, leads: list[object], events: list[object], known: bool = True) -> list[Any]:
    """(key, score) of leads whose keys are of any type, in order of rows."""
    put("kl", {"id": "VARCHAR"}, [{"id": key} for key in leads])
    put("ke", {"lead": "VARCHAR", "at": "TIMESTAMP", "event": "VARCHAR"},
        [{"lead": key, "at": ago(1), "event": "PageView"} for key in events])  # fmt: skip
    families: Any = TEXT_KEYS if known else {}
    physical = Physical(Relation(("kl",), families), (Relation(("main", "ke"), families),))
    found = rows(render(plan, as_of=AS_OF, physical=physical))
    return sorted(((row["id"], row["score"]) for row in found), key=repr)


@pytest.mark.parametrize("known", [True, False])
def test_keys_are_compared_without_surrounding_spaces(known: bool) -> None:
    leads = [" a ", "A", "b", "b", None, "", "  "]
    events = ["a", "a  ", "A", "b", None, "", " "]
    expected = [(" a ", 2), ("", 0), ("  ", 0), ("A", 1), ("b", 1), ("b", 1), (None, 0)]
    plan = plan_of(group(tally(VIEW, (1,))), leads=BARE)
    assert keyed(plan, leads, events, known) == sorted(expected, key=repr)


def test_names_of_events_are_folded() -> None:
    names = ["PageView", "pageview", " PAGEVIEW ", "page view", "v", None, "émail OPEN"]
    events = [{"event": name, "at": ago(1)} for name in names]
    plan = plan_of(group(tally(VIEW, (1,)), tally(OPEN, (10,)), tally(("click", "open", "view"), (100,))))  # fmt: skip
    assert score(plan, {}, *events)["score"] == 3 + 10 + 400


def test_sources_and_columns_may_differ_by_kind() -> None:
    """Two sources; `who` stands in different columns, and one kind has none."""
    who = Column("who", "text", "w1")
    first = EventSource(Table("given"), "lead", "at", "kind", (
        Kind("a", "a", (who,)), Kind("b", "b", (Column("who", "text", "w2", ("x",)),)), Kind("c", "c", ()),
    ))  # fmt: skip
    second = EventSource(Table("given"), "of", "day", None, (Kind("d", "d", (who,)),))
    put("one", {"lead": "INT", "at": "TIMESTAMP", "kind": "VARCHAR", "w1": "VARCHAR", "w2": "VARCHAR"}, [
        {"lead": 1, "at": ago(1), "kind": kind, "w1": "x", "w2": "X"} for kind in "abcz"
    ])  # fmt: skip
    put("two", {"of": "BIGINT", "day": "DATE", "w1": "VARCHAR"}, [
        {"of": 1, "day": ago(1).date(), "w1": " X "}, {"of": 2, "day": ago(-1).date(), "w1": "x"},
    ])  # fmt: skip
    put("who", {"id": "BIGINT"}, [{"id": 1}, {"id": 2}])
    field = replace(PATH, name="who")
    any_kind = ("a", "b", "c", "d")
    plan = plan_of(
        group(tally(any_kind, (1,), where=TextIn(field, ("x",))),
              tally(any_kind, (10,), where=Not(Known(field))), tally(any_kind, (100,)),
              tally(("d",), (1000,), keep=Keep(once_per=field))),
        events=(first, second), leads=BARE,
    )  # fmt: skip
    physical = Physical(
        Relation(("who",), {"id": "whole"}),
        (
            Relation(("one",), {"lead": "whole", "at": "time", "kind": "text", "w1": "text", "w2": "text"}),
            Relation(("two",), {"of": "whole", "day": "date", "w1": "text"}),
        ),
    )  # fmt: skip
    found = {row["id"]: row["score"] for row in rows(render(plan, as_of=AS_OF, physical=physical))}
    assert found == {1: 2 + 20 + 400 + 1000, 2: 0}


def test_a_source_of_one_kind_needs_no_names() -> None:
    plan = plan_of(group(tally(VIEW, (1,), span=last(2))))
    plan = replace(plan, events=(EventSource(Table("given"), "lead", "at", None, KINDS[:1]),))
    sql = render(plan, as_of=AS_OF)
    assert '"view"' in sql
    assert "raw_events" in sql  # the type of `at` is not known, so the window is asked above it


def test_plans_without_events_or_columns() -> None:
    assert score(plan_of(group(at := Once(Always(True), 3))))["score"] == 3
    assert score(plan_of())["score"] == 0
    assert score(plan_of(group(at, name="a"), group(name="b")))["b"] == 0


def test_an_event_of_nobody_ends_no_query() -> None:
    square = Compare(">", Arithmetic("*", SECONDS, SECONDS), 0)
    plan = plan_of(group(tally(VIEW, (1,), where=square)))
    events = [view(ago(1), None, 2), {**view(ago(1), None, 10**17), "lead": None}]
    assert score(plan, {}, *events)["score"] == 1
    with pytest.raises(duckdb.Error, match="a product has more than 18 digits for lead `1`"):
        score(plan, {}, view(ago(1), None, 10**17))
