"""The whole job: tables in, problems told, scores out, whichever engine scores."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from jobs import AS_OF, ENGINES, EVENTS, LEADS, RULES, plan, prepared, refused
from leadscore.compiler.dialects.duckdb import DuckDB
from leadscore.runtime.errors import DataError
from leadscore.runtime.job.run import Engine, in_utc, run, score_table
from leadscore.runtime.output_columns import utc_text
from leadscore.runtime.summary import Bin, Count, bin_width


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


def test_rules_that_sql_cannot_hold_are_told_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DuckDB, "most_columns", 3)
    with pytest.raises(DataError) as told:
        run(plan(folder), as_of=AS_OF, out=folder / "scores.csv")
    assert "DuckDB cannot hold more than 3 columns in one query" in str(told.value)
    assert "`--engine python`" in str(told.value.help)
    assert not (folder / "scores.csv").exists()


# ---------------------------------------------------------------- scores
#
# a1   fit 20 + 10.5 + 1, at most 25; two page views 30; 40 seconds: no whole 60
# ` a1 ` the same lead with other columns: 20 + 10.5 (1e3 employees), no date; the same events
# a2   no number of employees, no date; mail of two days ago 2, of nine days ago 1
# -a9, the lead without a key, a8: 1, 1 and 0 points; =a3 is excluded

SCORES = """\
contact_id,score,fit,engagement,stage,size,excluded,as_of,rules
 a1 ,55,25,30,MQL,Small,,2026-03-01T00:00:00Z,{rules}
a1,55,25,30,MQL,Small,,2026-03-01T00:00:00Z,{rules}
a2,3,0,3,Cold,Small,,2026-03-01T00:00:00Z,{rules}
'-a9,1,1,0,Cold,Small,,2026-03-01T00:00:00Z,{rules}
,1,1,0,Cold,Small,,2026-03-01T00:00:00Z,{rules}
a8,0,0,0,Cold,Small,,2026-03-01T00:00:00Z,{rules}
'=a3,,,,,,Opted out,2026-03-01T00:00:00Z,{rules}
"""

LINES_OF_A1 = """\
a1,fit,VP,1,20
a1,fit,Large,1,10.5
a1,fit,Old,1,1
a1,fit,limit of fit,1,-6.5
a1,engagement,Looked,2,30
a1,engagement,Read mail,0,0
a1,engagement,Time,0,0
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_scores_as_csv(folder: Path, engine: Engine) -> None:
    rules = plan(folder)
    out = folder / "scores.csv"
    summary = run(rules, as_of=AS_OF, engine=engine, breakdown=True, out=out)
    assert out.read_bytes().decode() == SCORES.format(rules=rules.fingerprint)
    lines = (folder / "scores.breakdown.csv").read_text()
    assert lines.startswith("contact_id,group,rule,count,points\n a1 ,fit,VP,1,20\n")
    assert LINES_OF_A1 in lines
    assert summary.files == (out, folder / "scores.breakdown.csv")
    assert summary.guarded == 2
    assert summary.leads == 7


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_engines_write_the_same_bytes(folder: Path, ending: str) -> None:
    files = []
    for engine in ENGINES:
        out = folder / f"{engine}.{ending}"
        run(plan(folder), as_of=AS_OF, engine=engine, breakdown=True, out=out)
        files.append([out.read_bytes(), (folder / f"{engine}.breakdown.{ending}").read_bytes()])
    assert files[0] == files[1]
    assert all(files[0])


@pytest.mark.parametrize("engine", ENGINES)
def test_lines_of_a_breakdown_add_up(folder: Path, engine: Engine) -> None:
    out = folder / "scores.jsonl"
    run(plan(folder), as_of=AS_OF, engine=engine, breakdown=True, out=out)
    sums: dict[str | None, float] = {}
    for line in (folder / "scores.breakdown.jsonl").read_text().splitlines():
        row = json.loads(line)
        sums[row["contact_id"]] = sums.get(row["contact_id"], 0) + row["points"]
    scores = [json.loads(line) for line in out.read_text().splitlines()]
    assert {row["contact_id"]: row["score"] for row in scores if row["score"] is not None} == sums


