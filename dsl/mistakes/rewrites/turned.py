"""Denials and limits that are said the other way round: `is not over 5`, `contains none of "A"`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ..written import NAME, NUMBER, POINTS, TEXT, Parts, listed, wording
from .order import CONDITION, EVENT

_NUMBER: Final = rf"-?{NUMBER}"
_OPPOSITE: Final = {"least": "under", "most": "over", "over": "at most", "under": "at least"}
_SIDE: Final = {
    "least": r"at\s+least", "most": r"at\s+most",
    "over": r"over|above|(?:more|greater|higher|larger|bigger)\s+than|exceeding",
    "under": r"under|below|(?:less|fewer|lower|smaller)\s+than",
}  # fmt: skip
_SIGNS: Final = {">": "at most", ">=": "under", "<": "at least", "<=": "over"}
_COMPARED: Final = rf"({'|'.join(_SIDE.values())})"
_NOT: Final = r"(?:(?:is|was|are)\s+not|(?:is|was|are)n['’]?t|not)"
_NEVER: Final = rf"(?:{_NOT[3:-1]}|(?:(?:is|was|are)\s+)?never)"
_UNIT: Final = r"(?:second|minute|hour|day|week|month|year)s?"
_SUBJECT: Final = rf"(\b(?!(?:when|if|and|or|where)\b)(?:number\s+of\s+)?{NAME}|\))"
_VERBS: Final = r"\b(contains?|starts?\s+with|ends?\s+with|includes?|match(?:es)?)"
_NONE: Final = r"(?:none\s+of|neither(?:\s+of)?|no|not(?:\s+any\s+of)?)"
_TEXTS: Final = rf"({TEXT}(?:\s*(?:,\s*(?:n?or\s)?|\bn?or\b|\band\b)\s*{TEXT})*)"
_NO_MORE: Final = r"(?![\d,.]*\d|\s*(?:to\b|until\b|through\b|[-–—]|and\s+\d))"
_NOUN: Final = r"(?:points?|pts|times?|days?|visits?|people|employees|users)"
_ABOVE: Final = r"(?:or|and)\s+(?:more|above|over|up|higher|greater)\b"
_BELOW: Final = r"(?:or|and)\s+(?:less|below|under|lower|fewer)\b"
_DAYS_SINCE: Final = rf"\b(days\s+(?:since|until)\s+(?:(?:first|last)\s+)?{NAME})"
_LEAST_TIMES: Final = (
    r"\b(?:at\s+least|at\s+most|exactly|over|under|(?:more|less|fewer)\s+than)\s+\d+\s+"
)
_CAP: Final = (
    r"(?:(?:a\s+)?max(?:imum)?\.?|(?:a\s+)?(?:limit|cap)|limited|capped)(?:\s*:|\s+(?:at|to|of))?"
)
_AS_IT_IS: Final = "in double quotes an apostrophe stands as it is"
_BUT: Final = (
    r"(?:(?:(?:any|every)(?:thing|one)?\s+|all\s+)?(?:except|but|other\s+than)(?:\s+for)?|never)"
)
_EACH: Final = rf"^({POINTS})\s+(?:for\s+)?(?:each|every|per)\b"
_END: Final = r"(?=\s*(?:$|,|because\b))"


def _side(words: str) -> str:
    words = " ".join(words.lower().split())
    return next(side for side, pattern in _SIDE.items() if re.fullmatch(pattern, words))


def _opposite(parts: Parts) -> str:
    return f"{parts[1]} is {_OPPOSITE[_side(parts[2])]} {parts[3]}"


def _of_unknown(parts: Parts) -> str:
    """What else may be meant of a value that can be unknown."""
    if parts[1].lower() == "score" or " " in parts[1]:
        return ""
    side = _side(parts[2])
    limit = f"at {side}" if side in ("least", "most") else side
    return _too(parts[1], f"is {limit} {parts[3]}")


def _too(name: str, test: str) -> str:
    name = name if name != ")" else "…"
    return f"`not ({name} {test})` holds for an unknown value, too"


def _ago(parts: Parts) -> str:
    words = _side(parts[2])
    limit = f"at {words}" if words in ("least", "most") else words
    return f"not ({parts[1]} is {limit} {parts[3]})"


def _sign_denied(parts: Parts) -> str:
    return f"{parts[1]} is {_SIGNS[parts[2]]} {parts[3]}"


def _sign_too(parts: Parts) -> str:
    return _too(parts[1], f"{parts[2]} {parts[3]}") if parts[1].lower() != "score" else ""


def _other_day(parts: Parts) -> str:
    day = "after" if parts[3].lower() == "before" else "before"
    return f"{parts[1]} is {'' if parts[2] else 'on or '}{day} {parts[4]}"


_DOING: Final = {"containing": "contain", "including": "contain", "starting": "start",
                 "ending": "end", "matching": "match"}  # fmt: skip


def _doing(parts: Parts) -> str:
    """`is not containing`, `is starting with`"""
    first, *rest = parts[2].lower().split()
    verb = _DOING[first]
    if parts[1]:
        return " ".join(["does not", verb, *rest])
    return " ".join([f"{verb}{'es' if verb == 'match' else 's'}", *rest])


def _contains_none(parts: Parts) -> str:
    verb, *rest = parts[1].lower().split()
    verb = "match" if verb == "matches" else verb.removesuffix("s")
    does = "do" if verb == "include" else "does"
    word = ["word"] if parts[2] else []
    return " ".join([does, "not", verb, *rest, *word, listed(parts[3])])


def _bounded(parts: Parts) -> str:
    side = _side(parts[2]) if parts[2][0] not in "<>" else ""
    limit = (f"at {side}" if side in ("least", "most") else side) or parts[2]
    days = int(parts[3].replace(",", "")) * (7 if parts[4].lower().startswith("week") else 1)
    return f"{parts[1]} {'is ' * bool(side)}{limit} {days:,}"


def cap(points: str, number: str) -> str:
    """A limit on times where the points of one event are more already.

    >>> cap("+5", "3"), cap("+5", "15")
    ('at most 3 times', 'up to 15 points')
    """
    of_one = Decimal(points.strip("+- ").replace(",", ""))
    if Decimal(number.replace(",", "")) < of_one:
        return f"at most {number} time{'s' * (number != '1')}"
    return f"up to {number} points"


def of_times(points: str, number: str) -> str:
    """What else a limit may be."""
    times = cap(points, number).endswith(("time", "times"))
    return "" if times else f"`at most {number} times` if so many events are meant"


def _apostrophe(parts: Parts) -> str:
    """`'it''s'`, with the sign of SQL for an apostrophe."""
    inner = parts[0][1:-1].replace("''", "'")
    return f'"{inner}"'


TURNED = (
    wording(rf"{_SUBJECT}\s+{_NEVER}\s+{_COMPARED}\s+({NUMBER}\s+{_UNIT}\s+ago)\b", _ago),
    wording(rf"{_SUBJECT}\s+{_NEVER}\s+{_COMPARED}\s+({_NUMBER})(?![\d,.]*\d)", _opposite,
            also=_of_unknown),
    wording(rf"({NAME}|\))\s*(?:!|\b{_NOT}\b)\s*(>=|<=|>|<)\s*({_NUMBER})", _sign_denied, "E026",
            also=_sign_too),
    wording(rf"{_VERBS}\s+{_NONE}\s+(?:the\s+)?(words?\s+)?{_TEXTS}", _contains_none),
    wording(rf"({NAME})\s+{_NOT}\s+(on\s+or\s+)?(before|after)\s+(\d{{4}}-\d\d-\d\d)\b", _other_day,
            also=lambda parts: _too(parts[1], f"is {parts[2]}{parts[3]} {parts[4]}")),
    wording(rf"({NAME})\s+{_NOT}\s+(?:in|within)\s+(?:the\s+)?(?:(?:last|past)\s+)?"
            rf"({NUMBER}\s+{_UNIT})\b(?!\s+(?:ago|of|from))", "not ({1} is in the last {2})"),
    wording(r"\bis\s+(not\s+)?(containing|including|starting\s+with|ending\s+with|matching)(?=\s)",
            _doing),
    wording(rf"{CONDITION}neither\s+(.+?)\s+nor\s+(.+?)(?=\s+because\b|$)", "not ({1} or {2})"),
    wording(rf"{CONDITION}without\s+(?:any\s+|an?\s+)?{EVENT}", "no {1}"),
    wording(r"(?:(?<=\bis )|(?<=\bover )|(?<=\bunder )|(?<=\bleast )|(?<=\bmost )|(?<=\bfor ))"
            r"minus\s+(?=\d)", "-"),
    wording(rf"(?<=\bfor )not\s+{_COMPARED}\s+(?={_NUMBER})",
            lambda parts: f"{_OPPOSITE[_side(parts[1])]} "),
    wording(rf"\bis\s+{_BUT}\s+(?={TEXT})", "is not "),
    wording(rf"\bis\s+from\s+({_NUMBER}){_NO_MORE}(?:\s+(?:on|onwards?|up|upwards?)\b)?",
            "is at least {1}"),
    wording(r"\bis\s+from\s+(\d{4}-\d\d-\d\d)(?!\s*(?:to\b|until\b|through\b|[-–—]|and\s+\d))"
            r"(?:\s+onwards?\b)?", "is on or after {1}"),
    wording(r"(?<![\w\"@.+-])([\w.+-]*@[\w-]+(?:\.[\w-]+)+)", lambda parts: f'"{parts[1]}"', "E030",
            "text stands in quotes"),
    wording(r"\bfor\s+(\d[\d,]*)\s*\.\.+\s*(\d[\d,]*)\b", "for {1} to {2}", "E031",
            "a range is written with `to`"),
    wording(r"\b(?:is\s+)?(?:between\s+)?(?<!\bfor )(?<![\d,.])(\d[\d,]*)\s*\.\.+\s*(\d[\d,]*)\b",
            "is between {1} and {2}"),
    wording(rf"\bis\s+({_NUMBER})\s+{_NOUN}\s+{_ABOVE}(?!\s+ago\b)", "is at least {1}"),
    wording(rf"\bis\s+({_NUMBER})\s+{_NOUN}\s+{_BELOW}(?!\s+ago\b)", "is at most {1}"),
    wording(rf"{_DAYS_SINCE}\s+(?:is\s+)?({_COMPARED[1:-1]}|[<>]=?)\s*({NUMBER})\s+(days?|weeks?)\b"
            r"(?:\s+ago\b)?", _bounded, "E031", "`days since` is a number of days already"),
    wording(rf"{_LEAST_TIMES}{NAME}\s+(within)\s+(\d+\s+{_UNIT})\b(?!\s+(?:of|from|after|before)\b)",
            "in the last", "E031", "`within` says of events how near to one another they are",
            also="`within {2} of each other` if they lie so near to one another", part=1),
    wording(rf"^{POINTS}\s+(?:when|if)\s(?:(?!\bor\b).)+?\b(except\s+(?:(?:when|if|where)\s+)?(.+?))"
            r"(?=\s+because\b|$)", "and not ({2})", "E029",
            "an exception is a condition that must not hold",
            also="that holds where the value is unknown, too", part=1, exact=True),
    wording(rf"{_EACH}.*?,\s+({_CAP}\s+({NUMBER})){_END}", lambda parts: cap(parts[1], parts[3]),
            also=lambda parts: of_times(parts[1], parts[3]), part=2, exact=True),
    wording(rf"{_EACH}.*?(?<!,)(\s+{_CAP}\s+({NUMBER})){_END}",
            lambda parts: f", {cap(parts[1], parts[3])}", "E034", "a comma stands before a limit",
            also=lambda parts: of_times(parts[1], parts[3]), part=2, exact=True),
    wording(r"'~+'(?:'~+')+", _apostrophe, "E023", _AS_IT_IS),
    wording(r"(?<![\w'~])['‘]([^'‘’\"~\n,]*[^\W\d_]['’][^\W\d_][^'‘’\"~\n,]*)['’](?![\w'])",
            '"{1}"', "E023", _AS_IT_IS),
)  # fmt: skip
