"""What can be and what cannot, worked out by hand for each construct of the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from extras import need
from leadscore.dsl.check.checker import check
from leadscore.dsl.prove import Prover
from leadscore.dsl.prove.search import Wanted
from leadscore.dsl.prove.witness import Witness
from leadscore.dsl.terms import ClassIs
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.prove import No, Proof, Unsettled, Verdict, Yes
from leadscore.runtime.prove.more import any_as_asked, pair, with_condition, with_value
from leadscore.runtime.prove.reach import Accept, Reach
from leadscore.runtime.prove.report import Report
from leadscore.runtime.prove.tried import as_text
from leadscore.runtime.rules import Rules, load

HEAD = """score "Proved"

leads, one per id, company in account
  title      text
  industry   text  unknown for "n/a"
  email      text
  employees  number  unknown for 999
  budget     number
  opted_out  yes/no
  created    date
  renewal    time
  interests  list

events, of id, at at, named kind
  page_view  with path text, seconds number, visit text
  click      with campaign text, visit text
  bot

let bar = 50

list free_mail = "gmail.com", "yahoo.com"

define big as employees is at least 1,000
define huge as big and employees is over 5,000

exclude leads when email ends with "@own.com" because "Ours"
ignore page_view where seconds is under 2
ignore bot

group fit, at most 30 points
  +10 when big because "Big"
  +10 when industry is "Software" because "Software"
  +5 when industry is "Finance" because "Finance"

group activity
  +5 for each page_view, up to 20 points because "Views"
  -10 when any click where campaign is "bad" because "Bad"

stages
  MQL  when score is at least 40
  SQL  when score is at least 35 and fit is at least 20
  Cold otherwise
