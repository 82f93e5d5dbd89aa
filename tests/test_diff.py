"""What changed in meaning, worked out by hand: two files, and what is to be said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.runtime.diff import Diff, Judged, Lead, Side
from leadscore.runtime.diff_text import Told, breakdowns
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.markdown import code
from leadscore.runtime.prove.tried import scored
from leadscore.runtime.rules import Rules

OLD = """score "Compared", from 0 to 100 points

leads, one per id
  title      text
  industry   text
  employees  number
  country    text

events, of id, at at, named kind
  page_view  with path text
  click

let bar = 40

list near = "France", "Spain"

define big as employees is at least 1,000

exclude leads when country is "Nowhere" because "No place"

group fit, at most 60 points
  +20 when title contains word "VP" because "Boss"
  +10 when industry is "Software" or "Finance" because "Industry"
  +15 when big because "Big"
  +5 when country is in near because "Near"
  points by employees because "Size"
    +10 for under 10
    +20 for 10 to 100
    +30 otherwise

group acts
  +5 for each page_view, up to 20 points because "Views"
  -10 when no click because "No click"

stages
  MQL  when score is at least bar
  Cold otherwise

example "A boss"
  as of 2026-03-01
  lead title "VP"
  expect score 40
"""


def compared(tmp_path: Path, old: str, new: str) -> tuple[list[Judged], Diff]:
    path = tmp_path / "rules.score"
    diff = Diff(*(Rules(check(path, text=text)) for text in (old, new)), 2)
    return diff.judged(), diff


def said(tmp_path: Path, *edits: tuple[str, str]) -> list[str]:
    found, _ = compared(tmp_path, OLD, edited(*edits))
    return [" ".join([c.kind, c.about, c.effect]) for c in (one.change for one in found)]


def edited(*edits: tuple[str, str]) -> str:
    text = OLD
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after)
    return text


BOSS = '  +20 when title contains word "VP" because "Boss"\n'
INDUSTRY = '+10 when industry is "Software" or "Finance"'
SIZE = OLD[OLD.index("  points by employees") : OLD.index("\ngroup acts")]

CASES: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("the same", [], []),
    ("layout", [("  +5 for each", "  # seen\n  +5   for each")], []),
    ("points", [("+20 when title", "+25 when title")], ["changed Boss scores"]),
    ("zero points", [(BOSS, BOSS + '  +0 when big because "Nothing"\n')], ["added Nothing equal"]),
    ("never", [(BOSS, BOSS + '  +9 when big and employees is under 5 because "No"\n')],
     ["added No equal"]),
    ("added", [(BOSS, BOSS + '  +9 when employees is 7 because "Seven"\n')], ["added Seven scores"]),
    ("removed", [(BOSS, "")], ["removed Boss scores"]),
    ("because", [('"Boss"', '"The boss"')], ["renamed The boss words"]),
    ("order", [(BOSS, ""), ('because "Big"\n', 'because "Big"\n' + BOSS)], ["moved Boss words"]),
    ("other group", [(BOSS, ""), ("group acts\n", "group acts\n" + BOSS)], ["moved Boss scores"]),
    ("or turned", [('"Software" or "Finance"', '"Finance" or industry is "Software"')],
     ["changed Industry equal"]),
    ("double not", [(INDUSTRY, '+10 when not (not (industry is "Software" or "Finance"))')],
     ["changed Industry equal"]),
    # `is not` holds for what is unknown, and so does `not (… is …)`.
    ("or made and", [(INDUSTRY, '+10 when not (industry is not "Software" and industry is not "Finance")')],
     ["changed Industry equal"]),
    ("inlined", [("+15 when big", "+15 when employees is at least 1,000")], ["changed Big equal"]),
    ("one off", [("+15 when big", "+15 when employees is over 1,000")], ["changed Big scores"]),
    ("bands in two", [("    +20 for 10 to 100\n", "    +20 for 10 to 49\n    +20 for 49 to 100\n")],
     ["changed Size equal"]),
    ("bands as first of", [(SIZE, """  first of because "Size"
    +10 when employees is under 10
    +20 when employees is at most 100 and employees is at least 10
    +30 otherwise
