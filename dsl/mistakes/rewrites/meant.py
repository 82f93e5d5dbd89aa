"""Where one word less would say another thing: texts that must all be there, `50 max`, `50-`."""

from __future__ import annotations

import re
from typing import Final

from ..written import NAME, TEXT, Parts, quoted, wording
from .order import EVENT

_NUMBER: Final = r"(-?\d+(?:,\d{3})*(?:\.\d+)?)"
_VERB: Final = r"((?:contains|includes?)(?:\s+words?)?|match(?:es)?)"
_ALL: Final = r"(?:all|both|each|every\s+one)(?:\s+of)?(?:\s+the\s+words?)?\s*:?"
_JOINT: Final = r"\s*(?:,?\s*\band\b|&&?|\+|,)\s*"
_TEXTS: Final = rf"({TEXT}(?:{_JOINT}{TEXT})+)"
_LAST: Final = r"(?=\s*(?:$|\band\b|\bor\b|\bbecause\b|\)))"
_ROW_END: Final = r"(?=\s*(?:$|because\b))"
_SUBJECT: Final = rf"((?!(?:not|does|do)\b)(?:domain\s+of\s+)?{NAME})"
_NO_UNIT: Final = r"(?!(?:second|minute|hour|day|week|month|year)s?\b)"
_OWN_TEST: Final = "each text that must be there is a test of its own"
_JOINED: Final = "values are joined by commas and `or`, not by `and`"


def _tests(parts: Parts) -> list[str]:
    verb = " ".join(parts[2].lower().split()).replace("words", "word")
    return [f"{parts[1]} {verb} {quoted(text)}" for text in re.findall(TEXT, parts[3])]


def _each(parts: Parts) -> str:
    return " and ".join(_tests(parts))


def _bracketed(parts: Parts) -> str:
    return f"({_each(parts)})"


def _some(parts: Parts) -> str | None:
    """The same as one test, if the texts are joined by `and`."""
    between = re.sub(TEXT, "", parts[3].lower())
    if not re.search(r"and|&|\+", between):
        return None
    *first, last = re.findall(TEXT, parts[3])
    verb = " ".join(parts[2].split())
    return f"{parts[1]} {verb} {', '.join(map(quoted, first))} or {quoted(last)}"


def _all_or_some(parts: Parts) -> str:
    some = _some(parts) or ""
    return f"write `{_each(parts)}` if it must hold them all, `{some}` if one is enough"


def _all_or_some_of_event(parts: Parts) -> str:
    some = _some(parts) or ""
    return f"write `{_bracketed(parts)}` if it must hold them all, `{some}` if one is enough"


def _limit(word: str) -> str:
    return "at most" if word.lower().startswith(("max", "at the most", "at most", "top")) else (
        "at least"
    )  # fmt: skip


def _in_list(parts: Parts) -> str:
    no, joint = ("not ", "and") if parts[2] else ("", "or")
    texts = re.findall(TEXT, parts[4])
    values = quoted(texts[0])
    if len(texts) > 1:
        values = f"{', '.join(map(quoted, texts[:-1]))} or {quoted(texts[-1])}"
    return f"{parts[1]} is {no}in {parts[3]} {joint} {parts[1]} is {no}{values}"


def _in_list_bracketed(parts: Parts) -> str:
    return f"({_in_list(parts)})"


_ONE_LIST: Final = "`in` takes the name of one list"
_VALUES: Final = rf"({TEXT}(?:(?:\s*,\s*(?:or\s+)?|\s+(?:or|and)\s+){TEXT})*)"
_LISTED: Final = (
    rf"\b({NAME})\s+is\s+(not\s+)?in\s+({NAME})\s*(?:,\s*(?:and|or)?|\bor\b|\band\b)\s*"
)

MEANT: Final = (
    wording(rf"(?<!\bor )(?<!\bwhere )\b{_SUBJECT}\s+{_VERB}\s+{_ALL}\s*{_TEXTS}(?!\s+or\b)", _each,
            "E031", _OWN_TEST),
    wording(rf"\b{_SUBJECT}\s+{_VERB}\s+{_ALL}\s*{_TEXTS}", _bracketed, "E031", _OWN_TEST),
    wording(rf"(?<=\bwhere ){_SUBJECT}\s+{_VERB}\s+{_TEXTS}", _some, "E031", _JOINED,
            help=_all_or_some_of_event),
    wording(rf"\b{_SUBJECT}\s+{_VERB}\s+{_TEXTS}", _some, "E031", _JOINED, help=_all_or_some),
    wording(rf"\b(is|for)\s+{_NUMBER}\s+(max(?:imum)?\b\.?|at\s+(?:the\s+)?most\b|tops\b"
            rf"|min(?:imum)?\b\.?|at\s+(?:the\s+)?least\b){_LAST}",
            lambda parts: f"{parts[1]} {_limit(' '.join(parts[3].split()))} {parts[2]}"),
    wording(rf"\b(is|for)\s+{_NUMBER}\s?[-–—]{_LAST}", "{1} at most {2}", "E031",
            "a limit is said in words",
            help="write `{1} at most {2}` or `{1} at least {2}`, as it is meant"),
    wording(rf"\b({NAME})\s+is\s+not\s+{_NUMBER}\s?\+(?=\s|$|\))", "{1} is under {2}",
            also="`not ({1} is at least {2})` holds for an unknown value, too"),
    wording(rf"\bfor\s+[\[(\]]\s*{_NUMBER}\s*[,;]\s*{_NUMBER}\s*[)\[]", "for {1} to {2}",
            "E031", "a range is written with `to`",
            help="write `for {1} to {2}`: both ends count, and what fits two rows gets the points "
            "of the first"),
    wording(rf"\bis\s+in\s+\[\s*{_NUMBER}\s*[,;]\s*{_NUMBER}\s*\]", "is between {1} and {2}",
            "E031", "brackets are not used for values",
            help="write `is between {1} and {2}`, or `is {1} or {2}` if only these two are meant"),
    wording(rf"\bfor\s+\[\s*{_NUMBER}\s*(?:,|;|:|[-–—]|\.\.+|\bto\b)\s*{_NUMBER}\s*\]",
            "for {1} to {2}", "E031", "a range is written with `to`",
            also="`for {1}, {2}` if only these two are meant"),
    wording(rf"\b(for|is)\s+{_NUMBER}\s+(?:up|upwards?|onwards?|and\s+upwards?){_ROW_END}",
            "{1} at least {2}"),
    wording(rf"(?<=\d )for\s+(?:each|every)\s+(\d+)\s+{_NO_UNIT}{EVENT}(?!\s+of\b)",
            "for every {1} of number of {2}",
            "E031", "`for each` gives its points for every single event", rule=True,
            also="`when at least {1} {2}` if the points are given once"),
    wording(rf"(?<=\bwhen ){_LISTED}{_VALUES}{_ROW_END}", _in_list, "E031", _ONE_LIST),
    wording(rf"{_LISTED}{_VALUES}", _in_list_bracketed, "E031", _ONE_LIST),
)  # fmt: skip
