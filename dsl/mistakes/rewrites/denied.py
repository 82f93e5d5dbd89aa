"""Denials of events as of columns, and of columns as of events: `did not page_view`, `without
opted_out`.

Only names that the file or one that it uses declares are put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..declared import Declared
from ..written import NAME
from .names import Named
from .order import CONDITION

_WINDOW: Final = (
    r"(?=\s+(?:in\s+(?:the\s+)?(?:last|past)|since|between|where)\b"
    r"|\s*(?:$|\)|\b(?:because|and|or)\b))"
)
_NEITHER: Final = re.compile(
    rf"{CONDITION}(?:neither\s+(?:(?:any|an?)\s+)?({NAME})\s+n?or|no\s+({NAME})\s+nor)\s+"
    rf"(?:(?:any|an?|no)\s+)?({NAME})\b",
    re.IGNORECASE,
)
_VERBS: Final = "open|click|visit|view|submit|attend|request"
_NOT_DONE: Final = re.compile(
    rf"{CONDITION}(?:(?:(?:has|have|had|did|does|do)(?:\s+not|n['’]t)|not|never)\s+)"
    rf"(?:(?:done|do|have|{_VERBS}|any|an?)\s+)*({NAME}){_WINDOW}",
    re.IGNORECASE,
)
_NOT_LATELY: Final = re.compile(
    rf"{CONDITION}({NAME})\s+not\s+(?=(?:in|within)\s+(?:the\s+)?(?:last|past)\b)", re.IGNORECASE
)
_SEVERAL: Final = re.compile(
    rf"\b(any|no|number\s+of|for\s+each)\s+({NAME})\s+or\s+(?:(?:any|no|an?)\s+)?({NAME})"
    r"(?=\s+(?:in\s+the\s+last|since|between)\b)",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(
    rf"{CONDITION}any\s+({NAME})\s+and\s+(?:any\s+)?({NAME})\s+(in\s+the\s+last\s+\d+\s+\w+)",
    re.IGNORECASE,
)
_FLAG: Final = re.compile(
    rf"{CONDITION}(?:without|never|no|(?:has|have|is|was)\s+(?:not|never|no))\s+({NAME})\b"
    r"(?!\s*(?:[<>=!]|is\b))",
    re.IGNORECASE,
)
_EXCLUDED: Final = re.compile(
    r"^exclude\s+(?:(?:all\s+)?(?:leads?|contacts?|people|everyone)\s+)?"
    r"(?:(?:if|where|who|that|with|when)\s+)?(?:(?:is|are|has|have)\s+)?(unless\s+|not\s+|without\s+|never\s+)?"
    rf"({NAME})(?=\s*$|\s+because\b)",
    re.IGNORECASE,
)
_EVERY: Final = re.compile(
    rf"^[+-]?\s?\d[\d.,]*\s+((?:for\s+)?(?:every|per)\s+(\d[\d,]*)\s+({NAME}))"
    r"(?=\s*(?:$|,|because\b)|\s+(?:in\s+the\s+last|since|where)\b)",
    re.IGNORECASE,
)
_EACH: Final = re.compile(rf"^[+-]?\s?\d[\d.,]*\s+(every\s+({NAME}))\b", re.IGNORECASE)
_COUNTED: Final = "how many events are counted at once is said of their number"
_BY_NAME: Final = "that an event has not happened is `no`"


def of_denials(masked: str, declared: Declared) -> Iterator[Named]:
    """`masked` is the line with its texts blanked."""
    if declared.events:
        yield from _of_events(masked, declared)
    for found in _FLAG.finditer(masked):
        if declared.columns.get(found[1].lower()) == "yes":
            title = f"`{found[1]}` is yes or no, and its opposite is `not`"
            yield Named(*found.span(), f"not {found[1]}", "E031", title)
    excluded = _EXCLUDED.match(masked)
    if excluded and _is_condition(excluded[2], declared):
        title = "who is left out is told by a condition"
        said = f"exclude leads when {'not ' if excluded[1] else ''}{excluded[2]}"
        yield Named(*excluded.span(), said, "E031", title)


def _of_events(masked: str, declared: Declared) -> Iterator[Named]:
    events = declared.events
    yield from _counted(masked, declared)
    for found in _NEITHER.finditer(masked):
        one, other = found[1] or found[2], found[3]
        if {one.lower(), other.lower()} <= events.keys():
            yield Named(*found.span(), f"no ({one} or {other})", "E031", _BY_NAME)
    for found in _SEVERAL.finditer(masked):
        if {found[2].lower(), found[3].lower()} <= events.keys():
            said = f"{found[1].lower()} ({found[2]} or {found[3]})"
            yield Named(*found.span(), said, "E031", "several events stand in brackets")
    for found in _BOTH.finditer(masked):
        one, other, window = found[1], found[2], found[3]
        if {one.lower(), other.lower()} <= events.keys():
            said = f"any {one} {window} and any {other} {window}"
            title = "the days are said of each event"
            help = (
                f"write `{said}`, or `any {one} and any {other} {window}` if they are meant of "
                "the last alone"
            )
            yield Named(*found.span(), said, "E031", title, help)
    for pattern, space in ((_NOT_DONE, ""), (_NOT_LATELY, " ")):
        for found in pattern.finditer(masked):
            if found[1].lower() in events:
                yield Named(*found.span(), f"no {found[1]}{space}", "E031", _BY_NAME)


def _counted(masked: str, declared: Declared) -> Iterator[Named]:
    """`+5 for every 3 page_view`, `+5 every page_view`"""
    every, each = _EVERY.match(masked), _EACH.match(masked)
    if every and every[3].lower() in declared.events:
        said = f"for every {every[2]} of number of {every[3]}"
        yield Named(*every.span(1), said, "E031", _COUNTED)
    if each and each[2].lower() in declared.events:
        yield Named(
            *each.span(1), f"for each {each[2]}", "E031", "events are counted by `for each`"
        )


def _is_condition(name: str, declared: Declared) -> bool:
    """Whether a name is a column of yes and no, or that of a definition."""
    key = name.lower()
    return (
        declared.columns.get(key, "yes") == "yes" and key in declared.names - declared.events.keys()
    )