""")], ["changed Size equal"]),
    ("a band moved", [("10 to 100", "10 to 101")], ["changed Size scores"]),
    ("define renamed", [("define big", "define large"), ("when big", "when large")],
     ["renamed define large words", "changed Big equal"]),
    ("define changed", [("at least 1,000", "at least 2,000")], ["changed define big scores"]),
    ("define alike", [("employees is at least 1,000", "not (employees is under 1,000) and employees is known")],
     ["changed define big equal"]),
    ("define unused", [("exclude leads", "define tiny as employees is 1\n\nexclude leads")],
     ["added define tiny words"]),
    ("let", [("let bar = 40", "let bar = 45")], ["changed let bar scores"]),
    ("let written out", [("at least bar", "at least 40"), ("let bar = 40\n\n", "")],
     ["removed let bar words", "changed MQL equal"]),
    ("list", [('"France", "Spain"', '"France", "Italy"')], ["changed list near scores"]),
    ("list order", [('"France", "Spain"', '"Spain", "France"')], []),
    ("column renamed", [("  industry   text\n", '  branch     text from "industry"\n'),
                        ("when industry is", "when branch is")],
     ["renamed column branch words", "changed Industry equal"]),
    ("column unused", [("  country    text\n", "  country    text\n  city       text\n")],
     ["added column city words"]),
    ("group renamed", [("group fit,", "group who,")], ["renamed group who words"]),
    ("limit", [("at most 60", "at most 50")], ["changed group fit scores"]),
    # At most 20 + 10 + 15 + 5 + 30 = 80.
    ("limit set free", [("at most 60", "at most 90")], ["changed group fit scores"]),
    ("limit beyond", [("group acts\n", "group acts, at most 20 points\n")], ["changed group acts equal"]),
    ("limit just inside", [("group acts\n", "group acts, at most 19 points\n")], ["changed group acts scores"]),
    # 60 + 20 at most.
    ("limit out of reach", [("from 0 to 100", "from 0 to 90")], ["changed score equal"]),
    ("fewer views", [("up to 20", "up to 15")], ["changed Views scores"]),
    ("views where", [("each page_view", 'each page_view where path is "/a"')], ["changed Views scores"]),
    ("threshold", [("at least bar", "at least 50")], ["changed MQL scores"]),
    ("stage renamed", [("  MQL  when", "  Good when")], ["renamed Good words"]),
    ("stage added", [("  Cold otherwise", "  Warm when score is at least 20\n  Cold otherwise")],
     ["added Warm scores"]),
    ("exclude", [('"Nowhere"', '"Somewhere"')], ["changed No place scores"]),
    ("exclude gone", [('exclude leads when country is "Nowhere" because "No place"\n', "")],
     ["removed No place scores"]),
    ("ignore", [("exclude leads", "ignore click\n\nexclude leads")], ["added click scores"]),
    ("example", [('example "A boss"', 'example "A VP"')], ["removed A boss words", "added A VP words"]),
]  # fmt: skip


TEXTS = [
    ('title contains "a" or "b"', 'title contains "b" or title contains "a"', "equal"),
    ('title does not start with "a" or "b"',
     'not (title starts with "a" or title starts with "b")', "equal"),
    ('any page_view where path starts with "a" or "b"',
     'any page_view where (path starts with "a" or path starts with "b")', "equal"),
    ('any page_view where path starts with "a" or "b"',
     'any page_view where path starts with "a" or any page_view where path starts with "b"',
     "equal"),
    ('title contains "a" or "b"', 'title contains "a" and title contains "b"', "scores"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "effect"), TEXTS)
def test_several_texts_at_once_or_one_by_one(
    tmp_path: Path, one: str, other: str, effect: str
) -> None:
    old, new = (edited(('title contains word "VP"', test)) for test in (one, other))
    found, _ = compared(tmp_path, old, new)
    assert [judged.change.effect for judged in found] == [effect]


@pytest.mark.parametrize(("edits", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_said(tmp_path: Path, edits: list[tuple[str, str]], expected: list[str]) -> None:
    assert said(tmp_path, *edits) == expected


def test_the_lead_that_is_shown_can_be_pasted(tmp_path: Path) -> None:
    found, diff = compared(tmp_path, OLD, edited(("let bar = 40", "let bar = 45")))
    lead = found[0].lead
    assert lead is not None
    assert lead.stage_differs
    assert lead.old.result.stage == "MQL"
    assert lead.new.result.stage == "Cold"
    text = diff.new.model.files[0].source.text + "\n" + lead.example
    pasted = check(diff.new.model.path, text=text)
    outcomes = run_examples(Rules(replace(pasted, examples=pasted.examples[-1:])), ("python",))
    assert [one.misses for one in outcomes] == [()]


MEETING = """let large = 100