"""

CAN = """
industry is unknown and industry is not "Software"
not (industry is "Software") and not (industry is "Finance")
industry is "Software" or "Finance" and employees is unknown
industry is not "Software" and industry is known
title contains word "VP" and title contains "sales"
title contains word "VP" and title does not contain "VP sales"
title starts with "head" and title ends with "sales"
domain of email is "x@y" or "y.com"
domain of email is not "x@y" and domain of email is known
title is " VP"
title starts with " a" or "b"
title contains " " and title contains word " vp"
title does not start with " " and title is known
title contains "a" or "b" or "c" and title does not contain "a" and title does not contain "c"
any page_view where path starts with "a" or "b" and no page_view where path starts with "a"
any page_view where path is "a" or "b" in the last 9 days and no page_view where path is "a" and no page_view where path is "b" in the last 5 days
title matches "vp*sales" and title does not contain "of"
title contains word "vice president" and title does not contain "vice president"
title contains "ceo" and title does not contain word "ceo"
domain of email is in free_mail and email starts with "ann"
email is known and domain of email is unknown
email contains "gmail" and domain of email is not in free_mail
employees is at least 10 and employees is at most 10
employees is over 9.5 and employees is under 9.6
employees is between 10 and 20 and employees is not 15
not big and employees is known
big and not huge
employees + budget is over 100 and employees is under 10
opted_out and title is unknown
not opted_out and opted_out is known
created is in the last 30 days and created is over 29 days ago
created is before 2020-01-01 and created is in the last 7 days
renewal is in the next 60 days and renewal is after 2026-01-01
days since created is at least 10 and days since created is at most 10
days until renewal is 5
interests include "api" and interests do not include "pricing"
interests include "api" or "pricing" and interests do not include "api"
any page_view in the last 7 days and no page_view in the last 3 days
any page_view where path starts with "/pricing" and no page_view where path is "/pricing"
at least 3 page_view and at most 3 page_view
exactly 2 click where campaign is "a" and exactly 3 click
number of different path of page_view is at least 3
number of different days of page_view in the last 7 days is at least 4
number of different path of page_view is 0 and any page_view
total seconds of page_view is over 100 and at most 2 page_view
average seconds of page_view is 50
highest seconds of page_view is over 10 and lowest seconds of page_view is under 5
last path of page_view is "/a" and any page_view where path is "/b"
first path of page_view is "/a" and last path of page_view is "/b"
days since last page_view is at least 10
time of last click is before 2020-01-01
days since last page_view is 10 and no page_view in the last 250 hours
renewal is over 250 hours ago and days since renewal is 10
any click since 2026-01-01 and no click in the last 2 days
any page_view followed by click within 2 days
any page_view followed by click within 2 days with the same visit
at least 3 page_view within 1 hour of each other
at least 3 page_view with the same visit
at least 3 people at the company with click
any page_view and days since last page_view is over 30
no event
score is at least 40 and fit is under 30
highest seconds of page_view is over 10 and no page_view where seconds is over 20
lowest seconds of page_view is at least 5 and any page_view where path is "/a"
total seconds of page_view is over 10 and no page_view where seconds is over 10
days since last page_view is over 30 and any page_view between 40 and 60 days ago
first path of page_view is "/a" and any page_view where path is "/b"
any page_view followed by click within 7 days and not (any page_view followed by click within 3 days)
at least 3 page_view within 7 days of each other and not (at least 3 page_view within 2 days of each other)
number of different days of page_view in the last 7 days is at least 7
domain of email is "gmail.com" and email ends with "mail.com"
email ends with ".edu" and domain of email is not in free_mail
score is at least 20 and no event
number of different path of page_view is 0 and at least 2 page_view
fit is 15
activity is under 0
stage is SQL
stage is MQL
"""

CANNOT = """
industry is "Software" and industry is "Finance"
industry is "Software" and industry is unknown
industry is "n/a"
domain of email is "x@y"
domain of email contains "@"
domain of email contains word "@acme"
domain of email matches "*@acme.?om"
domain of email is in free_mail and domain of email is "a@gmail.com" or "b@yahoo.com"
title starts with " "
title ends with "VP " or " "
title matches " *" or "* "
any page_view where path starts with " /"
not (domain of email is not "x@y")
title contains "a" or "b" and not (title contains "a" or title contains "b")
(title contains "a" or title contains "b") and title does not contain "a" or "b"
title contains word "vp" or "cto" and title does not contain word "vp" and title does not contain word "cto"
title ends with "a" or "b" and not (title ends with "b" or title ends with "a")
title does not start with "a" and title does not start with "b" and title starts with "ax" or "bx"
any page_view where path starts with "a" or "b" and no page_view where (path starts with "a" or path starts with "b")
any page_view where (path starts with "a" or path starts with "b") and no page_view where path starts with "a" or "b"
any page_view where path starts with "a" or "b" and no page_view where path starts with "a" and no page_view where path starts with "b"
industry is "software" and industry does not contain "SOFT"
title contains "vp sales" and title does not contain "sales"
title contains word "vp sales" and title does not contain word "vp"
title starts with "vp" and title does not contain "vp"
title is "VP Sales" and title matches "*marketing*"
domain of email is "a.com" and domain of email is in free_mail
email is unknown and domain of email is known
employees is over 10 and employees is under 10
employees is 999
employees is at least 10 and employees is unknown
employees is not 10 and employees is between 10 and 10 and budget is unknown
huge and not big
huge and employees is under 2,000
opted_out and not opted_out
opted_out and opted_out is unknown
created is in the last 7 days and created is over 8 days ago
created is in the next 7 days and created is over 1 days ago
created is before 2020-01-01 and created is after 2021-01-01
created is on 2026-01-01 and created is on 2026-01-02
days since created is at least 10 and days since created is at most 9
created is in the last 3 days and days since created is over 5
interests include "api" and interests do not include "api" or "pricing"
interests include "api" and interests is unknown
any page_view in the last 3 days and no page_view in the last 7 days
any page_view where path is "/pricing" and no page_view where path starts with "/pricing"
at least 4 page_view where path is "/a" and at most 3 page_view
over 2 click and under 3 click
number of page_view is between 1.2 and 1.8
any page_view where seconds is 1
any page_view where (path is "/a" and path is "/b")
any page_view between 3 and 4 days ago and no page_view in the last 5 days
any page_view followed by click within 2 days and no click
at least 3 page_view within 1 hour of each other and at most 2 page_view
any bot
days since last page_view is known and no page_view
number of different path of page_view is at least 3 and no page_view
fit is over 30
fit is at least 21
fit is at least 11 and employees is unknown
activity is over 20
score is over 40
stage is MQL and employees is unknown
stage is SQL and score is at least 41
score is at least 25 and no page_view
stage is Cold and score is at least 41
highest seconds of page_view is over 10 and no page_view where seconds is over 5
highest seconds of page_view is under 10 and any page_view where seconds is at least 10
highest seconds of page_view is unknown and any page_view where seconds is over 5
lowest seconds of page_view is at least 5 and any page_view where seconds is under 4
lowest seconds of page_view is under 4 and no page_view
total seconds of page_view is over 10 and no page_view where seconds is over 0
average seconds of page_view is over 10 and no page_view where seconds is at least 10
first path of page_view is "/a" and no page_view where path is "/a"
last path of page_view starts with "/pricing" and no page_view where path contains "pricing"
days since last page_view is over 30 and any page_view in the last 7 days
days since last page_view is at most 5 and no page_view in the last 30 days
days since first page_view is under 10 and any page_view between 20 and 30 days ago
time of last page_view is known and no page_view
number of different path of page_view is 0 and any page_view where path is "/a"
number of different path of page_view is at least 2 and no page_view where path is known
number of different days of page_view in the last 7 days is at least 8
any page_view followed by click within 3 days and not (any page_view followed by click within 7 days)
any page_view followed by click within 3 days with the same visit and not (any page_view followed by click within 3 days)
at least 3 page_view within 2 days of each other and not (at least 2 page_view within 7 days of each other)
at least 3 page_view in the last 2 days and not (at least 3 page_view within 2 days of each other)
email ends with "@gmail.com" and domain of email is not in free_mail
email ends with "@gmail.com" and domain of email is unknown
domain of email is "gmail.com" and email ends with ".org"
domain of email is in free_mail and email does not end with ".com"
email is "ann@acme.io" and domain of email is in free_mail
score is over 30 and no event
fit is at least 20 and score is over 21 and no page_view
email ends with "@own.com"
not (employees is unknown or employees is at least 0 or employees is under 0)
"""


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    path = tmp_path / "rules.score"
    path.write_text(HEAD)
    return load(path)


def settled(rules: Rules, condition: str) -> tuple[Verdict, Rules]:
    asked = with_condition(rules, condition)
    return any_as_asked(Proof(asked, 20)), asked


def passes(rules: Rules, example: str) -> bool:
    """Whether an example pasted below the rules is one that `leadscore test` passes."""
    text = rules.model.files[0].source.text + "\n" + example
    pasted = Rules(check(rules.model.path, text=text))
    return all(outcome.passed for outcome in run_examples(pasted, ("python",)))


@pytest.mark.parametrize("condition", lines(CAN))
def test_what_can_be_has_a_lead_that_passes_as_an_example(rules: Rules, condition: str) -> None:
    verdict, asked = settled(rules, condition)
    assert isinstance(verdict, Yes), verdict
    assert passes(asked, as_text(asked, "pasted", verdict.tried))


@pytest.mark.parametrize("condition", lines(CANNOT))
def test_what_cannot_be_is_proved(rules: Rules, condition: str) -> None:
    verdict, _ = settled(rules, condition)
    assert verdict == No()


SUMS = """
fit is 7
score is between 6 and 9
employees + budget is over 100 and employees is under 10 and budget is under 90
employees - budget is over 100 and employees is under 10 and budget is over 0
at least 2 page_view and at least 2 click and at most 3 event
"""


@pytest.mark.parametrize("condition", lines(SUMS))
def test_sums_are_for_the_solver(
    rules: Rules, condition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("z3", "prove")
    assert settled(rules, condition)[0] == No()
    monkeypatch.setattr("leadscore.runtime.prove.reach.available", lambda: False)
    without = settled(rules, condition)[0]
    assert isinstance(without, Unsettled)
    assert "leadscore[prove]" in without.because


def test_a_question_for_which_no_time_is_left_says_so(rules: Rules) -> None:
    proof = Proof(with_condition(rules, "fit is 7"), 20, 0)
    assert any_as_asked(proof) == Unsettled("not settled in its time")
    # What needs no search is settled all the same.
    assert any_as_asked(Proof(with_condition(rules, "fit is over 30"), 20, 0)) == No()


def test_how_two_rules_lie_to_one_another(rules: Rules) -> None:
    # Big, Software, Finance: the industries exclude one another, the size has nothing to do with them.
    found = pair(Proof(rules), 1, 2)
    assert found.together == No()
    assert isinstance(found.first_alone, Yes)
    found = pair(Proof(rules), 0, 1)
    assert isinstance(found.together, Yes)


def test_what_lint_may_ask_needs_no_solver(rules: Rules) -> None:
    prover = Prover(rules.model)
    big, huge = (rules.model.defines[name].test for name in ("big", "huge"))
    assert big is not None
    assert huge is not None
    assert prover.implies(huge, big)
    assert not prover.implies(big, huge)
    assert prover.can_hold(huge)
    assert not prover.excludes(big, huge)
    fit, activity = rules.model.groups
    large, software, _ = fit.rules
    assert prover.can_count(fit, large)
    assert not prover.always_counts(fit, large)
    assert not prover.only_with((fit, large), (fit, software))
    # 10 + 10 before the limit of 30, which is then of no use; at most 20 for views.
    assert prover.raw_range(fit) == (0, 20)
    assert prover.rule_range(activity.rules[0]) == (0, 20)
    # 10 + 10 or 5, and from -10 to 20.
    assert prover.group_ranges() == {"fit": (0, 20), "activity": (-10, 20), None: (-10, 40)}


EVENTS = """score "Events"

