"""Workflow commands of GitHub: each finding is shown at its line in a pull request.

A line begins with a command only if we write one: what rules and data say stands behind it, with
every end of line escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ....dsl.excerpt import clean
from ._place import Region, region, seen
from ._words import lines_of, missed

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic
    from ....dsl.source import Source
    from .._findings import Findings
    from .._tested import Tested


def findings(found: Findings, files: Sequence[Path]) -> str:
    return "".join(_findings(found.diagnostics, found.sources))


def tests(tested: Sequence[Tested]) -> str:
    return "".join(line for one in tested for line in _tested(one))


def _findings(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source]) -> Iterator[str]:
    for one in diagnostics:
        place = region(one.span, sources)
        yield _command(one.severity, one.span.path, place, one.code, lines_of(one))


def _tested(one: Tested) -> Iterator[str]:
    if one.broken is not None:
        model = one.broken.model
        placed = one.file.parent
        for wrong in one.broken.diagnostics:
            where = region(wrong.span, model.sources)
            path = str(placed / wrong.span.path)
            yield _command(wrong.severity, path, where, wrong.code, lines_of(wrong))
    for outcome in one.outcomes:
        if not outcome.passed:
            line = Region(outcome.line, 1, outcome.line, 1)
            title = f"example failed: {clean(outcome.title)}"
            yield _command("error", str(one.file), line, title, [*missed(outcome)])


def _command(level: str, path: str, at: Region, title: str, lines: Sequence[str]) -> str:
    """Columns are told of one line only; `endColumn` is the last one of the part."""
    properties: dict[str, object] = {"file": seen(path).as_posix(), "line": at.line}
    if at.end_line > at.line:
        properties["endLine"] = at.end_line
    elif at.end_column > at.column:
        properties |= {"col": at.column, "endLine": at.line, "endColumn": at.end_column - 1}
    properties["title"] = title
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {said}::{_data(chr(10).join(lines))}\n"


def _data(text: str) -> str:
    """
    >>> _data("50%\\n::error::")
    '50%25%0A::error::'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """
    >>> _property("a,b=1::c")
    'a%2Cb=1%3A%3Ac'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
