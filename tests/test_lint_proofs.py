"""What lint tells of conditions held against all that is given, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import _proofs, lint, unreachable_row
from leadscore.dsl.lint._proofs import Proofs, proofs
from test_lint import DATA, codes

STAGED = "group g\n  +60 when opted_out\n  +30 when employees is 3\nstages\n"
US = 'group g, when country is "US"\n'
SMALL = "exclude leads when employees is under 10\n"
FILES: dict[str, list[str]] = {
    # never: several parts together, what is left out, what the group asks, events that cannot be
    "group g\n  +5 when total seconds of page_view is over 5 and no page_view\n": ["W304"],
    "group g\n  +5 when total seconds of page_view is over 5 and no email_open\n": [],
    "group g\n  +5 when created is in the last 7 days and created is over 30 days ago\n": ["W304"],
    "group g\n  +5 when created is in the last 30 days and created is over 7 days ago\n": [],
    "group g\n  +5 when number of page_view is under 0\n": ["W304"],
    f"{SMALL}group g\n  +5 when employees is under 5\n": ["W304"],
    f"{SMALL}group g\n  +5 when employees is under 15\n": [],
    f"{SMALL}group g\n  points by employees\n    +5 for under 5\n    +3 for 10 to 99\n": ["W304"],
    f'{US}  points by country\n    +5 for "DE"\n    +3 for "US"\n': ["W304"],
    f'{US}  +5 when country is "DE" and opted_out\n': ["W304"],
    "exclude leads when opted_out\ngroup g\n  +5 when employees is 3\nstages\n"
    "  Out when opted_out\n  In otherwise\n": ["W304"],
    'ignore page_view where path is "/a"\ngroup g\n  +5 when any page_view where path is "/a"\n': ["W304"],
    'ignore page_view where path is "/a"\ngroup g\n  +5 when any page_view where path is "/b"\n': [],
    "group g\n  +5 for each page_view where (seconds is over 9 and seconds is under 5), at most 1 time\n": ["W304"],
    # … told once, where the definition stands
    "define both as employees is 3 and employees is unknown\ngroup g\n  +5 when both\n": ["W304"],
    "define late as number of page_view is under 0\ngroup g\n  +5 when late\n": ["W304"],
    # always
    f'{US}  +5 when country is "US", "CA"\n': ["W306"],
    f'{US}  +5 when country is "US" and opted_out\n': [],
    # a beginning for all who are left is meant so
    "exclude leads when employees is unknown\ngroup g\n  +5 when employees is known\n": [],
    "group g\n  first of\n    +5 when opted_out\n    +4 when not opted_out\n    +3 when employees is 5\n": ["W301"],
    "group g\n  first of\n    +5 when opted_out\n    +4 when employees is 3\n    +3 when title is known\n": [],
    f"{STAGED}  A when opted_out\n  B when not opted_out\n  C otherwise\n": ["W601"],
    f"{STAGED}  A when opted_out\n  B when employees is 3\n  C otherwise\n": [],
    # until
    f"{STAGED}  A when score is at least 60, until score is at least 30\n  B otherwise\n": ["W602"],
    f"{STAGED}  A when score is at least 60, until score is under 70 and opted_out\n  B otherwise\n": [],
    f"{STAGED}  A when score is at least 60, until score is under 70 or opted_out\n  B otherwise\n": ["W602"],
    f'{STAGED}  A when opted_out, until title is "a" and title is "b"\n  B otherwise\n': ["W304"],
    f"{STAGED}  A when opted_out, until total seconds of page_view is over 5 and no page_view\n"
    "  B otherwise\n": ["W304"],
    f'{STAGED}  A when opted_out, until title is "a" or title is "b"\n  B otherwise\n': [],
    f'{STAGED}  A when opted_out, until title is "a", "b"\n  B otherwise\n': [],
    # limits reached without a rule
    "group g, at most 20 points\n  +20 when employees is over 50\n  +10 when employees is over 250\n": ["W410"],
    "group g, at most 25 points\n  +20 when employees is over 50\n  +10 when employees is over 250\n": [],
    "group g, at most 20 points\n  +20 when employees is over 50\n  +10 when opted_out\n": [],
    "group g, at most 20 points\n  +20 when employees is over 50\n  -5 when opted_out\n  +10 when employees is over 250\n": [],
    "group g, at least 0 points\n  -5 when opted_out\n  +10 when employees is 3 and not opted_out\n": ["W410"],
    "group g, at least 0 points\n  -5 when opted_out\n  +10 when employees is 3\n": [],
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_a_file(text: str, tmp_path: Path) -> None:
    assert codes(tmp_path, text) == FILES[text]


def test_until_is_looked_at_like_any_condition(tmp_path: Path) -> None:
    until = f"{STAGED}  A when employees is 3, until {{}}\n  B otherwise\n"
    assert codes(tmp_path, until.format("score is over 500")) == ["W401"]
    assert codes(tmp_path, until.format('country is not "US"')) == ["W203"]
    assert codes(tmp_path, until.format("opted_out and opted_out")) == ["W308"]


def test_what_was_worked_out_goes_with_its_model(tmp_path: Path) -> None:
    model = check(tmp_path / "x.score", text=DATA)
    known = proofs(model)
    assert proofs(model) is known
    assert proofs(check(tmp_path / "x.score", text=DATA)) is not known
    assert proofs(replace(model, title="Other")).model.title == "Other"


def test_the_prover_is_not_asked_about_rows_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f'    +{n} when employees is over {n} or title is "{n}"\n' for n in range(99, 1, -1)
    )
    model = check(tmp_path / "x.score", text=f"{DATA}group g\n  first of\n{rows}")
    assert model.diagnostics == ()
    asked: list[object] = []
    monkeypatch.setattr(
        Proofs, "possible", lambda self, wanted, steps=0: asked.append(wanted) or True
    )
    assert list(unreachable_row.check(model)) == []
    assert 0 < len(asked) <= 2 * (_proofs.MOST_ROWS + 1)


def test_limits_of_the_score_keep_rules_that_stand_under_it(tmp_path: Path) -> None:
    def under_score(limit: int) -> str:
        rules = "  +20 when employees is over 50\n  +10 when employees is over 250\n"
        return DATA.replace(
            'score "Demo score"\n', f'score "Demo score", at most {limit} points\n{rules}'
        )

    assert codes(tmp_path, "", under_score(20)) == ["W410"]
    assert codes(tmp_path, "", under_score(30)) == []
    assert codes(tmp_path, "", under_score(15)) == ["W402", "W410"]


def test_points_that_a_window_takes_away_flap(tmp_path: Path) -> None:
    hand = (
        'stages\n  A when score is at least 50\n  B otherwise\nhand off\n  A to "crm" with score\n'
    )
    assert codes(tmp_path, f"group g\n  +60 when any page_view\n{hand}") == []
    assert codes(tmp_path, f"group g\n  +60 when any page_view in the last 7 days\n{hand}") == [
        "W603"
    ]
    assert codes(tmp_path, f"group g\n  +60 when any page_view since 2026-01-01\n{hand}") == []


COLUMNS = 'score "Demo score"\nleads\n  title text\n  employees number\n{0}group g\n  +5 when title is known and employees is 3\n'


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("  budget number\n", ["W214"]),
        ("  contact_email text\n", []),
        ("  lead_id text\n", []),
        ("  budget number\n  city text\n", []),
        ('  budget number\nexample "One"\n  lead budget 5\n  expect score 0\n', []),
    ],
)
def test_a_column_that_no_rule_reads(columns: str, expected: list[str], tmp_path: Path) -> None:
    text = COLUMNS.format(columns)
    assert [d.code for d in lint(check(tmp_path / "x.score", text=text))] == expected
