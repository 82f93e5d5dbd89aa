"""Limits of several words that mean one thing only as a whole: `under or equal to`, `in more than`.

Looked for before their single words, which are habits of their own.
"""

from __future__ import annotations

import re
from typing import Final

from ...vocabulary import TYPE_HABITS
from ..written import NAME, NUMBER, POINTS, Parts, signed, wording
from .order import CONDITION, EVENT

_UNIT: Final = r"(?:second|minute|hour|day|week)s?"
_LENGTH: Final = rf"({NUMBER}\s+{_UNIT})\b"
_NUMBER: Final = r"(-?\d+(?:,\d{3})*(?:\.\d+)?)"
_ABOVE: Final = r"over|above|more|greater|higher|larger|bigger"
_BELOW: Final = r"under|below|less|fewer|lower|smaller"
_OR_EQUAL: Final = r"or\s+(?:is\s+)?equals?(?:\s+to)?"
_AHEAD: Final = r"(?:away|ahead|off|out|from\s+(?:now|today))\b"
_LESS: Final = r"(?:less\s+than|fewer\s+than|no\s+more\s+than|under|within|at\s+most|up\s+to)"
_MORE: Final = r"(?:more\s+than|greater\s+than|over|at\s+least)"
_TEST_END: Final = r"(?=\s*(?:$|\)|,|\b(?:and(?!\s+\d)|or|because)\b))"
_CAP: Final = (
    r"(?:max(?:imum)?\.?(?:\s+of)?|limit(?:ed\s+to)?|capped\s+at|at\s+most|up\s+to"
    r"|not?\s+more\s+than)"
)
_END: Final = r"(?=\s*(?:$|,|because\b))"
_MIN: Final = r"(?:min(?:imum)?\.?|at\s+least)\s*[:=]?\s*"
_MAX: Final = r"(?:max(?:imum)?\.?|at\s+most|up\s+to)\s*[:=]?\s*"
_POINTS: Final = r"(?:\s*(?:points?|pts))?"
_THEN: Final = r"\s*(?:,|and\b)?\s*"
_HEAD: Final = r"^(?:score|group)\b(?!\s*[+=\-]).*?"
_TYPE: Final = rf"((?:{'|'.join(TYPE_HABITS)})\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))"
_DAYS: Final = r"\b(days\s+(?:since|until)\s+(?:(?:first|last)\s+)?\w+)"
_LIMITS: Final = "the limits of points are said in these words"
_AWAY: Final = "how far off a date is, is `days until`"


def _or_equal(parts: Parts) -> str:
    return f"is at {'least' if parts[1] else 'most'}"


def _not_or_equal(parts: Parts) -> str:
    return f"{parts[1]} is {'under' if parts[2] else 'over'} {parts[3]}"


def _not_too(parts: Parts) -> str:
    limit = "least" if parts[2] else "most"
    return f"`not ({parts[1]} is at {limit} {parts[3]})` holds for an unknown value, too"


def _until(parts: Parts) -> str:
    days = int(parts[2].replace(",", "")) * (7 if parts[3].lower().startswith("week") else 1)
    return f"days until {parts[1]} is over {days:,}"


def _few_days(parts: Parts) -> str:
    days = int(parts[2].replace(",", "")) * (7 if parts[3].lower().startswith("week") else 1)
    return f"{parts[1]} is between 0 and {days:,}"


def _times(number: str) -> str:
    return f"at most {number} time{'s' * (number != '1')}"


def _in_months(parts: Parts) -> str:
    days = int(parts[1].replace(",", "")) * (30 if parts[2].lower().startswith("m") else 365)
    return f"in the next {days:,} days"


def _type(parts: Parts) -> str:
    return TYPE_HABITS[re.split(r"\s*\(", parts[1])[0].lower()]


def _edge(parts: Parts) -> str:
    words = " ".join(parts[1].lower().split())
    return f"until score is {({'above': 'over', 'below': 'under'}).get(words, words)} {parts[2]}"


