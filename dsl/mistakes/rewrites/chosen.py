"""Words beside which a near word of the language means something else: `include` and `exclude`,
`keeping` and `losing`, `set` and `"set"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ..written import NAME, NUMBER, TEXT, VALUE, Parts, quoted, wording
from .names import Named
from .order import CONDITION, EVENT
from .signs import like

_TAKE: Final = r"(?:include|allow|accept|keep|count|take|score)"
_ONLY: Final = rf"(?:{_TAKE}\s+only|only(?:\s+{_TAKE})?|{_TAKE.replace('|score', '')})"
_WHO: Final = (
    r"(?:(?:(?:the|all|those)\s+)?(?:leads?|contacts?|people|prospects?|companies|everyone|anyone"
    r"|those)\s+)?"
)
_WHEN: Final = r"(?:when|if|where|with|who|whose|that)"
_REST: Final = r"(.+?)(?=\s+because\b|\s*$)"
_IS_NOT: Final = r"\b(?:is|was|are)(?:\s+not|n['’]t)"
_FILLED: Final = r"filled\s+(?:in|out|up)\b"
_EVERY: Final = r"(?=\s+(?:every|each|per)\b)"
_LEFT_OUT: Final = "who is left out is said, not who is taken"
_IGNORED: Final = "events that do not count are said, not those that do"
_VALUE: Final = "a value that is not there is called unknown"
_THERE: Final = "a value that is there is called known"
_LESS: Final = "points only grow less with time"
_ONE: Final = "a value is one or is not: write `is {1}` or `is not {1}`"
_TAKEN: Final = re.compile(
    r"(?:expect\s+)?(?:(?:is|are|to\s+be|be)\s+)?(?:not\s+excluded|included|kept|counted|accepted"
    r"|allowed)\s*$",
    re.IGNORECASE,
)
_UNIT: Final = r"(?:second|minute|hour|day|week)s?"


def _lost(parts: Parts) -> str | None:
    """`keeping 90%` as what is lost."""
    kept = Decimal(parts[1])
    return f"losing {100 - kept:f}%" if 0 < kept < 100 else None


def _not_like(parts: Parts) -> str:
    """A pattern of SQL says which part is meant."""
    if re.search(r"[%_*]", parts[1]):
        return like((parts[0], "not", parts[1]))
    return f"is not {quoted(parts[1])}"


def _like(parts: Parts) -> str:
    if re.search(r"[%_*]", parts[1]):
        return like((parts[0], "", parts[1]))
    return f"contains {quoted(parts[1])}"


def in_expected(line: str) -> Iterator[Named]:
    """`expect included` in an example: only who is left out is asked for by name."""
    if _TAKEN.match(line):
        help = "say what it reaches, such as `expect score at least 10`"
        title = "who is not excluded has a score"
        yield Named(0, len(line), "expect score at least 0", "E031", title, help)


CHOSEN = (
    wording(rf"{CONDITION}(?:0|zero)\s+(?:times\s+)?{EVENT}", "no {1}"),
    wording(rf"{CONDITION}(?:any\s+)?{EVENT}\s+(?:0|zero)\s+times?\b", "no {1}"),
    wording(rf"^{_ONLY}\s+{_WHO}{_WHEN}\s+{_REST}", "exclude leads when not ({1})", "E031",
            _LEFT_OUT, exact=True),
    wording(rf"^{_ONLY}\s+{EVENT}\s+(?:where|when|if|with)\s+{_REST}", "ignore {1} where not ({2})",
            "E031", _IGNORED, exact=True),
    wording(rf"\b(for|is)\s+(?:max(?:imum)?(?:\s+of)?|until)\s+(?=-?{NUMBER}(?!\s*-))",
            "{1} at most "),
    wording(rf"\bis\s+(not\s+)?set\s+to\s+(?={VALUE})", "is {1}"),
    wording(rf"(?<=, )(?:keeping|keeps?|retaining|retains?)\s+({NUMBER})\s*%{_EVERY}", _lost,
            "E031", _LESS),
    wording(rf"(?<=, )(?:growing|grows?|gaining|gains?|increasing|increases?|rising|rises?|adding)"
            rf"\s+(?:by\s+)?({NUMBER})\s*%{_EVERY}", "losing {1}%", "E031", _LESS,
            help="take it out, or write `losing 10% every 30 days` if points count less with time"),
    wording(rf"(?<=, )(?:losing|loses?)\s+({NUMBER})\s*(?:points?|pts)\b{_EVERY}", "losing {1}%",
            "E031", "what is lost with time is a share of the points",
            help="write a share of them, such as `losing 10% every 30 days`"),
    wording(rf"{_IS_NOT}\s+like\s+({TEXT})", _not_like),
    wording(rf"\bis\s+like\s+({TEXT})", _like, also="`is …` if it must be the whole text"),
    wording(rf"\bis\s+(?:unequal(?:\s+to)?|unlike)\s+(?={TEXT})", "is not "),
    wording(rf"(?:{_IS_NOT}|\bis)\s+(?:only|just)\s+({TEXT})", "is {1}", "E031",
            "a test with `only` says too little", help=_ONE),
    wording(rf"\b({NAME})\s+is\s+(?:before|older\s+than|prior\s+to|earlier\s+than)\s+(?:in\s+)?the"
            rf"\s+(?:last|past)\s+({NUMBER}\s+{_UNIT})\b", "{1} is over {2} ago"),
    wording(rf"{_IS_NOT}\s+{_FILLED}", "is unknown", "E029", _VALUE),
    wording(rf"\bis\s+{_FILLED}", "is known", "E029", _THERE),
)  # fmt: skip
