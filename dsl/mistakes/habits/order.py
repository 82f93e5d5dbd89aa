"""Plain speech about events in their order or near one another, and about people of a company.

Like the other habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

from typing import Final

from lark import Token

from ...diagnostics import Edit, Fix, Span
from ...parse.tokens import PEOPLE
from ..place import Mistake, Place, kinds, says

_PATTERN: Final = ("NAME", "LPAR", "EVENT")
_ARTICLES: Final = ("any", "no", "a", "an", "the", "some")
_BEFORE_PATTERN: Final = {"BY": "followed by", "AFTER": "after", "IGNORE": "ignore"}
_HOW_OFTEN: Final = ("LEAST", "MOST", "NUMBER")
_TURNED: Final = {"after": 2, "preceded": 3}
"""Words after which the earlier event stands, and how many tokens on."""
_ORDER: Final = ("then", "before", *_TURNED)
_COLLEAGUES: Final = (*PEOPLE, "persons", "colleagues", "contacts", "leads", "employees")


def _of_condition(place: Place) -> list[Token]:
    """What stands before the token in its own condition."""
    done = place.done
    joined = (i for i in range(len(done) - 1, -1, -1) if done[i].type in ("AND", "OR"))
    return done[next(joined, -1) + 1 :]


def _between(place: Place, first: Token, last: Token) -> Span:
    return Span(place.source.path, first.start_pos or 0, last.end_pos or 0)


def needless_article(place: Place) -> Mistake | None:
    """`followed by any page_view`, `ignore any email_click`, `people at the company with any …`"""
    if place.token.type not in _PATTERN or len(place.done) < 2:
        return None
    word, before = place.done[-1], place.done[-2]
    said = _BEFORE_PATTERN.get(before.type)
    if before.type == "WITH" and kinds(place.done)[-3:-2] == ["COMPANY"]:
        said = "people at the company with"
    if said is None or word.value.lower() not in _ARTICLES:
        return None
    span = Span(place.source.path, word.start_pos or 0, place.token.start_pos or 0)
    help = f"write `{said} {place.token.value}`"
    fix: Fix | None = Fix("take it out", (Edit(span, ""),), safe=False)
    if word.value == "no" and before.type == "BY":
        help, fix = f"for the opposite write `no … followed by {place.token.value}`", None
    title = f"`{word.value}` is one word too many"
    diagnostic = place.error("E040", title, help, fix=fix, span=_between(place, word, word))
    return Mistake(diagnostic)


def three_in_order(place: Place) -> Mistake | None:
    """`any email_open followed by email_click followed by page_view within 2 days`"""
    done = _of_condition(place)
    if place.token.type != "FOLLOWED" or "FOLLOWED" not in kinds(done):
        return None
    last = place.ahead(3)[-1].value
    middle = done[kinds(done).index("FOLLOWED") + 2 :][:1]
    if not middle:
        return None
    help = f"join two by `and`: `… followed by {middle[0].value} within 7 days and any "
    help += f"{middle[0].value} followed by {last} within 7 days`"
    return Mistake(place.error("E040", "two events follow one another, not three", help))


def order_otherwise(place: Place) -> Mistake | None:
    """`any email_click after email_open`, `email_open then email_click`"""
    if place.word not in _ORDER or len(place.done) < 2 or place.previous != "NAME":
        return None
    quantifier, event = place.done[-2].value, place.done[-1].value
    if _begins_order(place):
        quantifier = "any"
    elif quantifier not in ("any", "no"):
        return None
    named = place.ahead(_TURNED.get(place.word, 2))[-1]
    if named.type == "NUMBER":
        return None
    other = named.value
    first, then = (other, event) if place.word in _TURNED else (event, other)
    help = f"write for example `{quantifier} {first} followed by {then} within 7 days`"
    return Mistake(place.error("E031", "one event after another is `followed by`", help))


def _begins_order(place: Place) -> bool:
    """`when email_open then page_view`; what follows in `if … then +10` are points."""
    follows = place.following
    event = follows is not None and follows.type == "NAME"
    return place.word == "then" and event and place.done[-2].type in ("WHEN", "AND", "OR", "LPAR")


def order_of_each_other(place: Place) -> Mistake | None:
    """`any email_open followed by page_view within 7 days of each other`"""
    if place.token.type != "OF" or "FOLLOWED" not in kinds(_of_condition(place)):
        return None
    if place.words_ahead(3) != ("of", "each", "other"):
        return None
    title = "`of each other` is said of events in any order"
    help = "take it out: what is `followed by` comes later, and at most so long"
    return Mistake(place.error("E040", title, help, span=place.through(place.ahead(3)[-1])))


def bare_in(place: Place) -> Mistake | None:
    """`followed by page_view in 7 days`, `any page_view in 7 days`"""
    if place.token.type != "NUMBER" or place.previous != "IN" or place.accepted != {"THE"}:
        return None
    order = "FOLLOWED" in kinds(_of_condition(place))
    near = place.words_ahead(5)[2:] == ("of", "each", "other")
    said = "within" if order or near else "in the last"
    span = _between(place, place.done[-1], place.done[-1])
    title = f"`in` is written `{said}` here"
    return Mistake(place.mended("E031", title, said, span=span, safe=False))


def in_the_same(place: Place) -> Mistake | None:
    """`at least 9 page_view in the same visit`"""
    if not says(place.token, "same") or [t.value for t in place.done[-2:]] != ["in", "the"]:
        return None
    span = _between(place, place.done[-2], place.token)
    title = "`in the same` is written `with the same`"
    return Mistake(place.mended("E031", title, "with the same", span=span, safe=False))


def colleagues(place: Place) -> Mistake | None:
    """`at least 3 persons at the company with …`, `3 people in the company`, `colleagues with`"""
    done = place.done
    if len(done) < 2:
        return None
    word = done[-1]
    if says(place.token, "company") and len(done) > 3 and says(done[-1], "the"):
        word = done[-3]
    elif place.previous == "WITH" and place.accepted == {"THE"}:
        word = done[-2]
    elif "company" not in place.words_ahead(3):
        return None
    if word.value.lower() not in _COLLEAGUES or word.type == "PEOPLE" or word is done[0]:
        return None
    title = "people of a company are asked for in other words"
    help = f"write for example `at least 3 {PEOPLE[0]} at the company with demo_request`"
    return Mistake(place.error("E031", title, help, span=_between(place, word, word)))


def people_alone(place: Place) -> Mistake | None:
    """`number of people at the company is over 3`"""
    if place.previous != "COMPANY" or place.accepted != {"WITH"} or place.word == "did":
        return None
    help = "write for example `people at the company with demo_request`; "
    help += "`with event` counts who has any event"
    return Mistake(place.error("E034", "it is not said what these people have done", help))


def several_among_people(place: Place) -> Mistake | None:
    """`at least 3 people at the company with demo or page_view`"""
    if not says(place.token, "or") or kinds(place.done)[-3:-1] != ["COMPANY", "WITH"]:
        return None
    span = _between(place, place.done[-1], place.ahead(2)[-1])
    said = f"({place.text(span)})"
    title = "several events stand in brackets"
    return Mistake(place.mended("E040", title, said, span=span, safe=False))


def how_often_among_people(place: Place) -> Mistake | None:
    """`at least 3 people at the company with at least 2 page_view`"""
    if kinds(place.done)[-3:-1] != ["COMPANY", "WITH"] or place.token.type not in _HOW_OFTEN:
        return None
    help = "write `people at the company with page_view`: whoever has one or more counts once"
    title = "it cannot be asked how often each of these people has done it"
    return Mistake(place.error("E038", title, help))


def people_in_order(place: Place) -> Mistake | None:
    """`at least 3 people at the company with email_open followed by page_view within 2 days`"""
    words = {"FOLLOWED": "followed by", "WITHIN": "within", "WITH": "with the same"}
    word, done = words.get(place.token.type), _of_condition(place)
    if word is None or "COMPANY" not in kinds(done)[:-1]:
        return None
    title = f"`{word}` cannot be said of the events of people at the company"
    help = "people are counted who have one event: "
    help += f"write `people at the company with {done[kinds(done).index('COMPANY') + 2].value}`"
    return Mistake(place.error("E038", title, help))


def of_the_same(place: Place) -> Mistake | None:
    """`at least 9 page_view of the same visit`"""
    if place.word not in ("of", "from") or place.words_ahead(3)[1:] != ("the", "same"):
        return None
    span = place.through(place.ahead(3)[-1])
    title = f"`{place.word} the same` is written `with the same`"
    return Mistake(place.mended("E031", title, "with the same", span=span, safe=False))


def each_other(place: Place) -> Mistake | None:
    """`at least 3 page_view within 2 days from each other`, `of one another`"""
    words = place.words_ahead(3)
    if words == ("from", "each", "other") and "WITHIN" in kinds(place.done):
        span = place.through(place.ahead(3)[-1])
    elif words[:2] == ("one", "another") and place.accepted == {"EACH"}:
        span = _between(place, place.done[-1], place.ahead(2)[-1])
    else:
        return None
    title = f"`{place.text(span)}` is written `of each other`"
    return Mistake(place.mended("E031", title, "of each other", span=span, safe=False))


def followed_within_by(place: Place) -> Mistake | None:
    """`any email_open followed within 7 days by page_view`"""
    if place.previous != "FOLLOWED" or place.token.type != "WITHIN":
        return None
    length, then = " ".join(place.words_ahead(3)), place.ahead(5)[-1].value
    help = f"write `followed by {then} {length}`"
    return Mistake(place.error("E031", "what follows is named before how soon", help))


def less_than(place: Place) -> Mistake | None:
    """`ignore email_click less than 2 seconds after email_open`; asked early, as a phrase."""
    if place.words_ahead(2) != ("less", "than") or kinds(place.done) != ["IGNORE", "NAME"]:
        return None
    span = place.through(place.ahead(2)[-1])
    title = "`less than` is written `within` here"
    return Mistake(place.mended("E031", title, "within", span=span, safe=False))


ORDER = (
    needless_article, three_in_order, order_otherwise, order_of_each_other, bare_in, in_the_same,
    of_the_same, each_other, followed_within_by, several_among_people, how_often_among_people,
    colleagues, people_alone, people_in_order,
)  # fmt: skip
"""Looked for before words that are only missing."""
