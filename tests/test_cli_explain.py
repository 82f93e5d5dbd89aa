"""`leadscore explain` and `leadscore sql` as users type them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from extras import need
from project import invoke, write_starter

AT = ("--as-of", "2026-03-01")


@pytest.fixture(autouse=True)
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_starter(tmp_path))
    (tmp_path / "data/leads.csv").write_text(
        "lead_id,email,Job Title,industry,employees\n"
        "L1,ann@acme.example,VP Sales,,120\n"
        "L2,me@ourcompany.example,CEO,,\n",
        "utf-8",
    )
    (tmp_path / "data/events.csv").write_text(
        "lead_id,at,activity,campaign,path\n"
        "L1,2026-02-20 09:30,email_open,Demo tour,\n"
        "L1,2026-02-20 10:30,email_open,Demo tour,\n"
        "L1,2026-02-20 11:30,email_open,Demo tour,\n"
        "L1,2026-01-20 11:30,email_open,News,\n"
        "L1,2026-02-27 08:00,page_view,,/pricing/teams\n"
        "L1,2026-03-02 08:00,demo_request,,\n",
        "utf-8",
    )
    return tmp_path


def test_the_breakdown_with_the_events_behind_it() -> None:
    told = invoke("explain", "rules.score", "L1", *AT)
    assert told.exit_code == 0, told.output
    assert (
        told.stdout
        == """L1 as of 2026-03-01 00:00 UTC

fit  Who they are: 40
  +20  Decision maker
  +10  Named account
    0  Industry: otherwise
  +10  Size: for 10 to 249
engagement  What they did: 20
   +5  Opened emails, 3 times, limited from +7
         2026-02-20 11:30  email_open
         2026-02-20 10:30  email_open
         2026-02-20 09:30  email_open
         and 1 earlier
  +15  Looked at prices
         2026-02-27 08:00  page_view  path /pricing/teams
score: 60
stage MQL

what would reach SQL
  Raised a hand: Read a whitepaper (+20) would make it 80: SQL
         by 1 whitepaper_download
  Raised a hand: Asked for a demo (+40) would make it 100: SQL
         by 1 demo_request
  Clicked on a demo (+20) would make it 80: SQL
         by 2 email_click with campaign "demo"
"""
    )


def test_events_of_one_minute_are_told_to_the_second(tmp_path: Path) -> None:
    with (tmp_path / "data/events.csv").open("a") as events:
        events.write("L1,2026-02-27 08:00:01.5,page_view,,/pricing\n")
    told = invoke("explain", "rules.score", "L1", *AT).stdout
    assert (
        """  +15  Looked at prices
         2026-02-27 08:00:01  page_view  path /pricing
         2026-02-27 08:00:00  page_view  path /pricing/teams
"""
        in told
    )
    assert "2026-02-20 11:30  email_open\n" in told


def test_a_lead_of_the_first_stage(tmp_path: Path) -> None:
    with (tmp_path / "data/events.csv").open("a") as events:
        events.write("L1,2026-02-27 09:00,demo_request,,\n")
    told = invoke("explain", "rules.score", "L1", *AT).stdout
    assert told.endswith("stage SQL\n\nno stage stands above this one\n")


def test_an_excluded_lead() -> None:
    told = invoke("explain", "rules.score", "L2", *AT)
    assert told.stdout.endswith("\n\nexcluded: Our own people\n")


def test_day_by_day() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "12d", "--ahead", "30d").stdout
    shown = told.partition("the last 12 days and the next 30\n")[2]
    *_, dates = shown.partition("  If nothing")[0].splitlines()
    assert dates.split() == ["2026-02-17", "2026-03-31"]
    assert (
        shown[shown.index("  If nothing") :]
        == """  If nothing happens, it is Nurture from 2026-03-14 on.
  2026-02-17  42  Nurture
  2026-02-20  41  Nurture   -1  Opened emails: as time passes
  2026-02-21  45  Nurture   +4  Opened emails: 3 email_open
  2026-02-28  60  MQL      +15  Looked at prices: page_view
  2026-03-14  45  Nurture  -15  Looked at prices: as time passes
  2026-03-23  43  Nurture   -2  Opened emails: as time passes
