"""`leadscore learn`: what it tells, what it writes, and how it refuses."""

# ruff: noqa: E402 - without its packages nothing of it can be imported

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from extras import need

need("sklearn", "learn")

from leadscore.runtime.history.doubts import MORE_TIME, SINCE_WHEN
from leadscore.runtime.learn import extra
from learning import history, write_csv
from project import invoke, typed, write_starter

COLUMNS = {
    "Visits": lambda dice, likely: int(likely * 8 + dice.random() * 4),
    "Source": lambda dice, likely: dice.choice(["Search", "Advert"]),
    "Tags": lambda dice, likely: "Closed" if likely > 0.8 else dice.choice(["Busy", "Ringing"]),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leadscore.toml").touch()
    history(tmp_path / "history.csv", 600, COLUMNS)
    return tmp_path


def learn(*words: str, leads: str = "history.csv", outcome: str = "bought"):  # type: ignore[no-untyped-def]
    return invoke("learn", "--leads", leads, "--key", "id", "--outcome", outcome, *words)


def refused(*words: str, leads: str = "history.csv", outcome: str = "bought") -> list[str]:
    done = learn(*words, leads=leads, outcome=outcome)
    assert done.exit_code == 2
    assert done.stdout == ""
    return done.stderr.splitlines()


def small(outcomes: Sequence[object], path: str = "small.csv") -> str:
    dice = Random(1)
    rows = [[f"K{i}", dice.randrange(9), outcome] for i, outcome in enumerate(outcomes)]
    write_csv(Path(path), ("id", "Visits", "bought"), rows)
    return path


# ---------------------------------------------------------------- what it does


def test_a_card_is_written_that_checks_and_runs() -> None:
    done = learn("--leave-out", "Tags", "-o", "card.score")
    assert done.exit_code == 0, done.stderr
    assert "→ card" in done.stdout
    assert "logistic regression" in done.stdout
    assert "written: card.score" in done.stderr
    text = Path("card.score").read_text()
    assert text.startswith("# Learned from history: 600 leads")
    assert 'leads from "history.csv", one per id' in text
    assert "Tags" not in text
    assert invoke("check", "card.score").exit_code == 0
    for engine in ("python", "duckdb"):
        assert invoke("run", "card.score", "--engine", engine).exit_code == 0


def test_the_same_history_gives_the_same_file() -> None:
    learn("-o", "one.score")
    learn("-o", "two.score")
    assert Path("one.score").read_bytes() == Path("two.score").read_bytes()


def test_without_a_file_to_write_nothing_is_written(here: Path) -> None:
    before = sorted(here.iterdir())
    done = learn()
    assert done.exit_code == 0
    assert "add `-o card.score`" in done.stderr
    assert sorted(here.iterdir()) == before


def test_a_leak_is_told_with_what_to_type() -> None:
    rows = [
        [f"K{i}", i % 7, "Closed" if i % 4 == 0 else "Busy", int(i % 4 == 0)] for i in range(400)
    ]
    write_csv(Path("leak.csv"), ("id", "Visits", "Tags", "bought"), rows)
    done = learn(leads="leak.csv")
    assert "`Tags` may be a leak: `Closed` holds 100% of the winners" in done.stdout
    assert "--leave-out Tags\n" in done.stdout


def test_the_figures_as_json_and_markdown() -> None:
    """The same figures in all forms: sizes with their AUC, and other methods on the same folds."""
    done = learn("--leave-out", "Tags", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["leads"], found["nothing_to_learn"]) == (600, False)
    chosen = [card for card in found["cards"] if card["chosen"]]
    assert [card["rules"] for card in chosen] == [1]
    auc = chosen[0]["auc"]
    assert 0.5 < auc["low"] < auc["value"] < auc["high"] < 1
    assert set(found["others"]) == {"logistic regression", "gradient boosting"}
    shown = learn("--leave-out", "Tags", "--format", "markdown").stdout
    assert shown.startswith("# Rules learned from history\n")
    assert "| **card** | **1** |" in shown
    assert f"{auc['value']:.3f}" in shown


def test_nothing_to_learn_is_told_to_programs_too() -> None:
    dice = Random(3)
    rows = [[f"K{i}", dice.randrange(9), dice.randrange(2)] for i in range(500)]
    write_csv(Path("noise.csv"), ("id", "Visits", "bought"), rows)
    done = learn("--format", "json", leads="noise.csv")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["nothing_to_learn"] is True


def test_nothing_to_learn_is_said_and_nothing_written() -> None:
    dice = Random(3)
    rows = [[f"K{i}", dice.randrange(9), dice.choice("ab"), dice.randrange(2)] for i in range(500)]
    write_csv(Path("noise.csv"), ("id", "Visits", "Source", "bought"), rows)
    done = learn("-o", "card.score", leads="noise.csv")
    assert done.exit_code == 1
    assert "There is nothing to learn here" in done.stdout
    assert not Path("card.score").exists()


def test_small_numbers_are_said_to_be_small() -> None:
    dice = Random(4)
    rows = [
        [f"K{i}", i % 2 * 5 + dice.randrange(3), int(i % 2 and dice.random() < 0.8)]
        for i in range(100)
    ]
    write_csv(Path("few.csv"), ("id", "Visits", "bought"), rows)
    done = learn("-o", "card.score", leads="few.csv")
    assert "Small numbers: only" in done.stdout
    assert "small numbers, loose figures" in Path("card.score").read_text()


def test_groups_with_limits() -> None:
    """Of a group of one table no row says more than its limit lets through."""
    words = ("--leave-out", "Tags", "--group", "web=Visits", "--limit", "web=-5:5")
    done = learn(*words, "-o", "card.score")
    assert done.exit_code == 0, done.stderr
    text = Path("card.score").read_text()
    assert 'group web "Web"' in text
    assert {int(found) for found in re.findall(r"^ +([+-]\d+) for", text, re.MULTILINE)} >= {-5, 5}
    assert invoke("check", "card.score").exit_code == 0


def test_leads_still_open_are_left_out_and_counted() -> None:
    path = small([*([1, 0, 0] * 100), *([""] * 7)])
    assert "7 leads left out: without an outcome yet" in learn(leads=path).stdout


def test_progress_and_help_need_none_of_the_packages(here: Path) -> None:
    """They are read when learning begins, not before."""
    code = "import sys; from leadscore.runtime.cli import learn; sys.exit('sklearn' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_works_when_installed_in_the_starter(here: Path) -> None:
    write_starter(here / "shop")
    done = typed(
        "learn", "--leads", "data/leads.csv", "--events", "data/events.csv", "--key", "lead_id",
        "--won-at", "won_at", "--as-of-column", "signed_up", "--plus", "7d", "-o", "learned.score", folder=here / "shop",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert typed("check", "learned.score", folder=here / "shop").returncode == 0


def doubted(*words: str) -> list[str]:
    """What `learn` doubts of how the outcome is known."""
    return json.loads(learn("--format", "json", *words).stdout)["notes"]


def test_what_reviews_doubt_of_an_outcome_is_doubted_here_too() -> None:
    """Every fourth of 600 leads was won, 30 days after it came; nobody had bought before."""
    dice, day = Random(2), timedelta(days=1)
    rows = []
    for i in range(600):
        came = datetime(2025, 1, 1) + i % 200 * day
        won = i % 4 == 0
        rows.append([f"K{i}", dice.randrange(4) + 3 * won, came, int(won), came + 30 * day])
    # A text, for numbers have a doubt of their own.
    rows = [[key, f"{visits} times", *row] for key, visits, *row in rows]
    write_csv(Path("history.csv"), ("id", "Visits", "came", "bought", "decided"), rows)
    own = ("--as-of-column", "came", "--leave-out", "decided")
    assert doubted(*own) == [SINCE_WHEN]
    assert doubted(*own, "--outcome-at", "decided") == [MORE_TIME]
    assert doubted(*own, "--outcome-at", "decided", "--horizon", "60d") == []
    assert f"! {SINCE_WHEN[:60]}" in learn(*own).stdout


def test_numbers_are_as_the_file_has_them_today() -> None:
    """A visit when they came, and three later ones of who bought. One file counts them all."""
    rows, events = [], []
    for i in range(600):
        won, came = i % 4 == 0, datetime(2025, 1, 1) + i % 200 * timedelta(days=1)
        visits = [came + n * timedelta(days=2) for n in range(4 if won else 1)]
        events += [[f"K{i}", at, "visit"] for at in visits]
        rows.append([f"K{i}", i * 7 % 5 + 2 * won, len(visits), came, int(won)])
    write_csv(Path("history.csv"), ("id", "size", "n", "came", "bought"), rows)
    write_csv(Path("events.csv"), ("id", "at", "event"), events)
    own = ("--events", "events.csv", "--as-of-column", "came", "--plus", "1d")
    done = learn(*own)
    said = " ".join(done.stdout.replace("\n", " ").split())
    told = "!! `n` may be a leak: it counts the events of the leads, those after they were judged"
    assert told in said
    assert "`n` is as the file has it today" not in said
    # `size` is not the count itself, so nobody can tell.
    done = learn(*own, "--leave-out", "n", "-o", "card.score")
    told = "! `size` is as the file has it today, not as it was when each lead was judged."
    assert told in " ".join(done.stdout.replace("\n", " ").split())
    read = ("--leads", "history.csv", "--events", "events.csv", "--outcome", "bought")
    reviewed = invoke("review", "card.score", *read, "--as-of-column", "came", "--plus", "1d")
    assert told in " ".join(reviewed.stdout.replace("\n", " ").split())
    # At one moment for all, whose that is.
    reviewed = invoke("review", "card.score", *read, "--as-of", "2025-02-01")
    assert "as the file has it today" not in reviewed.stdout


def test_events_of_other_people_do_no_harm() -> None:
    """Every lead has one event, and others have three times as many."""
    rows = [[f"K{i:05}", "2026-01-01 10:00", "visit"] for i in range(600)]
    rows += [[f"X{i % 100:05}", "2026-01-01 10:00", "visit"] for i in range(1800)]
    write_csv(Path("events.csv"), ("id", "at", "event"), rows)
    done = learn("--events", "events.csv", "--as-of", "2026-02-01", "--leave-out", "Tags")
    assert done.exit_code == 0, done.stderr
    assert "Only 25% of the events in `events.csv` are of these leads, by `id`." in done.stdout


# ---------------------------------------------------------------- how it refuses


def test_packages_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "NEEDED", ("no_such_package",))
    assert refused() == [
        "error: learning needs two more packages", "  pip install 'leadscore[learn]'",
    ]  # fmt: skip


def test_no_such_column() -> None:
    assert refused(outcome="bougt") == [
        "error: `history.csv` has no column `bougt`", "  did you mean `bought`?",
    ]  # fmt: skip
    assert refused("--leave-out", "Tag")[0] == "error: `history.csv` has no column `Tag`"
    assert refused("--rising", "Visit")[1] == "  did you mean `Visits`?"


@pytest.mark.parametrize("way", ["rising", "falling"])
def test_of_texts_there_is_no_more(way: str) -> None:
    told = refused(f"--{way}", "source")
    assert told[0].endswith(
        f"`Source` holds texts, of which there is no more or less, so its points cannot be {way}"
    )


def test_what_cannot_be_codes() -> None:
    assert refused("--as-text", "Visit")[1] == "  did you mean `Visits`?"
    told = "error: `bought` holds no numbers that could be codes"
    assert refused("--as-text", "Source, bought")[0] == told
    assert refused("--as-text", "visits", "--rising", "Visits")[0].startswith(
        "error: `Visits` holds texts"
    )


def dated(moments: Sequence[object]) -> str:
    rows = [[f"K{i}", i % 5, at, i % 3 // 2] for i, at in enumerate(moments)]
    write_csv(Path("dated.csv"), ("id", "Visits", "came", "bought"), rows)
    return "dated.csv"


@pytest.mark.parametrize(
    ("moments", "told"),
    [
        (["27/01/2025"] * 90, "it has dates such as `27/01/2025` (row 2): write 2025-01-27"),
        (["soon"] * 90, "name a column with times such as 2026-03-01 or 2026-03-01 14:30"),
        ([""] * 90, "name a column with times such as 2026-03-01 or 2026-03-01 14:30"),
        (range(90), "name a column with times such as 2026-03-01 or 2026-03-01 14:30"),
    ],
)
def test_moments_that_cannot_be_read(moments: Sequence[object], told: str) -> None:
    assert refused("--as-of-column", "came", leads=dated(moments)) == [
        "error: `came` holds no times at which leads could be judged", f"  {told}",
    ]  # fmt: skip


def test_a_moment_that_cannot_be_read_is_left_out() -> None:
    """Of 90 leads each third was won."""
    done = learn("--as-of-column", "came", leads=dated([*["2025-01-01"] * 89, "soon"]))
    assert "29 of 89 leads won" in done.stdout
    assert "1 lead left out: without a moment at which to judge them" in done.stdout


def test_nobody_has_a_time_at_which_he_was_won() -> None:
    words = ("--key", "id", "--won-at", "won", "--as-of-column", "came")
    rows = [[f"K{i}", i % 5, "2025-01-01", ""] for i in range(90)]
    write_csv(Path("never.csv"), ("id", "Visits", "came", "won"), rows)
    found = invoke("learn", "--leads", "never.csv", *words).stderr.splitlines()
    assert found[0] == "error: all 90 leads that count are lost"
    assert found[1].startswith("  No lead has a time in `won`, so nobody was won. Give history")


def test_a_missing_column_is_told_with_the_key_and_without_events() -> None:
    write_csv(Path("events.csv"), ("id", "at", "event"), [["K00001", "2025-01-01", "call"]] * 3)
    words = ("--events", "events.csv", "--as-of-column", "zzzzzz")
    told = "  it has `id`, `Visits`, `Source`, `Tags`, `bought`"
    assert refused(*words) == ["error: `history.csv` has no column `zzzzzz`", told]
    words = ("--events", "events.csv", "--as-of", "2026-01-01", "--leave-out")
    assert refused(*words, "calls")[1] == "  did you mean `call`?"
    assert refused(*words, "Tag")[1] == "  did you mean `Tags`?"


def test_one_lead_and_its_events() -> None:
    """That a lead has no events is not what is wrong."""
    write_csv(Path("events.csv"), ("id", "at", "event"), [["X", "2025-01-01", "visit"]])
    write_csv(Path("one.csv"), ("id", "Visits", "came", "bought"), [["K1", 1, "2025-01-01", 0]])
    found = refused("--events", "events.csv", "--as-of-column", "came", leads="one.csv")
    assert found[0] == "error: the only lead that counts is lost"


def test_nearly_all_leads_with_the_same_points() -> None:
    """Of four in five with the points no bar lets but three quarters through."""
    rows = [[f"K{i}", "no" if i % 5 == 0 else "yes", int(i % 5 > 1)] for i in range(1000)]
    write_csv(Path("rows.csv"), ("id", "Asked", "bought"), rows)
    done = learn(leads="rows.csv")
    assert "Where to begin" in done.stdout
    assert "Score at least  Leads  Of them win  Of all winners" not in done.stdout
    assert "Leads are counted by the written card" not in done.stdout


def test_no_such_key() -> None:
    done = invoke("learn", "--leads", "history.csv", "--key", "lead", "--outcome", "bought")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[0] == "error: `history.csv` has no column `lead`"


def test_no_such_file() -> None:
    assert "`histroy.csv`" in refused(leads="histroy.csv")[0]


def test_an_outcome_that_is_neither_yes_nor_no() -> None:
    found = refused(leads=small(["Won", "Lost", "Open"] * 50))
    assert found[0] == (
        "error: the column `bought` holds more than yes and no: `Lost`, `Open`, `Won`"
    )
    assert "`--won VALUE`" in found[1]


def test_values_that_mean_won_and_those_still_open() -> None:
    path = small(["Won", "Lost", "Lost", "Open"] * 50)
    done = learn("--won", "won", "--undecided", "open", leads=path)
    assert "50 of 150 leads won (33%)" in done.stdout
    assert "50 leads left out: without an outcome yet" in done.stdout


def test_that_no_lead_is_open_is_told() -> None:
    done = learn("--won", "won", "--undecided", "open", leads=small(["Won", "Lost"] * 50))
    assert "50 of 100 leads won (50%)" in done.stdout
    assert "No lead is `open` in `bought`: it says `Lost`, `Won`." in done.stdout


def test_nothing_says_who_was_won() -> None:
    done = invoke("learn", "--leads", "history.csv", "--key", "id")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[0] == "error: nothing says which leads were won"


def test_an_outcome_of_one_kind_only() -> None:
    assert "all 100 leads that count are lost" in refused(leads=small([0] * 100))[0]
    assert "the only lead that counts is lost" in refused(leads=small([0]))[0]
    assert "all 100 leads that count are won" in refused(leads=small(["yes"] * 100))[0]


def test_no_lead_counts() -> None:
    path = small([""] * 60)
    assert refused(leads=path) == [
        "error: no lead counts", "  left out: without an outcome yet: 60",
    ]  # fmt: skip


def test_too_few_winners() -> None:
    found = refused(leads=small([1] * 5 + [0] * 200))
    assert found[0] == "error: only 5 leads of 205 are won: too few to learn from"


def test_leads_of_a_key_that_is_there_twice_do_not_count() -> None:
    rows = [["K1", 1, 1], ["K1", 2, 0], *([f"L{i}", i % 5, i % 2] for i in range(100))]
    write_csv(Path("twice.csv"), ("id", "Visits", "bought"), rows)
    assert (
        "2 leads left out: of a key that stands in several rows" in learn(leads="twice.csv").stdout
    )


def test_a_file_that_is_there_is_not_written_over() -> None:
    Path("card.score").write_text("mine")
    assert refused("-o", "card.score")[0] == "error: `card.score` is there already"
    assert Path("card.score").read_text() == "mine"
    assert learn("-o", "card.score", "--force").exit_code == 0
    assert Path("card.score").read_text().startswith("# Learned")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "card.txt"], "is no rule file"),
        (["-o", "no/card.score"], "there is no folder `no`"),
        (["--events", "e.csv"], "events need the moment"),
        (["--outcome-at", "x"], "`--outcome-at` needs the moment"),
        (["--won-at", "x"], "`--won-at` says both whether and when"),
        (["--rising", "Visits", "--falling", "visits"], "cannot be both rising and falling"),
        (["--group", "web"], "is not NAME="),
        (["--group", "score=Visits"], "a group cannot be called `score`"),
        (["--limit", "web=1:2"], "`--limit` names no group `web`"),
        (["--group", "web=Visits", "--limit", "web=5:9"], "there is no 0"),
        (["--group", "web=Visits", "--limit", "web=x"], "are no limits"),
        (["--rules", "0"], "0 is not in the range"),
    ],
)
def test_options_that_make_no_sense(words: list[str], told: str) -> None:
    found = refused(*words)
    assert told in found[0], found
    assert found[1:]
