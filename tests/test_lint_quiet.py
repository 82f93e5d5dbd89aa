"""Cases by hand for the rules of lint: what is told beside the pages, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.config import LintConfig
from leadscore.dsl.lint import lint
from test_lint import DATA, USED, told

LINES: dict[str, list[str]] = {
    # style
    "+5 when at least 2 page_view": [],
    "+5 when opted_out and (employees is 3 or employees is over 9)": [],
    "+5 when not (number of page_view is over 3)": [],
    "+5 when (employees + 1) * 2 is over 9": [],
    "+5 when employees >= 3 and employees < 9": [],
    "+5 when employees >= 3 and number of page_view <= 9": [],
    "+5 when employees >= 3": [],
    "+5 when any page_view in the last 24 hours": [],
    "+5 when any page_view in the last 36 hours": [],
    "+5 when any page_view in the last 14 days": [],
    "+5 when any page_view in the last 48 hours": ["W808"],
    '+5 when title matches "VP ?ales"': [],
    '+5 when title is "a" or country is "b"': [],
    '+5 when title is "a" or title contains "b"': [],
    '+5 when title is known and title is not "a" and country is "b"': [],
    "0 when opted_out": ["W801"],
    # logic
    "+5 when employees is over 3 or employees is at most 3": [],
    "+5 when employees is over 3 or employees is at most 3 or employees is unknown": ["W306"],
    "+5 when number of page_view is over 3 or number of page_view is at most 3": ["W306"],
    "+5 when number of page_view is at least 0": ["W306"],
    "+5 when number of page_view is at least 1": [],
    "+5 when opted_out or not opted_out": ["W306"],
    "+5 when any page_view or no page_view": ["W306"],
    "+5 when any page_view or no email_open": [],
    "+5 when employees is known and employees is over 3": [],
    "+5 when any page_view and at least 3 page_view": ["W308"],
    "+5 when any page_view in the last 3 days and any page_view in the last 9 days": ["W308"],
    '+5 when opted_out and (title is "a" or opted_out)': ["W308"],
    "+5 when not opted_out": [],
    "+5 when not (opted_out or any page_view)": [],
    '+5 when title contains word "VP" or "SVP"': [],
    '+5 when title contains "VP" or "SVP"': ["W312"],
    '+5 when title starts with "a", "b"': [],
    '+5 when title is "*"': [],
    '+5 when title contains "a*b"': [],
    # data
    '-5 when title contains "Intern"': ["W205"],
    '-5 when title contains word "Intern"': [],
    '-5 when country contains "Intern"': [],
    '+5 when country is not "a" and country does not contain "b"': ["W203"],
    '+5 when domain of email is "acme.com"': [],
    '+5 when domain of email is "http://www.acme.com/a"': ["W210"],
    '+5 when domain of email is "acme.com", "ann@acme.com"': ["W210"],
    '+5 when domain of email is "ann@acme.com"': ["W210"],
    '+5 when domain of email contains "@"': ["W304"],
    '+5 when email ends with "@acme.com"': [],
    '+5 when email contains "acme.com" or "sales@"': [],
    '+5 when email contains "acme.com"': ["W211"],
    '+5 when title ends with "acme.com"': [],
    '+5 when title contains "VP of "': ["W212"],
    '+5 when title contains " - "': [],
    '+5 when title starts with "VP "': [],
    "+5 when employees is over 2.500": ["W213"],
    "+5 when employees is between 1.000 and 2,000": ["W213"],
    "+5 when employees is over 0.500": [],
    "+5 when employees is over 1.125": [],
    "+5 when employees is over 1.50": [],
    '+5 when title is "null"': ["W209"],
    '+5 when title is "None of these"': [],
    '+5 when any page_view where path is "-"': [],
    '+5 when title contains " vp" or "VPs"': [],
    '+5 when title starts with "vp " or "VP"': ["W312"],
    '+5 when title is " vp" or "VP"': ["W305"],
    # limits
    "+5 for each page_view, up to 50 points": [],
    "+5 for each page_view": ["W409"],
    "-5 for each page_view": [],
    "+5 for each page_view, at most 1 time per day": [],
    "+5 for each page_view in the last 9 days": [],
    "+5 for each page_view, losing 50% every 9 days": [],
    "+5 for each page_view, at most 2 times, up to 10 points": [],
    "+5 for each page_view, at most 2 times, up to 11 points": ["W405", "W406"],
    "+5 for each page_view, up to 12 points": ["W406"],
    "+0.5 for each page_view, up to 12.5 points": [],
    "+5 for each page_view, up to 12 points, losing 50% every 9 days": [],
    "-5 for each page_view, up to 12 points": ["W406"],
    "+1 for every 3 of number of page_view, up to 7 points": [],
    "+5 for each page_view, at most 3 times, at most 4 times per week": ["W408"],
    "+5 for each page_view, at most 3 times, at most 3 times per week": ["W408"],
    "+5 for each page_view, at most 3 times, at most 2 times per week": [],
    # time
    "+5 for each page_view in the last 30 days, fading out over 30 days": [],
    "+5 for each page_view in the last 31 days, fading out over 30 days": ["W501"],
    "+5 for each page_view since 2020-01-01, fading out over 30 days": [],
    "+5 for each page_view in the last 30 days, losing 50% every 30 days": ["W502"],
    "+5 for each page_view in the last 31 days, losing 50% every 30 days": [],
    "+5 when days since last page_view in the last 30 days is over 30": ["W503"],
    "+5 when days since last page_view in the last 30 days is over 29": [],
    "+5 when days since last page_view in the last 30 days is at most 30": ["W503"],
    "+5 when days since last page_view in the last 30 days is at most 7": [],
    "+5 when any page_view in the last 1,100 days": [],
    "+5 when any page_view in the last 158 weeks": ["W504"],
    "+5 when created is in the next 7 days": ["W505"],
    "+5 when created is in the last 7 days": [],
    "+5 for each page_view in the last 7 days, at most 2 times per week": ["W507"],
    "+5 for each page_view in the last 8 days, at most 2 times per week": [],
    "+5 for each page_view in the last 7 days, at most 2 times per day": [],
    # wording
    '+5 when opted_out because "Penalty"': ["W702"],
    '-5 when opted_out because "Penalty"': [],
    '-5 when opted_out because "Bonus hunter"': ["W702"],
    '+5 when opted_out because "Not penalty-free"': ["W702"],
    '+5 when opted_out because "5 points for it"': ["W703"],
    '+5 when opted_out because "At least 50 people"': [],
    '+5 when opted_out because "Level A-1"': [],
    '+5 when opted_out because "Top 5 in E-3 plans"': [],
    '+5 when opted_out because "Decision."': ["W710"],
    '+5 when opted_out because "Works at Acme Inc."': [],
    '+5 when opted_out because "Wait, what..."': [],
    '+5 when opted_out because " Padded"': ["W710"],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line(line: str, tmp_path: Path) -> None:
    found = told(tmp_path, f"group g\n  {line}\n")
    assert [code for code, _, _ in found] == LINES[line]


RULES: dict[tuple[str, ...], list[str]] = {
    ("+5 when opted_out", "+6 when opted_out and employees is 3"): [],
    ("+5 when opted_out", '+6 when opted_out because "Again"'): ["W307"],
    ("+5 for each page_view, at most 1 time", '+6 for each page_view, at most 1 time because "Again"'): ["W307"],
    ("+5 for each page_view in the last 4 days", "+6 for each page_view in the last 3 days"): [],
    ("+5 for each page_view, at most 2 times", "+6 for each page_view, at most 1 time"): [],
    ("+5 when employees >= 3", "+6 when employees >= 4", "+7 when employees is at least 9"): [],
    ("+5 when employees >= 3", "+6 when employees is over 4"): ["W807"],
    ('+5 when title is "a", "b"', '+6 when title is "b", "a" and opted_out'): [],
    ('+5 when title is "a", "b", "c"', '+6 when title is "b", "a", "c" and opted_out'): ["W812"],
    ('+5 when title is "a", "b", "c"', '+6 when title contains "b", "a", "c" and opted_out'): [],
}  # fmt: skip


@pytest.mark.parametrize("lines", RULES)
def test_rules_together(lines: tuple[str, ...], tmp_path: Path) -> None:
    found = told(tmp_path, "group g\n" + "".join(f"  {line}\n" for line in lines))
    assert [code for code, _, _ in found] == RULES[lines]


TABLES: dict[tuple[str, ...], list[str]] = {
    ("+1 for under 9", "+5 for 9 to 19", "+3 for 20 to 29", "+2 for over 29"): [],
    ("+1 for under 9", "+5 for 9 to 19", "+3 for 20 to 29", "+4 for over 29"): ["W310"],
    ("+1 for under 9", "+5 for 9 to 19", "+5 for 20 to 29", "+4 for over 29"): [],
    ("-9 for under 9", "+5 for 9 to 19", "+9 for at most 99", "+4 for over 99"): [],
    ("+5 for under 9", "+5 for over 99"): ["W311"],
    ("+5 for under 9", "+5 for over 99", "0 otherwise"): [],
    ("+5 for under 9",): [],
}


@pytest.mark.parametrize("rows", TABLES)
def test_a_table_by_numbers(rows: tuple[str, ...], tmp_path: Path) -> None:
    lines = "".join(f"    {row}\n" for row in rows)
    found = told(tmp_path, f"group g\n  points by employees\n{lines}")
    assert [code for code, _, _ in found] == TABLES[rows]


def test_the_same_rule_under_another_condition_of_the_group(tmp_path: Path) -> None:
    text = "group a, when opted_out\n  +1 when employees is 3\ngroup b\n  +2 when employees is 3\n"
    assert told(tmp_path, text) == []


def test_a_bar_within_one_table_is_its_own(tmp_path: Path) -> None:
    rows = "".join(
        f"  {c} when score is at least 50 and employees is {i}\n" for i, c in enumerate("ABC")
    )
    group = "group g\n  +60 when opted_out\n"
    assert told(tmp_path, f"{group}stages\n{rows}  D otherwise\n") == []
    two = f"{group}stages\n{rows}  D otherwise\nlabel l\n{rows}  D otherwise\n"
    assert [code for code, _, _ in told(tmp_path, two)] == ["W813"]


FILES: dict[str, list[str]] = {
    # limits of groups
    "group g, at most 5 points\n  +5 when opted_out\n": [],
    "group g, at most 9 points\n  +5 when opted_out\n": ["W404"],
    "group g, at most 9 points\n  +5 for each page_view\n": [],
    "group g, from 0 to 5 points\n  +5 when opted_out\n": [],
    "group g, from -9 to 5 points\n  +5 when opted_out\n  -3 when employees is 3\n": ["W404"],
    "group g, from -2 to 5 points\n  +5 when opted_out\n  -3 when employees is 3\n": [],
    "group g, from -9 to -5 points\n  -3 when opted_out\n": ["W407"],
    "group g, from 5 to 9 points\n  +3 when opted_out\n": ["W407"],
    "group g, at least 5 points\n  +5 when opted_out\n": ["W407"],
    "group g, at least 4 points\n  +5 when opted_out\n": [],
    "group g, losing 50% every 9 days\n  +5 when opted_out\n": ["W506"],
    "group g, losing 50% every 9 days\n  +5 for each page_view\n": [],
    "group g\n  +5 when opted_out\ngroup h\n  +3 when g is at least 0 and employees is 3\n": ["W403"],
    "group g\n  +5 when opted_out\ngroup h\n  +3 when g is over 0 and employees is 3\n": [],
    # data
    "group g\n  points by industry\n    +5 for \"A\"\n    -1 otherwise\n": ["W208"],
    "group g\n  points by industry\n    +5 for \"A\"\n    +1 otherwise\n": [],
    "group g\n  points by industry\n    +5 for \"A\"\n    0 unknown\n    -1 otherwise\n": [],
    "exclude leads when industry is unknown\ngroup g\n  points by industry\n    +5 for \"A\"\n    -1 otherwise\n": [],
    'list free = "a.com", "@b.com"\ngroup g\n  +5 when domain of email is in free\n': ["W210"],
    'list free = "a.com", "@b.com"\ngroup g\n  +5 when title is in free\n': [],
    # names
    'group g "G"\n  +5 when opted_out\ngroup h\n  +5 when employees is 3\n': ["W708"],
    'group g\n  +5 when opted_out\ngroup h\n  +5 when employees is 3\n': [],
    "let points = 5\ngroup g\n  +5 when employees is points\n": ["W709"],
    "let my_points = 5\ngroup g\n  +5 when employees is my_points\n": [],
    "let employees_ = 5\ngroup g\n  +5 when employees is employees_\n": ["W705"],
    'group g\n  +5 when industry is "E-Commerce"\n  +5 when industry is "ecommerce" and opted_out\n': ["W706"],
    'group g\n  +5 when industry is "E-Commerce" or "ecommerce"\n': [],
    'group g\n  +5 when industry is "E-Commerce"\n  +5 when title is "ecommerce" and opted_out\n': [],
    'group g\n  +5 when industry is "Insurance"\n  +5 when industry is "Insurances" and opted_out\n': [],
    # stages
    "group g\n  +60 when opted_out\nstages\n  A when score is at least 50, until score is under 50\n  B otherwise\n": ["W602"],
    "group g\n  +60 when opted_out\nstages\n  A when score is at least 50, until score is under 49\n  B otherwise\n": [],
    "group g\n  +60 when opted_out\nstages\n  A when score is at least 50, until opted_out\n  B otherwise\n": [],
    "group g\n  +60 when opted_out\nstages\n  Junk when employees is 3\n  A when score is at least 50\n  B otherwise\n": [],
    "group g\n  +60 when opted_out\nstages\n  A when score is at least 50\n  Junk when employees is 3\n  B otherwise\n": ["W605"],
    "group g\n  +60 when opted_out\nstages\n  A when employees is 9\n  Junk when employees is 3\n  B otherwise\n": [],
    'group g\n  +60 when opted_out\nstages\n  A when score is at least 50\n  B otherwise\nhand off\n  A to "crm" with score\n': [],
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_a_file(text: str, tmp_path: Path) -> None:
    assert [code for code, _, _ in told(tmp_path, text)] == FILES[text]


ONE = "+5 when industry is {0}\n  +5 when industry is {0} and opted_out\n  +5 when industry is {1} and employees is 3"


@pytest.mark.parametrize(
    ("usual", "rare", "expected"),
    [
        ("Software", "Sofware", ["W707"]),
        ("Software", "Sotfware", ["W707"]),
        ("Software", "Softwares", []),
        ("Product", "Produce", ["W707"]),
        ("Region1", "Region2", []),
        ("Bank", "Bans", []),
        ("Software", "Hardware", []),
    ],
)
def test_a_letter_off(usual: str, rare: str, expected: list[str], tmp_path: Path) -> None:
    text = "group g\n  " + ONE.format(f'"{usual}"', f'"{rare}"') + "\n"
    assert [code for code, _, _ in told(tmp_path, text)] == expected


OUTCOME = "outcome won when any deal_won\n"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("close_date", ["W207"]),
        ("deal_amount", ["W207"]),
        ("contract_end", ["W207"]),
        ("lifecycle_stage", ["W207"]),
        ("is_customer", ["W207"]),
        ("budget", []),
        ("closeness", []),
    ],
)
def test_a_column_that_is_filled_late(column: str, expected: list[str], tmp_path: Path) -> None:
    head = DATA.replace("  created   date\n", f"  created   date\n  {column} number\n")
    group = f"group g\n  +5 when {column} is over 3\n"
    assert [code for code, _, _ in told(tmp_path, OUTCOME + group, head)] == expected
    sure = expected if column == "close_date" else []
    assert [code for code, _, _ in told(tmp_path, group, head)] == sure, "it may be no end"
    less = group.replace("+5", "-5")
    assert told(tmp_path, OUTCOME + less, head) == [], "and no points are given"


@pytest.mark.parametrize(
    "column",
    ["converted", "is_won", "closed_won", "won_date", "churned", "loss_reason", "deal_stage",
     "closed_at", "became_customer_on"],
)  # fmt: skip
def test_a_column_that_tells_the_end_needs_no_outcome(column: str, tmp_path: Path) -> None:
    head = DATA.replace("  created   date\n", f"  created   date\n  {column} text\n")
    group = f"group g\n  +5 when {column} is known\n"
    assert [code for code, _, _ in told(tmp_path, group, head)] == ["W207"]
    assert told(tmp_path, group.replace("+5", "-5"), head) == []
    outcome = f"outcome customer when {column} is known\n"
    assert [code for code, _, _ in told(tmp_path, outcome + group, head)] == ["W204"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('+5 when phase is "Closed by Horizzon"', ["W207"]),
        ('+5 when phase is "New" or "Closed Won"', ["W207"]),
        ('points by phase\n    +5 for "closed won"\n    0 otherwise', ["W207"]),
        ('points by phase\n    +5 for "New"\n    -5 for "Closed Lost"\n    0 otherwise', []),
        ('-5 when phase is "Closed Lost"', []),
        ('+5 when phase is not "Closed Lost"', []),
        ('+5 when not phase is "Closed Lost"', []),
        ('+5 when phase is "Closed beta"', []),
    ],
)
def test_a_value_that_tells_the_end(rule: str, expected: list[str], tmp_path: Path) -> None:
    head = DATA.replace("  created   date\n", "  created   date\n  phase text\n")
    found = [code for code, _, _ in told(tmp_path, f"group g\n  {rule}\n", head)]
    assert [code for code in found if code == "W207"] == expected


def test_what_settings_can_change(tmp_path: Path) -> None:
    rule = "group g\n  +5 when any page_view in the last 90 days\n"
    model = check(tmp_path / "x.score", text=DATA + USED + rule)
    assert lint(model) == ()
    found = lint(
        model, LintConfig(options={"W504": {"retention_days": 30}, "W704": {"longest": 5}})
    )
    assert [d.code for d in found] == ["W704", "W504"]
