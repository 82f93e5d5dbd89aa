"""Bands of numbers that overlap or leave a hole, wherever they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_lint import codes, rows, told

BETWEEN = "employees is between {} and {}"
RULES: dict[tuple[tuple[str, str], ...], list[str]] = {
    # 50 counts twice, 201 to 250 nowhere
    (("+5", "between 1 and 50"), ("+10", "between 50 and 200"), ("+20", "over 250")): [
        "W314 `50` counts in this rule and in one above it",
        "W303 no rule fits `201` to `250`",
    ],
    (("+5", "between 1 and 49"), ("+10", "between 50 and 249"), ("+20", "at least 250")): [],
    (("+20", "over 249"), ("+10", "between 50 and 250")): [
        "W314 `250` counts in this rule and in one above it"
    ],
    (("+5", "at most 50"), ("+10", "at least 50")): [
        "W314 `50` counts in this rule and in one above it"
    ],
    (("+5", "between 1 and 100"), ("+10", "between 90 and 200")): [
        "W314 `90` to `100` count in this rule and in one above it"
    ],
    (("+5", "under 50"), ("+10", "over 50")): ["W303 no rule fits `50`"],
    # ladders and what lies within another is meant so
    (("+5", "over 50"), ("+10", "over 200"), ("+20", "over 1,000")): [],
    (("-5", "under 50"), ("-10", "under 10")): [],
    (("+5", "between 1 and 1,000"), ("+10", "between 100 and 200")): [],
    (("+5", "10"), ("+10", "between 10 and 200")): [],
    (("+5", "between 10 and 200"), ("+10", "200")): [],
    (
        ("+5", "between 1 and 1,000"),
        ("+10", "between 100 and 990"),
        ("+9", "between 1,001 and 2,000"),
    ): [],
    # two tests that together are a window
    (("+5", "over 10"), ("+5", "under 500")): [],
    (("+5", "between 1 and 100"), ("+10", "between 30 and 200")): [],
    # between points and points taken off there is a middle
    (("-5", "under 10"), ("+5", "over 10")): [],
    (("-5", "under 10"), ("+5", "between 20 and 50"), ("+9", "over 50")): [],
    (("+2", "under 10"), ("+5", "between 15 and 50"), ("+9", "over 50")): [
        "W303 no rule fits `10` to `14`"
    ],
    (("+5", "between 1 and 20"), ("+10", "between 60 and 90")): [],
    (("+5", "3"), ("+5", "between 5 and 9")): ["W303 no rule fits `4`"],
    (("+5", "not 3"), ("+5", "between 5 and 9")): [
        "W203 this holds for an unknown `employees` too"
    ],
    (("+5", "between 0 and 0.5"), ("+9", "between 0.5 and 1")): [
        "W314 `0.5` counts in this rule and in one above it"
    ],
}


@pytest.mark.parametrize("bands", RULES, ids=lambda bands: " | ".join(" ".join(b) for b in bands))
def test_rules_that_follow_one_another(bands: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    lines = "".join(f"  {points} when employees is {band}\n" for points, band in bands)
    found = [f"{code} {title}" for code, title, _ in told(tmp_path, f"group g\n{lines}")]
    assert sorted(found) == sorted(RULES[bands])


def test_bands_are_of_one_number_and_under_one_condition(tmp_path: Path) -> None:
    first, then = BETWEEN.format(1, 50), BETWEEN.format(50, 200)
    apart = f"group g\n  +5 when {first} and opted_out\n  +9 when {then}\n"
    assert codes(tmp_path, apart) == []
    alike = f"group g\n  +5 when opted_out and {first}\n  +9 when {then} and opted_out\n"
    assert codes(tmp_path, alike) == ["W314"]
    between = f'group g\n  +5 when {first}\n  +1 when title is "a"\n  +9 when {then}\n'
    assert codes(tmp_path, between) == []
    groups = f"group g\n  +5 when {first}\ngroup h\n  +9 when {then}\n"
    assert codes(tmp_path, groups) == []


def test_counts_and_days_have_bands(tmp_path: Path) -> None:
    rules = "  +5 when {0} is between 1 and 3\n  +9 when {0} is between 3 and 9\n"
    text = "group g\n" + rules.format("number of page_view")
    assert codes(tmp_path, text) == ["W314"]
    days = "group g\n" + rules.format("days since last page_view").replace("3 and", "4 and")
    assert codes(tmp_path, days) == []


def test_points_with_decimals_between_bands_without_ends(tmp_path: Path) -> None:
    text = (
        "group fit\n  +90.5 when opted_out\ngroup g\n"
        "  +5 when fit is at most 59\n  +9 when fit is at least 60\n"
    )
    assert ("W303", "no rule fits `59.1` to `59.9`") in [one[:2] for one in told(tmp_path, text)]


def test_rows_have_a_middle_between_points_and_points_taken_off(tmp_path: Path) -> None:
    lines = ["{}5 when employees is under 10", "+5 when employees is between 20 and 50"]
    first, *rest = [*lines, "+9 when employees is over 50"]
    assert codes(tmp_path, rows(first.format("-"), *rest, over="first of")) == []
    assert codes(tmp_path, rows(first.format("+"), *rest, over="first of")) == ["W303"]


FIRST_OF: dict[tuple[str, ...], list[str]] = {
    ("between 10 and 250", "between 250 and 1,000"): ["W302"],
    ("between 10 and 249", "between 250 and 1,000"): [],
    ("between 10 and 49", "between 51 and 249"): ["W303"],
    ("at least 250", "between 50 and 249", "at most 40"): ["W303"],
    ("at least 100", "between 50 and 99", "at most 10"): [],
    ("at least 250", "between 50 and 249", "at most 48"): ["W303"],
    # the lower row leans on the one above it
    ("between 50 and 1,000", "at most 200"): [],
    ("over 1,000", "over 250", "over 10"): [],
}


@pytest.mark.parametrize("kind", ["first of", "best of"])
@pytest.mark.parametrize("bands", FIRST_OF, ids=" | ".join)
def test_rows_of_first_of(bands: tuple[str, ...], kind: str, tmp_path: Path) -> None:
    lines = [f"+{9 - i} when employees is {band}" for i, band in enumerate(bands)]
    # The best of two rows that both hold is meant.
    told = [c for c in FIRST_OF[bands] if kind == "first of" or c != "W302"]
    found = [c for c in codes(tmp_path, rows(*lines, over=kind)) if c in ("W302", "W303")]
    assert found == told
    closed = codes(tmp_path, rows(*lines, "0 otherwise", over=kind))
    assert "W303" not in closed


STAGES: dict[tuple[str, ...], list[str]] = {
    ("between 40 and 60", "between 20 and 40"): [
        "W302 `40` fits this row and one above it",
    ],
    ("over 40", "between 20 and 39"): ["W303 `40` falls through to `Z`"],
    ("at least 40", "between 20 and 39"): [],
    ("at least 40", "between 20 and 35"): [],
    ("between 40 and 60", "between 20 and 35"): ["W303 `36` to `39` fall through to `Z`"],
    ("at least 40", "between 20 and 35", "between 5 and 19"): [
        "W303 `36` to `39` fall through to `Z`"
    ],
    # `otherwise` is the row of what lies between
    ("over 40", "under 40"): [],
    ("at least 40", "under 20"): [],
    # nobody has 61
    ("over 61", "between 20 and 60"): ["W401 `score` is never over 60"],
}


@pytest.mark.parametrize("bands", STAGES, ids=" | ".join)
def test_stages(bands: tuple[str, ...], tmp_path: Path) -> None:
    lines = "".join(f"  {n} when score is {band}\n" for n, band in zip("ABC", bands, strict=False))
    group = "group g\n  +60 when opted_out\n"
    found = told(tmp_path, f"{group}stages\n{lines}  Z otherwise\n")
    assert [f"{code} {title}" for code, title, _ in found] == STAGES[bands]


def test_scores_with_decimals_fall_between_whole_bars(tmp_path: Path) -> None:
    text = "group g\n  +60 when opted_out\n{}stages\n  A when score is between 40 and 60\n"
    text += "  B when score is between 20 and 39\n  Z otherwise\n"
    assert codes(tmp_path, text.format("")) == []
    found = told(tmp_path, text.format("  -0.5 when employees is 3\n"))
    assert [(code, title) for code, title, _ in found] == [
        ("W303", "`39.1` to `39.9` fall through to `Z`")
    ]


def test_labels_have_bands_and_an_unknown_number_is_none(tmp_path: Path) -> None:
    label = "label size\n  A when employees is {}\n  B when employees is {}\n  Z otherwise\n"
    assert codes(tmp_path, label.format("over 50", "between 10 and 49")) == ["W303"]
    assert codes(tmp_path, label.format("over 50", "under 10")) == []
