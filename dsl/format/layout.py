"""The canonical layout of a rule file; see docs/format.md.

The words are the author's; where they stand is decided here, from the words alone, so that two
files that say the same in the same words look the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lark import Token

from ..diagnostics import Diagnostic
from ..parse.outline import Outline
from ..parse.parser import read_tokens
from ..source import Source
from .fold import INDENT, fold
from .lines import Comment, Line, read_lines
from .table import align, points_pads
from .words import spell

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Formatted:
    """The text, as it was where something is wrong with it, and what that is."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def format_text(text: str) -> str:
    """A rule file in its canonical layout; a text that cannot be read comes back as it is."""
    return format_source(Source("", text)).text


def format_source(source: Source) -> Formatted:
    """Lines end as the first one does."""
    tokens, wrong = read_tokens(source)
    if wrong:
        return Formatted(source.text, tuple(wrong))
    sections, tail = read_lines(source.text, tokens)
    text = "".join(line + "\n" for line in _file(sections, tail))
    windows = source.text.partition("\n")[0].endswith("\r")
    return Formatted(text.replace("\n", "\r\n") if windows else text)


def _file(sections: Sequence[Line], tail: Sequence[Comment]) -> Iterator[str]:
    long = False
    first = True
    for section in sections:
        for line in section.all():
            line.words = spell(line.words, line.heading.kind if line.heading else "")
        apart = not first and (long or bool(section.body))
        yield from _spaced(_section(section), apart, first)
        long, first = bool(section.body), False
    yield from _spaced(_comments(tail), long, first)


@dataclass(frozen=True, slots=True)
class _Item:
    """Lines of text that stay together: a line of the file, or a comment."""

    lines: Sequence[str]
    level: int
    spaced: bool
    line: Line | None = None


def _spaced(items: Sequence[_Item], apart: bool, first: bool) -> Iterator[str]:
    """The text of a section; one blank line before what has one, and, if the section stands
    `apart`, before the first that is at the margin."""
    opens = first
    for item in items:
        at_margin = apart and not item.level
        if (item.spaced or at_margin) and not opens:
            yield ""
        yield from item.lines
        apart = apart and not at_margin
        opens = item.line is not None and bool(item.line.body)


def _comments(comments: Sequence[Comment]) -> list[_Item]:
    return [
        _Item([" " * (INDENT * comment.level) + comment.text], comment.level, comment.spaced)
        for comment in comments
    ]


def _section(section: Line) -> list[_Item]:
    """Points are set to the right where the outline is read back as it was."""
    for tries in range(MOST_TRIES + 1):
        items = list(_laid_out(section, 0))
        wrong = _misread(items)
        if not wrong:
            return items
        for line in section.all() if tries + 1 == MOST_TRIES else wrong:
            line.ragged = True
    return items


def _laid_out(line: Line, pad: int) -> Iterator[_Item]:
    yield from _comments(line.above)
    margin = INDENT * line.level
    text = fold(line.words, margin + pad, margin + INDENT)
    yield _Item(text, line.level, line.spaced, line)
    align(line)
    pads = points_pads(line)
    for i, below in enumerate(line.body):
        yield from _laid_out(below, pads.get(i, 0))


def _misread(items: Sequence[_Item]) -> list[Line]:
    """The headings whose lines make that one would be taken to stand under another heading."""
    lines = [item.line for item in items if item.line is not None]
    depths = _depths([item.lines[0] for item in items if item.line is not None])
    for i, (line, depth) in enumerate(zip(lines, depths, strict=True)):
        if depth != line.level:
            above = (line.heading, lines[i - 1].heading)
            return [heading for heading in above if heading is not None]
    return []


def _depths(texts: Sequence[str]) -> Iterator[int]:
    """The level at which each line is read; -1 for one whose indentation would be a mistake."""
    text = "\n".join(texts) + "\n"
    outline = Outline(text)
    depth = 0
    ends = _ends(text, texts)
    next(ends)
    for token in outline.process(ends):
        if token.type != "_NL":
            depth += 1 if token.type == "_INDENT" else -1
            continue
        yield -1 if outline.strays else depth
        if token.end_pos == len(text):
            return


def _ends(text: str, texts: Sequence[str]) -> Iterator[Token]:
    """The end of line before each line, and the last one."""
    start = 0
    for line in (*texts, ""):
        indent = line[: len(line) - len(line.lstrip())]
        yield Token("_NL", "\n" + indent, start, end_pos=start + len(indent))
        start += len(line) + 1
