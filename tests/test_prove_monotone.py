"""What one more event does to the score, worked out by hand for each construct."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.prove import Prover
from leadscore.dsl.prove.monotone import ANY, DOWN, SAME, UP, OneMore

HEAD = """score "Monotone"

leads, one per id
  title  text

events, of id, at at, named kind
  view  with path text, seconds number
  call
  bot

ignore bot within 2 seconds after call
ignore view where seconds is under 0

group g
"""

ONE_RULE = [
    ("+5 for each view, up to 10 points", UP),
    ("+5 for each call", SAME),
    ("-5 for each view", DOWN),
    ("+5 when no view in the last 30 days", DOWN),
    ("-5 when no view in the last 30 days", UP),
    # From 1 to 2 it comes to hold, from 2 to 3 it ceases to.
    ("+5 when exactly 2 view", ANY),
    ("+5 when highest seconds of view is over 10", UP),
    # The first view makes it known, the next may be too long.
    ("+5 when highest seconds of view is under 10", ANY),
    ("+5 when lowest seconds of view is under 10", UP),
    ("+5 when average seconds of view is over 10", ANY),
    ('+5 when last path of view is "/a"', ANY),
    # Views of less than 0 seconds are ignored, so that each adds to the total.
    ("+1 for every 10 of total seconds of view, up to 9 points", UP),
    ("+5 when any view followed by call within 2 days", UP),
    ("+5 when at least 3 view within 2 days of each other", UP),
    ("+5 when days since last view is under 7", UP),
    ("+5 when days since last view is over 7", ANY),
    ("+5 when days since first view is over 7", UP),
    ("+5 when number of view + number of call is at least 7", UP),
    ("+5 when number of call - number of view is at least 7", DOWN),
    ("+5 for each view, at most 3 times, losing 50% every 3 days", UP),
    # /a of five days ago and /b of two give 10; /a two days ago would share its day with /b.
    ("+5 for each view, at most 1 time per day, once per path", ANY),
]


def trend(tmp_path: Path, group: str, kind: str = "view") -> object:
    model = check(tmp_path / "monotone.score", text=f"{HEAD}  {group}\n")
    assert not model.errors
    return OneMore(Prover(model), kind).score()


@pytest.mark.parametrize(("rule", "expected"), ONE_RULE)
def test_one_rule(tmp_path: Path, rule: str, expected: object) -> None:
    assert trend(tmp_path, rule) == expected


ROWS = [
    ("points by days since last view", ("+10 for under 7", "+5 for 7 to 30", "0 otherwise"), UP),
    # A view of today after one of 20 days ago gives 5 in the place of 10.
    ("points by days since last view", ("+5 for under 7", "+10 for 7 to 30", "0 otherwise"), ANY),
    ("points by number of view", ("+5 for under 3", "+1 for 3 to 5", "0 otherwise"), DOWN),
    ("first of", ("+40 when any view in the last 7 days", "+20 when any view"), UP),
    ("first of", ("+10 when any view in the last 7 days", "+20 when any view"), ANY),
    ("best of", ("+10 when any view in the last 7 days", "+20 when any view"), UP),
    ("best of", ("+10 when no view", "+20 when any view"), UP),
    ("best of", ("+30 when no view", "+20 when any view"), DOWN),
    # The latest two count: one of 1 point may push out one of 5.
    ("points for each view by path, at most 2 times", ('+5 for "/a"', "+1 otherwise"), ANY),
    ("points for each view by path, up to 20 points", ('+5 for "/a"', "+1 otherwise"), UP),
]


@pytest.mark.parametrize(("head", "rows", "expected"), ROWS)
def test_rows(tmp_path: Path, head: str, rows: tuple[str, ...], expected: object) -> None:
    assert trend(tmp_path, "\n    ".join([head, *rows])) == expected


def test_ignored_events_and_groups_that_ask_for_others(tmp_path: Path) -> None:
    # Bots soon after a call are ignored.
    assert trend(tmp_path, "+5 for each bot", "call") == DOWN
    assert trend(tmp_path, "+5 for each bot", "bot") == UP
    high = "+5 for each view\n\ngroup h, when g is over 10\n  {} when title is known"
    assert trend(tmp_path, high.format("+3")) == UP
    assert trend(tmp_path, high.format("-3")) == ANY
    assert trend(tmp_path, "+5 for each view\n\ngroup h\n  -3 when g is under 10") == UP