let old = 10

score "Meeting"

leads, one per id
  title      text
  employees  number
  age        number

define big as employees > large

group fit, at most 60 points
  +20 when employees > large or age > old because "Either"
  +20 when employees > large and age > old because "Both"
  +10 when big because "Big"
  +30 when title is "VP" because "Boss"
  +7 when title is "CEO" because "Chief"

stages
  SQL  when score >= 40
  MQL  when score >= 20
  Cold otherwise
"""
# Changes that meet in one rule, limit or list of stages: what each is about, and its edit.
TOGETHER: dict[str, dict[str, tuple[str, str]]] = {
    "two values": {
        "let large": ("let large = 100", "let large = 50"),
        "let old": ("let old = 10", "let old = 5"),
    },
    "two values against each other": {
        "let large": ("let large = 100", "let large = 1,000"),
        "let old": ("let old = 10", "let old = 5"),
    },
    "a value and its rule": {
        "let large": ("let large = 100", "let large = 50"),
        "Either": ("+20 when employees > large or", "+25 when employees > large or"),
    },
    "a definition and its rule": {
        "define big": ("as employees > large", "as employees > 2,000"),
        "Big": ("+10 when big", "+15 when big"),
    },
    "a rule and its limit": {
        "group fit": ("at most 60", "at most 40"),
        "Boss": ("+30 when title", "+50 when title"),
    },
    "two stages": {"SQL": (">= 40", ">= 35"), "MQL": (">= 20", ">= 5")},
    "a rule and what is left out": {
        "title is \"VP\"": ("define big", 'exclude leads when title is "VP"\n\ndefine big'),
        "Big": ("+10 when big", "+15 when big"),
    },
    "a rule less and a stage": {
        "Both": ('  +20 when employees > large and age > old because "Both"\n', ""),
        "SQL": (">= 40", ">= 35"),
    },
}  # fmt: skip


def replaced(text: str, edits: Iterable[tuple[str, str]]) -> str:
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def outcome(path: Path, text: str, lead: Lead) -> object:
    tried = scored(Rules(check(path, text=text)), lead.new.witness)
    return tried and (tried.result.score, tried.result.stage, tried.result.excluded)


@pytest.mark.parametrize("edits", TOGETHER.values(), ids=TOGETHER)
def test_each_change_is_shown_by_its_own_doing(
    tmp_path: Path, edits: dict[str, tuple[str, str]]
) -> None:
    found, _ = compared(tmp_path, MEETING, replaced(MEETING, edits.values()))
    assert {one.change.about: one.change.effect for one in found} == dict.fromkeys(edits, "scores")
    for one in found:
        others = [edit for about, edit in edits.items() if about != one.change.about]
        lead, path = one.lead, tmp_path / "rules.score"
        assert lead is not None
        without = outcome(path, replaced(MEETING, others), lead)
        assert without != outcome(path, replaced(MEETING, edits.values()), lead)
        result = lead.old.result
        assert without == (result.score, result.stage, result.excluded)


def test_what_a_definition_does_alone_and_what_its_rule_does(tmp_path: Path) -> None:
    edits = TOGETHER["a definition and its rule"]
    found, _ = compared(tmp_path, MEETING, replaced(MEETING, edits.values()))
    lines = {
        one.change.about: [side for side in one.lead.sides if side.name == "Big"]
        for one in found if one.lead is not None
    }  # fmt: skip
    # 15 points are those of the new file, in which the definition alone is as it was.
    assert lines == {"define big": [Side("Big", "+15", "")], "Big": [Side("Big", "+10", "+15")]}
    leads = [one.lead for one in found]
    assert [lead and next(breakdowns(lead)).split() for lead in leads] == [
        ["without", "with"], ["old", "new"]
    ]  # fmt: skip


def test_both_breakdowns_side_by_side(tmp_path: Path) -> None:
    # With a bar that nobody reaches there is no lead whose stage differs.
    old = edited(("let bar = 40", "let bar = 1000"), ("expect score 40", "expect stage Cold"))
    found, _ = compared(tmp_path, old, old.replace("+20 when title", "+25 when title"))
    # -10 for no click, 30 for an unknown size, so that the lead is at 40 and 45.
    assert found[0].lead is not None
    assert list(breakdowns(found[0].lead))[:3] == [
        "        old   new",
        "Boss    +20   +25",
        "score    40    45",
    ]


def test_points_of_another_unit_are_compared_as_they_are(tmp_path: Path) -> None:
    assert said(tmp_path, ("+5 when country", "+5.00 when country")) == ["changed Near equal"]
    assert said(tmp_path, ("+5 when country", "+5.25 when country")) == ["changed Near scores"]


def test_what_can_stand_in_markdown(tmp_path: Path) -> None:
    assert code("a|b") == "`a|b`"
    assert code("`x`") == "`` `x` ``"
    hostile = "``` </details> | @all <img src=x>"
    _, diff = compared(
        tmp_path, OLD, edited(("+20 when title", "+25 when title"), ('"Boss"', f'"{hostile}"'))
    )
    lines = list(Told("old", "new", diff.compared(), False, 10).markdown())
    text = "\n".join(lines)
    assert text.count(hostile) == 3  # the name, the new line, the example's title
    fences = re.compile(r"^ *(`{3,})\w*\n.*?^ *\1$", re.MULTILINE | re.DOTALL)
    spans = re.compile(r"(`+) .*? \1")
    assert "<img" not in spans.sub("", fences.sub("", text))


def test_a_group_is_known_by_what_its_rules_ask(tmp_path: Path) -> None:
    old = """score "S"

