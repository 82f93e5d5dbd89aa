"""Where an engine tells the lines of a breakdown side by side, no branch of a CASE may be of another
type than the rest: a CASE of nothing but NULL would be a number in BigQuery."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import leadscore

RULES = """score "x"

leads from x_leads, one per id
  n number

group fit "Fit", when n is known
  +1 when n is over 5 because "big"
  best of
    +3 when n is over 2
    +4 when n is over 3
"""


def test_what_a_line_has_not_stands_as_null_alone(tmp_path: Path) -> None:
    (tmp_path / "x.score").write_text(RULES)
    rules = leadscore.load(tmp_path / "x.score")
    as_of = datetime(2026, 1, 1, tzinfo=UTC)
    text = rules.sql(dialect="bigquery", as_of=as_of, breakdown=True)
    assert not re.search(r"CASE WHEN \w+ THEN NULL END", text)
    assert len(re.findall(r"THEN NULL\b", text)) == 1
