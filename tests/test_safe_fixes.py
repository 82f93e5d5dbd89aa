"""Which fixes are safe, and what a line reads like after them."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.apply import edited
from leadscore.dsl.check.checker import check

DATA = """\
score "Demo"
leads
  country    text
  employees  number
  renewal    date
  opted_out  yes/no
events
  page_view  with path text
group fit
"""

RIGHT = {
    'country="Oman"': 'country is "Oman"',
    'country=="Oman"&&opted_out': 'country is "Oman" and opted_out',
    'country<>"Oman"': 'country is not "Oman"',
    'opted_out&&(country=="Oman")||employees>5': 'opted_out and (country is "Oman") or employees>5',
    'country = "Oman" and employees is over': 'country is "Oman" and employees is over',
}
"""What is put right without being asked; of the last only what is no part of another mistake."""

LEFT = (
    "employees is under or equal",
    "renewal is no more than 30 weeks back",
    "employees is equal to over more than 5",
)
"""What cannot be read after any fix that is safe by itself."""


def _fixed(condition: str, folder: Path) -> str:
    """The condition after all safe fixes."""
    text = f"{DATA}  +5 when {condition}\n"
    found = check(folder / "x.score", text=text).diagnostics
    edits = [edit for d in found if d.fix is not None and d.fix.safe for edit in d.fix.edits]
    return edited(text, edits).removeprefix(f"{DATA}  +5 when ").removesuffix("\n")


@pytest.mark.parametrize("wrong", RIGHT)
def test_words_are_set_apart_from_what_stands_beside_a_sign(wrong: str, tmp_path: Path) -> None:
    assert _fixed(wrong, tmp_path) == RIGHT[wrong]


@pytest.mark.parametrize("wrong", LEFT)
def test_a_fix_after_which_a_line_cannot_be_read_is_not_safe(wrong: str, tmp_path: Path) -> None:
    assert _fixed(wrong, tmp_path) == wrong
