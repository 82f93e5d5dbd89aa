"""Lines of examples that give limits where one value is due: `did page_view over 3 days ago`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ..declared import Declared
from ..written import NAME, NUMBER
from .names import Named
from .sides import LEAST, MOST, OVER, UNDER

_LIMIT: Final = rf"({OVER}|{UNDER}|{LEAST}|{MOST})"
_OPPOSITE: Final = {OVER: "at most", UNDER: "at least", LEAST: "under", MOST: "over"}
_NUMBER: Final = rf"-?{NUMBER}"
_EXPECTED: Final = re.compile(
    rf"(?:(?<=^expect )|(?<=, )|(?<=,))\s*({NAME})\s+(?:is\s+|of\s+)?{_LIMIT}\s*({_NUMBER})"
    r"(?:\s*(?:points?|pts))?(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    rf"(?:(?<=^expect )|(?<=, ))({NAME})\s+(?:is\s+)?(?:between\s+|from\s+)?({_NUMBER})\s*"
    rf"(?:and|to|[-–—])\s*({_NUMBER})(?:\s*(?:points?|pts))?(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_DID: Final = re.compile(
    rf"^(?:colleague\s+)?did\b.*?\s(?P<when>{_LIMIT}|(?:with)?in\s+(?:the\s+)?(?:last|past))\s*(\d+)\s+"
    r"((?:second|minute|hour|day|week)s?)(?:\s+ago\b)?",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    rf"^lead\b.*?\b({NAME})\s+(?:is\s+)?{_LIMIT}\s*({_NUMBER})(?=\s*(?:,|$))", re.IGNORECASE
)
_BOTH: Final = re.compile(
    rf"(?:(?<=^expect )|(?<=, ))({NAME})\s+(?:is\s+)?{_LIMIT}\s*({_NUMBER})\s+(?:and|but)\s+"
    rf"(?:(?:is|{NAME})\s+)?{_LIMIT}\s*({_NUMBER})(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    rf"(?:(?<=^expect )|(?<=, ))({NAME})\s+(?:is\s+)?not\s+(?:{_LIMIT}\s*)?(~|\"~*\"|[\w.,-]*\w)"
    r"(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_DID_NOT: Final = re.compile(r"^((?:colleague\s+)?did\s+(?:not|no|never))\s+(.*)$", re.IGNORECASE)
_DID_LEAST: Final = re.compile(rf"^(?:colleague\s+)?did\s+({_LIMIT}\s*(\d+))\s", re.IGNORECASE)
_NOT_GIVEN: Final = re.compile(
    rf"^lead\b.*?\b(({NAME})\s+(?:is\s+)?(?:not\s+(\"~*\"|[\w.-]+)"
    rf"|(?:between\s+|from\s+)?({_NUMBER})\s*(?:and|to|[-–—])\s*{_NUMBER}))(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_DATE_GIVEN: Final = re.compile(
    rf"^lead\b.*?\b(({NAME})\s+(?:is\s+)?(?:{_LIMIT}\s*|in\s+the\s+last\s+)?{_NUMBER}\s+"
    r"(?:second|minute|hour|day|week|month|year)s?(?:\s+ago)?)(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_ASKED: Final = "an example expects a number of points, or `at least` or `at most` so many"
_WHEN: Final = "an example says when exactly something happened"
_ONE: Final = "a lead of an example has one value in each column"


def of_limits(masked: str, declared: Declared) -> Iterator[Named]:
    """`masked` is the line with its texts blanked."""
    if masked.lower().startswith("expect"):
        yield from _expected(masked)
    yield from _not_done(masked)
    yield from _given(masked, declared)
    when = _DID.match(masked)
    if when:
        number = _inside(when[2] or "at most", when[3])
        said = f"{number} {when[4]} ago"
        yield Named(
            when.start("when"), when.end(), said, "E031", _WHEN, f"write for example `{said}`"
        )
    given = _GIVEN.match(masked)
    if given and declared.columns.get(given[1].lower()) == "number":
        said = f"{given[1]} {_inside(given[2], given[3])}"
        yield Named(given.start(1), given.end(), said, "E031", _ONE, f"write for example `{said}`")


def _not_done(masked: str) -> Iterator[Named]:
    left_out = _DID_NOT.match(masked)
    if left_out:
        title = "an example says only what was done"
        help = "leave the line out: what is not said has not happened"
        yield Named(0, len(masked), f"did {left_out[2]}", "E031", title, help)
    least = _DID_LEAST.match(masked)
    if least:
        said = _inside(least[2], least[3])
        title = "an example says exactly how often something happened"
        yield Named(*least.span(1), said, "E031", title, f"write for example `did {said} …`")


def _given(masked: str, declared: Declared) -> Iterator[Named]:
    dated = _DATE_GIVEN.match(masked)
    if dated and declared.columns.get(dated[2].lower()) in ("date", "time"):
        said = f"{dated[2]} 2026-01-31"
        help = f"write for example `{said}`; `as of` says which day it is then"
        yield Named(*dated.span(1), said, "E031", "a date of a lead is a day", help)
    given = _NOT_GIVEN.match(masked)
    if given and given[2].lower() in declared.columns:
        said = f"{given[2]} {given[4] or 'unknown'}"
        help = "say which one it has, or leave it out: then it is unknown"
        help = f"write for example `{said}`" if given[4] else help
        yield Named(*given.span(1), said, "E031", _ONE, help)


def _expected(masked: str) -> Iterator[Named]:
    for found in _NOT.finditer(masked):
        yield _denied(found)
    for found in _BOTH.finditer(masked):
        sides = [f"{found[1]} {_limit(found[i], found[i + 1])}" for i in (2, 4)]
        yield Named(*found.span(), ", ".join(sides), "E031", _ASKED)
    for found in _EXPECTED.finditer(masked):
        said = f"{found[1]} {_limit(found[2], found[3])}"
        yield Named(found.start(1), found.end(), said, "E031", _ASKED)
    for found in _BETWEEN.finditer(masked):
        said = f"{found[1]} at least {found[2]}, {found[1]} at most {found[3]}"
        yield Named(*found.span(), said, "E031", _ASKED)


def _denied(found: re.Match[str]) -> Named:
    """`score not over 50`, `stage not Hot`"""
    name, limit, value = found[1], found[2], found[3]
    if limit is None or not re.fullmatch(_NUMBER, value):
        said = f"{name} {value}"
        help = f"write which one: `{name} …`"
        return Named(*found.span(), said, "E031", "an example says what comes out", help)
    words = " ".join(limit.lower().split())
    opposite = next(o for side, o in _OPPOSITE.items() if re.fullmatch(side, words))
    return Named(*found.span(), f"{name} {_limit(opposite, value)}", "E031", _ASKED)


def _limit(words: str, number: str) -> str:
    words = " ".join(words.lower().split())
    side = "least" if re.fullmatch(rf"{OVER}|{LEAST}", words) else "most"
    return f"at {side} {_inside(words, number)}"


def _inside(limit: str, number: str) -> str:
    """The whole number next to a limit on its right side."""
    value, words = Decimal(number.replace(",", "")), " ".join(limit.lower().split())
    if re.fullmatch(OVER, words):
        return f"{value.to_integral_value('ROUND_FLOOR') + 1:,f}"
    if re.fullmatch(UNDER, words):
        return f"{value.to_integral_value('ROUND_CEILING') - 1:,f}"
    return number
