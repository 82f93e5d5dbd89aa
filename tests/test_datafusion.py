"""What DataFusion alone has: numbers out of text that it cannot cast, and how deep it reads."""

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
LEADS = "leads from leads, one per id\n  id text\n  n number\n"


def scores(folder: Path, rules: str, columns: Columns, rows: list[Row]) -> list[Row]:
    path = folder / "x.score"
    path.write_text(f'score "x"\n{rules}\n{LEADS}')
    engine = engines.use("datafusion")
    leads = Relation(engine.load("df_leads", columns, rows), columns)
    sql = render(leadscore.load(path).plan, "datafusion", as_of=AS_OF, physical=Physical(leads))
    return [row[:2] for row in engine.rows(sql)]


@pytest.mark.parametrize(
    ("spelled", "number"),
    [
        ("12.5e2", "1250"),
        ("-1.5E-2", "-0.015"),
        (".00000000123e+15", "1230000"),
        ("000.5", "0.5"),
        ("5.", "5"),
        ("0.0000005", "0.000001"),  # half away from zero
        ("0.00000049999999999999999999999999999999999999999999", "0"),
        ("1e-300", "0"),
        ("0e999", "0"),
        ("100000000000000000000000000000000000000e-38", "1"),
        ("999999999999999999.4999999", "999999999999999999.5"),
    ],
)
def test_numbers_out_of_text(tmp_path: Path, spelled: str, number: str) -> None:
    rules = f'  +1 when n is {number} because "r"'
    assert scores(tmp_path, rules, {"id": "text", "n": "text"}, [("a", spelled)]) == [("a", 1)]


@pytest.mark.parametrize(
    "spelled", ["1e18", "999999999999999999.9999995", "1e999", "0.1e20", "1,5"]
)
def test_texts_that_are_no_numbers_of_18_digits(tmp_path: Path, spelled: str) -> None:
    rules = '  +1 when n is unknown because "r"'
    assert scores(tmp_path, rules, {"id": "text", "n": "text"}, [("a", spelled)]) == [("a", 1)]


def test_points_that_would_count_round_name_their_lead(tmp_path: Path) -> None:
    # each rule gives 99 * 10**16 points, all of them 1.98 * 10**19
    rules = "\n".join(f'  +990000000 for every 1 of n because "r{i}"' for i in range(20))
    columns: Columns = {"id": "text", "n": "whole"}
    assert scores(tmp_path, rules, columns, [("a", 5)]) == [("a", 20 * 5 * 990_000_000)]
    with pytest.raises(EngineError, match="more than 18 digits for lead `b`"):
        scores(tmp_path, rules, columns, [("a", 5), ("b", 10**9)])


def test_what_its_parser_cannot_read_is_refused(tmp_path: Path) -> None:
    deep = "n is 0"
    for number in range(1, 23):
        deep = f"n is not {number} and (n is {number + 50} or ({deep}))"
    path = tmp_path / "x.score"
    path.write_text(f'score "x"\n  +1 when {deep} because "r"\n{LEADS}')
    with pytest.raises(Unsupported, match="DataFusion cannot nest conditions more than 40 deep"):
        render(leadscore.load(path).plan, "datafusion", as_of=AS_OF)


def test_results_may_be_called_like_columns_by_which_they_are_sorted(tmp_path: Path) -> None:
    columns: Columns = {"id": "text", "n": "whole"}
    found = scores(tmp_path, '  +1 for every 1 of n because "r"', columns, [("a", 1), ("b", 2)])
    assert found == [("b", 2), ("a", 1)]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.score"
    path.write_text('score "x"\n  +1 when n is 1 because "r"\nleads, one per row\n  n number\n')
    plan = leadscore.load(path).plan
    render(plan, "datafusion", as_of=AS_OF)
    with pytest.raises(Unsupported, match="two columns the name `row`: rename the column"):
        render(plan, "datafusion", as_of=AS_OF, breakdown=True)
