"""Pictures: labels that can be read and told apart, axes that end where scores do."""

from __future__ import annotations

import doctest
import itertools
import re
from types import SimpleNamespace
from typing import Any

import pytest
from extras import need
from leadscore.runtime.pictures import frame
from leadscore.runtime.pictures.frame import names_in_order, svg
from leadscore.runtime.pictures.rule_lift import Lift, rule_lift
from leadscore.runtime.pictures.score_changes import Step, score_changes
from leadscore.runtime.pictures.score_histogram import Bar, score_histogram
from leadscore.runtime.pictures.score_over_time import Mark, Point, Stay, score_over_time
from leadscore.runtime.pictures.stage_movement import Tile, stage_movement
from leadscore.runtime.review.ranking import Cell
from leadscore.runtime.review.result import Review


def _drawn(spec: Any) -> str:
    need("vl_convert", "report")
    return svg(spec)


def _texts(spec: Any) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", _drawn(spec))


# ---------------------------------------------------------------- names


def test_the_examples_of_the_module() -> None:
    assert doctest.testmod(frame).failed == 0


def test_names_that_begin_alike_can_be_told_apart() -> None:
    stem = "What is your current occupation and role"
    names = names_in_order([f"{stem}: student", f"{stem}: working", "x" * 50])
    assert all(len(name) <= 36 for name in names)
    assert names[0].endswith("student")
    assert names[1].endswith("working")
    assert names[2] == "x" * 35 + "…"
    # What differs stands in the middle.
    middle = names_in_order([f"{'a' * 40} {word} {'z' * 40}" for word in ("one", "two")])
    assert [word in name for word, name in zip(("one", "two"), middle, strict=True)] == [True] * 2
    assert len(set(names_in_order(["same"] * 3))) == 3


def test_points_of_a_rule_are_never_cut() -> None:
    wide = "W" * 60
    lifts = [Lift(wide, "+15", 2, 1, 3, True), Lift(wide, "+1", 2, 1, 3, True)]
    told = [text for text in _texts(rule_lift(lifts)) if "W" in text]
    assert told == ["W" * 29 + "… (+15)", "W" * 30 + "… (+1)"]


# ---------------------------------------------------------------- axes


def _scores(bars: list[Bar], alone: bool) -> list[str]:
    return [text for text in _texts(score_histogram(bars, alone)) if re.fullmatch(r"[\d.]+", text)]


def test_the_axis_ends_with_the_highest_score() -> None:
    bars = [Bar(low, low + 10, 1, 2) for low in range(0, 100, 10)]
    assert _scores(bars, False)[-1] == "100"


def test_the_highest_score_has_no_bar_of_its_own() -> None:
    found = SimpleNamespace(cells=(Cell(0, 1, 3), Cell(95, 1, 2), Cell(100, 1, 0)), scale=1)
    made = Review.bars.fget(found)  # type: ignore[attr-defined]
    assert len(made) == 10
    assert made[-1] == Bar(90, 100, 2, 2)
    # Bars of one score each stay so.
    found = SimpleNamespace(cells=(Cell(3, 1, 3), Cell(5, 1, 2)), scale=1)
    assert [bar.low for bar in Review.bars.fget(found)] == [3, 4, 5]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("alone", "told"), [(True, ["10"]), (False, ["10", "11"])])
def test_the_axis_of_one_bar(alone: bool, told: list[str]) -> None:
    assert sorted(set(_scores([Bar(10, 11, 1, 2)], alone))) == told


LETTER = 6.7
"""Pixels of a letter."""


@pytest.mark.parametrize("step", [5, 5000])
def test_scores_on_the_axis_do_not_run_together(step: int) -> None:
    """Each stands in the middle of its mark, those at the ends too; of wide ones every other is
    told."""
    drawn = _drawn(
        score_histogram([Bar(low * step, (low + 1) * step, 1, 2) for low in range(-7, 8)])
    )
    found = re.findall(
        r'text-anchor="(\w+)" transform="translate\(([\d.]+),16[^>]*opacity="1">(−?[\d,]+)<', drawn
    )
    assert {anchor for anchor, _, _ in found} == {"middle"}
    assert (found[0][2], len(found)) == (f"−{7 * step:,}", 16 if step == 5 else 8)
    for (_, left, one), (_, right, other) in itertools.pairwise(found):
        assert float(right) - float(left) > (len(one) + len(other)) / 2 * LETTER


