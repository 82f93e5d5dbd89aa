"""A good file with one fault: never a crash, always messages that people can read, in its place.

`LEADSCORE_MUTATIONS=20000` tries more faults than the usual ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from lark import Token
from lark.lexer import PatternStr
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.lint import lint
from leadscore.dsl.parse.grammar import grammar, lexer
from leadscore.dsl.render import render_json, render_text
from leadscore.dsl.vocabulary import WORDS
from volumes import WHOLE, volume

GOOD = """\
# Data first.
score "Demo score", from -20 to 100 points
leads from "leads.csv", one per lead_id
  email     text
  title     text from "Job Title" unknown for "n/a"
  employees number
  created   date
  opted_out yes/no
  tags      list separated by ";"
events from "events.csv", of lead_id, at occurred, named kind
  email_open
  page_view called "PageView" with path text, seconds number
event purchase from "orders.csv", of customer, at ordered
  amount number
let bar = 50
list free_mail = "gmail.com", "yahoo.com"
define boss as title contains word "VP" or "CEO"
exclude leads when opted_out because "Asked not to be contacted"
ignore page_view where seconds is under 2
group fit "Who they are", at most 40 points
  +20 when boss and (employees is over 10 or tags include "api") because "Boss"
  -10 when domain of email is in free_mail
  points by employees
    +10 for 10 to 249
    +20 for over 249
      0 otherwise
group acts "What they did", losing 50% every 30 days
  +5 for each email_open, at most 2 times per day, up to 30 points
  +1 for every 60 of total seconds of page_view, up to 10 points
  first of because "Near to it"
    +40 when any purchase where amount is at least 100 in the last 30 days
    +10 when at least 3 page_view since 2026-01-01
stages
  MQL  when score is at least bar and days since last email_open is under 30
  Cold otherwise
label age
  Old when created is over 90 days ago
  New otherwise
grade grade of fit and acts
  fit  A from 40, B otherwise
  acts 1 from 45, 2 otherwise
outcome customer when any purchase
example "A boss"
  as of 2026-03-01
  lead title "VP", employees 120
  did 2 email_open 5 days ago
  expect fit 30, stage Cold, +20 because "Boss"
"""
NOISE = [
    *"\"'()[]{}<>=+-*/,.:;#%&|!?_ \t\n“”‘’–éß東\x00\x1b\u200b\u202e",
    "when", "is", "or", "and", "not",
    '"x"', "12", "foo", "for", "each", "of", "in", "the", "last", "otherwise", "points", "group",
    "stages", "at most", "3 months", "With", "AND", "from 1 to", "\n\n", "\n  ", "  \n    ",
]  # fmt: skip
TOKEN_NAMES = {terminal.name for terminal in grammar().terminals} | {
    "_INDENT", "_DEDENT", "_VALUE_COMMA", "_VALUE_OR", "UNCLOSED_BRACKET", "OXFORD_COMMA",
}  # fmt: skip
SQL = {"IN", "LIKE", "CASE", "NULL"}
TOKENS = [token for token in lexer()(GOOD) if token.type != "_NL"]
PARTS = 10 if WHOLE else 4
EACH = max(1, volume(600, 1500, "LEADSCORE_MUTATIONS") // PARTS)


@dataclass(frozen=True)
class Fault:
    text: str
    line: int
    what: str


def fault(random: Random) -> Fault:
    """One token too few, too many or another one, or one character too few or too many."""
    token: Token = random.choice(TOKENS)
    start, end = token.start_pos or 0, token.end_pos or 0
    at = random.randrange(start, end)
    other = random.choice([random.choice(TOKENS).value, random.choice(NOISE)])
    text, what = random.choice(
        (
            (GOOD[:start] + GOOD[end:], f"without {token!s}"),
            (GOOD[:start] + other + " " + GOOD[start:], f"{other!r} before {token!s}"),
            (GOOD[:start] + other + GOOD[end:], f"{other!r} in the place of {token!s}"),
            (GOOD[:at] + random.choice(NOISE) + GOOD[at:], f"noise in {token!s}"),
            (GOOD[:at] + GOOD[at + 1 :], f"a letter less in {token!s}"),
        )
    )
    return Fault(text, GOOD.count("\n", 0, start) + 1, what)


def unreadable(found: Diagnostic) -> list[str]:
    """What of a message people would stumble over."""
    texts = [found.title, found.help or "-", *(label.text for label in found.labels)]
    outside = [re.sub(r"`[^`]*`", "`", text) for text in texts]
    names = [w for text in outside for w in re.findall(r"\w+", text) if w in TOKEN_NAMES - SQL]
    wrong = [f"token name {name}" for name in names]
    wrong += [f"begins wrong: {text}" for text in texts if not re.match(r"[a-z`\d-]", text)]
    wrong += [f"full stop: {text}" for text in texts if text.endswith(".")]
    wrong += [f"not printable: {text!r}" for text in outside if not text.isprintable()]
    return wrong + ([] if found.title else ["no title"])


def test_the_vocabulary_of_messages_is_that_of_the_grammar() -> None:
    spelled = {
        terminal.pattern.value: terminal.name
        for terminal in grammar().terminals
        if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha()
    }
    assert spelled == WORDS


def test_the_good_file_is_good() -> None:
    model = check(Path("x.score"), text=GOOD)
    assert (model.diagnostics, lint(model)) == ((), ())


@pytest.mark.parametrize("seed", range(PARTS))
def test_one_fault(seed: int) -> None:
    random = Random(seed)
    near = told = 0
    for _ in range(EACH):
        one = fault(random)
        model = check(Path("x.score"), text=one.text)
        found = (*model.diagnostics, *lint(model))
        assert [wrong for d in found for wrong in unreadable(d)] == [], one.what
        assert render_text(found, model.sources) or not found
        assert len(render_json(found, model.sources)) == len(found)
        if model.diagnostics:
            line, _ = model.sources["x.score"].position(model.diagnostics[0].span.start)
            told += 1
            near += one.line <= line <= one.line + 1
    assert near >= 0.9 * told > 0


def test_pure_noise() -> None:
    random = Random(0)
    for _ in range(EACH):
        text = "".join(random.choice(["\n  ", " ", *NOISE]) + " " for _ in range(30))
        model = check(Path("x.score"), text=text)
        assert [wrong for d in model.diagnostics for wrong in unreadable(d)] == [], text


def test_a_file_cut_short_anywhere() -> None:
    for end in range(0, len(GOOD), 7):
        model = check(Path("x.score"), text=GOOD[:end])
        assert [wrong for d in model.diagnostics for wrong in unreadable(d)] == [], GOOD[:end]
