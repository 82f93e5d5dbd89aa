"""The scorecard: nothing of the rules is lost, and it says which review it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from browser import shown
from click.testing import CliRunner, Result
from extras import need
from generate_files import Made
from hypothesis import given
from leadscore.dsl import ast
from leadscore.dsl.check.checker import check
from leadscore.dsl.excerpt import clean
from leadscore.dsl.printer import print_file
from leadscore.runtime.card.made import card
from leadscore.runtime.card.told import told
from leadscore.runtime.cli.card import command
from leadscore.runtime.report.as_markdown import as_markdown
from leadscore.runtime.rules import Rules, load
from strategies import rule_files, some_files

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").rglob("*.score"))
FILES = [ROOT / "tests" / "tour.score", *EXAMPLES]
CONFORMANCE = sorted((ROOT / "tests" / "conformance").glob("*.yaml"))
EVIL = "<img src=x onerror=alert(1)>|**b** `c` @all"
DAY = date(2026, 3, 1)


# ---------------------------------------------------------------- nothing is lost


def words_of(rules: Rules) -> str:
    """The whole card as one text, as a reader of its Markdown sees it."""
    page = "\n".join(as_markdown(told(card(rules), DAY, None)))
    return " ".join(re.sub(r"</?code>|\u200b", "", unescape(page)).split())


def wanted(rules: Rules) -> Iterator[str]:
    """What must stand on the card for the rules not to have lost anything."""
    scale = rules.model.scale
    for group in rules.model.groups:
        yield group.title if group.name else "Points"
        yield from (figure(limit, scale) for limit in (group.lower, group.upper) if limit)
        for rule in group.rules:
            node = rule.node
            if node.because is not None:
                yield node.because.value
            yield from (signed(row.points, scale) for row in rule.rows or (rule,))
            yield from (r.node.because.value for r in rule.rows if getattr(r.node, "because", 0))
            yield from limits(getattr(node, "clauses", ()))
    for found in rules.model.classes:
        yield from (row.value for part in found.parts for row in part)
    yield from (one.reason for one in rules.model.excluded if one.node.because is not None)
    yield from (f"within {soon.within.count.value}" for soon in soons(rules))
    yield from (e.title.value for e in rules.model.examples)
    yield from (one.target for one in rules.model.hand_offs)
    yield from (name.replace("_", " ") for name in (*rules.model.lets, *rules.model.lists))


def soons(rules: Rules) -> Iterator[ast.SoonAfter]:
    return (one.node.soon for one in rules.model.ignored if one.node.soon is not None)


def figure(units: int, scale: int) -> str:
    return f"{units / scale:,.4f}".rstrip("0").rstrip(".")


def signed(units: int, scale: int) -> str:
    return f"| {'+' if units > 0 else ''}{figure(units, scale)} |"


def limits(clauses: tuple[ast.Clause, ...]) -> Iterator[str]:
    for clause in clauses:
        number = getattr(clause, "times", None) or getattr(clause, "points", None)
        if isinstance(number, ast.Number):
            once = isinstance(clause, ast.AtMostTimes | ast.AtMostPer) and number.value == 1
            yield "once" if once else f"at most {number.value:,}"


def lost(rules: Rules) -> list[str]:
    text = words_of(rules).lower()
    pieces = (" ".join(clean(piece).split()) for piece in wanted(rules))
    return [piece for piece in pieces if piece.lower() not in text]


def whole(path: Path) -> bool:
    return re.search(r"^score\b", path.read_text("utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize(
    "path", [p for p in FILES if whole(p)], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_example_is_told_whole(path: Path) -> None:
    assert lost(load(path)) == []


@pytest.mark.parametrize("path", CONFORMANCE, ids=lambda path: path.stem)
def test_every_case_of_the_language_is_told_whole(path: Path, tmp_path: Path) -> None:
    given = yaml.safe_load(path.read_text("utf-8"))
    for name, text in ({"rules.score": given["rules"]} | given.get("files", {})).items():
        (tmp_path / name).write_text(text, "utf-8")
    assert lost(load(tmp_path / "rules.score")) == []


@some_files(60)
@given(rule_files(rules=6))
def test_whatever_rules_say_is_told_whole(made: Made) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.score"
        path.write_text(print_file(made.file), "utf-8")
        model = check(path)
        if not model.errors:  # else it needs files that are not there
            assert lost(Rules(model)) == []


# ---------------------------------------------------------------- words

RULES = """score "Card", from 0 to 100 points
leads, one per id
  size     number unknown for 999
  country  text from "Land"