leads, one per id
  title  text
  age    number

group fit
  +20 when title is "VP"
  first of
    +10 when age is over 30
    +5 otherwise
"""
    new = replaced(old, [("group fit", "group who"), ("+20", "+25"), ("+10", "+12")])
    found, _ = compared(tmp_path, old, new)
    assert [(one.change.kind, one.change.effect) for one in found] == [
        ("renamed", "words"), ("changed", "scores"), ("changed", "scores")
    ]  # fmt: skip


CAPPED = """score "S"

leads, one per id
  title  text
  age    number

group fit, at most 20 points
  +5 when title is "VP" because "Boss"
"""


def test_changes_of_which_none_shows_without_the_other(tmp_path: Path) -> None:
    """Either rule alone reaches the limit wherever the other does."""
    both = '  +20 when age is known because "One"\n  +20 when age is known because "Two"\n'
    found, _ = compared(tmp_path, CAPPED, CAPPED + both)
    assert [(one.change.notes, one.change.effect) for one in found] == [
        (("only together with `Two`",), "scores"),
        (("only together with `One`",), "scores"),
    ]
    lead = found[0].lead
    assert lead is not None
    assert found[1].lead is None
    # Unless the lead is a boss, it has nothing without both and 20 with them.
    assert lead.new.result.score == 20
    assert lead.old.result.score in (0, 5)


def test_changes_of_which_one_is_a_mistake_without_the_other(tmp_path: Path) -> None:
    new = replaced(CAPPED, [("age    number", "age    text")])
    asked = '  +9 when age is {} because "Age"\n'
    found, _ = compared(tmp_path, CAPPED + asked.format(7), new + asked.format('"many"'))
    taken_back = {one.change.about: [c.about for c in one.undone] for one in found}
    assert taken_back == {"column age": ["column age", "Age"], "Age": ["Age", "column age"]}
    assert all("judged together with" in one.change.notes[-1] for one in found)


def test_a_change_of_what_a_gone_definition_was_used_for(tmp_path: Path) -> None:
    defined = CAPPED.replace("group", "define old as age > 40\n\ngroup")
    old = defined + '  +9 when old because "Age"\n'
    new = CAPPED + '  +9 when age > 50 because "Age"\n  +1 when age is 3 because "Three"\n'
    found, _ = compared(tmp_path, old, new)
    assert {one.change.about: len(one.undone) for one in found} == {
        "define old": 0, "Age": 1, "Three": 1
    }  # fmt: skip


def test_a_change_of_what_is_called_otherwise_now(tmp_path: Path) -> None:
    edits = [("age    number", 'years  number from "age"'), ("group fit", "group who")]
    new = replaced(CAPPED + '  +9 when age > 40 because "Age"\n', edits)
    new = new.replace("age > 40", "years > 50").replace("+5 when", "+6 when")
    found, _ = compared(tmp_path, CAPPED + '  +9 when age > 40 because "Age"\n', new)
    undone = {one.change.about: len(one.undone) for one in found if one.lead}
    assert undone == {"Age": 1, "Boss": 1}


def test_a_change_that_shows_nothing_as_the_rest_is(tmp_path: Path) -> None:
    """No lead is an SQL any more, whatever the threshold is."""
    rows = "  SQL  when score >= 40\n  MQL  when score >= 20\n"
    turned = "  MQL  when score >= 20\n  SQL  when score >= 35\n"
    found, _ = compared(tmp_path, MEETING, replaced(MEETING, [(rows, turned)]))
    effects = {one.change.about: one.change.effect for one in found}
    assert effects == {"SQL": "idle", "stages": "scores"}


def test_changes_that_make_up_for_one_another(tmp_path: Path) -> None:
    old = """score "S"

