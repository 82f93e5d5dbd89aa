"""Reviews of small histories, with what must come out worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from leadscore.compiler.own_moment import OwnMoment
from leadscore.runtime.errors import DataError
from leadscore.runtime.review.asked import Asked
from leadscore.runtime.review.ranking import auc, cells
from leadscore.runtime.review.rates import Rate
from leadscore.runtime.review.result import Review
from leadscore.runtime.review.review import review
from leadscore.runtime.rules import Rules, load

RULES = """
score "Trial", from 0 to 50 points

leads from "leads.csv", one per id
  size     number
  country  text
  begun    time

events from "events.csv", of id, at at, named event
  visit
  paid

group who "Who", at most 30 points
  +20 when size is at least 100 because "Large"
  +20 when country is "Spain" because "Spain"
  -10 when size is under 10 because "Tiny"

group did "Did"
  +10 for each visit, at most 3 times because "Visits"

exclude leads when country is "Nowhere" because "No such place"

stages
  Hot  when score is at least 40
  Cold otherwise

outcome customer when any paid
"""
MOMENT = datetime(2026, 1, 10, tzinfo=UTC)
EACH = OwnMoment("begun", timedelta(days=2))


def rules(folder: Path, leads: str, events: str = "id,at,event\n", text: str = RULES) -> Rules:
    (folder / "leads.csv").write_text(leads, "utf-8")
    (folder / "events.csv").write_text(events, "utf-8")
    (folder / "rules.score").write_text(text, "utf-8")
    return load(folder / "rules.score")


@pytest.fixture(params=["duckdb", "python"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# ---------------------------------------------------------------- who counts

STATES = """id,size,country,begun,won,at
fine,1,A,2026-01-01,yes,2026-01-08
lost,1,A,2026-01-01,no,2026-01-08
early,1,A,2026-01-01,yes,2026-01-03
edge,1,A,2026-01-01,yes,2026-01-13
late,1,A,2026-01-01,yes,2026-01-13T00:00:01
open,1,A,2026-01-01,,
young,1,A,2026-01-05,no,2026-01-08
never,1,A,,yes,2026-01-08
,1,A,2026-01-01,yes,2026-01-08
twice,1,A,2026-01-01,yes,2026-01-08
twice ,1,A,2026-01-01,no,2026-01-08
when,1,A,2026-01-01,yes,
gone,1,Nowhere,2026-01-01,yes,2026-01-08
"""


def test_who_counts_by_the_horizon(tmp_path: Path, engine: str) -> None:
    """Judged on 2026-01-03, with ten days to be won: to the very moment 2026-01-13."""
    asked = Asked(
        EACH, outcome="won", outcome_at="at", horizon=timedelta(days=10),
        until=datetime(2026, 1, 14, tzinfo=UTC),
    )  # fmt: skip
    found = review(rules(tmp_path, STATES), asked, engine=engine)  # type: ignore[arg-type]
    assert found.history.leads == 13
    assert found.history.left_out == {
        "no key": 1, "key twice": 2, "no moment": 1, "known": 1, "unripe": 1, "no time": 1,
    }  # fmt: skip
    assert found.excluded == (("No such place", Rate(1, 1)),)
    # fine and edge were won; lost, late and open were not by then
    assert found.everyone == Rate(2, 5)


def test_the_same_from_python(tmp_path: Path) -> None:
    of, span = rules(tmp_path, STATES), timedelta(days=10)
    until = datetime(2026, 1, 14)
    files = of.review(as_of=EACH, outcome="won", outcome_at="at", horizon=span, until=until)
    here, there = duckdb.connect(), duckdb.connect()
    table = here.read_csv(str(tmp_path / "leads.csv"), all_varchar=True)
    events = there.read_csv(str(tmp_path / "events.csv"), all_varchar=True)
    given = of.review(
        table, events, EACH, outcome="won", won="yes", outcome_at="at", horizon=span, until=until
    )
    # fine and edge were won; lost, late and open were not by then
    assert files.everyone == given.everyone == Rate(2, 5)
    assert files.history == given.history
    figures = given.figures()
    assert (figures["rows"], figures["everyone"]["won"], figures["auc"]["value"]) == (13, 2, 0.5)


def test_events_of_an_outcome_from_python(tmp_path: Path) -> None:
    of = rules(tmp_path, "id,size,country,begun\na,1,A,\nb,1,A,\n")
    here, there = duckdb.connect(), duckdb.connect()
    paid = here.sql("SELECT 'b' AS id, TIMESTAMP '2026-01-12' AS at")
    none = there.sql("SELECT 'b' AS id, TIMESTAMP '2026-01-01' AS at, '' AS event LIMIT 0")
    found = of.review(tmp_path / "leads.csv", {"paid": paid, "visit": none}, datetime(2026, 1, 10))
    assert found.everyone == Rate(1, 2)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"won_at": "at", "outcome": "won"}, "both whether and when"),
        ({"won": "yes"}, "speak of the column"),
        ({"outcome_at": "at"}, "speak of the column"),
        ({"outcome": "won", "capacity": 0}, "above 0"),
    ],
)
def test_what_python_cannot_ask(tmp_path: Path, asked: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rules(tmp_path, STATES).review(as_of=MOMENT, **asked)  # type: ignore[arg-type]


def test_without_a_horizon_open_leads_are_left_out(tmp_path: Path) -> None:
    asked = Asked(EACH, outcome="won", outcome_at="at")
    found = review(rules(tmp_path, STATES), asked)
    assert found.history.left_out == {
        "no key": 1, "key twice": 2, "no moment": 1, "known": 1, "undecided": 1,
    }  # fmt: skip
    # fine, edge, late and when were won; lost and young were not
    assert found.everyone == Rate(4, 6)


def test_the_data_reach_to_their_latest_moment(tmp_path: Path) -> None:
    """2026-01-13T00:00:01 is the latest, so that only `young` has not had its time."""
    asked = Asked(EACH, outcome="won", outcome_at="at", horizon=timedelta(days=10))
    found = review(rules(tmp_path, STATES), asked)
    assert found.history.until == datetime(2026, 1, 13, 0, 0, 1, tzinfo=UTC)
    assert found.history.left_out["unripe"] == 1


def test_won_at_alone_says_all(tmp_path: Path) -> None:
    leads = "id,size,country,begun,won_at\na,1,A,2026-01-01,2026-01-20\nb,1,A,2026-01-01,\nc,1,A,2026-01-01,2026-01-02\n"
    found = review(rules(tmp_path, leads), Asked(EACH, won_at="won_at"))
    assert found.everyone == Rate(1, 2)
    assert found.history.left_out == {"known": 1}


def test_values_that_mean_won(tmp_path: Path) -> None:
    leads = "id,size,country,begun,stage\na,1,A,,Won\nb,1,A,, won \nc,1,A,,Lost\nd,1,A,,Talking\ne,1,A,,\n"
    asked = Asked(MOMENT, outcome="STAGE", won=("WON",), undecided=("talking",))
    found = review(rules(tmp_path, leads), asked)
    assert found.everyone == Rate(2, 3)
    assert found.history.left_out == {"undecided": 2}


def test_that_nobody_is_open_any_more_is_no_mistake(tmp_path: Path) -> None:
    leads = "id,size,country,begun,stage\na,1,A,,Won\nb,1,A,,Lost\n"
    asked = Asked(MOMENT, outcome="stage", won=("won",), undecided=("Talking",))
    found = review(rules(tmp_path, leads), asked)
    assert found.everyone == Rate(1, 2)
    assert found.history.notes == ("No lead is `Talking` in `stage`: it says `Lost`, `Won`.",)


def test_a_slip_in_what_is_open_is_one(tmp_path: Path) -> None:
    """Else those would be taken to be lost."""
    leads = "id,size,country,begun,stage\na,1,A,,Won\nb,1,A,,Lost\nc,1,A,,Talking\n"
    asked = Asked(MOMENT, outcome="stage", won=("won",), undecided=("Takling",))
    with pytest.raises(DataError, match="never says `Takling`") as caught:
        review(rules(tmp_path, leads), asked)
    assert caught.value.help == "did you mean `Talking`?"


# ---------------------------------------------------------------- times

CAME = """id,size,country,begun,won_at,registered,renews
a,1,A,2026-01-01,2026-01-20,2026-01-01,2026-01-09
b,1,A,2026-01-01,,2026-01-10,2026-02-01
c,1,A,2026-01-01,2026-01-30,2026-01-10T00:00:00.000001,2026-02-01
d,1,A,2026-01-01,,2026-01-15,2026-02-01
e,1,A,2026-01-01,2026-01-20,,2026-02-01
"""
NOT_YET = (
    "2 leads that count have a `registered` later than 2026-01-10 00:00 UTC. If that is when they "
    "came in, they were not there yet: `--came-at registered` leaves them out."
)


def test_leads_that_were_not_there_yet(tmp_path: Path, engine: str) -> None:
    """Judged on 2026-01-10: b came in at that very moment, c and d later, and of e nothing is
    known."""
    asked = Asked(MOMENT, won_at="won_at", came_at="Registered")
    found = review(rules(tmp_path, CAME), asked, engine=engine)  # type: ignore[arg-type]
    assert found.history.left_out == {"not yet": 2}
    assert found.everyone == Rate(2, 3)
    assert found.history.notes == ()
    each = review(rules(tmp_path, CAME), replace(asked, as_of=EACH))
    assert each.history.left_out == {"not yet": 3}, "judged on 2026-01-03, where a was there"


def test_the_data_reach_to_when_the_last_lead_came_in(tmp_path: Path) -> None:
    leads = CAME.replace("2026-01-15", "2026-03-01")
    asked = Asked(MOMENT, won_at="won_at", came_at="registered", horizon=timedelta(days=40))
    found = review(rules(tmp_path, leads), asked)
    assert found.history.until == datetime(2026, 3, 1, tzinfo=UTC)


def test_leads_that_may_not_have_been_there_yet_are_told(tmp_path: Path) -> None:
    """Without e all have a `registered`. `renews` is later: what came first is when they came."""
    leads = "".join(CAME.splitlines(True)[:-1])
    found = review(rules(tmp_path, leads), Asked(MOMENT, won_at="won_at"))
    assert found.everyone == Rate(2, 4)
    assert found.history.notes == (NOT_YET,)
    assert found.figures()["notes"] == [NOT_YET]
    own = review(rules(tmp_path, leads), Asked(EACH, won_at="won_at"))
    assert own.history.notes == (), "each has a moment of its own"


def test_leads_of_whom_nobody_may_have_been_there_are_told(tmp_path: Path) -> None:
    """In 2025 nothing had begun. `renews` is later still, and not all have a `registered`."""
    told = (
        "have a `begun` later than 2025-12-31 00:00 UTC. If that is when they came in, nobody was "
        "there yet: judge them later, or each at its own moment (`--as-of-column`)."
    )
    asked = Asked(datetime(2025, 12, 31, tzinfo=UTC), won_at="won_at")
    found = review(rules(tmp_path, CAME), asked)
    assert found.everyone == Rate(3, 5)
    assert found.history.notes == (f"All 5 leads that count {told}",)
    one = "".join(CAME.splitlines(True)[:2])
    assert review(rules(tmp_path, one), asked).history.notes == (
        f"The only lead that counts {told.replace('have', 'has')}",
    )
    early = "id,at,event\nz,2025-12-01,visit\na,2026-01-02,visit\n"
    assert review(rules(tmp_path, CAME, early), asked).history.notes, "z is none of the leads"


@pytest.mark.parametrize(
    ("leads", "events"),
    [
        pytest.param(CAME, "a,2025-12-31,visit\n", id="one did something"),
        pytest.param(CAME.replace("2026-01-01,", "2025-12-31,"), "", id="all had begun"),
    ],
)
def test_leads_that_were_there_are_not_told_of(tmp_path: Path, leads: str, events: str) -> None:
    """By 2025-12-31, whatever `renews` says."""
    asked = Asked(datetime(2025, 12, 31, tzinfo=UTC), won_at="won_at")
    found = review(rules(tmp_path, leads, f"id,at,event\n{events}"), asked)
    assert found.everyone == Rate(3, 5)
    assert found.history.notes == ()


def test_leads_of_whom_some_were_there_are_told_by_what_shows_it(tmp_path: Path) -> None:
    """All were called before most of them registered, but one had registered by then."""
    leads = "id,size,country,begun,won_at,registered,called\n" + "".join(
        f"{key},1,A,,,{registered},2026-01-11\n"
        for key, registered in zip("abc", ("2026-01-09", "2026-02-01", "2026-02-01"), strict=True)
    )
    found = review(rules(tmp_path, leads), Asked(MOMENT, won_at="won_at"))
    assert found.history.notes[-1] == NOT_YET


@pytest.mark.parametrize(
    "leads",
    [
        pytest.param(CAME.replace("2026-02-01", ""), id="not all have one"),
        pytest.param(CAME.replace("2026-01-09", "2026-01-11"), id="later for all"),
    ],
)  # fmt: skip
def test_of_other_times_nothing_is_told(tmp_path: Path, leads: str) -> None:
    found = review(rules(tmp_path, leads), Asked(MOMENT, won_at="won_at"))
    assert found.history.notes == ()


@pytest.mark.parametrize("asked", [
    {"won_at": "country"}, {"outcome": "won_at", "won": ("2026-01-20",), "outcome_at": "country"},
    {"won_at": "won_at", "came_at": "country"},
])  # fmt: skip
def test_a_column_without_times_says_nothing(tmp_path: Path, asked: dict[str, str]) -> None:
    with pytest.raises(DataError, match="no value of the column `country` is a time: it says `A`"):
        review(rules(tmp_path, CAME), Asked(MOMENT, **asked))  # type: ignore[arg-type]


def test_values_that_are_no_times_are_counted(tmp_path: Path) -> None:
    leads = CAME.replace("2026-01-30", "soon")
    found = review(rules(tmp_path, leads), Asked(MOMENT, won_at="won_at", came_at="begun"))
    assert found.history.notes == (
        "1 value in column `won_at` cannot be read as a time, such as `soon`.",
    )
    assert found.history.left_out == {"unread": 1}
    assert found.everyone == Rate(2, 4), "whether c was won nobody can say"


def test_nobody_was_won(tmp_path: Path) -> None:
    leads = CAME.replace("2026-01-20", "").replace("2026-01-30", "")
    found = review(rules(tmp_path, leads), Asked(MOMENT, won_at="won_at", came_at="begun"))
    assert found.history.notes == ("No lead has a time in `won_at`, so nobody was won.",)


# ---------------------------------------------------------------- the rules' own outcome

OWN_LEADS = "id,size,country,begun\na,1,A,2026-01-01\nb,1,A,2026-01-01\nc,1,A,2026-01-01\nd,1,A,2026-01-01\n"
OWN_EVENTS = """id,at,event
a,2026-01-02,paid
b,2026-01-05,paid
c,2026-01-09T00:00:00.000001,paid
d,2026-01-12,visit
"""


@pytest.mark.parametrize("as_of", [EACH, datetime(2026, 1, 3, tzinfo=UTC)], ids=["own", "one"])
def test_an_outcome_of_the_rules(tmp_path: Path, engine: str, as_of: object) -> None:
    """Judged on 2026-01-03, six days to be won: b was by the 5th, c a microsecond too late."""
    asked = Asked(as_of, horizon=timedelta(days=6))  # type: ignore[arg-type]
    found = review(rules(tmp_path, OWN_LEADS, OWN_EVENTS), asked, engine=engine)  # type: ignore[arg-type]
    assert found.history.left_out == {"known": 1}
    assert found.everyone == Rate(1, 3)
    assert found.outcome == "the outcome `customer` of the rules"


def test_an_outcome_of_the_rules_without_a_horizon(tmp_path: Path) -> None:
    found = review(rules(tmp_path, OWN_LEADS, OWN_EVENTS), Asked(EACH))
    assert found.everyone == Rate(2, 3)


# ---------------------------------------------------------------- nothing later is read


def test_later_events_give_no_points(tmp_path: Path, engine: str) -> None:
    """Of each lead the visits up to its own moment, 2026-01-03, and at it."""
    leads = "id,size,country,begun,won\na,50,A,2026-01-01,yes\nb,50,A,2026-01-01,no\n"
    events = "id,at,event\na,2026-01-02,visit\na,2026-01-03,visit\na,2026-01-04,visit\nb,2026-01-04,visit\n"
    found = review(rules(tmp_path, leads, events), Asked(EACH, outcome="won"), engine=engine)  # type: ignore[arg-type]
    assert found.cells == cells([(0, 0, 1), (20, 1, 0)])


# ---------------------------------------------------------------- rules


def history(number: int = 400) -> tuple[str, str]:
    """Leads, of whom large ones and those that visit win more often, and their events."""
    rng = Random(11)
    leads, events = ["id,size,country,begun,won,plan"], ["id,at,event"]
    for i in range(number):
        size = rng.choice((5, 50, 200))
        country = rng.choice(("Spain", "France", "Peru", ""))
        plan = rng.choice(("gold", "tin"))
        visits = rng.randrange(6)
        chance = 0.05 + 0.2 * (size == 200) + 0.06 * visits + 0.25 * (plan == "gold")
        won = "yes" if rng.random() < chance else "no"
        leads.append(f"L{i},{size},{country},2026-01-{1 + i % 9:02},{won},{plan}")
        events += [f"L{i},2026-01-{1 + i % 9:02}T{12 + n}:00:00,visit" for n in range(visits)]
    return "\n".join(leads) + "\n", "\n".join(events) + "\n"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rules, Review]:
    made = rules(tmp_path_factory.mktemp("known"), *history())
    return made, review(made, Asked(EACH, outcome="won", by=("country", "stage")))


def test_what_the_score_loses_is_what_it_has_more_than_the_rules_without(tmp_path: Path) -> None:
    """Each rule taken out of the file itself, limits and all: of Spain's large firms two of the
    three rules already reach the limit of their group."""
    more = '  +15 when country is known because "Told us"\n\ngroup did'
    text = RULES.replace("\ngroup did", more)
    found = review(rules(tmp_path, *history(), text=text), Asked(EACH, outcome="won"))
    assert found.auc is not None
    assert [rule.rule for rule in found.rules] == ["Large", "Spain", "Tiny", "Told us", "Visits"]
    for rule in found.rules:
        lines = [line for line in text.splitlines() if f'because "{rule.rule}"' not in line]
        without = rules(tmp_path, *history(), text="\n".join(lines))
        other = review(without, Asked(EACH, outcome="won"))
        assert other.auc is not None
        assert rule.lost is not None
        assert rule.lost.value == pytest.approx(found.auc.value - other.auc.value, abs=1e-12)
    assert len({rule.lost.value for rule in found.rules if rule.lost}) > 3


def test_both_engines_find_the_same(known: tuple[Rules, Review]) -> None:
    made, found = known
    other = review(made, Asked(EACH, outcome="won", by=("country", "stage")), engine="python")
    assert replace(other, seconds=0) == replace(found, seconds=0)


def test_reach_and_lift_of_a_rule(known: tuple[Rules, Review]) -> None:
    _, found = known
    leads = [line.split(",") for line in history()[0].splitlines()[1:]]
    large = [line for line in leads if line[1] == "200"]
    large_won = sum(line[4] == "yes" for line in large)
    rule = found.rules[0]
    assert rule.rate == Rate(large_won, len(large))
    won = sum(line[4] == "yes" for line in leads)
    assert rule.others == Rate(won - large_won, len(leads) - len(large))
    assert rule.lift is not None
    assert rule.lift.value == pytest.approx(rule.rate.value / rule.others.value)


def test_a_rule_of_several_points_is_taken_apart(known: tuple[Rules, Review]) -> None:
    _, found = known
    visits = found.rules[3]
    assert [row.points for row in visits.rows] == [10, 20, 30]
    assert sum((row.rate for row in visits.rows), Rate(0, 0)) == visits.rate
    assert (visits.least, visits.most) == (10, 30)


def test_what_no_rule_reads_is_found(known: tuple[Rules, Review]) -> None:
    _, found = known
    assert {(s.trait.of, s.trait.value, s.lift.value > 1) for s in found.unrewarded} == {
        ("plan", "gold", True), ("plan", "tin", False),
    }  # fmt: skip


FIELDS = RULES.replace(
    "  visit\n", "  visit with page text, place text, id_of_it text\n  call with page text\n"
).replace("at most 3 times", "at most 1 time")


def with_fields(more: str = "") -> tuple[str, str]:
    """400 leads, of which every second won 60 % and the others 20 %; all visit the page `home`,
    winners of the first kind more often `docs`, and `later` only after they were judged."""
    leads, events = ["id,size,country,begun,won"], [f"id,at,event,page,place,id_of_it{more}"]
    for i in range(400):
        won = i // 2 % 10 < (6 if i % 2 else 2)
        leads.append(f"L{i},50,France,2026-01-01,{'yes' if won else 'no'}")
        events.append(f"L{i},2026-01-02,visit,home,,e{i}")
        if i % 2:
            events.append(f"L{i},2026-01-02,visit,docs,,f{i}")
            events.append(f"L{i},2026-01-08,visit,later,,g{i}")
        if i % 4 == 1:
            events.append(f"L{i},2026-01-02,call,Docs,,h{i}")
    return "\n".join(leads) + "\n", "\n".join(events) + "\n"


def test_what_stands_in_fields_of_events_is_found(tmp_path: Path, engine: str) -> None:
    """`docs` is told apart by the event that has it; what came after the judging counts for
    nothing."""
    made = rules(tmp_path, *with_fields(), text=FIELDS)
    found = review(made, Asked(EACH, outcome="won"), engine=engine)  # type: ignore[arg-type]
    came = {(s.trait.of, s.trait.value): s.trait.rate for s in found.unrewarded}
    assert came == {
        ("visit with page", "docs"): Rate(120, 200), ("call with page", "Docs"): Rate(60, 100),
        ("call", None): Rate(60, 100),
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_other_kinds_of_files_give_the_same(tmp_path: Path, ending: str) -> None:
    made = rules(tmp_path, *with_fields(), text=FIELDS)
    for one in ("leads", "events"):
        source = f"read_csv('{tmp_path / one}.csv', all_varchar = true)"
        form = "PARQUET" if ending == "parquet" else "JSON"
        duckdb.execute(f"COPY (FROM {source}) TO '{tmp_path / one}.{ending}' (FORMAT {form})")
    found = review(
        made, Asked(EACH, outcome="won"), leads=str(tmp_path / f"leads.{ending}"),
        events=[str(tmp_path / f"events.{ending}")],
    )  # fmt: skip
    same = review(made, Asked(EACH, outcome="won"))
    assert len(found.problems) == len(same.problems)
    named = {"seconds": 0, "source": "", "problems": ()}
    assert replace(found, **named) == replace(same, **named)


def test_a_field_that_a_rule_reads_is_misjudged_rather(tmp_path: Path) -> None:
    """The rule looks for another page; of calls no rule reads the page."""
    text = FIELDS.replace("each visit,", 'each visit where page is "nowhere",')
    found = review(rules(tmp_path, *with_fields(), text=text), Asked(EACH, outcome="won"))
    assert {(s.trait.of, s.trait.value) for s in found.unrewarded} == {
        ("call with page", "Docs"), ("call", None),
    }  # fmt: skip
    assert [(t.of, t.value) for t in found.misjudged] == [("visit with page", "docs")]


def test_declared_fields_may_be_missing_from_the_data(tmp_path: Path) -> None:
    leads, events = with_fields()
    bare = "\n".join(",".join(line.split(",")[:3]) for line in events.splitlines()) + "\n"
    found = review(rules(tmp_path, leads, bare, text=FIELDS), Asked(EACH, outcome="won"))
    assert {s.trait.of for s in found.unrewarded} == {"call"}


def test_segments(known: tuple[Rules, Review]) -> None:
    _, found = known
    by_country, by_stage = found.segments
    assert {part.value for part in by_country.parts} == {"Spain", "France", "Peru", ""}
    assert sum((part.rate for part in by_country.parts), Rate(0, 0)) == found.everyone
    stages = {part.value: part.rate for part in by_stage.parts}
    assert stages == dict(found.classes[0].values)


def test_months_and_all_leads_have_the_same_winners(known: tuple[Rules, Review]) -> None:
    _, found = known
    assert [part.value for part in found.months] == ["2026-01"]
    assert found.months[0].rate == found.everyone
    assert found.wear is None


# ---------------------------------------------------------------- leaks


def leaky(row: object) -> str:
    """120 leads of which every third won; `row` makes two more cells of number and outcome."""
    lines = ["id,size,country,begun,won,one,two"]
    for i in range(120):
        won = i % 3 == 0
        one, two = row(i, won)  # type: ignore[operator]
        lines.append(f"L{i},{i % 7 * 30},A,2026-01-01,{'yes' if won else 'no'},{one},{two}")
    return "\n".join(lines) + "\n"


def suspects(found: Review) -> list[tuple[str, str, str | None, bool]]:
    return [(leak.why, leak.what, leak.value, leak.red) for leak in found.leaks]


def test_what_is_filled_for_winners_alone(tmp_path: Path) -> None:
    leads = leaky(lambda i, won: (f"C{i}" if won else "", i % 2))
    found = review(rules(tmp_path, leads), Asked(EACH, outcome="won"))
    assert suspects(found) == [("filled", "one", None, False)]


def test_a_value_that_decides(tmp_path: Path) -> None:
    leads = leaky(lambda i, won: ("signed" if won else f"v{i % 2}", ""))
    text = RULES.replace("  begun    time", "  begun    time\n  one      text").replace(
        "group did", 'group more "More"\n  +5 when one is "signed" because "Signed"\n\ngroup did'
    )
    found = review(rules(tmp_path, leads, text=text), Asked(EACH, outcome="won"))
    assert ("all won", "Signed", None, True) in suspects(found)
    assert ("alone", "one", None, True) in suspects(found)


def test_a_rule_that_reads_the_outcome(tmp_path: Path) -> None:
    leads = leaky(lambda i, won: ("", ""))
    text = RULES.replace("  begun    time", "  begun    time\n  won      yes/no").replace(
        "group did", "group more\n  +5 when won\n\ngroup did"
    )
    found = review(rules(tmp_path, leads, text=text), Asked(EACH, outcome="won"))
    assert ("outcome", "won", None, True) in suspects(found)


def test_a_rule_that_reads_what_the_own_outcome_is_made_of(tmp_path: Path) -> None:
    text = RULES.replace('because "Visits"', 'because "Visits"\n  +10 when any paid because "Paid"')
    found = review(rules(tmp_path, OWN_LEADS, OWN_EVENTS, text), Asked(EACH))
    assert suspects(found) == [("outcome", "Paid", None, True)]


def test_a_group_kept_for_those_who_bought(tmp_path: Path) -> None:
    text = RULES.replace('group did "Did"', 'group did "Did", when any paid')
    found = review(rules(tmp_path, OWN_LEADS, OWN_EVENTS, text), Asked(EACH))
    assert suspects(found) == [("outcome", "Visits", None, True)]


def test_an_event_of_the_end_is_no_leak_where_no_lead_had_it(tmp_path: Path) -> None:
    leads = leaky(lambda i, won: ("", ""))
    events = "id,at,event\n" + "".join(f"L{i},2026-01-09,paid\n" for i in range(0, 120, 3))
    text = RULES.replace("outcome customer when any paid\n", "").replace(
        'because "Visits"', 'because "Visits"\n  +10 when any paid because "Paid"'
    )
    found = review(rules(tmp_path, leads, events, text), Asked(EACH, outcome="won"))
    assert suspects(found) == [("all won", "paid", None, False)]


# ---------------------------------------------------------------- mistakes


def mistakes() -> Iterable[tuple[str, Asked, str]]:
    yield "another", Asked(EACH, outcome="nothing"), "neither an outcome of the rules nor a column"
    yield "values", Asked(EACH, outcome="country"), "holds more than yes and no: `A`"
    yield "no value", Asked(EACH, outcome="won", won=("sold",)), "never says `sold`"
    yield "no time", Asked(EACH, outcome="won", horizon=timedelta(1)), "nothing says when `won`"
    yield "column", Asked(EACH, won_at="sold_at"), "has no column `sold_at`"
    yield "by", Asked(EACH, outcome="won", by=("colour",)), "no column and no label `colour`"
    yield "moment", Asked(OwnMoment("country"), outcome="won"), "declared as text"


@pytest.mark.parametrize(("asked", "says"), [pytest.param(a, s, id=n) for n, a, s in mistakes()])
def test_mistakes(tmp_path: Path, asked: Asked, says: str) -> None:
    with pytest.raises(DataError, match=says):
        review(rules(tmp_path, STATES), asked)


def test_nothing_says_who_won(tmp_path: Path) -> None:
    text = RULES.replace("outcome customer when any paid\n", "")
    with pytest.raises(DataError, match="nothing says which leads were won") as caught:
        review(rules(tmp_path, STATES, text=text), Asked(EACH))
    assert "--outcome" in caught.value.help


def test_no_lead_at_all(tmp_path: Path) -> None:
    found = review(rules(tmp_path, "id,size,country,begun,won\n"), Asked(EACH, outcome="won"))
    assert found.everyone == Rate(0, 0)
    assert found.auc is auc(()) is None
