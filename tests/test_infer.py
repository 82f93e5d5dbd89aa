"""A first look at data: good guesses, and names that the language takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from leadscore.dsl.parse.parser import parse
from leadscore.dsl.source import Source
from leadscore.runtime.errors import DataError
from leadscore.runtime.infer import GuessedKind, guess
from leadscore.runtime.infer.columns import GuessedColumn
from leadscore.runtime.infer.names import rule_names

LEADS = """\
Lead ID,E-mail,Job Title,Employees,Opted out,Created,Seen,Interests,City,Days,Zip,Flag,When,Note
1,a@x.io,CEO,10,Yes,2026-01-01,2026-01-01T10:00:00Z,api;pricing,Select,999,01234,1,1/2/26,
2,b@x.io,CTO,"250",No,2026-01-02,2026-01-02 11:00,api,Berlin,5,99999,0,1/3/26,N/A
3,c@x.io,CEO,1.5,no,2026-01-03,2026-01-03,pricing; seo,Berlin,999,10115,0,1/4/26,x
4,d@x.io,CTO,n/a,Yes,,2026-01-04T10:00+02:00,api;seo,Paris,7,10117,1,1/5/26,a b
5,e@x.io,CEO,,Yes,2026-01-05,,seo,-,12,10119,0,1/6/26,c d
"""


def columns(folder: Path, text: str = LEADS) -> dict[str, GuessedColumn]:
    (folder / "leads.csv").write_text(text)
    return {column.name: column for column in guess(folder / "leads.csv").leads.columns}


def test_types_are_guessed(tmp_path: Path) -> None:
    found = columns(tmp_path)
    assert {name: column.type for name, column in found.items()} == {
        "e_mail": "text", "job_title": "text", "employees": "number", "opted_out": "yes/no",
        "created": "date", "seen": "time", "interests": "list", "city": "text", "days_value":
        "number", "zip": "text", "flag": "yes/no", "when": "text", "note": "text",
    }  # fmt: skip
    assert found["interests"].separator == ";"
    assert found["interests"].values == (("api", 3), ("seo", 3), ("pricing", 2))
    assert found["when"].remark == (
        "dates such as `1/2/26` (row 2): write the year first, 2026-03-01"
    )
    assert found["job_title"].values == (("CEO", 3), ("CTO", 2))


def test_values_that_mean_unknown_are_suspected(tmp_path: Path) -> None:
    found = columns(tmp_path)
    assert found["city"].unknown_for == ("-", "Select")
    assert found["city"].values == (("Berlin", 2), ("Paris", 1))
    assert found["days_value"].unknown_for == ("999",)
    assert found["note"].unknown_for == ("N/A", "x")


def test_a_number_with_texts_for_unknown_is_a_number(tmp_path: Path) -> None:
    assert columns(tmp_path)["employees"].type == "number"
    assert columns(tmp_path)["employees"].unknown_for == ()
    assert columns(tmp_path, LEADS.replace("1.5", "many"))["employees"].type == "text"


NUMBERS = [
    (["5.000", "80"], "text", "numbers such as `5.000` (row 2): write 5000"),
    (["0.125", "1.250"], "number", ""),
    (["1.5", "1.250"], "number", ""),
    (["12,5", "3"], "text", "numbers such as `12,5` (row 2): write 12.5"),
    (["80", "5,000"], "text", "numbers such as `5,000` (row 3): write 5000"),
    (["$1,250", "$80"], "text", "numbers such as `$1,250` (row 2): write 1250"),
    (["01067", "10115"], "text", ""),
]


@pytest.mark.parametrize(("cells", "type_", "remark"), NUMBERS)
def test_numbers_in_other_forms(cells: list[str], type_: str, remark: str, tmp_path: Path) -> None:
    rows = "".join(f'k{n},"{cells[n % 2]}"\n' for n in range(8))
    found = columns(tmp_path, f"id,size\n{rows}")["size"]
    assert (found.type, found.remark) == (type_, remark)


@pytest.mark.parametrize(
    ("header", "rows", "key"),
    [
        ("n,Lead ID", ["1,a", "2,b"], "Lead ID"),
        ("n,name", ["1,a", "2,a"], "n"),
        ("email,name", [*(f"{i}@x.io,a" for i in range(9)), ",a"], "email"),
        ("a,b", ["1,1", "1,1"], None),
        ("score_of,created", ["1,2026-01-01", "1,2026-01-02"], None),
    ],
)
def test_the_key_is_guessed(tmp_path: Path, header: str, rows: list[str], key: str | None) -> None:
    (tmp_path / "leads.csv").write_text("\n".join([header, *rows]) + "\n")
    assert guess(tmp_path / "leads.csv").leads.key == key


def test_events_are_guessed(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id,title\n1,a\n2,b\n3,c\n")
    (tmp_path / "events.csv").write_text(
        "no,person,Activity,happened,path,seconds\n"
        "7,1,Page View,2026-01-01 10:00,/a,5\n"
        "8,1,page view,2026-01-01 10:00,/b,\n"
        "9,2,Mail,2026-01-02 10:00,,\n"
    )
    events = guess(tmp_path / "leads.csv", tmp_path / "events.csv").events
    assert events is not None
    assert (events.lead, events.at, events.named) == ("person", "happened", "Activity")
    assert events.kinds == (
        GuessedKind("page_view", "Page View", 2, ("no", "path", "seconds")),
        GuessedKind("mail", "Mail", 1, ("no",)),
    )
    assert [column.source for column in events.columns] == ["no", "path", "seconds"]


@pytest.mark.parametrize(
    ("header", "rows", "lead", "share"),
    [
        # Called like the key: one event of these leads is enough, though `size` always fits.
        ("size,number", ["1,2", "2,99", "1,99", "3,98"], "number", 0.25),
        # But a number of its own for every event may just count them.
        ("number,who", ["1,2", "7,2", "8,1", "9,3"], "who", 1.0),
        ("number,who", ["1,98", "7,98", "8,99", "9,99"], "number", 0.25),
        # A number under another name fits by chance, a text does not.
        ("size,made", ["1,2", "9,99", "8,99", "7,98"], None, 0.0),
        ("size,customer", ["1,2", "9,99", "8,99", "7,98"], "customer", 0.25),
        ("size,customer", ["8,99", "9,99"], "customer", 0.0),
    ],
)
def test_whose_events_they_are(
    tmp_path: Path, header: str, rows: list[str], lead: str | None, share: float
) -> None:
    (tmp_path / "leads.csv").write_text("Number,title\n1,a\n2,b\n3,c\n")
    lines = [f"{row},2026-01-01 10:00" for row in rows]
    (tmp_path / "events.csv").write_text("\n".join([f"{header},at", *lines]) + "\n")
    events = guess(tmp_path / "leads.csv", tmp_path / "events.csv", key="number").events
    assert events is not None
    assert (events.lead, events.share) == (lead, share)


def test_keys_that_are_texts_need_no_name(tmp_path: Path) -> None:
    """Two of twenty leads are a tenth; one is not."""
    (tmp_path / "leads.csv").write_text("id\n" + "".join(f"K{i}\n" for i in range(20)))
    leads, events = tmp_path / "leads.csv", tmp_path / "events.csv"
    times = [f"X{i},2026-01-01 10:00\n" for i in range(8)]
    events.write_text("made_by,at\nK3,2026-01-01 10:00\nK4,2026-01-01 10:00\n" + "".join(times))
    found = guess(leads, events).events
    assert found is not None
    assert (found.lead, found.share) == ("made_by", 0.2)
    assert (
        found.strangers == "only 20% of the events in `events.csv` are of these leads, by `made_by`"
    )
    events.write_text("made_by,at\nK3,2026-01-01 10:00\nK3,2026-01-01 10:00\n" + "".join(times))
    found = guess(leads, events).events
    assert found is not None
    assert found.lead is None


def test_events_of_one_kind_have_the_name_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id\n1\n2\n")
    (tmp_path / "orders.csv").write_text("customer,day,amount\n1,2026-01-01,5\n2,2026-01-02,6\n")
    events = guess(tmp_path / "leads.csv", tmp_path / "orders.csv").events
    assert events is not None
    assert (events.lead, events.at, events.named) == ("customer", "day", None)
    assert events.kinds == (GuessedKind("order", "order", 2, ("amount",)),)


def test_no_rows_no_guess(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id,title\n")
    with pytest.raises(DataError, match=r"`leads\.csv` has no rows"):
        guess(tmp_path / "leads.csv")


# ---------------------------------------------------------------- names

WORDS = """
    after ago and any as at average because before best between by called column company contains
    date day days define did different do does domain each end ends event events every exactly
    example exclude excluded expect fading first for from grade group highest hour ignore in
    include is known label last lead leads least let list losing lowest match matches minute month
    most named next no not number of on once one or otherwise out outcome over per point points
    rules score separated since stage stages start starts text the time times to total under
    unknown until up use week when where with word year yes as_of
