"""Examples from leads of the data: each, pasted into its file, gives what its lead got."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.format import format_text
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.from_lead import CannotBeWritten, made
from leadscore.runtime.from_lead.blank import blanked
from leadscore.runtime.from_lead.reduce import reduced
from leadscore.runtime.job.python import stream
from leadscore.runtime.lead import LeadRow, read_lead
from leadscore.runtime.rules import Rules, load
from leadscore.runtime.tables.duckdb import opened
from leadscore.runtime.tables.keys import number_keys
from leadscore.runtime.tables.loaded import choose
from leadscore.runtime.tables.loaded import load as load_tables
from leadscore.runtime.tables.sources import parse_events
from project import invoke

ROOT = Path(__file__).parents[1]
REAL = ROOT / "tests" / "real_data"
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
SCORECARDS = sorted(
    path for path in (ROOT / "examples").rglob("*.score")
    if re.search(r"^score ", path.read_text("utf-8"), re.MULTILINE)
)  # fmt: skip


def some_rows(
    rules: Rules, many: int, leads: str | None = None, events: Sequence[str] = ()
) -> list[LeadRow]:
    with opened() as session:
        tables = load_tables(session, choose(rules.plan, leads, parse_events(events)))
        number_keys(session, tables)
        return list(islice(stream(session, tables), many))


def all_pass(rules: Rules, rows: Sequence[LeadRow], as_of: datetime) -> list[str]:
    """The examples, all pasted into the file, pass on both engines with the leads' own scores."""
    texts = [made(rules, row, as_of, title=f"lead {i}").text for i, row in enumerate(rows)]
    source = rules.model.files[0].source.text
    again = Rules(check(rules.model.path, text="\n\n".join([source.rstrip("\n"), *texts])))
    own = len(rules.model.examples)
    outcomes = run_examples(
        Rules(replace(again.model, examples=again.model.examples[own:])), ("python", "duckdb")
    )
    assert len(outcomes) == len(rows)
    assert [(o.title, o.misses, o.disagreements) for o in outcomes if not o.passed] == []
    for outcome, row in zip(outcomes, rows, strict=True):
        got = rules.score(row.lead, row.events, as_of, colleagues=row.colleagues)
        found = outcome.figures["duckdb"]
        assert (found.excluded, found.score) == (got.excluded, got.score)
        assert all(found.classes[name] == got[name] for name in found.classes)
    return texts


@pytest.mark.parametrize("path", SCORECARDS, ids=lambda path: path.stem)
def test_leads_of_the_examples(path: Path) -> None:
    rules = load(path)
    rows = some_rows(rules, 10)
    if rules.plan.people:
        rows = [read_lead(rules.plan, str(row.key))[0] for row in rows]
    texts = all_pass(rules, rows, AS_OF)
    assert [text for text in texts if format_text(text) != text] == []


def test_leads_of_a_course_seller(data: Callable[[str], Path]) -> None:
    rules = load(REAL / "course_leads.score")
    leads = str(data("x_education_leads") / "leads.csv")
    all_pass(rules, some_rows(rules, 25, leads), AS_OF)


def test_leads_of_a_bank(data: Callable[[str], Path]) -> None:
    folder = data("bpi2012_loans")
    rules = load(REAL / "loans.score")
    rows = some_rows(rules, 10, str(folder / "cases.csv"), [str(folder / "events.csv.gz")])
    all_pass(rules, rows, datetime(2012, 3, 1, tzinfo=UTC))


# ---------------------------------------------------------------- what it says

DATA = """\
score "Trial", from 0 to 100 points

leads, one per lead_id, company in account_id
  title      text
  email      text
  employees  number
  created    date
  opted_out  yes/no
  idle       text

events, of lead_id, at at, named event
  page_view   with path text, seconds number
  email_open

exclude leads when opted_out because "Asked to be left alone"

group fit "Fit"
  +20 when title contains word "VP" because "Boss"
  +10 when employees is over 100 because "Big"
  -10 when domain of email is "gmail.com" because "Private"
  +1 when created is before 2026-01-01

group what "What"
  +5 for each page_view where path starts with "/pricing", at most 3 times because "Prices"
  +2 when any email_open in the last 30 days because "Opened"
  {extra}

stages
  MQL  when score is at least 30, until score is under 10
  Cold otherwise
"""


