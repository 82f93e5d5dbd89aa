"""The parts of learning, on data small enough to work out by hand."""

# ruff: noqa: E402 - without its packages nothing of it can be imported

from __future__ import annotations

from decimal import Decimal
from math import log

import pytest
from extras import need

need("sklearn", "learn")

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from leadscore.dsl import ast
from leadscore.dsl.printer import show
from leadscore.runtime.learn.bins import binned, fine_cuts, parted
from leadscore.runtime.learn.blocks import Band, Levels, Other, Truth, Unknown, block, coded
from leadscore.runtime.learn.figures import HeldOut, Part, fewest
from leadscore.runtime.learn.logistic import Coded, fit
from leadscore.runtime.learn.measures import auc, auc_variance, mean_auc
from leadscore.runtime.learn.points import Limit, Rule, Search, settled, turns
from leadscore.runtime.learn.round_numbers import roundest
from leadscore.runtime.learn.rule_lines import rule_line
from leadscore.runtime.learn.shape import clustered, pooled, shaped
from leadscore.runtime.learn.thresholds import Stage, Threshold, staged, thresholds
from learning import amount, choice, flag

D = Decimal

# ---------------------------------------------------------------- round numbers


@pytest.mark.parametrize(
    ("above", "up_to", "found"),
    [
        ("99", "101", "100"), ("96", "104", "100"), ("3", "4", "4"), ("7", "9", "8"),
        ("41", "49", "45"), ("0.1234", "0.1239", "0.1235"), ("0", "0.3", "0.2"), ("-7", "-3", "-5"),
        ("-3", "0", "0"), ("999", "1000", "1000"), ("1200", "1900", "1500"),
    ],
)  # fmt: skip
def test_a_cut_is_the_roundest_number_of_its_range(above: str, up_to: str, found: str) -> None:
    assert roundest(D(above), D(up_to)) == D(found)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from([1, 100, 10**6]))
def test_a_cut_parts_the_two_values(low: int, step: int, scale: int) -> None:
    above, up_to = D(low) / scale, D(low + step) / scale
    assert above < roundest(above, up_to) <= up_to


# ---------------------------------------------------------------- bands


def test_bands_part_where_the_rate_changes() -> None:
    """Of 10, 20, 30 and 40 come 100 leads each; 10 % of the first two win, 60 % of the others."""
    values = np.repeat([10.0, 20.0, 30.0, 40.0], 100)
    won = np.tile(np.arange(100), 4) < np.repeat([10, 10, 60, 60], 100)
    block = binned(amount("size", values.tolist()), won, np.arange(400))
    assert block.rows == (Band(None, D(30)), Band(D(30), None), Unknown())
    assert np.bincount(block.codes).tolist() == [200, 200]
    assert block.thin == (False, False, True)


def test_fine_bands_have_at_least_so_many_leads() -> None:
    assert fine_cuts(np.arange(100.0), 20) == [D(20), D(40), D(60), D(80)]


def test_a_value_that_many_have_stands_alone() -> None:
    """Half of the leads have never come."""
    values = np.concatenate([np.zeros(50), np.arange(1.0, 51.0)])
    assert fine_cuts(values, 25) == [D(1), D(30)]


def test_three_fine_bands_in_two() -> None:
    """40 leads each, of which 4, 4 and 36 win: the first two are one band."""
    assert parted(np.array([40, 40, 40]), np.array([4.0, 4, 36]), 20) == [2]


def test_fine_bands_of_one_rate_are_one_band() -> None:
    assert parted(np.array([40, 40, 40]), np.array([8.0, 9, 8]), 20) == []


def test_a_band_is_never_too_thin() -> None:
    assert parted(np.array([10, 40, 40]), np.array([10.0, 4, 4]), 20) == []


def test_unknown_is_a_row_of_its_own() -> None:
    values = [float("nan")] * 30 + [5.0] * 30
    won = np.array([True] * 30 + [False] * 30)
    block = binned(amount("size", values), won, np.arange(60))
    assert block.rows == (Band(None, None), Unknown())
    assert block.codes.tolist() == [1] * 30 + [0] * 30


def test_rare_texts_are_not_named() -> None:
    """10 leads have `a`, 9 have `b`, 21 nothing."""
    codes = [0] * 10 + [1] * 9 + [-1] * 21
    block = binned(choice("source", "ab", codes), np.arange(40) % 2 == 0, np.arange(40))
    assert block.rows == (Levels((0,)), Unknown(), Other())
    assert block.codes.tolist() == [0] * 10 + [2] * 9 + [1] * 21
    assert block.thin == (False, False, True)


