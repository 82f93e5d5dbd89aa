"""No fix turns what was meant: takes `not` out of a line, say, and leaves the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from leadscore.dsl.apply import edited
from leadscore.dsl.check.checker import check
from project import invoke

FILE = """\
score "Turned", from 0 to 100 points

leads
  country text
  visits number
  created date
  more_news yes/no

events
  page_view with path text

group fit
  +5 when country is "Oman" or "Qatar" because "Near"
  +5 when country does not contain "land"
  +5 when visits is at least 5 and more_news
  +5 when visits is between 2 and 4 or created is over 30 days ago
  +5 when any page_view where path starts with "/pricing" in the last 7 days
  +5 when at least 3 page_view within 2 days of each other
  +5 for each page_view, at most 3 times, up to 15 points
  points by visits
    +5 for 1 to 4
    +9 for over 4

stages
  Hot when score is at least 50 and fit is over 5
  Cold otherwise
"""
RULES = FILE.index("  +5")
WORDS = ("not", "no", "none of", "never", "without", "except", "unless", "neither", "nor", "isn't",
         "!", "minus")  # fmt: skip
EACH = 3
"""One in so many places is tried with each word, another with the next."""


def gaps() -> Iterator[int]:
    """Where the words of the rules begin, those inside of texts left out."""
    for found in re.finditer(r"(?<=\s)\S", FILE[RULES:]):
        at = RULES + found.start()
        if FILE[:at].count('"') % 2 == 0:
            yield at


def squeezed(text: str) -> str:
    return "".join(text.split())


def swallowed(word: str, text: str) -> bool:
    return any(word in found for found in re.findall(r'"[^"\n]*"', text))


@pytest.mark.parametrize("word", WORDS)
def test_no_fix_drops_a_word_that_turns(word: str, tmp_path: Path) -> None:
    for at in list(gaps())[WORDS.index(word) % EACH :: EACH]:
        text = f"{FILE[:at]}{word} {FILE[at:]}"
        for after in fixed(text, tmp_path):
            assert squeezed(after) != squeezed(FILE), text[at - 30 : at + 30]
            assert not swallowed(word, after), text[at - 30 : at + 30]


def test_no_fix_drops_a_minus(tmp_path: Path) -> None:
    for found in re.finditer(r"(?<=\s)\d", FILE[RULES:]):
        at = RULES + found.start()
        for after in fixed(f"{FILE[:at]}-{FILE[at:]}", tmp_path):
            assert squeezed(after) != squeezed(FILE)


def fixed(text: str, folder: Path) -> list[str]:
    """The file after each of the fixes that are proposed."""
    found = check(folder / "rules.score", text=text).diagnostics
    return [edited(text, one.fix.edits) for one in found if one.fix is not None]


def test_the_file_is_right(tmp_path: Path) -> None:
    assert check(tmp_path / "rules.score", text=FILE).diagnostics == ()


def test_fixes_leave_what_unless_says_of_unknown_values(tmp_path: Path) -> None:
    """However often the fixes are made: a lead of no country is not from Oman."""
    path, rule = tmp_path / "rules.score", '  +5 when country is "Oman" or "Qatar" because "Near"\n'
    path.write_text(FILE.replace(rule, '  +5 unless country is "Oman"\n'), "utf-8")
    invoke("check", "--fix", "--unsafe-fixes", str(path))
    assert path.read_text("utf-8") == FILE.replace(rule, '  +5 when country is not "Oman"\n')
