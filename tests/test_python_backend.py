"""The Python evaluator: points, groups, classes, and what holds for any plan."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    All,
    Always,
    AnyOf,
    Arithmetic,
    Class,
    ClassIs,
    ClassRow,
    Column,
    ColumnValue,
    Compare,
    Days,
    Define,
    Defined,
    Events,
    EventSource,
    Every,
    Exclusion,
    FieldValue,
    Gives,
    Group,
    Keep,
    Kind,
    Known,
    Leads,
    Not,
    Number,
    Once,
    Points,
    PointsAre,
    Row,
    Rows,
    Rule,
    Table,
    Test,
    TextIn,
    TextLike,
    Yes,
)
from leadscore.compiler.python_backend import Overflow, compile_plan, generate
from leadscore.runtime.evaluate import Scorer
from python_plans import (
    ANY,
    AS_OF,
    BY_PATH,
    CLICK,
    EMPLOYEES,
    FADING,
    INDUSTRY,
    OPTED_OUT,
    PATH,
    SECONDS,
    TITLE,
    VIEW,
    ago,
    at_least,
    click,
    group,
    holds,
    last,
    line_of,
    measure,
    plan_of,
    run,
    tally,
    view,
)

# ---------------------------------------------------------------- points


def test_points_for_every() -> None:
    def line(raw: object, points: int = 2, up_to: int | None = None) -> tuple[int, int, int]:
        return line_of(Every(EMPLOYEES, 10 * MICRO, points, up_to), {"employees": raw})[:3]

    assert line(9.999999) == (0, 0, 0)
    assert line(10) == (1, 2, 2)
    assert line(39) == (3, 6, 6)
    assert line(39, up_to=5) == (3, 6, 5)
    assert line(39, points=-2, up_to=5) == (3, -6, -5)
    assert line(None) == (0, 0, 0)
    assert line(-50) == (0, 0, 0)


RANGES = (
    Row(Compare("<", EMPLOYEES, 10 * MICRO), -10),
    Row(Compare("<", EMPLOYEES, 250 * MICRO), 20, "mid"),
    Row(Compare("<", EMPLOYEES, 1000 * MICRO), 20),
    Row(Not(Known(EMPLOYEES)), 1),
)


def test_the_first_row_or_the_best() -> None:
    def line(raw: object, best: bool) -> tuple[int, int, int, int | None]:
        return line_of(Rows(RANGES, best), {"employees": raw})

    assert line(5, False) == (1, -10, -10, 0)
    assert line(5, True) == (1, 20, 20, 1)  # of rows 1 and 2 the first
    assert line(500, False) == (1, 20, 20, 2)
    assert line(5000, True) == (0, 0, 0, None)
    assert line("", False) == (1, 1, 1, 3)


@pytest.mark.parametrize("best", [False, True])
def test_rows_over_one_text(best: bool) -> None:
    rows = (
        Row(TextIn(INDUSTRY, ("saas", "software")), 15),
        Row(TextIn(INDUSTRY, ("finance", "saas")), 20),
        Row(Not(Known(INDUSTRY)), 3),
        Row(TextIn(INDUSTRY, ("farming",)), 0),
        Row(Always(True), -5),
    )

    def line(raw: object) -> tuple[int, int, int | None]:
        return line_of(Rows(rows, best), {"industry": raw})[1:]

    assert line("SaaS") == ((20, 20, 1) if best else (15, 15, 0))
    assert line("Finance ") == (20, 20, 1)
    assert line("Select") == (3, 3, 2)
    assert line("mining") == (-5, -5, 4)
    assert line("farming") == (0, 0, 3)
    open_rows = Rows(rows[:-1], best)
    assert line_of(open_rows, {"industry": "mining"}) == (0, 0, 0, None)


def test_long_chains() -> None:
    rows = tuple(Row(Compare("<", EMPLOYEES, n * MICRO), n) for n in range(1, 2001))
    assert line_of(Rows(rows, False), {"employees": 1500}) == (1, 1501, 1501, 1500)
    assert line_of(Rows(rows, False), {"employees": 2000}) == (0, 0, 0, None)


# ---------------------------------------------------------------- groups, score, classes


def test_limits_of_groups_and_of_the_score() -> None:
    def full(points: int) -> tuple[Any, ...]:
        high = group(Once(Always(True), points), lower=-20, upper=50)
        low = group(Once(Always(True), 5), name="low", lower=10, upper=None)
        return run(plan_of(high, low, lower=0, upper=55), {})

    assert full(30)[1:] == (40, (30, 10), (), ((1, 30, 30, None), (1, 5, 5, None)), ((1, 5),))
    assert full(80)[1:3] == (55, (50, 10))
    assert full(80)[5] == ((0, -30), (1, 5), (None, -5))
    assert full(-80)[1:3] == (0, (-20, 10))
    assert full(-80)[5] == ((0, 60), (1, 5), (None, 10))


def test_a_group_for_which_when_is_false_gives_nothing() -> None:
    gone = group(Once(Always(True), 7), tally(VIEW, (1,)), lower=5, when=Known(TITLE))
    reads = group(Once(PointsAre("=", Points("fit"), 0), 3), name="later")
    plan = plan_of(gone, reads)
    assert run(plan, {}, [view(ago(1))])[1:3] == (3, (0, 3))
    assert run(plan, {}, [view(ago(1))])[4][:2] == ((0, 0, 0, None),) * 2
    assert run(plan, {"title": "x"}, [view(ago(1))])[1:3] == (8, (8, 0))


@pytest.mark.parametrize(
    ("op", "limit", "expected"),
    [("=", 7, True), ("!=", 7, False), ("<", 8, True), ("<=", 7, True), (">", 7, False),
     (">=", 7, True)],
)  # fmt: skip
def test_a_later_group_asks_for_the_points_above(op: Any, limit: int, expected: bool) -> None:
    first = group(Once(Always(True), 9), upper=7)
    second = group(Once(PointsAre(op, Points("fit"), limit), 1), name="second")
    assert run(plan_of(first, second), {})[2][1] == expected


def test_classes_read_points_and_the_classes_above() -> None:
    stage = Class("stage", ((
        ClassRow(PointsAre(">=", Points(None), 10), "Hot"),
        ClassRow(PointsAre(">=", Points("fit"), 5), "Warm"),
        ClassRow(Always(True), "Cold"),
    ),))  # fmt: skip
    label = Class("call", ((
        ClassRow(ClassIs("stage", ("Hot", "Warm")), "yes"), ClassRow(Always(True), "no"),
    ),))  # fmt: skip
    grade = Class("grade", (
        (ClassRow(PointsAre(">=", Points("fit"), 5), "A"), ClassRow(Always(True), "B")),
        (ClassRow(Known(TITLE), "1"), ClassRow(Always(True), "2")),
    ))  # fmt: skip
    again = Class(
        "again", ((ClassRow(ClassIs("grade", ("A1",)), "!"), ClassRow(Always(True), "")),)
    )
    points = Every(EMPLOYEES, MICRO, 1, None)
    plan = plan_of(group(points), classes=(stage, label, grade, again))
    assert run(plan, {"employees": 12, "title": "x"})[3] == ("Hot", "yes", "A1", "!")
    assert run(plan, {"employees": 5})[3] == ("Warm", "yes", "A2", "")
    assert run(plan, {"employees": 4, "title": "x"})[3] == ("Cold", "no", "B1", "")


def test_the_first_exclusion_that_holds() -> None:
    excluded = (
        Exclusion(TextIn(TITLE, ("spam",)), "spam"),
        Exclusion(Defined("busy"), "a bot"),
        Exclusion(Yes(OPTED_OUT), "opted out"),
    )
    defines = (Define("many", at_least(3, VIEW)), Define("busy", Defined("many")))
    stage = Class("stage", ((ClassRow(Always(True), "Cold"),),))
    plan = plan_of(group(tally(VIEW, (1,))), excluded=excluded, defines=defines, classes=(stage,))
    views = [view(ago(1))] * 3
    out = (None, (None,), (None,), (), ())
    assert run(plan, {"title": "Spam", "opted_out": "yes"}, views) == ("spam", *out)
    assert run(plan, {"opted_out": "yes"}, views) == ("a bot", *out)
    assert run(plan, {"opted_out": "yes"}, views[1:]) == ("opted out", *out)
    assert run(plan, {}, views[1:])[:2] == (None, 2)


def test_defines_are_tests_of_their_own() -> None:
    defines = (
        Define("boss", TextLike("word", TITLE, ("vp", "ceo"))),
        Define("small", Compare("<", EMPLOYEES, 10 * MICRO)),
        Define("good", All((Defined("boss"), Not(Defined("small"))))),
    )
    rules = [Once(Defined("good"), 5), Once(Defined("boss"), 1), Once(Not(Defined("good")), 100)]
    plan = plan_of(group(*rules, when=Not(Defined("small"))), defines=defines)
    assert run(plan, {"title": "VP", "employees": 10})[1] == 6
    assert run(plan, {"title": "VP", "employees": 9})[1] == 0
    assert run(plan, {"title": "x"})[1] == 100


@pytest.mark.parametrize(
    ("test", "expected"),
    [(All(()), True), (AnyOf(()), False), (Not(Not(Always(True))), True),
     (All((Always(True), AnyOf((Always(False), All(()))))), True), (TextIn(TITLE, ()), False)],
)  # fmt: skip
def test_tests_of_nothing(test: Test, expected: bool) -> None:
    assert holds(test, {"title": "x"}) is expected


# ---------------------------------------------------------------- large and hostile plans


def test_a_thousand_rules_and_ten_thousand_tests() -> None:
    rules = [
        Once(
            at_least(1, VIEW, where=TextLike("starts", PATH, (f"/{n}/",)), span=last(n % 90 + 1)), 1
        )
        for n in range(1000)
    ]
    assert run(plan_of(group(*rules)), {}, [view(ago(1), "/777/x"), view(ago(1), "/90/")])[1] == 1
    tests = tuple(TextLike("starts", TITLE, (f"t{n}.",)) for n in range(10_000))
    assert holds(AnyOf(tests), {"title": "T9999."})
    assert holds(All(tuple(map(Not, tests))), {"title": "T10000."})


def test_deep_tests() -> None:
    test: Test = TextIn(TITLE, ("x",))
    for n in range(90):
        other = TextIn(INDUSTRY, (f"{n}",))
        test = Not(AnyOf((test, other))) if n % 2 else Not(All((test, Not(other))))
    assert holds(test, {"title": "x"})
    assert not holds(test, {"title": "y"})


HOSTILE = "x\"'\\\n    raise SystemExit\r\u2028'''{0}%s\x00\ud800#"


def test_texts_never_become_code() -> None:
    needle = HOSTILE.lower()
    kind = Kind(HOSTILE, HOSTILE, (Column(HOSTILE, "text", HOSTILE),))
    field, column = FieldValue(HOSTILE, "text"), ColumnValue(HOSTILE, "text")
    likes = [TextLike(how, column, (needle,)) for how in ("contains", "word", "starts", "matches")]
    seen = at_least(1, (HOSTILE,), where=TextIn(field, (needle,)))
    rules = tuple(
        Rule(f"{HOSTILE} {n}", Once(test, 1)) for n, test in enumerate([*likes[:3], seen])
    )
    plan = plan_of(
        Group(HOSTILE, HOSTILE, rules),
        leads=Leads(Table("given"), HOSTILE, (Column(HOSTILE, "text", HOSTILE, (), HOSTILE),)),
        events=(EventSource(Table("given"), "l", "a", "e", (kind,)),),
        defines=(Define(HOSTILE, Defined("other")), Define("other", Always(True))),
        excluded=(Exclusion(All((Defined(HOSTILE), TextIn(column, ("no",)))), HOSTILE),),
        classes=(Class(HOSTILE, ((ClassRow(Always(True), HOSTILE),),)),),
    )
    source = generate(plan)
    assert source.isascii()
    assert {n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)}.isdisjoint(
        {"SystemExit"}
    )
    event = {"event": HOSTILE, "at": ago(1), HOSTILE: HOSTILE}
    assert run(plan, {HOSTILE: HOSTILE}, [event])[:4] == (None, 4, (4,), (HOSTILE,))
    assert run(plan, {HOSTILE: "no"}, [])[0] == HOSTILE


def test_the_source_is_the_same_each_time() -> None:
    plan = plan_of(group(Once(TextIn(TITLE, tuple("abcdefghijkl")), 1), tally(VIEW, FADING)))
    assert generate(plan) == generate(plan)


# ---------------------------------------------------------------- overflow


TOTAL = measure("total", VIEW, SECONDS)


@pytest.mark.parametrize(
    ("gives", "events", "what"),
    [
        (Once(Known(TOTAL), 1), [10**18 - 1, 1], "the total of `seconds`"),
        (Once(Known(TOTAL), 1), [-(10**18) + 1, -1], "the total of `seconds`"),
        (Once(Known(Arithmetic("*", EMPLOYEES, Number(10**18 * MICRO // 20))), 1), [], "a product"),
        (Once(Known(Arithmetic("+", EMPLOYEES, Number(10**24 - 20 * MICRO))), 1), [], "a sum"),
        (Once(Known(Arithmetic("-", EMPLOYEES, Number(-(10**24) + MICRO))), 1), [], "a difference"),
        (Once(Known(Arithmetic("/", EMPLOYEES, Number(1))), 1), [], None),
        (Every(EMPLOYEES, 20 * MICRO, 10**18, None), [], "the points of `rule 0`"),
        (Every(EMPLOYEES, 20 * MICRO, 10**18 - 1, None), [], None),
        (Every(EMPLOYEES, 20 * MICRO, -(10**18), 10), [], None),
        (tally(VIEW, (10**18 // 2,)), [1, 1], "the points of `rule 0`"),
        (tally(VIEW, (-(10**18) // 2 + 1,)), [1, 1], None),
    ],
)  # fmt: skip
def test_overflow_names_the_lead(gives: Gives, events: list[int], what: str | None) -> None:
    scorer = Scorer(plan_of(group(gives)))
    lead = {"id": "lead-77", "employees": 20}
    seen = [view(ago(1), "/", seconds) for seconds in events]
    for score in (scorer.score, scorer.numbers):
        if what is None:
            score(lead, seen, AS_OF)
        else:
            with pytest.raises(Overflow) as caught:
                score(lead, seen, AS_OF)
            assert caught.value.what == what
            assert str(caught.value) == f"{what} has more than 18 digits for lead `le…`"


def test_sums_overflow_too() -> None:
    most = 10**18 - 1
    plan = plan_of(group(Once(Always(True), most), Once(Known(TITLE), 1)))
    assert run(plan, {})[1] == most
    with pytest.raises(Overflow, match="the sum of `Title`"):
        compile_plan(plan).numbers({"title": "x"}, [], AS_OF)
    two = plan_of(group(Once(Always(True), most)), group(Once(Always(True), 1), name="b"))
    with pytest.raises(Overflow, match="the score"):
        compile_plan(two).full({}, [], AS_OF)
    limited = plan_of(group(Once(Always(True), most), Once(Always(True), -1), upper=5), upper=4)
    assert run(limited, {})[1] == 4


# ---------------------------------------------------------------- what always holds

MANY = plan_of(
    group(
        Once(TextLike("word", TITLE, ("vp",)), 20),
        Every(EMPLOYEES, 10 * MICRO, 3, 25),
        Rows(RANGES, best=True),
        lower=-5, upper=40,
    ),
    group(
        tally(VIEW, (7, 3, 0), step=DAY, keep=Keep(per_bucket=(2, DAY))),
        tally(VIEW, *BY_PATH, step=7 * DAY, keep=Keep(once_per=SECONDS, times=4), up_to=20),
        tally(CLICK, (-4, -2), step=DAY, keep=Keep(times=2)),
        tally(ANY, (1,), keep=Keep(times=3), span=last(5)),
        Every(measure("total", VIEW, SECONDS, span=last(9)), 5 * MICRO, 2, 9),
        Once(TextIn(measure("last", VIEW, PATH), ("/a",)), 6),
        Once(Compare("<", Days("since", measure("first_at", ANY)), 3 * MICRO), 5),
        name="did", upper=30, when=Not(Yes(OPTED_OUT)),
    ),
    group(Once(PointsAre(">", Points("did"), 10), -8), name="late", lower=-6),
    lower=0, upper=60, ignored=(Events(VIEW, TextIn(PATH, ("/bot",))),),
)  # fmt: skip
EVALUATOR = compile_plan(MANY)

ATS = st.integers(-1, 20 * 24).map(lambda hours: ago(hours / 24)) | st.sampled_from(
    [ago(5), ago(5, -1), ago(7), ago(7, 1), None, "2026-02-28 12:00"]
)
EVENTS = st.lists(
    st.builds(view, ATS, st.sampled_from(["/a", "/b2", "/c", "/bot", None]), st.integers(0, 9))
    | st.builds(click, ATS),
    max_size=12,
)
LEADS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["VP", "x", None]),
        "employees": st.integers(-5, 2000) | st.none(),
        "opted_out": st.booleans(),
    },
)


@given(LEADS, EVENTS)
def test_the_lines_always_add_up_to_the_score(lead: Any, events: Any) -> None:
    _, score, groups, _, lines, limits = EVALUATOR.full(lead, events, AS_OF)
    assert sum(line[2] for line in lines) + sum(added for _, added in limits) == score
    start = 0
    for i, part in enumerate(MANY.groups):
        end = start + len(part.rules)
        added = sum(amount for of, amount in limits if of == i)
        assert sum(line[2] for line in lines[start:end]) + added == groups[i]
        start = end


@given(LEADS, EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_events_says_nothing(lead: Any, events: Any, random: Any) -> None:
    full = EVALUATOR.full(lead, events, AS_OF)
    assert EVALUATOR.numbers(lead, events, AS_OF) == full[:4]
    random.shuffle(events)
    assert EVALUATOR.full(lead, events, AS_OF) == full
