"""Figures of more than 18 digits are an error that names the lead, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import leadscore
import pytest
from leadscore.runtime.job.run import run

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
RULES = """score "x"
  +1 when {figure} is over 5 because "big"

leads from "leads.csv", one per id
  id text
  n  number
"""


def job(folder: Path, figure: str, numbers: str, engine: Literal["python", "duckdb"]) -> list[int]:
    (folder / "x.score").write_text(RULES.format(figure=figure))
    rows = [f"lead-{i},{n}" for i, n in enumerate(numbers.split())]
    (folder / "leads.csv").write_text("\n".join(["id,n", *rows]) + "\n")
    plan = leadscore.load(folder / "x.score").plan
    return [int(row[1]) for row in sorted(run(plan, as_of=AS_OF, engine=engine).rows)]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize(
    ("figure", "numbers"),
    [
        # 10**36: too much for 18 digits, and in millionths for any integer of an engine
        ("n * n", "5 999999999999999999"),
        ("n * n", "0.5 1000000000.5"),
        ("n + n", "5 600000000000000000"),
        ("n / 0.000001", "5 1000000000000"),
    ],
)
def test_a_figure_that_is_too_large_names_its_lead(
    tmp_path: Path, figure: str, numbers: str, engine: Literal["python", "duckdb"]
) -> None:
    with pytest.raises(leadscore.DataError, match="more than 18 digits for lead `le…`"):
        job(tmp_path, figure, numbers, engine)


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_products_are_rounded_to_six_decimals(
    tmp_path: Path, engine: Literal["python", "duckdb"]
) -> None:
    # 2.236068 ** 2 = 5.0000001006, so 5.000000; 2.2360681 is read as 2.236068; 2.23607 ** 2 =
    # 5.000009 (rounded)
    assert job(tmp_path, "n * n", "2.236068 2.2360681 2.23607 -3", engine) == [0, 0, 1, 1]


def test_a_view_has_no_parameter(tmp_path: Path) -> None:
    (tmp_path / "x.score").write_text(RULES.format(figure="n"))
    rules = leadscore.load(tmp_path / "x.score")
    with pytest.raises(ValueError, match="a view cannot have a parameter"):
        rules.sql(shape="view", name="v", as_of="parameter")
    assert "$as_of" in rules.sql(as_of="parameter")
