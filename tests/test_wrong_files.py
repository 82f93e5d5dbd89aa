"""Rule files as marketers get them wrong: title, underlined text and help of every message.

Most stand in the documents of `tests/wrong_files` (see `wrong.py`); what is about the file itself,
its encoding or its place on the disk stands here.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.model import Model
from wrong import MAIN, Case, accept, cases, shown

CASES = list(cases())
MOST_FIXES = 20
"""Of one case, one after another."""
DATA = """\
score "Demo score", from 0 to 100 points
leads
  title     text
  industry  text
  country   text
  email     text
  employees number
  created   date
events
  page_view   with path text, visit text
  email_open
  email_click
  unsubscribe
list embargoed = "North Korea"
"""

Told = tuple[str, str, str]
"""Title, underlined text, help."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages_are_those_of_the_document(case: Case, tmp_path: Path) -> None:
    model = case.check_in(tmp_path)
    messages = shown(model, model.diagnostics)
    if os.environ.get("LEADSCORE_ACCEPT"):
        accept(case, messages)
    else:
        assert messages == case.messages


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_safe_fix_takes_its_message_away(case: Case, tmp_path: Path) -> None:
    model = case.check_in(tmp_path)
    mended = [d for d in model.diagnostics if d.fix is not None and d.fix.safe]
    if not mended:
        return
    for path in {d.span.path for d in mended}:
        (tmp_path / path).write_text(_applied(model.sources[path].text, mended, path), "utf-8")
    left = check(model.path).diagnostics
    assert not {d.title for d in left} & {d.title for d in mended}


def _applied(text: str, diagnostics: list[Diagnostic], path: str) -> str:
    edits = [e for d in diagnostics if d.fix for e in d.fix.edits if e.span.path == path]
    for edit in sorted(edits, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_a_word_that_does_not_stand_there_has_no_fix(tmp_path: Path) -> None:
    """`open` stands in the words that the first fix puts there: a fix of its own would put
    `email_open` in the place of the whole line."""
    (case,) = (c for c in CASES if c.title.startswith("A wrong name among words"))
    model = case.check_in(tmp_path)
    assert [d.fix is not None for d in model.diagnostics] == [True, False]
    text = _applied(model.sources[MAIN].text, list(model.diagnostics), MAIN)
    (again,) = check(tmp_path / MAIN, text=text).diagnostics
    assert again.fix is not None
    after = _applied(text, [again], MAIN)
    assert after.endswith("  +5 for each email_open, up to 15 points\n")


def test_lines_under_a_list_come_into_it_with_a_fix(tmp_path: Path) -> None:
    path = tmp_path / MAIN
    path.write_text(DATA + 'list gulf\n  "Oman"\n  - Saudi Arabia\n', "utf-8")
    (told,) = check(path).diagnostics
    text = _applied(path.read_text("utf-8"), [told], str(told.span.path))
    assert text == DATA + 'list gulf = "Oman", "Saudi Arabia"\n'


def test_a_row_of_stages_is_none_in_a_group(tmp_path: Path) -> None:
    text = DATA + "group fit\n  Hot 50-100\n"
    titles = [d.title for d in check(tmp_path / MAIN, text=text).diagnostics]
    assert "a line cannot begin with `Hot` here" in titles


MENDED = ("habits_again", "ago_and_equals", "plain_speech")
"""Documents whose cases are right once every fix has been made."""
UNMENDED = ("A word after an equals sign",)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.document.stem in MENDED and c.title not in UNMENDED]
)
def test_fixes_make_the_whole_file_right(case: Case, tmp_path: Path) -> None:
    model = case.check_in(tmp_path)
    for _ in range(MOST_FIXES):
        wrong = [d for d in model.diagnostics if d.severity == "error"]
        if not wrong:
            return
        text = _applied(model.sources[MAIN].text, wrong[:1], MAIN)
        (tmp_path / MAIN).write_text(text, "utf-8")
        model = check(model.path)
    pytest.fail(shown(model, model.diagnostics))


def told(model: Model) -> list[Told]:
    found = []
    for d in model.diagnostics:
        text = model.sources[d.span.path].text if d.span.path in model.sources else ""
        found.append((d.title, text[d.span.start : d.span.end], d.help or ""))
    return found


def test_an_empty_file(tmp_path: Path) -> None:
    for text in ("", "\n\n", "# nothing yet\n"):
        assert told(check(tmp_path / "x.score", text=text)) == [
            ("this file is empty", "", 'begin with `score "B2B lead score", from 0 to 100 points`')
        ]


def test_a_file_without_score(tmp_path: Path) -> None:
    text = DATA.split("\n", 1)[1] + 'group fit\n  +20 when title is "VP"\n'
    assert told(check(tmp_path / "x.score", text=text)) == [
        (
            "this file has no section `score`", "group fit",
            'begin with `score "B2B lead score", from 0 to 100 points`',
        )
    ]  # fmt: skip


