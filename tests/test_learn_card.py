"""Learned cards: what they find, what they leave, and that the rule file gives the same scores."""

# ruff: noqa: E402 - without its packages nothing of it can be imported

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from extras import need

need("sklearn", "learn")

import duckdb
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leadscore.compiler.own_moment import OwnMoment
from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import lint
from leadscore.dsl.terms import DAY
from leadscore.runtime.history.asked import Asked
from leadscore.runtime.job.run import run
from leadscore.runtime.learn.asked import Group
from leadscore.runtime.learn.card import Card
from leadscore.runtime.learn.codes import said_of_codes
from leadscore.runtime.learn.event_features import of_events
from leadscore.runtime.learn.figures import figures, folds
from leadscore.runtime.learn.frame import Choice, Frame
from leadscore.runtime.learn.history import Happened
from leadscore.runtime.learn.leaks import Leak, leaks
from leadscore.runtime.learn.tallies import Tallies, counting_later, tallied
from leadscore.runtime.learn.write import Sheet, text_of
from leadscore.runtime.rules import load
from learning import (
    AS_OF,
    amount,
    asked,
    card_of,
    choice,
    data_of,
    everyone,
    flag,
    history,
    scores_by,
    whole,
    write_csv,
    written,
)

LEADS = 2_000


def planted(seed: int = 1, noise: int = 10) -> Frame:
    """Whoever has more than 50 of `size` buys twice as often; all else means nothing."""
    dice = np.random.default_rng(seed)
    size = dice.integers(0, 100, LEADS)
    won = dice.random(LEADS) < np.where(size >= 50, 0.4, 0.2)
    found = [amount("size", size.tolist())]
    found += [amount(f"n{i}", dice.normal(size=LEADS).round(2).tolist()) for i in range(noise)]
    others = [choice(f"c{i}", "abcdef", dice.integers(0, 6, LEADS).tolist()) for i in range(noise)]
    return Frame((*found, *others), won)


def zero(card: Card) -> list[int]:
    return [int(points.min()) for points in card.points]


# ---------------------------------------------------------------- what is found


def test_a_planted_effect_is_found_and_noise_is_not() -> None:
    card = card_of(planted(0))
    assert asked(card) == ["size"]
    (rule,), (points,) = card.rules, card.points
    cut = rule.block.rows[1].low  # type: ignore[union-attr]
    assert 45 <= int(cut or 0) <= 55
    assert points[0] < 0 < points[-2]


def test_beside_a_planted_effect_noise_seldom_gets_a_rule() -> None:
    """Twenty columns of noise, ten times: a rule of noise in every other card at most."""
    found = [asked(card_of(planted(seed))) for seed in range(10)]
    assert all(sources[0] == "size" for sources in found)
    assert sum(len(sources) - 1 for sources in found) <= 5


@pytest.mark.parametrize("seed", range(5))
def test_in_noise_alone_there_is_nothing(seed: int) -> None:
    """With one chance in twenty there is; not so with these seeds."""
    frame = planted(seed + 10)
    won = np.random.default_rng(seed).permutation(frame.won)
    assert card_of(replace(frame, won=won)).rules == ()


def test_no_more_rules_than_are_asked_for() -> None:
    dice = np.random.default_rng(2)
    flags = dice.random((6, LEADS)) < 0.5
    won = dice.random(LEADS) < 0.1 + 0.12 * flags.sum(0)
    frame = Frame(tuple(flag(f"f{i}", f.tolist()) for i, f in enumerate(flags)), won)
    assert len(card_of(frame).rules) == 6
    sizes = (2, 4, 6)
    from leadscore.runtime.learn.asked import Wishes
    from leadscore.runtime.learn.card import learn

    assert [len(c.rules) for c in learn(frame, everyone(frame), Wishes(), sizes)] == [2, 4, 6]


def test_the_same_data_give_the_same_card() -> None:
    first, second = card_of(planted()), card_of(planted())
    assert [p.tolist() for p in first.points] == [p.tolist() for p in second.points]