leads, one per id
  title  text

group fit
  +20 when title is "VP" because "Boss"

stages
  MQL  when score is at least 20
  Cold otherwise
"""
    new = old.replace("+20", "+25").replace("at least 20", "at least 25")
    # Who was at 20 is at 25, so that nobody's stage is another.
    found, _ = compared(tmp_path, old, new)
    assert [(one.change.about, one.change.effect) for one in found] == [
        ("Boss", "scores"),
        ("MQL", "idle"),
    ]


def test_a_row_that_only_uses_a_changed_name_is_no_change_of_its_own(tmp_path: Path) -> None:
    rows = "  MQL  when score is at least bar\n  Warm when score is at least 20\n"
    old = OLD.replace("  MQL  when score is at least bar\n", rows)
    new = old.replace("let bar = 40", "let bar = 45").replace("at least 20\n", "at least 25\n")
    found, _ = compared(tmp_path, old, new)
    assert [(one.change.section, one.change.about) for one in found] == [
        ("let", "let bar"),
        ("stages", "Warm"),
    ]


CHAINED = """score "S", from -100 to 1,000 points

leads, one per id
  title  text
  age    number

events, of id, at at, named kind
  click

group fit, at most 100 points
  +20 when title is "VP" because "Boss"
  +0 when title is "VP" because "Nothing"

group empty, at least 3 points
  +0 when age is 9 because "Nine"

group acts, when fit is at least 30, at least 4 points
  +7 when age is known because "Aged"
  +5 for each click, up to 10 points because "Clicks"

group more
  +9 when fit is at least 30 because "Chain"
  first of because "Bands"
    +1 when fit is at least 30 because "High"
    +2 when title is "CEO" because "Chief"
    +0 otherwise
  best of because "Best"
    +3 when fit is under 30
    +4 when age is 1

stages
  A when score is at least 40
  B otherwise
"""
LATER = """
group late, when acts is at least 4
  +11 when title is "VP" because "Late"

