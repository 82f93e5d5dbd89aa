"""What each word of a file is, for editors that colour by meaning."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from extras import need
from leadscore.dsl.editor.analysis import Analyst
from leadscore.dsl.editor.colours import KINDS, Colours

need("pygls", "lsp")

from leadscore.runtime.editor.numbers import different  # noqa: E402
from lsp_client import Client, span  # noqa: E402

RULES = """\
score "B2B 🎯", from 0 to 100 points  # 🎯 ours

leads from "leads.csv", one per id
  title     text
  employees number

events from "acts.csv", of id, at at, named what
  page_view with path text

let bar = 50
list big = "VP", "CEO"
define boss as title is in big

group fit "Who"
  +20 when boss because "Boss"
   -5 for each page_view where path contains "/jobs"

stages
  MQL  when score is at least bar and fit is over 10 and titel is "x"
  Cold otherwise
"""

Word = tuple[int, int, str, str, int]


def words(text: str, numbers: list[int]) -> Iterator[Word]:
    """Line, unit, what is written, kind, and whether it is declared there."""
    rows = [row.encode("utf-16-le") for row in text.split("\n")]
    line = unit = 0
    for i in range(0, len(numbers), 5):
        down, along, length, kind, declared = numbers[i : i + 5]
        line, unit = line + down, along if down else unit + along
        shown = rows[line][2 * unit : 2 * (unit + length)].decode("utf-16-le")
        yield line, unit, shown, KINDS[kind], declared


def kinds(text: str) -> dict[str, str]:
    analysis = Analyst(Path("/x.score")).analyse(text)
    numbers = Colours().numbers(analysis.model, text.split("\n"))
    return {shown: kind for _, _, shown, kind, _ in words(text, numbers)}


def test_each_word_is_what_it_means() -> None:
    found = kinds(RULES)
    expected = {
        "score": "keyword", "when": "keyword", "text": "keyword", '"B2B 🎯"': "string",
        "# 🎯 ours": "comment", "100": "number", "+": "number", "title": "property",
        "path": "property", "page_view": "event", "bar": "variable", "big": "enum",
        "boss": "function", "fit": "class", "MQL": "enumMember", "Cold": "enumMember",
    }  # fmt: skip
    assert {word: found.get(word) for word in expected} == expected
    assert "titel" not in found  # it means nothing


def test_units_and_declarations() -> None:
    analysis = Analyst(Path("/x.score")).analyse(RULES)
    found = list(words(RULES, Colours().numbers(analysis.model, RULES.split("\n"))))
    # The target counts two units, so the comment begins at unit 38.
    assert (0, 38, "# 🎯 ours", "comment", 0) in found
    assert [(line, word) for line, _, word, _, declared in found if declared] == [
        (9, "bar"), (10, "big"), (11, "boss"), (13, "fit"),
    ]  # fmt: skip


def test_names_that_change_their_meaning_change_their_colour() -> None:
    colours, analyst = Colours(), Analyst(Path("/x.score"))

    def found(text: str) -> set[tuple[str, str]]:
        numbers = colours.numbers(analyst.analyse(text).model, text.split("\n"))
        return {(shown, kind) for _, _, shown, kind, _ in words(text, numbers)}

    assert ("bar", "variable") in found(RULES)
    assert not [word for word, _ in found(RULES.replace("let bar", "let foo")) if word == "bar"]
    assert ("bar", "variable") in found(RULES)


@pytest.mark.parametrize("seed", range(200))
def test_a_difference_makes_one_answer_of_the_other(seed: int) -> None:
    pick = random.Random(seed)
    old = [pick.randrange(2) for _ in range(5 * pick.randrange(6))]
    cut = 5 * pick.randrange(len(old) // 5 + 1)
    new = old[:cut] + [pick.randrange(2) for _ in range(5 * pick.randrange(3))] + old[cut + 5 :]
    made = list(old)
    for edit in different(old, new):
        made[edit.start : edit.start + edit.delete_count] = edit.data or []
    assert made == new


# ---------------------------------------------------------------- through the protocol


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("home")) as client:
        yield client


def test_an_editor_asks_for_all_for_lines_and_for_differences(
    client: Client, tmp_path: Path
) -> None:
    offered = client.capabilities["semanticTokensProvider"]
    assert (offered["full"], offered["range"]) == ({"delta": True}, True)
    assert offered["legend"]["tokenTypes"] == list(KINDS)
    uri = (tmp_path / "rules.score").as_uri()
    client.open(uri, RULES)
    first = client.about("semanticTokens/full", uri)
    some = client.about("semanticTokens/range", uri, range=span((9, 0), (9, 12)))
    assert [w[:4] for w in words(RULES, some["data"])] == [
        (9, 0, "let", "keyword"), (9, 4, "bar", "variable"), (9, 10, "50", "number"),
    ]  # fmt: skip

    def since(name: str) -> Any:
        return client.about("semanticTokens/full/delta", uri, previousResultId=name)

    client.change(uri, {"range": span((18, 58), (18, 63)), "text": "title"})
    [edit] = since(first["resultId"])["edits"]
    assert len(edit["data"]) <= 10  # the word, and the one after it
    data = first["data"]
    data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    assert data == client.about("semanticTokens/full", uri)["data"]
    # An answer that is not the last one is not known any more.
    assert since(first["resultId"])["data"] == data


def test_a_byte_order_mark_is_a_unit_and_line_ends_are_none(client: Client, tmp_path: Path) -> None:
    uri = (tmp_path / "marked.score").as_uri()
    client.open(uri, "\ufeff" + RULES.replace("\n", "\r\n"))
    data = client.about("semanticTokens/full", uri)["data"]
    first, *_, last = words("\ufeff" + RULES, data)
    assert first[:4] == (0, 1, "score", "keyword")
    assert last[:4] == (19, 7, "otherwise", "keyword")
