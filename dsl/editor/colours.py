"""What each word of a file is, for editors to colour: words of the language, and what names are.

A line is looked at once for as long as the names of its file stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from lark import Token

from ..model import Model
from ..parse.grammar import lexer
from ..vocabulary import WORDS
from .positions import BOM

KINDS: Final = (
    "comment", "string", "number", "keyword", "property", "event", "enum", "enumMember", "type",
    "class", "function", "variable",
)  # fmt: skip
"""As the protocol names them: columns and fields are properties, lists enums, stages and other
values of labels members of enums, labels types, groups classes, defined conditions functions."""
DECLARED: Final = 1
"""Set where a section begins that gives the name its meaning."""
_DECLARES = frozenset(("GROUP", "DEFINE", "LET", "LIST", "LABEL", "GRADE", "OUTCOME"))
_WORDS = frozenset(WORDS.values()) | {"UNIT", "YES_NO"}
_BEFORE_EVENTS = frozenset(("ANY", "NO", "EACH", "DID", "IGNORE"))
_NUMBERS = frozenset(("NUMBER", "DATE", "PERCENT", "PLUS", "MINUS"))
_FIXED = {"TEXT": "string"} | dict.fromkeys(_WORDS, "keyword") | dict.fromkeys(_NUMBERS, "number")


@dataclass(frozen=True, slots=True)
class Word:
    """In a line, in units of UTF-16. A name has the kind that stands first in the names."""

    start: int
    length: int
    kind: str
    name: str = ""
    declares: bool = False


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


@lru_cache(maxsize=20_000)
def words_of(line: str) -> tuple[Word, ...]:
    if line.startswith(BOM):
        return tuple(replace(word, start=word.start + 1) for word in words_of(line[1:]))
    tokens = [t for t in lexer()(line + "\n") if t.type != "_NL"]
    found = [word for i, token in enumerate(tokens) if (word := _word(line, tokens, i))]
    end = tokens[-1].end_pos or 0 if tokens else 0
    comment = line.find("#", end)
    if comment >= 0:
        found.append(Word(_units(line[:comment]), _units(line[comment:].rstrip()), "comment"))
    return tuple(found)


def _word(line: str, tokens: list[Token], i: int) -> Word | None:
    token = tokens[i]
    start, length = _units(line[: token.start_pos]), _units(token.value)
    before = tokens[i - 1].type if i else ""
    if token.type == "NAME":
        kind = "event" if before in _BEFORE_EVENTS else ""
        return Word(start, length, kind, token.value.lower(), i == 1 and before in _DECLARES)
    kind = _FIXED.get(token.type, "")
    return Word(start, length, kind) if kind else None


def names_of(model: Model) -> dict[str, str]:
    """What each name is; where one stands for several things, what it most often is."""
    fields = (field for kind in model.kinds.values() for field in kind.fields)
    values = (value.lower() for one in model.classes for value in one.values)
    tables: tuple[tuple[str, Iterable[str]], ...] = (
        ("enumMember", values), ("property", fields), ("event", model.kinds),
        ("type", model.outcomes), ("enum", model.lists),
        ("type", (one.name.lower() for one in model.classes)),
        ("class", (one.name.lower() for one in model.groups if one.name is not None)),
        ("variable", model.lets), ("property", model.columns), ("function", model.defines),
    )  # fmt: skip
    return {name: kind for kind, names in tables for name in names}


@dataclass(slots=True)
class Colours:
    """Of one file, from one version of its text to the next."""

    _names: dict[str, str] = field(default_factory=dict)
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def numbers(self, model: Model, lines: Iterable[str], first: int = 0) -> list[int]:
        """Five for each word, as the protocol has them: lines and units further than the word
        before, length, kind, and what is set; `first` is the number of the first line."""
        names = names_of(model)
        if names != self._names:
            self._names, self._known = names, {}
        found: list[int] = []
        down = first
        known: dict[str, tuple[int, ...]] = {}
        for line in lines:
            made = self._known.get(line)
            if made is None:
                made = tuple(self._line(line))
            known[line] = made
            if made:
                found.append(down)
                found += made
                down = 0
            down += 1
        self._known |= known
        return found

    def _line(self, line: str) -> Iterator[int]:
        """Without the lines down to its first word."""
        begun, place = False, 0
        for word in words_of(line):
            kind = word.kind or self._names.get(word.name, "")
            if not kind:
                continue
            if begun:
                yield 0
            yield from (word.start - place, word.length, KINDS.index(kind), int(word.declares))
            begun, place = True, word.start