def test_scores_as_json_lines(folder: Path) -> None:
    rules = plan(folder, RULES.replace("at most 25 points", "at most 25.25 points"))
    run(rules, as_of=AS_OF, out=folder / "scores.jsonl")
    first, *_, last = (folder / "scores.jsonl").read_text().splitlines()
    assert first == (
        '{"contact_id":" a1 ","score":55.25,"fit":25.25,"engagement":30,"stage":"MQL",'
        f'"size":"Small","excluded":null,"as_of":"2026-03-01T00:00:00Z","rules":"{rules.fingerprint}"}}'
    )
    assert last.startswith('{"contact_id":"=a3","score":null,')


def test_scores_as_parquet(folder: Path) -> None:
    run(plan(folder), as_of=AS_OF, out=folder / "scores.parquet")
    found = duckdb.sql(f"SELECT * FROM '{folder / 'scores.parquet'}'")
    assert dict(zip(found.columns, map(str, found.types), strict=True)) == {
        "contact_id": "VARCHAR", "score": "DECIMAL(18,1)", "fit": "DECIMAL(18,1)",
        "engagement": "DECIMAL(18,1)", "stage": "VARCHAR", "size": "VARCHAR",
        "excluded": "VARCHAR", "as_of": "TIMESTAMP WITH TIME ZONE", "rules": "VARCHAR",
    }  # fmt: skip
    moment, *_ = duckdb.sql(f"SELECT epoch_us(as_of) FROM '{folder / 'scores.parquet'}'").fetchall()
    assert moment == (1772323200000000,)
    row = found.select("contact_id", "score", "stage").fetchall()[1]
    assert row == ("a1", Decimal("55.0"), "MQL")


# ---------------------------------------------------------------- what a run tells


@pytest.mark.parametrize("engine", ENGINES)
def test_problems_are_counted_with_examples(folder: Path, engine: Engine) -> None:
    summary = run(plan(folder), as_of=AS_OF, engine=engine)
    assert [str(problem) for problem in summary.problems] == [
        "1 row has fewer cells than the header of leads.csv; the rest is unknown",
        "1 lead of leads.csv without a key in column `contact_id`, row 6",
        (
            "1 row of leads.csv with a key that an earlier row has already: each is scored, "
            "with the same events, row 5: `…`"
        ),
        (
            "1 value in column `employees` of leads.csv cannot be read as a number: "
            "unknown to the rules, row 3: `n/a`"
        ),
        (
            "1 value in column `opted_out` of leads.csv cannot be read as yes or no: "
            "unknown to the rules, row 5: `maybe`"
        ),
        (
            "2 values in column `created` of leads.csv cannot be read as a date: "
            "unknown to the rules, row 3: `01/02/2026`, row 5: `2026-02-30`"
        ),
        "1 event of events.csv of kinds that no rule reads: `Mystery` (1)",
        "1 event of events.csv without a lead in column `contact_id`, row 5",
        "1 event of events.csv of 1 lead that leads.csv does not have, row 4: `…`",
        (
            "1 value in column `occurred_at` of events.csv cannot be read as a time: "
            "unknown to the rules, row 7: `yesterday`"
        ),
        "1 event of events.csv without a time in column `occurred_at`, row 8",
        "1 event of events.csv later than 2026-03-01T00:00:00Z, so not counted",
        (
            "1 value in column `seconds` of events.csv cannot be read as a number: "
            "unknown to the rules, row 3: `abc`"
        ),
    ]
    assert [problem.kind for problem in summary.problems if not problem.serious] == [
        "short row", "undeclared", "later",
    ]  # fmt: skip


def test_keys_are_never_told_in_full(folder: Path) -> None:
    (folder / "leads.csv").write_text(
        "contact_id,Job Title,employees,opted_out,created\n" + "ann@acme.io,,,,\n" * 2
    )
    (folder / "events.csv").write_text(
        "contact_id,activity,occurred_at,path,seconds\nbob@acme.io,email_open,2026-01-01,,\n"
    )
    told = "\n".join(str(problem) for problem in run(plan(folder), as_of=AS_OF).problems)
    assert "`ann…`" in told
    assert "`bob…`" in told
    assert "@" not in told


