"""Cases by hand for the rules of lint: what is told beside the pages, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_lint import told

LINES: dict[str, list[str]] = {
    # style
    "+5 when at least 2 page_view": [],
    "+5 when opted_out and (employees is 3 or employees is over 9)": [],
    "+5 when not (number of page_view is over 3)": [],
    "+5 when (employees + 1) * 2 is over 9": [],
    "+5 when employees >= 3 and employees < 9": [],
    "+5 when employees >= 3 and number of page_view <= 9": [],
    "+5 when employees >= 3": [],
    "+5 when any page_view in the last 24 hours": [],
    "+5 when any page_view in the last 36 hours": [],
    "+5 when any page_view in the last 14 days": [],
    "+5 when any page_view in the last 48 hours": ["W808"],
    '+5 when title matches "VP ?ales"': [],
    '+5 when title is "a" or country is "b"': [],
    '+5 when title is "a" or title contains "b"': [],
    '+5 when title is known and title is not "a" and country is "b"': [],
    "0 when opted_out": ["W801"],
    # logic
    "+5 when employees is over 3 or employees is at most 3": [],
    "+5 when employees is over 3 or employees is at most 3 or employees is unknown": [],
    "+5 when number of page_view is over 3 or number of page_view is at most 3": ["W306"],
    "+5 when number of page_view is at least 0": ["W306"],
    "+5 when number of page_view is at least 1": [],
    "+5 when opted_out or not opted_out": ["W306"],
    "+5 when any page_view or no page_view": ["W306"],
    "+5 when any page_view or no email_open": [],
    "+5 when employees is known and employees is over 3": [],
    "+5 when any page_view and at least 3 page_view": ["W308"],
    "+5 when any page_view in the last 3 days and any page_view in the last 9 days": ["W308"],
    '+5 when opted_out and (title is "a" or opted_out)': ["W308"],
    "+5 when not opted_out": [],
    "+5 when not (opted_out or employees is 3)": [],
    '+5 when title contains word "VP" or "SVP"': [],
    '+5 when title contains "VP" or "SVP"': ["W312"],
    '+5 when title starts with "a", "b"': [],
    '+5 when title is "*"': [],
    '+5 when title contains "a*b"': [],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line(line: str, tmp_path: Path) -> None:
    found = told(tmp_path, f"group g\n  {line}\n")
    assert [code for code, _, _ in found] == LINES[line]


RULES: dict[tuple[str, ...], list[str]] = {
    ("+5 when opted_out", "+6 when opted_out and employees is 3"): [],
    ("+5 when opted_out", '+6 when opted_out because "Again"'): ["W307"],
    ("+5 for each page_view", '+6 for each page_view because "Again"'): ["W307"],
    ("+5 for each page_view", "+6 for each page_view in the last 3 days"): [],
    ("+5 for each page_view", "+6 for each page_view, at most 1 time"): [],
    ("+5 when employees >= 3", "+6 when employees >= 4", "+7 when employees is at least 9"): [],
    ("+5 when employees >= 3", "+6 when employees is over 4"): ["W807"],
    ('+5 when title is "a", "b"', '+6 when title is "b", "a" and opted_out'): [],
    ('+5 when title is "a", "b", "c"', '+6 when title is "b", "a", "c" and opted_out'): ["W812"],
    ('+5 when title is "a", "b", "c"', '+6 when title contains "b", "a", "c" and opted_out'): [],
}  # fmt: skip


@pytest.mark.parametrize("lines", RULES)
def test_rules_together(lines: tuple[str, ...], tmp_path: Path) -> None:
    found = told(tmp_path, "group g\n" + "".join(f"  {line}\n" for line in lines))
    assert [code for code, _, _ in found] == RULES[lines]


TABLES: dict[tuple[str, ...], list[str]] = {
    ("+1 for under 9", "+5 for 9 to 19", "+3 for 20 to 29", "+2 for over 29"): [],
    ("+1 for under 9", "+5 for 9 to 19", "+3 for 20 to 29", "+4 for over 29"): ["W310"],
    ("+1 for under 9", "+5 for 9 to 19", "+5 for 20 to 29", "+4 for over 29"): [],
    ("-9 for under 9", "+5 for 9 to 19", "+9 for at most 99", "+4 for over 99"): [],
    ("+5 for under 9", "+5 for over 99"): ["W311"],
    ("+5 for under 9", "+5 for over 99", "0 otherwise"): [],
    ("+5 for under 9",): [],
}


@pytest.mark.parametrize("rows", TABLES)
def test_a_table_by_numbers(rows: tuple[str, ...], tmp_path: Path) -> None:
    lines = "".join(f"    {row}\n" for row in rows)
    found = told(tmp_path, f"group g\n  points by employees\n{lines}")
    assert [code for code, _, _ in found] == TABLES[rows]


def test_the_same_rule_under_another_condition_of_the_group(tmp_path: Path) -> None:
    text = "group a, when opted_out\n  +1 when employees is 3\ngroup b\n  +2 when employees is 3\n"
    assert told(tmp_path, text) == []


def test_a_bar_within_one_table_is_its_own(tmp_path: Path) -> None:
    rows = "".join(
        f"  {c} when score is at least 50 and employees is {i}\n" for i, c in enumerate("ABC")
    )
    group = "group g\n  +60 when opted_out\n"
    assert told(tmp_path, f"{group}stages\n{rows}  D otherwise\n") == []
    two = f"{group}stages\n{rows}  D otherwise\nlabel l\n{rows}  D otherwise\n"
    assert [code for code, _, _ in told(tmp_path, two)] == ["W813"]
