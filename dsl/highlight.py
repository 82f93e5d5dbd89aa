"""A Pygments lexer for rule files: documentation, pull requests and notebooks show them in colour.

It takes the grammar's own tokens, so it has no list of words. Pygments finds it by its entry point;
nothing else imports this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias

from lark import Token as Word
from pygments import token as styles
from pygments.lexer import Lexer

from .parse.grammar import lexer
from .parse.parser import read_tokens
from .parse.tokens import TYPES
from .source import Source
from .vocabulary import SECTIONS, WORDS

Style: TypeAlias = Any
"""Pygments makes its kinds of tokens as they are asked for; they have no type of their own."""
Piece: TypeAlias = tuple[int, Style, str]

KEYWORDS = frozenset(WORDS.values())
DECLARATIONS = frozenset(WORDS[section.split()[0]] for section in SECTIONS)
STYLES: dict[str, Style] = {
    "TEXT": styles.String.Double, "NUMBER": styles.Number, "DATE": styles.Literal.Date,
    "NAME": styles.Name, "UNIT": styles.Keyword, "YES_NO": styles.Keyword.Type,
    "AND": styles.Operator.Word, "OR": styles.Operator.Word, "NOT": styles.Operator.Word,
    "PLUS": styles.Operator, "MINUS": styles.Operator, "STAR": styles.Operator,
    "SLASH": styles.Operator, "COMPARISON": styles.Operator, "EQUALS": styles.Operator,
    "PERCENT": styles.Operator, "COMMA": styles.Punctuation, "DOT": styles.Punctuation,
    "LPAR": styles.Punctuation, "RPAR": styles.Punctuation,
}  # fmt: skip
"""By kind of token; words of the language that are not here are keywords, all else is an error."""
BETWEEN = re.compile(r"(?P<comment>#[^\n]*)|[^#]+")


class ScoreLexer(Lexer):  # type: ignore[misc, unused-ignore]
    """For `.score` files."""

    name = "leadscore"
    url = "https://pypi.org/project/leadscore/"
    aliases: ClassVar[list[str]] = ["leadscore", "score"]
    filenames: ClassVar[list[str]] = ["*.score"]
    mimetypes: ClassVar[list[str]] = ["text/x-leadscore"]
    version_added = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[Piece]:
        """The pieces of a text with their places; together they are the text."""
        names = _names(text)
        end = 0
        first = True
        before = ""
        for word in lexer()(text):
            if word.type == "_NL":
                first = True
                continue
            start = word.start_pos or 0
            yield from _between(text, end, start)
            kind = "NAME" if start in names else word.type
            yield start, _style(kind, first, before), word.value
            end, first, before = word.end_pos or 0, False, kind
        yield from _between(text, end, len(text))


def _names(text: str) -> set[int]:
    """Where words of the language stand that serve as names, as far as the text can be read."""
    tokens: list[Word] = read_tokens(Source("", text))[0]
    return {token.start_pos or 0 for token in tokens if token.type == "NAME"}


def _style(kind: str, first: bool, before: str) -> Style:
    if kind in DECLARATIONS and first:
        return styles.Keyword.Declaration
    if kind in TYPES and before == "NAME":
        return styles.Keyword.Type
    return STYLES.get(kind, styles.Keyword if kind in KEYWORDS else styles.Error)


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    for found in BETWEEN.finditer(text, start, end):
        comment = found["comment"] is not None
        yield found.start(), styles.Comment.Single if comment else styles.Whitespace, found.group()
