"""A name that is misspelt where it is declared."""

from __future__ import annotations

from pathlib import Path

from leadscore.dsl.apply import edited
from leadscore.dsl.check.checker import check

DATA = "leads\n  {column} number\nevents\n  {event} with path text\n"
RULES = """\
group fit
  +10 when employees is over 10
  +20 when employees is over 20
  +5 for each page_view
  -5 when no page_view
"""


def rules(column: str, event: str) -> str:
    return 'score "x"\n' + DATA.format(column=column, event=event) + RULES


def told(text: str) -> list[tuple[str, str]]:
    found = check(Path("x.score"), text=text).diagnostics
    return [(d.title, text[d.span.start : d.span.end]) for d in found]


def test_it_is_told_once_and_its_fix_is_at_the_declaration() -> None:
    text = rules("emploees", "page_veiw")
    assert told(text) == [
        ("`emploees` is declared, and `employees` used 2 times", "emploees"),
        ("`page_veiw` is declared, and `page_view` used 2 times", "page_veiw"),
    ]
    fixes = [d.fix for d in check(Path("x.score"), text=text).diagnostics]
    edits = [edit for fix in fixes if fix is not None for edit in fix.edits]
    assert edited(text, edits) == rules("employees", "page_view")


def test_a_name_that_is_used_as_declared_is_right() -> None:
    text = rules("emploees", "page_view") + "  +1 when emploees is known\n"
    assert [underlined for _, underlined in told(text)] == ["employees", "employees"]


def test_a_name_that_is_like_no_other_is_told_at_each_use() -> None:
    assert [underlined for _, underlined in told(rules("size", "page_view"))] == 2 * ["employees"]
