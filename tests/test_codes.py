"""Every code has a page; what it calls wrong gives the code, and what it calls right does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.lint import FAMILIES, Rule, lint, rules
from leadscore.dsl.lint.pages import docs, index, page

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "codes"
FENCE = re.compile(r"^```(?:score|csv) ?([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRONG, RIGHT = ("Wrong", "Avoid"), ("Right", "Prefer")
NOT_SHOWN = {"E001", "E002", "E003", "E014", "W999"}
"""Faults of a whole file, and too many to show; `test_wrong_files` has them."""


def codes_in_source() -> set[str]:
    return {
        code
        for folder in ("dsl", "compiler", "runtime")
        for module in (ROOT / folder).rglob("*.py")
        for code in re.findall(r'"([EW]\d{3})"', module.read_text("utf-8"))
    }


def pages() -> list[Path]:
    return sorted(PAGES.glob("*.md"))


def files(path: Path, headings: tuple[str, str]) -> dict[str, str]:
    """The files of a section of a page, by name; the one without a name is `main.score`."""
    sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)
    section = next(s for s in sections if s.startswith(headings))
    return {name or "main.score": text for name, text in FENCE.findall(section)}


def found(folder: Path, written: dict[str, str]) -> list[Diagnostic]:
    (folder / "leadscore.toml").touch()
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    model = check(folder / "main.score")
    return [*model.diagnostics, *lint(model)]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert codes_in_source() == {path.stem for path in pages()}


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_the_heading_of_a_page(path: Path) -> None:
    heading, _, rest = path.read_text("utf-8").partition("\n")
    assert re.fullmatch(rf"# {path.stem}: [^A-Z].*[^.]", heading)
    least = 10 if path.stem.startswith("E") else 4
    assert len(rest.split("\n##")[0].split()) > least, "a page says why"


ERROR = ["Wrong", "Right", "To mend it", "To silence it"]
WARNING = ["Avoid", "Prefer", "To silence it"]


@pytest.mark.parametrize(
    "path", [p for p in pages() if p.stem != "W999"], ids=lambda path: path.stem
)
def test_the_shape_of_a_page(path: Path) -> None:
    """Why stands above the first heading; an error says that nothing silences it."""
    _, *sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)
    error = path.stem.startswith("E")
    shape = ERROR if error else WARNING
    assert [section.split("\n")[0] for section in sections] == shape
    assert all(len(section.split()) > 4 for section in sections)
    assert "cannot be silenced" in sections[-1] if error else f"allow: {path.stem}" in sections[-1]


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_what_fix_mends_as_a_page_says(path: Path, tmp_path: Path) -> None:
    mended = re.search(r"--fix(.unsafe-fixes|` (?:does|replaces))", path.read_text("utf-8"))
    if mended is None or path.stem[0] == "W":
        return
    fixes = [d.fix for d in found(tmp_path, files(path, WRONG))]
    assert fixes
    assert all(fix is not None for fix in fixes)
    assert "unsafe" in mended[0] or all(fix and fix.safe for fix in fixes)


@pytest.mark.parametrize(
    "path", [p for p in pages() if p.stem not in NOT_SHOWN], ids=lambda path: path.stem
)
def test_what_a_page_shows(path: Path, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    wrong.mkdir()
    right.mkdir()
    codes = {d.code for d in found(wrong, files(path, WRONG))}
    silenced = {"W203"} if path.stem == "W902" else set()
    assert codes - silenced == {path.stem}
    assert found(right, files(path, RIGHT)) == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.CODE)
def test_the_page_of_a_rule_is_its_docstring(rule: Rule) -> None:
    """Written by `python -m leadscore.dsl.lint.pages docs`."""
    assert (PAGES / f"{rule.CODE}.md").read_text("utf-8") == page(rule)


def test_the_page_of_all_rules() -> None:
    """Written by the same command."""
    assert (ROOT / "docs" / "lint.md").read_text("utf-8") == index()
    assert {rule.CODE[:2] for rule in rules()} <= set(FAMILIES)
    assert all(rule.CODE in index() for rule in rules())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.CODE)
def test_a_comment_silences_a_rule_in_the_whole_file(rule: Rule, tmp_path: Path) -> None:
    comment = f"# allow in this file: {rule.CODE} because this is a test\n"
    data = {"leads.csv": docs(rule).data} if docs(rule).data else {}
    told = found(tmp_path, {"main.score": comment + docs(rule).avoid, **data})
    assert rule.CODE.startswith("W9") or told == []
