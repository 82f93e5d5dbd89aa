"""Diagnostics as text and as plain objects: what stands where, and what never gets through."""

from __future__ import annotations

import json

import pytest
from leadscore.dsl.diagnostics import Diagnostic, Edit, Fix, Label, Span
from leadscore.dsl.excerpt import width
from leadscore.dsl.render import render_json, render_text, summary
from leadscore.dsl.source import Source

TEXT = 'score "x"\ngroup fit\n  +20 When title is "VP"\n'
SOURCES = {"a.score": Source("a.score", TEXT)}


def span(part: str, text: str = TEXT, path: str = "a.score") -> Span:
    start = text.index(part)
    return Span(path, start, start + len(part))


def error(where: Span, title: str = "what is wrong", **more: object) -> Diagnostic:
    return Diagnostic("E999", "error", title, where, **more)  # type: ignore[arg-type]


def shown(text: str, where: Span, room: int = 100, **more: object) -> list[str]:
    """Rows of the excerpt: the lines between the arrow and the summary."""
    out = render_text([error(where, **more)], {"a.score": Source("a.score", text)}, width=room)
    return out.split("\n\n")[0].splitlines()[2:]


def test_a_whole_message() -> None:
    found = error(
        span("When"), "`When` is written in lower case here", underlined="a word",
        labels=(Label(span("group fit"), "of this group"),), help="write `when`",
        fix=Fix("write `when`", (Edit(span("When"), "when"),)),
    )  # fmt: skip
    assert (
        render_text([found], SOURCES)
        == """\
error[E999]: `When` is written in lower case here
 --> a.score:3:7
   |
 2 | group fit
   | --------- of this group
 3 |   +20 When title is "VP"
   |       ^^^^ a word
   = help: write `when`
 3 -   +20 When title is "VP"
 3 +   +20 when title is "VP"

1 error
"""
    )


def test_a_fix_that_says_more_than_the_help() -> None:
    fix = Fix("replace tabs by spaces", (Edit(span("When"), "when"),))
    out = render_text([error(span("When"), help="indent with spaces", fix=fix)], SOURCES)
    assert "   = help: indent with spaces\n   = fix: replace tabs by spaces\n 3 - " in out


def test_lines_further_apart_and_in_another_file() -> None:
    other = Source("b.score", "one\ntwo\nthree\nfour\n")
    found = error(
        Span("b.score", 14, 18),
        labels=(Label(Span("b.score", 0, 3), "here"), Label(span("score"), "and there")),
    )
    assert render_text([found], SOURCES | {"b.score": other}).splitlines()[1:-2] == [
        " --> b.score:4:1",
        "   |",
        " 1 | one",
        "   | --- here",
        "   | …",
        " 4 | four",
        "   | ^^^^",
        " --> a.score:1:1",
        "   |",
        ' 1 | score "x"',
        "   | ----- and there",
    ]


def test_the_gutter_grows_with_the_numbers() -> None:
    text = "\n" * 99 + "here\n"
    assert shown(text, span("here", text)) == ["     |", " 100 | here", "     | ^^^^"]


def test_tabs_and_wide_characters_keep_the_underlining_in_place() -> None:
    assert shown("\tx wrong", Span("a.score", 3, 8))[1:] == [" 1 |     x wrong", "   |       ^^^^^"]
    assert shown("東京 wrong", Span("a.score", 3, 8))[1:] == [" 1 | 東京 wrong", "   |      ^^^^^"]
    # An accent as a character of its own takes no cell; a wide letter is underlined twice.
    assert shown("e\u0301 東", Span("a.score", 3, 4))[1:] == [" 1 | e\u0301 東", "   |   ^^"]


def test_a_long_line_is_cut_around_the_underlined_part() -> None:
    text = "a" * 500 + " wrong " + "b" * 500
    _, line, marks = shown(text, span("wrong", text), 60)
    assert len(line) <= 60
    assert line.startswith(" 1 | …aaa")
    assert line.endswith("bbb…")
    at = line.index("wrong")
    assert marks == "   | " + " " * (at - 5) + "^^^^^"


def test_a_long_underlined_part_is_cut_too() -> None:
    text = "x" * 5_000
    _, line, marks = shown(text, Span("a.score", 0, 5_000), 60)
    assert len(line) <= 60
    assert len(marks) <= 60
    assert line.endswith("x…")


def test_marks_on_a_long_line_are_shown_one_by_one() -> None:
    text = "first " + "a" * 500 + " second"
    rows = shown(text, span("second", text), 60, labels=(Label(span("first", text), "one"),))
    assert rows[1].endswith("aaa second")
    assert rows[2].endswith("^^^^^^")
    assert rows[3].startswith(" 1 | first aaa")
    assert rows[4] == "   | ----- one"


def test_a_part_of_several_lines() -> None:
    text = "one\n  two\n    three\n  four\nfive\nsix\n"
    assert shown(text, span("two\n    three", text)) == [
        "   |", " 2 |   two", "   |   ^^^", " 3 |     three", "   |     ^^^^^",
    ]  # fmt: skip
    assert shown(text, span(text[2:-3], text), underlined="all")[1:] == [
        " 1 | one", "   |   ^", " 2 |   two", "   |   ^^^", "   | …", " 6 | six", "   | ^ all",
    ]  # fmt: skip


