"""Events that follow one another or lie together, people of a company, and events that follow
others too soon: worked out by hand, asked of both engines at once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from leadscore import Result, Rules, load
from leadscore.runtime.examples.runner import Outcome, run_examples
from leadscore.runtime.job.run import Engine
from leadscore.runtime.job.run import run as run_job

HEAD = """score "Together"

leads from "l.csv", one per id, company in account

events from "e.csv", of id, at at, named kind
  open   with mail text, size number, paid yes/no
  click  with mail text, size number, at_home yes/no
  visit  with page text, mail text, size number, seen time

"""

ORDERS = {
    # an order, with both ends of its length
    "any open followed by click within 7 days": {
        "open at 2026-02-01 10:00; click at 2026-02-08 10:00": True,
        "open at 2026-02-01 10:00; click at 2026-02-08 10:00:00.000001": False,
        "open at 2026-02-01 10:00; click at 2026-02-01 10:00:00.000001": True,
        "open at 2026-02-01 10:00; click at 2026-02-01 10:00": False,
        "click at 2026-02-01 10:00; open at 2026-02-02 10:00": False,
        "open at 2026-02-01 10:00": False,
        "click at 2026-02-01 10:00": False,
        "": False,
        # some B after some A is enough, whatever lies between
        "open at 2026-01-01; open at 2026-02-01; click at 2026-02-05": True,
        "open at 2026-02-01; click at 2026-02-02; click at 2026-02-25": True,
        "open at 2026-02-04; click at 2026-02-04; open at 2026-02-05; click at 2026-02-06": True,
        # an A at the moment of B does not hide the one before
        "open at 2026-02-01; open at 2026-02-03; click at 2026-02-03": True,
        "click at 2026-02-03; open at 2026-02-03; open at 2026-02-01": True,
        # the future does not exist
        "open at 2026-02-27; click at 2026-03-01 00:00:00.000001": False,
        "open at 2026-02-27; click at 2026-03-01": True,
    },
    "no open followed by click within 7 days": {
        "open at 2026-02-01 10:00; click at 2026-02-08 10:00": False,
        "open at 2026-02-01 10:00; click at 2026-02-08 10:00:00.000001": True,
        "": True,
    },
    # one event as both
    "any visit followed by visit within 1 day": {
        "visit at 2026-02-01": False,
        "visit at 2026-02-01; visit at 2026-02-01": False,
        "visit at 2026-02-01; visit at 2026-02-01; visit at 2026-02-02": True,
        "visit at 2026-02-01; visit at 2026-02-02": True,
        "visit at 2026-02-01; visit at 2026-02-02 00:00:00.000001": False,
    },
    "any (open or click) followed by (click or visit) within 1 day": {
        # all kinds at one moment, and one that is both a day before
        "open at 2026-02-02; click at 2026-02-02; visit at 2026-02-02": False,
        "click at 2026-02-01; open at 2026-02-02; click at 2026-02-02": True,
        "click at 2026-02-01; open at 2026-02-02": False,
        "click at 2026-01-31; open at 2026-02-02; click at 2026-02-02; visit at 2026-02-02": False,
        "click at 2026-02-01; click at 2026-02-01": False,
    },
    # patterns of their own
    'any visit where page is "a" in the last 7 days followed by open within 1 day': {
        'visit at 2026-02-22 with page "a"; open at 2026-02-22 12:00': False,
        'visit at 2026-02-22 00:00:00.000001 with page "a"; open at 2026-02-22 12:00': True,
        'visit at 2026-02-25 with page "b"; open at 2026-02-25 12:00': False,
        "visit at 2026-02-25; open at 2026-02-25 12:00": False,
        'visit at 2026-02-25 with page "A "; open at 2026-02-25 12:00': True,
    },
    "any open followed by visit in the last 7 days within 3 weeks": {
        "open at 2026-02-10; visit at 2026-02-25": True,
        "open at 2026-02-10; visit at 2026-02-22": False,
        "open at 2026-02-02; visit at 2026-02-24": False,
    },
    # with the same
    "any open followed by click within 7 days with the same mail": {
        'open at 2026-02-01 with mail "m"; click at 2026-02-02 with mail "m"': True,
        'open at 2026-02-01 with mail "m"; click at 2026-02-02 with mail " m "': True,
        'open at 2026-02-01 with mail "m"; click at 2026-02-02 with mail "M"': False,
        'open at 2026-02-01 with mail "m"; click at 2026-02-02': False,
        "open at 2026-02-01; click at 2026-02-02": False,
        'open at 2026-02-01 with mail " "; click at 2026-02-02 with mail " "': False,
        'open at 2026-02-01 with mail "m"; open at 2026-02-02 with mail "n"; '
        'click at 2026-02-07 with mail "m"': True,
        'open at 2026-02-01 with mail "m"; open at 2026-02-07 with mail "n"; '
        'click at 2026-02-09 with mail "m"': False,
    },
    "any event followed by event within 1 hour with the same size": {
        "open at 2026-02-01 with size 1.50; click at 2026-02-01 00:30 with size 1.5": True,
        "open at 2026-02-01 with size 0; click at 2026-02-01 00:30 with size 0": True,
        "open at 2026-02-01; click at 2026-02-01 00:30": False,
    },
}  # fmt: skip

REPEATS = {
    "at least 3 visit within 2 days of each other": {
        "visit at 2026-02-01; visit at 2026-02-02; visit at 2026-02-03": True,
        "visit at 2026-02-01; visit at 2026-02-02; visit at 2026-02-03 00:00:00.000001": False,
        "visit at 2026-02-01; visit at 2026-02-01; visit at 2026-02-01": True,
        "visit at 2026-02-01; visit at 2026-02-03": False,
        # the span may lie anywhere
        "visit at 2026-01-01; visit at 2026-02-01; visit at 2026-02-02; visit at 2026-02-03": True,
        "visit at 2026-01-01; visit at 2026-01-02; visit at 2026-02-02; visit at 2026-02-03": False,
        "visit at 2026-02-28; visit at 2026-02-28; visit at 2026-03-01 00:00:01": False,
        "": False,
    },
    "over 2 visit in the last 7 days within 1 week of each other": {
        "visit at 2026-02-22; visit at 2026-02-23; visit at 2026-02-24": False,
        "visit at 2026-02-23; visit at 2026-02-23; visit at 2026-02-24": True,
    },
    "at least 2 visit with the same mail": {
        'visit at 2025-02-01 with mail "m"; visit at 2026-02-28 with mail "m"': True,
        'visit at 2026-02-01 with mail "m"; visit at 2026-02-01 with mail "M"': False,
        "visit at 2026-02-01; visit at 2026-02-01": False,
        'visit at 2026-02-01 with mail "m"; visit at 2026-02-01': False,
    },
    'at least 2 (open or visit) where mail is "m" within 1 hour of each other with the same size': {
        'open at 2026-02-01 with mail "m", size 1; '
        'visit at 2026-02-01 01:00 with mail "M", size 1.0': True,
        'open at 2026-02-01 with mail "m", size 1; '
        'visit at 2026-02-01 01:00 with mail "m", size 2': False,
        'open at 2026-02-01 with mail "n", size 1; '
        'visit at 2026-02-01 01:00 with mail "m", size 1': False,
        'open at 2026-02-01 with mail "m", size 1; '
        'visit at 2026-02-01 01:00:00.000001 with mail "m", size 1': False,
        # the one value is near, the other often
        'open at 2026-02-01 with mail "m", size 1; '
        'visit at 2026-02-01 01:00 with mail "m", size 2; '
        'open at 2026-02-09 with mail "m", size 1': False,
    },
    "at least 2 visit with the same seen": {
        "visit at 2026-02-01 with seen 2026-01-01 10:00; "
        "visit at 2026-02-02 with seen 2026-01-01 10:00": True,
        "visit at 2026-02-01 with seen 2026-01-01 10:00; "
        "visit at 2026-02-02 with seen 2026-01-01 10:01": False,
    },
    "not (at least 2 open with the same paid)": {
        "open at 2026-02-01 with paid yes; open at 2026-02-02 with paid no": True,
        "open at 2026-02-01 with paid no; open at 2026-02-02 with paid no": False,
        "open at 2026-02-01; open at 2026-02-02": True,
    },
}  # fmt: skip

PEOPLE = {
    "at least 2 people at the company with click": {
        "": False,
        "click at 2026-02-01": False,
        # nobody counts twice
        "click at 2026-02-01; click at 2026-02-02": False,
        "click at 2026-02-01; colleague did click at 2026-02-01": True,
        "colleague did 2 click at 2026-02-01": False,
        "colleague did click at 2026-02-01; colleague did click at 2026-02-01": True,
    },
    "no people at the company with click": {
        "": True,
        "open at 2026-02-01; colleague did visit at 2026-02-01": True,
        "colleague did click at 2026-02-01": False,
    },
    'any person at the company with visit where page is "a" in the last 7 days': {
        'colleague did visit at 2026-02-22 with page "a"': False,
        'colleague did visit at 2026-02-22 00:00:00.000001 with page "a"': True,
        'colleague did visit at 2026-02-25 with page "b"': False,
    },
    "exactly 1 person at the company with event": {
        "open at 2026-02-25": True,
        "open at 2026-02-25; colleague did open at 2026-02-25": False,
    },
    "number of people at the company with event is between 2 and 3": {
        "open at 2026-02-25; colleague did open at 2026-02-25": True,
        "colleague did open at 2026-02-25; colleague did open at 2026-02-25; "
        "colleague did open at 2026-02-25; colleague did open at 2026-02-25": False,
    },
}  # fmt: skip
CASES = ORDERS | REPEATS | PEOPLE


def lines_of(events: str) -> str:
    """`open at 2026-02-01; colleague did click at 2026-02-02` as lines of an example."""
    lines = [event for event in events.split("; ") if event]
    return "".join(f"  {e if e.startswith('colleague') else f'did {e}'}\n" for e in lines)


@cache
def outcomes() -> dict[str, Outcome]:
    """Every scenario once, under every condition."""
    rules = "".join(f'  +1 when {test} because "{i}"\n' for i, test in enumerate(CASES))
    scenarios = list(dict.fromkeys(events for asked in CASES.values() for events in asked))
    text = HEAD.replace("\n\nleads", f"\n{rules}\nleads", 1) + examples(scenarios)
    return dict(zip(scenarios, run(text), strict=True))


def examples(scenarios: Iterable[str]) -> str:
    return "".join(
        f'\nexample "{i}"\n  as of 2026-03-01\n{lines_of(events)}  expect score at least 0\n'
        for i, events in enumerate(scenarios)
    )


def run(text: str) -> tuple[Outcome, ...]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.score"
        path.write_text(text, "utf-8")
        return run_examples(load(path))


def counts(outcome: Outcome, rule: str) -> dict[str, int]:
    """How often a rule counts, by engine."""
    return {
        engine: next(line.count for line in figures.lines if line.rule == rule)
        for engine, figures in outcome.figures.items()
    }


@pytest.mark.parametrize(
    ("place", "events", "holds"),
    [
        (i, events, holds)
        for i, asked in enumerate(CASES.values()) for events, holds in asked.items()
    ],
)  # fmt: skip
def test_conditions_hold_as_worked_out(place: int, events: str, holds: bool) -> None:
    found = counts(outcomes()[events], str(place))
    assert found == {"python": int(holds), "duckdb": int(holds)}, f"{list(CASES)[place]}: {events}"


# ---------------------------------------------------------------- ignored for following too soon

IGNORED = {
    "ignore click within 2 seconds after open": {
        "open at 2026-02-01; click at 2026-02-01 00:00:02": 0,
        "open at 2026-02-01; click at 2026-02-01 00:00:02.000001": 1,
        "open at 2026-02-01; click at 2026-02-01": 0,
        "click at 2026-02-01; open at 2026-02-01 00:00:01": 1,
        "click at 2026-02-01": 1,
        "open at 2026-02-01; 2 click at 2026-02-01 00:00:01; click at 2026-02-01 00:00:05": 1,
        "open at 2026-02-01; open at 2026-02-01 00:00:03; click at 2026-02-01 00:00:05": 0,
        "open at 2026-02-01; open at 2026-02-01 00:00:06; click at 2026-02-01 00:00:05": 1,
    },
    "ignore click within 2 seconds after click": {
        # a burst keeps its first; the next is judged by one that is ignored itself
        "click at 2026-02-01; click at 2026-02-01 00:00:02; click at 2026-02-01 00:00:04": 1,
        "click at 2026-02-01; click at 2026-02-01 00:00:02.000001": 2,
        "2 click at 2026-02-01": 2,
        "2 click at 2026-02-01; click at 2026-02-01 00:00:01": 2,
        "click at 2026-01-31 23:59:59; 2 click at 2026-02-01": 1,
    },
    "ignore click within 2 seconds after (click or open)": {
        # a click is one of these itself, so that an open at its moment does not matter
        "open at 2026-02-01; click at 2026-02-01": 1,
        "open at 2026-01-31 23:59:59; click at 2026-02-01": 0,
    },
    'ignore click within 2 seconds after click where mail is "m"': {
        # whoever is not of mail m is none of these
        'click at 2026-02-01 with mail "n"; click at 2026-02-01 with mail "m"': 1,
        'click at 2026-02-01 with mail "n"; click at 2026-02-01 00:00:01 with mail "n"': 2,
        'click at 2026-02-01 with mail "M"; click at 2026-02-01 00:00:01': 1,
    },
    'ignore click where mail is "m" within 1 minute after open': {
        'open at 2026-02-01; click at 2026-02-01 00:01 with mail "m"': 0,
        'open at 2026-02-01; click at 2026-02-01 00:01 with mail "n"': 1,
        "open at 2026-02-01; click at 2026-02-01 00:01": 1,
    },
    "ignore click within 2 seconds after open with the same mail": {
        'open at 2026-02-01 with mail "m"; click at 2026-02-01 00:00:02 with mail "m "': 0,
        'open at 2026-02-01 with mail "m"; click at 2026-02-01 00:00:02 with mail "M"': 1,
        "open at 2026-02-01; click at 2026-02-01 00:00:02": 1,
        'open at 2026-02-01 with mail "m"; click at 2026-02-01 with mail "m"': 0,
        'open at 2026-02-01 with mail "m"; open at 2026-02-01 00:00:01 with mail "n"; '
        'click at 2026-02-01 00:00:02 with mail "m"': 0,
        'open at 2026-02-01 with mail "m"; open at 2026-02-01 00:00:09 with mail "n"; '
        'click at 2026-02-01 00:00:10 with mail "m"': 1,
    },
    # each judges all events as they came, those that the other ignores too
    "ignore open\nignore click within 2 seconds after open": {
        "open at 2026-02-01; click at 2026-02-01 00:00:01": 0,
    },
    "ignore click within 2 seconds after open\nignore visit within 2 seconds after click\n"
    "ignore click within 2 seconds after visit": {
        "open at 2026-02-01; click at 2026-02-01 00:00:01; visit at 2026-02-01 00:00:02": 0,
        "visit at 2026-02-01; click at 2026-02-01 00:00:01": 0,
        "click at 2026-02-01; visit at 2026-02-01 00:00:03": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("ignore", IGNORED)
@pytest.mark.parametrize("turned", [False, True], ids=["", "in another order"])
def test_events_that_follow_others_too_soon_do_not_exist(ignore: str, turned: bool) -> None:
    lines = ignore.split("\n")
    ignoring = "\n".join(reversed(lines) if turned else lines)
    rules = '  +1 for each click because "Clicks"\n'
    text = HEAD.replace("\n\nleads", f"\n{rules}\nleads", 1) + ignoring + "\n"
    for outcome, (events, left) in zip(
        run(text + examples(IGNORED[ignore])), IGNORED[ignore].items(), strict=True
    ):
        assert counts(outcome, "Clicks") == {"python": left, "duckdb": left}, events


def test_what_comes_before_a_window_is_seen_by_what_is_ignored() -> None:
    """An open just before the only window of a file still takes the click just inside."""
    rules = '  +1 for each click in the last 7 days because "Clicks"\n'
    ignore = 'ignore click within 2 hours after open because "x"\n'
    text = HEAD.replace("\n\nleads", f"\n{rules}\nleads", 1) + ignore
    scenarios = {
        "open at 2026-02-21 23:00; click at 2026-02-22 01:00": 0,
        "open at 2026-02-21 22:59:59; click at 2026-02-22 01:00": 1,
        "click at 2026-02-22 01:00": 1,
    }
    for outcome, (events, left) in zip(
        run(text + examples(scenarios)), scenarios.items(), strict=True
    ):
        assert counts(outcome, "Clicks") == {"python": left, "duckdb": left}, events


def test_an_event_that_is_ignored_is_in_no_order_and_at_no_company() -> None:
    rules = (
        '  +1 when any open followed by click within 1 day because "order"\n'
        '  +1 when at least 2 click within 1 day of each other because "repeat"\n'
        '  +1 when any person at the company with click because "people"\n'
    )
    text = HEAD.replace("\n\nleads", f"\n{rules}\nleads", 1)
    text += "ignore click within 2 seconds after open\n"
    scenarios = {
        "open at 2026-02-01; 2 click at 2026-02-01 00:00:01": (0, 0, 0),
        "open at 2026-02-01; 2 click at 2026-02-01 00:00:03": (1, 1, 1),
        "colleague did click at 2026-02-01": (0, 0, 1),
    }
    for outcome, (events, wanted) in zip(
        run(text + examples(scenarios)), scenarios.items(), strict=True
    ):
        for rule, count in zip(("order", "repeat", "people"), wanted, strict=True):
            assert counts(outcome, rule) == {"python": count, "duckdb": count}, (events, rule)


# ---------------------------------------------------------------- people, one by one and in tables

ASKED = {
    "two": "at least 2 people at the company with click",
    "none": "no people at the company with click",
    "few": "under 3 people at the company with click",
    "known": "number of people at the company with click is known",
    "not two": "not (at least 2 people at the company with click)",
}
COMPANY = HEAD.replace(
    "\n\nleads", "".join(f'\n  +1 when {test} because "{name}"' for name, test in ASKED.items())
    + '\n  +1 for every 1 of number of people at the company with click because "each"\n\nleads', 1,
)  # fmt: skip


def test_of_an_unknown_company_nothing_holds() -> None:
    rules = plan_rules(COMPANY)
    click = {"event": "click", "at": "2026-02-01"}
    found = {
        str(colleagues): held(rules.score({}, [click], AS_OF, colleagues=colleagues))
        for colleagues in (None, [], [[click, click]], [[click], []], ([click] for _ in range(3)))
    }
    assert list(found.values()) == [
        {"not two"},
        {"few", "known", "not two", "each"},
        {"two", "few", "known", "each"},
        {"two", "few", "known", "each"},
        {"two", "known", "each"},
    ]
    assert rules.numbers({}, [click], AS_OF, colleagues=[[click]]).score == 3 + 2


def held(result: Result) -> set[str]:
    return {line.rule for line in result.breakdown if line.count}


def plan_rules(text: str) -> Rules:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.score"
        path.write_text(text, "utf-8")
        return load(path)


AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_people_are_counted_over_the_whole_table(engine: Engine, tmp_path: Path) -> None:
    """Companies by their spelling without spaces around it; people by their keys; those that are
    left out count, and whose company is unknown counts nowhere."""
    rules = COMPANY + '\nexclude leads when email is "out"\n'
    rules = rules.replace("company in account\n", "company in account\n  email text\n")
    (tmp_path / "rules.score").write_text(rules, "utf-8")
    (tmp_path / "l.csv").write_text(
        "id,account,email\na,X,\nb, X ,out\nc,x,\nd,Y,\nd,Y,\ne,Y,\nf,,\ng, ,\nh,X,\n", "utf-8"
    )
    events = [("a", 2), ("b", 1), ("c", 1), ("d", 3), ("f", 1), ("g", 1), ("nobody", 1)]
    (tmp_path / "e.csv").write_text(
        "id,at,kind,mail,size,at_home\n"
        + "".join(f"{who},2026-02-01,click,,,\n" * n for who, n in events), "utf-8",
    )  # fmt: skip
    plan = load(tmp_path / "rules.score").plan
    out = tmp_path / "out.csv"
    run_job(plan, as_of=AS_OF, engine=engine, out=out)
    with out.open(encoding="utf-8", newline="") as file:
        scores = [(row["id"], row["score"]) for row in csv.DictReader(file)]
    # X: a and b (known: two, few, known, each 2); x: c alone; Y: d alone, though it has two rows
    assert sorted(scores) == [
        ("a", "5"), ("b", ""), ("c", "4"), ("d", "4"), ("d", "4"), ("e", "4"), ("f", "1"),
        ("g", "1"), ("h", "5"),
    ]  # fmt: skip
