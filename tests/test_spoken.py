"""Rules in plain words."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from leadscore.dsl import ast
from leadscore.dsl.check.checker import check
from leadscore.dsl.spoken.speaker import SAY, Speaker

DATA = """
leads, one per id, company in firm
  title      text
  email      text
  employees  number
  created    date
  opted_out  yes/no
  interests  list separated by ";"

events
  page_view   with path text, seconds number, visit_id text
  email_open  with visit_id text
  demo_request

let sql_bar = 80
let launch = 2026-01-01
list free_mail = "gmail.com"
define decision_maker as title contains word "VP"
score "Spoken"
"""
CONDITIONS = [
    ("opted_out", "opted out is yes"),
    ("not opted_out", "opted out is not yes"),
    ("decision_maker", "counts as “decision maker”"),
    ("not decision_maker", "does not count as “decision maker”"),
    ('not (title is "A" or opted_out)', "it is not true that (title is “A” or opted out is yes)"),
    ('title is "A", "B" or "C"', "title is “A”, “B” or “C”"),
    ('title is not "A"', "title is not “A”"),
    ('title is not "A" or "B"', "title is none of “A” or “B”"),
    ("employees is 1,250.50", "employees is 1,250.50"),
    ("domain of email is in free_mail", "domain of email is in the list “free mail”"),
    ("domain of email is not in free_mail", "domain of email is not in the list “free mail”"),
    ("title is known", "title is known"),
    ("title is unknown", "title is not known"),
    ("employees is between 50 and sql_bar", "employees is from 50 to 80"),
    ("employees >= 5", "employees is at least 5"),
    ("employees != 5", "employees is not 5"),
    ("created is in the last 30 days", "created is in the last 30 days"),
    ("created is in the next 1 week", "created is in the next 1 week"),
    ("created is over 90 days ago", "created is more than 90 days ago"),
    ("created is under 7 days ago", "created is less than 7 days ago"),
    ("created is on or after launch", "created is on or after 2026-01-01"),
    ('title contains "a" or "b"', "title contains “a” or “b”"),
    ('title does not contain word "a"', "title does not have the word “a”"),
    ('title starts with "a"', "title starts with “a”"),
    ('title does not end with "a"', "title does not end with “a”"),
    (
        'title matches "V*"',
        "title looks like “V*” (* stands for any text, ? for one sign)",
    ),
    ('interests include "a", "b"', "interests include “a” or “b”"),
    ('interests do not include "a"', "interests do not include “a”"),
    (
        "opted_out and (employees is 1 or employees is 2)",
        "opted out is yes; and (employees is 1 or employees is 2)",
    ),
    ("any demo_request", "at least one demo request"),
    ("no event in the last 30 days", "no event of any kind in the last 30 days"),
    ("exactly 1 page_view", "exactly 1 page view"),
    ("over 5 page_view", "more than 5 page view events"),
    ("under 5 event", "fewer than 5 events of any kind"),
    ("between 2 and 4 (page_view or email_open)", "from 2 to 4 page view or email open events"),
    (
        'any page_view where (path is "/" and seconds is over 2) since launch',
        "at least one page view where (path is “/” and seconds is over 2) since 2026-01-01",
    ),
    (
        "any page_view between 30 and 60 days ago",
        "at least one page view between 30 and 60 days ago",
    ),
    (
        "any email_open followed by page_view within 7 days with the same visit_id",
        "at least one email open, followed by page view within 7 days with the same visit id",
    ),
    (
        "at least 3 page_view within 1 hour of each other with the same visit_id",
        "at least 3 page view events within 1 hour of each other with the same visit id",
    ),
    (
        "at least 2 people at the company with page_view",
        "at least 2 people at the company, this lead included, with at least one page view",
    ),
    (
        "no person at the company with page_view",
        "no person at the company, this lead included, with at least one page view",
    ),
    ("number of page_view is over 3", "number of page view events is over 3"),
    (
        "number of people at the company with page_view is 2",
        "number of people at the company, this lead included, with at least one page view is 2",
    ),
    (
        "number of different path of page_view is 2",
        "number of different values of path among page view events is 2",
    ),
    (
        "number of different days of page_view is 2",
        "number of different days with page view events is 2",
    ),
    ("total seconds of page_view is 2", "total seconds of page view events is 2"),
    ('first path of page_view is "/"', "path of the first page view is “/”"),
    ("days since last page_view is 2", "days since the last page view is 2"),
    ("time of first page_view is before launch", "time of the first page view is before 2026-01-01"),
    ("days since created is 2", "days since created is 2"),
    ("days until created is 2", "days until created is 2"),
    ("employees * 2 - 1 > 300", "employees × 2 − 1 is over 300"),
    ("(employees + 1) / 2 > 300", "(employees + 1) ÷ 2 is over 300"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "words"), CONDITIONS)
def test_conditions(rule: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "spoken.score"
    file.write_text(f"{DATA}define asked as {rule}\n", "utf-8")
    model = check(file)
    assert model.errors == ()
    assert Speaker(model).test(model.defines["asked"].node.test) == words


def test_every_condition_and_value_has_words() -> None:
    nodes = {
        *get_args(ast.Expression), *get_args(ast.Matcher), *get_args(ast.Window),
        *get_args(ast.Clause),
    }  # fmt: skip
    # Limits of points and fading are told with the numbers of their rule.
    assert nodes - {*SAY} == {ast.Losing, ast.FadingOut, ast.UpTo}


@pytest.mark.parametrize(
    "module", ["dsl.spoken.words", "runtime.card.words", "runtime.card.groups"]
)
def test_examples_in_docstrings(module: str) -> None:
    found = doctest.testmod(import_module(f"leadscore.{module}"))
    assert (found.failed, found.attempted > 0) == (0, True)
