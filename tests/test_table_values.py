"""Texts in tables are read as their types once, and exactly as the rules say."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import leadscore
import pytest
from leadscore.compiler import normal
from leadscore.compiler.plan import Column, EventSource, Kind, Leads, Plan, Table, Type
from leadscore.runtime.job.run import Engine, run
from leadscore.runtime.tables import duckdb as table_duckdb
from leadscore.runtime.tables.loaded import Tables, choose, load, load_all, open_table
from leadscore.runtime.tables.opened import Pick
from leadscore.runtime.tables.unread import Reading, problems

NUMBERS = (
    """
    0|-0|7|+7|007|1.|.5|-.5|1.5|1,5|1 000|1e3|1E+3|1e-3|-2.5e2|1e18|999999999999999999|
    -999999999999999999|1000000000000000000|0.0000005|0.0000004|-0.0000005|0.1234565|1e-400|1e400|
    999999999999999999.4|999999999999999999.9999996|12345678901234567890|nan|inf|NaN|Infinity|0x10|
    1_000|--1|+|.|e5|1e|1e5.0|٣| 5 |5\u00a0|\t5|5\n|1e0001|1e999|123456789.123456|99999999.9999995|
    true|yes|-|n/a|½
""".replace("\n    ", "")
    .strip("\n")
    .split("|")
)

MOMENTS = (
    """
    2026-03-01|2026-3-1|2026-02-29|2024-02-29|2026-03-01T10:30|2026-03-01 10:30:15|
    2026-03-01 10:30:15.1|2026-03-01 10:30:15.123456|2026-03-01 10:30:15.123456789|
    2026-03-01T10:30:15Z|2026-03-01T10:30:15 Z|2026-03-01T10:30:15z|2026-03-01T10:30+02|
    2026-03-01T10:30-0230|2026-03-01T10:30:15.5+05:45|2026-03-01T10:30:15 -08:00|2026-03-01T24:00|
    2026-03-01T10:60|2026-03-01T10:30:60|0001-01-01|0000-01-01|9999-12-31T23:59:59.999999|
    10000-01-01|2026-03-01T|2026-03-01 10|2026-03-01Z|2026-03-01+02:00|01/03/2026|20260301|now|
    today|infinity|epoch|2026-03-01T10:30:15.|2026-13-01|2026-00-10|2026-01-00| 2026-03-01 |
    2026-03-01  10:30|2026-03-01t10:30|1969-12-31 23:59:59.999999|2026-03-01 10:30 UTC|
    2026-03-01T10:30:15,5|2026-03-01 10:30 (BC)|1772352000
""".replace("\n    ", "")
    .strip("\n")
    .split("|")
)

YES_NO = """
    yes|YES|y|True|t|on|1|no|N|false|F|off|0| yes |1.0|2|ja|si|maybe|-|01|yes.
