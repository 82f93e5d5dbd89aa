"""`loans.score` over a bank's event log, 9,161 applications and 184,530 events, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import leadscore
import pytest
from real_data import loans
from real_data.runs import RULES, Scored, both, none_as_empty, of_rules, shown

MOMENTS = {
    "midnight": datetime(2012, 2, 1, tzinfo=UTC),
    # 30 days to the millisecond after an event, and in office hours
    "at an edge": datetime(2011, 11, 9, 8, 14, 43, 775_000, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def folder(data: Callable[[str], Path]) -> Path:
    return data("bpi2012_loans")


@pytest.fixture(scope="module", params=MOMENTS)
def as_of(request: pytest.FixtureRequest) -> datetime:
    return MOMENTS[request.param]


@pytest.fixture(scope="module")
def cases(folder: Path, as_of: datetime) -> dict[str, loans.Case]:
    return loans.read(folder, as_of)


@pytest.fixture(scope="module")
def expected(cases: dict[str, loans.Case]) -> dict[str, loans.Expected]:
    return {key: loans.expected(case) for key, case in cases.items()}


@pytest.fixture(scope="module")
def scored(folder: Path, as_of: datetime, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    rules = leadscore.load(RULES / "loans.score")
    events = (str(folder / "events.csv.gz"),)
    return both(rules, tmp_path_factory.mktemp("loans"), as_of, folder / "cases.csv", events)


def test_every_application_gets_what_the_raw_files_say(
    scored: Scored, expected: dict[str, loans.Expected]
) -> None:
    assert set(scored.rows) == set(expected)
    for key, one in expected.items():
        row = scored.rows[key]
        assert row["score"] == ("" if one.score is None else decimal(one.score)), key
        assert (row["excluded"], row["stage"], row["effort"], row["rank"]) == tuple(
            map(none_as_empty, (one.excluded, one.stage, one.effort, one.rank))
        ), key
        for group, points in one.groups.items():
            assert row[group] == decimal(points), (key, group)


def test_every_rule_counts_what_the_raw_files_say(
    scored: Scored, expected: dict[str, loans.Expected]
) -> None:
    for key, one in expected.items():
        got = of_rules(scored.lines.get(key, {}))
        assert {at: (count, Fraction(points)) for at, (count, points) in got.items()} == one.rules


def test_limits_are_lines_of_their_own(scored: Scored, expected: dict[str, loans.Expected]) -> None:
    for key, one in expected.items():
        for group, points in one.groups.items():
            asked = sum(p for (of, _), (_, p) in one.rules.items() if of == group)
            _, took = scored.lines[key].get((group, f"limit of {group}"), (0, Decimal(0)))
            assert asked + Fraction(took) == points, (key, group)
        total = sum((Fraction(p) for _, p in scored.lines.get(key, {}).values()), Fraction(0))
        assert total == (one.score or 0), key


@pytest.mark.parametrize("as_of", ["midnight"], indirect=True)
def test_every_limit_takes_and_adds_somewhere(scored: Scored) -> None:
    changes = [
        (at[1], points > 0) for lines in scored.lines.values() for at, (_, points) in lines.items()
        if at[1].startswith("limit of ")
    ]  # fmt: skip
    assert {
        ("limit of application", True), ("limit of application", False),
        ("limit of contact", True), ("limit of contact", False),
        ("limit of the score", True), ("limit of the score", False),
    } <= set(changes)  # fmt: skip


def test_later_events_do_not_exist(
    cases: dict[str, loans.Case], scored: Scored, as_of: datetime
) -> None:
    later = [key for key, case in cases.items() if case.registered > as_of]
    assert len(later) > 2_000
    for key in later:
        given = {rule: points for (_, rule), (_, points) in scored.lines[key].items()}
        assert given["Hardly any trace"] == -3
        assert given["Age of the application"] == 20
        assert not any(points for (group, _), (_, points) in scored.lines[key].items()
                       if group == "contact")  # fmt: skip


@pytest.mark.parametrize("as_of", ["at an edge"], indirect=True)
def test_an_event_of_exactly_30_days_is_no_more_in_the_last_30_days(
    cases: dict[str, loans.Case], scored: Scored
) -> None:
    events = cases["173691"].of("sent_back")
    assert [event.age for event in events] == [timedelta(days=30)]
    given = {rule: line for (_, rule), line in scored.lines["173691"].items()}
    # the paper's return is out, the call that ends 1.7 seconds later is in
    assert given["Anything lately"] == (1, Decimal("0.5"))
    assert given["Offer came back a while ago"] == (1, 6)


def decimal(points: Fraction) -> str:
    """Its decimals end, for it is made of points."""
    return shown(Decimal(points.numerator) / Decimal(points.denominator))


def test_windows_alone(folder: Path, tmp_path: Path) -> None:
    as_of = MOMENTS["at an edge"]
    rules = leadscore.load(RULES / "loans_lately.score")
    events = (str(folder / "events.csv.gz"),)
    got = both(rules, tmp_path, as_of, folder / "cases.csv", events)
    for key, case in loans.read(folder, as_of).items():
        ages = [event.age for event in case.of("sent_back")]
        calls = [event for event in case.of("offer_call") if event.lifecycle == "COMPLETE"]
        counts = (
            sum(age < timedelta(days=30) for age in ages),
            sum(age <= timedelta(days=30) for age in ages),
            sum(event.age < timedelta(days=10) for event in calls),
        )
        assert tuple(count for count, _ in got.lines[key].values()) == counts, key
        score = 10 * counts[0] + Decimal("0.5") * counts[1] + counts[2]
        assert got.rows[key]["score"] == shown(score), key
    in_window, since, _ = got.lines["173691"].values()
    assert (in_window, since) == ((0, 0), (1, Decimal("0.5")))