def test_texts_of_few_leads_count_only_in_a_row_of_enough() -> None:
    """10 leads have each text. Two of one worth share a row of 20; another stands alone."""
    codes = np.repeat([0, 1, 2], 10)
    block = binned(choice("source", "abc", codes.tolist()), np.arange(30) < 20, np.arange(30))
    counts = np.array([10.0, 10, 10, 0, 0])
    found = shaped(block, np.array([2.0, 2, -2, 0, 0]), counts, np.arange(30), 20)
    assert found.rows[:2] == (Levels((0, 1)), Levels((2,)))
    assert found.thin[:2] == (False, True)


def test_a_number_at_a_cut_belongs_above_it() -> None:
    rows = (Band(None, D("0.1")), Band(D("0.1"), None), Unknown())
    assert coded(amount("x", [0.0999, 0.1, 0.3]), rows).tolist() == [0, 1, 1]


# ---------------------------------------------------------------- weights


def test_a_weight_is_the_logit_of_its_rate() -> None:
    """With hardly a ridge: a quarter of the first kind wins, three quarters of the second."""
    codes = np.repeat([0, 1], 40)
    won = np.tile([True, False, False, False], 20) ^ (codes == 1)
    found = fit([Coded(codes, 2, np.full(2, 1e-6))], won)
    logits = found.intercept + found.weights[0]
    assert logits == pytest.approx([-log(3), log(3)], abs=1e-4)


def test_a_thin_row_has_no_weight() -> None:
    codes = np.array([0] * 40 + [1] * 2)
    found = fit([Coded(codes, 2, np.array([1.0, 1e6]))], np.array([True, False] * 20 + [True] * 2))
    assert found.weights[0][1] == pytest.approx(0, abs=1e-4)


# ---------------------------------------------------------------- rows put together


def test_neighbours_that_fall_are_pooled() -> None:
    """Weighted: of 1, 4, 2 the last two have the mean 3.5, for the first counts three times."""
    assert pooled(np.array([1.0, 4, 2, 9]), np.array([1.0, 3, 1, 1])) == [[0], [1, 2], [3]]


def test_texts_of_one_worth_are_one_group() -> None:
    weights = np.array([2.0, 1.99, 0.5, -1.0, -1.01])
    assert clustered(weights, np.ones(5)) == [[0, 1], [2], [3, 4]]


def test_no_more_groups_than_a_table_may_have() -> None:
    assert len(clustered(np.linspace(3, -3, 40), np.ones(40))) == 6


# ---------------------------------------------------------------- points


def search(rules: tuple[Rule, ...], won: np.ndarray, most: int = 10) -> Search:
    return Search(rules, np.arange(len(won)), won, (Limit(),), most)


def test_points_are_as_many_times_as_weights() -> None:
    """Two conditions whose logits are as 2 to 1: of the points that are possible 10 and 5."""
    first, second = np.repeat([True, False, True, False], 100), np.repeat([True, False], 200)
    blocks = [binned(flag(n, h.tolist()), first, np.arange(400)) for n, h in (("a", first), ("b", second))]  # fmt: skip
    weights = [np.array([2.0, 0.0]), np.array([1.0, 0.0])]
    found = search(tuple(map(Rule, blocks)), first)._rounded(weights, 5.0)
    assert [points.tolist() for points in found] == [[10, 0], [5, 0]]


def test_points_are_moved_to_where_they_fit_better() -> None:
    """Four of five win where `a` holds and one of five elsewhere, whatever `b` is, which begins
    with more points. The best loss is that of `a` alone: 200 times the entropy of 0.8."""
    holds = np.repeat([True, False], 100)
    won = np.concatenate([np.arange(100) % 10 < 8, np.arange(100) % 10 < 2])
    other = np.tile(np.repeat([True, False], 10), 10)
    blocks = [binned(flag("a", holds.tolist()), won, np.arange(200)),
              binned(flag("b", other.tolist()), won, np.arange(200))]  # fmt: skip
    start = (np.array([1, 0]), np.array([3, 0]))
    sought = search(tuple(map(Rule, blocks)), won)
    better = sought.improved(start)
    least = -200 * (0.8 * log(0.8) + 0.2 * log(0.2))
    assert sought.loss(start) > least + 10
    assert sought.loss(better) < least + 0.5
    assert abs(better[1][0]) * 5 < better[0][0]


