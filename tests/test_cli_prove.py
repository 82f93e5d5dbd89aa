"""`leadscore prove`: what it says, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leadscore.dsl.format import format_text
from leadscore.runtime.cli.prove import command

RULES = """score "Small", from 0 to 100 points

leads, one per id
  title      text
  employees  number

events, of id, at at, named kind
  page_view  with path text
  unsubscribe

group fit, at most 90 points
  +20 when title contains word "VP" because "Boss"
  +10 when employees is over 10 and employees is under 5 because "Never"
  +5 when employees is unknown or employees is known because "All"

group acts
  +5 for each page_view, up to 15 points because "Views"
  -10 when any unsubscribe because "Gone"
  +10 when any page_view in the last 30 days because "Lately"

stages
  SQL  when score is at least 60
  MQL  when score is at least 40
  Cold otherwise
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.score"
    path.write_text(RULES)
    return path


def prove(file: Path, *options: str) -> Result:
    return CliRunner().invoke(command, [str(file), *options], standalone_mode=False)


def says(file: Path, *options: str) -> list[str]:
    found = prove(file, *options, "--format", "json")
    assert found.exception is None, found.exception
    return [answer["says"] for answer in json.loads(found.output)["answers"]]


def test_the_default_report(file: Path) -> None:
    # 20 + 5, then 15 + 10: at most 50; at least 5 - 10, which the limit makes 0.
    assert says(file) == [
        "SQL is never reached: the score is at most 50, and it asks for at least 60",
        "MQL can be reached",
        "Cold can be reached",
        "`Never` never counts: what it asks for cannot be",
        "`All` counts for every lead",
        "5 of 6 rules can count, each tried",
        "fit is from 5 to 25",
        "acts is from -10 to 25",
        "the score is from 0 to 50",
        "the limit of fit (at most 90 points) never changes anything",
        "the limit of the score (at most 100 points) never changes anything",
    ]
    assert prove(file).return_value == 1


def test_a_lead_with_a_property_in_a_stage(file: Path) -> None:
    unknown = "title is unknown"
    assert says(file, "--stage", "mql", "--when", unknown) == [
        "a lead with `title is unknown` is never MQL"
    ]
    assert says(file, "--stage", "MQL", "--when", "employees is 7") == [
        "a lead with `employees is 7` can be MQL"
    ]
    assert says(file, "--when", unknown) == [
        "a lead with `title is unknown` can be",
        "a lead with `title is unknown` is never SQL",
        "a lead with `title is unknown` is never MQL",
        "a lead with `title is unknown` can be Cold",
    ]


def test_the_titles_of_leads_with_a_property_spell_it_as_it_was_asked(file: Path) -> None:
    told = prove(file, "--when", "stage is MQL").output
    assert [line for line in told.splitlines() if "example" in line] == [
        'example "A lead with stage is MQL"',
        'example "A lead with stage is MQL can be MQL"',
    ]


def test_what_is_set_holds_for_conditions_too(file: Path) -> None:
    file.write_text(RULES.replace("at least 40", "at least bar") + "\nlet bar = 40\n")
    asked = ("--stage", "MQL", "--when", "employees is 7")
    assert says(file, *asked) == ["a lead with `employees is 7` can be MQL"]
    # 50 points are the most there are.
    assert says(file, *asked, "--set", "bar=51") == ["a lead with `employees is 7` is never MQL"]


def test_rules_by_name(file: Path) -> None:
    assert says(file, "--rule", "boss") == ["`Boss` can count", "`Boss` can fail to count"]
    assert says(file, "--rule", "Lately", "--rule", "Views") == [
        "`Lately` and `Views` can count together",
        "`Lately` never counts without `Views`",
        "`Views` can count without `Lately`",
    ]
    assert "no rule is called `Bos`" in str(prove(file, "--rule", "Bos").exception)


def test_limits_each_with_a_lead(file: Path) -> None:
    assert says(file, "--limits") == [
        "the limit of fit (at most 90 points) never changes anything",
        "the limit of Views (at most 15 points) can change the points",
        "the limit of the score (at least 0 points) can change the points",
        "the limit of the score (at most 100 points) never changes anything",
    ]


def test_what_is_pasted_is_laid_out(file: Path) -> None:
    columns = [f"column_{i:02}_of_the_lead" for i in range(8)]
    listed = "".join(f"  {name} number\n" for name in columns)
    test = " and ".join(f"{name} is over 3" for name in columns)
    text = f"leads\n{listed}\ngroup fit, at most 5 points\n  +9 when {test}\n"
    file.write_text(format_text(f'score "Long"\n\n{text}'))
    shown = prove(file, "--limits").output
    example = shown[shown.index("example ") :].rstrip() + "\n"
    assert max(map(len, example.splitlines())) <= 100
    pasted = f"{file.read_text()}\n{example}"
    assert format_text(pasted) == pasted


def test_more_of_an_event(file: Path) -> None:
    assert says(file, "--lowers") == [
        "one more `page_view` never lowers the score: it only ever adds points",
        "one more `unsubscribe` can lower the score",
    ]


FADES = """score "Fades", from 0 to 100 points

leads, one per id
  title  text

events, of id, at at, named kind
  page_view
  call

group fit
  +20 when title is "VP" because "Boss"

group acts
  +40 for each call, at most 1 time, losing 50% every 10 days because "Called"
  +10 when any page_view in the last 30 days because "Viewed"
  -5 when no event in the last 60 days because "Quiet"

stages
  SQL      when score is at least 60
  MQL      when score is at least 30
  Nurture  when score is at least 16
  Cold     otherwise
"""


