"""What SQLite alone has: figures on the way of no more digits than a whole number of 64 bits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns, EngineError, Row
from leadscore.compiler.sql_backend import Physical, Relation, render

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """score "x"
  +900,000 for every 1 of n, up to 5 points because "r"

leads from leads, one per id
  id text
  n number
"""


def rows(folder: Path, n: int, *, breakdown: bool) -> list[Row]:
    path = folder / "x.score"
    path.write_text(RULES)
    engine = engines.use("sqlite")
    columns: Columns = {"id": "text", "n": "whole"}
    leads = Physical(Relation(engine.load("sq_leads", columns, [("a", n)]), columns))
    plan = leadscore.load(path).plan
    return list(
        engine.rows(render(plan, "sqlite", as_of=AS_OF, physical=leads, breakdown=breakdown))
    )


def test_points_before_a_limit_are_exact_or_stop_the_query(tmp_path: Path) -> None:
    """9 × 10^5 × 10^13 is 9 × 10^18, which SQLite would go on with as a floating-point number."""
    (line,) = rows(tmp_path, 9_999_999_999_999, breakdown=True)
    assert 8_999_999_999_999_100_000 in line
    with pytest.raises(EngineError, match=r"points of r have more than 18 digits for lead `a`"):
        rows(tmp_path, 10**13, breakdown=True)
    (scored,) = rows(tmp_path, 10**13, breakdown=False)
    assert scored[:2] == ("a", 5)