def test_a_number_of_which_only_knowing_counts() -> None:
    """All bands give 4, unknown gives -3: the rarer of known and unknown says it."""
    values = [float("nan")] * 30 + [5.0] * 60
    block = binned(amount("size", values), np.arange(90) < 30, np.arange(90))
    assert settled(Rule(block), np.array([4, -3]), 20).tolist() == [0, -7]
    assert settled(Rule(block, sign="plus"), np.array([4, -3]), 20).tolist() == [7, 0]


def test_turns() -> None:
    assert turns([1, 2, 2, 5]) == []
    assert turns([1, 5, 5, 2, 0]) == [2]
    assert len(turns([1, 2, 1, 2])) == 2


def test_the_rarer_side_of_a_condition_speaks() -> None:
    """Of yes, which nine of ten have, a rule says nothing."""
    holds = [True] * 180 + [False] * 20
    won = np.array([True, False] * 90 + [False] * 20)
    block = binned(flag("known", holds), won, np.arange(200))
    assert block.rows == (Truth(True), Truth(False))
    (found,) = search((Rule(block),), won).whole([np.array([1.0, -1.0])])
    assert found[0] == 0
    assert found[1] < 0


# ---------------------------------------------------------------- measures


def test_an_auc_by_hand() -> None:
    """Winners 3 and 2, others 2 and 1: of four pairs three and a half."""
    assert auc(np.array([3.0, 2, 2, 1]), np.array([True, True, False, False])) == 0.875


def test_delong_by_hand() -> None:
    """Placements of winners 1 and 0.75, of the others 0.75 and 1: each varies by 1/32."""
    found = auc_variance(np.array([3.0, 2, 2, 1]), np.array([True, True, False, False]))
    assert found == pytest.approx(1 / 32 / 2 + 1 / 32 / 2)


def test_a_mean_of_folds_is_surer_than_one() -> None:
    dice = np.random.default_rng(1)
    won = dice.random(200) < 0.4
    scores = won + dice.random(200) * 2
    one, five = mean_auc([(scores, won)]), mean_auc([(scores, won)] * 5)
    assert one.value == pytest.approx(five.value)
    assert five.high - five.low == pytest.approx((one.high - one.low) / 5**0.5)


def test_a_band_of_whole_numbers_ends_below_the_next_one() -> None:
    """50 belongs to the band that begins with it."""
    values = np.repeat([5.0, 10, 49, 50, 90], 30)
    rows = (Band(None, D(10)), Band(D(10), D(50)), Band(D(50), None), Unknown())
    found = block(amount("size", values.tolist()), rows, np.arange(150), 20)
    line = rule_line(Rule(found), np.array([1, 3, 2, 0]), np.arange(150) % 2 == 0, "size")
    assert isinstance(line, ast.PointsBy)
    assert [show(row.matcher) for row in line.rows] == [
        "for under 10",
        "for 10 to 49",
        "for at least 50",
    ]


@pytest.mark.parametrize(
    ("codes", "points", "found"),
    [
        pytest.param(
            [0] * 30 + [1] * 30, [4, 0, -3],
            [("+4", 'for "A"', "50% of 30"),
             ("0", "unknown", "no such leads yet; without this row they would get -3"),
             ("-3", "otherwise", "50% of 30")],
            id="otherwise would take points from them",
        ),
        pytest.param(
            [0] * 30 + [1] * 30, [-4, 0, 3],
            [("-4", 'for "A"', "50% of 30"),
             ("0", "unknown", "no such leads yet; without this row they would get +3"),
             ("+3", "otherwise", "50% of 30")],
            id="otherwise would give them points",
        ),
        pytest.param(
            [0] * 30 + [1] * 30, [4, 0, 0],
            [("+4", 'for "A"', "50% of 30"), ("0", "otherwise", "50% of 30")],
            id="nothing anyway",
        ),
        pytest.param(
            [0] * 30 + [1] * 30 + [-1] * 30, [4, 0, -3],
            [("+4", 'for "A"', "50% of 30"), ("0", "unknown", "50% of 30"),
             ("-3", "otherwise", "50% of 30")],
            id="there are some",
        ),
    ],
)  # fmt: skip
def test_a_row_for_unknown_says_what_it_is_there_for(
    codes: list[int], points: list[int], found: list[tuple[str, str, str]]
) -> None:
    leads = np.arange(len(codes))
    rows = (Levels((0,)), Unknown(), Other())
    made = block(choice("channel", ("A", "B"), codes), rows, leads, 20)
    line = rule_line(Rule(made), np.array(points), leads % 2 == 0, "channel")
    assert isinstance(line, ast.PointsBy)
    assert found == [
        (show(row.points), show(row.matcher), row.after.removeprefix("# ").partition(" won")[0])
        for row in line.rows
    ]


