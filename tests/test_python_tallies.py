"""The Python evaluator: points for each event, and which events are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from leadscore.compiler.plan import (
    DAY,
    SECOND,
    Keep,
    TextIn,
)
from python_plans import (
    ANY,
    BY_PATH,
    FADING,
    OPEN,
    PATH,
    SECONDS,
    VIEW,
    ago,
    click,
    last,
    line_of,
    tally,
    view,
)


def test_points_for_each() -> None:
    events = [view(ago(n), "/a") for n in range(4)]
    assert line_of(tally(VIEW, (5,)), {}, events) == (4, 20, 20, None)
    assert line_of(tally(VIEW, (5,), up_to=12), {}, events) == (4, 20, 12, None)
    assert line_of(tally(VIEW, (-5,), up_to=12), {}, events) == (4, -20, -12, None)
    assert line_of(tally(VIEW, (5,), keep=Keep(times=3)), {}, events) == (3, 20, 15, None)
    assert line_of(tally(VIEW, (5,), span=last(2)), {}, events) == (2, 10, 10, None)
    assert line_of(tally(OPEN, (5,)), {}, events) == (0, 0, 0, None)


@pytest.mark.parametrize(
    ("at", "points"),
    [(ago(), 8), (ago(30, -1), 8), (ago(30), 4), (ago(60), 2), (ago(90), 1), (ago(900), 1)],
)
def test_steps_of_fading(at: datetime, points: int) -> None:
    assert line_of(tally(VIEW, FADING, step=30 * DAY), {}, [view(at)])[2] == points
    assert (
        line_of(tally(VIEW, FADING, step=30 * DAY, keep=Keep(times=1)), {}, [view(at)])[2] == points
    )


def test_steps_of_hours() -> None:
    hours = tally(VIEW, (3, 2, 0), step=3600 * SECOND)
    ages = [(ago(0, 3600 * SECOND - 1), 3), (ago(0, 3600 * SECOND), 2), (ago(0, 7200 * SECOND), 0)]
    for at, points in ages:
        assert line_of(hours, {}, [view(at)])[2] == points


@pytest.mark.parametrize(
    ("keep", "count", "points"),
    [
        (Keep(), 5, 8 + 8 + 4 + 4 + 1),
        (Keep(times=1), 1, 8),
        (Keep(times=3), 3, 8 + 8 + 4),
        (Keep(times=9), 5, 25),
        (Keep(per_bucket=(1, 30 * DAY)), 3, 8 + 4 + 1),
        (Keep(per_bucket=(1, DAY)), 4, 8 + 4 + 4 + 1),
        (Keep(per_bucket=(1, 7 * DAY)), 4, 8 + 4 + 4 + 1),  # weeks of 0, 5, 5, 8 and 20 × 7 days
        (Keep(per_bucket=(1, 30 * DAY), times=2), 2, 8 + 4),
        (Keep(per_bucket=(2, 30 * DAY), times=3), 3, 8 + 8 + 4),
        (Keep(once_per=PATH), 2, 8 + 4),  # "/a" today, "/b" at 35 days
        (Keep(once_per=PATH, times=1), 1, 8),
    ],
)
def test_which_fading_events_are_kept(keep: Keep, count: int, points: int) -> None:
    """Ages in days: 0, 0, 35, 56, 140; with the steps 8, 8, 4, 4, 1."""
    events = [view(ago(140), "/b"), view(ago(0), "/a"), view(ago(56), "/a"),
              view(ago(0, 1), "/a"), view(ago(35), "/b")]  # fmt: skip
    each = tally(VIEW, (8, 4, 2, 1, 1), keep=keep, step=30 * DAY)
    assert line_of(each, {}, events) == (count, 25, points, None)


def test_a_bucket_in_which_the_step_changes() -> None:
    """Days 28 to 34 are one week, and the first step ends at 30."""
    each = tally(VIEW, FADING, keep=Keep(per_bucket=(1, 7 * DAY)), step=30 * DAY)
    events = [view(ago(31)), view(ago(29)), view(ago(33))]
    for order in (events, events[::-1]):
        assert line_of(each, {}, order) == (1, 8 + 4 + 4, 8, None)


@pytest.mark.parametrize(
    ("keep", "count", "points"),
    [
        (Keep(per_bucket=(2, DAY)), 3, 15),
        (Keep(per_bucket=(2, DAY), times=2), 2, 10),
        (Keep(once_per=PATH), 2, 10),
        (Keep(once_per=PATH, times=1), 1, 5),
        (Keep(once_per=PATH, per_bucket=(1, 7 * DAY)), 1, 5),
    ],
)
def test_which_steady_events_are_kept(keep: Keep, count: int, points: int) -> None:
    events = [view(ago(0, n), path) for n, path in enumerate(("/a", "/A", "", None))]
    each = tally(VIEW, (5,), keep=keep)
    assert line_of(each, {}, [*events, view(ago(1))]) == (count, 25, points, None)


TABLE = (
    (TextIn(PATH, ("/a",)), (10, 5)),
    (TextIn(PATH, ("/b", "/b2")), (3, 2)),
    (TextIn(PATH, ("/c",)), (-4,)),
)


@pytest.mark.parametrize("rows", [BY_PATH, TABLE])
@pytest.mark.parametrize(
    ("keep", "count", "points"),
    [
        (Keep(), 7, 10 + 3 + 0 - 4 + 5 - 4 + 2),
        (Keep(times=1), 1, 10),  # of four at one moment the one that gives most
        (Keep(times=3), 3, 10 + 3 + 0),
        (Keep(times=4), 4, 10 + 3 + 0 - 4),
        (Keep(per_bucket=(1, DAY)), 3, 10 + 5 + 2),
        (Keep(per_bucket=(2, DAY), times=3), 3, 10 + 3 + 5),
        (Keep(once_per=SECONDS), 3, 10 + 3 + 2),
        (Keep(once_per=SECONDS, per_bucket=(1, DAY)), 2, 10 + 2),
        (Keep(once_per=SECONDS, per_bucket=(1, DAY), times=1), 1, 10),
    ],
)
def test_which_events_of_rows_are_kept(rows: Any, keep: Keep, count: int, points: int) -> None:
    now, then, old = ago(0, 5), ago(30), ago(31)
    events = [
        view(now, "/c", 2), view(now, "/a", 1), view(now, "/b", 2), view(now, "/other", None),
        view(then, "/c", 1), view(then, "/a", 2), view(old, "/b2", 3),
    ]  # fmt: skip
    before = 10 + 3 + 0 - 4 + 5 - 4 + 2
    each = tally(VIEW, *rows, keep=keep, step=30 * DAY)
    assert line_of(each, {}, events) == (count, before, points, None)
    assert line_of(each, {}, events[::-1]) == (count, before, points, None)


def test_rows_of_one_step_over_one_text() -> None:
    rows = [(TextIn(PATH, (f"/{n}",)), (n,)) for n in range(5)]
    events = [view(ago(1), f"/{n}") for n in range(7)]
    assert line_of(tally(VIEW, *rows), {}, events) == (7, 10, 10, None)
    assert line_of(tally(VIEW, *rows, (None, (7,))), {}, events) == (7, 24, 24, None)
    assert line_of(tally(ANY, *rows, (None, (7,))), {}, [click(ago(1))])[2] == 7