def test_rules_beside_groups(tmp_path: Path) -> None:
    first, rest = DATA.split("\n", 1)
    text = first + '\n  +20 when title is "VP"\n' + rest + 'group g\n  +10 when title is "CEO"\n'
    assert told(check(tmp_path / "x.score", text=text)) == [
        (
            "rules stand directly under `score`, and there are groups too",
            '+20 when title is "VP"', "move these rules into a group",
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- files


def project(folder: Path, **files: str) -> Path:
    (folder / "leadscore.toml").touch()
    for name, text in files.items():
        (folder / f"{name}.score").write_text(text, "utf-8")
    return folder / "main.score"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    project(tmp_path, rules='score "x"\n')
    assert told(check(tmp_path / "rulse.score")) == [
        ("there is no file `rulse.score`", "", "did you mean `rules.score`?")
    ]


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.score").mkdir()
    assert told(check(tmp_path / "x.score")) == [
        ("`x.score` is a folder, not a rule file", "", "name a `.score` file")
    ]


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.score"
    path.write_bytes(b'score "x"\n# caf\xe9\n')
    assert told(check(path)) == [
        (
            "this file is not UTF-8 text (line 2 has a byte that does not belong)", "",
            "save it again with the encoding UTF-8 (in Excel and Word: `CSV UTF-8`, "
            "`Plain Text`, `UTF-8`)",
        )
    ]  # fmt: skip


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "x.score"
    path.write_bytes(b"#" * (10 * 1024 * 1024))
    assert told(check(path)) == [
        (
            "this file has 10 MB; a rule file may have at most 4 MB", "",
            'put long lists into a CSV file and say `list NAME from "FILE.csv" column "COLUMN"`',
        )
    ]  # fmt: skip


def test_a_missing_used_file(tmp_path: Path) -> None:
    main = project(
        tmp_path, main='score "x"\nuse "crn.score"\ngroup g\n  +1 when titel is "VP"\n', crm=""
    )
    # Its names may have been declared there, so that they are no further mistakes.
    assert told(check(main)) == [
        ("there is no file `crn.score`", '"crn.score"', "did you mean `crm.score`?")
    ]


def test_files_that_use_one_another(tmp_path: Path) -> None:
    main = project(
        tmp_path, main='score "x"\nuse "a.score"\n', a='use "b.score"\n', b='use "a.score"\n'
    )
    assert told(check(main)) == [
        (
            "these files use one another in a loop: `a.score` uses `b.score` uses `a.score`",
            '"a.score"', "take one of the `use` lines out",
        )
    ]  # fmt: skip


OUTSIDE = "lies outside the project's folder"


@pytest.mark.parametrize("path", ["../shared.score", "{outside}/shared.score", "link.score"])
def test_a_used_file_outside_the_project(path: str, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "shared.score").write_text('list l = "secret"\n')
    os.symlink(outside / "shared.score", inside / "link.score")
    path = path.format(outside=outside)
    main = project(inside, main=f'score "x"\nuse "{path}"\n')
    (title, underlined, help), *more = told(check(main))
    assert (title, underlined, more) == (f"`{path}` {OUTSIDE}", f'"{path}"', [])
    assert help == (
        "keep shared files inside the project; its folder is the nearest one above that holds "
        "`.git`, `pyproject.toml` or `leadscore.toml`"
    )
    assert "secret" not in str(check(main))


@pytest.mark.parametrize("path", ["../names.csv", "/etc/hostname", "link.csv"])
def test_a_list_outside_the_project(path: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "names.csv").write_text("Name\nsecret\n")
    os.symlink(tmp_path / "names.csv", inside / "link.csv")
    main = project(inside, main=f'score "x"\nlist l from "{path}" column "Name"\n')
    assert told(check(main)) == [
        (f"`{path}` {OUTSIDE}", f'"{path}"', "keep lists inside the project")
    ]


@pytest.mark.parametrize("path", ["../leads.csv", "link.csv", "https://example.com/leads.csv"])
def test_data_outside_the_project(path: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "leads.csv").touch()
    os.symlink(tmp_path / "leads.csv", inside / "link.csv")
    main = project(inside, main=f'score "x"\nleads from "{path}"\n  a text\n')
    (title, _, help), *more = told(check(main))
    assert (title, more) == (f"`{path}` {OUTSIDE}", [])
    assert help.startswith("keep the data inside the project, or leave `from` out")


def test_a_link_into_the_project_is_fine(tmp_path: Path) -> None:
    project(tmp_path, shared='list l = "a"\n')
    os.symlink(tmp_path / "shared.score", tmp_path / "link.score")
    main = project(tmp_path, main='score "x"\nuse "link.score"\n')
    assert told(check(main)) == []


def test_a_list_whose_file_is_missing(tmp_path: Path) -> None:
    main = project(tmp_path, main='score "x"\nlist l from "nmaes.csv" column "Name"\n')
    assert told(check(main)) == [
        (
            "the list's file `nmaes.csv` cannot be read", '"nmaes.csv"',
            "check the name and the folder",
        )
    ]  # fmt: skip


def test_a_used_file_with_rules(tmp_path: Path) -> None:
    main = project(tmp_path, main='score "x"\nuse "a.score"\n', a="group g\n  +1 when any a\n")
    assert told(check(main)) == [
        (
            "a file read with `use` may not hold `group`", "group g",
            "move it into the file that is scored",
        )
    ]  # fmt: skip


def test_names_of_a_used_file_after_or(tmp_path: Path) -> None:
    """Whether `or` joins values or conditions hangs on what the name is, wherever it is defined."""
    shared = "let bar = 5\ndefine active as employees is over 10\nleads\n  employees number\n"
    rules = 'score "x"\nuse "shared.score"\n'
    rules += "group g\n  +1 when employees is bar or active\n"
    assert told(check(project(tmp_path, main=rules, shared=shared))) == []
