"""PMML scorecards said as rule files, against what two scorecard engines gave for a grid of
inputs around every threshold.

A scorecard has no score where none of a characteristic's attributes is true: such a lead is
excluded here.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import leadscore
import pytest
from real_data.runs import RULES, Scored, both, shown

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
CARDS = {
    "scorecard_simple": ("kogito_simple_scorecard", 49, 36),
    "scorecard_insurance": ("kogito_sample_score", 1_800, 300),
    "scorecard_complex": ("dmg_scorecard_example_4_3", 605, 605),
}
"""Rule file → scorecard, rows of its grid, rows with a score."""


@pytest.fixture(scope="module")
def folder(data: Callable[[str], Path]) -> Path:
    return data("pmml_scorecards")


def grid(folder: Path, card: str) -> list[dict[str, str]]:
    with (folder / f"{card}.engine_cases.csv").open(encoding="utf-8", newline="") as file:
        return [{"row": str(n), **row} for n, row in enumerate(csv.DictReader(file), start=1)]


def scored(file: str, rows: list[dict[str, str]], home: Path) -> Scored:
    """The inputs only."""
    inputs = list(rows[0])[: list(rows[0]).index("expected_score")]
    leads = home / "leads.csv"
    with leads.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, inputs, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return both(leadscore.load(RULES / f"{file}.score"), home, AS_OF, leads)


@pytest.mark.parametrize("file", CARDS)
def test_every_row_of_the_grid(folder: Path, tmp_path: Path, file: str) -> None:
    card, count, defined = CARDS[file]
    rows = grid(folder, card)
    assert (len(rows), sum(row["defined"] == "1" for row in rows)) == (count, defined)
    got = scored(file, rows, tmp_path)
    for row in rows:
        result = got.rows[row["row"]]
        wanted = shown(row["expected_score"]) if row["defined"] == "1" else ""
        assert result["score"] == wanted, row
        assert bool(result["excluded"]) == (row["defined"] == "0"), row


@pytest.mark.parametrize("file", CARDS)
def test_published_cases(folder: Path, file: str) -> None:
    card = CARDS[file][0]
    text = (folder / f"{card}.published_cases.json").read_text("utf-8")
    rules = leadscore.load(RULES / f"{file}.score")
    columns = {column.source: column.name for column in rules.plan.leads.columns}
    for case in json.loads(text, parse_float=Decimal):
        lead = {columns[name]: value for name, value in case["input"].items()}
        assert rules.score(lead, as_of=AS_OF).score == case["score"]


def test_a_partial_score_grows_with_every_hundredth() -> None:
    rules = leadscore.load(RULES / "scorecard_complex.score")
    lead = {"department": "business", "age": 30}
    # 6 + 12 + 0.01 * 12,345.67 - 18
    assert rules.score(lead | {"income": "12345.67"}, as_of=AS_OF).score == Decimal("123.4567")