events
  email_open called "Open" with seconds number
  visit

group who "Who", from -20 to 50 points, when size is known
  +20 when size is at least 50
  -10 when country is "X" because "Far"
  points by country
    +5 for "A" or "B"
    -1 otherwise
  points by size because "How large"
    +1 for 1 to 9
     0 unknown
    -1 otherwise

group what, losing 50% every 2 weeks
  +15.0 for each email_open, at most 2 times per week, up to 45 points
   -2 for each visit, up to 10 points, fading out over 30 days
   +1 for every 60 of total seconds of email_open
  best of
    +3 when any visit because "Came"
    +4 otherwise
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("card") / "card.score"
    file.write_text(RULES, "utf-8")
    return file


def call(file: Path, *options: str) -> Result:
    return CliRunner().invoke(command, [str(file), *options], standalone_mode=False)


def test_groups_for_people(small: Path) -> None:
    lines = [" ".join(line.split()) for line in call(small).output.splitlines()]
    start = lines.index("Who")
    end = lines.index("What history says")
    assert lines[start:end] == [
        "Who",
        "This group gives from -20 to 50 points, whatever its lines add up to.",
        "Only for leads of which this holds: size is known. All others get 0 points here.",
        "Points For When",
        "+20 Size is at least 50",
        "-10 Far Country is “X”",
        "",
        "By country.",
        "Points Country",
        "+5 “A” or “B”",
        "-1 Anything else, also if it is not known",
        "",
        "How large.",
        "Points Size",
        "+1 1 to 9",
        "0 Not known",
        "-1 Anything else",
        "",
        "What",
        "Points for each time that something happens fade, if their line says nothing else: every 2 weeks",
        "they lose 50 % of what they were worth.",
        "Points When Limits",
        # 15.0, 7.5, 3.75 and 1.875, to one decimal
        "+15 For each email open counts at most 2 times a week; gives at most 45 points in all; "
        "later worth less: 7.5 after 14 days, 3.8 after 28 days, 1.9 after 42 days",
        "-2 For each visit takes at most 10 points in all; fades day by day, to 0 after 30 days",
        "+1 For every full 60 of the total seconds of email open events",
        "",
        "Of these that hold, the one that gives the most.",
        "Points For When",
        "+3 Came At least one visit",
        "+4 None of these",
        "",
        "What is read",
        "Of What",
        "Lead size (not known if it says “999”), country (“Land” in the data)",
        "Email open (“Open” in the data) seconds",
        "Visit that it happened",
        "",
    ]


def test_json(small: Path) -> None:
    found = json.loads(call(small, "--format", "json", "--date", "2026-03-01").output)
    assert found["date"] == "2026-03-01"
    assert found["rules_fingerprint"] == load(small).fingerprint
    assert (found["lower"], found["upper"], found["review"]) == (0, 100, None)
    opened = found["groups"][1]["rules"][0]
    assert (opened["points"], opened["how"], opened["name"]) == (15.0, "each", None)
    assert opened["key"].startswith("+15.0 for each email_open")
    by = found["groups"][0]["rules"][2]
    assert [row["points"] for row in by["rows"]] == [5, -1]


