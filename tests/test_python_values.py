"""The Python evaluator: what tests and values of a lead mean, by cases worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadscore.compiler.normal import number
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    SECOND,
    Arithmetic,
    Compare,
    Days,
    Domain,
    Edge,
    Known,
    ListHas,
    MomentIn,
    Not,
    Number,
    NumberIn,
    Span,
    Test,
    TextIn,
    TextLike,
    Yes,
)
from leadscore.compiler.python_support import fold_text, read_number
from leadscore.dsl import bounded as words
from leadscore.dsl.fold import fold
from python_plans import (
    CREATED,
    EMAIL,
    EMPLOYEES,
    INDUSTRY,
    INTERESTS,
    OPTED_OUT,
    RENEWAL,
    TITLE,
    ago,
    equals,
    holds,
    last,
)

# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("test", "text", "expected"),
    [
        (TextIn(TITLE, ("vp sales",)), "  VP Sales ", True),
        (TextIn(TITLE, ("vp sales",)), "VP  Sales", False),
        (TextIn(TITLE, ("vp sales",)), "\tVP Sales", False),  # only spaces are trimmed
        (TextIn(TITLE, ("σασ",)), "ΣΑΣ", True),
        (TextIn(TITLE, ("σασ",)), "Σας", True),
        (TextIn(TITLE, ("é",)), "É", True),
        (TextIn(TITLE, ("strasse",)), "Straße", False),
        (TextIn(TITLE, ("k",)), "\u212a", True),
        (TextIn(TITLE, tuple("abcdefghijk")), "K", True),
        (TextIn(TITLE, tuple("abcdefghijk")), "l", False),
        (TextIn(TITLE, ("5",)), 5, True),
        (TextIn(TITLE, ("5",)), 5.0, True),
        (TextIn(TITLE, ("true",)), True, True),
        (TextLike("contains", TITLE, ("x", "vp")), "SVP", True),
        (TextLike("contains", TITLE, tuple("0123456789")), "a9", True),
        (TextLike("contains", TITLE, tuple("0123456789")), "a", False),
        (TextLike("starts", TITLE, ("vp",)), " vp sales", True),
        (TextLike("starts", TITLE, ("vp",)), "svp", False),
        (TextLike("ends", TITLE, ("x", "sales")), "vp sales ", True),
        (TextLike("ends", TITLE, ("vp",)), "vp sales", False),
        (TextLike("word", TITLE, ("vp",)), "SVP", False),
        (TextLike("word", TITLE, ("vp",)), "sales/VP", True),
        (TextLike("word", TITLE, ("vp", "c++")), "C++ developer", True),
        (TextLike("word", TITLE, ("c++",)), "objc++", False),
        (TextLike("matches", TITLE, ("vp*sales",)), "VP of Sales", True),
        (TextLike("matches", TITLE, ("vp*sales",)), "VP of Sales EMEA", False),
        (TextLike("matches", TITLE, ("*",)), "x", True),
        (TextLike("matches", TITLE, ("*",)), " ", False),
        (TextLike("matches", TITLE, ("?",)), "é", True),
        (TextLike("matches", TITLE, ("a?*c*d",)), "acd", False),
        (TextLike("matches", TITLE, ("a?*c*d",)), "a\nxcd", True),
        (TextLike("matches", TITLE, ("a.b",)), "axb", False),
        (TextLike("matches", TITLE, ("ab*ba",)), "aba", False),  # no overlap
        (Known(TITLE), "x", True),
        (Known(TITLE), "   ", False),
        (Known(TITLE), None, False),
        (Not(TextIn(TITLE, ("vp",))), None, True),
        (TextIn(TITLE, ("\ud800x",)), "\ud800X", True),
    ],
)
def test_text(test: Test, text: object, expected: bool) -> None:
    assert holds(test, {"title": text}) is expected


def test_an_absent_column_is_unknown() -> None:
    assert not holds(Known(TITLE), {})
    assert not holds(TextLike("matches", TITLE, ("*",)), {})


@pytest.mark.parametrize("text", ["Select", " n/a ", "", None])
def test_codes_for_unknown_text(text: object) -> None:
    assert not holds(Known(INDUSTRY), {"industry": text})
    assert not holds(TextIn(INDUSTRY, ("select",)), {"industry": text})
    assert not holds(Known(Domain(INDUSTRY)), {"industry": text})


@pytest.mark.parametrize(
    ("email", "domain"),
    [("Ann@ACME.io ", "acme.io"), ("a@b@ c.de", "c.de"), ("acme.io", None), ("ann@ ", None)],
)
def test_domain(email: str, domain: str | None) -> None:
    assert holds(Known(Domain(EMAIL)), {"email": email}) is (domain is not None)
    assert holds(TextIn(Domain(EMAIL), (domain or "ann",)), {"email": email}) is bool(domain)


@pytest.mark.parametrize(
    ("needle", "text", "expected"),
    [
        ("vice president", "vice-president, sales", True),
        ("vice president", "vice  president", False),
        ("c", "c++", True),
        ("c++", "c+++", True),
        ("c++", "c", False),
        (".net", "asp.net", True),  # a needle that starts with no letter asks nothing before it
        (".net", "asp.networks", False),
        ("at&t", "at&t", True),
        ("at&t", "at t", False),
        ("at&t", "xat&t", False),
        ("vp", "vpé", False),  # everything from U+0080 up is a letter
        ("vp", "vp\u00a0x", False),
        ("a b", "a\x01b", True),
        ("c++ x", "c++\x01x", True),
        ("\x01", "a\x01b", False),
        ("a\x01b", "a b", True),
    ],
)
def test_words(needle: str, text: str, expected: bool) -> None:
    assert words.has_word(text, words.bounded(needle)) is expected
    assert holds(TextLike("word", TITLE, (needle,)), {"title": text}) is expected


@pytest.mark.parametrize("extra", [(), ("vice president",), ("c++",), ("vice president", "c++")])
def test_many_words(extra: tuple[str, ...]) -> None:
    test = TextLike("word", TITLE, (*(f"w{n}" for n in range(12)), *extra))
    for text, expected in (("a W11, b", True), ("w12 w1x", False), ("aw1", False), ("", False)):
        assert holds(test, {"title": text}) is expected
    assert holds(test, {"title": "Vice-President"}) is ("vice president" in extra)
    assert holds(test, {"title": "c++"}) is ("c++" in extra)


@given(st.text(st.sampled_from("aé1 +-.\x01"), max_size=9), st.text("aé1 +-.", min_size=1))
def test_a_needle_is_a_word_where_its_neighbours_are_no_letters(text: str, needle: str) -> None:
    """The definition by places, for needles that cannot overlap or touch themselves."""
    if needle.strip(" ") != needle or text.count(needle) > 1:
        return
    spread = "".join(c if words.is_letter(c) else " " for c in text)
    if all(words.is_letter(c) or c == " " for c in needle):
        expected = f" {needle} " in f" {spread} "
    else:
        at = text.find(needle)
        if at < 0:
            assert not words.has_word(text, words.bounded(needle))
            return
        before, after = f" {spread} "[at], f" {spread} "[at + len(needle) + 1]
        clear = not (words.is_letter(needle[0]) and before != " ")
        expected = clear and not (words.is_letter(needle[-1]) and after != " ")
    assert words.has_word(text, words.bounded(needle)) is expected


@given(st.text())
def test_the_quick_fold_is_the_fold(text: str) -> None:
    assert fold_text(text) == fold(text)


def test_the_quick_fold_on_all_of_latin_1() -> None:
    for code in range(256):
        assert fold_text(chr(code)) == fold(chr(code))


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("test", "raw", "expected"),
    [
        (Compare(">=", EMPLOYEES, 50 * MICRO), 50, True),
        (Compare(">", EMPLOYEES, 50 * MICRO), 50, False),
        (Compare("<=", EMPLOYEES, 100_000), 0.1, True),
        (Compare("=", EMPLOYEES, 100_000), "0.1", True),
        (Compare("=", EMPLOYEES, 300_000), 0.1 + 0.2, True),  # read to six decimals
        (Compare("=", EMPLOYEES, 1), 0.0000005, True),  # half away from zero
        (Compare("=", EMPLOYEES, -1), "-0.0000005", True),
        (Compare("!=", EMPLOYEES, 50 * MICRO), 51, True),
        (Compare("!=", EMPLOYEES, 50 * MICRO), None, False),
        (Not(Compare("=", EMPLOYEES, 50 * MICRO)), None, True),
        (Compare("<", EMPLOYEES, 50 * MICRO), "many", False),
        (Compare("<", EMPLOYEES, 50 * MICRO), float("nan"), False),
        (Compare(">", EMPLOYEES, 0), 10**18, False),  # too large to be read
        (Compare(">", EMPLOYEES, 0), 10**18 - 1, True),
        (Known(EMPLOYEES), 999, False),
        (Known(EMPLOYEES), "999.0", False),
        (Known(EMPLOYEES), Decimal("0.5"), False),
        (Known(EMPLOYEES), 0, True),
        (NumberIn(EMPLOYEES, (0, 2_500_000)), "2.5", True),
        (NumberIn(EMPLOYEES, (0, 2_500_000)), None, False),
        (NumberIn(EMPLOYEES, tuple(i * MICRO for i in range(20))), 19, True),
    ],
)
def test_numbers(test: Test, raw: object, expected: bool) -> None:
    assert holds(test, {"employees": raw}) is expected


@given(st.floats() | st.integers(-(10**10), 10**10).map(lambda n: n / 1000))
def test_the_quick_reader_of_floats_reads_the_shortest_decimal(value: float) -> None:
    read, expected = read_number(value), number(value)
    assert read == expected if isinstance(expected, int) else read != read


@pytest.mark.parametrize(
    ("op", "left", "right", "micro"),
    [
        ("+", 1_500_000, 2, 1_500_002),
        ("-", 1, 2, -1),
        ("*", 1_500_000, 1, 2),  # 1.5 millionths
        ("*", -1_500_000, 1, -2),
        ("*", 1_499_999, 1, 1),
        ("/", 1_000_000, 3_000_000, 333_333),
        ("/", 2_000_000, 3_000_000, 666_667),
        ("/", -1, 2_000_000, -1),  # half a millionth, away from zero
        ("/", 1, -2_000_000, -1),
        ("/", -1, -2_000_000, 1),
    ],
)
def test_arithmetic(op: Any, left: int, right: int, micro: int) -> None:
    lead = {"employees": Decimal(left) / MICRO}
    assert holds(equals(Arithmetic(op, EMPLOYEES, Number(right)), micro), lead)


def test_arithmetic_with_unknown_and_by_zero_is_unknown() -> None:
    for op in ("+", "-", "*", "/"):
        assert not holds(Known(Arithmetic(op, EMPLOYEES, Number(MICRO))), {"employees": None})
        assert not holds(Known(Arithmetic(op, Number(MICRO), EMPLOYEES)), {"employees": ""})
    assert not holds(Known(Arithmetic("/", EMPLOYEES, Number(0))), {"employees": 5})


@pytest.mark.parametrize(
    ("raw", "yes", "known"),
    [(True, True, True), ("Yes", True, True), (1, True, True), (" t ", True, True),
     (False, False, True), ("off", False, True), (None, False, False), ("maybe", False, False)],
)  # fmt: skip
def test_yes_no(raw: object, yes: bool, known: bool) -> None:
    assert holds(Yes(OPTED_OUT), {"opted_out": raw}) is yes
    assert holds(Known(OPTED_OUT), {"opted_out": raw}) is known


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("x; API ", True), ("api,x", False), (["x", "Api"], True), (("none", "É"), True),
     ("none", False), (";;", False), (None, False), (5, False)],
)  # fmt: skip
def test_lists(raw: object, expected: bool) -> None:
    assert holds(ListHas(INTERESTS, ("api", "é")), {"interests": raw}) is expected


def test_a_list_of_codes_for_unknown_is_unknown() -> None:
    assert not holds(Known(INTERESTS), {"interests": "None; "})
    assert holds(Known(INTERESTS), {"interests": "none;x"})


# ---------------------------------------------------------------- moments of the lead


@pytest.mark.parametrize(
    ("span", "at", "expected"),
    [
        (last(7), ago(7), False),
        (last(7), ago(7, -1), True),
        (last(7, inclusive=True), ago(7), True),
        (last(7, inclusive=True), ago(7, 1), False),
        (Span(None, Edge("as_of", 0, True)), ago(), True),
        (Span(None, Edge("as_of", 0, False)), ago(), False),
        (Span(Edge("as_of", 0, False), Edge("as_of", 60 * DAY, True)), ago(-60), True),
        (Span(Edge("as_of", 0, False), Edge("as_of", 60 * DAY, True)), ago(-60, -1), False),
        (Span(Edge("epoch", 0, True), None), datetime(1970, 1, 1), True),
        (Span(Edge("epoch", 0, False), None), datetime(1970, 1, 1), False),
        (Span(Edge("epoch", 0, False), None), "1970-01-01 00:00:00.000001", True),
        (Span(None, None), "soon", False),
        (Span(None, Edge("as_of", 0, True)), None, False),
        (last(1), ago().astimezone(timezone(timedelta(hours=9))), True),
    ],
)
def test_moments(span: Span, at: object, expected: bool) -> None:
    assert holds(MomentIn(RENEWAL, span), {"renewal": at}) is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(date(2026, 2, 22), True), ("2026-02-22", True), (date(2026, 2, 21), False),
     (datetime(2026, 2, 22, 23, 59), True),  # its day began in time, 7 days before as-of
     (datetime(2026, 2, 22, 1, tzinfo=timezone(timedelta(hours=2))), False)],
)  # fmt: skip
def test_a_date_is_midnight_in_utc(raw: object, expected: bool) -> None:
    since = Span(Edge("as_of", -7 * DAY - 12 * 3600 * SECOND, inclusive=True), None)
    assert holds(MomentIn(CREATED, since), {"created": raw}) is expected


@pytest.mark.parametrize(
    ("at", "since", "until"),
    [
        (ago(2), 2, -2),
        (ago(2, -1), 1, -2),
        (ago(2, 1), 2, -3),
        (ago(-1 / 24), -1, 0),
        (ago(), 0, 0),
    ],
)
def test_days_are_rounded_down(at: datetime, since: int, until: int) -> None:
    assert holds(equals(Days("since", RENEWAL), since * MICRO), {"renewal": at})
    assert holds(equals(Days("until", RENEWAL), until * MICRO), {"renewal": at})
    assert not holds(Known(Days("since", RENEWAL)), {"renewal": ""})
