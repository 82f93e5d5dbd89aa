"""What examples reach: worked out by hand, condition by condition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from leadscore.dsl.lint import lint
from leadscore.runtime.coverage import Condition, Coverage, coverage
from leadscore.runtime.coverage.report import as_object, percent
from leadscore.runtime.rules import load
from project import invoke

DATA = """\
score "Trial"

leads, one per lead_id, company in account_id
  title      text
  industry   text
  employees  number
  opted_out  yes/no

events, of lead_id, at at, named event
  page_view   with path text, seconds number
  email_open

"""
BARE = 'example "Nothing"\n  as of 2026-03-01\n  expect score 0\n'


def covered(tmp_path: Path, text: str, data: str = DATA) -> Coverage:
    path = tmp_path / "trial.score"
    path.write_text(data + text)
    return coverage(load(path), str(path))


def conditions(found: Coverage) -> dict[str, Condition]:
    return {one.words: one for one in found.conditions}


def reached(found: Coverage) -> dict[str, dict[str, tuple[str, ...]]]:
    return {one.words: dict(one.reached) for one in found.conditions}


def missing(one: Condition) -> dict[str, str]:
    return {m.value: m.why for m in one.missing}


def example(title: str, *lines: str) -> str:
    if not any(line.startswith("expect") for line in lines):
        lines = (*lines, "expect score at least -100")
    return "\n  ".join([f'example "{title}"', "as of 2026-03-01", *lines]) + "\n\n"


def test_each_part_is_seen_as_true_false_and_unknown(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n'
        '  +5 when title contains "vp" and (employees is over 10 or opted_out)\n\n'
        + example("VP", 'lead title "VP", employees 5, opted_out no')
        + example("Big VP", 'lead title "VP", employees 50')
        + example("Some VP", 'lead title "VP"'),
    )
    assert reached(found) == {
        'title contains "vp" and (employees is over 10 or opted_out)': {
            "true": ("Big VP",), "false": ("VP",), "unknown": ("Some VP",),
        },
        'title contains "vp"': {"true": ("VP", "Big VP", "Some VP")},
        "(employees is over 10 or opted_out)": {
            "true": ("Big VP",), "false": ("VP",), "unknown": ("Some VP",),
        },
        "employees is over 10": {"true": ("Big VP",), "false": ("VP",), "unknown": ("Some VP",)},
        "opted_out": {"false": ("VP",), "unknown": ("Big VP", "Some VP")},
    }  # fmt: skip
    assert found.count() == (12, 15)
    assert found.count("true") == (4, 5)
    assert found.percent == 80.0


def test_a_negative_test_of_an_unknown_value_is_unknown_though_it_holds(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  +5 when industry is not "Retail"\n\n'
        + example("Bare", "expect score 5"),
    )
    assert reached(found) == {'industry is not "Retail"': {"unknown": ("Bare",)}}


def test_a_row_is_asked_where_no_row_above_took_the_lead(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  points by employees\n    +5 for over 100\n    +3 for over 10\n'
        "    +1 otherwise\n\n" + example("Big", "lead employees 500"),
    )
    assert reached(found) == {
        "for over 100": {"true": ("Big",)}, "for over 10": {}, "otherwise": {},
    }  # fmt: skip
    second = conditions(found)["for over 10"]
    assert missing(second) == {"true": "shadowed", "false": "no example", "unknown": "no example"}
    assert second.missing[0].by == "`for over 100` (line 15)"
    assert second.state == "never"
    assert missing(conditions(found)["otherwise"]) == {"true": "shadowed"}


def test_a_row_below_one_that_does_not_hold_for_an_unknown_value_is_asked(tmp_path: Path) -> None:
    """`is not` holds for an unknown value, so it takes the lead."""
    rows = 'group fit "Fit"\n  first of\n    +5 when {}\n    +3 when employees is over 10\n\n'
    took = covered(tmp_path, rows.format('industry is not "Retail"') + BARE)
    left = covered(tmp_path, rows.format('industry is "Retail"') + BARE)
    assert reached(took)["employees is over 10"] == {}
    assert reached(left)["employees is over 10"] == {"unknown": ("Nothing",)}


def test_of_best_of_the_row_that_gives_the_points_takes_the_lead(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  best of\n    +3 when employees is over 10\n'
        "    +5 when employees is over 100\n\n" + example("Big", "lead employees 500"),
    )
    assert reached(found) == {
        "employees is over 10": {}, "employees is over 100": {"true": ("Big",)},
    }  # fmt: skip


def test_nothing_is_asked_of_a_lead_that_is_left_out(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'exclude leads when opted_out because "No"\ngroup fit "Fit"\n  +5 when employees is over 10\n\n'
        + example("Out", "lead opted_out yes, employees 50", "expect excluded"),
    )
    assert reached(found) == {"opted_out": {"true": ("Out",)}, "employees is over 10": {}}
    assert missing(conditions(found)["opted_out"]) == {
        "false": "no example", "unknown": "no example",
    }  # fmt: skip


def test_rules_of_a_group_are_asked_where_its_own_condition_holds(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit", when opted_out\n  +5 when employees is over 10\n\n'
        + example("No", "lead opted_out no, employees 50")
        + example("Yes", "lead opted_out yes, employees 5"),
    )
    assert reached(found) == {
        "opted_out": {"true": ("Yes",), "false": ("No",)},
        "employees is over 10": {"false": ("Yes",)},
    }


def test_tests_on_fields_and_windows_are_asked_of_each_event(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group what "What"\n'
        '  +5 for each page_view where (path is "/a" and seconds is over 5) in the last 7 days\n\n'
        + example(
            "Seen", 'did page_view 2 days ago with path "/a", seconds 9',
            'did page_view 9 days ago with path "/a", seconds 9',
            'did page_view 2 days ago with path "/b"', "did email_open 2 days ago",
        ),
    )  # fmt: skip
    assert reached(found) == {
        'page_view where (path is "/a" and seconds is over 5) in the last 7 days': {
            "true": ("Seen",)
        },
        '(path is "/a" and seconds is over 5)': {"true": ("Seen",), "false": ("Seen",)},
        'path is "/a"': {"true": ("Seen",), "false": ("Seen",)},
        "seconds is over 5": {"true": ("Seen",), "unknown": ("Seen",)},
        "in the last 7 days": {"true": ("Seen",), "false": ("Seen",)},
    }


def test_a_window_is_asked_of_events_that_fit_otherwise(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group what "What"\n  +5 when any page_view where path is "/a" in the last 7 days\n\n'
        + example("Other", 'did page_view 9 days ago with path "/b"'),
    )
    assert reached(found)["in the last 7 days"] == {}


def test_rows_over_the_fields_of_events(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group what "What"\n  points for each page_view by seconds\n    +5 for over 100\n'
        "    +1 for over 10\n\n"
        + example("Seen", "did page_view 1 day ago with seconds 500", "did page_view 1 day ago"),
    )
    assert reached(found) == {
        "page_view": {"true": ("Seen",)},
        "for over 100": {"true": ("Seen",), "unknown": ("Seen",)},
        "for over 10": {"unknown": ("Seen",)},
    }


def test_what_is_ignored_is_asked_before_it_is(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'ignore page_view where seconds is under 2 because "Bot"\ngroup what "What"\n'
        '  +5 for each page_view where path is "/a"\n\n'
        + example("Bot", 'did page_view 1 day ago with path "/a", seconds 1'),
    )
    assert reached(found) == {
        "seconds is under 2": {"true": ("Bot",)},
        'page_view where path is "/a"': {"false": ("Bot",)},
        'path is "/a"': {},
    }


def test_a_definition_is_asked_where_a_condition_that_uses_it_is(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        "define big as employees is over 10\ndefine idle as employees is over 99\n"
        'exclude leads when opted_out because "No"\ngroup fit "Fit"\n  +5 when big\n\n'
        + example("Out", "lead opted_out yes, employees 50", "expect excluded")
        + example("Small", "lead employees 5"),
    )
    assert reached(found)["employees is over 10"] == {"false": ("Small",)}
    assert reached(found)["big"] == {"false": ("Small",)}
    assert "employees is over 99" not in reached(found)


def test_stages_labels_grades_and_until(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  +50 when opted_out\n  +20 when title is known\n'
        'group more "More"\n  +5 when industry is known\n'
        "stages\n  MQL when score is at least 50, until score is under 20\n  Cold otherwise\n"
        "grade mark of fit and more\n  fit   A from 50, B otherwise\n  more  1 from 5, 2 otherwise\n\n"
        + example("Hot", "lead opted_out yes")
        + example("Kept", 'lead title "x"', "was MQL", "expect stage MQL")
        + example("Lost", "was MQL", "expect stage Cold")
        + example("New", 'lead title "x"', "expect stage Cold"),
    )
    got = reached(found)
    assert got["score is at least 50"] == {"true": ("Hot",), "false": ("Kept", "Lost", "New")}
    assert got["score is under 20"] == {"true": ("Lost",), "false": ("Kept",)}
    assert [dict(one.reached) for one in found.conditions if one.words == "otherwise"] == [
        {"true": ("Lost", "New")}, {"true": ("Kept", "Lost", "New")},
        {"true": ("Hot", "Kept", "Lost", "New")},
    ]  # fmt: skip
    assert got["A from 50"] == {"true": ("Hot",), "false": ("Kept", "Lost", "New")}


def test_what_cannot_be_is_proved_and_not_asked_for(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  +5 when employees is over 10 and employees is under 5\n'
        "  points by employees\n    +1 for over 10\n    +2 for over 20\n\n" + BARE,
    )
    both = conditions(found)["employees is over 10 and employees is under 5"]
    assert missing(both) == {"true": "dead", "false": "no example"}
    assert (both.state, both.wanted) == ("dead", ("false", "unknown"))
    below = conditions(found)["for over 20"]
    assert missing(below) == {"true": "dead", "false": "no example"}
    assert below.missing[0].by == "`for over 10` (line 16)"


def test_an_unknown_that_cannot_be_is_not_asked_for(tmp_path: Path) -> None:
    found = covered(
        tmp_path, 'group fit "Fit"\n  +5 when title is known and title is "VP"\n\n' + BARE
    )
    whole = conditions(found)['title is known and title is "VP"']
    assert whole.wanted == ("true", "false")
    assert conditions(found)['title is "VP"'].wanted == ("true", "false", "unknown")


def test_the_last_row_of_a_whole_table_need_not_be_false(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group fit "Fit"\n  points by employees\n    +1 for over 10\n    +2 unknown\n'
        "    +3 for at most 10\n\n" + example("Small", "lead employees 5"),
    )
    last = conditions(found)["for at most 10"]
    assert (last.wanted, last.state) == (("true",), "all")


def test_of_very_many_conditions_each_is_seen(tmp_path: Path) -> None:
    rules = "".join(f"  +1 when employees is {i} or employees is 0\n" for i in range(1, 801))
    found = covered(tmp_path, f'group fit "Fit"\n{rules}\n' + example("One", "lead employees 700"))
    assert len(found.conditions) == 2400
    true = [one.words for one in found.conditions if "true" in one.reached]
    assert true == ["employees is 700 or employees is 0", "employees is 700"]


def test_what_is_to_be_written_reaches_the_gap(tmp_path: Path) -> None:
    """Every line that is proposed is put into an example, and the gap is closed by it."""
    text = (Path(__file__).parents[1] / "examples/b2b_saas/b2b.score").read_text("utf-8")
    for name in ("crm.score", "target_accounts.csv"):
        source = Path(__file__).parents[1] / "examples/b2b_saas" / name
        (tmp_path / name).write_text(source.read_text("utf-8"))
    before = covered(tmp_path, text, "")
    proposed = [m.write for one in before.conditions for m in one.missing]
    lines = [write or "" for write in proposed]
    added = "".join(
        example(f"added {i}", *("" if write.startswith("a lead of") else write).split("; "))
        for i, write in enumerate(lines)
    )
    after = covered(tmp_path, text + "\n" + added, "")
    left = [one.words for one in after.conditions if one.missing]
    assert left == []
    assert len(proposed) > 40


def test_people_of_the_company_are_asked_too(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        'group what "What"\n'
        '  +5 when at least 2 people at the company with page_view where path is "/a"\n\n'
        + example(
            "Two", 'did page_view 1 day ago with path "/a"',
            'colleague did page_view 1 day ago with path "/a"',
            'colleague did page_view 1 day ago with path "/b"',
        ),
    )  # fmt: skip
    assert reached(found) == {
        'at least 2 people at the company with page_view where path is "/a"': {"true": ("Two",)},
        'path is "/a"': {"true": ("Two",), "false": ("Two",)},
    }


def test_shares_are_rounded_down() -> None:
    assert percent(2, 3) == 66.6
    assert percent(999_999, 1_000_000) == 99.9
    assert percent(0, 0) == 100.0


# ---------------------------------------------------------------- the command

RULES = (
    'group fit "Fit"\n  +5 when employees is over 10 because "Size"\n\n'
    + example("Big", "lead employees 50", "expect score 5")
    + example("Small", "lead employees 5", "expect score 0")
)


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "trial.score"
    path.write_text(DATA + RULES)
    return path


def test_the_command_tells_gaps_and_what_to_write(trial: Path) -> None:
    told = invoke("test", "trial.score", "--coverage", "--engine", "python")
    assert told.exit_code == 0, told.output
    assert (
        told.stdout.partition("2 of 2 examples pass\n")[2]
        == """
