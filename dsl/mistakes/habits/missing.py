"""Mistakes of leaving out: a number, a unit, a comma, `is`, `each`, what a second test is about.

Like the habits, each function looks at a place and says what is wrong there, or none. Where only
one thing can be missing its tokens are given, and reading goes on with them.
"""

from __future__ import annotations

from lark import Token

from ...diagnostics import Edit, Fix, Span
from ..place import Mistake, Place

SHORT_UNITS = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "min": "minutes", "mins": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "d": "days", "w": "weeks", "wk": "weeks",
    "wks": "weeks",
}  # fmt: skip
FIXED_DAYS = {"month": "30", "year": "365"}
VALUES = ("TEXT", "NUMBER", "DATE", "SINGLE_QUOTED")
AFTER_IS = ("BETWEEN", "OVER", "UNDER", "AT", "KNOWN", "UNKNOWN", "BEFORE", "AFTER", "ON", "TEXT")
TEST_WORDS = ("is", "contains", "starts", "ends", "matches", "include", "does")
COUNTS = ("LEAST", "MOST", "OVER", "UNDER", "EXACTLY")
TEST_KINDS = frozenset(
    ("IS", "CONTAINS", "STARTS", "ENDS", "MATCHES", "INCLUDE", "DOES", "COMPARISON", "EQUALS")
)


# ---------------------------------------------------------------- words and commas


def _before(place: Place, words: str) -> Mistake:
    """`words` are missing before the token."""
    at = place.span.start
    value = place.token.value
    said = f"{place.done[-1].value} {words} {value} …"
    fix = Fix(f"add `{words}`", (Edit(Span(place.source.path, at, at), f"{words} "),), safe=False)
    title = f"`{words}` is missing before `{value}`"
    diagnostic = place.error("E034", title, f"write `{said}`", fix=fix)
    return Mistake(diagnostic, [*place.tokens(words), place.token])


def missing_each(place: Place) -> Mistake | None:
    """`+5 for email_open`"""
    if place.previous != "FOR" or place.accepted != {"EACH", "EVERY"}:
        return None
    return _before(place, "each") if place.token.type == "NAME" else None


def missing_is(place: Place) -> Mistake | None:
    """`employees between 10 and 50`, `title "CEO"`"""
    if "IS" not in place.accepted or place.token.type not in AFTER_IS:
        return None
    if place.previous not in ("NAME", "RPAR") or not place.fits([*place.tokens("is"), place.token]):
        return None
    return _before(place, "is")


def missing_table_from(place: Place) -> Mistake | None:
    """`leads "leads.csv"`, `title text "Job Title"`"""
    if place.token.type != "TEXT" or "FROM" not in place.accepted or "EQUALS" in place.accepted:
        return None
    return _before(place, "from") if place.fits([*place.tokens("from"), place.token]) else None


def missing_from(place: Place) -> Mistake | None:
    """`group fit, 0 to 50 points`"""
    follows = place.following
    if place.token.type != "_VALUE_COMMA" or follows is None or follows.type != "NUMBER":
        return None
    if not place.done or place.done[0].type not in ("GROUP", "SCORE"):
        return None
    right = [*place.one("COMMA", ","), *place.tokens("from")]
    if not place.fits(right):
        return None
    at = follows.start_pos or 0
    span = Span(place.source.path, at, follows.end_pos or 0)
    fix = Fix("add `from`", (Edit(Span(span.path, at, at), "from "),), safe=False)
    title = f"`from` is missing before `{follows.value}`"
    help = f"write `from {follows.value} to … points`"
    return Mistake(place.error("E034", title, help, span=span, fix=fix), right)


def missing_value_comma(place: Place) -> Mistake | None:
    """`is "Software" "Finance"`, `is "DE" and "AT"`"""
    if place.token.type not in VALUES:
        return None
    kinds = [token.type for token in place.done[-2:]]
    if kinds and kinds[-1] in VALUES:
        right = [*place.one("_VALUE_COMMA", ","), place.token]
        if not place.fits(right):
            return None
        at = place.done[-1].end_pos or 0
        fix = Fix("add a comma", (Edit(Span(place.source.path, at, at), ","),), safe=False)
        title = f"a comma is missing before `{place.token.value}`"
        return Mistake(place.error("E034", title, "put a comma there", fix=fix), right)
    if len(kinds) == 2 and kinds[0] in VALUES and kinds[1] == "AND":
        word, value = place.done[-1], place.done[-2].value
        span = Span(place.source.path, word.start_pos or 0, word.end_pos or 0)
        fix = Fix("write `or`", (Edit(span, "or"),), safe=False)
        help = f"write `{value} or {place.token.value}`"
        title = "values are joined by commas and `or`, not by `and`"
        return Mistake(place.error("E031", title, help, span=span, fix=fix))
    return None


def missing_example_comma(place: Place) -> Mistake | None:
    """`expect score 75 stage MQL`"""
    right = [*place.one("COMMA", ","), place.token]
    if place.heading != "EXAMPLE" or not place.done or place.token.type == "_NL":
        return None
    if not place.fits(right):
        return None
    at = place.done[-1].end_pos or 0
    fix = Fix("add a comma", (Edit(Span(place.source.path, at, at), ","),), safe=False)
    title = f"a comma is missing before `{place.token.value}`"
    return Mistake(place.error("E034", title, "put a comma there", fix=fix), right)