def test_a_card_learns_only_from_its_own_leads() -> None:
    """Outcomes of the others may be anything."""
    from leadscore.runtime.learn.asked import Wishes
    from leadscore.runtime.learn.card import learn

    frame = planted()
    train, test = next(folds(frame))
    won = frame.won.copy()
    won[test] = ~won[test]
    cards = [learn(f, train, Wishes(), (5,))[0] for f in (frame, replace(frame, won=won))]
    assert cards[0].scores(test).tolist() == cards[1].scores(test).tolist()


# ---------------------------------------------------------------- what it must be like


def test_points_rise_where_they_have_to() -> None:
    """Rates of 10, 40, 20 and 50 %: free, the points turn; rising, they do not."""
    dice = np.random.default_rng(3)
    band = dice.integers(0, 4, LEADS)
    won = dice.random(LEADS) < np.array([0.1, 0.4, 0.2, 0.5])[band]
    frame = Frame((amount("visits", band.tolist()),), won)
    free = card_of(frame)
    bands = free.points[0][:-1].tolist()
    assert bands != sorted(bands)
    rising = card_of(frame, directions={"visits": "rising"})
    bands = rising.points[0][:-1].tolist()
    assert bands == sorted(bands)
    assert bands[0] < bands[-1]


def test_points_have_the_sign_that_they_must_have() -> None:
    frame = planted()
    plus = card_of(frame, signs={"size": "plus"})
    minus = card_of(frame, signs={"size": "minus"})
    assert min(map(int, plus.points[0])) == 0 < max(map(int, plus.points[0]))
    assert max(map(int, minus.points[0])) == 0 > min(map(int, minus.points[0]))


@pytest.mark.parametrize(
    ("share", "more", "direction", "fits"),
    [
        (0.3, 0.5, "rising", True), (0.3, 0.5, "falling", False),
        (0.3, 0.1, "rising", False), (0.3, 0.1, "falling", True),
        # the rule speaks of the rarer leads, those for which it does not hold
        (0.7, 0.5, "rising", True), (0.7, 0.5, "falling", False),
    ],
)  # fmt: skip
def test_what_holds_is_more_than_what_does_not(
    share: float, more: float, direction: str, fits: bool
) -> None:
    """Others win in 25 of 100 cases."""
    dice = np.random.default_rng(5)
    holds = dice.random(LEADS) < share
    won = dice.random(LEADS) < np.where(holds, more, 0.25)
    card = card_of(Frame((flag("asked", holds.tolist()),), won), directions={"asked": direction})
    assert asked(card) == (["asked"] if fits else [])
    for points in card.points:
        yes, no = points.tolist()
        assert yes >= no if direction == "rising" else yes <= no


def test_an_event_gives_no_points_that_it_must_not() -> None:
    """A visit makes buyers, lately above all; falling, nothing of it may be told."""
    dice = np.random.default_rng(6)
    leads = np.arange(LEADS)
    came = dice.random(LEADS) < 0.5
    won = dice.random(LEADS) < np.where(came, 0.5, 0.2)
    age = dice.integers(0, 20, LEADS) * DAY
    happened = Happened(
        ("visit", "mail"), np.concatenate([np.zeros(came.sum(), int), np.ones(LEADS, int)]),
        np.concatenate([leads[came], leads]), np.concatenate([age[came], age]),
    )  # fmt: skip
    frame = Frame(tuple(of_events(happened, LEADS)), won)
    assert "visit" in asked(card_of(frame))
    assert asked(card_of(frame, directions={"visit": "rising"}))[0] == "visit"
    assert {"visit", "event"}.isdisjoint(asked(card_of(frame, directions={"visit": "falling"})))


def test_a_condition_of_the_wrong_sign_gets_no_rule() -> None:
    dice = np.random.default_rng(4)
    holds = dice.random(LEADS) < 0.3
    won = dice.random(LEADS) < np.where(holds, 0.5, 0.2)
    frame = Frame((flag("asked", holds.tolist()),), won)
    assert asked(card_of(frame, signs={"asked": "plus"})) == ["asked"]
    assert asked(card_of(frame, signs={"asked": "minus"})) == []


