"""Cards learned from real leads: what the data sets are known to hold must be told.

Figures are compared with bounds, as other releases of scikit-learn and numpy move the last digits.
"""

# ruff: noqa: E402 - without its packages nothing of it can be imported

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from extras import need

need("sklearn", "learn")

from project import invoke

FILLED_LATE = (
    "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index",
    "Asymmetrique Profile Index", "Asymmetrique Activity Score", "Asymmetrique Profile Score",
)  # fmt: skip
LAST = ("Last Activity", "Last Notable Activity")


@pytest.fixture(scope="module")
def courses(data: Callable[[str], Path]) -> Callable[..., Any]:
    """What is learned of the leads of a course seller, all columns but those left out."""
    leads = data("x_education_leads") / "leads.csv"

    def learned(*words: str) -> Any:
        return invoke(
            "learn", "--leads", str(leads), "--key", "Prospect ID", "--outcome", "Converted", *words
        )

    return learned


def test_what_sales_filled_in_later_is_told_as_a_leak(courses: Callable[..., Any]) -> None:
    """All columns that the source calls leaky, those of the last activity, and no other."""
    found = json.loads(courses("--format", "json").stdout)
    assert {leak["column"] for leak in found["leaks"]} == {*FILLED_LATE, *LAST}


def test_the_leaks_are_told_in_red(courses: Callable[..., Any]) -> None:
    shown = " ".join(courses().stdout.split())
    for name in FILLED_LATE:
        assert f"`{name}`" in shown
    assert "!! `Tags` may be a leak: `Will revert after reading the email` holds" in shown
    assert f"--leave-out '{LAST[0]},{','.join(FILLED_LATE)},{LAST[1]}'" in shown


def test_ten_rules_are_as_good_as_logistic_regression(courses: Callable[..., Any]) -> None:
    found = json.loads(courses("--leave-out", ",".join(FILLED_LATE), "--format", "json").stdout)
    (chosen,) = [card for card in found["cards"] if card["chosen"]]
    assert chosen["rules"] <= 10
    assert chosen["auc"]["value"] > 0.89
    regression = found["others"]["logistic regression"]["auc"]["value"]
    assert chosen["auc"]["value"] > regression - 0.005


def test_opportunities_of_which_nothing_predicts(
    data: Callable[[str], Path], tmp_path: Path
) -> None:
    """Agent, product and account: the outcome was thrown by dice. Open ones do not count."""
    target = tmp_path / "card.score"
    done = invoke(
        "learn", "--leads", str(data("crm_opportunities") / "sales_pipeline.csv"),
        "--key", "opportunity_id", "--outcome", "deal_stage", "--won", "Won",
        "--undecided", "Engaging", "--undecided", "Prospecting",
        "--leave-out", "close_value,close_date,engage_date", "-o", str(target),
    )  # fmt: skip
    assert done.exit_code == 1
    assert "4,238 of 6,711 leads won" in done.stdout
    assert "2,089 leads left out: without an outcome yet" in done.stdout
    assert "There is nothing to learn here" in done.stdout
    assert "Nothing predicts who was won" in done.stdout
    assert not target.exists()