def test_the_end_of_a_line_and_of_a_file() -> None:
    assert shown("ab\n", Span("a.score", 2, 2))[1:] == [" 1 | ab", "   |   ^"]
    assert shown("ab", Span("a.score", 2, 3))[1:] == [" 1 | ab", "   |   ^"]
    assert shown("ab\ncd\n", Span("a.score", 0, 3))[1:] == [" 1 | ab", "   | ^^"]


STEERS = "\x1b[31m\x07\x00\x9b\u202e\u2066\ufeff\u2028\x7f\ud800"


def test_nothing_that_steers_a_terminal_gets_through() -> None:
    text = f"bad {STEERS} line {STEERS}"
    found = error(
        Span(text[:9], 0, 9), f"title {STEERS}", underlined=STEERS, help=f"help {STEERS}",
        labels=(Label(Span(text[:9], 1, 5), STEERS),),
        fix=Fix(f"fix {STEERS}", (Edit(Span(text[:9], 0, 3), STEERS),)),
    )  # fmt: skip
    out = render_text([found], {text[:9]: Source(text[:9], text)})
    assert [c for c in out if c in STEERS.replace("[31m", "")] == []
    assert "␛[31m␇␀" in out
    out.encode("utf-8")


def test_color_is_all_there_is_in_escapes() -> None:
    found = error(span("When"), help="write `when`", fix=Fix("x", (Edit(span("When"), "when"),)))
    plain = render_text([found], SOURCES)
    colored = render_text([found], SOURCES, color=True)
    assert "\x1b[1;31merror[E999]\x1b[0m" in colored
    assert "\x1b[1;31m      ^^^^\x1b[0m" in colored
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_a_file_that_could_not_be_read_has_no_line() -> None:
    found = error(Span("gone.score", 0, 0), "there is no file `gone.score`")
    for sources in ({}, {"gone.score": Source("gone.score", "")}):
        assert render_text([found], sources) == (
            "error[E999]: there is no file `gone.score`\n --> gone.score\n\n1 error\n"
        )


def test_help_is_wrapped_but_not_within_what_is_to_be_typed() -> None:
    help = "write either `(a is 1 and b is 2) or c is 3` or `a is 1 and (b is 2 or c is 3)`"
    out = render_text([error(span("When"), help=help)], SOURCES, width=60)
    assert (
        "   = help: write either `(a is 1 and b is 2) or c is 3` or\n"
        "           `a is 1 and (b is 2 or c is 3)`\n" in out
    )


def test_endless_texts_are_shortened() -> None:
    found = error(span("When"), "t" * 100_000, help="h" * 100_000)
    assert len(render_text([found], SOURCES)) < 4_000


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ("", "no problems"), ("e", "1 error"), ("ee", "2 errors"), ("w", "1 warning"),
        ("eeew", "3 errors, 1 warning"), ("ww", "2 warnings"),
    ],
)  # fmt: skip
def test_summary(severities: str, said: str) -> None:
    names = {"e": "error", "w": "warning"}
    found = [Diagnostic("X", names[s], "t", span("fit")) for s in severities]  # type: ignore[arg-type]
    assert summary(found) == said
    assert render_text(found, SOURCES).endswith(said + "\n") or not found


def test_nothing_to_tell() -> None:
    assert render_text([], SOURCES) == ""
    assert render_json([], SOURCES) == []


def test_plain_objects() -> None:
    found = error(
        span("When"), underlined="a word", labels=(Label(span("fit"), "of this group"),),
        help="write `when`", fix=Fix("write `when`", (Edit(span("When"), "when"),), safe=False),
    )  # fmt: skip
    expected = {
        "code": "E999", "severity": "error", "title": "what is wrong", "path": "a.score",
        "start": {"line": 3, "column": 7}, "end": {"line": 3, "column": 11}, "text": "When",
        "note": "a word", "help": "write `when`", "page": "docs/codes/E999.md",
        "labels": [{
            "path": "a.score", "start": {"line": 2, "column": 7}, "end": {"line": 2, "column": 10},
            "text": "fit", "note": "of this group",
        }],
        "fix": {
            "title": "write `when`", "safe": False,
            "edits": [{
                "path": "a.score", "start": {"line": 3, "column": 7},
                "end": {"line": 3, "column": 11}, "text": "When", "new": "when",
            }],
        },
    }  # fmt: skip
    assert render_json([found], SOURCES) == [expected]
    assert json.loads(json.dumps(expected)) == expected


def test_plain_objects_without_a_source() -> None:
    (found,) = render_json([error(Span("gone.score", 4, 9))], {})
    assert found["start"] == found["end"] == {"line": 1, "column": 1}
    assert (found["text"], found["labels"], found["fix"], found["help"]) == ("", [], None, None)


def test_width_counts_cells() -> None:
    assert width("a東\u0301\t") == 1 + 2 + 0 + 4