def test_no_row_gives_more_than_the_most_points() -> None:
    for most in (3, 20, 100):
        (points,) = card_of(planted(0), most_points=most).points
        assert max(abs(points)) == most


def test_a_group_keeps_its_limits() -> None:
    """Six conditions, each worth 20 points or so, in a group that gives at most 30."""
    dice = np.random.default_rng(2)
    flags = dice.random((6, LEADS)) < 0.5
    won = dice.random(LEADS) < 0.1 + 0.12 * flags.sum(0)
    frame = Frame(tuple(flag(f"f{i}", f.tolist()) for i, f in enumerate(flags)), won)
    group = Group("who", frozenset(f"f{i}" for i in range(6)), None, 30)
    card = card_of(frame, groups=(group,))
    scores = card.scores(everyone(frame))
    assert scores.max() == 30
    assert sum(int(points.max()) for points in card.points) > 30


def test_limits_that_bite_are_written_and_hold(tmp_path: Path) -> None:
    dice = Random(9)
    rows = []
    for i in range(1_500):
        flags = [dice.random() < 0.4 for _ in range(4)]
        rows.append([f"K{i}", *("yes" if f else "no" for f in flags), int(dice.random() < 0.1 + 0.2 * sum(flags))])  # fmt: skip
    data = data_of(write_csv(tmp_path / "leads.csv", ("id", "a", "b", "c", "d", "bought"), rows))
    group = Group("acts", frozenset("abcd"), None, 30)
    card, frame, declared = whole(data, groups=(group,))
    text = text_of(Sheet(card, (group,), frame, declared, (None,), (), ()))
    assert 'group acts "Acts", at most 30 points' in text
    assert lint(check(tmp_path / "c.score", text=text)) == ()
    assert scores_by(text, data, tmp_path, "duckdb") == card.scores(everyone(frame)).tolist()


# ---------------------------------------------------------------- leaks


def test_a_text_of_nearly_all_winners_is_told() -> None:
    won = np.arange(400) % 4 == 0
    codes = np.where(won, 0, 1 + np.arange(400) % 2)
    (found,) = leaks(Frame((choice("Tags", ["Closed", "Ringing", "Busy"], codes.tolist()),), won))
    assert found.source == "Tags"
    assert "`Closed` holds 100% of the winners, and 100% of its leads won" in found.why


def test_a_column_filled_for_winners_is_told() -> None:
    won = np.arange(400) % 4 == 0
    values = np.where(won, 5.0, np.nan)
    (found,) = leaks(Frame((amount("revenue", values.tolist()),), won))
    assert found.why == "100% of the leads where it is known won"


def test_a_column_that_alone_decides_is_told() -> None:
    dice = np.random.default_rng(5)
    won = dice.random(1_000) < 0.3
    values = dice.normal(size=1_000) + 3 * won
    (found,) = leaks(Frame((amount("index", values.tolist()),), won))
    assert "AUC of 0.9" in found.why


def test_a_name_may_tell() -> None:
    dice = np.random.default_rng(6)
    frame = Frame((amount("won_value", dice.normal(size=100).tolist()),), dice.random(100) < 0.3)
    (found,) = leaks(frame)
    assert "by the name, filled in" in found.why


@pytest.mark.parametrize(
    ("name", "why"),
    [("Lead Quality", "an opinion"), ("asymmetrique_score", "an opinion"),
     ("Last Notable Activity", "the last that was seen"), ("Scoreboard visits", None),
     ("last_name", None)],
)  # fmt: skip
def test_opinions_and_what_was_seen_last_are_told_if_they_tell_anything(
    name: str, why: str | None
) -> None:
    dice = np.random.default_rng(7)
    won = dice.random(1_000) < 0.3
    telling = Frame((amount(name, (dice.normal(size=1_000) + won).tolist()),), won)
    blind = Frame((amount(name, dice.normal(size=1_000).tolist()),), won)
    assert [why in leak.why for leak in leaks(telling)] == ([True] if why else [])  # type: ignore[operator]
    assert list(leaks(blind)) == []


