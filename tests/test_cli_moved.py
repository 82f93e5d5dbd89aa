"""`leadscore diff --leads` as people and CI call it, and its reports in every form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browser import complaints, shown
from click.testing import CliRunner, Result
from extras import need
from leadscore.runtime.cli._failures import Mistake
from leadscore.runtime.cli.diff import command
from leadscore.runtime.fail_if import Unclear
from leadscore.runtime.movement.conditions import FORMS, parse

EVIL = "<img src=x onerror=alert(1)>|**b** `c` @all"
OLD = f"""score "Trial {EVIL}"
leads, one per id
  size    number
  colour  text

group who "Who"
  +20 when size is at least 50 because "Large {EVIL}"
  +10 when colour is "red"

stages
  Hot  when score is at least 20
  "{EVIL}" otherwise
"""
NEW = OLD.replace("at least 50", "at least 100")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 100 leads, 30 lose 20 points; half of them are red."""
    made = tmp_path_factory.mktemp("moved")
    (made / "old.score").write_text(OLD, "utf-8")
    (made / "new.score").write_text(NEW, "utf-8")
    rows = ["id,size,colour,won"]
    for i in range(100):
        size = 60 if i < 30 else 200 if i < 60 else 10
        rows.append(
            f"L{i}{EVIL if i == 1 else ''},{size},{'red' if i % 2 else 'blue'},{i % 3 // 2}"
        )
    (made / "leads.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return made


def call(folder: Path, *options: str, leads: bool = True) -> Result:
    data = ["--leads", str(folder / "leads.csv"), "--as-of", "2026-01-01"] if leads else []
    files = [str(folder / "old.score"), str(folder / "new.score")]
    return CliRunner().invoke(command, [*files, *data, *options], standalone_mode=False)


def test_the_report_for_people(folder: Path) -> None:
    told = call(folder)
    assert told.exception is None
    assert (
        "Of 100 leads, 30 (30 %) change their score, 30 (30 %) their stage: 30 down." in told.output
    )
    assert re.search(r"Hot +\(?= 30 \(30 %\) +▼ 30 \(30 %\) +60 \(60 %\)", told.output)
    assert "L1<img src=x" not in told.output.split("Who moves most")[0]
    assert "The edits" not in told.output, "there is only one"


def test_the_same_for_programs(folder: Path) -> None:
    told = json.loads(call(folder, "--format", "json", "--outcome", "won").stdout)
    (stage,) = told["movements"]
    assert (stage["moved"], stage["up"], stage["down"], stage["leads"]) == (30, 0, 30, 100)
    assert told["scores"]["by_change"] == [
        {"change": -20, "leads": 30}, {"change": 0, "leads": 70},
    ]  # fmt: skip
    (edit,) = told["edits"]["each"]
    assert edit["alone"] == edit["taken_back"] == {"score": 30, "stage": 30, "up": 0, "down": 30}
    assert told["outcome"]["both_score"]["won"] == 33
    assert {one["alike"] for one in told["movers"]} == {29}


def test_markdown_keeps_text_text_and_folds_details(folder: Path) -> None:
    told = call(folder, "--format", "markdown").stdout
    assert "<img" not in told
    assert "@all" not in told
    assert told.count("<details>") == told.count("</details>") == 2
    head, _, rest = told.partition("<details>")
    assert "## Who moves" in head
    assert "Who moves most" in rest


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("moved > 29%", 1), ("moved > 30%", 0), ("moved > 29", 1), ("moved >= 31", 0),
        ("changed > 29%", 1), ("up > 0", 0), ("down > 0", 1), ("excluded > 0", 0),
        ("out of Hot > 29%", 1), ("into hot > 0", 0), ("leads < 101", 1), ("auc < 0.5", 1),
        ("auc worse", 1),
    ],
)  # fmt: skip
def test_conditions(folder: Path, condition: str, code: int) -> None:
    """Without an outcome nothing can be said of the AUC, which fails."""
    told = call(folder, "--fail-if", condition)
    assert (told.exception, told.return_value) == (None, code)
    assert ("fails: " in told.stderr) == bool(code)


def test_every_condition_that_help_names_is_one() -> None:
    assert [parse(form).text for form in FORMS] == list(FORMS)
    with pytest.raises(Unclear):
        parse("moved a lot")


