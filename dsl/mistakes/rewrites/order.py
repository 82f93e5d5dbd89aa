"""Events and how often they happen, in the order in which people say it."""

from __future__ import annotations

import re

from ...vocabulary import COUNTED_PHRASES, PHRASES, WORDS
from ..laden import LADEN
from ..written import NAME, NUMBER, POINTS, TEXT, Parts, quoted, wording

EVENT = rf"(?!(?:{'|'.join(sorted(WORDS))}|of|is|was|been|times?|people|persons?)\b)({NAME})"
_MORE = r"(?:at\s+least|min(?:imum)?\.?(?:\s+number\s+of\s+times)?:?)"
_OVER = r"(?:more\s+than|over)"
CONDITION = r"(?:(?<=\bwhen )|(?<=\band )|(?<=\bor )|(?<=\())"
_SAID = sorted({word for words in (*PHRASES, *COUNTED_PHRASES) for word in words})
_PART = (
    rf"(?!(?:{'|'.join(_SAID)}|today|yesterday|tomorrow|recently|lately|ever|now|ago|then|this|twice"
    rf"|always|during|single|{'|'.join(word for word in LADEN if word.isalpha())})\b){EVENT}"
)
"""A word that may be a part of an event's name."""
_LENGTH = r"\d+\s+(?:seconds?|minutes?|hours?|days?|weeks?)"
DATE = r"(?:\w*_)?(?:date|at|on|time|created|renewal|birthday)"
_TEST = r"(?=\s+(?:is|contains|starts|ends|matches|does|>=|<=|=|>|<))"
_SUMS = {"sum": "total", "max": "highest", "maximum": "highest", "min": "lowest",
         "minimum": "lowest", "avg": "average", "mean": "average"}  # fmt: skip


def _field(parts: Parts) -> str:
    return f"{parts[1]} {parts[2]} where {parts[3]} is {quoted(parts[4])}"


def _asked(parts: Parts) -> str:
    """`email_open in the last 7 days` asks for an event, `create_date in the last …` for a date."""
    dated = re.fullmatch(DATE, parts[1], re.IGNORECASE) and parts[2] != "where"
    return f"{parts[1]} is {parts[2]}" if dated else f"any {parts[1]} {parts[2]}"


def _per(parts: Parts) -> str:
    return f"at most {parts[1] or '1'} time{'s' * (parts[1] not in ('', '1'))} per {parts[2]}"


_FIRST = r"(?<=, )"

