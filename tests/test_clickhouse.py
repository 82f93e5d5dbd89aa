"""What ClickHouse alone has: settings in the statement, and figures that would count round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns, EngineError, Row
from leadscore.compiler.dialects.base import Family
from leadscore.compiler.sql_backend import Physical, Relation, render

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def scores(
    folder: Path, rules: str, columns: Columns, rows: Sequence[Row], more: str = ""
) -> list[Row]:
    """Of leads, without events; `more` declares more of their columns."""
    path = folder / "x.score"
    leads_block = f"leads from leads, one per id\n  id text\n  n number\n{more}"
    path.write_text(f'score "x"\n{rules}\n{leads_block}')
    engine = engines.use("clickhouse")
    leads = Relation(engine.load("ch_leads", columns, rows), columns)
    sql = render(leadscore.load(path).plan, "clickhouse", as_of=AS_OF, physical=Physical(leads))
    return [row[:2] for row in engine.rows(sql)]


def test_the_settings_it_needs_end_the_statement(tmp_path: Path) -> None:
    path = tmp_path / "x.score"
    path.write_text(
        'score "x"\n  +1 when n is over 1\nleads from l, one per id\n  id text\n  n number\n'
    )
    rules = leadscore.load(path)
    for shape in ("select", "table"):
        last = rules.sql("clickhouse", shape=shape, name="t", as_of=AS_OF).rstrip().splitlines()[-1]
        assert last.startswith("SETTINGS join_use_nulls = 1, ")


def test_points_that_would_count_round_name_their_lead(tmp_path: Path) -> None:
    # 20 times 99 * 10**16 is 1.98 * 10**19: less 2**64 it would be 1.35 * 10**18, and with more
    # rules less than 10**18
    rules = "\n".join(f'  +990000000 for every 1 of n because "r{i}"' for i in range(20))
    columns: Columns = {"id": "text", "n": "whole"}
    assert scores(tmp_path, rules, columns, [("a", 5)]) == [("a", 20 * 5 * 990_000_000)]
    with pytest.raises(EngineError, match="more than 18 digits for lead `b`"):
        scores(tmp_path, rules, columns, [("a", 5), ("b", 10**9)])


def test_sums_of_constants_have_a_sign(tmp_path: Path) -> None:
    rules = """group g "G", from -0.01 to 1,000,000 points
  +200,000.25 when n is over 1 because "a"
  +200,000.5 when n is over 2 because "b"
"""
    columns: Columns = {"id": "text", "n": "whole"}
    found = scores(tmp_path, rules, columns, [("a", 1), ("b", 2), ("c", 3)])
    assert found == [("c", Decimal("400000.75")), ("b", Decimal("200000.25")), ("a", Decimal(0))]


@pytest.mark.parametrize("family", ["whole", "decimal"])
def test_what_a_column_holds_in_place_of_an_unknown_value_is_no_figure(
    tmp_path: Path, family: Family
) -> None:
    # in place of the unknown date is 1970-01-01, 20,513 days before: times 10**17 that is too much
    columns: Columns = {"id": "text", "n": family, "created": "date"}
    rows: list[Row] = [("a", 10**17, None), ("b", 3, date(2026, 2, 27))]
    rules = '  +5 when days since created * n * n is over 5 because "r"'
    found = scores(tmp_path, rules, columns, rows, "  created date\n")
    assert found == [("b", 5), ("a", 0)]  # b: 2 * 3 * 3


@pytest.mark.parametrize(
    ("spelled", "over"),
    [
        ("0.0000005", True),  # half away from zero: 0.000001
        ("0.00000049999", False),
        ("5e-7", True),
        ("0e999", False),
        ("1e-300", False),
        (".5", True),
        ("1e18", False),  # too many digits: unknown
        ("999999999999999999.9999994", True),
        ("1,5", False),
    ],
)
def test_numbers_out_of_text(tmp_path: Path, spelled: str, over: bool) -> None:
    rules = '  +1 when n is over 0 because "r"'
    found = scores(tmp_path, rules, {"id": "text", "n": "text"}, [("a", spelled)])
    assert found == [("a", int(over))]
