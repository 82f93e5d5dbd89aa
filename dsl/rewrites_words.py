"""English that says what the language says in other words."""

from __future__ import annotations

import re

from .vocabulary import WORDS
from .written import NAME, NUMBER, TEXT, VALUE, Parts, wording

_SAYS = r"(?=\s+(?:is|isn['’]t|contains?|starts?|ends?|matches|does|equals?|include|>=|<=|=|>|<))"
_BEFORE = r"(?<=\bif )|(?<=\bwhen )|(?<=\band )|(?<=\bor )|(?<=\bnot )|(?<=\()"
_GLUE = frozenset(WORDS) | {"is", "not", "has", "have", "was", "if", "then", "more", "less", "than"}
_TESTED = frozenset(("known", "unknown", "is", "not", "has", "over", "under", "least", "most"))


def _one_word(parts: Parts) -> str | None:
    words = parts[1].lower().split()
    glued = any(word in _GLUE for word in words[:-1]) or words[-1] in _TESTED
    return None if glued else "_".join(words)


_THOUSANDS = {"k": 1_000, "m": 1_000_000}


def _more(parts: Parts) -> str | None:
    number, unit = parts[1].rstrip("kKmM "), parts[1][-1:].lower()
    if unit not in _THOUSANDS:
        return f"is at least {number}"
    return f"is at least {int(float(number.replace(',', '.')) * _THOUSANDS[unit]):,}"


def _number(parts: Parts) -> str | None:
    return parts[1][1:-1] if re.fullmatch(NUMBER, parts[1][1:-1]) else None


def _contracted(parts: Parts) -> str:
    return f"{parts[1].lower()} not"


_UNITS = {"day": "1 day", "week": "7 days", "month": "30 days", "quarter": "90 days",
          "year": "365 days"}  # fmt: skip

HISTORY = (
    wording(
        r"\b(?:has|have)\s+ever\s+been\b|\bwas\s+ever\b",
        "is",
        "E029",
        "only the value of today is known, not what it was before",
    ),
    wording(
        r"\b(?:has|have)\s+never\s+been\b|\bwas\s+never\b",
        "is not",
        "E029",
        "only the value of today is known, not what it was before",
    ),
)
"""Looked for before what is said of events in like words."""
WORDINGS = (
    wording(rf"\bis\s+({NUMBER})\s+or\s+(?:more|greater|above|over|higher|larger|bigger)\b",
            "is at least {1}"),
    wording(rf"\bis\s+({NUMBER})\s+or\s+(?:less|fewer|below|under|lower|smaller)\b",
            "is at most {1}"),
    wording(r"\b(?:is\s+)?(?:greater|more|higher|larger)\s+(?:than\s+)?or\s+equals?(?:\s+to)?(?=\s)",
            "is at least"),
    wording(r"\b(?:is\s+)?(?:less|fewer|lower|smaller)\s+(?:than\s+)?or\s+equals?(?:\s+to)?(?=\s)",
            "is at most"),
    wording(rf"(?:(?<=equal )|(?<=equals )|(?<=equal to )|(?<=than )|(?<=least )|(?<=most ))"
            rf"({TEXT})", _number, "E031", "a number has no quotes"),
    wording(r"\bis\s+\$?(\d+(?:[.,]\d+)*\s?[kKmM]?)\s+or\s+(?:more|greater|above|over|higher)\b",
            _more, "E031"),
    wording(r"\b(?:has|with)\s+(?:any\s+|a\s+)?value\b", "is known", "E029"),
    wording(r"\b(?:has|with)\s+no\s+value\b", "is unknown", "E029"),
    wording(r"\bis\s+not\s+known\b", "is unknown", safe=True),
    wording(r"\bis\s+not\s+unknown\b", "is known", safe=True),
    wording(r"\b(is|does|do|was|has|are)n['’]t\b", _contracted, safe=True),
    wording(r"\bis\s+not\s+(?:any|one|either)\s+of\b", "is not"),
    wording(r"\bis\s+(?:none|neither)\s+of\b", "is not"),
    wording(rf"\bis\s+(?:either|equal\s+to\s+any\s+of|equal\s+to)\s+(?={VALUE})", "is "),
    wording(rf"\bis\s+neither\s+({VALUE})\s+nor\b", "is not {1} or"),
    wording(
        r"\b(?:is\s+)?(?:does\s+)?not\s+(?:equals?|the\s+same\s+as)(?:\s+to)?(?:\s+any\s+of)?\b",
        "is not",
    ),
    wording(r"\bis\s+different\s+(?:from|to|than)\b", "is not"),
    wording(r"\b(contains?|starts?\s+with|ends?\s+with|includes?)\s+"
            r"(?:any|one|either|at\s+least\s+one)\s+of\b", "{1}"),
    wording(r"\bcontains?\s+(?:the\s+)?words?\s+(?=\"|')", "contains word "),
    wording(r"\bcontains?\s+(?:the\s+)?(?:text|phrase|string|letters)\s+(?=\"|')", "contains "),
    wording(rf"\b({NAME})\s+does\s+not\s+exists?\b", "{1} is unknown"),
    wording(rf"\b({NAME})\s+exists\b", "{1} is known"),
    wording(rf"\bis\s+between\s+({NUMBER})\s*[-–—]\s*({NUMBER})", "is between {1} and {2}"),
    wording(rf"\bis\s+(?:from\s+)?({NUMBER})\s*(?:to|[-–—])\s*({NUMBER})",
            "is between {1} and {2}"),
    wording(rf"(?:{_BEFORE})({NAME})\s+from\s+({NUMBER})\s+to\s+({NUMBER})",
            "{1} is between {2} and {3}"),
    wording(rf"(?:{_BEFORE})({NAME})\s+between\s+({NUMBER})\s+and\s+({NUMBER})",
            "{1} is between {2} and {3}"),
    wording(r"^(\S+)\s+else$", "{1} otherwise", "E029"),
    wording(r"\band\s*/\s*or\b", "or"),
    wording(r"\b(?:when\s+)?unless\s+(.+?)(?=\s+because\b|$)", "when not ({1})"),
    wording(rf"\b({TEXT})\s+nor\b", "{1} or"),
    wording(rf"(\bis\s+at\s+(?:least|most)\s+{NUMBER})\s+(?:employees|people|points|times|users)\b",
            "{1}"),
    wording(r"(?<!in the )\b(?:in\s+|during\s+|within\s+|over\s+)?(?:last|past|this)\s+"
            r"(day|week|month|quarter|year)\b",
            lambda parts: f"in the last {_UNITS[parts[1].lower()]}"),
    wording(r"\btoday\b", "in the last 1 day"),
    wording(r"\byesterday\b", "between 1 and 2 days ago"),
    wording(r"\b(?:contact|lead|prospect|company|record|person)(?:['’]s)?\s+"
            r"(?:(?:default|custom)\s+)?(?:property|field|attribute|record)?\s*"
            rf"({NAME}){_SAYS}", "{1}", "E029", "a column is asked for by its name alone"),
    wording(rf"(?:{_BEFORE})({NAME}(?:[ \t]+{NAME})+?){_SAYS}", _one_word, "E036",
            "a name is one word", names=True),
)  # fmt: skip
