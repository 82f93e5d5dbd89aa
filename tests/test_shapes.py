"""Scores kept in a database: what the statements of each shape leave there, on running engines."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import engines
import leadscore
import pytest
import sqlglot
from engines import Engine, EngineError
from leadscore.compiler.dialects import find, names
from leadscore.compiler.dialects._storing_plans import PLANS
from leadscore.compiler.dialects.duckdb import DuckDB
from leadscore.compiler.sql_backend import Shape, render, statements
from leadscore.compiler.sql_shapes import steps
from leadscore.runtime.rules import Rules
from sqlglot import exp
from volumes import some

RULES = """
score "Kept", from 0 to 100 points

leads from shape_leads, one per id
  title      text
  opted_out  yes/no

events from shape_events, of lead, at happened, named kind
  open

exclude leads when opted_out because "Asked not to be"

group fit "Who they are"
  +20 when title is "VP" because "Decision maker"

group did "What they did"
  +5 for each open in the last 30 days, up to 10 points because "Opens"

stages
  MQL  when score is at least 25
  Cold otherwise
"""
MARCH_1, MARCH_15 = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC)
MERGING = [name for name in names() if find(name).storing.merge]
QUERIES_ONLY = ("bigquery",)
"""Engines of the tests that make no tables or views."""
EXECUTED = [name for name in names() if name in engines.names() and name not in QUERIES_ONLY]

# Keys that differ in case, one twice, and rows without a key.
BEFORE = [
    ("A", "VP", False), ("a", "CEO", False), ("B", None, None), ("C", "VP", True),
    ("D", "CEO", False), ("D", "vp", False), ("D", None, False), (None, "VP", False), (" ", "VP", False),
]  # fmt: skip
AFTER = [
    ("A", "VP", False), ("a", "CEO", False), ("B", "VP", None), ("D", "vp", True), ("E", "x", False),
]  # fmt: skip
EVENTS = [
    ("A", datetime(2026, 2, 10), "open"), ("A", datetime(2026, 2, 20), "open"),
    ("A", datetime(2026, 3, 20), "open"), ("a", datetime(2026, 2, 20), "open"),
]  # fmt: skip
# Points of fit, of what they did, and both: worked out by hand.
ON_MARCH_1 = {
    "A": (30, 20, 10, "MQL", None), "a": (5, 0, 5, "Cold", None), "B": (0, 0, 0, "Cold", None),
    "C": (None, None, None, None, "Asked not to be"), "D": (20, 20, 0, "Cold", None),
}  # fmt: skip
ON_MARCH_15 = {
    "A": (25, 20, 5, "MQL", None), "a": (5, 0, 5, "Cold", None), "B": (20, 20, 0, "Cold", None),
    "D": (None, None, None, None, "Asked not to be"), "E": (0, 0, 0, "Cold", None),
}  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    path = tmp_path / "kept.score"
    path.write_text(RULES)
    return leadscore.load(path)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    found = engines.use(request.param)
    load(found, BEFORE)
    for made in ("kept", "kept_history", "kept__new", "kept__old", "kept__scores"):
        for kind in ("TABLE", "VIEW"):
            with suppress(EngineError):
                found.run(f"DROP {kind} {made}")
    return found


def load(engine: Engine, leads: Iterable[tuple[object, ...]]) -> None:
    columns = {"id": "text", "title": "text", "opted_out": "yes/no"}
    engine.load("shape_leads", columns, list(leads))  # type: ignore[arg-type]
    engine.load("shape_events", {"lead": "text", "happened": "time", "kind": "text"}, EVENTS)  # type: ignore[arg-type]


def made(rules: Rules, engine: Engine, shape: str, as_of: datetime = MARCH_1) -> list[str]:
    return statements(rules.plan, engine.dialect, shape=shape, name="kept", as_of=as_of)  # type: ignore[arg-type]


def run(engine: Engine, found: Iterable[str]) -> None:
    for statement in found:
        run_one(engine, statement)


def run_one(engine: Engine, statement: str) -> None:
    """In the transaction that there is: Python's way to run a script in SQLite ends it."""
    if engine.name == "sqlite":
        engine.rows(statement)
    else:
        engine.run(statement)


def kept(engine: Engine) -> dict[Any, tuple[Any, ...]]:
    rows = engine.rows("SELECT id, score, fit, did, stage, excluded FROM kept")
    found = {row[0]: row[1:] for row in rows}
    assert len(found) == len(rows)
    return found


