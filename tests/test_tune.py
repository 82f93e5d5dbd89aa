"""`learn --keep`: rules kept, and only points changed that history says should be others."""

# ruff: noqa: E402 - without its packages nothing of it can be imported

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pytest
from extras import need

need("sklearn", "learn")

from leadscore.runtime.learn.measures import Gain, Interval, auc, gain
from leadscore.runtime.rules import load
from leadscore.runtime.tune.literals import Literal, literals
from leadscore.runtime.tune.measured import Measured, Slope, spelled
from leadscore.runtime.tune.search import Change, _able, path, scores
from leadscore.runtime.tune.tuned import Tried, _fewest, _Fold
from learning import write_csv
from project import invoke

DATA = """\
leads from "leads.csv", one per id
  size    number
  source  text
  noise   yes/no

"""
SCORE = 'score "Kept"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leadscore.toml").touch()
    return tmp_path


def leads(chance: Callable[[int, str], float], number: int = 1500) -> None:
    """Half are large, a third come by referral; a coin is noise."""
    dice = Random(5)
    rows = []
    for i in range(number):
        size, source = dice.choice([10, 500]), dice.choice(["Referral", "Search", "Advert"])
        noise = dice.choice(["yes", "no"])
        rows.append([f"K{i}", size, source, noise, int(dice.random() < chance(size, source))])
    write_csv(Path("leads.csv"), ("id", "size", "source", "noise", "bought"), rows)


def by_size(size: int, source: str) -> float:
    return 0.6 if size == 500 else 0.1


def rules(text: str, name: str = "rules.score") -> None:
    Path(name).write_text(SCORE + DATA + text, "utf-8")


def keep(*words: str, name: str = "rules.score"):  # type: ignore[no-untyped-def]
    return invoke("learn", "--keep", name, "--outcome", "bought", *words)


OVERPAID = """\
group g
  +3 when size is at least 100 because "Large"  # agreed
  +20 when noise because "A coin"
  points by source because "Source"
    +1 for "Referral"
    -1 for "Advert"
"""


def test_only_the_points_that_history_contradicts_are_changed() -> None:
    """Size alone tells who buys: a coin must not outweigh it, and no row of the table matters."""
    leads(by_size)
    rules(OVERPAID)
    done = keep("-o", "tuned.score")
    assert done.exit_code == 0, done.stderr
    old, new = (Path(name).read_text().splitlines() for name in ("rules.score", "tuned.score"))
    changed = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    assert 1 <= len(changed) <= 2
    assert all("Large" in new[i] or "A coin" in new[i] for i in changed)
    assert all("was +" in new[i] and " won (" in new[i] for i in changed)
    assert invoke("check", "tuned.score").exit_code == 0
    large, coin = (_points(new, word) for word in ("Large", "A coin"))
    assert large > coin


def _points(lines: list[str], word: str) -> int:
    return int(next(line for line in lines if word in line).split()[0])


def test_a_remark_that_is_there_is_kept() -> None:
    leads(by_size)
    rules(
        'group g\n  +20 when noise because "A coin"  # since May\n  +2 when size is at least 100  # since May\n'
    )
    keep("-o", "tuned.score")
    text = Path("tuned.score").read_text()
    assert "# since May; was +" in text


def test_what_the_file_says_is_what_the_evaluator_gives() -> None:
    """The AUC told of all leads is that of the written rules, limits and all."""
    leads(by_size)
    rules(OVERPAID.replace("group g", "group g, at most 21 points"))
    done = keep("-o", "tuned.score", "--format", "json")
    told = json.loads(done.stdout)["all_leads"]["auc"]
    for name, value in (("rules.score", told["before"]), ("tuned.score", told["after"])):
        invoke("run", name, "-o", "out.csv", "--format", "json")
        given = dict(line.split(",")[:2] for line in Path("out.csv").read_text().splitlines()[1:])
        ended = [line.split(",") for line in Path("leads.csv").read_text().splitlines()[1:]]
        scores = np.array([float(given[row[0]]) for row in ended])
        assert value == pytest.approx(auc(scores, np.array([row[-1] == "1" for row in ended])))


def test_rules_that_are_right_are_left_alone() -> None:
    leads(by_size)
    rules('group g\n  +20 when size is at least 100 because "Large"\n')
    done = keep("-o", "tuned.score")
    assert done.exit_code == 1
    assert "Nothing: no other points" in done.stdout
    assert not Path("tuned.score").exists()


