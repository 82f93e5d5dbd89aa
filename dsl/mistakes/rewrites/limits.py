"""Stages with a limit of their own: `Cold less than 20`, `Low max 49`, `Hot no lower than 50`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..laden import LADEN
from ..written import NUMBER, TEXT, quoted
from .names import Named

_THAN: Final = r"(?:\s+th[ae]n)?"
_MORE: Final = rf"(?:(?:more|greater|higher|larger|bigger){_THAN}|over|above|exceeding|beyond)"
_LESS: Final = rf"(?:(?:less|fewer|lower|smaller){_THAN}|under|below|beneath)"
_NOT: Final = r"(?:not?|never)\s+"
_EQUAL: Final = r"\s+or\s+equal(?:\s+to)?"
_SIDES: Final = {
    "at most": rf"{_LESS}{_EQUAL}|{_NOT}{_MORE}|at\s+most|atmost|max(?:imum)?\.?(?:\s+of)?|<=|=<|≤"
    r"|up\s*to|until|till|to",
    "at least": rf"{_MORE}{_EQUAL}|{_NOT}{_LESS}|at\s+least|atleast|min(?:imum)?\.?(?:\s+of)?|>="
    r"|=>|≥",
    "under": rf"{_LESS}|{_NOT}at\s+least|<",
    "over": rf"{_MORE}|{_NOT}at\s+most|>",
}  # fmt: skip
_SIDE: Final = "|".join(f"(?P<{said.replace(' ', '_')}>{side})" for said, side in _SIDES.items())
_NO_NAME: Final = "|".join(
    sorted((*(word for word in LADEN if word.isalpha()), "not?", "never", "without", "except",
            "excluding", "unless", "neither", "nor", "when", "where", "if", "score", "is", "at",
            "to", "up"))
)  # fmt: skip
_LATER: Final = rf"(?!(?:{_NO_NAME})\b)[A-Za-z][\w-]*"
_NAME: Final = rf"(?P<name>{TEXT}|[A-Za-z]\w*(?:[ \t]+{_LATER})*)"
_LIMITED: Final = re.compile(
    rf"{_NAME}\s*(?:[:=–—-]\s*)?(?:(?:when|if|where|score)\s+)?(?:(?:is|are|of|at)\s+)?"
    rf"(?:{_SIDE})\s*(?P<number>-?{NUMBER})\s*(?:points?|pts)?\s*$",
    re.IGNORECASE,
)


_BEHIND: Final = re.compile(
    rf"{_NAME}\s*(?:[:=–—-]\s*)?(?:(?:when|if|where|score)\s+)?(?:(?:is|are|of|at)\s+)?"
    rf"(?P<number>-?{NUMBER})\s*(?:points?|pts)?\s*(?:(?:and|or)\s+"
    r"(?:less|fewer|lower|smaller|under|below|down)|max(?:imum)?\.?)\s*$",
    re.IGNORECASE,
)


def in_limits(line: str) -> Iterator[Named]:
    found = _LIMITED.match(line)
    behind = _BEHIND.match(line)
    if found:
        side = next(said for said in _SIDES if found[said.replace(" ", "_")])
        yield _row(line, found, side)
    elif behind:
        yield _row(line, behind, "at most")


def _row(line: str, found: re.Match[str], side: str) -> Named:
    name = found["name"]
    name = quoted(name) if name.isidentifier() or name[0] in "\"'‘" else f'"{name}"'
    right = f"{name} when score is {side} {found['number']}"
    return Named(0, len(line), right, "E031", "a stage is told by a condition on the score")
