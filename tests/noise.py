"""Rule files as people type them: the same words, otherwise laid out, otherwise spelled, commented."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from lark import Token
from leadscore.dsl.parse.grammar import lexer
from leadscore.dsl.parse.parser import read_tokens
from leadscore.dsl.source import Source

MAY_BEGIN_A_LINE = ("AND", "OR", "WHERE", "BECAUSE")
"""A line that begins with one of these goes on from the line before."""


@dataclass
class Noise:
    random: Random
    breaks: bool = True
    """Lines are broken where the language allows it."""
    spelling: bool = True
    """What can be said in several ways is."""
    blank_lines: bool = True
    comments: bool = True
    kinds: dict[int | None, str] = field(default_factory=dict)
    """By place, what a word was taken for: many are names as well."""

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def of(self, text: str) -> str:
        """`text` with noise; it must be a file that parses, without comments."""
        text = text.rstrip("\n") + "\n"
        tokens = list(lexer()(text))
        fed, wrong = read_tokens(Source("", text))
        assert not wrong, wrong
        self.kinds = {token.start_pos: token.type for token in fed}
        width = self.random.choice((2, 2, 3, 4))
        out = [self._above(0) + text[: tokens[0].start_pos] if tokens else text]
        depth = 0
        for token, after in pairwise([*tokens, None]):
            assert token is not None
            depth += (token.type == "LPAR") - (token.type == "RPAR")
            if token.type == "_NL":
                out.append(self._line_end(token, width, text, last=after is None))
                continue
            out.append(self._spelled(token, out))
            if after is not None and after.type != "_NL":
                out.append(self._gap(text[token.end_pos : after.start_pos], token, after, depth))
        return "".join(out)

    # -- between lines

    def _line_end(self, token: Token, width: int, text: str, last: bool) -> str:
        level_indent = len(token.value) - len(token.value.rstrip(" "))
        indent = self._indent(level_indent, text, token.end_pos or 0, width)
        # What was blank stays so: blank lines between rules are the author's.
        blank = "\n" * (token.value.count("\n") > 1)
        more = "\n" * self.random.choice((0, 0, 1, 3)) if blank or self._may_space() else ""
        above = "" if last and not self.comments else self._above(indent)
        return f"{self._beside()}\n{blank}{more}{above}{' ' * indent}"

    def _may_space(self) -> bool:
        return self.blank_lines and self.chance(0.1)

    def _indent(self, indent: int, text: str, start: int, width: int) -> int:
        """Deeper or as before; points that are set to the right by one stay readable."""
        level = indent // 2
        return level * width + (indent - 2 * level)

    def _above(self, indent: int) -> str:
        if not self.comments or self.chance(0.8):
            return ""
        lines = []
        for _ in range(self.random.randint(1, 3)):
            column = self.random.choice((0, indent, indent, indent + 2, indent + 4))
            lines.append(" " * column + self._comment())
            lines += [""] * self.random.choice((0, 0, 0, 1, 2))
        return "\n".join(lines) + "\n"

    def _beside(self) -> str:
        if self.comments and self.chance(0.15):
            return " " * self.random.randint(0, 3) + self._comment()
        return " " * self.random.choice((0, 0, 1))

    def _comment(self) -> str:
        said = self.random.choice(("a note", 'say "x', "+5 when y", "allow: W301", "“quoted", ""))
        return f"#{self.random.choice(('', ' ', '  '))}{said}{self.random.randint(0, 999)}"

    # -- within lines

    def _gap(self, gap: str, token: Token, after: Token, depth: int) -> str:
        may_break = depth or token.type in ("COMMA", "AS") or after.type in MAY_BEGIN_A_LINE
        if self.breaks and may_break and self.chance(0.2):
            lines = [self._beside() if self.comments else ""]
            while self.comments and self.chance(0.3):
                lines.append(" " * self.random.randint(0, 9) + self._comment())
            # Far in, for in brackets a line must not begin where the whole began.
            return "\n".join([*lines, " " * self.random.randint(12, 20)])
        if gap:
            return " " * self.random.choice((1, 1, 1, 2, 5))
        tight = "DOT" in (token.type, after.type) or token.type in ("PLUS", "MINUS")
        return "" if tight else " " * self.random.choice((0, 0, 0, 1))

    def _spelled(self, token: Token, before: list[str]) -> str:
        value = str(token.value)
        if not self.spelling or self.chance(0.5):
            return value
        if token.type == "TEXT" and not re.search(r"[\\“”„]", value):
            return f"“{value[1:-1]}”"
        if self.kinds.get(token.start_pos) != token.type:
            return value
        counted = len(before) > 1 and re.fullmatch(r"[\d,.]+", before[-2])
        if counted and token.type in ("UNIT", "DAYS"):
            return value.rstrip("s") + self.random.choice(("", "s"))
        if counted and token.type in ("TIMES", "TIME"):
            return self.random.choice(("time", "times"))
        return value
