"""The words of one line: their spelling, and where the line may be broken.

A line keeps what its author said. Only what can be said in several ways without a difference is
said in one: quotes, commas and `or`, one day and two days, `points` after a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lark import Token

from ..parse.nodes.spelling import read_number, unquote
from ..parse.tokens import TEST_WORDS
from ..printer import quoted

POINT_SIGNS = ("PLUS", "MINUS", "NUMBER")
"""What points begin with."""
VALUE_ENDS = frozenset((
    "NAME", "NUMBER", "RPAR", "UNIT", "DAYS", "AGO", "DATE", "TEXT", "KNOWN", "UNKNOWN", "EVENT",
))  # fmt: skip
"""After these a minus takes away; after all else it belongs to its number."""
TIGHT = frozenset(("RPAR", "PERCENT", "DOT"))
OPEN = frozenset(("LPAR", "DOT"))
"""No space stands before and after these."""
NO_VALUES = frozenset(("EXAMPLE", "GRADE", "HAND"))
"""Under these headings a comma between literals joins no list of values."""

BECAUSE, CLAUSE, JOINED, WHERE, FILLED, ANYWHERE = 1, 2, 3, 4, 200, 201
"""Where a line is broken, the first first: before `because`, before clauses, before `and` and
`or`, before `where`; the same inside brackets; then after as many values as there is room for."""


@dataclass(slots=True)
class Word:
    kind: str
    text: str
    comma: str = ""
    """The kind of the comma after it, if there is one."""
    tight: bool = False
    """No space before it."""
    pad: int = 0
    """Further spaces before it."""
    rank: int = 0
    """How readily the line breaks before it, 1 first; never if 0."""
    beside: str = ""
    """A comment after it, which ends the line."""
    below: list[str] = field(default_factory=list)
    """Comments on lines of their own after it."""

    @property
    def shown(self) -> str:
        return self.text + "," if self.comma else self.text

    def add_comments(self, comments: Sequence[str]) -> None:
        """The first stands beside the word, if none does yet; an empty one is none."""
        beside, *below = comments
        if beside and not self.commented:
            self.beside, beside = beside, ""
        self.below += [comment for comment in (beside, *below) if comment]

    @property
    def commented(self) -> bool:
        return bool(self.beside or self.below)


def spell(words: list[Word], heading: str) -> list[Word]:
    """The words of a line, canonical; `heading` is the kind of the line that it stands under."""
    first = words[0].kind
    if not heading and first in SOURCES:
        _source_commas(words, first)
    if heading not in NO_VALUES and any(w.comma or w.kind == "_VALUE_OR" for w in words):
        words = _commas_only(words) if first == "LIST" else _with_or(words)
    if first in ("SCORE", "GROUP") or heading in HOLD_RULES:
        words = _with_points(words)
    for i, word in enumerate(words):
        respell = SPELLINGS.get(word.kind)
        if respell is not None and i:
            word.text = respell(words, i)
    _place_signs(words, heading)
    _rank(words, heading)
    return words


HOLD_RULES = frozenset(("SCORE", "GROUP"))


# ---------------------------------------------------------------- commas and `or`

SOURCES = {"LEADS": 1, "EVENTS": 1, "EVENT": 2}
"""How many words stand before `from`."""
SOURCE_CLAUSES = {"ONE": 3, "COMPANY": 3, "OF": 2, "AT": 2, "NAMED": 2}
"""How many words a clause has."""


def _source_commas(words: list[Word], first: str) -> None:
    i = SOURCES[first]
    if i < len(words) and words[i].kind == "FROM":
        i += 2
        while i < len(words) and words[i].kind == "DOT":
            i += 2
    while i < len(words):
        words[i - 1].comma = "COMMA"
        i += SOURCE_CLAUSES[words[i].kind]


def _with_or(words: list[Word]) -> list[Word]:
    """`"A", "B"` as `"A" or "B"`, where that cannot be taken for an `or` between conditions."""
    words = _or_before_last(words)
    spelled: list[Word] = []
    for i, word in enumerate(words):
        spelled.append(word)
        if word.comma == "_VALUE_COMMA" and _last_value(words, i):
            word.comma = ""
            spelled.append(Word("_VALUE_OR", "or"))
    return spelled


def _or_before_last(words: list[Word]) -> list[Word]:
    """`"A" or "B" or "C"` as `"A", "B" or "C"`."""
    kept: list[Word] = []
    for i, word in enumerate(words):
        value = i + 1 + (word.kind == "_VALUE_OR" and words[i + 1].kind == "MINUS")
        after = words[value + 1].kind if value + 1 < len(words) else ""
        if word.kind == "_VALUE_OR" and (words[value].comma or after == "_VALUE_OR"):
            kept[-1].comma = "_VALUE_COMMA"
        else:
            kept.append(word)
    return kept


def _last_value(words: Sequence[Word], i: int) -> bool:
    """Whether one literal more ends the list of values, and can stand after an `or`."""
    last = words[i + 1 + (words[i + 1].kind == "MINUS")]
    after = [*words[i + 2 + (words[i + 1].kind == "MINUS") :], Word("_NL", "")][0].kind
    if last.comma.startswith("_") or after == "_VALUE_OR" or last.kind == "NAME":
        return False
    return last.kind == "TEXT" or after not in TEST_WORDS


def _commas_only(words: list[Word]) -> list[Word]:
    for before, word in pairwise(words):
        if word.kind == "_VALUE_OR":
            before.comma = "_VALUE_COMMA"
    return [word for word in words if word.kind != "_VALUE_OR"]


# ---------------------------------------------------------------- words that go with a number


def _with_points(words: list[Word]) -> list[Word]:
    """`points` after a limit that was written without."""
    i = 0
    while i < len(words):
        last = _limit_end(words, i) if words[i].kind in LIMITS else 0
        if last and (last + 1 == len(words) or words[last + 1].kind not in ("POINTS", "POINT")):
            # The new word is the last of the limit, so what stood after the number is its own.
            limit = words[last]
            said = Word("POINTS", "points", limit.comma, beside=limit.beside, below=limit.below)
            words[last : last + 1] = [Word(limit.kind, limit.text), said]
        i += 1
    return words


LIMITS = frozenset(("UP", "AT", "FROM"))
"""What limits on points begin with."""


def _limit_end(words: Sequence[Word], i: int) -> int:
    """The last word of the limit on points that starts at `i`; 0 if none does."""
    kinds = [word.kind for word in words[i : i + 7]]
    if kinds[:2] == ["UP", "TO"] and i:
        return i + _number_end(kinds, 2)
    if words[0].kind not in ("SCORE", "GROUP") or not i or not words[i - 1].comma:
        return 0
    if kinds[:2] in (["AT", "MOST"], ["AT", "LEAST"]):
        return i + _number_end(kinds, 2)
    if kinds[:1] == ["FROM"]:
        return i + _number_end(kinds, _number_end(kinds, 1) + 2)
    return 0


def _number_end(kinds: Sequence[str], start: int) -> int:
    return start + (kinds[start] == "MINUS")


def _is_one(words: Sequence[Word], i: int) -> bool:
    """Whether the number 1 stands here."""
    word = words[i]
    if word.kind != "NUMBER" or words[i - 1].kind == "MINUS":
        return False
    return read_number(word.text)[0] == 1


def _counted(one: str, many: str) -> Callable[[Sequence[Word], int], str]:
    def respell(words: Sequence[Word], i: int) -> str:
        if words[i - 1].kind not in ("NUMBER", "NAME"):
            return words[i].text
        return one if _is_one(words, i - 1) else many

    return respell


def _unit(words: Sequence[Word], i: int) -> str:
    one = words[i].text.rstrip("s")
    if words[i - 1].kind == "PER":
        return one
    return _counted(one, one + "s")(words, i)


def _times(words: Sequence[Word], i: int) -> str:
    counted = "MOST" in [word.kind for word in words[max(0, i - 3) : i - 1]]
    return _counted("time", "times")(words, i) if counted else words[i].text


def _people(words: Sequence[Word], i: int) -> str:
    before = words[i - 1].kind
    one = before == "ANY" or (
        before == "NUMBER" and _is_one(words, i - 1) and words[i - 2].kind != "AND"
    )
    return "person" if one else "people"


SPELLINGS: dict[str, Callable[[Sequence[Word], int], str]] = {
    "UNIT": _unit, "DAYS": _unit, "PEOPLE": _people,
    "TIME": _times, "TIMES": _times,
    "POINT": _counted("point", "points"), "POINTS": _counted("point", "points"),
    "REASON": _counted("reason", "reasons"), "REASONS": _counted("reason", "reasons"),
}  # fmt: skip


def text_of(token: Token) -> str:
    """A token's own spelling, but for quotes."""
    value: str = token.value
    if token.type == "TEXT" and (value[0] != '"' or "\\" in value):
        return quoted(unquote(value))
    return value


