"""The VS Code extension: it knows the language, its snippets are valid, and it can be packaged."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from extras import need
from leadscore.dsl.check.checker import check
from leadscore.dsl.format import format_text
from leadscore.dsl.highlight import ScoreLexer
from leadscore.dsl.lint import lint
from leadscore.dsl.vocabulary import WORDS
from pygments import token as styles
from reading import read
from vscode import FOLDER, built, content, expanded, npm

ROOT = Path(__file__).parents[1]
PACKAGE = content("package.json")
SNIPPETS: dict[str, dict[str, Any]] = content("snippets/leadscore.json")
FILES = sorted(
    path
    for folder in ("examples", "runtime", "tests")
    for path in (ROOT / folder).rglob("*.score")
    if not read(path.read_text("utf-8-sig")).diagnostics
)


def text_of(path: Path) -> str:
    """Its text with the ends of lines that it has."""
    return path.read_bytes().decode("utf-8-sig")


# ---------------------------------------------------------------- the grammar


def test_the_grammar_is_the_one_made_of_the_words() -> None:
    made = _make_grammar().text()
    found = (FOLDER / "syntaxes" / "leadscore.tmLanguage.json").read_text("utf-8")
    assert found == made, "run python editors/vscode/make_grammar.py"


def _make_grammar() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_grammar", FOLDER / "make_grammar.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- snippets

CONTEXT = """\
score "Lead score", from 0 to 100 points

leads, one per id
  title      text
  email      text
  industry   text
  employees  number

events, of id, at at, named activity
  page_view     with path text, seconds number
  demo_request
  deal_won

"""
GROUPS = """\
group fit "Who they are"
  +50 when industry is "Retail"

group engagement "What they did"
  +20 for each page_view, at most 3 times

"""
STAGES = """\
stages
  MQL  when score is at least 50
  Cold otherwise
