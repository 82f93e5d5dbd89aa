"""What files declare, found in their texts; and what is said of lines by it."""

from __future__ import annotations

from pathlib import Path

from leadscore.dsl.check.checker import check
from leadscore.dsl.mistakes.declared import Declared, declared
from leadscore.dsl.mistakes.rewrites.names import named

DATA = """\
# a comment
leads from "leads.csv", one per id
  Title      text
  revenue    number  # in euros

events from "events.csv", of id, at at, named kind
  email_open
  page_view  called "PV" with path text, seconds number, visit text

event purchase from "orders.csv", of id, at at
  amount     number
  shop       text

list big = "Acme"
let bar = 50
"""


def test_what_is_declared() -> None:
    assert declared([DATA]) == Declared(
        names=frozenset((
            "title", "revenue", "email_open", "page_view", "purchase", "big", "bar",
        )),
        events={"email_open": (), "page_view": ("path", "visit"), "purchase": ("shop",)},
        columns={"title": "text", "revenue": "number"},
        lists=frozenset(("big",)),
    )  # fmt: skip


def test_a_section_ends_where_another_begins() -> None:
    found = declared(
        ["leads\n  a text\ngroup fit\n  points by a\n", "events\n  b\nstages\n  C otherwise\n"]
    )
    assert found == Declared(frozenset(("a", "fit", "b")), {"b": ()}, {"a": "text"})


def said(line: str) -> list[str]:
    """What may be put there, the likeliest first."""
    return [one.said for one in named(line, line, declared([DATA]))]


def test_only_declared_names_are_put_there() -> None:
    assert said("+5 when opened any email") == ["any email_open"]
    assert said("+5 when never visited any page") == ["no page_view"]
    assert said("+5 for each Page View")[0] == "page_view"
    assert said("+5 when submitted any form") == []
    assert said("+5 when Email Opens is over 3")[0] == "over 3 email_open"
    assert said("+5 when Email Click is over 3") == []


def test_names_of_used_files_count(tmp_path: Path) -> None:
    (tmp_path / "data.score").write_text(DATA, "utf-8")
    text = 'score "A"\nuse "data.score"\n\ngroup fit\n  +5 when Opened Email twice in the last 7 days\n'
    (tmp_path / "main.score").write_text(text, "utf-8")
    told = check(tmp_path / "main.score").diagnostics[0]
    assert (told.code, told.help) == ("E029", "write `any email_open`")


def test_a_line_of_very_many_values_points_to_a_list(tmp_path: Path) -> None:
    """No change is tried on it; the message says what would make it short."""
    values = ", ".join(f'"c{n}"' for n in range(300))
    text = (
        f'score "A"\n\nleads\n  country text\n\ngroup fit\n  +5 when country is {values} Finance\n'
    )
    (tmp_path / "main.score").write_text(text, "utf-8")
    (told,) = check(tmp_path / "main.score").diagnostics
    assert told.title == "`Finance` does not fit here"
    assert told.help is not None
    assert told.help.endswith('reads better as a list: `list NAME from "FILE.csv"`')
