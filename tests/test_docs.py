"""What the documents show is true: rules check, examples pass, commands print, Python runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from commands import Session, commands
from documents import FENCE, Block, all_blocks, blocks, completed, documents, named, placed
from leadscore.compiler import dialects
from leadscore.dsl import ast
from leadscore.dsl.check.checker import MOST_DECIMALS, check
from leadscore.dsl.check.symbols import BEGINS_A_PHRASE, RESERVED
from leadscore.dsl.diagnostics import MOST_MESSAGES
from leadscore.dsl.fading import MOST_STEPS
from leadscore.dsl.lint import lint
from leadscore.dsl.model import Model
from leadscore.dsl.parse import parser as parsing
from leadscore.dsl.parse.grammar import grammar
from leadscore.dsl.parse.lalr import Branch
from leadscore.dsl.parse.parser import DEEPEST, LONGEST_SUM, MOST_JOINED
from leadscore.dsl.source import MOST_BYTES, Source
from leadscore.runtime.cli import COMMANDS, main
from leadscore.runtime.engines import MODULES
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.rules import Rules

ROOT = Path(__file__).parents[1]
SCORE = all_blocks("score")
LIVE = [
    page for page in documents()
    if any(block.info.startswith(("console", "python")) for block in blocks(page))
]  # fmt: skip
WITH_EXAMPLES = [b for b in SCORE if "/" not in b.info and "\nexample " in b.text]
OWN = ("score", "score preamble", "score sections", "score rules", "score conditions")


def told(model: Model) -> list[str]:
    lines = [model.sources[d.span.path].position(d.span.start)[0] for d in model.diagnostics]
    return [
        f"{d.code} {d.title} (line {line})"
        for d, line in zip(model.diagnostics, lines, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "block", named([b for b in SCORE if b.info in OWN or b.info.startswith("score saved ")])
)
def test_rules_check(block: Block, tmp_path: Path) -> None:
    assert told(check(placed(block, tmp_path))) == []


@pytest.mark.parametrize("block", named([b for b in SCORE if b.info == "score" or b.data_set]))
def test_whole_files_have_no_findings(block: Block, tmp_path: Path) -> None:
    assert [(d.code, d.title) for d in lint(check(placed(block, tmp_path)))] == []


@pytest.mark.parametrize("block", named([b for b in SCORE if b.info.startswith("score wrong ")]))
def test_wrong_rules_are_refused(block: Block, tmp_path: Path) -> None:
    code, _, times = block.info.removeprefix("score wrong ").partition(" x ")
    found = check(placed(block, tmp_path)).errors
    assert [d.code for d in found] == [code] * int(times or 1)


@pytest.mark.parametrize("block", named(WITH_EXAMPLES))
def test_examples_in_the_documents_pass(block: Block, tmp_path: Path) -> None:
    outcomes = run_examples(Rules(check(placed(block, tmp_path))))
    assert outcomes
    assert [(o.title, o.misses, o.disagreements) for o in outcomes if not o.passed] == []


@pytest.mark.parametrize("document", LIVE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_and_programs_do_what_is_shown(document: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    session = Session(tmp_path)
    for block in blocks(document):
        if block.info != "console setup" and block.data_set is None:
            session.run(block)


@pytest.mark.parametrize("rules", named([b for b in SCORE if b.data_set]))
def test_what_is_shown_of_a_real_data_set(
    rules: Block, data: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copy(data(str(rules.data_set)) / "leads.csv", tmp_path)
    (tmp_path / f"{rules.data_set}.score").write_text(rules.text)
    session = Session(tmp_path)
    for block in blocks(rules.document):
        if block.data_set == rules.data_set:
            session.run(block)


@pytest.mark.parametrize("block", named([b for b in SCORE if "/" in b.info]))
def test_a_file_is_shown_as_it_is(block: Block) -> None:
    assert block.text == (ROOT / block.info.removeprefix("score ")).read_text("utf-8")


def test_the_readme_installs_and_runs_what_it_shows() -> None:
    """The lines to paste are not run here; what they run after installing is, in other tests."""
    page = ROOT / "README.md"
    setup = [c for b in blocks(page) if b.info == "console setup" for c, _ in commands(b.text)]
    shown = [c for b in blocks(page) if b.info == "console" for c, _ in commands(b.text)]
    assert len(setup) == 2
    assert any(c.startswith(setup[0].split(" && ")[-1]) for c in shown)
    assert setup[1].endswith("python -m pytest -q -n auto --dist loadgroup")


@pytest.mark.parametrize("page", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_installs_what_a_stranger_could_publish(page: Path) -> None:
    """By its name alone pip takes whatever somebody has put there."""
    named = re.findall(r"pip install ['\"]?leadscore[^\n`]*", page.read_text("utf-8"))
    assert [line for line in named if " @ git+" not in line] == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text("utf-8")))
    for link in (link for link in links if "://" not in link):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


# ---------------------------------------------------------------- the language reference is whole

REFERENCE = ROOT / "docs" / "language.md"


def constructs() -> set[str]:
    """Every rule and alias of the grammar that makes a node of its own."""
    return {
        str(rule.alias or rule.origin.name)
        for rule in grammar().rules
        if not rule.origin.name.startswith("_")
        and (rule.alias or not rule.options.expand1)
        and not str(rule.alias or rule.origin.name).startswith("__")
    } - {"foreign"}


def shown(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The constructs that stand in a block of the language reference."""
    found: set[str] = set()

    def build_file(source: Source, tree: Branch, line_ends: dict[int, int]) -> ast.File:
        found.update(branch.data for branch in tree.below())
        return ast.File((), ())

    monkeypatch.setattr(parsing, "build_file", build_file)
    for block in SCORE:
        if block.document == REFERENCE and block.info in OWN:
            parsing.parse(Source("piece.score", completed(block)))
    return found


