"""Rows of a table of a text that holds ranges: `points by company_size` with `+5 for 1-10`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..declared import Declared
from .names import Named

_NUMBER: Final = r"\d+(?:,\d{3})*(?:\.\d+)?"
_RANGE: Final = rf"(?:[<>]=?\s?{_NUMBER}|{_NUMBER}\s?[-–—]\s?{_NUMBER}|{_NUMBER}\s?\+|{_NUMBER})"
_ROW: Final = re.compile(
    rf"\bfor\s+({_RANGE}(?:(?:\s*,\s+|\s+or\s+){_RANGE})*)(?=\s*(?:$|because\b))", re.IGNORECASE
)
_ONE: Final = re.compile(_RANGE)


def in_table(line: str, declared: Declared, column: str) -> Iterator[Named]:
    """What is a text in a table by that column."""
    if declared.columns.get(column.lower()) != "text":
        return
    for found in _ROW.finditer(line):
        said = _ONE.sub(lambda one: f'"{one[0]}"', found[1])
        title = f"`{column}` is a text, and texts stand in quotes"
        yield Named(*found.span(1), said, "E030", title)