def test_values_that_mean_unknown_are_no_problem(folder: Path) -> None:
    rules = RULES.replace("created    date", 'created    date unknown for "01/02/2026"')
    problems = run(plan(folder, rules), as_of=AS_OF).problems
    assert [(p.rows, p.examples[0].row) for p in problems if p.column == "created"] == [(1, 5)]


def test_a_summary_counts(folder: Path) -> None:
    summary = run(plan(folder), as_of=AS_OF, shown=2)
    assert summary.columns[:3] == ("contact_id", "score", "fit")
    assert [row[:3] for row in summary.rows] == [(" a1 ", "55", "25"), ("a1", "55", "25")]
    assert [(c.name, c.values) for c in summary.classes] == [
        ("stage", (Count("MQL", 2), Count("Cold", 4))),
        ("size", (Count("Big", 0), Count("Small", 6))),
    ]
    assert summary.excluded == (Count("Opted out", 1),)
    assert summary.events == (Count("page_view", 2), Count("email_open", 2))
    assert summary.scores is not None
    assert (summary.scores.lowest, summary.scores.median, summary.scores.highest) == (0, 1, 55)
    assert summary.scores.bins[0] == Bin(Decimal(0), Decimal(5), 4)
    assert summary.scores.bins[-1] == Bin(Decimal(55), Decimal(60), 2)
    assert sum(bin_.leads for bin_ in summary.scores.bins) == 6
    assert bin_width(-7, 12) == 1
    assert bin_width(-8, 12) == 2


def test_no_leads_no_scores(folder: Path) -> None:
    (folder / "leads.csv").write_text(LEADS.splitlines()[0] + "\n")
    summary = run(plan(folder), as_of=AS_OF, out=folder / "scores.csv")
    assert (summary.leads, summary.scores, summary.rows) == (0, None, ())
    assert len((folder / "scores.csv").read_text().splitlines()) == 1


def test_a_strict_run_refuses_and_writes_nothing(folder: Path) -> None:
    out = folder / "scores.csv"
    out.write_text("old")
    error = refused(folder, strict=True, out=out)
    assert error.message == "the data has 10 kinds of problems, and the run is strict"
    assert "- 1 value in column `employees` of leads.csv cannot be read as a number" in error.help
    assert "later" not in error.help
    assert out.read_text() == "old"
    clean = "\n".join(LEADS.splitlines()[i] for i in (0, 1)) + "\n"
    (folder / "leads.csv").write_text(clean)
    (folder / "events.csv").write_text("\n".join(EVENTS.splitlines()[:2]) + "\n")
    run(plan(folder), as_of=AS_OF, strict=True, out=out)
    assert "a1,56,25,30" not in out.read_text()
    assert "a1,40,25,15" in out.read_text()


