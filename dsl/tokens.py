"""Tokens: from a file's text to the list that the grammar is fed.

Lark's lexer finds the words, its `Indenter` makes the outline. Added here is what one token of
look-ahead cannot know: which lines go on, and whether a comma or an `or` joins values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token
from lark.indenter import Indenter

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
POINTS = re.compile(r"[+\-–—−]? ?\d[\d,.]*(?=\s)")
"""Points at the start of a line."""
ROW = re.compile(POINTS.pattern + r" +(?:for(?! +(?:each|every)\b)|unknown|otherwise)\b")
"""The start of a line that can only be a row of a table."""

TYPES = frozenset(("WORD_TEXT", "WORD_NUMBER", "WORD_DATE", "TIME", "LIST", "YES_NO"))
"""After a name these declare a field."""

TEST_WORDS = frozenset((
    "IS", "CONTAINS", "STARTS", "ENDS", "MATCHES", "DOES", "DO", "INCLUDE", "COMPARISON",
    "EQUALS", "STAR", "SLASH", "PLUS", "MINUS",
))  # fmt: skip


class Outline(Indenter):
    """Indentation as tokens; lenient where a line fits no level (noted in `misaligned`).

    Points are often written right-aligned, so a line that begins with points belongs to the
    level at which its points begin *or end* in the same column as those above.
    """

    NL_type = "_NL"
    OPEN_PAREN_types: list[str] = []  # noqa: RUF012 - brackets are minded by `join_lines`
    CLOSE_PAREN_types: list[str] = []  # noqa: RUF012
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 2

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.misaligned: list[Token] = []
        self.edges: list[int | None] = [None]
        self.after_points = False

    def handle_NL(self, token: Token) -> Iterator[Token]:
        indent = len(token.rsplit("\n", 1)[1].expandtabs(self.tab_len))
        found = POINTS.match(self.text, token.end_pos or 0)
        edge = indent + len(found.group()) if found else None
        row = ROW.match(self.text, token.end_pos or 0) is not None
        level = self._level(indent, edge, row)
        if level is None and indent < self.indent_level[-1]:
            self.misaligned.append(token)
            level = self._nearest(indent)
        self.after_points = edge is not None
        yield token
        if level is None:
            self._push(indent, edge)
            yield Token.new_borrow_pos(self.INDENT_type, "", token)
            return
        while len(self.indent_level) - 1 > level:
            self.indent_level.pop()
            self.edges.pop()
            yield Token.new_borrow_pos(self.DEDENT_type, "", token)
        if self.edges[-1] is None:
            self.edges[-1] = edge

    def _push(self, indent: int, edge: int | None) -> None:
        self.indent_level.append(indent)
        self.edges.append(edge)

    def _nearest(self, indent: int) -> int:
        """The level that a line which fits none was likely meant for; not the margin."""
        inner = range(1, len(self.indent_level))
        return min(inner, key=lambda level: abs(indent - self.indent_level[level]), default=0)

    def _level(self, indent: int, edge: int | None, row: bool) -> int | None:
        """The level that a line belongs to, if one of those above fits."""
        last = len(self.indent_level) - 1
        exact = next((n for n in range(last, -1, -1) if self.indent_level[n] == indent), None)
        if edge is None:
            return exact if exact is not None else self._left_of_points(indent)
        if row and self.after_points and edge == self.edges[last]:
            return last
        return exact or self._level_of_points(indent, edge, exact)

    def _level_of_points(self, indent: int, edge: int, exact: int | None) -> int | None:
        """The level of a line that begins with points; under a heading they open their own."""
        last = len(self.indent_level) - 1
        if indent > self.indent_level[last]:
            return last if self.after_points else None
        for level in range(last, 0, -1):
            if edge == self.edges[level]:
                return level
        if last and self.after_points and indent > self.indent_level[last - 1]:
            return last
        return exact

    def _left_of_points(self, indent: int) -> int | None:
        """The level whose first line has its points set to the right, so that the level's other
        lines begin further left than that."""
        for level in range(len(self.indent_level) - 1, 0, -1):
            first = self.indent_level[level]
            if self.edges[level] is not None and self.indent_level[level - 1] < indent < first:
                return level
        return None

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        outlined: Iterator[Token] = super().process(join_lines(stream))  # type: ignore[no-untyped-call]
        return outlined


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
        if waiting is not None:
            end, waiting = waiting, None
            if depth and _begins_anew(token, started):
                # The missing brackets close here, so that the outline goes on line by line.
                yield from (Token.new_borrow_pos("UNCLOSED_BRACKET", "", end) for _ in range(depth))
                depth = 0
            if depth == 0 and previous is not None and previous.type not in GOES_ON:
                yield end
                started = token.column or 1
        elif previous is None:
            started = token.column or 1
        depth = max(0, depth + (token.type == "LPAR") - (token.type == "RPAR"))
        previous = token
        yield token
    if waiting is not None:
        yield from (Token.new_borrow_pos("UNCLOSED_BRACKET", "", waiting) for _ in range(depth))
        if previous is not None:
            yield waiting


def _begins_anew(token: Token, started: int) -> bool:
    return (token.column or 1) <= started and token.type in STATEMENT_STARTS


def tell_separators(tokens: list[Token]) -> list[Token]:
    """Renames each comma and `or` that joins values, not clauses or conditions, and `people` of
    the company, in place."""
    conditions, lets = _names(tokens)
    for i, token in enumerate(tokens):
        if token.value in PEOPLE and _at_the_company(tokens, i):
            token.type = "PEOPLE"
        elif token.type == "COMMA":
            _comma(tokens, i)
        elif token.type == "OR" and _joins_values(tokens, i, conditions, lets):
            token.type = "_VALUE_OR"
            if tokens[i - 1].type in ("COMMA", "_VALUE_COMMA"):
                tokens[i - 1].type = "OXFORD_COMMA"
    return [token for token in tokens if token.type != "OXFORD_COMMA"]


def _at_the_company(tokens: list[Token], i: int) -> bool:
    return [token.value for token in tokens[i + 1 : i + 4]] == ["at", "the", "company"]


def _type(tokens: list[Token], i: int) -> str:
    return tokens[i].type if 0 <= i < len(tokens) else ""


def _names(tokens: list[Token]) -> tuple[set[str], set[str]]:
    """What this file defines: names that are conditions, and names of values."""
    conditions, lets = set(), set()
    for i, token in enumerate(tokens):
        if token.type == "NAME":
            if _type(tokens, i - 1) == "DEFINE" or _type(tokens, i + 1) == "YES_NO":
                conditions.add(token.value.lower())
            elif _type(tokens, i - 1) == "LET":
                lets.add(token.value.lower())
    return conditions, lets


def _comma(tokens: list[Token], i: int) -> None:
    named = _type(tokens, i + 1) == "NAME" and _type(tokens, i + 2) not in TYPES
    if _literal_at(tokens, i + 1) or (named and _after_value(tokens, i)):
        tokens[i].type = "_VALUE_COMMA"


def _literal_at(tokens: list[Token], i: int) -> bool:
    kind = _type(tokens, i)
    return kind in LITERALS or (kind == "MINUS" and _type(tokens, i + 1) == "NUMBER")


def _joins_values(tokens: list[Token], i: int, conditions: set[str], lets: set[str]) -> bool:
    if _literal_at(tokens, i + 1):
        # `… or 100 - discount is over 5` starts a condition, not another value.
        after = i + 2 + (_type(tokens, i + 1) == "MINUS")
        return _type(tokens, i + 1) == "TEXT" or _type(tokens, after) not in TEST_WORDS
    if not _name_alone(tokens, i + 1) or not _after_value(tokens, i):
        return False
    name = tokens[i + 1].value.lower()
    # `is "A" or active` goes on with a condition, `stage is MQL or SQL` with a value.
    last = i - 1 if _type(tokens, i - 1) != "COMMA" else i - 2
    return name in lets or (name not in conditions and _type(tokens, last) == "NAME")


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
