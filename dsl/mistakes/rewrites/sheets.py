"""Functions of spreadsheets and databases in conditions: `AND(title = "CEO", NOT(opted_out))`.

What says the same here is put in words; of a function that has no like, a message says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..written import NAME, NUMBER, TEXT, quoted
from .names import Named
from .order import CONDITION

_KNOWN: Final = r"AND|OR|NOT|IF|IFS|ISBLANK|ISNULL|ISNUMBER|ISNA|ISERROR|SEARCH|FIND|EXACT"
_OTHER: Final = (
    r"LEFT|RIGHT|MID|LEN|LENGTH|UPPER|LOWER|PROPER|TRIM|CONCAT|CONCATENATE|SUBSTRING|TODAY|NOW|DATE"
    r"|DATEDIF|DATEDIFF|DAYS|YEAR|MONTH|DAY|COUNTIFS?|SUMIFS?|VLOOKUP|XLOOKUP|LOOKUP|MATCH|INDEX"
    r"|ROUND|VALUE|COALESCE|IFNULL|NVL|CAST|REGEXMATCH"
)
_CALL: Final = re.compile(
    rf"(?:{CONDITION}|(?<=\bnot ))(not\s+)?(?:{_KNOWN}|{_OTHER})\s*\(", re.IGNORECASE
)
_DAYS: Final = re.compile(
    rf"{CONDITION}({NAME})\s*(?:\bis\s+)?([<>]=?)\s*(?:TODAY|NOW|CURRENT_DATE|GETDATE)\s*(?:\(\s*\))?"
    rf"\s*(?:([-–−+])\s*(\d+))?(?![\w(])",
    re.IGNORECASE,
)
_SINCE: Final = re.compile(
    rf"{CONDITION}\(?\s*(?:TODAY|NOW)\s*\(\s*\)\s*[-–−]\s*({NAME})\s*\)?\s*([<>]=?)\s*(\d+)",
    re.IGNORECASE,
)
_SIDES: Final = {">": "under", ">=": "at most", "<": "over", "<=": "at least"}
"""How old a day is, by how it compares with one so many days ago."""
_OLD: Final = {">": "over", ">=": "at least", "<": "under", "<=": "at most"}
_END: Final = re.compile(r"\s+because\b|\s*$", re.IGNORECASE)
_FUNCTION: Final = re.compile(r"(not\s+)?([A-Za-z]+)\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_BLANK: Final = ("isblank", "isnull", "isna")
_PART: Final = re.compile(
    rf"(LEFT|RIGHT)\s*\(\s*({NAME})\s*,\s*(\d+)\s*\)\s*(<>|!=|==?)\s*({TEXT})\s*", re.IGNORECASE
)
_EQUAL: Final = re.compile(rf"({NAME})\s*(<>|!=|==?)\s*({TEXT})\s*")
_COMPARED: Final = re.compile(rf"({NAME})\s*(?:[<>]=?|=|<>|!=)\s*-?{NUMBER}\s*")
_IN_WORDS: Final = "what a function does elsewhere is said in words here"
_NO_LIKE: Final = (
    'write the test in words, such as `title starts with "VP"`, `title contains "VP"`, '
    "`title is unknown` or `created is in the last 30 days`"
)


def of_sheets(line: str, masked: str) -> Iterator[Named]:
    """`masked` is the line with its texts blanked."""
    if "(" not in masked and "TODAY" not in masked.upper():
        return
    for found in _DAYS.finditer(masked):
        yield _dated(found)
    for found in _SINCE.finditer(masked):
        said = f"days since {found[1]} is {_OLD[found[2]]} {found[3]}"
        yield Named(*found.span(), said, "E029", _IN_WORDS)
    for found in _CALL.finditer(masked):
        yield _called(line, masked, found.start())


def _dated(found: re.Match[str]) -> Named:
    name, sign, days = found[1], found[2], found[4] or "0"
    said = f"days since {name} is {_SIDES[sign]} {days}"
    if found[3] != "+":
        return Named(*found.span(), said, "E029", _IN_WORDS)
    help = f"write `{name} is in the next {days} days`, or `days until {name} is …`"
    return Named(*found.span(), said, "E029", _IN_WORDS, help)


def _called(line: str, masked: str, start: int) -> Named:
    """The test that begins with a function, up to the end of its condition."""
    end = _closed(masked, start)
    compared = re.compile(rf"\s*(?:<>|!=|==?)\s*{TEXT}").match(masked, end)
    end = compared.end() if compared else end
    said = _said(line[start:end])
    if said is not None:
        return Named(start, end, said, "E029", _IN_WORDS)
    last = _END.search(masked, end)
    return Named(start, last.start() if last else end, "any event", "E029", _IN_WORDS, _NO_LIKE)


def _closed(text: str, start: int) -> int:
    """Behind the bracket that closes the first one."""
    depth = 0
    for found in re.compile(r"[()]").finditer(text, start):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _said(text: str) -> str | None:
    """A test in words; none if it cannot be told what it means."""
    text = text.strip()
    part, equal = _PART.fullmatch(text), _EQUAL.fullmatch(text)
    if part:
        return _of_part(part)
    if equal:
        verb = "is" if equal[2][0] == "=" else "is not"
        return f"{equal[1]} {verb} {quoted(equal[3])}"
    function = _FUNCTION.fullmatch(text)
    if function:
        return _of_function(function)
    plain = re.fullmatch(NAME, text) or _COMPARED.fullmatch(text) or re.search(r"\bis\b", text)
    if not plain:
        return None
    return f"({text})" if re.search(r"\b(?:and|or)\b", text, re.IGNORECASE) else text


def _of_part(part: re.Match[str]) -> str | None:
    """`LEFT(title, 2) = "VP"`"""
    verb = "start" if part[1].lower() == "left" else "end"
    if int(part[3]) != len(part[5]) - 2:
        return None
    said = f"{verb}s with" if part[4][0] == "=" else f"does not {verb} with"
    return f"{part[2]} {said} {quoted(part[5])}"


def _of_function(function: re.Match[str]) -> str | None:
    denied, name, inner = bool(function[1]), function[2].lower(), _arguments(function[3])
    if name == "not" and len(inner) == 1:
        return _denied(inner[0]) if not denied else _said(inner[0])
    if name in _BLANK and len(inner) == 1 and re.fullmatch(NAME, inner[0]):
        return f"{inner[0]} is {'known' if denied else 'unknown'}"
    searched = re.fullmatch(rf"(?:SEARCH|FIND)\s*\(\s*({TEXT})\s*,\s*({NAME})\s*\)", inner[0],
                            re.IGNORECASE) if name == "isnumber" else None  # fmt: skip
    if searched:
        verb = "does not contain" if denied else "contains"
        return f"{searched[2]} {verb} {quoted(searched[1])}"
    tests = [_said(one) for one in inner]
    if name not in ("and", "or") or not all(tests):
        return None
    joined = f" {name} ".join(test for test in tests if test)
    return f"{'not ' * denied}({joined})"


def _denied(text: str) -> str | None:
    """What stands in `NOT(…)`."""
    blank = re.fullmatch(rf"(?:{'|'.join(_BLANK)})\s*\(\s*({NAME})\s*\)", text, re.IGNORECASE)
    if blank:
        return f"{blank[1]} is known"
    said = _said(text)
    if said is None:
        return None
    return f"not {said}" if said[0] == "(" or re.fullmatch(NAME, said) else f"not ({said})"


def _arguments(text: str) -> list[str]:
    """What stands between the commas of a function."""
    found, depth, quotes, start = [], 0, "", 0
    for i, sign in enumerate(text):
        if quotes or sign in "\"'":
            quotes = "" if sign == quotes else quotes or sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign in ",;" and not depth:
            found.append(text[start:i].strip())
            start = i + 1
    return [*found, text[start:].strip()]