def test_a_let_that_is_set_is_told_as_it_is_set(tmp_path: Path) -> None:
    file = tmp_path / "let.score"
    file.write_text('let bar = 40\nscore "S"\n  +1 when a is bar\nleads\n  a number\n', "utf-8")
    assert "A is 40" in call(file).output
    told = call(file, "--set", "bar=55").output
    assert "A is 55" in told
    assert "40" not in told


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "list.score"
    values = ", ".join(f'"v{i}"' for i in range(43))
    rules = f'list many = {values}\nscore "S"\n  +1 when a is in many\nleads\n  a text\n'
    file.write_text(rules, "utf-8")
    told = call(file).output
    assert "“v39” and 3 more" in told
    assert "v40" not in told
    assert len(json.loads(call(file, "--format", "json").output)["lists"][0]["values"]) == 43


def test_a_long_condition_is_told_whole(tmp_path: Path) -> None:
    file = tmp_path / "long.score"
    values = ", ".join(f'"A rather long title {i}"' for i in range(60))
    file.write_text(f'score "S"\n  +1 when a is {values}\nleads\n  a text\n', "utf-8")
    assert "A rather long title 59" in call(file, "--format", "markdown").output


# ---------------------------------------------------------------- with a review

REVIEWED = """score "Trial"
leads from "leads.csv", one per id
  size  number
group who "Who"
  +20 when size is at least 50 because "Large"
  +2.5 when size is at least 90 because "Larger"
stages
  Hot  when score is at least 20
  Cold otherwise
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 leads; of the large ones 60 % won, of the others 20 %."""
    from leadscore.runtime.cli.review import command as review

    made = tmp_path_factory.mktemp("reviewed")
    (made / "rules.score").write_text(REVIEWED, "utf-8")
    rows = ["id,size,won"]
    rows += [f"L{i},{70 if i % 2 else 10},{int(i // 2 % 10 < (6 if i % 2 else 2))}"
             for i in range(400)]  # fmt: skip
    (made / "leads.csv").write_text("\n".join(rows) + "\n", "utf-8")
    given = ["--outcome", "won", "--as-of", "2026-01-01", "--capacity", "250"]
    args = [str(made / "rules.score"), *given, "-o", str(made / "review.json")]
    done = CliRunner().invoke(review, args, standalone_mode=False)
    assert done.exception is None
    return made


def with_review(folder: Path, *options: str, rules: str = "rules.score") -> Result:
    return call(folder / rules, "--review", str(folder / "review.json"), *options)


def test_the_figures_of_the_review(folder: Path) -> None:
    told = with_review(folder)
    assert told.exception is None
    assert told.stderr == ""
    assert "Of 400 leads, 400 count: 160 won (40 %)." in " ".join(told.output.split())
    assert "another version" not in told.output
    # of (120 winners × 160 others) pairs the winner is ahead in 120·160, level in 120·80 + 40·160
    chance = (120 * 160 + (120 * 80 + 40 * 160) / 2) / (160 * 240)
    assert f"AUC {chance:.3f}" in told.output
    rows = [" ".join(line.split()) for line in told.output.splitlines()]
    assert "Does the score put winners first?" in rows
    assert "Hot 200 120 60 % 53.1–66.5 % ████████████████████" in rows
    assert any(row.startswith("Large (who) +20 200 50 % 60 % 3.0 ×") for row in rows)
    assert any(row.startswith("Larger (who) 0 0 %") for row in rows)
    assert "Sales can take 250 of these 400 leads: the threshold is 20." in " ".join(rows)


def test_json_says_which_review(folder: Path) -> None:
    found = json.loads(with_review(folder, "--format", "json").output)["review"]
    assert (found["leads"], found["won"], found["of_these_rules"]) == (400, 160, True)


def test_a_review_of_another_version_is_told(folder: Path) -> None:
    other = folder / "other.score"
    other.write_text(REVIEWED.replace("+20", "+25"), "utf-8")
    told = with_review(folder, rules="other.score")
    old, new = load(folder / "rules.score").fingerprint, load(other).fingerprint
    says = f"The review is of another version of the rules, `{old}`. These rules, `{new}`, were"
    assert says in told.stderr
    assert f"!! {says}" in " ".join(told.stdout.split())
    found = json.loads(with_review(folder, "--format", "json", rules="other.score").stdout)
    assert found["review"]["of_these_rules"] is False