def history(engine: Engine) -> list[tuple[Any, ...]]:
    """Key, score, stage and day of judgement."""
    rows = engine.rows("SELECT id, score, stage, as_of, rules FROM kept_history")
    assert len({row[4] for row in rows}) <= 1
    return sorted(((*row[:3], str(row[3])[:10]) for row in rows), key=str)


def in_history(scores: dict[str, tuple[Any, ...]], day: str) -> list[tuple[Any, ...]]:
    return [(key, score, stage, day) for key, (score, _, _, stage, _) in scores.items()]


FIRST = sorted(in_history(ON_MARCH_1, "2026-03-01"), key=str)
BOTH = sorted([*FIRST, *in_history(ON_MARCH_15, "2026-03-15")], key=str)


OWN = leadscore.OwnMoment("joined", timedelta(days=7))
JOINED = [
    ("A", "VP", False, datetime(2026, 2, 22)), ("a", "CEO", False, datetime(2026, 3, 8)),
    ("B", None, None, datetime(2026, 3, 8)), ("D", "vp", False, datetime(2026, 2, 22)),
    ("D", "CEO", False, datetime(2026, 3, 8)), ("E", "VP", False, None),
    (None, "VP", False, datetime(2026, 3, 8)),
]  # fmt: skip
"""Judged on the 1st and the 15th of March."""
AT_THEIR_OWN = {
    "A": (30, 20, 10, "MQL", None), "a": (5, 0, 5, "Cold", None), "B": (0, 0, 0, "Cold", None),
    "D": (0, 0, 0, "Cold", None),
}  # fmt: skip
"""D as it was last."""


def load_joined(engine: Engine) -> None:
    columns = {"id": "text", "title": "text", "opted_out": "yes/no", "joined": "time"}
    engine.load("shape_leads", columns, JOINED)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", [n for n in MERGING if n in EXECUTED], indirect=True)
def test_the_latest_of_the_moments_of_a_key_is_merged(rules: Rules, engine: Engine) -> None:
    load_joined(engine)
    for _ in range(2):
        found = statements(rules.plan, engine.dialect, shape="merge", name="kept", as_of=OWN)
        run(engine, found)
    assert kept(engine) == AT_THEIR_OWN
    days = {"A": "2026-03-01"}
    wanted = [
        row for key, scores in AT_THEIR_OWN.items()
        for row in in_history({key: scores}, days.get(key, "2026-03-15"))
    ]  # fmt: skip
    assert history(engine) == sorted(wanted, key=str)


# ---------------------------------------------------------------- views and tables


@pytest.mark.parametrize("engine", EXECUTED, indirect=True)
@pytest.mark.parametrize("shape", ["view", "table"])
def test_a_view_or_table_is_replaced(rules: Rules, engine: Engine, shape: str) -> None:
    load(engine, [row for row in BEFORE if row[0] not in (None, " ", "D")])
    wanted = {key: value for key, value in ON_MARCH_1.items() if key != "D"}
    for _ in range(2):
        run(engine, made(rules, engine, shape))
        assert kept(engine) == wanted
    load(engine, AFTER)
    run(engine, made(rules, engine, shape, MARCH_15))
    assert kept(engine) == ON_MARCH_15


@pytest.mark.parametrize("engine", EXECUTED, indirect=True)
@pytest.mark.parametrize("shape", ["view", "table"])
def test_other_rules_may_have_other_columns(
    rules: Rules, engine: Engine, shape: str, tmp_path: Path
) -> None:
    run(engine, made(rules, engine, shape))
    (tmp_path / "other.score").write_text(RULES.replace("group fit", "group person"))
    run(engine, made(leadscore.load(tmp_path / "other.score"), engine, shape))
    assert dict(engine.rows("SELECT id, person FROM kept"))["A"] == 20  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_table_that_a_view_reads_is_left_alone(rules: Rules, engine: Engine) -> None:
    load(engine, AFTER)
    engine.run("DROP TABLE IF EXISTS kept CASCADE")
    run(engine, made(rules, engine, "table", MARCH_15))
    engine.run("CREATE VIEW shape_best AS SELECT id FROM kept")
    with pytest.raises(EngineError, match="other objects depend on it"):
        run(engine, made(rules, engine, "table"))
    engine.run("ROLLBACK")
    assert kept(engine) == ON_MARCH_15
    engine.run("DROP VIEW shape_best")