def test_how_long_a_stage_lasts_when_nothing_happens(tmp_path: Path) -> None:
    file = tmp_path / "fades.score"
    file.write_text(FADES)
    assert says(file, "--quiet") == [
        # A call of 10 days ago gives 20: 20 + 20 + 10 is not 60 any more.
        "SQL: no lead is there after 10 days in which nothing happens; "
        "this one is after 9, then MQL",
        # The view is too old after 30 days, when the call gives 5 and all is 25.
        "MQL: no lead is there after 30 days in which nothing happens; "
        "this one is after 29, then Nurture",
        # After 60 days 20 - 5 and the call's 0.625, which is 1; after 70 it is 0.3, which is none.
        "Nurture: no lead is there after 70 days in which nothing happens; "
        "this one is after 69, then Cold",
        "Cold: a lead can be there after 800 days in which nothing happens",
    ]


def test_a_stage_that_nothing_that_is_left_undone_ends(file: Path) -> None:
    # 20 + 5 + 15 stay for ever; for 45 the view has to be less than 30 days old.
    assert says(file, "--quiet")[1] == (
        "MQL: a lead can be there after 800 days in which nothing happens"
    )
    file.write_text(RULES.replace("at least 40", "at least 45"))
    assert says(file, "--quiet")[1] == (
        "MQL: no lead is there after 30 days in which nothing happens; "
        "this one is after 29, then Cold"
    )


def test_two_files(file: Path, tmp_path: Path) -> None:
    same, other = tmp_path / "same.score", tmp_path / "other.score"
    same.write_text("# Only words.\n" + RULES.replace('"Boss"', '"A boss"'))
    other.write_text(RULES.replace("+20 when", "+21 when"))
    assert says(file, "--against", str(same)) == [
        "the files are equal in meaning: they are the same but for words and layout"
    ]
    same.write_text(RULES.replace("any unsubscribe", "not (no unsubscribe)"))
    assert says(file, "--against", str(same)) == [
        "the files are equal in meaning: what changed is proved to make no difference to any lead"
    ]
    found = prove(file, "--against", str(other))
    assert "expect score 25" in found.output
    assert "expect score 26" in found.output
    assert found.return_value == 1


def test_a_condition_that_cannot_be_read_is_told(file: Path) -> None:
    wrong = prove(file, "--when", "emplyees is 7").exception
    assert str(wrong) == "`--when`: there is no group or column `emplyees`"
    assert getattr(wrong, "help", "") == "did you mean `employees`?"


def test_of_a_lead_that_cannot_be_no_stage_is_told(file: Path) -> None:
    says_no = "a lead with `employees is under 3 and employees is 7` cannot be"
    assert says(file, "--when", "employees is under 3 and employees is 7") == [says_no]
    assert "it can be" in str(prove(file, "--stage", "XXL").exception.help)  # type: ignore[union-attr]


QUIET = """score "Quiet"
  -5 when no event in the last 30 days because "Quiet for 30 days"
  -10 when no event in the last 60 days because "Quiet for 60 days"
  +1 when any page_view because "Viewed"
  +2 when at least 2 page_view because "Viewed again"

leads, one per id
  title  text

events, of id, at at, named kind
  page_view
  call
"""


def test_rules_that_ask_for_events_are_seen_to_lie_in_one_another(tmp_path: Path) -> None:
    file = tmp_path / "quiet.score"
    file.write_text(QUIET)
    # Who was quiet for 60 days was for 30; of `Viewed` and the quiet ones each can be alone.
    assert says(file, "--overlaps") == [
        "`Quiet for 60 days` never counts without `Quiet for 30 days`",
        "`Viewed again` never counts without `Viewed`",
    ]


TABLES = """score "Tables"

leads, one per id
  industry  text
  employees  number

events, of id, at at, named kind
  view  with path text

group g
  points by employees
    +5 for under 10
    +10 for 3 to 9
    +20 for over 10
    0 otherwise
  points for each view by path
    +5 for "/a"
    +1 otherwise
  best of
    +10 when industry is "A"
    +5 when industry is "A" or "B"
    +3 when industry is "A"
  +1 when employees is over 20 because "Big"
  +2 for each view where path is "/a" because "A seen"
"""


def test_rows_that_never_give_points(tmp_path: Path) -> None:
    file = tmp_path / "tables.score"
    file.write_text(TABLES)
    best = 'best of: industry is "A" / industry is "A" or "B" / industry is "A"'
    assert says(file)[:3] == [
        # 3 to 9 are under 10; who is A has 10 already.
        "row `for 3 to 9` of `points by employees` never gives points: "
        "the rows above take every such lead",
        f'row `industry is "A"` of `{best}` never gives points: '
        "another row gives as much to every such lead",
        "5 of 5 rules can count, each tried",
    ]
    assert says(file, "--rule", "points by employees")[2:] == [
        "row `for under 10` of `points by employees` can give its points",
        "row `for 3 to 9` of `points by employees` never gives points: "
        "the rows above take every such lead",
        "row `for over 10` of `points by employees` can give its points",
        "row `otherwise` of `points by employees` can give its points",
    ]
    assert prove(file, "--rule", "points by employees").output.count("expect") == 4


def test_overlaps_of_tables_and_of_rules_for_each_event(tmp_path: Path) -> None:
    file = tmp_path / "tables.score"
    file.write_text(TABLES)
    # Over 20 is over 10, which gives 20; a view of /a is a view.
    assert says(file, "--overlaps") == [
        "`Big` never counts without `points by employees`",
        "`A seen` never counts without `points for each view by path`",
    ]
