"""Who moves between two versions of the rules, and which edit moves them: counts worked out by
hand, and against what the evaluator gives each lead."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leadscore.runtime.errors import DataError
from leadscore.runtime.history.asked import Asked as Outcome
from leadscore.runtime.job.run import Engine
from leadscore.runtime.movement.asked import Asked
from leadscore.runtime.movement.movement import movement
from leadscore.runtime.movement.result import Effect, Found
from leadscore.runtime.rules import Rules, load

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
ENGINES = ("duckdb", "python")

OLD = """score "Trial"
leads, one per id
  size    number
  colour  text

group who "Who"
  +20 when size is at least 50 because "Large"
  +10 when colour is "red" because "Red"

stages
  Hot  when score is at least 20
  Cold otherwise
"""
NEW = (
    OLD.replace("at least 50", "at least 100")
    .replace("+10", "+15")
    .replace("score is at least 20", "score is at least 15")
)
LEADS = """id,size,colour,won
A,120,red,1
B,120,blue,0
C,60,red,0
D,60,blue,0
E,10,red,1
F,10,blue,0
"""


def rules(folder: Path, name: str, text: str) -> Rules:
    path = folder / f"{name}.score"
    path.write_text(text, "utf-8")
    return load(path)


def moved(
    folder: Path, old: str = OLD, new: str = NEW, leads: str = LEADS, events: str | None = None,
    engine: Engine = "duckdb", **asked: Any,
) -> Found:  # fmt: skip
    (folder / "leads.csv").write_text(leads, "utf-8")
    if events is not None:
        (folder / "events.csv").write_text(events, "utf-8")
    return movement(
        rules(folder, "old", old), rules(folder, "new", new),
        Asked(asked.pop("as_of", AS_OF), **asked), leads=str(folder / "leads.csv"),
        events=[str(folder / "events.csv")] if events is not None else [], engine=engine,
    )  # fmt: skip


def table(found: Found, place: int = 0) -> dict[tuple[str, str], int]:
    return {(cell.old, cell.new): cell.leads for cell in found.classes[place].cells}


def by_edit(found: Found) -> dict[str, tuple[Effect | None, Effect | None]]:
    return {one.change.about: (one.alone, one.back) for one in found.effects.edits}


# ---------------------------------------------------------------- by hand
# Scores, old and new: A 30 35, B 20 20, C 30 15, D 20 0, E 10 15, F 0 0.


@pytest.mark.parametrize("engine", ENGINES)
def test_who_moves(tmp_path: Path, engine: Engine) -> None:
    found = moved(tmp_path, engine=engine)
    assert table(found) == {
        ("Hot", "Hot"): 3, ("Hot", "Cold"): 1, ("Cold", "Hot"): 1, ("Cold", "Cold"): 1,
    }  # fmt: skip
    stage = found.classes[0]
    assert (found.leads, stage.moved, stage.up, stage.down) == (6, 2, 1, 1)
    assert found.scores.by_change == {5: 2, 0: 2, -15: 1, -20: 1}
    assert (found.scores.changed, found.scores.up, found.scores.down) == (4, 2, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_each_edit_does(tmp_path: Path, engine: Engine) -> None:
    """Alone, `Large` takes 20 from C and D and makes both Cold; `Red` gives 5 to A, C and E, and E
    stays below 20. Taken back, `Large` gives D its stage back, `Red` takes theirs from C and E, and
    so does the bar."""
    found = moved(tmp_path, engine=engine)
    assert by_edit(found) == {
        "Large": (Effect(2, 2, 0, 2), Effect(2, 1, 0, 2)),
        "Red": (Effect(3, 0, 3, 0), Effect(3, 2, 3, 0)),
        "Hot": (Effect(0, 0, 0, 0), Effect(0, 2, 0, 0)),
    }
    effects = found.effects
    assert (effects.tried, effects.changed, effects.base_differs) == (6, 4, 0)
    assert effects.uneven == 0
    assert effects.jointly == 1, "E becomes Hot by `Red` and the bar together"
    assert effects.cancelled == 1, "C becomes Cold by `Large` alone, and stays Hot"


def test_edits_that_meet_in_a_limit_do_not_add_up(tmp_path: Path) -> None:
    """A has both rules: 30 before, 40 with either edit, and 40 with both, which is the limit."""
    old = OLD.replace('"Who"', '"Who", at most 40 points')
    new = old.replace("+20", "+30").replace("+10", "+20")
    effects = moved(tmp_path, old, new).effects
    assert {one.alone for one in effects.edits} == {Effect(4, 0, 4, 0), Effect(3, 1, 3, 0)}
    assert effects.uneven == 2, "A and C"


@pytest.mark.parametrize("engine", ENGINES)
def test_who_moves_most(tmp_path: Path, engine: Engine) -> None:
    found = moved(tmp_path, engine=engine, most=2)
    first, second = found.movers
    assert (first.key, first.old_score, first.new_score, first.alike) == ("D", 20, 0, 0)
    assert (first.old, first.new) == ("Hot", "Cold")
    assert [(line.name, line.old, line.new, line.by) for line in first.lines] == [
        ("Large", "+20", "", "-20")
    ]
    assert second.key == "C"
    assert [(line.name, line.old, line.new, line.by) for line in second.lines] == [
        ("Large", "+20", "", "-20"), ("Red", "+10", "+15", "+5"),
    ]  # fmt: skip
    assert [(change.about, by) for change, by in second.edits] == [("Large", -20), ("Red", 5)]


def test_leads_that_move_alike_are_told_once(tmp_path: Path) -> None:
    more = "".join(f"D{i},60,blue,0\n" for i in range(5))
    first, *others = moved(tmp_path, leads=LEADS + more).movers
    assert (first.key, first.alike) == ("D", 5)
    assert not [one for one in others if one.key.startswith("D")]


def test_the_limit_stands_in_both_breakdowns(tmp_path: Path) -> None:
    old = OLD.replace('"Who"', '"Who", at most 40 points')
    found = moved(tmp_path, old, old.replace("+20", "+50"), most=1)
    lines = [(line.name, line.old, line.new, line.by) for line in found.movers[0].lines]
    assert found.movers[0].key == "B"
    assert lines == [("Large", "+20", "+50", "+30"), ("limit of who", "", "-10", "-10")]


def test_files_with_nothing_in_common_have_no_edits_to_try_alone(tmp_path: Path) -> None:
    """A size that is a text now: no rules in between ask both for it."""
    new = """score "Other"
  +5 when size is "120" because "One"