def test_pure_chance_changes_nothing() -> None:
    leads(lambda size, source: 0.3)
    rules(OVERPAID)
    assert keep("-o", "tuned.score").exit_code == 1
    assert not Path("tuned.score").exists()


def test_rows_stay_in_their_order_and_on_their_side(here: Path) -> None:
    leads(by_size, 50)
    rules('points by source because "S"\n'.join(["group g\n  ", '    +9 for "Referral"\n    +4 for "Search"\n    -2 for "Advert"\n']))  # fmt: skip
    found = list(literals(load("rules.score").model))
    assert [(one.row, one.value) for one in found] == [(0, 9), (1, 4), (2, -2)]
    values = [[int(one.value) for one in _able(found, place, ())] for place in range(3)]
    # 9 may fall to 4 and rise to twice the most; 4 lies between 1 and 9; -2 is below both.
    assert values[0] == [8, 10, 7, 11, 6, 12, 4, 14, 17]
    assert values[1] == [3, 5, 2, 6, 1, 7, 9]
    assert values[2] == [-1, -3, -4, -5, -7, -10, -14]


def test_the_gain_of_one_score_over_another() -> None:
    won = np.array([False, False, True, True] * 25)
    blind, seeing = np.zeros(100), won.astype(float)
    assert gain(blind, seeing, won).value == pytest.approx(0.5)
    assert gain(seeing, seeing, won).value == 0
    assert not gain(seeing, seeing, won).sure
    assert not gain(seeing, blind, won).sure


def test_points_are_spelled_with_their_sign() -> None:
    assert [spelled(Decimal(x)) for x in ("10", "-2.50", "100")] == ["+10", "-2.5", "+100"]


def test_points_of_used_files_are_left() -> None:
    leads(by_size)
    Path("data.score").write_text(DATA, "utf-8")
    Path("rules.score").write_text('use "data.score"\n' + SCORE + OVERPAID, "utf-8")
    found: list[Literal] = list(literals(load("rules.score").model))
    assert [int(one.value) for one in found] == [3, 20, 1, -1]
    (Path.cwd() / "elsewhere").mkdir()
    done = keep("-o", "elsewhere/tuned.score")
    assert done.exit_code == 2
    assert "name a file in the folder of" in done.stderr
    assert not Path("elsewhere/tuned.score").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rules", "3"], "`--rules` is for new ones"),
        (["--group", "a=b"], "`--group` is for new ones"),
        (["--key", "id"], "`--key` is for new ones"),
        (["--outcome-at", "x"], "needs the moment"),
    ],
)
def test_options_that_make_no_sense(words: list[str], told: str) -> None:
    leads(by_size, 60)
    rules(OVERPAID)
    done = keep(*words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_file_without_points() -> None:
    leads(by_size)
    rules("")
    assert "no points to tune are written in this file" in keep().stderr


# ---------------------------------------------------------------- the search by itself


def made(won: np.ndarray, slope: np.ndarray, high: float = np.inf) -> Measured:
    """One group with one rule, +5 for some of the leads, that is limited."""
    leads(by_size, 50)
    rules('group g\n  +5 when noise because "A coin"\n')
    (literal,) = literals(load("rules.score").model)
    has = np.flatnonzero(slope)
    points = 5 * slope
    return Measured(
        won, np.minimum(points, high), [points], [(-np.inf, high), (-np.inf, np.inf)],
        [literal], [Slope(has, slope[has])],
    )  # fmt: skip


def test_more_points_end_at_the_limit_of_the_group() -> None:
    found = made(np.array([True, False, False]), np.array([1.0, 0.0, 2.0]), high=12)
    assert scores(found, []).tolist() == [5, 0, 10]
    assert scores(found, [Change(0, Decimal(8))]).tolist() == [8, 0, 12]


def test_a_change_that_chance_may_have_made_is_none() -> None:
    dice = np.random.default_rng(2)
    slope, won = (dice.random(400) < 0.5).astype(float), dice.random(400) < 0.4
    assert path(made(won, slope), np.arange(400)) == []


def test_a_gain_that_is_not_sure_chooses_no_change() -> None:
    won = np.array([True, False] * 20)
    fold = _Fold(np.zeros(40), won)
    doubtful, sure = Gain(0.01, 0.02), Gain(0.1, 0.01)
    none = (Tried(0, Interval(0.6, 0.5, 0.7), Gain(0, 0)), [fold])
    assert _fewest([none, (Tried(1, Interval(0.61, 0.5, 0.7), doubtful), [fold])]) == 0
    assert _fewest([none, (Tried(1, Interval(0.7, 0.6, 0.8), sure), [fold])]) == 1