def test_an_honest_column_is_not_told() -> None:
    assert list(leaks(planted())) == []


# ---------------------------------------------------------------- figures


def test_figures_of_a_leak_of_the_outcome_into_noise_stay_honest() -> None:
    """Forty columns of noise and few leads: learned and judged on the same ones a card would look
    good; held out it is a toss-up."""
    dice = np.random.default_rng(7)
    columns = [amount(f"n{i}", dice.normal(size=200).round(2).tolist()) for i in range(40)]
    frame = Frame(tuple(columns), dice.random(200) < 0.5)
    from leadscore.runtime.learn.asked import Wishes

    found = figures(frame, Wishes(), (3,))
    assert found.cards[0].auc.low <= 0.5
    assert set(found.others) == {"logistic regression", "gradient boosting"}


# ---------------------------------------------------------------- the file


def test_the_file_says_what_was_learned(tmp_path: Path) -> None:
    """Two kinds of 40 leads each: of `a` 30 win, of `b` 10. The mean logit is 0."""
    rows = [[f"K{i}", "ab"[i % 2], int(i % 8 in (0, 2, 4, 1))] for i in range(80)]
    leads = write_csv(tmp_path / "leads.csv", ("id", "Kind of Lead", "bought"), rows)
    card, frame, declared = whole(data_of(leads))
    assert written(card, frame, declared, stages=False) == (
        'score "Learned lead score"\n'
        '  points by kind_of_lead because "Kind of Lead"\n'
        '    +20 for "a"  # 75% of 40 won (60 to 86%), 1.5 times, few leads\n'
        '    -20 for "b"  # 25% of 40 won (14 to 40%), 0.5 times, few leads\n'
        "\n"
        "leads, one per id\n"
        '  kind_of_lead  text  from "Kind of Lead"\n'
    )


HOSTILE = [
    'say "hi"', "back\\slash", "# no comment", "a, b or c", "“curly”", "it's", "new\nline", "tab\t",
    " spaces ", "+20 when employees", "🙂", "ß", "İstanbul", "x" * 200, "{{ braces }}", "'; DROP TABLE",
    "10", "otherwise", "unknown", "N/A", "-", "é", "é",
]  # fmt: skip


def test_hostile_values_stay_values(tmp_path: Path) -> None:
    dice = Random(1)
    rows = []
    for i in range(2_000):
        place = dice.randrange(len(HOSTILE))
        won = int(dice.random() < 0.1 + 0.8 * place / len(HOSTILE))
        rows.append([f"K{i}", HOSTILE[place], f"{HOSTILE[-place]};api;{place}", won])
    header = ["id", 'a "col" # umn', "Liste, usw.", "bought"]
    data = data_of(write_csv(tmp_path / "leads.csv", header, rows))
    card, frame, declared = whole(data)
    text = written(card, frame, declared)
    assert [(d.code, d.title) for d in lint(check(tmp_path / "c.score", text=text))] == []
    expected = card.scores(everyone(frame)).tolist()
    assert len(set(expected)) > 5
    for engine in ("python", "duckdb"):
        assert scores_by(text, data, tmp_path, engine) == expected


def test_a_semicolon_file_with_dots_in_names(tmp_path: Path) -> None:
    dice = Random(2)
    rows = []
    for i in range(800):
        rate, job = (
            round(dice.uniform(-3.4, 1.4), 1),
            dice.choice(["admin.", "blue-collar", "unknown"]),
        )
        won = (
            "yes" if dice.random() < (0.6 if rate < -1 else 0.2) + 0.2 * (job == "admin.") else "no"
        )
        rows.append([i, job, rate, dice.choice([3, 6, 999]), won])
    header = ["id", "job", "emp.var.rate", "p days", "bought"]
    data = data_of(write_csv(tmp_path / "leads.csv", header, rows, ";"))
    card, frame, declared = whole(data)
    text = written(card, frame, declared)
    assert 'emp_var_rate  number  from "emp.var.rate"' in text
    assert lint(check(tmp_path / "c.score", text=text)) == ()
    expected = card.scores(everyone(frame)).tolist()
    for engine in ("python", "duckdb"):
        assert scores_by(text, data, tmp_path, engine, ";") == expected


