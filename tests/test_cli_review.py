"""`leadscore review` as people and CI call it, and its reports in every form."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest
from browser import complaints, shown
from click.testing import CliRunner, Result
from extras import need
from leadscore.runtime.cli._failures import Mistake
from leadscore.runtime.cli.review import command
from leadscore.runtime.fail_if import Unclear, comparison
from leadscore.runtime.review.conditions import FORMS, parse
from leadscore.runtime.review.words import percent

EVIL = "<img src=x onerror=alert(1)>|**b** `c` @all"
RULES = f"""score "Trial {EVIL}"
leads from "leads.csv", one per id
  size    number
  colour  text

group who "Who"
  +20 when size is at least 50 because "Large {EVIL}"
  +10 when colour is "red"

stages
  Hot  when score is at least 20
  "{EVIL}" otherwise
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 leads; of the large ones 60 % won, of the others 20 %."""
    made = tmp_path_factory.mktemp("review")
    (made / "rules.score").write_text(RULES, "utf-8")
    rows = ["id,size,colour,won,closed"]
    for i in range(400):
        large = i % 2
        won = i // 2 % 10 < (6 if large else 2)
        rows.append(f"L{i},{90 if large else 10},{'red' if i % 3 else EVIL},{int(won)},2026-02-01")
    (made / "leads.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return made


def call(folder: Path, *options: str) -> Result:
    options = ("--outcome", "won", "--as-of", "2026-01-01", *options)
    return CliRunner().invoke(
        command, [str(folder / "rules.score"), *options], standalone_mode=False
    )


def test_the_report_for_people(folder: Path) -> None:
    told = call(folder)
    assert told.exception is None
    assert "Of 400 leads, 400 count: 160 won (40 %), 240 did not." in told.output
    # pairs: (120·160 + (120·80 + 40·160)/2) / (160·240), but for colours, which win alike
    assert re.search(r"AUC 0\.7\d\d", told.output)
    assert "Leads with a higher score convert better" in told.output
    assert "3.0 × (2.2" in told.output
    assert "won is who has a `won` that says yes" in told.output.replace("\n", " ")


def test_an_outcome_has_its_article(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    text = (folder / "leads.csv").read_text("utf-8")
    leads.write_text(text.replace(",won,", ",ended,", 1), "utf-8")
    told = call(folder, "--outcome", "ended", "--leads", str(leads))
    assert "won is who has an `ended` that says yes" in told.output.replace("\n", " ")


def test_no_lead_is_left(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    told = call(folder, "--outcome-at", "closed", "--as-of", "2026-03-01", "-o", str(page))
    assert isinstance(told.exception, Mistake)
    assert told.exception.exit_code == 2
    assert "no lead is left to look at" in str(told.exception)
    assert "their outcome was known already when they were judged: 400" in str(told.exception.help)
    assert not page.exists()


def _help(folder: Path, *options: str) -> str:
    """What to do about it if no lead is left."""
    options = ("--outcome", "won", *options)
    told = CliRunner().invoke(
        command, [str(folder / "rules.score"), *options], standalone_mode=False
    )
    assert "no lead is left to look at" in str(told.exception)
    assert isinstance(told.exception, Mistake)
    return str(told.exception.help)


def test_moments_that_cannot_be_read_are_shown(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    rows = ["L1,60,red,1,27/01/2025", "L2,60,red,0,28/01/2025", "L3,60,red,0,"]
    leads.write_text("\n".join(["id,size,colour,won,joined", *rows, ""]), "utf-8")
    assert _help(folder, "--leads", str(leads), "--as-of-column", "joined") == (
        "without a moment at which to judge them: 3; 2 moments in column `joined` cannot be read, "
        "such as `27/01/2025`: write 2026-03-01, 2026-03-01 14:30 or 2026-03-01T14:30:00+02:00"
    )


def test_leads_without_moments_want_another_column(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("id,size,colour,won,joined\nL1,60,red,1,\n", "utf-8")
    assert _help(folder, "--leads", str(leads), "--as-of-column", "joined") == (
        "without a moment at which to judge them: 1; column `joined` is empty for them: name one "
        "that has their times"
    )


@pytest.mark.parametrize(
    ("options", "cure"),
    [
        (("--as-of", "2026-03-01", "--outcome-at", "closed"), "judge them at an earlier moment"),
        (("--as-of", "2026-01-01", "--came-at", "closed"), "judge them at a later moment"),
        (
            ("--as-of", "2026-01-01", "--outcome-at", "closed", "--horizon", "90d"),
            "judge them at an earlier moment, or give them a shorter time to be won",
        ),
    ],
)
def test_the_cure_is_for_what_is_the_matter(
    folder: Path, options: tuple[str, ...], cure: str
) -> None:
    """All closed on the first of February."""
    assert _help(folder, *options).rpartition("; ")[2] == cure


def test_a_column_without_a_word_is_no_column_of_markdown(folder: Path) -> None:
    """Not one of 400 leads is few, so no rule has a note."""
    text = call(folder, "--format", "markdown").output
    assert (
        "| Rule | Points | Leads | Of all | Convert | As often (likely) | Score loses |\n" in text
    )


def test_json(folder: Path) -> None:
    found = json.loads(call(folder, "--format", "json").output)
    assert found["everyone"]["leads"] == 400
    assert found["everyone"]["rate"] == 0.4
    assert found["as_of"] == "2026-01-01T00:00:00Z"
    large = found["rules"][0]
    assert (large["leads"], large["won"], large["points"]) == (200, 120, [20, 20])
    assert large["lift"]["value"] == pytest.approx(3)
    assert found["rise"]["monotone"] is True
    assert found["classes"]["stage"]["values"][0]["won"] == 120


def test_conditions_that_hold_end_with_1(folder: Path) -> None:
    told = call(folder, "--fail-if", "auc < 0.95", "--fail-if", "precision at 20 < 50%")
    assert told.return_value == 1
    assert re.findall("fails: (.*)", told.stderr) == [
        f"auc < 0.95: it is {json.loads(call(folder, '--format', 'json').stdout)['auc']['value']:.3f}"
    ]


@pytest.mark.parametrize(
    ("condition", "because"),
    [
        ("conversion of hot > 59.9%", "it is 60 %"),
        ("conversion of hot > 60%", None),
        ("share of Hot >= 0.5", "it is 50 %"),
        ("winners at 20 < .76", "it is 75 %"),
        ("precision at 20.5 < .7", "it is 60 %"),
        ("precision at 99 < .1", "it cannot be said"),
        # It is 0.70989583…: four or five digits would say 0.7099.
        ("auc < 0.7099", "it is 0.709896"),
        ("auc <= 0.71", "it is 0.710"),
        ("auc < 0.7", None),
        ("conversion of hot <= 0.6", "it is 60 %"),
        ("leads < 401", "it is 400 leads"),
        ("WON <= 160", "it is 160 won"),
        ("not monotone", None),
        ("stages not monotone", None),
        ("leaks", None),
        ("worn", "it cannot be said"),
    ],
)
def test_each_condition(folder: Path, condition: str, because: str | None) -> None:
    told = call(folder, "--fail-if", condition)
    assert told.return_value == int(because is not None)
    lines = re.findall("fails: (.*)", told.stderr)
    assert lines == ([f"{condition}: {because}"] if because else [])


@pytest.mark.parametrize(
    ("condition", "value", "told"),
    [
        ("x > 9.5%", 0.0954, "9.54 %"),
        ("x > 9.4%", 0.0954, "9.5 %"),
        ("x < 0.05%", 0.00048, "0.048 %"),
        ("x < 0.0005", 0.00048, "0.048 %"),
        ("x >= 0.07", 0.07, "7 %"),
        ("x >= 7%", 0.07, "7 %"),
        ("x > 12.3456788%", 0.12345678899, "12.35 %"),
    ],
)
def test_so_many_digits_that_it_is_seen_to_hold(condition: str, value: float, told: str) -> None:
    asked = comparison(condition)
    assert asked is not None
    assert asked.holds(value, asked.share)
    assert asked.seen(partial(percent, value)) == told


@pytest.mark.parametrize("capacity", ["abc", "0", "-3", "nan", "inf", ""])
def test_a_capacity_is_a_number_of_leads(folder: Path, capacity: str) -> None:
    told = call(folder, "--capacity", capacity)
    assert f"`{capacity}` is no number of leads such as 5 or 200" in str(told.exception)


def test_one_lead_counts(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("id,size,colour,won\nL1,60,red,1\n", "utf-8")
    told = call(folder, "--leads", str(leads))
    assert "Of 1 lead, 1 counts: 1 won (100 %), 0 did not." in told.output


@pytest.mark.parametrize("text", ["auc", "auc = 1", "area < 1", "precision at MQL < 1", "< 1", ""])
def test_unclear_conditions(text: str) -> None:
    with pytest.raises(Unclear):
        parse(text)


def test_every_form_is_a_condition() -> None:
    assert [parse(form).text for form in FORMS] == list(FORMS)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--fail-if", "auc is low"), "`auc is low` is no condition"),
        (("--fail-if", "share of Nobody < 1"), "the rules have no stage `Nobody`"),
        (("--horizon", "0d"), "the horizon gives leads no time to be won"),
        (("--horizon", "0 hours", "--outcome-at", "closed"), "no time to be won"),
        (("--horizon", "-3d"), "`-3d` is no time such as 7d"),
        (("--won-at", "closed"), "`--won-at` says both whether and when"),
        (("-o", "report.pdf"), "does not say by its ending"),
        (("-o", "nowhere/report.md"), "there is no folder"),
    ],
)
def test_mistakes(folder: Path, options: tuple[str, ...], says: str) -> None:
    told = call(folder, *options)
    assert told.exception is not None
    assert says in str(told.exception)


# ---------------------------------------------------------------- files


@pytest.fixture(scope="module")
def written(folder: Path) -> Path:
    need("vl_convert", "report")
    outs = [f"-o{folder / name}" for name in ("report.html", "report.md", "report.json")]
    told = call(folder, "--by", "colour", "--capacity", "50", *outs)
    assert told.exception is None
    assert told.stdout == ""
    return folder


def test_all_are_written(written: Path) -> None:
    assert json.loads((written / "report.json").read_text("utf-8"))["capacity"]["threshold"] is None
    assert (written / "report.md").read_text("utf-8").startswith("# Review of Trial")


def test_the_rules_are_never_written_over(folder: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.json"
    leads.write_text('[{"id": 1, "size": 1, "colour": "red", "won": 1}]', "utf-8")
    told = call(folder, "--leads", str(leads), "-o", str(leads))
    assert "is one of the files that are read" in str(told.exception)


def test_text_of_the_data_stays_text_in_markdown(written: Path) -> None:
    text = (written / "report.md").read_text("utf-8")
    assert "<img" not in text
    assert "**b**" not in text
    assert "@all" not in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    widths = {len(line.split("|")) for line in tables if "onerror" in line}
    assert widths <= {len(line.split("|")) for line in tables if "onerror" not in line}


def test_the_page_needs_nothing_else(written: Path) -> None:
    page = (written / "report.html").read_text("utf-8")
    assert "<img" not in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)[^"]', page)
    assert set(re.findall(r"https?://[^\s\"<]+", page)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browser_shows_pictures_in_the_colours_of_the_page(written: Path, scheme: str) -> None:
    page = written / "report.html"
    script = """
      const ink = getComputedStyle(document.body).color;
      const texts = [...document.querySelectorAll('svg text')];
      const soft = getComputedStyle(document.querySelector('.lines')).color;
      return {
        pictures: document.querySelectorAll('figure svg').length,
        tables: document.querySelectorAll('table').length,
        described: [...document.querySelectorAll('[role=img]')].every(x => x.ariaLabel.length > 10),
        legible: texts.every(x => [ink, soft].includes(getComputedStyle(x).fill)),
        texts: texts.length, ink,
      };
    """
    found, said = shown(page, script, page.parent, scheme)  # type: ignore[arg-type]
    assert said == ""
    assert complaints(page, page.parent, scheme) == ""
    assert (found["pictures"], found["described"], found["legible"]) == (4, True, True)
    assert found["texts"] > 30
    assert found["ink"] == ("rgb(27, 31, 36)" if scheme == "light" else "rgb(231, 234, 238)")


def test_paper_shows_the_figures_that_a_screen_folds(written: Path) -> None:
    script = """
      const seen = () => [...document.querySelectorAll('details:not([open]) table')]
        .map(x => x.checkVisibility() && x.getBoundingClientRect().height > 20);
      const screen = seen();
      for (const rule of document.styleSheets[0].cssRules)
        if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all';
      return [screen, seen()];
    """
    found, _ = shown(written / "report.html", script, written)
    assert found == [[False], [True]]
