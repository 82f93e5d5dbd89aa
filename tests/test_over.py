"""A lead's score day by day: what each day is, what moved it, and how that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import agreement
import pytest
from cases import Data, key_text, lead_rows
from differential import case_of
from extras import need
from leadscore.compiler import normal
from leadscore.compiler.plan import Plan
from leadscore.runtime.evaluate import Overflow
from leadscore.runtime.explain import Day, explain, over
from leadscore.runtime.explain.bars import Bar, bars
from leadscore.runtime.explain.drawn import over_time
from leadscore.runtime.explain.told import told
from leadscore.runtime.explain.turns import turns
from leadscore.runtime.explain.words import ahead_told, moves_of, span_of
from leadscore.runtime.job.python import LeadRow
from leadscore.runtime.pictures.frame import svg
from leadscore.runtime.report.as_html import as_html
from leadscore.runtime.report.as_markdown import as_markdown
from reading import plan_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HEAD = """score "Test", from 0 to 100 points

leads from "leads.csv", one per id, company in firm
  title    text
  created  date

events from "events.csv", of id, at at, named kind
  demo
  mail
  unsubscribe

"""


def plan_with(rules: str) -> Plan:
    return plan_of({"rules.score": HEAD + rules})


def ago(kind: str, days: float) -> dict[str, object]:
    return {"event": kind, "at": NOW - days * DAY}


def row_of(
    *events: dict[str, object], colleagues: Any = None, previous: Any = None, **lead: object
) -> LeadRow:
    return LeadRow(0, "L1", lead, list(events), colleagues=colleagues, previous=previous)


# ---------------------------------------------------------------- each day is that day's run


@pytest.mark.parametrize("seed", range(8))
def test_each_day_is_what_a_run_as_of_that_day_gives(seed: int) -> None:
    """On DuckDB; the days ahead are runs over the data as they were."""
    case = case_of(7000 + seed, 12)
    plan, data = plan_of(case.texts()), replace(case.data, own=None, last_run=())
    cut = _until(plan, data)
    days = [data.as_of + number * DAY for number in (-9, -8, -7, -1, 0, 1, 2)]
    runs = [replace(data if day <= data.as_of else cut, as_of=day) for day in days]
    for run in runs:  # without leads whose figures overflow on one of the days
        kept = agreement.by_python(plan, run, every=100)
        runs = [agreement.without(plan, one, kept) for one in runs]
    with agreement.connect() as con:
        wanted = [agreement.by_duckdb(con, plan, run, units=True) for run in runs]
    place = next((i for i, one in enumerate(plan.classes) if one.name == "stage"), None)
    for row in _leads(plan, runs[4]):
        try:
            found = over(plan, row, data.as_of, 9, 2)
        except Overflow:  # on a day between
            continue
        shown = [found[number] for number in (0, 1, 2, 8, 9, 10, 11)]
        for day, at, scores in zip(shown, days, wanted, strict=True):
            scored = scores[key_text(row.key) or ""]
            assert day.as_of == at
            assert _figures(plan, day) == (scored.score, scored.excluded)
            assert day.stage == (scored.classes[place] if place is not None else None)
        _adds_up(found)


def _until(plan: Plan, data: Data) -> Data:
    """Without what happens after its moment."""
    latest = normal.moment(data.as_of)
    tables = []
    for source, table in zip(plan.events, data.of_plan(plan), strict=True):
        read = [(normal.moment(row[source.at]), row) for row in table.rows]
        rows = tuple(row for at, row in read if isinstance(at, int) and at <= latest)  # type: ignore[operator]
        tables.append(replace(table, rows=rows))
    return replace(data, events=tuple(tables))


def _leads(plan: Plan, data: Data) -> Iterator[LeadRow]:
    rows = list(lead_rows(plan, data))
    for place, row in enumerate(rows):
        others = tuple(
            list(one.events) for one in rows if one.company == row.company and one is not row
        )
        colleagues = None if row.company is None else others
        yield LeadRow(place, row.key, row.lead, list(row.events), colleagues=colleagues)


def _figures(plan: Plan, day: Day) -> tuple[int | None, str | None]:
    score = None if day.score is None else int(day.score * plan.scale)
    return score, day.excluded


def _adds_up(days: tuple[Day, ...]) -> None:
    for before, day in pairwise(days):
        if before.score is not None and day.score is not None:
            assert sum(move.points for move in day.moves) == day.score - before.score


# ---------------------------------------------------------------- what moved it

FADING = """group deeds "Deeds", at most 70 points
  +64 for each demo, losing 50% every 2 days because "Demo"
  +10 when any mail in the last 3 days because "Mail"
  -30 when any unsubscribe because "Left"

stages
  Hot  when score is at least 60
  Warm when score is at least 30 and any mail
  Cold otherwise
