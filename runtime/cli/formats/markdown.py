"""Markdown for a comment on a pull request, or for the summary of a workflow.

What rules and data say never becomes more than text: no cell, link, image, HTML or mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ....dsl.excerpt import clean
from ...table_errors import counted
from ._place import region, seen
from ._words import amount, lines_of, passed_of

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic
    from ....dsl.source import Source
    from .._findings import Findings
    from .._tested import Tested

ROOM: Final = 60_000
"""Characters of all rows: a comment on GitHub may have 65,536."""
LONGEST: Final = 500
"""Characters of a cell's text."""
PLAIN: Final = re.compile(r"[^\w ,;()?/'-]|_|(?<=\w)\.(?=\w)")
"""What is written by its number, since it may be a sign of Markdown or HTML."""
CALLS: Final = re.compile("(&#(?:64|35);|&#58;(?=//)|(?<=www)&#46;)")
"""`@`, `#` and `://` call people, issues and pages even when written by their numbers."""


def findings(found: Findings, files: Sequence[Path]) -> str:
    head = f"leadscore check: {amount(found.diagnostics)} in {counted(len(files), 'file')}"
    return _page(head, "Where | Code | What", _rows(found.diagnostics, found.sources, Path()))


def tests(tested: Sequence[Tested]) -> str:
    broken = [one for one in tested if one.broken is not None]
    head = f"leadscore test: {passed_of(tested)}"
    if broken:
        head += f", {counted(len(broken), 'file')} cannot be used"
    page = _page(head, "Where | What | Expected | Got", _tests(tested))
    reached = [one.coverage for one in tested if one.coverage is not None]
    lines = [f"- {_code(one.file)}: the examples reach {one.percent} %" for one in reached]
    return page + "\n".join(["", *lines, ""] if lines else [])


# ---------------------------------------------------------------- rows


def _rows(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], folder: Path
) -> Iterator[list[str]]:
    for one in diagnostics:
        where = _where(folder / one.span.path, region(one.span, sources).line)
        said = "<br>".join(_text(line) for line in lines_of(one))
        yield [where, _text(f"{one.severity} {one.code}"), said]


def _tests(tested: Iterable[Tested]) -> Iterator[list[str]]:
    for one in tested:
        if one.broken is not None:
            model = one.broken.model
            for where, code, said in _rows(one.broken.diagnostics, model.sources, one.file.parent):
                yield [where, said, "", code]
        for outcome in one.outcomes:
            where = _where(one.file, outcome.line)
            title = _text(outcome.title)
            for miss in outcome.misses:
                yield [where, title, _code(miss.expected), _code(miss.got)]
            for text in outcome.disagreements:
                yield [where, title, "engines that agree", _text(text)]


def _where(path: Path, line: int) -> str:
    return f"{_code(seen(path).as_posix())}, line {line}"


# ---------------------------------------------------------------- writing


def _page(head: str, columns: str, rows: Iterable[Sequence[str]]) -> str:
    """Rows beyond what a comment can hold are counted."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    shown = []
    room = ROOM
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    page = [f"### {head}"]
    if lines:
        page += ["", f"| {columns} |", f"|{' --- |' * len(columns.split('|'))}", *shown]
    if len(shown) < len(lines):
        page += ["", f"and {len(lines) - len(shown):,} more"]
    return "\n".join([*page, ""])


def _text(text: str) -> str:
    """Text of a cell; what stands in back-ticks is shown as code.

    >>> _text("there is no `a|b` for @all")
    'there is no <code>a&#124;b</code> for &#64;\\u200ball'
    """
    parts = re.split("`([^`]*)`", _short(text))
    return "".join(
        _code(p) if i % 2 else CALLS.sub("\\1\u200b", _safe(p)) for i, p in enumerate(parts)
    )


def _code(text: str) -> str:
    return f"<code>{_safe(_short(text))}</code>"


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _safe(text: str) -> str:
    """
    >>> _safe("<b>*a*")
    '&#60;b&#62;&#42;a&#42;'
    """
    return PLAIN.sub(lambda sign: f"&#{ord(sign.group())};", text)
