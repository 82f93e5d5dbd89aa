"""Fixes applied to texts: whole or not at all, and what touches waits."""

from __future__ import annotations

from leadscore.dsl.apply import apply_fixes, diff, edited
from leadscore.dsl.diagnostics import Edit, Fix, Span


def fix(*edits: tuple[int, int, str], path: str = "a") -> Fix:
    return Fix("mend", tuple(Edit(Span(path, start, end), text) for start, end, text in edits))


def test_fixes_apart_from_one_another_are_all_applied() -> None:
    done = apply_fixes([fix((0, 1, "xx")), fix((3, 4, ""), (5, 6, "z"))], {"a": "abcdef"})
    assert (done.texts, done.left) == ({"a": "xxbcez"}, ())


def test_a_fix_that_touches_another_waits_with_all_its_edits() -> None:
    late = fix((5, 6, "z"), (1, 1, "!"))
    done = apply_fixes([fix((0, 1, "x")), late], {"a": "abcdef"})
    assert (done.texts, done.left) == ({"a": "xbcdef"}, (late,))


def test_two_insertions_at_one_place_do_not_get_mixed() -> None:
    done = apply_fixes([fix((2, 2, "x")), fix((2, 2, "y"))], {"a": "abcd"})
    assert (done.texts["a"], len(done.left)) == ("abxcd", 1)


def test_a_fix_is_applied_once_however_often_it_is_told() -> None:
    assert apply_fixes([fix((0, 0, "x"))] * 3, {"a": "a"}).texts == {"a": "xa"}


def test_a_fix_over_several_files_is_taken_whole() -> None:
    both = Fix("mend", (Edit(Span("a", 0, 1), "x"), Edit(Span("b", 0, 1), "y")))
    assert apply_fixes([both], {"a": "a", "b": "b"}).texts == {"a": "x", "b": "y"}
    assert apply_fixes([both], {"a": "a"}).left == (both,)


def test_lines_end_as_in_the_text() -> None:
    edits = fix((1, 1, "x\ny")).edits
    assert edited("a\r\nb\r\n", edits) == "ax\r\ny\r\nb\r\n"
    assert edited("a\nb\n", edits) == "ax\ny\nb\n"


def test_a_diff() -> None:
    assert diff("a.score", "one\ntwo\n", "one\ntwo\n") == ""
    assert diff("a.score", "one\ntwo\n", "one\n2\n") == (
        "--- a.score\n+++ a.score\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
    )


def test_a_diff_of_a_last_line_without_an_end() -> None:
    assert diff("a", "one", "two\n") == (
        "--- a\n+++ a\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+two\n"
    )


def test_a_diff_does_not_speak_of_line_ends() -> None:
    assert diff("a", "one\r\ntwo\r\n", "one\r\n2\r\n").endswith(" one\n-two\n+2\n")
