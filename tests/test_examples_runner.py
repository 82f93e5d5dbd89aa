"""Examples are judged as the language says: by both engines, each expectation by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from leadscore.runtime.examples import duckdb as examples_duckdb
from leadscore.runtime.examples.runner import ENGINES, Outcome, run_examples
from leadscore.runtime.examples.said import Case, Figures, case_of
from leadscore.runtime.rules import Rules, load

RULES = """score "Test", from 0 to 100 points

leads from "leads.csv", one per id
  title      text
  employees  number unknown for 999
  created    date
  opted_out  yes/no
  interests  list separated by ";"
  city       text from "Big City" unknown for "Select"

events from "events.csv", of id, at at, named kind
  page_view called "PageView" with path text, seconds number
  email_open

event purchase from "orders.csv", of id, at at
  amount number

exclude leads when title is "Robot" because "No person"

group fit "Who they are", at most 30 points
  +20 when title contains word "VP" because "Decision maker"
  +2.5 when interests include "api" because "Builds things"
  points by employees because "Size"
    +10 for at least 100
    -10 for under 10
     +1 unknown

group deeds "What they did"
  +5 for each page_view, at most 2 times per day, up to 20 points because "Pages"
  +1 for every 60 of total seconds of page_view because "Minutes"
  +7 when any purchase where amount is over 99.5 because "Bought"
  points for each page_view by path because "Places"
    +2 for "/pricing"
    +1 otherwise
  first of because "Lately"
    +9 when any email_open in the last 2 days because "Today or yesterday"
    +4 when any email_open because "Once"

stages
  Hot  when score is at least 30
  Cold otherwise
"""


def outcomes(folder: Path, examples: str) -> list[Outcome]:
    return list(run_examples(rules(folder, examples)))


def rules(folder: Path, examples: str) -> Rules:
    path = folder / "test.score"
    path.write_text(RULES + examples, "utf-8")
    return load(path)


def only(folder: Path, lines: str) -> Outcome:
    text = "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    (found,) = outcomes(folder, f'\nexample "It"\n{text}')
    return found


def misses(folder: Path, lines: str) -> list[tuple[str, str]]:
    return [(miss.expected, miss.got) for miss in only(folder, lines).misses]


def test_what_comes_out_right_passes(tmp_path: Path) -> None:
    # fit: 20 + 2.5 + 10 is kept to 30; deeds: 5 + 5 (two views count a day), 120 s are 2 minutes,
    # the places 2 + 2 + 2; the score is 30 + 10 + 2 + 6
    found = only(tmp_path, """
        as of 2026-03-01
        lead title "VP, Sales", employees 120, interests "sdk; API "
        did 3 page_view 2 hours ago with path "/Pricing", seconds 40
        expect score 48, fit 30, deeds 18, stage hot
        expect score at least 48, deeds at most 18
        expect +20 because "Decision maker", +2.5 because "Builds things"
        expect +10 because "Size", +10 because "Pages", +2 because "Minutes", +6 because "Places"
        expect no points because "Bought", no points because "Once"
    """)  # fmt: skip
    assert found.passed, found
    assert set(found.figures) == set(ENGINES)
    assert found.as_of == datetime(2026, 3, 1, tzinfo=UTC)


def test_each_miss_says_what_came_instead(tmp_path: Path) -> None:
    assert misses(tmp_path, """
        lead title "VP", employees 5
        expect score 11, score at least 12, score at most 9, fit 9, deeds 1, stage Hot
        expect +10 because "Size", +1 because "Pages", no points because "Decision maker"
    """) == [
        ("score 11", "10"), ("score at least 12", "10"), ("score at most 9", "10"),
        ("fit 9", "10"), ("deeds 1", "0"), ("stage Hot", "Cold"),
        ('+10 because "Size"', "-10"), ('+1 because "Pages"', "0"),
        ('no points because "Decision maker"', "+20"),
    ]  # fmt: skip


def test_a_row_can_be_asked_for_by_its_own_name(tmp_path: Path) -> None:
    assert misses(tmp_path, """
        lead employees unknown
        did email_open 3 days ago
        expect +4 because "Once", +4 because "Lately", no points because "Today or yesterday"
        expect +9 because "Today or yesterday", no points because "Once", +1 because "Size"
    """) == [
        ('+9 because "Today or yesterday"', "0"), ('no points because "Once"', "+4"),
    ]  # fmt: skip


def test_a_name_that_no_rule_has_fails_the_example_and_stops_no_score(tmp_path: Path) -> None:
    """A rule without a reason has other words as soon as its points change."""
    lines = """
        lead employees 120
        expect score 10, +10 because "Size", +9 because "+9 when opted_out", no points because "Gone"
    """
    assert misses(tmp_path, lines) == [
        ('+9 because "+9 when opted_out"', "no rule of that name"),
        ('no points because "Gone"', "no rule of that name"),
    ]


def test_an_excluded_lead_has_no_score(tmp_path: Path) -> None:
    assert only(tmp_path, 'lead title " robot "\nexpect excluded').passed
    assert misses(tmp_path, 'lead title "Robot"\nexpect score 0, excluded') == [
        ("score 0", "excluded (No person), so it has no score")
    ]
    assert misses(tmp_path, "lead employees 50\nexpect excluded") == [("excluded", "score 0")]


def test_without_as_of_it_is_the_first_of_2026(tmp_path: Path) -> None:
    found = only(tmp_path, "did email_open on 2025-12-31\nexpect +9 because Lately".replace(
        "Lately", '"Lately"'
    ))  # fmt: skip
    assert found.passed
    assert found.as_of == datetime(2026, 1, 1, tzinfo=UTC)
    assert misses(tmp_path, 'did email_open on 2026-01-02\nexpect +9 because "Lately"') == [
        ('+9 because "Lately"', "0")
    ]


def test_as_of_may_stand_below_what_was_done(tmp_path: Path) -> None:
    assert only(
        tmp_path, 'did email_open 1 day ago\nas of 2020-01-01\nexpect +9 because "Lately"'
    ).passed


def test_a_deed_without_a_moment_is_done_at_the_moment(tmp_path: Path) -> None:
    assert only(tmp_path, 'did 2 page_view\nexpect +10 because "Pages"').passed


def case(folder: Path, lines: str) -> Case:
    text = "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    found = rules(folder, f'\nexample "It"\n{text}')
    return case_of(found.plan, found.model.examples[0])


def test_how_values_are_given_to_the_engines(tmp_path: Path) -> None:
    said = case(tmp_path, """
        lead TITLE "VP", employees 1,000.50, interests unknown, created 2026-01-05, opted_out yes
        did purchase at 2026-01-01 10:30+02:00 with AMOUNT 5
        did 2 PAGE_VIEW 90 minutes ago with seconds 3
        expect score 1
    """)  # fmt: skip
    # No rule reads `created` and `opted_out`.
    assert said.lead == {"title": "VP", "employees": "1000.50", "interests": ""}
    view = {"event": "page_view", "at": "2025-12-31T22:30:00+00:00", "seconds": "3"}
    assert said.events == (
        {"event": "purchase", "at": "2026-01-01T08:30:00+00:00", "amount": "5"}, view, view,
    )  # fmt: skip


def test_numbers_that_are_too_large_fail_the_example_and_no_other(tmp_path: Path) -> None:
    large, fine = outcomes(tmp_path, """