stages
"""


def test_rules_that_ask_for_points_of_a_group_that_changed(tmp_path: Path) -> None:
    """They give nothing to the lead in the new file, and a lot without the change."""
    old = CHAINED.replace("+20 when", "+30 when").replace("\nstages\n", LATER)
    new = CHAINED.replace("\nstages\n", LATER)
    found, _ = compared(tmp_path, old, new)
    assert [(one.change.about, one.change.effect) for one in found] == [("Boss", "scores")]
    lead = found[0].lead
    assert lead is not None
    # Before 30 + 3 + 4 + (9 + 1) + 11, now 20 + 3 + 0 + 3 + 0.
    assert lead.old.result.score == 58
    assert lead.new.result.score == 26
    assert not lead.alone
    assert [side for side in lead.sides if side.name in ("Chain", "Bands", "Best", "Late")] == [
        Side("Chain", "+9", ""), Side("Bands", "+1", ""), Side("Best", "", "+3"),
        Side("Late", "+11", ""),
    ]  # fmt: skip


def homes(score: str, *groups: str, limits: str = "") -> str:
    """A file of these rules under the score, or in these groups."""
    data = "leads, one per id\n  title  text\n  age    number\n\nevents, of id, at at\n  click\n\n"
    stages = "\nstages\n  A when score is at least 20\n  B otherwise\n"
    return f'score "S"{limits}\n{score}\n{data}' + "\n".join(groups) + stages


MOVER = '  +20 when title is "VP" because "Boss"\n'
FIVE = '  +5 when age is 5 because "Five"\n'
CLICKS = '  +1 for each click because "Clicks"\n'
MOVED: dict[str, tuple[str, str, dict[str, str]]] = {
    # Nothing but 20 + 5 in either.
    "into a group": (
        homes(MOVER + FIVE), homes("", "group fit\n" + FIVE + MOVER),
        {"Boss": "equal", "Five": "equal"},
    ),
    "into two": (
        homes(MOVER + FIVE), homes("", "group fit\n" + FIVE, "group acts\n" + MOVER),
        {"Boss": "equal", "Five": "equal"},
    ),
    "into one that reaches its limit with both alone": (
        homes(MOVER + FIVE), homes("", "group fit, at most 24 points\n" + FIVE + MOVER),
        {"Boss": "scores", "Five": "scores"},
    ),
    "into one whose limit is just beyond": (
        homes(MOVER + FIVE), homes("", "group fit, from 0 to 25 points\n" + FIVE + MOVER),
        {"Boss": "equal", "Five": "equal"},
    ),
    "of which one has a limit": (
        homes(MOVER + FIVE),
        homes("", "group fit, at most 5 points\n" + FIVE, "group acts, at most 19 points\n" + MOVER),
        {"Boss": "scores", "Five": "equal"},
    ),
    # Sixty clicks and one.
    "with a limit that is far": (
        homes(CLICKS), homes("", "group acts, at most 60 points\n" + CLICKS), {"Clicks": "scores"},
    ),
    "into one that asks for more": (
        homes(MOVER + FIVE), homes("", "group fit, when age is known\n" + MOVER + FIVE),
        {"Boss": "scores", "Five": "equal"},
    ),
    "and changed": (
        homes(MOVER + FIVE), homes("", "group fit\n" + MOVER.replace("20", "21") + FIVE),
        {"Boss": "scores", "Five": "equal"},
    ),
    "and written otherwise": (
        homes(FIVE),
        homes("", "group fit\n" + FIVE.replace("age is 5", "age is between 5 and 5")),
        {"Five": "equal"},
    ),
    # The points of `fit` are given by both files.
    "out of a group that stays": (
        homes("", "group fit\n" + MOVER + FIVE),
        homes("", "group fit\n" + FIVE, "group acts\n" + MOVER),
        {"Boss": "scores"},
    ),
    "that never counts, out of a group that stays": (
        homes("", "group fit\n" + MOVER.replace("+20", "+0") + FIVE),
        homes("", "group fit\n" + FIVE, "group acts\n" + MOVER.replace("+20", "+0")),
        {"Boss": "equal"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
@pytest.mark.parametrize(("old", "new", "expected"), MOVED.values(), ids=MOVED)
def test_a_rule_that_stands_elsewhere(
    tmp_path: Path, old: str, new: str, expected: dict[str, str], back: bool
) -> None:
    found, _ = compared(tmp_path, *((new, old) if back else (old, new)))
    assert {one.change.about: one.change.effect for one in found
            if one.change.kind == "moved"} == expected  # fmt: skip


PARTS = """score "S", from -50 to 100 points

leads, one per id
  title    text
  country  text unknown for "n/a"
  age      number
  note     text

events, of id, at at, named kind
  page_view  with path text unknown for "-"
  click

group fit
  +20 when title is "VP" because "Boss"
  +4 when country is known because "Known"
  +3 when age is over 50 because "Old"

group acts
  +5 for each page_view where path is known, up to 20 points because "Views"

label size
  Big   when age is at least 50
  Small otherwise

stages
  MQL  when score is at least 20
  Cold otherwise
