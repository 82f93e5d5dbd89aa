"""The page of coverage, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import shown
from leadscore.runtime.coverage import coverage
from leadscore.runtime.coverage.page import page
from leadscore.runtime.rules import load
from project import invoke

RULES = """\
score "Ann & <b>Bob</b>"

leads, one per lead_id
  title      text
  employees  number

# <script>document.title = "run"</script> & "quoted" é
group fit "Fit"
  +5 when title contains "<script>alert(1)</script>" because "Tag & <i>more</i>"
  +1 when employees is over 10
  +2 when employees is over 10 and employees is under 5
  points by employees
    +3 for over 100
    +2 for over 50
    +1 for over 60

example "<img src=x onerror=alert(1)>"
  lead title "<script>alert(1)</script>", employees 500
  expect score 9

example "Small"
  lead employees 5
  expect score 0
"""
FACTS = """
const text = row => {
  const copy = row.cloneNode(true);
  copy.querySelectorAll('.number, .count, .sign').forEach(part => part.remove());
  return copy.textContent;
};
return {
  title: document.title,
  rows: [...document.querySelectorAll('.row')].map(text),
  marks: [...document.querySelectorAll('.text mark')].map(mark => [
    mark.textContent, mark.className, mark.title, getComputedStyle(mark).backgroundColor,
    mark.previousElementSibling && mark.previousElementSibling.className === 'sign'
      ? mark.previousElementSibling.textContent : '',
  ]),
  ground: getComputedStyle(document.body).backgroundColor,
  images: document.images.length,
  open: [...document.querySelectorAll('details')].filter(d => d.open).length,
};
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("trial.score").write_text(RULES, "utf-8")
    told = invoke("test", "trial.score", "--html", "page.html", "--engine", "python")
    assert told.exit_code == 0, told.output
    assert told.stderr.endswith("written to page.html\n")
    return tmp_path / "page.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browser_shows_the_text_and_its_colours(written: Path, scheme: str) -> None:
    found, complaints = shown(written, FACTS, written.parent, scheme)  # type: ignore[arg-type]
    assert complaints == ""
    assert found["rows"] == RULES.rstrip("\n").split("\n")
    assert (found["title"], found["images"], found["open"]) == ("What the examples reach", 0, 0)
    state = {text: kind for text, kind, *_ in found["marks"]}
    assert state['title contains "<script>alert(1)</script>"'] == "one"
    assert state["for over 100"] == "both"
    assert state["for over 50"] == "one"
    assert state["for over 60"] == "dead"
    assert state[" and "] == "dead"
    colours = {kind: colour for _, kind, _, colour, _ in found["marks"]}
    assert len({*colours.values(), found["ground"]}) == len(colours) + 1
    ground = [int(part) for part in re.findall(r"\d+", found["ground"])[:3]]
    assert (sum(ground) > 384) is (scheme == "light")


def test_every_state_has_a_sign_of_its_own(written: Path) -> None:
    found, _ = shown(written, FACTS, written.parent)
    signs = {(kind, sign[-1]) for _, kind, _, _, sign in found["marks"] if sign}
    assert signs == {("one", "◐"), ("both", "?"), ("dead", "⊘")}
    title = next(title for text, _, title, *_ in found["marks"] if text == "for over 60")
    assert title == (
        "false: Small; never true: proved: `for over 50` (line 14) takes every such lead; "
        "never unknown: no example"
    )


def test_the_page_stands_alone(written: Path) -> None:
    text = written.read_text("utf-8")
    assert re.findall(r"<(?:script|img|link|iframe|b|i)\b|url\(|@import|https?:", text) == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_lines_count_what_is_reached(tmp_path: Path) -> None:
    path = tmp_path / "trial.score"
    path.write_text(RULES, "utf-8")
    shown = page([coverage(load(path), "trial.score")])
    assert re.search(r'number">10</span><span class="count">2/3<', shown)
