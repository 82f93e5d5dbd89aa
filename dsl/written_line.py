"""A line that does not fit, as it is reworded step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lark import Token

from .diagnostics import Diagnostic, Edit, Fix, Span
from .rewrites import Rewrite, rewrites
from .source import Source
from .tokens import Names, tell_separators

MOST = 6
"""Rewordings of one line."""


@dataclass(slots=True)
class Written:
    """One line, and what has been put in the place of its words so far."""

    source: Source
    line: list[Token]
    done: list[Rewrite] = field(default_factory=list)
    muted: bool = False
    """The whole line stands for another, so that what else is wrong in it would mislead."""
    now: list[Token] = field(default_factory=list)
    """The line's tokens as it now reads."""

    @property
    def start(self) -> int:
        return self.line[0].start_pos or 0

    @property
    def text(self) -> str:
        last = next((t for t in reversed(self.line) if t.type not in NO_WORDS), self.line[0])
        return self.source.text[self.start : last.end_pos or 0]

    def reworded(
        self, fits: Callable[[list[Token]], int], names: Names, doubted: Token | None
    ) -> Diagnostic | None:
        """What is said otherwise than here, if anything is that nothing has been said of yet;
        `fits` counts the tokens at the start of a line that fit. Where one that fits is
        `doubted`, only that is reworded."""
        if len(self.done) >= MOST:
            return None
        for found in rewrites(self.text, [(one.start, one.end) for one in self.done]):
            at = -1 if doubted is None else (doubted.start_pos or 0) - self.start
            if doubted is not None and not found.start < at < found.end:
                continue
            whole = found.start == 0 and found.end >= len(self.text)
            self.done.append(found)
            self.now = self._tokens(names)
            if whole or self._gets_beyond(found, fits(self.now)):
                self.muted |= whole
                return self._told(found)
            self.done.pop()
        return None

    def _gets_beyond(self, found: Rewrite, fitting: int) -> bool:
        """Whether a line fits beyond what has been reworded in it."""
        stop = self.start + found.end
        return fitting == len(self.now) or (self.now[fitting].start_pos or 0) > stop

    def _told(self, found: Rewrite) -> Diagnostic:
        span = Span(self.source.path, self.start + found.start, self.start + found.end)
        said = found.said.strip()
        help = f"write `{said}`" if said else "take it out"
        fix = Fix(help, (Edit(span, found.said),), found.safe)
        if said.endswith((" when", " for")):
            help = f"write `{said} …`"
        return Diagnostic(found.code, "error", found.title, span, help=help, fix=fix)

    @property
    def made_up(self) -> set[str]:
        """Names that stand in the line for what has no name yet."""
        said = [one.said for one in self.done if one.names]
        return {word.lower() for words in said for word in words.split() if "_" in word}

    def _tokens(self, names: Names) -> list[Token]:
        """The line's tokens as it now reads, at the places of the words that they stand for."""
        from .parse import lexer

        text, places = self._now()
        found = [token for token in lexer()(text) if token.type != "_NL"]
        for token in found:
            start, end = token.start_pos or 0, (token.end_pos or 1) - 1
            token.start_pos, token.end_pos = places[start][0], places[end][1]
        ends = [token for token in self.line if token.type in NO_WORDS]
        return tell_separators([*found, *ends], names)

    def _now(self) -> tuple[str, list[tuple[int, int]]]:
        """The new text, and for each of its characters the stretch of the file it stands for."""
        text, places, at = "", [], 0
        was = self.text
        for one in sorted(self.done, key=lambda one: one.start):
            text += was[at : one.start] + one.said
            places += [(self.start + i, self.start + i + 1) for i in range(at, one.start)]
            places += [(self.start + one.start, self.start + one.end)] * len(one.said)
            at = one.end
        text += was[at:]
        places += [(self.start + i, self.start + i + 1) for i in range(at, len(was))]
        return text, places


NO_WORDS = ("_NL", "UNCLOSED_BRACKET")
_MORE = frozenset((
    "more", "greater", "above", "higher", "larger", "bigger", "less", "fewer", "below", "lower",
    "smaller",
))  # fmt: skip


def says_otherwise(done: list[Token], token: Token, names: Names) -> bool:
    """Whether a token that fits the grammar is yet likely meant for something else: `is 5 or
    more`, `is not known`."""
    if len(done) < 2:
        return False
    if done[-1].type == "NOT":
        return token.type in ("KNOWN", "UNKNOWN") and done[-2].type == "IS"
    number = done[-1].type in ("OR", "_VALUE_OR") and done[-2].type == "NUMBER"
    return number and token.value in _MORE and token.value not in names.conditions | names.lets