# ---------------------------------------------------------------- merging


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_merging_twice_is_merging_once(rules: Rules, engine: Engine) -> None:
    for _ in range(2):
        run(engine, made(rules, engine, "merge"))
        assert kept(engine) == ON_MARCH_1
        assert history(engine) == FIRST
    load(engine, AFTER)
    for _ in range(2):
        run(engine, made(rules, engine, "merge", MARCH_15))
        assert kept(engine) == {"C": ON_MARCH_1["C"], **ON_MARCH_15}
        assert history(engine) == BOTH


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_an_interrupted_merge_is_mended_by_the_next(rules: Rules, engine: Engine) -> None:
    run(engine, made(rules, engine, "merge"))
    load(engine, AFTER)
    found = made(rules, engine, "merge", MARCH_15)
    for done in range(len(found)):
        run(engine, found[:done])
        with suppress(EngineError):
            run_one(engine, "ROLLBACK")
    assert set(history(engine)) <= set(BOTH)
    run(engine, found)
    assert kept(engine) == {"C": ON_MARCH_1["C"], **ON_MARCH_15}
    assert history(engine) == BOTH


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_rules_without_stages_have_a_history(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "plain.score").write_text(RULES.partition("\nstages")[0])
    run(engine, made(leadscore.load(tmp_path / "plain.score"), engine, "merge"))
    assert ("A", 30, None, "2026-03-01") in history(engine)


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_keys_may_be_numbers(rules: Rules, engine: Engine) -> None:
    columns = {"id": "whole", "title": "text", "opted_out": "yes/no"}
    leads = [(1, "VP", False), (2, "x", False), (2, "VP", False), (None, "VP", False)]
    engine.load("shape_leads", columns, leads)  # type: ignore[arg-type]
    events = {"lead": "whole", "happened": "time", "kind": "text"}
    engine.load("shape_events", events, [(1, datetime(2026, 2, 20), "open")])  # type: ignore[arg-type]
    for _ in range(2):
        run(engine, made(rules, engine, "merge"))
        assert {int(key): row[0] for key, row in kept(engine).items()} == {1: 25, 2: 20}
        assert len(history(engine)) == 2


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_the_table_is_the_last_run_for_stages_that_remember(engine: Engine, tmp_path: Path) -> None:
    """A has 30 points, then 25, and in April none of its opens counts: 20."""
    text = RULES.replace("is at least 25", "is at least 30, until score is under 25")
    (tmp_path / "x.score").write_text(text)
    rules = leadscore.load(tmp_path / "x.score")
    april = datetime(2026, 4, 25, tzinfo=UTC)
    runs = [(MARCH_1, 30, "MQL"), (MARCH_15, 25, "MQL"), (MARCH_15, 25, "MQL")]
    for as_of, points, stage in (*runs, (april, 20, "Cold"), (MARCH_15, 25, "Cold")):
        run(engine, made(rules, engine, "merge", as_of))
        found = kept(engine)["A"]
        assert (found[0], found[3]) == (points, stage)
    assert ("A", 25, "MQL", "2026-03-15") in history(engine)


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_points_with_decimals_stay_exact(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "x.score").write_text(RULES.replace("+20", "+20.07"))
    for as_of in (MARCH_1, MARCH_15):
        run(engine, made(leadscore.load(tmp_path / "x.score"), engine, "merge", as_of))
    found = engine.rows("SELECT score, fit, did FROM kept WHERE id = 'D'")
    assert [tuple(map(Decimal, map(str, row))) for row in found] == [(Decimal("20.07"),) * 2 + (0,)]


@pytest.mark.parametrize("engine", [n for n in EXECUTED if n in MERGING], indirect=True)
def test_every_run_of_now_is_another(rules: Rules, engine: Engine) -> None:
    for runs in (1, 2):
        run(engine, statements(rules.plan, engine.dialect, shape="merge", name="kept", as_of="now"))
        assert len(kept(engine)) == len(ON_MARCH_1)
        assert len(history(engine)) == runs * len(ON_MARCH_1)


@pytest.mark.parametrize("engine", EXECUTED, indirect=True)
@pytest.mark.parametrize("shape", some(["table", "view", "merge"]))
def test_a_thousand_rules(engine: Engine, shape: str, tmp_path: Path) -> None:
    """Half of them of leads, half of events; A has one event of the last ten days, and the title."""
    if shape == "merge" and engine.dialect not in MERGING:
        pytest.skip("it does not merge")
    of_leads = "".join(f'  +1 when title is "VP" or "{i}"\n' for i in range(500))
    of_events = "".join(f"  +1 when any open in the last {20 + i} days\n" for i in range(500))
    text = RULES.replace(", from 0 to 100 points", "").replace(
        "\ngroup did", f"{of_leads}\ngroup did"
    )
    (tmp_path / "x.score").write_text(text.replace("\nstages", f"{of_events}\nstages"))
    load(engine, BEFORE[:4])
    run(engine, made(leadscore.load(tmp_path / "x.score"), engine, shape))
    assert kept(engine)["A"][:3] == (20 + 500 + 10 + 500, 520, 510)


