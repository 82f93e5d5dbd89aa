"""`leadscore init`: what it writes works at once, for the starter and for anybody's data."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.runtime.infer import GuessedEvents, GuessedKind, GuessedLeads
from leadscore.runtime.infer.bar import FirstRule, bar
from leadscore.runtime.infer.columns import GuessedColumn
from leadscore.runtime.infer.sections import Events, can_be_written, data_sections
from leadscore.runtime.project import LEADS, starter
from project import invoke

FILES = {
    ".editorconfig", ".github/workflows/leadscore.yml", ".vscode/settings.json", "README.md",
    "data.score", "data/events.csv", "data/leads.csv", "data/target_accounts.csv", "rules.score",
}  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


# ---------------------------------------------------------------- the starter


def test_the_starter_works_at_once(here: Path) -> None:
    told = invoke("init", "my-scores")
    assert told.exit_code == 0, told.output
    assert files(here / "my-scores") == FILES
    assert "leadscore run my-scores/rules.score" in told.stderr
    for line in ("check my-scores", "test my-scores"):
        done = invoke(*line.split())
        assert done.exit_code == 0, done.output
    done = invoke("run", "my-scores/rules.score")
    assert done.exit_code == 0
    assert "about the data" not in done.output
    for stage in ("SQL", "MQL", "Nurture", "Cold"):
        assert re.search(rf"^  {stage} +[1-9]", done.stderr, re.MULTILINE), done.stderr


def test_commands_of_its_readme_work(here: Path) -> None:
    assert invoke("init").exit_code == 0
    lines = re.findall(r"^leadscore .*", (here / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(lines) >= 6
    for line in lines:
        done = invoke(*shlex.split(line, comments=True)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"


def test_the_data_set_is_the_same_but_for_its_dates() -> None:
    one, other = starter(datetime(2026, 3, 1)), starter(datetime(2026, 3, 11, 13, 30))
    leads, shifted = (
        list(csv.reader(files["data/leads.csv"].splitlines())) for files in (one, other)
    )
    assert len(leads) == LEADS + 1
    # the last two columns are dates, ten days apart
    assert [row[:-2] for row in leads] == [row[:-2] for row in shifted]
    days = timedelta(days=10)
    for row, later_row in zip(leads[1:], shifted[1:], strict=True):
        for cell, later_cell in zip(row[-2:], later_row[-2:], strict=True):
            assert bool(cell) == bool(later_cell)
            assert not cell or datetime.fromisoformat(cell) + days == datetime.fromisoformat(
                later_cell
            )
    first, later = (files["data/events.csv"].splitlines()[-1] for files in (one, other))
    assert first.split(",")[1].startswith("2026-02-28 ")
    assert later == first.replace("2026-02-28", "2026-03-10")


def test_settings_are_of_use(here: Path) -> None:
    assert invoke("init").exit_code == 0
    manifest = json.loads(
        (Path(__file__).parent.parent / "editors/vscode/package.json").read_text("utf-8")
    )
    [language] = manifest["contributes"]["languages"]
    settings = json.loads((here / ".vscode/settings.json").read_text())
    assert settings[f"[{language['id']}]"]["editor.tabSize"] == 2
    assert "indent_style = space" in (here / ".editorconfig").read_text()


def test_nothing_is_overwritten(here: Path) -> None:
    (here / "README.md").write_text("mine", "utf-8")
    told = invoke("init", ".")
    assert told.exit_code == 2
    assert "`.` has `README.md` already, and nothing is overwritten" in told.stderr
    assert files(here) == {"README.md"}
    assert (here / "README.md").read_text() == "mine"


def test_a_folder_that_cannot_be_written(here: Path) -> None:
    (here / "file").write_text("", "utf-8")
    told = invoke("init", "file/below")
    assert told.exit_code == 2
    assert "cannot be written" in told.stderr


# ---------------------------------------------------------------- from data

LEADS_ROWS = [
    ["Lead ID", "Job Title", "Employees", "Subscribed?", "Signed up", "Interests", "Country",
     "score"],
    *([f"K{n}", ["VP Sales", "CEO", "Clerk"][n % 3], str(n * 10), ["yes", "no"][n % 2],
       f"2026-01-{n % 28 + 1:02}", ["api;sdk", "sdk", "api"][n % 3],
       ["Select", "India", 'the "US"'][n % 3], str(n)] for n in range(30)),
]  # fmt: skip
EVENTS_ROWS = [
    ["Lead ID", "Occurred at", "Event", "path", "campaign"],
    *([f"K{n % 7}", f"2026-02-{n % 28 + 1:02} 10:00", ["Page View", "email-open"][n % 2],
       "/pricing" if n % 2 == 0 else "", "demo" if n % 2 else ""] for n in range(40)),
]  # fmt: skip


def assert_works(folder: Path, *data: str) -> str:
    """The files check and run on the data."""
    done = invoke("check", folder)
    assert done.exit_code == 0, done.output
    done = invoke("run", folder / "rules.score", *data)
    assert done.exit_code == 0, done.output
    assert "error" not in done.stderr
    return (folder / "data.score").read_text("utf-8")


def test_sections_from_data_inside_the_folder(here: Path) -> None:
    write(here / "leads.csv", LEADS_ROWS)
    write(here / "events.csv", EVENTS_ROWS)
    told = invoke("init", "--leads", "leads.csv", "--events", "events.csv")
    assert told.exit_code == 0, told.output
    assert told.stderr.strip() == "next:  leadscore run rules.score"
    data = assert_works(here)
    assert 'leads from "leads.csv", one per "Lead ID"\n' in data
    for line in (
        'job_title    text    from "Job Title"',
        "employees    number",
        'subscribed   yes/no  from "Subscribed?"',
        'signed_up    date    from "Signed up"',
        'interests    list    separated by ";"',
        'country      text    unknown for "Select"',
        'score_value  number  from "score"',
    ):
        assert f"\n  {line}" in data
    assert '# "India", "the \\"US\\""' in data
    assert 'events from "events.csv", of "Lead ID", at "Occurred at", named "Event"\n' in data
    assert '  page_view   called "Page View"  with path text  # 20 rows\n' in data
    assert '  email_open  called "email-open" with campaign text  # 20 rows\n' in data
    rules = (here / "rules.score").read_text("utf-8")
    assert "  +5 for each page_view, up to 20 points\n" in rules
    assert "  +15 when job_title contains word" in rules
    assert "  +5 when subscribed\n" in rules


def test_data_outside_the_folder_is_given_to_run(here: Path) -> None:
    write(here / "my leads.csv", LEADS_ROWS)
    write(here / "events.csv", EVENTS_ROWS)
    told = invoke("init", "new", "--leads", "my leads.csv", "--events", "clicked=events.csv")
    assert told.exit_code == 0, told.output
    line = told.stderr.strip().removeprefix("next:  ")
    assert line == (
        "leadscore run new/rules.score --leads 'my leads.csv' --events clicked=events.csv"
    )
    data = assert_works(here / "new", *shlex.split(line)[3:])
    assert 'leads, one per "Lead ID"\n' in data
    assert 'event clicked, of "Lead ID", at "Occurred at"\n' in data


def test_several_tables_of_events_share_no_name(here: Path) -> None:
    write(here / "leads.csv", LEADS_ROWS)
    write(here / "events.csv", EVENTS_ROWS)
    write(here / "more.csv", EVENTS_ROWS)
    words = ("--leads", "leads.csv", "--events", "events.csv", "--events", "page_view=more.csv")
    assert invoke("init", *words).exit_code == 0
    data = assert_works(here)
    assert 'event page_view_2 from "more.csv"' in data


def test_texts_of_the_data_stay_texts(here: Path) -> None:
    evil = 'x"\n\nexclude leads when score is at least 0 because "gone'
    write(here / "leads.csv", [
        ["id", "na\"me\\", 'score "x"', "# comment", "plan"],
        *([f"{n}", evil, "1", "x", 'a\\"b' if n % 2 else "c\u2028score"] for n in range(9)),
    ])  # fmt: skip
    write(here / "events.csv", [
        ["id", "at", "event"],
        *([f"{n}", "2026-01-01", 'go"\nscore "' if n else 'a"b'] for n in range(9)),
    ])  # fmt: skip
    told = invoke("init", "--leads", "leads.csv", "--events", "events.csv")
    assert told.exit_code == 0, told.output
    data = assert_works(here)
    assert '"na\\"me\\\\"' in data
    assert "exclude" not in re.sub(r"#.*", "", data)
    assert check(here / "rules.score").excluded == ()


def test_an_email_as_the_key_is_a_column_too(here: Path) -> None:
    write(here / "leads.csv", [["Email", "size"], *([f"p{n}@x.example", "3"] for n in range(20))])
    assert invoke("init", "--leads", "leads.csv").exit_code == 0
    data = assert_works(here)
    assert 'one per Email\n  email  text    from "Email"\n' in data
    assert "-5 when domain of email is" in (here / "rules.score").read_text("utf-8")


def test_events_without_a_time_are_refused(here: Path) -> None:
    write(here / "leads.csv", LEADS_ROWS)
    write(here / "events.csv", [["Lead ID", "what"], ["K1", "x"]])
    told = invoke("init", "--leads", "leads.csv", "--events", "events.csv")
    assert told.exit_code == 2
    assert "no column of `events.csv` says when the events are" in told.stderr
    assert files(here) == {"leads.csv", "events.csv"}


def test_names_over_several_lines_are_left_out() -> None:
    def column(name: str, source: str) -> GuessedColumn:
        return GuessedColumn(name, source, "text", "", (), (), 3, 3)

    fine, broken = column("fine", "fine"), column("two_lines", 'two\nscore "x"')
    kinds = tuple(GuessedKind(k.name, k.source, 1, (broken.source, "fine")) for k in (fine, broken))
    events = GuessedEvents("e.csv", 2, "id", "at", "kind", kinds, (broken, fine))
    text = data_sections(
        GuessedLeads("l.csv", 3, "id", (broken, fine)), None, [Events(events, None)]
    )  # fmt: skip
    assert "two_lines" not in text
    assert "score" not in text
    assert text.count("Left out: 1") == 2
    assert "  fine  with fine text  # 1 row\n" in text


def test_the_first_bar_is_where_few_leads_are() -> None:
    """Of leads with +5 in 90, 50 and 20 of 100, 55 have 10 points or more, and 9 have 15."""
    fit = [FirstRule("", 5, share) for share in (0.9, 0.5, 0.2)]
    assert bar(fit, []) == 15
    assert bar(fit[1:], []) == 10
    assert bar(fit[2:], []) == 5
    assert bar(fit, [FirstRule("", 20), FirstRule("", 0)]) == 25
    assert bar([FirstRule("", 5, 0.9)], []) == 5
    assert bar([], [FirstRule("", 5)]) == 5
    assert bar([FirstRule("", 0)], []) == 0


def test_the_first_bar_goes_by_how_often_values_are_there(here: Path) -> None:
    """Ten leads of 30 are from India, half are subscribed: a sixth has both."""
    rows = [row("id", "country", "subscribed")]
    rows += [row(f"{n}", ["India", "Peru", "Chad"][n % 3], ["yes", "no"][n % 2]) for n in range(30)]
    write(here / "leads.csv", rows)
    assert invoke("init", "--leads", "leads.csv").exit_code == 0
    assert "MQL  when score is at least 10" in (here / "rules.score").read_text("utf-8")


def row(*cells: str) -> list[str]:
    return list(cells)


GERMAN = [
    row("Kundennummer", "PLZ", "Mitarbeiter", "Umsatz", "Angelegt am", "Newsletter", "Branche"),
    *(row(f"K{n}", ["10115", "80331"][n % 2], ["80", "5.000"][n % 2], "1.250.000,50",
          ["03.01.2026", "20.02.2026"][n % 2], ["ja", "nein"][n % 2],
          ["Software", "Handel", "Bau"][n % 3]) for n in range(30)),
]  # fmt: skip


def test_german_numbers_and_dates_are_told(here: Path) -> None:
    """Row 3 is the first with `5.000`: the heading is row 1."""
    write(here / "kunden.csv", GERMAN)
    told = invoke("init", "neu", "--leads", "kunden.csv")
    assert told.exit_code == 0, told.output
    assert told.stderr.splitlines()[:3] == [
        "`kunden.csv`, column `Mitarbeiter`: numbers such as `5.000` (row 3): write 5000",
        "`kunden.csv`, column `Umsatz`: numbers such as `1.250.000,50` (row 2): write 1250000.50",
        "`kunden.csv`, column `Angelegt am`: dates such as `03.01.2026` (row 2): write 2026-01-03",
    ]
    data = assert_works(here / "neu", "--leads", "kunden.csv")
    assert re.search(r"\n  plz +text", data), (
        "codes are no numbers, with or without a zero in front"
    )
    assert re.search(r"\n  mitarbeiter +text +# numbers such as `5\.000`", data)
    rules = (here / "neu/rules.score").read_text("utf-8")
    assert "points by branche" in rules
    assert "mitarbeiter" not in rules
    assert "plz" not in rules
    assert '"nein"' not in rules


@pytest.mark.parametrize(
    ("when", "advice"),
    [
        ("20.02.2026 10:00", "write 2026-02-20 10:00"),
        ("20/02/2026", "write 2026-02-20"),
        ("2/20/2026 1:05 PM", "write 2026-02-20 13:05"),
        ("1/2/26", "write the year first, 2026-03-01"),
    ],
)
def test_times_of_events_in_another_form_name_their_column(
    when: str, advice: str, here: Path
) -> None:
    write(here / "leads.csv", LEADS_ROWS)
    write(here / "events.csv", [row("Lead ID", "Zeitpunkt", "event"), row("K1", when, "click")])
    told = invoke("init", "new", "--leads", "leads.csv", "--events", "events.csv")
    assert told.exit_code == 2
    assert told.stderr.splitlines() == [
        "error: column `Zeitpunkt` of `events.csv` says when the events are in a form that is not read",
        f"  it has dates such as `{when}` (row 2): {advice}",
    ]
    assert not (here / "new").exists()


def test_bad_signs_take_points_and_what_was_only_sent_gives_none(here: Path) -> None:
    kinds = ["email_open", "email_click", "hard_bounce", "unsubscribe", "email_sent", "spring_email",
             "demo_request", "page_view"]  # fmt: skip
    write(here / "leads.csv", [row("id", "converted"), *(row(f"{n}", "yes") for n in range(20))])
    write(here / "events.csv", [
        row("id", "at", "event"),
        *(row(f"{n}", "2026-02-01 10:00", kind) for n in range(20) for kind in kinds),
    ])  # fmt: skip
    assert invoke("init", "--leads", "leads.csv", "--events", "events.csv").exit_code == 0
    assert_works(here)
    rules = (here / "rules.score").read_text("utf-8")
    lines = [line.strip() for line in rules.splitlines()]
    for line in (
        "-20 when any hard_bounce", "-20 when any unsubscribe",
        "+20 when any demo_request in the last 30 days",
        "+1 for each email_open, at most 1 time per day, up to 5 points",
        "+5 for each page_view, up to 20 points",
    ):  # fmt: skip
        assert line in lines
    assert "each hard_bounce" not in rules
    assert "each unsubscribe" not in rules
    assert "email_sent" not in rules
    assert "spring_email" not in rules
    assert [line for line in lines if "converted" in line] == ["outcome customer when converted"]
    assert lines.index("outcome customer when converted") == len(lines) - 1


@pytest.mark.parametrize(("column", "values", "outcome"), [
    ("Is Won", "yes no", ["outcome customer when is_won"]),
    ("customer", "1 0", ["outcome won_in_the_end when customer"]),
    ("converted", "Berlin Rome", []),
    ("Opted out", "yes no", []),
])  # fmt: skip
def test_a_column_that_says_who_has_become_a_customer_is_the_outcome(
    column: str, values: str, outcome: list[str], here: Path
) -> None:
    cells = values.split() * 10
    write(here / "leads.csv", [row("id", column), *(row(f"{n}", v) for n, v in enumerate(cells))])
    assert invoke("init", "--leads", "leads.csv").exit_code == 0
    lines = (here / "rules.score").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("outcome")] == outcome
    assert invoke("check", "rules.score").exit_code == 0


def test_what_can_be_written() -> None:
    fine = ["a", "Größe in cm²", 'a "b" \\ c', "漢字", "a\xa0b"]
    assert all(map(can_be_written, fine))
    assert not any(map(can_be_written, ["a\nb", "a\rb", "a\u2028b", "a\x00b", "a\x85b", "\x1b"]))


@pytest.mark.parametrize(("leads", "events"), [
    ("x_education_leads/leads.csv", None),
    ("online_shoppers/online_shoppers.csv", None),
    ("olist_funnel/olist_marketing_qualified_leads_dataset.csv", None),
    ("mautic_demo/fakeleaddata.csv", None),
    ("bpi2012_loans/cases.csv", "bpi2012_loans/events.csv.gz"),
    ("crm_opportunities/sales_pipeline.csv", None),
])  # fmt: skip
def test_real_data(leads: str, events: str | None, here: Path, data: Callable[[str], Path]) -> None:
    def path(name: str) -> str:
        folder, _, file = name.partition("/")
        return str(data(folder) / file)

    words = ["--leads", path(leads)] + (["--events", path(events)] if events else [])
    told = invoke("init", "new", *words)
    assert told.exit_code == 0, told.output
    if "one per" in (here / "new/data.score").read_text("utf-8"):
        assert_works(here / "new", *words)
