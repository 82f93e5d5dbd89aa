"""What a line belongs to by its words, whatever its indentation, and what is said of one that
stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lark import Token

from ..vocabulary import SECTIONS

POINTS = re.compile(r"[+\-–—−]? ?\d[\d,.]*(?=\s)")
"""Points at the start of a line."""
POINTED = re.compile(POINTS.pattern + r" +points? +(?:by|for +each)\b")
"""The start of a table as people write it that begins with points; rows stand under it."""
ROW = re.compile(POINTS.pattern + r" +(?:for(?! +(?:each|every)\b)|unknown|otherwise)\b")
"""The start of a line that can only be a row of a table."""

TABLES = frozenset(("points", "first", "best"))
_WORD = re.compile(r"(?:[ \t\u00a0]*(?:#[^\n]*)?\r?\n)*[ \t\u00a0]*([A-Za-z]*)")
_TYPE = r"(?:text|number|yes/no|date|time|list)\b"
_NAME = rf"(?!{_TYPE}|otherwise\b|when\b)[A-Za-z]\w*"
_END = r"[ \t]*(?:#[^\n]*)?\r?$"
_RULE = re.compile(
    POINTS.pattern + r"\s+(?:when|for\s+(?:each|every)|points)\b"
    r"|points\s+(?:by|for)\b|(?:first|best)\s+of\b"
)
_WHEN_ROW = re.compile(POINTS.pattern + r"\s+(?:when|otherwise)\b")
_CLASS_ROW = re.compile(r'(?:\w+|"[^"\n]*")[ \t]+(?:when|otherwise)\b')
_COLUMN = re.compile(r"[A-Za-z]\w*[ \t]+" + _TYPE)
_SHAPES = {
    "score": _RULE, "group": _RULE, "points": ROW, "first": _WHEN_ROW, "best": _WHEN_ROW,
    "stages": _CLASS_ROW, "label": _CLASS_ROW, "leads": _COLUMN, "event": _COLUMN,
    "events": re.compile(r"[A-Za-z]\w*(?:[ \t]+(?:with|called)\b|" + _END + ")", re.MULTILINE),
    "example": re.compile(r"(?:as[ \t]+of|lead|did|colleague|was|expect)\b"),
    "grade": re.compile(r"\w+[ \t]+\w+[ \t]+from[ \t]+\d"),
    "hand": re.compile(r'\w+[ \t]+to[ \t]+["“]'),
    "accounts": re.compile(r"score[ \t]+is\b|label[ \t]+\w+"),
}  # fmt: skip
"""What lines look like, by the first word of their heading."""
HEADS = frozenset(_SHAPES)

_STARTS = frozenset(words.split()[0] for words in SECTIONS)
_INDENTED = re.compile(
    rf'score[ \t]*(?:["“]|,)|use[ \t]+["“]|let[ \t]+\w+[ \t]*=|example[ \t]+["“]'
    rf'|list[ \t]+{_NAME}[ \t]+(?:=|from[ \t]+["“])|define[ \t]+\w+[ \t]+as\b'
    rf"|exclude[ \t]+leads\b|ignore[ \t]+{_NAME}[ \t]+(?:where|within)\b"
    rf'|group[ \t]+{_NAME}[ \t]*(?:["“]|,|$)|(?:stages|accounts|hand[ \t]+off|leads){_END}'
    rf"|leads[ \t]*(?:,|from\b|one[ \t]+per\b)|events[ \t]*(?:,|from\b)|label[ \t]+{_NAME}{_END}"
    rf"|grade[ \t]+\w+[ \t]+of\b|outcome[ \t]+\w+[ \t]+when\b"
    rf"|event[ \t]+{_NAME}[ \t]*(?:,|from[ \t]+\D)",
    re.MULTILINE,
)
"""Sections that no line under a heading looks like."""
_CODES = {"score": "E042", "group": "E042", "points": "E037", "first": "E037", "best": "E037"}
_HEADINGS = {"points": "points by", "first": "first of", "best": "best of", "hand": "hand off"}


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that stands where it does not belong."""

    start: int
    """Where its words begin."""
    code: str
    title: str
    help: str
    spaces: int | None = None
    """How many spaces it should have before it, if that is known."""


def first_word(text: str, start: int) -> str:
    found = _WORD.match(text, start)
    return found.group(1) if found else ""


def belongs(text: str, start: int, head: str) -> bool:
    """Whether a line looks like one under a heading that begins with `head`."""
    return head in _SHAPES and _SHAPES[head].match(text, start) is not None


def begins_section(text: str, start: int) -> bool:
    """Whether a line at the margin begins a section."""
    return first_word(text, start) in _STARTS


def section_indented(text: str, start: int, heads: Iterable[str]) -> bool:
    """Whether a line begins a section although it is indented, under headings that begin with
    `heads`."""
    if _INDENTED.match(text, start) is None:
        return False
    return not any(h == "events" or (h == "accounts" and belongs(text, start, h)) for h in heads)


def _spaces(count: int) -> str:
    return f"{count} space{'s' * (count != 1)}"


def odd_first(text: str, end: Token, indent: int) -> Stray:
    """The first line under a heading, which begins elsewhere than all after it."""
    start = end.end_pos or 0
    own = len(end.rsplit("\n", 1)[1])
    title = f"this line begins after {_spaces(own)}, and those below it after {indent}"
    return Stray(start, "E011", title, f"give it {_spaces(indent)} at its start", indent)


def unlike_all(text: str, end: Token) -> Stray:
    title = "this line is indented like none of the lines above it"
    help = "give it as many spaces as the lines that it belongs with"
    return Stray(end.end_pos or 0, "E011", title, help)


def too_far_out(text: str, end: Token, head: str, indent: int) -> Stray:
    title = f"this line belongs to `{_HEADINGS.get(head, head)}`, but is not indented under it"
    help = f"give it {_spaces(indent)} at its start"
    return Stray(end.end_pos or 0, _CODES.get(head, "E038"), title, help, indent)


def section_inside(text: str, end: Token) -> Stray:
    start = end.end_pos or 0
    word = first_word(text, start)
    words = next((words for words in SECTIONS if words.split()[0] == word), word)
    title = f"`{words}` begins a section, and a section stands at the margin"
    return Stray(start, "E038", title, "take the spaces before it out", 0)
