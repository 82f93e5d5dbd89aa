"""Rule files as marketers get them wrong: title, underlined text and help of every message."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from leadscore.dsl.check import check
from leadscore.dsl.model import Model

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
NOT_YET = "{} is part of the language, but not yet of this version"
LEAVE_OUT = "leave it out for now"

Told = tuple[str, str, str]
"""Title, underlined text, help."""

CASES: dict[str, tuple[str, list[Told]]] = {
    "capital keywords": (
        'GROUP fit\n  +20 When title is "VP" OR "CEO"\n',
        [
            ("`GROUP` is written in lower case here", "GROUP", "write `group`"),
            ("`When` is written in lower case here", "When", "write `when`"),
            ("`OR` is written in lower case here", "OR", "write `or`"),
        ],
    ),
    "the sign = for is": (
        'group fit\n  +20 when industry = "Software"\n',
        [("`=` compares numbers; for text say `is`", "=", 'write `is "Software"`')],
    ),
    "single curly quotes": (
        "group fit\n  +20 when title is ‘VP’, ‘CEO’\n",
        [
            ("text stands in double quotes", "‘VP’", 'write `"VP"`'),
            ("text stands in double quotes", "‘CEO’", 'write `"CEO"`'),
        ],
    ),
    "a curly quote that is not closed": (
        "group fit\n  +20 when title is “VP\n",
        [("a quotation mark is missing", "“VP", 'close the text: `“VP"`')],
    ),
    "double curly quotes are accepted": ("group fit\n  +20 when title is “VP”\n", []),
    "tabs": (
        'group fit\n\t+20 when title is "VP"\n\t+10 when title is "CEO"\n',
        [
            (
                "this line is indented with a tab (and on 1 more line)", "\t",
                "indent with spaces, two for each level; most editors have "
                "`Convert tabs to spaces`",
            ),
        ],
    ),
    "a missing quote at the end": (
        'group fit\n  -20 when any unsubscribe because "Left\n',
        [("a quotation mark is missing", '"Left', 'close the text: `"Left"`')],
    ),
    "a missing quote in the middle": (
        'group fit\n  +20 when title is "VP because "Decision maker"\n',
        [("a quotation mark is missing", '"VP', 'close the text: `"VP"`')],
    ),
    "and mixed with or": (
        'group fit\n  +20 when title is "VP" and employees is over 9 or country is "US"\n',
        [
            (
                "`and` and `or` stand side by side without brackets",
                'title is "VP" and employees is over 9 or country is "US"',
                'write either `(title is "VP" and employees is over 9) or country is "US"` '
                'or `title is "VP" and (employees is over 9 or country is "US")`',
            )
        ],
    ),
    "months": (
        "group fit\n  +20 when any page_view in the last 3 months\n",
        [("a month has no fixed length", "3 months", "say `90 days`")],
    ),
    "a year": (
        "group fit\n  +20 when created is over 1 year ago\n",
        [("a year has no fixed length", "1 year", "say `365 days`")],
    ),
    "a word without quotes": (
        "group fit\n  +20 when title contains word VP\n",
        [("`VP` is not in quotes", "VP", 'write `"VP"`')],
    ),
    "words without quotes": (
        'group fit\n  +20 when title contains word VP Sales because "Boss"\n',
        [("`VP Sales` is not in quotes", "VP Sales", 'write `"VP Sales"`')],
    ),
    "points without a sign": (
        'group fit\n  20 when title is "VP"\n',
        [
            (
                "the points `20` have no sign", "20",
                "write `+20` to give points, `-20` to take them",
            )
        ],
    ),
    "a misspelt column": (
        'group fit\n  +20 when titel is "VP"\n',
        [("there is no column `titel`", "titel", "did you mean `title`?")],
    ),
    "an event used as a column": (
        "group fit\n  +20 when page_view\n",
        [
            (
                "`page_view` is an event, not a column", "page_view",
                "write `any page_view`, `no page_view` or `number of page_view`",
            )
        ],
    ),
    "a column used as an event": (
        "group fit\n  +20 when any title\n",
        [("`title` is a column, not an event", "title", "ask for it by `title is …`")],
    ),
    "a misspelt event": (
        "group fit\n  +20 when any pageview\n",
        [("there is no event `pageview`", "pageview", "did you mean `page_view`?")],
    ),
    "American dates": (
        "group fit\n  +20 when created is after 3/1/2026\n",
        [("a date is written year-month-day", "3/1/2026", "write `2026-03-01` or `2026-01-03`")],
    ),
    "German dates": (
        "group fit\n  +20 when created is after 31.12.2025\n",
        [("a date is written year-month-day", "31.12.2025", "write `2025-12-31`")],
    ),
    "a dash for a minus": (
        'group fit\n  –10 when title is "Student"\n',
        [
            (
                "this is a long dash, as word processors make it, not a minus", "–",
                "type `-10` with the minus key",
            )
        ],
    ),
    "a dash for a minus, and a missing quote": (
        'group fit\n  –10 when any unsubscribe because "Left\n',
        [
            (
                "this is a long dash, as word processors make it, not a minus", "–",
                "type `-10` with the minus key",
            ),
            ("a quotation mark is missing", '"Left', 'close the text: `"Left"`'),
        ],
    ),
    "a stage below otherwise": (
        "stages\n  Cold otherwise\n  MQL when score is at least 50\n",
        [
            (
                "`MQL` stands below `otherwise` and is never reached",
                "MQL when score is at least 50", "move `otherwise` to the end",
            )
        ],
    ),
    "stages without otherwise": (
        "stages\n  MQL when score is at least 50\n",
        [
            (
                "the last row of stages must be `otherwise`", "MQL when score is at least 50",
                "add a row for all other leads: `Cold otherwise`",
            )
        ],
    ),
    "two groups of one name": (
        'group fit\n  +20 when title is "VP"\ngroup Fit\n  +10 when title is "CEO"\n',
        [
            (
                "two groups are called `Fit`", "Fit",
                "give one of them another name, or put their rules into one group",
            )
        ],
    ),
    "two rules of one name": (
        'group fit\n  +2 when title is "VP" because "Boss"\n  +1 when title is "CEO" because "Boss"\n',
        [
            (
                "two rules of this group are called `Boss`", '"Boss"',
                'give one of them another name: `because "…"`',
            )
        ],
    ),
    "a list that does not exist": (
        "group fit\n  +20 when country is in served\n",
        [
            (
                "there is no list `served`", "served",
                'add `list served = "…", "…"`, or write the values: `is "A", "B" or "C"`',
            )
        ],
    ),
    "a misspelt list": (
        "group fit\n  -20 when country is in embargod\n",
        [("there is no list `embargod`", "embargod", "did you mean `embargoed`?")],
    ),
    "a grade without its group": (
        'group fit\n  +20 when title is "VP"\ngrade g of fit and size\n  fit A from 9, B otherwise\n'
        "  size 1 from 9, 2 otherwise\n",
        [("there is no group `size` to grade", "size", "the groups are `fit`")],
    ),
    "an outcome in a rule": (
        "group fit\n  +20 when customer\noutcome customer when any email_click\n",
        [
            (
                "`customer` is an outcome, and a rule must not know how it ends", "customer",
                "an outcome is only for holding the rules against history",
            )
        ],
    ),
    "followed by": (
        "group fit\n  +20 when any page_view followed by email_click within 7 days\n",
        [(NOT_YET.format("`followed by`"), "followed by", LEAVE_OUT)],
    ),
    "within of each other": (
        "group fit\n  +20 when at least 3 page_view within 2 days of each other\n",
        [(NOT_YET.format("`within …`"), "within", LEAVE_OUT)],
    ),
    "with the same": (
        "group fit\n  +20 when at least 9 page_view with the same visit\n",
        [(NOT_YET.format("`with the same …`"), "with the same", LEAVE_OUT)],
    ),
    "people at the company": (
        "group fit\n  +20 when at least 3 people at the company with any page_view\n",
        [(NOT_YET.format("`people at the company`"), "people at the company", LEAVE_OUT)],
    ),
    "accounts": (
        "accounts\n  score is the highest score\n  label tier\n    Hot otherwise\n",
        [(NOT_YET.format("`accounts`"), "accounts", LEAVE_OUT)],
    ),
    "until": (
        "stages\n  MQL when score is at least 50, until score is under 40\n  Cold otherwise\n",
        [(NOT_YET.format("`until`"), "until", LEAVE_OUT)],
    ),
    "hand off": (
        'hand off\n  MQL to "crm" with score, grade, top 3 reasons\n',
        [(NOT_YET.format("`hand off`"), "hand off", LEAVE_OUT)],
    ),
    "ignore within": (
        "ignore email_click within 2 seconds after email_open\n",
        [(NOT_YET.format("`within …`"), "within", LEAVE_OUT)],
    ),
    "a misspelt keyword": (
        "group fit\n  +5 for each email_open, at most 2 tmes per day\n",
        [("`tmes` does not fit here", "tmes", "did you mean `times`?")],
    ),
    "a misspelt heading keeps its rows": (
        'group fit\n  points buy industry\n    +3 fur "Software"\n    +2 for "Finance"\n',
        [
            ("`buy` does not fit here", "buy", "did you mean `by`?"),
            ("`fur` does not fit here", "fur", "did you mean `for`?"),
        ],
    ),
    "a misspelt section": (
        'grop fit\n  +20 when title is "VP"\n',
        [("a line cannot begin with `grop` here", "grop", "did you mean `group`?")],
    ),
    "contain for contains": (
        'group fit\n  +20 when title contain "VP"\n',
        [("`contain` does not fit here", "contain", "did you mean `contains`?")],
    ),
    "more than": (
        "group fit\n  +20 when employees is more than 30\n",
        [("`more than` is written `over`", "more than", "write `over`")],
    ),
    "more than without is": (
        "group fit\n  +20 when employees more than 30\n",
        [("`more than` is written `is over`", "more than", "write `is over`")],
    ),
    "in last": (
        "group fit\n  +20 when any page_view in last 7 days\n",
        [("`in last` is written `in the last`", "in last", "write `in the last`")],
    ),
    "within a window": (
        "group fit\n  +20 when any page_view within 7 days\n",
        [("`within` is written `in the last`", "within", "write `in the last`")],
    ),
    "in without is": (
        "group fit\n  -20 when country in embargoed\n",
        [("`in` is written `is in`", "in", "write `is in embargoed`")],
    ),
    "a range with a dash": (
        "group fit\n  points by employees\n    +20 for 10-49\n    +30 for 50–99\n",
        [
            ("a range is written with `to`", "-", "write `10 to 49`"),
            ("a range is written with `to`", "–", "write `50 to 99`"),
        ],
    ),
    "the word points beside points": (
        'group fit\n  +20 points when title is "VP"\n',
        [("`points` is one word too many", "points", "write `+20 when …`")],
    ),
    "points after the row": (
        "group fit\n  points by employees\n    +9 for over 9\n    otherwise 0\n",
        [("the points of a row come first", "otherwise", "write `0 otherwise`")],
    ),
    "SQL": (
        'group fit\n  +20 when country IN ("US", "UK")\n  +10 when title LIKE "CEO%"\n',
        [
            (
                "a list of values follows `is`", "IN",
                'write `is "A", "B" or "C"`, or `is in LIST_NAME`',
            ),
            (
                "`LIKE` is not a word of this language", "LIKE",
                'write `contains "x"`, `starts with "x"`, `ends with "x"` or `matches "x*y"`',
            ),
        ],
    ),
    "signs of programmers": (
        'group fit\n  +20 when employees == 3 && title <> "VP"\n',
        [
            ("`==` is not a sign of this language", "==", "write `=`"),
            ("`&&` is not a sign of this language", "&&", "write `and`"),
            ("`<>` is not a sign of this language", "<>", "write `is not`"),
        ],
    ),
    "is empty": (
        "group fit\n  -5 when title is empty\n",
        [
            (
                "a value that is not there is called unknown", "empty",
                "write `is unknown` or `is known`",
            )
        ],
    ),
    "a bracket that is never closed": (
        'group fit\n  +20 when (title is "VP" or title is "CEO"\n  +10 when title is "CTO"\n',
        [("this bracket is never closed", "(", "add the missing `)`")],
    ),
    "a missing comma": (
        'group fit at most 50 points\n  +20 when title is "VP"\n',
        [("a comma is missing before `at`", "at", "put a comma there")],
    ),
    "a colon after a heading": (
        'group fit:\n  +20 when title is "VP"\n',
        [("a line does not end with `:`", ":", "take it out")],
    ),
    "a name of two words": (
        'define decision maker as title is "VP"\ngroup fit\n  +20 when decision_maker\n',
        [("a name is one word", "decision maker", "write `decision_maker`")],
    ),
    "rules at the margin are told once": (
        'group fit\n+20 when title is "VP"\n+10 when title is "CEO"\n',
        [
            (
                "a rule stands at the margin, under no group", "+",
                'indent it under its group; a group begins with `group fit "Who they are", '
                "from -20 to 50 points`",
            )
        ],
    ),
    "a rule that stops short": (
        "group fit\n  +5 for each\n",
        [
            (
                "this line is not complete", "each",
                "here could stand a name or `event`; such a line looks like "
                "`+5 for each email_open, at most 3 times`",
            )
        ],
    ),
    "a row that stops short is shown as a row": (
        'group fit\n  points by industry\n    +10\n    +5 for "Finance"\n',
        [
            (
                "this line is not complete", "10",
                "here could stand `for`, `otherwise` or `unknown`; such a line looks like "
                '`+10 for "Software", "SaaS"`',
            )
        ],
    ),
    "five mistakes give five messages": (
        'group fit\n  +20 When title is "VP"\n  +10 when industry = "Software"\n'
        '  –5 when titel is "CEO"\n  +5 for each email_open, at most 2 tmes\n'
        "stages\n  MQL whn score is at least 50\n  Cold otherwise\n".replace("titel", "title"),
        [
            ("`When` is written in lower case here", "When", "write `when`"),
            ("`=` compares numbers; for text say `is`", "=", 'write `is "Software"`'),
            (
                "this is a long dash, as word processors make it, not a minus", "–",
                "type `-5` with the minus key",
            ),
            ("`tmes` does not fit here", "tmes", "did you mean `times`?"),
            ("`whn` does not fit here", "whn", "did you mean `when`?"),
        ],
    ),
    "what a broken definition would have defined is no further mistake": (
        'define boss is title is "VP"\nlist free "gmail.com"\ngroup fit\n'
        "  +20 when boss\n  -5 when domain of email is in free\n",
        [
            ("`as` stands here, not `is`", "is", "write `as`"),
            (
                '`"gmail.com"` does not fit here', '"gmail.com"',
                "here could stand `=` or `from`; such a line looks like "
                '`list free_mail = "gmail.com", "yahoo.com"`',
            ),
        ],
    ),
}  # fmt: skip


def told(model: Model) -> list[Told]:
    found = []
    for d in model.diagnostics:
        text = model.sources[d.span.path].text if d.span.path in model.sources else ""
        found.append((d.title, text[d.span.start : d.span.end], d.help or ""))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_file(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert told(check(tmp_path / "x.score", text=DATA + text)) == expected


def test_a_safe_fix_mends_the_line(tmp_path: Path) -> None:
    text = DATA + 'group fit\n  +20 When title = "VP"\n'
    for d in sorted(check(tmp_path / "x.score", text=text).diagnostics, reverse=True, key=_start):
        assert d.fix is not None
        for edit in d.fix.edits:
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert text.endswith('  +20 when title is "VP"\n')
    assert check(tmp_path / "x.score", text=text).diagnostics == ()


def _start(diagnostic: object) -> int:
    return diagnostic.span.start  # type: ignore[attr-defined, no-any-return]


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
    main = project(tmp_path, main='score "x"\nuse "a.score"\n', a='use "b.score"\n', b='use "a.score"\n')
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
    assert told(check(main)) == [(f"`{path}` {OUTSIDE}", f'"{path}"', "keep lists inside the project")]


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
            "check the name; it is looked for beside the rule file",
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