@pytest.mark.parametrize("number", [1, 2, 3])
def test_words_beside_few_tiles_are_whole(number: int) -> None:
    stages = [f"S{i}" for i in range(number)]
    drawn = _drawn(stage_movement(stages, stages, [Tile(0, 0, 5, "100 %", "stays")]))
    found = re.search(r",([\d.]+)\) rotate\(-90[^>]*>by the old rules<", drawn)
    assert found is not None
    assert float(found[1]) >= len("by the old rules") * LETTER / 2


def test_words_above_one_bar_are_whole() -> None:
    drawn = _drawn(score_changes([Step("+10", 52, True, "52")]))
    found = re.search(r'transform="([^"]*)"[^>]*>Change of the score<', drawn)
    assert found is not None
    assert "rotate" not in found[1]


# ---------------------------------------------------------------- a score over time


def _days(number: int) -> list[Point]:
    return [Point(f"2026-01-{day:02}T00:00:00.000000Z", 10, False) for day in range(1, number + 1)]


@pytest.mark.parametrize(("number", "told"), [
    (3, ["1 Jan 2026", "2 Jan 2026", "3 Jan 2026"]),
    (31, ["1 Jan 2026", "9 Jan 2026", "16 Jan 2026", "23 Jan 2026", "31 Jan 2026"]),
])  # fmt: skip
def test_dates_stand_evenly_from_the_first_to_the_last(number: int, told: list[str]) -> None:
    texts = _texts(score_over_time(_days(number), [], [], []))
    assert [text for text in texts if "Jan" in text] == told


def test_dates_have_room_between_them() -> None:
    """Each stands in the middle of its day: at an edge, too, it keeps off the next."""
    need("vl_convert", "report")
    drawn = svg(score_over_time(_days(31), [], [], []))
    dates = r'text-anchor="(\w+)" transform="translate\(([\d.]+),[^>]*>\d+ Jan 2026<'
    found = re.findall(dates, drawn)
    assert {anchor for anchor, _ in found} == {"middle"}
    places = [float(place) for _, place in found]
    letters = len("31 Jan 2026") * 6.7  # pixels a letter
    assert min(b - a for a, b in itertools.pairwise(places)) > letters


def test_a_stage_without_room_has_its_whole_name_above() -> None:
    days = _days(31)
    at = [days[place].at for place in (0, 20, 21, 30)]
    stays = [Stay("Cold", 0, at[0], at[1], 0.66), Stay("Nurture", 1, at[1], at[2], 0.03),
             Stay("Cold", 0, at[2], at[3], 0.31)]  # fmt: skip
    need("vl_convert", "report")
    drawn = svg(score_over_time(days, stays, [], []))
    found = re.findall(r',([\d.]+)\)"[^>]*>(Cold|Nurture)<', drawn)
    assert [name for _, name in found] == ["Cold", "Nurture", "Cold"]
    cold, nurture, _ = (float(height) for height, _ in found)
    assert nurture == cold - 22


def test_points_of_marks_keep_off_the_curve_and_lie_on_paper() -> None:
    """Five days are 475 pixels, so a day is 118.75. Of a rise they stand above it, of a fall to the
    right, where the curve does not come from; at the end of the picture to the left."""
    scores = (10, 50, 46, 46, 40)
    points = [Point(day.at, score, False) for day, score in zip(_days(5), scores, strict=True)]
    marks = [Mark(points[1].at, 0.25, 50, 40, "+40"), Mark(points[2].at, 0.5, 46, -4, "-4"),
             Mark(points[4].at, 1, 40, -6, "-6")]  # fmt: skip
    drawn = _drawn(score_over_time(points, [], marks, []))
    words = r'text-anchor="(\w+)" transform="translate\(([\d.]+),[\d.]+\)"([^>]*)>([+-]\d+)<'
    found = re.findall(words, drawn)
    assert [(told, "--paper" in style) for _, _, style, told in found] == [
        ("+40", True), ("+40", False), ("-4", True), ("-4", False), ("-6", True), ("-6", False),
    ]  # fmt: skip
    assert [(anchor, float(x)) for anchor, x, _, _ in found[::2]] == [
        ("middle", 118.75), ("start", 237.5 + 6), ("end", 475 - 8),
    ]  # fmt: skip
    assert drawn.count("told: -4") == 1  # of what is read aloud


def test_a_picture_does_not_shrink_until_its_words_are_too_small() -> None:
    need("vl_convert", "report")
    drawn = svg(score_histogram([Bar(0, 10, 1, 2)]))
    width, least = re.search(r'width="([\d.]+)".*?min-width:(\d+)px', drawn).groups()  # type: ignore[union-attr]
    assert int(least) == round(float(width) * 0.85)
