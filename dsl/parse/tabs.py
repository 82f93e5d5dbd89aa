"""Tabs in the indentation, which count as no number of spaces."""

from __future__ import annotations

import re

from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..source import Source

TAB = re.compile(r"^( *\t[ \t]*)(?=[^\S\n]*[^\s#])", re.MULTILINE)
"""A tab in the indentation of a line that has words."""


def tabs(source: Source) -> list[Diagnostic]:
    """That lines are indented with tabs, once for the whole file."""
    if "\t" not in source.text:
        return []
    spans = [Span(source.path, m.start(1), m.end(1)) for m in TAB.finditer(source.text)]
    if not spans:
        return []
    others = len(spans) - 1
    more = f" (and on {others} more line{'s' * (others > 1)})" if others else ""
    edits = tuple(Edit(s, source.text[s.start : s.end].expandtabs(2)) for s in spans)
    return [Diagnostic(
        "E010", "error", f"this line is indented with a tab{more}", spans[0],
        help="indent with spaces, two for each level; most editors have "
        "`Convert tabs to spaces`",
        fix=Fix("replace tabs by spaces", edits),
    )]  # fmt: skip