"""
FIRST, SECTION, LAST, RULE = "first", "section", "last", "rule"
PLACES = {
    "Score": FIRST, "Leads": FIRST, "Events": FIRST, "Event": FIRST, "Let": SECTION,
    "List": SECTION, "List from a file": SECTION, "Define": SECTION, "Exclude": SECTION,
    "Ignore": SECTION, "Group": SECTION, "Rule": RULE, "Rule on what was done": RULE,
    "Points for each event": RULE, "Points for every so many": RULE, "Points by text": RULE,
    "Points by number": RULE, "Points for each event by a field": RULE, "First of": RULE,
    "Best of": RULE, "Stages": SECTION, "Label": SECTION, "Grade": SECTION, "Outcome": SECTION,
    "Hand off": LAST, "Example": LAST,
}  # fmt: skip
"""Where a snippet is used: alone, below the groups, below everything, or in a group."""
UNFINISHED = ("W201", "W404", "W701")
"""What lint says of a file that is still short of rules which use what it declares."""


def file_with(name: str) -> str:
    text = expanded(SNIPPETS[name]).rstrip()
    if PLACES[name] == FIRST:
        return f"{text}\n"
    if PLACES[name] == RULE:
        return f"{CONTEXT}group behaviour\n" + re.sub("^", "  ", text, flags=re.M) + "\n"
    if PLACES[name] == LAST:
        return f"{CONTEXT}{GROUPS}{STAGES}\n{text}\n"
    return f"{CONTEXT}{GROUPS}{text}\n"


def test_every_snippet_has_a_place_and_is_told_of() -> None:
    assert list(PLACES) == list(SNIPPETS)
    told = (FOLDER / "README.md").read_text("utf-8").split("## Snippets")[1]
    for name, snippet in SNIPPETS.items():
        prefixes = snippet["prefix"]
        first = prefixes if isinstance(prefixes, str) else prefixes[0]
        assert (name, f"`{first}`" in told, bool(snippet["description"])) == (name, True, True)


@pytest.mark.parametrize("name", SNIPPETS)
def test_what_a_snippet_puts_in_is_valid_and_laid_out(name: str, tmp_path: Path) -> None:
    text = file_with(name)
    (tmp_path / "target_accounts.csv").write_text("Domain\nacme.example\n")
    (tmp_path / "rules.score").write_text(text)
    model = check(tmp_path / "rules.score")
    assert [(d.code, d.title) for d in model.diagnostics] == []
    assert [(d.code, d.title) for d in lint(model) if d.code not in UNFINISHED] == []
    assert format_text(text) == text


# ---------------------------------------------------------------- as it is described


def test_the_manifest_agrees_with_the_project() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert (PACKAGE["version"], PACKAGE["license"]) == (project["version"], project["license"])
    lock = content("package-lock.json")["packages"][""]
    assert (lock["version"], lock["devDependencies"]) == (
        PACKAGE["version"],
        PACKAGE["devDependencies"],
    )
    assert (FOLDER / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


def test_settings_and_commands_are_told_of() -> None:
    told = (FOLDER / "README.md").read_text("utf-8")
    contributes = PACKAGE["contributes"]
    for setting in contributes["configuration"]["properties"]:
        assert f"`{setting}`" in told
    for command in contributes["commands"]:
        assert f"**{command['category']}: {command['title']}**" in told


def test_the_rules_that_are_shown_are_valid(tmp_path: Path) -> None:
    told = (FOLDER / "README.md").read_text("utf-8")
    shown = re.findall(r"^```score\n(.*?)^```", told, re.M | re.S)
    assert len(shown) == 1
    (tmp_path / "rules.score").write_text(CONTEXT + shown[0])
    assert check(tmp_path / "rules.score").diagnostics == ()
    assert format_text(CONTEXT + shown[0]) == CONTEXT + shown[0]


def test_a_workspace_that_is_not_trusted_names_no_program() -> None:
    trust = PACKAGE["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    assert trust["restrictedConfigurations"] == ["leadscore.path"]


# ---------------------------------------------------------------- indentation

CONFIGURATION = content("language-configuration.json")


def goes_in(line: str) -> bool:
    """Whether the next line begins further in, by the pattern that VS Code is given."""
    pattern = CONFIGURATION["indentationRules"]["increaseIndentPattern"]
    return re.search(pattern, line) is not None


def comes_out(line: str) -> bool:
    return re.search(CONFIGURATION["indentationRules"]["decreaseIndentPattern"], line) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_lines_are_indented_as_the_formatter_does(path: Path) -> None:
    lines = [line for line in format_text(text_of(path)).split("\n") if line]
    for line, after in pairwise(lines):
        begun = re.match(r" *[+-]?\d* ?", after)
        assert begun
        if len(begun[0]) > 1 and not line.startswith((" ", "#")) and not CONTINUED.match(after):
            assert goes_in(line), line
        assert not (comes_out(line) and line.startswith(" ")), line


CONTINUED = re.compile(r" +(?:and|or|where|because|,|\")")


@pytest.mark.parametrize(
    ("line", "further_in"),
    [
        ('group fit "F", at most 5 points', True), ("stages  # by score", True),
        ("define good as", True), ("define good as a is 1", False), ("  points by industry", True),
        ("  first of", True), ("  +5 when a is 1", False), ("    +5 for \"x\"", False),
        ("exclude leads when a is 1", False), ("  +5 when (a is 1", True), ("# (see", False),
        ('  +5 when a is "("', False), ("accounts", True), ("  label tier", True),
        ("  label  text", False), ("  stages", False), ("groups", False),
    ],
)  # fmt: skip
def test_what_the_next_line_stands_under(line: str, further_in: bool) -> None:
    assert goes_in(line) is further_in


@pytest.mark.parametrize(
    ("line", "further_out"),
    [
        ("  stages", True), ("  group fit \"F\"", True), ("  hand off", True),
        ("  exclude leads when", True), ("  define good as", True), ("  label tier", False),
        ("  group  text", False), ("  list text", False), ("  stages text", False),
        ("  +5 when a is 1", False), ("  use is 1", False),
    ],
)  # fmt: skip
def test_what_is_a_section_however_it_was_begun(line: str, further_out: bool) -> None:
    assert comes_out(line) is further_out


# ---------------------------------------------------------------- built by npm


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("extension"))


def test_its_own_tests_pass(extension: Path) -> None:
    printed = npm(extension, "test", LEADSCORE="")
    assert re.search(r"^(?:#|\u2139) fail 0$", printed, re.M), printed


def test_it_works_with_the_language_server(extension: Path) -> None:
    need("pygls", "lsp")
    program = Path(sys.executable).with_name("leadscore")
    printed = npm(extension, "run", "test:server", LEADSCORE=str(program))
    for count in ("fail 0", "skipped 0"):
        assert re.search(rf"^(?:#|\u2139) {count}$", printed, re.M), printed


def test_what_is_in_the_package(extension: Path) -> None:
    package = extension / "dist" / "leadscore.vsix"
    with zipfile.ZipFile(package) as opened:
        names = set(opened.namelist())
        licences = opened.read("extension/dist/LICENCES.txt").decode()
    assert names == {
        "[Content_Types].xml", "extension.vsixmanifest", "extension/package.json",
        "extension/readme.md", "extension/LICENSE.txt", "extension/icon.png",
        "extension/language-configuration.json", "extension/dist/extension.js",
        "extension/dist/LICENCES.txt", "extension/snippets/leadscore.json",
        "extension/syntaxes/leadscore.tmLanguage.json",
    }  # fmt: skip
    assert package.stat().st_size < 200_000
    assert "vscode-languageclient" in licences
    assert "Permission is hereby granted" in licences


# ---------------------------------------------------------------- colours of whole files

ALIKE = {
    styles.Comment: ("comment.",), styles.String: ("string.",),
    styles.Literal.Date: ("constant.numeric.date",), styles.Number: ("constant.numeric",),
    styles.Operator.Word: ("keyword.operator.logical",), styles.Keyword.Type: ("support.type",),
    styles.Keyword: ("keyword.control", "keyword.other.unit", "storage.type"),
    styles.Operator: ("keyword.operator.", "constant.numeric"),
    styles.Punctuation: ("punctuation.",), styles.Name: ("variable.other", "entity.name"),
}  # fmt: skip
"""What the language's own lexer calls a piece, and how it may begin in VS Code."""


