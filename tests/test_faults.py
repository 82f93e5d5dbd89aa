"""Faults of one token in many files that are right: each is told, on its line, and in few words.

`python tests/fuzz_faults.py --faults 10000` prints the same by kind of fault and by file.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from faults import KINDS, TOUR, Change, Fault, Good, Outcome, faults, good_files, outcome
from leadscore.dsl.check.checker import check
from leadscore.dsl.render import render_text
from test_mutations import unreadable

FAULTS = 540
SEED = 20


@cache
def outcomes() -> tuple[Outcome, ...]:
    return tuple(outcome(fault) for fault in islice(faults(SEED), FAULTS))


def of_kind(kind: str) -> list[Outcome]:
    return [one for one in outcomes() if one.fault.kind == kind and one.messages]


def test_many_files_are_tried() -> None:
    assert len(good_files()) > 30
    assert len({one.fault.good.name for one in outcomes()}) == len(good_files())
    assert check(TOUR).diagnostics == ()


def test_nearly_all_faults_are_named_first() -> None:
    told = [one for one in outcomes() if one.messages]
    assert sum(one.named_first for one in told) >= 0.95 * len(told) > 400


@pytest.mark.parametrize("maker", KINDS, ids=lambda maker: maker.__name__)
def test_nine_in_ten_faults_of_each_kind_are_named_first(maker: object) -> None:
    told = of_kind(maker.__name__)  # type: ignore[attr-defined]
    assert sum(one.named_first for one in told) >= 0.9 * len(told) > 20


def test_one_fault_is_mostly_one_message() -> None:
    told = [len(one.messages) for one in outcomes() if one.messages]
    assert sum(told) <= 1.25 * len(told)


def test_people_can_read_what_is_said() -> None:
    for one in outcomes():
        assert [wrong for d in one.messages for wrong in unreadable(d)] == [], one.fault
        assert render_text(one.messages, one.model.sources) or not one.messages


def test_a_fix_of_a_line_that_does_not_fit_leaves_one_that_does() -> None:
    """But for a few where two changes are needed."""
    fixed = [one for one in outcomes() if one.messages and one.fixed is not None]
    parsed = [one for one in fixed if one.messages[0].code.startswith(("E02", "E03", "E04"))]
    left = [one.fault for one in parsed if one.still_wrong]
    assert len(left) <= len(parsed) / 100, left
    assert len(parsed) > 250


def test_most_first_fixes_mend_the_file() -> None:
    told = [one for one in outcomes() if one.messages]
    assert sum(one.mended_first for one in told) >= 0.7 * len(told)


@pytest.mark.parametrize(
    ("change", "line"), [((0, 5, ""), 1), ((10, 16, ""), 3), ((19, 19, " "), 3)]
)
def test_the_faulty_line_is_one_with_words(change: Change, line: int) -> None:
    text = 'score "A"\nstages\n  Cold otherwise\n'
    good = Good("x", Path("x.score"), text, (), frozenset())
    assert Fault("", good, *change).line == line


def test_five_faults_are_five_messages() -> None:
    """Each on a line of its own, far from the others."""
    good = next(good for good in good_files() if good.path == TOUR)
    changes = {
        'country is "Germany"': 'country == "Germany"', "when decision_maker": "wenn decision_maker",
        "+15 for over 1,000": "+15 for obver 1,000", "at least mql_bar": "at least mql_baar",
        "was Cold": "was Coldd",
    }  # fmt: skip
    text = good.text
    for right, wrong in changes.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    model = check(TOUR, text=text)
    lines = [model.sources[d.span.path].position(d.span.start)[0] for d in model.diagnostics]
    faulty = [n for n, line in enumerate(text.split("\n"), 1)
              if any(wrong in line for wrong in changes.values())]  # fmt: skip
    assert lines == faulty
