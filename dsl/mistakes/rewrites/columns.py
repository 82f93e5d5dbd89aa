"""Columns of the leads: called by their headers, counted like events, compared with a length.

Only names that the file or one that it uses declares are put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...vocabulary import WORDS
from ..declared import Declared
from ..turned_round import ROUND
from ..written import NAME, NUMBER, TEXT
from .names import Named
from .order import CONDITION

_TESTED: Final = (
    r"(?=\s*(?:[<>=!≥≤≠]|(?:is|isn['’]t|not|contains?|starts?|ends?|matches|does|do|equals?"
    r"|includes?|has|over|under|at|between|in|like)\b))"
)
_HEADER: Final = re.compile(
    rf"(?:(?:\b(?:when|if|and|or|not)\s|\()\s*({TEXT}){_TESTED}|\b(?:of|since|by)\s+({TEXT}))",
    re.IGNORECASE,
)
_LIMIT: Final = re.compile(
    rf"\b({NAME})\s+(at\s*least|at\s*most|min(?:imum)?|max(?:imum)?)\s+({NUMBER})", re.IGNORECASE
)
_LEAST: Final = ("atleast", "min", "minimum")
_FOR_EVERY: Final = re.compile(
    rf"(?<=\d )(?:(?:for\s+)?(?:every|each|per)\s(?:{NAME}\s+in\s)?|[*×]|x\b|times\b)\s*({NAME})\b",
    re.IGNORECASE,
)
_ITSELF: Final = re.compile(rf"^\+\s*({NAME})\b", re.IGNORECASE)
_LONG: Final = re.compile(
    rf"\b({NAME})\s+(?:is\s+)?(over|under|at\s+least|at\s+most|more\s+than|less\s+than|[<>]=?)\s*"
    rf"({NUMBER})\s*(sec(?:ond)?s?|min(?:ute)?s?|h(?:(?:ou)?rs?)?|days?|weeks?|months?|years?)\b"
    r"(?!\s+(?:ago|after|before|of)\b)",
    re.IGNORECASE,
)
_UNITS: Final = {"s": "seconds", "mi": "minutes", "h": "hours", "d": "days", "w": "weeks",
                 "mo": "months", "y": "years"}  # fmt: skip
_SECONDS: Final = {"minutes": 60, "hours": 3_600}
_ANSWERED: Final = re.compile(
    rf"{CONDITION}({NAME})\s*(?:\bis\b|\bequals\b|===?|=|:)?\s*({TEXT}|\b(?:yes|no|true|false)\b)",
    re.IGNORECASE,
)
_ANSWERS: Final = ("yes", "true", "no", "false")
_ROUND: Final = re.compile(
    rf"(?:(?<=\bwhen )|(?<=\band )|(?<=\bor )|(?<=\())(-?{NUMBER})\s*([<>=!]{{1,2}})\s*({NAME})\b"
    r"(?!\s*(?:[<>=!]|is\b))",
    re.IGNORECASE,
)
_SIGNS: Final = {"=>": ">=", "=<": "<=", "==": "=", "<>": "!="}
_THEIR: Final = re.compile(
    rf"\b(?:their|his|her|its|your|our|this|the)\s+({NAME}){_TESTED}", re.IGNORECASE
)


def of_columns(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`masked` is the line with its texts blanked."""
    if declared.columns:
        yield from _headers(line, masked, declared)
        yield from _limits(masked, declared)
        yield from _counted(masked, declared)
        yield from _lengths(masked, declared)
        yield from _possessive(masked, declared)
        yield from _yes_or_no(line, masked, declared)
        yield from _turned_round(masked, declared)


def _headers(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`"Lead Source" is "Google"`"""
    for found in _HEADER.finditer(masked):
        start, end = found.span(1 if found[1] else 2)
        header = " ".join(line[start + 1 : end - 1].lower().split())
        name = declared.headers.get(header) or header.replace(" ", "_")
        if name in declared.columns:
            title = "a column is asked for by its name, without quotes"
            yield Named(start, end, name, "E036", title)


def _limits(masked: str, declared: Declared) -> Iterator[Named]:
    """`total_visits at least 5`"""
    for found in _LIMIT.finditer(masked):
        if _number(found[1], declared):
            least = "".join(found[2].lower().split()) in _LEAST
            said = f"{found[1]} is at {'least' if least else 'most'} {found[3]}"
            yield Named(*found.span(), said, "E034", f"`is` is missing after `{found[1]}`")


def _counted(masked: str, declared: Declared) -> Iterator[Named]:
    """`+1 for every total_visits`, `+1 * total_visits`, `+total_visits`"""
    title = "points for a number are given `for every` so many of it"
    for found in _FOR_EVERY.finditer(masked):
        if _number(found[1], declared) and re.match(r"[+-]?\s?\d", masked):
            yield Named(*found.span(), f"for every 1 of {found[1]}", "E031", title)
    for found in _ITSELF.finditer(masked):
        if _number(found[1], declared):
            yield Named(*found.span(), f"+1 for every 1 of {found[1]}", "E031", title)


def _lengths(masked: str, declared: Declared) -> Iterator[Named]:
    """`seconds_on_site is over 10 minutes`: in what unit a column is, nobody has said."""
    for found in _LONG.finditer(masked):
        if not _number(found[1], declared):
            continue
        unit = next(unit for start, unit in _UNITS.items() if found[4].lower().startswith(start))
        help = f"write `{found[3]}` if its data are in {unit}"
        if unit in _SECONDS and found[3].isdigit():
            help += f", `{int(found[3]) * _SECONDS[unit]:,}` if they are in seconds"
        verb = "is " if found[2][0].isalpha() else ""
        said = f"{found[1]} {verb}{found[2]} {found[3]}"
        title = f"`{found[1]}` is a number, and a number has no unit"
        yield Named(*found.span(), said, "E040", title, help)


def _possessive(masked: str, declared: Declared) -> Iterator[Named]:
    """`their country is "Oman"`"""
    for found in _THEIR.finditer(masked):
        if found[1].lower() in declared.columns and found[1].lower() not in WORDS:
            yield Named(*found.span(), found[1], "E031",
                        "a column is asked for by its name alone")  # fmt: skip


def _yes_or_no(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`do_not_email "No"`"""
    for found in _ANSWERED.finditer(masked):
        answer = line[found.start(2) : found.end(2)].strip("\"'‘’").lower()
        if declared.columns.get(found[1].lower()) == "yes" and answer in _ANSWERS:
            said = found[1] if answer in ("yes", "true") else f"not {found[1]}"
            yield Named(*found.span(), said, "E108", f"`{found[1]}` is yes or no already")


def _turned_round(masked: str, declared: Declared) -> Iterator[Named]:
    """`5 => total_visits`"""
    for found in _ROUND.finditer(masked):
        sign = _SIGNS.get(found[2], found[2])
        if _number(found[3], declared) and sign in ROUND:
            said = f"{found[3]} {ROUND[sign]} {found[1]}"
            yield Named(*found.span(), said, "E101",
                        "what is compared stands first, and its number last")  # fmt: skip


def _number(name: str, declared: Declared) -> bool:
    return declared.columns.get(name.lower()) == "number" and name.lower() not in declared.events
