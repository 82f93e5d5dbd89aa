"""No fix hides a word that compares or chooses: takes it out, puts it into quotes, or puts a word
in its place that only looks like it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.mistakes.laden import LADEN
from test_turned import FILE, fixed, gaps, squeezed, swallowed

CHOICES = """\
score "Chosen", from 0 to 100 points
leads
  country text
events
  page_view with path text

exclude leads when country is "Peru"
ignore page_view where path is "/"

group fit, losing 10% every 30 days
  +5 when country is "Oman"
  +5 for each page_view, at most 3 times

stages
  Hot when score is at least 50
  Cold otherwise
"""
WORDS = sorted(LADEN.keys() - {"filled"})
"""`filled any page` is what somebody did."""
EACH = 11
"""One in so many places is tried with each word, another with the next."""
CHOSEN = ("include", "allow", "keep", "count", "only", "growing", "gaining", "keeping", "like",
          "everything", "hardly", "set", "available", "until", "beneath")  # fmt: skip


def places() -> Iterator[int]:
    """Where words begin, but for those of the names of stages, which may be called anything."""
    names = [FILE.index(name) + i for name in ("Hot when", "Cold otherwise") for i in (0, 4, 5)]
    return (at for at in gaps() if at not in names)


@pytest.mark.parametrize("word", WORDS)
def test_no_fix_hides_a_word(word: str, tmp_path: Path) -> None:
    for at in list(places())[WORDS.index(word) % EACH :: EACH]:
        text = f"{FILE[:at]}{word} {FILE[at:]}"
        for after in fixed(text, tmp_path):
            assert squeezed(after) != squeezed(FILE), text[at - 30 : at + 30]
            assert not swallowed(word, after), text[at - 30 : at + 30]


@pytest.mark.parametrize("word", CHOSEN)
def test_no_fix_puts_a_word_in_place_of_another(word: str, tmp_path: Path) -> None:
    """Only `leads` can stand behind `exclude`, whatever is written there."""
    begin = CHOICES.index("exclude leads")
    for found in re.finditer(r"(?<!\S)(?!leads)[a-z]+(?=\s)", CHOICES[begin:]):
        start, end = begin + found.start(), begin + found.end()
        for after in fixed(f"{CHOICES[:start]}{word}{CHOICES[end:]}", tmp_path):
            assert squeezed(after) != squeezed(CHOICES), found[0]


def test_the_other_file_is_right(tmp_path: Path) -> None:
    assert not [d for d in check(tmp_path / "x.score", text=CHOICES).diagnostics if d.fix]