def test_events_count_before_the_moment_only(tmp_path: Path) -> None:
    """Buyers look at prices before, everybody writes after they have decided."""
    dice = Random(3)
    leads, events = [], []
    for i in range(600):
        won = dice.random() < 0.4
        leads.append([f"K{i}", int(won)])
        for _ in range(dice.randrange(1, 4) * (2 if won else 1)):
            at = AS_OF - timedelta(days=dice.random() * 60)
            events.append([f"K{i}", at.replace(tzinfo=None, microsecond=0), "Price Page" if won or dice.random() < 0.3 else "Blog"])  # fmt: skip
        if won:
            events.append([f"K{i}", datetime(2026, 3, 2), "Contract"])
    path = write_csv(tmp_path / "leads.csv", ("id", "bought"), leads)
    done = write_csv(tmp_path / "events.csv", ("id", "at", "activity"), events)
    data = data_of(path, str(done), as_of=AS_OF)
    card, frame, declared = whole(data)
    assert card.rules
    assert "contract" not in {feature.source for feature in frame.features}
    text = written(card, frame, declared, events=1)
    assert lint(check(tmp_path / "c.score", text=text)) == ()
    expected = card.scores(everyone(frame)).tolist()
    for engine in ("python", "duckdb"):
        assert scores_by(text, data, tmp_path, engine) == expected


# 100 leads with 1 event, 30 with 2; at their moment each had one.
EACH = np.array([1] * 100 + [2] * 30)
LATER = np.array([0] * 100 + [1] * 30)


@pytest.mark.parametrize(
    ("values", "each", "later", "told"),
    [
        (EACH, EACH, LATER, True),
        # Six of 130 are wrong, 4.6%; seven are too many, and so are two of the 30.
        ([*EACH[:94], *[9] * 6, *EACH[100:]], EACH, LATER, True),
        ([*EACH[:93], *[9] * 7, *EACH[100:]], EACH, LATER, False),
        ([*EACH[:128], 9, 9], EACH, LATER, False),
        # Where it is not known, it says nothing.
        ([*[np.nan] * 50, *EACH[50:]], EACH, LATER, True),
        # It counts what was there by then.
        (EACH, EACH, np.zeros(130), False),
        (EACH - LATER, EACH, LATER, False),
        # Nearly all have one event, and nearly all have 1 there.
        ([1] * 130, np.array([1] * 125 + [2] * 5), LATER, False),
        ([1] * 125 + [2] * 5, np.array([1] * 125 + [2] * 5), LATER, False),
    ],
)
def test_a_column_that_counts_later_events_too(
    values: Sequence[float], each: np.ndarray, later: np.ndarray, told: bool
) -> None:
    frame = Frame((amount("n", values),), np.arange(130) % 2 == 0)
    found = Tallies(("visit",), each[None, :], later[None, :])
    why = "it counts the events of the leads, those after they were judged among them"
    assert list(counting_later(frame, found)) == ([Leak("n", why)] if told else [])


def test_events_are_tallied_by_kind_and_lead() -> None:
    """Of two leads the first has a visit and a later one, the second a later mail."""
    kind, lead, late = np.array([0, 0, 1]), np.array([0, 0, 1]), np.array([False, True, True])
    found = tallied(("visit", "mail"), kind, lead, late, 2)
    assert found.all.tolist() == [[2, 0], [0, 1]]
    assert found.later.tolist() == [[1, 0], [0, 1]]


def test_a_count_of_one_kind_of_event() -> None:
    frame = Frame((amount("n", EACH),), np.arange(130) % 2 == 0)
    both = np.stack([EACH * 3, EACH])
    found = list(counting_later(frame, Tallies(("mail", "visit"), both, np.stack([LATER, LATER]))))
    why = "it counts each `visit` of the leads, those after they were judged among them"
    assert found == [Leak("n", why)]