"""

RULES = """\
score "All words"
  +1 when {k} is "a"
  +1 when {k} is known and not {k} is "b"
  +1 when {k} contains word "VP"
  +1 when any {k} where {k} is "a" in the last 3 days
  +1 when any (other or {k})
  +1 for each {k}, at most 3 times
  points by {k}
    +1 for "A"

leads from "a.csv", one per id
  {k} text from "K"

events from "b.csv", of a, at b, named c
  {k} called "K" with {k} text, b number
  other
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_names_can_be_used_everywhere(word: str) -> None:
    (name,) = rule_names([word.title()])
    assert name in (word, f"{word}_value")
    assert parse(Source("a.score", RULES.replace("{k}", name))).diagnostics == ()


def test_names_are_legal_and_different() -> None:
    sources = [
        "Job Title",
        "job-title",
        "TotalVisits",
        "2nd visit",
        "Größe",
        "Ж",
        "",
        "R&D",
        "URLs",
    ]
    assert rule_names(sources) == (
        "job_title", "job_title_2", "total_visits", "x2nd_visit", "grosse", "column_6", "column_7",
        "r_and_d", "urls",
    )  # fmt: skip


# ---------------------------------------------------------------- real data


def test_course_leads(data: Callable[[str], Path]) -> None:
    leads = guess(data("x_education_leads") / "leads.csv").leads
    assert (leads.rows, leads.key, len(leads.columns)) == (6468, "Prospect ID", 36)
    found = {column.source: column for column in leads.columns}
    unchosen = [c.source for c in leads.columns if c.unknown_for == ("Select",)]
    assert unchosen == [
        "Specialization", "How did you hear about X Education", "Lead Profile", "City",
    ]  # fmt: skip
    assert found["Do Not Email"].type == found["Converted"].type == "yes/no"
    assert found["TotalVisits"].type == found["Page Views Per Visit"].type == "number"
    assert found["Lead Origin"].values[0] == ("Landing Page Submission", 3378)
    assert found["Country"].unknown_for == ("unknown",)


def test_loans(data: Callable[[str], Path]) -> None:
    folder = data("bpi2012_loans")
    found = guess(folder / "cases.csv", folder / "events.csv.gz")
    events = found.events
    assert found.leads.key == "case_id"
    assert events is not None
    assert (events.lead, events.at, events.named) == ("case_id", "timestamp", "activity")
    assert events.rows == 184_530
    assert len(events.kinds) == 24
    assert events.kinds[0] == GuessedKind(
        "w_completeren_aanvraag", "W_Completeren aanvraag", 38_145, ("seq", "lifecycle", "resource")
    )
