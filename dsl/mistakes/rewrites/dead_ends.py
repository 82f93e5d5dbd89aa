"""What people write in words that fit almost, so that the first thing said of it led nowhere."""

from __future__ import annotations

import re
from typing import Final

from ..written import NAME, NUMBER, POINTS, TEXT, Parts, wording
from .order import CONDITION, EVENT

_NUMBER: Final = rf"-?{NUMBER}"
_DATE: Final = r"(?<!since )(?<!until )(?<!first )(?<!last )"
_DAY: Final = r"\d{4}-\d\d-\d\d(?![\d:T])"
_MOMENT: Final = r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?"
_MORE: Final = r"more|greater|higher|larger|bigger"
_LESS: Final = r"less|fewer|lower|smaller"
_OPPOSITE: Final = {"over": "at most", "under": "at least"}
_SIGNS: Final = {">": "over", ">=": "at least", "<": "under", "<=": "at most", "=": "exactly",
                 "==": "exactly"}  # fmt: skip
_LATER: Final = rf"over|above|later\s+than|newer\s+than|past|(?:{_MORE})\s+than"
_EARLIER: Final = rf"under|below|earlier\s+than|older\s+than|(?:{_LESS})\s+than"
_END: Final = r"(?=\s*(?:$|because\b))"
_VERB: Final = (
    r"is(?:\s+not)?|does\s+not\s+(?:contain(?:\s+word)?|start\s+with|end\s+with)"
    r"|contains?(?:\s+word)?|starts\s+with|ends\s+with|matches"
)
_TEXTS: Final = rf"{TEXT}(?:(?:\s*,\s*|\s+or\s+){TEXT})*"
_BUT: Final = r"(?:any(?:thing|one)?\s+|all\s+)?(?:except|but|other\s+than)(?:\s+for)?"
_AGAIN: Final = "each test says what it is about"
_BEHIND: Final = "an exception is a condition that must not hold"
_UNKNOWN_TOO: Final = "that holds where the value is unknown, too"


def _then(parts: Parts) -> str:
    """`is not more then 5`"""
    side = "over" if re.fullmatch(_MORE, parts[3], re.IGNORECASE) else "under"
    said = _OPPOSITE[side] if parts[2] else side
    return f"{parts[1].lower()}{said} "


def _then_of(parts: Parts) -> str:
    """The same of a name without `is`."""
    return f"{parts[1]} is {_then(('', '', *parts[2:]))}"


def _day(parts: Parts) -> str:
    """`created is at least 2026-01-01`"""
    words = " ".join(parts[2].lower().split())
    if words in ("at least", "from"):
        return f"is {'before' if parts[1] else 'on or after'} {parts[3]}"
    if words == "at most":
        return f"is {'after' if parts[1] else 'on or before'} {parts[3]}"
    later = re.fullmatch(_LATER, words) is not None
    if parts[1]:
        return f"is on or {'before' if later else 'after'} {parts[3]}"
    return f"is {'after' if later else 'before'} {parts[3]}"


def _outside(parts: Parts) -> str:
    name, low, high = parts[1:4]
    return f"({name} is under {low} or {name} is over {high})"


def _outside_days(parts: Parts) -> str:
    name, low, high = parts[1:4]
    return f"({name} is before {low} or {name} is after {high})"


def _counted(parts: Parts) -> str:
    return f"{_SIGNS[parts[1]]} {parts[2]} {parts[3]}"


_DOES_NOT: Final = {"starts": "start", "ends": "end", "contains": "contain", "contain": "contain",
                    "matches": "match"}  # fmt: skip


def _denied_again(parts: Parts) -> str:
    """`title is "A" and not "B"`"""
    verb, *rest = re.sub(r"does\s+not\s+", "", parts[2].lower()).split()
    said = "is not" if verb == "is" else " ".join(["does not", _DOES_NOT[verb], *rest])
    joint = "or" if parts[5].strip().lower() == "or" else "and"
    return f"{joint} {parts[1]} {said} {parts[6]}"


def _both_ways(parts: Parts) -> str:
    """An exception behind `or`."""
    whole, last, exception = parts[1].strip(), parts[2].strip(), parts[4].strip()
    return (
        f"write `({whole} or {last}) and not ({exception})` if it is one from both, "
        f"`{whole} or ({last} and not ({exception}))` if from the last alone"
    )


_HEAD: Final = (
    rf"^(?:{POINTS}\s+when|exclude\s+(?:leads\s+|contacts\s+)?when|define\s+{NAME}\s+as)\s+"
)
_OF_EACH: Final = (
    "a rule `for each` asks only about its events: write `where not (…)` for what they are like; "
    "what the lead is like stands at the group, `group NAME, when not ({2})`"
)
_EXCEPTION: Final = r"(?:unless|except(?:\s+(?:when|if|where|for))?)"