"""
    )


CAME = """lead_id,email,Job Title,industry,employees,Entry,noted
L0,,,,,2026-01-01,
L1,ann@acme.example,VP Sales,,120,{},
"""


@pytest.mark.parametrize(
    ("came", "began", "told"),
    [
        pytest.param(
            "2026-02-20", ("2026-02-20", 41),
            "It came in on 2026-02-20 00:00 UTC (Entry), and has no score before.",
            id="at that very moment",
        ),
        pytest.param(
            "2026-02-20T01:00:00.000001+01:00", ("2026-02-21", 45),
            "It came in on 2026-02-20 00:00 UTC (Entry), and has no score before.",
            id="a microsecond later",
        ),
        pytest.param("2026-02-16", ("2026-02-17", 42), "", id="before the days begin"),
        pytest.param(
            "", ("2026-02-17", 42),
            "It has no time in Entry; so it counts as if it had been there all the time.",
            id="nobody knows",
        ),
        pytest.param(
            "soon", ("2026-02-17", 42),
            "Its Entry is no time: soon; so it counts as if it had been there all the time.",
            id="no time",
        ),
    ],
)  # fmt: skip
def test_days_begin_when_the_lead_came_in(
    tmp_path: Path, came: str, began: tuple[str, int], told: str
) -> None:
    """On 17 February it has 42 points, on the 20th 41, and on the 21st 45: see above."""
    (tmp_path / "data/leads.csv").write_text(CAME.format(came), "utf-8")
    asked = ("explain", "rules.score", "L1", *AT, "--over", "12d", "--came-at", "entry")
    shown = invoke(*asked).stdout
    number = 2 + 28 - int(began[0][-2:])
    assert f"\nthe last {number - 1} days\n" in shown
    assert re.findall("^  (It.*)$", shown, re.MULTILINE) == [told] * bool(told)
    assert f"\n  {began[0]}  {began[1]}  Nurture\n" in shown
    found = json.loads(invoke(*asked, "--format", "json").stdout)
    assert len(found["days"]) == number
    assert found["days"][0]["as_of"] == f"{began[0]}T00:00:00+00:00"
    assert found["came"]["column"] == "Entry"


def test_when_the_lead_came_in_is_told_on_its_page(tmp_path: Path) -> None:
    (tmp_path / "data/leads.csv").write_text(CAME.format("2026-02-21 06:30"), "utf-8")
    asked = ("explain", "rules.score", "L1", *AT, "--over", "12d", "--came-at", "Entry")
    page = invoke(*asked, "--format", "markdown").stdout
    line = "It came in on 2026-02-21 06&#58;30 UTC (<code>Entry</code>), and has no score before.\n"
    assert f"## The last 7 days\n\n{line}" in page
    assert "| 2026-02-22 | 45 | Nurture |" in page
    assert "2026-02-21 |" not in page


def test_a_lead_that_came_in_today_has_one_day(tmp_path: Path) -> None:
    (tmp_path / "data/leads.csv").write_text(CAME.format("2026-03-01"), "utf-8")
    asked = ("explain", "rules.score", "L1", *AT, "--over", "12d", "--came-at", "Entry")
    assert invoke(*asked).stdout.endswith("""
day by day
  It came in on 2026-03-01 00:00 UTC (Entry), and has no score before.
  2026-03-01  60  MQL