def coloured(extension: Path, paths: list[Path]) -> list[list[list[tuple[int, int, str]]]]:
    """For each line of each file its pieces: from, to, and what they are."""
    done = subprocess.run(
        ["node", "test/tokens.js", *map(str, paths)],
        cwd=extension, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    found: list[list[list[tuple[int, int, str]]]] = json.loads(done.stdout)
    return found


def unlike(text: str, lines: list[list[tuple[int, int, str]]]) -> list[tuple[int, str, str, str]]:
    """The pieces of a file that VS Code shows as something else: line, text, both names."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    scopes = {
        starts[n] + at: scope
        for n, line in enumerate(lines) for begun, end, scope in line for at in range(begun, end)
    }  # fmt: skip
    told = []
    for start, kind, piece in ScoreLexer().get_tokens_unprocessed(text):
        if kind not in styles.Whitespace:
            scope = scopes.get(start, "")
            fits = next(begins for style, begins in ALIKE.items() if kind in style)
            if not scope.startswith(fits):
                told.append((text.count("\n", 0, start) + 1, piece, str(kind), scope))
    return told


def test_colours_are_those_of_the_language(extension: Path) -> None:
    found = coloured(extension, FILES)
    texts = [text_of(path) for path in FILES]
    told = {
        path.name: unlike(text, lines)
        for path, text, lines in zip(FILES, texts, found, strict=True)
    }  # fmt: skip
    assert {name: pieces for name, pieces in told.items() if pieces} == {}


def test_every_word_of_the_language_is_one_there(extension: Path, tmp_path: Path) -> None:
    path = tmp_path / "words.score"
    path.write_text("".join(f"{word}\n" for word in WORDS))
    (lines,) = coloured(extension, [path])
    for word, line in zip(WORDS, lines, strict=False):
        assert [(begun, end) for begun, end, _ in line] == [(0, len(word))], word
        assert line[0][2].startswith(("keyword.", "storage.type")), (word, line)