# ---------------------------------------------------------------- spaces and breaks


def _place_signs(words: Sequence[Word], heading: str) -> None:
    before = ""
    for i, word in enumerate(words):
        if word.kind in TIGHT or before in OPEN:
            word.tight = True
        elif before in ("MINUS", "PLUS"):
            two_back = words[i - 2].kind if i > 1 else ""
            word.tight = (
                heading == "EXAMPLE" or two_back not in VALUE_ENDS or bool(words[i - 2].comma)
            )
        before = word.kind


def _rank(words: Sequence[Word], heading: str) -> None:
    depth = 0
    for i, word in enumerate(words):
        if i:
            word.rank = _rank_of(words, i, depth, heading)
        depth += (word.kind == "LPAR") - (word.kind == "RPAR")


def _rank_of(words: Sequence[Word], i: int, depth: int, heading: str) -> int:
    word, before = words[i], words[i - 1]
    if word.kind == "BECAUSE" or (before.kind == "AS" and words[0].kind == "DEFINE"):
        return BECAUSE
    if before.comma == "COMMA" and not depth and heading not in FILLING:
        return CLAUSE
    if before.comma or word.kind == "_VALUE_OR":
        return FILLED
    if word.kind in ("AND", "OR"):
        return JOINED + 2 * depth if _joins(words, i) else 0
    if word.kind == "WHERE":
        return WHERE + 2 * depth
    return ANYWHERE if depth and word.kind in BREAKABLE else 0


FILLING = frozenset((*NO_VALUES, "EVENTS"))
"""Under these headings commas join what is alike."""
BREAKABLE = (TEST_WORDS - {"PLUS", "MINUS"}) | {"FOLLOWED", "WITHIN"}
"""Inside brackets a line may break before these, if all else does not help."""


def _joins(words: Sequence[Word], i: int) -> bool:
    """Whether an `and` or `or` joins conditions: not that of `between 1 and 9`, `on or after`."""
    if words[i].kind == "OR":
        return words[i - 1].kind != "ON"
    if words[0].kind == "GRADE":
        return False
    return "BETWEEN" not in [word.kind for word in words[max(0, i - 3) : i - 1]]