leads, one per id
  title  text

events, of id, at at, named kind
  page_view  with path text, seconds number
  call

group g
"""

# Points together, from the least to the most, as they can be with the events that there are.
SHARED = [
    # 20 with a view of this week; -5 only without any for longer.
    ("+20 when any page_view in the last 7 days; -5 when no page_view in the last 30 days", -5, 20),
    # Never both; neither with a view of 20 days ago.
    ("+20 when any page_view in the last 7 days; +5 when no page_view in the last 30 days", 0, 20),
    # The calls of the sequence count by themselves: 20 + 4. Without any event: 7.
    (
        "+20 when any page_view followed by call within 2 days; +7 when no event; "
        "+1 for each call, up to 4 points",
        0,
        24,
    ),
    # No view: 7. A view of 6 days ago with few seconds: -1; a fresh one with many: 20.
    (
        "+20 when highest seconds of page_view is over 10; +7 when no page_view; "
        "-1 when days since last page_view is over 5",
        -1,
        20,
    ),
    # Two views of 3 points each come with -10, three with 2; none at all with -10.
    (
        '+3 for each page_view where path is "/a", up to 30 points; '
        "-10 when at most 2 page_view; +2 when at least 3 page_view",
        -10,
        32,
    ),
]


@pytest.mark.parametrize(("group", "least", "most"), SHARED)
def test_points_of_rules_that_share_events(
    tmp_path: Path, group: str, least: int, most: int
) -> None:
    text = EVENTS + "".join(f"  {rule}\n" for rule in group.split("; "))
    model = check(tmp_path / "events.score", text=text)
    assert Prover(model).group_ranges()["g"] == (least, most)


POOLED = [
    # A in the one group, B or unknown in the other: 20, or 5, or -3.
    ("group a", -3, 20),
    # The limit takes part, so that 10 and 5 are added up.
    ("group a, at most 10 points", -3, 15),
]


@pytest.mark.parametrize(("head", "least", "most"), POOLED)
def test_points_of_groups_that_ask_for_the_same(
    tmp_path: Path, head: str, least: int, most: int
) -> None:
    text = EVENTS.replace("title  text", "industry  text").replace("group g\n", "")
    text += f'{head}\n  +20 when industry is "A"\n'
    text += 'group b\n  +5 when industry is "B"\n  -3 when industry is unknown\n'
    model = check(tmp_path / "pooled.score", text=text)
    assert not model.errors
    assert Prover(model).group_ranges()[None] == (least, most)


def test_a_lead_that_is_known_answers_whatever_the_search_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only of one stage the search finds a lead here; the other questions are of the same lead."""
    search = Reach.settle

    def poor(reach: Reach, wanted: list[Wanted], accept: Accept) -> Verdict:
        if any(isinstance(test, ClassIs) and test.values == ("MQL",) for test, _ in wanted):
            return search(reach, wanted, accept)
        return Unsettled("not looked for")

    monkeypatch.setattr(Reach, "settle", poor)
    rules = Rules(check(tmp_path / "a.score", text=KNOWN))
    asked = with_condition(rules, "age is over 7")
    told = [one.says for one in Report(Proof(asked), rules).when("age is over 7", None, "")]
    assert told[:3] == [
        "a lead with `age is over 7` can be",
        "whether a lead with `age is over 7` can be SQL is not settled: not looked for",
        "a lead with `age is over 7` can be MQL",
    ]
    proof = Proof(asked)
    proof.reach.trier.run(Witness({"age": 8, "title": "VP", "city": "x"}))
    assert isinstance(with_value(proof, "stage", "MQL"), Yes)
    assert isinstance(with_value(proof, "stage", "SQL"), Unsettled)
    assert isinstance(any_as_asked(proof), Yes)
    assert isinstance(proof.rule(0).counts, Yes)
    assert isinstance(pair(proof, 0, 1).together, Yes)


KNOWN = """score "Known"

leads, one per id
  title  text
  age    number
  city   text

group fit
  +5 when title is "VP" because "Boss"
  +5 when age is over 7 because "Old"

stages
  SQL  when score is at least 20
  MQL  when score is at least 10
  Cold otherwise
"""