@pytest.fixture
def trial(tmp_path: Path) -> Callable[..., Rules]:
    def write(extra: str = "") -> Rules:
        path = tmp_path / "trial.score"
        path.write_text(DATA.replace("  {extra}\n", f"  {extra}\n" if extra else ""))
        return load(path)

    return write


def lead(events: Sequence[dict[str, object]] = (), **values: object) -> LeadRow:
    return LeadRow(0, "L1", values, list(events))


def seen(day: int, path: str, **more: object) -> dict[str, object]:
    return {"event": "page_view", "at": datetime(2026, 2, day, tzinfo=UTC), "path": path, **more}


def test_the_whole_text(trial: Callable[..., Rules]) -> None:
    row = replace(
        lead(
            [seen(27, "/pricing"), seen(27, "/pricing"), seen(20, "/blog"),
             {"event": "email_open", "at": datetime(2026, 2, 27, 9, 30, 15, tzinfo=UTC)},
             {"event": "email_open", "at": datetime(2026, 3, 9, tzinfo=UTC)}],
            title=" VP\nSales ", email="ann@acme.io", employees="1,5", created="2025-06-01",
            opted_out="no",
        ),
        previous="MQL",
    )  # fmt: skip
    assert (
        made(trial(), row, AS_OF).text
        == """\
example "A lead that is MQL with 33 points"
  as of 2026-03-01
  lead title "VP Sales", email "ann@acme.io", created 2025-06-01, opted_out no
  was MQL
  did page_view 9 days ago with path "/blog"
  did 2 page_view 2 days ago with path "/pricing"
  did email_open on 2026-02-27 09:30:15
  expect score 33, fit 21, what 12, stage MQL
  expect +20 because "Boss"
  expect +10 because "Prices"
  expect +2 because "Opened"
"""
    )


def test_rules_are_named_by_reasons_alone(trial: Callable[..., Rules]) -> None:
    """Words of a rule's own change with it, and the example would fail."""
    rules = trial(
        "first of\n"
        '    +9 when title contains "a" because "Has an a"\n'
        '    +8 when title contains "b"\n'
        "  points by title\n"
        "    +7 otherwise"
    )
    told = [made(rules, lead(title=title), AS_OF).text.splitlines() for title in ("Anna", "Bob")]
    assert told[0][3:] == ["  expect score 16, fit 0, what 16, stage Cold",
                           '  expect +9 because "Has an a"']  # fmt: skip
    assert told[1][3:] == ["  expect score 15, fit 0, what 15, stage Cold"]


def test_a_lead_that_is_left_out(trial: Callable[..., Rules]) -> None:
    assert (
        made(trial(), lead(opted_out="yes"), AS_OF).text
        == """\
example "A lead that is left out: Asked to be left alone"
  as of 2026-03-01
  lead opted_out yes
  expect excluded
"""
    )


def test_a_title_is_not_given_twice(trial: Callable[..., Rules]) -> None:
    rules = trial()
    first = made(rules, lead(), AS_OF).text
    again = check(rules.model.path, text=f"{rules.model.files[0].source.text}\n{first}")
    second = made(Rules(again), lead(), AS_OF).text
    assert first.splitlines()[0] == 'example "A lead that is Cold with 0 points"'
    assert second.splitlines()[0] == 'example "A lead that is Cold with 0 points (2)"'


def test_of_many_events_those_are_kept_that_matter(trial: Callable[..., Rules]) -> None:
    events = [seen(1 + i % 27, f"/blog/{i}") for i in range(200)]
    events += [seen(1 + i, "/pricing") for i in range(5)]
    found = made(trial(), lead(events), AS_OF)
    assert (found.events, found.kept) == (205, 3)
    assert found.text.count("  did page_view") == 3
    assert found.text.count('"/pricing"') == 3
    few = made(trial(), lead(events[:50]), AS_OF)
    assert (few.events, few.kept) == (50, 50)


