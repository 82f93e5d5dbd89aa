"""What people write from other tools and in other words, and the same line as it is written here.

A line that does not fit the grammar is held against a table of patterns. The words of the user go
into the new wording, so that the message shows what to type, an editor can put it there, and
reading goes on with it. Texts in quotes are masked while a pattern is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..declared import Declared
from ..written import Wording
from .ago import AGO
from .bounds import BOUNDS
from .chosen import CHOSEN, in_expected
from .columns import of_columns
from .conditions import CONDITIONS
from .dead_ends import DEAD_ENDS
from .denied import of_denials
from .examples import in_example
from .limits import in_limits
from .lists import of_lists
from .meant import MEANT
from .names import Named, named
from .order import ORDERS
from .sections import SECTIONS
from .sheets import of_sheets
from .signs import SIGNS
from .speech import AGAIN, SPEECH
from .stage_limits import of_stages
from .stages import in_stages
from .tables import in_table
from .told_exactly import of_limits
from .tools import TOOLS
from .turned import TURNED
from .words import HISTORY, WORDINGS

_QUOTED = re.compile(r"\"[^\"\n]*\"|(?<![A-Za-z0-9])['‘][^'‘’\n]*['’](?![A-Za-z])")
WORDED: tuple[Wording, ...] = (
    *CHOSEN, *DEAD_ENDS, *MEANT, *BOUNDS, *TURNED, *TOOLS, *SPEECH, *CONDITIONS, *SIGNS, *HISTORY,
    *AGO, *ORDERS, *WORDINGS, *SECTIONS, *AGAIN,
)  # fmt: skip
_RULE = re.compile(r"[+-]?\s?\d")
NOTHING = Declared()
LONGEST_LINE = 2_000
"""Of longer ones nobody has typed a line."""
_GAP = re.compile(r"\s{40}")
"""Nor has anybody one with such a gap, and patterns would try it in all ways."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    code: str
    title: str
    start: int
    end: int
    said: str
    """What is written here; if empty, the words are one too many."""
    safe: bool
    names: bool
    """It holds names that were made up, such as that of an event."""
    help: str = ""
    """What to do where `said` is only how the line is read on, and people must choose."""
    also: str = ""
    """What else may be meant."""
    exact: bool = False
    """It is meant only where it fits."""


def rewrites(
    line: str,
    taken: Iterable[tuple[int, int]] = (),
    declared: Declared = NOTHING,
    heading: str = "",
    beside: tuple[str, str] = ("", ""),
    column: str = "",
) -> Iterator[Rewrite]:
    """What a line may say otherwise than it is said here, outside of the stretches `taken`; names
    that are `declared` go before all else. `beside` are the lines above and below,
    `column` is what the table above is by."""
    if len(line) > LONGEST_LINE or _GAP.search(line):
        return
    masked = _QUOTED.sub(lambda found: found[0][0] + "~" * (len(found[0]) - 2) + found[0][-1], line)
    for one in _of_names(line, masked, declared):
        if not _overlaps(one.start, one.end, taken) and one.said != line[one.start : one.end]:
            yield _named(one)
    for one in _of_heading(line, masked, declared, heading, beside, column):
        if not _overlaps(one.start, one.end, taken) and one.said != line[one.start : one.end]:
            yield _named(one, exact=True)
    rule = _RULE.match(line) is not None
    for wording in WORDED:
        for found in wording.pattern.finditer(masked) if rule or not wording.rule else ():
            start, end = found.span(wording.part)
            if _overlaps(start, end, taken):
                continue
            parts = tuple(_part(line, found, i) for i in range(found.re.groups + 1))
            said = wording.say(parts)
            if said is not None and said != line[start:end]:
                help = wording.help(parts) if wording.help is not None else ""
                also = wording.also(parts) if wording.also is not None else ""
                yield _told(wording, line[start:end], start, end, said, (help, also))


def _of_names(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    yield from of_lists(line, masked, declared)
    yield from of_sheets(line, masked)
    yield from of_denials(masked, declared)
    yield from of_columns(line, masked, declared)
    yield from named(line, masked, declared)


def _of_heading(
    line: str, masked: str, declared: Declared, heading: str, beside: tuple[str, str], column: str
) -> Iterator[Named]:
    """What is meant only under one heading."""
    if heading == "EXAMPLE":
        yield from in_expected(line)
        yield from of_limits(masked, declared)
        yield from in_example(line, masked, declared)
    elif heading == "STAGES":
        yield from in_limits(line)
        yield from in_stages(line, beside)
        yield from of_stages(line)
    elif heading == "POINTS":
        yield from in_table(line, declared, column)


def _named(one: Named, *, exact: bool = False) -> Rewrite:
    return Rewrite(
        one.code, one.title, one.start, one.end, one.said, False, False, one.help, exact=exact
    )


def _overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def _part(line: str, found: re.Match[str], group: int) -> str:
    """A group as it stands in the line."""
    start, end = found.span(group)
    return line[start:end] if start >= 0 else ""


def _told(
    wording: Wording, was: str, start: int, end: int, said: str, helps: tuple[str, str]
) -> Rewrite:
    shown = " ".join(was.split())
    title = wording.title or f"`{shown}` is written `{said.strip()}`"
    if not said:
        title = wording.title or f"`{shown}` is one word too many"
    return Rewrite(
        wording.code, title, start, end, said, wording.safe, wording.names, *helps, wording.exact
    )