leads, one per id
  size  text
"""
    found = moved(tmp_path, new=new)
    # old: A 30, B 20, C 30, D 20, E 10, F 0; new: A and B 5, the others 0
    assert found.scores.by_change == {-30: 1, -25: 1, -20: 1, -15: 1, -10: 1, 0: 1}
    effects = found.effects
    assert not effects.complete
    assert {one.alone for one in effects.edits} == {None}


def test_events_that_one_version_does_not_read(tmp_path: Path) -> None:
    """The file has its kinds in a column that only the old rules name."""
    old = (
        OLD
        + """
group did "What they did"
  +5 when any visit because "Came"

events, of lead, at at, named activity
  visit
"""
    )
    events = "lead,at,activity\nA,2025-12-30,visit\n"
    found = moved(tmp_path, old=old, new=OLD, events=events)
    assert found.scores.by_change == {-5: 1, 0: 5}


# ---------------------------------------------------------------- who is compared


@pytest.mark.parametrize("engine", ENGINES)
def test_excluded_leads_have_a_place_of_their_own(tmp_path: Path, engine: Engine) -> None:
    new = NEW.replace("group who", 'exclude leads when size is under 50 because "Small"\ngroup who')
    found = moved(tmp_path, new=new, engine=engine)
    assert table(found) == {
        ("Hot", "Hot"): 3, ("Hot", "Cold"): 1, ("Cold", ""): 2,
    }  # fmt: skip
    stage = found.classes[0]
    assert (stage.moved, stage.up, stage.down, stage.excluded) == (3, 0, 1, 2)
    scores = found.scores
    assert (scores.excluded, scores.included, scores.never) == (2, 0, 0)
    assert by_edit(found)["Small"] == (Effect(2, 2, 0, 0), Effect(2, 2, 0, 0))
    back = moved(tmp_path, new, OLD, engine=engine).scores
    assert (back.excluded, back.included, back.changed) == (0, 2, 6 - 1)


def test_leads_that_cannot_be_found_again_are_counted(tmp_path: Path) -> None:
    found = moved(tmp_path, leads=LEADS + "F,10,blue,0\n,10,red,0\n")
    assert found.left_out == {"no key": 1, "key twice": 2}
    assert (found.rows, found.leads) == (8, 5)


def test_a_stage_of_another_name_is_the_same_stage(tmp_path: Path) -> None:
    new = OLD.replace("Hot ", "Warm")
    stage = moved(tmp_path, new=new).classes[0]
    assert stage.moved == 0
    assert {(cell.old, cell.new) for cell in stage.cells} == {("Hot", "Warm"), ("Cold", "Cold")}


def test_a_stage_between_two(tmp_path: Path) -> None:
    new = OLD.replace("stages\n", "stages\n  Top  when score is at least 30\n")
    found = moved(tmp_path, new=new)
    assert table(found) == {("Hot", "Top"): 2, ("Hot", "Hot"): 2, ("Cold", "Cold"): 2}
    assert (found.classes[0].up, found.scores.changed) == (2, 0)
    assert by_edit(found)["Top"] == (Effect(0, 2), Effect(0, 2))


def test_labels_are_compared_too(tmp_path: Path) -> None:
    label = 'label heat\n  warm when colour is "{}"\n  cool otherwise\n'
    found = moved(tmp_path, OLD + label.format("red"), OLD + label.format("blue"))
    assert [one.name for one in found.classes] == ["stage", "heat"]
    assert table(found, 1) == {("warm", "cool"): 3, ("cool", "warm"): 3}
    gone = moved(tmp_path, OLD + label.format("red"), OLD)
    assert (gone.gone, gone.come) == (("heat",), ())


def test_points_of_different_fineness(tmp_path: Path) -> None:
    """Tenths of points in the new file alone."""
    found = moved(tmp_path, new=OLD.replace("+10", "+10.5"))
    assert found.scale == 10
    assert found.scores.by_change == {5: 3, 0: 3}


def test_other_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="`id` and `number`"):
        moved(tmp_path, new=NEW.replace("one per id", "one per number"))


def test_columns_that_lack_are_told_as_by_a_run(tmp_path: Path) -> None:
    new = NEW.replace("colour  text", "colour  text\n  city  text").replace(
        "stages", '  +1 when city is "Ulm"\n\nstages'
    )
    with pytest.raises(DataError, match=r"`leads\.csv` lacks the column `city`"):
        moved(tmp_path, new=new)


# ---------------------------------------------------------------- an outcome


@pytest.mark.parametrize("engine", ENGINES)
def test_both_are_held_against_the_outcome(tmp_path: Path, engine: Engine) -> None:
    """A and E won. Old: A is ahead of B, D, F and level with C, E ahead of F: 4.5 of 8 pairs. New:
    A is ahead of all, E ahead of D and F and level with C: 6.5 of 8."""
    figures = moved(tmp_path, outcome=Outcome(AS_OF, "won"), engine=engine).figures
    assert figures is not None
    assert figures.old_auc
    assert figures.new_auc
    assert figures.gained
    assert (figures.old_auc.value, figures.new_auc.value) == (4.5 / 8, 6.5 / 8)
    assert figures.gained.value == pytest.approx(0.25)
    assert (figures.everyone.won, figures.everyone.leads) == (2, 6)
    hot, cold = figures.stages
    assert (hot.name, hot.old.won, hot.old.leads, hot.new.won, hot.new.leads) == ("Hot", 1, 4, 2, 4)
    assert (hot.enter.won, hot.enter.leads, hot.leave.won, hot.leave.leads) == (1, 1, 0, 1)
    assert (cold.new.won, cold.new.leads) == (0, 2)


def test_the_same_order_is_no_difference(tmp_path: Path) -> None:
    """Twice the points."""
    new = OLD.replace("+20", "+40").replace("+10", "+20")
    figures = moved(tmp_path, new=new, outcome=Outcome(AS_OF, "won")).figures
    assert figures is not None
    assert figures.gained is not None
    assert (figures.gained.value, figures.gained.interval.high) == (0, 0)


# ---------------------------------------------------------------- part of the leads


def test_colleagues_come_along(tmp_path: Path) -> None:
    """One of two leads of a firm is looked at, and the other is the one who clicked."""
    old = """score "Team"
