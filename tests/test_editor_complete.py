"""What could come next, as rules are written from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.editor.analysis import Analyst
from leadscore.dsl.editor.complete import complete
from leadscore.dsl.editor.complete_data import Data
from leadscore.dsl.editor.complete_words import Item
from leadscore.runtime.editor import folder

BEFORE = """\
score "B2B", from 0 to 100 points

leads from "leads.csv", one per id
  title      text from "Job Title"
  industry   text
  employees  number
  opted_out  yes/no
  tags       list

events from "acts.csv", of id, at at, named what
  page_view with path text, seconds number

let bar = 50
list free_mail = "gmail.com"

group fit
  +10 when title is "VP"

"""
DRAFT = Item('leads from "x.csv"', "snippet", "", "leads")
DATA = Data(
    lambda column: ("VP", "CEO") if column.name == "title" else (),
    lambda: ("acts.csv", "leads.csv", "shared.score"),
    lambda file: {"leads.csv": ("id", "Job Title", "Company Size", "phone")}.get(file, ()),
    (DRAFT,),
)


def items(typed: str, before: str = BEFORE, path: Path = Path("/new.score")) -> list[Item]:
    text = before + typed
    analysis = Analyst(path).analyse(text)
    shown = analysis.model.files[0].source.path
    return list(complete(analysis, shown, len(text), DATA).items)


def labels(typed: str, before: str = BEFORE) -> list[str]:
    return [item.label for item in items(typed, before)]


def test_a_blank_file_begins_with_the_data_and_the_likely_sections() -> None:
    found = labels("", "")
    assert found[:4] == ['leads from "x.csv"', "score", "group", "stages"]
    assert "hand off" in found
    # What a file has only once is offered last when it is there.
    assert labels("")[:2] == ['leads from "x.csv"', "group"]
    assert labels("")[-2:] == ["score", "leads"]


NOTHING = (
    "group ", "define ", "let ", "list ", "label ", "outcome ", "stages\n  ", "score ",
    "group acts, at most ", "group acts, losing ", "group acts, losing 50% every ",
    "# when ", "group acts\n  +",
)  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING)
def test_where_only_a_new_name_or_a_number_fits_no_column_is_offered(typed: str) -> None:
    assert set(labels(typed)) <= {"bar"}


EXACTLY = {
    "group acts\n  ": ["+10 when", "points by", "first of", "best of", "points for each"],
    "group acts\n  points by industry\n    ": ["+10 for"],
    "group acts\n  +5 ": ["when", "for each", "for every"],
    "group acts\n  +5 for each ": ["page_view", "event"],
    "group acts\n  +5 for each page_view in the last 30 ": [
        "days", "hours", "weeks", "minutes", "seconds",
    ],
    "group acts\n  +5 for each page_view, at most 3 ": ["times"],
    "group acts\n  -5 when opted_out ": ["is known", "is unknown", "and", "or", "because"],
    "group acts\n  -5 when opted_out is ": ["known", "unknown"],
    "group acts\n  -5 when employees ": ["is"],
    "group acts\n  -5 when not employees ": ["is"],
    "group acts\n  -5 when opted_out and employees ": ["is"],
    "group acts\n  -5 when opted_out and (employees ": ["is"],
    "group acts\n  -5 when employees is over bar ": [
        "days", "hours", "weeks", "minutes", "seconds", "and", "or", "because",
    ],
    "group acts\n  -5 when employees is between 5 and bar ": ["and", "or", "because"],
    "group acts\n  +5 for every 2 of employees ": ["because"],
    "group acts\n  -5 when fit ": ["is"],
    "group acts\n  -5 when tags ": ["is", "include", "do not include"],
    "group acts\n  -5 when title ": [
        "is", "contains", "does not contain", "starts with", "ends with", "matches",
        "does not end with", "does not match", "does not start with",
    ],
    "group acts\n  -5 when title contains ": ['"VP"', '"CEO"', "word"],
    "group acts\n  -5 when domain of title is in ": ["free_mail"],
    "use ": ['"shared.score"'],
    'use "': ["shared.score"],
    "leads from ": ['"acts.csv"', '"leads.csv"'],
    'leads from "': ["acts.csv", "leads.csv"],
    'leads from "leads.csv", one per ': ["id", '"Job Title"', '"Company Size"', "phone"],
    'list x from "leads.csv" column "': ["id", "Job Title", "Company Size", "phone"],
}  # fmt: skip


@pytest.mark.parametrize("typed", EXACTLY)
def test_what_fits_and_in_which_order(typed: str) -> None:
    assert labels(typed) == EXACTLY[typed]


def test_values_come_first_and_go_on_after_or() -> None:
    rule = "group acts\n  +5 when title "
    assert labels(f"{rule}is ")[:4] == ['"VP"', '"CEO"', "not", "known"]
    assert labels("group acts\n  +5 when (opted_out or title is ")[:2] == ['"VP"', '"CEO"']
    assert labels(f'{rule}is "VP" or ')[:2] == ['"VP"', '"CEO"']
    assert labels(f'{rule}is "VP", ')[:2] == ['"VP"', '"CEO"']
    # A text is neither more nor less than another.
    assert not {"at least", "over", "before", "between"} & set(labels(f"{rule}is "))


def test_values_that_mean_unknown_are_not_offered() -> None:
    before = BEFORE.replace('from "Job Title"', 'from "Job Title" unknown for "vp"')
    rule = "group acts\n  +5 when title is "
    assert labels(rule, before)[:2] == ['"CEO"', "not"]
    assert labels(f'{rule}"', before) == ["CEO"]


def test_the_score_is_offered_where_it_is_known() -> None:
    assert "score" in labels("stages\n  MQL when ")
    assert "score" not in labels("group acts\n  +5 when ")
    assert "fit" in labels("group acts\n  +5 when ")


def test_columns_of_the_data_are_offered_where_they_are_declared() -> None:
    before = 'leads from "leads.csv", one per id\n  title text from "Job Title"\n'
    found = {item.label: item.insert for item in items("  ", before)}
    assert found["phone"] == "phone "
    assert found["company_size"] == 'company_size text from "Company Size"'
    assert "job_title" not in found
    assert labels('  size text from "', before) == ["id", "Job Title", "Company Size", "phone"]


# ---------------------------------------------------------------- the folder of a file


def test_files_are_found_beside_a_rule_file(tmp_path: Path) -> None:
    deep = tmp_path / "data/deep/deeper"
    deep.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("a.csv", "b.score", "new.score", "notes.md", "data/c.parquet", ".git/d.csv",
                 "data/deep/e.jsonl", "data/deep/deeper/f.csv"):  # fmt: skip
        (tmp_path / name).write_text("")
    found = folder.files(tmp_path / "new.score")
    assert found == ("a.csv", "b.score", "data/c.parquet", "data/deep/e.jsonl")


def test_the_columns_of_a_file_are_those_it_has_now(tmp_path: Path) -> None:
    rules = tmp_path / "new.score"
    (tmp_path / "a.csv").write_text("\ufeffid;Job Title;\n1;VP;\n", "utf-8")
    assert folder.columns(rules, "a.csv") == ("id", "Job Title")
    assert folder.columns(rules, "none.csv") == ()
    assert folder.columns(rules, "") == ()


def test_sections_are_drafted_from_data(tmp_path: Path) -> None:
    rules = tmp_path / "new.score"
    (tmp_path / "accounts.csv").write_text("name,domain\nA,a.example\nB,b.example\n")
    (tmp_path / "leads.csv").write_text("id,Job Title,employees\n1,VP,10\n2,CEO,20\n3,VP,5\n")
    (tmp_path / "acts.csv").write_text(
        "id,at,activity\n1,2026-03-01 09:00,visit\n1,2026-03-02 09:00,visit\n"
    )
    (tmp_path / "broken.csv").write_text("")
    blank = Analyst(rules).analyse("").model
    first, *_ = folder.drafts(rules, blank)
    assert first.label == 'leads from "leads.csv"'
    assert first.insert is not None
    assert first.insert.startswith('leads from "leads.csv", one per id\n  job_title  text')
    analysis = Analyst(rules).analyse(f'score "x"\n\n{first.insert}')
    assert analysis.diagnostics == ()
    [events] = folder.drafts(rules, analysis.model)
    assert (
        events.insert
        == 'events from "acts.csv", of id, at "at", named activity\n  visit  # 2 rows\n'
    )
    whole = f'score "x"\n\n{first.insert}\n{events.insert}'
    assert folder.drafts(rules, Analyst(rules).analyse(whole).model) == ()
