"""PMML scorecards said as rule files, against the cases that were published with them.

A scorecard has no score where none of a characteristic's attributes is true: such a lead is
excluded here. The grids of inputs around every threshold are in test_conformance_published.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import leadscore
import pytest
from real_data.runs import RULES

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
CARDS = {
    "scorecard_simple": "kogito_simple_scorecard",
    "scorecard_insurance": "kogito_sample_score",
    "scorecard_complex": "dmg_scorecard_example_4_3",
}
"""Rule file → scorecard."""


@pytest.fixture(scope="module")
def folder(data: Callable[[str], Path]) -> Path:
    return data("pmml_scorecards")


@pytest.mark.parametrize("file", CARDS)
def test_published_cases(folder: Path, file: str) -> None:
    card = CARDS[file]
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
