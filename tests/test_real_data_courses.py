"""`course_leads.score` over 6,468 leads of an online-course seller, on both engines."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import leadscore
import pytest
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.rules import Rules
from real_data import courses
from real_data.runs import RULES, Scored, both, none_as_empty, of_rules, shown

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
"""No rule of the file asks for the time."""


@pytest.fixture(scope="module")
def leads(data: Callable[[str], Path]) -> Path:
    return data("x_education_leads") / "leads.csv"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return leadscore.load(RULES / "course_leads.score")


@pytest.fixture(scope="module")
def expected(leads: Path) -> dict[str, courses.Expected]:
    return {row["Prospect ID"]: courses.expected(row) for row in courses.read(leads)}


@pytest.fixture(scope="module")
def scored(rules: Rules, leads: Path, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    return both(rules, tmp_path_factory.mktemp("courses"), AS_OF, leads)


def test_every_lead_gets_what_the_raw_file_says(
    scored: Scored, expected: dict[str, courses.Expected]
) -> None:
    assert set(scored.rows) == set(expected)
    for key, one in expected.items():
        row = scored.rows[key]
        assert (row["excluded"], row["stage"], row["desk"], row["priority"]) == tuple(
            map(none_as_empty, (one.excluded, one.stage, one.desk, one.priority))
        ), key
        assert row["score"] == ("" if one.score is None else shown(one.score)), key
        for group, points in one.groups.items():
            assert row[group] == shown(points), (key, group)


def test_every_rule_of_every_lead_gives_what_the_raw_file_says(
    scored: Scored, expected: dict[str, courses.Expected]
) -> None:
    for key, one in expected.items():
        points = {at: points for at, (_, points) in of_rules(scored.lines.get(key, {})).items()}
        assert points == one.rules, key


def test_the_lines_add_up_to_the_score(scored: Scored) -> None:
    for key, lines in scored.lines.items():
        assert sum(points for _, points in lines.values()) == Decimal(scored.rows[key]["score"])


def test_the_evaluator_gives_the_same_one_by_one(
    rules: Rules, leads: Path, expected: dict[str, courses.Expected]
) -> None:
    columns = {column.name: column.source for column in rules.plan.leads.columns}
    for row in courses.read(leads):
        lead = {name: row[source] for name, source in columns.items()}
        one, got = expected[row["Prospect ID"]], rules.score(lead, as_of=AS_OF)
        assert (got.score, got.stage, got.excluded) == (one.score, one.stage, one.excluded)
        points = {(line.group, line.rule): line.points for line in got.breakdown}
        assert one.rules.items() <= points.items()


@pytest.mark.parametrize(
    ("rule", "reach"),
    [
        # counted in the file with `cut`, `sort` and `uniq -c`, one column each
        ("Occupation", 6468 - 1 - 0),
        ("No e-mail wanted", 501),
        ("No calls wanted", 1),
        ("Lives in Maharashtra", 2234 + 521 + 313),
        ("Wants a better career", 4542 - 1),
        ("Looks like a robot", 4),
    ],
)
def test_reach_of_single_rules(scored: Scored, rule: str, reach: int) -> None:
    found = [
        1 for lines in scored.lines.values() for (_, name), (count, points) in lines.items()
        if name == rule and count and points
    ]  # fmt: skip
    assert len(found) == reach


@pytest.mark.parametrize(
    ("number", "score", "stage", "priority", "why"),
    [
        # unemployed 12, field unknown -2, form skipped 3, career 5; no visit; from a chat -5
        ("660737", 13, "Cold", "B3", {"Occupation": 12, "How they arrived": -5}),
        # as above, and 674 s: 20 + 2, five visits 4, 2 pages 1, reads a lot 5; searched 5
        ("660728", 55, "Warm", "B1", {"Time on the site": 20, "Reads a lot": 5}),
    ],
)
def test_leads_worked_out_by_hand(
    leads: Path, scored: Scored, number: str, score: int, stage: str, priority: str,
    why: dict[str, int],
) -> None:  # fmt: skip
    with leads.open(newline="") as file:
        key = next(r["Prospect ID"] for r in csv.DictReader(file) if r["Lead Number"] == number)
    row = scored.rows[key]
    assert (row["score"], row["stage"], row["priority"]) == (str(score), stage, priority)
    given = {rule: points for (_, rule), (_, points) in scored.lines[key].items()}
    assert why.items() <= given.items()


def test_leads_with_more_points_become_customers_more_often(leads: Path, scored: Scored) -> None:
    bands: dict[int, list[bool]] = {band: [] for band in range(5)}
    for row in courses.read(leads):
        score = scored.rows[row["Prospect ID"]]["score"]
        if score:
            bands[min(4, int(Decimal(score)) // 20)].append(row["Converted"] == "1")
    rates = [sum(won) / len(won) for won in bands.values()]
    assert rates == sorted(rates)
    assert rates[0] < 0.15
    assert rates[-1] > 0.95


def test_the_example_in_the_file(rules: Rules) -> None:
    (outcome,) = run_examples(rules)
    assert outcome.passed, outcome.misses + outcome.disagreements
