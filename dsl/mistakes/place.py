"""A token that does not fit, with what stands around it, and what was made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lark import Token

from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..source import Source
from ..vocabulary import WORDS
from .apart import apart

OTHER_KINDS = {"=": "EQUALS", "!=": "COMPARISON", ">=": "COMPARISON", "<=": "COMPARISON"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A diagnostic, and the tokens to go on with in place of the wrong one (none: the rest of
    the line is left out). `taken` counts the tokens after it that are replaced too."""

    diagnostic: Diagnostic
    instead: list[Token] | None = None
    taken: int = 0
    plain: bool = False
    """Nothing is said but what could stand there."""
    anew: list[Token] | None = None
    """The whole line as it should read, to be read from its start."""


@dataclass(frozen=True, slots=True)
class Place:
    source: Source
    done: list[Token]
    """What stands before the token on its line and fits."""
    token: Token
    rest: list[Token]
    """What follows on the line, last first."""
    accepted: frozenset[str]
    """Tokens that would fit."""
    heading: str
    """The first token of the heading above; empty at the margin."""
    fits: Callable[[list[Token]], bool]
    """Whether tokens could come next."""

    @property
    def word(self) -> str:
        return str(self.token.value).lower()

    @property
    def span(self) -> Span:
        start = self.token.start_pos or 0
        end = self.token.end_pos or start
        if self.token.type in ("_NL", "UNCLOSED_BRACKET") or end <= start:
            # An end of line is shown by the word before it.
            last = self.done[-1] if self.done else self.token
            start, end = last.start_pos or 0, last.end_pos or 0
        return Span(self.source.path, start, min(end, len(self.source.text)))

    @property
    def following(self) -> Token | None:
        return self.rest[-1] if self.rest else None

    @property
    def previous(self) -> str:
        """The kind of token before; empty at the start of the line."""
        return self.done[-1].type if self.done else ""

    def ahead(self, count: int) -> list[Token]:
        """The token itself and those after it, `count` in all."""
        return [self.token, *reversed(self.rest[len(self.rest) - count + 1 :])][:count]

    def words_ahead(self, count: int) -> tuple[str, ...]:
        return tuple([token.value.lower() for token in self.ahead(count)])

    def through(self, last: Token) -> Span:
        """From the token to `last`."""
        return Span(self.source.path, self.token.start_pos or 0, last.end_pos or 0)

    def with_space(self, span: Span) -> Span:
        """With the space behind it, if there is one."""
        end = span.end
        return Span(span.path, span.start, end + (self.source.text[end : end + 1] == " "))

    def text(self, span: Span) -> str:
        return self.source.text[span.start : span.end]

    def error(
        self, code: str, title: str, help: str | None, *, fix: Fix | None = None,
        span: Span | None = None, underlined: str = "", labels: tuple[Label, ...] = (),
    ) -> Diagnostic:  # fmt: skip
        return Diagnostic(code, "error", title, span or self.span, underlined, labels, help, fix)

    def mended(
        self, code: str, title: str, text: str, help: str | None = None, *,
        span: Span | None = None, safe: bool = True,
    ) -> Diagnostic:  # fmt: skip
        """An error whose fix puts `text` in the place of what is underlined."""
        span = span or self.span
        said = apart(self.source.text, span.start, span.end, text)
        fix = Fix(f"write `{text}`", (Edit(span, said),), safe)
        return self.error(code, title, help or f"write `{text}`", fix=fix, span=span)

    def tokens(self, words: str | Iterable[str]) -> list[Token]:
        """Words of the language as tokens in the place of the wrong one."""
        split = words.split() if isinstance(words, str) else words
        kinds = WORDS | OTHER_KINDS
        return [
            Token.new_borrow_pos(kinds.get(word, word.upper()), word, self.token) for word in split
        ]

    def one(self, kind: str, value: str) -> list[Token]:
        return [Token.new_borrow_pos(kind, value, self.token)]


def says(token: Token | None, value: str) -> bool:
    """Whether a token is this word, in any case."""
    return token is not None and token.value.lower() == value


def is_literal(token: Token | None) -> bool:
    """Whether a token is a value, or is later taken for one."""
    return token is not None and token.type in ("TEXT", "NUMBER", "DATE", "SINGLE_QUOTED")


def kinds(tokens: list[Token]) -> list[str]:
    return [token.type for token in tokens]


def spelled(tokens: list[Token]) -> list[str]:
    """The words of tokens in capitals, whatever they were taken for."""
    return [str(token.value).upper() for token in tokens]
