"""Where a finding is, as tools that read results name places."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from ....dsl.diagnostics import Span
    from ....dsl.source import Source


class Region(NamedTuple):
    """Lines and columns from 1, columns in code points; `end_column` is just after the part."""

    line: int
    column: int
    end_line: int
    end_column: int


def region(span: Span, sources: Mapping[str, Source]) -> Region:
    """The start of the file for what has no text."""
    source = sources.get(span.path)
    if source is None:
        return Region(1, 1, 1, 1)
    start, end = (source.position(min(at, len(source.text))) for at in (span.start, span.end))
    return Region(*start, *end)


def seen(path: str | PurePath) -> PurePath:
    """A path as seen from the checkout on GitHub, elsewhere from the current folder; whole if it
    lies outside."""
    whole = Path(os.path.abspath(path))
    root = _root()
    return whole.relative_to(root) if whole.is_relative_to(root) else whole


def _root() -> Path:
    """On GitHub a step may run below the checkout, and paths are told from the top."""
    here = Path.cwd()
    checkout = os.environ.get("GITHUB_WORKSPACE")
    top = Path(checkout).resolve() if checkout else here
    return top if here.is_relative_to(top) else here


def uri(path: PurePath) -> str:
    """A path as the reference of a URI; relative ones stay so.

    >>> from pathlib import PurePosixPath, PureWindowsPath
    >>> uri(PurePosixPath("für alle/50%.score")), uri(PureWindowsPath(r"rules\\a.score"))
    ('f%C3%BCr%20alle/50%25.score', 'rules/a.score')
    >>> uri(PureWindowsPath(r"C:\\rules\\a b.score"))
    'file:///C:/rules/a%20b.score'
    """
    if path.is_absolute():
        return path.as_uri()
    return "/".join(quote(os.fsencode(part)) for part in path.parts)