@pytest.mark.parametrize("name", [name for name in names() if name not in MERGING])
def test_an_engine_that_cannot_merge_says_why(rules: Rules, name: str) -> None:
    with pytest.raises(ValueError, match=r".+: make a table of the scores instead"):
        render(rules.plan, name, shape="merge", name="kept", as_of=MARCH_1)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a..b", "is no name of a table"), ("a.b.c.d", "is no name of a table"),
        ("a\nb", "is no name of a table"), ("", "needs a name"), ("x" * 60, "is too long"),
        ("Shape_Leads", "the rules read the table"), ("shape_events", "the rules read the table"),
        ("main.shape_leads", "the rules read the table"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["view", "table", "merge"])
def test_names_that_scores_cannot_have(rules: Rules, shape: str, name: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        render(rules.plan, shape=shape, name=name, as_of=MARCH_1)  # type: ignore[arg-type]


def test_data_are_not_replaced_by_a_table_beside_the_scores(tmp_path: Path) -> None:
    for table in ("kept_history", "kept__new", "kept__scores"):
        (tmp_path / "x.score").write_text(RULES.replace("shape_events", table))
        rules = leadscore.load(tmp_path / "x.score")
        with pytest.raises(ValueError, match=f"the rules read the table `{table}`"):
            render(rules.plan, shape="merge", name="kept", as_of=MARCH_1)


def test_a_breakdown_cannot_be_merged(rules: Rules) -> None:
    with pytest.raises(ValueError, match="one row per lead"):
        render(rules.plan, shape="merge", name="kept", as_of=MARCH_1, breakdown=True)


def test_a_key_that_is_called_like_a_result_cannot_be_merged(tmp_path: Path) -> None:
    for key in ("Score", "fit", "as_of", "stage"):
        (tmp_path / "x.score").write_text(RULES.replace("per id", f"per {key}"))
        rules = leadscore.load(tmp_path / "x.score")
        with pytest.raises(ValueError, match=f"the leads' key `{key}` has the name of a column"):
            render(rules.plan, shape="merge", name="kept", as_of=MARCH_1)


# ---------------------------------------------------------------- plans of all engines

PARSERS = {"mariadb": "mysql", "datafusion": "postgres"}
SCORED = "WITH found AS (SELECT 1 AS id) SELECT id FROM found"


@pytest.mark.parametrize("name", names())
def test_every_dialect_keeps_results_by_its_own_plans(name: str) -> None:
    assert find(name).storing is PLANS[name], f'set `storing = PLANS["{name}"]`'


@pytest.mark.parametrize("shape", ["view", "table", "merge"])
@pytest.mark.parametrize("name", PLANS)
def test_plans_are_statements_of_the_dialect(rules: Rules, name: str, shape: Shape) -> None:
    """Filled with names that need quotes, each can be read back as what it is."""
    parser = PARSERS.get(name, name)
    dialect = type(
        "Keeping", (DuckDB,), {"sqlglot": parser, "storing": PLANS[name], "title": name}
    )()
    if shape == "merge" and not PLANS[name].merge:
        pytest.skip(f"{name} {PLANS[name].no_merge}")
    for step in steps(dialect, rules.plan, shape, "my db.select"):
        text = f"{step.text}\n{SCORED}" if step.scored else step.text
        assert "{" not in text
        assert step.scored == text.endswith(f"AS\n{SCORED}")
        if text not in CONTROL:
            (tree,) = sqlglot.parse(text.removesuffix(";"), read=parser)
            assert tree is not None
            assert not isinstance(tree, exp.Command) or text.startswith(UNREAD), text


CONTROL = ("SET XACT_ABORT ON", "BEGIN IMMEDIATE")
UNREAD = (
    "LOCK TABLE",
    "RENAME TABLE",
    "EXCHANGE TABLES",
    "IF OBJECT_ID",
    'CREATE TEMPORARY TABLE "select__scores" ON COMMIT',
)
"""What the parser does not know; all but IF has been run by the engines that have it."""