def test_other_words_are_the_same_version(folder: Path) -> None:
    other = folder / "words.score"
    other.write_text(REVIEWED.replace("Larger", "Very large") + "# a remark\n", "utf-8")
    assert with_review(folder, rules="words.score").stderr == ""


WRONG: list[tuple[str, Any]] = [
    ("everyone", {"leads": 1, "won": 2}),
    ("everyone", {"leads": "many", "won": 2}),
    ("auc", {"value": float("nan"), "interval": [0, 1]}),
    ("rules_fingerprint", 5),
    ("bands", {}),
    ("rise", {"verdict": "soars", "trend": 1, "wrong": []}),
    ("histogram", [{"from": 1}]),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_what_is_no_review_is_refused(folder: Path, tmp_path: Path, key: str, value: Any) -> None:
    found = json.loads((folder / "review.json").read_text("utf-8")) | {key: value}
    (tmp_path / "wrong.json").write_text(json.dumps(found), "utf-8")
    told = call(folder / "rules.score", "--review", str(tmp_path / "wrong.json"))
    assert "`wrong.json` is no review" in str(told.exception)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "\xff", "[" * 100_000])
def test_other_files_are_refused(folder: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.json").write_bytes(text.encode("latin-1"))
    told = call(folder / "rules.score", "--review", str(tmp_path / "wrong.json"))
    assert "is no review" in str(told.exception)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--review", "nowhere.json"), "nowhere.json"),
        (("-o", "card.pdf"), "does not say by its ending"),
        (("--date", "soon"), "does not match the format"),
    ],
)
def test_mistakes(small: Path, options: tuple[str, ...], says: str) -> None:
    assert says in str(call(small, *options).exception)


def test_what_is_read_is_never_written_over(folder: Path) -> None:
    told = with_review(folder, "-o", str(folder / "review.json"))
    assert "is one of the files that are read" in str(told.exception)


# ---------------------------------------------------------------- pages


def test_text_of_the_rules_stays_text(tmp_path: Path) -> None:
    quoted = EVIL.replace('"', '\\"')
    rules = f"""score "Evil {quoted}"
leads, one per id
  a text unknown for "{quoted}"
list l = "{quoted}"
exclude leads when a is "{quoted}" because "{quoted}"
group g "{quoted}"
  +1 when a is "{quoted}" because "Rule {quoted}"
  points by a because "Table {quoted}"
    +1 for "{quoted}"
stages
  "{quoted}" when a contains "{quoted}"
  b otherwise
hand off
  b to "{quoted}" with score
"""
    (tmp_path / "evil.score").write_text(rules, "utf-8")
    outs = [f"-o{tmp_path / name}" for name in ("card.html", "card.md")]
    assert call(tmp_path / "evil.score", *outs).exception is None
    page, text = ((tmp_path / name).read_text("utf-8") for name in ("card.html", "card.md"))
    assert page.count("&lt;img") >= 9
    for one in (page, text):
        assert "<img" not in one
    assert "**b**" not in text
    assert "@all" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_a_browser(folder: Path, scheme: str) -> None:
    need("vl_convert", "report")
    page = folder / "card.html"
    assert with_review(folder, "-o", str(page)).exception is None
    script = """
      return {
        pictures: document.querySelectorAll('figure svg').length,
        heads: [...document.querySelectorAll('table')].every(t => t.tHead),
        sign: [...document.querySelectorAll('.sign tbody th')].map(x => x.textContent),
        wide: document.documentElement.scrollWidth <= innerWidth,
      };
    """
    found, said = shown(page, script, folder, scheme)  # type: ignore[arg-type]
    assert said == ""
    assert found == {
        "pictures": 4, "heads": True, "sign": ["Marketing", "Sales"], "wide": True,
    }  # fmt: skip


def test_a_card_without_a_review_needs_no_library_for_pictures(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    assert call(small, "-o", str(tmp_path / "card.html")).exception is None
    assert "No review goes with this card" in (tmp_path / "card.html").read_text("utf-8")
