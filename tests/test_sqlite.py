"""What SQLite alone has: figures on the way of no more digits than a whole number of 64 bits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns, EngineError, Row
from leadscore.compiler.dialects.base import Unsupported
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


NESTED = """score "x"
  +1 when {} because "r"

leads from leads, one per id
  id text
  n number
"""


def test_conditions_nested_too_deeply_are_refused_and_no_others(tmp_path: Path) -> None:
    """Whether the parser can read it is asked of the engine itself."""
    engine = engines.use("sqlite")
    columns: Columns = {"id": "text", "n": "whole"}
    leads = Physical(Relation(engine.load("sq_leads", columns, [("a", 5)]), columns))
    path, ran, refused, condition = tmp_path / "x.score", 0, 0, "n is 5"
    for _ in range(22):
        condition = f"n is 6 or (n is 5 and not ({condition}))"
        path.write_text(NESTED.format(condition))
        rules = leadscore.load(path)
        try:
            query = render(rules.plan, "sqlite", as_of=AS_OF, physical=leads)
        except Unsupported:
            refused += 1
        else:
            wanted = rules.score({"id": "a", "n": 5}, as_of=AS_OF).score
            assert engine.rows(query)[0][:2] == ("a", wanted)
            ran += 1
    assert ran >= 8
    assert refused >= 5


def test_points_before_a_limit_are_exact_or_stop_the_query(tmp_path: Path) -> None:
    """9 × 10^5 × 10^13 is 9 × 10^18, which SQLite would go on with as a floating-point number."""
    (line,) = rows(tmp_path, 9_999_999_999_999, breakdown=True)
    assert 8_999_999_999_999_100_000 in line
    with pytest.raises(EngineError, match=r"points of r have more than 18 digits for lead `a`"):
        rows(tmp_path, 10**13, breakdown=True)
    (scored,) = rows(tmp_path, 10**13, breakdown=False)
    assert scored[:2] == ("a", 5)
