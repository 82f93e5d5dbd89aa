"""English that says what the language says in other words."""

from __future__ import annotations

import re

from ...vocabulary import TURNING, WORDS
from ..laden import LADEN
from ..written import NAME, NUMBER, TEXT, VALUE, Parts, wording

_SAYS = r"(?=\s+(?:is|isn['’]t|contains?|starts?|ends?|matches|does|equals?|include|>=|<=|=|>|<))"
_BEFORE = r"(?<=\bif )|(?<=\bwhen )|(?<=\band )|(?<=\bor )|(?<=\bnot )|(?<=\()"
_FIGURE = r"\$?\d[\d.,]*\s?[kKmM%]?(?:\s|$|\))"
_GLUE = (
    frozenset(WORDS)
    | TURNING
    | LADEN.keys()
    | {"is", "not", "has", "have", "was", "if", "then", "more", "less", "than"}
)
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


_OVER = r"is over|is above|over|above|more than|greater than|higher than|>=|>|at least"
_UNDER = r"is under|is below|under|below|less than|fewer than|lower than|<=|<|at most"
_EDGE = {"at least": "at least", ">=": "at least", "at most": "at most", "<=": "at most"}


def _between(parts: Parts) -> str | None:
    """`employees is more than 50 and less than 100`, if not said in words of this language, where
    only its name is missing."""
    name, low, first, joint, high, last = parts[1:7]
    low, high = " ".join(low.lower().split()), " ".join(high.lower().split())
    if joint.lower() != "but" and not {low, high} - {"over", "under", "at least", "at most"}:
        return None
    low, high = _EDGE.get(low, "over"), _EDGE.get(high, "under")
    if (low, high, joint.lower()) == ("at least", "at most", "and"):
        return f"{name} is between {first} and {last}"
    joint = "or" if joint.lower() == "or" else "and"
    return f"{name} is {low} {first} {joint} {name} is {high} {last}"


_VERBS = {"contains": "contain", "starts": "start", "ends": "end", "includes": "include",
          "matches": "match"}  # fmt: skip


def _does_not(parts: Parts) -> str:
    verb = _VERBS.get(parts[2].lower(), parts[2].lower())
    return f"{parts[1]} {'do' if verb == 'include' else 'does'} not {verb}"


def _aged(parts: Parts) -> str:
    old = parts[2].lower() == "older"
    said = "under" if old == bool(parts[1]) else "over"
    return f"is {said} {parts[3]} ago"


def _all_quoted(parts: Parts) -> str | None:
    """`Germany, France or United Kingdom`: names with capitals, some of several words."""
    texts = re.split(r"\s*,\s*|\s+or\s+", parts[2])
    words = [word for text in texts for word in text.split()]
    if len(words) == len(texts) or not all(word[0].isupper() for word in words):
        return None
    *first, last = [f'"{text}"' for text in texts]
    return f"{parts[1]}{', '.join(first)} or {last}"


_WORDS = rf"{NAME}(?:[ \t]+(?!or\b|and\b|because\b){NAME})*"


