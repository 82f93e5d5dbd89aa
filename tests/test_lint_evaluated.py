"""Safe fixes keep what every lead gets, by the evaluator; and fixing comes to an end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from agreement import Scored, by_python
from cases import Data
from generate_data import typed_data
from generate_files import Made, with_comments
from hypothesis import given
from leadscore.compiler.lower import lower
from leadscore.compiler.plan import Plan
from leadscore.dsl.apply import apply_fixes
from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import Rule, fix_of, lint, rules
from leadscore.dsl.lint.pages import docs
from leadscore.dsl.printer import print_file
from strategies import randoms, rule_files, some_files
from test_lint import DATA
from test_lint_fixes import avoided

MOST_ROUNDS = 25
LEADS = 60
SAFE = [rule for rule in rules() if fix_of(rule) == "safe"]


def fixed(folder: Path, text: str, unsafe: bool) -> str:
    """A text after all fixes, round by round until none is left."""
    for _ in range(MOST_ROUNDS):
        model = check(folder / "main.score", text=text)
        assert model.errors == ()
        fixes = [d.fix for d in lint(model) if d.fix is not None and (d.fix.safe or unsafe)]
        after = apply_fixes(fixes, {"main.score": text}).texts["main.score"]
        if after == text:
            return text
        text = after
    raise AssertionError(f"the fixes never end\n{text}")


def plan_of(folder: Path, text: str) -> Plan:
    return lower(check(folder / "main.score", text=text))


def scores(plan: Plan, data: Data) -> dict[str, Scored]:
    """Without the rules' own words, by which they are called if they have no reason."""
    found = by_python(plan, data, every=1_000)
    assert len(found) > LEADS / 2
    return {
        key: replace(
            one,
            excluded=one.excluded and "yes",
            lines=tuple((line[0], *line[2:5]) for line in one.lines),
        )
        for key, one in found.items()
    }


def assert_scores_stay(folder: Path, before: str, after: str, random: Random) -> None:
    plan = plan_of(folder, before)
    data = typed_data(random, plan, LEADS, natural=True)
    assert scores(plan_of(folder, after), data) == scores(plan, data)


def written(folder: Path, made: Made, random: Random) -> str:
    """The main file's text; those that it uses are written."""
    for name, text in {**{n: print_file(f) for n, f in made.used.items()}, **made.csv}.items():
        (folder / name).write_text(text, "utf-8")
    return print_file(with_comments(random, made.file))


def keyed(text: str) -> str:
    """With the columns that tables of leads and events need."""
    if "\nleads" not in text:
        text += "\nleads\n  title text\n"
    text = text.replace("\nleads\n", "\nleads, one per id\n")
    return text.replace("\nevents\n", "\nevents, of id, at at, named event\n")


@given(rule_files(), randoms())
@some_files(10)
def test_safe_fixes_keep_the_scores_of_any_file(made: Made, random: Random) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = written(folder, made, random)
        assert_scores_stay(folder, text, fixed(folder, text, unsafe=False), random)


@given(rule_files(), randoms())
@some_files(10)
def test_all_fixes_of_any_file_come_to_an_end(made: Made, random: Random) -> None:
    with TemporaryDirectory() as name:
        fixed(Path(name), written(Path(name), made, random), unsafe=True)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.CODE)
def test_all_fixes_of_a_page_come_to_an_end(rule: Rule, tmp_path: Path) -> None:
    fixed(tmp_path, avoided(tmp_path, rule), unsafe=True)


@pytest.mark.parametrize("rule", SAFE, ids=lambda rule: rule.CODE)
def test_safe_fixes_of_a_page_keep_the_scores(rule: Rule, tmp_path: Path) -> None:
    before = keyed(docs(rule).avoid)
    after = fixed(tmp_path, before, unsafe=False)
    assert after != before
    assert_scores_stay(tmp_path, before, after, Random(rule.CODE))


LINES = """\
group g
  +1 when at least 1 page_view and exactly 0 demo_request
  +2 when (opted_out) and ((employees is over 3))
  +4 when not (title is "Chief" or "VP")
  +8 when not title starts with "VP" and not (tags include "api", "Api")
  +16 when employees >= 3 and employees is under 50
  +32 when any page_view in the last 168 hours because "Was  here."
  +64 when (not (country is known) or title is "a", "A" or "b")
  +128 when not (industry contains word "bank") or any (page_view or email_open) in the last 48 hours
"""


def test_safe_fixes_of_many_lines_keep_the_scores(tmp_path: Path) -> None:
    before = keyed(DATA + LINES)
    after = fixed(tmp_path, before, unsafe=False)
    assert len(set(before.splitlines()) - set(after.splitlines())) == 8
    for seed in range(5):
        assert_scores_stay(tmp_path, before, after, Random(seed))
