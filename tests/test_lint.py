"""What each lint rule tells beside its page, and where it keeps silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.attainable import group_ranges, rule_range
from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import fix_of, lint, rules

ROOT = Path(__file__).parents[1]
INF = float("inf")
DATA = """\
score "Demo score"
leads
  title     text
  industry  text
  country   text
  email     text
  employees number
  opted_out yes/no
  created   date
  tags      list
events
  page_view with path text, seconds number
  email_open
  demo_request
  deal_won
"""
USED = "label used\n  Idle when no event\n  Busy otherwise\n"
"""Uses all events, and gives nothing."""


def told(folder: Path, text: str, head: str = DATA) -> list[tuple[str, str, str]]:
    """Code, title and underlined text of each finding."""
    model = check(folder / "x.score", text=head + USED + text)
    assert model.diagnostics == ()
    found = lint(model)
    return [
        (d.code, d.title, model.sources[d.span.path].text[d.span.start : d.span.end]) for d in found
    ]


def codes(folder: Path, text: str, head: str = DATA) -> list[str]:
    """Of what is likely wrong; how it is written (W8xx) has tests of its own."""
    return [code for code, _, _ in told(folder, text, head) if not code.startswith("W8")]


def good_files() -> list[Path]:
    return sorted([*ROOT.glob("examples/**/*.score"), *ROOT.glob("tests/real_data/*.score")])


@pytest.mark.parametrize("path", good_files(), ids=lambda path: path.stem)
def test_no_false_alarm_on_a_good_file(path: Path) -> None:
    model = check(path)
    assert model.errors == ()
    assert lint(model) == ()


def test_there_are_many_rules_and_many_mend() -> None:
    codes = {rule.CODE for rule in rules()}
    assert len(codes) == len(rules()) >= 50
    assert sum(fix_of(rule) is not None for rule in rules()) >= 0.4 * len(rules())


def test_nothing_is_told_of_a_file_with_errors(tmp_path: Path) -> None:
    text = DATA + 'list unused = "a", "a"\ngroup g\n  +1 when titel is "x"\n'
    model = check(tmp_path / "x.score", text=text)
    assert model.errors
    assert lint(model) == ()


# ---------------------------------------------------------------- rows


def rows(*lines: str, over: str = "points by employees") -> str:
    return f"group g\n  {over}\n" + "".join(f"    {line}\n" for line in lines)


NUMBER_TABLES = {
    # several rows above take a row together
    ("+1 for at most 9", "+2 for over 9", "+3 for 5 to 15"): ["W301"],
    # … but 9.5 is in neither of these
    ("+1 for 0 to 9", "+2 for 10 to 19", "+3 for 5 to 15"): ["W302"],
    ("+1 for under 10", "+2 for at least 10", "+3 for 7"): ["W301"],
    # `otherwise` is left for unknown numbers, unless a row takes those
    ("+1 for under 10", "+2 for at least 10", "+3 otherwise"): [],
    ("+1 for under 10", "+2 for at least 10", "+3 unknown", "+4 otherwise"): ["W301"],
    ("+1 unknown", "+2 for over 3", "+3 unknown"): ["W301"],
    # a narrower row above a wider one is meant so
    ("+3 for over 1,000", "+2 for over 250", "+1 for over 10"): [],
    ("+3 for 100 to 200", "+1 for 0 to 1,000"): [],
    ("+3 for 7", "+1 for 0 to 1,000"): [],
    # overlaps
    ("+1 for 10 to 250", "+2 for 250 to 1,000"): ["W302"],
    ("+1 for at most 10", "+2 for at least 10"): ["W302"],
    ("+2 for 250 to 1,000", "+1 for 10 to 250"): ["W302"],
    # gaps
    ("+1 for 10 to 249", "+2 for 250 to 1,000"): [],
    ("+1 for under 10", "+2 for over 10"): ["W303"],
    ("+2 for over 10", "+1 for under 10"): ["W303"],
    ("+1 for under 10", "+2 for over 10", "0 otherwise"): [],
    ("+1 for 10 to 49", "+2 for 60 to 99"): ["W303"],
    ("+1 for 20 to 30", "+2 for 60 to 70"): [],
    ("-1 for under 10", "+2 for 250 to 1,000"): [],
    ("+1 for 0 to 0.5", "+2 for 0.6 to 1"): [],
    ("+1 for 0 to 0.5", "+2 for 0.7 to 1"): ["W303"],
    ("+1 for 0 to 1", "+2 for 1 to 2.5"): ["W302"],
    ("+1 for 1", "+2 for 3"): ["W303"],
}


@pytest.mark.parametrize("lines", NUMBER_TABLES, ids=" | ".join)
def test_tables_of_numbers(lines: tuple[str, ...], tmp_path: Path) -> None:
    assert codes(tmp_path, rows(*lines)) == NUMBER_TABLES[lines]


def test_a_gap_that_an_exclude_covers_is_none(tmp_path: Path) -> None:
    text = rows("+1 for under 44", "+2 for at least 45")
    assert codes(tmp_path, text) == ["W303"]
    exclude = "exclude leads when employees is at least 44 and employees is under 45\n"
    assert codes(tmp_path, exclude + text) == []


TEXT_TABLES = {
    ('+1 for "A", "B"', '+2 for "b"'): ["W301"],
    ('+1 for "A"', '+2 for "B"', '+3 for "a" or "b"'): ["W301"],
    ('+1 for "A", "B"', '+2 for "B", "C"'): ["W302"],
    ('+1 for containing "sales"', '+2 for "Head of Sales"'): ["W301"],
    ('+1 for word "VP"', '+2 for "VP Sales"'): ["W301"],
    ('+1 for word "VP"', '+2 for "SVP Sales"'): [],
    ('+1 for starting with "head"', '+2 for starting with "head of"'): ["W301"],
    ('+2 for starting with "head of"', '+1 for starting with "head"'): [],
    ('+1 for containing "vp"', '+2 for word "svp"'): ["W301"],
    ('+1 for word "vp"', '+2 for containing "vp"'): [],
    ('+1 for "A"', "+2 unknown", "+3 otherwise"): [],
}


@pytest.mark.parametrize("lines", TEXT_TABLES, ids=" | ".join)
def test_tables_of_texts(lines: tuple[str, ...], tmp_path: Path) -> None:
    assert codes(tmp_path, rows(*lines, over="points by title")) == TEXT_TABLES[lines]


FIRST_OF = {
    ("+1 when any page_view", "+2 when at least 3 page_view"): ["W301"],
    ("+2 when at least 3 page_view", "+1 when any page_view"): [],
    ("+1 when any page_view", '+2 when any page_view where path is "/"'): ["W301"],
    ("+1 when any page_view in the last 7 days", "+2 when any page_view"): [],
    ("+1 when any (page_view or email_open)", "+2 when any email_open"): ["W301"],
    ("+1 when any event in the last 9 days", "+2 when any email_open in the last 3 days"): ["W301"],
    ("+1 when employees is over 9", "+2 when employees is over 9 and opted_out"): ["W301"],
    ("+2 when employees is over 9 and opted_out", "+1 when employees is over 9"): [],
    ('+1 when opted_out or tags include "a"', '+2 when tags include "a"'): ["W301"],
    ("+1 when not opted_out", "+2 when opted_out", "+3 otherwise"): ["W301"],
    # of an order both events have been, of repeats so many
    ("+1 when any page_view", "+2 when any email_open followed by page_view within 2 days"): [
        "W301"
    ],
    ("+2 when any email_open followed by page_view within 2 days", "+1 when any page_view"): [],
    (
        "+1 when at least 2 page_view",
        "+2 when any page_view followed by page_view within 1 day",
    ): [],
    ("+1 when at least 2 page_view", "+2 when at least 3 page_view with the same path"): ["W301"],
    (
        "+1 when any email_open followed by page_view within 7 days",
        '+2 when any email_open followed by page_view where path is "/" within 2 days',
    ): ["W301"],
    (
        "+1 when any email_open followed by page_view within 2 days",
        "+2 when any email_open followed by page_view within 7 days",
    ): [],
    (
        "+1 when at least 2 page_view within 2 days of each other",
        "+2 when at least 3 page_view within 1 day of each other with the same path",
    ): ["W301"],
    (
        "+1 when at least 2 page_view within 2 days of each other with the same path",
        "+2 when at least 3 page_view within 1 day of each other",
    ): [],
}


@pytest.mark.parametrize("lines", FIRST_OF, ids=" | ".join)
def test_rows_of_conditions(lines: tuple[str, ...], tmp_path: Path) -> None:
    assert codes(tmp_path, rows(*lines, over="first of")) == FIRST_OF[lines]


def test_best_of_takes_the_most_whatever_the_order(tmp_path: Path) -> None:
    narrow, wide = "when at least 3 page_view", "when any page_view"
    assert codes(tmp_path, rows(f"+1 {wide}", f"+9 {narrow}", over="best of")) == []
    assert codes(tmp_path, rows(f"+9 {narrow}", f"+1 {wide}", over="best of")) == []
    assert codes(tmp_path, rows(f"+1 {narrow}", f"+9 {wide}", over="best of")) == ["W301"]


def test_a_definition_is_looked_into(tmp_path: Path) -> None:
    define = "define big as employees is over 100\n"
    lines = rows("+1 when big", "+2 when employees is over 200", over="first of")
    assert codes(tmp_path, define + lines) == ["W301"]


# ---------------------------------------------------------------- points

POINTS = {
    "+20 when opted_out": (0, 20),
    "-5 when opted_out": (-5, 0),
    "+5 for each page_view": (0, INF),
    "-5 for each page_view, up to 30 points": (-30, 0),
    "+5 for each page_view, at most 3 times": (0, 15),
    "+5 for each page_view, at most 2 times per day": (0, INF),
    "+5 for each page_view in the last 7 days, at most 2 times per day": (0, 70),
    "+5 for each page_view between 7 and 14 days ago, at most 1 time per week": (0, 5),
    "+1 for every 60 of total seconds of page_view": (0, INF),
    "+1 for every 60 of total seconds of page_view, up to 9 points": (0, 9),
}


@pytest.mark.parametrize("line", POINTS)
def test_the_most_and_the_least_that_a_rule_gives(line: str, tmp_path: Path) -> None:
    model = check(tmp_path / "x.score", text=DATA + f"group g\n  {line}\n")
    assert rule_range(model.groups[0].rules[0]) == POINTS[line]


def test_the_most_and_the_least_of_tables_groups_and_the_score(tmp_path: Path) -> None:
    text = DATA.replace('score"', 'score", from 0 to 30 points', 1) + (
        'group a, at least -10 points\n  points by title\n    +15 for "x"\n    -25 for "y"\n'
        'group b\n  points by title\n    +15 for "x"\n    +5 otherwise\n'
        "group c, when opted_out\n  best of\n    +9 when opted_out\n    -4 otherwise\n"
    )
    model = check(tmp_path / "x.score", text=text)
    assert group_ranges(model) == {"a": (-10, 15), "b": (5, 15), "c": (-4, 9), None: (0, 30)}


STAGES = {
    "A when score is at least 60\n  B otherwise": [],
    "A when score is at least 61\n  B otherwise": ["W401"],
    "A when score is over 60\n  B otherwise": ["W401"],
    "A when score is under -5\n  B otherwise": ["W401"],
    "A when score is at most -5\n  B otherwise": [],
    "A when score is between 70 and 90\n  B otherwise": ["W401"],
    "A when score is between 50 and 90\n  B otherwise": [],
    "A when score is 10, 70\n  B otherwise": [],
    "A when score is 70, 80\n  B otherwise": ["W401"],
    "A when score is at least 30\n  B when score is at least 50\n  C otherwise": ["W601"],
    "A when score is at least 50\n  B when score is at least -5\n  C otherwise": ["W601"],
    "A when score is under 30\n  B when score is at least 30\n  C otherwise": ["W601"],
    "A when score is at least 50 and opted_out\n  B when score is at least 50\n  C otherwise": [],
}


@pytest.mark.parametrize("lines", STAGES, ids=lambda lines: lines.replace("\n  ", " | "))
def test_stages_within_reach(lines: str, tmp_path: Path) -> None:
    group = 'group g\n  +60 when opted_out\n  -5 when title is "x"\n'
    assert codes(tmp_path, f"{group}stages\n  {lines}\n") == STAGES[lines]


def test_a_score_without_end_reaches_everything(tmp_path: Path) -> None:
    stages = "stages\n  A when score is at least 9,000\n  B otherwise\n"
    text = f"group g\n  +5 for each page_view\n{stages}"
    assert codes(tmp_path, text) == ["W409"]


def test_bands_of_a_grade_out_of_reach(tmp_path: Path) -> None:
    text = (
        "group a\n  +30 when opted_out\ngroup b\n  +9 for each page_view in the last 9 days\n"
        "grade g of a and b\n  a A from 40, B from 20, C otherwise\n  b 1 from 900, 2 otherwise\n"
    )
    assert told(tmp_path, text) == [("W401", "`a` is never over 30", "A from 40")]


LOST = {
    ("", "+35 for each page_view, up to 30 points"): ["W402"],
    ("", "+15 for each page_view, up to 30 points"): [],
    (", at most 10 points", "+20 when opted_out"): ["W402"],
    (", at most 20 points", "+20 when opted_out"): [],
    (", at least -10 points", "-20 when opted_out"): ["W402"],
    # with the rule that takes 10 off, all 20 points can count
    (", at most 10 points", '+20 when opted_out\n  -10 when title is "x"'): [],
}


@pytest.mark.parametrize(("clause", "lines"), LOST)
def test_points_that_a_limit_takes(clause: str, lines: str, tmp_path: Path) -> None:
    assert codes(tmp_path, f"group g{clause}\n  {lines}\n") == LOST[clause, lines]


# ---------------------------------------------------------------- conditions

NEGATIVE = {
    'country is not "US"': ["W203"],
    'not (country is "US")': ["W203", "W309"],
    'not country is "US"': ["W203", "W309"],
    'title does not contain "VP"': ["W203"],
    "employees is not 5": ["W203"],
    "employees != 5": ["W203"],
    'tags do not include "a"': ["W203"],
    'domain of email is not "a.com"': ["W203"],
    'country is known and country is not "US"': [],
    'country is unknown or country is not "US"': [],
    'email is known and domain of email is not "a.com"': [],
    'domain of email is known and domain of email is not "a.com"': [],
    'title contains "Sales" and title does not contain "VP"': [],
    'employees is over 3 and employees is not 5 and title is "x"': [],
    'title is "x" and employees is not 5': ["W203"],
    'not (industry is "A" or title is "b")': ["W203"],
    'industry is known and title is known and not (industry is "A" or title is "b")': [],
    "not (opted_out or any page_view)": [],
    "not opted_out": [],
    "no page_view": [],
    'any page_view where path is not "/"': [],
    'country is "US"': [],
}


@pytest.mark.parametrize("condition", NEGATIVE)
def test_negative_tests(condition: str, tmp_path: Path) -> None:
    assert codes(tmp_path, f"group g\n  +1 when {condition}\n") == NEGATIVE[condition]


def test_not_before_a_name_is_meant_and_a_definition_is_looked_at_itself(tmp_path: Path) -> None:
    text = "define {0}\ngroup g\n  +1 when not bad\n"
    assert codes(tmp_path, text.format('bad as industry is "A"')) == []
    assert codes(tmp_path, text.format('bad as industry is not "A"')) == ["W203"]
    either = 'define bad as industry is "A"\ngroup g\n  +1 when not (bad or title is "b")\n'
    assert codes(tmp_path, either) == ["W203"]


SAME = {
    ('title is "a", "b"', 'title is "B", "a"'): ["W307"],
    ('title contains "ab", "cd"', 'title contains "cd", "ab"'): ["W307"],
    ("opted_out and employees is 3", "employees is 3 and opted_out"): ["W307"],
    ("any page_view", "not (no page_view)"): ["W307"],
    ("any page_view", "number of page_view is over 0"): ["W307"],
    ("employees is between 5 and 9", "employees is at most 9 and employees is at least 5"): ["W307"],
    ('title contains "a" or "b"', 'title contains "b" or title contains "a"'): ["W307"],
    ('title starts with "a" or "b"', 'title ends with "a" or title starts with "b"'): [],
    ('any page_view where path starts with "a" or "b"', 'any page_view where (path starts with "b" or path starts with "a")'): ["W307"],
    ('at least 2 page_view where path is "a" or "b"', 'at least 2 page_view where (path is "b" or path is "c")'): [],
    ("any page_view", "at least 2 page_view"): [],
    ("opted_out and employees is 3", "opted_out or employees is 3"): [],
    ("employees is over 0", "employees is at least 1"): [],
    ('title is "a", "b"', 'title is "a", "c"'): [],
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_rules_that_ask_the_same(one: str, other: str, tmp_path: Path) -> None:
    text = f"group g\n  +1 when {one}\n  +2 when {other}\n"
    assert codes(tmp_path, text) == SAME[one, other]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ('does not contain word "a" or "b"', 'word "b" and not title contains word "a"', True),
        ('does not contain word "a" or "b"', 'word "b" or not title contains word "a"', False),
    ],
)
def test_not_of_several_texts(one: str, other: str, told: bool, tmp_path: Path) -> None:
    text = f"group g\n  +1 when title {one}\n  +2 when not title contains {other}\n"
    assert ("W307" in codes(tmp_path, text)) is told


def test_rules_for_every_so_many_of_the_same(tmp_path: Path) -> None:
    text = (
        "group g\n  +1 for every 5 of employees, up to 10 points\n"
        "  +2 for every {} of employees, up to 10 points\n"
    )
    assert codes(tmp_path, text.format(5)) == ["W307"]
    assert codes(tmp_path, text.format(6)) == []


def test_a_group_kept_for_an_outcome(tmp_path: Path) -> None:
    text = "group g, when {} deal_won\n  +1 when opted_out\noutcome won when any deal_won\n"
    assert codes(tmp_path, text.format("any")) == ["W204"]
    assert codes(tmp_path, text.format("no")) == []


def test_negative_tests_where_unknown_ones_are_taken_before(tmp_path: Path) -> None:
    first = rows("0 when country is unknown", '+1 when country is not "US"', over="first of")
    assert codes(tmp_path, first) == []
    rule = 'group g\n  +1 when country is not "US"\n'
    assert codes(tmp_path, "exclude leads when country is unknown\n" + rule) == []
    assert codes(tmp_path, 'define abroad as country is not "US"\ngroup g\n  +1 when abroad\n') == [
        "W203"
    ]


CONTRADICTIONS = {
    'title is "a" and title is "b"': ["W304"],
    'title is "a" and title is "b", "a"': ["W308"],
    "employees is under 10 and employees is at least 10": ["W304"],
    "employees is under 10 and employees is over 9": [],
    "employees is at least 10 and employees is at most 10": [],
    'title is "sales" and title contains "vp"': ["W304"],
    "any page_view and no page_view": ["W304"],
    'tags include "a" and tags include "b"': [],
    "opted_out and not opted_out": ["W304"],
    'country is unknown and country is "US"': ["W304"],
    'title is "a" or title is "b"': [],
    'opted_out or (title is "a" and title is "b")': ["W304"],
    "any email_open followed by page_view within 1 day and no page_view": ["W304"],
    "any email_open followed by page_view within 1 day and no page_view in the last 1 day": [],
}


@pytest.mark.parametrize("condition", CONTRADICTIONS)
def test_contradictions(condition: str, tmp_path: Path) -> None:
    assert codes(tmp_path, f"group g\n  +1 when {condition}\n") == CONTRADICTIONS[condition]


OUTCOMES = {
    ("any deal_won", "+5 when any deal_won"): ["W204"],
    ("any deal_won", "+5 for each deal_won in the last 9 days"): ["W204"],
    ("any deal_won", "+5 when number of (deal_won or email_open) is over 2"): ["W204"],
    ("any deal_won", "-50 when any deal_won"): [],
    ("any deal_won", "+5 when no deal_won"): [],
    ("any deal_won", "+5 when any event"): [],
    ("any deal_won", "+5 when any email_open followed by deal_won within 2 days"): ["W204"],
    ("any deal_won", "+5 when at least 2 deal_won within 2 days of each other"): ["W204"],
    ("any email_open followed by deal_won within 2 days", "+5 when any email_open"): [],
    ("any deal_won", "+5 when any email_open"): [],
    ('any page_view where path is "/won"', '+5 when any page_view where path is "/won"'): ["W204"],
    ('any page_view where path is "/won"', '+5 when any page_view where path is "/demo"'): [],
    ('any page_view where path is "/won"', "+5 when any page_view"): ["W204"],
    ('industry is "Customer"', '+5 when industry is "Customer" or "Partner"'): ["W204"],
    ('any deal_won and country is "US"', '+5 when country is "US"'): [],
}


@pytest.mark.parametrize(("outcome", "rule"), OUTCOMES)
def test_outcomes_in_rules(outcome: str, rule: str, tmp_path: Path) -> None:
    text = f"group g\n  {rule}\noutcome customer when {outcome}\n"
    assert codes(tmp_path, text) == OUTCOMES[outcome, rule]


def test_short_words_inside_others(tmp_path: Path) -> None:
    assert codes(tmp_path, 'group g\n  +1 when title contains "CTO"\n') == ["W205"]
    assert codes(tmp_path, 'group g\n  +1 when title contains "cto"\n') == []
    assert codes(tmp_path, 'group g\n  +1 when title contains word "CTO"\n') == []
    assert codes(tmp_path, 'group g\n  +1 when country contains "CTO"\n') == []


# ---------------------------------------------------------------- names, values, comments


def test_names_that_only_other_names_use_are_used(tmp_path: Path) -> None:
    text = (
        'let bar = 5\nlet home = "a.com"\nlist mine = home, "b.com"\n'
        "define ours as domain of email is in mine\n"
        "group g\n  +1 when ours\n  +1 when employees is over bar\n"
    )
    assert codes(tmp_path, text) == []


def test_names_of_a_shared_file_are_for_others(tmp_path: Path) -> None:
    (tmp_path / "crm.score").write_text(DATA.split("\n", 1)[1] + 'list l = "a"\nlet x = 3\n')
    assert lint(check(tmp_path / "crm.score")) == ()
    (tmp_path / "main.score").write_text('score "x"\nuse "crm.score"\n')
    assert lint(check(tmp_path / "main.score")) == ()


def test_unused_events(tmp_path: Path) -> None:
    text = DATA + "group g\n  +1 for each page_view, up to 9 points\nignore email_open\n"
    found = lint(check(tmp_path / "x.score", text=text))
    assert [(d.code, d.title) for d in found] == [
        ("W201", "nothing asks for the event `demo_request`"),
        ("W201", "nothing asks for the event `deal_won`"),
    ]


def test_values_that_stand_twice(tmp_path: Path) -> None:
    text = (
        'list l = "a", "B ", "b"\ngroup g\n  +1 when title is in l\n'
        "  +2 when employees is 1, 2, 1.0\n"
    )
    assert [(code, underlined) for code, _, underlined in told(tmp_path, text)] == [
        ("W305", '"b"'), ("W305", "1.0"),
    ]  # fmt: skip


RULE = '  +1 when country is not "US"\n'
COMMENTS = {
    f"group g\n  # allow: W203 because abroad\n{RULE}": [],
    f"group g\n  # a note\n  # allow: W203 because abroad\n{RULE}": [],
    f"group g\n{RULE[:-1]}  # allow: W203 because abroad\n": [],
    f"group g\n  # Allow: W203 because abroad\n{RULE}": [],
    f"group g\n{RULE[:-1]}  # ALLOW: W203 Because abroad\n": [],
    f"group g\n  # Allow: W203\n{RULE}": ["W902", "W203"],
    f"group g\n  # allow: W203, W304 because abroad\n{RULE}": ["W903"],
    f"group g\n  # allow: W203\n{RULE}": ["W902", "W203"],
    f"group g\n  # allow: W2 because abroad\n{RULE}": [],
    f"group g\n  # allow: W3 because abroad\n{RULE}": ["W903", "W203"],
    f"group g\n  # allow: W2\n{RULE}": ["W902", "W203"],
    f"group g\n  # allow: W0 because abroad\n{RULE}": ["W901", "W203"],
    f"group g\n  # allow: w208 because abroad\n{RULE}": ["W901", "W203"],
    f"group g\n  # allow: E101 because abroad\n{RULE}": ["W901", "W203"],
    f"group g\n  # allow: W203 because abroad\n  +1 when opted_out\n{RULE}": ["W903", "W203"],
    f"# allow: W203 because abroad\ngroup g\n{RULE}": ["W903", "W203"],
    f"# allow in this file: W203 because abroad\ngroup g\n{RULE}": ["W903", "W203"],
    f"group g\n  # we allow this: W203 because abroad\n{RULE}": ["W203"],
}


@pytest.mark.parametrize("text", COMMENTS)
def test_comments_that_allow(text: str, tmp_path: Path) -> None:
    assert codes(tmp_path, text) == COMMENTS[text]


def test_a_comment_for_the_whole_file_stands_at_its_top(tmp_path: Path) -> None:
    comment = "# Agreed by all.\n# allow in this file: W203 because abroad is abroad\n"
    text = f'group g\n{RULE}  +2{RULE[4:-1]} and title is "x"\n'
    for said in (comment, comment.replace("allow in", "Allow In"), comment.replace("W203", "W2")):
        assert codes(tmp_path, text, said + DATA) == []


def test_endless_conditions_take_no_endless_time(tmp_path: Path) -> None:
    many = " or ".join(f"employees is {i}" for i in range(3_000))
    text = rows(f"+1 when {many}", f"+2 when {many} or opted_out", over="first of")
    assert codes(tmp_path, text) == []