""".strip().split("|")

READERS: dict[Type, tuple[list[str], Callable[[object], Any]]] = {
    "number": (NUMBERS, normal.number),
    "time": (MOMENTS, normal.moment),
    "date": (MOMENTS, normal.day),
    "yes/no": (YES_NO, normal.yes_no),
}


def raw(value: Any) -> Any:
    """A cell of DuckDB in the unit of `normal`."""
    if isinstance(value, datetime):
        return normal.moment(value)
    return int(value * 1_000_000) if isinstance(value, Decimal) else value


def table_of(session: table_duckdb.Session, path: Path, column: Column) -> Tables:
    leads = Leads(Table("given"), "id", (column,))
    plan = Plan("", 1, leads, (), (), (), (), (), None, None, (), (), (), "f")
    return load(session, choose(plan, path, ()))


@pytest.mark.parametrize("type_", READERS)
def test_texts_are_read_as_normal_says(tmp_path: Path, type_: Type) -> None:
    spellings, reader = READERS[type_]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "value"], *enumerate(spellings)])
    column = Column("value", type_, "value")
    with table_duckdb.opened() as session:
        tables = table_of(session, tmp_path / "a.csv", column)
        found = dict(session.rows("SELECT CAST(id AS INT), value FROM leads"))
        told = problems(session, tables.leads, [Reading(column, "true")])
    wanted = {i: reader(spelled) for i, spelled in enumerate(spellings)}
    assert {i: raw(value) for i, value in found.items()} == {
        i: None if value is normal.UNREADABLE else value for i, value in wanted.items()
    }
    unreadable = [value for value in wanted.values() if value is normal.UNREADABLE]
    assert sum(problem.rows for problem in told) == len(unreadable) > 0


def test_two_kinds_may_read_one_column_as_two_types(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("id\n1\n")
    (tmp_path / "e.csv").write_text("lead,at,what,value\n1,2026-01-01,a,5\n1,2026-01-01,b,x\n")
    kinds = (
        Kind("a", "a", (Column("amount", "number", "value"),)),
        Kind("b", "b", (Column("words", "text", "value"),)),
    )
    source = EventSource(Table("file", str(tmp_path / "e.csv")), "lead", "at", "what", kinds)
    rules = 'score "x"\n  +1 when any a where amount is 5\n  +2 when any b where words is "X"\n'
    (tmp_path / "r.score").write_text(
        rules + '\nleads from "l.csv", one per id\n\nevents from "e.csv", of lead, at at, '
        'named what\n  a with amount number from "value"\n  b with words text from "value"\n'
    )
    plan = leadscore.load(tmp_path / "r.score", allow_outside=True).plan
    assert plan.events[0].kinds == source.kinds
    for engine in ("duckdb", "python"):
        summary = run(plan, as_of=datetime(2026, 3, 1, tzinfo=UTC), engine=engine)
        assert summary.rows[0][:2] == ("1", "3")
        assert summary.problems == ()


# ---------------------------------------------------------------- both engines, any data

RULES = """
score "Any data"
  +1   when n is over 0.1 because "a"
  +2   when n is at most 12.5 because "b"
  +4   when n / 3 is at least 0.1 because "c"
  +8   when flag because "d"
  +16  when not flag because "e"
  +32  when day is before 2026-01-02 because "f"
  +64  when seen is over 3 days ago because "g"
  +128 when tags include "a b" because "h"
  +256 when word is "Straße", "ÉCOLE" because "i"
  +512 when n is known because "j"
  +1   for every 2 of total amount of buy, up to 100 points because "k"
  +0.5 for each buy, losing 30% every 2 days because "l"
  +3   when first note of buy is "x" because "m"

leads from "leads", one per key
  n     number unknown for 999
  flag  yes/no unknown for "maybe"
  day   date
  seen  time
  tags  list separated by ";"
  word  text unknown for "n/a"

event buy from "events", of key, at moment
  amount number
  note   text
