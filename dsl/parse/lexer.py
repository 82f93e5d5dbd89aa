"""The grammar's terminals as one regular expression.

The terminals are those of the grammar, in the order in which Lark's own lexer tries them; one
compiled pattern over the whole text finds them about four times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lark import Lark, Token
from lark.lexer import PatternStr, TerminalDef

LINE_ENDS = ("_CONTINUED", "_NL")
SPACES = r"[ \t\u00a0]*"


def make_lexer(lark: Lark) -> Callable[[str], Iterator[Token]]:
    """A function from a text to its tokens; every character belongs to one."""
    terminals = sorted(lark.terminals, key=_order)
    name = re.compile(next(t.pattern.to_regexp() for t in terminals if t.name == "NAME"))
    words = {
        t.pattern.value: t.name for t in terminals
        if isinstance(t.pattern, PatternStr) and name.fullmatch(t.pattern.value)
    }  # fmt: skip
    signs = [t for t in terminals if t.pattern.value not in words]
    named = [f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in signs]
    # Ends of lines, which come first, have their own spaces; other tokens take those before them.
    ends = [i for i, t in enumerate(signs) if t.name in LINE_ENDS]
    assert ends == [0, 1]
    pattern = re.compile("|".join([*named[:2], rf"{SPACES}(?:{'|'.join(named[2:])})"]))
    ignored = frozenset(lark.lexer_conf.ignore)

    def lex(text: str) -> Iterator[Token]:
        line, line_start = 1, 0
        for found in pattern.finditer(text):
            kind = found.lastgroup or ""
            value, start, end = found[kind], found.start(kind), found.end()
            if kind == "NAME":
                kind = words.get(value, kind)
            if kind not in ignored:
                yield _token(kind, value, start, end, line, start - line_start + 1)
            if kind in LINE_ENDS:
                line += value.count("\n")
                line_start = start + value.rindex("\n") + 1

    return lex


def _token(kind: str, value: str, start: int, end: int, line: int, column: int) -> Token:
    """What `Token(…)` makes, without its checks: there are twenty of them on a line."""
    token = str.__new__(Token, value)
    token.type, token.value = kind, value
    token.start_pos, token.end_pos = start, end
    token.line, token.column = line, column
    token.end_line = token.end_column = None
    return token


def _order(terminal: TerminalDef) -> tuple[int, int, int, str]:
    pattern = terminal.pattern
    return -terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name
