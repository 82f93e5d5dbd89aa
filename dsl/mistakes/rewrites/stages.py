"""Stages told by numbers alone, `Hot: 50` or `Warm 20-49`: what is meant hangs on the rows beside.

Rows are read from the top, so that the least score of each is enough where the highest stands
first; where the lowest does, the first row would take all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..laden import LADEN
from ..written import TEXT, quoted
from .names import Named

_NUMBER: Final = r"-?\d[\d,]*(?:\.\d+)?"
_WORD: Final = (
    r"(?!(?:when|until|if|where|score|is|from|to|and|or|not|at|over|under|above|below|min|minimum"
    r"|max|maximum|starts|starting|reaches|exactly|least|most|then"
    rf"|not?|never|{'|'.join(word for word in LADEN if word.isalpha())}"
    r"|without|except|excluding|unless|neither|nor)\b)"
)
_NAME: Final = rf"(?P<name>{TEXT}|{_WORD}[A-Za-z]\w*(?:[ \t]+{_WORD}[A-Za-z]\w*)*?)"
_RANGE: Final = (
    rf"\(?(?:(?:from|between)\s+)?(?P<low>{_NUMBER})\s*(?:points?|pts)?\s*"
    rf"(?:(?:-|–|—|to\b|and\b)\s*(?P<high>{_NUMBER})|\+|(?:and|or)\s+(?:above|more|up|over|higher)\b)?"
    r"\s*(?:points?|pts)?\)?"
)
_JOINT: Final = r"\s*(?:[:=]|[-–—]>?(?=\s)|=>|\s)\s*"
_ROWS: Final = (
    re.compile(rf"\s*{_NAME}{_JOINT}{_RANGE}\s*$", re.IGNORECASE),
    re.compile(rf"\s*{_RANGE}{_JOINT}(?!(?:points?|pts)\b){_NAME}\s*$", re.IGNORECASE),
)
_TOLD: Final = re.compile(
    rf"\s*{_NAME}\s+when\s+score\s+(?:is\s+)?(?:at\s+least|over|>=?)\s*(?P<low>{_NUMBER})\s*$",
    re.IGNORECASE,
)
_SCORELESS: Final = re.compile(
    rf"\s*{_NAME}\s*(?:[:=]\s*)?(?:(?:when|if|where)\s+)?(?:at\s+least|at|from|min(?:imum)?|starts\s+at"
    rf"|starting\s+(?:at|from)|(?P<over>over|above|more\s+than|>(?!=))|>=|when|if|where)\s*"
    rf"(?P<low>{_NUMBER})\s*(?:points?|pts)?\s*(?:\+|(?:and|or)\s+(?:above|more|up|over|higher))?\s*$",
    re.IGNORECASE,
)
_TURNED: Final = re.compile(
    rf"\s*(?:(?:if|when)\s+)?(?P<test>score\s+\S.*?)\s*(?::|=>|[-–—]>|→|,?\s+then\b)\s*{_NAME}\s*$",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\b(?:the\s+)?(?:total(?:\s+(?:score|points))?|points)\s+(?:is|are)\b", re.IGNORECASE
)
_BY_SCORE: Final = "a stage is told by a condition on the score"
_LOWEST_FIRST: Final = "stages are read from the top, and here the lowest stands first"


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    low: float
    high: float | None
    told: bool = False
    """It has its condition already."""


def in_stages(line: str, beside: tuple[str, str]) -> Iterator[Named]:
    """`beside` are the rows above and below."""
    yield from _reworded(line)
    row, above, below = _row(line), _row(beside[0]), _row(beside[1])
    if row is None or row.told:
        return
    name = _quoted(row.name)
    least = f"{name} when score is at least {row.low:,.10g}"
    rising = (above and above.low < row.low) or (below and below.low > row.low)
    if rising and row.high is None:
        help = f"put the highest first; write `{least}`"
        if row.low <= 0:
            help = f"put the highest first and this one last: `{name} otherwise`"
        yield Named(0, len(line), least, "E031", _LOWEST_FIRST, help)
    elif not rising and _joins(row, above, below):
        last = above is not None and below is None and not beside[1].strip() and row.low <= 0
        yield Named(0, len(line), f"{name} otherwise" if last else least, "E031", _BY_SCORE)


def _reworded(line: str) -> Iterator[Named]:
    """`Hot at 50`, `Hot when over 50`, `score >= 50: Hot`"""
    found = _SCORELESS.match(line)
    if found:
        said = "over" if found["over"] else "at least"
        test = f"score is {said} {found['low']}"
        yield Named(0, len(line), f"{_quoted(found['name'])} when {test}", "E031", _BY_SCORE)
    for total in _TOTAL.finditer(line):
        yield Named(*total.span(), "score is", "E031", "all points together are the `score`")
    turned = _TURNED.match(line)
    if turned:
        said = f"{_quoted(turned['name'])} when {turned['test']}"
        yield Named(0, len(line), said, "E031", "the name of a stage comes first on its line")


def _quoted(name: str) -> str:
    return quoted(name) if name.isidentifier() or name[0] in "\"'‘" else f'"{name}"'


def _joins(row: _Row, above: _Row | None, below: _Row | None) -> bool:
    """Whether no whole score lies between this row and those beside it."""
    if row.high is None:
        return True
    to_above = above is None or 0 <= above.low - row.high <= 1
    open_below = below is None or below.high is None or 0 <= row.low - below.high <= 1
    return (above is not None or below is not None) and to_above and open_below


def _row(line: str) -> _Row | None:
    found = next((found for pattern in _ROWS if (found := pattern.match(line))), None)
    if found is not None:
        high = found["high"]
        return _Row(found["name"], _value(found["low"]), _value(high) if high else None)
    told = _TOLD.match(line)
    return _Row(told["name"], _value(told["low"]), None, told=True) if told else None


def _value(text: str) -> float:
    return float(text.replace(",", ""))
