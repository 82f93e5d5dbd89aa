"""A quick no is never wrong: what follows from a test is about something that it speaks of."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from generate_files import Made
from hypothesis import given
from leadscore.dsl.check.checker import check
from leadscore.dsl.conditions import conditions, parts
from leadscore.dsl.logic import Logic
from leadscore.dsl.printer import print_file
from leadscore.dsl.terms import Always
from leadscore.dsl.topics import about
from strategies import rule_files, some_files
from test_lint import DATA

MOST = 40


@given(rule_files())
@some_files(80)
def test_what_follows_may_follow(made: Made) -> None:
    with TemporaryDirectory() as folder:
        for name, text in {**{n: print_file(f) for n, f in made.used.items()}, **made.csv}.items():
            (Path(folder) / name).write_text(text, "utf-8")
        model = check(Path(folder) / "main.score", text=print_file(made.file))
    logic = Logic(model.defines)
    tests = [part.test for whole in conditions(model) for part in parts(whole)][:MOST]
    for a, b in product(tests, tests):
        if a != Always(False) and logic.implies(a, b):
            assert about(logic, b).may_follow_from(about(logic, a)), (a, b)


PAIRS = {
    ("employees is over 3", "employees is over 2"): True,
    ("employees is over 2", "employees is over 3"): False,
    ("employees is over 3", "employees is over 2 or opted_out"): True,
    ("employees is over 3", "employees is over 2 and opted_out"): False,
    ("employees is over 3 and any page_view", "any page_view"): True,
    ("employees is over 3 and any page_view", "no page_view"): True,  # not seen so quickly
    ("employees is over 3", "any page_view"): False,
    ('title is "a"', "title is known"): True,
    ('title is "a"', "industry is known"): False,
    ('domain of email is "a.com"', "email is known"): True,
    ("employees is over 2 and (employees is over 5 or opted_out)", "employees is over 5"): True,
}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_may_follow(one: str, other: str, tmp_path: Path) -> None:
    text = f"{DATA}group g\n  +1 when {one}\n  +2 when {other}\n"
    model = check(tmp_path / "x.score", text=text)
    first, then = (rule.test for rule in model.groups[0].rules)
    assert first is not None
    assert then is not None
    logic = Logic(model.defines)
    assert about(logic, then).may_follow_from(about(logic, first)) == PAIRS[one, other]
