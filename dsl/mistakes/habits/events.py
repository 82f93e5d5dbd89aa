"""Mistakes about events that follow one another or lie together, and about people of a company.

Like the other habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

from lark import Token

from ...diagnostics import Edit, Fix, Span
from ...parse.tokens import PEOPLE
from ..place import Mistake, Place, kinds

WINDOWS = {
    "IN": "in the last …", "BETWEEN": "between … ago", "SINCE": "since …", "WHERE": "where …",
}  # fmt: skip
TOGETHER = {
    "FOLLOWED": "followed by", "WITHIN": "within … of each other", "WITH": "with the same",
}  # fmt: skip
ENDS = ("_NL", "BECAUSE", "AND", "OR", "RPAR", "WITH", "COMMA")
QUANTIFIERS = ("any", "no", "at", "exactly", "over", "under", "between")


def _span(place: Place, first: Token, last: Token) -> Span:
    return Span(place.source.path, first.start_pos or 0, last.end_pos or 0)


def without_length(place: Place) -> Mistake | None:
    """`any email_open followed by page_view`, `ignore email_click after email_open`"""
    done = kinds(place.done)
    if place.token.type == "AFTER" and done[:1] == ["IGNORE"] and "WITHIN" not in done:
        help = "write for example `within 2 seconds after …`"
        return Mistake(place.error("E034", "it is not said how soon after", help))
    if "WITHIN" not in place.accepted or "FOLLOWED" not in done or place.token.type not in ENDS:
        return None
    place_of = len(done) - 1 - done[::-1].index("FOLLOWED")
    if "WITHIN" in done[place_of:]:
        return None
    event = place.done[place_of + 2].value if len(done) > place_of + 2 else "page_view"
    help = f"write for example `followed by {event} within 7 days`"
    if "LAST" in done[place_of:]:
        help += "; `in the last …` says only when it was, back from as-of"
    span = _span(place, place.done[place_of], place.done[-1])
    return Mistake(place.error("E034", "it is not said how soon after", help, span=span))


def late_window(place: Place) -> Mistake | None:
    """`at least 3 page_view within 2 days of each other in the last 30 days`"""
    window, done = WINDOWS.get(place.token.type), kinds(place.done)
    if window is None or place.previous not in ("DAYS", "UNIT", "OTHER", "NAME"):
        return None
    said = "within" if "WITHIN" in done else "with the same" if "SAME" in done else None
    if said is None:
        return None
    help = f"write it before `{said}`: `page_view {window} {said} …`"
    return Mistake(place.error("E040", f"`{window}` stands right after its event", help))


def people_otherwise(place: Place) -> Mistake | None:
    """`at least 3 people with demo_request`, `3 people at the company with demo_request`"""
    if place.token.type == "PEOPLE":
        word = place.token
    elif place.done and place.done[-1].value.lower() in PEOPLE:
        word = place.done[-1]
        if place.token.type not in ("AT", "WITH", "OF", "IN", "FROM", "NAME"):
            return None
    elif place.previous == "WITH" and place.accepted == {"THE"} and len(place.done) > 1:
        word = place.done[-2]
        if word.value.lower() not in PEOPLE:
            return None
    else:
        return None
    title = "people of a company are asked for in other words"
    help = f"write for example `at least 3 {PEOPLE[0]} at the company with demo_request`"
    return Mistake(place.error("E031", title, help, span=_span(place, word, word)))


def for_each_together(place: Place) -> Mistake | None:
    """`+5 for each page_view with the same visit`"""
    words = TOGETHER.get(place.token.type)
    if words is None or "EACH" not in kinds(place.done)[:4]:
        return None
    help = "write `+10 when any email_open followed by page_view within 7 days`"
    if place.token.type != "FOLLOWED":
        help = f"write `+10 when at least 3 page_view {words} …`"
    if place.token.type == "WITH":
        help += ", or `, once per …` to count one event for each value"
    title = f"`{words}` is a condition, and `for each` counts events"
    return Mistake(place.error("E038", title, help))


def bare_order(place: Place) -> Mistake | None:
    """`+10 when email_open followed by page_view within 7 days`"""
    if place.token.type != "FOLLOWED" or place.previous != "NAME" or len(place.done) < 2:
        return None
    event = place.done[-1]
    if place.done[-2].value in QUANTIFIERS or place.done[-2].type == "NUMBER":
        return None
    start = event.start_pos or 0
    fix = Fix("add `any`", (Edit(Span(place.source.path, start, start), "any "),), safe=False)
    title = f"`any` is missing before `{event.value}`"
    help = f"write `any {event.value} followed by …`"
    return Mistake(place.error("E034", title, help, fix=fix, span=_span(place, event, event)))


def within_of(place: Place) -> Mistake | None:
    """`any page_view within 7 days of email_open`"""
    if place.accepted != {"EACH"} or place.token.type not in ("NAME", "LPAR", "EVENT"):
        return None
    if place.previous != "OF":
        return None
    if place.word.startswith("each"):
        said = "each other"
        return Mistake(place.mended("E032", f"`{place.word}` does not fit here", said, safe=False))
    help = f"write for example `any {place.token.value} followed by page_view within 7 days`"
    title = "`of` goes on with `each other`"
    return Mistake(place.error("E031", f"{title}; one event after another is `followed by`", help))


TOGETHERNESS = (
    without_length, late_window, people_otherwise, for_each_together, bare_order,
    within_of,
)  # fmt: skip
"""Looked for before words that are only missing."""
