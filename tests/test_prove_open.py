"""One rule of which nothing is found must not keep other answers open."""

from __future__ import annotations

from pathlib import Path

import pytest
from extras import need
from leadscore.dsl.check.checker import check
from leadscore.dsl.prove import Prover
from leadscore.dsl.prove.sums import Sums
from leadscore.dsl.prove.witness import Witness
from leadscore.runtime.prove import Proof, Unsettled, Yes
from leadscore.runtime.prove.more import ASKED_WANTED, any_as_asked, with_condition
from leadscore.runtime.prove.report import Report
from leadscore.runtime.prove.tried import scored
from leadscore.runtime.rules import Rules

HEAD = """score "Open", from 0 to 300 points

leads, one per id
  title  text
  a      yes/no
  b      yes/no
  c      yes/no
  d      yes/no
  e      yes/no
  f      yes/no

group fit, at most 250 points
  +26 when a because "A"
  +48 when b because "B"
  +45 when c because "C"
  +19 when d because "D"
  +34 when e because "E"
  +49 when f because "F"
"""
SURE = 26 + 48 + 45 + 19 + 34 + 49
# `a0`, which nobody sees who does not lay one pattern over the other.
NOT_FOUND = 'title matches "?{}" and title matches "a?"'


def rules_with(*open_points: int) -> Rules:
    lines = [
        f'  +{points} when {NOT_FOUND.format(n)} because "Open {n}"\n'
        for n, points in enumerate(open_points)
    ]
    model = check(Path("open.score"), text=HEAD + "".join(lines))
    assert not model.errors
    return Rules(model)


def test_such_a_rule_is_open_and_all_others_are_settled() -> None:
    proof = Proof(rules_with(41), 1)
    found = proof.rule_verdicts
    assert [type(one.counts) for one in found] == [Yes] * 6 + [Unsettled]
    assert all(isinstance(one.fails, Yes) for one in found)
    together = [[line.count for line in tried.result.breakdown] for tried in proof.seen]
    assert [1] * 6 + [0] in together, "they count for one lead, too"


@pytest.mark.parametrize("open_points", [(41,), (41, 60, 60), (1, 2)])
def test_ranges_have_the_leads_that_were_found(open_points: tuple[int, ...]) -> None:
    fit, score = Proof(rules_with(*open_points), 1).ranges
    for one in (fit, score):
        assert one.least is not None
        assert one.most is not None
        assert one.least.result["fit"] == 0
        assert one.most.result["fit"] == SURE


def test_what_is_open_is_named_where_it_matters() -> None:
    report = Report(Proof(rules_with(41), 1), rules_with(41))
    says = [answer.says for answer in report.ranges()]
    because = "as it is open whether `Open 0` can count"
    assert says == [
        f"fit is from 0 to 250; leads were found from 0 to {SURE}, {because}",
        f"the score is from 0 to 250; leads were found from 0 to {SURE}, {because}",
    ]
    limit = next(answer.says for answer in report.limits())
    assert limit == (
        f"whether the limit of fit (at most 250 points) changes anything is not settled, {because}"
    )


def test_open_rules_that_give_nothing_to_a_range_are_not_named() -> None:
    proof = Proof(rules_with(), 1)
    assert [answer.says for answer in Report(proof, proof.rules).ranges()] == [
        f"fit is from 0 to {SURE}", f"the score is from 0 to {SURE}"
    ]  # fmt: skip


# 109 = 26 + 49 + 34 alone; with most points first there is no way to it.
@pytest.mark.parametrize("open_points", [(), (41,), tuple(range(1, 42, 2))])
def test_a_sum_is_found_of_the_other_rules(open_points: tuple[int, ...]) -> None:
    need("z3", "prove")
    asked = with_condition(rules_with(*open_points), "score is 109")
    verdict = any_as_asked(Proof(asked, 5))
    assert isinstance(verdict, Yes)
    assert verdict.tried.result.score == 109


def test_a_sum_with_an_open_rule_alone_says_which() -> None:
    need("z3", "prove")
    asked = with_condition(rules_with(1), "score is 1")
    verdict = any_as_asked(Proof(asked, 2))
    assert verdict == Unsettled(
        "no lead was found, and no proof, as it is open whether `Open 0` can count"
    )


def test_every_way_in_which_a_sum_comes_out_is_gone_through() -> None:
    """74 is 26 + 48 and, with a rule of 7 more, 48 + 19 + 7: no other two or three of them."""
    need("z3", "prove")
    rules = with_condition(rules_with(7), "score is 74")
    sums = Sums(Prover(rules.model), 5)
    assert sums.settle([ASKED_WANTED])
    names = {rule.test: rule.name for group in rules.model.groups for rule in group.rules}
    ways = [
        sorted(names[test] for test, holds in way if holds and test in names) for way in sums.ways()
    ]
    assert sorted(ways) == [["A", "B"], ["B", "D", "Open 0"]]


@pytest.mark.parametrize("as_of", [86_401_772_447_399_999_999, 253_402_732_800_000_001])
def test_a_moment_that_no_calendar_has_is_no_lead(as_of: int) -> None:
    """The years end with 9999."""
    assert scored(rules_with(), Witness(as_of=as_of)) is None