def missing_subject(place: Place) -> Mistake | None:
    """`employees is at least 10 and at most 50`, `title is "CEO" or contains "chief"`"""
    found = _second_test(place.done)
    if found is None:
        return None
    joined, first = found
    subject = _subject(place.done[:joined])
    if not subject:
        return None
    last = place.done[-1]
    span = Span(place.source.path, first.start_pos or 0, last.end_pos or 0)
    shown = place.text(span)
    verb = "" if shown.split(" ")[0] in TEST_WORDS else "is "
    title = f"it is not said what `{shown}` is about"
    help = f"say it again: `{subject} {verb}{shown}{_goes_on(place)}`"
    at = Span(span.path, span.start, span.start)
    said = f"{subject} {verb}"
    fix = Fix(f"add `{said.strip()}`", (Edit(at, said),), safe=False)
    return Mistake(place.error("E034", title, help, span=span, fix=fix))


def _goes_on(place: Place) -> str:
    return " …" if place.token.type not in ("_NL", "BECAUSE", "AND", "OR", "RPAR") else ""


def _second_test(done: list[Token]) -> tuple[int, Token] | None:
    """Where `and` or `or` stands, and the first word of the test after it that has no subject."""
    if len(done) > 1 and done[-1].value in TEST_WORDS and done[-2].type in ("AND", "OR"):
        return len(done) - 2, done[-1]
    if len(done) < 3 or done[-1].type != "NUMBER":
        return None
    start = len(done) - 2 - (done[-3].type == "AT")
    if done[-2].type in COUNTS and start > 0 and done[start - 1].type in ("AND", "OR"):
        return start - 1, done[start]
    return None


def _subject(done: list[Token]) -> str:
    """What the test before was about, if that is one word."""
    for i in range(len(done) - 1, 0, -1):
        if done[i].type in TEST_KINDS:
            return str(done[i - 1].value) if done[i - 1].type == "NAME" else ""
    return ""


# ---------------------------------------------------------------- stretches of time


def missing_within(place: Place) -> Mistake | None:
    """`ignore email_click 2 seconds after email_open`, `followed by page_view 7 days`"""
    if place.token.type != "NUMBER" or "WITHIN" not in place.accepted:
        return None
    if not {"IGNORE", "FOLLOWED"} & {token.type for token in place.done}:
        return None
    return _before(place, "within")


def short_unit(place: Place) -> Mistake | None:
    """`within 2 secs`, `in the last 12h`"""
    said = SHORT_UNITS.get(place.word)
    if said is None or place.previous != "NUMBER" or "DAYS" not in place.accepted:
        return None
    number = place.done[-1]
    text = f"{number.value} {said}"
    span = Span(place.source.path, number.start_pos or 0, place.span.end)
    shown = place.text(span)
    diagnostic = place.mended("E031", f"`{shown}` is written `{text}`", text, span=span)
    return Mistake(diagnostic, place.one("DAYS", said))


def missing_number(place: Place) -> Mistake | None:
    """`in the last week`, `losing 50% every month`; the unit would pass for a name."""
    if place.token.type not in ("UNIT", "DAYS") or not _wants_number(place):
        return None
    if place.following is not None and place.following.type in ("UNIT", "DAYS"):
        return None
    word = place.word.rstrip("s")
    plural = place.word != word
    number = FIXED_DAYS.get(word, "7" if plural else "1")
    said = f"{number} days" if word in FIXED_DAYS else f"{number} {place.word}"
    help = f"write for example `{said}`" if plural else f"write `{said}`"
    title = f"a number is missing before `{place.word}`"
    diagnostic = (
        place.error("E034", title, help) if plural
        else place.mended("E034", title, said, safe=False)
    )  # fmt: skip
    unit = Token.new_borrow_pos("DAYS", "days", place.token)
    return Mistake(diagnostic, [*place.one("NUMBER", number), unit])


def _wants_number(place: Place) -> bool:
    kinds = [token.type for token in place.done]
    return kinds[-2:] in (["THE", "LAST"], ["THE", "NEXT"], ["OUT", "OVER"]) or (
        kinds[-1:] == ["EVERY"] and "LOSING" in kinds
    )


def missing_unit(place: Place) -> Mistake | None:
    """`in the last 7`, `over 90 ago`"""
    if place.previous != "NUMBER" or "DAYS" not in place.accepted:
        return None
    if place.token.type != "AGO" and not place.accepted <= {"UNIT", "DAYS"}:
        return None
    number = place.done[-1]
    right = [Token.new_borrow_pos("DAYS", "days", place.token), place.token]
    if not place.fits(right):
        return None
    at = number.end_pos or 0
    fix = Fix("add `days`", (Edit(Span(place.source.path, at, at), " days"),), safe=False)
    title = f"a unit of time is missing after `{number.value}`"
    span = Span(place.source.path, number.start_pos or 0, at)
    help = f"write `{number.value} days`; or `minutes`, `hours`, `weeks`"
    return Mistake(place.error("E034", title, help, fix=fix, span=span), right)


MISSING = (
    missing_each, missing_within, missing_unit, missing_from, missing_value_comma,
    missing_subject, missing_is, missing_table_from, missing_example_comma,
)  # fmt: skip
"""Looked for where no habit is found."""