def test_each_lead_is_judged_at_its_own_moment(tmp_path: Path) -> None:
    """A week after they came; whoever had decided by then is left out."""
    rows = [[f"K{i}", "2026-01-01" if i % 2 else "2026-02-01", "2026-01-20" if i < 50 else "", i % 3 == 0] for i in range(200)]  # fmt: skip
    path = write_csv(tmp_path / "leads.csv", ("id", "came", "decided", "bought"), rows)
    done = [["K1", "2026-01-07", "visit"], ["K1", "2026-01-09", "visit"], ["K60", "2026-02-08", "visit"]]  # fmt: skip
    acts = write_csv(tmp_path / "events.csv", ("id", "at", "activity"), done)
    from leadscore.runtime.learn.declared import declare
    from leadscore.runtime.learn.history import read

    asked = Asked(OwnMoment("came", timedelta(days=7)), "bought", outcome_at="decided")
    data = replace(data_of(path, str(acts), as_of=AS_OF), asked=asked)
    found = read(data, declare(data))
    # Those with even numbers came on 1 February: of them 25 had decided by the 8th.
    assert found.left_out == {"known": 25}
    assert found.events is not None
    # One a day before the moment, one at it; the third is later.
    assert found.events.age.tolist() == [DAY, 0]


# ---------------------------------------------------------------- numbers that are codes

BUYERS = {"1": 60, "2": 10, "3": 55, "4": 12, "999": 30}
"""Of each hundred leads with that code."""


def coded_leads(spelled: Callable[[str], object]) -> list[list[object]]:
    cells = [(spelled(code), int(i < won)) for code, won in BUYERS.items() for i in range(100)]
    return [[f"K{i}", *cell] for i, cell in enumerate(cells)]


@pytest.mark.parametrize(
    ("type_", "code", "levels"),
    [
        (None, str, {"1", "2", "3", "4", "999"}),
        (None, lambda code: f"{code}.0", {"1.0", "2.0", "3.0", "4.0", "999.0"}),
        ("BIGINT", str, {"1", "2", "3", "4", "999"}),
        ("DOUBLE", str, {"1", "2", "3", "4", "999"}),
        ("DECIMAL(9, 2)", str, {"1", "2", "3", "4", "999"}),
    ],
)
def test_codes_are_read_as_texts(
    tmp_path: Path, type_: str | None, code: Callable[[str], object], levels: set[str]
) -> None:
    """A text file is read as it is spelled; a table of numbers has 1.0 for 1."""
    path = write_csv(tmp_path / "leads.csv", ("id", "Traffic", "bought"), coded_leads(code))
    if type_ is not None:
        columns = f"{{'id': 'VARCHAR', 'Traffic': '{type_}', 'bought': 'BIGINT'}}"
        table = duckdb.sql(f"SELECT * FROM read_csv('{path}', columns = {columns})")
        table.write_parquet(str(tmp_path / "leads.parquet"))
        path = tmp_path / "leads.parquet"
    data = data_of(path, as_text=("traffic",))
    card, frame, declared = whole(data)
    (feature,) = frame.features
    assert isinstance(feature, Choice)
    assert set(feature.levels) == levels
    text = written(card, frame, declared)
    assert "  traffic  text\n" in text
    assert lint(check(tmp_path / "c.score", text=text)) == ()
    rules, expected = tmp_path / "card.score", card.scores(everyone(frame)).tolist()
    assert len(set(expected)) > 2
    rules.write_text(text, "utf-8")
    for engine in ("python", "duckdb"):
        out = tmp_path / f"{engine}.csv"
        run(load(rules).plan, as_of=AS_OF, leads=str(path), engine=engine, out=out)  # type: ignore[arg-type]
        lines = out.read_text("utf-8").splitlines()
        place = lines[0].split(",").index("score")
        given = {line.split(",")[0]: int(line.split(",")[place]) for line in lines[1:]}
        assert [given[f"K{i}"] for i in range(500)] == expected