@pytest.mark.parametrize(
    ("options", "leads", "message"),
    [
        (["--won-at", "won"], False, "`--won-at` speaks of leads"),
        (["--fail-if", "moved > 1"], False, "`--fail-if` speaks of leads"),
        (["--as-of-column", "seen"], False, "`--as-of-column` speaks of leads"),
        (["--check"], True, "equal in meaning"),
        (["--outcome", "won", "--horizon", "0d"], True, "the horizon gives leads no time"),
        (["--fail-if", "into Nowhere > 1"], True, "no stage `Nowhere`"),
        (["--fail-if", "moved a lot"], True, "`moved a lot` is no condition"),
        (["-o", "moved.txt"], True, "`moved.txt` does not say"),
    ],
)  # fmt: skip
def test_mistakes(folder: Path, options: list[str], leads: bool, message: str) -> None:
    told = call(folder, *options, leads=leads)
    assert told.exception is not None
    assert message in str(told.exception) + told.stderr


def test_one_lead_counts(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("id,size,colour,won\nL1,60,red,1\n", "utf-8")
    told = call(folder, "--leads", str(leads), "--outcome", "won")
    assert "1 lead counts that both versions score: 1 won (100 %)" in " ".join(told.output.split())


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "the table of leads is empty"),
        (
            ["L1,60,red,1/2/2026", "L2,60,red,3/2/2026"],
            "2 moments in column `seen` cannot be read, such as",
        ),
    ],
)
def test_no_lead_is_left(folder: Path, rows: list[str], why: str, tmp_path: Path) -> None:
    """No page that says that nobody moves."""
    leads, page = tmp_path / "leads.csv", tmp_path / "page.md"
    leads.write_text("\n".join(["id,size,colour,seen", *rows, ""]), "utf-8")
    options = ("--leads", str(leads), "--as-of-column", "seen", "-o", str(page))
    told = call(folder, *options, leads=False)
    assert isinstance(told.exception, Mistake)
    assert str(told.exception) == "no lead is left to compare"
    assert why in str(told.exception.help)
    assert not page.exists()


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    need("vl_convert", "report")
    told = call(folder, "--outcome", "won", "-o", str(folder / "moved.html"))
    assert told.exception is None, told.exception
    return folder / "moved.html"


def test_text_of_rules_and_data_stays_text_on_the_page(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browser_shows_the_pictures(page: Path, scheme: str, tmp_path: Path) -> None:
    found, _ = shown(
        page,
        "return {pictures: document.querySelectorAll('figure svg').length,"
        "tiles: document.querySelector('figure svg').textContent,"
        "wide: document.documentElement.scrollWidth > innerWidth}",
        tmp_path, scheme,  # type: ignore[arg-type]
    )  # fmt: skip
    assert (found["pictures"], found["wide"]) == (2, False)
    assert "▼ 30" in found["tiles"]
    assert "= 30" in found["tiles"]
    assert complaints(page, tmp_path, scheme) == ""


def test_what_speaks_of_an_outcome_needs_one(folder: Path) -> None:
    told = call(folder, "--came-at", "size")
    assert "`--came-at` speaks of leads of whom it is known who was won" in str(told.exception)


def test_leads_that_were_not_there_yet_have_no_part_in_the_figures(folder: Path) -> None:
    """Of 100 leads, 30 have a size of 60, that is: they came in 2060."""
    lines = (folder / "leads.csv").read_text("utf-8").splitlines()
    came = [lines[0] + ",came"]
    came += [f"{one},{'2060' if ',60,' in one else '2020'}-01-01" for one in lines[1:]]
    (folder / "came.csv").write_text("\n".join(came) + "\n", "utf-8")
    options = ("--leads", str(folder / "came.csv"), "--outcome", "won", "--format", "json")
    known = json.loads(call(folder, *options, "--came-at", "came").stdout)["outcome"]
    assert known["left_out"] == {"They came in only after they are judged": 30}
    assert (known["both_score"]["leads"], known["notes"]) == (70, [])
    (note,) = json.loads(call(folder, *options).stdout)["outcome"]["notes"]
    assert note.startswith("30 leads that count have a `came` later than 2026-01-01 00:00 UTC.")