DEAD_ENDS: Final = (
    wording(rf"\bis\s+({_MORE}|{_LESS})\s+(?:th[ae]n\s+)?or\s+equals?\s+then\s+(?={_NUMBER})",
            lambda p: f"is at {'least' if re.fullmatch(_MORE, p[1], re.IGNORECASE) else 'most'} "),
    wording(rf"(?<=, )not?\s+more\s+then\s+({NUMBER})\s+points?\b", "up to {1} points"),
    wording(rf"{CONDITION}({NAME})\s+is\s+not\s+outside(?:\s+of)?\s+({_NUMBER})\s*"
            rf"(?:and|to|[-–—])\s*({_NUMBER})(?![\d:-])",
            "({1} is at least {2} and {1} is at most {3})"),
    wording(rf"(\bis\s+)(not?\s+)?({_MORE}|{_LESS})\s+then\s+(?={_NUMBER})", _then),
    wording(rf"{CONDITION}({NAME})\s+(not?\s+)?({_MORE}|{_LESS})\s+then\s+(?={_NUMBER})", _then_of),
    wording(rf"()\b(not?\s+)?({_MORE}|{_LESS})\s+then\s+(?={_NUMBER})", _then),
    wording(rf"\bis\s+(not?\s+)?(at\s+least|at\s+most|{_LATER}|{_EARLIER})\s+({_MOMENT})\b", _day),
    wording(rf"{CONDITION}({NAME})\s+(?:is\s+)?(?:not\s+between|outside(?:\s+of)?)\s+({_DAY})\s+"
            rf"(?:and|to)\s+({_DAY})", _outside_days, "E031", "two days are said one by one"),
    wording(rf"{CONDITION}not\s+({NAME})\s+is\s+between\s+({_DAY})\s+(?:and|to)\s+({_DAY})",
            "not ({1} is on or after {2} and {1} is on or before {3})", "E031",
            "two days are said one by one"),
    wording(rf"{CONDITION}({NAME})\s+(?:is\s+)?(?:not\s+between|outside(?:\s+of)?)\s+({_NUMBER})\s*"
            rf"(?:and|to|[-–—])\s*({_NUMBER})(?![\d:-]|\s+\w+\s+ago\b)", _outside),
    wording(rf"{_DATE}\b({NAME})\s+is\s+(not\s+)?(today|yesterday)\b",
            lambda p: f"days since {p[1]} is {p[2].lower()}{int(p[3].lower() != 'today')}"),
    wording(rf"\bis\s+{_BUT}\s+(?={_NUMBER})", "is not "),
    wording(rf"\bis\s+(?:an?\s+)?max(?:imum)?\.?(?:\s+of)?\s+({_NUMBER})", "is at most {1}"),
    wording(rf"\bis\s+(?:an?\s+)?min(?:imum)?\.?(?:\s+of)?\s+({_NUMBER})", "is at least {1}"),
    wording(rf"\b({NAME})\s+({_VERB})\s+({_TEXTS})\s+"
            rf"(((?:and|but|or)\s+)not\s+({_TEXTS}))", _denied_again, "E034", _AGAIN, part=4),
    wording(rf"{CONDITION}(>=?|<=?|==?)\s*(\d+)\s+(?:times\s+)?{EVENT}", _counted, "E031",
            "how often an event happened is said in words"),
    wording(rf"^({POINTS}\s+)for\s+(?:is\s+)?(?:unknown|not\s+(?:known|set|given))()$",
            "{1}unknown", "E031", "the row for a value that is not there is `unknown`"),
    wording(rf"^({POINTS}\s+)for\s+(?:any|all|every)(?:\s+values?)?$", "{1}otherwise", "E031",
            "all other values are `otherwise`, and that row stands last"),
    wording(rf"^({POINTS}\s+)for\s+(?:is\s+)?(?:known|not\s+unknown)$", "{1}otherwise", "E031",
            "a row names the values that it fits",
            help="write `0 unknown`, and below it as the last row `{1}otherwise`"),
    wording(rf"(?<=\bfor )(?:between|from)\s+({_NUMBER})\s*(?:and|to|[-–—])\s*({_NUMBER})",
            "{1} to {2}"),
    wording(rf"(?<=\bfor )below\s+(?={_NUMBER})", "under "),
    wording(rf"(?<=\bfor )above\s+(?={_NUMBER})", "over "),
    wording(rf"{_HEAD}(.+)\s+or\s+(.+?)\s+({_EXCEPTION}\s+(.+?))(?=\s+because\b|$)",
            "", "E029", _BEHIND, part=3, help=_both_ways, exact=True),
    wording(rf"{_HEAD}(?:(?!\bor\b).)+?\s({_EXCEPTION}\s+(.+?))(?=\s+because\b|$)",
            "and not ({2})", "E029", _BEHIND, also=_UNKNOWN_TOO, part=1, exact=True),
    wording(rf"^({POINTS}\s+for\s+each\s+{NAME})\s+(?:unless|except)\s+(?:where|with|when)\s+(.+?)"
            r"(?=\s*,|\s+because\b|$)", "{1} where not ({2})", "E029", _BEHIND, exact=True),
    wording(rf"^{POINTS}\s+for\s+each\s+.+?\s({_EXCEPTION}\s+(.+?))(?=\s*,|\s+because\b|$)",
            "", "E029", _BEHIND, part=1, help=_OF_EACH, exact=True),
    wording(rf"^(ignore\s+{NAME})\s+where\s+((?:(?!\bor\b).)+?)\s+{_EXCEPTION}\s+(.+?)"
            r"(?=\s+because\b|$)", "{1} where ({2} and not ({3}))", "E029", _BEHIND,
            also=_UNKNOWN_TOO, exact=True),
    wording(rf"^(ignore\s+)(?:all\s+|every\s+)?({NAME})\s+{_EXCEPTION}\s+(.+?)(?=\s+because\b|$)",
            "{1}{2} where not ({3})", "E029", _BEHIND, also=_UNKNOWN_TOO, exact=True),
)  # fmt: skip
