"""One change that makes a line right: what is said of it, and what the line is then."""

from __future__ import annotations

import pytest
from leadscore.dsl.apply import edited
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.mistakes.repair import MOST_TRIES
from leadscore.dsl.mistakes.rewrites import rewrites
from leadscore.dsl.parse.parser import parse
from leadscore.dsl.source import Source

HEAD = "group fit\n"


def told(line: str, heading: str = HEAD) -> tuple[Diagnostic, str]:
    """The one message on a line under a heading, and the line after its fix."""
    text = f"{heading}{line}\n"
    (found,) = parse(Source("x.score", text)).diagnostics
    mended = edited(text, found.fix.edits) if found.fix is not None else ""
    return found, mended.removeprefix(heading).rstrip("\n")


@pytest.mark.parametrize(
    ("line", "title", "mended"),
    [
        (
            '  +10 when contains title word "CEO"',
            "`contains` and `title` stand the wrong way round",
            '  +10 when title contains word "CEO"',
        ),
        (
            "  +10 when score leads at least 20",
            "`leads` does not fit here", "  +10 when score is at least 20",
        ),
        (
            "  +10 when ary page_view in the last 7 days",
            "`ary` does not fit here", "  +10 when any page_view in the last 7 days",
        ),
        (
            "  +10 when employees is At least 100",
            "`At` is written in lower case here", "  +10 when employees is at least 100",
        ),
        (
            "  +10 when employees is least 100",
            "`at` is missing before `least`", "  +10 when employees is at least 100",
        ),
        (
            '  +10 when title is "CEO" because Personal address"',
            "a quotation mark is missing before `Personal`",
            '  +10 when title is "CEO" because "Personal address"',
        ),
        (
            '  +10 when path starts with /pricing" and opened',
            "a quotation mark is missing before `/`",
            '  +10 when path starts with "/pricing" and opened',
        ),
        (
            "  +5 for each page_view, at most 5 times per day, up up to 50 points",
            "`up` stands here twice",
            "  +5 for each page_view, at most 5 times per day, up to 50 points",
        ),
        (
            "  +1 for each page_view in the last days 90, up to 10 points",
            "`days` and `90` stand the wrong way round",
            "  +1 for each page_view in the last 90 days, up to 10 points",
        ),
        (
            "  +10 when if any page_view",
            "`if` is written `when`", "  +10 when any page_view",
        ),
    ],
)  # fmt: skip
def test_one_change_is_said_and_given(line: str, title: str, mended: str) -> None:
    found, text = told(line)
    assert (found.title, text) == (title, mended)


@pytest.mark.parametrize(
    ("line", "heading", "title", "mended"),
    [
        ('from "contacts.csv", one per contact_id', "", "`leads` is missing before `from`",
         'leads from "contacts.csv", one per contact_id'),
        (' hygiene "What counts against them"\n  -5 when title is "x"', HEAD + "  +1 when a\n",
         "`group` is missing before `hygiene`",
         'group hygiene "What counts against them"\n  -5 when title is "x"'),
        (" from \"contacts.csv\", one per contact_id\n  email text", "",
         "`leads` is missing before `from`",
         "leads from \"contacts.csv\", one per contact_id\n  email text"),
        ('score Fit by engagement"', "", "a quotation mark is missing before `Fit`",
         'score "Fit by engagement"'),
        ('example "Opens, a click and a look around', "", "a quotation mark is missing",
         'example "Opens, a click and a look around"'),
        ('the events from "events.csv", of lead_id', "", "a line cannot begin with `the` here",
         'events from "events.csv", of lead_id'),
        ('  lead title "CTO", industry "Finance"employees , 400', 'example "x"\n',
         "`employees` and `,` stand the wrong way round",
         '  lead title "CTO", industry "Finance", employees 400'),
        ("  expect score 60, path 25 25", 'example "x"\n', "`25` stands here twice",
         "  expect score 60, path 25"),
        ("  expect score 35, stage stage Cold", 'example "x"\n', "`stage` stands here twice",
         "  expect score 35, stage Cold"),
        ('  page_view path text', 'events\n', "`with` is missing before `path`",
         "  page_view with path text"),
        ('  industry text unknown for for "Select"', "leads\n", "`for` stands here twice",
         '  industry text unknown for "Select"'),
        ('      0 for strating with "/careers"', "group fit\n  points by path\n",
         "`strating` does not fit here", '      0 for starting with "/careers"'),
    ],
)  # fmt: skip
def test_in_other_sections(line: str, heading: str, title: str, mended: str) -> None:
    found, text = told(line, heading)
    assert (found.title, text) == (title, mended)


@pytest.mark.parametrize(
    ("line", "heading", "title"),
    [
        ("      +20 for to 1,000", "group fit\n  points by employees\n",
         "a number is missing before `to`"),
        ("  +5 for each", HEAD, "an event's name is missing after `each`"),
        ("  +5 for each page_view, up to", HEAD, "a number is missing after `to`"),
        ("  +5 when title is", HEAD, "a value is missing after `is`"),
        ("  +5 when opened and", HEAD, "nothing stands after `and`"),
        ("  did page_view , days ago", 'example "x"\n', "`,` does not fit here"),
        ('  lead title 12 "Assistant", employees 1', 'example "x"\n',
         "`12` or `\"Assistant\"` is too many here"),
        ("  revenue", "leads\n", "a type is missing after `revenue`"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_not_made_up(line: str, heading: str, title: str) -> None:
    found, _ = told(line, heading)
    assert (found.title, found.fix) == (title, None)


def test_a_habit_goes_before() -> None:
    """It says more than one of the changes that would do."""
    assert told('  +10 when title == "CEO"')[0].code == "E026"
    assert (
        told("  +10 when employees is 10 or more")[0].title
        == "`is 10 or more` is written `is at least 10`"
    )


def test_words_of_the_language_are_no_names_if_it_can_be_helped() -> None:
    assert told("  +10 when is at least 100")[0].title == "a column's name is missing after `when`"


def test_of_words_that_are_too_many_the_one_that_stands_nowhere_else_goes() -> None:
    heading = f"{HEAD}  +1 for each unsubscribe\n"
    assert told("  -9 when any equals unsubscribe", heading)[1] == "  -9 when any unsubscribe"


def test_what_is_tried_is_bounded() -> None:
    """Each line would take a few dozen; what is said of the last is what was said before."""
    lines = "".join(f"  +1 when title x{i} y{i} z{i} u{i} v{i}\n" for i in range(MOST_TRIES // 10))
    found = parse(Source("x.score", HEAD + lines)).diagnostics
    assert len(found) == 200


@pytest.mark.parametrize("line", ["when", "if", "+1 because"])
def test_a_line_of_spaces_is_no_riddle(line: str) -> None:
    """A pattern that tries the spaces in all ways would not come to an end here."""
    assert list(rewrites(line + " " * 1_900 + ",")) == []