example "Too much"
  did 3 page_view with seconds 999,999,999,999,999,999
  expect score 1

example "Fine"
  lead title "VP"
  expect score 21
""")  # fmt: skip
    assert [miss.expected for miss in large.misses] == ["a score"]
    assert "has more than 18 digits" in large.misses[0].got
    assert fine.passed


def test_examples_of_several_moments_are_each_judged_at_their_own(tmp_path: Path) -> None:
    text = "".join(
        f'\nexample "{day}"\n  as of 2026-03-0{day}\n  did email_open on 2026-03-03\n'
        f'  expect +{points} because "Lately"\n'
        for day, points in ((5, 4), (4, 9), (2, 0), (3, 9))
    ).replace("+0", "no points")
    found = outcomes(tmp_path, text)
    assert [one.title for one in found] == ["5", "4", "2", "3"]
    assert all(one.passed for one in found), found


@pytest.mark.parametrize("engine", ENGINES)
def test_one_engine_alone(engine: str, tmp_path: Path) -> None:
    found = rules(tmp_path, '\nexample "It"\n  expect score 1, no points because "Once"\n')
    (one,) = run_examples(found, [engine])  # type: ignore[list-item]
    assert one.passed
    assert list(one.figures) == [engine]


def test_engines_that_differ_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_duckdb = examples_duckdb.by_duckdb

    def wrong(*given: object) -> list[Figures]:
        (found,) = by_duckdb(*given)  # type: ignore[arg-type]
        first, *rest = found.lines
        lines = (first._replace(points=3), *rest)
        return [replace(found, score=4, points={**found.points, "fit": 4}, lines=lines)]

    monkeypatch.setattr(examples_duckdb, "by_duckdb", wrong)
    found = only(tmp_path, "expect score 1")
    assert not found.passed
    assert found.misses == ()
    assert found.disagreements == (
        "score: 1 by python, 4 by duckdb",
        "fit: 1 by python, 4 by duckdb",
        "Decision maker: 0 by python, 3 by duckdb",
    )


def test_rows_that_are_counted_together_cannot_be_asked_for(tmp_path: Path) -> None:
    (miss,) = only(tmp_path, """
        did page_view with path "/pricing"
        expect +2 because "for "/pricing""
    """.replace('"for "/pricing""', r'"for \"/pricing\""')).misses  # fmt: skip
    assert "rows of `Places` are counted together" in miss.got
