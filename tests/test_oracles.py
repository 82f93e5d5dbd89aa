"""What holds for any rule file, by each evaluator alone: see oracles.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Final, TypeAlias

import agreement
import pytest
from differential import case_of
from fuzz import connection
from leadscore.compiler.plan import Not, Plan
from oracles import ORACLES, Changed, Results
from reading import plan_of
from shrink import Case
from volumes import volume

FILES: Final = volume(6, 12, "LEADSCORE_FUZZ_FILES")
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


# ---------------------------------------------------------------- the judges judged


def _last_rules_lost(plan: Plan) -> Plan:
    groups = (replace(g, rules=g.rules[:-1] if len(g.rules) > 1 else g.rules) for g in plan.groups)
    return replace(plan, groups=tuple(groups))


def _bounded(plan: Plan) -> Plan:
    return replace(plan, groups=tuple(replace(g, upper=20 * plan.scale) for g in plan.groups))


def _of_the_first_lead(case: Case) -> Results:
    """The score of the last lead is that of the first."""
    found = by_python(case)
    keys = list(found)
    return found if len(keys) < 2 else found | {keys[-1]: found[keys[0]]}


def _with_plan(change: Callable[[Plan], Plan]) -> Evaluator:
    return lambda case: agreement.by_python(change(plan_of(case.texts())), case.data, every=LEADS)


WRONG: Final[dict[str, Evaluator]] = {
    "the order of rules": _with_plan(_last_rules_lost),
    "a define written out": _with_plan(
        lambda p: replace(p, defines=tuple(replace(d, test=Not(d.test)) for d in p.defines))
    ),
    "a rule that cannot fire": _with_plan(_last_rules_lost),
    "points times three": _with_plan(_bounded),
    "half of the leads": _of_the_first_lead,
    "exclude": _with_plan(lambda p: replace(p, excluded=p.excluded[1:])),
    "ignore": _with_plan(lambda p: replace(p, ignored=p.ignored[:-1])),
}
"""Each oracle → an evaluator with a fault that it must find."""


@pytest.mark.parametrize("oracle", ORACLES)
def test_finds_a_fault(oracle: str) -> None:
    for seed in range(FILES):
        case, plan = some_case(seed)
        made = ORACLES[oracle](case, plan, Random(seed))
        if made is not None and not _holds(made, case, WRONG[oracle]):
            return
    pytest.fail("no file shows the fault")


def _holds(made: Changed, case: Case, evaluate: Evaluator) -> bool:
    try:
        hold(made, case, evaluate, "")
    except AssertionError:
        return False
    return True
