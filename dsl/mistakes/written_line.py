"""A line that does not fit, as it is reworded step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lark import Token

from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..parse.tokens import Names
from ..source import Source
from .apart import apart
from .declared import Declared
from .reread import Change, reread, words_of

if TYPE_CHECKING:
    from .rewrites import Rewrite

MOST = 6
"""Rewordings of one line."""


@dataclass(slots=True)
class Written:
    """One line, and what has been put in the place of its words so far."""

    source: Source
    line: list[Token]
    declared: Declared
    heading: str = ""
    """The first token of the heading above."""
    done: list[Rewrite] = field(default_factory=list)
    mended: list[Change] = field(default_factory=list)
    """What habits have been told of, and how the line reads on."""
    muted: bool = False
    """The whole line stands for another, so that what else is wrong in it would mislead."""
    now: list[Token] = field(default_factory=list)
    """The line's tokens as it now reads."""

    @property
    def start(self) -> int:
        return self.line[0].start_pos or 0

    @property
    def text(self) -> str:
        return words_of(self.source.text, self.line)

    def reworded(
        self, fits: Callable[[list[Token]], int], names: Names, doubted: Token | None
    ) -> Diagnostic | None:
        """What is said otherwise than here, if anything is that nothing has been said of yet;
        `fits` counts the tokens at the start of a line that fit. Where one that fits is
        `doubted`, only that is reworded."""
        from .rewrites import rewrites  # its many patterns are for lines with a mistake only

        if len(self.done) >= MOST:
            return None
        for found in rewrites(
            self.text, self._taken(), self.declared, self.heading, self._beside(), self._column()
        ):
            at = -1 if doubted is None else (doubted.start_pos or 0) - self.start
            if doubted is not None and not found.start < at < found.end:
                continue
            found = replace(found, said=apart(self.text, found.start, found.end, found.said))
            whole = found.start == 0 and found.end >= len(self.text)
            self.done.append(found)
            reworded = [(one.start, one.end, one.said) for one in self.done]
            self.now = reread(self.text, self.line, [*self.mended, *reworded], names)
            if (whole and not found.exact) or self._gets_beyond(found, fits(self.now)):
                self.muted |= whole
                return self._told(found)
            self.done.pop()
        return None

    def goes_on_with(self, fix: Fix) -> None:
        """Has the line read on as it is after a fix."""
        last = self.start + len(self.text)
        for edit in fix.edits:
            if self.start <= edit.span.start and edit.span.end <= last:
                start, end = edit.span.start - self.start, edit.span.end - self.start
                self.mended.append((start, end, edit.text))

    def _beside(self) -> tuple[str, str]:
        """The lines above and below, without what is said beside them."""
        text, end = self.source.text, self.start + len(self.text)
        above = text[: text.rfind("\n", 0, self.start) + 1].rstrip("\n").rsplit("\n", 1)[-1]
        _, _, below = text[end:].partition("\n")
        lines = (above, below.split("\n", 1)[0])
        return lines[0].split("#")[0], lines[1].split("#")[0]

    def _column(self) -> str:
        """What the table above the line is by."""
        at = self.source.text.rfind("points by ", 0, self.start) if self.heading == "POINTS" else -1
        return self.source.text[at:].split(None, 3)[2] if at >= 0 else ""

    def _taken(self) -> list[tuple[int, int]]:
        mended = [(start, end) for start, end, _ in self.mended]
        return [*mended, *((one.start, one.end) for one in self.done)]

    def _gets_beyond(self, found: Rewrite, fitting: int) -> bool:
        """Whether a line fits beyond what has been reworded in it."""
        stop = self.start + found.end
        if fitting == len(self.now):
            return True
        if found.code == "E036" and found.names:
            alone = " " not in found.said
            return alone and fitting > 1 and (self.now[fitting - 2].start_pos or 0) >= stop
        return (self.now[fitting].start_pos or 0) > stop

    def _told(self, found: Rewrite) -> Diagnostic:
        span = Span(self.source.path, self.start + found.start, self.start + found.end)
        said = found.said.strip()
        if found.help:
            return Diagnostic(found.code, "error", found.title, span, help=found.help)
        help = f"write `{said}`" if said else "take it out"
        fix = Fix(help, (Edit(span, found.said),), found.safe)
        if said.endswith((" when", " for")):
            help = f"write `{said} …`"
        if found.also:
            help = f"{help}; {found.also}"
        return Diagnostic(found.code, "error", found.title, span, help=help, fix=fix)

    @property
    def made_up(self) -> set[str]:
        """Names that stand in the line for what has no name yet."""
        said = [one.said for one in self.done if one.names]
        return {word.lower() for words in said for word in words.split() if "_" in word}


_MORE = frozenset((
    "more", "greater", "above", "higher", "larger", "bigger", "less", "fewer", "below", "lower",
    "smaller",
))  # fmt: skip
_DAYS_OF_SPEECH = ("today", "yesterday")
_INSTEAD_OF_NAMES = {
    "SINCE": ("yesterday", "today"),
    "FOR": ("empty", "null", "blank", "missing", "nothing", "none", "others", "everyone", "rest",
            "everything", "anything", "up", "unknown", "known", "any"),
    "IS": _DAYS_OF_SPEECH,
    "NOT": _DAYS_OF_SPEECH,
}  # fmt: skip
"""Words that pass for names there."""
_AS_NAMES = frozenset(("NAME", "UP", "UNKNOWN", "KNOWN", "ANY"))


def says_otherwise(done: list[Token], token: Token, names: Names) -> bool:
    """Whether a token that fits the grammar is yet likely meant for something else: `is 5 or
    more`, `is not known`, `since yesterday`, a row `for empty`."""
    if len(done) < 2:
        return False
    if token.value in _INSTEAD_OF_NAMES.get(done[-1].type, ()) and token.type in _AS_NAMES:
        return token.value not in names.lets
    if done[-1].type == "NOT":
        return token.type in ("KNOWN", "UNKNOWN") and done[-2].type == "IS"
    number = done[-1].type in ("OR", "_VALUE_OR") and done[-2].type == "NUMBER"
    return number and token.value in _MORE and token.value not in names.conditions | names.lets
