"""The figures of a review, against values worked out by hand and by other formulas."""

from __future__ import annotations

import doctest
import math
import random
from importlib import import_module
from itertools import product

import pytest
from leadscore.runtime.review.bands import Band, Rise, bands, rise
from leadscore.runtime.review.calibration import Worth, beyond_chance, expected, worth
from leadscore.runtime.review.ranking import Cell, Joint, auc, auc_lost, cells, total
from leadscore.runtime.review.rates import (
    Estimate,
    Interval,
    Rate,
    difference_z,
    holm,
    ratio,
    wilson,
)
from leadscore.runtime.review.result import RuleFigures, Wear
from leadscore.runtime.review.thresholds import all_thresholds, capacity, thresholds
from leadscore.runtime.review.told_parts import _still_worth
from leadscore.runtime.review.words import few


@pytest.mark.parametrize(
    "module",
    ["rates", "ranking", "bands", "thresholds", "calibration", "traits", "words", "told_rules"],
)
def test_the_examples_of_the_modules(module: str) -> None:
    found = doctest.testmod(import_module(f"leadscore.runtime.review.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


# ---------------------------------------------------------------- rates


def test_wilson_against_its_equation() -> None:
    """Both ends solve (p - share)² = z² p (1 - p) / n."""
    z = 1.959963984540054
    for won, leads in [(1, 10), (29, 30), (163, 1000)]:
        found = wilson(won, leads)
        for p in (found.low, found.high):
            assert (p - won / leads) ** 2 == pytest.approx(z * z * p * (1 - p) / leads)
        assert found.low < won / leads < found.high


def test_wilson_of_all_or_none() -> None:
    # with no winner the upper end is z² / (n + z²)
    assert wilson(0, 20).high == pytest.approx(3.841459 / 23.841459)
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).low == pytest.approx(20 / 23.841459)
    assert wilson(20, 20).high == 1


def test_a_ratio_by_hand() -> None:
    # 20 of 50 and 10 of 100: 4 times; error² = 1/20 - 1/50 + 1/10 - 1/100 = 0.12
    found = ratio(Rate(20, 50), Rate(10, 100))
    assert found is not None
    assert found.value == pytest.approx(4)
    reach = 1.959964 * math.sqrt(0.12)
    assert found.interval.low == pytest.approx(4 * math.exp(-reach))
    assert found.interval.high == pytest.approx(4 * math.exp(reach))
    assert found.unlike_one


def test_ratios_at_the_edge() -> None:
    assert ratio(Rate(0, 0), Rate(1, 2)) is None
    assert ratio(Rate(0, 5), Rate(0, 9)) is None
    none = ratio(Rate(0, 40), Rate(50, 100))
    assert none is not None
    assert none.value == 0
    assert 0 < none.interval.low < none.interval.high < 1
    only = ratio(Rate(5, 10), Rate(0, 90))
    assert only is not None
    # (5.5 / 10.5) / (0.5 / 90.5)
    assert only.value == pytest.approx(94.8095, abs=1e-3)
    assert only.interval.low > 1


def test_small_numbers() -> None:
    assert Rate(15, 29).small
    assert Rate(9, 299).small
    assert not Rate(9, 300).small
    assert Rate(190, 199).small
    assert Rate(495, 500).scarce
    assert not Rate(10, 30).small


def test_holm_stops_at_the_first_that_falls() -> None:
    # 0.013 ≤ 0.05/3, 0.03 > 0.05/2: so 0.04 does not stand either
    assert holm([0.04, 0.013, 0.03]) == [False, True, False]
    assert holm([]) == []


# ---------------------------------------------------------------- ranking


def leads(seed: int, number: int, scores: int) -> list[tuple[int, bool]]:
    random_ = random.Random(seed)
    made = [(random_.randrange(scores), random_.random()) for _ in range(number)]
    return [(score, chance < 0.1 + 0.5 * score / scores) for score, chance in made]


def counted(found: list[tuple[int, bool]]) -> tuple[Cell, ...]:
    return cells((score, int(won), int(not won)) for score, won in found)


def pairs(a: float, b: float) -> float:
    return 1.0 if a > b else 0.5 if a == b else 0.0


@pytest.mark.parametrize("seed", range(5))
def test_auc_is_the_share_of_pairs_in_order(seed: int) -> None:
    made = leads(seed, 80, 7)
    won, lost = [s for s, w in made if w], [s for s, w in made if not w]
    right = sum(pairs(a, b) for a, b in product(won, lost))
    found = auc(counted(made))
    assert found is not None
    assert found.value == pytest.approx(right / len(won) / len(lost))


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_auc_is_delongs(seed: int) -> None:
    """Each winner's share of beaten losers, each loser's share of winners that beat it: the
    variances of their means, summed."""
    made = leads(seed, 200, 12)
    won, lost = [s for s, w in made if w], [s for s, w in made if not w]
    v10 = [sum(pairs(a, b) for b in lost) / len(lost) for a in won]
    v01 = [sum(pairs(a, b) for a in won) / len(won) for b in lost]

    def variance(values: list[float]) -> float:
        middle = sum(values) / len(values)
        return sum((v - middle) ** 2 for v in values) / (len(values) - 1) / len(values)

    error = math.sqrt(variance(v10) + variance(v01))
    found = auc(counted(made))
    assert found is not None
    odds = math.log(found.value / (1 - found.value))
    high = odds + 1.959964 * error / found.value / (1 - found.value)
    assert found.interval.high == pytest.approx(1 / (1 + math.exp(-high)))


def test_auc_needs_winners_and_others() -> None:
    assert auc(cells([(1, 5, 0)])) is None
    assert auc(()) is None


def test_perfect_order_of_few_is_not_sure() -> None:
    found = auc(cells([(1, 0, 3), (2, 3, 0)]))
    assert found is not None
    assert found.value == 1
    assert found.interval.high == 1
    assert found.interval.low < 0.9


def test_what_auc_loses_is_the_difference_of_both() -> None:
    random_ = random.Random(7)
    made = [(s, max(0, s - random_.choice([0, 0, 5])), w) for s, w in leads(3, 300, 20)]
    joint = [Joint(a, b, int(w), int(not w)) for a, b, w in made]
    found = auc_lost(joint)
    one, other = (
        auc(counted([(a, w) for a, _, w in made])),
        auc(counted([(b, w) for _, b, w in made])),
    )
    assert found is not None
    assert one is not None
    assert other is not None
    assert found.value == pytest.approx(one.value - other.value)
    wide = one.interval.high - one.interval.low
    assert 0 < found.interval.high - found.interval.low < wide


def test_the_same_score_loses_nothing() -> None:
    found = auc_lost([Joint(a, a, int(w), int(not w)) for a, w in leads(1, 50, 5)])
    assert found is not None
    assert (found.value, found.interval.low, found.interval.high) == (0, 0, 0)


# ---------------------------------------------------------------- bands


def test_bands_of_about_as_many_leads_that_begin_at_round_scores() -> None:
    found = bands([Cell(score, 1, 9) for score in range(3, 98)])
    assert [band.low for band in found] == [3, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert [band.high for band in found] == [9, 19, 29, 39, 49, 59, 69, 79, 89, 97]
    assert sum(band.rate.leads for band in found) == 950


def test_a_score_that_half_of_the_leads_have_is_one_band() -> None:
    found = bands([Cell(0, 10, 490), *(Cell(score, 1, 9) for score in range(1, 51))])
    assert (found[0].low, found[0].high, found[0].rate) == (0, 0, Rate(10, 500))
    assert len(found) <= 10
    assert all(band.rate.leads >= 25 for band in found)


def test_bands_of_hundredths() -> None:
    found = bands([Cell(100 * score + 37, 1, 9) for score in range(20)], unit=100, most=2)
    assert [band.low for band in found] == [37, 1000]


def test_a_rise() -> None:
    rates = [Rate(5, 100), Rate(15, 100), Rate(40, 100)]
    found = rise(rates)
    assert (found.verdict, found.wrong) == ("rises", ())
    # by hand: share .2, middle 1, sum of (place - 1) won = 35, error = √(.16 · 200) = 5.657
    assert found.trend == pytest.approx(35 / math.sqrt(32))


def test_a_lower_band_that_converts_better() -> None:
    found = rise([Rate(5, 200), Rate(90, 200), Rate(40, 200), Rate(95, 200)])
    assert found.verdict == "wrong"
    assert found.wrong == ((1, 2),)


def test_a_little_dip_is_left_to_chance() -> None:
    assert rise([Rate(5, 100), Rate(16, 100), Rate(15, 100), Rate(40, 100)]).verdict == "rises"


@pytest.mark.parametrize(
    ("rates", "verdict"),
    [
        ([Rate(40, 100), Rate(5, 100)], "falls"),
        ([Rate(40, 100), Rate(41, 100)], "flat"),
        ([Rate(1, 5), Rate(2, 5)], "few"),
        ([Rate(20, 100)], "few"),
        ([Rate(0, 100), Rate(0, 100)], "few"),
        ([], "few"),
    ],
)
def test_verdicts(rates: list[Rate], verdict: str) -> None:
    found = rise(rates)
    assert isinstance(found, Rise)
    assert found.verdict == verdict


# ---------------------------------------------------------------- thresholds


def test_thresholds_by_hand() -> None:
    every = all_thresholds([Cell(10, 1, 9), Cell(20, 3, 3), Cell(30, 4, 0)])
    assert [(t.score, t.taken) for t in every] == [
        (30, Rate(4, 4)), (20, Rate(7, 10)), (10, Rate(8, 20)),
    ]  # fmt: skip
    assert every[1].winners == Rate(7, 8)
    assert every[1].lift == pytest.approx(0.7 / 0.4)
    assert every[1].share == 0.5


def test_too_many_thresholds_are_thinned() -> None:
    found = thresholds([Cell(score, 1, 1) for score in range(1000)])
    assert 40 <= len(found) <= 50
    assert [t.score for t in found] == sorted(t.score for t in found)


def test_what_sales_has_time_for() -> None:
    found = capacity([Cell(10, 4, 96), Cell(20, 10, 30), Cell(30, 12, 8)], 15, 4.0)
    assert found.chosen is not None
    assert found.next is not None
    # at 20 or more: 60 leads in 4 weeks are 15 a week, of which 22 / 4 win
    assert (found.chosen.score, found.leads, found.wins) == (20, 15, 5.5)
    assert found.next.taken.leads / 4 == 40
    assert found.wins_interval.low < 5.5 < found.wins_interval.high


def test_even_the_highest_score_is_too_much() -> None:
    found = capacity([Cell(10, 5, 95)], 50, None)
    assert found.chosen is None
    assert (found.leads, found.wins) == (0, 0)


# ---------------------------------------------------------------- calibration


def test_worth_never_falls() -> None:
    found = worth([Cell(0, 0, 10), Cell(1, 4, 6), Cell(2, 2, 8), Cell(3, 3, 7), Cell(4, 9, 1)])
    # 4, 2 and 3 of 10 are put together: 9 of 30
    assert found.scores == (0, 1, 4)
    assert found.shares == pytest.approx((0, 0.3, 0.9))
    assert [found.at(score) for score in (-5, 0, 2, 3, 4, 99)] == pytest.approx(
        [0, 0, 0.3, 0.3, 0.9, 0.9]
    )


def test_what_was_to_expect() -> None:
    by = worth([Cell(10, 10, 90), Cell(20, 50, 50)])
    found = expected([Cell(10, 30, 70)], by)
    # 100 leads at 10 %: 10, variance 9; 30 came
    assert (found.expected, found.variance) == pytest.approx((10, 9))
    assert found.z == pytest.approx(20 / 3)
    assert found.p < 1e-9
    assert beyond_chance([found, found]) == [True, True]
    assert found.ratio == pytest.approx(3)


def test_all_of_them_are_as_expected() -> None:
    found = counted(leads(5, 400, 30))
    one = expected(found, worth(found))
    assert one.expected == pytest.approx(total(found).won)
    assert one.p > 0.9


def test_of_little_nothing_is_said() -> None:
    found = expected([Cell(10, 3, 7)], worth([Cell(10, 1, 99)]))
    assert found.z > 9
    assert found.p == 1


def test_difference_of_nothing() -> None:
    assert difference_z(Rate(0, 0), Rate(3, 4)) == 0
    assert difference_z(Rate(0, 9), Rate(0, 4)) == 0


# ---------------------------------------------------------------- what is said of them


def wear(*came: tuple[int, float]) -> Wear:
    """Bands of 100 leads each of which so many won, where so many were to expect."""
    bands_ = [Band(i, i, Rate(won, 100)) for i, (won, _) in enumerate(came)]
    found = [
        expected([Cell(0, won, 100 - won)], Worth((0,), (share / 100,), (10**9,)), others=True)
        for won, share in came
    ]
    half = Estimate(0.7, Interval(0.6, 0.8))
    return Wear(
        "2026-01", half, half, 0.0, tuple(zip(bands_, found, beyond_chance(found), strict=True))
    )


@pytest.mark.parametrize(
    ("won", "verdict"),
    [
        # 50 to expect, standard error 5: likely are 40.2 to 59.8, so 40 to 60; of three bands,
        # Holm asks for 1/60 of the first, which is 2.39 errors
        ((50, 60), "Yes: "),
        ((50, 61), "No sign against it beyond chance, but 1 of 3 bands lies outside"),
        # two of three by chance: 3 × 0.05² × 0.95 + 0.05³ = 0.7 %
        ((39, 61), "Not quite: 2 of 3 bands lie outside"),
        ((50, 62), "Not in 1 of 3 bands"),
    ],
)
def test_whether_a_score_is_worth_what_it_was_follows_the_figures(
    won: tuple[int, int], verdict: str
) -> None:
    said, tone = _still_worth(wear((50, 50), *((one, 50) for one in won)))
    assert said.startswith(verdict)
    assert (tone == "good") == verdict.startswith("Yes")


def test_few_leads_without_a_rule_are_small_numbers() -> None:
    """Of 2,337 leads all but 3 have its points."""
    many, three = Rate(900, 2334), Rate(1, 3)
    found = RuleFigures("g", "Nearly all", many, three, ratio(many, three), None, 10, 10, ())
    assert found.small
    assert few(many, three) == "small numbers"
    assert few(many, Rate(900, 2334)) == ""
    assert few(many, Rate(0, 0)) == "", "there is nothing to compare"