def test_the_reference_shows_every_construct(monkeypatch: pytest.MonkeyPatch) -> None:
    assert constructs() - shown(monkeypatch) == set()


def test_the_reference_tells_the_limits() -> None:
    section = REFERENCE.read_text("utf-8").split("## 16. Limits")[1].split("\n## ")[0]
    for limit in (
        f"{MOST_BYTES // 1024**2} MB", f"| {DEEPEST} |", f"| {LONGEST_SUM} |",
        f"| {MOST_JOINED:,} |",
        f"| {MOST_STEPS:,} |", f"| {MOST_DECIMALS} |", f"| {MOST_MESSAGES} |",
    ):  # fmt: skip
        assert limit in section


@pytest.mark.parametrize("name", sorted(RESERVED | BEGINS_A_PHRASE))
def test_the_reference_tells_the_reserved_names(name: str) -> None:
    section = REFERENCE.read_text("utf-8").split("**Names**")[1].split("**Text**")[0]
    assert f"`{name}`" in section


# ---------------------------------------------------------------- the command's page is whole


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_of_the_command_tells_every_option(name: str) -> None:
    page = (ROOT / "docs" / "command.md").read_text("utf-8")
    section = page.split(f"## leadscore {name}\n")[1].split("\n## ")[0]
    command = main.get_command(click.Context(main), name)
    assert command is not None
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [o.opts[-1] for o in options if f"`{o.opts[-1]}" not in section] == []


# ---------------------------------------------------------------- the page of SQL is whole

SQL_PAGE = (ROOT / "docs" / "sql.md").read_text("utf-8")


def test_the_page_of_sql_tells_every_dialect() -> None:
    (row,) = re.findall(r"^\| `--dialect (.*?) \|", SQL_PAGE, re.MULTILINE)
    assert sorted(re.findall(r"\w+", row)) == list(dialects.names())


def test_the_page_of_sql_tells_every_connection() -> None:
    rows = SQL_PAGE.split("| Connection | Install |")[1].split("\n\n")[0]
    told = {*re.findall(r"`(\w+)://", rows), *re.findall(r"`(local)\[", rows)}
    assert told == {*MODULES} - {"postgres"}