"""
NEVER = '  +5 when title is "A" and title is "B" because "Never"\n'
NEXT = PARTS[PARTS.index("label size") :]
LABEL = "label x\n  P when title is known\n  Q otherwise\n\n"
ASKED = [("label size", LABEL + "label size"), ("at least 20", "at least 20 and x is P")]
# What is said of an edit and, if it is another thing, of the same edit taken back.
OTHERS: dict[str, tuple[list[tuple[str, str]], list[str], list[str]]] = {
    # Three points for everyone, though no rule of it counts.
    "a group that gives points itself": (
        [(NEXT, "group more, at least 3 points\n" + NEVER + "\n" + NEXT)],
        ["added group more scores", "added Never equal"],
        ["removed group more scores", "removed Never equal"],
    ),
    "a group that takes some itself": (
        [(NEXT, "group more, at most -1 points\n" + NEVER + "\n" + NEXT)],
        ["added group more scores", "added Never equal"],
        ["removed group more scores", "removed Never equal"],
    ),
    "a group that does not": (
        [(NEXT, "group more, from 0 to 3 points\n" + NEVER + "\n" + NEXT)],
        ["added group more words", "added Never equal"],
        ["removed group more words", "removed Never equal"],
    ),
    "what is unknown": (
        [(' unknown for "n/a"', "")], ["changed column country scores"], [],
    ),
    "a number that is unknown": (
        [("age      number", "age      number unknown for 99")], ["changed column age scores"], [],
    ),
    "what is unknown of an event": (
        [(' unknown for "-"', "")], ["changed field page_view.path scores"], [],
    ),
    "what is unknown of a column that is not read": (
        [("note     text", 'note     text unknown for "-"')], ["changed column note equal"], [],
    ),
    "where it is read from": (
        [("age      number", 'age      number from "AGE"')], ["changed column age other"], [],
    ),
    "a label": (
        [("label size", LABEL + "label size")], ["added label x other"], ["removed label x other"],
    ),
    "a label that is asked for": (
        ASKED, ["changed MQL scores", "added label x other"],
        ["removed label x other", "changed MQL scores"],
    ),
    "all stages": (
        [(PARTS[PARTS.index("\nstages") :], "")], ["removed stages other"], ["added stages other"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "there", "back"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_rule(
    tmp_path: Path, edits: list[tuple[str, str]], there: list[str], back: list[str]
) -> None:
    new = replaced(PARTS, edits)
    for expected, pair in ((there, (PARTS, new)), (back or there, (new, PARTS))):
        found, _ = compared(tmp_path, *pair)
        changes = [one.change for one in found]
        assert [" ".join([c.kind, c.about, c.effect]) for c in changes] == expected


def test_a_value_that_one_file_alone_knows_is_in_the_lead(tmp_path: Path) -> None:
    old = replaced(PARTS, [("at least 20", "at least 500")])
    found, _ = compared(tmp_path, old, replaced(old, [(' unknown for "n/a"', "")]))
    lead = found[0].lead
    assert lead is not None
    assert lead.new.witness.lead["country"] == "n/a"
    assert Side("Known", "", "+4") in lead.sides


def test_what_cannot_be_taken_back_alone_says_so(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, PARTS, replaced(PARTS, ASKED))
    notes = {one.change.about: one.change.notes for one in found}
    assert notes["label x"] == ("new in the output", "cannot be taken back without `MQL`")
    # The other way round the label comes back along with what asks for it.
    found, _ = compared(tmp_path, replaced(PARTS, ASKED), PARTS)
    assert [one.change.notes for one in found if one.change.about == "MQL"] == [()]


def test_a_rule_out_of_a_group_that_gave_points_itself(tmp_path: Path) -> None:
    """Without the group every lead has three points less; the rule alone is nothing to that."""
    old = homes("", "group fit, at least 3 points\n" + FIVE)
    found, _ = compared(tmp_path, old, homes(FIVE))
    effects = {one.change.about: one.change.effect for one in found}
    assert effects == {"group fit": "scores", "Five": "idle"}
    found, _ = compared(tmp_path, homes(FIVE), old)
    effects = {one.change.about: one.change.effect for one in found}
    assert effects == {"group fit": "scores", "Five": "scores"}
