"""Published tables with their own expected results, in Python and on every engine."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import agreement
import engines
import pytest
from conformance import dmn, published, runs
from conformance.files import Suite

Make = Callable[[Path], Suite]
MADE: Final[dict[str, tuple[str, int, Make]]] = {
    "icp_fit": ("rule_sets", 62, published.profiles),
    "scorecard_simple": ("pmml_scorecards", 49, partial(published.scorecard, rules="scorecard_simple")),
    "scorecard_insurance": ("pmml_scorecards", 1_800, partial(published.scorecard, rules="scorecard_insurance")),
    "scorecard_complex": ("pmml_scorecards", 605, partial(published.scorecard, rules="scorecard_complex")),
    "dmn_sum": ("dmn_tables", 17, partial(published.collected, rules="dmn_sum")),
    "dmn_least": ("dmn_tables", 17, partial(published.collected, rules="dmn_least")),
    "dmn_count": ("dmn_tables", 17, partial(published.collected, rules="dmn_count")),
    "dmn_vacation": ("dmn_tables", 49, published.vacation),
    "dmn_lending": ("dmn_tables", 951, published.lending),
}  # fmt: skip
"""Rule file → the data set, how many cases, and what makes the suite of it. Of 960 loans on the grid
the ten of one kind (35 years, married, employed, new: 130 points) are in a gap of the table."""
_SUITES: Final[dict[str, Suite]] = {}


@pytest.fixture(params=MADE)
def suite(request: pytest.FixtureRequest, data: Callable[[str], Path]) -> Suite:
    folder, _, make = MADE[request.param]
    if request.param not in _SUITES:
        _SUITES[request.param] = make(data(folder))
    return _SUITES[request.param]


def test_in_python(suite: Suite) -> None:
    assert not runs.deviations(suite, agreement.by_python(suite.plan, suite.data))


def test_on_engine(suite: Suite, sql_engine: engines.Engine) -> None:
    assert not runs.deviations(suite, runs.by_engine(sql_engine, suite))


def test_all_cases_are_there(suite: Suite) -> None:
    assert len(suite.cases) == MADE[suite.name][1]


def test_cells_of_decision_tables() -> None:
    assert doctest.testmod(dmn) == (0, 1)