leads, one per id, company in firm
  size  number

events, of id, at at, named event
  click

group team "Team"
  +10 when at least 1 people at the company with click because "Somebody clicked"
  +1 when size is at least 5

stages
  Hot  when score is at least 10
  Cold otherwise
"""
    leads = "id,firm,size\n" + "".join(f"L{i},F{i // 2},{i}\n" for i in range(40))
    events = "id,at,event\n" + "".join(f"L{i},2026-02-01,click\n" for i in range(0, 40, 2))
    new = old.replace("+10", "+20")
    for sample in (1, 5, 100):
        found = moved(tmp_path, old, new, leads, events, sample=sample)
        assert by_edit(found)["Somebody clicked"][0] == Effect(40, 0, 40, 0)
        assert found.effects.base_differs == 0


def test_a_part_is_projected_to_all(tmp_path: Path) -> None:
    """All D are alike, so that any part of them tells of all; F stands for those that stay."""
    leads = "id,size,colour\n" + "".join(f"D{i},60,blue\n" for i in range(70))
    leads += "".join(f"F{i},10,blue\n" for i in range(30))
    found = moved(tmp_path, leads=leads, sample=10)
    effects = found.effects
    assert (effects.tried, effects.changed_tried, effects.changed, effects.of) == (20, 10, 70, 100)
    assert not effects.all_tried
    alone, back = by_edit(found)["Large"]
    assert alone is not None
    assert back is not None
    assert (alone.score, alone.stage, back.score) == (70, 70, 70)


# ---------------------------------------------------------------- as the evaluator has it

EDITS = (
    ("+20 when size is at least 50", "+25 when size is at least 60"),
    ("+10 when colour", "-5 when colour"),
    ('"Who", at most 30 points', '"Who", at most 20 points'),
    ("score is at least 20", "score is at least 25"),
)
BASE = OLD.replace('"Who"', '"Who", at most 30 points')
AMOUNTS = st.sampled_from([10, 50, 55, 60, 90])
PEOPLE = st.lists(st.tuples(AMOUNTS, st.sampled_from(["red", "blue"])), min_size=1, max_size=8)


def edited(chosen: list[int]) -> str:
    text = BASE
    for place in chosen:
        text = text.replace(*EDITS[place])
    return text


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    people=PEOPLE, chosen=st.sets(st.integers(0, 3), min_size=1), engine=st.sampled_from(ENGINES)
)
def test_counts_are_those_of_two_runs(
    tmp_path: Path, people: list[tuple[int, str]], chosen: set[int], engine: Engine
) -> None:
    leads = "id,size,colour\n" + "".join(f"L{i},{s},{c}\n" for i, (s, c) in enumerate(people))
    order = sorted(chosen)
    found = moved(tmp_path, BASE, edited(order), leads, engine=engine)
    old, new = came_out(tmp_path, BASE, people), came_out(tmp_path, edited(order), people)
    assert sum(cell.leads for cell in found.classes[0].cells) == len(people) == found.leads
    assert expanded(found.scores.by_change) == sorted(
        b[0] - a[0] for a, b in zip(old, new, strict=True)
    )
    pairs = sorted((a[1], b[1]) for a, b in zip(old, new, strict=True))
    assert pairs == expanded(table(found))
    wanted = [counts(old, came_out(tmp_path, edited([one]), people)) for one in order]
    alone = [(one.alone.score, one.alone.stage) for one in found.effects.edits if one.alone]
    assert sorted(alone) == sorted(wanted)
    others = [[two for two in order if two != one] for one in order]
    wanted = [counts(came_out(tmp_path, edited(rest), people), new) for rest in others]
    back = [(one.back.score, one.back.stage) for one in found.effects.edits if one.back]
    assert sorted(back) == sorted(wanted)


def came_out(folder: Path, text: str, people: list[tuple[int, str]]) -> list[tuple[int, str]]:
    scored = rules(folder, "one", text)
    found = [scored.score({"size": s, "colour": c}, as_of=AS_OF) for s, c in people]
    return [(int(one.score), one["stage"]) for one in found]  # type: ignore[arg-type]


def counts(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> tuple[int, int]:
    pairs = list(zip(old, new, strict=True))
    return sum(a[0] != b[0] for a, b in pairs), sum(a[1] != b[1] for a, b in pairs)


def expanded(counted: Any) -> list[Any]:
    return sorted(key for key, times in counted.items() for _ in range(times))