def _equals(parts: Parts) -> str | None:
    """`= United Kingdom`: several words with capitals; one alone may be a value's name."""
    words = parts[2].split()
    if len(words) == 1 or not all(word[0].isupper() for word in words):
        return None
    return f'{"is not" if parts[1] in ("!=", "<>") else "is"} "{" ".join(words)}"'


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
    wording(rf"(?<!\bof )\b((?:number\s+of\s+)?{NAME})\s+(?:is\s+)?({_OVER})\s*({NUMBER})"
            r"\s+(and|but|or)\s+(?:is\s+)?"
            rf"({_UNDER})\s*({NUMBER})", _between, "E034",
            "each test says what it is about"),
    wording(r"\b(?:does|do)(?:n['’]t|\s+not)\s+includes?\b", "do not include", safe=True),
    wording(r"\bwhen\s+if\s+(.+?)(?:\s+then)?(?=\s+because\b|$)", "when {1}", "E029",
            "`if` is written `when`"),
    wording(rf"\b(?!(?:when|if|and|or|not|is)\b)({NAME})\s+not\s+"
            r"(contains?|starts?|ends?|includes?|match(?:es)?)\b", _does_not),
    wording(r"\b(?:is\s+)?(not\s+)?(older|newer|younger)\s+than\s+(\d+\s+[a-z]+)"
            r"(?:\s+ago)?\b",
            _aged),
    wording(rf"(?<=\bis )(not\s+)?({_WORDS}(?:\s*,\s*{_WORDS})*\s+or\s+{_WORDS})"
            r"(?=\s*(?:$|\)|\band\b|\bbecause\b))", _all_quoted, "E030",
            "texts stand in quotes, each in its own"),
    wording(rf"\b(?:when\s+if|if|when|where)\s+the\s+"
            rf"(?=(?:{NAME})(?:[ \t]+{NAME})?{_SAYS})", "when ", "E031",
            "a column is asked for by its name alone"),
    wording(rf"(?:(?<=\band )|(?<=\bor )|(?<=\bnot ))the\s+(?=(?:{NAME}){_SAYS})", ""),
    wording(rf"\bis\s+({NUMBER})\s+or\s+(?:more|greater|above|over|higher|larger|bigger)\b",
            "is at least {1}"),
    wording(rf"\bis\s+({NUMBER})\s+or\s+(?:less|fewer|below|under|lower|smaller)\b",
            "is at most {1}"),
    wording(rf"(?<!or )\b(?:is\s+)?(above|below)\s+(?={_FIGURE})",
            lambda parts: f"is {'over' if parts[1].lower() == 'above' else 'under'} "),
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
    wording(rf"\bis\s+neither\s+({VALUE})\s+n?or\b", "is not {1} or"),
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
    wording(rf"\b({NAME})\s+is\s+not\s+between\s+({NUMBER})\s+and\s+({NUMBER})",
            "not {1} is between {2} and {3}"),
    wording(rf"\bis\s+between\s+({NUMBER})\s*[-–—]\s*({NUMBER})", "is between {1} and {2}"),
    wording(rf"\bis\s+(?:from\s+)?({NUMBER})\s*(?:to|[-–—])\s*({NUMBER})",
            "is between {1} and {2}"),
    wording(rf"(?<![<>=!])(!=|<>|==?)\s*({_WORDS})(?=\s*(?:$|\)|\b(?:and|or|because)\b))", _equals,
            "E030", "text is compared by `is`, and stands in quotes"),
    wording(rf"(?:{_BEFORE})({NAME})\s+from\s+({NUMBER})\s+to\s+({NUMBER})",
            "{1} is between {2} and {3}"),
    wording(rf"(?:{_BEFORE})({NAME})\s+between\s+({NUMBER})\s+and\s+({NUMBER})",
            "{1} is between {2} and {3}"),
    wording(r"^(\S+)\s+else$", "{1} otherwise", "E029"),
    wording(r"\band\s*/\s*or\b", "or"),
    wording(r"\b(?:when\s+)?unless\s+(.+?)(?=\s+because\b|$)", "when not ({1})",
            also="that holds where the value is unknown, too"),
    wording(rf"({TEXT})\s+nor\b", "{1} or"),
    wording(rf"((?:\bis\s+(?:at\s+(?:least|most)|over|under)|[<>]=?|=)\s*{NUMBER})\s+"
            r"(?:employees|people|points|times|users)\b(?!\s+at\s+the\b)", "{1}"),
    wording(r"(?<!in the )\b(?:in\s+|during\s+|within\s+|over\s+)?(?:last|past|this)\s+"
            r"(day|week|month|quarter|year)\b",
            lambda parts: f"in the last {_UNITS[parts[1].lower()]}"),
    wording(r"\btoday\b", "in the last 1 day"),
    wording(r"\byesterday\b", "between 1 and 2 days ago"),
    wording(r"\b(?:contact|lead|prospect|company|record|person)(?:['’]s)?\s+"
            r"(?:(?:default|custom)\s+)?(?:property|field|attribute|record)?\s*"
            rf"({NAME}){_SAYS}", "{1}", "E029", "a column is asked for by its name alone"),
    wording(rf"(?:{_BEFORE})({NAME})(?:['’]s)?[ \t]+domain(?:[ \t]+is)?([ \t]+not)?[ \t]+in\b",
            "domain of {1} is{2} in"),
    wording(rf"(?:{_BEFORE})({NAME})(?:['’]s)?[ \t]+domain{_SAYS}", "domain of {1}"),
    wording(rf"(?:{_BEFORE})({NAME}(?:[ \t]+{NAME})+?){_SAYS}", _one_word, "E036",
            "a name is one word", names=True),
)  # fmt: skip
