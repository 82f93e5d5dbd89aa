"""The words of the language that could come next, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import ast
from ..model import Column
from ..parse.parsed import SoFar
from ..vocabulary import ROW_SHAPES, SECTIONS, SHAPES, WORDS
from .analysis import Analysis


@dataclass(frozen=True, slots=True)
class Item:
    """`kind` is one of column, field, event, list, define, group, label, value, let, word,
    snippet, file."""

    label: str
    kind: str
    detail: str = ""
    insert: str | None = None


SPELLED = {kind: word for word, kind in reversed(WORDS.items())}
UNITS = ("days", "hours", "weeks", "minutes", "seconds")
TESTS = frozenset((
    "IS", "CONTAINS", "CONTAIN", "WORD", "STARTS", "START", "ENDS", "END", "MATCHES", "MATCH",
    "INCLUDE", "DOES", "DO", "NOT", "WITH", "IN",
))  # fmt: skip
LIKELY = (
    "when", "for each", "for every", "otherwise", "points by", "first of", "best of",
    "is", "is known", "is unknown", "contains", "does not contain", "starts with", "ends with",
    "matches", "include", "do not include", "where", "in the last", "and", "or", "because", "any",
    "no", "not",
    "known", "unknown", "number of", "days since", "at least", "at most", "over", "under", "in",
    "between", "domain of", "from", "one per", "lead", "did", "expect", "as of",
)  # fmt: skip
"""In this order; all others come after these."""
ENOUGH = {"POINT": "POINTS", "TIME": "TIMES"}
"""A word that is left out where its plural fits too."""
NOT_FOR_TEXT = frozenset((
    "DO", "INCLUDE", "AT", "AFTER", "BEFORE", "BETWEEN", "ON", "OVER", "UNDER", "EXACTLY",
))  # fmt: skip
_OF_TEXT = frozenset(("CONTAINS", "DOES", "STARTS", "ENDS", "MATCHES"))
_OF_LISTS = frozenset(("DO", "INCLUDE"))
_OF_TIMES = frozenset(("AFTER", "BEFORE", "ON"))
NOT_FOR = {
    "text": NOT_FOR_TEXT,
    "list": NOT_FOR_TEXT - _OF_LISTS | _OF_TEXT,
    "number": _OF_TEXT | _OF_LISTS | _OF_TIMES,
    "yes/no": NOT_FOR_TEXT | _OF_TEXT,
    "date": _OF_TEXT | _OF_LISTS | {"OVER", "UNDER"},
    "time": _OF_TEXT | _OF_LISTS | {"OVER", "UNDER"},
}
"""Tests that a column of a type does not take."""
_JOINTS = frozenset(("AND", "OR", "BECAUSE"))
_KNOWN = [("IS", "KNOWN"), ("IS", "UNKNOWN")]
"""All that can be asked of a yes or no."""
_RULES = frozenset(("GROUP", "SCORE", "FIRST", "BEST"))
_ONCE = {ast.Score: "score", ast.Leads: "leads", ast.Stages: "stages"}
"""Sections that a file has once."""


def words(
    so_far: SoFar, analysis: Analysis, subject: Column | None, tested: str, bare: bool
) -> Iterator[Item]:  # fmt: skip
    """`subject` is the column that is compared, `tested` the type of one that is just named; if
    that is `bare`, nothing is asked of it yet."""
    accepted = so_far.accepted
    if not so_far.tokens and "PLUS" in accepted:
        yield from _rows(so_far)
    if "UNIT" in accepted:
        yield from (Item(unit, "word") for unit in UNITS)
    without = _without(so_far, subject, tested)
    if bare and tested and tested != "yes/no":
        without |= _JOINTS  # alone it is no condition
    phrases = [p for p in so_far.phrases if p[0] not in without]
    if tested == "yes/no":
        phrases = [more for p in phrases for more in (_KNOWN if p == ("IS",) else [p])]
    spelled = [(" ".join(SPELLED[kind] for kind in phrase), phrase[0]) for phrase in phrases]
    margin = not so_far.tokens and "LEADS" in accepted
    there = {_ONCE[type(s)] for s in analysis.main.parsed.file.sections if type(s) in _ONCE}

    def rank(one: tuple[str, str]) -> tuple[object, ...]:
        order, text = (SECTIONS, _section(one[0])) if margin else (LIKELY, one[0])
        likely = order.index(text) if text in order else len(order)
        return margin and text in there, likely, text

    for text, first in sorted(spelled, key=rank):
        yield Item(text, "word", "" if so_far.tokens else SHAPES.get(first, ""))


def _section(phrase: str) -> str:
    return phrase if phrase in SECTIONS else phrase.split()[0]


def _without(so_far: SoFar, subject: Column | None, tested: str) -> frozenset[str]:
    dull = frozenset(one for one, many in ENOUGH.items() if many in so_far.accepted)
    dull |= {"DAYS"} if "UNIT" in so_far.accepted else frozenset()
    kinds = [token.type for token in so_far.tokens]
    if subject is not None and kinds[-2:] == ["IS", "IN"] and subject.type not in ("date", "time"):
        dull |= {"THE"}  # `in the last 30 days` is no test of it
    if tested:
        return dull | NOT_FOR.get(tested, frozenset())
    if subject is not None and subject.type == "yes/no" and kinds[-1:] == ["IS"]:
        return dull | (so_far.accepted - {"KNOWN", "UNKNOWN"})
    if subject is not None and kinds and kinds[-1] in TESTS:
        return dull | NOT_FOR.get(subject.type, frozenset())
    return dull


def _rows(so_far: SoFar) -> Iterator[Item]:
    """The beginning of a line with points."""
    if so_far.heading == "POINTS":
        yield Item("+10 for", "snippet", ROW_SHAPES["POINTS"], "+10 for ")
    elif so_far.heading in _RULES:
        yield Item("+10 when", "snippet", ROW_SHAPES["FIRST"], "+10 when ")
