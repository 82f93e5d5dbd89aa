"""Mistakes around stages that remember, companies and handing over.

As the other habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

from typing import Final

from ...diagnostics import Edit, Fix, Span
from ..place import Mistake, Place, says

SUMMING: Final = {
    "max": "highest", "maximum": "highest", "best": "highest", "top": "highest",
    "largest": "highest", "min": "lowest", "minimum": "lowest", "worst": "lowest",
    "smallest": "lowest", "sum": "total", "mean": "average", "avg": "average",
}  # fmt: skip
UNTIL_HELP: Final = "write for example `until score is under 40`"
_RULE: Final = ("PLUS", "MINUS", "NUMBER")


def summing(place: Place) -> Mistake | None:
    """`score is the max score`; some of these words begin phrases, so it is asked early."""
    said = SUMMING.get(place.word)
    if said is None or [token.type for token in place.done] != ["SCORE", "IS", "THE"]:
        return None
    diagnostic = place.mended("E031", f"`{place.word}` is written `{said}`", said)
    return Mistake(diagnostic, place.tokens(said))


def until_elsewhere(place: Place) -> Mistake | None:
    """`until` in a rule, or behind `otherwise`."""
    comma = place.token.type == "COMMA" and says(place.following, "until")
    if not place.done or not (comma or place.token.type == "UNTIL"):
        return None
    until = place.following if comma and place.following is not None else place.token
    span = Span(place.source.path, until.start_pos or 0, until.end_pos or 0)
    if place.previous == "OTHERWISE":
        help = "take it out: whoever fits no other row is in this one"
        title = "`otherwise` is for all others and takes no `until`"
        return Mistake(place.error("E123", title, help, span=span))
    if place.done[0].type in _RULE:
        title = "`until` belongs to stages; the points of a rule are not kept"
        help = "write it under `stages`: `MQL when …, until …`"
        return Mistake(place.error("E123", title, help, span=span))
    return None


def until_comma(place: Place) -> Mistake | None:
    """`MQL when score is at least 50 until score is under 40`"""
    right = [*place.one("COMMA", ","), place.token]
    if place.token.type != "UNTIL" or not place.done or not place.fits(right):
        return None
    at = place.done[-1].end_pos or 0
    fix = Fix("add a comma", (Edit(Span(place.source.path, at, at), ","),))
    diagnostic = place.error(
        "E034", "a comma is missing before `until`", "put a comma there", fix=fix
    )
    return Mistake(diagnostic, right)


def until_what(place: Place) -> Mistake | None:
    """`until when score is under 40`, `until 30 days`, `until 2026-01-01`"""
    last = place.done[-2:]
    if place.token.type == "DATE" and place.previous == "UNTIL":
        return Mistake(place.error("E040", "`until` takes a condition, and no time", UNTIL_HELP))
    if len(last) < 2 or last[0].type != "UNTIL":
        return None
    if last[1].type == "NUMBER" and place.token.type in ("UNIT", "DAYS"):
        return Mistake(place.error("E040", "`until` takes a condition, and no time", UNTIL_HELP))
    if not says(last[1], "when") or place.token.type == "_NL":
        return None
    span = Span(place.source.path, last[1].start_pos or 0, place.token.start_pos or 0)
    fix = Fix("take it out", (Edit(span, ""),), safe=False)
    at = Span(place.source.path, last[1].start_pos or 0, last[1].end_pos or 0)
    title, help = "`when` is one word too many", f"write `until {place.token.value} …`"
    return Mistake(place.error("E040", title, help, fix=fix, span=at))


def target(place: Place) -> Mistake | None:
    """`MQL to crm with score`"""
    if place.heading != "HAND" or place.previous != "TO" or place.token.type == "_NL":
        return None
    if place.accepted != {"TEXT"} or not place.token.value[:1].isalpha():
        return None
    said = f'"{place.token.value}"'
    diagnostic = place.mended("E030", f"`{place.token.value}` is not in quotes", said, safe=False)
    return Mistake(diagnostic, place.one("TEXT", said))


def previous_stage(place: Place) -> Mistake | None:
    """`previous stage MQL`, `stage was MQL`"""
    first = place.token
    if (
        place.heading != "EXAMPLE"
        or place.done
        or place.word not in ("previous", "stage", "before")
    ):
        return None
    last = place.ahead(3)[-1]
    help = f"write `was {last.value}`" if last.type in ("NAME", "TEXT") else "write `was MQL`"
    span = Span(place.source.path, first.start_pos or 0, last.end_pos or 0)
    return Mistake(
        place.error("E031", "the stage at the last run is said otherwise", help, span=span)
    )


RESULTS = (until_elsewhere, until_comma, until_what, target, previous_stage)