"""


def _moves(day: Day) -> list[tuple[str, Any, str, int]]:
    return [(move.rule, move.points, move.why, len(move.events)) for move in day.moves]


def test_a_day_says_what_moved_it() -> None:
    row = row_of(ago("demo", 5), ago("mail", 4), ago("unsubscribe", 0.5), ago("demo", -1))
    days = over(plan_with(FADING), row, NOW, 6)
    # 64 from the fifth day ago, 32 from the third, 16 from the first (two days each); the mail
    # gives 10 on three days, of which the limit takes 4 on the first; -30 in the end: not below 0.
    assert [day.score for day in days] == [0, 64, 70, 42, 42, 16, 0]
    assert [day.stage for day in days] == ["Cold", "Hot", "Hot", "Warm", "Warm", "Cold", "Cold"]
    assert _moves(days[1]) == [("Demo", 64, "events", 1)]
    assert _moves(days[2]) == [("Mail", 10, "events", 1), ("limit of deeds", -4, "limit", 0)]
    assert _moves(days[3]) == [("Demo", -32, "time", 0), ("limit of deeds", 4, "limit", 0)]
    assert _moves(days[4]) == []
    assert _moves(days[5]) == [("Demo", -16, "time", 0), ("Mail", -10, "time", 0)]
    assert _moves(days[6]) == [("Left", -30, "events", 1), ("limit of the score", 14, "limit", 0)]


def test_what_happens_later_is_no_part_of_the_days_ahead() -> None:
    row = row_of(ago("demo", 1), ago("demo", -1), ago("mail", 1))
    days = over(plan_with(FADING), row, NOW, 0, 5)
    # 64 + 10 is 70 at most; after 2 and 4 days since the demo half and a quarter; the mail for less than 3.
    assert [day.score for day in days] == [70, 42, 32, 16, 16, 8]
    assert [day.ahead for day in days] == [False, True, True, True, True, True]


def test_colleagues_of_later_are_no_part_of_the_days_ahead() -> None:
    rules = 'group g\n  +10 when at least 2 people at the company with demo because "Both"\n'
    row = row_of(ago("demo", 9), colleagues=([ago("demo", -1)], [ago("mail", 1)]))
    assert [day.score for day in over(plan_with(rules), row, NOW, 0, 2)] == [0, 0, 0]
    row = row_of(ago("demo", 9), colleagues=([ago("demo", 1.5)],))
    days = over(plan_with(rules), row, NOW, 2)
    assert [day.score for day in days] == [0, 10, 10]
    assert _moves(days[1]) == [("Both", 10, "company", 0)]


def test_points_that_follow_others_and_groups_that_open() -> None:
    rules = """group deeds, when any mail
  +20 when title is "CEO" because "Chief"

group more
  +5 when deeds is at least 20 because "Follows"
"""
    days = over(plan_with(rules), row_of(ago("mail", 0.5), title="CEO"), NOW, 1)
    assert _moves(days[1]) == [("Chief", 20, "events", 1), ("Follows", 5, "points", 0)]


def test_a_stage_that_events_change_alone() -> None:
    rules = """group g
  +10 when title is "CEO" because "Chief"

stages
  Hot  when any demo
  Cold otherwise
"""
    days = over(plan_with(rules), row_of(ago("demo", 0.5), title="CEO"), NOW, 1)
    assert [(day.score, day.stage) for day in days] == [(10, "Cold"), (10, "Hot")]
    assert [event["event"] for event in days[1].events] == ["demo"]
    (turn,) = turns(days)[1:]
    assert list(moves_of(turn)) == [(None, "stage: demo")]


def test_a_lead_that_is_excluded_from_a_day_on() -> None:
    rules = 'exclude leads when any unsubscribe because "Gone"\n\ngroup g\n  +10 when any mail because "Mail"\n'
    row = row_of(ago("mail", 9), ago("unsubscribe", 0.5))
    days = over(plan_with(rules), row, NOW, 1, 1)
    assert [(day.score, day.excluded) for day in days] == [
        (10, None),
        (None, "Gone"),
        (None, "Gone"),
    ]
    (turn,) = turns(days)[1:]
    assert [words for _, words in moves_of(turn)] == ["excluded: Gone (unsubscribe)"]


def test_events_that_follow_others_too_soon_move_nothing() -> None:
    rules = """ignore mail within 1 hour after mail because "Machine"

group g
  +10 for each mail, losing 50% every 1 day because "Mail"
"""
    row = row_of(ago("mail", 1.5), ago("mail", 1.5 - 1 / 48))
    assert _moves(over(plan_with(rules), row, NOW, 2)[1]) == [("Mail", 10, "events", 1)]


UNTIL = """group g
  +40 when any demo in the last 2 days because "Demo"

stages
  Hot  when score is at least 40, until no demo in the last 4 days
  Cold otherwise
