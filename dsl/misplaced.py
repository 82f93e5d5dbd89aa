"""Mistakes of place: a row outside its table, a rule among rows, a clause where none belongs, a
stretch of time without its number or its unit.

Like the habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

from lark import Token

from .diagnostics import Edit, Fix, Span
from .place import Mistake, Place
from .vocabulary import SECTIONS

RULE_HEADINGS = ("GROUP", "SCORE")
ROW_HEADINGS = ("FIRST", "BEST")
SECTION_KINDS = frozenset(word.upper() for word in SECTIONS)
EXAMPLE_LINES = ("EXPECT", "DID", "AS")
CLAUSES = {
    "AT": "at most …", "ONCE": "once per …", "UP": "up to …", "LOSING": "losing …",
    "FADING": "fading out …",
}  # fmt: skip
FIXED_DAYS = {"month": "30", "year": "365"}


def section_inside(place: Place) -> Mistake | None:
    """`group`, `stages` and so on under another section."""
    if place.done or not place.heading or place.token.type not in SECTION_KINDS:
        return None
    title = f"`{place.word}` begins a section, and a section stands at the margin"
    return Mistake(place.error("E038", title, "take the spaces before it out"))


def example_line(place: Place) -> Mistake | None:
    """`expect`, `did` and `as of` outside an example."""
    if place.done or place.heading == "EXAMPLE" or place.token.type not in EXAMPLE_LINES:
        return None
    title = f"`{place.word}` belongs to an example"
    return Mistake(place.error("E038", title, 'indent it under a line `example "…"`'))


def row_outside(place: Place) -> Mistake | None:
    """A row that stands beside its table, not under it."""
    if place.heading not in RULE_HEADINGS or not place.done:
        return None
    after_for = place.previous == "FOR" and place.accepted == {"EACH", "EVERY"}
    bare = place.previous == "NUMBER" and place.token.type in ("UNKNOWN", "OTHERWISE")
    if not (after_for or bare) or place.done[0].type not in ("PLUS", "MINUS", "NUMBER"):
        return None
    if after_for and place.token.type == "NAME":
        return _missing_each(place)
    first = place.done[0]
    span = Span(place.source.path, first.start_pos or 0, place.span.end)
    help = "indent it further than its table, which begins with `points by …`"
    return Mistake(place.error("E037", "this row stands under no table", help, span=span))


def _missing_each(place: Place) -> Mistake:
    """`+5 for email_open`"""
    at = place.span.start
    fix = Fix("add `each`", (Edit(Span(place.source.path, at, at), "each "),), safe=False)
    title = f"`each` is missing before `{place.token.value}`"
    help = f"write `for each {place.token.value}`"
    return Mistake(
        place.error("E034", title, help, fix=fix), [*place.tokens("each"), place.token]
    )


def rule_among_rows(place: Place) -> Mistake | None:
    """A rule that stands under `points by`, a `for` row under `first of`."""
    kind = place.token.type
    if place.heading == "POINTS" and (kind == "WHEN" or kind in ("EACH", "EVERY")) and place.done:
        help = 'indent it like the line `points by …`, or write a row: `+10 for "Software"`'
        return Mistake(place.error("E038", "this is a rule, among the rows of a table", help))
    if place.heading in ROW_HEADINGS and kind == "FOR" and place.done:
        words = f"{place.heading.lower()} of"
        help = f"write `+40 when …`; a rule `for each` is indented like the line `{words}`"
        return Mistake(place.error("E038", f"a row of `{words}` says `when`", help))
    return None


def clause_of_each(place: Place) -> Mistake | None:
    """`+5 when any email_open, at most 3 times`"""
    follows = place.following
    if place.token.type != "COMMA" or follows is None or follows.type not in CLAUSES:
        return None
    if place.done[0].type not in ("PLUS", "MINUS", "NUMBER"):
        return None
    if all(token.type != "WHEN" for token in place.done):
        return None
    span = Span(place.source.path, follows.start_pos or 0, follows.end_pos or 0)
    title = f"`{CLAUSES[follows.type]}` belongs to a rule `for each`"
    help = "write `+5 for each email_open, at most 3 times`; a rule `when` gives its points once"
    return Mistake(place.error("E123", title, help, span=span))


def unopened_bracket(place: Place) -> Mistake | None:
    kinds = [token.type for token in place.done]
    if place.token.type != "RPAR" or kinds.count("LPAR") > kinds.count("RPAR"):
        return None
    fix = Fix("take it out", (Edit(place.span, ""),), safe=False)
    help = "take it out, or put `(` where the bracket begins"
    return Mistake(place.error("E028", "this bracket was never opened", help, fix=fix), [])


def stray_comma(place: Place) -> Mistake | None:
    """A comma before `because`, `and`, `or` or the end of the line."""
    follows = place.following
    if place.token.type not in ("COMMA", "_VALUE_COMMA") or follows is None:
        return None
    if not place.fits([follows]):
        return None
    fix = Fix("take it out", (Edit(place.span, ""),), safe=False)
    return Mistake(place.error("E040", "`,` does not fit here", "take it out", fix=fix), [])


# ---------------------------------------------------------------- stretches of time


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


MISPLACED = (
    section_inside, example_line, clause_of_each, unopened_bracket, row_outside, rule_among_rows,
    missing_unit, stray_comma,
)  # fmt: skip
"""Looked for where no habit is found."""