@pytest.mark.parametrize(
    ("shares", "step", "told"),
    [
        ((0.1, 0.6, 0.1, 0.6), 1, True),
        ((0.1, 0.2, 0.4, 0.7), 1, False),  # More of it is better.
        ((0.1, 0.6, 0.1, 0.6), 0.5, False),  # Halves are no codes.
    ],
)
def test_points_that_go_up_and_down_may_be_of_codes(
    shares: tuple[float, ...], step: float, told: bool
) -> None:
    values = [place * step for place in range(len(shares)) for _ in range(100)]
    won = [i < share * 100 for share in shares for i in range(100)]
    card = card_of(Frame((amount("a b", values),), np.array(won)))
    assert asked(card) == ["a b"]
    what = (
        "What `a b` is worth goes up and down with the number. If it holds codes rather than "
        "amounts: `--as-text 'a b'`."
    )
    assert list(said_of_codes(card)) == ([what] if told else [])


@pytest.mark.parametrize(("numbers", "told"), [(30, True), (31, False)])
def test_of_many_numbers_none_is_a_code(numbers: int, told: bool) -> None:
    """Those in the middle are better."""
    values = [n for n in range(numbers) for _ in range(40)]
    won = [i < (30 if 10 <= n < 20 else 4) for n in range(numbers) for i in range(40)]
    card = card_of(Frame((amount("n", values),), np.array(won)))
    assert bool(list(said_of_codes(card))) == told


# ---------------------------------------------------------------- the card equals the evaluator

CELLS = st.one_of(
    st.sampled_from(["", " ", "a", "A", "b ", "ß", "Select", "n/a", "x;y", "yes", "no", "é"]),
    st.integers(-50, 50).map(str),
    st.decimals(-10, 10, places=3).map(str),
)
COLUMNS: list[Callable[[Random], str]] = [
    lambda dice: str(dice.randrange(-5, 60)),
    lambda dice: f"{dice.gauss(0, 5):.3f}",
    lambda dice: dice.choice(["Search", "search", " Advert", "Referral", "", "Select"]),
    lambda dice: dice.choice(["yes", "No", "TRUE", "", "0"]),
    lambda dice: ";".join(dice.sample(["api", "sso", "Audit", "x"], dice.randrange(0, 4))),
    lambda dice: dice.choice(["2026-01-05", "2025-12-31", "", "2026-02-20"]),
]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6), weights=st.lists(st.integers(-3, 3), min_size=6, max_size=6),
    odd=st.lists(st.tuples(st.integers(0, 399), st.integers(0, 5), CELLS), max_size=30),
)  # fmt: skip
def test_the_file_scores_every_lead_as_the_card_does(
    seed: int, weights: list[int], odd: list[tuple[int, int, str]]
) -> None:
    dice = Random(seed)
    rows = [[made(dice) for made in COLUMNS] for _ in range(400)]
    for row, column, cell in odd:
        rows[row][column] = cell
    lines = []
    for i, row in enumerate(rows):
        pull = sum(w * (hash_of(cell) % 3) for w, cell in zip(weights, row, strict=True))
        lines.append([f"K{i}", *row, int(dice.gauss(pull, 1) > sum(weights))])
    if len({line[-1] for line in lines}) < 2 or not 20 <= sum(line[-1] for line in lines) <= 380:  # type: ignore[misc]
        return
    with tempfile.TemporaryDirectory() as folder:
        header = ("id", "visits", "Rate.x", "source", "opted in", "Interests", "came", "bought")
        path = write_csv(Path(folder) / "leads.csv", header, lines)
        data = data_of(path, as_of=AS_OF)
        card, frame, declared = whole(data)
        text = written(card, frame, declared, stages=False)
        assert lint(check(Path(folder) / "c.score", text=text)) == ()
        if card.rules:
            expected = card.scores(everyone(frame)).tolist()
            for engine in ("python", "duckdb"):
                assert scores_by(text, data, Path(folder), engine) == expected


def hash_of(text: str) -> int:
    return sum(map(ord, text.strip().lower()))


def test_history_makes_what_it_says(tmp_path: Path) -> None:
    """The helper itself: likely buyers buy more often."""
    path = history(tmp_path / "h.csv", 500, {"x": lambda dice, likely: round(likely * 10)})
    card, _, _ = whole(data_of(path))
    assert asked(card) == ["x"]
