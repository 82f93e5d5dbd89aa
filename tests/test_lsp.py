"""The language server, asked through its protocol as an editor would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from extras import need
from lsp_client import Client, span

need("pygls", "lsp")

RULES = """\
score "Demo 🎯", from 0 to 100 points

use "data.score"

let bar = 50
list free_mail = "GMail.com", "yahoo.com"
define boss as title contains word "VP" or "CEO"

group fit "Who 🎯 they are", at most 60 points
  +20 when boss because "🎯 Boss"
  +15 when domain of email is in free_mail
  points by industry
    +10 for "Software"
      0 otherwise

group acts
  +5 for each page_view where path starts with "/pricing", at most 3 times

stages
  MQL  when score is at least bar and fit is over 10
  Cold otherwise

example "A boss"
  lead title "VP", email "a@b.example"
  did 2 page_view 3 days ago with path "/pricing"
  expect score 30, stage Cold
"""
DATA = """\
leads from "leads.csv", one per id
  title     text from "Job Title" unknown for "n/a"
  email     text
  industry  text

events, of id, at at, named event
  page_view with path text, seconds number
"""
LEADS = "id,Job Title,email,industry\n1,VP,a@x.example,Software\n2,CEO,b@x.example,Software\n3,Dev,c@x.example,Retail\n"


class Project:
    def __init__(self, root: Path, client: Client) -> None:
        self.root, self.client = root, client
        self.rules = (root / "rules.score").as_uri()
        self.data = (root / "data.score").as_uri()

    def hover(self, line: int, unit: int) -> str:
        told = self.client.at("hover", self.rules, line, unit)
        text: str = told["contents"]["value"] if told else ""
        return text

    def labels(self, line: int, unit: int) -> list[str]:
        found = self.client.at("completion", self.rules, line, unit)
        return [item["label"] for item in found["items"]]

    def replace(
        self, start: tuple[int, int], end: tuple[int, int], text: str
    ) -> list[dict[str, Any]]:
        return self.client.change(self.rules, {"range": span(start, end), "text": text})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("home")) as client:
        yield client


@pytest.fixture
def project(tmp_path: Path, client: Client) -> Iterator[Project]:
    (tmp_path / "leadscore.toml").write_text("")
    (tmp_path / "rules.score").write_text(RULES, "utf-8")
    (tmp_path / "data.score").write_text(DATA, "utf-8")
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    made = Project(tmp_path, client)
    assert client.open(made.rules, RULES) == []
    yield made
    for uri in (made.rules, made.data):
        client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def lines(found: list[dict[str, Any]]) -> list[tuple[Any, int, int]]:
    return [
        (d["code"], d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in found
    ]


# ---------------------------------------------------------------- diagnostics and positions


def test_a_mistake_is_told_where_it_is_and_goes_when_it_is_mended(project: Project) -> None:
    # Line 9 is `  +20 when boss because "🎯 Boss"`; `boss` stands in units 11 to 15.
    found = project.replace((9, 11), (9, 15), "bosss")
    assert lines(found) == [("E101", 9, 11)]
    assert found[0]["range"] == span((9, 11), (9, 16))
    assert project.replace((9, 11), (9, 16), "boss") == []


def test_units_of_utf_16_count_and_not_characters(project: Project) -> None:
    # The target before `Boss` takes two units: the closing quote stands at unit 32.
    assert RULES.split("\n")[9][31] == '"'
    found = project.replace((9, 33), (9, 33), " bosss")
    assert {line for _, line, _ in lines(found)} == {9}
    assert found[0]["range"]["start"]["character"] == 34


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_change_no_position(
    project: Project, end: str, bom: str
) -> None:
    text = bom + RULES.replace("when boss", "when 🎯 bosss").replace("\n", end)
    found = project.client.change(project.rules, {"text": text})
    assert found[0]["range"]["start"] == {"line": 9, "character": 11}
    wrong = RULES.replace('score "Demo', 'scores "Demo').replace("\n", end)
    found = project.client.change(project.rules, {"text": bom + wrong})
    assert found[0]["range"] == span((0, bool(bom)), (0, 6 + bool(bom)))


def test_what_is_typed_is_wrong_when_the_keys_rest(project: Project) -> None:
    assert project.replace((9, 15), (9, 15), "s") == []
    assert project.replace((9, 16), (9, 16), "s") == []
    assert lines(project.client.published(project.rules)) == [("E101", 9, 11)]
    # What was told stays so, and goes down with its line; what is new waits.
    assert lines(project.replace((8, 45), (8, 45), "\n  ")) == [("E101", 10, 11)]
    assert lines(project.replace((9, 2), (9, 2), "+")) == [("E101", 10, 11)]
    found = project.client.published(project.rules)
    assert [line for _, line, _ in lines(found)] == [9, 10]
    # A word that is changed is no longer wrong; one that is pasted is whole.
    assert [line for _, line, _ in lines(project.replace((10, 17), (10, 17), "x"))] == [9]
    assert {line for _, line, _ in lines(project.replace((9, 3), (9, 3), "5 whenn"))} == {9, 10}


def test_what_is_typed_is_wrong_when_it_is_saved(project: Project) -> None:
    assert project.replace((9, 15), (9, 15), "s") == []
    project.client.tell("textDocument/didSave", {"textDocument": {"uri": project.rules}})
    assert lines(project.client.published(project.rules)) == [("E101", 9, 11)]


def test_warnings_go_with_their_lines_until_they_are_found_again(project: Project) -> None:
    project.replace((9, 11), (9, 15), 'title is not "VP"')
    while not (found := project.client.published(project.rules)):
        pass
    places = lines(found)
    assert {line for _, line, _ in places} >= {9}
    down = [(code, line + (line > 3), unit) for code, line, unit in places]
    assert lines(project.replace((3, 0), (3, 0), "\n")) == down
    first = next(d for d in project.client.diagnostics[project.rules]
                 if d["range"]["start"]["line"] == 10)  # fmt: skip
    offered = project.client.about(
        "codeAction", project.rules, range=first["range"], context={"diagnostics": [first]}
    )
    allow = next(a for a in offered if a["title"].startswith(f"allow {first['code']}"))
    assert allow["edit"]["changes"][project.rules][0]["range"] == span((10, 0), (10, 0))
    # On a line that changes they are in doubt, and with a mistake in the file there are none.
    found = project.replace((10, 13), (10, 13), "x")
    assert not [d for d in found if d["range"]["start"] == first["range"]["start"]]
    found = project.client.published(project.rules)
    assert {d["code"][0] for d in found} == {"E"}


def test_the_text_that_is_not_saved_counts_in_every_file(project: Project) -> None:
    assert project.client.open(project.data, DATA) == []
    document = {"uri": project.data, "version": 2}
    new = DATA.replace("industry  text", "industri  text")
    project.client.tell(
        "textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": new}]}
    )
    while not (found := project.client.published(project.rules)):
        pass
    assert lines(found) == [("E101", 11, 12)]


def test_lint_speaks_when_the_keys_rest_and_offers_an_allowance(project: Project) -> None:
    project.replace((9, 11), (9, 15), 'title is not "VP"')
    while not (found := project.client.published(project.rules)):
        pass
    assert {d["code"][0] for d in found} == {"W"}
    first = next(d for d in found if d["range"]["start"]["line"] == 9)
    offered = project.client.about(
        "codeAction", project.rules, range=first["range"], context={"diagnostics": [first]}
    )
    allow = next(a for a in offered if a["title"].startswith(f"allow {first['code']}"))
    assert allow["edit"]["changes"][project.rules] == [
        {"range": span((9, 0), (9, 0)), "newText": f"  # allow: {first['code']} because …\n"}
    ]


def test_a_fix_is_offered_and_all_safe_ones_together(project: Project) -> None:
    found = project.replace((9, 6), (9, 10), "When")
    assert found[0]["range"] == span((9, 6), (9, 10))
    offered = project.client.about(
        "codeAction", project.rules, range=found[0]["range"], context={"diagnostics": found}
    )
    assert offered[0]["edit"]["changes"][project.rules] == [
        {"range": span((9, 6), (9, 10)), "newText": "when"}
    ]
    assert (offered[0]["isPreferred"], offered[0]["diagnostics"]) == (True, found)
    every = next(a for a in offered if a["kind"] == "source.fixAll")
    assert every["edit"]["changes"][project.rules][0]["newText"] == RULES


def test_only_mistakes_that_are_there_are_mended(project: Project) -> None:
    project.replace((9, 6), (9, 10), "When")
    context = {"diagnostics": []}
    offered = project.client.about(
        "codeAction", project.rules, range=span((19, 0), (19, 0)), context=context
    )
    assert [a["kind"] for a in offered] == ["source.fixAll"]


def test_a_mistake_points_at_what_else_it_is_about(project: Project) -> None:
    [found] = project.replace((5, 0), (5, 0), "let bar = 60\n")
    assert found["range"] == span((5, 4), (5, 7))
    [other] = found["relatedInformation"]
    assert other["location"] == {"uri": project.rules, "range": span((4, 4), (4, 7))}


# ---------------------------------------------------------------- what things mean


def test_hover_says_what_names_stand_for(project: Project) -> None:
    assert "title contains word" in project.hover(9, 12)
    assert "GMail.com, yahoo.com" in project.hover(10, 38)
    assert "industry** is a column of the leads: text" in project.hover(11, 14)
    assert "**bar** is 50" in project.hover(19, 31)
    assert "page_view** is an event with path text, seconds number" in project.hover(16, 16)
    assert "path** is a field of `page_view`: text" in project.hover(16, 31)
    title = project.hover(6, 17)
    assert 'in the column "Job Title"' in title
    assert 'Unknown for "n/a"' in title


def test_hover_says_what_a_rule_gives(project: Project) -> None:
    told = project.hover(16, 4)
    assert "+5 points for every page_view" in told
    assert "from 0 to 15 in all" in told
    told = project.hover(9, 3)
    assert told.startswith("**🎯 Boss**\n\n+20 points once, when boss.")
    assert "`points by industry`: from 0 to 10 points" in project.hover(11, 3)


def test_hover_says_what_the_score_and_a_stage_are(project: Project) -> None:
    assert project.hover(19, 13) == "the **score**, from 0 to 100: the points of `fit`, `acts`"
    told = "**MQL** is a stage when score is at least bar and fit is over 10"
    assert project.hover(19, 3) == told
    assert project.hover(25, 26) == "**Cold** is a stage, otherwise"


def test_hover_says_which_examples_reach_a_rule(project: Project) -> None:
    def rests(line: int, words: str) -> str:
        for _ in range(300):
            if words in (told := project.hover(line, 3)):
                return told
            time.sleep(0.1)
        raise AssertionError(told)

    # `A boss` is no customer of a free mail's, and has no industry.
    assert rests(9, "The example reaches it: A boss.")
    assert rests(16, "The example reaches it: A boss.")
    assert rests(10, "No example reaches it.")
    assert "xample" not in project.hover(19, 3)
    # Of another text it is said that its examples are yet to be run.
    second = 'example "In \U0001f3af trade"\n  lead industry "Software"\n  expect fit 10\n\n'
    project.replace((22, 0), (22, 0), second)
    assert project.hover(9, 3).endswith("\n\nWhich examples reach it is being found out.")
    assert rests(9, "1 of 2 examples reaches it: A boss.")
    # No points, but the row `otherwise` counts for who has no industry.
    assert rests(11, "2 of 2 examples reach it: In 🎯 trade, A boss.")


def test_hover_on_a_mistake_names_its_page(project: Project) -> None:
    project.replace((9, 11), (9, 15), "bosss")
    assert "leadscore check --explain E101" in project.hover(9, 12)


# ---------------------------------------------------------------- what could come next


def test_columns_and_definitions_where_a_condition_begins(project: Project) -> None:
    project.replace((9, 11), (9, 40), "")
    found = project.labels(9, 11)
    assert {"title", "email", "industry", "boss", "any", "not", "number of"} <= set(found)
    assert "page_view" not in found


def test_events_after_any_and_fields_after_where(project: Project) -> None:
    project.replace((9, 11), (9, 40), "any ")
    assert {"page_view", "event"} <= set(project.labels(9, 15))
    assert "title" not in project.labels(9, 15)
    project.replace((9, 15), (9, 15), "page_view where ")
    found = project.labels(9, 31)
    assert {"path", "seconds"} <= set(found)
    assert "title" not in found


def test_words_that_fit_after_a_column(project: Project) -> None:
    project.replace((9, 11), (9, 40), "title ")
    found = project.labels(9, 17)
    assert {"is", "contains", "starts with", "ends with", "matches"} <= set(found)
    assert "title" not in found


def test_what_is_taken_stands_in_place_of_the_word_that_is_begun(project: Project) -> None:
    # After the target, which counts two units.
    project.replace((9, 11), (9, 40), 'title is "🎯" or indu')
    found = project.client.at("completion", project.rules, 9, 32)["items"]
    [edit] = [item["textEdit"] for item in found if item["label"] == "industry"]
    assert edit == {"range": span((9, 28), (9, 32)), "newText": "industry"}
    project.replace((9, 20), (9, 32), '"V')
    found = project.client.at("completion", project.rules, 9, 22)["items"]
    assert {str(item["textEdit"]["range"]) for item in found} <= {str(span((9, 21), (9, 22)))}


def test_lists_stages_and_the_beginnings_of_lines(project: Project) -> None:
    project.replace((10, 33), (10, 42), "")
    assert project.labels(10, 33)[0] == "free_mail"
    project.replace((25, 25), (25, 29), "")
    assert project.labels(25, 25)[:2] == ["MQL", "Cold"]
    assert {"group", "stages", "let", "example"} <= set(project.labels(17, 0))


def test_a_blank_file_is_offered_the_data_beside_it(project: Project) -> None:
    new = (project.root / "new.score").as_uri()
    assert [d["code"] for d in project.client.open(new, "")] == ["E120"]
    time.sleep(0.5)
    project.client.change(new, {"range": span((0, 0), (0, 0)), "text": "\n"})
    for _ in range(300):  # the data are read meanwhile
        first, *others = project.client.at("completion", new, 0, 0)["items"]
        if first["label"].startswith("leads from"):
            break
        time.sleep(0.1)
    assert first["label"] == 'leads from "leads.csv"'
    made = first["textEdit"]["newText"]
    assert first["documentation"]["value"] == f"```score\n{made}```"
    assert made.startswith('leads from "leads.csv", one per id\n')
    assert [item["label"] for item in others[:2]] == ["score", "group"]
    text = f'score "New", from 0 to 10 points\n\n{made}\ngroup fit\n  +5 when industry is "Law"\n'
    assert project.client.change(new, {"text": text}) == []
    project.client.tell("textDocument/didClose", {"textDocument": {"uri": new}})


def test_values_that_the_data_hold(project: Project) -> None:
    project.replace((12, 13), (12, 21), "")

    def asked() -> dict[str, Any]:
        found: dict[str, Any] = project.client.at("completion", project.rules, 12, 13)
        return found

    for _ in range(200):
        if not (found := asked())["isIncomplete"]:
            break
        assert found["items"] == []  # the file is read meanwhile
    assert [item["label"] for item in found["items"]] == ["Software", "Retail"]


# ---------------------------------------------------------------- names


def test_a_definition_is_found_in_another_file(project: Project) -> None:
    found = project.client.at("definition", project.rules, 11, 14)
    assert found == [{"uri": project.data, "range": span((3, 2), (3, 10))}]
    found = project.client.at("definition", project.rules, 9, 12)
    assert found == [{"uri": project.rules, "range": span((6, 7), (6, 11))}]


def test_references_are_found_where_the_name_means_the_same(project: Project) -> None:
    found = project.client.at(
        "references", project.rules, 16, 32, context={"includeDeclaration": True}
    )
    where = [
        (Path(p["uri"]).name, p["range"]["start"]["line"], p["range"]["start"]["character"])
        for p in found
    ]
    assert where == [("data.score", 6, 17), ("rules.score", 16, 30), ("rules.score", 24, 34)]
    others = project.client.at(
        "references", project.rules, 16, 32, context={"includeDeclaration": False}
    )
    assert others == found[1:]


def test_a_name_is_changed_in_all_files(project: Project) -> None:
    assert project.client.at("prepareRename", project.rules, 11, 14) == span((11, 12), (11, 20))
    found = project.client.at("rename", project.rules, 11, 14, newName="sector")["changes"]
    # Its data stay where they are.
    assert found == {
        project.data: [
            {"range": span((3, 2), (3, 10)), "newText": "sector"},
            {"range": span((3, 16), (3, 16)), "newText": ' from "industry"'},
        ],
        project.rules: [{"range": span((11, 12), (11, 20)), "newText": "sector"}],
    }


def test_an_example_follows_the_words_of_a_rule_without_a_reason(project: Project) -> None:
    more = (
        '  expect +15 because "+15 when domain of email is in free_mail"\n'
        '  expect +10 because "points by industry", +20 because "🎯 Boss"\n'
    )
    assert project.client.change(project.rules, {"text": RULES + more}) == []
    found = project.client.at("rename", project.rules, 10, 21, newName="mail")["changes"]
    assert found[project.rules] == [
        {"range": span((10, 21), (10, 26)), "newText": "mail"},
        {"range": span((23, 19), (23, 24)), "newText": "mail"},
        {
            "range": span((26, 21), (26, 63)),
            "newText": '"+15 when domain of mail is in free_mail"',
        },
    ]
    found = project.client.at("rename", project.rules, 11, 14, newName="sector")["changes"]
    assert [e["newText"] for e in found[project.rules]] == ["sector", '"points by sector"']


def test_a_name_is_changed_in_files_that_use_this_one(project: Project) -> None:
    project.client.open(project.data, DATA)
    found = project.client.at("rename", project.data, 1, 4, newName="role")["changes"]
    assert [e["range"]["start"]["line"] for e in found[project.rules]] == [6, 23]
    assert [e["range"]["start"]["line"] for e in found[project.data]] == [1]


def test_a_stage_is_changed_with_all_that_ask_for_it(project: Project) -> None:
    found = project.client.at("rename", project.rules, 20, 3, newName="Too early")["changes"]
    assert found[project.rules] == [
        {"range": span((20, 2), (20, 6)), "newText": '"Too early"'},
        {"range": span((25, 25), (25, 29)), "newText": '"Too early"'},
    ]


def test_an_event_and_a_field_keep_their_names_in_the_data(project: Project) -> None:
    found = project.client.at("rename", project.rules, 16, 16, newName="view")["changes"]
    assert [(e["range"]["start"]["line"], e["newText"]) for e in found[project.rules]] == [
        (16, "view"), (24, "view"),
    ]  # fmt: skip
    assert found[project.data] == [
        {"range": span((6, 2), (6, 11)), "newText": "view"},
        {"range": span((6, 11), (6, 11)), "newText": ' called "page_view"'},
    ]
    found = project.client.at("rename", project.rules, 16, 32, newName="page")["changes"]
    assert found[project.data] == [
        {"range": span((6, 17), (6, 21)), "newText": "page"},
        {"range": span((6, 26), (6, 26)), "newText": ' from "path"'},
    ]
    # The data of `title` have a name of their own already.
    found = project.client.at("rename", project.rules, 6, 17, newName="role")["changes"]
    assert [e["newText"] for e in found[project.data]] == ["role"]


REFUSED = {
    (9, 12, "when"): "`when` is a word of the language",
    (9, 12, "Score"): "`Score` is a word of the language",
    (9, 12, "the boss"): "`the boss` is no name",
    (9, 12, "1st"): "`1st` is no name",
    (9, 12, "größe"): "`größe` is no name",
    (9, 12, ""): "`` is no name",
    (9, 12, "title"): "with the name `title`, the name `title` is",
    (11, 14, "email"): "there is a `email` already",
    (20, 3, 'a"b'): "a name in quotes",
    (20, 3, " "): "a name in quotes",
    (20, 3, "mql"): "there is a `mql` already",
    (9, 7, "other"): "what stands here has no name",
}


@pytest.mark.parametrize("asked", REFUSED)
def test_a_name_that_cannot_be_is_refused(project: Project, asked: tuple[int, int, str]) -> None:
    line, unit, new = asked
    place = {"textDocument": {"uri": project.rules}, "position": {"line": line, "character": unit}}
    error = project.client.refused("textDocument/rename", {**place, "newName": new})
    assert error["code"] == -32803  # RequestFailed
    assert error["message"].startswith(REFUSED[asked])
    assert project.client.told == []


def test_a_name_may_not_take_what_another_one_means(project: Project) -> None:
    # In `where`, the let `limit` would be the new field.
    text = RULES.replace("let bar = 50", "let bar = 50\nlet limit = 5").replace(
        'path starts with "/pricing"', "seconds is over limit"
    )
    assert project.client.change(project.rules, {"text": text}) == []
    place = {"textDocument": {"uri": project.rules}, "position": {"line": 17, "character": 31}}
    error = project.client.refused("textDocument/rename", {**place, "newName": "limit"})
    assert "limit" in error["message"]


# ---------------------------------------------------------------- the outline


def test_sections_fold_and_have_names(project: Project) -> None:
    found = project.client.about("foldingRange", project.rules)
    assert {"startLine": 8, "endLine": 13} in found
    assert {"startLine": 11, "endLine": 13} in found
    names = [s["name"] for s in project.client.about("documentSymbol", project.rules)]
    assert names == [
        "Demo 🎯",
        "data.score",
        "bar",
        "free_mail",
        "boss",
        "fit",
        "acts",
        "stages",
        "A boss",
    ]
    fit = next(
        s for s in project.client.about("documentSymbol", project.rules) if s["name"] == "fit"
    )
    assert (fit["range"], fit["selectionRange"]) == (
        span((8, 0), (13, 17)), span((8, 0), (8, 46)),
    )  # fmt: skip
    assert [rule["name"] for rule in fit["children"]] == [
        "🎯 Boss", "+15 when domain of email is in free_mail", "points by industry",
    ]  # fmt: skip
    found = project.client.ask("workspace/symbol", {"query": "lead"})
    assert [s["name"] for s in found] == ["leads"]


def test_points_in_reach_stand_beside_the_headings(project: Project) -> None:
    found = project.client.about("inlayHint", project.rules, range=span((0, 0), (99, 0)))
    assert [(h["position"]["line"], h["label"]) for h in found] == [
        (0, "0 to 60 points in reach"), (8, "0 to 45 points in reach"), (15, "0 to 15 points in reach"),
    ]  # fmt: skip
    # 45 characters, of which the target counts two units.
    assert found[1]["position"]["character"] == 46
    found = project.client.about("inlayHint", project.rules, range=span((1, 0), (8, 0)))
    assert [h["position"]["line"] for h in found] == [8]


def test_a_mistake_in_a_group_hides_the_points_of_no_other(project: Project) -> None:
    def shown() -> list[int]:
        found = project.client.about("inlayHint", project.rules, range=span((0, 0), (99, 0)))
        return [h["position"]["line"] for h in found]

    project.replace((9, 11), (9, 15), "bosss")
    assert shown() == [15]
    project.replace((9, 11), (9, 16), "boss")
    project.replace((20, 7), (20, 16), "")
    assert shown() == [8, 15]
    # Without a name that stands for points, nobody knows.
    project.replace((20, 7), (20, 7), "otherwise")
    project.replace((4, 10), (4, 12), "x")
    assert shown() == []


def test_the_layout_is_mended(project: Project) -> None:
    project.replace((9, 0), (9, 6), "    +20   ")
    found = project.client.about(
        "formatting", project.rules, options={"tabSize": 2, "insertSpaces": True}
    )
    assert "\n  +20 when boss because" in found[0]["newText"]


OPTIONS = {"tabSize": 8, "insertSpaces": False}


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_layout_of_a_document_with_other_line_ends(project: Project, bom: str) -> None:
    wrong = RULES.replace("  +20 when boss", "    +20   when boss")
    project.client.change(project.rules, {"text": bom + wrong.replace("\n", "\r\n")})
    [edit] = project.client.about("formatting", project.rules, options=OPTIONS)
    assert edit["range"] == span((0, len(bom)), (RULES.count("\n"), 0))
    new = edit["newText"]
    assert new.count("\n") == new.count("\r\n") == RULES.count("\n")
    assert '\r\n  +20 when boss because "🎯 Boss"' in new
    project.client.change(project.rules, {"text": bom + new})
    assert project.client.about("formatting", project.rules, options=OPTIONS) == []


def test_a_document_with_a_mistake_keeps_its_layout(project: Project) -> None:
    # What cannot be read is not laid out; what only names nothing is.
    project.replace((9, 0), (9, 6), "  +20   whn ")
    assert project.client.about("formatting", project.rules, options=OPTIONS) == []
    project.replace((9, 0), (9, 21), "  +20   when bosss")
    [edit] = project.client.about("formatting", project.rules, options=OPTIONS)
    assert "\n  +20 when bosss because" in edit["newText"]


# ---------------------------------------------------------------- what must not end the server


def test_strange_documents_are_survived(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = project.client
    assert lines(client.open("untitled:Untitled-1", 'scor "x"\n')) != []
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.score"
    assert client.open(elsewhere.as_uri(), RULES)[0]["code"] == "E114"
    loop = project.root / "loop.score"
    assert lines(client.open(loop.as_uri(), 'score "x"\nuse "loop.score"\n')) != []
    (project.root / "data.score").unlink()
    client.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": project.data, "type": 3}]})
    while "E114" not in {d["code"] for d in client.published(project.rules)}:
        pass
    client.tell("textDocument/didClose", {"textDocument": {"uri": loop.as_uri()}})
    for text in ("", "\0", "\ud7ff(" * 50, '"', "score", RULES[:300]):
        client.change(project.rules, {"text": text})
        for line, unit in ((0, 0), (0, 99), (50, 3)):
            for method in ("hover", "completion", "definition", "prepareRename"):
                client.at(method, project.rules, line, unit)
        for method in ("foldingRange", "documentSymbol"):
            client.about(method, project.rules)
    assert client.change(project.rules, {"text": 'score "x"\n\nlet bar = 5\n'}) == []
