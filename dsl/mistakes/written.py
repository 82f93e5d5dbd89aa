"""One way in which people write a thing, and how it is written here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Parts: TypeAlias = tuple[str, ...]
"""What a pattern has found: the whole, then its groups."""

NAME = r"[A-Za-z]\w*"
NUMBER = r"\d[\d,]*(?:\.\d+)?"
TEXT = r"(?:\"[^\"\n]*\"|['‘][^'‘’\n]*['’])"
VALUE = rf"(?:{TEXT}|-?{NUMBER})"
POINTS = r"[+-]?\s?\d[\d.,]*"


@dataclass(frozen=True, slots=True)
class Wording:
    pattern: re.Pattern[str]
    say: Callable[[Parts], str | None]
    """The new wording from what the pattern has found; none if it is meant otherwise."""
    code: str = "E031"
    title: str = ""
    safe: bool = False
    names: bool = False
    """The new wording holds names that were made up."""
    rule: bool = False
    """It is a rule's: only lines that begin with points have it."""
    help: Callable[[Parts], str] | None = None
    """What to do where people must choose; the line is only read on in the new wording."""
    also: Callable[[Parts], str] | None = None
    """What else may be meant, told beside the new wording."""
    part: int = 0
    """The group of the pattern that is put in other words; the rest only shows what is meant."""
    exact: bool = False
    """It is meant only where it fits: the same words stand for another thing elsewhere."""


def wording(
    pattern: str, said: str | Callable[[Parts], str | None], code: str = "E031", title: str = "",
    *, safe: bool = False, names: bool = False,
    rule: bool = False, help: str | Callable[[Parts], str] = "",
    also: str | Callable[[Parts], str] = "", part: int = 0, exact: bool = False,
) -> Wording:  # fmt: skip
    """`said`, `help` and `also` may hold `{1}`, `{2}` for what the pattern's groups have found."""
    compiled = re.compile(pattern, re.IGNORECASE)
    say = said if callable(said) else _filled(said)
    helps, tells = _told(help), _told(also)
    return Wording(compiled, say, code, title, safe, names, rule, helps, tells, part, exact)


def _told(words: str | Callable[[Parts], str]) -> Callable[[Parts], str] | None:
    return words if callable(words) else _filled(words) if words else None


def _filled(said: str) -> Callable[[Parts], str]:
    return lambda parts: said.format(*parts)


def quoted(text: str) -> str:
    """A text in double quotes, whatever its own were."""
    return f'"{text[1:-1]}"' if text[:1] in "'‘\"" else text


def listed(values: str) -> str:
    """`'A','B','C'` as `"A", "B" or "C"`."""
    found = [quoted(value) for value in re.findall(VALUE, values)]
    *first, last = found or [""]
    return f"{', '.join(first)} or {last}" if first else last


def signed(points: str) -> str:
    """
    >>> signed("10"), signed("- 5"), signed("0")
    ('+10', '-5', '0')
    """
    points = points.replace(" ", "")
    return points if points[0] in "+-" or not points.strip("0") else f"+{points}"


def turned(parts: Parts) -> str:
    """A condition and its points, the points first."""
    condition = re.sub(r"^the\s+", "", parts[1].strip(), flags=re.IGNORECASE)
    return f"{signed(parts[2])} when {condition}"
