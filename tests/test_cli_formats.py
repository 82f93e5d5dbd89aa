"""`--format`: each format as the programs read it that it is made for."""

from __future__ import annotations

import html
import json
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from ci_formats import cells, commands, suites, valid
from hypothesis import given
from hypothesis import strategies as st
from leadscore.dsl.diagnostics import Diagnostic, Edit, Fix, Label, Span
from leadscore.dsl.excerpt import clean
from leadscore.dsl.source import Source
from leadscore.runtime.cli import formats
from leadscore.runtime.cli._findings import Findings
from leadscore.runtime.cli.formats import FORMATS, told
from project import invoke, typed, write_starter

LEADS = """leads from "leads.csv", one per id
  title  text
"""
BROKEN = """score "One"

use "shared.score"

group fit
  +5 when title is "😀" and bos because "Boss"
"""
MENDABLE = """score "Two"

use "shared.score"

list big = "acme", "initech", "acme"

group fit
  +3 when title is in big because "Big"
  +5 when not (title is known) because "Small"
"""
NAME = "für 'alle', 50% #1.score"
"""Of a file: what paths, URIs, commands, XML and Markdown each have a use for."""
QUOTED = "f%C3%BCr%20%27alle%27%2C%2050%25%20%231.score"
NASTY = (
    "a | b || c", "`", "``` x", "</td></table><script>alert(1)</script>", "![i](https://x.example/i)",
    "[a](https://x.example)", "@all and @some-team", "#1 and GH-1", "one\n\n# two", "\r\n::error::x",
    "%0A::add-mask::x", "##[error]x", "https://x.example www.x.example a@x.example", "*a* _b_ ~~c~~",
    "\\| \\` &lt; &amp; &#64;", "\x01\x1b[31m\ufffe\u202e", "::set-output name=a,b=c::d", "<!-- ]]>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def made(*titles: str, path: str = "a.score") -> Findings:
    """Findings with these titles in a file of one line."""
    span = Span(path, 0, 4)
    found = (Diagnostic("E101", "error", title, span, help=title) for title in titles)
    return Findings(tuple(found), {path: Source(path, "text\n")})


# ---------------------------------------------------------------- all formats


def test_every_file_is_a_format_of_the_table() -> None:
    names = {m.name for m in pkgutil.iter_modules(formats.__path__) if not m.name.startswith("_")}
    assert names == set(FORMATS)


@pytest.mark.parametrize("style", FORMATS)
def test_codes_and_streams_are_the_same_in_every_format(style: str) -> None:
    write("shared.score", LEADS)
    write("ok.score", 'score "Ok"\n\nuse "shared.score"\n\ngroup fit\n  +5 when title is known\n')
    assert invoke("check", ".", "--format", style).exit_code == 0
    write("bad.score", BROKEN)
    done = invoke("check", ".", "--format", style)
    assert (done.exit_code, done.stderr) == (1, "")
    assert "E101" in done.stdout
    done = invoke("check", "none.score", "--format", style)
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("style", [name for name, what in FORMATS.items() if "tests" in what])
def test_results_of_examples_in_every_format(style: str, here: Path) -> None:
    write_starter(here)
    done = invoke("test", ".", "--engine", "python", "--format", style)
    assert (done.exit_code, done.stderr) == (0, "")
    text = Path("rules.score").read_text("utf-8")
    write("rules.score", text.replace("expect score 49", "expect score 50"))
    done = invoke("test", ".", "--engine", "python", "--format", style)
    assert (done.exit_code, done.stderr) == (1, "")
    assert "Many opens on one day count twice" in done.stdout
    write("rules.score", text.replace("is in own_domains", "is in own_domain"))
    done = invoke("test", ".", "--engine", "python", "--format", style)
    assert (done.exit_code, done.stderr) == (1, "")
    assert "E10" in done.stdout


def test_no_more_than_the_limit_of_each_file() -> None:
    rules = "".join(f"  +1 when unknown_{n} is known\n" for n in range(300))
    write("a.score", f'score "One"\n\n{LEADS}\ngroup fit\n{rules}')
    log = json.loads(invoke("check", ".", "--format", "sarif").stdout)
    results = log["runs"][0]["results"]
    assert len(results) == 200
    assert "101 more mistakes" in results[-1]["message"]["text"]
    assert invoke("check", ".", "--format", "github").stdout.count("\n") == 200
    page = invoke("check", ".", "--format", "markdown").stdout
    assert len(cells(page)) == 201


# ---------------------------------------------------------------- SARIF


def sarif(*words: str) -> dict[str, Any]:
    """The run of a log that is valid by the schema of OASIS."""
    return valid(invoke("check", *words, "--format", "sarif").stdout)


def applied(run: dict[str, Any], text: str) -> str:
    """A text after all fixes of a log, by lines and columns as the standard counts them."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    edits = [
        (
            starts[area["startLine"] - 1] + area["startColumn"] - 1,
            starts[area["endLine"] - 1] + area["endColumn"] - 1, edit["insertedContent"]["text"],
        )
        for result in run["results"] for fix in result.get("fixes", ())
        for change in fix["artifactChanges"] for edit in change["replacements"]
        for area in [edit["deletedRegion"]]
    ]  # fmt: skip
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def test_a_place_in_sarif() -> None:
    write(f"sub/{NAME}", BROKEN)
    write("sub/shared.score", LEADS)
    run = sarif("sub")
    (result,) = run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert result["locations"] == [{"physicalLocation": {
        "artifactLocation": {"uri": f"sub/{QUOTED}", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 6, "startColumn": 28, "endLine": 6, "endColumn": 31},
    }}]  # fmt: skip
    assert (result["ruleId"], result["level"]) == ("E101", "error")
    assert result["message"]["text"].startswith("there is no column `bos`")


def test_a_file_outside_is_told_by_its_whole_place(here: Path, monkeypatch: Any) -> None:
    write("out/a b.score", BROKEN)
    write("out/shared.score", LEADS)
    (here / "sub").mkdir()
    monkeypatch.chdir("sub")
    (result,) = sarif("../out")["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": f"{here.as_uri()}/out/a%20b.score"
    }


def test_rules_come_with_their_pages() -> None:
    write("a.score", MENDABLE)
    write("shared.score", LEADS)
    run = sarif(".")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["W305", "W309"]
    for rule in rules:
        page = (Path(__file__).parents[1] / f"docs/codes/{rule['id']}.md").read_text("utf-8")
        assert rule["help"]["markdown"] == page
        assert page.startswith(f"# {rule['id']}: {rule['shortDescription']['text']}\n")
        assert "helpUri" not in rule
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "warning"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_fixes_of_sarif_do_what_fix_does(here: Path, ends: str) -> None:
    text = MENDABLE.replace('"Small"', '"Small 😀"').replace("\n", ends)
    (here / "a.score").write_bytes(text.encode())
    write("shared.score", LEADS)
    mended = applied(sarif("a.score"), text)
    assert invoke("check", "a.score", "--fix").exit_code == 0
    assert mended.encode() == (here / "a.score").read_bytes()
    assert mended != text


def test_an_unsafe_fix_says_so() -> None:
    fix = Fix("do it", (Edit(Span("a.score", 0, 0), "more "),), safe=False)
    label = Label(Span("a.score", 1, 2), "and [this](1)")
    found = Diagnostic("W301", "warning", "wrong", Span("a.score", 0, 4), labels=(label,), fix=fix)
    given = Findings((found,), {"a.score": Source("a.score", "text\n")})
    (result,) = valid(told("sarif", "findings", given, []))["results"]
    assert result["fixes"][0]["description"]["text"] == "do it (this can change scores)"
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "and [this] (1)"  # no link
    assert related["physicalLocation"]["region"]["startColumn"] == 2


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_new_lines_of_a_fix_end_as_the_file_s_do(ends: str) -> None:
    fix = Fix("do it", (Edit(Span("a.score", 0, 0), "one\ntwo\n"),))
    found = Diagnostic("W301", "warning", "wrong", Span("a.score", 0, 4), fix=fix)
    given = Findings((found,), {"a.score": Source("a.score", f"text{ends}")})
    run = valid(told("sarif", "findings", given, []))
    assert applied(run, f"text{ends}") == f"one{ends}two{ends}text{ends}"


def prints(run: dict[str, Any]) -> list[str]:
    return [result["partialFingerprints"]["leadscoreFinding/v1"] for result in run["results"]]


def test_fingerprints_stay_when_lines_move() -> None:
    write("shared.score", LEADS)
    two = MENDABLE.replace('"initech"', '"acme", "initech"') + "  +1 when not (title is known)\n"
    write("a.score", two)
    first = prints(sarif("."))
    assert len({*first}) == len(first) == 5
    write("a.score", two.replace("\ngroup", "\n# moved\n\n\ngroup").replace("\nlist", "\n\nlist"))
    assert prints(sarif(".")) == first
    write("a.score", two.replace('"Small"', '"Other"'))
    assert len({*first} & {*prints(sarif("."))}) == 4


def test_a_log_without_findings() -> None:
    write("a.score", LEADS)
    run = sarif(".")
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_a_file_that_cannot_be_read_is_a_finding() -> None:
    write("a.score", 'score "One"\n\nuse "none.score"\n\ngroup fit\n  +1 when title is known\n')
    Path("b.score").write_bytes(b'score "\xff"\n')
    results = sarif(".")["results"]
    unreadable = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r for r in results
    }
    place = unreadable["b.score"]["locations"][0]["physicalLocation"]
    assert unreadable["b.score"]["ruleId"] == "E002"
    assert place["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert unreadable["a.score"]["ruleId"] == "E114"


@given(st.lists(st.sampled_from(NASTY), min_size=1))
def test_sarif_of_any_text_is_valid(titles: list[str]) -> None:
    results = valid(told("sarif", "findings", made(*titles), []))["results"]
    assert len(results) == len(titles)
    assert not any("](" in result["message"]["text"] for result in results)


# ---------------------------------------------------------------- GitHub


def test_a_command_for_each_finding() -> None:
    write(f"sub/{NAME}", BROKEN)
    write("sub/shared.score", LEADS)
    ((level, properties, message),) = commands(invoke("check", ".", "--format", "github").stdout)
    assert level == "error"
    assert properties == {
        "file": f"sub/{NAME}", "line": "6", "col": "28", "endLine": "6", "endColumn": "30",
        "title": "E101",
    }  # fmt: skip
    assert message.startswith("there is no column `bos`\n")


def test_paths_are_told_from_the_top_of_the_checkout(here: Path, monkeypatch: Any) -> None:
    write("sub/a.score", BROKEN)
    write("sub/shared.score", LEADS)
    monkeypatch.chdir("sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(here))
    ((_, properties, _),) = commands(invoke("check", ".", "--format", "github").stdout)
    assert properties["file"] == "sub/a.score"
    (result,) = sarif(".")["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "sub/a.score", "uriBaseId": "%SRCROOT%"}
    monkeypatch.setenv("GITHUB_WORKSPACE", str(here / "elsewhere"))
    ((_, properties, _),) = commands(invoke("check", ".", "--format", "github").stdout)
    assert properties["file"] == "a.score"


def test_a_command_for_each_example_that_fails(here: Path) -> None:
    write_starter(here)
    text = Path("rules.score").read_text("utf-8")
    text = text.replace("expect score 49, fit 30", "expect score 50, fit 31")
    write("rules.score", text.replace('"Many opens', '"Many, 50%: opens'))
    done = invoke("test", ".", "--engine", "python", "--format", "github")
    title = "example failed: Many, 50%: opens on one day count twice"
    assert commands(done.stdout) == [(
        "error", {"file": "rules.score", "line": "63", "title": title},
        "expected score 50, got 49\nexpected fit 31, got 30",
    )]  # fmt: skip


def test_a_part_of_several_lines_has_no_columns() -> None:
    found = Diagnostic("W301", "warning", "wrong", Span("a.score", 1, 6))
    given = Findings((found,), {"a.score": Source("a.score", "text\ntext\n")})
    assert told("github", "findings", given, []) == (
        "::warning file=a.score,line=1,endLine=2,title=W301::wrong\n"
    )


@given(st.lists(st.sampled_from(NASTY) | st.text(), min_size=1), st.sampled_from(NASTY))
def test_no_text_becomes_a_command(titles: list[str], path: str) -> None:
    text = told("github", "findings", made(*titles, path=path.replace("/", "")), [])
    found = commands(text)
    assert [(level, properties["title"]) for level, properties, _ in found] == (
        [("error", "E101")] * len(titles)
    )
    said = ["\n".join([clean(title)] * 2) if title else "" for title in titles]
    assert [message for _, _, message in found] == said
    assert "\r" not in text


# ---------------------------------------------------------------- JUnit


def test_a_suite_for_each_file() -> None:
    write(f"sub/{NAME}", BROKEN)
    write("sub/shared.score", LEADS)
    text = invoke("check", ".", "--format", "junit").stdout
    what = "there is no column `bos`"
    assert suites(text) == {
        f"sub/{NAME}": [(f"E101 in line 6: {what}", [("Failure", what)])],
        "sub/shared.score": [("no problems", [])],
    }
    assert '6 |   +5 when title is "😀" and bos because "Boss"' in html.unescape(text)


def test_a_case_for_each_example(here: Path) -> None:
    write_starter(here)
    text = Path("rules.score").read_text("utf-8")
    write("rules.score", text.replace("expect score 49, fit 30", "expect score 50, fit 31"))
    write("lost.score", 'score "Lost"\n\nuse "data.score"\n\ngroup fit\n  +5 when bos\n')
    done = invoke("test", ".", "--engine", "python", "--format", "junit")
    found = suites(done.stdout)
    assert found["rules.score"] == [
        ("A VP who asked for a demo", []),
        ("Many opens on one day count twice", [
            ("Failure", "expected score 50, got 49; expected fit 31, got 30")]),
        ("Interest fades", []),
        ("Our own people are left out", []),
    ]  # fmt: skip
    ((name, ((kind, _),)),) = found["lost.score"]
    assert (name.split(":")[0], kind) == ("E101 in line 6", "Error")
    assert "engagement  What they did: 19" in done.stdout


@given(st.lists(st.sampled_from(NASTY) | st.text(), min_size=1))
def test_any_text_is_read_as_xml(titles: list[str]) -> None:
    text = told("junit", "findings", made(*titles), [])
    ((_, cases),) = suites(text.encode("utf-8", "replace").decode()).items()
    assert len(cases) == len(titles)


# ---------------------------------------------------------------- Markdown


def test_a_row_for_each_finding() -> None:
    write(f"sub/{NAME}", BROKEN)
    write("sub/shared.score", LEADS)
    page = invoke("check", ".", "--format", "markdown").stdout
    assert page.startswith("### leadscore check: 1 error in 2 files\n\n| Where | Code | What |\n")
    head, row = cells(page)
    assert head == ["Where", "Code", "What"]
    assert row[:2] == [f"sub/{NAME}, line 6", "error E101"]
    assert row[2].startswith("there is no column bos\n")
    write(f"sub/{NAME}", LEADS)
    page = invoke("check", ".", "--format", "markdown").stdout
    assert page == "### leadscore check: no problems in 2 files\n"


def test_what_examples_reach_stands_below(here: Path) -> None:
    write_starter(here)
    page = invoke("test", ".", "--engine", "python", "--coverage", "--format", "markdown").stdout
    assert re.fullmatch(
        r"### leadscore test: 4 of 4 examples pass\n\n"
        r"- <code>rules&#46;score</code>: the examples reach [\d.]+ %\n",
        page,
    )


def test_a_row_for_each_expectation_that_fails(here: Path) -> None:
    write_starter(here)
    text = Path("rules.score").read_text("utf-8")
    text = text.replace("expect score 49, fit 30", "expect score 50, fit 31")
    write("rules.score", text.replace('"Many opens', '"Many | opens @all'))
    page = invoke("test", ".", "--engine", "python", "--format", "markdown").stdout
    assert page.startswith("### leadscore test: 3 of 4 examples pass\n")
    title = "Many | opens @all on one day count twice"
    assert cells(page) == [
        ["Where", "What", "Expected", "Got"],
        ["rules.score, line 63", title, "score 50", "49"],
        ["rules.score, line 63", title, "fit 31", "30"],
    ]  # fmt: skip


@given(st.lists(st.sampled_from(NASTY) | st.text(), min_size=1, max_size=20))
def test_text_stays_text_in_markdown(titles: list[str]) -> None:
    rows = cells(told("markdown", "findings", made(*titles), [Path("a.score")]))
    assert [len(row) for row in rows] == [3] * (len(titles) + 1)


@pytest.mark.parametrize("title", [t for t in NASTY if t.isprintable() and "`" not in t])
def test_text_is_shown_as_it_is_in_markdown(title: str) -> None:
    (_, row) = cells(told("markdown", "findings", made(title), [Path("a.score")]))
    assert row[2] == f"{title}\n{title}"


def test_a_page_fits_into_a_comment() -> None:
    page = told("markdown", "findings", made(*["a long title " * 20] * 400), [Path("a.score")])
    assert len(page) < 65_536
    shown = len(cells(page)) - 1
    assert 50 < shown < 400
    assert page.endswith(f"\nand {400 - shown} more\n")


# ---------------------------------------------------------------- as it is started


def test_a_machine_s_output_is_alone_on_stdout(here: Path) -> None:
    write("a.score", MENDABLE)
    write("shared.score", LEADS)
    done = typed("check", ".", "--fix", "--format", "sarif", folder=here)
    assert done.returncode == 0
    assert json.loads(done.stdout)["version"] == "2.1.0"
    assert done.stderr == "mended 2 places in 1 file\n"