"""


def test_days_ahead_know_of_the_day_before_as_daily_runs_would() -> None:
    row = row_of(ago("demo", 1))
    alone = over(plan_with(UNTIL), row, NOW, 0, 5)
    assert [day.stage for day in alone] == ["Hot", "Cold", "Cold", "Cold", "Cold", "Cold"]
    chained = over(plan_with(UNTIL), row, NOW, 0, 5, chained=True)
    assert [day.stage for day in chained] == ["Hot", "Hot", "Hot", "Cold", "Cold", "Cold"]
    assert ahead_told(chained) == "If nothing happens, it is `Cold` from 2026-03-04 on."
    assert ahead_told(chained[:3]) == "If nothing happens, it is `Hot` at least until 2026-03-03."


STEPS = """exclude leads when days since last demo is at least 7 because "Long gone"

group g
  +40 when any demo in the last 3 days because "Fresh"
  +20 when any demo in the last 5 days because "Known"

stages
  Hot  when score is at least 60
  Warm when score is at least 20
  Cold otherwise
"""


def test_each_change_of_the_days_ahead_is_told() -> None:
    """The demo is a day and a half old on the first of March."""
    days = over(plan_with(STEPS), row_of(ago("demo", 1.5)), NOW, 1, 7)
    assert [day.stage for day in days] == [
        "Hot", "Hot", "Hot", "Warm", "Warm", "Cold", "Cold", None, None,
    ]  # fmt: skip
    assert ahead_told(days) == (
        "If nothing happens, it is `Warm` from 2026-03-03, `Cold` from 2026-03-05 and excluded "
        "(`Long gone`) from 2026-03-07 on."
    )


def test_only_the_moment_itself_knows_of_the_last_run() -> None:
    days = over(plan_with(UNTIL), row_of(ago("demo", 3), previous="Hot"), NOW, 1)
    assert [day.stage for day in days] == ["Cold", "Hot"]


# ---------------------------------------------------------------- days on which it changed


def test_days_on_which_it_only_fades_are_one() -> None:
    rules = """group g
  +100 for each demo, losing 10% every 1 day because "Demo"

stages
  Hot  when score is at least 85
  Cold otherwise
"""
    found = turns(over(plan_with(rules), row_of(ago("demo", 5)), NOW, 6))
    shown = [(span_of(t), t.day.score, t.day.stage, t.change) for t in found]
    # 100, 90, 81, 72.9, 65.61, 59.049, and of points whole ones
    assert shown == [
        ("2026-02-23", 0, "Cold", None),
        ("2026-02-24", 100, "Hot", 100),
        ("2026-02-25", 90, "Hot", -10),
        ("2026-02-26", 81, "Cold", -9),
        ("2026-02-27 to 2026-03-01", 59, "Cold", -22),
    ]
    assert _moves(found[-1].day) == [("Demo", -22, "time", 0)]


# ---------------------------------------------------------------- from which score on


def test_bars_are_of_the_score_and_say_whether_they_suffice() -> None:
    rules = """group deeds
  +10.5 when any demo

stages
  A when score is over 30 or any demo
  B when score is at least 20
  C when deeds is at least 10
  D when score is under 5
  E otherwise
"""
    wanted = [Bar("B", 20, True), Bar("A", Decimal("30.1"), False)]
    assert bars(plan_with(rules)) == wanted


# ---------------------------------------------------------------- the page

HOSTILE = """group deeds "<b>Deeds</b>"
  +64 for each demo, losing 50% every 2 days because "<img src=x onerror=alert(1)> | @all"

stages
  "<script>alert(1)</script>" when score is at least 30
  Cold otherwise
"""


def _document(rules: str, days: int, ahead: int) -> Any:
    plan, row = plan_with(rules), row_of(ago("demo", 5), ago("mail", 1))
    return told(plan, explain(plan, row, NOW), 1, over(plan, row, NOW, days, ahead))


def test_text_of_the_rules_stays_text() -> None:
    need("vl_convert", "report")
    document = _document(HOSTILE, 9, 9)
    page, text = as_html(document), "\n".join(as_markdown(document))
    for told_ in (page, text):
        assert "<img" not in told_
        assert "<script" not in told_
        assert "<b>" not in told_
    assert "@all" not in text


@pytest.mark.parametrize(("days", "ahead"), [(0, 1), (1, 0), (9, 0), (3660, 0), (0, 3660)])
def test_any_number_of_days_can_be_drawn(days: int, ahead: int) -> None:
    need("vl_convert", "report")
    plan, row = plan_with(FADING), row_of(ago("demo", 5))
    picture = over_time(plan, over(plan, row, NOW, days, ahead))
    assert "NaN" not in svg(picture.spec)
    assert len(picture.table.rows) == days + ahead + 1


def test_the_picture_has_lines_marks_and_stages() -> None:
    need("vl_convert", "report")
    plan, row = plan_with(FADING), row_of(ago("demo", 5), ago("mail", 4))
    drawn = svg(over_time(plan, over(plan, row, NOW, 9, 3)).spec)
    for words in ("Hot from 60", "Warm from 30 (and more)", "Hot", "+64", "if nothing happens"):
        assert words in drawn, words
