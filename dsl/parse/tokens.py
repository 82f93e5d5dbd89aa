"""Tokens: from a file's text to the list that the grammar is fed.

The lexer finds the words, `outline` what stands under what. Added here is what one token of
look-ahead cannot know: which lines go on, and whether a comma or an `or` joins values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lark import Token

LITERALS = frozenset(("TEXT", "NUMBER", "DATE", "SINGLE_QUOTED", "FOREIGN_DATE"))
"""Values, and what is later taken for one."""
GOES_ON = frozenset(("COMMA", "AS"))
"""A line that ends with one of these goes on."""

VALUES = LITERALS | {"NAME"}
BEFORE_VALUES = frozenset((
    "IS", "CONTAINS", "CONTAIN", "WORD", "WITH", "MATCHES", "MATCH", "INCLUDE", "FOR",
    "CONTAINING", "EQUALS", "_VALUE_COMMA",
))  # fmt: skip
"""What stands before the first value of a list of values, or joins two."""

STATEMENT_STARTS = frozenset((
    "SCORE", "USE", "LET", "LIST", "DEFINE", "EXCLUDE", "IGNORE", "GROUP", "STAGES", "LABEL",
    "GRADE", "OUTCOME", "EXAMPLE", "LEADS", "EVENTS", "PLUS", "MINUS", "EXPECT", "DID", "COLLEAGUE",
    "ACCOUNTS", "HAND",
))  # fmt: skip
PEOPLE = ("people", "person")

TYPES = frozenset(("WORD_TEXT", "WORD_NUMBER", "WORD_DATE", "TIME", "LIST", "YES_NO"))
"""After a name these declare a field."""

TEST_WORDS = frozenset((
    "IS", "CONTAINS", "STARTS", "ENDS", "MATCHES", "DOES", "DO", "INCLUDE", "COMPARISON",
    "EQUALS", "STAR", "SLASH", "PLUS", "MINUS",
))  # fmt: skip


def join_lines(stream: Iterator[Token]) -> Iterator[Token]:
    """Drops the ends of lines that go on, and ends lines whose bracket was never closed."""
    previous: Token | None = None
    depth = 0
    started = 0
    waiting: Token | None = None
    for token in stream:
        if token.type == "_NL":
            waiting = token
            continue
        if previous is None:
            started, waiting = token.column or 1, None
        elif waiting is not None:
            end, waiting = waiting, None
            if depth and _begins_anew(token, started):
                # The missing brackets close here, so that the outline goes on line by line.
                yield from _unclosed(previous, depth)
                depth = 0
            if depth == 0 and previous.type not in GOES_ON:
                yield end
                started = token.column or 1
        depth = max(0, depth + (token.type == "LPAR") - (token.type == "RPAR"))
        previous = token
        yield token
    if waiting is not None:
        yield from _unclosed(previous or waiting, depth)
        if previous is not None:
            yield waiting


def _unclosed(last: Token, depth: int) -> Iterator[Token]:
    """The brackets that are missing after the last word of a line."""
    end = last.end_pos or 0
    for _ in range(depth):
        yield Token("UNCLOSED_BRACKET", "", end, last.line, last.end_column, last.line, None, end)


def _begins_anew(token: Token, started: int) -> bool:
    return (token.column or 1) <= started and token.type in STATEMENT_STARTS


@dataclass(frozen=True, slots=True)
class Names:
    """What files define: names that are conditions, and names of values."""

    conditions: frozenset[str] = frozenset()
    lets: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    """The files that were looked at; lines that do not fit are held against all names in them."""

    def __or__(self, other: Names) -> Names:
        texts = self.texts + other.texts
        return Names(self.conditions | other.conditions, self.lets | other.lets, texts)


_CONDITION = re.compile(r"^define[ \t]+(\w+)|^[ \t]+(\w+)[ \t]+yes/no\b", re.MULTILINE)
_LET = re.compile(r"^let[ \t]+(\w+)", re.MULTILINE)


def names_in(text: str) -> Names:
    """What a file defines, found in its text before it is read."""
    conditions = (one or other for one, other in _CONDITION.findall(text))
    lets = (name.lower() for name in _LET.findall(text))
    return Names(frozenset(name.lower() for name in conditions), frozenset(lets), (text,))


def tell_separators(tokens: list[Token], names: Names | None = None) -> list[Token]:
    """Renames each comma and `or` that joins values, not clauses or conditions, and `people` of
    the company, in place."""
    names = names or defined_names(tokens)
    for i, token in enumerate(tokens):
        if token.value in PEOPLE and _at_the_company(tokens, i):
            token.type = "PEOPLE"
        elif token.type == "COMMA":
            _comma(tokens, i)
        elif token.type == "OR" and _joins_values(tokens, i, names):
            token.type = "_VALUE_OR"
            if tokens[i - 1].type in ("COMMA", "_VALUE_COMMA"):
                tokens[i - 1].type = "OXFORD_COMMA"
    return [token for token in tokens if token.type != "OXFORD_COMMA"]


def _at_the_company(tokens: list[Token], i: int) -> bool:
    return [token.value for token in tokens[i + 1 : i + 4]] == ["at", "the", "company"]


def _type(tokens: list[Token], i: int) -> str:
    return tokens[i].type if 0 <= i < len(tokens) else ""


def defined_names(tokens: list[Token]) -> Names:
    """What a file defines."""
    conditions, lets = set(), set()
    for i, token in enumerate(tokens):
        if token.type == "NAME":
            if _type(tokens, i - 1) == "DEFINE" or _type(tokens, i + 1) == "YES_NO":
                conditions.add(token.value.lower())
            elif _type(tokens, i - 1) == "LET":
                lets.add(token.value.lower())
    return Names(frozenset(conditions), frozenset(lets))


def _comma(tokens: list[Token], i: int) -> None:
    named = _type(tokens, i + 1) == "NAME" and _type(tokens, i + 2) not in TYPES
    if _literal_at(tokens, i + 1) or (named and _after_value(tokens, i)):
        tokens[i].type = "_VALUE_COMMA"


def _literal_at(tokens: list[Token], i: int) -> bool:
    kind = _type(tokens, i)
    return kind in LITERALS or (kind == "MINUS" and _type(tokens, i + 1) == "NUMBER")


def _joins_values(tokens: list[Token], i: int, names: Names) -> bool:
    if _literal_at(tokens, i + 1):
        # `… or 100 - discount is over 5` starts a condition, not another value.
        after = i + 2 + (_type(tokens, i + 1) == "MINUS")
        return _type(tokens, i + 1) == "TEXT" or _type(tokens, after) not in TEST_WORDS
    if not _name_alone(tokens, i + 1) or not _after_value(tokens, i):
        return False
    name = tokens[i + 1].value.lower()
    # `is "A" or active` goes on with a condition, `stage is MQL or SQL` with a value.
    last = i - 1 if _type(tokens, i - 1) != "COMMA" else i - 2
    return name in names.lets or (name not in names.conditions and _type(tokens, last) == "NAME")


def _after_value(tokens: list[Token], i: int) -> bool:
    """Whether position i follows a value of a list of values (`is NAME`, `contains "A", "B"`)."""
    last = i - 1 if _type(tokens, i - 1) != "COMMA" else i - 2
    if _type(tokens, last) not in VALUES:
        return False
    before = last - 1 - (_type(tokens, last - 1) == "MINUS")
    kind = _type(tokens, before)
    return kind in BEFORE_VALUES or (kind == "NOT" and _type(tokens, before - 1) == "IS")


def _name_alone(tokens: list[Token], i: int) -> bool:
    """Whether a name stands here that does not begin a test."""
    return _type(tokens, i) == "NAME" and _type(tokens, i + 1) not in TEST_WORDS
