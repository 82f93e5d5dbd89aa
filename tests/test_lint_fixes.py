"""Fixes of lint rules: each makes its finding go, keeps comments, and if it is safe the meaning."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from generate_files import Made, with_comments
from hypothesis import given
from leadscore.compiler.lower import lower
from leadscore.dsl import ast
from leadscore.dsl.apply import apply_fixes
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.lint import Rule, fix_of, lint, rules
from leadscore.dsl.lint.pages import docs
from leadscore.dsl.model import Model
from leadscore.dsl.printer import print_file
from strategies import randoms, rule_files, some_files
from test_lint import DATA

MENDING = [rule for rule in rules() if fix_of(rule) is not None]


def model_of(folder: Path, text: str) -> Model:
    model = check(folder / "main.score", text=text)
    assert model.diagnostics == ()
    return model


def mended(folder: Path, text: str, code: str) -> str:
    """A text after all fixes of a code, round by round."""
    for _ in range(10):
        found = [d for d in lint(model_of(folder, text)) if d.code == code]
        fixes = [d.fix for d in found if d.fix is not None]
        if not fixes:
            return text
        text = apply_fixes(fixes, {"main.score": text}).texts["main.score"]
    raise AssertionError("the fixes never end")


@given(rule_files(), randoms())
@some_files(60)
def test_safe_fixes_keep_the_meaning_of_any_file(made: Made, random: Random) -> None:
    with TemporaryDirectory() as folder:
        for name, text in {**{n: print_file(f) for n, f in made.used.items()}, **made.csv}.items():
            (Path(folder) / name).write_text(text, "utf-8")
        text = print_file(with_comments(random, made.file))
        model = check(Path(folder) / "main.score", text=text)
        assert model.errors == ()
        fixes = [d.fix for d in lint(model) if d.fix is not None and d.fix.safe]
        after = apply_fixes(fixes, {"main.score": text}).texts["main.score"]
        again = check(Path(folder) / "main.score", text=after)
        assert again.errors == ()
        assert lower(again).fingerprint == lower(model).fingerprint
        assert comments(again) == comments(model)


def comments(model: Model) -> list[str]:
    """All of the main file but those that allow something, in no order."""
    lines = [node for node in model.files[0].nodes() if isinstance(node, ast.Line)]
    found = [c for line in lines for c in (*line.before, *([line.after] if line.after else []))]
    return sorted(comment for comment in found if "allow" not in comment)


@pytest.mark.parametrize(
    "rule", [r for r in MENDING if fix_of(r) == "safe"], ids=lambda rule: rule.CODE
)
def test_a_safe_fix_keeps_what_a_page_means(rule: Rule, tmp_path: Path) -> None:
    avoid = avoided(tmp_path, rule)
    after = mended(tmp_path, avoid, rule.CODE)
    plans = [lower(model_of(tmp_path, text)).fingerprint for text in (avoid, after)]
    assert plans[0] == plans[1]


def avoided(folder: Path, rule: Rule) -> str:
    """What a page calls wrong; the data it speaks of is written."""
    if docs(rule).data:
        (folder / "leads.csv").write_text(docs(rule).data, "utf-8")
    return docs(rule).avoid


def of_code(folder: Path, text: str, code: str) -> list[Diagnostic]:
    return [d for d in lint(model_of(folder, text)) if d.code == code]


@pytest.mark.parametrize("rule", MENDING, ids=lambda rule: rule.CODE)
def test_the_fix_makes_the_finding_go(rule: Rule, tmp_path: Path) -> None:
    avoid = avoided(tmp_path, rule)
    found = of_code(tmp_path, avoid, rule.CODE)
    assert {d.fix.safe for d in found if d.fix is not None} == {fix_of(rule) == "safe"}
    after = mended(tmp_path, avoid, rule.CODE)
    assert after != avoid
    left = of_code(tmp_path, after, rule.CODE)
    assert all(d.fix is None for d in left)
    assert len(left) < len(found)


@pytest.mark.parametrize(
    "rule", [r for r in MENDING if fix_of(r) == "safe"], ids=lambda rule: rule.CODE
)
def test_a_safe_fix_keeps_the_meaning(rule: Rule, tmp_path: Path) -> None:
    avoid = avoided(tmp_path, rule)
    before, after = (
        lower(model_of(tmp_path, text)).fingerprint
        for text in (avoid, mended(tmp_path, avoid, rule.CODE))
    )
    assert before == after


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.CODE)
def test_a_rule_without_fixes_makes_none(rule: Rule, tmp_path: Path) -> None:
    if fix_of(rule) is None:
        assert all(d.fix is None for d in of_code(tmp_path, avoided(tmp_path, rule), rule.CODE))


LINES = [
    (
        "W501", "+5 for each page_view in the last 1.5 weeks, fading out over 10 days",
        "+5 for each page_view in the last 1.5 weeks, fading out over 11 days",
    ),
    (
        "W501", "+5 for each page_view in the last 30 hours, fading out over 1 day",
        "+5 for each page_view in the last 30 hours, fading out over 2 days",
    ),
    (
        "W501", "+5 for each page_view in the last 6 weeks, fading out over 30 days",
        "+5 for each page_view in the last 6 weeks, fading out over 6 weeks",
    ),
    ("W803", "+5 when at least 1 page_view", "+5 when any page_view"),
    ("W803", "+5 when exactly 0 page_view", "+5 when no page_view"),
    ("W804", "+5 when over 0 page_view", "+5 when any page_view"),
    ("W804", "+5 when under 1 page_view", "+5 when no page_view"),
    ("W805", "+5 when (opted_out)and(employees is 3)", "+5 when (opted_out)and employees is 3"),
    ("W805", "+5 when ((employees is 3))", "+5 when employees is 3"),
    ("W805", "+5 when (employees is 3 or opted_out)", "+5 when employees is 3 or opted_out"),
    (
        "W806", "+5 when employees <= 9 and employees >= 3 and opted_out",
        "+5 when employees is between 3 and 9 and opted_out",
    ),
    ("W808", "+5 when any page_view in the last 120 minutes", "+5 when any page_view in the last 2 hours"),
    ("W809", '+5 when title does not match "a"', '+5 when title is not "a"'),
    (
        "W810", '+5 when title contains "a" or title contains "b", "c"',
        '+5 when title contains "a", "b" or "c"',
    ),
    ("W810", '+5 when title is not "a" and title is not "b"', '+5 when title is not "a" or "b"'),
    (
        "W306", '+5 when title is not "a" or title is not "b"',
        '+5 when title is not "a" and title is not "b"',
    ),
    ("W308", "+5 when opted_out and employees is over 3 and opted_out", "+5 when opted_out and employees is over 3"),
    ("W308", "+5 when employees is over 3 or employees is over 30", "+5 when employees is over 3"),
    ("W309", '+5 when not (tags include "a")', '+5 when tags do not include "a"'),
    ("W309", '+5 when not title starts with "a" or "b"', '+5 when title does not start with "a" or "b"'),
    ("W312", '+5 when title contains word "VP Sales", "VP"', '+5 when title contains word "VP"'),
    ("W312", '+5 when title ends with "Sales", "s" or "x"', '+5 when title ends with "s" or "x"'),
    ("W210", '+5 when domain of email is "a.com" or "http://www.b.com/x"', '+5 when domain of email is "a.com" or "b.com"'),
    ("W211", '+5 when email does not contain "b.com"', '+5 when domain of email is not "b.com"'),
    ("W212", '+5 when title contains "VP ", " CEO "', '+5 when title contains word "VP", "CEO"'),
    ("W213", "+5 when employees is over 1.500", "+5 when employees is over 1,500"),
    ("W305", '+5 when title is "a", "A" or "b"', '+5 when title is "a" or "b"'),
    ("W305", '+5 when title is "a", "b" or "A"', '+5 when title is "a", "b"'),
    ("W405", "+5 for each page_view, up to 99 points, at most 2 times", "+5 for each page_view, at most 2 times"),
    ("W406", "+15 for each page_view, up to 40 points", "+15 for each page_view, up to 45 points"),
    ("W406", "-0.5 for each page_view, up to 0.7 points", "-0.5 for each page_view, up to 1.0 points"),
    ("W502", "+5 for each page_view in the last 7 days, losing 50% every 9 days, up to 50 points", "+5 for each page_view in the last 7 days, up to 50 points"),
    ("W507", "+5 for each page_view in the last 7 days, at most 1 time per week", "+5 for each page_view in the last 7 days, at most 1 time"),
    ("W702", '+5 when opted_out because "Penalty"', '-5 when opted_out because "Penalty"'),
    ("W710", '+5 when opted_out because "It  is so."', '+5 when opted_out because "It is so."'),
    ("W313", '+5 when title is not "*VP"', '+5 when title does not match "*VP"'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line", "expected"), LINES)
def test_a_line_is_mended(code: str, line: str, expected: str, tmp_path: Path) -> None:
    head = DATA + "group g\n  "
    after = mended(tmp_path, f"{head}{line}  # kept\n", code)
    assert after == f"{head}{expected}  # kept\n"


BESIDE_COMMENTS = [
    ("W810", '+5 when title is "a"  # first\n    or title is "b"'),
    ("W806", "+5 when employees >= 3  # least\n    and employees <= 9"),
    ("W308", "+5 when opted_out  # yes\n    and opted_out"),
    ("W309", '+5 when not (title is "a",  # one\n    "b")'),
]


@pytest.mark.parametrize(("code", "line"), BESIDE_COMMENTS)
def test_no_fix_takes_a_comment_with_it(code: str, line: str, tmp_path: Path) -> None:
    text = f"{DATA}group g\n  {line}\n"
    assert of_code(tmp_path, text, code) != []
    assert mended(tmp_path, text, code) == text


def test_an_expectation_goes_with_the_reason(tmp_path: Path) -> None:
    text = (
        f'{DATA}group g\n  +5 when opted_out because "Asked to be left."\n'
        'example "One"\n  lead opted_out yes\n  expect +5 because "Asked to be left."\n'
    )
    assert mended(tmp_path, text, "W710") == text.replace("left.", "left")


STAGES = "group g\n  +60 when opted_out\n  +30 when employees is 3\nstages\n"


def test_a_row_moves_up(tmp_path: Path) -> None:
    rows = "  MQL  when score is at least 30\n  SQL  when score is at least 60\n  Cold otherwise\n"
    after = mended(tmp_path, DATA + STAGES + rows, "W601")
    assert after.endswith(
        "stages\n  SQL  when score is at least 60\n  MQL  when score is at least 30\n  Cold otherwise\n"
    )


def test_a_row_with_a_comment_stays(tmp_path: Path) -> None:
    rows = "  MQL  when score is at least 30\n  # ours\n  SQL  when score is at least 60\n  Cold otherwise\n"
    assert mended(tmp_path, DATA + STAGES + rows, "W601") == DATA + STAGES + rows


def test_a_table_is_not_taken_from_its_rows(tmp_path: Path) -> None:
    rules = "group g, at most 20 points\n  +20 when employees is over 50\n"
    table = "  points by employees\n    +10 for over 250\n"
    (found,) = of_code(tmp_path, f"{DATA}{rules}{table}", "W410")
    assert found.fix is None
    line = "  +10 when employees is over 250\n"
    (found,) = of_code(tmp_path, f"{DATA}{rules}{line}", "W410")
    assert found.fix is not None


SAME = [
    ("points by created", "for 2026-03-08, 2024-02-29", "for 2024-02-29, 2026-03-08"),
    ("points by employees", "for over 5", "for at least 5.000001"),
    ("points by country", 'for "A", "B"', 'for "B", "A" or "a"'),
    ("first of", "when employees > 4 and opted_out", "when opted_out and employees > 4"),
]
"""Rows that ask for the same in other words: moved above the other, each would be moved in turn."""


@pytest.mark.parametrize(("table", "first", "second"), SAME)
def test_a_row_that_asks_for_the_same_stays(
    table: str, first: str, second: str, tmp_path: Path
) -> None:
    text = f"{DATA}group g\n  {table}\n    +1 {first}\n    +2 {second}\n"
    (found,) = of_code(tmp_path, text, "W301")
    assert (found.fix, found.help) == (None, "take it out, or narrow those above")


RULE = "  +5 when opted_out\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"group g\n  # allow: W203 because so\n{RULE}", f"group g\n{RULE}"),
        (f"group g\n{RULE[:-1]}  # allow: W203 because so\n", f"group g\n{RULE}"),
        (f"# allow in this file: W203 because so\n{DATA}", DATA),
        (
            'group g\n  # Allow: W203, W304 Because so\n  +5 when country is not "A"\n',
            'group g\n  # Allow: W203 Because so\n  +5 when country is not "A"\n',
        ),
        (
            'group g\n  # allow: W203, W304 because so\n  +5 when country is not "A"\n',
            'group g\n  # allow: W203 because so\n  +5 when country is not "A"\n',
        ),
        (
            f"group g\n  # a note\n  # allow: W203 because so\n  # more\n{RULE}",
            f"group g\n  # a note\n  # more\n{RULE}",
        ),
    ],
)
def test_idle_allowances_go(before: str, after: str, tmp_path: Path) -> None:
    head = "" if DATA in before else DATA
    assert mended(tmp_path, head + before, "W903") == head + after


NAMED = """\
group g
  +20 when title is "CEO"
  +5 for each page_view because "Views"