""")
    assert "Score over time" not in invoke(*asked, "--format", "markdown").stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--over", "9d", "--came-at", "Entry"),
         "the lead `…` came in on 2026-03-01 00:01 UTC and has no score before, so none as of "
         "2026-03-01 00:00 UTC"),
        (("--over", "9d", "--came-at", "Entyr"), "did you mean `Entry`?"),
        (("--over", "9d", "--came-at", "Job Title"),
         "no value of the column `Job Title` is a time: it says `VP Sales`\n"
         "  name a column with times such as 2026-03-01 or 2026-03-01 14:30\n"),
        (("--ahead", "9d", "--came-at", "Entry"), "say how many: `--over 90d`"),
    ],
)  # fmt: skip
def test_no_days_before_the_lead_came_in(
    tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "data/leads.csv").write_text(CAME.format("2026-03-01 00:01"), "utf-8")
    found = invoke("explain", "rules.score", "L1", *AT, *options)
    assert (found.exit_code, found.stdout) == (2, "")
    assert told in found.stderr


def test_the_curve_has_the_names_of_the_stages_beside_it() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "12d", "--ahead", "3d").stdout
    shown = told.partition("the last 12 days and the next 3\n")[2].splitlines()
    # Six rows from 0 to 80: 60 points fill four and a half, 42 three and a sliver.
    assert shown[:4] == [
        "      SQL 80               │",
        "                         ▅▅│▅▅▅",
        "      MQL 50  ▂▂▂▁▄▄▄▄▄▄▄██│███",
        "              █████████████│███",
    ]


def test_more_days_than_a_line_has_room_for() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "3000d").stdout
    assert max(map(len, told.splitlines())) <= 100


def test_more_days_than_can_be_asked_for() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "5000d")
    assert "`5000d` is not from 1 to 3,660 days" in told.stderr
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "soon")
    assert "`soon` is not a number of days such as 90d" in told.stderr


@pytest.mark.parametrize("days", [("--over", "3660d"), ("--ahead", "10d")])
def test_days_outside_of_the_calendar(days: tuple[str, str]) -> None:
    at = "0005-01-01" if days[0] == "--over" else "9999-12-30"
    told = invoke("explain", "rules.score", "L1", "--as-of", at, *days)
    assert told.exit_code == 2
    assert "these days begin before the calendar does, or end after it" in told.stderr


def test_a_page_markdown_and_json_in_files(starter: Path) -> None:
    need("vl_convert", "report")
    outs = [f"-oout.{ending}" for ending in ("html", "md", "json")]
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "9d", *outs)
    assert (told.exit_code, told.stdout) == (0, "")
    page = (starter / "out.html").read_text("utf-8")
    assert "<svg" in page
    assert not re.findall(r'(?:src|href)="(?!#)[^"]', page)
    text = (starter / "out.md").read_text("utf-8")
    assert "| 2026-02-28 | 60 | MQL | +15 | Looked at prices: page&#95;view |" in text
    clicked = '| Clicked on a demo (+20) | 2 email&#95;click with campaign "demo" | 80 | SQL |'
    assert clicked in text
    found = json.loads((starter / "out.json").read_text("utf-8"))
    assert len(found["days"]) == 10
    assert found["days"][-2]["moves"] == [
        {"group": "engagement", "rule": "Looked at prices", "points": 15, "why": "events",
         "events": [{"at": "2026-02-27T08:00:00+00:00", "event": "page_view",
                     "path": "/pricing/teams"}]},
    ]  # fmt: skip
    assert found["bars"][-1] == {"stage": "SQL", "score": 80, "alone": True}


def test_markdown_on_stdout_and_a_wrong_ending() -> None:
    told = invoke("explain", "rules.score", "L2", *AT, "--format", "markdown", "--over", "3d")
    assert told.stdout.startswith("# L2: excluded, Our own people\n")
    told = invoke("explain", "rules.score", "L1", *AT, "-o", "out.pdf")
    assert told.exit_code == 2
    assert "end it in .html, .md or .json" in told.stderr


def test_json_for_programs() -> None:
    found = json.loads(
        invoke("explain", "rules.score", "L1", *AT, "--over", "1w", "--format", "json").stdout
    )
    assert (found["key"], found["score"], found["stage"], found["fit"]) == ("L1", 60, "MQL", 40)
    opened = next(line for line in found["breakdown"] if line["rule"] == "Opened emails")
    assert (opened["count"], opened["points"], len(opened["events"])) == (3, 5, 4)
    assert opened["events"][0]["at"] == "2026-02-20T11:30:00+00:00"
    assert found["next"]["stage"] == "SQL"
    assert found["next"]["changes"][1] == {
        "score": 100, "stage": "SQL",
        "steps": [{"group": "engagement", "rule": "Raised a hand", "row": "Asked for a demo",
                   "gain": 40}],
        "by": [{"columns": {}, "events": [{"event": "demo_request"}], "times": 1}],
    }  # fmt: skip
    assert len(found["days"]) == 8


def test_set_moves_the_bar() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--set", "mql_bar=70").stdout
    assert "stage Nurture" in told
    assert "what would reach MQL" in told


def test_numbers_that_are_too_large(starter: Path) -> None:
    (starter / "x.score").write_text(
        'leads from "x.csv", one per id\n  n number\n\nscore "x"\n  +1 when n * n is over 1\n',
        "utf-8",
    )
    (starter / "x.csv").write_text("id,n\nsecretkey,999999999999999999\n", "utf-8")
    told = invoke("explain", "x.score", "secretkey")
    assert told.exit_code == 2
    assert "has more than 18 digits for lead `sec…`" in told.stderr


# ---------------------------------------------------------------- sql


def test_the_statement_gives_the_scores() -> None:
    told = invoke("sql", "rules.score", *AT)
    assert told.exit_code == 0
    found = duckdb.sql(told.stdout).project('"lead_id", score, stage, excluded').fetchall()
    assert found == [("L1", 60, "MQL", None), ("L2", None, None, "Our own people")]


def test_a_view_of_the_breakdown_in_a_file(starter: Path) -> None:
    told = invoke(
        "sql", "rules.score", "--shape", "view", "--name", "lines", "--breakdown", *AT,
        "-o", "lines.sql",
    )  # fmt: skip
    assert (told.exit_code, told.stdout) == (0, "")
    with duckdb.connect() as con:
        con.execute((starter / "lines.sql").read_text("utf-8"))
        (points,) = con.sql(
            "SELECT points FROM lines WHERE rule = 'Opened emails' AND lead_id = 'L1'"
        ).fetchall()
    assert points == (5,)


def test_the_moment_may_be_bound_later() -> None:
    told = invoke("sql", "rules.score", "--as-of", "parameter")
    assert re.search(r"\$as_of\b", told.stdout)
    assert "as of the moment of the query" in invoke("sql", "rules.score").stdout
