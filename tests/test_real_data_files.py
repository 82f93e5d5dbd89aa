"""The rule files over real data: without a fault, whether or not the data are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from real_data.runs import RULES


@pytest.mark.parametrize("path", sorted(RULES.glob("*.score")), ids=lambda path: path.stem)
def test_no_findings(path: Path) -> None:
    assert check(path).diagnostics == ()


def test_points_of_different_width_under_one_another(tmp_path: Path) -> None:
    """A line's own column tells its level before the column in which its points end does."""
    text = """\
score "Levels"

leads one per id
  pages number

group g
  +2.5 when pages is over 9
  points by pages
    +1 for 1
     0 otherwise
  +0.5 for every 1 of pages
  first of
    +10 when pages is 3
     +5 when pages is 4
"""
    model = check(tmp_path / "levels.score", text=text)
    assert model.diagnostics == ()
    assert [len(rule.rows) for rule in model.groups[0].rules] == [0, 2, 0, 2]


def test_a_row_so_wide_that_it_begins_where_rules_do(tmp_path: Path) -> None:
    text = """\
score "Levels"

leads one per id
  pages number

group g
  points by pages
     +5 for under 3
    +15 for 4
   +100 for 5
  +1000 otherwise
  +1 for every 1 of pages
"""
    model = check(tmp_path / "levels.score", text=text)
    assert model.diagnostics == ()
    assert [len(rule.rows) for rule in model.groups[0].rules] == [4, 0]
