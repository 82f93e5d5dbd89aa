"""Lines of examples as tests of other tools and spreadsheets have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..declared import Declared
from ..written import NAME, NUMBER, TEXT, quoted
from .names import Named

_LEAD: Final = re.compile(
    r"^(?:given|with|contact|prospect|person|input|where|who)\b:?\s+"
    r"(?:(?:an?|the)\s+)?(?:(?:lead|contact|prospect)\s+)?(?:(?:with|has|whose|where)\s+)?"
    r"|^lead\s*:?\s+(?:with|has|whose|where|is|from)\s+|^lead\s*[:=]\s*",
    re.IGNORECASE,
)  # fmt: skip
_EXPECT: Final = re.compile(
    r"^(?:then|should(?:\s+(?:be|have|get|give))?|result|expected|expects|assert|gives|outcome)\b\s*"
    r"(?:[:=]\s*|should\s+(?:be|have)\s+)?(?:the\s+)?(?=[\w\"+-])",
    re.IGNORECASE,
)
_SCORE: Final = re.compile(
    r"^(?:expect(?:ed|s)?|then|should(?:\s+\w+)?|result|gives)[\s:=]+"
    r"((?:a\s+|the\s+)?(?:(?:score|total|points)\s*(?:is|of|[:=]{1,2}|to\s+be)?\s*)?"
    rf"(-?{NUMBER})(?:\s*(?:points?|pts))?)(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_BARE: Final = re.compile(rf"^({NAME})\s*(?:is\s+|[:=]{{1,2}}\s*)?(?=\S)", re.IGNORECASE)
_PAIRS: Final = re.compile(r"^(?:lead|(?:colleague\s+)?did\s.*?\bwith)\s+", re.IGNORECASE)
_PAIR: Final = re.compile(rf"\s*({NAME})(\s+is\s+|\s*[:=]{{1,2}}\s*|\s+)([^,\s][^,]*?)\s*(?:,|$)")
_TIMES: Final = re.compile(
    rf"^((?:colleague\s+)?did)\s+({NAME})\s+(?:x\s*(\d+)|(\d+)\s*(?:x|times?)|(twice))(?=\s|$)",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(
    r"(?<=\s)(?:(yesterday)|(?:an?|last|one)\s+(day|week|month|year)(?:\s+ago)?)(?=\s*(?:$|with\b))",
    re.IGNORECASE,
)
_AGO: Final = {"day": "1 day ago", "week": "7 days ago", "month": "30 days ago",
               "year": "365 days ago"}  # fmt: skip
_WORDS: Final = re.compile(r"[A-Za-z][\w&'’./@+-]*(?:\s+[\w&'’./-]+)*")
_YES_NO: Final = {
    "true": "yes", "t": "yes", "y": "yes", "1": "yes", "on": "yes",
    "false": "no", "f": "no", "n": "no", "0": "no", "off": "no",
}  # fmt: skip
_NOTHING: Final = frozenset(("none", "null", "nil", "empty", "blank", "missing", "na", "n/a"))
_KNOWN: Final = frozenset(("yes", "no", "unknown"))


def in_example(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """What a line of an example says otherwise than it is said there; meant only if it fits."""
    yield from _begun(masked, declared)
    scored = _SCORE.match(masked)
    if scored:
        title = "what is expected is named: the score, a group, the stage"
        yield Named(*scored.span(1), f"score {scored[2]}", "E031", title)
    if _PAIRS.match(masked):
        yield from _pairs(line, masked, declared)
    times = _TIMES.match(masked)
    if times:
        count = times[3] or times[4] or "2"
        title = "how often an event happened stands before it"
        yield Named(*times.span(), f"{times[1].lower()} {count} {times[2]}", "E031", title)
    if re.match(r"(?:colleague\s+)?did\b", masked, re.IGNORECASE):
        for found in _WHEN.finditer(masked):
            title = "an example says how long ago, in days"
            yield Named(*found.span(), _AGO[(found[2] or "day").lower()], "E031", title)


def _begun(masked: str, declared: Declared) -> Iterator[Named]:
    """Lines that begin otherwise: `given …`, `then …`, or with a column."""
    for pattern, word in ((_LEAD, "lead"), (_EXPECT, "expect")):
        found = pattern.match(masked)
        if found:
            title = f"such a line of an example begins with `{word}`"
            yield _at_start(found, word, "E031", title)
    found = _BARE.match(masked)
    if found and found[1].lower() in declared.columns:
        yield _at_start(found, f"lead {found[1]}", "E034", "what a lead is like follows `lead`")


def _at_start(found: re.Match[str], said: str, code: str, title: str) -> Named:
    """Words for what a line begins with; the space behind it stays, or is put there."""
    end = len(found[0].rstrip())
    return Named(0, end, said + " " * (end == found.end()), code, title)


def _pairs(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`city Mumbai`, `opted_out true`, `country None`, `title = "VP"`"""
    types, other = declared.columns, ""
    if not masked.lower().startswith("lead"):
        types, other = {name: "text" for names in declared.events.values() for name in names}, "?"
    begin = _PAIRS.match(masked)
    at = begin.end() if begin else 0
    while pair := _PAIR.match(masked, at):
        at = pair.end()
        type_ = types.get(pair[1].lower(), other)
        value = line[pair.start(3) : pair.end(3)]
        said = _value(value, type_)
        if pair[2].strip():
            title = "a column and its value stand side by side"
            whole = f"{pair[1]} {said or value}"
            yield Named(pair.start(1), pair.end(3), whole, "E031", title)
        elif said is not None:
            quotes = said[0] == '"'
            title = "a text stands in quotes" if quotes else f"this value is written `{said}`"
            yield Named(*pair.span(3), said, "E030" if quotes else "E031", title)


def _value(value: str, type_: str) -> str | None:
    """A value as it is written in an example; none if it is written so."""
    word = value.strip("\"'‘’").lower()
    if word in _NOTHING and (type_ != "text" or value[0] not in "\"'‘"):
        return "unknown"
    if type_ == "yes/no" or word in ("true", "false"):
        return _YES_NO.get(word)
    if re.fullmatch(TEXT, value):
        return quoted(value) if value[0] != '"' else None
    bare = type_ in ("text", "list", "") and value.lower() not in _KNOWN
    return f'"{value}"' if bare and _WORDS.fullmatch(value) else None