"""


def pick(rng: random.Random, choices: list[str]) -> str:
    return rng.choice(choices) if rng.random() < 0.8 else ""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_engines_agree_on_any_data(tmp_path: Path, seed: int, ending: str) -> None:
    rng = random.Random(seed)
    words = ["strasse", "STRASSE", "Straße", " école ", "N/A", "=1+1", "x\ny", '"q"', "a,b"]
    with (tmp_path / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["key", "n", "flag", "day", "seen", "tags", "word"])
        for i in range(400):
            out.writerow([
                pick(rng, [str(i), f" {i}", str(i % 50), f"k{i}"]), pick(rng, [*NUMBERS, "999"]),
                pick(rng, YES_NO), pick(rng, MOMENTS), pick(rng, MOMENTS),
                pick(rng, ["a b;c", "A B", ";;", " ; a b "]), pick(rng, words),
            ])  # fmt: skip
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["key", "moment", "amount", "note"])
        for _ in range(2000):
            day, hour = rng.randrange(1, 29), rng.randrange(24)
            out.writerow([
                pick(rng, [str(rng.randrange(60)), f"k{rng.randrange(400)}"]),
                pick(rng, [f"2026-02-{day:02d}T{hour:02d}:30", *MOMENTS]),
                pick(rng, ["1", "2.5", "0.1", "x", "1e3"]), pick(rng, ["x", "X ", "y"]),
            ])  # fmt: skip
    if ending == "parquet":
        typed(tmp_path)
    rules = RULES.replace('"leads"', f'"leads.{ending}"').replace('"events"', f'"events.{ending}"')
    (tmp_path / "r.score").write_text(rules)
    plan = leadscore.load(tmp_path / "r.score", allow_outside=True).plan
    files, told = [], []
    engines: list[Engine] = ["duckdb", "python"]
    for engine in engines:
        out_path = tmp_path / f"{engine}.csv"
        summary = run(
            plan, as_of=datetime(2026, 3, 1, tzinfo=UTC), engine=engine, breakdown=True,
            out=out_path,
        )  # fmt: skip
        files.append([path.read_text() for path in summary.files])
        told.append((summary.problems, summary.events, summary.scores, summary.classes))
    assert files[0] == files[1]
    assert told[0] == told[1]
    assert len({line.split(",")[1] for line in files[0][0].splitlines()}) > 30


TYPED = {
    "leads": """key, TRY_CAST(n AS DOUBLE) AS n, lower(trim(flag)) = 'yes' AS flag,
        TRY_CAST(trim(day) AS DATE) AS day, TRY_CAST(trim(seen) AS TIMESTAMPTZ) AS seen,
        string_split(tags, ';') AS tags, word""",
    "events": """key, TRY_CAST(trim(moment) AS TIMESTAMP_NS) AS moment,
        TRY_CAST(amount AS FLOAT) AS amount, note""",
}


def typed(folder: Path) -> None:
    """The same data with types, in Parquet."""
    with table_duckdb.opened() as session:
        for table, columns in TYPED.items():
            found = open_table(session, folder / f"{table}.csv", "")
            picks = tuple(Pick(i, column) for i, column in enumerate(found.columns))
            load_all(session, found, picks, table)
            target = table_duckdb.literal(str(folder / f"{table}.parquet"))
            session.run(f"COPY (SELECT {columns} FROM {table}) TO {target} (FORMAT parquet)")


def test_columns_may_have_any_name(tmp_path: Path) -> None:
    """None is taken for one of the names that queries use inside."""
    names = ["c0", "r1", "r0", "unread", "place", "k", "n", "t", "kind", "file_row_number", "at_us"]
    header = ",".join(["lead", *names])
    row = ",".join(["a", *(str(i) for i in range(1, len(names) + 1))])
    (tmp_path / "leads.csv").write_text(f"{header}\n{row}\n")
    (tmp_path / "events.csv").write_text(f"{header},moment\n{row},2026-01-01\n")
    columns = "\n".join(f"  {name} number" for name in names)
    rules = "\n".join(f"  +{2**i} when {name} is {i + 1}" for i, name in enumerate(names))
    rules += "\n" + "\n".join(
        f"  +{2 ** (11 + i)} when any e where {name} is {i + 1}" for i, name in enumerate(names)
    )
    (tmp_path / "r.score").write_text(
        f'score "x"\n{rules}\n\nleads from "leads.csv", one per lead\n{columns}\n\n'
        f'event e from "events.csv", of lead, at moment\n{columns}\n'
    )
    plan = leadscore.load(tmp_path / "r.score", allow_outside=True).plan
    as_of = datetime(2026, 3, 1, tzinfo=UTC)
    with table_duckdb.opened() as session:
        for table in ("leads", "events"):
            path = tmp_path / f"{table}.csv"
            target = table_duckdb.literal(str(tmp_path / f"{table}.parquet"))
            source = table_duckdb.literal(str(path))
            session.run(f"COPY (FROM read_csv({source})) TO {target} (FORMAT parquet)")
    for ending in ("csv", "parquet"):
        for engine in ("duckdb", "python"):
            summary = run(
                plan, as_of=as_of, engine=engine, leads=tmp_path / f"leads.{ending}",
                events=[str(tmp_path / f"events.{ending}")],
            )  # fmt: skip
            assert summary.rows[0][:2] == ("a", str(2**22 - 1))
            assert summary.problems == ()
