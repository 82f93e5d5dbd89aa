"""Positions as editors count them, and offsets as everything else here does.

An editor counts lines that end with a line feed, a carriage return or both, and within a line the
units of UTF-16: two for a character beyond U+FFFF. Offsets are code points of the text that is
checked, which has no byte order mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

BOM = "\ufeff"
_ENDS = re.compile("\r\n|\n|\r")
_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Positions:
    """A text as an editor has it."""

    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        starts = (found.end() for found in _ENDS.finditer(self.text))
        object.__setattr__(self, "_starts", (0, *starts))

    @property
    def checked(self) -> str:
        return self.text.removeprefix(BOM)

    @property
    def lines(self) -> int:
        return len(self._starts)

    def split(self) -> list[str]:
        """The lines, without what ends them."""
        return _ENDS.split(self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and UTF-16 unit in it, both from 0."""
        offset = min(offset + self.text.startswith(BOM), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset]
        return line, len(before) + len(_WIDE.findall(before))

    def offset(self, line: int, unit: int) -> int:
        """Of a position; the end of its line, or of the text, where it lies beyond."""
        return max(0, self.raw_offset(line, unit) - self.text.startswith(BOM))

    def raw_offset(self, line: int, unit: int) -> int:
        """The same with the byte order mark counted in."""
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        words = self.text[start:end].rstrip("\r\n")
        if words.isascii() or not _WIDE.search(words):
            return start + min(unit, len(words))
        for place, character in enumerate(words):
            if unit <= 0:
                return start + place
            unit -= 1 + (character > "\uffff")
        return start + len(words)