trial.score: the examples reach 66.6 %
  2 of 3 outcomes of 1 condition: true 1 of 1, false 1 of 1, unknown 0 of 1

  Size
    employees is over 10  trial.score:14
      never unknown: no example
        write: a lead of which nothing is known
"""
    )


@pytest.mark.parametrize(("least", "code"), [("66.6", 0), ("66.7", 1), ("0", 0)])
def test_too_little_fails(trial: Path, least: str, code: int) -> None:
    told = invoke("test", "trial.score", "--fail-under", least, "--engine", "python")
    assert told.exit_code == code
    assert ("which is under" in told.stderr) is bool(code)


def test_json_has_every_condition(trial: Path) -> None:
    told = invoke("test", ".", "--coverage", "--format", "json", "--engine", "python")
    (file,) = json.loads(told.stdout)["files"]
    assert file["coverage"] == {
        "percent": 66.6, "reached": 2, "of": 3, "examples": 2,
        "values": {
            "true": {"reached": 1, "of": 1}, "false": {"reached": 1, "of": 1},
            "unknown": {"reached": 0, "of": 1},
        },
        "conditions": [{
            "file": "trial.score", "line": 14, "rule": "Size", "condition": "employees is over 10",
            "state": "both", "reached": {"true": ["Big"], "false": ["Small"]},
            "missing": [{
                "value": "unknown", "why": "no example", "by": None,
                "write": "a lead of which nothing is known",
            }],
        }],
    }  # fmt: skip


def test_json_is_as_before_without_coverage(trial: Path) -> None:
    (file,) = json.loads(invoke("test", ".", "--format", "json").stdout)["files"]
    assert "coverage" not in file


def test_a_broken_file_is_told_and_measured_nowhere(trial: Path) -> None:
    trial.write_text(trial.read_text() + "\nstages\n  Hot whn\n")
    told = invoke("test", "trial.score", "--coverage")
    assert told.exit_code == 1
    assert "reach" not in told.stdout


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "examples").rglob("*.score")), ids=lambda p: p.stem
)
def test_every_scorecard_can_be_measured(path: Path) -> None:
    from leadscore.dsl.check.checker import check
    from leadscore.runtime.rules import Rules

    model = check(path)
    if not model.groups:
        pytest.skip("has nothing to score by")
    found = coverage(Rules(model), path.name)
    # The linter holds that nothing in the examples is idle; so nothing of them is dead.
    assert lint(model) == ()
    assert [one.words for one in found.conditions if one.state == "dead"] == []
    assert as_object(found)["of"] > 0
