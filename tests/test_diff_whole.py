"""What is said of two files as wholes, worked out by hand; `prove --against` says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leadscore.dsl.check.checker import check
from leadscore.dsl.prove.witness import Happened, Witness
from leadscore.runtime.cli.diff import command as diff_command
from leadscore.runtime.cli.prove import command as prove_command
from leadscore.runtime.diff import Compared, Diff, Side
from leadscore.runtime.diff_pair import Pair
from leadscore.runtime.prove.tried import scored
from leadscore.runtime.rules import Rules

OLD = """score "Wholes", from 0 to 100 points

leads, one per id
  title    text
  country  text
  age      number

events, of id, at at, named kind
  click  with path text

list dach = "Germany", "Austria"

group fit
  +50 when title is "VP" because "Boss"
  +10 when country is in dach because "DACH"
  +20 when age is over 30 because "Old"

stages
  SQL  when score is at least 70
  MQL  when score is at least 50
  Cold otherwise
"""
ROWS = "  SQL  when score is at least 70\n  MQL  when score is at least 50\n"
TURNED = (
    "  MQL  when score is at least 50 and score is under 70\n  SQL  when score is at least 70\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "old.score", tmp_path / "new.score"


def edited(*edits: tuple[str, str]) -> str:
    text = OLD
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after)
    return text


def diff(files: tuple[Path, Path], *options: str) -> Result:
    given = [*map(str, files), *options]
    return CliRunner().invoke(diff_command, given, standalone_mode=False)


def against(files: tuple[Path, Path]) -> tuple[str, int]:
    given = [str(files[0]), "--against", str(files[1]), "--format", "json"]
    found = CliRunner().invoke(prove_command, given, standalone_mode=False)
    return json.loads(found.output)["answers"][0]["says"], found.return_value  # type: ignore[return-value]


def compared(tmp_path: Path, new: str) -> tuple[Compared, Diff]:
    path = tmp_path / "rules.score"
    made = Diff(*(Rules(check(path, text=text)) for text in (OLD, new)), 2)
    return made.compared(), made


DIFFER = "the files differ in meaning: this lead is scored differently"
# The first line of `diff`, the effects, and what `prove --against` says.
SAID: dict[str, tuple[list[tuple[str, str]], str, list[str], str]] = {
    # Who is at 70 is an SQL in either, though the new row alone, above the old order, is needed.
    "rows that make up for one another": (
        [(ROWS, TURNED)], "the files are equal in meaning: every lead is scored alike",
        ["offset", "equal"],
        "the files are equal in meaning: what changed is proved to make no difference to any lead",
    ),
    "another form": (
        [("age is over 30", "not (age is at most 30) and age is known")],
        "the files are equal in meaning: every lead is scored alike", ["equal"],
        "the files are equal in meaning: what changed is proved to make no difference to any lead",
    ),
    "names": (
        [('"Boss"', '"The boss"')],
        "the files are equal in meaning: every lead is scored alike", ["words"],
        "the files are equal in meaning: they are the same but for words and layout",
    ),
    "layout": (
        [("  +10", "  # near\n  +10")], "nothing changed in meaning: only words or layout", [],
        "the files are equal in meaning: they are the same but for words and layout",
    ),
    "points": (
        [("+10", "+11")], "the files differ in meaning: leads are scored differently",
        ["scores"], DIFFER,
    ),
    "a value that is unknown": (
        [("country  text", 'country  text unknown for "Austria"')],
        "the files differ in meaning: leads are scored differently", ["scores"], DIFFER,
    ),
    "what is read": (
        [("age      number", 'age      number from "AGE"')],
        "the files differ in what is read or given out; no lead is known to be scored differently",
        ["other"],
        "the files differ in what is read or given out; no lead is known to be scored differently",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "line", "effects", "proved"), SAID.values(), ids=SAID)
def test_what_is_said_first(
    files: tuple[Path, Path], edits: list[tuple[str, str]], line: str, effects: list[str],
    proved: str,
) -> None:  # fmt: skip
    for file, text in zip(files, (OLD, edited(*edits)), strict=True):
        file.write_text(text)
    told = json.loads(diff(files, "--format", "json").output)
    assert (told["says"], [one["effect"] for one in told["changes"]]) == (line, effects)
    text = diff(files, "--check")
    assert text.output.split("\n")[0] == line
    equal = "differ" not in line
    assert text.return_value == (0 if equal else 1)
    assert told["verdict"] == ("equal" if equal else "different")
    assert against(files) == (proved, 0 if equal else 1)


def test_a_change_that_others_make_up_for_still_shows_its_lead(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, edited((ROWS, TURNED)))
    lead = found.judged[0].lead
    assert found.lead is None
    assert lead is not None
    # Without it all from 50 on are MQL, as that row is the first.
    assert [side for side in lead.sides if side.name == "stage"] == [Side("stage", "MQL", "SQL")]


def test_a_value_that_is_unknown_has_both_breakdowns(tmp_path: Path) -> None:
    new = edited(("country  text", 'country  text unknown for "Austria"'))
    found, _ = compared(tmp_path, new)
    lead = found.judged[0].lead
    assert lead is not None
    assert str(lead.new.witness.lead["country"]).lower() == "austria"
    assert Side("DACH", "+10", "") in lead.sides


def test_a_value_that_is_two_in_one_file_is_in_the_lead(tmp_path: Path) -> None:
    asked = '  +9 when tags include "a" because "Tagged"\n'
    old = OLD.replace("  title    text\n", '  tags  list separated by ";"\n  title    text\n')
    old = old.replace("group fit\n", "group fit\n" + asked)
    path = tmp_path / "rules.score"
    texts = (old, old.replace('";"', '"|"'))
    found = Diff(*(Rules(check(path, text=text)) for text in texts), 2).compared()
    assert [(one.change.about, one.change.effect) for one in found.judged] == [
        ("column tags", "scores")
    ]
    lead = found.judged[0].lead
    assert lead is not None
    # Either is one value, not `a`, where the other file reads `a` twice.
    given = {"a;a": Side("Tagged", "+9", ""), "a|a": Side("Tagged", "", "+9")}
    assert given[str(lead.new.witness.lead["tags"])] in lead.sides


RENAMED = [
    ("  age  ", "  years"),
    ("number", 'number from "age"'),
    ("age is over", "years is over"),
]


def test_a_lead_of_all_kinds_shows_what_no_change_does(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the search for a change, one whose old names are not the new ones."""
    monkeypatch.setattr(Pair, "found", lambda *_: None)
    one, _ = compared(tmp_path, edited(*RENAMED, ("is over 30", "is over 40")))
    assert one.whole.kind == "different"
    assert [judged.change.effect for judged in one.judged] == ["words", "scores"]
    changed = one.judged[1].lead
    assert changed is not None
    assert changed.old.result.score != changed.new.result.score

    new = edited(("+10", "+11"), ("+50", "+51"))
    two, made = compared(tmp_path, new)
    assert [judged.change.effect for judged in two.judged] == ["unsettled", "unsettled"]
    assert two.lead is not None
    again = scored(made.old, two.lead.new.witness)
    assert again is not None
    assert again.result.score != two.lead.new.result.score
    for file, text in zip(files, (OLD, new), strict=True):
        file.write_text(text)
    for style in ("text", "markdown"):
        shown = diff(files, "--format", style).output
        assert "he files differ in meaning: this lead is scored differently" in shown.split("\n")[0]
        assert shown.count('example "Scored differently"') == 1
    assert json.loads(diff(files, "--format", "json").output)["breakdown_of"] == "files"
    assert "example" not in diff(files, "--most", "0").output


def test_what_is_neither_found_nor_proved_is_not_equal(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pair, "found", lambda *_: None)
    monkeypatch.setattr(Pair, "differs", lambda *_: False)
    for file, text in zip(files, (OLD, edited(("+10", "+11"))), strict=True):
        file.write_text(text)
    found = diff(files, "--check")
    assert found.output.startswith("whether the files differ in meaning is not settled: ")
    assert found.return_value == 1
    assert against(files)[0].startswith("whether the files differ in meaning is not settled: ")


def test_a_lead_of_the_old_file_in_the_names_of_the_new(tmp_path: Path) -> None:
    press = ("  click  with path", '  press called "click" with path')
    new = edited(*RENAMED, press, ("  MQL  ", "  Good "))
    _, made = compared(tmp_path, new)
    old = Witness({"age": "31"}, (Happened("click", -1, {"path": "/"}),), previous="MQL")
    there = made.whole.in_new_names(old)
    assert there.lead == {"years": "31"}
    assert there.events[0].kind == "press"
    assert there.previous == "Good"
    assert made.whole.in_old_names(there) == old
