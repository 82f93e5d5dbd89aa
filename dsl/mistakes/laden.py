"""Words that say too much to be taken for a name, a text or a slip: `less`, `only`, `include`.

No fix puts one of them into quotes with what stands beside it, takes it out, or puts a word in its
place that only looks like it: the message says in words what to write.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from ..vocabulary import EDGES

EDGE: Final = "a limit is `at least 5`, `at most 5`, `over 5` or `under 5`"
EXCEPT: Final = "write `and not (…)` behind what it is an exception from"
_ONE: Final = 'a value is one or is not: write `is "A"` or `is not "A"`'
_LEFT_OUT: Final = (
    "write `exclude leads when not (…)` of leads, `ignore page_view where not (…)` of events"
)
_WITH_TIME: Final = (
    "points only grow less with time: `losing 10% every 30 days` where 90% of them are kept"
)
_ABOUT: Final = "a limit holds or it does not: `is over 5`"
_ONLY: Final = "a rule holds for what its condition says and for nothing else, without `only`"
_ALL: Final = "write `for each page_view` of events, `is known` of any value"
_HOLDS: Final = 'write `contains "A"` of a text, `include "A"` of a list'
_THERE: Final = "write `is known`, or `is unknown` where there is no value"
_BEFORE: Final = "write `is over 30 days ago`, or `is before 2026-03-01`"
_SOFT: Final = {
    **dict.fromkeys(("but",), EXCEPT),
    **dict.fromkeys(("unequal", "unlike", "like"), _ONE),
    **dict.fromkeys(("include", "included", "allow", "allowed", "accept", "accepted", "keep",
                     "kept", "count", "counted"), _LEFT_OUT),
    **dict.fromkeys(("growing", "gaining", "increasing", "keeping", "retaining"), _WITH_TIME),
    **dict.fromkeys(("hardly", "barely", "rarely", "seldom", "almost", "nearly"), _ABOUT),
    **dict.fromkeys(("set", "provided", "filled", "available"), _THERE),
    **dict.fromkeys(("everything", "anything", "all"), _ALL),
    "including": _HOLDS, "only": _ONLY, "before": _BEFORE,
}  # fmt: skip
_HARD: Final = dict.fromkeys(
    (*EDGES, "beneath", "than", "until", "max", "maximum", "min", "minimum", "≤", "≥"), EDGE
)
LADEN: Final = _SOFT | _HARD
"""What to write, by the word."""
_OUTSIDE: Final = re.compile(
    r"^\s*(?:(?:score|example|list)\b.*|group\b[^,\n]*"
    r"|(?<=[ \t])[A-Za-z](?:[\w&'’/ \t]|(?<=\w)-(?=\w))*?(?=\s(?:when|otherwise)\b))"
    r"|\bbecause\b[^\"]*$|#.*$|\"(?:[^\"\\\n]|\\.)*\"?|(?<!\w)['‘][^'‘’\n]*['’](?!\w)"
)
"""What may hold any word: titles, names, values of lists, reasons, comments and texts."""
_TEXT: Final = re.compile(r"\"([^\"\n]*)\"")
_WORD: Final = re.compile(r"[A-Za-z]\w*|[≤≥]")
_SMALL: Final = frozenset(("a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to"))


def swallowed(before: str, after: str) -> str:
    """The word that a line has lost to a text which it had not before; empty if there is none."""
    free = _words(_OUTSIDE.sub(" ", before))
    for text in Counter(_TEXT.findall(after)) - Counter(_TEXT.findall(before)):
        held = [] if _proper(text) else [w for w in _words(text) if w in LADEN and w in free]
        if held:
            return held[0]
    return ""


def dropped(before: str, after: str) -> str:
    """The word that a line has outside of its texts and no longer has at all."""
    free = _OUTSIDE.sub(" ", before).replace("keep until", "until")
    lost = Counter(_words(free)) - Counter(_words(after))
    return next((word for word in lost if word in LADEN), "")


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _proper(text: str) -> bool:
    """Whether a text is somebody's name: `Lower Saxony`, `All Saints`."""
    words = text.split()
    return all(word[:1].isupper() or word in _SMALL for word in words)
