"""Conditions of stages that leave the score out, or have an exception: `Hot when under 50`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..written import TEXT
from .names import Named
from .sides import LEAST, MOST, OVER, UNDER

_SIDES: Final = {"over": OVER, "under": UNDER, "at least": LEAST, "at most": MOST}
_SIDE: Final = rf"({'|'.join(_SIDES.values())})"
_NUMBER: Final = r"(-?\d+(?:,\d{3})*(?:\.\d+)?)(?:\s*(?:points?|pts)\b)?"
_NO_EVENT: Final = r"(?=\s*(?:$|,|\)|\b(?:and|or|until|because)\b))"
_ALONE: Final = re.compile(rf"\bwhen\s+(?:is\s+)?{_SIDE}\s*{_NUMBER}{_NO_EVENT}", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    rf"\bwhen\s+(?:is\s+)?(?:between\s+|from\s+)?{_NUMBER}\s*(?:and|to|[-–—])\s*"
    rf"{_NUMBER}{_NO_EVENT}",
    re.IGNORECASE,
)
_SECOND: Final = re.compile(
    rf"\b(?P<name>score|[a-z]\w*)\s+(?:is\s+)?{_SIDE}\s*{_NUMBER}\s+(?:and|but)\s+"
    rf"(?P<second>(?:is\s+)?{_SIDE}\s*{_NUMBER}){_NO_EVENT}",
    re.IGNORECASE,
)
_EXCEPTION: Final = re.compile(
    rf"^\s*(?:{TEXT}|[a-z]\w*)\s+when\s+(?P<first>[^,]+?)\s+"
    r"(?P<all>(?:unless|except(?:\s+(?:when|if|where|for))?)\s+(?P<test>[^,]+?))\s*(?=,|$)",
    re.IGNORECASE,
)
_BY_SCORE: Final = "a stage is told by a condition on the score"
_AGAIN: Final = "each test says what it is about"
_BEHIND: Final = "an exception is a condition that must not hold"


def of_stages(line: str) -> Iterator[Named]:
    for found in _ALONE.finditer(line):
        said = f"when score is {_side(found[1])} {found[2]}"
        yield Named(*found.span(), said, "E031", _BY_SCORE)
    for found in _BETWEEN.finditer(line):
        said = f"when score is between {found[1]} and {found[2]}"
        yield Named(*found.span(), said, "E031", _BY_SCORE)
    for found in _SECOND.finditer(line):
        said = f"{found['name']} is {_side(found[5])} {found[6]}"
        yield Named(*found.span("second"), said, "E034", _AGAIN)
    behind = _EXCEPTION.match(line)
    if behind:
        test, first = behind["test"], behind["first"].strip()
        either = re.search(r"\bor\b", first, re.IGNORECASE)
        help = f"write `({first}) and not ({test})`" if either else ""
        said = "" if either else f"and not ({test})"
        yield Named(*behind.span("all"), said, "E029", _BEHIND, help)


def _side(words: str) -> str:
    words = " ".join(words.lower().split())
    return next(said for said, pattern in _SIDES.items() if re.fullmatch(pattern, words))