# ---------------------------------------------------------------- thresholds and sizes


def held_out(scores: list[float], won: list[int]) -> HeldOut:
    """One part, of leads in the order of their scores."""
    part = Part(np.array(scores, dtype=np.float64), np.array(won, dtype=bool))
    return HeldOut(mean_auc([(part.scores, part.won)]), (part,))


def kinds(*each: tuple[float, int, int]) -> HeldOut:
    """Of each score so many leads, of which so many won."""
    scores = [score for score, leads, _ in each for _ in range(leads)]
    won = [int(i < winners) for _, leads, winners in each for i in range(leads)]
    return held_out(scores, won)


def test_the_best_leads_of_a_part_take_their_share_of_a_tie() -> None:
    """A quarter of 8 is 2: the best one, won, and one of four that are alike, of which 2 won."""
    assert held_out([9, 5, 5, 5, 5, 1, 1, 1], [1, 1, 1, 0, 0, 0, 0, 0]).best(0.25) == (2, 1.5)


def test_leads_are_counted_by_the_written_card_and_winners_by_the_others() -> None:
    """10 of 100 leads have 7 points; of the best 10 elsewhere, of 20 alike, 8 in 20 won."""
    scores = np.array([7.0] * 10 + [3.0] * 90)
    held = kinds((60.0, 20, 8), (10.0, 80, 8))
    assert list(thresholds(scores, held)) == [Threshold(7, 0.1, 4 / 10, 4 / 16)]


def test_stages_part_the_leads() -> None:
    scores = np.repeat([9.0, 6.0, 2.0, 0.0], [200, 250, 350, 200])
    held = kinds((3, 200, 120), (2, 250, 50), (1, 550, 22))
    assert staged(scores, held).stages == (
        Stage("Hot", 9, 0.2, 0.6), Stage("Warm", 6, 0.25, 0.2), Stage("Cold", None, 0.55, 0.04),
    )  # fmt: skip
    assert staged(scores, held).missing == ()


def test_too_few_scores_make_fewer_stages() -> None:
    """A third has the most points, and the next bar would let nearly all through."""
    scores = np.repeat([6.0, 1.0, 0.0], [330, 550, 120])
    found = staged(scores, kinds((6, 330, 200), (1, 670, 100)))
    assert [(one.name, one.score) for one in found.stages] == [("Warm", 6), ("Cold", None)]
    ((name, why),) = found.missing
    assert name == "Hot"
    assert why == "there are too few different scores for a bar that lets 2% to 25% through"


def test_leads_that_win_as_often_are_of_one_stage() -> None:
    scores = np.repeat([9.0, 6.0, 2.0], [200, 300, 500])
    found = staged(scores, kinds((3, 200, 120), (2, 300, 30), (1, 500, 50)))
    assert [one.name for one in found.stages] == ["Hot", "Cold"]
    assert [name for name, _ in found.missing] == ["Warm"]


def test_the_smallest_card_that_is_as_good_is_taken() -> None:
    """Two are alike but for a pair of leads; a third knows nothing."""
    won = [0, 1] * 100
    blind = held_out([1.0] * 200, won)
    good = [float(w + i % 3) for i, w in enumerate(won)]
    best = [*good[:-2], 0.0, 9.0]
    cards = [blind, held_out(good, won), held_out(best, won)]
    assert cards[2].auc.value > cards[1].auc.value
    assert fewest(cards) == 1
    assert fewest(cards[::2]) == 1


@pytest.mark.parametrize(("tied", "taken"), [(40, 0), (80, 1)])
def test_a_difference_that_nobody_sees_is_none(tied: int, taken: int) -> None:
    """So many winners of 2,000 tie with as many of 2,000 others: half of 1,600 pairs of 4,000,000
    are 0.0002 of AUC, and half of 6,400 are 0.0008. Both are sure."""
    won = [1] * 2000 + [0] * 2000
    tie = [1.0] * tied + [2.0] * (2000 - tied) + [1.0] * tied + [0.0] * (2000 - tied)
    better = [1.5] * tied + tie[tied:]
    cards = [held_out(tie, won), held_out(better, won)]
    assert cards[0].short_of(cards[1]).value == pytest.approx(tied**2 / 2 / 4_000_000)
    assert cards[0].short_of(cards[1]).sure
    assert fewest(cards) == taken