def test_what_a_colleague_did_is_told_a_person_a_line(trial: Callable[..., Rules]) -> None:
    rules = trial(
        '+7 when at least 2 people at the company with page_view because "Two read"\n'
        '  +9 when at least 2 people at the company with email_open because "Two open"\n'
        "  +4 when at least 3 people at the company with page_view"
    )
    opened = {"event": "email_open", "at": datetime(2026, 2, 27, tzinfo=UTC)}
    colleague = [seen(27, "/a"), seen(26, "/b"), opened, opened]
    row = replace(lead([seen(27, "/a"), opened]), company="A", colleagues=(colleague, []))
    found = made(rules, row, AS_OF).text
    assert found.count("colleague did") == 2
    assert 'expect +7 because "Two read"' in found
    assert 'expect +9 because "Two open"' in found
    assert "expect +4" not in found
    assert "expect score 18," in found  # 2 for the open in 30 days


def test_values_that_no_text_can_have_are_told(trial: Callable[..., Rules]) -> None:
    """A list whose element has the separator in it would be read as two."""
    rules = trial()
    text = rules.model.files[0].source.text.replace("  idle       text", "  tags       list")
    text = text.replace("  +1 when created", '  +3 when tags include "a,b"\n  +1 when created')
    listed = Rules(check(rules.model.path, text=text))
    with pytest.raises(CannotBeWritten, match="no example can be written"):
        made(listed, lead(tags=["a,b"]), AS_OF)


# ---------------------------------------------------------------- other values


def line_of(text: str, start: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(start))


def test_personal_values_give_way_to_others_that_are_treated_the_same(
    trial: Callable[..., Rules],
) -> None:
    row = lead(
        [seen(27, "/pricing/ann.smith"), seen(26, "/blog/ann")], title="VP of Anns", employees=5321,
        email="ann.smith@gmail.com", created="2025-06-17",
    )  # fmt: skip
    names = ("title", "email", "employees", "created", "page_view.path")
    text = made(trial(), row, AS_OF, blank=names).text
    assert line_of(text, "lead") == (
        'lead title "VP xx xxxx", email "someone@gmail.com", employees 5,000, created 2025-01-01'
    )
    assert [line.strip() for line in text.splitlines() if "did" in line] == [
        'did page_view 3 days ago with path "x"',
        'did page_view 2 days ago with path "/pricing/xxx.xxxxx"',
    ]
    assert "expect score 26," in text  # 20 + 10 - 10 + 1, and 5 for the page


def test_a_domain_that_no_rule_names_is_not_kept(trial: Callable[..., Rules]) -> None:
    text = made(trial(), lead(email="ann@acme.io"), AS_OF, blank=["email"]).text
    assert line_of(text, "lead") == 'lead email "someone@example.com"'


def test_a_column_that_no_rule_reads_is_not_there_anyway(trial: Callable[..., Rules]) -> None:
    text = made(trial(), lead(idle="secret"), AS_OF, blank=["idle"]).text
    assert "secret" not in text


@pytest.mark.parametrize(
    ("name", "says"),
    [("opted_out", "treat no other value of `opted_out`"), ("emial", "have no column `emial`"),
     ("page_view.pth", "have no column `page_view.pth`")],
)  # fmt: skip
def test_what_cannot_be_blanked_is_refused(
    trial: Callable[..., Rules], name: str, says: str
) -> None:
    with pytest.raises(CannotBeWritten, match=says):
        made(trial(), lead(opted_out="no", title="Ann"), AS_OF, blank=[name])


def test_a_value_of_which_every_letter_matters_stays(trial: Callable[..., Rules]) -> None:
    rules = trial()
    found = made(
        rules, lead(title="VP", email="a@b.io"), AS_OF, blank=["title", "email", "created"]
    )
    assert line_of(found.text, "lead") == 'lead title "VP", email "someone@example.com"'
    assert found.stay == ("title",)
    row = lead([seen(27, "/pricing")], title="xVP")
    again = made(rules, row, AS_OF, blank=["title", "page_view.path"])
    assert line_of(again.text, "lead") == 'lead title "x"'
    assert 'with path "/pricing"' in again.text