def test_moments() -> None:
    assert in_utc(datetime(2026, 3, 1)) == AS_OF
    assert in_utc(datetime(2026, 3, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == AS_OF
    assert utc_text(AS_OF.replace(microsecond=120_000)) == "2026-03-01T00:00:00.12Z"
    assert utc_text(AS_OF) == "2026-03-01T00:00:00Z"


@pytest.mark.parametrize("engine", ENGINES)
def test_as_of_is_a_moment_whatever_its_zone(folder: Path, engine: Engine) -> None:
    zoned = AS_OF.astimezone(timezone(timedelta(hours=-8)))
    rows = [run(plan(folder), as_of=a, engine=engine).rows for a in (AS_OF, zoned)]
    assert rows[0] == rows[1]
    assert rows[0][0][7] == "2026-03-01T00:00:00Z"


def test_progress_is_told(folder: Path) -> None:
    steps: list[str] = []
    run(plan(folder), as_of=AS_OF, progress=lambda step, share: steps.append(step))
    assert list(dict.fromkeys(steps)) == [
        "reading leads.csv", "reading events.csv", "checking the data", "scoring",
    ]  # fmt: skip


# ---------------------------------------------------------------- data of other shapes


@pytest.mark.parametrize("engine", ENGINES)
def test_typed_data_and_several_files(folder: Path, engine: Engine) -> None:
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT * FROM (VALUES (7, 'VP', 150.5, true, DATE '2026-01-01'), "
        "(8, 'VP', 99.5, false, DATE '2026-02-01'), (10, NULL, NULL, NULL, NULL)) "
        f"t(contact_id, \"Job Title\", employees, opted_out, created)) TO '{folder / 'l.parquet'}'"
    ).fetchall()
    con.execute(
        "COPY (SELECT '8' AS contact_id, TIMESTAMPTZ '2026-02-28 10:00:00+02' AS occurred_at, "
        f"'/a' AS path, 30::UTINYINT AS seconds FROM range(2)) TO '{folder / 'v.parquet'}'"
    ).fetchall()
    (folder / "o.jsonl").write_text(
        '{"contact_id": 8, "occurred_at": "2026-02-28T10:00:00+02:00", "activity": "email_open"}\n'
        '{"contact_id": 8, "occurred_at": "2026-02-28T10:00:00+02:00", "activity": "other"}\n'
    )
    out = folder / "scores.jsonl"
    events = [f"page_view={folder / 'v.parquet'}", f"email_open={folder / 'o.jsonl'}"]
    summary = run(
        plan(folder), as_of=AS_OF, engine=engine, leads=folder / "l.parquet", events=events, out=out
    )
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["contact_id"], row["score"], row["excluded"]) for row in found] == [
        (8, 20 + 30 + 2 + 4, None), (10, 0, None), (7, None, "Opted out"),
    ]  # fmt: skip
    assert summary.events == (Count("page_view", 2), Count("email_open", 1))
    assert [problem.kind for problem in summary.problems] == ["undeclared"]


@pytest.mark.parametrize("engine", ENGINES)
def test_typed_values_can_be_unreadable_too(folder: Path, engine: Engine) -> None:
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT * FROM (VALUES (1, 'nan'::DOUBLE, 1, DATE '2026-01-01'), "
        "(2, 'inf', 7, DATE '12026-01-01'), (3, 1e18, 0, NULL), (4, 5, NULL, 'infinity')) "
        "t(contact_id, employees, opted_out, created)) "
        f"TO '{folder / 'l.parquet'}'"
    ).fetchall()
    con.execute(
        "COPY (SELECT 1 AS contact_id, 'PageView' AS activity, 1772000000 AS occurred_at, "
        f"'/a' AS path, 9::UTINYINT AS seconds) TO '{folder / 'e.parquet'}'"
    ).fetchall()
    rules = plan(folder, RULES.replace('text  from "Job Title"', 'text  from "contact_id"'))
    summary = run(
        rules, as_of=AS_OF, engine=engine, leads=folder / "l.parquet",
        events=[str(folder / "e.parquet")],
    )  # fmt: skip
    assert [(p.column, p.rows, [e.row for e in p.examples]) for p in summary.problems] == [
        ("employees", 3, [1, 2, 3]),
        ("opted_out", 1, [2]),
        ("created", 2, [2, 4]),
        ("occurred_at", 1, [1]),
    ]
    assert summary.events == (Count("page_view", 0), Count("email_open", 0))
    assert [row[:2] for row in summary.rows] == [("2", "0"), ("3", "0"), ("4", "0"), ("1", None)]


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_that_are_too_large_name_their_lead(folder: Path, engine: Engine) -> None:
    rules = """
score "Large"
  +1 when employees * employees * employees is over 5 because "Cube"

leads from "leads.csv", one per contact_id
  employees  number
"""
    (folder / "leads.csv").write_text("contact_id,employees\nann@acme.io,99999999999\n")
    with pytest.raises(DataError) as caught:
        run(plan(folder, rules), as_of=AS_OF, engine=engine)
    assert caught.value.message == "a product has more than 18 digits for lead `ann…`"


