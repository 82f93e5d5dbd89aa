"""Whether limits ever take part, with the smallest lead for each, worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.runtime.prove.proof import Proof
from leadscore.runtime.prove.report import Answer, Report
from leadscore.runtime.rules import Rules

HEAD = """score "Limits"

leads, one per id
  title  text

events, of id, at at, named kind
  click with path text
  demo

group acts{limit}
"""


def limits(tmp_path: Path, rules: str, limit: str = "") -> list[Answer]:
    made = Rules(check(tmp_path / "rules.score", text=HEAD.format(limit=limit) + rules))
    return list(Report(Proof(made), made).limits())


def events(answer: Answer) -> int:
    """How many the lead that is shown has."""
    lines = re.findall(r"^  did (?:(\d+) )?", answer.examples[0], re.MULTILINE)
    return sum(int(times or 1) for times in lines)


# What is said of the rule's limit, and of how many events it takes at least.
OF_A_RULE: dict[str, tuple[str, str, int]] = {
    "two a day are enough": ("+6 for each click, at most 2 times per day, up to 10 points", "yes", 2),
    "more than those of a day": (
        "+5 for each click, at most 2 times per day, up to 10 points", "yes", 3,
    ),
    "of several weeks": ("+5 for each click, at most 1 time per week, up to 10 points", "yes", 3),
    "very many": ("+1 for each click, at most 3 times per day, up to 40 points", "yes", 41),
    "that take": ("-5 for each click, at most 1 time per day, up to 10 points", "yes", 3),
    "no cap": ("+5 for each click, up to 10 points", "yes", 3),
    # A window of two days touches two days back from now: four events.
    "the window has room for no more": (
        "+5 for each click in the last 2 days, at most 2 times per day, up to 20 points", "no", 0,
    ),
    "the window has just room": (
        "+5 for each click in the last 2 days, at most 2 times per day, up to 19 points", "yes", 4,
    ),
    # No two of one path, so that each of the three has a path of its own.
    "once per path": ("+5 for each click, once per path, up to 10 points", "yes", 3),
    "that fade": (
        "+8 for each click, at most 1 time per day, losing 50% every 10 days, up to 10 points",
        "yes", 2,
    ),
    "three times at all": (
        "+5 for each click, at most 3 times, up to 15 points", "no", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "verdict", "least"), OF_A_RULE.values(), ids=OF_A_RULE)
def test_the_limit_of_a_rule(tmp_path: Path, rule: str, verdict: str, least: int) -> None:
    (found,) = limits(tmp_path, f'  {rule} because "Clicks"\n')
    assert found.verdict == verdict
    if verdict == "yes":
        assert events(found) == least


def test_the_limit_of_a_group_of_such_rules(tmp_path: Path) -> None:
    rules = """  +5 for each click, at most 2 times per day because "Clicks"
  +9 for each demo, at most 1 time per day because "Demos"
"""
    (found,) = limits(tmp_path, rules, ", at most 50 points")
    assert found.verdict == "yes"
    # Six demos on six days are 54, and five are 45.
    assert events(found) == 6


def test_each_limit_has_a_lead_of_its_own(tmp_path: Path) -> None:
    rules = """  +5 for each click, at most 2 times per day, up to 10 points because "Clicks"
  +9 for each demo, at most 1 time per day, up to 20 points because "Demos"
  +3 when title is "VP" because "Boss"
"""
    group, clicks, demos = limits(tmp_path, rules, ", at most 29 points")
    assert [one.verdict for one in (group, clicks, demos)] == ["yes"] * 3
    assert "demo" not in clicks.examples[0]
    assert "click" not in demos.examples[0]
    assert "VP" not in clicks.examples[0] + demos.examples[0]
    assert (events(clicks), events(demos)) == (3, 3)


def test_a_lower_limit(tmp_path: Path) -> None:
    rules = '  -5 for each click, at most 1 time per day because "Clicks"\n'
    (found,) = limits(tmp_path, rules, ", at least -20 points")
    assert (found.verdict, events(found)) == ("yes", 5)
    (found,) = limits(tmp_path, rules, ", at least 3 points")
    assert (found.verdict, found.finding) == ("yes", True)
