"""The text of the SQL: every shape runs, hostile names and texts stay data, size is no matter."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from leadscore.compiler.dialects import find, names
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    Always,
    AnyOf,
    Class,
    ClassRow,
    Column,
    ColumnValue,
    Compare,
    Days,
    Define,
    Defined,
    Domain,
    Edge,
    EventSource,
    Exclusion,
    Keep,
    Kind,
    Known,
    Leads,
    MomentIn,
    NumberIn,
    Once,
    Plan,
    Points,
    PointsAre,
    Row,
    Rows,
    Rule,
    Span,
    Table,
    TextIn,
    TextLike,
    Yes,
)
from leadscore.compiler.sql_backend import Physical, Relation, render, render_parts
from leadscore.compiler.sql_names import Names
from python_plans import (
    AS_OF,
    BY_PATH,
    CREATED,
    EMAIL,
    EMPLOYEES,
    FADING,
    OPTED_OUT,
    PATH,
    TITLE,
    VIEW,
    ago,
    at_least,
    equals,
    group,
    last,
    measure,
    plan_of,
    tally,
    view,
)
from sql_runs import connect, line_of, put, rows, score, scores, stored

FULL = plan_of(
    group(
        Once(TextLike("word", TITLE, ("vp",)), 20),
        Once(TextIn(Domain(EMAIL), ("acme.io",)), 5),
        Rows((Row(Compare("<", EMPLOYEES, 10 * MICRO), -10, "small"), Row(Always(True), 3)), False),
        lower=-5, upper=50,
    ),
    group(
        tally(VIEW, FADING, step=30 * DAY, keep=Keep(times=3)),
        tally(VIEW, *BY_PATH, keep=Keep(per_bucket=(2, DAY)), up_to=20),
        Once(at_least(2, VIEW, span=last(7)), 7),
        Once(MomentIn(CREATED, Span(Edge("as_of", -30 * DAY, False), Edge("as_of", DAY, True))), 2),
        Once(Compare(">", Days("since", measure("last_at", VIEW)), 0), 1),
        name="did",
    ),
    excluded=(Exclusion(Yes(OPTED_OUT), "said no"),),
    classes=(Class("stage", ((ClassRow(PointsAre(">=", Points(None), 20), "MQL"),
                              ClassRow(Always(True), "Cold")),)),),
    lower=0, upper=60,
)  # fmt: skip
LEADS: list[dict[str, object]] = [
    {"id": 1, "title": "VP", "email": "a@ACME.io", "employees": 5, "created": date(2026, 2, 20)},
    {"id": 2, "employees": 50},
    {"id": 3, "opted_out": True},
]
EVENTS = [view(ago(days), path) for days, path in ((0, "/a"), (1, "/b"), (1, "/b2"), (1.2, "/b3"), (40, "/c"))]  # fmt: skip


def results(sql: str, parameters: object = None) -> list[tuple[Any, Any]]:
    return [(row["id"], row["score"]) for row in rows(sql, parameters)]


# ---------------------------------------------------------------- shapes


def test_every_shape_gives_the_same() -> None:
    physical = stored(LEADS, [{**event, "lead": 1} for event in EVENTS])
    wanted = rows(render(FULL, as_of=AS_OF, physical=physical))
    assert [(row["id"], row["score"]) for row in wanted] == [(1, 60), (2, 3), (3, None)]
    con = connect()
    for shape in ("view", "table"):
        for name in ("made", "memory.main.made"):
            con.execute(render(FULL, shape=shape, name=name, as_of=AS_OF, physical=physical))  # type: ignore[arg-type]
        assert rows("SELECT * FROM made ORDER BY score DESC NULLS LAST") == wanted
        con.execute(f"DROP {shape} made")
    lines = rows(render(FULL, as_of=AS_OF, physical=physical, breakdown=True))
    parts = render_parts(FULL, table='s "1"', as_of=AS_OF, physical=physical, breakdown=True)
    for _ in range(2):
        con.execute(parts.create)
        assert rows(parts.leads) == wanted
        assert rows(parts.breakdown or "") == lines
    assert render_parts(FULL, table="s", as_of=AS_OF, physical=physical).breakdown is None
    assert wanted[0]["as_of"] == datetime(2026, 3, 1, 12)
    assert wanted[0]["rules"] == "f"


def test_a_breakdown_tells_every_point() -> None:
    found = scores(FULL, LEADS, [{**event, "lead": 1} for event in EVENTS])
    told = [
        (x["group"], x["rule"], x["kind"], x["count"], x["before"], x["points"], x["row"])
        for x in found[0]["lines"]
    ]
    assert told == [
        ("fit", "rule 0", "rule", 1, 20, 20, None),
        ("fit", "rule 1", "rule", 1, 5, 5, None),
        ("fit", "rule 2", "rule", 1, -10, -10, "small"),
        ("did", "rule 0", "rule", 3, 36, 24, None),  # 8 for each of the latest three
        ("did", "rule 1", "rule", 4, 15, 12, None),  # the third of yesterday is left out
        ("did", "rule 2", "rule", 1, 7, 7, None),
        ("did", "rule 3", "rule", 1, 2, 2, None),
        ("did", "rule 4", "rule", 0, 0, 0, None),
    ]
    assert sum(line[5] for line in told) == found[0]["score"] == 60
    assert found[2]["lines"] == []


@pytest.mark.parametrize(
    "moment",
    [
        AS_OF, AS_OF.replace(tzinfo=None), AS_OF.astimezone(), "2026-03-01 12:00:00Z",
        "2026-03-01T14:00+02:00", "2026-03-01 12:00:00.0000000",
    ],
    ids=repr,
)  # fmt: skip
def test_as_of_may_be_bound_in_any_way(moment: object) -> None:
    physical = stored(LEADS, [{**event, "lead": 1} for event in EVENTS])
    sql = render(FULL, as_of="parameter", physical=physical)
    wanted = rows(render(FULL, as_of=AS_OF, physical=physical))
    assert rows(sql, {"as_of": moment}) == wanted
    lines = rows(render(FULL, as_of=AS_OF, physical=physical, breakdown=True))
    sql = render(FULL, as_of="parameter", physical=physical, breakdown=True)
    assert rows(sql, {"as_of": moment}) == lines


def test_now_is_now() -> None:
    now = datetime.now(UTC)
    events = [view(now - timedelta(hours=1)), view(now + timedelta(hours=1))]
    plan = plan_of(group(tally(VIEW, (5,), span=last(1))))
    physical = stored([{"id": 1}], events)
    [row] = rows(render(plan, as_of="now", physical=physical))
    assert row["score"] == 5
    assert abs(row["as_of"] - now.replace(tzinfo=None)) < timedelta(minutes=5)


def test_without_types_every_column_is_read_whatever_it_is() -> None:
    stored(LEADS, [{**event, "lead": 1} for event in EVENTS])
    bare = Physical(Relation(("l",)), (Relation(("e",)),))
    wanted = render(FULL, as_of=AS_OF, physical=stored(LEADS, [{**e, "lead": 1} for e in EVENTS]))
    assert rows(render(FULL, as_of=AS_OF, physical=bare)) == rows(wanted)
    put("e", {"lead": "VARCHAR", "at": "VARCHAR", "event": "VARCHAR", "p": "VARCHAR"}, [])
    with pytest.raises(Exception, match="epoch_us"):
        rows(render(FULL, as_of=AS_OF, physical=bare))


def test_sources_are_what_the_plan_names(tmp_path: Path) -> None:
    (tmp_path / "it's.csv").write_text("id,Job Title,Employees\n1, VP ,007\n2,vp,x\n")
    leads = Leads(Table("file", str(tmp_path / "it's.csv")), "id", (
        Column("title", "text", "Job Title"), Column("employees", "number", "Employees")))  # fmt: skip
    plan = plan_of(group(Once(TextIn(TITLE, ("vp",)), 1), Once(equals(EMPLOYEES, 7 * MICRO), 10)),
                   leads=leads, events=())  # fmt: skip
    assert results(render(plan, as_of=AS_OF)) == [("1", 11), ("2", 1)]
    parquet = str(tmp_path / "l.parquet")
    connect().execute(
        f"COPY (SELECT 'x' AS id, 'VP' AS \"Job Title\", 7.0 AS Employees) TO '{parquet}'"
    )
    plan = replace(plan, leads=replace(leads, table=Table("file", parquet)))
    assert results(render(plan, as_of=AS_OF)) == [("x", 11)]
    plan = replace(plan, leads=replace(leads, table=Table("table", "crm.contacts")))
    assert 'FROM "crm"."contacts" AS src' in render(plan, as_of=AS_OF)
    plan = replace(plan, leads=replace(leads, table=Table("file", "/x/leads.xlsx")))
    with pytest.raises(ValueError, match=r"leads\.xlsx"):
        render(plan, as_of=AS_OF)


def test_our_queries_are_not_called_as_the_tables_of_the_data() -> None:
    put("leads", {"id": "BIGINT", "opted_out": "BOOLEAN"}, [{"id": 1, "opted_out": True}])
    put("facts", {"lead": "BIGINT", "at": "TIMESTAMP", "event": "VARCHAR"},
        [{"lead": 1, "at": ago(1), "event": "open"}])  # fmt: skip
    events = (
        EventSource(Table("table", "facts"), "lead", "at", "event", (Kind("open", "open", ()),)),
    )
    plan = plan_of(
        group(Once(Yes(OPTED_OUT), 1), tally(("open",), (10,))), events=events,
        leads=Leads(Table("given"), "id", (Column("opted_out", "yes/no", "opted_out"),)),
    )  # fmt: skip
    assert results(render(plan, as_of=AS_OF)) == [(1, 11)]


def test_what_cannot_be_rendered_is_told() -> None:
    with pytest.raises(ValueError, match="did you mean duckdb"):
        render(FULL, "duckd", as_of=AS_OF)
    with pytest.raises(ValueError, match="needs a name"):
        render(FULL, shape="view", as_of=AS_OF)
    with pytest.raises(ValueError, match="which column identifies a lead"):
        render(replace(FULL, leads=replace(FULL.leads, key=None)), as_of=AS_OF)
    assert "duckdb" in names()
    assert find("duckdb") is find("duckdb")


# ---------------------------------------------------------------- hostile names and texts

HOSTILE = (
    "it's", 'say "x"', "a*/b/*c", "-- x", "{{ 7 * 7 }}", "{% raw %}", "$$ $1 %s :x ?", "\\", "\\'",
    "'; DROP TABLE l; --", "line\nbreak", "tab\tx", "\x0b\x0c\x1c\x85\u2028\u2029", "\u00a0x",
    "\u202e", "😀", "a\x00b", "/*+ hint */", "#x", "%", "__SQLGLOT__", "select", "=1+1",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_stay_data(text: str) -> None:
    folded = text.strip(" ").lower()
    gives = Rows((Row(TextIn(TITLE, (folded,)), 5, text),), False)
    plan = plan_of(
        replace(group(gives, name="fit"), rules=(Rule(text, gives), Rule(f"{text} 2", Once(TextLike("contains", TITLE, (folded,)), 2)),)),
        title=text, fingerprint=text,
        excluded=(Exclusion(Known(EMPLOYEES), text),),
        classes=(Class("stage", ((ClassRow(Always(True), text),),)),),
    )  # fmt: skip
    found = scores(plan, [{"id": 1, "title": text}, {"id": 2, "employees": 1}])
    assert (found[0]["score"], found[0]["stage"], found[0]["rules"]) == (7, text, text)
    assert found[1]["excluded"] == text
    assert [(x["rule"], x["row"]) for x in found[0]["lines"]] == [(text, text), (f"{text} 2", None)]


@pytest.mark.parametrize("name", [n for n in HOSTILE if "\x00" not in n], ids=ascii)
def test_hostile_names_of_columns_and_tables(name: str) -> None:
    column, key = f"c{name}", f"k{name}"
    table = put(f"t{name}".replace('"', '""'), {key.replace('"', '""'): "BIGINT", column.replace('"', '""'): "BOOLEAN"}, [])  # fmt: skip
    quoted = ".".join('"' + part + '"' for part in table)
    connect().execute(f"INSERT INTO {quoted} VALUES (1, true)")
    leads = Leads(Table("given"), key, (Column("opted_out", "yes/no", column),))
    plan = plan_of(group(Once(Yes(OPTED_OUT), 5)), leads=leads, events=())
    physical = Physical(Relation(("memory", "main", f"t{name}"), {key: "whole", column: "yes/no"}))
    for breakdown in (False, True):
        [row] = rows(render(plan, as_of=AS_OF, physical=physical, breakdown=breakdown))
        assert row[key] == 1
        assert 5 in row.values()
    connect().execute(f"DROP TABLE {quoted}")


def test_names_of_the_rules_that_are_words_of_sql() -> None:
    words = (
        "select",
        "order",
        "group",
        "at",
        "lead",
        "points",
        "score",
        "n",
        "src",
        "nth_1",
        "clock",
    )
    columns = tuple(Column(word, "number", word) for word in words)
    put("l", {"id": "BIGINT", **dict.fromkeys(words, "BIGINT")},
        [{"id": 1, **{word: i for i, word in enumerate(words)}}])  # fmt: skip
    tests = [equals(ColumnValue(word, "number"), i * MICRO) for i, word in enumerate(words)]
    defines = tuple(Define(word, test) for word, test in zip(words, tests, strict=True))
    made = [group(Once(Defined(w), 1), name="total" if w == "score" else w) for w in words]
    plan = plan_of(*made, leads=Leads(Table("given"), "id", columns), defines=defines, events=())
    physical = Physical(Relation(("main", "l"), dict.fromkeys(("id", *words), "whole")))
    [row] = rows(render(plan, as_of="now", physical=physical))
    assert row["score"] == len(words)


def test_names_are_unique_and_plain() -> None:
    taken = Names(["fit"])
    found = [taken.take(*words) for words in (("Fit",), ("fit",), ("é ß",), ("",), ("2 x", "y!"))]
    assert found == ["fit_2", "fit_3", "value", "value_2", "n2_x_y"]
    assert len(taken.take("long " * 40)) <= 48


def test_it_can_be_parsed_back_and_still_means_the_same() -> None:
    physical = stored(LEADS, [{**event, "lead": 1} for event in EVENTS])
    for breakdown in (False, True):
        sql = render(FULL, as_of=AS_OF, physical=physical, breakdown=breakdown)
        again = sqlglot.parse_one(sql, dialect="duckdb").sql("duckdb")
        assert rows(again) == rows(sql)


def test_it_reads_as_if_written_by_hand() -> None:
    physical = stored(LEADS, EVENTS)
    sql = render(replace(FULL, title="B2B"), as_of=AS_OF, physical=physical)
    assert sql.startswith("-- B2B\n-- rules f, as of 2026-03-01 12:00:00 UTC\nWITH\n")
    assert "CASE WHEN n_view_7d >= 2 THEN 7 ELSE 0 END AS did_rule_2, /* rule 2 */" in sql
    assert "occurred_at > TIMESTAMP '2026-02-22 12:00:00'" in sql
    assert "WHERE\n    src.\"at\" <= TIMESTAMP '2026-03-01 12:00:00'" in sql
    assert sql.count('FROM "memory"."main"."e" AS src') == 1
    assert not re.search(r"before|n_kept", sql)  # only a breakdown needs them


def test_only_events_that_a_window_reaches_are_read() -> None:
    plan = plan_of(group(tally(VIEW, (1,), span=last(7)), Once(at_least(1, VIEW, span=last(9)), 1)))
    physical = stored([{"id": 1}], [view(ago(8)), view(ago(10))])
    assert "src.\"at\" > TIMESTAMP '2026-02-20 12:00:00'" in render(
        plan, as_of=AS_OF, physical=physical
    )
    assert score(plan, {}, view(ago(8)), view(ago(10)))["score"] == 1


# ---------------------------------------------------------------- size


def test_a_thousand_rules() -> None:
    gives: list[Any] = []
    for i in range(250):
        gives += [
            Once(at_least(i % 5 + 1, VIEW, span=last(i + 1)), 1),
            tally(VIEW, (1,), span=last(i + 1), keep=Keep(times=2)),
            Once(TextIn(TITLE, (f"a{i}", f"b{i}")), 1),
            Rows((Row(Compare("<", EMPLOYEES, i * MICRO), 1), Row(Always(True), 2)), False),
        ]
    plan = plan_of(group(*gives[:500]), group(*gives[500:], name="more", upper=10**6))
    started = time.perf_counter()
    found = score(plan, {"employees": 100, "title": "B7"}, view(ago(0.5)), view(ago(99.5)))
    # 1 view is within each window, a second within 151; windows of 2 and more ask for 1 to 5
    once = sum(1 for i in range(250) if i % 5 + 1 <= (2 if i >= 99 else 1))
    views = sum(2 if i >= 99 else 1 for i in range(250))
    assert found["score"] == once + views + 1 + (250 + 101)
    assert len(found["lines"]) == 1_000
    assert time.perf_counter() - started < 60


def test_limits_by_rank_of_a_hundred_rules() -> None:
    gives = [tally(VIEW, *BY_PATH, keep=Keep(per_bucket=(1, (i + 1) * DAY))) for i in range(100)]
    found = score(plan_of(group(*gives)), {}, view(ago(0.5), "/a"), view(ago(1.5), "/bx"))
    assert found["score"] == 100 * 10 + 3


def test_a_list_of_a_hundred_thousand_values() -> None:
    texts = tuple(f"company{i}.com" for i in range(100_000))
    plan = plan_of(
        group(Once(TextIn(Domain(EMAIL), texts, "targets"), 7),
              Once(NumberIn(EMPLOYEES, tuple(i * MICRO for i in range(5_000))), 100),
              tally(VIEW, (10,), where=TextIn(PATH, texts))),
    )  # fmt: skip
    started = time.perf_counter()
    physical = stored([{"id": 1, "email": "x@Company99999.COM", "employees": 4_999}],
                      [view(ago(1), "company5.com"), view(ago(1), "company.com")])  # fmt: skip
    assert results(render(plan, as_of=AS_OF, physical=physical)) == [(1, 117)]
    assert time.perf_counter() - started < 60


def test_deep_conditions() -> None:
    test: Any = Yes(OPTED_OUT)
    for i in range(200):
        test = AnyOf((TextIn(TITLE, (f"x{i}",)), test))
    wide = AnyOf(tuple(TextLike("contains", TITLE, (f"y{i}",)) for i in range(2_000)))
    chain = [Define("d0", Yes(OPTED_OUT))]
    chain += [
        Define(f"d{i}", AnyOf((Defined(f"d{i - 1}"), Known(EMPLOYEES)))) for i in range(1, 30)
    ]
    plan: Plan = plan_of(
        group(Once(test, 1), Once(wide, 10), Once(Defined("d29"), 100)), defines=tuple(chain)
    )
    assert score(plan, {"opted_out": True, "title": "y1999"})["score"] == 111


def test_points_of_a_rule_beyond_32_bits() -> None:
    gives = [Once(Always(True), 2 * 10**9), Once(Always(True), 2 * 10**9)]
    assert score(plan_of(group(*gives), group(*gives, name="b")))["score"] == 8 * 10**9
    assert line_of(Once(Always(True), 10**17)) == (1, 10**17, 10**17, None)
