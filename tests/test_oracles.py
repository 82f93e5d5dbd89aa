"""What holds for any rule file, by each evaluator alone: see oracles.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final, TypeAlias

import agreement
import pytest
from differential import case_of
from fuzz import connection
from leadscore.compiler.plan import Plan
from oracles import ORACLES, Changed, Results
from reading import plan_of
from shrink import Case

FILES: Final = int(os.environ.get("LEADSCORE_FUZZ_FILES") or 12)
BY_DUCKDB: Final = 6
"""One file in so many is scored by DuckDB too."""
LEADS: Final = 30
Evaluator: TypeAlias = Callable[[Case], Results]


def by_python(case: Case) -> Results:
    return agreement.by_python(plan_of(case.texts()), case.data, every=LEADS)


def by_duckdb(case: Case) -> Results:
    """Without the leads whose figures are too large."""
    plan = plan_of(case.texts())
    data = agreement.without(plan, case.data, by_python(case))
    return agreement.by_duckdb(connection(), plan, data, units=False)


@cache
def some_case(seed: int) -> tuple[Case, Plan]:
    case = case_of(seed, LEADS)
    return case, plan_of(case.texts())


@pytest.mark.parametrize("oracle", ORACLES)
def test_holds(oracle: str) -> None:
    changed = 0
    for seed in range(FILES):
        case, plan = some_case(seed)
        made = ORACLES[oracle](case, plan, Random(seed))
        if made is not None:
            changed += 1
            for evaluate in [by_python, by_duckdb][: 1 + (seed % BY_DUCKDB == 0)]:
                hold(made, case, evaluate, f"seed {seed}, {evaluate.__name__}")
    assert changed >= FILES // 4


def hold(made: Changed, case: Case, evaluate: Evaluator, where: str) -> None:
    first = made.of_first(evaluate(made.first or case))
    others: Results = {}
    for other in made.cases:
        others |= made.of_others(evaluate(other))
    for key in first.keys() & others.keys():
        told = agreement.difference(first[key], others[key])
        assert first[key] == others[key], f"{where}, lead {key}: {told}"
    assert len(first.keys() ^ others.keys()) <= len(case.data.leads.rows) // 10, where