BOUNDS: Final = (
    wording(rf"\bin\s+(?:the\s+)?(?:coming|following|upcoming)\s+{_LENGTH}", "in the next {1}"),
    wording(r"(?<=\bis )in\s+(?:the\s+(?:next|coming)\s+)?(\d[\d,]*)\s+(months?|years?)\b"
            r"(?!\s+ago\b)",
            _in_months, "E031", "a month and a year have no fixed length"),
    wording(rf"\bis\s+(?:({_ABOVE})|(?:{_BELOW}))\s+{_OR_EQUAL}(?=\s)", _or_equal),
    wording(
        rf"\b({NAME})\s+(?:is\s+)?not\s+(?:({_ABOVE})|(?:{_BELOW}))\s+(?:than\s+)?{_OR_EQUAL}\s+"
        rf"{_NUMBER}",
        _not_or_equal,
        also=_not_too,
    ),
    wording(rf"{_DAYS}\s+(?:is\s+)?within\s+(\d+)\s+(days?|weeks?)\b", _few_days, "E031",
            "`days since` and `days until` are a number of days already"),
    wording(rf"\bis\s+(?:in\s+)?(?:{_LESS}\s+)?{_LENGTH}\s+{_AHEAD}", "is in the next {1}"),
    wording(rf"\bis\s+in\s+{_LESS}\s+{_LENGTH}(?!\s+ago\b)", "is in the next {1}"),
    wording(rf"\b({NAME})\s+is\s+(in\s+{_LENGTH})(?!\s+(?:ago|of|before|after)\b)",
            "in the next {3}", part=2,
            also="`days until {1} is …` if that very day is meant"),
    wording(rf"\b({NAME})\s+is\s+in\s+{_MORE}\s+(\d[\d,]*)\s+(days?|weeks?)\b(?!\s+ago\b)"
            rf"(?:\s+{_AHEAD})?", _until, "E031", _AWAY),
    wording(rf"\b({NAME})\s+is\s+{_MORE}\s+(\d[\d,]*)\s+(days?|weeks?)\s+{_AHEAD}", _until, "E031",
            _AWAY),
    wording(rf"\bis\s+(?:no\s+(?:more|longer|earlier)\s+than|at\s+most|up\s+to)\s+{_LENGTH}"
            r"\s+ago\b", "is under {1} ago"),
    wording(rf"\bis\s+(?:no\s+(?:less|fewer|later)\s+than|at\s+least)\s+{_LENGTH}\s+ago\b",
            "is over {1} ago"),
    wording(rf"\bis\s+(?:in|within)\s+(?:the\s+|a\s+)?range\s*(?:of\b|from\b|between\b|:)?\s*"
            rf"[\[(]?\s*{_NUMBER}\s*(?:to\b|and\b|[-–—,]|\.\.+)\s*{_NUMBER}\s*[\])]?",
            "is between {1} and {2}"),
    wording(rf"\bis\s+within\s+{_NUMBER}{_TEST_END}", "is at most {1}",
            also="`is between … and …` if there is a least number too"),
    wording(rf"\bis\s+not\s+within\s+{_NUMBER}{_TEST_END}", "is over {1}"),
    wording(r"\b(?:does|do)\s+(contain|start|end)(?=\s+(?:word\b|with\b|\"))", "{1}s"),
    wording(r"\b(?:does|do)\s+match(?=\s+\")", "matches"),
    wording(rf"\bis\s+after\s+the\s+(last|next)\s+{_LENGTH}", "is in the {1} {2}", "E031",
            "after a span of days may be within it or beyond",
            help="write `is in the {1} {2}` if it is within these days, `days until … is over …` if"
                 " it is later"),
    wording(rf"{CONDITION}(?:no|not)\s+(?:fewer|less)\s+than\s+(\d+)\s+(?={EVENT})",
            "at least {1} ", safe=True),
    wording(rf"(?<=, ){_CAP}\s+(\d+)\s?(?:x\b|×){_END}", lambda parts: _times(parts[1]), rule=True),
    wording(rf"\bfor\s+each\s+{NAME}(\s+{_CAP}\s+(\d+)\s?(?:x\b|×)){_END}",
            lambda parts: f", {_times(parts[2])}", "E034", "a comma stands before a limit", part=1,
            rule=True),
    wording(rf"^({POINTS})\s+(?:points?|pts)\s+(?:for\s+)?(?:each|every|per)\s+({NAME}),?\s+{_CAP}"
            rf"\s+({NUMBER})\s*(?:points?|pts){_END}",
            lambda parts: f"{signed(parts[1])} for each {parts[2]}, up to {parts[3]} points",
            "E031", "the points of each come first, and the most that a rule gives last"),
    wording(rf"{_HEAD}(,?\s+{_MIN}{_NUMBER}{_POINTS}{_THEN}{_MAX}{_NUMBER}{_POINTS}){_END}",
            ", from {2} to {3} points", "E031", _LIMITS, part=1, exact=True),
    wording(rf"{_HEAD}(,?\s+{_MAX}{_NUMBER}{_POINTS}{_THEN}{_MIN}{_NUMBER}{_POINTS}){_END}",
            ", from {3} to {2} points", "E031", _LIMITS, part=1, exact=True),
    wording(rf"\buntil\s+(over|under|above|below|at\s+least|at\s+most|>=|<=|>|<)\s*({NUMBER})",
            _edge, "E034", "each test says what it is about"),
    wording(rf"(?<=\w )\s*{_TYPE}", _type, title="a type has no length here", part=1),
)  # fmt: skip