example "A"
  lead title "CEO"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Other points, which the example expects as well; and other points for each.
        (
            'expect +15 because "+15 when title is \\"CEO\\""',
            'expect +20 because "+20 when title is \\"CEO\\""',
        ),
        (
            'expect +30 because "+15 when title is \\"CEO\\""',
            'expect +30 because "+20 when title is \\"CEO\\""',
        ),
        ('expect no points because "Vews"', 'expect no points because "Views"'),
        ('expect score 20, +4 because "Gone home"', "expect score 20"),
        ('expect score 20\n  expect +4 because "Gone home"', "expect score 20"),
        ('expect +4 because "Gone home"', 'expect +4 because "Gone home"'),
    ],
)
def test_examples_that_name_no_rule(before: str, after: str, tmp_path: Path) -> None:
    text = DATA + NAMED
    assert mended(tmp_path, f"{text}  {before}\n", "W711") == f"{text}  {after}\n"


def test_spellings_of_a_list_of_two_columns_do_not_take_turns(tmp_path: Path) -> None:
    """`a-b` is written twice as a title and never as an industry, `a.b` the other way round."""
    text = (
        f'{DATA}list both = "ab", "x"\n'
        "group g\n"
        '  +1 when title is "a-b"\n'
        '  +2 when title is "a-b" and employees is 1\n'
        '  +3 when industry is "a.b"\n'
        '  +4 when industry is "a.b" and employees is 1\n'
        '  +5 when industry is "a.b" and employees is 2\n'
        "  +6 when title is in both\n"
        "  +7 when industry is in both\n"
    )
    after = mended(tmp_path, text, "W706")
    assert '"ab"' not in after
    assert after.count('"a.b"') + after.count('"a-b"') == 6
