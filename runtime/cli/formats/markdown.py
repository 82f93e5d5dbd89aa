"""Markdown for a comment on a pull request, or for the summary of a workflow.

What rules and data say never becomes more than text: no cell, link, image, HTML or mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...errors import counted
from ...markdown import cell, cell_code
from ._place import region, seen
from ._words import amount, lines_of, passed_of

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic
    from ....dsl.source import Source
    from .._findings import Findings
    from .._tested import Tested

ROOM: Final = 60_000
"""Characters of all rows: a comment on GitHub may have 65,536."""


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
    lines = [f"- {cell_code(one.file)}: the examples reach {one.percent} %" for one in reached]
    return page + "\n".join(["", *lines, ""] if lines else [])


# ---------------------------------------------------------------- rows


def _rows(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], folder: Path
) -> Iterator[list[str]]:
    for one in diagnostics:
        where = _where(folder / one.span.path, region(one.span, sources).line)
        said = "<br>".join(cell(line) for line in lines_of(one))
        yield [where, cell(f"{one.severity} {one.code}"), said]


def _tests(tested: Iterable[Tested]) -> Iterator[list[str]]:
    for one in tested:
        if one.broken is not None:
            model = one.broken.model
            for where, code, said in _rows(one.broken.diagnostics, model.sources, one.file.parent):
                yield [where, said, "", code]
        for outcome in one.outcomes:
            where = _where(one.file, outcome.line)
            title = cell(outcome.title)
            for miss in outcome.misses:
                yield [where, title, cell_code(miss.expected), cell_code(miss.got)]
            for text in outcome.disagreements:
                yield [where, title, "engines that agree", cell(text)]


def _where(path: Path, line: int) -> str:
    return f"{cell_code(seen(path).as_posix())}, line {line}"


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