def test_the_key_may_not_be_named_like_a_result(folder: Path) -> None:
    rules = RULES.replace("contact_id", "Stage")
    (folder / "leads.csv").write_text(LEADS.replace("contact_id", "Stage"))
    (folder / "events.csv").write_text(EVENTS.replace("contact_id", "Stage"))
    with pytest.raises(DataError, match="the leads' key `Stage` has the name of a column"):
        run(plan(folder, rules), as_of=AS_OF)


def test_cells_that_a_spreadsheet_would_run_are_guarded(folder: Path) -> None:
    keys = ["=1+1", "@a", "\tb", "\rc", "-5", "+3.5", "-x", "+1 2", "-1e5", "a=b", "-"]
    rows = [f'"{key}",,,,' for key in keys]
    (folder / "leads.csv").write_text("\n".join([LEADS.splitlines()[0], *rows]), newline="")
    summary = run(plan(folder), as_of=AS_OF, out=folder / "scores.csv")
    with (folder / "scores.csv").open(newline="") as file:
        written = {row[0] for row in csv.reader(file)} - {"contact_id"}
    plain = {"-5", "+3.5", "a=b"}
    assert written == plain | {f"'{key}" for key in keys if key not in plain}
    assert summary.guarded == 8
    run(plan(folder), as_of=AS_OF, out=folder / "scores.jsonl")
    found = [json.loads(line) for line in (folder / "scores.jsonl").read_text().splitlines()]
    assert {row["contact_id"] for row in found} == set(keys)


def test_a_heading_that_a_spreadsheet_would_run_is_guarded(folder: Path) -> None:
    rules = RULES.replace("one per contact_id", 'one per "=cmd"')
    (folder / "leads.csv").write_text(LEADS.replace("contact_id", "=cmd"))
    run(plan(folder, rules), as_of=AS_OF, out=folder / "scores.csv")
    assert (folder / "scores.csv").read_text().startswith("'=cmd,score,")


# ---------------------------------------------------------------- Arrow in, Arrow out


class Stream:
    """A table that can be read once."""

    def __init__(self, query: str) -> None:
        self.con = duckdb.connect()
        self.relation = self.con.sql(query)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.relation.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("engine", ENGINES)
def test_arrow_tables_are_scored(folder: Path, engine: Engine) -> None:
    leads = Stream(
        "SELECT range AS contact_id, 'VP' AS \"Job Title\", 120.5 AS employees, "
        "false AS opted_out, NULL::DATE AS created FROM range(3)"
    )
    events = Stream(
        "SELECT 1 AS contact_id, 'PageView' AS activity, TIMESTAMP '2026-02-28' AS occurred_at, "
        "'/' AS path, 60 AS seconds"
    )
    scored = score_table(plan(folder), leads, events, AS_OF, engine=engine)
    con = duckdb.connect()
    con.register("scored", scored)
    for _ in range(2):
        found = con.execute("SELECT contact_id, score, stage FROM scored").fetchall()
        assert found == [
            (1, Decimal("44.0"), "MQL"), (0, Decimal("25.0"), "Cold"), (2, Decimal("25.0"), "Cold"),
        ]  # fmt: skip
    assert len(scored) == 3
    assert scored.columns[:2] == ("contact_id", "score")


def test_arrow_tables_by_kind_of_event(folder: Path) -> None:
    leads = Stream("SELECT 1 AS contact_id, 'x' AS \"Job Title\", 1 AS employees, "
                   "false AS opted_out, NULL::DATE AS created")  # fmt: skip
    opens = Stream("SELECT 1 AS contact_id, DATE '2026-02-28' AS occurred_at")
    views = Stream("SELECT 1 AS contact_id, DATE '2026-02-28' AS occurred_at, '/' AS path, "
                   "1 AS seconds FROM range(2)")  # fmt: skip
    scored = score_table(plan(folder), leads, {"email_open": opens, "page_view": views}, AS_OF)
    con = duckdb.connect()
    con.register("scored", scored)
    found = con.execute("SELECT contact_id, score FROM scored").fetchall()
    assert found == [(1, Decimal("32.0"))]