ORDERS = (
    wording(rf"\b(?:any\s+)?{EVENT}\s+{_MORE}\s+(\d+)(?:\s+times?)?\b(?=\s*(?:$|because|in|and|or))",
            "at least {2} {1}"),
    wording(rf"{CONDITION}(?:any\s+)?{EVENT}\s+{_OVER}\s+(\d+)\s+times?\b", "over {2} {1}"),
    wording(rf"\bat\s+least\s+(\d+)\s+times?\s+{EVENT}", "at least {1} {2}"),
    wording(rf"{CONDITION}(?:any\s+)?{EVENT}\s+(\d+)\s+times?\b", "at least {2} {1}"),
    wording(rf"{CONDITION}(?:any\s+)?{EVENT}\s+twice\b", "at least 2 {1}"),
    wording(rf"{CONDITION}(\d+)\s*(?:\+|or\s+more)?\s+{EVENT}", "at least {1} {2}"),
    wording(rf"\b(?:has\s+)?never\s+(?:any\s+)?{EVENT}", "no {1}"),
    wording(rf"{CONDITION}{EVENT}\s+never\b", "no {1}"),
    wording(rf"\b(?:any|ever)\s+{EVENT}\s+ever\b", "any {1}"),
    wording(rf"{CONDITION}(?:has\s+)?(?:ever\s+){EVENT}", "any {1}"),
    wording(rf"{CONDITION}{EVENT}\s+ever\b", "any {1}"),
    wording(rf"{CONDITION}(?:has|have|had|did|does)\s+(?:an?\s+)?{EVENT}(?=\s*(?:$|because|in|and|or|where))",
            "any {1}", "E029"),
    wording(rf"\bcount\s*\(\s*{EVENT}\s*\)", "number of {1}", "E029"),
    wording(rf"\bcount\s+of\s+{EVENT}", "number of {1}"),
    wording(rf"\b(sum|max|maximum|min|minimum|avg|mean)\s+(?:of\s+)?({NAME})\s+of\b",
            lambda parts: f"{_SUMS[parts[1].lower()]} {parts[2]} of"),
    wording(rf"^({POINTS})\s+(?:for\s+per|per|each)\s+{EVENT}", "{1} for each {2}"),
    wording(rf"\b(each|any|no|\d+)\s+{EVENT}\s+with\s+(?!the\s)({NAME})\s*(?:is|==?)?\s*({TEXT})",
            _field),
    wording(rf"\b(?:for\s+(each|every)|(any|no))\s+{EVENT}\s+with\s+(?!the\s)({NAME}){_TEST}",
            lambda p: f"{p[2] or 'for each'} {p[3]} where {p[4]}"),
    wording(rf"{CONDITION}{EVENT}\s+(where|in\s+the\s+last)\b", _asked),
    wording(rf"{CONDITION}last\s+{EVENT}\s+is\s+(?:(?:in|within)\s+the\s+last|under|within)"
            rf"\s+({_LENGTH})(?:\s+ago)?", "any {1} in the last {2}"),
    wording(rf"{CONDITION}no\s+{EVENT}\s+(?:for|since)\s+({_LENGTH})", "no {1} in the last {2}"),
    wording(rf"{CONDITION}(?:is\s+|has\s+been\s+)?inactive\s+(?:for|since)\s+({_LENGTH})",
            "no event in the last {1}"),
    wording(rf"\bis\s+(?:on\s+or\s+)?after\s+({_LENGTH}\s+ago)", "is under {1}"),
    wording(rf"\bis\s+(?:on\s+or\s+)?before\s+({_LENGTH}\s+ago)", "is over {1}"),
    wording(rf"\b(for\s+each|any|no)\s+{_PART}\s+{_PART}"
            r"(?=\s*(?:$|,|\bin\s+the\b|\bwhere\b|\bbecause\b|\band\b|\bor\b|\bfollowed\b))",
            "{1} {2}_{3}", "E036", "a name is one word", names=True),
    wording(rf"(?<=for each )({NAME})\s+where\s+([^,()]+?\s+(?:and|or)\s+[^,()]+?)"
            r"(?=\s*(?:,|$|\bbecause\b|\bin\s+the\s+last\b))", "{1} where ({2})", "E040",
            "several tests on an event stand in brackets"),
    wording(rf"(?:(?<=\bany )|(?<=\bno ))({NAME})\s+where\s+([^,()]+?\s+(?:and|or)\s+[^,()]+?)"
            r"(?=\s+in\s+the\s+last\b)", "{1} where ({2})", "E040",
            "several tests on an event stand in brackets"),
    wording(rf"{_FIRST}(?:max(?:imum)?\.?|limit(?:ed\s+to)?|capped\s+at|at\s+most|no\s+more\s+than)\s+"
            rf"({NUMBER})\s+points?\b", "up to {1} points", rule=True),
    wording(rf"{_FIRST}max(?:imum)?\.?\s+({NUMBER})(?=\s*(?:$|because\b))", "up to {1} points",
            rule=True),
    wording(r"\bup\s+to\s+(\d+)\s+times?\b", "at most {1} times"),
    wording(rf"{_FIRST}limit(?:ed\s+to)?\s+(\d+)(?:\s+times?)?(?!\s+points?)\b",
            "at most {1} times"),
    wording(r"\bonce\s+(?:a|an|every|each)\s+()(day|week)\b", _per),
    wording(rf"{_FIRST}(\d+)\s+times?\s+(?:per|a|every)\s+(day|week)\b", _per),
    wording(rf"{_FIRST}decay(?:s|ing)?\s+(?:by\s+)?({NUMBER}\s*%)\s+(?:every|per|each)\b",
            "losing {1} every"),
    wording(r"\b(losing|loses?|decays?)\s+half\b", "losing 50%"),
    wording(rf"\bfor\s+each\s+{EVENT}\s*,\s*expir(?:es|ing)\s+after\s+(\d+\s+(?:days?|weeks?|hours?))",
            "for each {1} in the last {2}"),
)  # fmt: skip
