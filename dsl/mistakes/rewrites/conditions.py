"""Conditions and reasons as people say them: days of events, limits, both ends at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..written import NAME, NUMBER, POINTS, TEXT, Parts, quoted, signed, turned, wording
from .order import CONDITION, DATE, EVENT

_DATE = r"\d{4}-\d{1,2}-\d{1,2}(?![\d:T])"
_FOREIGN = r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
_ASKED = r"\b(any|no|for\s+each|of|\d+)"
_OVER = r"(?:over|more\s+than|greater\s+than|longer\s+than|at\s+least|>=?)"
_UNDER = r"(?:under|less\s+than|fewer\s+than|within)"
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_AGO = rf"(\d[\d,]*)\s+({'|'.join(_DAYS)})s?\s+ago\b"
_FROM_A_DAY = "events are asked for from a day on, with no last day"
_NO_LAST_DAY = "ask for so many days back: `between 5 and 10 days ago`; or for all `since {3}`"
_AGE = "how long ago an event was is `days since last`"
_REASON = r"(?:description|desc|reason|note|comment|why)"
_ENDS = "two days are said one by one"
_MOST = r"(?:max(?:imum)?\.?|cap(?:ped)?(?:\s+(?:at|to))?|limited\s+to|no\s+more\s+than)"
_WORDED_DAY = r"(?:(?:last|this|past)\s+(?:day|week|month|quarter|year)|today)"


def _padded(parts: Parts) -> str | None:
    year, month, day = parts[1], int(parts[2]), int(parts[3])
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _unquoted(parts: Parts) -> str | None:
    date = parts[2][1:-1].strip()
    return f"{parts[1].lower()} {date}" if re.fullmatch(_DATE, date) else None


def _between_days(name: str, first: str, last: str) -> str:
    return f"{name} is on or after {first} and {name} is on or before {last}"


def _lately(parts: Parts) -> str:
    back = f"in the last {_DAYS[parts[2].lower()]} day{'s' * (parts[2].lower() != 'day')}"
    dated = re.fullmatch(DATE, parts[1], re.IGNORECASE)
    return f"{parts[1]} is {back}" if dated else f"any {parts[1]} {back}"


def _in_days(number: str, unit: str) -> str:
    return f"{int(number.replace(',', '')) * _DAYS[unit.lower()]:,}"


def _long_ago(parts: Parts) -> str:
    including = "".join(parts[2].lower().split()) in ("atleast", ">=")
    said = "at least" if including else "over"
    return f"days since last {parts[1]} is {said} {_in_days(parts[3], parts[4])}"


def _both_ends(parts: Parts) -> str:
    low, sign, name, other, high = parts[1:6]
    if "<" not in (sign, other):
        return f"{name} is between {low} and {high}"
    first = "over" if sign == "<" else "at least"
    last = "under" if other == "<" else "at most"
    return f"{name} is {first} {low} and {name} is {last} {high}"


def _limited(parts: Parts) -> str:
    if parts[3].lower().startswith("time"):
        return f"{parts[1]}, at most {parts[2]} {parts[3]}"
    return f"{parts[1]}, up to {parts[2]} points"


def _pointed(word: str) -> Callable[[Parts], str]:
    """`+10: …` with a word in the place of the colon."""

    def said(parts: Parts) -> str:
        return f"{signed(parts[1])} {word} "

    return said


CONDITIONS = (
    wording(rf"^when\s+(\S(?:.*?\S)?)\s*(?:(?:[,:]\s*|\s)then\s|:|(?:,\s*|\s)(?=(?:score\s*)?[+-]\s?\d))\s*"
            rf"(?:score\s*)?(?:\+=\s*|(?:add|give)\s+)?({POINTS})\s*(?:points?|pts)?$", turned,
            "E031", "the points come first on a line"),
    wording(rf"^({POINTS})\s*(?:points?|pts)?\s*:\s*(?:if\s+|when\s+)?(?=\S)", _pointed("when"),
            "E031", "the points are followed by `when`"),
    wording(rf"^({POINTS})\s*(?:points?|pts)?\s*:\s*(?=\S)", _pointed("for"), "E031",
            "the points of a row are followed by `for`"),
    wording(r"^\d{1,3}[.)]\s+(?=[+-]\s?\d)", "", "E040", "a rule has no number before its points"),
    wording(rf"(?<=[\"\d]\s)an(?=\s+{NAME}\s+(?:is|contains|starts|ends)\b)", "and", "E032"),
    wording(r"(?<=\s)&(?=\s)", "and", "E026", "`&` is not a sign of this language"),
    wording(r"[«‹]\s*([^«»‹›\"\n]*?)\s*[»›]|»\s*([^«»\"\n]*?)\s*«",
            lambda parts: f'"{parts[1] or parts[2]}"', "E023", "text stands in double quotes"),
    wording(rf"(?<=[\w\")]\s){_REASON}\s*[:=]?\s*({TEXT})$",
            lambda parts: f"because {quoted(parts[1])}", "E031",
            "the reason of a rule is `because`", rule=True),
    wording(rf"(?<=[\w\")]\s)\(\s*({TEXT})\s*\)$", lambda parts: f"because {quoted(parts[1])}",
            "E031", "the reason of a rule is `because`", rule=True),
    wording(rf"(?<=[\w\")]\s)[-–—:]\s+({TEXT})$", lambda parts: f"because {quoted(parts[1])}",
            "E031", "the reason of a rule is `because`", rule=True),
    wording(r"\bbecause\b[\s:]+(?!of\s+\")([A-Za-z][^\"'‘’“”„«»#\n]*?)$",
            lambda parts: f'because "{parts[1]}"', "E030", "a reason stands in quotes"),
    wording(rf"(?<![\d.,])({NUMBER})\s*(<=?)\s*({NAME})\s*(<=?)\s*({NUMBER})", _both_ends, "E031",
            "between two numbers is said in words"),
    wording(rf"\bis\s+(?:atleast|at\s+last|min(?:imum)?(?:\s+of)?)\s+({NUMBER})",
            "is at least {1}"),
    wording(rf"\bis\s+(?:atmost|max(?:imum)?(?:\s+of)?)\s+({NUMBER})", "is at most {1}"),
    wording(rf"\b(for|is)\s+({NUMBER})\s+(?:and|or)\s+(?:more|above|over|up|higher|greater)\b",
            lambda parts: f"{parts[1]} at least {parts[2]}"),
    wording(rf"\b(for|is)\s+({NUMBER})\s+(?:and|or)\s+(?:less|below|under|lower|fewer)\b",
            lambda parts: f"{parts[1]} at most {parts[2]}"),
    wording(rf"((?:\b(?:over|under|at\s+least|at\s+most|is)|[<>]=?|=)\s*)({NUMBER})\s?%(?!\w)",
            "{1}{2}", "E040", "a number is compared as the data have it, without `%`",
            help="write `{2}` if the data have `{2}`, or a share such as `0.5` if they have "
            "shares"),
    wording(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?![\d:T-])", _padded, "E027",
            "a month and a day have two digits"),
    wording(rf"\b(since|after|before|on)\s+({TEXT})", _unquoted, "E031", "a date has no quotes"),
    wording(rf"{CONDITION}({NAME})\s+(?:is\s+)?between\s+({_DATE})\s+and\s+({_DATE})",
            lambda parts: _between_days(*parts[1:4]), "E031", _ENDS),
    wording(rf"{CONDITION}({NAME})\s+(?:is\s+)?in\s+(?:the\s+year\s+)?((?:19|20)\d\d)\b(?!-)",
            lambda p: _between_days(p[1], f"{p[2]}-01-01", f"{p[2]}-12-31"), "E031", _ENDS),
    wording(rf"{CONDITION}{EVENT}\s+(?:in|during|within)\s+(?:last|past|this)\s+"
            rf"({'|'.join(_DAYS)})\b", _lately),
    wording(rf"^{POINTS}\s+(?:when|if)\s(?:(?!\bor\b|\bunless\b).)+\b"
            r"(unless\s+(.+?))(?=\s+because\b|$)", "and not ({2})", "E029",
            "`unless` is not a word of this language",
            also="that holds where the value is unknown, too", part=1),
    wording(r"\bis['’]?\s?n['’]?t\b", "is not"),
    wording(r"(?<=[\"\d]\s)or\s+equals?(?=\s+[\"\d])", "or"),
    wording(r"\bsince\s+yesterday\b", "in the last 2 days", "E031",
            "`since` takes a date", help="write a date, such as `since 2026-03-01`, or so many "
            "days back: `in the last 2 days`"),
    wording(rf"\bsince\s+{_WORDED_DAY}\b", "in the last 30 days", "E031",
            "`since` takes a date", help="write a date, such as `since 2026-03-01`, or so many "
            "days back: `in the last 30 days`"),
    wording(rf"{_ASKED}\s+{EVENT}\s+after\s+(?={_DATE}|{_FOREIGN})", "{1} {2} since ", "E031",
            "events are asked for `since` a day, and that day counts"),
    wording(rf"{_ASKED}\s+{EVENT}\s+(?:before|until|on)\s+({_DATE}|{_FOREIGN})",
            "{1} {2} since 2026-03-01", "E031", _FROM_A_DAY, help=_NO_LAST_DAY),
    wording(rf"{_ASKED}\s+{EVENT}\s+(?:between|from)\s+({_DATE}|{_FOREIGN})\s+(?:and|to|until)"
            rf"\s+(?:{_DATE}|{_FOREIGN})", "{1} {2} since 2026-03-01", "E031", _FROM_A_DAY,
            help=_NO_LAST_DAY),
    wording(rf"{CONDITION}(?:the\s+)?last\s+{EVENT}\s+(?:is\s+|was\s+)?({_OVER})\s*{_AGO}",
            _long_ago, "E031", _AGE),
    wording(rf"{CONDITION}(?:the\s+)?last\s+{EVENT}\s+(?:is\s+|was\s+)?{_UNDER}\s*{_AGO}",
            lambda parts: f"any {parts[1]} in the last {_in_days(*parts[2:4])} days", "E031"),
    wording(rf"\b(any|no|for\s+each)\s+{EVENT}\s+(?:is\s+|was\s+)?{_UNDER}\s*{_AGO}",
            lambda parts: f"{parts[1]} {parts[2]} in the last {_in_days(*parts[3:5])} days"),
    wording(rf"\b(for\s+each\s+{NAME})\s+{_MOST}\s+(\d[\d,]*)"
            r"(?:\s+(times?|points?|pts))?\b(?=\s*(?:$|,|because\b))", _limited, "E034",
            "a comma stands before a limit"),
    wording(rf"(?<=, ){_MOST}\s+({NUMBER})(?=\s*(?:$|,|because\b))", "up to {1} points",
            rule=True),
    wording(rf"(?<=, )decay(?:s|ing)?\s+(?:by\s+)?({NUMBER}\s*%)\s+(?:after|over|in)\s+"
            r"(?=\d+\s+[a-z])", "losing {1} every "),
    wording(rf"\bfor\s+each\s+{EVENT}\s+(?:or|and)\s+{EVENT}(?=\s*(?:$|,|because\b|in\s+the\b))",
            "for each ({1} or {2})", "E031", "several events stand in brackets"),
    wording(r"(?<=\d )for\s+(?:empty|null|blank|missing|nothing|none)$", "unknown", "E029",
            "a value that is not there is called unknown"),
    wording(r"(?<=\d )for\s+(?:(?:all\s+|the\s+)?(?:others|else|rest)"
            r"|(?:every|any)thing(?:\s+else)?|everyone(?:\s+else)?)$", "otherwise", "E031",
            "all other values are `otherwise`"),
)  # fmt: skip
