"""Limits, times and joints as people speak of them, and what cannot be said with the nearest
that can be."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ..written import NAME, NUMBER, TEXT, Parts, wording
from .order import CONDITION, EVENT

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_LENGTH: Final = rf"\d[\d,]*\s+(?:{'|'.join(_SECONDS)})s?\b"
_SINCE: Final = rf"(?:{_LENGTH}|(?:\d+|an?)\s+(?:day|week|month)s?\b)"
_TESTED: Final = (
    r"(?=\s+(?:is|contains|starts|ends|matches|does|do|include|exceeds?)\b|\s*(?:[<>]=?|=|!=))"
)
_SUBJECT: Final = rf"(?:domain\s+of\s+)?{NAME}{_TESTED}"
_A: Final = r"(?:(?:any|an?|the)\s+)?"
_CAP: Final = (
    r"(?:max(?:imum)?\.?(?:\s+of)?|limit(?:ed\s+to)?|capped\s+at|at\s+most|up\s+to"
    r"|not?\s+more\s+than)"
)
_OFTEN: Final = r"(?:(?:not?|never)\s+more\s+(?:often\s+)?than|at\s+most|max(?:imum)?\.?|up\s+to)"
_NO_TIMES: Final = r"(?!max(?:imum)?\s+\d+\s+times|at\s+most\s+\d)"
_LEAST: Final = r"(?:min(?:imum)?\.?(?:\s+of)?|at\s+least|no(?:t)?\s+(?:less|fewer)\s+than)"
_PER: Final = r"(?:per|an?|every|each)"
_WORDS: Final = rf"{TEXT}|(?!\s(?:and|or|but|because)\s)[^\",;]"
_CLAUSE_END: Final = r"(?=\s*(?:$|,|because\b))"
_EACH: Final = rf"^[+-]?\s?{NUMBER}\s+for\s+each\s+{EVENT}\b.*?"
_BUT: Final = rf"(?=\s+(?:not?|any|at|exactly)\s(?!\d)|\s+{_SUBJECT})"
_OLDER: Final = r"(?:over|more\s+than|older\s+than|earlier\s+than|before|longer\s+than|at\s+least)"
_ASKED: Final = r"\b(for\s+each|any|no)\s+"
_COUNTED: Final = (
    r"\b(for\s+each|any|no|(?:(?:more|fewer|less)\s+than|over|under|at\s+least|at\s+most|exactly)"
    r"\s+\d+)\s+"
)

_NO_UNIT: Final = "a number has no unit, and only you know in which one its data are"
_PER_DAY: Final = "a limit for a day or a week is said in times, not in points"
_NO_LEAST: Final = "a rule `for each` gives its points from the first event on"
_NO_FLOOR: Final = "a rule has no least number of points"
_HOW_FAR: Final = "how far back events count is said with both ends"
_ONE_RULE: Final = "each rule stands on a line of its own"


def _in_units(parts: Parts) -> str:
    number, unit = parts[1], parts[2].lower()
    seconds = int(number.replace(",", "")) * _SECONDS[unit]
    help = f"write `{number}` if its data are in {unit}s"
    if unit != "second":
        return f"{help}, `{seconds:,}` if they are in seconds"
    minutes = Decimal(seconds) / 60
    return f"{help}, `{minutes:f}` if they are in minutes" if minutes == int(minutes) else help


def _often(parts: Parts) -> str | None:
    """`, not more than once a day`; that it is said so already shows another mistake."""
    times = {"once": "1", "twice": "2"}.get(parts[1].lower(), parts[1].split()[0])
    per = f" per {parts[2].lower()}" if parts[2] else ""
    said = f"at most {times} time{'s' * (times != '1')}{per}"
    return None if " ".join(parts[0].lower().split()) == said else said


def _times_of(parts: Parts) -> int:
    """How many times the points of a rule may be given to reach so many."""
    points, most = (Decimal(part.strip("+- ").replace(",", "")) for part in (parts[1], parts[4]))
    return int(most / points) if points and most % points == 0 else 0


def _daily(parts: Parts) -> str | None:
    times = _times_of(parts)
    return f", at most {times} time{'s' * (times != 1)} per {parts[5].lower()}" if times else None


def _both_ends(parts: Parts) -> str:
    """The further end is made up: a year, or far enough."""
    asked, event, nearer, unit = _asked(parts[1]), parts[2], parts[3], parts[4].lower()
    days = int(nearer.replace(",", "").split(".")[0]) * _SECONDS[unit] // _SECONDS["day"]
    further = {"day": 365, "week": 52}.get(unit, 1_000) if days < 300 else 9_999
    return f"write for example `{asked} {event} between {nearer} and {further:,} {unit}s ago`"


def _asked(words: str) -> str:
    """`more than 3` as `over 3`."""
    said = " ".join(words.split())
    return re.sub(r"\bmore than\b", "over", re.sub(r"\b(?:fewer|less) than\b", "under", said))


def _between_ago(parts: Parts) -> str:
    return f"{_asked(parts[1])} {parts[2]} between {parts[3]} and 9,999 {parts[4]}s ago"


def _inactive(parts: Parts) -> str:
    event = parts[2] if len(parts) > 2 else "event"
    return f"when no {event} in the last {_length(parts[1])}"


def _length(text: str) -> str:
    """`a week` as `7 days`, `2 months` as `60 days`."""
    number, unit = text.lower().split()
    days = {"day": 1, "week": 7, "month": 30}.get(unit.rstrip("s"), 0)
    if number.isdigit() and not unit.startswith("month"):
        return text
    count = days * (int(number) if number.isdigit() else 1)
    return f"{count} day{'s' * (count != 1)}" if number in ("a", "an") or days == 30 else text


def _without_comma(parts: Parts) -> str:
    return f"{parts[1]}, {_often(parts[2:]) or parts[2]}"


LIMITS: Final = (
    wording(
        rf"\bfor\s+every\s+({NUMBER})\s+({'|'.join(_SECONDS)})s?\s+of\s+(?=[a-z])",
        "for every {1} of ",
        "E040",
        _NO_UNIT,
        help=_in_units,
    ),
    wording(r"\b(for|is)\s+up\s*to(?=\s+-?\d)", "{1} at most"),
    wording(r"\bis\s+no\s+(?:greater|larger|higher|bigger)\s+than\b", "is at most"),
    wording(r"\bis\s+no\s+(?:fewer|lower|smaller)\s+than\b", "is at least"),
    wording(rf"\b({NAME})\s+reach(?:es|ed)?\s+(?={NUMBER})", "{1} is at least "),
    wording(rf"\b(?:does|do)(?:n['’]t|\s+not)\s+exceed(?=\s+{NUMBER})", "is at most"),
    wording(rf"(?<!not )\bexceed(?:s|ing)?(?=\s+{NUMBER})", "is over"),
    wording(
        rf"(?<=, ){_NO_TIMES}(?:{_OFTEN}\s+)?(once|twice|\d+(?:\s+times?)?)\s+{_PER}\s+(day|week)"
        rf"{_CLAUSE_END}",
        _often,
        rule=True,
    ),
    wording(
        rf"(?<=, ){_NO_TIMES}{_OFTEN}\s+(once|twice|\d+\s+times?)(){_CLAUSE_END}",
        _often,
        rule=True,
    ),
    wording(
        rf"\b(for\s+each\s+{NAME})\s+({_OFTEN}\s+(once|twice|\d+\s+times?)"
        rf"(?:\s+{_PER}\s+(day|week))?){_CLAUSE_END}",
        _without_comma,
        "E034",
        "a comma stands before a limit",
        rule=True,
    ),
    wording(
        rf"\b(for\s+each\s+{NAME})\s+not\s+more\s+than\s+({NUMBER})\s+points?{_CLAUSE_END}",
        "{1}, up to {2} points",
        "E034",
        "a comma stands before a limit",
        rule=True,
    ),
    wording(
        rf"(?<=, )not\s+more\s+than\s+({NUMBER})\s+points?{_CLAUSE_END}",
        "up to {1} points",
        rule=True,
    ),
    wording(
        rf"^([+-]?\s?{NUMBER})\s+for\s+each\s+{EVENT}\b.*?(,?\s+{_CAP}\s+({NUMBER})\s+points?\s+"
        rf"{_PER}\s+(day|week))",
        _daily,
        "E031",
        _PER_DAY,
        part=3,
        rule=True,
    ),
    wording(
        rf"^([+-]?\s?{NUMBER})\s+for\s+each\s+{EVENT}\b.*?(,?\s+{_CAP}\s+({NUMBER})\s+points?\s+"
        rf"{_PER}\s+(day|week))",
        ", at most 3 times per {5}",
        "E031",
        _PER_DAY,
        part=3,
        rule=True,
        help="write for example `, at most 3 times per {5}`",
    ),
    wording(
        rf"{_EACH}(,\s+{_LEAST}\s+({NUMBER})\s+points?){_CLAUSE_END}",
        "",
        "E031",
        _NO_FLOOR,
        part=2,
        rule=True,
        help="take it out; the points of a whole group have one: `group NAME, at least {3} points`",
    ),
    wording(
        rf"{_EACH}(,\s+{_LEAST}\s+(\d+)(?:\s+times?)?){_CLAUSE_END}",
        "",
        "E031",
        _NO_LEAST,
        part=2,
        rule=True,
        help="to give points once so many have happened, write `+10 when at least {3} {1}`",
    ),
)
"""Limits of points and of times, and numbers with a unit."""

TIMES: Final = (
    wording(rf"{_ASKED}{EVENT}\s+after\s+({_LENGTH})\s+ago\b", "{1} {2} in the last {3}"),
    wording(
        rf"{_COUNTED}{EVENT}\s+(?:(?:is|was)\s+)?{_OLDER}\s+({NUMBER})\s+(day|week|hour|minute)s?"
        r"\s+ago\b",
        _between_ago,
        "E031",
        _HOW_FAR,
        help=_both_ends,
    ),
    wording(
        rf"{_COUNTED}{EVENT}\s+(?:(?:is|was)\s+)?older\s+than\s+({NUMBER})\s+(day|week|hour|minute)s?\b",
        _between_ago,
        "E031",
        _HOW_FAR,
        help=_both_ends,
    ),
    wording(
        rf"{CONDITION}(?:any\s+|an?\s+)?{EVENT}\s+(within\s+{_LENGTH})\s+after\s+{_A}{EVENT}",
        "any {3} followed by {1} {2}",
        "E031",
        "one event after another is `followed by`",
    ),
    wording(
        rf"(?<=\d )(?:when\s+|if\s+)?(?:(?:after|for)\s+)?({_SINCE})\s+"
        r"(?:of\s+inactivity|(?:without|of\s+no|with\s+no)\s+(?:any\s+)?activity)\b",
        _inactive,
        "E031",
        "what has not happened is `no … in the last`",
        rule=True,
    ),
    wording(
        rf"(?<=\d )(?:when\s+|if\s+)?(?:after|for)\s+({_SINCE})\s+(?:without|with\s+no|of\s+no)\s+"
        rf"{_A}{EVENT}",
        _inactive,
        "E031",
        "what has not happened is `no … in the last`",
        rule=True,
    ),
    wording(
        rf"(?<=\d )(?:when\s+|if\s+)({_SINCE})\s+(?:without|with\s+no|of\s+no)\s+{_A}{EVENT}",
        _inactive,
        "E031",
        "what has not happened is `no … in the last`",
        rule=True,
    ),
    wording(
        rf"(?<=\d )(?:when\s+|if\s+)?without\s+{_A}(?P<event>{EVENT})\s+"
        rf"(?:for|in|within|since|in\s+the\s+last)\s+({_SINCE})",
        lambda parts: _inactive((parts[0], parts[3], parts[1])),
        "E031",
        "what has not happened is `no … in the last`",
        rule=True,
    ),
    wording(
        rf"{CONDITION}no\s+{EVENT}\s+(within\s+{_LENGTH})\s+after\s+{_A}{EVENT}",
        "no event",
        "E031",
        "one event after another is `followed by`",
        help="write `no {3} followed by {1} {2}`; that holds where there is no {3} at all, too",
    ),
    wording(
        rf"^[+-]?\s?{NUMBER}\s+(for\s+each\s+{EVENT}\s+(within\s+{_LENGTH})\s+(?:after|of)\s+{_A}"
        rf"{EVENT})",
        "for each {2}",
        "E031",
        "`for each` asks only about the events that it counts",
        part=1,
        rule=True,
        help="to give points once, write `when any {4} followed by {2} {3}`",
    ),
    wording(
        rf"{CONDITION}no\s+{EVENT}\s+(?:after|in|within|for)\s+({_SINCE})(?!\s+(?:of|ago|after|before)\b)",
        lambda parts: f"no {parts[1]} in the last {_length(parts[2])}",
    ),
    wording(
        rf"{CONDITION}({NUMBER})\s+days?\s+after\s+(?:the\s+)?((?:first|last)\s+)?{_A}{EVENT}",
        "days since last {3} is at least {1}",
        "E031",
        "how long ago an event was is `days since`",
        help="write `days since last {3} is at least {1}`, or `days since first {3} …`",
    ),
)
"""When something happened, or has not."""

JOINTS: Final = (
    wording(rf"(?<=\S )(?<!, )(?:but|however|yet)(?:\s+also)?{_BUT}", "and"),
    wording(rf"\s*,\s*(?:but|however|yet)(?:\s+also)?{_BUT}", " and"),
    wording(r"\band\s+also(?=\s)", "and"),
    wording(
        rf"(?<=[\"\d\w)] )(?:plus|\+|as\s+well\s+as|along\s+with|together\s+with)"
        rf"(?=\s+{_SUBJECT}|\s+(?:any|no)\s+{NAME})",
        "and",
    ),
    wording(
        rf"({TEXT}|\b\w+)\s*(?:[,;]|(?<=[\"'’])[/|]|(?<=[\"'’] )[/|])\s*(?!(?:and|or|but)\b)"
        rf"(?=({_SUBJECT}|(?:any|no)\s+{NAME}))",
        "{1} and ",
        "E031",
        "two tests are joined by `and` or by `or`",
        help="write `{1} and {2} …` if both must hold, `{1} or {2} …` if one is enough",
    ),
    wording(rf"{CONDITION}both\s+(?={_SUBJECT}|(?:any|no)\s+{NAME})(?=.*\sand\s)", ""),
    wording(rf"{CONDITION}either\s+(?={_SUBJECT}|(?:any|no)\s+{NAME})(?=.*\sor\s)", ""),
    wording(
        # Alone: beside other tests it would need brackets.
        rf"(?:(?<=\bwhen )|(?<=\())(?:(both)|either)\s+({NAME})\s+((?(1)and|or))\s+({NAME})\s+"
        rf"((?:is|contains|starts|ends|matches|does|do)\b(?:{_WORDS})*?)"
        r"(?=\s+because\b|\)|\s*$)",
        "{2} {5} {3} {4} {5}",
        "E031",
        "each column has a test of its own",
    ),
    wording(
        rf"{CONDITION}(?:(both)|either)\s+({NAME})\s+((?(1)and|or))\s+({NAME}){_TESTED}",
        "{4}",
        "E031",
        "each column has a test of its own",
        help="write the test with each: `({2} … {3} {4} …)`",
    ),
    wording(
        r"(?<=\S)[ \t]*(?:[;,/|][ \t]*(?:(?:and|or)[ \t]+)?|\b(?:and|or)[ \t]+)([+-]\s?\d[\d.,]*\s"
        r"+(?:points?\s+)?(?:when|if|for)\b[^;]*?)\s*(?:;.*)?$",
        "",
        "E031",
        _ONE_RULE,
        rule=True,
        help="write `{1}` on the next line",
    ),
)
"""What joins two tests, and two rules."""
AGAIN: Final = (
    wording(
        rf"{CONDITION}({NAME})\s+(?:is\b|[<>]=?|=)(?:(?!\s(?:and|or|but)\s).)*\s(?:and|or)\s+"
        rf"((?:is\s+)?([<>]=?|!=)(?=\s*{NUMBER}))",
        "{1} {3}",
        "E034",
        "each test says what it is about",
        part=2,
    ),
)
"""A second test of what the first is about; looked for last."""

SPEECH: Final = (*LIMITS, *TIMES, *JOINTS)