def test_the_condition_counts_not_only_the_points(trial: Callable[..., Rules]) -> None:
    """`idle` below gives no points, but a value that is treated otherwise is none of the same."""
    rules = trial('-1 when title contains "ann" and employees is over 5')
    text = made(rules, lead(title="ann o'hara"), AS_OF, blank=["title"]).text
    assert line_of(text, "lead") == 'lead title "ann x\'xxxx"'


def test_as_few_as_possible() -> None:
    assert reduced(range(100), lambda kept: {3, 70} <= set(kept), 10_000) == [3, 70]
    assert reduced([1, 2, 3], lambda kept: True, 1_000) == []
    assert reduced([1, 2, 3], lambda kept: len(kept) == 3, 1_000) == [1, 2, 3]
    assert len(reduced(range(100), lambda kept: True, 40)) == 100


def test_blanked_by_type(trial: Callable[..., Rules]) -> None:
    plan = trial().plan
    assert blanked(plan, "number", 57, lambda other: True) == 0
    assert (
        blanked(plan, "time", "2025-06-17 10:00", lambda o: str(o) > "2025-06-02") == "2025-06-16"
    )
    assert blanked(plan, "yes/no", True, lambda other: True) is None
    assert blanked(plan, "list", "ann,bob", lambda o: "b" in str(o)) == "xxx,xxb"


def test_a_value_is_never_kept_for_want_of_time(
    trial: Callable[..., Rules], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = trial().plan
    monkeypatch.setattr("leadscore.runtime.from_lead.blank.WORK", 0)
    assert blanked(plan, "text", "ann bob", lambda other: "ann" in str(other)) is None
    assert blanked(plan, "text", "ann", lambda other: "ann" in str(other)) == "ann"


# ---------------------------------------------------------------- the command


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trial: Callable[..., Rules]) -> Path:
    trial()
    monkeypatch.chdir(tmp_path)
    Path("leads.csv").write_text(
        "lead_id,title,email,employees,created,opted_out\nsecretkey,VP,ann@acme.io,,,\n"
    )
    rows = "".join(f"secretkey,2026-02-{1 + i % 27:02},page_view,/b\n" for i in range(60))
    Path("events.csv").write_text(f"lead_id,at,event,path\n{rows}")
    return tmp_path


GIVEN = ("--leads", "leads.csv", "--events", "events.csv", "--as-of", "2026-03-01")


def test_the_command_prints_what_can_be_pasted(desk: Path) -> None:
    told = invoke("test", "trial.score", "--from-lead", "secretkey", *GIVEN, "--name", "Ours")
    assert told.exit_code == 0, told.output
    assert (
        told.stdout
        == """\
example "Ours"
  as of 2026-03-01
  lead title "VP", email "ann@acme.io"
  expect score 20, fit 20, what 0, stage Cold
  expect +20 because "Boss"
"""
    )
    assert told.stderr == "60 of 60 events do not matter and are left out\n"
    path = desk / "trial.score"
    path.write_text(path.read_text() + "\n" + told.stdout)
    assert invoke("test", "trial.score").stdout.endswith("1 of 1 examples pass\n")


def test_the_command_tells_what_stays(desk: Path) -> None:
    words = ("--blank", "title", "--blank", "email")
    told = invoke("test", "trial.score", "--from-lead", "secretkey", *GIVEN, *words)
    assert 'lead title "VP", email "someone@example.com"' in told.stdout
    assert told.stderr.endswith("`title` stays as it is: the rules ask for every letter of it\n")


def test_the_key_never_shows(desk: Path) -> None:
    told = invoke("test", "trial.score", "--from-lead", "secretkey", *GIVEN)
    assert "secretkey" not in told.output
    missing = invoke("test", "trial.score", "--from-lead", "othersecret", *GIVEN)
    assert missing.exit_code == 2
    assert "othersecret" not in missing.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((".", "--from-lead", "x"), "name one rule file"),
        (("trial.score", "--leads", "leads.csv"), "`--leads` belongs to --from-lead"),
        (("trial.score", "--blank", "email"), "`--blank` belongs to --from-lead"),
        (("trial.score", "--from-lead", "secretkey", *GIVEN, "--blank", "mail"), "no column `mail`"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told(desk: Path, words: tuple[str, ...], says: str) -> None:
    told = invoke("test", *words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert told.stdout == ""
